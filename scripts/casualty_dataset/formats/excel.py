"""XLSX: two workbooks for people, ``excel/casualties-en.xlsx`` and, from right to left, ``excel/casualties-ar.xlsx``.

Each has the sheets ``about`` and ``dictionary``, then one sheet a table, ``figures`` first. Sheets and columns have the
names that they have in every other format. In the English workbook row 1 of a table holds the column names; in the
Arabic one row 1 holds Arabic titles and row 2 the column names. Every cell is written with its type: no text becomes a
number, a date, a link or a formula.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

import polars as pl
import xlsxwriter

from casualty_dataset.formats.guide import ARABIC, ENGLISH, Guide
from casualty_dataset.formats.release_info import ReleaseInfo
from casualty_schemas import CURATED, DERIVED

MAX_ROWS: Final = 20_000
"""A longer table is not written: a sheet of a million rows takes minutes to write and to open."""

MAX_CELL: Final = 32_767
"""Characters that fit into a spreadsheet cell; a longer text would be cut."""

MAX_EXACT: Final = 10**15
"""A spreadsheet stores smaller whole numbers exactly; from this one on they are written as text."""

_EPOCH: Final = date(1899, 12, 30)  # day 0 of spreadsheets
_MAX_WIDTH: Final = 48  # characters
_LINE: Final = 110  # characters
_ROW_HEIGHT: Final = 15  # points
_HEADER: Final = {"bold": True, "bg_color": "#E7ECF2", "bottom": 1, "valign": "top"}


def write(tables: Mapping[str, pl.DataFrame], info: ReleaseInfo) -> dict[str, bytes]:
    """Return both workbooks, by path in the release."""
    return {f"excel/casualties-{guide.language}.xlsx": _workbook(tables, info, guide) for guide in (ENGLISH, ARABIC)}


def sheet_order(tables: Mapping[str, pl.DataFrame]) -> list[str]:
    """Return the names of the tables in the order of their sheets."""
    return sorted(tables, key=lambda name: name != "figures")


def fits(frame: pl.DataFrame) -> bool:
    """Return whether the table fits into a sheet; otherwise its sheet says where to find the rows."""
    widths = [frame.get_column(name).str.len_chars().max() for name in frame.select(pl.col(pl.String)).columns]
    return frame.height <= MAX_ROWS and all(width is None or int(str(width)) <= MAX_CELL for width in widths)


class _CellFormats:
    """The cell formats of one workbook."""

    def __init__(self, book: Any, *, arabic: bool) -> None:
        direction = {"reading_order": 2} if arabic else {}
        self.header = book.add_format(_HEADER)
        self.arabic_header = book.add_format({**_HEADER, **direction, "text_wrap": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.number = book.add_format({"num_format": "0"})
        self.arabic_cell = book.add_format({"reading_order": 2, "align": "right"})
        self.title = book.add_format({**direction, "bold": True, "font_size": 16})
        self.heading = book.add_format({**direction, "bold": True, "valign": "top", "text_wrap": True})
        date = {"num_format": "yyyy-mm-dd", "valign": "top", "align": "right" if arabic else "left"}
        self.date = book.add_format(date)
        self.text = book.add_format({**direction, "valign": "top", "text_wrap": True})


def _workbook(tables: Mapping[str, pl.DataFrame], info: ReleaseInfo, guide: Guide) -> bytes:
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties(
            {
                "title": guide.title or info.title,
                "subject": f"{guide.release} {info.version}",
                "created": datetime(
                    info.released_on.year, info.released_on.month, info.released_on.day
                ),  # not the clock
            }
        )
        formats = _CellFormats(book, arabic=guide.arabic)
        _write_about(_sheet(book, "about", guide), tables, info, guide, formats)
        _write_dictionary(_sheet(book, "dictionary", guide), tables, guide, formats)
        for name in sheet_order(tables):
            _write_table(_sheet(book, name, guide), name, tables[name], guide, formats)
    return buffer.getvalue()


def _sheet(book: Any, name: str, guide: Guide) -> Any:
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    if guide.arabic:
        sheet.right_to_left()
    return sheet


# --- the sheets about and dictionary -------------------------------------------------------------


def _write_about(
    sheet: Any, tables: Mapping[str, pl.DataFrame], info: ReleaseInfo, guide: Guide, formats: _CellFormats
) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 24, formats.heading)
    sheet.set_column(1, 1, _LINE, formats.text)
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, guide.title or info.title, formats.title)
    sheet.set_row(0, 24)
    for row, (heading, text) in enumerate(_about_lines(tables, info, guide), start=1):
        sheet.set_row(row, _ROW_HEIGHT * max(1, -(-len(text) // _LINE)))  # only Excel adjusts the height by itself
        if heading:
            sheet.write_string(row, 0, heading, formats.heading)
        if text:
            sheet.write_string(row, 1, text, formats.text)
        if heading == guide.day:
            sheet.write_datetime(row, 1, info.released_on, formats.date)


def _about_lines(tables: Mapping[str, pl.DataFrame], info: ReleaseInfo, guide: Guide) -> Iterator[tuple[str, str]]:
    """Yield the lines of the sheet ``about``, each a heading and a text, either of which may be empty."""
    yield guide.release, info.version
    yield guide.day, ""
    cited = guide.cite[1].format(title=guide.title or info.title, version=info.version, year=info.released_on.year)
    for heading, paragraphs in (*guide.sections, (guide.licence[0], (guide.licence[1],)), (guide.cite[0], (cited,))):
        yield "", ""
        yield heading, paragraphs[0]
        yield from (("", text) for text in paragraphs[1:])
    yield "", ""
    yield guide.tables, ""
    for name in sheet_order(tables):
        table = _class_of(name)
        described = "" if guide.arabic else f" · {table.about()[2]}"
        yield name, f"{guide.title_of(table)} · {guide.rows.format(tables[name].height)}{described}"


def _write_dictionary(sheet: Any, tables: Mapping[str, pl.DataFrame], guide: Guide, formats: _CellFormats) -> None:
    """Write one row for every column of every table: its titles, type, meaning and codes."""
    rows = [
        (
            name, id_, column.title, column.title_ar, guide.holds(column), guide.yes if column.required else "",
            guide.yes if column.key else "", column.description, guide.codes(column),
        )
        for name in sheet_order(tables)
        for id_, column in _class_of(name).columns().items()
    ]  # fmt: skip
    for at, (header, width) in enumerate(zip(guide.dictionary, (18, 20, 26, 26, 24, 12, 8, 70, 90), strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, header, formats.header)
        for number, row in enumerate(rows, start=1):
            if row[at]:
                sheet.write_string(number, at, row[at], formats.text)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, len(rows), len(guide.dictionary) - 1)
    sheet.repeat_rows(0)


# --- a table -------------------------------------------------------------------------------------


def _write_table(sheet: Any, name: str, frame: pl.DataFrame, guide: Guide, formats: _CellFormats) -> None:
    plain = frame.with_columns(pl.col(pl.Enum).cast(pl.String))
    if reason := _reason_unwritten(plain, guide):
        sheet.set_column(0, 0, 110)
        sheet.write_string(0, 0, reason.format(name=name, rows=plain.height, cap=MAX_ROWS), formats.text)
        return
    header_row = 1 if guide.arabic else 0
    last = header_row + max(plain.height, 1)
    for at, (id_, column) in enumerate(_class_of(name).columns().items()):
        cells = plain.get_column(id_)
        if guide.arabic:
            sheet.write_string(0, at, column.title_ar, formats.arabic_header)
        sheet.write_string(header_row, at, id_, formats.header)
        sheet.set_column(at, at, _width(id_, cells))
        _write_cells(sheet, at, header_row + 1, cells, formats)
    sheet.freeze_panes(header_row + 1, 1)
    sheet.autofilter(header_row, 0, last, plain.width - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})  # no warning on ids made of digits
    sheet.repeat_rows(0, header_row)


def _reason_unwritten(frame: pl.DataFrame, guide: Guide) -> str | None:
    """Return why a table is not written, as a pattern of name, rows and cap; None where it is written."""
    if frame.height > MAX_ROWS:
        return guide.too_long
    return None if fits(frame) else guide.too_wide


def _write_cells(sheet: Any, at: int, top: int, cells: pl.Series, formats: _CellFormats) -> None:
    """Write one column, each cell with its type; skip empty cells.

    Arabic cells are set to read from right to left; otherwise a number at the start of a phrase appears at its end.
    """
    write, cell_format = sheet.write_string, formats.arabic_cell if cells.name.endswith("_ar") else None
    if cells.dtype == pl.Date:
        cells = (cells - _EPOCH).dt.total_days()
        write, cell_format = sheet.write_number, formats.day
    elif cells.dtype.is_numeric():
        if (cells >= MAX_EXACT).any():
            cells = cells.cast(pl.String)
        else:
            write, cell_format = sheet.write_number, formats.number if cells.dtype.is_integer() else None
    for row, cell in enumerate(cells, start=top):
        if cell is not None:
            write(row, at, cell, cell_format)


def _width(id_: str, cells: pl.Series) -> int:
    """Return a width that fits the column name with its filter arrow, and nine cells of ten."""
    if cells.dtype != pl.String:
        return max(len(id_) + 4, 12)
    usual = cells.str.len_chars().quantile(0.9) or 0
    return max(len(id_) + 4, min(int(usual) + 2, _MAX_WIDTH))


def _class_of(name: str) -> Any:
    return {**CURATED, **DERIVED}[name]
