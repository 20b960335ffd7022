"""`release --out`: judged by the releases of the root, equal to the real release, and without a trace in the root."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from casualty_dataset.core.errors import Damaged, Refused
from casualty_dataset.history import release_index as index
from casualty_dataset.releases.archive import open_archive
from casualty_dataset.workflows.correct import Cell, correct
from casualty_dataset.workflows.release import release
from casualty_dataset.workflows.retire import retire
from casualty_dataset.workflows.validate import validate
from helpers_dataset import copy_row, make_writable, run, set_cells, snapshot
from helpers_releases import allow, key

DAY = date(2025, 6, 1)
LATER = date(2025, 6, 2)


def files_of(folder: Path) -> dict[str, bytes]:
    """The bytes of every file of a folder by path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def versions(releases_dir: Path) -> list[str]:
    """The versions that an index lists."""
    return [entry["version"] for entry in index.read_entries(releases_dir)]


# --- the same bytes --------------------------------------------------------------------------------------


def _unchanged(root: Path) -> None:
    """Nothing is changed since the release."""


def _edited(root: Path) -> None:
    """A corrected cell, a retired row and a new one."""
    correct(root, Cell("tallies", "T00000015", "value"), "299", "The page prints another figure.", on=DAY)
    retire(root, "tallies", "T00000012", "Entered twice under two ids.", ["T00000013"], DAY)
    copy_row(root, "tallies", "T00000015", {"tally_id": "T00000016", "value": "310", "qualifier": "up_to"})


@pytest.mark.parametrize(
    ("change", "version", "expected"),
    [(_edited, None, "0.2.0"), (_edited, "3.0.0", "3.0.0"), (_unchanged, "0.1.1", "0.1.1")],
)
def test_a_rehearsal_equals_the_real_release(
    released: Path, tmp_path: Path, change: Callable[[Path], None], version: str | None, expected: str
) -> None:
    """Version, changes and every byte, dry or written; the root is as it was."""
    change(released)
    before, other = snapshot(released), tmp_path / "rehearsal"
    dry = release(released, version, DAY, other, dry_run=True)
    assert not other.exists()
    rehearsed = release(released, version, DAY, other)
    assert snapshot(released) == before
    real = release(released, version, DAY)

    assert rehearsed.path == other / expected
    assert dict(dry.package) == files_of(rehearsed.path) == files_of(real.path)
    assert versions(other) == [expected]
    assert b"The first release." not in rehearsed.package["CHANGES.md"]


def test_a_first_release_is_rehearsed(small: Path, tmp_path: Path) -> None:
    """Also where the root has no folder of releases, and gets none."""
    rehearsed = release(small, None, DAY, tmp_path / "rehearsal")

    assert not (small / "releases").exists()
    assert files_of(rehearsed.path) == files_of(release(small, None, DAY).path)


def test_a_release_that_was_interrupted_is_what_is_rehearsed(released: Path, tmp_path: Path) -> None:
    """The real command would finish it, under its own version and date."""
    listed = (released / "releases/index.json").read_bytes()
    real = release(released, "0.1.1", DAY)
    (released / "releases/index.json").write_bytes(listed)
    rehearsed = release(released, None, None, tmp_path / "rehearsal")

    assert (rehearsed.version, rehearsed.on) == ("0.1.1", DAY)
    assert files_of(rehearsed.path) == files_of(real.path)
    with pytest.raises(Refused, match=r"dataset release 0\.1\.1"):
        release(released, "0.1.2", DAY, tmp_path / "rehearsal", dry_run=True)


def test_the_folder_of_the_root_may_be_named(released: Path) -> None:
    """By any spelling, it is the real release."""
    release(released, "0.1.1", DAY, released / "dataset/../releases")

    assert versions(released / "releases") == ["0.1.0", "0.1.1"]
    assert not [problem for problem in validate(released, DAY).problems if problem.severity == "error"]


# --- the same judgement ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "row", "cells"),
    [
        ("tallies", "T00000014", {"note": "Edited without a word."}),
        ("tallies", "T00000015", {"value": "299"}),
        ("places", "hill", {"name_en": "Hills"}),
    ],
)
def test_a_silent_edit_is_refused_wherever_it_goes(released: Path, table: str, row: str, cells: dict[str, str]) -> None:
    """A published cell that was edited without a correction: the same answer and code 1, and nothing is written."""
    set_cells(released, table, row, cells)
    before = snapshot(released)
    calls = (["--dry-run"], ["--dry-run", "--out", "elsewhere"], ["--out", "elsewhere"])
    answers = [run("release", *options, "--date", "2025-06-01", cwd=released) for options in calls]

    assert {(done.returncode, done.stdout, done.stderr) for done in answers} == {
        (1, answers[0].stdout, answers[0].stderr)
    }
    assert b"changed_cell_has_correction" in answers[0].stdout
    assert {path: seen for path, seen in snapshot(released).items() if "elsewhere" not in path and path != "."} == {
        path: seen for path, seen in before.items() if path != "."
    }


