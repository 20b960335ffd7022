"""A workbook (XLSX) by the standard library: sheets, rows, cells as text. A formula is refused."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from datetime import date, timedelta
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_EPOCH = date(1899, 12, 30)
_CAP = 512 * 1024**2
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]+)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

Row = dict[int, str]
"""The cells of a row that are not empty, by column, the first being 0, in order."""


def day_of(cell: str) -> str:
    """A day as ISO 8601, from the number that a spreadsheet keeps; what is no number, as it stands."""
    return (_EPOCH + timedelta(int(cell))).isoformat() if re.fullmatch("[0-9]{1,6}", cell) else cell


class Workbook:
    """A workbook that was opened. Raises ``ValueError`` for what is none, here and in :meth:`rows`."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            targets = {
                one.attrib["Id"]: one.attrib["Target"].removeprefix("/xl/")
                for one in self._xml("xl/_rels/workbook.xml.rels").iter(f"{_PACKAGE}Relationship")
            }
            self.sheets = {
                one.attrib["name"]: f"xl/{targets[one.attrib[_RELATION]]}"
                for one in self._xml("xl/workbook.xml").iter(f"{_MAIN}sheet")
            }
            shared = "xl/sharedStrings.xml"
            texts = self._xml(shared).iter(f"{_MAIN}si") if shared in self._zip.namelist() else ()
            self._shared = [_text(one) for one in texts]
        except (KeyError, zipfile.BadZipFile):
            raise ValueError("it cannot be read as a workbook (XLSX)") from None

    def _xml(self, name: str) -> ElementTree.Element:
        try:
            with self._zip.open(name) as file:
                data = file.read(_CAP + 1)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
            raise ValueError(f"{name} in it is damaged") from None
        if len(data) > _CAP or b"<!DOCTYPE" in data:
            raise ValueError(f"{name} in it is larger than {_CAP:,} bytes, or declares a document type")
        try:
            return ElementTree.fromstring(data)
        except ElementTree.ParseError:
            raise ValueError(f"{name} in it is not XML") from None

    def rows(self, sheet: str) -> list[Row]:
        """The rows of a sheet from the first to the last with a cell, cells as text."""
        rows: list[Row] = []
        for line in self._xml(self.sheets[sheet]).iter(f"{_MAIN}row"):
            row: Row = {}
            for cell in line.iter(f"{_MAIN}c"):
                if cell.find(f"{_MAIN}f") is not None:
                    raise ValueError(f"the sheet {sheet} holds a formula")
                if (text := self._cell(cell)) is not None:
                    row[_column(cell.attrib["r"])] = text
            number = int(line.attrib["r"])
            if row and number - len(rows) > 1_000_000:
                raise ValueError(f"the sheet {sheet} has a gap of a million rows")
            rows += [{} for _ in range(len(rows) + 1, number)] if row else []
            rows += [row] if row else []
        return rows

    def _cell(self, cell: ElementTree.Element) -> str | None:
        kind, value = cell.attrib.get("t", "n"), cell.findtext(f"{_MAIN}v")
        if kind == "inlineStr":
            return _text(cell)
        if value is None:
            return None
        return self._shared[int(value)] if kind == "s" else value


def _text(element: ElementTree.Element) -> str:
    """The text of a string, the runs of a rich one joined, without readings (``rPh``)."""
    parts = [one.text or "" for one in element.iterfind(f"./{_MAIN}t")]
    parts += [one.text or "" for one in element.iterfind(f"./{_MAIN}r/{_MAIN}t")]
    parts += [one.text or "" for one in element.iterfind(f"./{_MAIN}is/{_MAIN}t")]
    parts += [one.text or "" for one in element.iterfind(f"./{_MAIN}is/{_MAIN}r/{_MAIN}t")]
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), "".join(parts))


def _column(place: str) -> int:
    """The column of a cell such as ``AB12``, counted from 0."""
    found = _PLACE.fullmatch(place)
    if not found:
        raise ValueError("a cell stands at no place")
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
