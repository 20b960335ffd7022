"""Writes that survive a crash: when one of these functions returns, its result is on the disk.

Every error of ``open``, ``write``, ``fsync``, ``close``, ``mkdir`` and ``rename`` is an ``OSError`` with its path and,
where a person can help, a remedy. No file is left for the garbage collector to close, which would hide its errors.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from casualty_dataset.core.files import NO_LINK

FULL = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
"""Errors of a full disk or an exhausted quota."""

_ADVICE = {
    **dict.fromkeys(FULL, "make room there and run the command again"),
    errno.EFBIG: "allow larger files (`ulimit -f unlimited`) and run the command again",
    errno.EMFILE: "allow more open files (`ulimit -n 256`) and run the command again",
}
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_LINK


@contextlib.contextmanager
def naming_path(path: Path) -> Iterator[None]:
    """Add to an ``OSError`` its path, and a remedy, where it has none."""
    try:
        yield
    except OSError as error:
        if not isinstance(error.filename, str):  # nothing, or the number of an open file
            error.filename = str(path)
        if error.errno in _ADVICE and _ADVICE[error.errno] not in str(error.strerror):
            error.strerror = f"{error.strerror}; {_ADVICE[error.errno]}"
        raise


def write_new(path: Path, data: bytes, mode: int = 0o444) -> None:
    """Write a new file with this mode, whatever the umask, and sync it to the disk.

    Raises ``OSError``, such as ``FileExistsError``; a part of the file may then be left.
    """
    with naming_path(path):
        handle = os.open(path, _FLAGS, 0o600)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(handle, rest) :]
            with contextlib.suppress(PermissionError):  # a file system without modes: they are a courtesy
                os.chmod(handle, mode)  # noqa: PTH101 - the file that was opened, whatever its name now leads to
            os.fsync(handle)
        except BaseException:
            with contextlib.suppress(OSError):
                os.close(handle)
            raise
        os.close(handle)


def sync(path: Path) -> None:
    """Sync the names in a folder, or the bytes of a file, to the disk.

    Raises ``OSError``.
    """
    with naming_path(path):
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def make_folder(path: Path) -> None:
    """Make a new folder whose mode is 0755, whatever the umask.

    Raises ``OSError``, such as ``FileExistsError``.
    """
    with naming_path(path):
        os.mkdir(path, 0o755)  # noqa: PTH102 - the system call itself, as everywhere in this module
        with contextlib.suppress(PermissionError):
            os.chmod(path, 0o755)  # noqa: PTH101


def make_folders(path: Path) -> list[Path]:
    """Make a folder and its missing parents; return what was made, the uppermost first.

    Raises ``OSError``.
    """
    missing = [place for place in (path, *path.parents) if not os.path.lexists(place)][::-1]
    made = []
    for place in missing:
        with contextlib.suppress(FileExistsError):  # somebody else made it meanwhile
            make_folder(place)
            sync(place.parent)
            made.append(place)
    return made


def rename(old: Path, new: Path) -> None:
    """Rename a file or folder, and sync that to the disk.

    Raises ``OSError``.
    """
    with naming_path(new):
        os.rename(old, new)  # noqa: PTH104
    sync(new.parent)
