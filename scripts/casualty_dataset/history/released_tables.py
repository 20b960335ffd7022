"""The shelf of releases read back: the tables of earlier releases, byte for byte as they were published.

Nothing is believed unread: SHA256SUMS must have the digest that the index gives, and a table the digest that
SHA256SUMS gives. Only what is asked for is opened, so that a dataset that did not change costs no reading.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from casualty_dataset.core.errors import BrokenIndex
from casualty_dataset.core.files import NotRegular, open_regular
from casualty_dataset.core.problems import Problems
from casualty_dataset.history import release_index as index

_REMEDY = "Put back what was published, from another copy; `dataset verify --all` names every byte that differs."


@dataclass(slots=True)
class ReleasedTables:
    """The releases that stand.

    ``versions`` are those whose checksums are the published ones, oldest first; ``withdrawn`` those taken
    back. ``whole`` becomes false where something of a standing release is not what was published.
    """

    folder: Path
    name: str
    problems: Problems
    versions: list[str] = field(default_factory=list)
    withdrawn: frozenset[str] = frozenset()
    whole: bool = True
    sums: dict[str, dict[str, str]] = field(default_factory=dict)

    def tables(self, table: str, data: bytes) -> Iterator[tuple[list[str], bytes | None]]:
        """The forms in which releases hold a table, each once: versions, and bytes; None where they equal ``data``.

        A form whose bytes are not those that were published is noted and left out.
        """
        path = f"data/{table}.csv"
        forms: dict[str, list[str]] = {}
        for version in self.versions:
            if path in self.sums[version]:
                forms.setdefault(self.sums[version][path], []).append(version)
        mine = hashlib.sha256(data).hexdigest() if forms else ""
        for digest, versions in forms.items():
            if digest == mine:
                yield versions, None
                continue
            for version in versions:
                held = self._published(version, path, digest)
                if held is not None:
                    yield versions, held
                    break

    def _published(self, version: str, path: str, digest: str) -> bytes | None:
        """The bytes of a file of a release if they have this digest; None, and a problem noted, otherwise."""
        data = _regular(self.folder / version / path)
        if data is not None and hashlib.sha256(data).hexdigest() == digest:
            return data
        what = "the file is missing" if data is None else "the bytes are not those that were published"
        self._broken(f"{version}/{path}", what)
        return None

    def _broken(self, path: str, what: str) -> None:
        self.whole = False
        self.problems.add(f"{self.name}/{path}", "published_release_is_whole", what, _REMEDY)


def open_releases(folder: Path, name: str, problems: Problems) -> ReleasedTables:
    """The releases that the index of ``folder`` lists; none where there is no index.

    ``name`` is how the folder is called in messages. What is not as published is noted and left out. Raises
    ``OSError`` where the system refuses a file.
    """
    shelf = ReleasedTables(folder, name, problems)
    try:
        listed = index.read_entries(folder)
    except BrokenIndex as fault:
        shelf._broken(index.NAME, str(fault))
        return shelf
    shelf.withdrawn = frozenset(entry["version"] for entry in listed if "withdrawn" in entry)
    for version, entry in index.current_releases(listed).items():
        data = shelf._published(version, "SHA256SUMS", entry["sha256sums"])
        if data is not None:
            shelf.sums[version] = _listed(data)
            shelf.versions.append(version)
    return shelf


def _listed(data: bytes) -> dict[str, str]:
    """Digest by path."""
    lines = (line.partition("  ") for line in data.decode(errors="replace").splitlines())
    return {path: digest for digest, _, path in lines}


def _regular(path: Path) -> bytes | None:
    """The bytes of a regular file; None for anything else."""
    try:
        with os.fdopen(open_regular(path), "rb") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError, NotRegular):
        return None
