"""The difference of two sets of tables: rows by their key, cell text against cell text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from casualty_dataset.history.text_frames import COMPARED_TABLES, ID, header_columns, parse_lines, read_lines
from casualty_dataset.history.version_demand import Demand, Redefinition, redefinitions, same_words
from casualty_dataset.history.withheld import Tables, WithheldCells

_CHANGED = {"id": pl.String, "column": pl.String, "old": pl.String, "new": pl.String}
_FILLED = {"id": pl.String, "column": pl.String, "new": pl.String}
_BESIDE = frozenset(("corrections", "retired", "waivers"))
"""Tables that tell of changes: a row more in them is no row more of the record."""


def _nothing() -> pl.DataFrame:
    return pl.DataFrame(schema={ID: pl.String})


@dataclass(slots=True)
class TableChange:
    """What changed in one table.

    ``added``: the new rows as text, with their key in ``#id``. ``retired``: keys of the rows that went. ``changed``:
    ``id``, ``column``, ``old``, ``new`` of each cell, sorted. ``filled``: what a column that came holds of rows that
    were there before, which is no change of a cell. ``came``, ``went``: the whole table did. Columns that came or
    moved have their place from 1. What must not be repeated reads ``withheld``.
    """

    added: pl.DataFrame = field(default_factory=_nothing)
    retired: list[str] = field(default_factory=list)
    changed: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_CHANGED))
    filled: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_FILLED))
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
        """How many rows have a changed cell."""
        return self.changed.get_column("id").n_unique()

    def __bool__(self) -> bool:
        """Whether anything changed."""
        columns = self.columns_added, self.columns_gone, self.columns_moved, self.redefined
        return bool(self.added.height or self.retired or self.changed.height or any(columns))


@dataclass(frozen=True, slots=True)
class DatasetDifference:
    """What changed in each table that did, by table in the order of their names."""

    tables: Mapping[str, TableChange]

    def demands(self) -> list[tuple[Demand, str]]:
        """What each kind of change demands, and its name in words: the greatest first."""
        found: dict[str, Demand] = {}
        for table, change in self.tables.items():
            for demand, what in _demands(table, change):
                found[what] = max(demand, found.get(what, Demand.NONE))
        return sorted(((demand, what) for what, demand in found.items()), key=lambda one: (-one[0], one[1]))

    @property
    def demand(self) -> Demand:
        """The least step of the version that answers every change."""
        return max((demand for demand, _ in self.demands()), default=Demand.NONE)


def compare_tables(
    old: Tables,
    new: Tables,
    *,
    described: tuple[Mapping[str, Any], Mapping[str, Any]] = ({}, {}),
    known: Iterable[Tables] = (),
    strict: bool = False,
) -> DatasetDifference:
    """The difference of two sets of tables given as CSV bytes by table.

    ``described`` are the descriptors of both, which say what columns mean; ``known`` further tables whose tombstones
    and withholdings count, such as those of later releases. ``strict`` keeps a withheld value out of what
    ``corrections`` itself says too, at the price that :func:`apply` cannot give that table back. Of a derived table
    only the columns are compared, save ``codes``. Raises :class:`MalformedTable`.
    """
    hidden = WithheldCells(old, new, known, beside=strict)
    told = redefinitions(*described)
    found = {}
    for name in sorted({*old, *new, *told}):
        change = TableChange(redefined=told.get(name, []))
        if old.get(name) != new.get(name):
            _columns(name, old.get(name), new.get(name), change)
            if name in COMPARED_TABLES:
                _rows(name, old.get(name), new.get(name), change, hidden)
        found[name] = change
    return DatasetDifference({name: change for name, change in found.items() if change})


def _columns(name: str, old: bytes | None, new: bytes | None, change: TableChange) -> None:
    before, after = (header_columns(name, data) if data is not None else [] for data in (old, new))
    change.came, change.went = not before, not after
    change.columns_added = {column: place for place, column in enumerate(after, 1) if column not in before}
    change.columns_gone = [column for column in before if column not in after]
    if [column for column in before if column in after] != [column for column in after if column in before]:
        change.columns_moved = {column: place for place, column in enumerate(after, 1) if column in before}


def _rows(name: str, old: bytes | None, new: bytes | None, change: TableChange, hidden: WithheldCells) -> None:
    was, now = _differing(name, old, new)
    change.added = hidden.mask_added(name, now.join(was, on=ID, how="anti").sort(ID))
    change.retired = was.join(now, on=ID, how="anti").get_column(ID).sort().to_list()
    change.changed = hidden.mask(name, _changed(was, now))
    change.filled = hidden.mask(name, _filled(was, now)).drop("old")


def _differing(name: str, old: bytes | None, new: bytes | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of both that are not alike to the last byte; where the columns differ, all of them."""
    (before, was), (after, now) = (
        (header_columns(name, data), read_lines(name, data)) if data is not None else ([], None) for data in (old, new)
    )
    if was is not None and now is not None and before == after:
        was, now = was.join(now, on="line", how="anti"), now.join(was, on="line", how="anti")
    return tuple(parse_lines(name, columns, found) if found is not None else _nothing()
                 for columns, found in ((before, was), (after, now)))  # type: ignore[return-value]  # fmt: skip


