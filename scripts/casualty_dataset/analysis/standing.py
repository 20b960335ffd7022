"""Standing: which claims are their claimants' word on a day.

The last claim of a series that was known by a day stands on it, unless another claim has ended it by a link, wherever
that one stands. A count that began anew ends nothing. That no toll was published takes the place of no figure; a
retraction does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import polars as pl

from casualty_dataset.model import SCOPE_COLUMNS


def standing(claims: pl.DataFrame) -> pl.DataFrame:
    """From which day on each claim is its claimant's word.

    Columns ``series``, ``known``, ``position``, a row for each change; ``position`` is null where none stands any more.
    """
    days = _in_order(claims).filter(pl.col("known").is_not_null()).sort("series", "known", "position")
    top = days.with_columns(top=pl.col("position").cum_max().over("series"))
    changed = top.filter(pl.col("position") == pl.col("top"))
    last = changed.unique(["series", "known"], keep="last", maintain_order=True)
    following = pl.when(pl.col("series") == pl.col("series").shift(-1)).then(pl.col("known").shift(-1))
    until = last.with_columns(following=following, ended=pl.max_horizontal("ended_on", "known"))
    ends = until.filter(pl.col("ended_on").is_not_null(), (pl.col("ended") < pl.col("following")).fill_null(True))
    words = until.filter(pl.col("ended_on").is_null() | (pl.col("ended_on") > pl.col("known")))
    return pl.concat(
        [
            words.select("series", "known", "position"),
            ends.select("series", known="ended", position=pl.lit(None, pl.UInt32)),
        ]
    ).sort("series", "known")


def latest(claims: pl.DataFrame, day: date | None = None) -> pl.DataFrame:
    """The claims that stand; with a day, those that stood on it, by what was known then."""
    known = _in_order(claims).filter(True if day is None else pl.col("known") <= day)
    last = known.filter(pl.col("position") == pl.col("position").max().over("series"))
    return last.filter(pl.col("ended_on").is_null() if day is None else ~(pl.col("ended_on") <= day).fill_null(False))


def _in_order(claims: pl.DataFrame) -> pl.DataFrame:
    """The claims that may take the place of the one before: no increment, and no absence beside a figure."""
    gives = pl.col("lower").is_not_null() | (pl.col("revision_reason") == "retraction").fill_null(False)
    rows = claims.filter(~pl.col("increment")).with_columns(gives=gives)
    figured = rows.filter("gives").select("series").unique()
    absent = rows.filter(~pl.col("gives")).join(figured, on="series", how="anti")
    return pl.concat([rows.filter("gives"), absent]).drop("gives").sort("claimant_id", "series", "position")


AGE: Final = ("last_as_of", "known", "lower", "claim_id")
"""What decides which of a claimant's claims is the latest, where it has several series; what is empty is oldest."""


def latest_of_each(claims: pl.DataFrame, group: Sequence[str]) -> pl.DataFrame:
    """The latest claim of each group of claims, such as those of one claimant: a count may have several bases."""
    by_age = claims.sort(*group, *AGE, nulls_last=False)
    return by_age.unique(group, keep="last", maintain_order=True)


def latest_word(claims: pl.DataFrame) -> pl.DataFrame:
    """The latest claim of each body over each scope, counts and estimates apart; sorted as the claims are."""
    words = latest(claims).with_columns(is_estimate=pl.col("basis") == "estimate")
    newest = latest_of_each(words, ["body_id", "is_estimate", *SCOPE_COLUMNS]).drop("is_estimate")
    return newest.sort("claimant_id", "series", "position")


def with_interval(claims: pl.DataFrame) -> pl.DataFrame:
    """The claims that have an interval."""
    return claims.filter(pl.col("lower").is_not_null())
