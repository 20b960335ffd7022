"""The lock of the folder of releases: one process at a time makes a release there.

The lock is the kernel's (``flock``) on ``releases/.lock``, so it ends with the process that holds it, however that
ends; the number of the process in the file is there to be told to people, and decides nothing. A file left by a process
that died holds nobody up, and a number that another process has by now is no danger.

The holder removes the file before it lets go. Whoever opened that file before and gets its lock afterwards holds a lock
on a file without a name, beside which another could make a new one: so after locking it is looked whether the name
still leads to the file that is locked, and if not, all begins anew. There is no moment at which two hold the lock.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from casualty_dataset.core import durable

NAME = ".lock"
_TRIES = 100
_PAUSE = 0.02
"""Seconds between two looks at a lock whose holder has not yet written its number."""


def require_folder(shelf: Path) -> None:
    """Refuse a folder of releases that is no folder, or a link to one somewhere else.

    Raises ``OSError``; one that does not exist is proper.
    """
    try:
        mode = shelf.lstat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISLNK(mode):
        raise OSError(errno.ELOOP, "this is a symbolic link; name the folder of releases itself", str(shelf))
    if not stat.S_ISDIR(mode):
        raise NotADirectoryError(errno.ENOTDIR, "this is not a folder; releases need one", str(shelf))


@contextlib.contextmanager
def release_lock(shelf: Path) -> Iterator[None]:
    """Hold the lock of a folder of releases, which is made if it is missing, and unmade if it is empty afterwards.

    Raises ``BlockingIOError``, with the number of the process, where another one holds it, and ``OSError``.
    """
    require_folder(shelf)
    made: list[Path] = []
    handle = _taken(shelf, made)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):  # a file that stays behind holds nobody up
            os.unlink(shelf / NAME)  # noqa: PTH108
        with contextlib.suppress(OSError):
            os.close(handle)
        for place in reversed(made):
            with contextlib.suppress(OSError):  # not empty: a release stands there
                place.rmdir()


def _taken(shelf: Path, made: list[Path]) -> int:
    """The handle of the locked file."""
    path = shelf / NAME
    for _ in range(_TRIES):
        try:
            made += durable.make_folders(shelf)
            handle = _opened(path)
        except FileNotFoundError:  # one that held the lock before us has unmade the folder
            continue
        try:
            holder = None if _locked(handle, path) else _holder(handle)
            if holder is None and _named(path, handle):
                with durable.naming_path(path):
                    os.ftruncate(handle, 0)
                    os.pwrite(handle, b"%d\n" % os.getpid(), 0)
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
        if holder:
            raise _busy(path, f"process {holder}")
        if holder == 0:
            time.sleep(_PAUSE)
    raise _busy(path, "another process")


def _busy(path: Path, by: str) -> BlockingIOError:
    said = f"{by} is making a release there; wait until it has ended and run the command again"
    return BlockingIOError(errno.EWOULDBLOCK, said, str(path))


def _opened(path: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    with durable.naming_path(path):
        return os.open(path, flags, 0o644)


def _locked(handle: int, path: Path) -> bool:
    """Whether the file that was opened is locked by us now."""
    try:
        import fcntl  # here and not above: Windows has none, and reads releases all the same
    except ImportError:
        raise OSError(
            errno.EOPNOTSUPP,
            "this system has no lock that ends with its holder; make releases on Linux or macOS",
            str(path),
        ) from None
    try:
        with durable.naming_path(path):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _named(path: Path, handle: int) -> bool:
    """Whether the name still leads to the file that was opened."""
    try:
        return os.path.samestat(os.fstat(handle), os.lstat(path))
    except FileNotFoundError:
        return False


def _holder(handle: int) -> int:
    """The number of the living process that the file names; 0 where the holder has not yet written its own."""
    text = os.pread(handle, 20, 0).strip()
    if not text.isdigit():
        return 0
    try:
        os.kill(int(text), 0)
    except ProcessLookupError:  # the one before, that died
        return 0
    except (OSError, OverflowError):  # somebody else's
        pass
    return int(text)
