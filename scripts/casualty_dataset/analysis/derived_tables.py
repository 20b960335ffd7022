"""The derived tables of a release, made from the curated ones.

Most are answers of a :class:`~casualty_dataset.analysis.record.Record`; each has its class in
:data:`casualty_schemas.DERIVED`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from casualty_dataset.analysis.figures import figures
from casualty_dataset.analysis.record import Record
from casualty_dataset.analysis.rules import DEFAULT
from casualty_schemas import DERIVED
from casualty_schemas.codes import codes_table
from casualty_schemas.vocabulary import PLACE_PRECISION

_RULE_OF_BOUND: Final = {"low": DEFAULT, "best": "median@1", "high": DEFAULT}
_GROUPS: Final = {"civilians": "civilian", "forces": "armed_forces", "gunmen": "participating_in_hostilities"}


def derive(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Every derived table by name, typed, sorted by key, from the typed curated tables of a sound dataset."""
    record = Record(tables)
    claims, ranges = record.claims(), record.all_ranges()
    derived = {
        "figures": figures(tables, claims),
        "codes": codes_table(),
        "claims": _claims(claims),
        "series": record.series(),
        "ranges": ranges,
        "conflicts": record.conflicts().with_columns(_yes_or_no("named"), _yes_or_no("hard")),
        "incident_summary": _summary(tables, claims, ranges),
    }
    return {name: _typed(name, frame) for name, frame in derived.items()}


def _typed(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    table = DERIVED[name]
    typed = frame.select(
        pl.col(column).cast(pl.String).cast(dtype) if isinstance(dtype, pl.Enum) else pl.col(column).cast(dtype)
        for column, dtype in table.dtypes().items()
    )
    return typed.sort(table.key_text())


def _yes_or_no(column: str) -> pl.Expr:
    return pl.when(column).then(pl.lit("yes")).otherwise(pl.lit("no")).alias(column)


def _claims(claims: pl.DataFrame) -> pl.DataFrame:
    return claims.with_columns(
        _yes_or_no("increment"), _yes_or_no("known_assumed"), variants=pl.col("variants").str.replace_all(r"\|", "; ")
    )


def _summary(tables: Mapping[str, pl.DataFrame], claims: pl.DataFrame, ranges: pl.DataFrame) -> pl.DataFrame:
    """One row an incident, with the ranges of those killed in the whole of it."""
    incidents = tables["incidents"].with_columns(pl.col(pl.Enum).cast(pl.String))
    killed = ranges.filter(
        pl.col("measure") == "killed", pl.col("unit") == "person", pl.col("basis") == "count",
        pl.col("party_id").is_null() | pl.col("status").is_in(["armed_forces", "participating_in_hostilities"]),
    )  # fmt: skip
    summary = incidents.with_columns(
        date_prec=_date_precision(),
        where_prec=pl.col("place_precision").replace_strict(
            {code.code: int(code.maps_to) for code in PLACE_PRECISION.values()}, return_dtype=pl.Int64
        ),
        rules=pl.lit(f"low and high: {DEFAULT}; best: median@1, where it lies between them"),
    )
    for bound, rule in _RULE_OF_BOUND.items():
        everybody = killed.filter(pl.col("status").is_null(), pl.col("rule") == rule)
        summary = _joined(summary, everybody, bound, bound)
    between = (pl.col("best") >= pl.col("low")) & (pl.col("best") <= pl.col("high")).fill_null(True)
    summary = summary.with_columns(best=pl.when(between).then("best"))
    for group, status in _GROUPS.items():
        group_ranges = killed.filter(pl.col("status") == status, pl.col("rule") == DEFAULT)
        for bound in ("low", "high"):
            summary = _joined(summary, group_ranges, bound, f"{group}_{bound}")
    counted = tables["tallies"].group_by("incident_id").agg(tallies=pl.len())
    claimed = claims.group_by("incident_id").agg(claims=pl.len(), claimants=pl.col("claimant_id").n_unique())
    both = summary.join(counted, on="incident_id", how="left").join(claimed, on="incident_id", how="left")
    return both.with_columns(pl.col("tallies", "claims", "claimants").fill_null(0))


def _joined(summary: pl.DataFrame, ranges: pl.DataFrame, bound: str, name: str) -> pl.DataFrame:
    """With one bound of a rule in the column ``name``; where two parties share a status, the bound is left out."""
    once = ranges.group_by("incident_id").agg(pl.when(pl.len() == 1).then(pl.col(bound).first()).alias(name))
    return summary.join(once, on="incident_id", how="left")


def _date_precision() -> pl.Expr:
    """UCDP's date_prec: 1 a day, 2 up to six days, 3 a week, 4 up to a month, 5 longer or unknown."""
    days = (pl.col("end_on") - pl.col("start_on")).dt.total_days() + 1
    by_length = (
        pl.when(days <= 1).then(1).when(days <= 6).then(2).when(days <= 7).then(3).when(days <= 31).then(4).otherwise(5)
    )
    precision = pl.col("date_precision")
    return (
        pl.when(precision == "day")
        .then(1)
        .when(precision == "month")
        .then(4)
        .when(precision.is_in(["range", "within"]) & days.is_not_null())
        .then(by_length)
        .otherwise(5)
    )
