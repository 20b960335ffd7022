"""Edits of one row or cell in the bytes of a table; every other line keeps its bytes.

Only for canonical CSV: one line a row, sorted by key.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping

from casualty_schemas import Table

Row = dict[str, str]
"""Cells by column; an empty cell is the empty text."""


def rows(table: type[Table], data: bytes) -> dict[str, Row]:
    """Return the rows by id (the parts of a key joined by ``|``), in the order of the file."""
    reader = csv.reader(data.decode().split("\n")[1:-1])
    cells_by_column = (dict(zip(table.columns(), cells, strict=True)) for cells in reader)
    return {id_of(table, row): row for row in cells_by_column}


def id_of(table: type[Table], row: Mapping[str, str]) -> str:
    """Return the id of a row as tombstones, corrections and waivers write it."""
    return "|".join(row[name] for name in table.primary_key())


def with_cell(table: type[Table], data: bytes, id_: str, column: str, value: str) -> bytes:
    """Return the table with one cell changed; cells of the key cannot be.

    Raises ``KeyError`` for an id or a column that is not there, and for one of the key.
    """
    at, row = _find(table, data, id_)
    if column not in row or table.columns()[column].key:
        raise KeyError(column)
    lines = data.split(b"\n")
    lines[at] = line(table, row | {column: value})
    return b"\n".join(lines)


def without_row(table: type[Table], data: bytes, id_: str) -> bytes:
    """Return the table without a row. Raises ``KeyError`` for an id that is not there."""
    at, _ = _find(table, data, id_)
    lines = data.split(b"\n")
    del lines[at]
    return b"\n".join(lines)


def with_row(table: type[Table], data: bytes, row: Mapping[str, str]) -> bytes:
    """Return the table with a new row, at the place of its key.

    Raises ``KeyError`` for an id that is there already.
    """
    existing = rows(table, data)
    if id_of(table, row) in existing:
        raise KeyError(id_of(table, row))
    at = 1 + sum(_key(table, other) < _key(table, row) for other in existing.values())
    lines = data.split(b"\n")
    lines.insert(at, line(table, row))
    return b"\n".join(lines)


def line_of(table: type[Table], data: bytes, id_: str) -> int:
    """Return the physical line of a row, the header being line 1. Raises ``KeyError``."""
    return _find(table, data, id_)[0] + 1


def line(table: type[Table], row: Mapping[str, str]) -> bytes:
    """Return a row as a line without line feed, quoted only where needed."""
    return ",".join(_spelled(row[name]) for name in table.columns()).encode()


def _spelled(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if {",", '"', "\n", "\r"} & set(cell) else cell


def _find(table: type[Table], data: bytes, id_: str) -> tuple[int, Row]:
    for at, (key, row) in enumerate(rows(table, data).items(), 1):
        if key == id_:
            return at, row
    raise KeyError(id_)


def _key(table: type[Table], row: Mapping[str, str]) -> list[str]:
    return [row[name] for name in table.primary_key()]
