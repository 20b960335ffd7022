"""Room for words on the map, without measuring text: a character is taken to be as wide as most are, or wider."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from casualty_dataset.page.chart import lettering

_BOLD: Final = 1.15
_GRID: Final = 16.0
_GAP: Final = 2.0


def width(text: str, *, bold: bool = False) -> float:
    """How wide a text is taken to be."""
    return lettering.width(text) * (_BOLD if bold else 1)


@dataclass(frozen=True, slots=True)
class Box:
    """Left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, x: float, y: float, wide: float, high: float) -> Box:
        """A box about its middle."""
        return cls(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)

    @property
    def middle(self) -> tuple[float, float]:
        """Where its diagonals cross."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def meets(self, other: Box) -> bool:
        """Whether two boxes share more than an edge."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, other: Box) -> bool:
        """Whether the other lies within."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )

    def edge(self) -> Iterator[tuple[float, float]]:
        """Its middle, corners and the middles of its sides."""
        x, y = self.middle
        yield x, y
        for across in (self.left, x, self.right):
            for down in (self.top, y, self.bottom):
                if (across, down) != (x, y):
                    yield across, down


@dataclass(slots=True)
class Room:
    """A sheet on which nothing may lie over another."""

    sheet: Box
    taken: list[Box] = field(default_factory=list)

    def free(self, box: Box) -> bool:
        """Whether a box lies on the sheet and meets none that is taken, with a small gap."""
        wider = Box(box.left - _GAP, box.top - _GAP, box.right + _GAP, box.bottom + _GAP)
        return self.sheet.holds(box) and not any(map(wider.meets, self.taken))

    def first(self, boxes: Sequence[Box]) -> Box | None:
        """The first box that is free, which is then taken."""
        found = next(filter(self.free, boxes), None)
        if found:
            self.taken.append(found)
        return found

    def within(
        self,
        shape: Callable[[tuple[float, float]], bool],
        near: tuple[float, float],
        wide: float,
        high: float,
        *,
        strict: bool = True,
    ) -> Box | None:
        """The free box that lies in a shape, nearest to a point; not strict: its middle does."""
        middles = [
            (self.sheet.left + across * _GRID, self.sheet.top + down * _GRID)
            for across in range(int((self.sheet.right - self.sheet.left) / _GRID) + 1)
            for down in range(int((self.sheet.bottom - self.sheet.top) / _GRID) + 1)
        ]
        middles.sort(key=lambda middle: ((middle[0] - near[0]) ** 2 + (middle[1] - near[1]) ** 2, middle))
        for middle in middles:
            box = Box.around(*middle, wide, high)
            if self.free(box) and (all(map(shape, box.edge())) if strict else shape(middle)):
                self.taken.append(box)
                return box
        return None
