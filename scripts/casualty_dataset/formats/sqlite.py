"""SQLite: ``sqlite/casualties.sqlite``, every table with its keys and references.

The database also holds three tables about itself, ``dictionary`` (the meaning of every column), ``contents`` (the
tables) and ``release`` (title, version, date, licence), and two views, ``claims_latest`` and ``toll_timeline``. Days
are ISO 8601 text.

The same tables give the same bytes: Python's SQLite builds the database in memory and alone decides its layout. The
ADBC driver first writes the rows from Arrow to a temporary file, from which they are copied; inserting Python objects
would take four times as long.
"""

from __future__ import annotations

import errno
import sqlite3
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import polars as pl

from casualty_dataset.core.canonical_csv import LICENCE
from casualty_dataset.formats.release_info import ReleaseInfo
from casualty_schemas import CURATED, DERIVED, Table

PATH: Final = "sqlite/casualties.sqlite"
_TYPES: Final = {"count": "INTEGER", "degrees": "REAL"}
_SLICE = 100_000  # rows in the temporary file at one time, so that its size does not grow with the tables

_TABLES_ABOUT = """
CREATE TABLE dictionary (
  "table" TEXT NOT NULL, "column" TEXT NOT NULL, title TEXT NOT NULL, title_ar TEXT NOT NULL,
  description TEXT NOT NULL, type TEXT NOT NULL, required TEXT NOT NULL, codes TEXT, refers_to TEXT,
  PRIMARY KEY ("table", "column"));
CREATE TABLE contents (
  "table" TEXT NOT NULL PRIMARY KEY, title TEXT NOT NULL, title_ar TEXT NOT NULL, description TEXT NOT NULL,
  rows INTEGER NOT NULL, content_sha256 TEXT NOT NULL);
CREATE TABLE release (item TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
"""

_VIEWS = {
    ("claims", "series"): """
CREATE VIEW claims_latest AS
SELECT latest.series, claims.*
FROM (SELECT series, max(point) AS point FROM series WHERE increment = 'no' GROUP BY series) AS latest
JOIN series ON series.series = latest.series AND series.point = latest.point
JOIN claims ON claims.claim_id = series.claim_id
WHERE claims.ended_by_id IS NULL
ORDER BY latest.series;
""",
    ("claims", "series", "incidents"): """
CREATE VIEW toll_timeline AS
SELECT series.series, series.point, series.label, series.as_of, series.claimant_en AS claimant,
  incidents.label_en AS incident, series.place_en AS place, series.measure, series.unit, series.status, series.sex,
  series.age, claims.party_id, series.basis, series.kind, series.qualifier, series.value, series.low, series.high,
  series.step, series.documents, series.claim_id
FROM series
JOIN claims ON claims.claim_id = series.claim_id
JOIN incidents ON incidents.incident_id = series.incident_id
ORDER BY series.series, series.point;
""",
}


def write(tables: Mapping[str, pl.DataFrame], info: ReleaseInfo) -> dict[str, bytes]:
    """Return one database of every table, by its path in the release.

    Raises ``RuntimeError`` where a reference between the tables is broken, which validation rules out, and ``OSError``
    where the temporary file cannot be written.
    """
    base = sqlite3.connect(":memory:")
    try:
        _build(base, tables, info)
        if base.execute("PRAGMA foreign_key_check").fetchone():
            raise RuntimeError("a reference between the tables of a release is broken")
        return {PATH: base.serialize()}
    finally:
        base.close()


def _build(base: sqlite3.Connection, tables: Mapping[str, pl.DataFrame], info: ReleaseInfo) -> None:
    base.executescript(
        f"PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; PRAGMA user_version = {_version_number(info.version)};"
        f"PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = OFF;{_TABLES_ABOUT}"
    )
    for name, frame in tables.items():
        table = {**CURATED, **DERIVED}[name]
        base.execute(_create(table, tables))
        _fill(base, name, frame)
        for column in _references(table, tables):
            base.execute(_index(name, column, filled=table.columns()[column].required))
        _add_to_dictionary(base, table, frame.height, info)
    facts = {
        "title": info.title,
        "description": info.description,
        "version": info.version,
        "date": info.released_on.isoformat(),
        "licence": LICENCE,
    }
    base.executemany("INSERT INTO release VALUES (?, ?)", facts.items())
    for needed, view in _VIEWS.items():
        if tables.keys() >= set(needed):
            base.execute(view)
    base.commit()


