"""Reasons: why a rule gives no answer to a question, in plain words."""

from __future__ import annotations

from typing import Final

import polars as pl

from casualty_dataset.analysis.contradiction import NEVER_COMPARED
from casualty_dataset.analysis.highest_within import SPOT
from casualty_dataset.analysis.pools import COUNTED, Pools
from casualty_dataset.analysis.questions import basis_class
from casualty_dataset.analysis.set_aside import set_aside
from casualty_dataset.language.english import day
from casualty_schemas.semantics import VAGUE, VAGUE_COLUMNS, is_vague

NEVER_COMPARED_REASON: Final = "each claimant counts these in a unit of its own, so no rule compares them"
NO_DOCUMENTED: Final = "nobody documented cases of this scope or within it"
NO_PREFERRED: Final = "no kind of claimant in the order given has a closed claim"
NO_CLAIM: Final = "no claim about this incident was known"


def of_empty_pool(pools: Pools) -> pl.DataFrame:
    """Why no claim answers a question: ``question``, ``reason``; only questions that have an empty pool.

    A question may be one that no claim answers. Else it is why the claims of just this scope are set aside; where there
    is none of this scope, why most claims about the incident are.
    """
    empty = pools.questions.join(pools.claims, on="question", how="anti")
    own_unit = pl.when(pl.col("measure").is_in(NEVER_COMPARED)).then(pl.lit(NEVER_COMPARED_REASON))
    stated = empty.select("question", stated=pl.coalesce(own_unit, _vague()))
    same = _of_same_scope(pools, empty)
    other = _of_other_scopes(pools, empty.join(same, on="question", how="anti"))
    reasoned = stated.join(same, on="question", how="left").join(other, on="question", how="left")
    unknown = f"{NO_CLAIM} by {day(pools.params.as_of)}" if pools.params.as_of else NO_CLAIM
    return reasoned.select("question", reason=pl.coalesce("stated", "same", "other", pl.lit(unknown)))


def _vague() -> pl.Expr:
    """That a code of the question does not say which people it is about; null where none is such a code."""
    codes = pl.concat_str(
        [pl.when(pl.col(name).is_in(VAGUE)).then(name) for name in VAGUE_COLUMNS], separator=", ", ignore_nulls=True
    )
    text = pl.format(
        "“{}” does not say which people are meant, so that claims about them are compared with none", codes
    )
    return pl.when(is_vague()).then(text)


def _of_same_scope(pools: Pools, empty: pl.DataFrame) -> pl.DataFrame:
    """Why most claims of just the scope of a question are set aside: ``question``, ``same``."""
    keys = [*SPOT, *COUNTED]
    claims = pools.examined.select("claim_id", "why", *keys, basis=basis_class())
    of_scope = empty.select("question", "basis", *keys).join(claims, on=["basis", *keys], nulls_equal=True)
    of_all = pl.format("{} of the {} claims of just this scope are set aside: {}", "most", "all", "why")
    return _most(of_scope, ["why"]).select(
        "question",
        same=pl.when(pl.col("all") == 1)
        .then(pl.format("the one claim of just this scope is set aside: {}", "why"))
        .otherwise(of_all),
    )


def _of_other_scopes(pools: Pools, empty: pl.DataFrame) -> pl.DataFrame:
    """Why most claims about the incident of a question are set aside: ``question``, ``other``."""
    most = _most(set_aside(pools, empty), ["dimension", "why"])
    text = "no claim has just this scope; of {} about the incident {} are set aside by {}: {}"
    return most.select("question", other=pl.format(text, "all", "most", "dimension", "why"))


def _most(rows: pl.DataFrame, reason: list[str]) -> pl.DataFrame:
    """The most frequent reason of each question, how many rows have it (``most``), and how many there are (``all``)."""
    counted = rows.group_by("question", *reason).agg(most=pl.len())
    counted = counted.with_columns(all=pl.col("most").sum().over("question"))
    ordered = counted.sort("question", "most", *reason, descending=[False, True, *(False for _ in reason)])
    return ordered.unique("question", keep="first", maintain_order=True)


def nothing_documented(pools: Pools) -> pl.DataFrame:
    """That nobody documented a case."""
    return pools.questions.select("question", reason=pl.lit(NO_DOCUMENTED))


def no_preferred(pools: Pools) -> pl.DataFrame:
    """That no kind of claimant in the order has a closed claim."""
    return pools.questions.select("question", reason=pl.lit(NO_PREFERRED))


def too_few_closed(pools: Pools) -> pl.DataFrame:
    """How many closed claims there are, where a median needs three."""
    counted = pools.claims.filter(pl.col("upper").is_not_null()).group_by("question").agg(closed=pl.len())
    closed = pools.questions.select("question").join(counted, on="question", how="left")["closed"].fill_null(0)
    plural = pl.when(pl.col("closed") == 1).then(pl.lit("")).otherwise(pl.lit("s"))
    reason = pl.format("{} closed claim{}, and a median needs three", "closed", plural)
    return pools.questions.select("question", closed).select("question", reason=reason)
