"""The marks of the map as numbers, rounded for the template: circles on the ground, squares beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from casualty_dataset.page.chart.lettering import LINE
from casualty_dataset.page.map.ground import View
from casualty_dataset.page.map.room import Box, width
from casualty_dataset.page.map.spots import NEAR, Scale, Spot, figure

PIP: Final = 3.0
"""Radius of the mark of an incident for which no figure is claimed."""
BROKEN: Final = 3.0
"""How far outside of the disc the broken ring of a floor lies."""
HALO: Final = {"settlement": 3.0, NEAR: 8.0}
"""How far the halo reaches beyond the mark: the wider, the less is known of the place."""

_STEP: Final = 9.0  # from pip to pip
_LABELLED: Final = 13.0  # the least side of a square that is labelled
_WIDEST: Final = 170.0  # the longest label of a square
_MOST: Final = 80  # squares of a governorate; its heading tells how many there are
_PIP_SQUARE: Final = 7.0
_BETWEEN: Final = 10.0


@dataclass(frozen=True, slots=True)
class Circle:
    """An incident at its place: ``inner`` stands for the least, ``outer`` for the most, 0 where there is none."""

    x: float
    y: float
    inner: float
    outer: float
    broken: float
    halo: float
    near: bool
    title: str
    href: str

    @property
    def reach(self) -> float:
        """From its middle to the end of its halo."""
        return max(self.inner, self.outer, self.broken, PIP) + self.halo


@dataclass(frozen=True, slots=True)
class Place:
    """The circles of one place, the largest first, and the largest of its spots."""

    circles: tuple[Circle, ...]
    spot: Spot

    @property
    def box(self) -> Box:
        """What they cover."""
        return Box(
            min(circle.x - circle.reach for circle in self.circles),
            min(circle.y - circle.reach for circle in self.circles),
            max(circle.x + circle.reach for circle in self.circles),
            max(circle.y + circle.reach for circle in self.circles),
        )


def places(spots: Iterable[Spot], view: View, sized: Scale) -> list[Place]:
    """The places of spots that have a point, the largest first; those without a figure stand in a row beneath."""
    by_point = sorted(spots, key=lambda spot: spot.point or (0, 0))  # stable: the largest stays first
    found = []
    for point, group in groupby(by_point, key=lambda spot: spot.point):
        here = list(group)
        if point and view.shows(*point):
            found.append(Place(tuple(_circles(here, view.at(*point), sized)), here[0]))
    return sorted(found, key=lambda place: (-place.spot.size, place.spot.name, place.spot.href))


def _circles(here: list[Spot], middle: tuple[float, float], sized: Scale) -> Iterable[Circle]:
    """One a spot, about the same middle. The title tells of all, for small ones may be hidden."""
    x, y = middle
    below = max((sized.radius(spot.size) + BROKEN + max(HALO.values()) for spot in here if spot.size), default=0.0)
    bare = [spot for spot in here if not spot.size]
    for spot in here:
        others = [f"• {other.said}" for other in here if other is not spot]
        across, down = 0.0, 0.0
        if not spot.size:
            across = _STEP * (bare.index(spot) - (len(bare) - 1) / 2)
            down = below + PIP if below else 0.0
        inner = sized.radius(spot.low or 0)
        yield Circle(
            round(x + across, 1),
            round(y + down, 1),
            round(inner, 1),
            round(sized.radius(spot.high or 0), 1),
            round(inner + BROKEN, 1) if spot.low and spot.high is None else 0.0,
            HALO.get(spot.precision, 0.0) if spot.size or not below else 0.0,
            spot.precision == NEAR,
            "\n".join([spot.said, *others]),
            spot.href,
        )


@dataclass(frozen=True, slots=True)
class Square:
    """An incident beside the map; left upper corner of its outer edge, and the inner square on the same ground line."""

    x: float
    y: float
    inner: float
    outer: float
    broken: bool
    title: str
    href: str
    lines: tuple[str, ...]
    figure: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """The squares of a governorate under its heading."""

    heading: str
    y: float
    squares: tuple[Square, ...]


def shelves(
    areas: Mapping[str, Sequence[Spot]],
    sized: Scale,
    headings: Mapping[str, str],
    at_least: str,
    *,
    top: float,
    room: float,
) -> tuple[list[Shelf], float]:
    """The shelves from ``top`` down, each ``room`` wide, and where the last one ends."""
    found, y = [], top
    for pcode, spots in areas.items():
        heading = y + LINE
        squares, y = _rows(spots[:_MOST], sized, at_least, top=heading + 8, room=room)
        found.append(Shelf(headings[pcode], round(heading, 1), tuple(squares)))
        y += _BETWEEN
    return found, y


def _rows(spots: Sequence[Spot], sized: Scale, at_least: str, *, top: float, room: float) -> tuple[list[Square], float]:
    """Squares side by side, on the ground line of their row, names beneath those that are large enough."""
    rows: list[list[tuple[float, Spot, bool]]] = [[]]
    used, labelled = 0.0, False
    for spot in spots:
        side = sized.side(spot.size) or _PIP_SQUARE
        words = max(width(spot.name, bold=True), width(figure(spot, at_least)))
        named = side >= _LABELLED and words <= min(_WIDEST, room)
        wide = max(side, words * named)
        if rows[-1] and (used + wide > room or (labelled and not named)):
            rows.append([])
            used = 0.0
        rows[-1].append((wide, spot, named))
        used, labelled = used + wide + _BETWEEN * (1 if named else 0.5), named
    squares: list[Square] = []
    for row in rows:
        ground = top + max(sized.side(spot.size) or _PIP_SQUARE for _, spot, _ in row)
        squares += _row(row, sized, at_least, ground)
        top = ground + (2 * LINE + 8 if any(named for *_, named in row) else 6)
    return squares, top


def _row(row: list[tuple[float, Spot, bool]], sized: Scale, at_least: str, ground: float) -> Iterable[Square]:
    x = 0.0
    for wide, spot, named in row:
        inner, side = sized.side(spot.low or 0), sized.side(spot.size) or _PIP_SQUARE
        yield Square(
            round(x, 1),
            round(ground - side, 1),
            round(inner, 1),
            round(side, 1),
            spot.low is not None and spot.high is None,
            spot.said,
            spot.href,
            (spot.name,) if named else (),
            figure(spot, at_least) if named else "",
        )
        x += wide + _BETWEEN * (1 if named else 0.5)
