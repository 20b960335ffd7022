"""Ranges: the answers of reconciliation rules to questions, to all of them at once or to one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import polars as pl

from casualty_dataset.analysis import questions
from casualty_dataset.analysis.pools import Pools
from casualty_dataset.analysis.rules import PRIORITY, RULES
from casualty_dataset.core.errors import WrongValue
from casualty_dataset.model import SCOPE_COLUMNS, Claim, Pool, Range, SetAside

KEY: Final = ("incident_id", "place_id", "measure", "unit", "status", "sex", "age", "party_id", "basis", "rule")
"""The columns of a question that is asked for the table ``ranges``, and the rule that answers it."""

ANSWER: Final = (
    "low", "best", "high", "stated_max", "claims", "claimants", "independent", "low_claims", "high_claims",
    "disagreement", "reason",
)  # fmt: skip
"""The columns of an answer."""


def ranges(pools: Pools, rules: Iterable[str]) -> pl.DataFrame:
    """The answer of each rule to each question: ``question``, the columns of a scope, ``basis``, ``rule``, answer.

    Rows are sorted by rule, in the order given, and by question. ``low_claims`` and ``high_claims`` join ids by ``|``;
    ``reason`` is null where there is an answer. Raises ``ValueError`` where ``priority@1`` is given no order.
    """
    asked = pools.questions.join(_pool_size(pools), on="question", how="left", maintain_order="left").with_columns(
        pl.col("claims", "claimants", "independent").fill_null(0)
    )
    empty = pl.DataFrame(schema={"low": pl.Int64, "best": pl.Int64, "high": pl.Int64, "stated_max": pl.Int64,
                                 "low_claims": pl.String, "high_claims": pl.String})  # fmt: skip
    frames = [empty]
    for name in rules:
        if name == PRIORITY and not pools.params.order:
            raise WrongValue(f"{PRIORITY} has no default: give the order of the kinds of claimant")
        answered = asked.join(RULES[name].answer(pools), on="question", how="left", maintain_order="left")
        reasoned = answered.join(RULES[name].reason(pools), on="question", how="left", maintain_order="left")
        reason = pl.when(pl.col("low").is_null()).then("reason")
        frames.append(reasoned.with_columns(rule=pl.lit(name), reason=reason))
    return pl.concat(frames, how="diagonal").select("question", *SCOPE_COLUMNS, "basis", "rule", *ANSWER)


def _pool_size(pools: Pools) -> pl.DataFrame:
    """How many claims each pool holds, of how many claimants, and how many times its highest number is its lowest."""
    counted = pools.claims.group_by("question", maintain_order=True).agg(
        claims=pl.len(), claimants=pl.col("claimant_id").n_unique(), independent=pl.len(),
        most=pl.col("number").max(), least=pl.col("number").min(),
    )  # fmt: skip
    pairs = counted.select("most", "least").iter_rows()  # Python rounds the exact quotient, Polars a multiple of it
    ratio = pl.Series("disagreement", [round(most / least, 2) if least else None for most, least in pairs], pl.Float64)
    return counted.drop("most", "least").with_columns(ratio)


# --- as types ------------------------------------------------------------------------------------------


def typed_ranges(answers: pl.DataFrame, pools: Pools) -> list[Range]:
    """The rows of :func:`ranges` as ranges, each with the claims that are set aside."""
    aside = _aside_by_question(pools)
    asked = questions.from_frame(answers)
    return [
        Range(
            row["rule"], question, row["low"], row["best"], row["high"], row["stated_max"], row["claims"],
            row["claimants"], row["independent"], _ids(row["low_claims"]), _ids(row["high_claims"]),
            aside.get(row["question"], ()), row["disagreement"], row["reason"],
        )
        for question, row in zip(asked, answers.iter_rows(named=True), strict=True)
    ]  # fmt: skip


def typed_pools(pools: Pools, claims: pl.DataFrame) -> list[Pool]:
    """The pool of every question, in their order; ``claims`` are the folded claims."""
    aside = _aside_by_question(pools)
    needed = claims.join(pools.claims.select("claim_id").unique(), on="claim_id", how="semi")
    by_id = {claim.claim_id: claim for claim in Claim.from_frame(needed)}
    ids: dict[int, list[str]] = {}
    for number, claim in pools.claims.select("question", "claim_id").sort("claim_id").iter_rows():
        ids.setdefault(number, []).append(claim)
    return [
        Pool(question, tuple(by_id[claim] for claim in ids.get(number, ())), aside.get(number, ()))
        for number, question in enumerate(questions.from_frame(pools.questions))
    ]


def _aside_by_question(pools: Pools) -> dict[int, tuple[SetAside, ...]]:
    aside: dict[int, tuple[SetAside, ...]] = {}
    for number, *cells in pools.set_aside().iter_rows():
        aside[number] = (*aside.get(number, ()), SetAside(*cells))
    return aside


def _ids(cell: str | None) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def total(ranges: Sequence[Range], *, although_scopes_overlap: bool = False) -> int:
    """The sum of lower bounds, which is refused: scopes overlap, and a sum would count people twice.

    Raises ``ValueError`` unless ``although_scopes_overlap`` is given.
    """
    if not although_scopes_overlap:
        raise ValueError(
            "Figures of overlapping scopes are not added up: the same people would be counted twice. "
            "Ask for the larger scope instead, or say although_scopes_overlap=True."
        )
    return sum(answer.low or 0 for answer in ranges)
