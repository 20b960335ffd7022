"""Every form holds what the CSV tables hold; where one does not, parity says which, and in what."""

import hashlib
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from casualty_dataset.core.errors import Finding
from casualty_dataset.releases.archive import open_archive
from casualty_dataset.releases.parity import check_parity
from casualty_dataset.releases.parity.workbook import read_sheets
from helpers_dataset import ROOT, make_writable

# --- a release made by hand: one table in every form, by means that share nothing with ours ----------

PLACES = (
    "place_id,name_en,latitude,longitude,seen_on,people\n"
    'hill,"Hill, the",35.5,36,2025-03-06,12\n'
    "valley,Valley,,,,\n"
    "village,القرية,35.25,35.75,2025-03-07,0\n"
)
_KINDS = {"place_id": "string", "name_en": "string", "latitude": "number", "longitude": "number", "seen_on": "date",
          "people": "integer"}  # fmt: skip
_ROWS = [
    ("hill", "Hill, the", 35.5, 36.0, "2025-03-06", 12),
    ("valley", "Valley", None, None, None, None),
    ("village", "القرية", 35.25, 35.75, "2025-03-07", 0),
]


def _parquet() -> bytes:
    buffer = io.BytesIO()
    frame = pl.DataFrame(_ROWS, schema=list(_KINDS), orient="row")
    frame.with_columns(pl.col("seen_on").str.to_date()).write_parquet(buffer)
    return buffer.getvalue()


def _sqlite() -> bytes:
    with closing(sqlite3.connect(":memory:")) as base:
        base.execute(f"CREATE TABLE places ({', '.join(_KINDS)})")
        base.executemany("INSERT INTO places VALUES (?, ?, ?, ?, ?, ?)", _ROWS)
        base.commit()
        return base.serialize()


_SHEET = """<?xml version="1.0"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1">{titles}</row><row r="2">{names}</row>
<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="inlineStr"><is><t>Hill, the</t></is></c><c r="C3"><v>35.5</v></c>
<c r="D3"><v>36</v></c><c r="E3"><v>45722</v></c><c r="F3"><v>12</v></c></row>
<row r="4"><c r="A4" t="s"><v>1</v></c><c r="B4" t="inlineStr"><is><t>Valley</t></is></c></row>
<row r="5"><c r="A5" t="s"><v>2</v></c><c r="B5" t="inlineStr"><is><r><t>الق</t></r><r><t>رية</t></r></is></c>
<c r="C5"><v>35.25</v></c><c r="D5"><v>35.75</v></c><c r="E5"><v>45723</v></c><c r="F5"><v>0</v></c></row>
</sheetData></worksheet>"""


def _row(number: int, cells: list[str]) -> str:
    return "".join(
        f'<c r="{"ABCDEF"[at]}{number}" t="inlineStr"><is><t>{cell}</t></is></c>' for at, cell in enumerate(cells)
    )


def _xlsx(sheet: str | None = None) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        book.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kinds}.sharedStrings+xml"/></Types>',
        )
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
            '<sheet name="places" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        book.writestr(
            "xl/sharedStrings.xml",
            f'<sst xmlns="{main}"><si><t>hill</t></si><si><t>valley</t></si><si><t>village</t></si></sst>',
        )
        titles, names = _row(1, ["العنوان"] * 6), _row(2, list(_KINDS))
        book.writestr("xl/worksheets/sheet1.xml", sheet or _SHEET.format(titles=titles, names=names))
    return buffer.getvalue()


def _geojson() -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": {"place_id": place, "name_en": name, "precision": "a kilometre"},
            "geometry": None if latitude is None else {"type": "Point", "coordinates": [longitude, latitude]},
        }
        for place, name, latitude, longitude, *_ in _ROWS
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def _hashtags() -> bytes:
    return b"place_id,people\n#loc+id,#affected\nhill,12\nvalley,\nvillage,0\n"


