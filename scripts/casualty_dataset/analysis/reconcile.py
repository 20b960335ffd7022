"""Reconciliation rules: what can be said from the claims about one question, by a rule that has a name and a version.

A rule never sees the record, only the pool for a question: the claims whose scope is equal to what is asked, one of
each claimant, one of each independent root. What is not in the pool is set aside with the reason. Nothing is added up.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, Final

import polars as pl

from casualty_dataset.analysis.claims import SCOPE_COLUMNS
from casualty_dataset.analysis.independence import Inputs, heard
from casualty_dataset.analysis.scopes import World
from casualty_schemas.semantics import DELTA, LIMITED

Claim = Mapping[str, Any]
"""One row of the claims."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a scope, by default that of a whole incident and of everybody, and a basis class."""

    incident_id: str
    measure: str = "killed"
    unit: str = "person"
    status: str | None = None
    place_id: str | None = None
    sex: str | None = None
    age: str | None = None
    party_id: str | None = None
    period_start: date | None = None
    period_end: date | None = None
    limits: tuple[tuple[str, str], ...] = ()
    basis: str = "count"

    def scope(self, world: World) -> dict[str, Any]:
        """As a scope: where no place is asked for, the place of the incident."""
        limited = {LIMITED[name]: value for name, value in self.limits}
        plain = {name: getattr(self, name, None) for name in SCOPE_COLUMNS if name not in LIMITED.values()}
        where = self.place_id or world.incident_place[self.incident_id]
        return {**plain, "place_id": where, "place_role": "event", **dict.fromkeys(LIMITED.values()), **limited}


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a run was told; recorded in its output, so that it can be run again."""

    as_of: date | None = None
    exclude: tuple[str, ...] = ()
    share: float = DELTA
    as_floors: bool = False
    strict_dates: bool = False
    anonymous: bool = False
    order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Range:
    """What a rule says about a question. A bound that is None is open; all three None, with a reason, is no answer."""

    rule: str
    question: Question
    low: int | None = None
    best: int | None = None
    high: int | None = None
    stated_max: int | None = None
    claims: int = 0
    claimants: int = 0
    independent: int = 0
    low_claims: tuple[str, ...] = ()
    high_claims: tuple[str, ...] = ()
    set_aside: tuple[tuple[str, str, str], ...] = ()
    disagreement: float | None = None
    reason: str | None = None
    parts: Mapping[str, Any] = field(default_factory=dict)


# --- the pool ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pool:
    """The claims that answer a question, those within it, and those set aside: claim, dimension, why."""

    question: Question
    claims: tuple[Claim, ...]
    within: tuple[Claim, ...]
    set_aside: tuple[tuple[str, str, str], ...]
    roots: int


def pool(
    question: Question,
    standing: Sequence[Claim],
    world: World,
    inputs: Inputs,
    kinds: Mapping[str, str],
    told: Parameters,
) -> Pool:
    """Sort the standing claims about an incident into the pool of a question and what is set aside.

    ``standing`` are claims of this incident and of those in it; ``kinds`` the kind of each actor.
    """
    asked = question.scope(world)
    kept: list[Claim] = []
    within: list[Claim] = []
    aside: list[tuple[str, str, str]] = []
    for claim in standing:
        about = claim["incident_id"] == question.incident_id
        if (why := _unfit(claim, question, kinds, told)) is not None:
            if about:
                aside.append((claim["claim_id"], *why))
            continue
        relation = world.relation(claim, asked)
        if relation.word == "equal":
            kept.append(claim)
        else:
            if relation.word == "within":
                within.append(claim)
            if about:
                name = relation.deciding[0]
                aside.append(
                    (claim["claim_id"], name, f"its {name} is {_WORDS[relation.dimensions[name]]} what is asked")
                )
    kept, older = _latest(kept)
    kept, shared = _independent(kept, inputs, question)
    return Pool(question, tuple(kept), tuple(within), tuple(sorted(aside + older + shared)), len(kept))


_WORDS: Final = {
    "within": "only a part of", "contains": "wider than", "overlap": "only partly", "disjoint": "other than",
    "unknown": "not comparable with",
}  # fmt: skip


def _unfit(claim: Claim, question: Question, kinds: Mapping[str, str], told: Parameters) -> tuple[str, str] | None:
    """Why a claim is of no pool, whatever its scope: the dimension and the reason; None where it is fit."""
    if claim["claimant_id"] in told.exclude:
        return "claimant", "the claimant is excluded"
    if kinds.get(claim["claimant_id"]) == "anonymous" and not told.anonymous:
        return "claimant", "no document names the claimant"
    if claim["value"] is None and claim["high"] is None:
        return "figure", "it gives no number"
    if ("estimate" if claim["basis"] == "estimate" else "count") != question.basis:
        return "basis", "counts and estimates are never mixed"
    return None


def _latest(claims: Sequence[Claim]) -> tuple[list[Claim], list[tuple[str, str, str]]]:
    """The latest claim of each claimant (documented and not stated are two series), and the others."""
    newest: dict[str, Claim] = {}
    for claim in sorted(claims, key=_age):
        newest[claim["claimant_id"]] = claim
    kept = [claim for claim in claims if newest[claim["claimant_id"]] is claim]
    older = [claim for claim in claims if newest[claim["claimant_id"]] is not claim]
    return kept, [(claim["claim_id"], "claimant", "its claimant has a later one") for claim in older]


def _age(claim: Claim) -> tuple[date, date, int, str]:
    first = date.min
    return claim["as_of"] or first, claim["known"] or first, claim["lower"] or 0, claim["claim_id"]


def _independent(
    claims: Sequence[Claim], inputs: Inputs, question: Question
) -> tuple[list[Claim], list[tuple[str, str, str]]]:
    """One claim of each independent root: the root's own if there is one, else the latest that rests on it."""
    by_age = sorted(claims, key=_age, reverse=True)
    voices = heard((claim["claimant_id"] for claim in by_age), inputs, question.measure, question.status)
    kept = [claim for claim in claims if voices[claim["claimant_id"]] == claim["claimant_id"]]
    aside = [
        (claim["claim_id"], "independence", f"it shares a root with {voices[claim['claimant_id']]}")
        for claim in claims
        if voices[claim["claimant_id"]] != claim["claimant_id"]
    ]
    return kept, aside


