"""The rows of tables that the page reads, with the columns that it needs, so that a misspelt column is a type error."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from casualty_dataset.model import Scope


class NamedRow(TypedDict):
    """A row of actors or places."""

    name_en: str
    name_ar: str


class PlaceRow(NamedRow):
    """A row of places."""

    level: str


class IncidentRow(TypedDict):
    """A row of incidents with its ``claims`` and ``claimants``, counted in the table ``incident_summary``."""

    incident_id: str
    parent_id: str | None
    label_en: str
    label_ar: str
    kind: str
    start_on: date | None
    end_on: date | None
    date_precision: str
    place_id: str
    place_precision: str
    description: str | None
    grade: str
    claims: int | None
    claimants: int | None


class RangeRow(TypedDict):
    """A row of ranges: the answer of a rule to a question."""

    rule: str
    incident_id: str
    status: str | None
    party_id: str | None
    low: int | None
    best: int | None
    high: int | None
    stated_max: int | None
    low_claims: str | None
    high_claims: str | None
    reason: str | None


class ConflictRow(TypedDict):
    """A row of conflicts."""

    kind: str
    claim_id: str
    other_id: str | None
    last_day: date | None
    dimension: str | None
    gap: int | None
    rank: int
    named: str
    hard: str
    sentence: str
    sentence_ar: str


class DocumentRow(TypedDict):
    """A document: who published it, and its address."""

    publisher: str
    url: str | None


class TallyRow(DocumentRow):
    """A row of figures with its document and its measure; ``claim_id`` is None if it makes no claim."""

    tally_id: str
    claim_id: str | None
    incident_id: str
    claimant_id: str
    place_id: str
    measure: str
    as_of: date | None
    as_of_precision: str
    increment: str
    value: int | None
    low: int | None
    high: int | None
    claimant_en: str
    claimant_ar: str
    figure_en: str
    figure_ar: str
    place_en: str
    place_ar: str
    described_en: str | None
    described_ar: str | None
    relay_fault_en: str | None
    relay_fault_ar: str | None
    archive_url: str | None
    language: str
    published_on: date | None
    published_precision: str
    proximity_en: str
    proximity_ar: str


class ListedRow(TallyRow):
    """A row of the list of claims: a claim or a tally without one, in the words of a tally; ``tallies`` carry it."""

    tallies: list[TallyRow]


class ClaimRow(ListedRow):
    """A claim that is shown, with its scope, its interval and the ids of all its tallies."""

    scope: Scope
    qualifier: str
    wording: str | None
    lower: int | None
    upper: int | None
    basis: str
    documents: int
    tally_ids: str


class PointRow(ClaimRow):
    """A claim as a point of a series."""

    series: int
    point: int
    kind: str
