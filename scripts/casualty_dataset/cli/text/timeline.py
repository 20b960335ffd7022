"""A timeline as text, CSV and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

import polars as pl

from casualty_dataset.analysis.as_json import timeline_as_json
from casualty_dataset.analysis.record import Record
from casualty_dataset.cli.text.layout import WIDTH, csv_line, wrapped
from casualty_dataset.language.english import scope_phrase, summary
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
        alone.append(f"{name.replace('claimants', 'claimant')} {words}: {record.timeline(**{name: value}).height}")
    return f"No claim meets these filters{' together' if len(given) > 1 else ''}; of each alone: {'; '.join(alone)}."


def _csv(points: pl.DataFrame) -> Iterator[str]:
    yield ",".join(_COLUMNS)
    for row in points.select(_COLUMNS).iter_rows():
        yield csv_line(row)


def _table(record: Record, points: pl.DataFrame, *, bars: bool) -> Iterator[str]:
    """Each series under its scope in words: one line a figure, with a bar of its size."""
    largest = max((value or 0 for value in points["value"]), default=0)
    typed = Point.from_frame(points)
    figures = [(_figure(point), point.claim.figure.value or 0) for point in typed]
    bar_width = min(_LONGEST_BAR, WIDTH - 1 - max(len(line) for line, _ in figures)) if bars and largest else 0
    several_incidents = points["incident_id"].n_unique() > 1
    at = 0
    for (_,), rows in points.group_by("series", maintain_order=True):
        yield from wrapped(_heading(record, typed[at].claim, with_incident=several_incidents))
        for line, value in figures[at : at + rows.height]:
            yield f"{line} {'█' * round(bar_width * value / largest)}".rstrip() if bar_width > 0 else line
        at += rows.height


def _heading(record: Record, claim: Claim, *, with_incident: bool) -> str:
    """The claimant and the scope of a series, from its first claim."""
    basis = {"documented": ", documented", "estimate": ", an estimate"}.get(claim.basis, "")
    incident = f" [{claim.scope.incident_id}]" if with_incident else ""
    claimant = record.names.en("actors", claim.claimant_id)
    return f"{claimant}: {scope_phrase(claim, record.names)}{basis}{incident}"


def _figure(point: Point) -> str:
    """A figure with its day, its step from the one before, and a mark if it is lower or missing."""
    fall = " ▼ lower" if point.claim.revision_reason else " ▼ lower, no reason read"
    marks = {"fall": fall, "correction": " ▼ corrected", "absence": " (no figure)"}
    step = f" {point.step:+,}" if point.step else ""
    return f"  {summary(point.claim)}{step}{marks.get(point.kind, '')}"
