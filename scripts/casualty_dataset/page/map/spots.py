"""Incidents as marks: which have a point, which are only known to lie in a governorate, which cannot be drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from typing import Final

from casualty_dataset.formats.geo import POINTED
from casualty_dataset.page.map.outlines import outlines

NEAR: Final = "near"
_DECIMALS: Final = 2  # of the points of the record: about a kilometre
_ISOLATE: Final = "\u2066"  # left to right, in Arabic too: the least stands before the most
_END: Final = "\u2069"
_BEYOND: Final = 0.1  # degrees around the country in which a point is still drawn


@dataclass(frozen=True, slots=True)
class Spot:
    """An incident for the map.

    ``said`` is its sentence in the language of the edition, ``href`` its section. ``area`` is the P-code of the one
    governorate it lies in (``SY06``), or None. ``low`` and ``high`` are the least and the most that is claimed: a low
    without a high is a floor.
    """

    name: str
    said: str
    href: str
    latitude: float | None
    longitude: float | None
    area: str | None
    precision: str
    low: int | None
    high: int | None

    @property
    def size(self) -> int:
        """The number that its outer edge stands for, 0 when none is claimed."""
        return max(self.low or 0, self.high or 0)

    @property
    def point(self) -> tuple[float, float] | None:
        """Longitude and latitude of its place to two decimals; None where a point would be a false one."""
        if self.precision not in POINTED or self.latitude is None or self.longitude is None:
            return None
        longitude, latitude = round(self.longitude, _DECIMALS), round(self.latitude, _DECIMALS)
        west, south, east, north = outlines().box()
        seen = west - _BEYOND <= longitude <= east + _BEYOND and south - _BEYOND <= latitude <= north + _BEYOND
        return (longitude, latitude) if seen else None


@dataclass(frozen=True, slots=True)
class Sorted:
    """Spots by how they can be drawn; within each, the largest first."""

    placed: tuple[Spot, ...]
    areas: dict[str, tuple[Spot, ...]]  # the fullest governorate first
    undrawn: tuple[Spot, ...]


def sort(spots: Iterable[Spot]) -> Sorted:
    """Each spot in one of the three."""
    ordered = sorted(spots, key=lambda spot: (-spot.size, -(spot.low or 0), spot.name, spot.href))
    placed = tuple(spot for spot in ordered if spot.point)
    rest = [spot for spot in ordered if not spot.point]
    areas = {pcode: tuple(spot for spot in rest if spot.area == pcode) for pcode in outlines().governorates}
    fullest = sorted((pcode for pcode in areas if areas[pcode]), key=lambda pcode: (-len(areas[pcode]), pcode))
    undrawn = tuple(spot for spot in rest if spot.area not in areas)
    return Sorted(placed, {pcode: areas[pcode] for pcode in fullest}, undrawn)


def undrawn(spots: Iterable[Spot]) -> tuple[Spot, ...]:
    """The spots that the map cannot show: in several governorates, in one that has no outline, abroad, or nowhere."""
    return sort(spots).undrawn


@dataclass(frozen=True, slots=True)
class Scale:
    """The radius of a number: areas are as the numbers. A square has the area of the circle of its number."""

    unit: float

    def radius(self, number: int) -> float:
        """Of the circle."""
        return self.unit * sqrt(number)

    def side(self, number: int) -> float:
        """Of the square."""
        return self.radius(number) * sqrt(3.141592653589793)


def scale(spots: Sorted, *, radius: float, side: float) -> Scale:
    """The scale at which no circle is larger than ``radius`` and no square than ``side``."""
    circle = max((spot.size for spot in spots.placed), default=0)
    square = max((spot.size for area in spots.areas.values() for spot in area), default=0)
    one = Scale(1.0)
    rooms = [radius / one.radius(circle)] if circle else []
    rooms += [side / one.side(square)] if square else []
    return Scale(min(rooms, default=1.0))


def figure(spot: Spot, at_least: str) -> str:
    """What is claimed, in numbers: ``164–200``, ``38``, or in the words ``at_least``; empty when there is none."""
    if spot.low is None or spot.high is None:
        number = spot.low if spot.high is None else spot.high
        return "" if number is None else at_least.format(number=f"{number:,}") if spot.high is None else f"{number:,}"
    return f"{spot.low:,}" if spot.low == spot.high else f"{_ISOLATE}{spot.low:,}–{spot.high:,}{_END}"
