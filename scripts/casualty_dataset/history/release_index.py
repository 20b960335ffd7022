"""The index of releases: an append-only chain in which each entry has the digest of the entry before it.

An entry publishes a release (``version``, ``date``, ``rows``, ``sha256sums``) or withdraws one (``version``, ``date``,
``withdrawn``, which is the reason); both have ``previous``. The file has one spelling, so no byte can change unseen.
No release is read here.

A chain alone cannot show that its last entries were cut off, that it was written anew, or that its last entry was
edited. That takes a comparison with the folders of the releases, or with a digest kept elsewhere.
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


def read_entries(releases_dir: Path) -> list[Entry]:
    """Return the entries of ``index.json`` in the folder of releases, oldest first; none where there is no index.

    Raises :class:`BrokenIndex` for a file that is no chain of entries, and ``OSError``.
    """
    data = read_bytes(releases_dir)
    return [] if data is None else parse_entries(data)


def read_bytes(releases_dir: Path) -> bytes | None:
    """Return the bytes of ``index.json`` in the folder of releases; None where there is none.

    Raises :class:`BrokenIndex` for anything that is no regular file, for one too large, and raises ``OSError``.
    """
    try:
        handle = open_regular(releases_dir / NAME)
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
    """Parse an index and check its chain; return the entries, oldest first.

    Raises :class:`BrokenIndex` for anything that is no chain of entries in the one spelling.
    """
    try:
        content = parse_object(data, cap=CAP)
    except NotStrictJson:
        raise BrokenIndex(f"{NAME} is not the JSON of an index of releases") from None
    listed = content.get("releases") if len(content) == 1 else None
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
    """Yield a sentence for each fault of the chain; nothing where every entry follows from the one before."""
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
            yield f"{name} does not have the digest of the one before: an entry was changed, removed or moved"
        yield from (f"{name} {fault}" for fault in _malformed(entry))
        if version is not None:
            yield from (f"{name} {fault}" for fault in _misplaced(version, "withdrawn" in entry, seen, gone))
        before = entry


def _misplaced(version: str, withdrawn: bool, seen: set[str], gone: set[str]) -> Iterator[str]:
    """Yield the faults in the order of versions, and note this version."""
    if withdrawn:
        if version not in seen or version in gone:
            yield "withdraws a version that is not published before it"
        gone.add(version)
        return
    if seen and version_key(version) <= max(map(version_key, seen)):
        yield "is not above those before it"
    seen.add(version)


def _malformed(entry: Entry) -> Iterator[str]:
    withdraws = "withdrawn" in entry
    if tuple(entry) != (_WITHDRAWS if withdraws else _PUBLISHES):
        keys = ", ".join(_WITHDRAWS if withdraws else _PUBLISHES)
        yield f"does not have {keys} in this order; a newer version of this tool may have written it"
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
    """Return the SHA-256 of an entry in its one spelling, which the next entry has as ``previous``."""
    import hashlib  # here and not above: `validate` has no use for it

    return hashlib.sha256(json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _digest_or_none(entry: Entry) -> str | None:
    try:
        return entry_digest(entry)
    except (ValueError, RecursionError):
        return None


def current_releases(listed: Sequence[Entry]) -> dict[str, Entry]:
    """Return the entries of the releases that are not withdrawn, by version, oldest first."""
    withdrawn = withdrawals(listed)
    return {version: entry for version, entry in published_releases(listed).items() if version not in withdrawn}


def published_releases(listed: Iterable[Entry]) -> dict[str, Entry]:
    """Return the entries that publish a release, withdrawn or not, by version, oldest first."""
    return {entry["version"]: entry for entry in listed if "withdrawn" not in entry}


def withdrawals(listed: Iterable[Entry]) -> dict[str, Entry]:
    """Return the entries that withdraw a release, by version."""
    return {entry["version"]: entry for entry in listed if "withdrawn" in entry}


def last_version(listed: Iterable[Entry]) -> str | None:
    """Return the highest version ever listed, withdrawn or not; a number is never used again."""
    return max((entry["version"] for entry in listed), key=version_key, default=None)


def append_entry(listed: Sequence[Entry], entry: Entry) -> bytes:
    """Return the bytes of the index with one more entry, which gets the digest of the one before."""
    return render([*listed, {**entry, "previous": entry_digest(listed[-1]) if listed else None}])


def render(listed: Sequence[Entry]) -> bytes:
    """Return the bytes of the index in its one spelling.

    Raises ``ValueError`` for text that cannot be written as UTF-8.
    """
    return json.dumps({"releases": list(listed)}, ensure_ascii=False, indent=2).encode() + b"\n"
