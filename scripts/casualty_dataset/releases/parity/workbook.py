"""The sheets of a workbook (XLSX) of unknown origin, read with openpyxl within bounds. A formula is refused."""

from __future__ import annotations

import io
import itertools
import warnings
import zipfile
import zlib
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

_EPOCH = date(1899, 12, 30)
_UNPACKED_CAP = 512 * 1024**2
"""Bytes of all parts of a workbook."""

_ROWS = 1_048_576
"""Rows that a sheet may have."""

_FAULTS = (KeyError, IndexError, TypeError, AttributeError, ValueError, SyntaxError, EOFError, NotImplementedError,
           RuntimeError, InvalidFileException, zipfile.BadZipFile, zlib.error)  # fmt: skip


def day_text(value: object) -> object:
    """Return a day as ISO 8601 if the cell is one, or the number that a spreadsheet keeps for one."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, int) and 0 <= value < 1_000_000:
        return (_EPOCH + timedelta(value)).isoformat()
    return value


def read_sheets(data: bytes, names: Collection[str]) -> dict[str, list[list[object]]]:
    """Return the rows of the named sheets, as far as they are there, as values and without empty rows at the end.

    Raises ``ValueError`` for bytes that are not a workbook, exceed the bounds, or hold a formula.
    """
    try:
        _refuse_bombs(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles, which do not matter here
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
            return {name: _rows(book, name) for name in book.sheetnames if name in names}
    except _Refused as refusal:
        raise ValueError(str(refusal)) from None
    except _FAULTS:
        raise ValueError("it cannot be read as a workbook (XLSX)") from None


class _Refused(Exception):
    """The workbook exceeds a bound, or holds what no workbook of a release holds."""


def _refuse_bombs(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        if sum(part.file_size for part in parts.infolist()) > _UNPACKED_CAP:  # no more of a part is ever read
            raise _Refused(f"its parts are larger than {_UNPACKED_CAP:,} bytes")
        if any(b"<!DOCTYPE" in parts.read(part) for part in parts.infolist()):
            raise _Refused("a part of it declares a document type")


def _rows(book: Any, name: str) -> list[list[object]]:
    sheet = book[name]
    sheet.reset_dimensions()
    rows: list[list[object]] = []
    for row in itertools.islice(sheet.iter_rows(), _ROWS + 1):
        if any(cell.data_type == "f" for cell in row):
            raise _Refused(f"the sheet {name} holds a formula")
        rows.append([cell.value for cell in row])
    if len(rows) > _ROWS:
        raise _Refused(f"the sheet {name} has more than {_ROWS:,} rows")
    while rows and not any(value is not None for value in rows[-1]):
        rows.pop()
    return rows
