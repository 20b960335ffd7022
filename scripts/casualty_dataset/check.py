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
    with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA), _lean_start():
        try:
            table.to_schema().validate(frame, lazy=True)
        except pa.errors.SchemaErrors as errors:
            _note(table, frame, path, errors, problems)
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


def _note(
    table: type[Table], frame: pl.DataFrame, path: str, errors: pa.errors.SchemaErrors, problems: Problems
) -> None:
    """Say for every cell what Pandera found; its own list stops at 20, so the column's bounds are asked again."""
    columns = table.columns()
    for name in errors.failure_cases["column"].unique().sort().to_list():
        if name not in columns or name not in frame.columns:
            problems.add(path, "declared_values", "the columns are not those of the table", _REMEDY)
            continue
        failing = _outside(columns[name], pl.col(name))
        message = pl.lit(f"{name} is outside {_bounds(columns[name])}")
        hits = frame.with_row_index("row").filter(failing)
        hits = hits.select("row", column=pl.lit(name), value=pl.col(name).cast(pl.String), message=message)
        problems.add_rows(path, "declared_values", "error", _REMEDY, hits)
        if not hits.height:
            problems.add(path, "declared_values", f"{name} does not hold what it declares", _REMEDY, column=name)


def _outside(column: Column, cell: pl.Expr) -> pl.Expr:
    outside = cell.is_null() if column.required else pl.lit(False)
    if column.minimum is not None:
        outside |= cell < pl.lit(column.minimum)
    if column.maximum is not None:
        outside |= cell > pl.lit(column.maximum)
    if column.kind == "word":
        outside |= ~cell.str.contains(f"^(?:{column.pattern})$")
    return outside.fill_null(False)


def _bounds(column: Column) -> str:
    low = "" if column.minimum is None else f"from {column.minimum} "
    high = "on" if column.maximum is None else f"to {column.maximum}"
    return f"{low}{high}".strip() if low or column.maximum is not None else "what the column declares"
