"""Every format holds the cells of the tables and describes itself, and the same tables give the same bytes."""

import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from casualty_dataset.analysis.derived_tables import derive
from casualty_dataset.core import canonical_csv as content
from casualty_dataset.formats import parquet, sqlite
from casualty_dataset.formats.release_info import ReleaseInfo
from casualty_dataset.workflows.validate import tables_of
from casualty_schemas import CURATED, DERIVED
from helpers_dataset import SMALL

RELEASED = Path(__file__).parents[1] / "releases/0.2.0/data"


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    """Every table of the tiny dataset."""
    curated = tables_of(SMALL)
    return {**curated, **derive(curated), "changes": pl.DataFrame(schema=DERIVED["changes"].dtypes())}


@pytest.fixture(scope="module")
def info(tables: dict[str, pl.DataFrame]) -> ReleaseInfo:
    """A release that the files describe."""
    digests = {name: content.digest(frame) for name, frame in tables.items()}
    return ReleaseInfo("Made up", "A dataset to test with.", "1.2.3", date(2025, 5, 1), digests)


@pytest.fixture
def base(tables: dict[str, pl.DataFrame], info: ReleaseInfo) -> Iterator[sqlite3.Connection]:
    """The database of the tiny dataset."""
    with closing(sqlite3.connect(":memory:")) as opened:
        opened.deserialize(sqlite.write(tables, info)[sqlite.PATH])
        yield opened


def test_canonical_form_is_that_of_the_released_files() -> None:
    """Typed and put back into canonical form, every published table is the bytes that were published."""
    for name, table in {**CURATED, **DERIVED}.items():
        if (path := RELEASED / f"{name}.csv").exists():
            data = path.read_bytes()
            if data.partition(b"\n")[0].decode().split(",") == list(table.columns()):  # else it has gained columns
                assert content.canonical(table.read_csv(data)) == data, name
                assert content.digest(table.read_csv(data)) == content.sha256(data)


def test_content_hash_sees_cells_rows_order_and_names() -> None:
    """One hash for typed and text columns; another for any other content."""
    typed = pl.DataFrame({"id": ["a", "b"], "n": [1, None], "at": [35.0, 35.5], "on": [date(2025, 3, 6), None]})
    as_text = pl.DataFrame({"id": ["a", "b"], "n": ["1", None], "at": ["35", "35.5"], "on": ["2025-03-06", None]})

    assert content.digest(typed) == content.digest(as_text)
    others = [
        typed.with_columns(n=pl.lit(0)),
        typed.reverse(),
        typed.head(1),
        typed.rename({"n": "m"}),
        typed.select("n", "id", "at", "on"),
    ]
    assert content.digest(typed) not in {content.digest(other) for other in others}


def test_same_tables_same_bytes(tables: dict[str, pl.DataFrame], info: ReleaseInfo) -> None:
    """Written twice, Parquet and SQLite are equal byte for byte."""
    for writer in (parquet, sqlite):
        assert writer.write(tables, info) == writer.write(tables, info)


# --- Parquet -------------------------------------------------------------------------------------


def test_parquet_describes_itself(tables: dict[str, pl.DataFrame], info: ReleaseInfo) -> None:
    """Version, date, licence, content hash, and every column in words are inside the file."""
    metadata = pl.read_parquet_metadata(io.BytesIO(parquet.write(tables, info)["parquet/tallies.parquet"]))
    columns = json.loads(metadata["casualty:columns"])

    assert list(columns) == tables["tallies"].columns
    assert columns["value"] == {
        "title": "Value",
        "title_ar": "القيمة",
        "description": CURATED["tallies"].columns()["value"].description,
    }
    assert {key: metadata[f"casualty:{key}"] for key in ("table", "version", "date", "licence", "content_sha256")} == {
        "table": "tallies",
        "version": "1.2.3",
        "date": "2025-05-01",
        "licence": "CC-BY-4.0",
        "content_sha256": content.digest(tables["tallies"]),
    }


def test_parquet_holds_text_days_and_numbers(tables: dict[str, pl.DataFrame], info: ReleaseInfo) -> None:
    """Codes are text, which every program can read."""
    for path, data in parquet.write(tables, info).items():
        kinds = set(pl.read_parquet_schema(io.BytesIO(data)).values())
        assert kinds <= {pl.String(), pl.Date(), pl.Int64(), pl.Float64()}, path


def test_parquet_does_not_depend_on_chunks_in_memory(tables: dict[str, pl.DataFrame], info: ReleaseInfo) -> None:
    """A long table is divided at fixed rows, whatever its chunks in memory."""
    half = pl.concat([tables["codes"]] * 400).rechunk()
    long = pl.concat([half, half], rechunk=False)

    assert (long.n_chunks(), long.rechunk().n_chunks()) == (2, 1)
    assert parquet.write({"codes": long}, info) == parquet.write({"codes": long.rechunk()}, info)


# --- SQLite --------------------------------------------------------------------------------------


