"""The ranges of a reconciliation rule as text, CSV and JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from casualty_dataset.analysis.as_json import ranges_as_json
from casualty_dataset.analysis.record import Record
from casualty_dataset.cli.text.layout import columns, csv_line, wrapped
from casualty_dataset.language.english import day, summary
from casualty_dataset.model import SCOPE_COLUMNS, Claim, Parameters, Range

NO_RANGE: Final = "No standing claim about a whole incident or this place meets these filters."

_COLUMNS: Final = (
    "rule", "incident_id", "place_id", "measure", "unit", "status", "party_id", "basis", "low", "best", "high",
    "stated_max", "claims", "claimants", "independent", "disagreement", "low_claims", "high_claims", "reason",
)  # fmt: skip

_MOST: Final = 5
"""Claims behind one bound, and ranges without an answer, that are listed in a table."""

_FEW: Final = 2
"""The claims behind the bounds are listed for so many ranges at most."""


def lines(form: str, record: Record, rule: str, params: Parameters, ranges: Sequence[Range]) -> Iterable[str]:
    """The ranges in one of the forms ``table``, ``csv``, ``json``, line by line."""
    if form == "json":
        return _json(record, rule, params, ranges)
    return _csv(ranges) if form == "csv" else _table(record, rule, params, ranges)


def _json(record: Record, rule: str, params: Parameters, ranges: Sequence[Range]) -> Iterator[str]:
    tallies = {claim.claim_id: claim.tally_ids for claim in record.typed_claims(params).values()}
    yield json.dumps(ranges_as_json(rule, params, ranges, tallies), ensure_ascii=False)


def _csv(ranges: Sequence[Range]) -> Iterator[str]:
    yield ",".join(_COLUMNS)
    for range_ in ranges:
        cells = {
            **{name: getattr(range_.question.scope, name) for name in _COLUMNS if name in SCOPE_COLUMNS},
            **{name: getattr(range_, name) for name in _COLUMNS if hasattr(range_, name)},
            "basis": range_.question.basis,
        }
        yield csv_line(cells[name] for name in _COLUMNS)


def _table(record: Record, rule: str, params: Parameters, ranges: Sequence[Range]) -> Iterator[str]:
    when = f"as of {day(params.as_of)}" if params.as_of else "as of today"
    yield f"{rule}, {when}" + (f", without {', '.join(params.exclude)}" if params.exclude else "")
    if not ranges:
        yield NO_RANGE
        return
    yield from _bounds(record, ranges)
    yield from _reasons([range_ for range_ in ranges if range_.reason])
    answered = [range_ for range_ in ranges if range_.low is not None]
    if len(answered) <= _FEW:
        claims = record.typed_claims(params)
        for range_ in answered:
            yield from wrapped(f"{_counted(range_)}:")
            yield from _behind(range_, record, claims)


def _bounds(record: Record, ranges: Sequence[Range]) -> Iterator[str]:
    """One line a range, under the name of its incident."""
    rows = [("counted", "low", "best", "high", "claims")]
    for range_ in ranges:
        high = "–" if range_.reason else ("open" if range_.high is None else _number(range_.high))
        rows.append((_counted(range_), _number(range_.low), _number(range_.best), high, str(range_.claims)))
    header, *aligned = columns(rows)
    yield from header
    incident = None
    for range_, row_lines in zip(ranges, aligned, strict=True):
        if range_.question.scope.incident_id != incident:
            incident = range_.question.scope.incident_id
            yield from wrapped(f"{record.names.en('incidents', incident)} ({incident})")
        yield from row_lines


def _counted(range_: Range) -> str:
    """What a range counts, in the codes that the filters take."""
    scope, basis = range_.question.scope, range_.question.basis
    return ", ".join(filter(None, (scope.measure, scope.status or "everybody", scope.party_id, basis)))


def _reasons(unanswered: Sequence[Range]) -> Iterator[str]:
    for range_ in unanswered[:_MOST]:
        yield from wrapped(f"{range_.question.scope.incident_id}, {_counted(range_)}: {range_.reason}.")
    if (more := len(unanswered) - _MOST) > 0:
        yield f"… and {more} more without an answer; --format json gives the reason of each."


def _behind(range_: Range, record: Record, claims: Mapping[str, Claim]) -> Iterator[str]:
    """The claims behind each bound, the number of independent claimants, and what was set aside by which dimension."""
    bounds = {"low": range_.low_claims, "high" if range_.high is not None else "open above": range_.high_claims}
    for bound, ids in bounds.items():
        for id_ in ids[:_MOST]:
            claimant = record.names.en("actors", claims[id_].claimant_id)
            yield from wrapped(f"{bound}: {claimant}, {summary(claims[id_])} {id_}", "  ")
        if len(ids) > _MOST:
            yield f"  {bound}: … and {len(ids) - _MOST} more claims"
    stated = f"; none states more than {_number(range_.stated_max)}" if range_.stated_max is not None else ""
    several = f"{range_.claimants} claimants, {range_.independent} independent"
    yield from wrapped(f"{'1 claimant' if range_.claimants == 1 else several}{stated}", "  ")
    if counts := Counter(aside.dimension for aside in range_.set_aside).most_common():
        most = ", ".join(f"{count} by {dimension}" for dimension, count in counts[:4])
        more = ", …" if len(counts) > 4 else ""
        yield from wrapped(f"set aside: {len(range_.set_aside)} claims, {most}{more}; --format json says why", "  ")


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"
