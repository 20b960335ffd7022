"""The difference of two releases, or of a release and the working tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
from casualty_dataset.history.tombstones import Tombstone, Tombstones, standing_successors, tombstones_in
from casualty_dataset.history.version_demand import next_version
from casualty_dataset.releases import package
from casualty_dataset.releases.archive import SUMS, open_archive, printable_path
from casualty_dataset.releases.find import release_path
from casualty_dataset.releases.loader import checked, proven
from casualty_dataset.validation import csv_gate, files, references, schema_check
from casualty_dataset.workflows.describe import content
from casualty_schemas import CURATED, DERIVED, Changes
from casualty_schemas.codes import codes_table

WORKING = "working"
"""The name of the curated tables that are now in ``dataset/``."""

_WITHHOLDING = ("corrections", "retired")
"""Tables that say which values and rows must not be repeated."""


@dataclass(frozen=True)
class Side:
    """One side of a difference: its name, its tables as CSV bytes, and its descriptor, which defines their columns."""

    name: str
    tables: Mapping[str, bytes] = field(default_factory=dict)
    descriptor: Mapping[str, Any] = field(default_factory=dict)

    @property
    def printable(self) -> str:
        """The name, safe to print."""
        return printable_path(self.name)


@dataclass(frozen=True)
class Diff:
    """Two sides and their difference."""

    old: Side
    new: Side
    difference: DatasetDifference

    @cached_property
    def table(self) -> pl.DataFrame:
        """The difference as the table ``changes``, sorted by key; empty for a first release."""
        if not self.old.name:
            return pl.DataFrame(schema=Changes.dtypes())
        return changes_table(self.difference, self.old.tables, self.new.tables)

    @cached_property
    def tombstones(self) -> Tombstones:
        """The tombstones of the new side, by table and id."""
        return tombstones_in(self.new.tables)

    def next_version(self, last: str | None) -> str | None:
        """Return the lowest version after ``last`` that the changes demand; None if nothing changed."""
        return next_version(last, self.difference.demand)

    def as_markdown(self, title: str, remarks: str = "") -> str:
        """Return the difference in words."""
        sides = self.old.tables, self.new.tables
        return changes_markdown(title, self.old.printable or None, self.difference, *sides, remarks)

    def as_json(self) -> dict[str, Any]:
        """Return the difference for programs; an empty cell is null."""
        tables = {name: _as_json(name, change, self.tombstones) for name, change in self.difference.tables.items()}
        demands = self.difference.demand.word
        return {"old": self.old.name, "new": self.new.name, "tables": tables, "demands": demands}


def _as_json(table: str, change: TableChange, tombstones: Tombstones) -> dict[str, Any]:
    columns = {
        "columns_added": list(change.columns_added),
        "columns_gone": change.columns_gone,
        "columns_moved": list(change.columns_moved),
        "columns_redefined": [{"column": new.column or None, "what": list(new.what)} for new in change.redefined],
    }
    rows = {"added": change.added_ids, "retired": change.retired, "changed": change.changed.to_dicts()}
    stones = [
        _tombstone_as_json(tombstones[table, id_], tombstones) for id_ in change.retired if (table, id_) in tombstones
    ]
    return rows | {name: changes for name, changes in ({"tombstones": stones} | columns).items() if changes}


def _tombstone_as_json(tombstone: Tombstone, tombstones: Tombstones) -> dict[str, Any]:
    """Why a row was retired; ``standing`` are the rows that stand now, where a replacement was retired too."""
    return {
        "id": tombstone.id,
        "reason": tombstone.reason,
        "replacements": list(tombstone.replacements),
        "standing": standing_successors((tombstone.table, tombstone.id), tombstones),
        "last_in": tombstone.last_in,
        "retired_on": tombstone.retired_on and tombstone.retired_on.isoformat(),
    }


def difference(old: str, new: str, root: Path | None) -> Diff:
    """Compare two of: a version, a folder, a zip, ``working`` (the tables of ``root``).

    A release is verified before it is read. Values and rows that were withheld or retired on either side, in the last
    release or in the tables of ``root`` are not repeated. Raises :class:`UnknownRelease`, :class:`Damaged`,
    :class:`BrokenIndex`, :class:`Refused` if the form of the tables of ``root`` has errors, and ``OSError``.
    """
    known = list(_withholding_tables(root)) if root else []
    return _compare(_side(old, root), _side(new, root), known=known, strict=True)


def changes_since(
    releases_dir: Path, version: str | None, curated: Mapping[str, bytes], derived: Mapping[str, pl.DataFrame]
) -> Diff:
    """Compare tables with a published release, which is verified first; without ``version`` everything is new.

    ``curated`` are the curated tables as bytes, ``derived`` the derived ones. Raises :class:`Damaged`,
    :class:`BrokenIndex` and ``OSError``.
    """
    old = _published(version, releases_dir) if version else Side("")
    diff = _compare(old, _working_side(curated, derived["codes"]), known=[], strict=False)
    problems = Problems()
    schema_check.check(Changes, diff.table, "data/changes.csv", problems)
    if first := next(iter(problems), None):
        raise RuntimeError(f"the table of changes is not what its class says: {first.message}")
    return diff


def _compare(old: Side, new: Side, *, known: Sequence[Mapping[str, bytes]], strict: bool) -> Diff:
    described = old.descriptor, new.descriptor
    try:
        return Diff(old, new, compare_tables(old.tables, new.tables, described=described, known=known, strict=strict))
    except MalformedTable as error:
        raise Damaged(f"{old.printable} or {new.printable}", [Finding(f"data/{error.table}.csv", str(error))]) from None


# --- sides ---------------------------------------------------------------------------------------


def _side(name: str, root: Path | None) -> Side:
    if name == WORKING:
        if root is None:
            raise UnknownRelease("No dataset was found, so `working` names nothing: name its folder with --root.")
        return _working(root)
    releases_dir = root / "releases" if root else Path("releases")
    path = release_path(name, releases_dir)
    if is_version(name) and (path.parent == releases_dir or (path.parent / index.NAME).exists()):
        return _published(name, path.parent)
    return _open(name or ".", path)


def _published(version: str, releases_dir: Path) -> Side:
    """A release by its version, which must be in the index and be what the index says."""
    entries = index.read_entries(releases_dir)
    current = index.current_releases(entries)
    if version not in current:
        if any(entry.get("version") == version for entry in entries):
            raise UnknownRelease(f"Release {version} was withdrawn; it is not shown.")
        others = f"; there are {', '.join(list(current)[-8:])}" if current else ""
        raise UnknownRelease(f"There is no release {version} in {printable_path(releases_dir)}{others}.")
    try:
        return _open(version, releases_dir / version, current[version]["sha256sums"])
    except UnknownRelease:
        raise Damaged(version, [Finding("", "it is listed in index.json and is not there")]) from None


def _open(name: str, path: Path, digest: str | None = None) -> Side:
    """A release in a folder or a zip, verified against its checksums and ``digest``."""
    try:
        archive = open_archive(path)
    except (FileNotFoundError, NotADirectoryError):
        raise UnknownRelease(
            f"There is no release at {printable_path(path)}: a version, a folder, a zip or working is expected."
        ) from None
    with archive:
        if SUMS not in archive.sizes and not archive.findings:
            raise archive.damaged(SUMS, "it is missing, so this is no release that can be checked")
        sums, descriptor, _ = checked(archive, path.name, digest)
        tables = {
            table: proven(archive, f"data/{table}.csv", sums[f"data/{table}.csv"], columns)
            for table, columns in descriptor.columns.items()
        }
    return Side(name, tables, descriptor.metadata)


def _working(root: Path) -> Side:
    """The curated tables of a dataset; raises :class:`Refused` if their form or keys have errors."""
    problems = Problems()
    tables = files.folder(root, problems)
    for name, data in tables.items():
        path, table = f"dataset/{name}.csv", CURATED[name]
        if csv_gate.prove(table, path, data, problems):
            references.check_keys(table, table.read_csv(data), path, problems)
    if not problems.valid:
        raise Refused("The form of the dataset has errors, so it is not compared: run `dataset validate` first.")
    return _working_side(tables, codes_table())


def _working_side(curated: Mapping[str, bytes], codes: pl.DataFrame) -> Side:
    """Curated tables as one side: of the derived tables but codes only the columns are compared."""
    headers = {name: f"{table.header()}\n".encode() for name, table in DERIVED.items()}
    descriptor = datapackage.descriptor(
        datapackage.resource(table, f"data/{name}.csv") for name, table in package.released_tables().items()
    )
    return Side(WORKING, {**curated, **headers, "codes": canonical(codes)}, descriptor)


def _withholding_tables(root: Path) -> Iterator[dict[str, bytes]]:
    """Corrections and tombstones of the working tables and of the last release."""
    current = list(index.current_releases(index.read_entries(root / "releases")))
    folders = [root / "dataset", *(root / "releases" / version / "data" for version in current[-1:])]
    for folder in folders:
        tables = {name: content(folder / f"{name}.csv") for name in _WITHHOLDING}
        yield {name: data for name, data in tables.items() if data}
