"""The difference of two datasets or releases: table by table, with the version that it demands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from casualty_dataset.core.canonical_csv import header_columns
from casualty_dataset.history.table_difference import compare_table, no_cells, no_rows
from casualty_dataset.history.text_frames import COMPARED_TABLES, ID
from casualty_dataset.history.version_demand import Demand, Redefinition, redefinitions, same_words
from casualty_dataset.history.withheld import Tables, WithheldCells

_HISTORY = frozenset(("corrections", "retired", "waivers"))
"""Tables about changes: a new row in them is no new row of the record."""


def _no_filled_cells() -> pl.DataFrame:
    return no_cells().drop("old")


@dataclass(slots=True)
class TableChange:
    """What changed in one table.

    ``added``: the new rows as text, with their key in ``#id``. ``retired``: keys of the rows that were removed.
    ``changed``: ``id``, ``column``, ``old``, ``new`` of each cell, sorted. ``filled``: ``id``, ``column``, ``new`` of
    the cells that a new column has in rows that were there before. ``came``, ``went``: the table was added or removed.
    Columns that were added or moved have their position, from 1. A value that must not be repeated is ``withheld``.
    """

    added: pl.DataFrame = field(default_factory=no_rows)
    retired: list[str] = field(default_factory=list)
    changed: pl.DataFrame = field(default_factory=no_cells)
    filled: pl.DataFrame = field(default_factory=_no_filled_cells)
    came: bool = False
    went: bool = False
    columns_added: dict[str, int] = field(default_factory=dict)
    columns_gone: list[str] = field(default_factory=list)
    columns_moved: dict[str, int] = field(default_factory=dict)
    redefined: list[Redefinition] = field(default_factory=list)

    @property
    def added_ids(self) -> list[str]:
        """Keys of the new rows, sorted."""
        return self.added.get_column(ID).to_list()

    @property
    def changed_rows(self) -> int:
        """The number of rows with a changed cell."""
        return self.changed.get_column("id").n_unique()

    def __bool__(self) -> bool:
        """Return whether anything changed."""
        columns = self.columns_added, self.columns_gone, self.columns_moved, self.redefined
        return bool(self.added.height or self.retired or self.changed.height or any(columns))


@dataclass(frozen=True, slots=True)
class DatasetDifference:
    """The tables that changed, by name, sorted."""

    tables: Mapping[str, TableChange]

    def demands(self) -> list[tuple[Demand, str]]:
        """Return each kind of change in words with the step that it demands, the greatest first."""
        demands: dict[str, Demand] = {}
        for table, change in self.tables.items():
            for demand, words in _demands(table, change):
                demands[words] = max(demand, demands.get(words, Demand.NONE))
        return sorted(((demand, words) for words, demand in demands.items()), key=lambda pair: (-pair[0], pair[1]))

    @property
    def demand(self) -> Demand:
        """The smallest step of the version that answers every change."""
        return max((demand for demand, _ in self.demands()), default=Demand.NONE)


def compare_tables(
    old: Tables,
    new: Tables,
    *,
    described: tuple[Mapping[str, Any], Mapping[str, Any]] = ({}, {}),
    known: Iterable[Tables] = (),
    strict: bool = False,
) -> DatasetDifference:
    """Compare two sets of tables given as CSV bytes by table.

    ``described``: the descriptors of both, which define the columns. ``known``: further tables whose tombstones and
    withheld cells count, such as those of later releases. ``strict`` keeps a withheld value also out of what
    ``corrections`` itself repeats; then ``apply_changes`` cannot rebuild that table. Of a derived table, save
    ``codes``, only the columns are compared. Raises :class:`MalformedTable`.
    """
    withheld = WithheldCells(old, new, known, beside=strict)
    redefined = redefinitions(*described)
    changes = {}
    for name in sorted({*old, *new, *redefined}):
        change = TableChange(redefined=redefined.get(name, []))
        if old.get(name) != new.get(name):
            _compare_columns(name, old.get(name), new.get(name), change)
            if name in COMPARED_TABLES:
                _compare_rows(name, old.get(name), new.get(name), change, withheld)
        changes[name] = change
    return DatasetDifference({name: change for name, change in changes.items() if change})


def _compare_columns(name: str, old: bytes | None, new: bytes | None, change: TableChange) -> None:
    before, after = (header_columns(name, data) if data is not None else [] for data in (old, new))
    change.came, change.went = not before, not after
    change.columns_added = {column: place for place, column in enumerate(after, 1) if column not in before}
    change.columns_gone = [column for column in before if column not in after]
    if [column for column in before if column in after] != [column for column in after if column in before]:
        change.columns_moved = {column: place for place, column in enumerate(after, 1) if column in before}


def _compare_rows(
    name: str, old: bytes | None, new: bytes | None, change: TableChange, withheld: WithheldCells
) -> None:
    rows = compare_table(name, old, new)
    change.added = withheld.mask_added(name, rows.added.sort(ID))
    change.retired = sorted(rows.removed_ids)
    change.changed = withheld.mask(name, rows.changed)
    change.filled = withheld.mask(name, rows.filled).drop("old")


# --- what it demands -----------------------------------------------------------------------------


def _demands(table: str, change: TableChange) -> Iterator[tuple[Demand, str]]:
    if change.columns_gone:
        yield Demand.MAJOR, "a table was removed" if change.went else "a column was removed"
    if change.columns_moved:
        yield Demand.MAJOR, "columns were reordered"
    if change.columns_added:
        yield Demand.MINOR, "a table was added" if change.came else "a column was added"
    for redefinition in change.redefined:
        words = "may hold more codes" if redefinition.demand is Demand.MINOR else "is described differently"
        yield redefinition.demand, f"a {'column' if redefinition.column else 'table'} {words}"
    yield from _code_demands(change) if table == "codes" else _row_demands(table, change)


def _row_demands(table: str, change: TableChange) -> Iterator[tuple[Demand, str]]:
    is_history = table in _HISTORY
    if change.added.height:
        yield (Demand.PATCH, f"{table} has new entries") if is_history else (Demand.MINOR, "rows were added")
    if change.retired:
        yield (Demand.PATCH, f"{table} lost entries") if is_history else (Demand.MINOR, "rows were retired")
    if change.changed.height:
        yield Demand.PATCH, "values were corrected"


def _code_demands(change: TableChange) -> Iterator[tuple[Demand, str]]:
    if change.added.height:
        yield Demand.MINOR, "a code was added"
    if change.retired:
        yield Demand.MAJOR, "a code was removed"
    if change.changed.height:
        if all(same_words(old, new) for old, new in change.changed.select("old", "new").iter_rows()):
            yield Demand.PATCH, "the spelling of a code's words changed"
        else:
            yield Demand.MAJOR, "a code has another label or definition"
