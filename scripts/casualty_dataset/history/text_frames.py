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
"""The column in which a frame keeps the key; no column of a table is called so."""

_LINE_CAP = 1024**2


def header_columns(table: str, data: bytes) -> list[str]:
    """The columns that the first line names.

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
    """Every line but the first, in the column ``line``: a row each, since no cell holds a line break.

    Raises :class:`MalformedTable` where a quote is not closed on its line, or a line is longer than a million bytes.
    """
    if not data.endswith(b"\n") or b"\r" in data[:_LINE_CAP]:
        raise MalformedTable(table, "its lines do not end with a line feed")
    try:
        found = pl.read_lines(data).slice(1)
    except pl.exceptions.PolarsError:
        raise MalformedTable(table, "it is not text in UTF-8") from None
    line = pl.col("line")
    unsound = (line.str.count_matches('"', literal=True) % 2 != 0) | (line.str.len_bytes() > _LINE_CAP)
    if found.select(unsound.any()).item():
        raise MalformedTable(table, "a quote is not closed on its line, or a line is too long")
    return found


def parse_lines(table: str, columns: Sequence[str], found: pl.DataFrame) -> pl.DataFrame:
    """Those lines as a frame of text with the key in ``#id``.

    Raises :class:`MalformedTable` for a line with another number of cells, and for a key that is missing or not unique.
    """
    text = "\n".join([",".join(columns), *found.get_column("line").to_list(), ""]).encode()
    try:
        frame = pl.read_csv(io.BytesIO(text), infer_schema=False)
    except (pl.exceptions.PolarsError, ValueError):
        raise MalformedTable(table, f"a line has not the {len(columns)} cells of the first line") from None
    if missing := [name for name in COMPARED_TABLES[table].primary_key() if name not in columns]:
        raise MalformedTable(table, f"it has no column {missing[0]}, by which its rows are known")
    keyed = frame.with_columns(COMPARED_TABLES[table].key_text("|").fill_null("").alias(ID))
    if keyed.get_column(ID).is_duplicated().any():
        raise MalformedTable(table, "two of its rows have one key")
    return keyed


def read_columns(table: str, data: bytes | None, columns: Sequence[str]) -> pl.DataFrame:
    """The named columns of a table as text, for counting and looking up; empty where there is no such table.

    Raises :class:`MalformedTable`.
    """
    held = header_columns(table, data) if data else []
    if not data or not set(columns) <= set(held):
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    try:
        return pl.read_csv(io.BytesIO(data), columns=list(columns), infer_schema=False).select(columns)
    except (pl.exceptions.PolarsError, ValueError):
        raise MalformedTable(table, "its lines are not rows of its columns") from None
