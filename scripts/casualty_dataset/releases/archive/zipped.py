"""A package as a zip: its bounds are checked before Python's reader parses it."""

from __future__ import annotations

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, BinaryIO, cast

from casualty_dataset.core.errors import Damaged, Finding
from casualty_dataset.releases.archive.base import Archive, printable_path
from casualty_dataset.releases.archive.folder import ENTRIES
from casualty_dataset.releases.archive.names import check_names, name_fault

UNPACKED_CAP = 1024**3
"""Bytes of all files of a zip; a larger release is given as a folder."""

RATIO_CAP = 200
"""Bytes that one byte of the zip may become; a release of ours becomes about ten."""

_LISTING_CAP = 2 * 1024**2
_FREE = 16 * 1024**2  # below this no ratio is judged
_END = struct.Struct("<4s4H2LH")
_HIDING = 0x1 | 0x20 | 0x40 | 0x2000  # encrypted, patched, strongly encrypted, names masked
_FAULTS = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    ValueError,
    EOFError,
    IndexError,
    OverflowError,
    struct.error,
    zlib.error,
)


class ZipArchive(Archive):
    """A package as a zip; nothing is unpacked to disk."""

    def __init__(self, handle: int, label: str) -> None:
        self._file = os.fdopen(handle, "rb")
        try:
            _bounded(self._file, label)
            try:
                self._zip = zipfile.ZipFile(self._file)
            except _FAULTS:
                raise Damaged(label, [Finding("", "its listing cannot be read as a zip")]) from None
            listed = self._zip.infolist()
            findings = [*_archive(listed, os.fstat(self._file.fileno()).st_size, self._zip.start_dir)]
            if findings:
                raise Damaged(label, findings)
            top = _top([entry.orig_filename for entry in listed])
            files, findings = _sorted_out(listed, top)
            sizes, names = check_names((name, entry.file_size) for name, entry in files)
        except BaseException:
            self._file.close()
            raise
        self._entries = dict(files)
        super().__init__(label, sizes, [*findings, *names], top.removesuffix("/"))

    def close(self) -> None:
        """Close the zip."""
        self._file.close()

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """Open a file as a stream. Raises :class:`Damaged` if it is not as its header announces."""
        if self._file.closed:
            raise ValueError(f"{self.label} was closed")
        if name not in self.sizes:
            raise self.damaged(name, "there is no such file")
        try:
            with self._zip.open(self._entries[name]) as file:
                yield cast(BinaryIO, file)
        except _FAULTS:
            raise self.damaged(name, "its bytes are not those that the zip announces") from None


def _bounded(file: IO[bytes], label: str) -> None:
    """Refuse a zip whose end does not announce a listing of bounded size right before it."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END.size - 0xFFFF))
    tail = file.read()
    at = len(tail) - _END.size
    if tail[at : at + 4] != b"PK\5\6" or tail[-2:] != b"\0\0":  # the two places where Python's reader looks
        at = tail.rfind(b"PK\5\6")
    if at < 0 or at + _END.size > len(tail):
        raise Damaged(label, [Finding("", "this is neither a folder nor a zip")])
    _, disk, first, here, count, length, start, comment = _END.unpack_from(tail, at)
    end = size - len(tail) + at
    reason = None
    if count > ENTRIES or length > _LISTING_CAP:
        reason = f"the zip announces more than {ENTRIES:,} files, or a listing over {_LISTING_CAP:,} bytes"
    elif tail[max(0, at - 20) : at].startswith(b"PK\6\7"):
        reason = "the zip is in the form for very large ones; give the folder instead"
    elif (disk, first, here) != (0, 0, count) or end + _END.size + comment != size or start + length != end:
        reason = "the end of the zip does not fit the rest of it"
    if reason:
        raise Damaged(label, [Finding("", reason)])


def _archive(listed: Sequence[zipfile.ZipInfo], size: int, end: int) -> Iterator[Finding]:
    """Yield the faults of the zip as a whole: unpacked size, and entries that share bytes."""
    total = sum(entry.file_size for entry in listed)
    if len(listed) > ENTRIES:
        yield Finding("", f"the zip lists more than {ENTRIES:,} files")
    if total > UNPACKED_CAP:
        yield Finding("", f"the zip becomes more than {UNPACKED_CAP:,} bytes; give the folder instead")
    elif total > max(_FREE, size * RATIO_CAP):
        yield Finding("", f"the zip becomes more than {RATIO_CAP} times its size")
    before = 0
    for entry in sorted(listed, key=lambda entry: entry.header_offset):
        if entry.header_offset < before:
            yield Finding(printable_path(entry.orig_filename), "it shares bytes of the zip with another file")
            return
        before = entry.header_offset + 30 + len(entry.orig_filename) + entry.compress_size
        if before > end:
            yield Finding(printable_path(entry.orig_filename), "it goes on beyond the files of the zip")
            return


def _top(names: Sequence[str]) -> str:
    """Return the one folder around all files, with its slash; empty where SHA256SUMS is at the root."""
    first, slash, _ = names[0].partition("/") if names else ("", "", "")
    top = first + slash
    return top if slash and not name_fault(first) and all(name.startswith(top) for name in names) else ""


def _sorted_out(listed: Sequence[zipfile.ZipInfo], top: str) -> tuple[list[tuple[str, zipfile.ZipInfo]], list[Finding]]:
    """Return the entries that are files, and a finding for each other that is not allowed."""
    files: list[tuple[str, zipfile.ZipInfo]] = []
    findings: list[Finding] = []
    folders: list[str] = []
    for entry in listed:
        name = entry.orig_filename.removeprefix(top)
        mode = entry.external_attr >> 16
        reason = None
        if entry.flag_bits & _HIDING:
            reason = "it is encrypted"
        elif entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            reason = "it is packed in a way that not every zip reader knows"
        elif stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
            reason = "this is a link or a device, not a regular file"
        elif name.endswith("/") or (not name and top):
            folders.append(name)
            reason = "it is a folder with bytes of its own" if entry.file_size or entry.compress_size > 2 else None
        elif stat.S_ISDIR(mode):
            reason = "this is a folder, not a regular file"
        else:
            files.append((name, entry))
        if reason:
            findings.append(Finding(printable_path(entry.orig_filename), reason))
    names = [name for name, _ in files]
    empty = [folder for folder in folders if not any(name.startswith(folder) for name in names)]
    return files, [*findings, *(Finding(printable_path(name), "the folder is empty") for name in empty[:ENTRIES])]
