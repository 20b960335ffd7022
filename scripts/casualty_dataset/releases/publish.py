"""The shelf of releases: how a release comes to stand there whole, and enters the index.

**The order.** Every file of the package is written into a staging folder on the shelf itself, so that the last step is
a rename within one file system; every file and then every folder is synced; an outside reader accepts what was staged,
and it is read back; one rename gives the folder its name; the shelf is synced; only then is the index replaced, itself
by a rename. Whenever the process dies, ``releases/<version>`` is absent or complete.

**The name.** The system's rename replaces an existing empty folder without a word, and there is no portable one that
does not. Making the name first, with ``mkdir``, would be exclusive, but leaves a visible empty release if the process
dies before the rename. So the name is claimed by the lock of the shelf, which every release holds, and by looking,
under the lock and just before the rename, that nothing bears the name. What is left is a stranger's empty folder that
appears within that instant: the release replaces it, and nothing is lost. A file there, or a folder that holds
anything, makes the rename fail.

**What a dead process leaves.** Staging is named ``.staging-*``; readers ignore it and the next release removes it. A
complete folder that the index does not list, because the process died between the two renames, is entered by the next
release of the same version, if it equals what that one makes, byte for byte. It is never written into.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

from casualty_dataset.core import durable
from casualty_dataset.core.versions import is_version, version_key
from casualty_dataset.history import release_index as index

_STAGING = ".staging-"
_PIECE = 1024**2


def unlisted_versions(shelf: Path, listed: Sequence[index.Entry]) -> list[str]:
    """What bears the name of a version on the shelf and is not in the index, lowest first.

    Raises ``OSError``.
    """
    known = {entry["version"] for entry in listed}
    present = os.listdir(shelf) if shelf.exists() else []  # noqa: PTH208 - the names are wanted
    return sorted((name for name in present if is_version(name) and name not in known), key=version_key)


def release_date(folder: Path) -> date | None:
    """The day that the descriptor of a release gives as its own; None where it gives none."""
    import json

    try:
        return date.fromisoformat(json.loads((folder / "datapackage.json").read_bytes())["created"][:10])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def publish(
    shelf: Path, entry: index.Entry, package: Mapping[str, bytes], accept: Callable[[Path], None], *, found: bool
) -> None:
    """Have the package stand on the shelf under the version of its entry, and the index list it. The lock must be held.

    ``found`` says that the folder stands there already, whole, as :func:`differing_paths` has shown. When this returns,
    both are on the disk and were read back. Raises ``OSError``, :class:`BrokenIndex`, and what ``accept`` raises.
    """
    version = entry["version"]
    clear_staging(shelf)
    if found:
        sync_folder(shelf / version)
        accept(shelf / version)
    else:
        stage_and_move(shelf, version, package, accept)
    add_to_index(shelf, entry)
    read_back(shelf, version, package)


def clear_staging(shelf: Path) -> None:
    """Remove what processes that died have left in staging. Only the holder of the lock may.

    Raises ``OSError``.
    """
    for path in sorted(shelf.glob(f"{_STAGING}*")):
        with durable.naming_path(path):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()


def stage_and_move(shelf: Path, version: str, package: Mapping[str, bytes], accept: Callable[[Path], None]) -> None:
    """Stage the package, have it accepted, and move it in by one rename. The lock must be held.

    Raises ``FileExistsError`` where the version exists, and ``OSError``; nothing half-written remains.
    """
    staging = shelf / f"{_STAGING}{version}-{os.getpid()}"
    try:
        _stage(staging, package)
        accept(staging)
        _compare(staging, package)
        if os.path.lexists(shelf / version):
            raise FileExistsError(errno.EEXIST, "this has come to exist meanwhile", str(shelf / version))
        durable.rename(staging, shelf / version)
    except BaseException as error:
        if isinstance(error, OSError) and error.errno in durable.FULL:
            error.strerror = f"{error.strerror}: the release takes {sum(map(len, package.values())):,} bytes"
        shutil.rmtree(staging, ignore_errors=True)
        raise


def sync_folder(folder: Path) -> None:
    """Have the disk hold a folder that was found in its place, as if it had just been put there.

    Raises ``OSError``.
    """
    for place_, _, names in os.walk(folder, topdown=False):
        for name in names:
            durable.sync(Path(place_, name))
        durable.sync(Path(place_))
    durable.sync(folder.parent)


def add_to_index(shelf: Path, entry: index.Entry) -> None:
    """Add an entry to the index, holding the digest of the one before; the index is replaced, never edited.

    Raises :class:`BrokenIndex` and ``OSError``.
    """
    data = index.append_entry(index.read_entries(shelf), entry)
    fresh = shelf / f"{_STAGING}index-{os.getpid()}"
    try:
        durable.write_new(fresh, data, 0o644)
        durable.rename(fresh, shelf / index.NAME)
    except BaseException:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise


def read_back(shelf: Path, version: str, package: Mapping[str, bytes]) -> None:
    """Read back what stands on the shelf, and see that it is the package and that the index lists it.

    Raises ``OSError`` where the disk gives back other bytes, and :class:`BrokenIndex`.
    """
    _compare(shelf / version, package)
    entry = index.current_releases(index.read_entries(shelf)).get(version, {})
    if entry.get("sha256sums") != sha256((shelf / version / "SHA256SUMS").read_bytes()).hexdigest():
        raise OSError(errno.EIO, f"the disk gives back an index that does not list {version}", str(shelf / index.NAME))


def differing_paths(folder: Path, package: Mapping[str, bytes]) -> list[str]:
    """The paths in which a folder is not the package: missing, added, of another kind, or of other bytes.

    Raises ``OSError``.
    """
    if not stat.S_ISDIR(folder.lstat().st_mode):
        return ["."]
    wanted = {parent.as_posix() for path in package for parent in Path(path).parents}
    wrong: set[str] = set()
    found: set[str] = set()
    for place_, folders, names in os.walk(folder):
        for name in [*folders, *names]:
            path = Path(place_, name)
            inside, mode = path.relative_to(folder).as_posix(), path.lstat().st_mode
            found.add(inside)
            if stat.S_ISDIR(mode):
                same = inside in wanted
            else:
                same = stat.S_ISREG(mode) and inside in package and _holds(path, package[inside])
            if not same:
                wrong.add(inside)
    return sorted(wrong | (package.keys() - found))


def _stage(staging: Path, package: Mapping[str, bytes]) -> None:
    inner = sorted({parent for path in package for parent in Path(path).parents})
    for folder in inner:
        durable.make_folder(staging / folder)
    for path, data in package.items():
        durable.write_new(staging / path, data)
    for folder in reversed(inner):
        durable.sync(staging / folder)


def _compare(folder: Path, package: Mapping[str, bytes]) -> None:
    if wrong := differing_paths(folder, package):
        raise OSError(errno.EIO, "the disk gives back other bytes than were written", str(folder / wrong[0]))


def _holds(path: Path, data: bytes) -> bool:
    """Whether a file holds these bytes, read piece by piece: a table may be as large as memory allows once."""
    with path.open("rb", buffering=0) as file:
        at = 0
        while piece := file.read(_PIECE):
            if data[at : at + len(piece)] != piece:
                return False
            at += len(piece)
    return at == len(data)