# --- the rules ---------------------------------------------------------------------------------------

NO_CLAIM: Final = "no claim with a number and a named claimant has just this scope"
NO_DOCUMENTED: Final = "nobody documented cases of this scope or within it"
TOO_FEW: Final = "{} closed claims, and a median needs three"
ONE_ONLY: Final = "1 closed claim, and a median needs three"


def envelope(pool: Pool, told: Parameters) -> Range:
    """The least lower bound to the greatest upper bound; no best. Open above where any claim is."""
    if not pool.claims:
        return _none(pool, NO_CLAIM)
    low = min(claim["lower"] for claim in pool.claims)
    highs = [_upper(claim, told) for claim in pool.claims]
    high = None if None in highs else max(number for number in highs if number is not None)
    stated = max(number_of(claim) for claim in pool.claims)
    return _range(
        pool, low=low, high=high, stated_max=stated,
        low_claims=_with("lower", low, pool.claims),
        high_claims=tuple(sorted(claim["claim_id"] for claim in pool.claims if _upper(claim, told) == high)),
    )  # fmt: skip


def documented_floor(pool: Pool, told: Parameters) -> Range:  # noqa: ARG001 - every rule is called alike
    """The greatest lower bound among documented claims of this scope or within it: at least so many were documented."""
    documented = [claim for claim in (*pool.claims, *pool.within) if claim["basis"] == "documented"]
    if not documented:
        return _none(pool, NO_DOCUMENTED)
    low = max(claim["lower"] for claim in documented)
    return _range(pool, low=low, low_claims=_with("lower", low, documented))


