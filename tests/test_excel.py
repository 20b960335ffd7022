"""The workbooks hold the cells of the tables, each with its type, and nothing that is live."""

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
from casualty_dataset.formats.about import About
from casualty_dataset.formats.guide import ARABIC, ENGLISH
from casualty_schemas import CURATED, DERIVED
from helpers_dataset import ROOT
from release_tables import ABOUT, real, tiny

BOOKS = ("en", "ar")


@cache
def books() -> dict[str, dict[str, workbooks.Sheet]]:
    """Both workbooks of this repository, by language."""
    made = excel.write(real(), ABOUT)
    return {language: workbooks.sheets(made[f"excel/casualties-{language}.xlsx"]) for language in BOOKS}


def _tiny_book(tables: dict[str, pl.DataFrame], language: str = "en") -> dict[str, workbooks.Sheet]:
    return workbooks.sheets(excel.write(tables, ABOUT)[f"excel/casualties-{language}.xlsx"])


def _said(sheet: workbooks.Sheet) -> str:
    return "\n".join(cell for row in sheet.rows for cell in row if isinstance(cell, str))


@pytest.mark.parametrize("language", BOOKS)
def test_sheets_stand_in_the_order_of_reading(language: str) -> None:
    """What is told first, the dictionary, figures, then every other table once."""
    names = list(books()[language])

    assert names[:3] == ["about", "dictionary", "figures"]
    assert sorted(names[2:]) == sorted({**CURATED, **DERIVED})


@pytest.mark.parametrize("language", BOOKS)
def test_every_cell_is_that_of_the_table(language: str) -> None:
    """Row by row and cell by cell, with its type: days as days, counts as whole numbers, the rest as it is."""
    head = 1 if language == "ar" else 0
    for name, frame in real().items():
        rows = books()[language][name].rows
        plain = frame.with_columns(pl.col(pl.Enum).cast(pl.String))
        wanted = [list(row) for row in plain.iter_rows()]
        found = [row + [None] * (plain.width - len(row)) for row in rows[head + 1 :]]

        assert rows[head] == plain.columns, name
        assert found == wanted, name
        kinds = [[type(cell) for cell in row] for row in wanted]
        whole = {float: (float, int)}  # 36.0 is written 36
        for found_row, wanted_row in zip(found, kinds, strict=True):
            assert all(
                type(cell) in whole.get(kind, (kind,)) for cell, kind in zip(found_row, wanted_row, strict=True)
            ), name


def test_the_comparison_of_cells_can_fail() -> None:
    """One changed number is seen by the very comparison above."""
    tables = {**tiny(), "places": tiny()["places"].with_columns(latitude=pl.lit(1.25))}

    assert [row[9] for row in _tiny_book(tables)["places"].rows[1:]] == [1.25] * tables["places"].height
    assert [row[9:10] for row in _tiny_book(tiny())["places"].rows[1:]] != [[1.25]] * tables["places"].height


@pytest.mark.parametrize("language", BOOKS)
def test_nothing_is_live_and_everything_can_be_filtered(language: str) -> None:
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
def test_a_table_too_long_says_where_its_rows_are(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the cap a sheet holds one sentence; at the cap it is written."""
    height = tiny()["tallies"].height
    monkeypatch.setattr(excel, "CAP", height)
    assert len(_tiny_book(tiny(), language)["tallies"].rows) > height

    monkeypatch.setattr(excel, "CAP", height - 1)
    rows = _tiny_book(tiny(), language)["tallies"].rows
    assert len(rows) == 1
    assert str(height) in str(rows[0][0])
    assert "data/tallies.csv" in str(rows[0][0])


def test_a_text_longer_than_a_cell_is_not_cut() -> None:
    """A spreadsheet would cut it silently: the sheet says where the whole table is."""
    tallies = tiny()["tallies"].with_columns(note=pl.lit("x" * (excel.LONGEST + 1)))

    assert "longer than a spreadsheet can hold" in _said(_tiny_book({**tiny(), "tallies": tallies})["tallies"])


def test_the_first_sheet_says_what_must_be_known_before_a_number() -> None:
    """What it is and is not, how to read a claim, caveats, licence, citation, version and day, in both languages."""
    for language, guide in (("en", ENGLISH), ("ar", ARABIC)):
        about = books()[language]["about"]
        said = _said(about)
        assert [heading for heading, _ in guide.sections if heading not in said] == []
        assert len(guide.sections) == 5
        for wanted in (guide.licence[0], guide.cite[0], ABOUT.version, "CC BY 4.0", *real()):
            assert wanted in said, wanted
        assert [cell for row in about.rows for cell in row if isinstance(cell, date)] == [ABOUT.on]


def test_the_dictionary_names_every_column() -> None:
    """One row a column of every table, with titles, codes and meaning."""
    for language in BOOKS:
        header, *rows = books()[language]["dictionary"].rows
        listed = [(row[0], row[1]) for row in rows]
        wanted = [(name, column) for name in excel.names(real()) for column in {**CURATED, **DERIVED}[name].columns()]
        assert len(header) == 9
        assert listed == wanted
        codes = next(str(row[8]) for row in rows if row[:2] == ["tallies", "status"])
        assert ("civilian = civilians" if language == "en" else "civilian = مدنيون") in codes


def test_arabic_titles_stand_over_the_names_of_the_columns() -> None:
    """Row 1 of the Arabic book is in Arabic, NFC; row 2 holds the same names as row 1 of the English one."""
    for name, table in {**CURATED, **DERIVED}.items():
        titles, ids = books()["ar"][name].rows[:2]
        assert titles == [column.title_ar for column in table.columns().values()]
        assert ids == books()["en"][name].rows[0]
    told = _said(books()["ar"]["about"])
    assert told == unicodedata.normalize("NFC", told)


_MAKE = """
import hashlib, sys
sys.path[:0] = ["tests"]
from released import ABOUT, tiny
from casualty_dataset.formats import excel, geo, hxl
made = {**excel.write(tiny(), ABOUT), **geo.write(tiny(), ABOUT), **hxl.write(tiny(), ABOUT)}
print({path: hashlib.sha256(data).hexdigest() for path, data in sorted(made.items())})
"""


def test_same_bytes_wherever_they_are_made() -> None:
    """Another time zone, locale, hash seed and number of threads give the same bytes, on another day of the clock."""
    seen = set()
    for zone, tongue, seed, threads in (("UTC", "C", "0", "1"), ("Asia/Damascus", "ar_SY.UTF-8", "7", "2")):
        chosen = {"TZ": zone, "LC_ALL": tongue, "PYTHONHASHSEED": seed, "POLARS_MAX_THREADS": threads}
        told = subprocess.run(
            [sys.executable, "-c", _MAKE], cwd=ROOT, env={**os.environ, **chosen}, capture_output=True, check=True
        )
        seen.add(told.stdout)

    assert len(seen) == 1
    assert b"casualties-ar.xlsx" in seen.pop()


def test_the_day_of_the_release_is_in_the_bytes_and_the_clock_is_not() -> None:
    """Two builds at two times are equal; another day of release is not."""
    one, two = excel.write(tiny(), ABOUT), excel.write(tiny(), ABOUT)
    other = excel.write(tiny(), About("Casualty dataset", "Claims.", "0.3.0", date(2026, 11, 26), {}))

    assert one == two
    assert one.keys() == other.keys()
    assert all(one[path] != other[path] for path in one)
