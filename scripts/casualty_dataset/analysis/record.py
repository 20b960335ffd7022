"""Questions to a record: its claims, what conflicts, what can be said by a named rule, and how the toll was stated.

The command line, the derived tables of a release and Python programs all ask through :class:`Inquiry`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from casualty_dataset.analysis import claims, conflicts, independence, reconcile, timeline
from casualty_dataset.analysis.reconcile import Parameters, Question, Range
from casualty_dataset.analysis.scopes import World
from casualty_dataset.core.errors import UnknownName
from casualty_dataset.language import english
from casualty_dataset.language.names import Names
from casualty_dataset.model import Claim, Conflict, Statement, Tally
from casualty_schemas.semantics import DELTA, LIMITED, lower, upper
from casualty_schemas.vocabulary import ACTOR_KIND, MEASURE, STATUS


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the scopes of two tallies stand to each other, and whether their figures conflict."""

    relation: str
    dimensions: Mapping[str, str]
    conflict: bool
    why: str


class Inquiry:
    """The typed curated tables of a sound dataset or of a release, ready to be asked."""

    def __init__(self, tables: Mapping[str, pl.DataFrame]) -> None:
        self._tables = tables

    # --- what there is -------------------------------------------------------------------------------

    @cached_property
    def world(self) -> World:
        """Places, incidents and bodies, by what contains what."""
        return World(self._tables)

    @cached_property
    def inputs(self) -> independence.Inputs:
        """Who builds on whom."""
        return independence.inputs_of(self._tables["actor_inputs"])

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The kind of each actor."""
        return dict(self._tables["actors"].select("actor_id", pl.col("kind").cast(pl.String)).iter_rows())

    @cached_property
    def names(self) -> Names:
        """What actors, places, incidents and documents are called."""
        return Names.from_tables(self._tables)

    def tally(self, tally_id: str) -> Tally:
        """The tally with this id. Raises :class:`UnknownName`."""
        self._known("tallies", "tally_id", tally_id, "tally")
        return Tally.from_frame(self._tables["tallies"].filter(pl.col("tally_id") == tally_id))[0]

    def claims(self, as_of: date | None = None, *, share: float = DELTA, strict_dates: bool = False) -> pl.DataFrame:
        """The claims, or those that were public on a day. See :func:`~casualty_dataset.analysis.claims.fold`."""
        return claims.fold(self._tables, as_of, share=share, strict_dates=strict_dates)

    def _known(self, table: str, column: str, name: str, what: str) -> str:
        return _among(name, self._tables[table][column].to_list(), what)

    def _check(self, measure: str | None, status: str | None, place: str | None) -> None:
        """Refuse a filter that nothing could meet; an empty status is everybody."""
        if measure is not None:
            _among(measure, MEASURE, "measure")
        if status:
            _among(status, STATUS, "status")
        if place is not None:
            self._known("places", "place_id", place, "place")

    # --- reconciliation ------------------------------------------------------------------------------

    def reconcile(
        self,
        rule: str = "envelope@1",
        *,
        incident: str | None = None,
        measure: str | None = None,
        status: str | None = None,
        place: str | None = None,
        told: Parameters | None = None,
    ) -> list[Range]:
        """What a rule says about every question that meets the filters; filters mean equal, not within.

        Raises :class:`UnknownName` for a rule, a filter, an excluded actor or a kind of actor that there is not, and
        ``ValueError`` where ``priority@1`` is given no order.
        """
        told = told or Parameters()
        _among(rule, reconcile.NAMES, "rule")
        for kind in told.order:
            _among(kind, ACTOR_KIND, "kind of claimant")
        if incident is not None:
            self._known("incidents", "incident_id", incident, "incident")
        self._check(measure, status, place)
        told = replace(told, exclude=tuple(self._known("actors", "actor_id", one, "actor") for one in told.exclude))
        folded = self.claims(told.as_of, share=told.share, strict_dates=told.strict_dates)
        standing = claims.latest(folded)
        asked = [
            question
            for question in reconcile.questions(standing, self.world, place)
            if incident in (None, question.incident_id)
            and measure in (None, question.measure)
            and status in (None, question.status or "")
        ]
        if not asked and incident is not None:
            asked = [Question(incident, measure or "killed", status=status or None, place_id=place)]
        return list(self._answers(rule, asked, standing, told))

    def _answers(
        self, rule: str, asked: Sequence[Question], standing: pl.DataFrame, told: Parameters
    ) -> Iterable[Range]:
        rows = standing.to_dicts()
        under: dict[str, list[dict[str, Any]]] = {question.incident_id: [] for question in asked}
        for row in rows:
            for incident in self.world.incident_above[row["incident_id"]]:
                if incident in under:
                    under[incident].append(row)
        for question in asked:
            mine = reconcile.pool(question, under[question.incident_id], self.world, self.inputs, self.kinds, told)
            yield reconcile.answer(rule, mine, told, self.kinds)

    # --- conflicts, comparisons, timelines -----------------------------------------------------------

    def conflicts(self, folded: pl.DataFrame | None = None) -> pl.DataFrame:
        """Pairs of series in conflict, falls and sums, largest gap first, each with its sentence."""
        every = self.claims() if folded is None else folded
        numbered = claims.quantified(every).filter(~pl.col("increment"))
        anonymous = frozenset(actor for actor, kind in self.kinds.items() if kind == "anonymous")
        plain = self._tables["tallies"].with_columns(pl.col(pl.Enum).cast(pl.String))
        found = pl.concat(
            [
                conflicts.conflicts(numbered, claims.standing(every), self.world, anonymous),
                conflicts.falls(numbered),
                conflicts.sums(plain, self.world),
            ],
            how="vertical_relaxed",
        )
        return found.with_columns(pl.Series("sentence", self._conflict_sentences(found, every), dtype=pl.String))

    def _conflict_sentences(self, found: pl.DataFrame, every: pl.DataFrame) -> list[str]:
        """The sentence of each conflict; of a sum the claim is a tally, of others both are claims."""
        conflicts_ = [Conflict.from_row({**row, "last_day": row["day"]}) for row in found.iter_rows(named=True)]
        ids = {id_ for conflict in conflicts_ for id_ in (conflict.claim_id, conflict.other_id)}
        claims_ = Claim.from_frame(every.filter(pl.col("claim_id").is_in(list(ids))))
        statements: dict[str | None, Statement] = {claim.claim_id: claim for claim in claims_}
        return [
            english.conflict_sentences(
                conflict,
                self.tally(conflict.claim_id) if conflict.kind == "sum" else statements[conflict.claim_id],
                statements.get(conflict.other_id),
                self.names,
            )
            for conflict in conflicts_
        ]

    @cached_property
    def _raised(self) -> frozenset[str]:
        return conflicts.raised(claims.quantified(self.claims()).filter(~pl.col("increment")))

    def compare(self, one: str, other: str) -> Comparison:
        """How two tallies stand to each other.

        Raises :class:`UnknownName` for a tally that there is not.
        """
        for tally in (one, other):
            self._known("tallies", "tally_id", tally, "tally")
        bounded = self._tables["tallies"].filter(pl.col("tally_id").is_in([one, other])).with_columns(
            low_=lower(), high_=upper()
        )  # fmt: skip
        told = bounded.with_columns(
            pl.col(pl.Enum).cast(pl.String), raised=pl.col("tally_id").is_in(list(self._raised))
        )
        rows = {row["tally_id"]: row for row in told.to_dicts()}
        first, second = rows[one], rows[other]
        relation = self.world.relation(_limited(first), _limited(second))
        conflict, why = conflicts.judge(first, second, relation)
        return Comparison(relation.word, relation.dimensions, conflict, why)

    def timeline(
        self,
        *,
        claimants: Sequence[str] = (),
        measure: str | None = None,
        status: str | None = None,
        place: str | None = None,
    ) -> pl.DataFrame:
        """The toll as stated over time, a series a claimant; see :func:`casualty_dataset.analysis.timeline.timeline`.

        Raises :class:`UnknownName` for a claimant, a measure, a status or a place that there is not.
        """
        for claimant in claimants:
            self._known("actors", "actor_id", claimant, "actor")
        self._check(measure, status, place)
        told = timeline.timeline(self.claims())
        equal = {"measure": measure, "place_id": place}
        kept = [pl.col(name) == value for name, value in equal.items() if value is not None]
        if status is not None:
            kept.append(pl.col("status").fill_null("") == status)
        if claimants:
            kept.append(pl.col("claimant_id").is_in(list(claimants)))
        return told.filter(kept) if kept else told


def _limited(row: Mapping[str, Any]) -> dict[str, Any]:
    """A tally as a scope: what it is not limited to only describes it."""
    limits = (row["limits"] or "").split("|")
    return {**row, **{column: row[column] if name in limits else None for name, column in LIMITED.items()}}


def _quoted(name: str) -> str:
    return f"“{name[:40]}”"


def _among(name: str, known: Iterable[str], what: str) -> str:
    """The name, if it is one of those known; else the message says which is nearest, or which there are."""
    names = list(known)
    if name in names:
        return name
    near = difflib.get_close_matches(name[:60], names, 1, 0.5)
    there_are = f"; there are {', '.join(names)}" if len(names) <= _FEW else ""
    raise UnknownName(f"{_quoted(name)} is no {what}{f'; the nearest is {near[0]}' if near else there_are}.")


_FEW = 16


# --- JSON, as the contract has it ----------------------------------------------------------------------


def ranges_as_json(
    rule: str, told: Parameters, ranges: Iterable[Range], tallies: Mapping[str, Sequence[str]], world: World
) -> dict[str, Any]:
    """``reconcile`` for programs; ``tallies`` are those behind each claim."""

    def ids(held: Iterable[str]) -> list[str]:
        return sorted({tally for claim in held for tally in tallies[claim]})

    return {
        "rule": rule,
        "parameters": reconcile.parameters(told),
        "ranges": [
            {
                "incident_id": one.question.incident_id,
                "place_id": one.question.scope(world)["place_id"],
                **{
                    name: getattr(one.question, name)
                    for name in ("measure", "unit", "status", "sex", "age", "party_id")
                },
                "limits": dict(one.question.limits),
                "basis": one.question.basis,
                "period_start": one.question.period_start,
                "period_end": one.question.period_end,
                "as_of": told.as_of.isoformat() if told.as_of else None,
                **{name: getattr(one, name) for name in ("low", "best", "high", "stated_max")},
                **{name: getattr(one, name) for name in ("claims", "claimants", "independent")},
                "low_tallies": ids(one.low_claims),
                "high_tallies": ids(one.high_claims),
                "set_aside": [
                    {"tally_ids": list(tallies[claim]), "dimension": dimension, "why": why}
                    for claim, dimension, why in sorted(one.set_aside, key=lambda aside: tuple(tallies[aside[0]]))
                ],
                "disagreement": one.disagreement,
                "reason": one.reason,
            }
            for one in ranges
        ],
    }


def timeline_as_json(told: pl.DataFrame) -> dict[str, Any]:
    """``timeline`` for programs."""
    series = []
    for (_,), rows in told.group_by("series", maintain_order=True):
        first = rows.row(0, named=True)
        points = [
            {
                "as_of": row["as_of"].isoformat() if row["as_of"] else None,
                "as_of_part": row["as_of_part"],
                **{name: row[name] for name in ("qualifier", "value", "low", "high", "kind")},
                "tally_ids": row["tally_ids"].split("|"),
                "documents": row["documents"],
            }
            for row in rows.iter_rows(named=True)
        ]
        held = {name: _plain(first[name]) for name in ("basis", *claims.SCOPE_COLUMNS)}
        series.append({"claimant_id": first["claimant_id"], "scope": held, "points": points})
    return {"series": series}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
