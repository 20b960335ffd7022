"""One table by itself: the form of its bytes, the values of its cells, the keys of its rows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import polars as pl

from casualty_dataset.core.problems import Problems
from casualty_dataset.validation import csv_gate, references, schema_check
from casualty_schemas import Table

_LARGE: Final = 8 * 1024**2
"""Bytes of a table from which parsing it in a second thread pays, and from which its answer is not kept."""


@dataclass(frozen=True, slots=True)
class CheckedTable:
    """What one table is by itself.

    ``frame``: its typed rows; None if its form has errors. ``sound``: whether form, values and keys have no error.
    ``problems``: what was found.
    """

    frame: pl.DataFrame | None
    sound: bool
    problems: Problems


def check_table(table: type[Table], data: bytes) -> CheckedTable:
    """Check a table given as bytes; the same bytes again have the same answer, unless they are many.

    An edit inspects the dataset before and after it, and changes one table or two.
    """
    return _check(table, data) if len(data) >= _LARGE else _check_once(table, data)


def _check(table: type[Table], data: bytes) -> CheckedTable:
    problems, path = Problems(), f"dataset/{table.table_name()}.csv"
    frame = _typed(table, data, path, problems)
    if frame is None:
        return CheckedTable(None, False, problems)
    values = schema_check.check(table, frame, path, problems)
    keys = references.check_keys(table, frame, path, problems)
    return CheckedTable(frame, values and keys, problems)


_check_once = lru_cache(maxsize=32)(_check)


def _typed(table: type[Table], data: bytes, path: str, problems: Problems) -> pl.DataFrame | None:
    """Return the typed table, or None if its form has errors; a large one is parsed while its form is checked."""
    if len(data) < _LARGE:
        return table.read_csv(data) if csv_gate.prove(table, path, data, problems) else None
    with ThreadPoolExecutor(1) as second_thread:
        parsing = second_thread.submit(table.read_csv, data)
        return parsing.result() if csv_gate.prove(table, path, data, problems) else None
