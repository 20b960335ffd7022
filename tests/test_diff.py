"""`dataset diff`: two releases, or a release and the tables as they stand; what it prints and when it refuses."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from casualty_dataset.cli import cli
from casualty_dataset.core.errors import Damaged, UnknownRelease
from casualty_dataset.history.changes_table import apply_changes
from casualty_dataset.history.text_frames import COMPARED_TABLES
from casualty_dataset.workflows.diff import difference
from casualty_dataset.workflows.release import release
from helpers_dataset import ROOT, add_line, delete_row, edit_bytes, run, set_cells

DAY = date(2025, 5, 1)
FORMATS = ("text", "json", "csv", "markdown")


@pytest.fixture
def root(released_once: Path, tmp_path: Path) -> Path:
    """A copy of the tiny dataset with one release, 0.1.0, to be edited."""
    return Path(shutil.copytree(released_once, tmp_path / "world"))


def _diff(root: Path, *arguments: str) -> str:
    """What the command prints, run in this process."""
    done = CliRunner().invoke(cli, ["--root", str(root), "diff", *arguments], standalone_mode=False)
    assert done.exception is None, done.exception
    return done.output


def _json(root: Path, old: str, new: str) -> dict[str, Any]:
    return dict(json.loads(_diff(root, old, new, "--format", "json")))


def _correct(root: Path, number: int, cell: str, old: str, new: str, reason: str) -> None:
    """Change a cell of tallies and enter it in corrections.csv."""
    id_, column = cell.split(".")
    set_cells(root, "tallies", id_, {column: new})
    add_line(root, "corrections", f"C{number:06d},tallies,{id_},{column},{old},{new},{reason},2025-04-20")


def test_the_json_is_what_the_contract_requires(root: Path) -> None:
    """Names, tables that changed, ids added and retired, cells changed, tombstones, and what that demands."""
    _correct(root, 2, "T00000003.note", "", "Read again.", "The note was missing.")
    delete_row(root, "tallies", "T00000012")
    add_line(root, "retired", "tallies,T00000012,,Entered twice.,0.1.0,2025-04-20")
    add_line(root, "incident_sources", "sy-2025-03-hill,herald-mirror,")

    assert _json(root, "0.1.0", "working") == {
        "old": "0.1.0",
        "new": "working",
        "tables": {
            "corrections": {"added": ["C000002"], "retired": [], "changed": []},
            "incident_sources": {"added": ["sy-2025-03-hill|herald-mirror"], "retired": [], "changed": []},
            "retired": {"added": ["tallies|T00000012"], "retired": [], "changed": []},
            "tallies": {
                "added": [],
                "retired": ["T00000012"],
                "changed": [{"id": "T00000003", "column": "note", "old": None, "new": "Read again."}],
                "tombstones": [
                    {
                        "id": "T00000012",
                        "reason": "Entered twice.",
                        "replacements": [],
                        "standing": [],
                        "last_in": "0.1.0",
                        "retired_on": "2025-04-20",
                    }
                ],
            },
        },
        "demands": "minor",
    }


def test_nothing_changed(root: Path) -> None:
    """A release and the tables it was made from: no change, and nothing is demanded."""
    assert _json(root, "0.1.0", "working") == {"old": "0.1.0", "new": "working", "tables": {}, "demands": "none"}
    assert "No change." in _diff(root, "0.1.0", "working")


def test_a_version_and_its_folder_are_one(root: Path) -> None:
    """Named either way, a release is the same as itself."""
    assert _json(root, "0.1.0", str(root / "releases/0.1.0"))["tables"] == {}


def test_text_fits_a_screen() -> None:
    """No line of text is wider than 80 columns, on the largest published step; long lists are cut and counted."""
    lines = _diff(ROOT, "0.1.0", "0.2.0").splitlines()

    assert max(map(len, lines)) <= 80
    assert "  T00000016 supersedes_id: empty → T00000244" in lines
    assert "  … and 44 more; --format csv lists them all." in lines
    assert sum(line.startswith("  T0") for line in lines) == 20


def test_csv_of_two_published_releases_makes_one_of_the_other() -> None:
    """What the command prints can be applied."""
    old, new = (
        {path.stem: path.read_bytes() for path in (ROOT / "releases" / version / "data").glob("*.csv")}
        for version in ("0.1.0", "0.2.0")
    )
    made = apply_changes(old, _diff(ROOT, "0.1.0", "0.2.0", "--format", "csv").encode())

    assert made == {name: new[name] for name in COMPARED_TABLES}


def test_two_folders_need_no_dataset(tmp_path: Path) -> None:
    """Anywhere on a disk, by the installed command."""
    folders = [str(ROOT / "releases" / version) for version in ("0.1.0", "0.2.0")]
    done = run("diff", *folders, "--format", "json", cwd=tmp_path)

    assert done.returncode == 0
    assert json.loads(done.stdout)["demands"] == "minor"
    assert run("diff", folders[0], "working", cwd=tmp_path).returncode == 2


@pytest.mark.parametrize("name", ["0.9.0", "nowhere", "no\nwhere", "\x1b[31m"])
def test_an_unknown_release_is_a_wrong_call(root: Path, name: str) -> None:
    """One sentence that can be printed."""
    with pytest.raises(UnknownRelease) as unknown:
        difference(name, "working", root)

    assert str(unknown.value).isprintable()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda release: (release / "data/tallies.csv").write_bytes(b"tally_id\n"),
        lambda release: (release / "SHA256SUMS").unlink(),
        lambda release: shutil.rmtree(release),
        lambda release: (release / "more.txt").write_bytes(b"x"),
    ],
)
def test_a_damaged_release_is_not_compared(root: Path, spoil: Callable[[Path], object]) -> None:
    """What is listed is checked before it is read."""
    for path in (root / "releases/0.1.0").rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    spoil(root / "releases/0.1.0")

    with pytest.raises(Damaged):
        difference("0.1.0", "working", root)


def test_exit_codes(root: Path) -> None:
    """1 where the form of the tables has errors, 4 where a release is damaged, a sentence each and no result."""
    edit_bytes(root, "tallies", lambda data: data.replace(b"exact", b"=exact", 1))
    refused = run("diff", "0.1.0", "working", cwd=root)
    table = root / "releases/0.1.0/data/places.csv"
    table.chmod(0o644)
    table.write_bytes(table.read_bytes() + b"x")
    damaged = run("diff", "0.1.0", "0.1.0", cwd=root)

    assert (refused.returncode, damaged.returncode) == (1, 4)
    assert b"dataset validate" in refused.stderr
    assert b"data/places.csv" in damaged.stderr
    assert refused.stdout + damaged.stdout == b""


def test_what_is_withheld_is_printed_in_no_form(root: Path) -> None:
    """A cell withheld for safety, and one withheld after a first correction: neither direction, no form."""
    set_cells(root, "tallies", "T00000015", {"note": "Said by the only 7 of Aldea."})
    shutil.rmtree(root / "releases")
    release(root, "0.1.0", DAY)
    _correct(root, 2, "T00000015.note", "Said by the only 7 of Aldea.", "Said by 7 of Aldea.", "Shorter than it was.")
    release(root, "0.1.1", DAY)
    _correct(root, 3, "T00000015.note", "withheld", "Said by residents.", "safety")
    printed = [
        _diff(root, old, new, "--format", form)
        for old, new in (("0.1.1", "working"), ("working", "0.1.1"), ("0.1.0", "0.1.1"), ("0.1.0", "working"))
        for form in FORMATS
    ]

    assert [text for text in printed if "Aldea" in text] == []
    assert _json(root, "0.1.1", "working")["tables"]["tallies"]["changed"] == [
        {"id": "T00000015", "column": "note", "old": "withheld", "new": "Said by residents."}
    ]


def test_a_release_ships_what_changed(root: Path) -> None:
    """changes.csv makes its tables from those before; CHANGES.md says the same in words; the version is computed."""
    _correct(root, 2, "T00000003.note", "", "Read again.", "The page was read again; the note was missing.")
    made = release(root, None, DAY)
    old = {path.stem: path.read_bytes() for path in (root / "releases/0.1.0/data").glob("*.csv")}
    shipped = made.package["data/changes.csv"]
    built = apply_changes(old, shipped)

    assert made.version == "0.1.1"
    assert {name: made.package[f"data/{name}.csv"] for name in built} == built
    assert b"tallies,T00000003,note,cell_changed,,Read again.,The page was read again; the note was missing." in shipped
    assert "the note was missing. T00000003 empty → Read again." in made.package["CHANGES.md"].decode()


def test_the_first_release_has_no_changes_and_an_unchanged_one_is_reported(root: Path) -> None:
    """A header alone in both; the page of the second says that nothing changed."""
    first = (root / "releases/0.1.0/data/changes.csv").read_bytes()
    again = release(root, "0.2.0", DAY)

    assert again.package["data/changes.csv"] == first
    assert first.count(b"\n") == 1
    assert "No change: every table is, cell for cell, as it was in 0.1.0." in again.package["CHANGES.md"].decode()


def test_a_release_is_not_built_on_a_damaged_one(root: Path) -> None:
    """The last release is checked before anything is compared with it."""
    table = root / "releases/0.1.0/data/places.csv"
    table.chmod(0o644)
    table.write_bytes(table.read_bytes() + b"x")

    with pytest.raises(Damaged):
        release(root, "0.2.0", DAY, dry_run=True)
