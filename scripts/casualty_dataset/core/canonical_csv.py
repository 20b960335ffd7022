"""Canonical CSV: the one spelling of a table as bytes. It is written here, hashed here and proven here.

The canonical form is UTF-8 without BOM, RFC 4180 with LF: a header of column names in their order, then one line a row
in the order of the table. A cell is quoted only where it holds a comma, a quote or a line break. Days are ISO 8601,
whole numbers have neither sign nor separator, decimals no trailing zero; what is not known is an empty cell. The files
in ``data/`` are in this form, so the content hash of a table is also the SHA-256 of its CSV file.

No cell holds a line break, so a row is a line of the file and can be proven by one regular expression a table: by the
strict one of its class (:meth:`Table.line_pattern`) where the schemas of today apply, by :func:`released_line_pattern`
where a release may have been made by other schemas.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Sequence
from typing import Final

import polars as pl

from casualty_dataset.core.errors import MalformedTable
from casualty_schemas import Table

LICENCE: Final = "CC-BY-4.0"
"""The licence of the content, by its SPDX identifier."""

LONGEST_LINE: Final = 1024**2
"""Bytes of one line of a released table."""

_TYPED: Final = frozenset(("day", "count", "degrees"))
_ANY_CELL: Final = r'(?:"(?:[^"\x00-\x1f\x7f]|"")*"|[^",\x00-\x1f\x7f]*)'
_SPELLED_CELL: Final = re.compile(r'"(?:[^"]|"")*"|[^",]*')


# --- writing -------------------------------------------------------------------------------------


def canonical(frame: pl.DataFrame) -> bytes:
    """A table as canonical CSV, from columns that are typed or text."""
    buffer = io.BytesIO()
    _plain(frame).write_csv(buffer)
    return buffer.getvalue()


def as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """The same table with every cell as the canonical form spells it."""
    return _plain(frame).select(pl.all().cast(pl.String))


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    decimals = [name for name, dtype in frame.schema.items() if dtype.is_float()]
    return frame.with_columns(pl.col(name).cast(pl.String).str.strip_suffix(".0") for name in decimals)


def digest(frame: pl.DataFrame) -> str:
    """The content hash of a table: the hexadecimal SHA-256 of its canonical form."""
    return sha256(canonical(frame))


def sha256(data: bytes) -> str:
    """Hexadecimal SHA-256."""
    return hashlib.sha256(data).hexdigest()


# --- proving -------------------------------------------------------------------------------------


class MisplacedQuote(ValueError):
    """A quote of a line is where none may be: ``at`` this character, in the cell of this number, counted from 0."""

    def __init__(self, cell: int, at: int, *, unclosed: bool) -> None:
        super().__init__("a quote is opened and not closed" if unclosed else "a quote is where none may be")
        self.cell, self.at, self.unclosed = cell, at, unclosed


def split_cells(line: str) -> list[str]:
    """Return the cells of a line as they are spelled, quotes included.

    Raises :class:`MisplacedQuote`.
    """
    cells: list[str] = []
    at = 0
    while True:
        match = _SPELLED_CELL.match(line, at)
        cell = match.group() if match else ""
        at += len(cell)
        if at < len(line) and line[at] != ",":
            raise MisplacedQuote(len(cells), at, unclosed=not cell)
        cells.append(cell)
        if at == len(line):
            return cells
        at += 1


def header_columns(table: str, data: bytes) -> list[str]:
    """Return the columns that the first line names.

    Raises :class:`MalformedTable` where it does not name each once.
    """
    end = data.find(b"\n", 0, LONGEST_LINE)
    try:
        columns = data[: max(end, 0)].decode("ascii").split(",")
    except UnicodeDecodeError:
        columns = []
    if end < 0 or "" in columns or len(set(columns)) < len(columns):
        raise MalformedTable(table, "its first line does not name each column once")
    return columns


def released_line_pattern(columns: Sequence[str], table: type[Table] | None = None) -> str:
    """Return the regular expression of a line of these columns, in the syntax of Rust.

    It asks for one cell a column, for quotes that close and for no control character; and, where the class of the table
    is given, for days and numbers in their one spelling. Codes and ids are left open: a release may know others.
    """
    known = table.columns() if table else {}
    cells = [
        f"(?:{column.pattern})?" if (column := known.get(name)) and column.kind in _TYPED else _ANY_CELL
        for name in columns
    ]
    return f"^{','.join(cells)}$"


def unproven_lines(data: bytes, pattern: str, longest: int = LONGEST_LINE) -> list[int] | None:
    """Return the places, from 0, of the lines that do not match the pattern or are longer than ``longest`` bytes.

    Return None where the bytes are not lines of text at all: not UTF-8, or with a carriage return.
    """
    if b"\r" in data:
        return None
    try:
        return _unproven(pl.scan_lines(data), pattern, longest)
    except pl.exceptions.PolarsError:
        return None


def _lines(data: bytes) -> pl.DataFrame | None:
    """Return every line, in the column ``line``; None for bytes that are not UTF-8 or have a carriage return."""
    if b"\r" in data:
        return None
    try:
        return pl.read_lines(data)
    except pl.exceptions.PolarsError:
        return None


def _unproven(lines: pl.LazyFrame, pattern: str, longest: int) -> list[int]:
    line = pl.col("line")
    unproven = ~line.str.contains(pattern) | (line.str.len_bytes() > longest)
    return lines.with_row_index("at").filter(unproven).select("at").collect().to_series().to_list()


def read_lines(table: str, data: bytes) -> pl.DataFrame:
    """Return every line of a released table but the first, in the column ``line``; each is proven to be a row.

    Raises :class:`MalformedTable`, whose message names the first line that is not.
    """
    columns = header_columns(table, data)
    if not data.endswith(b"\n"):
        raise MalformedTable(table, "its last line does not end with a line feed")
    lines = _lines(data)
    if lines is None:
        raise MalformedTable(table, "its lines are not text in UTF-8 that ends with line feeds alone")
    if unproven := _unproven(lines.lazy(), released_line_pattern(columns), LONGEST_LINE):
        raise MalformedTable(table, f"line {unproven[0] + 1:,} is not canonical CSV of its {len(columns)} columns")
    return lines.slice(1)
