"""The meaning of a figure: the interval of a claim and the scope it is about.

Polars expressions over the columns of ``tallies``, used by validation and by reconciliation alike.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from casualty_schemas.vocabulary import LIMITS, MAGNITUDE, MEASURE, STATUS

DELTA: Final = 0.10
"""Part of a number by which "about" and "nearly" may miss; at least 1."""

WITHOUT_NUMBER: Final = ("unquantified", "none_published", "denied")

LIMITED: Final = {
    "accused": "accused_id",
    "community": "community_as_stated",
    "cause": "cause",
    "circumstance": "circumstance",
    "subgroup": "subgroup",
}
"""The column behind each code of ``limits``: part of the scope only where it is listed there."""

_UNLIMITED: Final = (
    "incident_id#", "place_id#", "place_role", "period_start", "period_end", "measure", "unit", "status", "sex",
    "age", "party_id#", "group_as_stated",
)  # fmt: skip

SCOPE: Final = (*_UNLIMITED, *LIMITED.values())
"""The columns that may belong to a scope; references as row numbers."""

if set(LIMITED) != set(LIMITS):
    raise RuntimeError("semantics.LIMITED must name a column for every code of the vocabulary limits")


VAGUE: Final = ("not_stated", "other", "unknown")
"""Codes that do not say which people were counted, in whatever column."""

VAGUE_COLUMNS: Final = ("status", "sex", "age", *(column for code, column in LIMITED.items() if code != "accused"))
"""The columns of a scope in which a vague code may be."""


def is_vague() -> pl.Expr:
    """True if a column of the scope holds a vague code, and no words of the document say which group is meant.

    Two such rows may speak of different people, so they are compared with nothing but what contains both.
    """
    vague = [pl.col(name).cast(pl.String).is_in(VAGUE) for name in VAGUE_COLUMNS]
    return pl.any_horizontal(vague).fill_null(False) & pl.col("group_as_stated").is_null()


def may_be_several_groups() -> pl.Expr:
    """True if a column of the scope holds ``other``, and no words of the document say which group is meant.

    One document may use that code of several groups, as of two nationalities; ``unknown`` and ``not_stated`` are one
    group within one statement, whose parts can be added up.
    """
    other = [pl.col(name).cast(pl.String) == "other" for name in VAGUE_COLUMNS]
    return pl.any_horizontal(other).fill_null(False) & pl.col("group_as_stated").is_null()


def is_of_a_day(suffix: str = "") -> pl.Expr:
    """True if the measure speaks for its own day alone; of any other who was counted stays counted."""
    return pl.col(f"measure{suffix}").cast(pl.String).is_in([code.code for code in MEASURE.values() if code.of_a_day])


def is_increment() -> pl.Expr:
    """True if the row counts what was recorded on certain days: it is in no series, conflict or range."""
    return pl.col("period_basis") == "documentation"


def makes_claim() -> pl.Expr:
    """True if the row is a claim: a named claimant, and a carrier that is not wrong."""
    return pl.col("relay_fault").is_null() & (pl.col("claimant_id") != "not-stated")


def last_day(column: str, precision: str) -> pl.Expr:
    """The last day that a date of this precision may mean."""
    day = pl.col(column)
    return (
        pl.when(pl.col(precision) == "month")
        .then(day.dt.month_end())
        .when(pl.col(precision) == "year")
        .then(day.dt.offset_by("1y").dt.offset_by("-1d"))
        .otherwise(day)
    )


def margin(delta: float = DELTA) -> pl.Expr:
    """max(1, ⌈n × delta⌉), in the unit of the tally."""
    return pl.max_horizontal(pl.lit(1), (pl.col("value") * delta).ceil().cast(pl.Int64))


def lower(delta: float = DELTA) -> pl.Expr:
    """Lower bound of the claim on its own day; null where it has no interval.

    A range that is printed with its low above its high is read as the interval between the two.
    """
    value, floors = pl.col("value"), {code.code: code.floor for code in MAGNITUDE.values()}
    about = pl.max_horizontal(pl.lit(0), value - margin(delta))
    return (
        pl.when(pl.col("qualifier").is_in(["exact", "at_least"]))
        .then(value)
        .when(pl.col("qualifier") == "more_than")
        .then(value + 1)
        .when(pl.col("qualifier").is_in(["fewer_than", "up_to"]))
        .then(pl.lit(0))
        .when(pl.col("qualifier").is_in(["about", "nearly"]))
        .then(about)
        .when(pl.col("qualifier") == "between")
        .then(pl.min_horizontal("low", "high"))
        .when(pl.col("qualifier") == "unquantified")
        .then(pl.col("magnitude").replace_strict(floors, return_dtype=pl.Int64))
    )


def upper(delta: float = DELTA) -> pl.Expr:
    """Upper bound of the claim on its own day; null where it is open or there is no interval."""
    value = pl.col("value")
    return (
        pl.when(pl.col("qualifier").is_in(["exact", "up_to", "nearly"]))
        .then(value)
        .when(pl.col("qualifier") == "fewer_than")
        .then(value - 1)
        .when(pl.col("qualifier") == "about")
        .then(value + margin(delta))
        .when(pl.col("qualifier") == "between")
        .then(pl.max_horizontal("low", "high"))
    )


def scope() -> list[pl.Expr]:
    """The columns of :data:`SCOPE`; a column that only describes, and does not limit, is null here."""
    limited = [  # no code of limits is a part of another, so looking for its letters is enough
        pl.when(pl.col("limits").str.contains(code, literal=True)).then(pl.col(column)).alias(column)
        for code, column in LIMITED.items()
    ]
    return [pl.col(name) for name in _UNLIMITED] + limited


def _upward(parents: dict[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    """For each code, in the order of its vocabulary, the codes that contain it, itself included."""
    above: dict[str, frozenset[str]] = {}

    def climb(code: str) -> frozenset[str]:
        if code not in above:
            above[code] = frozenset({code}).union(*(climb(parent) for parent in parents[code]))
        return above[code]

    return {code: climb(code) for code in parents}


STATUS_WITHIN: Final = _upward({code.code: code.parents for code in STATUS.values()})
"""status → every status that contains it; the empty status contains all."""

MEASURE_WITHIN: Final = _upward({code.code: code.parents for code in MEASURE.values()})
"""measure → every measure that contains it."""
