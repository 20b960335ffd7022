"""The Pandera check of a typed table against its class; every failing cell becomes a problem."""

from __future__ import annotations

import pandera.polars as pa
import polars as pl
from pandera.config import ValidationDepth, config_context

from casualty_dataset.core.problems import Problems
from casualty_schemas import Column, Table

_REMEDY = "Correct the cell; dataset/README.md says what the column may hold."
_SHAPE_REMEDY = "Give the table the columns and types of its class."
_KEY_CHECKS = ("field_uniqueness", "multiple_fields_uniqueness", "rows_sorted_by_key")
"""The checks of the primary key: :func:`references.keys` explains what they find."""
_FAILURE_CASE: dict[str, type[pl.DataType]] = {
    "failure_case": pl.String,
    "schema_context": pl.String,
    "column": pl.String,
    "check": pl.String,
    "check_number": pl.Int32,
    "index": pl.Int32,
}


def check(table: type[Table], frame: pl.DataFrame, path: str, problems: Problems) -> bool:
    """Return whether the frame satisfies its class; add a problem for every failing cell, save those of the key."""
    failures = failure_cases(table.to_schema(), frame)
    if failures.is_empty():
        return True
    _add_problems(table, failures, path, problems)
    return False


def failure_cases(schema: pa.DataFrameSchema, frame: pl.DataFrame) -> pl.DataFrame:
    """Return every failure case of a frame: failure_case, schema_context, column, check, check_number, index (row).

    The depth of validation is set here, so that no environment variable lessens it. Raises ``TypeError`` for a lazy
    frame, of which Pandera checks no value by itself.
    """
    if not isinstance(frame, pl.DataFrame):
        raise TypeError("Pandera checks no value of a lazy frame: collect it first")
    with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA):
        try:
            schema.validate(frame, lazy=True)
        except pa.errors.SchemaErrors as error:
            cases: pl.DataFrame = error.failure_cases
            return cases
    return pl.DataFrame(schema=_FAILURE_CASE)


def _add_problems(table: type[Table], failures: pl.DataFrame, path: str, problems: Problems) -> None:
    """Add the failure cases of :func:`failure_cases` as problems."""
    failures = failures.filter(~pl.col("check").is_in(_KEY_CHECKS))
    of_a_cell = (pl.col("schema_context") == "Column") & pl.col("index").is_not_null()
    for case in failures.filter(~of_a_cell).iter_rows(named=True):
        name = case["column"] if case["schema_context"] == "Column" else case["failure_case"]
        problems.add(path, "declared_values", f"the column {name}: {case['check']} is expected", _SHAPE_REMEDY)
    columns = table.columns()
    hits = failures.filter(of_a_cell).select(
        row="index",
        column="column",
        value="failure_case",
        message=pl.when(pl.col("check") == "not_nullable")
        .then(pl.format("{} is empty and is required", "column"))
        .otherwise(pl.col("column").replace_strict({name: _outside(name, columns[name]) for name in columns})),
    )
    problems.add_rows(path, "declared_values", "error", _REMEDY, hits)


def _outside(name: str, column: Column) -> str:
    """Return the message of a filled cell that breaks the bounds or the pattern of its column."""
    if column.minimum is None:
        return f"{name} is outside what the column declares"
    limits = f"{column.minimum} to {column.maximum}" if column.maximum is not None else f"{column.minimum} or more"
    return f"{name} is outside {limits}"
