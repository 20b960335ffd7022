"""XLSX: two workbooks for people, ``excel/casualties-en.xlsx`` and, from right to left, ``excel/casualties-ar.xlsx``.

Each holds the sheets ``about`` and ``dictionary``, then a sheet a table, ``figures`` first. Sheets and columns are
named as in every other form. In the English book row 1 of a table holds the names of the columns; in the Arabic one
row 1 holds Arabic titles and row 2 the names. Every cell is written with its type: no text becomes a number, a date, a
link or a formula.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

import polars as pl
import xlsxwriter

from casualty_dataset.formats.about import About
from casualty_dataset.formats.guide import ARABIC, ENGLISH, Guide
from casualty_schemas import CURATED, DERIVED

CAP: Final = 20_000
"""Rows above which a table is not written: a sheet of a million rows takes minutes to write and to open."""

LONGEST: Final = 32_767
"""Characters that a cell of a spreadsheet holds; a longer text would be cut."""

EXACT: Final = 10**15
"""The whole numbers that a spreadsheet holds exactly are smaller; larger ones are written as text."""

_EPOCH: Final = date(1899, 12, 30)  # day 0 of spreadsheets
_WIDEST: Final = 48
_LINE: Final = 110  # characters
_ROW: Final = 15  # points
_HEAD: Final = {"bold": True, "bg_color": "#E7ECF2", "bottom": 1, "valign": "top"}


def write(tables: Mapping[str, pl.DataFrame], about: About) -> dict[str, bytes]:
    """Both workbooks, by path in the release."""
    return {f"excel/casualties-{guide.language}.xlsx": _book(tables, about, guide) for guide in (ENGLISH, ARABIC)}


def names(tables: Mapping[str, pl.DataFrame]) -> list[str]:
    """The tables in the order of their sheets."""
    return sorted(tables, key=lambda name: name != "figures")


def fits(frame: pl.DataFrame) -> bool:
    """Whether a sheet holds the table; the sheet of one that is too long or too wide says where its rows stand."""
    widths = [frame.get_column(name).str.len_chars().max() for name in frame.select(pl.col(pl.String)).columns]
    return frame.height <= CAP and all(width is None or int(str(width)) <= LONGEST for width in widths)


class _Looks:
    """The formats of one workbook; a format belongs to its workbook."""

    def __init__(self, book: Any, *, arabic: bool) -> None:
        side = {"reading_order": 2} if arabic else {}
        self.head = book.add_format(_HEAD)
        self.titles = book.add_format({**_HEAD, **side, "text_wrap": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.number = book.add_format({"num_format": "0"})
        self.arabic = book.add_format({"reading_order": 2, "align": "right"})
        self.name = book.add_format({**side, "bold": True, "font_size": 16})
        self.heading = book.add_format({**side, "bold": True, "valign": "top", "text_wrap": True})
        date = {"num_format": "yyyy-mm-dd", "valign": "top", "align": "right" if arabic else "left"}
        self.date = book.add_format(date)
        self.words = book.add_format({**side, "valign": "top", "text_wrap": True})


def _book(tables: Mapping[str, pl.DataFrame], about: About, guide: Guide) -> bytes:
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties(
            {
                "title": guide.title or about.title,
                "subject": f"{guide.release} {about.version}",
                "created": datetime(about.on.year, about.on.month, about.on.day),  # not the clock: the same bytes
            }
        )
        looks = _Looks(book, arabic=guide.arabic)
        _about(_sheet(book, "about", guide), tables, about, guide, looks)
        _dictionary(_sheet(book, "dictionary", guide), tables, guide, looks)
        for name in names(tables):
            _table(_sheet(book, name, guide), name, tables[name], guide, looks)
    return buffer.getvalue()


def _sheet(book: Any, name: str, guide: Guide) -> Any:
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    if guide.arabic:
        sheet.right_to_left()
    return sheet


# --- what is told first --------------------------------------------------------------------------


def _about(sheet: Any, tables: Mapping[str, pl.DataFrame], about: About, guide: Guide, looks: _Looks) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 24, looks.heading)
    sheet.set_column(1, 1, _LINE, looks.words)
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, guide.title or about.title, looks.name)
    sheet.set_row(0, 24)
    for row, (heading, text) in enumerate(_told(tables, about, guide), start=1):
        sheet.set_row(row, _ROW * max(1, -(-len(text) // _LINE)))  # no reader but Excel would make room by itself
        if heading:
            sheet.write_string(row, 0, heading, looks.heading)
        if text:
            sheet.write_string(row, 1, text, looks.words)
        if heading == guide.day:
            sheet.write_datetime(row, 1, about.on, looks.date)


def _told(tables: Mapping[str, pl.DataFrame], about: About, guide: Guide) -> Iterator[tuple[str, str]]:
    """Headings and paragraphs, line by line."""
    yield guide.release, about.version
    yield guide.day, ""
    cited = guide.cite[1].format(title=guide.title or about.title, version=about.version, year=about.on.year)
    for heading, paragraphs in (*guide.sections, (guide.licence[0], (guide.licence[1],)), (guide.cite[0], (cited,))):
        yield "", ""
        yield heading, paragraphs[0]
        yield from (("", text) for text in paragraphs[1:])
    yield "", ""
    yield guide.tables, ""
    for name in names(tables):
        table = _class_of(name)
        described = "" if guide.arabic else f" · {table.about()[2]}"
        yield name, f"{guide.named(table)} · {guide.rows.format(tables[name].height)}{described}"


def _dictionary(sheet: Any, tables: Mapping[str, pl.DataFrame], guide: Guide, looks: _Looks) -> None:
    """Every column of every table: what it is called, holds and means."""
    rows = [
        (
            name, id_, column.title, column.title_ar, guide.holds(column), guide.yes if column.required else "",
            guide.yes if column.key else "", column.description, guide.codes(column),
        )
        for name in names(tables)
        for id_, column in _class_of(name).columns().items()
    ]  # fmt: skip
    for at, (header, width) in enumerate(zip(guide.dictionary, (18, 20, 26, 26, 24, 12, 8, 70, 90), strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, header, looks.head)
        for number, row in enumerate(rows, start=1):
            if row[at]:
                sheet.write_string(number, at, row[at], looks.words)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, len(rows), len(guide.dictionary) - 1)
    sheet.repeat_rows(0)


# --- a table -------------------------------------------------------------------------------------


def _table(sheet: Any, name: str, frame: pl.DataFrame, guide: Guide, looks: _Looks) -> None:
    plain = frame.with_columns(pl.col(pl.Enum).cast(pl.String))
    if reason := _unwritten(plain, guide):
        sheet.set_column(0, 0, 110)
        sheet.write_string(0, 0, reason.format(name=name, rows=plain.height, cap=CAP), looks.words)
        return
    head = 1 if guide.arabic else 0
    last = head + max(plain.height, 1)
    for at, (id_, column) in enumerate(_class_of(name).columns().items()):
        cells = plain.get_column(id_)
        if guide.arabic:
            sheet.write_string(0, at, column.title_ar, looks.titles)
        sheet.write_string(head, at, id_, looks.head)
        sheet.set_column(at, at, _width(id_, cells))
        _cells(sheet, at, head + 1, cells, looks)
    sheet.freeze_panes(head + 1, 1)
    sheet.autofilter(head, 0, last, plain.width - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})  # an id of digits is an id
    sheet.repeat_rows(0, head)


def _unwritten(frame: pl.DataFrame, guide: Guide) -> str | None:
    """Why a table is not written, as a pattern; None where it is."""
    if frame.height > CAP:
        return guide.too_long
    return None if fits(frame) else guide.too_wide


def _cells(sheet: Any, at: int, top: int, cells: pl.Series, looks: _Looks) -> None:
    """One column, each cell by its type; an empty cell is not written.

    Arabic has its direction set: without it, the number at the head of a phrase is shown at its end.
    """
    put, how = sheet.write_string, looks.arabic if cells.name.endswith("_ar") else None
    if cells.dtype == pl.Date:
        cells = (cells - _EPOCH).dt.total_days()
        put, how = sheet.write_number, looks.day
    elif cells.dtype.is_numeric():
        if (cells >= EXACT).any():
            cells = cells.cast(pl.String)
        else:
            put, how = sheet.write_number, looks.number if cells.dtype.is_integer() else None
    for row, cell in enumerate(cells, start=top):
        if cell is not None:
            put(row, at, cell, how)


def _width(id_: str, cells: pl.Series) -> int:
    """Wide enough for the name with its arrow and for nine cells of ten."""
    if cells.dtype != pl.String:
        return max(len(id_) + 4, 12)
    usual = cells.str.len_chars().quantile(0.9) or 0
    return max(len(id_) + 4, min(int(usual) + 2, _WIDEST))


def _class_of(name: str) -> Any:
    return {**CURATED, **DERIVED}[name]
