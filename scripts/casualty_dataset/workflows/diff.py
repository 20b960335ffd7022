"""What changed between two releases, or between a release and the tables as they stand now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from casualty_dataset.core.canonical_csv import canonical
from casualty_dataset.core.errors import Damaged, Finding, MalformedTable, Refused, UnknownRelease
from casualty_dataset.core.problems import Problems
from casualty_dataset.core.versions import is_version
from casualty_dataset.formats import datapackage
from casualty_dataset.history import release_index as index
from casualty_dataset.history.changes_markdown import changes_markdown
from casualty_dataset.history.changes_table import changes_table
from casualty_dataset.history.dataset_difference import DatasetDifference, TableChange, compare_tables
from casualty_dataset.history.version_demand import next_version
from casualty_dataset.releases import package
from casualty_dataset.releases.archive import SUMS, open_archive, printable_path
from casualty_dataset.releases.loader import checked, proven
from casualty_dataset.validation import csv_gate as form
from casualty_dataset.validation import files as read
from casualty_dataset.validation import references as links
from casualty_dataset.validation import schema_check as check
from casualty_dataset.workflows.describe import content
from casualty_schemas import CURATED, DERIVED, Changes
from casualty_schemas.codes import codes_table

WORKING = "working"
"""The name of the curated tables as they stand in ``dataset/``."""

_HISTORY = ("corrections", "retired")


@dataclass(frozen=True)
class Side:
    """One side of a difference: its name, its tables as CSV bytes, its descriptor (of which only meanings are read)."""

    name: str
    tables: Mapping[str, bytes] = field(default_factory=dict)
    descriptor: Mapping[str, Any] = field(default_factory=dict)

    @property
    def printable(self) -> str:
        """The name, safe to print."""
        return printable_path(self.name)


@dataclass(frozen=True)
class Differing:
    """Two sides and their difference."""

    old: Side
    new: Side
    difference: DatasetDifference

    @cached_property
    def table(self) -> pl.DataFrame:
        """The difference as the table ``changes``, sorted by key; of a first release it has no row."""
        if not self.old.name:
            return pl.DataFrame(schema=Changes.dtypes())
        return changes_table(self.difference, self.old.tables, self.new.tables)

    def next_version(self, last: str | None) -> str | None:
        """The least version after ``last`` that the changes demand; None where nothing changed."""
        return next_version(last, self.difference.demand)

    def as_markdown(self, title: str, remarks: str = "") -> str:
        """The difference in words."""
        sides = self.old.tables, self.new.tables
        return changes_markdown(title, self.old.printable or None, self.difference, *sides, remarks)

    def as_json(self) -> dict[str, Any]:
        """The difference as it is printed; an empty cell is null."""
        tables = {name: _as_json(change) for name, change in self.difference.tables.items()}
        demands = self.difference.demand.word
        return {"old": self.old.name, "new": self.new.name, "tables": tables, "demands": demands}


def _as_json(change: TableChange) -> dict[str, Any]:
    columns = {
        "columns_added": list(change.columns_added),
        "columns_gone": change.columns_gone,
        "columns_moved": list(change.columns_moved),
        "columns_redefined": [{"column": one.column or None, "what": list(one.what)} for one in change.redefined],
    }
    rows = {"added": change.added_ids, "retired": change.retired, "changed": change.changed.to_dicts()}
    return rows | {name: listed for name, listed in columns.items() if listed}


def difference(old: str, new: str, root: Path | None) -> Differing:
    """Compare two of: a version under ``root/releases``, a folder, a zip, ``working`` (the tables of ``root``).

    A release is checked before it is read. What was withheld or retired in any of them, in the last release or in the
    tables of ``root``, is not told. Raises :class:`UnknownRelease`, :class:`Damaged`,
    :class:`BrokenIndex`, :class:`Refused` where the form of the
    tables of ``root`` has errors, and ``OSError``.
    """
    sides = _side(old, root), _side(new, root)
    return _compared(*sides, known=list(_known(root)) if root else [], strict=True)


def since(shelf: Path, version: str | None, files: Mapping[str, bytes], made: Mapping[str, pl.DataFrame]) -> Differing:
    """What changed since a release that stands on the shelf, which is checked first.

    ``files`` are the curated tables as bytes, ``made`` the derived ones. Without ``version`` everything is new. Raises
    :class:`Damaged`, :class:`BrokenIndex` and ``OSError``.
    """
    old = _listed(version, shelf) if version else Side("")
    new = Side(WORKING, {**files, **{name: _header(name) for name in DERIVED}, "codes": canonical(made["codes"])},
               _meanings())  # fmt: skip
    found = _compared(old, new, known=[], strict=False)
    problems = Problems()
    check.check(Changes, found.table, "data/changes.csv", problems)
    if first := next(iter(problems), None):
        raise RuntimeError(f"the table of changes is not what its class says: {first.message}")
    return found


def _compared(old: Side, new: Side, *, known: list[Mapping[str, bytes]], strict: bool) -> Differing:
    described = old.descriptor, new.descriptor
    sides = old.tables, new.tables
    try:
        return Differing(old, new, compare_tables(*sides, described=described, known=known, strict=strict))
    except MalformedTable as error:
        raise Damaged(f"{old.printable} or {new.printable}", [Finding(f"data/{error.table}.csv", str(error))]) from None


# --- sides ---------------------------------------------------------------------------------------


def _side(name: str, root: Path | None) -> Side:
    if name == WORKING:
        if root is None:
            raise UnknownRelease(
                "No dataset was found, so there is nothing that is called working: name its folder with --root."
            )
        return _working(root)
    if is_version(name) and (root or not Path(name).exists()):
        return _listed(name, root / "releases" if root else Path("releases"))
    return _opened(name or ".", Path(name))


def _listed(version: str, shelf: Path) -> Side:
    """A release by its version: it must stand in the index, and be what the index says."""
    listed = index.read_entries(shelf)
    standing = index.current_releases(listed)
    if version not in standing:
        if any(entry.get("version") == version for entry in listed):
            raise UnknownRelease(f"Release {version} was withdrawn; it is not shown.")
        there = f"; there are {', '.join(list(standing)[-8:])}" if standing else ""
        raise UnknownRelease(f"There is no release {version} in {printable_path(shelf)}{there}.")
    try:
        return _opened(version, shelf / version, standing[version]["sha256sums"])
    except UnknownRelease:
        raise Damaged(version, [Finding("", "it is listed in index.json and is not there")]) from None


def _opened(name: str, path: Path, digest: str | None = None) -> Side:
    """A release in a folder or a zip: everything it says of itself is compared first."""
    try:
        container = open_archive(path)
    except (FileNotFoundError, NotADirectoryError):
        raise UnknownRelease(
            f"There is no release at {printable_path(path)}: a version, a folder, a zip or working is expected."
        ) from None
    with container:
        if SUMS not in container.sizes and not container.findings:
            raise container.damaged(SUMS, "it is missing, so this is no release that can be checked")
        sums, told, _ = checked(container, path.name, digest)
        tables = {
            table: proven(container, f"data/{table}.csv", sums[f"data/{table}.csv"], columns)
            for table, columns in told.columns.items()
        }
    return Side(name, tables, told.metadata)


def _working(root: Path) -> Side:
    """The curated tables of a dataset, if their form is sound; what the rules say of them does not matter here."""
    problems = Problems()
    files = read.folder(root, problems)
    for name, data in files.items():
        path, table = f"dataset/{name}.csv", CURATED[name]
        if form.prove(table, path, data, problems):
            links.keys(table, table.read_csv(data), path, problems)
    if not problems.valid:
        raise Refused("The form of the dataset has errors, so it is not compared: run `dataset validate` first.")
    derived = {name: _header(name) for name in DERIVED}
    return Side(WORKING, {**files, **derived, "codes": canonical(codes_table())}, _meanings())


def _header(name: str) -> bytes:
    """Of a derived table only the columns are compared."""
    return f"{DERIVED[name].header()}\n".encode()


def _meanings() -> dict[str, Any]:
    """The descriptor of a release made now, as far as it says what columns mean."""
    return datapackage.descriptor(
        datapackage.resource(table, f"data/{name}.csv") for name, table in package.released_tables().items()
    )


def _known(root: Path) -> Iterator[dict[str, bytes]]:
    """Corrections and tombstones of the tables as they stand and of the last release: what must not be told."""
    standing = list(index.current_releases(index.read_entries(root / "releases")))
    folders = [root / "dataset", *(root / "releases" / version / "data" for version in standing[-1:])]
    for folder in folders:
        held = {name: content(folder / f"{name}.csv") for name in _HISTORY}
        yield {name: data for name, data in held.items() if data}
