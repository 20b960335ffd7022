"""Read a release with one program of the Python world: run as ``readers.py NAME RELEASE`` in their environment.

Each prints, by form and table, the rows, the sum of ``value``, the empty cells of each column and the days of each
column of dates, as JSON. Nothing of ours is imported.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

Facts = dict[str, Any]
Columns = Mapping[str, Iterable[Any]]


def facts(columns: Columns, days: Iterable[str]) -> Facts:
    """Count what is compared, from the cells of each column; ``days`` are the columns of dates."""
    cells = {name: [None if _empty(cell) else cell for cell in column] for name, column in columns.items()}
    value = [int(cell) for cell in cells.get("value", []) if cell is not None]
    return {
        "rows": max(map(len, cells.values()), default=0),
        "value": sum(value) if "value" in cells else None,
        "nulls": {name: sum(cell is None for cell in column) for name, column in cells.items()},
        "dates": {name: [_day(cell) for cell in cells[name]] for name in days if name in cells},
    }


def _empty(cell: Any) -> bool:
    return cell is None or cell != cell or (isinstance(cell, float) and math.isnan(cell)) or cell in ("", b"")


def _day(cell: Any) -> str | None:
    return None if cell is None else str(cell.isoformat() if isinstance(cell, date) else cell)[:10]


def tables(folder: Path) -> dict[str, list[str]]:
    """The tables of a release with their columns of dates."""
    descriptor = json.loads((folder / "datapackage.json").read_bytes())
    return {
        resource["name"]: [field["name"] for field in resource["schema"]["fields"] if field["type"] == "date"]
        for resource in descriptor["resources"]
    }


def _rows(names: list[str], rows: Iterable[Iterable[Any]]) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {name: [] for name in names}
    for row in rows:
        for name, cell in zip(names, row, strict=True):
            columns[name].append(cell)
    return columns


# --- one function for each reader -----------------------------------------------------------------------


def frictionless(folder: Path) -> dict[str, dict[str, Facts]]:
    """The command: the package is valid, and this is what it extracts."""
    tool = Path(sys.executable).parent / "frictionless"
    for verb in ("validate", "extract"):
        done = subprocess.run([tool, verb, "datapackage.json", "--json"], cwd=folder, capture_output=True, check=True)
    extracted = json.loads(done.stdout)
    resources = json.loads((folder / "datapackage.json").read_bytes())["resources"]
    heads = {table["name"]: [field["name"] for field in table["schema"]["fields"]] for table in resources}
    days = tables(folder)
    return {
        "csv": {
            name: facts({key: [row[key] for row in extracted[name]] for key in head}, days[name])
            for name, head in heads.items()
        }
    }


def pandas(folder: Path) -> dict[str, dict[str, Facts]]:
    """CSV, Parquet and, where there is one, the workbook."""
    import pandas as pd

    forms: dict[str, dict[str, Facts]] = {"csv": {}, "parquet": {}}
    for name, days in tables(folder).items():
        csv = pd.read_csv(folder / f"data/{name}.csv", keep_default_na=False, na_values=[""], parse_dates=days)
        for form, frame in (("csv", csv), ("parquet", pd.read_parquet(folder / f"parquet/{name}.parquet"))):
            forms[form][name] = facts({key: list(frame[key]) for key in frame}, days)
    if (book := folder / "excel/casualties-en.xlsx").exists():
        sheets = pd.read_excel(book, sheet_name=list(tables(folder)), keep_default_na=False, na_values=[""])
        known = tables(folder).items()
        forms["xlsx"] = {
            name: facts({key: list(sheets[name][key]) for key in sheets[name]}, days) for name, days in known
        }
    return forms


def polars(folder: Path) -> dict[str, dict[str, Facts]]:
    """CSV and Parquet."""
    import polars as pl

    forms: dict[str, dict[str, Facts]] = {"csv": {}, "parquet": {}}
    for name, days in tables(folder).items():
        csv = pl.read_csv(folder / f"data/{name}.csv", try_parse_dates=True, infer_schema_length=None)
        for form, frame in (("csv", csv), ("parquet", pl.read_parquet(folder / f"parquet/{name}.parquet"))):
            forms[form][name] = facts(frame.to_dict(as_series=False), days)
    return forms


def duckdb(folder: Path) -> dict[str, dict[str, Facts]]:
    """CSV and Parquet by SQL."""
    import duckdb as db

    forms: dict[str, dict[str, Facts]] = {"csv": {}, "parquet": {}}
    for name, days in tables(folder).items():
        queries = {
            "csv": f"SELECT * FROM read_csv('{folder}/data/{name}.csv', header = true, sample_size = -1)",
            "parquet": f"SELECT * FROM '{folder}/parquet/{name}.parquet'",
        }
        for form, query in queries.items():
            answer = db.sql(query)
            forms[form][name] = facts(_rows(answer.columns, answer.fetchall()), days)
    return forms


def sqlite3(folder: Path) -> dict[str, dict[str, Facts]]:
    """The command, on the database."""
    read = {}
    for name, days in tables(folder).items():
        shell = ["sqlite3", "-readonly", "-json", "sqlite/casualties.sqlite"]
        done = subprocess.run([*shell, f'SELECT * FROM "{name}"'], cwd=folder, capture_output=True, check=True)
        names = [*shell, f"SELECT name FROM pragma_table_info('{name}')"]
        columns = json.loads(subprocess.run(names, cwd=folder, capture_output=True, check=True).stdout)
        rows = json.loads(done.stdout or b"[]")
        read[name] = facts({column["name"]: [row[column["name"]] for row in rows] for column in columns}, days)
    return {"sqlite": read}


def openpyxl(folder: Path) -> dict[str, dict[str, Facts]]:
    """Both workbooks; a formula is no cell of ours."""
    from openpyxl import load_workbook

    forms = {}
    for language, head in (("en", 1), ("ar", 2)):
        book = load_workbook(folder / f"excel/casualties-{language}.xlsx", read_only=True)
        forms[f"xlsx-{language}"] = {
            name: facts(_sheet(book[name], head), days) for name, days in tables(folder).items()
        }
    return forms


def _sheet(sheet: Any, head: int) -> dict[str, list[Any]]:
    rows = list(sheet.iter_rows(min_row=head))
    if formulas := sum(cell.data_type == "f" for row in rows for cell in row):
        raise SystemExit(f"{sheet.title} holds {formulas} formulas")
    names = [cell.value for cell in rows[0]]
    return _rows(names, ([cell.value for cell in row] for row in rows[1:]))


def libreoffice(folder: Path) -> dict[str, dict[str, Facts]]:
    """The workbook as LibreOffice saves it again; every id, day and code must be as it was."""
    from openpyxl import load_workbook

    work = Path(sys.argv[3])
    original = folder / "excel/casualties-en.xlsx"
    profile = f"-env:UserInstallation={(work / 'profile').as_uri()}"
    saved = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(work), str(original)]
    subprocess.run(saved, capture_output=True, check=True, timeout=120)
    before, after = (load_workbook(path, read_only=True) for path in (original, work / original.name))
    read = {}
    for name, days in tables(folder).items():
        was, is_now = _sheet(before[name], 1), _sheet(after[name], 1)
        changed = [key for key in was if [*map(str, was[key])] != [*map(str, is_now[key])]]
        if changed:
            raise SystemExit(f"LibreOffice changed {name}: {', '.join(changed)}")
        read[name] = facts(is_now, days)
    return {"xlsx": read}


def geopandas(folder: Path) -> dict[str, dict[str, Facts]]:
    """GeoJSON of the incidents, in WGS 84."""
    import geopandas as gpd

    frame = gpd.read_file(folder / "geo/incidents.geojson")
    if frame.crs is None or frame.crs.to_epsg() != 4326:
        raise SystemExit("the points are not in WGS 84")
    cells = {key: [cell if cell is None or cell == cell else None for cell in frame[key]] for key in frame.columns}
    csv = (folder / "data/incidents.csv").read_text(encoding="utf-8").split("\n", 1)[0].split(",")
    return {
        "geojson": {"incidents": facts({key: cells[key] for key in csv if key in cells}, tables(folder)["incidents"])}
    }


def libhxl(folder: Path) -> dict[str, dict[str, Facts]]:
    """The CSV with hashtags, by its hashtags."""
    import hxl

    source = hxl.data(str(folder / "hxl/figures.csv"), hxl.InputOptions(allow_local=True))
    names = [column.header for column in source.columns]
    if any(not column.tag for column in source.columns):
        raise SystemExit("a column has no hashtag")
    columns = _rows(names, (row.values for row in source))
    return {"hxl": {"figures": facts(columns, tables(folder)["figures"])}}


def mlcroissant(folder: Path) -> dict[str, dict[str, Facts]]:
    """The record sets of croissant.json."""
    import mlcroissant as mlc

    dataset = mlc.Dataset(jsonld=str(folder / "croissant.json"))
    if dataset.metadata.issues.errors or dataset.metadata.issues.warnings:
        raise SystemExit(dataset.metadata.issues.report())
    read = {}
    for name, days in tables(folder).items():
        (fields,) = (records.fields for records in dataset.metadata.record_sets if records.id == name)
        rows = list(dataset.records(name))
        columns = {field.name: [row[field.id] for row in rows] for field in fields}
        read[name] = facts({key: [_plain(cell) for cell in cells] for key, cells in columns.items()}, days)
    return {"csv": read}


def _plain(cell: Any) -> Any:
    return cell.decode() if isinstance(cell, bytes) else cell


READERS: dict[str, Callable[[Path], dict[str, dict[str, Facts]]]] = {
    reader.__name__: reader
    for reader in (
        frictionless, pandas, polars, duckdb, sqlite3, openpyxl, libreoffice, geopandas, libhxl, mlcroissant,
    )
}  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(READERS[sys.argv[1]](Path(sys.argv[2]))))
