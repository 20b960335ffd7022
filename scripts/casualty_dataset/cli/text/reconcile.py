"""The ranges of a reconciliation rule as text, CSV and JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from casualty_dataset.analysis.as_json import ranges_as_json
from casualty_dataset.analysis.hierarchies import OPEN_END
from casualty_dataset.analysis.pools import POOL
from casualty_dataset.analysis.record import Record
from casualty_dataset.cli.text.layout import columns, csv_line, wrapped
from casualty_dataset.language.english import day, quantity, summary
from casualty_dataset.model import SCOPE_COLUMNS, Claim, Parameters, Range

NO_RANGE: Final = "No standing claim about a whole incident or this place meets these filters."

_COLUMNS: Final = (
    "rule", "pool", "incident_id", "place_id", "measure", "unit", "status", "party_id", "basis", "low", "best", "high",
    "stated_max", "claims", "claimants", "independent", "disagreement", "low_claims", "high_claims", "floors", "remark",
    "reason",
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
            "floors": tuple(floor.claim_id for floor in range_.floors),
        }
        yield csv_line(cells[name] for name in _COLUMNS)


def _table(record: Record, rule: str, params: Parameters, ranges: Sequence[Range]) -> Iterator[str]:
    when = f"as of {day(params.as_of)}" if params.as_of else "as of today"
    without = f", without {', '.join(params.exclude)}" if params.exclude else ""
    yield f"{rule}, method {POOL}, {when}{without}"
    if not ranges:
        yield NO_RANGE
        return
    claims = record.typed_claims(params)
    yield from _bounds(record, ranges, claims)
    yield from _reasons([range_ for range_ in ranges if range_.reason])
    answered = [range_ for range_ in ranges if range_.low is not None]
    if len(answered) <= _FEW:
        for range_ in answered:
            yield from wrapped(f"{_counted(range_)}:")
            yield from _behind(range_, record, claims)


def _bounds(record: Record, ranges: Sequence[Range], claims: Mapping[str, Claim]) -> Iterator[str]:
    """One line a range, under the name of its incident; a bound that nobody stated is marked."""
    rows = [("counted", "low", "best", "high", "claims")]
    for range_ in ranges:
        low = _cell(range_.low, range_.low_claims, claims)
        high = "open" if range_.high is None else _cell(range_.high, range_.high_claims, claims)
        rows.append((_counted(range_), low, _number(range_.best), "–" if range_.reason else high, str(range_.claims)))
    header, *aligned = columns(rows)
    yield from header
    incident = None
    for range_, row_lines in zip(ranges, aligned, strict=True):
        if range_.question.scope.incident_id != incident:
            incident = range_.question.scope.incident_id
            yield from wrapped(f"{record.names.en('incidents', incident)} ({incident})")
        yield from row_lines
    if any(_COMPUTED in cell for row in rows for cell in row):
        yield f"  {_COMPUTED} computed by the rule from a figure that was said otherwise"


_COMPUTED: Final = "*"


def _cell(bound: int | None, behind: Sequence[str], claims: Mapping[str, Claim]) -> str:
    """A bound in the table: as a number, marked where nobody stated it; of words without a number, that it is so."""
    if bound is None:
        return "–"
    figures = [claims[id_].figure for id_ in behind]
    if all(figure.number is None for figure in figures):
        return "in words"
    is_stated = any(bound in (figure.value, figure.low, figure.high) for figure in figures)
    return _number(bound) if is_stated else f"{_number(bound)}{_COMPUTED}"


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
    """The claims behind each bound, the floors, how many claimants are independent, and what was set aside."""
    bounds = {"low": (range_.low, range_.low_claims), "high": (range_.high, range_.high_claims)}
    for name, (bound, ids) in bounds.items():
        label = f"{name}{_computed_from(bound, ids, claims)}" if bound is not None else "open above"
        yield from _listed(label, ids, record, claims)
    if range_.high is None and not range_.high_claims:
        yield from wrapped(_why_open(range_, record), "  ")
    if range_.best is not None and range_.best not in (range_.low, range_.high):
        yield f"  best: {_number(range_.best)}, the middle of the closed claims"
    if range_.floors:
        yield "  floors, the greatest first:"
        yield from _listed("  floor", [floor.claim_id for floor in range_.floors], record, claims)
    yield from wrapped(_claimants(range_), "  ")
    if counts := Counter(aside.dimension for aside in range_.set_aside).most_common():
        most = ", ".join(f"{count} by {dimension}" for dimension, count in counts[:4])
        more = ", …" if len(counts) > 4 else ""
        yield from wrapped(f"set aside: {len(range_.set_aside)} claims, {most}{more}; --format json says why", "  ")


def _why_open(range_: Range, record: Record) -> str:
    _, last = record.hierarchies.bounds(range_.question.scope)
    if last == OPEN_END:
        return "open above: what is counted has no last day yet, so that no claim is a total"
    return f"open above: no closed claim was given after the last day, {day(last)}"


def _listed(label: str, ids: Sequence[str], record: Record, claims: Mapping[str, Claim]) -> Iterator[str]:
    """Claims as they were said, each with its claimant and day."""
    for id_ in ids[:_MOST]:
        claimant = record.names.en("actors", claims[id_].claimant_id)
        yield from wrapped(f"{label}: {claimant}, {summary(claims[id_])} {id_}", "  ")
    if len(ids) > _MOST:
        yield f"  {label}: … and {len(ids) - _MOST} more claims"


def _computed_from(bound: int, ids: Sequence[str], claims: Mapping[str, Claim]) -> str:
    """That a bound was computed, and from what; nothing where it was said, or where there are words alone."""
    if not _cell(bound, ids, claims).endswith(_COMPUTED):
        return ""
    quoted = " and ".join(dict.fromkeys(f"“{quantity(claims[id_].figure)}”" for id_ in ids[:_MOST]))
    return f" {_number(bound)} (computed from {quoted})"


def _claimants(range_: Range) -> str:
    stated = f"; none states more than {_number(range_.stated_max)}" if range_.stated_max is not None else ""
    if range_.claimants == 1:
        return f"{range_.remark}{stated}"
    remark = f": {range_.remark}" if range_.remark else ""
    return f"{range_.claimants} claimants, {range_.independent} independent{remark}{stated}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"
