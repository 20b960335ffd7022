"""The questions of the page: who was counted and how, each with its claims over time, its pool, and the rules.

Only the claims of one pool (:mod:`casualty_dataset.analysis.pools`) are shown together. The others are set aside, with
the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, cast

import polars as pl

from casualty_dataset.language import arabic, english
from casualty_dataset.model import Pool, Question
from casualty_dataset.page.edition import Edition
from casualty_dataset.page.facts import Facts
from casualty_dataset.page.rows import ClaimRow, PointRow, RangeRow

MOST: Final = 5
MOST_OTHERS: Final = 1
"""Questions on the page about the killed, and about other people; further ones are in ranges.csv."""
MOST_APART: Final = 6
MOST_LINES: Final = 16
_SAME: Final = ("measure", "unit", "status", "party_id")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about the subject: its claims over time, its pool, the claims set aside, the answer of each rule."""

    question: Question
    over_time: tuple[tuple[PointRow, ...], ...]
    now: tuple[ClaimRow, ...]
    apart: tuple[tuple[ClaimRow, tuple[str, ...]], ...]
    """Claims with the reason: the name of a word, or a dimension and a relation."""
    answers: Mapping[str, RangeRow]

    def title(self, edition: Edition, facts: Facts) -> str:
        """Write what is counted and of whom: civilians killed."""
        scope = self.question.scope
        if edition.rtl:
            return arabic.count_of_people(scope, facts.names)
        return f"{english.people(scope, facts.names)} {english.outcome(scope.measure)}"


def questions(facts: Facts) -> list[Asked]:
    """Choose the questions about the subject: the killed, then other people, those with most to show first.

    Mass killings and their places are left out: each claimant defines these differently.
    """
    if facts.subject is None:
        return []
    ranges = facts.tables["ranges"].filter(
        pl.col("incident_id") == facts.subject["incident_id"], pl.col("basis") == "count"
    )
    rows = ranges.select("measure", "unit", "status", "party_id").unique(maintain_order=True).cast(pl.String)
    subject = facts.record.hierarchies.whole_of(facts.subject["incident_id"])
    scopes = [replace(subject, **{name: row[name] for name in _SAME}) for row in rows.to_dicts()]
    pools = facts.record.pools([Question(scope) for scope in scopes])
    asked = [_asked(pool, ranges, facts) for pool in pools]
    claims = _claims_of_each(facts)
    people = sorted(
        (each for each in asked if each.question.scope.unit == "person"),
        key=lambda each: -claims.get(tuple(getattr(each.question.scope, name) for name in _SAME), 0),
    )
    killed = [each for each in people if each.question.scope.measure == "killed"]
    return [*killed[:MOST], *[each for each in people if each not in killed][:MOST_OTHERS]]


def _claims_of_each(facts: Facts) -> dict[tuple[str | None, ...], int]:
    """Count the claims about the subject by what they count and of whom, however many of them are shown."""
    subject = facts.subject["incident_id"] if facts.subject else ""
    about = facts.tables["claims"].filter(pl.col("incident_id") == subject)
    counted = about.select(pl.col(_SAME).cast(pl.String)).group_by(_SAME, maintain_order=True).len()
    return {tuple(row[:-1]): row[-1] for row in counted.iter_rows()}


def _asked(pool: Pool, ranges: pl.DataFrame, facts: Facts) -> Asked:
    question = pool.question
    rows = [facts.words_of[claim.claim_id] for claim in pool.claims]
    now = sorted(rows, key=lambda row: (-(row["lower"] or 0), row["claim_id"]))
    over_time = sorted(_over_time(question, facts), key=lambda line: (-len(line), -_last(line), line[0]["claim_id"]))
    return Asked(question, tuple(over_time), tuple(now), tuple(_apart(pool, facts)), _answers(question, ranges))


def _last(line: Sequence[PointRow]) -> int:
    return next((row["lower"] for row in reversed(line) if row["lower"] is not None), 0)


def _over_time(question: Question, facts: Facts) -> Iterator[tuple[PointRow, ...]]:
    """Yield the claims of every series about exactly these people, in their order."""
    series: dict[int, list[PointRow]] = {}
    for claim, point in facts.points.items():
        row = facts.words_of[claim]
        if facts.is_unrestricted(row) and all(
            getattr(row["scope"], name) == getattr(question.scope, name) for name in _SAME
        ):
            series.setdefault(point["series"], []).append(
                cast(PointRow, {**row, "point": point["point"], "kind": point["kind"]})
            )
    for number in sorted(series):
        yield tuple(sorted(series[number], key=lambda row: int(row["point"])))


def _answers(question: Question, ranges: pl.DataFrame) -> dict[str, RangeRow]:
    """Return the answer of each rule by its name."""
    same = [pl.col(name).cast(pl.String).eq_missing(pl.lit(getattr(question.scope, name), pl.String)) for name in _SAME]
    rows = cast(list[RangeRow], ranges.filter(same).sort("rule").to_dicts())
    return {row["rule"]: row for row in rows}


# --- claims set aside ---------------------------------------------------------------------------------


def _apart(pool: Pool, facts: Facts) -> Iterator[tuple[ClaimRow, tuple[str, ...]]]:
    """Yield one claim of each claimant that is not in the pool, and why it is set aside, the nearest first.

    It is the claim that differs on the fewest dimensions, then the latest: one limited to women, to children or to a
    part of the days says less of the whole.
    """
    pooled = {claim.claimant_id for claim in pool.claims}
    best: dict[str, tuple[tuple[Any, ...], ClaimRow, tuple[str, ...]]] = {}
    for aside in pool.set_aside:
        row = facts.words_of.get(aside.claim_id)
        if (
            row is None
            or aside.claim_id not in facts.standing_ids
            or row["claimant_id"] in pooled
            or row["lower"] is None
            or row["measure"] != pool.question.scope.measure
        ):
            continue
        relation = facts.record.hierarchies.relation(row["scope"], pool.question.scope)
        differs = [name for name, word in relation.dimensions.items() if word != "equal"]
        why = _why(row, aside.dimension, relation.dimensions, pool, facts)
        order = (len(differs), -(row["as_of"].toordinal() if row["as_of"] else 0), -row["lower"], aside.claim_id)
        if row["claimant_id"] not in best or order < best[row["claimant_id"]][0]:
            best[row["claimant_id"]] = (order, row, why)
    yield from ((row, why) for _, row, why in sorted(best.values(), key=lambda entry: entry[0]))


_SET_ASIDE: Final = {"figure": "why_figure", "basis": "why_basis"}


def _why(row: ClaimRow, dimension: str, words: Mapping[str, str], pool: Pool, facts: Facts) -> tuple[str, ...]:
    if dimension in _SET_ASIDE:
        return (_SET_ASIDE[dimension],)
    if dimension == "claimant":
        return ("why_anonymous",)
    if dimension == "independence":
        others = [claim.claimant_id for claim in pool.claims if claim.claimant_id != row["claimant_id"]]
        scope = pool.question.scope
        independence = facts.record.independence
        by = independence.representatives([*others, row["claimant_id"]], scope.measure, scope.status)
        return "why_independence", by[row["claimant_id"]]
    return f"dim_{dimension}", f"rel_{words[dimension]}"
