"""Open files of unknown origin: only regular ones, no symbolic link, no pipe."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Final

NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
"""Flags of ``os.open`` for a file that must not be a link, to be joined with those for reading or writing."""

READ: Final = os.O_RDONLY | NO_LINK | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Flags to read a file: a link is refused with ``ELOOP``, and a pipe is not waited for."""

LINK: Final = "a symbolic link"
_KINDS: Final = (
    (stat.S_ISLNK, LINK),
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
)


class NotRegular(OSError):
    """A path does not lead to a regular file; ``kind`` names what is there."""

    def __init__(self, path: str | os.PathLike[str], kind: str) -> None:
        super().__init__(f"{os.fspath(path)} is {kind}, not a regular file")
        self.kind = kind


def kind_of(mode: int) -> str:
    """Return what a mode that is not that of a regular file stands for, in words."""
    return next((word for test, word in _KINDS if test(mode)), "a device")


def open_regular(path: str | Path, *, folder: int | None = None) -> int:
    """Return a handle of a regular file, below the handle ``folder`` where one is given.

    Raises :class:`NotRegular` for anything else, and ``OSError`` as ``os.open`` does.
    """
    try:
        handle = os.open(path, READ, dir_fd=folder)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise NotRegular(path, LINK) from None
        if error.errno == errno.ENXIO:  # nobody is at the other end
            raise NotRegular(path, "a socket") from None
        raise
    mode = os.fstat(handle).st_mode
    if not stat.S_ISREG(mode):
        os.close(handle)
        raise NotRegular(path, kind_of(mode))
    return handle
