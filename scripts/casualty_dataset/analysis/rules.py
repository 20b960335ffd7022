"""Reconciliation rules: what can be said from the pool of a question, by a rule with a name and a version.

Each rule is a function whose docstring is the rule. It reads pools and answers all questions at once: a row for each
question that it can answer, with ``question``, ``low``, ``best``, ``high``, ``stated_max``, ``low_claims``,
``high_claims`` and ``floors`` (ids joined by ``|``), as far as it has them; a bound that is null is open. Nothing is
added up.

A rule once released is never changed or removed. The pools that it reads are those of the method version,
:data:`~casualty_dataset.analysis.pools.POOL`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import polars as pl

from casualty_dataset.analysis import reasons
from casualty_dataset.analysis.pools import Pools


def envelope_of_totals(pools: Pools) -> pl.DataFrame:
    """Totals bound the range, and floors only raise it.

    Low is the least lower bound of the totals; high is the greatest of the upper bounds of the totals and the lower
    bounds of the floors; best is given where the two are equal. Without a total, low is the greatest floor, and high is
    open. The floors are listed, the greatest first.
    """
    total, floor = pl.col("total"), ~pl.col("total")
    bounds = pools.claims.group_by("question").agg(
        least=pl.col("lower").filter(total).min(),
        most=pl.col("upper").filter(total).max(),
        floor=pl.col("lower").filter(floor).max(),
        stated_max=pl.col("number").max(),
    )
    has_total = pl.col("least").is_not_null()
    answers = bounds.select(
        "question", "stated_max", low=pl.coalesce("least", "floor"),
        high=pl.when(has_total).then(pl.max_horizontal("most", "floor")), has_total=has_total,
    )  # fmt: skip
    claims = pools.claims.join(answers, on="question")
    low = claims.filter(pl.col("lower") == pl.col("low"), total == pl.col("has_total"))
    high = claims.filter(pl.when(total).then("upper").otherwise("lower") == pl.col("high"))
    floors = claims.filter(floor).sort("question", "lower", "claim_id", descending=[False, True, False])
    listed = floors.group_by("question", maintain_order=True).agg(floors=pl.col("claim_id").str.join("|"))
    return (
        answers.with_columns(best=pl.when(pl.col("low") == pl.col("high")).then("low"))
        .join(_ids(low, "low_claims"), on="question")
        .join(_ids(high, "high_claims"), on="question", how="left")
        .join(listed, on="question", how="left")
    )


def envelope(pools: Pools) -> pl.DataFrame:
    """The least lower bound to the greatest upper bound, floors included; no best. Open above where any claim is."""
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
    """The middle of three or more closed claims, with the lower and the upper quartile claim: a spread of claims.

    A closed claim has an upper bound on its own day, whether it is a total or a count so far.
    """
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


# --- the list --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its answers, and for each question the ``reason`` that is given where there is none."""

    answer: Callable[[Pools], pl.DataFrame]
    reason: Callable[[Pools], pl.DataFrame]


DEFAULT: Final = "envelope@2"
"""The rule that answers where none is named, and that bounds the table ``incident_summary``."""

PRIORITY: Final = "priority@1"
"""The one rule that has no default order of claimants, so that it answers only when asked."""

RULES: Final[dict[str, Rule]] = {
    DEFAULT: Rule(envelope_of_totals, reasons.of_empty_pool),
    "documented-floor@1": Rule(documented_floor, reasons.nothing_documented),
    "median@1": Rule(median, reasons.too_few_closed),
    PRIORITY: Rule(priority, reasons.no_preferred),
    "envelope@1": Rule(envelope, reasons.of_empty_pool),
}
"""Every rule by name and version."""

TABLED: Final = (DEFAULT, "documented-floor@1", "median@1")
"""The rules of the table ``ranges``: without ``envelope@1``, which is kept to run again what was published."""
