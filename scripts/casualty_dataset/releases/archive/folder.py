"""A package as a folder: each part of a path is opened from the handle of its parent, so no link is followed."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from casualty_dataset.core.errors import Damaged, Finding
from casualty_dataset.core.files import LINK, READ, NotRegular, kind_of, open_regular
from casualty_dataset.releases.archive.base import Archive, printable_path
from casualty_dataset.releases.archive.names import DEPTH, check_names, name_fault

ENTRIES = 10_000
"""Files and folders that a package may hold."""

FILE_CAP = 4 * 1024**3
"""Bytes of one file; a table of 10 million rows has about half of it."""

TOTAL_CAP = 16 * 1024**3
"""Bytes of all files of a folder."""

_FOLDER = READ | getattr(os, "O_DIRECTORY", 0)
_BY_HANDLE = os.open in os.supports_dir_fd and os.scandir in os.supports_fd
_SWAPPED = "it was changed while the package was read"


def open_listed(path: str | Path, label: str, name: str = "", folder: int | None = None) -> int:
    """Return a handle of a regular file, below ``folder`` where one is given.

    Raises :class:`Damaged` for anything else, and ``OSError``.
    """
    try:
        return open_regular(path, folder=folder)
    except (FileNotFoundError, NotADirectoryError):
        raise Damaged(label, [Finding(name, _SWAPPED)]) from None
    except NotRegular as other:
        swapped = other.kind == LINK  # a link was never listed
        what = _SWAPPED if swapped else f"this is {other.kind}, not a regular file"
        raise Damaged(label, [Finding(name, what)]) from None


class FolderArchive(Archive):
    """A package as a folder."""

    _root = -1
    _closed = False

    def __init__(self, path: Path, label: str) -> None:
        self._path = path
        self._root = os.open(path, _FOLDER) if _BY_HANDLE else -1
        findings: list[Finding] = []
        try:
            sizes, names = check_names(sorted(self._walk(label, findings)))
            for name, size in sizes.items():
                if size > FILE_CAP:
                    findings.append(Finding(name, f"it has {size:,} bytes, more than {FILE_CAP:,}"))
            if sum(sizes.values()) > TOTAL_CAP:
                raise Damaged(label, [Finding("", f"its files have more than {TOTAL_CAP:,} bytes")])
        except BaseException:
            self.close()
            raise
        super().__init__(label, {name: n for name, n in sizes.items() if n <= FILE_CAP}, [*findings, *names])

    def close(self) -> None:
        """Close the folder."""
        self._closed = True
        if self._root >= 0:
            os.close(self._root)
            self._root = -1

    @contextmanager
    def _below(self, parts: Sequence[str]) -> Iterator[int | Path]:
        """Yield the handle of a folder below the root; its checked path where the system has no such handles."""
        if not _BY_HANDLE:
            for depth in range(1, len(parts) + 1):
                if not stat.S_ISDIR(os.lstat(self._path.joinpath(*parts[:depth])).st_mode):
                    raise NotADirectoryError(errno.ENOTDIR, _SWAPPED)
            yield self._path.joinpath(*parts)
            return
        handle = os.dup(self._root)
        try:
            for part in parts:
                below = os.open(part, _FOLDER, dir_fd=handle)
                os.close(handle)
                handle = below
            yield handle
        finally:
            os.close(handle)

    def _walk(self, label: str, findings: list[Finding]) -> Iterator[tuple[str, int]]:
        """Yield every regular file with its size; all else becomes a finding."""
        waiting: list[tuple[str, ...]] = [()]
        seen = 0
        while waiting:
            parts = waiting.pop()
            before = seen
            for name, status in self._listed(parts):
                if (seen := seen + 1) > ENTRIES:
                    raise Damaged(label, [Finding("", f"it holds more than {ENTRIES:,} files and folders")])
                below = (*parts, name)
                if stat.S_ISREG(status.st_mode):
                    yield "/".join(below), status.st_size
                elif not stat.S_ISDIR(status.st_mode):
                    findings.append(_not_regular("/".join(below), status.st_mode))
                elif len(below) < DEPTH and not name_fault(name):
                    waiting.append(below)
                else:
                    findings.append(
                        Finding(
                            printable_path("/".join(below)),
                            "the name of the folder is not allowed, or it lies too deep",
                        )
                    )
            if parts and seen == before:
                findings.append(Finding(printable_path("/".join(parts)), "the folder is empty"))

    def _listed(self, parts: Sequence[str]) -> Iterator[tuple[str, os.stat_result]]:
        with self._below(parts) as folder, os.scandir(folder) as entries:
            for entry in entries:
                yield entry.name, entry.stat(follow_symlinks=False)

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """Open a file as a stream; a file that was replaced after it was listed is refused."""
        if self._closed:
            raise ValueError(f"{self.label} was closed")
        if name not in self.sizes:
            raise self.damaged(name, "there is no such file")
        *above, last = name.split("/")
        try:
            with self._below(above) as folder:
                below = isinstance(folder, int)
                handle = open_listed(last if below else folder / last, self.label, name, folder if below else None)  # type: ignore[operator,arg-type]
        except (NotADirectoryError, FileNotFoundError):
            raise self.damaged(name, _SWAPPED) from None
        except OSError as error:
            if error.errno == errno.ELOOP:
                raise self.damaged(name, _SWAPPED) from None
            raise
        with os.fdopen(handle, "rb", buffering=0) as file:
            if os.fstat(handle).st_size != self.sizes[name]:
                raise self.damaged(name, _SWAPPED)
            yield cast(BinaryIO, file)


def _not_regular(name: str, mode: int) -> Finding:
    return Finding(printable_path(name), f"this is {kind_of(mode)}, not a regular file")
