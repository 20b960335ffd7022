"""ARCHITECTURE.md, the decision records and CONTRIBUTING.md describe the code and the CI that are there."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text()
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
ROOMS: list[str] = PYPROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))


def _folder(room: str) -> Path:
    return ROOT / ("schemas" if room == "casualty_schemas" else "scripts") / room.replace(".", "/")


def test_the_rooms_are_those_of_the_contract() -> None:
    """The table of rooms lists the layers of the first import contract, in their order."""
    listed = re.findall(r"^\| `(casualty_[a-z_.]+)` \|", ARCHITECTURE, re.M)

    assert listed == ROOMS
    assert [room for room in ROOMS if "|" in room] == []


def test_every_room_is_a_folder_and_every_folder_a_room() -> None:
    """No layer without a package, no package without a layer."""
    folders = {path.parent for path in (ROOT / "scripts/casualty_dataset").glob("*/__init__.py")}

    assert folders | {ROOT / "schemas/casualty_schemas"} == {_folder(room) for room in ROOMS}


@pytest.mark.parametrize(
    "page", [ROOT / "ARCHITECTURE.md", ROOT / "docs/glossary.md", *DECISIONS], ids=lambda p: p.name
)
def test_paths_that_a_page_names_exist(page: Path) -> None:
    """A path in a page is that of a file or folder, from the root of the repository or from the package."""
    paths = re.findall(r"`((?:[a-z_]+/)+[a-z_]*(?:\.[a-z]+)?)`", page.read_text())
    roots = [ROOT, ROOT / "scripts/casualty_dataset", ROOT / "tests"]

    assert [path for path in paths if not any((root / path).exists() for root in roots)] == []


def test_every_decision_is_listed_and_short() -> None:
    """A record has a number, three parts and at most 40 lines, and ARCHITECTURE.md lists it under its title."""
    for number, path in enumerate(DECISIONS, 1):
        text = path.read_text()
        title = text.splitlines()[0].removeprefix(f"# {number}. ")

        assert path.name.startswith(f"{number:04d}-")
        assert re.findall(r"^## (.*)$", text, re.M) == ["Context", "Decision", "Consequences"]
        assert text.count("\n") <= 40
        assert f"| [{number}](docs/decisions/{path.name}) | {title} |" in ARCHITECTURE
    assert len(DECISIONS) == ARCHITECTURE.count("](docs/decisions/0")


def test_ci_runs_what_contributing_says() -> None:
    """The workflow runs .ci/run alone, and that the make targets which CONTRIBUTING.md and README.md name, in order."""
    workflow = (ROOT / ".github/workflows/check.yml").read_text()
    targets = re.findall(r"^ *make ([a-z]+)", (ROOT / ".ci/run").read_text(), re.M)

    assert re.findall(r"^ +- run: (.*)$", workflow, re.M) == [".ci/run"]
    for page in ("CONTRIBUTING.md", "README.md"):
        (sentence,) = re.findall(r"CI runs `\.ci/run`[^.]*?: (.*?)\.\s", (ROOT / page).read_text(), re.S)
        assert re.findall(r"`make ([a-z]+)`", sentence) == targets


def test_the_changelog_has_a_part_for_the_data_and_one_for_the_tool() -> None:
    """The data comes first, with *Unreleased* on top; the tool follows, with its version of pyproject.toml on top."""
    _, data, tool = re.split(r"^# (?:The data|The tool)\n", (ROOT / "CHANGELOG.md").read_text(), flags=re.M)

    assert re.findall(r"^## (.*)$", data, re.M)[0] == "Unreleased"
    assert re.findall(r"^## (.*)$", tool, re.M)[0] == f"Tool {PYPROJECT['project']['version']}"


def test_every_slow_test_exists() -> None:
    """tests/slow.txt names files and tests that are there, in order, so that `make quick` leaves out nothing else."""
    entries = (ROOT / "tests/slow.txt").read_text().split()
    tests = {
        name
        for path in (ROOT / "tests").glob("test_*.py")
        for name in [
            path.name,
            *(f"{path.name}::{test}" for test in re.findall(r"^def (test_\w+)", path.read_text(), re.M)),
        ]
    }

    assert entries == sorted(set(entries))
    assert set(entries) - tests == set()
