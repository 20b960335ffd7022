"""The lock of a folder of releases: one process at a time makes a release there.

The lock is the operating system's, on the file ``.lock`` in the folder, so it ends with the process that holds it, also
when that is killed. The file stays. It has the number of the process that locked it last, for messages only.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from casualty_dataset.core import durable
from casualty_dataset.core.files import NO_LINK

if TYPE_CHECKING:
    from filelock import FileLock

NAME = ".lock"
_TRIES = 100
_PAUSE = 0.02
"""Seconds between two tries, while the holder of the lock has not written its number yet."""


def require_folder(releases_dir: Path) -> None:
    """Refuse a folder of releases that is a symbolic link or no folder; one that does not exist is fine.

    Raises ``OSError``.
    """
    try:
        mode = releases_dir.lstat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISLNK(mode):
        raise OSError(errno.ELOOP, "this is a symbolic link; name the folder of releases itself", str(releases_dir))
    if not stat.S_ISDIR(mode):
        raise NotADirectoryError(errno.ENOTDIR, "this is not a folder; releases need one", str(releases_dir))


@contextlib.contextmanager
def release_lock(releases_dir: Path) -> Iterator[None]:
    """Hold the lock of a folder of releases, which is made if it is missing.

    Raises ``BlockingIOError`` with the number of the process where another one holds the lock, and ``OSError``.
    """
    from filelock import FileLock  # here and not above: only what writes needs it

    require_folder(releases_dir)
    durable.make_folders(releases_dir)
    path = releases_dir / NAME
    lock = FileLock(path, mode=0o644, preserve_lock_file=True)
    with durable.naming_path(path):
        _acquire(lock, path)
    try:
        _write_process_number(path)
        yield
    finally:
        lock.release()


def _acquire(lock: FileLock, path: Path) -> None:
    """Take the lock, or raise ``BlockingIOError`` with the number of its holder."""
    from filelock import Timeout

    for _ in range(_TRIES):
        try:
            lock.acquire(blocking=False)
        except Timeout:
            if holder := _holder(path):
                raise _busy(path, f"process {holder}") from None
            time.sleep(_PAUSE)
        else:
            return
    raise _busy(path, "another process")


def _busy(path: Path, holder: str) -> BlockingIOError:
    message = f"{holder} is making a release there; wait until it has ended and run the command again"
    return BlockingIOError(errno.EWOULDBLOCK, message, str(path))


def _write_process_number(path: Path) -> None:
    with durable.naming_path(path):
        handle = os.open(path, os.O_WRONLY | os.O_TRUNC | NO_LINK)
        try:
            os.write(handle, b"%d\n" % os.getpid())
        finally:
            os.close(handle)


def _holder(path: Path) -> int | None:
    """Return the number in the lock file if a living process has it; None while the holder has not written its own."""
    try:
        number = int(path.read_bytes()[:20])
        os.kill(number, 0)
    except (ValueError, OverflowError, FileNotFoundError, ProcessLookupError):  # empty, or of a process that ended
        return None
    except PermissionError:  # a process of another user
        pass
    return number
