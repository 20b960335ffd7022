"""What is plotted, and where its days and numbers lie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from casualty_dataset.page.chart.drawing import Frame
from casualty_dataset.page.chart.scale import Numbers, Time


@dataclass(frozen=True, slots=True)
class Point:
    """One statement.

    ``number`` is the height that is drawn (None: no figure), ``lower`` and ``upper`` its interval (``upper`` None: a
    floor), ``kind`` one of ``timeline.KINDS``. ``said`` is the statement in words; for an absence few of them, they are
    drawn. ``figure`` is the number in words (at least 330), made from the interval where it is not given.
    """

    on: date
    number: int | None
    lower: int | None
    upper: int | None
    kind: str
    said: str
    href: str
    figure: str = ""

    @property
    def absent(self) -> bool:
        """Whether nothing is counted."""
        return self.kind == "absence" or self.number is None

    @property
    def height(self) -> int:
        """The number; asked only where there is one."""
        if self.number is None:
            raise ValueError("an absence has no height")
        return self.number

    @property
    def floor(self) -> bool:
        """Whether it may be any number from here on."""
        return not self.absent and self.upper is None

    @property
    def ranged(self) -> bool:
        """Whether it is between two numbers."""
        return not self.absent and self.upper is not None and (self.lower or 0) < self.upper


@dataclass(frozen=True, slots=True)
class Line:
    """What one claimant said, in time."""

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
    """Where days and numbers lie: px along the reading direction, and from the top."""

    frame: Frame
    time: Time
    numbers: Numbers | None
    begin: float
    end: float
    top: float
    base: float

    @property
    def last(self) -> float:
        """Where the last day ends; lines go on to ``end``."""
        return self.begin + self.time.parts[-1].stop

    def along(self, moment: float) -> float:
        """Where a moment lies (an ordinal day and a fraction)."""
        return self.begin + self.time.at(moment)

    def height(self, number: float) -> float:
        """Where a number lies."""
        share = self.numbers.at(number) if self.numbers else 0
        return self.base - (self.base - self.top) * share
