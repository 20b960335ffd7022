"""Writing that outlasts a crash: what these functions have returned from, the disk holds.

Every error of ``open``, ``write``, ``fsync``, ``close``, ``mkdir`` and ``rename`` counts, and is an ``OSError`` that
names its path and, where a person can help, what to do. No file is left for the garbage collector to close, because
Python says nothing of an error met there.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from casualty_dataset.core.files import NO_LINK

FULL = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
"""What the system says where there is no room, on the disk or for this user."""

_ADVICE = {
    **dict.fromkeys(FULL, "make room there and run the command again"),
    errno.EFBIG: "allow larger files (`ulimit -f unlimited`) and run the command again",
    errno.EMFILE: "allow more open files (`ulimit -n 256`) and run the command again",
}
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_LINK


@contextlib.contextmanager
def naming_path(path: Path) -> Iterator[None]:
    """Give an error of the system the path that it concerns, and the advice, where it has none."""
    try:
        yield
    except OSError as error:
        if not isinstance(error.filename, str):  # nothing, or the number of an open file
            error.filename = str(path)
        if error.errno in _ADVICE and _ADVICE[error.errno] not in str(error.strerror):
            error.strerror = f"{error.strerror}; {_ADVICE[error.errno]}"
        raise


def write_new(path: Path, data: bytes, mode: int = 0o444) -> None:
    """Write a new file, whatever the umask says of its mode; it is on the disk when this returns.

    Raises ``OSError``, ``FileExistsError`` among them; a part of the file may then stand there.
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
    """Have the disk hold a folder's names, or a file's bytes, as they stand.

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

    Raises ``OSError``, ``FileExistsError`` among them.
    """
    with naming_path(path):
        os.mkdir(path, 0o755)  # noqa: PTH102 - the system call itself, as everywhere in this module
        with contextlib.suppress(PermissionError):
            os.chmod(path, 0o755)  # noqa: PTH101


def make_folders(path: Path) -> list[Path]:
    """Make a folder and those above it that are missing, and name what was made, the uppermost first.

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
    """Give a file or folder its place, and have the disk hold that.

    Raises ``OSError``.
    """
    with naming_path(new):
        os.rename(old, new)  # noqa: PTH104
    sync(new.parent)
