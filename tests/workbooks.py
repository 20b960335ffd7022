"""A workbook as its XML says it is, read by the standard library alone."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from datetime import date, timedelta
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SPELT = re.compile(r"_x([0-9A-F]{4})_")
Cell = str | int | float | date | None


@dataclass
class Sheet:
    """One sheet: ``rows`` of cells, a cell text, number, day or None; ``formulas`` counts live ones."""

    rows: list[list[Cell]] = field(default_factory=list)
    formulas: int = 0
    links: int = 0
    from_right: bool = False
    frozen: tuple[int, int] = (0, 0)
    filtered: str = ""
    widths: int = 0


def sheets(data: bytes) -> dict[str, Sheet]:
    """Every sheet of a workbook by name, in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        names = book.namelist()
        texts = _texts(book) if "xl/sharedStrings.xml" in names else []
        days = _day_styles(book)
        targets = {relation.get("Id"): relation.get("Target") for relation in _tree(book, "xl/_rels/workbook.xml.rels")}
        return {
            str(sheet.get("name")): _sheet(_tree(book, f"xl/{targets[sheet.get(_RELATION)]}"), texts, days)
            for sheet in _tree(book, "xl/workbook.xml").iter(f"{_MAIN}sheet")
        }


def _tree(book: zipfile.ZipFile, path: str) -> ElementTree.Element:
    return ElementTree.fromstring(book.read(path))


def _texts(book: zipfile.ZipFile) -> list[str]:
    """The shared texts; ``_x0041_`` is how a workbook spells a character that XML cannot hold."""
    spelt_texts = ["".join(item.itertext()) for item in _tree(book, "xl/sharedStrings.xml").iter(f"{_MAIN}si")]
    return [_SPELT.sub(lambda spelt: chr(int(spelt[1], 16)), text) for text in spelt_texts]


def _day_styles(book: zipfile.ZipFile) -> set[str]:
    """The styles that show a number as a day."""
    styles = _tree(book, "xl/styles.xml")
    formats = {item.get("numFmtId") for item in styles.iter(f"{_MAIN}numFmt") if "yyyy" in str(item.get("formatCode"))}
    listed = styles.find(f"{_MAIN}cellXfs")
    assert listed is not None
    return {str(number) for number, style in enumerate(listed) if style.get("numFmtId") in formats}


def _sheet(tree: ElementTree.Element, texts: list[str], days: set[str]) -> Sheet:
    sheet = Sheet(
        formulas=len(list(tree.iter(f"{_MAIN}f"))),
        links=len(list(tree.iter(f"{_MAIN}hyperlink"))),
        widths=len(list(tree.iter(f"{_MAIN}col"))),
    )
    for view in tree.iter(f"{_MAIN}sheetView"):
        sheet.from_right = view.get("rightToLeft") == "1"
    for pane in tree.iter(f"{_MAIN}pane"):
        assert pane.get("state") == "frozen"
        sheet.frozen = (int(pane.get("ySplit") or 0), int(pane.get("xSplit") or 0))
    for filter_ in tree.iter(f"{_MAIN}autoFilter"):
        sheet.filtered = str(filter_.get("ref"))
    for cell in tree.iter(f"{_MAIN}c"):
        row, column = _place(str(cell.get("r")))
        while len(sheet.rows) <= row:
            sheet.rows.append([])
        cells = sheet.rows[row]
        cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = _cell(cell, texts, days)
    return sheet


def _cell(cell: ElementTree.Element, texts: list[str], days: set[str]) -> Cell:
    value = cell.findtext(f"{_MAIN}v")
    if value is None:
        return None
    if cell.get("t") == "s":
        return texts[int(value)]
    assert cell.get("t") in (None, "n"), "a cell is a shared text or a number"
    if cell.get("s") in days:
        return date(1899, 12, 30) + timedelta(days=int(value))
    return float(value) if "." in value else int(value)


def _place(reference: str) -> tuple[int, int]:
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(reference[len(letters) :]) - 1, column - 1
