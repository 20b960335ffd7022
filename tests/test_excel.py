"""The workbooks hold the cells of the tables, each with its type, and no formula or link."""

import os
import subprocess
import sys
import unicodedata
from datetime import date
from functools import cache

import polars as pl
import pytest

import workbooks
from casualty_dataset.formats import excel
from casualty_dataset.formats.guide import ARABIC, ENGLISH
from casualty_dataset.formats.release_info import ReleaseInfo
from casualty_schemas import CURATED, DERIVED
from helpers_dataset import ROOT
from release_tables import INFO, real, tiny

BOOKS = ("en", "ar")


@cache
def books() -> dict[str, dict[str, workbooks.Sheet]]:
    """Both workbooks of this repository, by language."""
    made = excel.write(real(), INFO)
    return {language: workbooks.sheets(made[f"excel/casualties-{language}.xlsx"]) for language in BOOKS}


def _tiny_book(tables: dict[str, pl.DataFrame], language: str = "en") -> dict[str, workbooks.Sheet]:
    return workbooks.sheets(excel.write(tables, INFO)[f"excel/casualties-{language}.xlsx"])


def _text(sheet: workbooks.Sheet) -> str:
    return "\n".join(cell for row in sheet.rows for cell in row if isinstance(cell, str))


@pytest.mark.parametrize("language", BOOKS)
def test_sheets_are_in_the_order_of_reading(language: str) -> None:
    """about, dictionary, figures, then every other table once."""
    names = list(books()[language])

    assert names[:3] == ["about", "dictionary", "figures"]
    assert sorted(names[2:]) == sorted({**CURATED, **DERIVED})


@pytest.mark.parametrize("language", BOOKS)
def test_every_cell_is_that_of_the_table(language: str) -> None:
    """Cell by cell, with its type: days as dates, counts as whole numbers, the rest as text."""
    head = 1 if language == "ar" else 0
    for name, frame in real().items():
        rows = books()[language][name].rows
        plain = frame.with_columns(pl.col(pl.Enum).cast(pl.String))
        wanted = [list(row) for row in plain.iter_rows()]
        cells = [row + [None] * (plain.width - len(row)) for row in rows[head + 1 :]]

        assert rows[head] == plain.columns, name
        assert cells == wanted, name
        kinds = [[type(cell) for cell in row] for row in wanted]
        allowed = {float: (float, int)}  # 36.0 is written 36
        for row, types in zip(cells, kinds, strict=True):
            assert all(type(cell) in allowed.get(kind, (kind,)) for cell, kind in zip(row, types, strict=True)), name


def test_the_comparison_of_cells_can_fail() -> None:
    """The comparison above sees one changed number."""
    tables = {**tiny(), "places": tiny()["places"].with_columns(latitude=pl.lit(1.25))}

    assert [row[9] for row in _tiny_book(tables)["places"].rows[1:]] == [1.25] * tables["places"].height
    assert [row[9:10] for row in _tiny_book(tiny())["places"].rows[1:]] != [[1.25]] * tables["places"].height


@pytest.mark.parametrize("language", BOOKS)
def test_no_formula_or_link_and_every_table_has_a_filter(language: str) -> None:
    """No formula and no link; the header frozen, filtered and with widths; the Arabic book from the right."""
    head = 2 if language == "ar" else 1
    for name, sheet in books()[language].items():
        assert (sheet.formulas, sheet.links) == (0, 0), name
        assert sheet.from_right == (language == "ar"), name
        assert sheet.widths > 0, name
        if name in real():
            assert sheet.frozen == (head, 1), name
            assert sheet.filtered.startswith(f"A{head}:"), name


def test_text_that_looks_like_something_else_stays_text() -> None:
    """Formulas, links, numbers and days in a text are text, and come back as they were."""
    wild = ["=1+1", "+7", "-5", "@x", "https://example.org/a", "2025-03-08", "0012", "1e5", "TRUE", "'x", "_x0041_"]
    places = pl.concat([tiny()["places"]] * len(wild)).head(len(wild)).with_columns(note=pl.Series(wild))
    sheet = _tiny_book({**tiny(), "places": places})["places"]

    assert [row[-1] for row in sheet.rows[1:]] == wild
    assert (sheet.formulas, sheet.links) == (0, 0)


def test_a_number_too_large_for_a_spreadsheet_is_text() -> None:
    """A spreadsheet keeps fifteen digits; eighteen stay whole as text."""
    tallies = tiny()["tallies"].with_columns(value=pl.lit(123_456_789_012_345_678))
    sheet = _tiny_book({**tiny(), "tallies": tallies})["tallies"]

    assert sheet.rows[1][tallies.columns.index("value")] == "123456789012345678"


