"""The index of releases: an append-only chain in which each entry holds the digest of the one before.

An entry publishes a release (``version``, ``date``, ``rows``, ``sha256sums``) or withdraws one (``version``, ``date``,
``withdrawn``, the reason); both hold ``previous``. Nothing here reads a release.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

Entry = dict[str, Any]

_VERSION = re.compile(r"(?:0|[1-9][0-9]{0,5})(?:\.(?:0|[1-9][0-9]{0,5})){2}")
_DIGEST = re.compile("[0-9a-f]{64}")


class Broken(Exception):
    """The index is not one that this tool wrote; the message says where it breaks."""


def is_version(text: str) -> bool:
    """Whether the text is a version: three whole numbers, without sign, prefix or suffix."""
    return _VERSION.fullmatch(text) is not None


def order(version: str) -> tuple[int, ...]:
    """A version as numbers that sort."""
    return tuple(int(part) for part in version.split("."))


def entries(shelf: Path) -> list[Entry]:
    """The entries of ``index.json`` in the folder of releases, oldest first; none where there is no index.

    Raises :class:`Broken` for a file that is no chain of entries, and ``OSError``.
    """
    try:
        data = (shelf / "index.json").read_bytes()
    except FileNotFoundError:
        return []
    return parsed(data)


def parsed(data: bytes) -> list[Entry]:
    """The entries of an index, oldest first, the chain proven.

    Raises :class:`Broken` for anything that is no chain of entries.
    """
    try:
        listed = json.loads(data)["releases"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Broken("index.json is not the JSON of an index of releases") from None
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        raise Broken("index.json is not the JSON of an index of releases")
    if faults := list(breaks(listed)):
        raise Broken(faults[0])
    return listed


def breaks(listed: Sequence[Entry]) -> Iterable[str]:
    """Where the chain breaks, a sentence each: nothing where every entry follows from the one before."""
    before: Entry | None = None
    seen: set[str] = set()
    gone: set[str] = set()
    for number, entry in enumerate(listed, 1):
        version = str(entry.get("version"))
        name = f"entry {number} of index.json"
        if entry.get("previous") != (digest(before) if before is not None else None):
            yield f"{name} does not hold the digest of the one before: an entry was changed, cut out or moved"
        if not is_version(version):
            yield f"{name} has no version"
        elif "withdrawn" in entry:
            if version not in seen or version in gone:
                yield f"{name} withdraws {version}, which does not stand before it"
            gone.add(version)
        else:
            if not _DIGEST.fullmatch(str(entry.get("sha256sums"))):
                yield f"{name} has no digest of SHA256SUMS"
            if seen and order(version) <= max(map(order, seen)):
                yield f"{name}: version {version} is not above those before it"
            seen.add(version)
        before = entry


def digest(entry: Mapping[str, Any]) -> str:
    """SHA-256 of an entry in its one spelling: what the next entry holds of it."""
    import hashlib  # here and not above: `validate` has no use for it

    return hashlib.sha256(json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def standing(listed: Iterable[Entry]) -> dict[str, Entry]:
    """The entries of the releases that stand, by version, oldest first: those withdrawn are left out."""
    found: dict[str, Entry] = {}
    for entry in listed:
        if "withdrawn" in entry:
            found.pop(entry["version"], None)
        else:
            found[entry["version"]] = entry
    return found


def last_version(listed: Iterable[Entry]) -> str | None:
    """The highest version that was ever listed, withdrawn or not; a number is never used again."""
    return max((entry["version"] for entry in listed), key=order, default=None)


def appended(listed: Sequence[Entry], entry: Entry) -> bytes:
    """The bytes of the index with one more entry, which is given the digest of the one before."""
    chained = {**entry, "previous": digest(listed[-1]) if listed else None}
    return json.dumps({"releases": [*listed, chained]}, ensure_ascii=False, indent=2).encode() + b"\n"
