"""The Pandera check: one typed table against its class, always on a collected frame, always in full."""

from __future__ import annotations

import copy
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

import pandera.polars as pa
import polars as pl
from pandera.config import ValidationDepth, config_context

from casualty_dataset.core.problems import Problems
from casualty_schemas import Table
from casualty_schemas.columns import Column

_REMEDY = "Correct the cell; dataset/README.md says what the column may hold."


def check(table: type[Table], frame: pl.DataFrame, path: str, problems: Problems) -> bool:
    """Whether the frame satisfies its class; every failing cell is noted.

    Depth is pinned here: neither an environment variable nor a lazy frame can lessen what is checked.
    """
    if not isinstance(frame, pl.DataFrame):
        raise TypeError("Pandera looks at no value of a lazy frame: collect it first")
    if not frame.height and frame.schema == pl.Schema(table.dtypes()):
        return True  # no cell to check, and Pandera takes milliseconds to say so
    with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA), _lean():
        try:
            table.to_schema().validate(frame, lazy=True)
        except pa.errors.SchemaErrors:
            _note(table, frame, path, problems)
            return False
    return True


@contextmanager
def _lean() -> Iterator[None]:
    """Spare Pandera what it does once a column and needs once, together a tenth of the run on a small dataset.

    It imports Hypothesis where that is installed; it copies each column in depth to change one flag of the copy; and it
    asks a lazy frame, which never changes, for its schema twice a column, which Polars makes anew each time. What is
    spared is theirs and not ours, so it is put back afterwards, and one thread at a time does this.
    """
    spared: list[tuple[Any, str, Any]] = [
        (pa.Column, "__deepcopy__", lambda column, _: copy.copy(column)),
        (pl.LazyFrame, "collect_schema", _schema_once),
    ]
    with _ALONE:
        absent = "hypothesis" not in sys.modules
        if absent:
            sys.modules["hypothesis"] = None  # type: ignore[assignment]
        before = [(owner, name, owner.__dict__.get(name)) for owner, name, _ in spared]
        for owner, name, lean in spared:
            setattr(owner, name, lean)
        try:
            yield
        finally:
            for owner, name, was in before:
                if was is None:
                    delattr(owner, name)
                else:
                    setattr(owner, name, was)
            if absent:
                del sys.modules["hypothesis"]


_ALONE = Lock()
_collect_schema = pl.LazyFrame.collect_schema


def _schema_once(frame: pl.LazyFrame, **how: Any) -> pl.Schema:
    """The schema of a lazy frame, kept with it."""
    if "_schema" not in frame.__dict__:
        frame.__dict__["_schema"] = _collect_schema(frame, **how)
    schema: pl.Schema = frame.__dict__["_schema"]
    return schema


def _note(table: type[Table], frame: pl.DataFrame, path: str, problems: Problems) -> None:
    """Say for every cell what is wrong: Pandera's own list stops at 20 and quotes whole rows."""
    before = len(problems)
    if frame.schema != pl.Schema(table.dtypes()):
        problems.add(path, "declared_values", "the columns or their types are not those of the table", _REMEDY)
        return
    for name, column in table.columns().items():
        if (outside := column.outside(name)) is None:
            continue
        failing = frame.with_row_index("row").filter(outside)
        said = pl.lit(f"{name} is outside {_bounds(column)}")
        hits = failing.select("row", column=pl.lit(name), value=pl.col(name).cast(pl.String), message=said)
        problems.add_rows(path, "declared_values", "error", _REMEDY, hits)
    key = table.key_text()
    if len(problems) == before and not frame.select((key <= key.shift(1)).any()).item():  # keys have words of their own
        problems.add(path, "declared_values", "the table does not satisfy its class", _REMEDY)


def _bounds(column: Column) -> str:
    if column.minimum is None:
        return "what the column declares"
    return f"{column.minimum} to {column.maximum}" if column.maximum is not None else f"{column.minimum} or more"
