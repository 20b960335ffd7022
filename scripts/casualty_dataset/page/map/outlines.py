"""Outlines of the governorates of Syria and of the sea, from ``outlines.json``, whose head says whose they are.

The file holds arcs, as TopoJSON does: a border that two governorates share is there once, so it can be drawn once.
Longitude and latitude in WGS 84, to three decimals: about a tenth of a pixel of what the map can show of the country,
half a pixel of what it shows of the coast.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

Line = tuple[tuple[float, float], ...]
"""Points, longitude first (or x first, where it is drawn)."""

_THOUSANDTHS: Final = 1000


@dataclass(frozen=True, slots=True)
class Area:
    """A governorate: its rings, closed, and the numbers of the arcs they are made of."""

    pcode: str
    iso: str | None
    rings: tuple[Line, ...]
    arcs: frozenset[int]


@dataclass(frozen=True, slots=True)
class Outlines:
    """Areas by P-code (``SY01`` … ``SY14``, and ``UNDOF``), the arcs between them, and the sea as one ring."""

    areas: dict[str, Area]
    arcs: tuple[Line, ...]
    sea: Line

    @property
    def governorates(self) -> tuple[str, ...]:
        """The P-codes that an incident can be placed in."""
        return tuple(pcode for pcode, area in self.areas.items() if area.iso is not None)

    def box(self, *pcodes: str) -> tuple[float, float, float, float]:
        """West, south, east, north of some areas, or of the country when none is named."""
        among = [self.areas[pcode] for pcode in pcodes] or list(self.areas.values())
        points = [point for area in among for ring in area.rings for point in ring]
        longitudes, latitudes = zip(*points, strict=True)
        return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


@cache
def outlines() -> Outlines:
    """The outlines, read once."""
    told = json.loads(Path(__file__).with_name("outlines.json").read_text(encoding="utf-8"))
    arcs = tuple(map(_line, told["arcs"]))
    areas = {pcode: _area(pcode, kept, arcs) for pcode, kept in told["areas"].items()}
    return Outlines(areas, arcs, _line(told["sea"]))


def _area(pcode: str, kept: dict[str, Any], arcs: tuple[Line, ...]) -> Area:
    used = frozenset(arc if arc >= 0 else ~arc for ring in kept["rings"] for arc in ring)
    return Area(pcode, kept["iso"], tuple(_ring(ring, arcs) for ring in kept["rings"]), used)


def _ring(numbers: list[int], arcs: tuple[Line, ...]) -> Line:
    """The arcs one after the other; the last point of one is the first of the next."""
    points: list[tuple[float, float]] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[bool(points) :]
    return tuple(points)


def _line(steps: list[int]) -> Line:
    """A first point and then steps from point to point, in thousandths of a degree."""
    return tuple(
        (x / _THOUSANDTHS, y / _THOUSANDTHS)
        for x, y in zip(accumulate(steps[::2]), accumulate(steps[1::2]), strict=True)
    )
