"""Claims set aside: every claim about the incident of a question that is not in its pool, and why."""

from __future__ import annotations

from typing import Final

import polars as pl

from casualty_dataset.analysis.pools import Pools
from casualty_dataset.analysis.questions import basis_class
from casualty_dataset.model import Scope

_DIFFERENCE: Final = {
    "within": "only a part of", "contains": "wider than", "overlap": "only partly", "disjoint": "other than",
    "unknown": "not comparable with",
}  # fmt: skip


def set_aside(pools: Pools, questions: pl.DataFrame | None = None) -> pl.DataFrame:
    """The claims about the incidents of the questions that are not in their pools; of some ``questions`` or of all.

    Columns: ``question``, ``claim_id``, ``dimension``, ``why``, sorted by the first two.
    """
    asked = (pools.questions if questions is None else questions).select("question", "incident_id", asked="basis")
    about = asked.join(pools.examined, on="incident_id").with_columns(
        dimension=pl.coalesce("dimension", pl.when(basis_class() != pl.col("asked")).then(pl.lit("basis"))),
        why=pl.coalesce(
            "why", pl.when(basis_class() != pl.col("asked")).then(pl.lit("counts and estimates are never mixed"))
        ),
    )
    pair = ["question", "claim_id"]
    comparable = about.filter(pl.col("why").is_null())
    answering = pools.equal.join(asked, on="question", how="semi")
    older = answering.join(pools.newest, on=pair, how="anti").with_columns(
        dimension=pl.lit("claimant"), why=pl.lit("its claimant has another that is later or gives a number")
    )
    newest = answering.join(pools.newest, on=pair, how="semi")
    represented = newest.join(pools.represented, on=["question", "claimant_id"]).with_columns(
        dimension=pl.lit("independence"), why=pl.format("it shares a root with {}, which counts for both", "by")
    )
    parts = [
        about.filter(pl.col("why").is_not_null()), older, represented,
        _of_other_scope(comparable.join(answering, on=pair, how="anti"), pools),
    ]  # fmt: skip
    return pl.concat([rows.select(*pair, "dimension", "why") for rows in parts]).sort(pair)


def _of_other_scope(claims: pl.DataFrame, pools: Pools) -> pl.DataFrame:
    """With the first dimension that decides how the scope of a claim differs from that of its question."""
    asked = [Scope.from_row(row) for row in pools.questions.iter_rows(named=True)]
    dimensions: list[str] = []
    reasons: list[str] = []
    for row in claims.iter_rows(named=True):
        relation = pools.hierarchies.relation(Scope.from_row(row), asked[row["question"]])
        dimension = relation.deciding[0]
        dimensions.append(dimension)
        reasons.append(f"its {dimension} is {_DIFFERENCE[relation.dimensions[dimension]]} what is asked")
    return claims.with_columns(pl.Series("dimension", dimensions, pl.String), pl.Series("why", reasons, pl.String))
