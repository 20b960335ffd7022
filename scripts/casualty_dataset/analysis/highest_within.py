"""Of the documented claims within a scope, those with the highest lower bound, for many scopes at once."""

from __future__ import annotations

from typing import Final

import polars as pl

from casualty_dataset.analysis.hierarchies import FLAT_COLUMNS, Hierarchies, within_code

SPOT: Final = ("incident_id", "place", "place_role", "first", "last")
"""Where and when: ``place`` is one id for places that are the same, ``first`` and ``last`` are days."""


def highest_within(questions: pl.DataFrame, documented: pl.DataFrame, hierarchies: Hierarchies) -> pl.DataFrame:
    """The documented claims of the highest lower bound within each question: ``question``, ``claim_id``, ``lower``.

    A claim that is equal to a question is not within it. ``questions`` and ``documented`` have the columns of a scope,
    with ``place``, ``first`` and ``last`` as :class:`~casualty_dataset.analysis.pools.Pools` gives them. First the
    highest of each cell is taken: of all claims at a spot that no question distinguishes. Only these few meet the
    questions.
    """
    restricted = [name for name in ("accused_id", *FLAT_COLUMNS) if questions[name].null_count() < questions.height]
    cell = ["spot", "at_spot", "unlimited", "measure", "unit", "status", "party_id", *restricted]
    spots = questions.select(pl.col(SPOT).name.suffix("_whole")).unique().with_row_index("spot")
    unlimited = [name for name in ("accused_id", *FLAT_COLUMNS) if name not in restricted]
    at_spots = _at_spots(documented, spots, hierarchies).with_columns(
        unlimited=pl.all_horizontal(pl.lit(True), *(pl.col(name).is_null() for name in unlimited))
    )
    cells = at_spots.select(cell).unique().with_row_index("cell")
    highest = _highest(at_spots.join(cells, on=cell, nulls_equal=True), "cell")
    asked = questions.join(spots, left_on=SPOT, right_on=[f"{name}_whole" for name in SPOT]).select(
        "question", "spot", "unit", pl.col("measure", "status", "party_id", *restricted).name.suffix("_whole")
    )
    met = (
        highest.select("cell", "lower", *cell)
        .unique("cell", keep="any")
        .join(hierarchies.within("measure"), on="measure")
    )
    met = met.join(asked, on=["spot", "unit", "measure_whole"])
    for name in ("status", "party_id", *(name for name in restricted if name == "accused_id")):
        met = met.join(hierarchies.within(name), on=[name, f"{name}_whole"], how="semi", nulls_equal=True)
    met = met.filter(pl.lit(True), *(within_code(name) for name in restricted if name != "accused_id"))
    counted = ("measure", "status", "party_id", *restricted)
    equal = pl.all_horizontal(
        "at_spot", "unlimited", *(pl.col(name).eq_missing(pl.col(f"{name}_whole")) for name in counted)
    )
    best = _highest(met.filter(~equal), "question").select("question", "cell", "lower")
    return best.join(highest.select("cell", "claim_id"), on="cell").select("question", "claim_id", "lower")


def _at_spots(claims: pl.DataFrame, spots: pl.DataFrame, hierarchies: Hierarchies) -> pl.DataFrame:
    """The claims at each spot that contains them by incident, place and days; ``at_spot`` where it is their own."""
    contained = (
        claims.join(hierarchies.within("incident_id"), on="incident_id")
        .join(spots, left_on=["incident_id_whole", "place_role"], right_on=["incident_id_whole", "place_role_whole"])
        .join(
            hierarchies.within("place_id"), left_on=["place", "place_whole"],
            right_on=["place_id", "place_id_whole"], how="semi",
        )
        .filter(pl.col("first") >= pl.col("first_whole"), pl.col("last") <= pl.col("last_whole"))
    )  # fmt: skip
    same = [pl.col(name) == pl.col(f"{name}_whole") for name in ("incident_id", "place", "first", "last")]
    return contained.with_columns(at_spot=pl.all_horizontal(same))


def _highest(rows: pl.DataFrame, group: str) -> pl.DataFrame:
    """The rows of each group that have its greatest lower bound."""
    return rows.filter(pl.col("lower") == pl.col("lower").max().over(group))
