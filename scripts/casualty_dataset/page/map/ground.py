"""From longitude and latitude to the page: projection, view, and outlines cut to what is seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians
from typing import Final

from casualty_dataset.page.map.outlines import Line

_MARGIN: Final = 8.0  # outlines are cut this far outside of the view, so that the cut is not seen
_LEAST_STEP: Final = 0.7  # shorter steps of an outline are not drawn


@dataclass(frozen=True, slots=True)
class View:
    """An equirectangular projection, true in the middle of what is seen: ``width`` by ``height``, y downwards."""

    west: float
    north: float
    scale: float  # of a degree of latitude
    squeeze: float  # of a degree of longitude, as a part of that
    width: float
    height: float

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a place is drawn, not rounded."""
        return (longitude - self.west) * self.scale * self.squeeze, (self.north - latitude) * self.scale

    def of(self, x: float, y: float) -> tuple[float, float]:
        """The longitude and latitude that are drawn there."""
        return self.west + x / self.scale / self.squeeze, self.north - y / self.scale

    def shows(self, longitude: float, latitude: float) -> bool:
        """Whether a place is within the view."""
        x, y = self.at(longitude, latitude)
        return 0 <= x <= self.width and 0 <= y <= self.height


def fit(box: tuple[float, float, float, float], *, pad: float, width: float, height: float) -> View:
    """The view that holds a box (west, south, east, north) and ``pad`` degrees of latitude around it, in its middle."""
    west, south, east, north = box
    middle = (south + north) / 2
    squeeze = cos(radians(middle))
    scale = min(width / ((east - west) * squeeze + 2 * pad), height / (north - south + 2 * pad))
    return View(
        (west + east) / 2 - width / 2 / scale / squeeze, middle + height / 2 / scale, scale, squeeze, width, height
    )


def cut(ring: Line, view: View) -> Line:
    """A ring as drawn, cut to the view and a margin (Sutherland and Hodgman); empty when none of it is seen."""
    points = [view.at(*point) for point in ring]
    for axis, bound, sign in (
        (0, -_MARGIN, 1),
        (0, view.width + _MARGIN, -1),
        (1, -_MARGIN, 1),
        (1, view.height + _MARGIN, -1),
    ):
        points = list(_kept(points, axis, bound, sign))
    return tuple(points)


def _kept(points: list[tuple[float, float]], axis: int, bound: float, sign: int) -> Iterator[tuple[float, float]]:
    """A ring cut at one line: what lies on the side of ``sign``, and where the ring crosses."""
    for before, point in zip([*points[-1:], *points[:-1]], points, strict=True):
        was, now = sign * (before[axis] - bound), sign * (point[axis] - bound)
        if (was < 0) != (now < 0):
            part = was / (was - now)
            yield before[0] + part * (point[0] - before[0]), before[1] + part * (point[1] - before[1])
        if now >= 0:
            yield point


def runs(arc: Line, view: View) -> Iterator[Line]:
    """The parts of an open line that touch the view and a margin, as drawn."""
    points = [view.at(*point) for point in arc]
    run: list[tuple[float, float]] = []
    for before, point in pairwise(points):
        if _near(before, point, view):
            run = run or [before]
            run.append(point)
        elif run:
            yield tuple(run)
            run = []
    if run:
        yield tuple(run)


def _near(one: tuple[float, float], other: tuple[float, float], view: View) -> bool:
    return all(
        max(one[axis], other[axis]) >= -_MARGIN and min(one[axis], other[axis]) <= size + _MARGIN
        for axis, size in ((0, view.width), (1, view.height))
    )


def path(lines: Iterable[Line], *, closed: bool) -> str:
    """The ``d`` of a path: tenths of a pixel, steps relative, those too short to see left out."""
    parts = []
    for line in lines:
        points = [(round(x * 10), round(y * 10)) for x, y in thinned(line)]
        if len(points) > 1 + closed:
            steps = (f"{(x - was_x) / 10:g} {(y - was_y) / 10:g}" for (was_x, was_y), (x, y) in pairwise(points))
            parts.append(f"M{points[0][0] / 10:g} {points[0][1] / 10:g}l{' '.join(steps)}{'z' * closed}")
    return "".join(parts)


def thinned(line: Line, least: float = _LEAST_STEP) -> Line:
    """A line without the points that lie nearer than ``least`` to the one before; its ends stay."""
    kept: list[tuple[float, float]] = []
    for point in line:
        if not kept or max(abs(point[0] - kept[-1][0]), abs(point[1] - kept[-1][1])) >= least:
            kept.append(point)
    if line and kept[-1] != line[-1]:
        kept[-1 if len(kept) > 1 else 1 :] = [line[-1]]
    return tuple(kept)


def inside(point: tuple[float, float], ring: Line) -> bool:
    """Whether a point lies within a ring (even and odd crossings)."""
    x, y = point
    crossed = False
    for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], *ring[:1]), strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossed = not crossed
    return crossed
