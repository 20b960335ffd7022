"""The difference of two states of a table: rows by their key, cell text against cell text.

`validate`, `diff`, CHANGES.md and changes.csv all use :func:`compare_table`. Lines that both files have are set aside
before anything is parsed, so a large table of which a few rows changed costs little more than reading its lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import polars as pl

from casualty_dataset.core.canonical_csv import header_columns, read_lines
from casualty_dataset.history.text_frames import ID, parse_lines, require_unique_keys

CELLS: Final = {"id": pl.String, "column": pl.String, "old": pl.String, "new": pl.String}
"""The columns of a frame of changed cells."""

_NEW, _COLUMN, _VALUE = "#new", "#column", "#value"


def no_rows() -> pl.DataFrame:
    """Return a frame of rows, with their key in ``#id``, that has none."""
    return pl.DataFrame(schema={ID: pl.String})


def no_cells() -> pl.DataFrame:
    """Return a frame of changed cells that has none."""
    return pl.DataFrame(schema=CELLS)


@dataclass(frozen=True)
class TableDifference:
    """The rows and cells in which two states of a table differ.

    ``columns``: the columns of both states, in the order of the new one. ``added`` and ``removed``: the rows of one
    state alone, in the order of its file, with all its columns as text and the key in ``#id``. ``changed``: ``id``,
    ``column``, ``old`` and ``new`` of each cell of ``columns`` that is not the same, sorted. ``filled``: the same for
    the cells that a new column has in rows of both states, ``old`` being empty.
    """

    columns: tuple[str, ...] = ()
    added: pl.DataFrame = field(default_factory=no_rows)
    removed: pl.DataFrame = field(default_factory=no_rows)
    changed: pl.DataFrame = field(default_factory=no_cells)
    filled: pl.DataFrame = field(default_factory=no_cells)

    @cached_property
    def added_ids(self) -> frozenset[str]:
        """Ids of the rows that only the new state has."""
        return frozenset(self.added.get_column(ID))

    @cached_property
    def removed_ids(self) -> list[str]:
        """Ids of the rows that only the old state has, in the order of its file."""
        return self.removed.get_column(ID).to_list()

    @cached_property
    def old_cells(self) -> dict[tuple[str, str], str | None]:
        """By id and column, what the old state has in the cells that were changed or removed."""
        cells = {
            (row[ID], column): row[column] for row in self.removed.iter_rows(named=True) for column in self.columns
        }
        return cells | {(id_, column): old for id_, column, old, _ in self.changed.iter_rows()}

    def in_old(self, id_: str, column: str | None = None) -> bool:
        """Return whether the old state has this row of the new state and, where one is named, this column."""
        return id_ not in self.added_ids and (column is None or column in self.columns)


def compare_table(name: str, old: bytes | None, new: bytes | None, *, unique_keys: bool = True) -> TableDifference:
    """Compare two states of a table given as CSV; None for a state without the table.

    ``unique_keys``: refuse a state in which two of the rows that differ have the same key. Raises
    :class:`MalformedTable` for that, for bytes that are no table, and for a state without the columns of the key.
    """
    (old_columns, old_lines), (new_columns, new_lines) = _columns_and_lines(name, old), _columns_and_lines(name, new)
    if old_columns == new_columns:
        old_lines, new_lines = (
            old_lines.join(new_lines, on="line", how="anti", maintain_order="left"),
            new_lines.join(old_lines, on="line", how="anti", maintain_order="left"),
        )
    old_rows, new_rows = _rows(name, old_columns, old_lines), _rows(name, new_columns, new_lines)
    if unique_keys:
        require_unique_keys(name, old_rows)
        require_unique_keys(name, new_rows)
    shared = [column for column in new_columns if column in old_columns]
    return TableDifference(
        columns=tuple(shared),
        added=new_rows.join(old_rows, on=ID, how="anti", maintain_order="left"),
        removed=old_rows.join(new_rows, on=ID, how="anti", maintain_order="left"),
        changed=_changed_cells(old_rows, new_rows, shared),
        filled=_filled_cells(old_rows, new_rows),
    )


def _columns_and_lines(name: str, data: bytes | None) -> tuple[list[str], pl.DataFrame]:
    if data is None:
        return [], pl.DataFrame(schema={"line": pl.String})
    return header_columns(name, data), read_lines(name, data)


def _rows(name: str, columns: Sequence[str], lines: pl.DataFrame) -> pl.DataFrame:
    return parse_lines(name, columns, lines) if columns else no_rows()


def _changed_cells(old: pl.DataFrame, new: pl.DataFrame, shared: Sequence[str]) -> pl.DataFrame:
    pairs = old.join(new, on=ID, suffix=_NEW)
    if not shared or not pairs.height:
        return no_cells()
    differs = [pl.col(column).ne_missing(pl.col(column + _NEW)) for column in shared]
    pairs = pairs.filter(pl.any_horizontal(differs))  # before it becomes a row a cell
    new_cells = _as_cells(pairs, [column + _NEW for column in shared]).get_column(_VALUE)
    cells = _as_cells(pairs, shared).select(id=ID, column=_COLUMN, old=_VALUE, new=new_cells)
    return cells.filter(pl.col("old").ne_missing(pl.col("new"))).sort("id", "column")


def _filled_cells(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    columns = [column for column in new.columns if column not in old.columns]
    if not columns or not old.height:
        return no_cells()
    rows = new.join(old, on=ID, how="semi")
    cells = _as_cells(rows, columns).drop_nulls(_VALUE)
    return cells.select(id=ID, column=_COLUMN, old=pl.lit(None, pl.String), new=_VALUE)


def _as_cells(rows: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """One row a cell, column by column: ``#id``, ``#column``, ``#value``."""
    return rows.unpivot(columns, index=ID, variable_name=_COLUMN, value_name=_VALUE)