@pytest.mark.parametrize("language", BOOKS)
def test_the_sheet_of_a_long_table_names_its_csv_file(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the cap a sheet holds one sentence; at the cap it is written."""
    height = tiny()["tallies"].height
    monkeypatch.setattr(excel, "MAX_ROWS", height)
    assert len(_tiny_book(tiny(), language)["tallies"].rows) > height

    monkeypatch.setattr(excel, "MAX_ROWS", height - 1)
    rows = _tiny_book(tiny(), language)["tallies"].rows
    assert len(rows) == 1
    assert str(height) in str(rows[0][0])
    assert "data/tallies.csv" in str(rows[0][0])


def test_a_text_longer_than_a_cell_is_not_cut() -> None:
    """A spreadsheet would cut it silently: the sheet names the files with the complete table."""
    tallies = tiny()["tallies"].with_columns(note=pl.lit("x" * (excel.MAX_CELL + 1)))

    assert "longer than a spreadsheet can hold" in _text(_tiny_book({**tiny(), "tallies": tallies})["tallies"])


def test_the_first_sheet_explains_the_figures() -> None:
    """What it is and is not, how to read a claim, caveats, licence, citation, version and day, in both languages."""
    for language, guide in (("en", ENGLISH), ("ar", ARABIC)):
        about = books()[language]["about"]
        text = _text(about)
        assert [heading for heading, _ in guide.sections if heading not in text] == []
        assert len(guide.sections) == 5
        for wanted in (guide.licence[0], guide.cite[0], INFO.version, "CC BY 4.0", *real()):
            assert wanted in text, wanted
        assert [cell for row in about.rows for cell in row if isinstance(cell, date)] == [INFO.released_on]


def test_the_dictionary_names_every_column() -> None:
    """One row a column of every table, with titles, codes and meaning."""
    for language in BOOKS:
        header, *rows = books()[language]["dictionary"].rows
        listed = [(row[0], row[1]) for row in rows]
        wanted = [
            (name, column) for name in excel.sheet_order(real()) for column in {**CURATED, **DERIVED}[name].columns()
        ]
        assert len(header) == 9
        assert listed == wanted
        codes = next(str(row[8]) for row in rows if row[:2] == ["tallies", "status"])
        assert ("civilian = civilians" if language == "en" else "civilian = مدنيون") in codes


def test_arabic_titles_are_above_the_column_names() -> None:
    """Row 1 of the Arabic book is in Arabic, NFC; row 2 holds the same names as row 1 of the English one."""
    for name, table in {**CURATED, **DERIVED}.items():
        titles, ids = books()["ar"][name].rows[:2]
        assert titles == [column.title_ar for column in table.columns().values()]
        assert ids == books()["en"][name].rows[0]
    text = _text(books()["ar"]["about"])
    assert text == unicodedata.normalize("NFC", text)


_MAKE = """
import hashlib, sys
sys.path[:0] = ["tests"]
from release_tables import INFO, tiny
from casualty_dataset.formats import excel, geo, hxl
made = {**excel.write(tiny(), INFO), **geo.write(tiny(), INFO), **hxl.write(tiny(), INFO)}
print({path: hashlib.sha256(data).hexdigest() for path, data in sorted(made.items())})
"""


def test_same_bytes_wherever_they_are_made() -> None:
    """Another time zone, locale, hash seed and number of threads give the same bytes, on another day of the clock."""
    outputs = set()
    for zone, locale, seed, threads in (("UTC", "C", "0", "1"), ("Asia/Damascus", "ar_SY.UTF-8", "7", "2")):
        settings = {"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed, "POLARS_MAX_THREADS": threads}
        process = subprocess.run(
            [sys.executable, "-c", _MAKE], cwd=ROOT, env={**os.environ, **settings}, capture_output=True, check=True
        )
        outputs.add(process.stdout)

    assert len(outputs) == 1
    assert b"casualties-ar.xlsx" in outputs.pop()


def test_the_day_of_the_release_is_in_the_bytes_and_the_clock_is_not() -> None:
    """Two builds at two times are equal; another day of release is not."""
    first, second = excel.write(tiny(), INFO), excel.write(tiny(), INFO)
    other = excel.write(tiny(), ReleaseInfo("Casualty dataset", "Claims.", "0.3.0", date(2026, 11, 26), {}))

    assert first == second
    assert first.keys() == other.keys()
    assert all(first[path] != other[path] for path in first)
