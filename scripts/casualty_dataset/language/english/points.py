"""Points of a series in English: what changed from the figure before."""

from __future__ import annotations

from casualty_dataset.language.english.words import day, label, period, quantity
from casualty_dataset.language.numbers import signed
from casualty_dataset.model import Point, Statement


def point_phrase(point: Point, earlier: Statement | None = None) -> str:
    """Return what a point of a series is, beside its figure and day: +30; said again until 1 June 2025.

    ``earlier`` is the claim that stood before; a new count names its figure, which keeps standing. Raises ``KeyError``
    for a kind that is none of those of the table ``series``.
    """
    claim = point.claim
    reason = label("revision_reason", claim.revision_reason) if claim.revision_reason else "no reason stated"
    lowered = f"{signed(point.step)}, " if point.step else ""
    last = claim.last_as_of or claim.as_of
    words = {
        "first": "first figure",
        "step": signed(point.step) if point.step else "next figure",
        "correction": f"{lowered}lower: {reason}",
        "fall": f"{lowered}lower, no reason stated",
        "new_count": _new_count(claim, earlier),
        "scope_changed": "counts others from here on",
        "withdrawn": "withdrew the figure and gave none",
        "level": f"said again until {day(last)}" if last else "said again",
        "increment": f"a further {quantity(claim.figure)}{_recorded(claim)}",
        "absence": label("qualifier", claim.figure.qualifier),
    }
    return words[point.kind]


def _new_count(claim: Statement, earlier: Statement | None) -> str:
    start = f" from {day(claim.scope.period_start)} on" if claim.scope.period_start else ""
    before = f"; the earlier {quantity(earlier.figure)} stands as what was counted before" if earlier else ""
    return f"a new count{start}{before}"


def _recorded(claim: Statement) -> str:
    days = period(claim.scope)
    return f", recorded{days}" if days else ""