MADE: dict[str, tuple[str, bytes]] = {
    "parquet/places.parquet": ("parquet", _parquet()),
    "sqlite/all.sqlite": ("sqlite", _sqlite()),
    "excel/all.xlsx": ("xlsx", _xlsx()),
    "geo/places.geojson": ("geojson", _geojson()),
    "hxl/places.csv": ("csv", _hashtags()),
}


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A release of one table in every form."""
    resource = {
        "name": "places",
        "path": "data/places.csv",
        "hash": f"sha256:{hashlib.sha256(PLACES.encode()).hexdigest()}",
        "schema": {
            "fields": [{"name": name, "type": kind} for name, kind in _KINDS.items()],
            "primaryKey": ["place_id"],
        },
        "alternates": [{"path": path, "format": form} for path, (form, _) in MADE.items()],
    }
    files = {path: data for path, (_, data) in MADE.items()} | {
        "data/places.csv": PLACES.encode(),
        "datapackage.json": json.dumps({"resources": [resource]}).encode(),
    }
    for path, data in files.items():
        (tmp_path / "made" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "made" / path).write_bytes(data)
    return tmp_path / "made"


def findings_in(folder: Path) -> list[Finding]:
    """What parity finds in a folder."""
    with open_archive(folder) as container:
        return check_parity(container)


def test_a_release_made_by_other_means_agrees(made: Path) -> None:
    """Five forms, written by hand or by other libraries, hold the content of the CSV table."""
    assert findings_in(made) == []


def _in_parquet(change: Callable[[pl.DataFrame], pl.DataFrame]) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        path = folder / "parquet/places.parquet"
        frame = change(pl.read_parquet(path.read_bytes()))
        frame.write_parquet(path)

    return spoil


def _in_sqlite(statement: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        with closing(sqlite3.connect(folder / "sqlite/all.sqlite")) as base:
            base.executescript(statement)

    return spoil


def _in_sheet(old: str, new: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        sheet = _SHEET.format(titles=_row(1, ["العنوان"] * 6), names=_row(2, list(_KINDS)))
        assert old in sheet
        (folder / "excel/all.xlsx").write_bytes(_xlsx(sheet.replace(old, new)))

    return spoil


def _in(path: str, old: str, new: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        text = (folder / path).read_text()
        assert old in text
        (folder / path).write_text(text.replace(old, new, 1))

    return spoil


def _with(path: str, data: bytes | None) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        if data is None:
            (folder / path).unlink()
        else:
            (folder / path).write_bytes(data)

    return spoil


def _doubled(path: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        collection = json.loads((folder / path).read_bytes())
        collection["features"].append(collection["features"][0])
        (folder / path).write_text(json.dumps(collection))

    return spoil


SPOILT: list[tuple[str, Callable[[Path], None], str]] = [
    ("parquet", _in_parquet(lambda frame: frame.with_columns(people=pl.col("people") + 1)), "2 cells of people"),
    ("parquet", _in_parquet(lambda frame: frame.with_columns(name_en=pl.lit("x"))), "3 cells of name_en"),
    ("parquet", _in_parquet(lambda frame: frame.with_columns(pl.col("people").fill_null(0))), "1 cells of people"),
    ("parquet", _in_parquet(lambda frame: frame.head(2)), "2 rows, the CSV table 3"),
    ("parquet", _in_parquet(lambda frame: frame.reverse()), "2 cells of place_id differ, the first in row 1"),
    ("parquet", _in_parquet(lambda frame: frame.drop("seen_on")), "no column seen_on"),
    ("parquet", _in_parquet(lambda frame: frame.with_columns(more=pl.lit(1))), "columns that the table has not: 1"),
    ("parquet", _in_parquet(lambda frame: frame.select(reversed(frame.columns))), "in another order"),
    ("parquet", _with("parquet/places.parquet", b"PAR1"), "cannot be read as Parquet"),
    ("parquet", _with("parquet/places.parquet", None), "it is missing"),
    ("sqlite", _in_sqlite("UPDATE places SET people = NULL WHERE people = 0"), "1 cells of people differ"),
    ("sqlite", _in_sqlite("UPDATE places SET seen_on = '2025-03-08' WHERE place_id = 'hill'"), "seen_on differ"),
    ("sqlite", _in_sqlite("DELETE FROM places WHERE place_id = 'hill'"), "2 rows"),
    ("sqlite", _in_sqlite("ALTER TABLE places RENAME TO plates"), "not in the database"),
    ("sqlite", _with("sqlite/all.sqlite", b"SQLite format 3\0" + bytes(84)), "cannot be read as a database"),
    ("sqlite", _with("sqlite/all.sqlite", None), "it is missing"),
    ("excel", _in_sheet("<v>12</v>", "<v>13</v>"), "1 cells of people differ, the first in row 1"),
    ("excel", _in_sheet("<v>45722</v>", "<v>45721</v>"), "seen_on differ"),
    ("excel", _in_sheet("<v>12</v>", "<f>6+6</f><v>12</v>"), "formula"),
    ("excel", _in_sheet("place_id", "place"), "no row with the names"),
    ("excel", _in_sheet('<?xml version="1.0"?>', "<!DOCTYPE a [<!ENTITY b 'c'>]>"), "document type"),
    ("excel", _with("excel/all.xlsx", b"PK"), "cannot be read as a workbook"),
    ("excel", _with("excel/all.xlsx", None), "it is missing"),
    ("geo", _in("geo/places.geojson", "Valley", "Volley"), "1 cells of name_en differ, the first in row 2"),
    ("geo", _in("geo/places.geojson", "36.0, 35.5", "36.1, 35.5"), "not that of its place"),
    ("geo", _in("geo/places.geojson", "place_id", "id"), "its key is missing"),
    ("geo", _doubled("geo/places.geojson"), "4 rows, the CSV table 3"),
    ("geo", _with("geo/places.geojson", b"[]"), "cannot be read as GeoJSON"),
    ("geo", _with("geo/places.geojson", None), "it is missing"),
    ("hxl", _in("hxl/places.csv", "12", "21"), "1 cells of people differ"),
    ("hxl", _in("hxl/places.csv", "#loc+id,#affected\n", ""), "hashtags"),
    ("hxl", _in("hxl/places.csv", "valley,\n", ""), "2 rows"),
    ("hxl", _with("hxl/places.csv", None), "it is missing"),
    ("data", _in("data/places.csv", "12", "21"), "its content hash"),
    ("data", _with("data/places.csv", None), "no such file"),
    ("datapackage.json", _with("datapackage.json", b"{}"), "not the descriptor"),
    ("datapackage.json", _with("datapackage.json", b"\xff"), "not the descriptor"),
    ("datapackage.json", _in("datapackage.json", '"sqlite"', '"dbf"'), "not one of"),
]


@pytest.mark.parametrize(
    ("folder", "spoil", "words"), SPOILT, ids=[f"{finding[0]}: {finding[2]}" for finding in SPOILT]
)
def test_each_form_broken_in_turn_is_caught(made: Path, folder: str, spoil: Callable[[Path], None], words: str) -> None:
    """One finding at least, about the file that was broken, in a sentence that says how."""
    spoil(made)
    findings = findings_in(made)

    assert [finding for finding in findings if words in finding.message], findings
    if folder not in ("data", "datapackage.json"):
        assert {finding.path.split("/")[0] for finding in findings} == {folder}


def test_a_csv_table_in_another_spelling_is_found(made: Path) -> None:
    """A table whose hash was renewed, but that is not canonical, is no data of record."""
    quoted = PLACES.replace("valley,Valley", 'valley,"Valley"').encode()
    (made / "data/places.csv").write_bytes(quoted)
    metadata: dict[str, Any] = json.loads((made / "datapackage.json").read_bytes())
    metadata["resources"][0]["hash"] = f"sha256:{hashlib.sha256(quoted).hexdigest()}"
    (made / "datapackage.json").write_text(json.dumps(metadata))

    assert [finding.path for finding in findings_in(made)] == ["data/places.csv"]


def test_a_bomb_in_a_workbook_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """No part of a workbook is read beyond its bound."""
    monkeypatch.setattr("casualty_dataset.releases.parity.workbook._UNPACKED_CAP", 100)

    with pytest.raises(ValueError, match="larger than 100 bytes"):
        read_sheets(_xlsx(), ["places"])


# --- real releases -------------------------------------------------------------------------------


def test_a_release_agrees_with_itself(released_once: Path) -> None:
    """Every form of a release of the tiny dataset, and every published one."""
    assert findings_in(released_once / "releases/0.1.0") == []
    for path in sorted((ROOT / "releases").glob("*/")):
        assert findings_in(path) == [], path


def test_one_changed_cell_of_a_real_release_is_found_in_each_form(released: Path) -> None:
    """A value moved by one in the Parquet and the SQLite of a real release: both are named, nothing else."""
    made = make_writable(released / "releases/0.1.0")
    parquet = made / "parquet/tallies.parquet"
    pl.read_parquet(parquet).with_columns(pl.col("value") + 1).write_parquet(parquet)
    with closing(sqlite3.connect(made / "sqlite/casualties.sqlite")) as base:
        base.execute("UPDATE tallies SET value = value + 1")
        base.commit()

    assert {finding.path for finding in findings_in(made)} == {"parquet/tallies.parquet", "sqlite/casualties.sqlite"}
    assert all("cells of value differ" in finding.message for finding in findings_in(made))
