"""Timelines: the toll as stated over time, one series a claimant, scope and basis; and which steps are falls."""

from __future__ import annotations

from typing import Final

import polars as pl

from casualty_dataset.model import SCOPE_COLUMNS
from casualty_schemas.semantics import is_of_a_day

KINDS: Final = ("first", "step", "correction", "fall", "absence")
"""Kinds of points: the first figure, a next one, one lowered with and without a stated reason, no figure."""


def is_below(upper: pl.Expr, earlier_lower: pl.Expr) -> pl.Expr:
    """True if a figure is wholly below an earlier one of its series, in a measure in which who was counted stays so.

    ``upper`` is the upper bound of the figure, ``earlier_lower`` the lower bound of the earlier one; where either is
    null, the expression is null. The column ``measure`` is read.
    """
    return (upper < earlier_lower) & ~is_of_a_day()


def is_explained() -> pl.Expr:
    """True if a reason for the revision is stated: ``revision_reason`` is neither empty nor not_stated."""
    return pl.col("revision_reason").is_not_null() & (pl.col("revision_reason") != "not_stated")


def timeline(claims: pl.DataFrame) -> pl.DataFrame:
    """The claims of every series in their order, each with the kind of its point.

    Columns besides those of the claims: ``kind``, one of :data:`KINDS`; ``step``, the change from the number before;
    ``earlier_id`` and ``earlier_lower``, the claim before that has an interval, and its lower bound. Rows are sorted by
    claimant and scope, what is less restricted first. Increments are left out.
    """
    rows = claims.filter(~pl.col("increment")).sort("series", "position")
    figures = rows.filter(pl.col("lower").is_not_null()).with_columns(number=pl.coalesce("value", "high", "lower"))
    figures = figures.with_columns(
        earlier_id=neighbour("claim_id", 1), earlier_lower=neighbour("lower", 1),
        step=pl.col("number") - neighbour("number", 1),
    ).drop("number")  # fmt: skip
    points = pl.concat([figures, rows.filter(pl.col("lower").is_null())], how="diagonal").with_columns(kind=_kind())
    return points.sort("body_id", *SCOPE_COLUMNS, "basis", "series", "position")


def _kind() -> pl.Expr:
    below = is_below(pl.col("upper"), pl.col("earlier_lower"))
    return (
        pl.when(pl.col("lower").is_null())
        .then(pl.lit("absence"))
        .when(pl.col("earlier_lower").is_null())
        .then(pl.lit("first"))
        .when(below & is_explained())
        .then(pl.lit("correction"))
        .when(below)
        .then(pl.lit("fall"))
        .otherwise(pl.lit("step"))
    )


def neighbour(name: str, distance: int) -> pl.Expr:
    """The cell of the claim that many positions before in the same series, of rows in their order.

    A negative distance looks ahead. Windows over half a million series would take minutes.
    """
    return pl.when(pl.col("series") == pl.col("series").shift(distance)).then(pl.col(name).shift(distance))
