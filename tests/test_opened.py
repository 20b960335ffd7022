"""A program opens a release only if it is what was published, and can ask it what the commands ask."""

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import casualty_dataset as cd
from casualty_dataset import flow, opened
from casualty_dataset.reconcile import Parameters
from helpers_dataset import writable

ROOT = Path(__file__).parents[1]


@pytest.fixture
def folder(small: Path) -> Path:
    """A release of the tiny dataset."""
    return writable(flow.release(small, "0.1.0", date(2025, 5, 1)).path)


def test_a_release_is_opened_by_folder_and_by_version(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables have their types, lazily too, and the descriptor is at hand."""
    monkeypatch.chdir(folder.parents[1])
    release = cd.open_release("0.1.0", digest=hashlib.sha256((folder / "SHA256SUMS").read_bytes()).hexdigest())

    assert release.version == cd.open_release(folder).version == "0.1.0"
    assert release.table("tallies").schema["as_of"] == pl.Date
    assert release.scan("tallies").collect().height == release.table("tallies").height
    with pytest.raises(KeyError, match="the release holds"):
        release.table("people")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / "data/places.csv").write_bytes((folder / "data/places.csv").read_bytes() + b"x"),
        lambda folder: (folder / "data/places.csv").unlink(),
        lambda folder: (folder / "data/more.csv").write_text("x"),
        lambda folder: (folder / "data/link.csv").symlink_to("/etc/hostname"),
        lambda folder: (folder / "SHA256SUMS").write_text("0" * 64 + "  ../x\n"),
        lambda folder: (folder / "SHA256SUMS").write_text("nothing\n"),
    ],
)
def test_what_was_changed_is_not_opened(folder: Path, spoil: Callable[[Path], object]) -> None:
    """A changed, missing, added or linked file, and a list that points elsewhere, are refused."""
    spoil(folder)

    with pytest.raises(opened.Damaged):
        cd.open_release(folder)


def test_another_digest_is_refused_and_a_missing_release_said(folder: Path) -> None:
    """The digest given is that of SHA256SUMS, or nothing is opened."""
    with pytest.raises(opened.Damaged, match="digest"):
        cd.open_release(folder, digest="0" * 64)
    with pytest.raises(FileNotFoundError, match="no release"):
        cd.open_release("9.9.9")


def test_a_release_answers_as_the_dataset_does() -> None:
    """Reconciling a release of the repository gives what its own table of ranges says."""
    release = cd.open_release(ROOT / "releases" / "0.1.0")
    (civilians,) = (
        one
        for one in release.reconcile(
            incident="sy-2025-03-06-coast", status="civilian", measure="killed", told=Parameters(as_of=date(2025, 3, 9))
        )
        if one.question.basis == "count"
    )

    assert (civilians.low, civilians.high) == (830, 830)
    assert release.compare("T00000173", "T00000188").relation in {"equal", "contains"}
    assert release.timeline(claimants=["sohr"]).height > 0
