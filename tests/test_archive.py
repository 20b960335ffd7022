"""A package from anybody is listed and read without following, waiting or trusting; its checksums have one spelling."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casualty_dataset.core.errors import Damaged
from casualty_dataset.releases.archive import Archive, differences, name_fault, open_archive, read_checksums
from casualty_dataset.releases.archive.names import check_names

FILES = {"LICENSE": b"free\n", "data/a.csv": b"x\n1\n2\n", "data/b.csv": b"y\n", "parquet/a.parquet": b"PAR1"}


def sums(files: dict[str, bytes]) -> bytes:
    """SHA256SUMS as `sha256sum` writes it."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def as_zip(files: dict[str, bytes], top: str = "") -> bytes:
    """The files as the bytes of a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(top + name, data)
    return buffer.getvalue()


GOOD = {**FILES, "SHA256SUMS": sums(FILES)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A package of a few files."""
    for name, data in GOOD.items():
        (tmp_path / "package" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "package" / name).write_bytes(data)
    return tmp_path / "package"


class _MemoryArchive(Archive):
    """A package in memory."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._files = files
        super().__init__("held", {name: len(data) for name, data in files.items()}, [])

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        yield cast(BinaryIO, io.BytesIO(self._files[name]))


# --- a folder and a zip ------------------------------------------------------------------------------------


def test_a_folder_and_its_zips_are_the_same_package(folder: Path, tmp_path: Path) -> None:
    """At the root of a zip or under one folder, the names, the bytes and the verdict are the same."""
    for number, top in enumerate(("", "1.2.0/", "any-name/")):
        (tmp_path / f"{number}.zip").write_bytes(as_zip(GOOD, top))
    for path in (folder, *(tmp_path / f"{number}.zip" for number in range(3))):
        with open_archive(path) as package:
            assert package.names == tuple(sorted(GOOD))
            assert {name: package.read(name, 1_000) for name in package.names} == GOOD
            assert package.sha256("LICENSE") == hashlib.sha256(FILES["LICENSE"]).hexdigest()
            assert differences(package, read_checksums(package)) == []


def test_a_cap_is_kept_and_a_missing_file_is_named(folder: Path) -> None:
    """More bytes than were asked for are not read; no name but those that were listed is opened."""
    with open_archive(folder) as package:
        assert package.read("LICENSE", 5) == b"free\n"
        with pytest.raises(Damaged, match="larger than 4 bytes"):
            package.read("LICENSE", 4)
        with pytest.raises(Damaged, match="no such file"):
            package.read("../package/LICENSE", 100)


def test_what_is_no_file_is_found_and_never_opened(folder: Path) -> None:
    """Links, pipes and empty folders are findings; a pipe that nobody writes to would hang whoever opens it."""
    (folder / "data/link.csv").symlink_to("a.csv")
    (folder / "data/away").symlink_to("/etc")
    (folder / "data/empty").mkdir()
    os.mkfifo(folder / "data/pipe.csv")
    (folder / "data/\u202ea.csv").touch()

    with open_archive(folder) as package:
        assert package.names == tuple(sorted(GOOD))
        assert {path: message.split(",")[0] for path, message in package.findings} == {
            "data/link.csv": "this is a symbolic link",
            "data/away": "this is a symbolic link",
            "data/empty": "the folder is empty",
            "data/pipe.csv": "this is a pipe",
            "data/<U+202E>a.csv": "the name is not made of A-Z",
        }
        assert differences(package, read_checksums(package)) == list(package.findings)


def _to_link(path: Path) -> None:
    path.rename(path.parent.parent / "moved")
    path.symlink_to(path.parent.parent / "moved")


def _to_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("name", "swap"),
    [
        ("LICENSE", _to_link),
        ("data", _to_link),
        ("LICENSE", _to_pipe),
        ("LICENSE", Path.unlink),
        ("LICENSE", lambda path: path.write_bytes(b"longer than it was")),
    ],
    ids=["link", "folder link", "pipe", "gone", "grown"],
)
def test_what_is_swapped_after_it_was_listed_is_not_read(
    folder: Path, name: str, swap: Callable[[Path], object]
) -> None:
    """Between the listing and the opening anything may happen to a folder that others can write to."""
    with open_archive(folder) as package:
        swap(folder / name)

        with pytest.raises(Damaged, match=r"was changed while|is a pipe"):
            package.read("LICENSE" if name == "LICENSE" else "data/a.csv", 1_000)


def test_what_is_no_package_is_refused_in_a_sentence(folder: Path) -> None:
    """A link to a package, a text and a pipe are no packages; a path that is not there is none."""
    (folder.parent / "link").symlink_to(folder)
    os.mkfifo(folder.parent / "pipe")

    for path in (folder.parent / "link", folder.parent / "pipe", folder / "LICENSE"):
        with pytest.raises(Damaged, match="neither a folder nor a zip"):
            open_archive(path)
    with pytest.raises(FileNotFoundError):
        open_archive(folder / "nowhere")


# --- differences -------------------------------------------------------------------------------------------


def test_all_differences_are_reported_at_once(folder: Path) -> None:
    """Missing, not listed, changed; and a change of line ends alone is called that, for it is the innocent one."""
    (folder / "LICENSE").unlink()
    (folder / "data/c.csv").touch()
    (folder / "data/a.csv").write_bytes(b"\xef\xbb\xbfx\r\n1\r\n2\r\n")
    (folder / "data/b.csv").write_bytes(b"z\n")

    with open_archive(folder) as package:
        findings = dict(differences(package, read_checksums(package)))

    assert set(findings) == {"LICENSE", "data/a.csv", "data/b.csv", "data/c.csv"}
    assert "not there" in findings["LICENSE"]
    assert "not listed" in findings["data/c.csv"]
    assert "only its line ends" in findings["data/a.csv"]
    assert "not those that were published" in findings["data/b.csv"]


@given(at=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_no_byte_of_a_zip_changes_what_is_read_unnoticed(
    tmp_path_factory: pytest.TempPathFactory, at: int, flip: int
) -> None:
    """Whatever byte is changed, the package is refused, or its names and bytes are still the published ones."""
    data = bytearray(as_zip(GOOD))
    data[at % len(data)] ^= flip
    path = tmp_path_factory.getbasetemp() / "flipped.zip"
    path.write_bytes(data)

    read = _read_if_good(path)

    assert read is None or {name: read[name] for name in read if name != "SHA256SUMS.sig"} == GOOD


def _read_if_good(path: Path) -> dict[str, bytes] | None:
    try:
        with open_archive(path) as package:
            if differences(package, read_checksums(package)):
                return None
            return {name: package.read(name, 1_000) for name in package.names}
    except Damaged:
        return None


# --- SHA256SUMS and names ----------------------------------------------------------------------------------

_parts = st.sampled_from(["a", "B1", "data", "x-y", "LICENSE", "a.csv", "0", "_"])
_good_names = st.lists(_parts, min_size=1, max_size=3).map("/".join)
_digests = st.binary(min_size=32, max_size=32).map(bytes.hex)
_listings = st.dictionaries(_good_names, _digests, min_size=1, max_size=6)


def written(listing: dict[str, str]) -> bytes:
    """A listing in its one spelling."""
    return "".join(f"{listing[name]}  {name}\n" for name in sorted(listing)).encode()


@given(_listings)
def test_checksums_are_read_as_they_were_written(listing: dict[str, str]) -> None:
    """What `sha256sum` writes is read."""
    assert read_checksums(_MemoryArchive({"SHA256SUMS": written(listing)})) == listing


@given(_listings, st.integers(0, 1_000), st.binary(max_size=3), st.integers(0, 3))
def test_checksums_have_one_spelling(listing: dict[str, str], at: int, put: bytes, cut: int) -> None:
    """Whatever is changed in the file, it is refused, or it is the one spelling of what it then says."""
    data = written(listing)
    at %= len(data) + 1
    changed = data[:at] + put + data[at + cut :]
    read = _sums_if_good(changed)

    assert read is not None or changed != data
    assert read is None or written(read) == changed


def _sums_if_good(data: bytes) -> dict[str, str] | None:
    try:
        return read_checksums(_MemoryArchive({"SHA256SUMS": data}))
    except Damaged:
        return None


def test_all_faults_of_checksums_are_reported_at_once() -> None:
    """One line each: form, place, twice, order, itself."""
    digest = "0" * 64
    lines = [f"{digest}  b", f"{digest}  b", f"{digest}  a", f"{digest}  ../x", f"{digest}  SHA256SUMS", "md5  c"]

    with pytest.raises(Damaged) as raised:
        read_checksums(_MemoryArchive({"SHA256SUMS": "".join(f"{line}\n" for line in lines).encode()}))

    assert [message.split(":")[0].split(" is ")[0].split(" lists ")[0] for _, message in raised.value.findings] == [
        f"line {number}" for number in range(2, 7)
    ]


@given(st.text(min_size=1, max_size=30) | st.text("aZ./\\:~ ", min_size=1, max_size=12))
def test_a_good_name_means_one_file_on_every_system(name: str) -> None:
    """Windows and POSIX see the same parts in it, none of which leads up, and no root."""
    if name_fault(name) is None:
        for kind in (PurePosixPath, PureWindowsPath):
            assert not kind(name).is_absolute()
            assert list(kind(name).parts) == name.split("/")
        assert not {"..", "."} & set(name.split("/"))
        assert name.isascii()
        assert name.isprintable()


@given(st.lists(st.lists(st.sampled_from("aAbB"), min_size=1, max_size=3).map("/".join), max_size=8))
def test_no_two_names_that_are_kept_can_be_taken_for_each_other(names: list[str]) -> None:
    """By letter case, twice, or as a file and a folder; whatever is left out is a finding."""
    kept, findings = check_names((name, 1) for name in names)

    folded = [name.lower() for name in kept]
    assert len(set(folded)) == len(folded)
    assert not any(path.startswith(f"{other}/") for path in folded for other in folded)
    assert len(kept) + len(findings) == len(names)
