"""Readers of each format of a release: bytes in, tables of text out. They share nothing with the writers."""

from __future__ import annotations

import io
import itertools
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import polars as pl

from casualty_dataset.releases.parity.workbook import day_text, read_sheets


class UnreadableForm(Exception):
    """A file cannot be read in its format, or has other content than it should; the message says why."""


@dataclass(frozen=True, slots=True)
class ExpectedTable:
    """A table that a file should have: its columns with the types of its schema, its key, its cells as text.

    ``tables`` are all tables of the release, by name.
    """

    name: str
    kinds: Mapping[str, str]
    key: Sequence[str]
    table: pl.DataFrame
    tables: Mapping[str, pl.DataFrame]


TablesRead = Iterator[tuple[ExpectedTable, pl.DataFrame | str]]
"""Each expected table as the file has it, or why it cannot be read."""


def _parquet(data: bytes, expected: Sequence[ExpectedTable]) -> TablesRead:
    for table in expected:
        try:
            yield table, pl.read_parquet(io.BytesIO(data))
        except (pl.exceptions.PolarsError, OSError, pl.exceptions.PanicException):
            raise UnreadableForm("it cannot be read as Parquet") from None


def _sqlite(data: bytes, expected: Sequence[ExpectedTable]) -> TablesRead:
    with closing(sqlite3.connect(":memory:")) as base:
        try:
            base.deserialize(data)
            base.execute("PRAGMA trusted_schema = OFF")
            there = {name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            for table in expected:
                if table.name not in there:
                    yield table, "it is not in the database"
                    continue
                cursor = base.execute(f'SELECT * FROM "{table.name}" ORDER BY rowid')
                yield table, _frame([name for name, *_ in cursor.description], cursor)
        except sqlite3.Error:
            raise UnreadableForm("it cannot be read as a database of SQLite") from None


def _frame(names: Sequence[str], rows: Iterator[Sequence[Any]] | sqlite3.Cursor) -> pl.DataFrame:
    """Return rows of Python objects as a table of text; None is an empty cell."""
    columns: list[list[str | None]] = [[] for _ in names]
    for row in rows:
        for column, cell in zip(columns, row, strict=True):
            column.append(None if cell is None else _spelled(cell))
    return pl.DataFrame(dict(zip(names, columns, strict=True)), schema=dict.fromkeys(names, pl.String))


def _spelled(cell: object) -> str:
    if isinstance(cell, float):
        return repr(cell).removesuffix(".0")
    return str(cell)


def _xlsx(data: bytes, expected: Sequence[ExpectedTable]) -> TablesRead:
    try:
        sheets = read_sheets(data, [table.name for table in expected])
    except ValueError as error:
        raise UnreadableForm(str(error)) from None
    for table in expected:
        yield table, _sheet(table, sheets[table.name]) if table.name in sheets else "it has no sheet"


def _sheet(table: ExpectedTable, rows: Sequence[Sequence[object]]) -> pl.DataFrame | str:
    """Return a sheet as a table; the column names are in its second row, below titles, or in its first."""
    names = list(table.kinds)
    header = next(
        (at for at in (0, 1) if len(rows) > at and [value for value in rows[at] if value is not None] == names), None
    )
    if header is None:
        return "its sheet has no row with the names of the columns"
    days = [kind == "date" for kind in table.kinds.values()]
    body = (itertools.islice(itertools.chain(row, itertools.repeat(None)), len(names)) for row in rows[header + 1 :])
    return _frame(
        names, ([day_text(value) if day else value for day, value in zip(days, row, strict=True)] for row in body)
    )


def _hashtags(data: bytes, expected: Sequence[ExpectedTable]) -> TablesRead:
    """Read CSV with the hashtags of HXL in its second line."""
    for table in expected:
        try:
            tagged = pl.read_csv(data, infer_schema=False)
        except pl.exceptions.PolarsError:
            raise UnreadableForm("it cannot be read as CSV") from None
        if not tagged.height or not all(str(cell or "#").startswith("#") for cell in tagged.row(0)):
            raise UnreadableForm("its second line does not hold hashtags")
        yield table, tagged.slice(1)


def _geojson(data: bytes, expected: Sequence[ExpectedTable]) -> TablesRead:
    """Read the properties of the features; a point must be that of its place in the table of places."""
    try:
        features = json.loads(data)["features"]
        pairs = [(feature["properties"], feature["geometry"]) for feature in features]
        for table in expected:
            shared = [name for name in table.kinds if all(name in properties for properties, _ in pairs)]
            yield table, _frame(shared, ([properties[name] for name in shared] for properties, _ in pairs))
            _check_points(table, pairs)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, pl.exceptions.PolarsError):
        raise UnreadableForm("it cannot be read as GeoJSON") from None


def _check_points(table: ExpectedTable, features: Sequence[tuple[Mapping[str, Any], Mapping[str, Any] | None]]) -> None:
    if "places" not in table.tables or "place_id" not in table.kinds:
        return
    known = {
        place: (float(longitude), float(latitude))
        for place, longitude, latitude in table.tables["places"].select("place_id", "longitude", "latitude").iter_rows()
        if longitude is not None
    }
    place_of = dict(zip(table.table[table.key[0]], table.table["place_id"], strict=True))
    for at, (properties, geometry) in enumerate(features, 1):
        if geometry is not None and geometry["type"] == "Point":
            point = tuple(map(float, geometry["coordinates"]))
            if known.get(place_of.get(properties[table.key[0]])) != point:
                raise UnreadableForm(f"the point of feature {at} is not that of its place in data/places.csv")


READERS: dict[str, Callable[[bytes, Sequence[ExpectedTable]], TablesRead]] = {
    "parquet": _parquet,
    "sqlite": _sqlite,
    "xlsx": _xlsx,
    "csv": _hashtags,
    "geojson": _geojson,
}
"""Readers by the format that the descriptor gives."""

PARTIAL = frozenset({"csv", "geojson"})
"""Formats that have some columns of a table only."""
