"""Reconciliation rules: what can be said from the pool of a question, by a rule with a name and a version.

Each rule is a function whose docstring is the rule. It reads pools and answers all questions at once: a row for each
question that it can answer, with ``question``, ``low``, ``best``, ``high``, ``stated_max``, ``low_claims`` and
``high_claims`` (ids joined by ``|``); a bound that is null is open. Nothing is added up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import polars as pl

from casualty_dataset.analysis.pools import Pools


def envelope(pools: Pools) -> pl.DataFrame:
    """The least lower bound to the greatest upper bound; no best. Open above where any claim is."""
    bounds = pools.claims.group_by("question").agg(
        low=pl.col("lower").min(),
        high=pl.when(pl.col("upper").null_count() == 0).then(pl.col("upper").max()),
        stated_max=pl.col("number").max(),
    )
    claims = pools.claims.join(bounds, on="question")
    return (
        bounds.with_columns(best=pl.lit(None, pl.Int64))
        .join(_ids(claims.filter(pl.col("lower") == pl.col("low")), "low_claims"), on="question")
        .join(_ids(claims.filter(pl.col("upper").eq_missing(pl.col("high"))), "high_claims"), on="question")
    )


def documented_floor(pools: Pools) -> pl.DataFrame:
    """The greatest lower bound among documented claims of this scope or within it: at least so many were documented."""
    own = pools.claims.filter("documented").select("question", "claim_id", "lower")
    floors = pl.concat([own, pools.narrower]).with_columns(low=pl.col("lower").max().over("question"))
    highest = floors.filter(pl.col("lower") == pl.col("low"))
    return highest.select("question", "low").unique().join(_ids(highest, "low_claims"), on="question")


def median(pools: Pools) -> pl.DataFrame:
    """The middle of three or more closed claims, with the lower and the upper quartile claim: a spread of claims."""
    lists = (
        _closed(pools)
        .with_columns(middle=_middle())
        .sort("question", "middle", "claim_id")
        .group_by("question", maintain_order=True)
        .agg(pl.col("middle", "lower", "upper", "claim_id"), closed=pl.len(), stated_max=pl.col("number").max())
        .filter(pl.col("closed") >= 3)
    )
    last = pl.col("closed").cast(pl.Int64) - 1
    quartiles = last // 4, last - last // 4
    middles = pl.col("middle").list.get(last // 2), pl.col("middle").list.get((last + 1) // 2)
    return lists.select(
        "question",
        "stated_max",
        low=pl.col("lower").list.get(quartiles[0]),
        best=((middles[0] + middles[1]) / 2).cast(pl.Int64),  # whole persons; half of one is cut off
        high=pl.col("upper").list.get(quartiles[1]),
        low_claims=pl.col("claim_id").list.get(quartiles[0]),
        high_claims=pl.col("claim_id").list.get(quartiles[1]),
    )


def priority(pools: Pools) -> pl.DataFrame:
    """The closed claims of the first kind of claimant, in the order given, that has one; else no answer."""
    order = list(pools.params.order)
    kinds = pl.col("claimant_id").replace_strict(dict(pools.kinds), default=None, return_dtype=pl.String)
    ranked = _closed(pools).with_columns(
        rank=kinds.replace_strict({kind: order.index(kind) for kind in order}, default=None, return_dtype=pl.Int64)
    )
    first = ranked.filter(pl.col("rank") == pl.col("rank").min().over("question"))
    bounds = first.group_by("question").agg(low=pl.col("lower").min(), high=pl.col("upper").max())
    claims = first.join(bounds, on="question")
    return (
        bounds.with_columns(best=pl.when(pl.col("low") == pl.col("high")).then("low"), stated_max="high")
        .join(_ids(claims.filter(pl.col("lower") == pl.col("low")), "low_claims"), on="question")
        .join(_ids(claims.filter(pl.col("upper") == pl.col("high")), "high_claims"), on="question")
    )


def _closed(pools: Pools) -> pl.DataFrame:
    """The claims of the pools that have an upper bound."""
    return pools.claims.filter(pl.col("upper").is_not_null())


def _middle() -> pl.Expr:
    """The number of a closed claim, within its interval (fewer than 100 is at most 99); of a range its middle."""
    stated = pl.when(pl.col("value").is_not_null()).then(pl.min_horizontal("value", "upper"))
    return pl.coalesce(stated.cast(pl.Float64), (pl.col("lower") + pl.col("upper")) / 2)


def _ids(claims: pl.DataFrame, name: str) -> pl.DataFrame:
    """The ids of the claims of each question in one cell, in order."""
    ids = claims.sort("question", "claim_id").group_by("question", maintain_order=True)
    return ids.agg(pl.col("claim_id").alias(name)).with_columns(pl.col(name).list.join("|"))


# --- why there is no answer ------------------------------------------------------------------------------

NO_CLAIM: Final = "no claim with a number and a named claimant has just this scope"
NO_DOCUMENTED: Final = "nobody documented cases of this scope or within it"
NO_PREFERRED: Final = "no kind of claimant in the order given has a closed claim"


def _too_few(pools: Pools) -> pl.DataFrame:
    """Why a median is missing: how many closed claims there are."""
    counted = _closed(pools).group_by("question").agg(closed=pl.len())
    closed = pools.questions.select("question").join(counted, on="question", how="left")["closed"].fill_null(0)
    plural = pl.when(pl.col("closed") == 1).then(pl.lit("")).otherwise(pl.lit("s"))
    reason = pl.format("{} closed claim{}, and a median needs three", "closed", plural)
    return pools.questions.select("question", closed).select("question", reason=reason)


def _always(reason: str) -> Callable[[Pools], pl.DataFrame]:
    return lambda pools: pools.questions.select("question", reason=pl.lit(reason))


# --- the list --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its answers, and for each question the ``reason`` that is given where there is none."""

    answer: Callable[[Pools], pl.DataFrame]
    reason: Callable[[Pools], pl.DataFrame]


PRIORITY: Final = "priority@1"
"""The one rule that has no default order of claimants, so that it answers only when asked."""

RULES: Final[dict[str, Rule]] = {
    "envelope@1": Rule(envelope, _always(NO_CLAIM)),
    "documented-floor@1": Rule(documented_floor, _always(NO_DOCUMENTED)),
    "median@1": Rule(median, _too_few),
    PRIORITY: Rule(priority, _always(NO_PREFERRED)),
}
"""Every rule by name and version. A rule that was released is never changed or removed."""

WITHOUT_ORDER: Final = tuple(name for name in RULES if name != PRIORITY)
"""The rules of the table ``ranges``."""
