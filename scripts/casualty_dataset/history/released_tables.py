"""The tables of earlier releases, read byte for byte as they were published, and compared with those of the dataset.

No file is used unchecked: SHA256SUMS must have the digest in the index, and a table the digest in SHA256SUMS. A table
whose digest is that of the dataset's own is not opened, so an unchanged dataset costs no reading.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from casualty_dataset.core.errors import BrokenIndex, MalformedTable
from casualty_dataset.core.files import NotRegular, open_regular
from casualty_dataset.core.problems import Problems
from casualty_dataset.history import release_index as index
from casualty_dataset.history.table_difference import TableDifference, compare_table
from casualty_schemas import Table

_REMEDY = "Put back what was published, from another copy; `dataset verify --all` names every byte that differs."


@dataclass(slots=True)
class ReleasedTables:
    """The releases in a folder that are not withdrawn.

    ``name`` is the name of the folder in messages. ``versions``: those whose SHA256SUMS is the published one, oldest
    first; ``withdrawn``: those withdrawn. ``intact`` becomes false where a file of a release is not the published one;
    each such file is noted in ``problems``. ``digests``: by version and path, the SHA-256 of each file.
    """

    folder: Path
    name: str
    problems: Problems
    versions: list[str] = field(default_factory=list)
    withdrawn: frozenset[str] = frozenset()
    intact: bool = True
    digests: dict[str, dict[str, str]] = field(default_factory=dict)

    def differences(self, table: type[Table], data: bytes) -> dict[str, TableDifference]:
        """Compare a table with each release that has it; return the differences by version, oldest first.

        A release is left out if its file is not the published one, or if its table had another key.
        """
        differences: dict[str, TableDifference] = {}
        for versions, old in self._contents(table.table_name(), data):
            if old is None:
                differences |= dict.fromkeys(versions, TableDifference(tuple(table.columns())))
                continue
            try:
                difference = compare_table(table.table_name(), old, data, unique_keys=False)
            except MalformedTable:
                continue
            differences |= dict.fromkeys(versions, difference)
        return {version: differences[version] for version in self.versions if version in differences}

    def _contents(self, table: str, data: bytes) -> Iterator[tuple[list[str], bytes | None]]:
        """Yield each content that releases have of a table, with their versions; None for the content ``data``."""
        path = f"data/{table}.csv"
        by_digest: dict[str, list[str]] = {}
        for version in self.versions:
            if path in self.digests[version]:
                by_digest.setdefault(self.digests[version][path], []).append(version)
        current = hashlib.sha256(data).hexdigest() if by_digest else ""
        for digest, versions in by_digest.items():
            if digest == current:
                yield versions, None
                continue
            copies = (self._read_published(version, path, digest) for version in versions)
            content = next((copy for copy in copies if copy is not None), None)
            if content is not None:
                yield versions, content

    def _read_published(self, version: str, path: str, digest: str) -> bytes | None:
        """Return the bytes of a file of a release if they have this digest; else note a problem and return None."""
        data = _read_regular(self.folder / version / path)
        if data is not None and hashlib.sha256(data).hexdigest() == digest:
            return data
        fault = "the file is missing" if data is None else "the bytes are not those that were published"
        self.note_damage(f"{version}/{path}", fault)
        return None

    def note_damage(self, path: str, fault: str) -> None:
        """Note that a file of the folder is not the published one."""
        self.intact = False
        self.problems.add(f"{self.name}/{path}", "published_release_is_whole", fault, _REMEDY)


def open_releases(folder: Path, name: str, problems: Problems) -> ReleasedTables:
    """Open the releases that the index of ``folder`` lists; none where there is no index.

    ``name`` is the name of the folder in messages. What is not as it was published is noted in ``problems`` and left
    out. Raises ``OSError`` where the system refuses a file.
    """
    releases = ReleasedTables(folder, name, problems)
    try:
        entries = index.read_entries(folder)
    except BrokenIndex as fault:
        releases.note_damage(index.NAME, str(fault))
        return releases
    releases.withdrawn = frozenset(entry["version"] for entry in entries if "withdrawn" in entry)
    for version, entry in index.current_releases(entries).items():
        sums = releases._read_published(version, "SHA256SUMS", entry["sha256sums"])
        if sums is not None:
            releases.digests[version] = _digests_by_path(sums)
            releases.versions.append(version)
    return releases


def _digests_by_path(sums: bytes) -> dict[str, str]:
    lines = (line.partition("  ") for line in sums.decode(errors="replace").splitlines())
    return {path: digest for digest, _, path in lines}


def _read_regular(path: Path) -> bytes | None:
    """Return the bytes of a regular file; None for anything else."""
    try:
        with os.fdopen(open_regular(path), "rb") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError, NotRegular):
        return None