def _version_number(version: str) -> int:
    """Return a version as one number in the order of versions: 1.2.3 gives 1002003."""
    major, minor, patch = map(int, version.split("."))
    return min(major * 1_000_000 + minor * 1_000 + patch, 2**31 - 1)


def _quoted(name: str) -> str:
    return f'"{name}"'


def _create(table: type[Table], tables: Mapping[str, pl.DataFrame]) -> str:
    """Return the statement that creates a table. A key that may hold empty cells is UNIQUE, not a primary key."""
    columns = table.columns()
    key = table.primary_key()
    lines = [
        f"{_quoted(name)} {_TYPES.get(column.kind, 'TEXT')}{' NOT NULL' if column.required else ''}"
        for name, column in columns.items()
    ]
    identity = "PRIMARY KEY" if all(columns[name].required for name in key) else "UNIQUE"
    lines.append(f"{identity} ({', '.join(map(_quoted, key))})")
    for name, (parent, column) in _references(table, tables).items():
        lines.append(f"FOREIGN KEY ({_quoted(name)}) REFERENCES {_quoted(parent)} ({_quoted(column)})")
    return f"CREATE TABLE {_quoted(table.table_name())} (\n  " + ",\n  ".join(lines) + ")"


def _index(table: str, column: str, *, filled: bool) -> str:
    """Return the statement for an index on a reference, of its filled cells only where it may be empty."""
    condition = "" if filled else f" WHERE {_quoted(column)} IS NOT NULL"
    return f"CREATE INDEX {_quoted(f'{table}_{column}')} ON {_quoted(table)} ({_quoted(column)}){condition}"


def _references(table: type[Table], tables: Mapping[str, pl.DataFrame]) -> dict[str, tuple[str, str]]:
    """Return the columns that hold the id of one other row, each with the table and column that it refers to."""
    return {
        name: column.parent
        for name, column in table.columns().items()
        if column.refers_to and not column.many and column.parent[0] in tables
    }


def _fill(base: sqlite3.Connection, name: str, frame: pl.DataFrame) -> None:
    """Copy the rows into a table, in their order, through a temporary file."""
    for part in frame.iter_slices(_SLICE):
        with tempfile.TemporaryDirectory(prefix="casualty-dataset-") as folder:
            staged = Path(folder) / "rows.sqlite"
            _stage(staged, name, part.with_columns(pl.col(pl.Enum, pl.Date).cast(pl.String)))
            base.commit()  # a file is attached only between transactions
            base.execute("ATTACH ? AS staged", (str(staged),))
            base.execute(f"INSERT INTO main.{_quoted(name)} SELECT * FROM staged.{_quoted(name)} ORDER BY rowid")
            base.commit()
            base.execute("DETACH staged")


def _stage(path: Path, name: str, frame: pl.DataFrame) -> None:
    """Write rows without keys to a new SQLite file. Raises ``OSError``."""
    from adbc_driver_sqlite import dbapi  # loads a shared library that only this function needs

    try:
        with dbapi.connect(str(path), autocommit=True) as staged, staged.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode = OFF")
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.adbc_ingest(name, frame, mode="create")
    except (dbapi.OperationalError, dbapi.InternalError) as error:  # a full disk raises InternalError
        reason = str(error).partition("\n")[0]
        raise OSError(errno.EIO, f"SQLite cannot write its temporary file ({reason})", str(path)) from None


def _add_to_dictionary(base: sqlite3.Connection, table: type[Table], rows: int, info: ReleaseInfo) -> None:
    name = table.table_name()
    base.execute("INSERT INTO contents VALUES (?, ?, ?, ?, ?, ?)", (name, *table.about(), rows, info.digest_of[name]))
    base.executemany(
        "INSERT INTO dictionary VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                name,
                column_name,
                column.title,
                column.title_ar,
                column.description,
                "date" if column.kind == "day" else _TYPES.get(column.kind, "TEXT").lower(),
                "yes" if column.required else "no",
                column.codes.name if column.codes is not None else None,
                column.refers_to,
            )
            for column_name, column in table.columns().items()
        ],
    )
