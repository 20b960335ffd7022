"""The index of releases: an append-only chain in which each entry holds the digest of the one before.

An entry publishes a release (``version``, ``date``, ``rows``, ``sha256sums``) or withdraws one (``version``, ``date``,
``withdrawn``, the reason); both hold ``previous``. The file has one spelling, so that no byte of it changes without
a word. Nothing here reads a release.

What a chain cannot show by itself: that its last entries were cut off, that all of it was written anew, or that the
last entry, which nothing after it holds, was edited. For that something must be held against it from outside: the
folders of the releases, or a digest kept elsewhere.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from casualty_dataset.core.errors import BrokenIndex, NotStrictJson
from casualty_dataset.core.files import NotRegular, open_regular
from casualty_dataset.core.strict_json import parse_object
from casualty_dataset.core.versions import is_day, is_digest, is_version, version_key

Entry = dict[str, Any]

NAME = "index.json"
CAP = 16 * 1024**2
"""Bytes that an index may have; an entry has about a thousand."""

_TABLE = re.compile("[a-z][a-z0-9_]{0,63}")
_PUBLISHES = ("version", "date", "rows", "sha256sums", "previous")
_WITHDRAWS = ("version", "date", "withdrawn", "previous")


def read_entries(shelf: Path) -> list[Entry]:
    """The entries of ``index.json`` in the folder of releases, oldest first; none where there is no index.

    Raises :class:`BrokenIndex` for a file that is no chain of entries, and ``OSError``.
    """
    data = read_bytes(shelf)
    return [] if data is None else parse_entries(data)


def read_bytes(shelf: Path) -> bytes | None:
    """The bytes of ``index.json`` in the folder of releases; None where there is none.

    Raises :class:`BrokenIndex` for anything that is no regular file, for one too large, and raises ``OSError``.
    """
    try:
        handle = open_regular(shelf / NAME)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except NotRegular:
        raise BrokenIndex(f"{NAME} is not a regular file") from None
    with os.fdopen(handle, "rb") as file:
        data = file.read(CAP + 1)
    if len(data) > CAP:
        raise BrokenIndex(f"{NAME} is larger than {CAP:,} bytes")
    return data


def parse_entries(data: bytes) -> list[Entry]:
    """The entries of an index, oldest first, the chain proven.

    Raises :class:`BrokenIndex` for anything that is no chain of entries in the one spelling.
    """
    try:
        whole = parse_object(data, cap=CAP)
    except NotStrictJson:
        raise BrokenIndex(f"{NAME} is not the JSON of an index of releases") from None
    listed = whole.get("releases") if len(whole) == 1 else None
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        raise BrokenIndex(f"{NAME} is not the JSON of an index of releases")
    if faults := list(chain_faults(listed)):
        raise BrokenIndex(*faults)
    if not _spelled(listed, data):
        raise BrokenIndex(
            f"{NAME} is not spelled as `dataset release` writes it: it was edited, or its line ends converted"
        )
    return listed


def _spelled(listed: Sequence[Entry], data: bytes) -> bool:
    try:
        return render(listed) == data
    except ValueError:  # half a surrogate pair, which no UTF-8 holds
        return False


def chain_faults(listed: Sequence[Entry]) -> Iterator[str]:
    """Where the chain breaks, a sentence each: nothing where every entry follows from the one before."""
    before: Entry | None = None
    seen: set[str] = set()
    gone: set[str] = set()
    for number, entry in enumerate(listed, 1):
        version = entry.get("version")
        name = f"entry {number} of {NAME}"
        if not isinstance(version, str) or not is_version(version):
            version = None
            yield f"{name} has no version"
        else:
            name += f" ({version})"
        if entry.get("previous") != (_digest_or_none(before) if before is not None else None):
            yield f"{name} does not hold the digest of the one before: an entry was changed, cut out or moved"
        yield from (f"{name} {fault}" for fault in _malformed(entry))
        if version is not None:
            yield from (f"{name} {fault}" for fault in _misplaced(version, "withdrawn" in entry, seen, gone))
        before = entry


def _misplaced(version: str, withdrawn: bool, seen: set[str], gone: set[str]) -> Iterator[str]:
    """What is wrong with the order of versions; notes this one."""
    if withdrawn:
        if version not in seen or version in gone:
            yield "withdraws what does not stand before it"
        gone.add(version)
        return
    if seen and version_key(version) <= max(map(version_key, seen)):
        yield "is not above those before it"
    seen.add(version)


def _malformed(entry: Entry) -> Iterator[str]:
    withdraws = "withdrawn" in entry
    if tuple(entry) != (_WITHDRAWS if withdraws else _PUBLISHES):
        keys = ", ".join(_WITHDRAWS if withdraws else _PUBLISHES)
        yield f"does not hold {keys} in this order; a newer version of this tool may have written it"
    if not is_day(entry.get("date")):
        yield "has no date"
    if withdraws:
        if not isinstance(entry["withdrawn"], str) or not entry["withdrawn"].strip():
            yield "gives no reason"
        return
    if not is_digest(str(entry.get("sha256sums"))):
        yield "has no digest of SHA256SUMS"
    rows = entry.get("rows")
    if not isinstance(rows, dict) or not all(_TABLE.fullmatch(name) and _is_count(n) for name, n in rows.items()):
        yield "has no numbers of rows"


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def entry_digest(entry: Mapping[str, Any]) -> str:
    """SHA-256 of an entry in its one spelling: what the next entry holds of it."""
    import hashlib  # here and not above: `validate` has no use for it

    return hashlib.sha256(json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _digest_or_none(entry: Entry) -> str | None:
    try:
        return entry_digest(entry)
    except (ValueError, RecursionError):
        return None


def current_releases(listed: Sequence[Entry]) -> dict[str, Entry]:
    """The entries of the releases that stand, by version, oldest first: those withdrawn are left out."""
    found = published_releases(listed)
    for entry in listed:
        if "withdrawn" in entry:
            found.pop(entry["version"], None)
    return found


def published_releases(listed: Iterable[Entry]) -> dict[str, Entry]:
    """The entries that publish a release, by version, oldest first, also of those that were withdrawn later."""
    return {entry["version"]: entry for entry in listed if "withdrawn" not in entry}


def withdrawals(listed: Iterable[Entry]) -> dict[str, Entry]:
    """The entries that withdraw a release, by version."""
    return {entry["version"]: entry for entry in listed if "withdrawn" in entry}


def last_version(listed: Iterable[Entry]) -> str | None:
    """The highest version that was ever listed, withdrawn or not; a number is never used again."""
    return max((entry["version"] for entry in listed), key=version_key, default=None)


def append_entry(listed: Sequence[Entry], entry: Entry) -> bytes:
    """The bytes of the index with one more entry, which is given the digest of the one before."""
    return render([*listed, {**entry, "previous": entry_digest(listed[-1]) if listed else None}])


def render(listed: Sequence[Entry]) -> bytes:
    """The index in its one spelling.

    Raises ``ValueError`` for text that cannot be written as UTF-8.
    """
    return json.dumps({"releases": list(listed)}, ensure_ascii=False, indent=2).encode() + b"\n"
