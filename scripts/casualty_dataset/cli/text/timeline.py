"""A timeline as text, CSV and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import polars as pl

from casualty_dataset.analysis.as_json import timeline_as_json
from casualty_dataset.analysis.record import Record
from casualty_dataset.cli.text.layout import WIDTH, csv_line, wrapped
from casualty_dataset.language.english import point_phrase, scope_phrase, summary
from casualty_dataset.model import Claim, Point

_COLUMNS: Final = (
    "claimant_id", "basis", "incident_id", "place_id", "measure", "unit", "status", "sex", "age", "as_of", "as_of_part",
    "qualifier", "value", "low", "high", "kind", "step", "documents", "tally_ids",
)  # fmt: skip

_LONGEST_BAR: Final = 24


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a timeline; what is not given does not restrict it."""

    claimants: tuple[str, ...] = ()
    incident: str | None = None
    measure: str | None = None
    status: str | None = None
    place: str | None = None

    def given(self) -> dict[str, Any]:
        """The filters that were given, by name."""
        return {name: value for name, value in asdict(self).items() if value not in (None, ())}


def lines(form: str, record: Record, filters: Filters, points: pl.DataFrame, *, bars: bool) -> Iterable[str]:
    """The points in one of the forms ``table``, ``csv``, ``json``, line by line; ``bars`` draws them in the table."""
    if form == "json":
        return [json.dumps(timeline_as_json(points), ensure_ascii=False)]
    if form == "csv":
        return _csv(points)
    return _table(record, points, bars=bars) if points.height else wrapped(why_empty(record, filters))


def why_empty(record: Record, filters: Filters) -> str:
    """Why no claim meets the filters together: the number of claims that meet each alone."""
    given = filters.given()
    if not given:
        return "There is no claim."
    alone = []
    for name, value in given.items():
        words = ", ".join(value) if isinstance(value, tuple) else value or "everybody"
        claims = record.timeline(**{name: value})["claim_id"].n_unique()
        alone.append(f"{name.replace('claimants', 'claimant')} {words}: {claims}")
    return f"No claim meets these filters{' together' if len(given) > 1 else ''}; of each alone: {'; '.join(alone)}."


def _csv(points: pl.DataFrame) -> Iterator[str]:
    yield ",".join(_COLUMNS)
    for row in points.select(_COLUMNS).iter_rows():
        yield csv_line(row)


def _table(record: Record, points: pl.DataFrame, *, bars: bool) -> Iterator[str]:
    """Each series under its scope in words: a point a line, with a bar of its size."""
    largest = max((value or 0 for value in points["value"]), default=0)
    typed = Point.from_frame(points)
    earlier = _earlier_claims(record, points)
    several_incidents = points["incident_id"].n_unique() > 1
    at = 0
    for (_,), rows in points.group_by("series", maintain_order=True):
        of_series = typed[at : at + rows.height]
        yield from wrapped(_heading(record, of_series, with_incident=several_incidents))
        for point, earlier_id in zip(of_series, rows["earlier_id"], strict=True):
            first, *others = wrapped(_figure(record, point, earlier.get(earlier_id)), "  ")
            yield f"{first} {_bar(point, largest, WIDTH - 1 - len(first)) if bars else ''}".rstrip()
            yield from others
        at += rows.height


def _bar(point: Point, largest: int, longest: int) -> str:
    """A bar of the size of a figure, as far as it has room; none for a longer one, which would look too small."""
    length = round(_LONGEST_BAR * (point.claim.figure.value or 0) / largest) if largest else 0
    return "█" * length if length <= longest else ""


def _earlier_claims(record: Record, points: pl.DataFrame) -> dict[str | None, Claim]:
    """The claims of other series after which points come: those that they replace or leave standing, by id."""
    named = points.filter(pl.col("earlier_id") == pl.col("supersedes_id"))["earlier_id"].unique()
    claims = record.claims().filter(pl.col("claim_id").is_in(named.implode()))
    series = dict(points.select("claim_id", "series").iter_rows())
    following = dict(points.select("earlier_id", "series").drop_nulls().iter_rows())
    return {
        claim.claim_id: claim
        for claim in Claim.from_frame(claims)
        if series.get(claim.claim_id) != following[claim.claim_id]
    }


def _heading(record: Record, points: Sequence[Point], *, with_incident: bool) -> str:
    """The claimant and the scope of a series: of its first claim, under the last name of the body."""
    claim = points[0].claim
    basis = {"documented": ", documented", "estimate": ", an estimate"}.get(claim.basis, "")
    incident = f" [{claim.scope.incident_id}]" if with_incident else ""
    claimant = record.names.en("actors", claim.body_id)
    if claim.is_increment:
        claim = replace(claim, scope=replace(claim.scope, period_start=None, period_end=None))
        basis += ", increments, never added up"
    return f"{claimant}: {scope_phrase(claim, record.names)}{basis}{incident}"


def _figure(record: Record, point: Point, earlier: Claim | None) -> str:
    """A figure with its day and what changed from the one before; and its claimant, where that had another name."""
    claim = replace(point.claim, revision_reason=None)
    claimant = "" if claim.claimant_id == claim.body_id else f", said by {record.names.en('actors', claim.claimant_id)}"
    if point.kind == "absence":  # its figure is its phrase
        return f"{summary(claim)}{claimant}"
    replaced = ""
    if earlier and point.step is not None:
        replaced = f"; it replaces {summary(replace(earlier, revision_reason=None))}"
    return f"{summary(claim)}{claimant}: {point_phrase(point, earlier)}{replaced}"
