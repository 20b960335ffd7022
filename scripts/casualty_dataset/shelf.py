"""The shelf of releases: the index, and the one rename by which a release comes to stand there."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

_VERSION = re.compile(r"(?:0|[1-9][0-9]{0,5})(?:\.(?:0|[1-9][0-9]{0,5})){2}")


def is_version(text: str) -> bool:
    """Whether the text is a version: three whole numbers, without sign, prefix or suffix."""
    return _VERSION.fullmatch(text) is not None


def order(version: str) -> tuple[int, ...]:
    """A version as numbers that sort."""
    return tuple(int(part) for part in version.split("."))


def entries(shelf: Path) -> list[dict[str, Any]]:
    """The entries of ``index.json``, oldest first; none where there is no index."""
    try:
        return list(json.loads((shelf / "index.json").read_bytes())["releases"])
    except FileNotFoundError:
        return []


def last_version(shelf: Path) -> str | None:
    """The highest version that the index lists."""
    return max((entry["version"] for entry in entries(shelf)), key=order, default=None)


def curated_files(shelf: Path, version: str) -> dict[str, bytes]:
    """The CSV tables of a release, by table."""
    return {path.stem: path.read_bytes() for path in sorted((shelf / version / "data").glob("*.csv"))}


def digest(entry: Mapping[str, Any]) -> str:
    """SHA-256 of an entry of the index in its one spelling: what the next entry holds of it."""
    import hashlib  # here and not above: `validate` has no use for it

    return hashlib.sha256(json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


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


def enter(shelf: Path, entry: dict[str, Any]) -> None:
    """Add an entry to the index, holding the digest of the one before; the index is replaced, never edited."""
    listed = entries(shelf)
    entry = {**entry, "previous": digest(listed[-1]) if listed else None}
    data = json.dumps({"releases": [*listed, entry]}, ensure_ascii=False, indent=2).encode() + b"\n"
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
