"""The points of a chart, and the positions of days and numbers on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from casualty_dataset.page.chart.drawing import Frame
from casualty_dataset.page.chart.scale import Numbers, Time


@dataclass(frozen=True, slots=True)
class Point:
    """One statement: the day ``on`` which it holds, a ``number``, and its interval from ``lower`` to ``upper``.

    A ``number`` of None draws no figure; an ``upper`` of None is a floor. ``kind`` is one of ``timeline.KINDS``.
    ``text`` is the statement in words; an absence is drawn as these words, so they are few. ``figure`` is the number in
    words (at least 330); where it is empty, it is made from the interval.
    """

    on: date
    number: int | None
    lower: int | None
    upper: int | None
    kind: str
    text: str
    href: str
    figure: str = ""

    @property
    def absent(self) -> bool:
        """True if nothing is counted."""
        return self.kind in ("absence", "withdrawn") or self.number is None

    @property
    def height(self) -> int:
        """The number; asked only where there is one."""
        if self.number is None:
            raise ValueError("an absence has no height")
        return self.number

    @property
    def floor(self) -> bool:
        """True if the number may be any from here on."""
        return not self.absent and self.upper is None

    @property
    def ranged(self) -> bool:
        """True if it lies between two numbers."""
        return not self.absent and self.upper is not None and (self.lower or 0) < self.upper


@dataclass(frozen=True, slots=True)
class Line:
    """The statements of one claimant in the order of their days."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """The proportions of a chart in px: its width, the room for names after the plot, and the plot's least height."""

    width: int
    after: int
    height: int
    gap: int
    narrow: bool


WIDE: Final = Look(width=960, after=256, height=340, gap=30, narrow=False)
NARROW: Final = Look(width=340, after=28, height=230, gap=18, narrow=True)


@dataclass(frozen=True, slots=True)
class Plot:
    """The positions of days and numbers: px along the reading direction, and from the top."""

    frame: Frame
    time: Time
    numbers: Numbers | None
    begin: float
    end: float
    top: float
    base: float

    @property
    def last(self) -> float:
        """The end of the last day; lines go on to ``end``."""
        return self.begin + self.time.parts[-1].stop

    def along(self, moment: float) -> float:
        """Return the position of a moment (an ordinal day and a fraction)."""
        return self.begin + self.time.at(moment)

    def height(self, number: float) -> float:
        """Return the position of a number."""
        fraction = self.numbers.at(number) if self.numbers else 0
        return self.base - (self.base - self.top) * fraction
