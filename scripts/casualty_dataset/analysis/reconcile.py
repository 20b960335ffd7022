"""Ranges: the answers of reconciliation rules to questions, to all of them at once or to one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import polars as pl

from casualty_dataset.analysis import questions
from casualty_dataset.analysis.pools import POOL, Pools
from casualty_dataset.analysis.rules import PRIORITY, RULES
from casualty_dataset.analysis.set_aside import set_aside
from casualty_dataset.core.errors import WrongValue
from casualty_dataset.model import SCOPE_COLUMNS, Claim, Floor, Pool, Range, SetAside

KEY: Final = ("incident_id", "place_id", "measure", "unit", "status", "sex", "age", "party_id", "basis", "rule")
"""The columns of a question that is asked for the table ``ranges``, and the rule that answers it."""

ANSWER: Final = (
    "low", "best", "high", "stated_max", "claims", "claimants", "independent", "low_claims", "high_claims", "floors",
    "disagreement", "remark", "reason",
)  # fmt: skip
"""The columns of an answer."""

ONE_CLAIMANT: Final = "one claimant only"
"""The remark on a range that rests on one independent root: nobody else bears it out, and nobody disagrees."""


def ranges(pools: Pools, rules: Iterable[str]) -> pl.DataFrame:
    """The answer of each rule to each question: ``question``, the columns of a scope, ``basis``, ``rule``, ``pool``.

    Then those of :data:`ANSWER`. Rows are sorted by rule, in the order given, and by question. ``low_claims``,
    ``high_claims`` and ``floors`` join ids by ``|``; ``reason`` is null where there is an answer. Raises ``ValueError``
    where ``priority@1`` is given no order.
    """
    asked = pools.questions.join(_pool_size(pools), on="question", how="left", maintain_order="left").with_columns(
        pl.col("claims", "claimants", "independent").fill_null(0)
    )
    numbers, ids = ("low", "best", "high", "stated_max"), ("low_claims", "high_claims", "floors")
    empty = pl.DataFrame(schema=dict.fromkeys(numbers, pl.Int64) | dict.fromkeys(ids, pl.String))
    frames = [empty]
    for name in rules:
        if name == PRIORITY and not pools.params.order:
            raise WrongValue(f"{PRIORITY} has no default: give the order of the kinds of claimant")
        answered = asked.join(RULES[name].answer(pools), on="question", how="left", maintain_order="left")
        reasoned = answered.join(RULES[name].reason(pools), on="question", how="left", maintain_order="left")
        reason = pl.when(pl.col("low").is_null()).then("reason")
        remark = pl.when(pl.col("low").is_not_null() & (pl.col("independent") == 1)).then(pl.lit(ONE_CLAIMANT))
        frames.append(reasoned.with_columns(rule=pl.lit(name), pool=pl.lit(POOL), remark=remark, reason=reason))
    return pl.concat(frames, how="diagonal").select("question", *SCOPE_COLUMNS, "basis", "rule", "pool", *ANSWER)


def _pool_size(pools: Pools) -> pl.DataFrame:
    """How many claims, claimants and roots answer each question, and how many times its highest number is its lowest.

    A range of one root has no such ``disagreement``, nor has one whose lowest number is 0.
    """
    numbered = pools.claims.filter(pl.col("number").is_not_null()).group_by("question", maintain_order=True)
    spread = numbered.agg(most=pl.col("number").max(), least=pl.col("number").min(), roots=pl.len())
    pairs = spread.select("most", "least", "roots").iter_rows()  # Python rounds the exact quotient, Polars a multiple
    ratio = [round(most / least, 2) if least and roots > 1 else None for most, least, roots in pairs]
    spread = spread.select("question", pl.Series("disagreement", ratio, pl.Float64))
    return pools.sizes.join(spread, on="question", how="left")


# --- as types ------------------------------------------------------------------------------------------


def typed_ranges(answers: pl.DataFrame, pools: Pools) -> list[Range]:
    """The rows of :func:`ranges` as ranges, each with the claims that are set aside."""
    aside = _aside_by_question(pools)
    asked = questions.from_frame(answers)
    as_floor = pools.claims.select("question", "claim_id", "claimant_id", "lower", "as_of")
    floors = {(row[0], row[1]): Floor(*row[1:]) for row in as_floor.iter_rows()}
    return [
        Range(
            **{name: row[name] for name in _PLAIN},
            question=question,
            low_claims=_ids(row["low_claims"]),
            high_claims=_ids(row["high_claims"]),
            floors=tuple(floors[row["question"], claim] for claim in _ids(row["floors"])),
            set_aside=aside.get(row["question"], ()),
        )
        for question, row in zip(asked, answers.iter_rows(named=True), strict=True)
    ]


_PLAIN: Final = (
    "rule", "pool", "low", "best", "high", "stated_max", "claims", "claimants", "independent", "disagreement", "remark",
    "reason",
)  # fmt: skip
"""The columns of an answer that a range has as they are."""


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
    for number, *cells in set_aside(pools).iter_rows():
        aside[number] = (*aside.get(number, ()), SetAside(*cells))
    return aside


def _ids(cell: str | None) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def total(ranges: Sequence[Range], *, although_scopes_overlap: bool = False) -> int:
    """The sum of lower bounds, which is refused for several: scopes overlap, and a sum would count people twice.

    Of none it is 0, and of one its own. Raises ``ValueError`` for more unless ``although_scopes_overlap`` is given.
    """
    if len(ranges) > 1 and not although_scopes_overlap:
        raise ValueError(
            "Figures of overlapping scopes are not added up: the same people would be counted twice. "
            "Ask for the larger scope instead, or say although_scopes_overlap=True."
        )
    return sum(answer.low or 0 for answer in ranges)
