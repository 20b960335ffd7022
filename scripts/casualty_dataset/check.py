"""The Pandera check: one typed table against its class, always on a collected frame, always in full."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pandera.polars as pa
import polars as pl
from pandera.config import ValidationDepth, config_context

from casualty_dataset.problems import Problems
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
    with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA), _lean_start():
        try:
            table.to_schema().validate(frame, lazy=True)
        except pa.errors.SchemaErrors:
            _note(table, frame, path, problems)
            return False
    return True


@contextmanager
def _lean_start() -> Iterator[None]:
    """Keep Pandera from importing Hypothesis, which it does where it is installed, and which costs a third of a run."""
    absent = "hypothesis" not in sys.modules
    if absent:
        sys.modules["hypothesis"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if absent:
            del sys.modules["hypothesis"]


def _note(table: type[Table], frame: pl.DataFrame, path: str, problems: Problems) -> None:
    """Say for every cell what is wrong: Pandera's own list stops at 20 and quotes whole rows."""
    before = len(problems)
    if frame.schema != pl.Schema(table.dtypes()):
        problems.add(path, "declared_values", "the columns or their types are not those of the table", _REMEDY)
        return
    for name, column in table.columns().items():
        outside = column.outside(name)
        empty = pl.col(name).is_null() if column.required else pl.lit(False)
        failing = frame.with_row_index("row").filter(empty if outside is None else empty | outside)
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
