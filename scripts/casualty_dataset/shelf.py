"""The shelf of releases: the one rename by which a release comes to stand there, and its entry in the index."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from casualty_dataset import index


def curated_files(shelf: Path, version: str) -> dict[str, bytes]:
    """The CSV tables of a release, by table."""
    return {path.stem: path.read_bytes() for path in sorted((shelf / version / "data").glob("*.csv"))}


def place(shelf: Path, version: str, package: Mapping[str, bytes], accept: Callable[[Path], None]) -> Path:
    """Write the package beside its place, have it accepted, and move it in by one rename.

    Raises ``FileExistsError`` where the version exists; whatever goes wrong, nothing half-written remains.
    """
    target = shelf / version
    if os.path.lexists(target):
        raise FileExistsError(f"{target.name} exists")
    staging = shelf / f".staging-{version}-{os.getpid()}"
    try:
        for path, data in package.items():
            _write(staging / path, data)
        accept(staging)
        for folder in sorted({(staging / path).parent for path in package}, reverse=True):
            _sync(folder)
        if os.path.lexists(target):
            raise FileExistsError(f"{target.name} exists")
        staging.rename(target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    _sync(shelf)
    return target


def enter(shelf: Path, entry: index.Entry) -> None:
    """Add an entry to the index, holding the digest of the one before; the index is replaced, never edited."""
    data = index.appended(index.entries(shelf), entry)
    fresh = shelf / f".staging-index-{os.getpid()}"
    try:
        _write(fresh, data)
        fresh.replace(shelf / "index.json")
    finally:
        fresh.unlink(missing_ok=True)
    _sync(shelf)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
