"""Publish a release: write it completely into the folder of releases, then add it to the index.

**Order.** All files are written into a staging folder inside the folder of releases, so that the last step is a rename
within one file system. Every file and then every folder is synced, an independent reader accepts the staged package,
and it is read back. One rename gives the folder its name; the folder of releases is synced; only then is the index
replaced, by a rename too. Whenever the process dies, ``releases/<version>`` is absent or complete.

**Name.** A rename silently replaces an existing empty folder, and no portable rename refuses to. Making the folder
first would leave a visible empty release if the process dies before the rename. So every release holds the lock, and
checks just before the rename that the name is free. An empty folder that somebody else makes within that instant is
replaced, and nothing is lost; a file, or a folder with files, makes the rename fail.

**After a crash.** Staging folders are named ``.staging-*``: readers ignore them and the next release removes them. If
the process died between the two renames, a complete folder is missing in the index: the next release of that version
adds it to the index if it is, byte for byte, what that release makes. It is never written into.
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


def unlisted_versions(releases_dir: Path, listed: Sequence[index.Entry]) -> list[str]:
    """Return the versions in the folder of releases that are not in the index, lowest first.

    Raises ``OSError``.
    """
    known = {entry["version"] for entry in listed}
    present = os.listdir(releases_dir) if releases_dir.exists() else []  # noqa: PTH208 - the names are wanted
    return sorted((name for name in present if is_version(name) and name not in known), key=version_key)


def release_date(folder: Path) -> date | None:
    """Return the day that the descriptor of a release gives; None where it gives none."""
    import json

    try:
        return date.fromisoformat(json.loads((folder / "datapackage.json").read_bytes())["created"][:10])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def publish(
    releases_dir: Path,
    entry: index.Entry,
    package: Mapping[str, bytes],
    accept: Callable[[Path], None],
    *,
    present: bool,
) -> None:
    """Write the package under the version of its entry and add the entry to the index. The lock must be held.

    ``present``: the folder is there already and complete, as :func:`differing_paths` has shown. When this returns, both
    are on the disk and were read back. Raises ``OSError``, :class:`BrokenIndex`, and what ``accept`` raises.
    """
    version = entry["version"]
    clear_staging(releases_dir)
    if present:
        sync_folder(releases_dir / version)
        accept(releases_dir / version)
    else:
        stage_and_move(releases_dir, version, package, accept)
    add_to_index(releases_dir, entry)
    read_back(releases_dir, version, package)


def clear_staging(releases_dir: Path) -> None:
    """Remove the staging folders of processes that died. The lock must be held.

    Raises ``OSError``.
    """
    for path in sorted(releases_dir.glob(f"{_STAGING}*")):
        with durable.naming_path(path):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()


def stage_and_move(
    releases_dir: Path, version: str, package: Mapping[str, bytes], accept: Callable[[Path], None]
) -> None:
    """Stage the package, have it accepted, and rename it into place. The lock must be held.

    Raises ``FileExistsError`` where the version exists, and ``OSError``; nothing half-written remains.
    """
    staging = releases_dir / f"{_STAGING}{version}-{os.getpid()}"
    try:
        _stage(staging, package)
        accept(staging)
        _compare(staging, package)
        if os.path.lexists(releases_dir / version):
            raise FileExistsError(errno.EEXIST, "it was made meanwhile", str(releases_dir / version))
        durable.rename(staging, releases_dir / version)
    except BaseException as error:
        if isinstance(error, OSError) and error.errno in durable.FULL:
            error.strerror = f"{error.strerror}: the release takes {sum(map(len, package.values())):,} bytes"
        shutil.rmtree(staging, ignore_errors=True)
        raise


def sync_folder(folder: Path) -> None:
    """Sync a complete folder to the disk, as if it had just been written.

    Raises ``OSError``.
    """
    for place_, _, names in os.walk(folder, topdown=False):
        for name in names:
            durable.sync(Path(place_, name))
        durable.sync(Path(place_))
    durable.sync(folder.parent)


def add_to_index(releases_dir: Path, entry: index.Entry) -> None:
    """Add an entry to the index, with the digest of the entry before it. The file is replaced, never edited.

    Raises :class:`BrokenIndex` and ``OSError``.
    """
    data = index.append_entry(index.read_entries(releases_dir), entry)
    fresh = releases_dir / f"{_STAGING}index-{os.getpid()}"
    try:
        durable.write_new(fresh, data, 0o644)
        durable.rename(fresh, releases_dir / index.NAME)
    except BaseException:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise


def read_back(releases_dir: Path, version: str, package: Mapping[str, bytes]) -> None:
    """Read the release back, and check that it is the package and that the index lists it.

    Raises ``OSError`` where the disk gives back other bytes, and :class:`BrokenIndex`.
    """
    _compare(releases_dir / version, package)
    entry = index.current_releases(index.read_entries(releases_dir)).get(version, {})
    if entry.get("sha256sums") != sha256((releases_dir / version / "SHA256SUMS").read_bytes()).hexdigest():
        raise OSError(
            errno.EIO, f"the disk gives back an index that does not list {version}", str(releases_dir / index.NAME)
        )


def differing_paths(folder: Path, package: Mapping[str, bytes]) -> list[str]:
    """Return the paths in which a folder differs from the package: missing, added, of another kind or other bytes.

    Raises ``OSError``.
    """
    if not stat.S_ISDIR(folder.lstat().st_mode):
        return ["."]
    wanted = {parent.as_posix() for path in package for parent in Path(path).parents}
    wrong: set[str] = set()
    present: set[str] = set()
    for place_, folders, names in os.walk(folder):
        for name in [*folders, *names]:
            path = Path(place_, name)
            inside, mode = path.relative_to(folder).as_posix(), path.lstat().st_mode
            present.add(inside)
            if stat.S_ISDIR(mode):
                same = inside in wanted
            else:
                same = stat.S_ISREG(mode) and inside in package and _has_bytes(path, package[inside])
            if not same:
                wrong.add(inside)
    return sorted(wrong | (package.keys() - present))


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


def _has_bytes(path: Path, data: bytes) -> bool:
    """Return whether a file has these bytes; it is read in pieces, as a large table fits into memory only once."""
    with path.open("rb", buffering=0) as file:
        at = 0
        while piece := file.read(_PIECE):
            if data[at : at + len(piece)] != piece:
                return False
            at += len(piece)
    return at == len(data)