def _changed(was: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    shared = [column for column in now.columns if column in was.columns and column != ID]
    pairs = was.join(now, on=ID, suffix="#new")
    parts = [
        pairs.filter(pl.col(column).ne_missing(pl.col(f"{column}#new"))).select(
            id=ID, column=pl.lit(column), old=column, new=f"{column}#new"
        )
        for column in shared
    ]
    return pl.concat(parts).sort("id", "column") if parts else pl.DataFrame(schema=_CHANGED)


def _filled(was: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    came = [column for column in now.columns if column not in was.columns]
    if not came or not was.height:
        return pl.DataFrame(schema=_CHANGED)
    long = now.join(was, on=ID, how="semi").unpivot(came, index=ID, variable_name="#column", value_name="#new")
    return long.drop_nulls("#new").select(id=ID, column="#column", old=pl.lit(None, pl.String), new="#new")


# --- what it demands -----------------------------------------------------------------------------


def _demands(table: str, change: TableChange) -> Iterator[tuple[Demand, str]]:
    if change.columns_gone:
        yield Demand.MAJOR, "a table went" if change.went else "a column went"
    if change.columns_moved:
        yield Demand.MAJOR, "columns stand in another order"
    if change.columns_added:
        yield Demand.MINOR, "a table was added" if change.came else "a column was added"
    for one in change.redefined:
        words = "may hold more codes" if one.demand is Demand.MINOR else "is described otherwise"
        yield one.demand, f"a column {words}" if one.column else f"a table {words}"
    yield from _code_demands(change) if table == "codes" else _row_demands(table, change)


def _row_demands(table: str, change: TableChange) -> Iterator[tuple[Demand, str]]:
    beside = table in _BESIDE
    if change.added.height:
        yield (Demand.PATCH, f"{table} has new entries") if beside else (Demand.MINOR, "rows were added")
    if change.retired:
        yield (Demand.PATCH, f"entries of {table} went") if beside else (Demand.MINOR, "rows were retired")
    if change.changed.height:
        yield Demand.PATCH, "values were corrected"


def _code_demands(change: TableChange) -> Iterator[tuple[Demand, str]]:
    if change.added.height:
        yield Demand.MINOR, "a code was added"
    if change.retired:
        yield Demand.MAJOR, "a code went"
    if change.changed.height:
        same = all(same_words(old, new) for old, new in change.changed.select("old", "new").iter_rows())
        yield (
            (Demand.PATCH, "the spelling of a code's words changed")
            if same
            else (
                Demand.MAJOR,
                "a code has another label or definition",
            )
        )
