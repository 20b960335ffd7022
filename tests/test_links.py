"""Links in documents and docstrings lead somewhere, and no document names a module that is gone."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "dataset/README.md", ROOT / "dataset/EXCLUDED.md"]
SOURCES = [*(ROOT / "schemas").rglob("*.py"), *(ROOT / "scripts").rglob("*.py")]
GLOSSARY = ROOT / "docs/glossary.md"

GONE = re.compile(
    r"casualty_dataset/(?:flow|rules|answers|derive|read|form|links|check|opened|container|shelf|integrity|bundle)\b"
    r"|casualty_dataset\.(?:flow|inquiry|reconcile|rules|opened|derive|changes)\b"
    r"|\bflow/|\b(?:shelf|form|inquiry|legible|published|opened|container|answers)\.py\b"
)
"""Names of packages and modules that the code no longer has."""


def _anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _broken(page: Path, links: list[str]) -> list[str]:
    """The links of a page to files of the repository that lead nowhere."""
    broken = []
    for link in links:
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in _anchors(target)):
            broken.append(link)
    return broken


def _links(page: Path) -> list[str]:
    return [link for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text()) if "://" not in link]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Each link to a file of the repository finds it, and its anchor is a heading there."""
    assert _broken(page, _links(page)) == []


def test_a_link_that_leads_nowhere_is_seen() -> None:
    """A missing file and a missing heading are both found."""
    assert _broken(GLOSSARY, ["nowhere.md", "glossary.md#nothing", "#nothing", "#claim"]) == [
        "nowhere.md", "glossary.md#nothing", "#nothing",
    ]  # fmt: skip


@pytest.mark.parametrize("page", ["README.md", "METHODOLOGY.md", "CONTRIBUTING.md", "ARCHITECTURE.md"])
def test_pages_link_to_the_glossary(page: str) -> None:
    """Whoever meets a term finds its definition."""
    assert "docs/glossary.md" in " ".join(_links(ROOT / page))


def test_docstrings_link_to_terms_that_the_glossary_defines() -> None:
    """A mention such as ``docs/glossary.md#pool`` in the code names a heading of the glossary."""
    named = {anchor for path in SOURCES for anchor in re.findall(r"glossary\.md#([\w-]+)", path.read_text())}

    assert named - _anchors(GLOSSARY) == set()


def test_every_term_says_where_it_is_defined() -> None:
    """Each entry of the glossary has two or three sentences and names one file or folder."""
    entries = re.split(r"^### ", GLOSSARY.read_text(), flags=re.M)[1:]
    texts = {entry.split("\n", 1)[0]: " ".join(entry.split("\n## ")[0].split("\n")[1:]) for entry in entries}

    assert len(texts) == len(entries)
    assert [term for term, text in texts.items() if not re.search(r"Defined in `[^`]+`", text)] == []
    assert [term for term, text in texts.items() if len(text.split()) > 80] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_names_a_module_that_is_gone(page: Path) -> None:
    """Documents use the names of the rooms."""
    assert GONE.findall(page.read_text()) == []


def test_a_module_that_is_gone_is_seen() -> None:
    """The search finds the names that it is for, and not those of today."""
    old = ["scripts/casualty_dataset/flow/", "`shelf.py`", "casualty_dataset.changes.apply", "flow/packing.py"]
    new = [
        "scripts/casualty_dataset/validation/rules/",
        "casualty_dataset.history.dataset_difference",
        "workflows/release.py",
    ]

    assert [name for name in old if not GONE.search(name)] == []
    assert [name for name in new if GONE.search(name)] == []