def median(pool: Pool, told: Parameters) -> Range:
    """The middle of three or more closed claims, with the lower and the upper quartile claim: a spread of claims."""
    closed = sorted(
        (claim for claim in pool.claims if _upper(claim, told) is not None),
        key=lambda claim: (_middle(claim), claim["claim_id"]),
    )
    if len(closed) < 3:
        return _none(pool, ONE_ONLY if len(closed) == 1 else TOO_FEW.format(len(closed)))
    lower, upper = closed[(len(closed) - 1) // 4], closed[-1 - (len(closed) - 1) // 4]
    best = int(statistics.median(_middle(claim) for claim in closed))  # whole persons; half a one is cut off
    low, high = lower["lower"], upper["upper"]
    return _range(
        pool, low=low, best=best, high=high, stated_max=max(number_of(claim) for claim in closed),
        low_claims=(lower["claim_id"],), high_claims=(upper["claim_id"],),
    )  # fmt: skip


def priority(pool: Pool, told: Parameters, kinds: Mapping[str, str]) -> Range:
    """The closed claims of the first kind of claimant, in the order given, that has one; else their spread."""
    for kind in told.order:
        closed = [c for c in pool.claims if kinds.get(c["claimant_id"]) == kind and _upper(c, told) is not None]
        if closed:
            low, high = min(c["lower"] for c in closed), max(c["upper"] for c in closed)
            ends = _with("lower", low, closed), _with("upper", high, closed)
            best = low if low == high else None
            return _range(pool, low=low, best=best, high=high, stated_max=high, low_claims=ends[0], high_claims=ends[1])
    return _none(pool, "no kind of claimant in the order given has a closed claim")


RULES: Final[dict[str, Callable[[Pool, Parameters], Range]]] = {
    "envelope@1": envelope,
    "documented-floor@1": documented_floor,
    "median@1": median,
}
"""The rules that need nothing but the pool, by name and version."""

PRIORITY: Final = "priority@1"
NAMES: Final = (*RULES, PRIORITY)


def answer(rule: str, pool: Pool, told: Parameters, kinds: Mapping[str, str]) -> Range:
    """What a rule says of a pool, with its name.

    Raises ``KeyError`` for an unknown rule and ``ValueError`` where ``priority@1`` is given no order.
    """
    if rule == PRIORITY:
        if not told.order:
            raise ValueError("priority@1 has no default: say in which order the kinds of claimant are to be taken")
        return replace(priority(pool, told, kinds), rule=rule)
    return replace(RULES[rule](pool, told), rule=rule)


def total(ranges: Iterable[Range], *, although_scopes_overlap: bool = False) -> int:
    """The sum of lower bounds, which is refused: scopes overlap, and a sum would count people twice.

    Raises ``ValueError`` unless told by name that this is known.
    """
    if not although_scopes_overlap:
        raise ValueError(
            "Figures of overlapping scopes are not added up: the same people would be counted twice. "
            "Ask for the larger scope instead, or say although_scopes_overlap=True."
        )
    return sum(one.low or 0 for one in ranges)


def _range(pool: Pool, **bounds: Any) -> Range:
    numbers = [number_of(claim) for claim in pool.claims]
    least = min(numbers, default=0)
    ratio = round(max(numbers) / least, 2) if least else None
    return Range("", pool.question, claims=len(pool.claims), claimants=len({c["claimant_id"] for c in pool.claims}),
                 independent=pool.roots, set_aside=pool.set_aside, disagreement=ratio, **bounds)  # fmt: skip


def _none(pool: Pool, reason: str) -> Range:
    return _range(pool, reason=reason)


def _upper(claim: Claim, told: Parameters) -> int | None:
    """The upper bound of a claim; none where counts are read as floors."""
    if told.as_floors and claim["basis"] != "estimate":
        return None
    return None if claim["upper"] is None else int(claim["upper"])


def number_of(claim: Claim) -> int:
    """The number that a claim states, or the highest that it does."""
    return int(claim["value"] or claim["high"] or claim["lower"])


def _middle(claim: Claim) -> float:
    """The number of a closed claim, within its interval (fewer than 100 is at most 99); of a range its middle."""
    if claim["value"] is None:
        return float(claim["lower"] + claim["upper"]) / 2
    return float(min(claim["value"], claim["upper"]))


def _with(bound: str, number: int, claims: Iterable[Claim]) -> tuple[str, ...]:
    return tuple(sorted(claim["claim_id"] for claim in claims if claim[bound] == number))


def questions(claims: pl.DataFrame, world: World, place_id: str | None = None) -> list[Question]:
    """Every question that a standing claim about a whole incident, or a place, answers: by measure, status, party."""
    return [Question(**row, place_id=place_id) for row in asked(claims, world, place_id).iter_rows(named=True)]


FREE: Final = ("sex", "age", *LIMITED.values(), "period_start", "period_end")
"""What is empty in a claim about the whole of an incident that is limited to nothing."""


def asked(claims: pl.DataFrame, world: World, place_id: str | None = None) -> pl.DataFrame:
    """The same questions as a frame, sorted by its columns: those in which one differs from another."""
    whole_place = pl.col("incident_id").replace_strict(world.incident_place, return_dtype=pl.String)
    place = whole_place if place_id is None else pl.lit(place_id)
    whole = claims.filter(
        pl.all_horizontal(pl.col(name).is_null() for name in FREE), pl.col("place_id") == place,
        pl.col("place_role") == "event", pl.coalesce("value", "high").is_not_null(), ~pl.col("increment"),
    )  # fmt: skip
    basis = pl.when(pl.col("basis") == "estimate").then(pl.lit("estimate")).otherwise(pl.lit("count"))
    told = whole.select("incident_id", "measure", "unit", "status", "party_id", basis=basis).unique()
    return told.sort(pl.all(), nulls_last=False)


def parameters(told: Parameters) -> dict[str, Any]:
    """The parameters as they are recorded."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(told).items()}
