"""Timelines: the toll as stated over time, a series a claimant; absence is told as such and never as zero."""

from __future__ import annotations

from typing import Final

import polars as pl

from casualty_dataset.analysis.claims import SCOPE_COLUMNS
from casualty_schemas.semantics import WITHOUT_NUMBER
from casualty_schemas.vocabulary import MEASURE

KINDS: Final = ("first", "step", "correction", "fall", "absence")
"""What a point of a series is: its first figure, a next one, one lowered with and without a stated reason, none."""


def timeline(claims: pl.DataFrame) -> pl.DataFrame:
    """The claims of every series in their order, with ``kind`` and the change ``step`` from the figure before.

    Series are sorted by claimant and scope, what is less restricted first.

    A figure wholly below the one before is a correction where a reason is stated, else a fall; a measure that counts
    who is present on a day may fall.
    """
    moving = [code.code for code in MEASURE.values() if code.may_fall]
    absent = pl.col("qualifier").is_in([code for code in WITHOUT_NUMBER if code != "unquantified"])
    rows = claims.filter(~pl.col("increment")).sort("series", "position")
    number = pl.when(~absent).then(pl.coalesce("value", "high", "lower"))
    before = {name: pl.col(name).forward_fill().shift(1).over("series") for name in ("lower", "number")}
    told = rows.with_columns(number=number).with_columns(was=before["lower"], was_number=before["number"])
    below = (pl.col("upper") < pl.col("was")) & ~pl.col("measure").is_in(moving)
    stated = pl.col("revision_reason").is_not_null() & (pl.col("revision_reason") != "not_stated")
    kind = (
        pl.when(absent)
        .then(pl.lit("absence"))
        .when(pl.col("was").is_null())
        .then(pl.lit("first"))
        .when(below & stated)
        .then(pl.lit("correction"))
        .when(below)
        .then(pl.lit("fall"))
        .otherwise(pl.lit("step"))
    )
    points = told.with_columns(kind=kind, step=pl.col("number") - pl.col("was_number"))
    return points.drop("was", "was_number", "number").sort("claimant_id", *SCOPE_COLUMNS, "basis", "series", "position")
