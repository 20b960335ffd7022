"""Proven lines of CSV as frames of text: empty cells are null, a key of several columns is joined by ``|``."""

from __future__ import annotations

import io
from collections.abc import Sequence

import polars as pl

from casualty_dataset.core.canonical_csv import header_columns
from casualty_dataset.core.errors import MalformedTable
from casualty_schemas import CURATED, Codes, Table

COMPARED_TABLES: dict[str, type[Table]] = {**CURATED, "codes": Codes}
"""The tables whose rows are compared; those of the other derived tables follow from them."""

ID = "#id"
"""The column of a frame that has the key of the row; no column of a table has this name."""


def parse_lines(table: str, columns: Sequence[str], lines: pl.DataFrame) -> pl.DataFrame:
    """Parse lines, in the column ``line``, to a frame of text with the key in ``#id``.

    Raises :class:`MalformedTable` for a line with another number of cells, and where a column of the key is missing.
    """
    text = "\n".join([",".join(columns), *lines.get_column("line").to_list(), ""]).encode()
    try:
        frame = pl.read_csv(io.BytesIO(text), infer_schema=False)
    except (pl.exceptions.PolarsError, ValueError):
        raise MalformedTable(table, f"a line has not the {len(columns)} cells of the first line") from None
    key = COMPARED_TABLES[table].primary_key()
    if missing := [name for name in key if name not in columns]:
        raise MalformedTable(table, f"it has no column {missing[0]}, by which its rows are known")
    return frame.with_columns(COMPARED_TABLES[table].key_text("|").fill_null("").alias(ID))


def require_unique_keys(table: str, rows: pl.DataFrame) -> None:
    """Raise :class:`MalformedTable` where two rows have the same ``#id``."""
    if rows.get_column(ID).is_duplicated().any():
        raise MalformedTable(table, "two of its rows have one key")


def read_columns(table: str, data: bytes | None, columns: Sequence[str]) -> pl.DataFrame:
    """Return the named columns of a table as text; no rows where there is no such table or no such column.

    Raises :class:`MalformedTable`.
    """
    present = header_columns(table, data) if data else []
    if not data or not set(columns) <= set(present):
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    try:
        return pl.read_csv(io.BytesIO(data), columns=list(columns), infer_schema=False).select(columns)
    except (pl.exceptions.PolarsError, ValueError):
        raise MalformedTable(table, "its lines are not rows of its columns") from None
