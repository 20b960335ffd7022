"""Checks: a rule returns expressions, and all checks of a table are evaluated in one pass over it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

MANY_ROWS = 50_000
"""From this many rows on, it pays to look at each distinct cell of free text once."""

WITHHELD_VALUE = pl.lit(None, dtype=pl.String)
"""The ``value`` of a check whose findings must not repeat the cell."""


@dataclass(frozen=True, slots=True)
class Check:
    """Rows of a table, and the condition by which some of them break a rule.

    ``rows`` is a table, or rows made from it with a column ``row``: the row number in the table, from 0.
    ``broken`` is true for the rows that break the rule; null counts as false. ``column`` is the column to blame,
    ``message`` what is wrong there, ``value`` the cell to show. ``by_cell``: the cell of ``column`` alone decides, so
    each distinct cell needs to be looked at only once. ``remedy`` says what to do about these rows, where that differs
    from what the rule says for all.
    """

    rows: pl.DataFrame
    broken: pl.Expr | pl.Series
    column: str
    message: pl.Expr
    value: pl.Expr
    by_cell: bool = False
    remedy: str | None = None

    def findings(self) -> pl.DataFrame:
        """Return the rows that break the rule: ``row``, ``column``, ``value`` and ``message``."""
        rows = self.rows if "row" in self.rows.columns else self.rows.with_row_index("row")
        broken = rows.filter(self.broken).rechunk()  # Polars 2.1 panics in pl.format over a column of several chunks
        return broken.select(
            pl.col("row").cast(pl.UInt32),
            column=pl.lit(self.column),
            value=self.value.cast(pl.String),
            message=self.message,
        )


Checks = tuple[Check, ...]


def flag(
    rows: pl.DataFrame,
    broken: pl.Expr | pl.Series,
    column: str,
    message: pl.Expr | str,
    value: pl.Expr | None = None,
    *,
    by_cell: bool = False,
) -> Checks:
    """Flag the rows in which ``broken`` is true; ``value`` is the cell to show (default: that of ``column``)."""
    text = pl.lit(message) if isinstance(message, str) else message
    return (Check(rows, broken, column, text, pl.col(column) if value is None else value, by_cell),)


def combine(checks: Iterable[Checks]) -> Checks:
    """Join the checks of one rule."""
    return tuple(check for some in checks for check in some)


def rows_where(rows: pl.DataFrame, condition: pl.Expr) -> pl.DataFrame:
    """Return the rows that meet a condition, with their numbers in ``row``; cheap where few of a wide table do."""
    numbers = rows.select(pl.arg_where(condition).cast(pl.UInt32).alias("row"))
    return pl.concat([numbers, rows[numbers.to_series()]], how="horizontal")


def evaluate(checks: Sequence[Check]) -> list[pl.DataFrame | None]:
    """Return the findings of each check, None where there are none; checks of one frame share one query."""
    any_broken = [isinstance(check.broken, pl.Series) and bool(check.broken.any()) for check in checks]
    shared: dict[tuple[int, str | None], list[int]] = {}
    for number, check in enumerate(checks):
        if isinstance(check.broken, pl.Expr):
            distinct_cells = check.by_cell and check.rows.height >= MANY_ROWS
            shared.setdefault((id(check.rows), check.column if distinct_cells else None), []).append(number)
    queries = []
    for (_, column), numbers in shared.items():
        rows = checks[numbers[0]].rows.lazy()
        cells = rows if column is None else rows.select(pl.col(column).unique())
        queries.append(cells.select(_any_broken(checks[number]).alias(str(number)) for number in numbers))
    for result in pl.collect_all(queries):
        for name, broken in zip(result.columns, result.row(0), strict=True):
            any_broken[int(name)] = bool(broken)
    return [check.findings() if broken else None for check, broken in zip(checks, any_broken, strict=True)]


def _any_broken(check: Check) -> pl.Expr:
    assert isinstance(check.broken, pl.Expr)
    return check.broken.any()
