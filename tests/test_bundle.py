"""A release as one zip: the same bytes every time, and what is inside verifies by the checksums inside."""

import hashlib
import io
import os
import zipfile
from datetime import date
from pathlib import Path

import pytest

from casualty_dataset.releases import zip_writer as bundle
from casualty_dataset.releases.archive import open_archive
from casualty_dataset.releases.parity import check_parity
from casualty_dataset.workflows.release import release, write_zip
from helpers_dataset import run

FILES = {"b/two.csv": b"x\n1\n", "a.txt": b"one", "SHA256SUMS": b"sums"}


def test_order_of_the_files_and_the_clock_do_not_matter() -> None:
    """Sorted below one folder, dated by the release, with one set of attributes."""
    first = bundle.zipped("1.2.0", FILES, date(2026, 1, 2))
    other = bundle.zipped("1.2.0", dict(reversed(FILES.items())), date(2026, 1, 2))
    entries = zipfile.ZipFile(io.BytesIO(first)).infolist()

    assert first == other
    assert [entry.filename for entry in entries] == ["1.2.0/SHA256SUMS", "1.2.0/a.txt", "1.2.0/b/two.csv"]
    assert {(entry.date_time, entry.external_attr, entry.create_system) for entry in entries} == {
        ((2026, 1, 2, 0, 0, 0), 0o100644 << 16, 3)
    }
    assert first != bundle.zipped("1.2.0", {**FILES, "a.txt": b"two"}, date(2026, 1, 2))


def test_release_writes_a_zip_that_verifies_by_itself(small: Path, tmp_path: Path) -> None:
    """`release --zip`: the files of the folder, the digests inside true, the forms equal; twice the same bytes."""
    zips = [tmp_path / "one.zip", tmp_path / "two.zip"]
    for number, path in enumerate(zips):
        done = run(
            "release", "0.1.0", "--date", "2025-06-01", "--out", tmp_path / str(number), "--zip", path, cwd=small
        )
        assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(zips[0]) as opened:
        unzipped = {name.removeprefix("0.1.0/"): opened.read(name) for name in opened.namelist()}
    lines = unzipped["SHA256SUMS"].decode().splitlines()
    folder = tmp_path / "0" / "0.1.0"

    assert zips[0].read_bytes() == zips[1].read_bytes()
    assert unzipped == {
        str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    assert lines == [
        f"{hashlib.sha256(unzipped[name]).hexdigest()}  {name}" for name in sorted(unzipped.keys() - {"SHA256SUMS"})
    ]
    with open_archive(zips[0]) as container:
        assert (container.top, container.findings, check_parity(container)) == ("0.1.0", (), [])


@pytest.mark.parametrize("path", ["there.zip", "nowhere/new.zip"])
def test_a_zip_goes_to_a_new_file_or_nothing_is_released(small: Path, path: str) -> None:
    """A file that exists is never replaced, and a folder never made; neither is a release then."""
    (small / "there.zip").write_bytes(b"mine")
    done = run("release", "0.1.0", "--date", "2025-06-01", "--zip", path, cwd=small)

    assert done.returncode == 2
    assert b"a new file in a folder that exists is expected" in done.stderr
    assert (small / "there.zip").read_bytes() == b"mine"
    assert not (small / "releases").exists()


def test_what_cannot_be_written_leaves_no_part(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk leaves no half of a zip."""
    made = release(small, "0.1.0", date(2025, 6, 1), dry_run=True)

    def full(handle: int, data: bytes) -> int:  # noqa: ARG001
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space"):
        write_zip(made, tmp_path / "full.zip")

    assert not (tmp_path / "full.zip").exists()
