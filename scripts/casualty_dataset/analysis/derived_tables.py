"""The derived tables of a release: what the curated ones say when they are asked.

Most are questions put to an :class:`~casualty_dataset.analysis.record.Inquiry`; each has its class in
:data:`casualty_schemas.DERIVED`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from casualty_dataset.analysis.figures import figures
from casualty_dataset.analysis.ranges import ranges
from casualty_dataset.analysis.record import Inquiry
from casualty_schemas import DERIVED
from casualty_schemas.codes import codes_table
from casualty_schemas.vocabulary import PLACE_PRECISION

_SAID: Final = {"low": "envelope@1", "best": "median@1", "high": "envelope@1"}
_GROUPS: Final = {"civilians": "civilian", "forces": "armed_forces", "gunmen": "participating_in_hostilities",
                  "not_stated": "not_stated"}  # fmt: skip


def derive(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Every derived table by name, typed, sorted by key, from the typed curated tables of a sound dataset."""
    inquiry = Inquiry(tables)
    folded = inquiry.claims()
    said = _ranges(inquiry, folded)
    made = {
        "figures": figures(tables, folded),
        "codes": codes_table(),
        "claims": _claims(folded),
        "timeline": _timeline(inquiry),
        "ranges": said,
        "conflicts": _conflicts(inquiry, folded),
        "incident_summary": _summary(tables, folded, said),
    }
    return {name: _typed(name, frame) for name, frame in made.items()}


def _typed(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    table = DERIVED[name]
    typed = frame.select(
        pl.col(column).cast(pl.String).cast(dtype) if isinstance(dtype, pl.Enum) else pl.col(column).cast(dtype)
        for column, dtype in table.dtypes().items()
    )
    return typed.sort(table.key_text())


def _yes(column: str) -> pl.Expr:
    return pl.when(column).then(pl.lit("yes")).otherwise(pl.lit("no")).alias(column)


def _claims(folded: pl.DataFrame) -> pl.DataFrame:
    return folded.with_columns(
        _yes("increment"), _yes("known_assumed"), variants=pl.col("variants").str.replace_all(r"\|", "; ")
    )


def _timeline(inquiry: Inquiry) -> pl.DataFrame:
    told = inquiry.timeline()
    return told.with_columns(
        series=pl.col("series").rle_id() + 1, point=pl.col("position") + 1, step=pl.col("step").cast(pl.String)
    )


def _ranges(inquiry: Inquiry, folded: pl.DataFrame) -> pl.DataFrame:
    told = ranges(folded, inquiry.world, inquiry.inputs, inquiry.kinds)
    percent = ((pl.col("disagreement") - 1) * 100).round()
    return told.with_columns(disagreement_percent=percent.cast(pl.Int64))


def _conflicts(inquiry: Inquiry, folded: pl.DataFrame) -> pl.DataFrame:
    return inquiry.conflicts(folded).rename({"day": "last_day"}).with_columns(_yes("named"), _yes("hard"))


def _summary(tables: Mapping[str, pl.DataFrame], folded: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """One row an incident; of its dead only what speaks of the whole incident."""
    incidents = tables["incidents"].with_columns(pl.col(pl.Enum).cast(pl.String))
    killed = said.filter(
        pl.col("measure") == "killed", pl.col("unit") == "person", pl.col("basis") == "count",
        pl.col("party_id").is_null() | pl.col("status").is_in(["armed_forces", "participating_in_hostilities"]),
    )  # fmt: skip
    summary = incidents.with_columns(
        date_prec=_date_precision(),
        where_prec=pl.col("place_precision").replace_strict(
            {code.code: int(code.maps_to) for code in PLACE_PRECISION.values()}, return_dtype=pl.Int64
        ),
        rules=pl.lit("low and high: envelope@1; best: median@1"),
    )
    for bound, rule in _SAID.items():
        everybody = killed.filter(pl.col("status").is_null(), pl.col("rule") == rule)
        summary = _joined(summary, everybody, bound, bound)
    for group, status in _GROUPS.items():
        of = killed.filter(pl.col("status") == status, pl.col("rule") == "envelope@1")
        for bound in ("low", "high"):
            summary = _joined(summary, of, bound, f"{group}_{bound}")
    counted = tables["tallies"].group_by("incident_id").agg(tallies=pl.len())
    claimed = folded.group_by("incident_id").agg(claims=pl.len(), claimants=pl.col("claimant_id").n_unique())
    both = summary.join(counted, on="incident_id", how="left").join(claimed, on="incident_id", how="left")
    return both.with_columns(pl.col("tallies", "claims", "claimants").fill_null(0))


def _joined(summary: pl.DataFrame, said: pl.DataFrame, bound: str, name: str) -> pl.DataFrame:
    """With one bound of a rule; where two parties share a status, neither is taken for the whole."""
    once = said.group_by("incident_id").agg(pl.when(pl.len() == 1).then(pl.col(bound).first()).alias(name))
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
