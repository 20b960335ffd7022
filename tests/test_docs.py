"""Documents cannot lie: commands, rules and figures in them are generated or checked."""

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from casualty_dataset.cli.commands import COMMANDS, SUMMARIES
from casualty_dataset.history import release_index as index
from casualty_dataset.validation.rules import RULES

ROOT = Path(__file__).parents[1]


def _made_by(script: str) -> ModuleType:
    """The module of a script in docs/."""
    spec = importlib.util.spec_from_file_location(script, ROOT / f"docs/{script}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_rules_page_is_fresh() -> None:
    """docs/rules.md is what the docstrings say now."""
    module = _made_by("make_rules")

    assert (ROOT / "docs/rules.md").read_text() == module.rules_page()


def test_pages_name_the_last_release() -> None:
    """README.md, docs/loading.md and CITATION.cff name the newest release that stands, and its true digest."""
    version, entry = list(index.current_releases(index.read_entries(ROOT / "releases")).items())[-1]
    pages = {page: (ROOT / page).read_text() for page in ("README.md", "docs/loading.md")}
    digests = re.findall(r"--digest ([0-9a-f]{12})…", pages["README.md"])

    assert {page: set(re.findall(r"releases/([0-9.]+[0-9])", text)) for page, text in pages.items()} == {
        page: {version} for page in pages
    }
    assert set(re.findall(r"dataset verify ([0-9.]+[0-9])", pages["README.md"])) == {version}
    assert digests
    assert {entry["sha256sums"].startswith(digest) for digest in digests} == {True}
    assert f"\nversion: {version}\ndate-released: {entry['date']}\n" in (ROOT / "CITATION.cff").read_text()


def test_security_shows_what_the_harnesses_found() -> None:
    """The table in SECURITY.md is the one that docs/evidence/audit.json gives."""
    module = _made_by("make_audit")
    page, evidence = (ROOT / "SECURITY.md").read_text(), json.loads((ROOT / "docs/evidence/audit.json").read_bytes())

    assert set(evidence) == {*module.HARNESSES, "harm"}
    assert page == module.with_table(page, evidence)


def test_every_rule_says_what_it_is_and_what_to_do() -> None:
    """A rule's docstring is the rule; its remedy is a sentence; its name is its own."""
    assert [rule.name for rule in RULES if not rule.text.endswith(".") or not rule.remedy.endswith(".")] == []
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("name", sorted(SUMMARIES))
def test_every_command_is_in_the_readme_has_help_and_a_reader(name: str) -> None:
    """No command without a line in the README, a summary and an example in its help, and a place in the list."""
    dataset = Path(sys.executable).parent / "dataset"
    shown = subprocess.run([str(dataset), name, "--help"], capture_output=True, text=True, check=True).stdout
    listed = subprocess.run([str(dataset), "--help"], capture_output=True, text=True, check=True).stdout

    assert f"dataset {name}" in (ROOT / "README.md").read_text()
    assert SUMMARIES[name] in " ".join(shown.split())
    assert "Example:" in shown
    assert f"  {name} " in listed
    assert SUMMARIES[name] in " ".join(listed.split())


def test_every_command_has_a_file_of_its_name() -> None:
    """The files of the command line are the commands and what they share."""
    files = {path.stem for path in (ROOT / "scripts/casualty_dataset/cli").glob("*.py")}

    assert files - {"__init__", "app", "commands", "options", "output"} == set(SUMMARIES)
    assert sum(map(len, COMMANDS.values())) == len(SUMMARIES)


def test_make_targets_in_documents_exist() -> None:
    """Every `make target` that a document names is in the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    named = {
        target
        for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
        for target in re.findall(r"`make ([a-z]+)", page.read_text())
    }

    assert named
    assert named - targets == set()


def test_no_document_or_config_names_a_registry_or_a_folder_of_a_machine() -> None:
    """Lock file, configuration and documents hold no registry address and no absolute home path."""
    files = [*ROOT.glob("*.*"), ROOT / "Makefile", *ROOT.glob("docs/**/*.*"), *ROOT.glob(".github/**/*.yml")]
    text = {
        path.name: path.read_text(errors="replace")
        for path in files
        if path.is_file() and path.suffix != ".png" and path.name != ".git"
    }
    forbidden = re.compile(r"(?<!no-emit-)index-url|pypi\.org/simple|file://|/home/|/root/|/work/|npmjs\.org")

    assert {name for name, content in text.items() if forbidden.search(content)} == set()
    assert "--hash=sha256:" in text["requirements-dev.lock"]