def test_the_version_is_judged_by_the_root(released: Path, tmp_path: Path) -> None:
    """A version that is there or too small is refused, an unchanged dataset needs a name, time does not run back."""
    for version, expected in (("0.1.0", "exists already"), ("0.0.9", "not above 0.1.0"), (None, "Nothing changed")):
        with pytest.raises(Refused, match=expected):
            release(released, version, DAY, tmp_path / "rehearsal", dry_run=True)
    with pytest.raises(Refused, match="2025-04-30 is before"):
        release(released, "0.1.1", date(2025, 4, 30), tmp_path / "rehearsal", dry_run=True)


def test_a_damaged_release_of_the_root_is_no_base(released: Path, tmp_path: Path) -> None:
    """What was published is compared with, so it must be what was published."""
    (make_writable(released / "releases/0.1.0") / "data/places.csv").write_text("other")

    with pytest.raises(Damaged):
        release(released, "0.2.0", DAY, tmp_path / "rehearsal")


def test_a_release_that_comes_meanwhile_is_noticed(
    released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder of the root is not locked, so a change of its index stops the rehearsal."""

    def meanwhile(*given: Any, **named: Any) -> Any:
        inspection = validate(*given, **named)
        path = released / "releases/index.json"
        path.write_bytes(path.read_bytes() + b"\n")
        return inspection

    monkeypatch.setattr("casualty_dataset.workflows.release.validate", meanwhile)
    with pytest.raises(Exception, match=r"releases/index\.json .*it changed while"):
        release(released, "0.2.0", DAY, tmp_path / "rehearsal")


def test_the_keys_of_the_root_count(released: Path, tmp_path: Path) -> None:
    """A rehearsal is signed as the real release is, although the other folder names no key."""
    private = key(tmp_path / "keys", "ours")
    allow(released / "releases", private)
    rehearsed = release(released, "0.1.1", DAY, tmp_path / "rehearsal", key=private)

    assert files_of(rehearsed.path) == files_of(release(released, "0.1.1", DAY, key=private).path)
    assert "SHA256SUMS.sig" in rehearsed.package


# --- a folder that holds releases -------------------------------------------------------------------------


def test_releases_of_the_other_folder_stay_and_count_for_nothing(released: Path, tmp_path: Path) -> None:
    """They are of another dataset perhaps; the new one is added to their index."""
    other = Path(shutil.copytree(released / "releases", tmp_path / "other"))
    (make_writable(other / "0.1.0") / "data/places.csv").write_text("of another dataset")
    before = files_of(other / "0.1.0")
    made = release(released, "0.1.1", DAY, other)
    with open_archive(made.path) as archive:
        descriptor = json.loads(archive.read("datapackage.json", archive.sizes["datapackage.json"]))

    assert files_of(other / "0.1.0") == before
    assert versions(other) == ["0.1.0", "0.1.1"]
    assert descriptor["version"] == "0.1.1"


@pytest.mark.parametrize("dry_run", [True, False])
def test_the_other_folder_has_that_version_or_a_higher_one(released: Path, tmp_path: Path, dry_run: bool) -> None:
    """A release is never changed there either, and an index only rises."""
    other = tmp_path / "other"
    release(released, "0.3.0", DAY, other)
    before = files_of(other)
    for version, expected in (("0.3.0", "exists already in .*other"), ("0.2.0", "not above 0.3.0.* in .*other")):
        with pytest.raises(Refused, match=expected):
            release(released, version, LATER, other, dry_run=dry_run)

    assert {path: data for path, data in files_of(other).items() if path != ".lock"} == {
        path: data for path, data in before.items() if path != ".lock"
    }


def test_an_interrupted_rehearsal_is_finished_or_refused(released: Path, tmp_path: Path) -> None:
    """A complete folder without an entry is entered if it is the same, and never repaired."""
    other = tmp_path / "other"
    made = release(released, "0.1.1", DAY, other)
    (other / "index.json").unlink()
    release(released, "0.1.1", DAY, other)
    assert versions(other) == ["0.1.1"]
    (other / "index.json").unlink()
    (make_writable(made.path) / "README.md").write_text("other")

    with pytest.raises(Refused, match="damaged"):
        release(released, "0.1.1", DAY, other)
    with pytest.raises(Refused, match=r"holds 0\.1\.1"):
        release(released, "0.1.2", DAY, other)
