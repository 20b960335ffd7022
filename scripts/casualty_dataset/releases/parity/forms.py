"""The readers of each form: bytes → the tables in them. None of them knows how they were written."""

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
    """A form cannot be read, or does not hold what it should; the message says why."""


@dataclass(frozen=True, slots=True)
class ExpectedTable:
    """A table that a form should hold: its columns with the types of its schema, its key, its cells as text.

    ``tables`` are all tables of the release, by name.
    """

    name: str
    kinds: Mapping[str, str]
    key: Sequence[str]
    table: pl.DataFrame
    tables: Mapping[str, pl.DataFrame]


Held = Iterator[tuple[ExpectedTable, pl.DataFrame | str]]
"""Each table that was wanted, as it is there, or what is wrong with it."""


def _parquet(data: bytes, wanted: Sequence[ExpectedTable]) -> Held:
    for one in wanted:
        try:
            yield one, pl.read_parquet(io.BytesIO(data))
        except (pl.exceptions.PolarsError, OSError, pl.exceptions.PanicException):
            raise UnreadableForm("it cannot be read as Parquet") from None


def _sqlite(data: bytes, wanted: Sequence[ExpectedTable]) -> Held:
    with closing(sqlite3.connect(":memory:")) as base:
        try:
            base.deserialize(data)
            base.execute("PRAGMA trusted_schema = OFF")
            there = {name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            for one in wanted:
                if one.name not in there:
                    yield one, "it is not in the database"
                    continue
                cursor = base.execute(f'SELECT * FROM "{one.name}" ORDER BY rowid')
                yield one, _frame([name for name, *_ in cursor.description], cursor)
        except sqlite3.Error:
            raise UnreadableForm("it cannot be read as a database of SQLite") from None


def _frame(names: Sequence[str], rows: Iterator[Sequence[Any]] | sqlite3.Cursor) -> pl.DataFrame:
    """Rows of Python objects as a table of text; None is an empty cell."""
    columns: list[list[str | None]] = [[] for _ in names]
    for row in rows:
        for column, cell in zip(columns, row, strict=True):
            column.append(None if cell is None else _spelled(cell))
    return pl.DataFrame(dict(zip(names, columns, strict=True)), schema=dict.fromkeys(names, pl.String))


def _spelled(cell: object) -> str:
    if isinstance(cell, float):
        return repr(cell).removesuffix(".0")
    return str(cell)


def _xlsx(data: bytes, wanted: Sequence[ExpectedTable]) -> Held:
    try:
        sheets = read_sheets(data, [table.name for table in wanted])
    except ValueError as error:
        raise UnreadableForm(str(error)) from None
    for table in wanted:
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


def _hashtags(data: bytes, wanted: Sequence[ExpectedTable]) -> Held:
    """CSV whose second line holds the hashtags of HXL."""
    for one in wanted:
        try:
            tagged = pl.read_csv(data, infer_schema=False)
        except pl.exceptions.PolarsError:
            raise UnreadableForm("it cannot be read as CSV") from None
        if not tagged.height or not all(str(cell or "#").startswith("#") for cell in tagged.row(0)):
            raise UnreadableForm("its second line does not hold hashtags")
        yield one, tagged.slice(1)


def _geojson(data: bytes, wanted: Sequence[ExpectedTable]) -> Held:
    """The properties of the features; a point must be that of the place in the table of places."""
    try:
        features = json.loads(data)["features"]
        told = [(feature["properties"], feature["geometry"]) for feature in features]
        for one in wanted:
            shared = [name for name in one.kinds if all(name in properties for properties, _ in told)]
            yield one, _frame(shared, ([properties[name] for name in shared] for properties, _ in told))
            _points(one, told)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, pl.exceptions.PolarsError):
        raise UnreadableForm("it cannot be read as GeoJSON") from None


def _points(one: ExpectedTable, told: Sequence[tuple[Mapping[str, Any], Mapping[str, Any] | None]]) -> None:
    if "places" not in one.tables or "place_id" not in one.kinds:
        return
    known = {
        place: (float(longitude), float(latitude))
        for place, longitude, latitude in one.tables["places"].select("place_id", "longitude", "latitude").iter_rows()
        if longitude is not None
    }
    place_of = dict(zip(one.table[one.key[0]], one.table["place_id"], strict=True))
    for at, (properties, geometry) in enumerate(told, 1):
        if geometry is not None and geometry["type"] == "Point":
            point = tuple(map(float, geometry["coordinates"]))
            if known.get(place_of.get(properties[one.key[0]])) != point:
                raise UnreadableForm(f"the point of feature {at} is not that of its place in data/places.csv")


READERS: dict[str, Callable[[bytes, Sequence[ExpectedTable]], Held]] = {
    "parquet": _parquet,
    "sqlite": _sqlite,
    "xlsx": _xlsx,
    "csv": _hashtags,
    "geojson": _geojson,
}
"""By the format that the descriptor gives."""

PARTIAL = frozenset({"csv", "geojson"})
"""Forms that hold some columns of a table."""
