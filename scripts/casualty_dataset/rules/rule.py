"""What a validation rule is.

A rule is a function whose docstring is the rule and whose parameters name the tables it reads; the
first of them is the table in which its findings lie. Two more parameters are understood: ``today``,
the day beyond which nothing can be known, and ``table`` with ``rows``, for a rule that is asked of
every table in turn. It returns its hits, never a judgement about anything else.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from casualty_schemas import CURATED

HITS = pl.Schema({"row": pl.UInt32, "column": pl.String, "value": pl.String, "message": pl.String})


@dataclass(frozen=True, slots=True)
class Rule:
    """One validation rule; ``name`` is the word that problems and waivers use."""

    name: str
    text: str
    check: Callable[..., pl.DataFrame]
    reads: tuple[str, ...]
    wants: tuple[str, ...]
    remedy: str
    waivable: bool
    severity: str
    every_table: bool

    @property
    def home(self) -> str:
        """The table in which its findings lie."""
        return self.reads[0]


def rule(
    remedy: str, *, waivable: bool = False, severity: str = "error"
) -> Callable[[Callable[..., pl.DataFrame]], Rule]:
    """Make a rule of a function; ``remedy`` is what a person should do about a finding."""

    def declare(check: Callable[..., pl.DataFrame]) -> Rule:
        wants = tuple(inspect.signature(check).parameters)
        reads = tuple(name for name in wants if name in CURATED)
        text = " ".join((check.__doc__ or "").split())
        return Rule(check.__name__, text, check, reads, wants, remedy, waivable, severity, "rows" in wants)

    return declare


def hits(
    rows: pl.DataFrame, where: pl.Expr | pl.Series, column: str, message: pl.Expr | str, value: pl.Expr | None = None
) -> pl.DataFrame:
    """The rows for which ``where`` is true, with what was found; a null is no hit.

    ``value`` is what to show of the cell (default: ``column`` itself).
    """
    mask = rows.select(where).to_series() if isinstance(where, pl.Expr) else where
    if not mask.any():
        return HITS.to_frame()
    found = rows.with_row_index("row") if "row" not in rows.columns else rows
    shown = pl.col(column) if value is None else value
    return found.filter(mask).select(
        pl.col("row").cast(pl.UInt32),
        column=pl.lit(column),
        value=shown.cast(pl.String),
        message=pl.lit(message) if isinstance(message, str) else message,
    )


def none() -> pl.DataFrame:
    """No hit."""
    return HITS.to_frame()
