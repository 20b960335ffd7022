"""CSV bytes as lines and as frames of text: empty cells are null, a key of several columns is joined by ``|``."""

from __future__ import annotations

import io
from collections.abc import Sequence

import polars as pl

from casualty_dataset.core.errors import MalformedTable
from casualty_schemas import CURATED, Codes, Table

COMPARED_TABLES: dict[str, type[Table]] = {**CURATED, "codes": Codes}
"""The tables whose rows are compared; those of the other derived tables follow from them."""

ID = "#id"
"""The column of a frame that has the key of the row; no column of a table has this name."""

_LINE_CAP = 1024**2


def header_columns(table: str, data: bytes) -> list[str]:
    """Return the column names in the first line.

    Raises :class:`MalformedTable` where it does not name each once.
    """
    end = data.find(b"\n", 0, _LINE_CAP)
    try:
        columns = data[: max(end, 0)].decode("ascii").split(",")
    except UnicodeDecodeError:
        columns = []
    if end < 0 or "" in columns or len(set(columns)) < len(columns):
        raise MalformedTable(table, "its first line does not name each column once")
    return columns


def read_lines(table: str, data: bytes) -> pl.DataFrame:
    """Return all lines but the first in the column ``line``, one row of the table each: no cell holds a line break.

    Raises :class:`MalformedTable` where a quote is not closed on its line, or a line is longer than a million bytes.
    """
    if not data.endswith(b"\n") or b"\r" in data[:_LINE_CAP]:
        raise MalformedTable(table, "its lines do not end with a line feed")
    try:
        lines = pl.read_lines(data).slice(1)
    except pl.exceptions.PolarsError:
        raise MalformedTable(table, "it is not text in UTF-8") from None
    line = pl.col("line")
    unsound = (line.str.count_matches('"', literal=True) % 2 != 0) | (line.str.len_bytes() > _LINE_CAP)
    if lines.select(unsound.any()).item():
        raise MalformedTable(table, "a quote is not closed on its line, or a line is too long")
    return lines


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
