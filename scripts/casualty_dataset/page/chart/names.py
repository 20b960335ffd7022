"""The lines of the chart by name: beside their ends, or by letters there and a key below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casualty_dataset.page.chart.drawing import Words, words_at
from casualty_dataset.page.chart.lettering import LINE, spread, width, wrap
from casualty_dataset.page.chart.plot import Plot, Point
from casualty_dataset.page.chart.scale import px


@dataclass(frozen=True, slots=True)
class Name:
    """A line that is to be named: its class and marker, its claimant, last point and last figure in words."""

    css: str
    marker: str
    name: str
    point: Point
    figure: str

    def lines(self, available: float) -> list[str]:
        """The name in lines; the first leaves space for the figure."""
        return wrap(self.name, available, first=width(f"{self.figure} "))


@dataclass(frozen=True, slots=True)
class Label:
    """A leader from the end of a line, the line's marker and its words; the same letter at both, if there is one."""

    css: str
    marker: str
    at: tuple[str, str]
    leader: str
    words: Words
    letters: tuple[Words, ...] = ()


def figure(point: Point, words: Mapping[str, str]) -> str:
    """A figure in words: at least 330."""
    if point.figure:
        return point.figure
    if point.floor:
        return words["at_least"].format(number=f"{point.height:,}")
    if point.ranged:
        return words["between"].format(lower=f"{point.lower or 0:,}", upper=f"{point.upper:,}")
    return f"{point.height:,}"


def sizes(names: Sequence[Name], available: float | None) -> list[float]:
    """Return the height of each name, in px: of its words in the ``available`` width, or of its letter."""
    return [LINE * (1 if available is None else len(name.lines(available))) + 2.0 for name in names]


def beside(plot: Plot, names: Sequence[Name], available: float) -> list[Label]:
    """Names at the ends of their lines, apart from each other."""
    placed = []
    for name, start in _placed(plot, names, available):
        at = (plot.frame.x(plot.end + 27), px(start + LINE / 2))
        words = _words(plot, name, plot.end + 36, start, available)
        placed.append(Label(name.css, name.marker, at, _leader(plot, name, start, 18), words))
    return placed


def below(plot: Plot, names: Sequence[Name], top: float, letters: str) -> tuple[list[Label], float]:
    """Letters at the ends of lines, their names from ``top`` on, and where those end."""
    placed, available = [], plot.frame.width - 42
    for place, (name, start) in enumerate(_placed(plot, names, None)):
        letter = _letter(place, letters)
        at_end = words_at(plot.frame, plot.end + 12, start, [letter], css="letter")
        at_name = words_at(plot.frame, 0, top, [letter], css="letter")
        at = (plot.frame.x(31), px(top + LINE / 2))
        words = _words(plot, name, 42, top, available)
        placed.append(Label(name.css, name.marker, at, _leader(plot, name, start, 9), words, (at_end, at_name)))
        top += LINE * len(words.lines) + 3
    return placed, top


def _placed(plot: Plot, names: Sequence[Name], available: float | None) -> list[tuple[Name, float]]:
    ordered = sorted(names, key=lambda name: plot.height(name.point.height))
    heights = [plot.height(name.point.height) for name in ordered]
    starts = spread(heights, sizes(ordered, available), plot.top - LINE, plot.base + LINE / 2)
    return list(zip(ordered, starts, strict=True))


def _words(plot: Plot, name: Name, along: float, top: float, available: float) -> Words:
    style = {"bold": name.figure, "href": name.point.href, "title": name.point.text}
    return words_at(plot.frame, along, top, name.lines(available), **style)


def _leader(plot: Plot, name: Name, start: float, length: float) -> str:
    height = plot.height(name.point.height)
    return plot.frame.straight((plot.end, height), (plot.end + length, start + LINE / 2))


def _letter(place: int, letters: str) -> str:
    return letters[place % len(letters)] + (str(place // len(letters) + 1) if place >= len(letters) else "")
