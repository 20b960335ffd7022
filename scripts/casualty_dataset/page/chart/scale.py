"""Scales of the charts: numbers from round to round, days along an axis that may change its pace once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

SHORT: Final = 45
"""Days that one pace shows well, however they are crowded."""
CROWDED: Final = 0.5
"""By how much the fraction of points must exceed the fraction of time for the first part to get a pace of its own."""
LEAST_SHARE, MOST_SHARE = 0.6, 0.75
"""A crowded part gets its fraction of the points as its fraction of the length, within these bounds."""
DAYS: Final = 62
"""A part of more days than this has months as ticks."""


def px(value: float) -> str:
    """A coordinate with at most one decimal: 12, 12.5."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


# --- numbers -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Numbers:
    """Round ticks, first and last of which are the ends of the scale."""

    ticks: tuple[int, ...]

    def at(self, number: float) -> float:
        """Return the position of a number, 0 at the first tick and 1 at the last."""
        low, high = self.ticks[0], self.ticks[-1]
        return (number - low) / (high - low)


def numbers(most: int, *, least: int = 0, steps: int = 5) -> Numbers:
    """A scale over ``least`` to ``most`` in about ``steps`` round steps (1, 2 or 5 times a power of ten).

    It begins at 0 unless all of it lies far from 0, in its upper half.
    """
    low, high = min(least, most), max(least, most)
    if low >= 0 and 2 * low <= high:
        low = 0
    step = _step(max(high - low, 1) / steps)
    first, last = low // step, -(-high // step)
    return Numbers(tuple(step * n for n in range(first, max(last, first + 1) + 1)))


def _step(wanted: float) -> int:
    power = 1
    while True:
        for factor in (1, 2, 5):
            if factor * power >= wanted:
                return factor * power
        power *= 10


# --- days ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """The days ``first`` to before ``end`` (ordinals) laid out evenly from ``start`` to ``stop`` (px)."""

    first: int
    end: int
    start: float
    stop: float

    @property
    def a_day(self) -> float:
        """Length of a day, in px."""
        return (self.stop - self.start) / (self.end - self.first)

    @property
    def in_months(self) -> bool:
        """True if its ticks are months."""
        return self.end - self.first > DAYS

    def at(self, moment: float) -> float:
        """Return the position of a moment: an ordinal day and a fraction of it."""
        return self.start + (moment - self.first) * self.a_day

    def ticks(self, space: float) -> Iterator[date]:
        """The days, or the first days of months, that leave ``space`` px to each."""
        yield from _months(self, space) if self.in_months else _days(self, space)


@dataclass(frozen=True, slots=True)
class Time:
    """One part, or two with a gap between them."""

    parts: tuple[Part, ...]

    def at(self, moment: float) -> float:
        """Return the position of a moment, in px from the beginning; a later moment never comes before."""
        part = self.parts[max(bisect_right([part.first for part in self.parts], moment) - 1, 0)]
        return part.at(moment)

    @property
    def gap(self) -> tuple[float, float] | None:
        """Start and end of the break in the axis, in px; None if there is none."""
        return next(((first.stop, second.start) for first, second in pairwise(self.parts)), None)


def crowded_until(days: Sequence[date]) -> date | None:
    """The last day of a crowded first part; None where one pace serves for all.

    It is the day at which the points so far are furthest ahead of the time passed so far.
    """
    ordinals = sorted(day.toordinal() for day in days)
    first, last = ordinals[0], ordinals[-1]
    length = last - first + 1
    if length <= SHORT:
        return None
    ahead = {
        day: bisect_right(ordinals, day) / len(ordinals) - (day - first + 1) / length for day in ordinals if day < last
    }
    best = max(ahead, key=lambda day: (ahead[day], -day))
    return date.fromordinal(best) if ahead[best] >= CROWDED else None


def time(days: Sequence[date], length: float, *, gap: float) -> Time:
    """The days of the points on an axis of ``length`` px; ``gap`` px wide is the break, if there is one."""
    first, end = min(days).toordinal(), max(days).toordinal() + 1
    until = crowded_until(days)
    if until is None:
        return Time((Part(first, end, 0, length),))
    cut, fraction = until.toordinal() + 1, sum(day <= until for day in days) / len(days)
    middle = (length - gap) * min(max(fraction, LEAST_SHARE), MOST_SHARE)
    return Time((Part(first, cut, 0, middle), Part(cut, end, middle + gap, length)))


def _days(part: Part, space: float) -> Iterator[date]:
    step = next((step for step in (1, 2, 5, 10, 20) if step * part.a_day >= space), DAYS)
    return (date.fromordinal(day) for day in range(part.first, part.end, step))


def _months(part: Part, space: float) -> list[date]:
    """The first days of months, every so many; more closely than there is space only if there would be none."""
    steps = [1, 2, 3, 6, 12]
    while steps[-1] * 28 * part.a_day < space:
        steps.append(steps[-1] * 2)
    fitting = next(place for place, step in enumerate(steps) if step * 28 * part.a_day >= space)
    tried = (_every(part, step) for step in reversed(steps[: fitting + 1]))
    return next((dates for dates in tried if dates), [])


def _every(part: Part, step: int) -> list[date]:
    first = date.fromordinal(part.first)
    month = first.year * 12 + first.month - 1 + (first.day > 1)
    month += -month % step
    dates = []
    while month < date.max.year * 12 + 12 and date(month // 12, month % 12 + 1, 1).toordinal() < part.end:
        dates.append(date(month // 12, month % 12 + 1, 1))
        month += step
    return dates