def test_database_is_sound_and_its_checks_can_fail(base: sqlite3.Connection) -> None:
    """No broken reference and no fault in the file; a broken reference would be found."""
    assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    assert base.execute("PRAGMA user_version").fetchone() == (1_002_003,)

    base.execute("UPDATE tallies SET place_id = 'nowhere' WHERE rowid = 1")
    assert base.execute("PRAGMA foreign_key_check").fetchall() != []


def test_broken_references_are_not_written(tables: dict[str, pl.DataFrame], info: ReleaseInfo) -> None:
    """A table without the rows that others refer to is refused."""
    with pytest.raises(RuntimeError, match="reference"):
        sqlite.write({**tables, "places": tables["places"].clear()}, info)


def test_keys_references_and_indexes_are_in_the_database(base: sqlite3.Connection) -> None:
    """Every table has its key, every reference is declared, and each has an index that begins with it."""
    for name, table in {**CURATED, **DERIVED}.items():
        columns = table.columns()
        indexes = [row[1] for row in base.execute(f'PRAGMA index_list("{name}")')]
        covered = {tuple(row[2] for row in base.execute(f'PRAGMA index_info("{index}")')) for index in indexes}
        wanted = {(key, *column.parent) for key, column in columns.items() if column.refers_to and not column.many}
        declared = {(row[3], row[2], row[4]) for row in base.execute(f'PRAGMA foreign_key_list("{name}")')}

        assert tuple(table.primary_key()) in covered, name
        assert declared == wanted
        assert {(column,) for column, _, _ in wanted} <= covered


def test_database_holds_every_cell(base: sqlite3.Connection, tables: dict[str, pl.DataFrame]) -> None:
    """Row by row, what the typed tables hold; days as ISO 8601 text."""
    for name, frame in tables.items():
        plain = frame.with_columns(pl.col(pl.Enum, pl.Date).cast(pl.String))
        assert base.execute(f'SELECT * FROM "{name}" ORDER BY rowid').fetchall() == plain.rows(), name


def test_database_is_that_of_plain_inserts(
    tables: dict[str, pl.DataFrame], info: ReleaseInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Byte for byte what inserting row by row gives, whatever the text and wherever the rows are cut."""
    odd = ["", "007", "1e3", "NULL", "it's", '"', "a\0b", " \t\n", "القيمة", "👁", "x" * 9000]
    wording = pl.Series("wording", [odd[at % len(odd)] for at in range(tables["tallies"].height)])
    made = {**tables, "tallies": tables["tallies"].with_columns(wording)}

    def insert_rows(base: sqlite3.Connection, name: str, frame: pl.DataFrame) -> None:
        rows = frame.with_columns(pl.col(pl.Enum, pl.Date).cast(pl.String)).rows()
        base.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * frame.width)})', rows)

    monkeypatch.setattr(sqlite, "_SLICE", 3)
    copied = sqlite.write(made, info)
    monkeypatch.setattr(sqlite, "_fill", insert_rows)
    assert tables["tallies"].height > len(odd)
    assert copied == sqlite.write(made, info)
    assert copied != sqlite.write(tables, info)


def test_a_temporary_file_that_cannot_be_written_is_an_os_error(tmp_path: Path) -> None:
    """No room for the temporary file is an OSError of one line that names the file and the reason."""
    with pytest.raises(OSError, match="cannot write its temporary file") as raised:
        sqlite._stage(tmp_path / "missing" / "rows.sqlite", "t", pl.DataFrame({"a": ["b"]}))
    assert "\n" not in str(raised.value)


def test_dictionary_names_every_column(base: sqlite3.Connection, tables: dict[str, pl.DataFrame]) -> None:
    """One row a column, in two languages; contents lists the tables, release the version."""
    named = base.execute('SELECT "table", "column", title, title_ar FROM dictionary ORDER BY rowid').fetchall()
    classes = {**CURATED, **DERIVED}

    assert named == [
        (name, key, column.title, column.title_ar) for name in tables for key, column in classes[name].columns().items()
    ]
    assert dict(base.execute('SELECT "table", rows FROM contents')) == {n: f.height for n, f in tables.items()}
    assert dict(base.execute("SELECT item, value FROM release"))["version"] == "1.2.3"


def test_views_give_the_last_claim_and_the_timeline(base: sqlite3.Connection, tables: dict[str, pl.DataFrame]) -> None:
    """``claims_latest`` has the last point of each series, unless it was ended; ``toll_timeline`` every point."""
    series = tables["series"].sort("series", "point")
    ended = tables["claims"].filter(pl.col("ended_by_id").is_not_null()).select("claim_id")
    figures = series.filter(pl.col("increment") == "no").group_by("series", maintain_order=True)
    last = figures.agg(pl.last("claim_id")).join(ended, on="claim_id", how="anti", maintain_order="left")
    points = base.execute("SELECT series, point, claimant, claim_id FROM toll_timeline").fetchall()
    names = dict(tables["actors"].select("actor_id", "name_en").iter_rows())

    assert base.execute("SELECT series, claim_id FROM claims_latest").fetchall() == last.rows()
    assert points == [
        (row["series"], row["point"], names[row["claimant_id"]], row["claim_id"])
        for row in series.iter_rows(named=True)
    ]
    assert len(points) > last.height > 0
