"""Absences on the chart: a flag at the date, and its words, never a height."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from casualty_dataset.page.chart.drawing import Words, words_at
from casualty_dataset.page.chart.lettering import LINE, width, wrap
from casualty_dataset.page.chart.plot import Plot, Point
from casualty_dataset.page.chart.scale import px

TEXT_WIDTH: Final = 420
"""Width for the words of an absence beside its stem, in px; less where the chart ends sooner."""
AFTER: Final = 6
"""Distance from a stem to its words, in px."""
LISTED: Final = 26
"""Indent of the words in the list, in px."""
APART: Final = 30
"""Width of a flag and its number, in px."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A mark on the base line; below it, unless an earlier flag stands for it too, a flag on its stem."""

    x: str
    title: str
    foot: str = ""
    stem: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """The absences of one day in lines of text, the first of which begins with the day."""

    along: float
    points: tuple[Point, ...]
    day: str
    texts: tuple[tuple[str, ...], ...]

    @property
    def width(self) -> float:
        """Width of its longest line, in px."""
        first, *rest = (line for lines in self.texts for line in lines)
        return max(width(f"{self.day} {first}"), *map(width, rest), 0)

    @property
    def height(self) -> float:
        """Height of all its lines, in px."""
        return LINE * sum(map(len, self.texts))

    def words(self, plot: Plot, along: float, top: float) -> list[Words]:
        """Each absence under the one before."""
        placed, day = [], self.day
        for point, lines in zip(self.points, self.texts, strict=True):
            style = {"bold": day, "href": point.href, "title": point.text, "css": "note"}
            placed.append(words_at(plot.frame, along, top, lines, **style))
            top, day = top + LINE * len(lines), ""
        return placed


def group_by_day(
    plot: Plot, absences: Sequence[Point], day: Callable[[date], str], available: float | None = None
) -> list[Block]:
    """Absences by day, the earliest first, in lines of this ``available`` width, or as long as those of the list."""
    ordered = sorted(absences, key=lambda point: point.on)
    blocks = []
    for on, group in groupby(ordered, key=lambda point: point.on):
        points, along = tuple(group), plot.along(on.toordinal() + 0.5)
        free = plot.frame.width - LISTED if available is None else min(available, plot.frame.width - along - AFTER)
        texts, taken = [], width(f"{day(on)} ")
        for point in points:
            texts.append(tuple(wrap(point.text, free, first=taken)))
            taken = 0.0
        blocks.append(Block(along, points, day(on), tuple(texts)))
    return blocks


def place_below_dates(plot: Plot, blocks: Sequence[Block], top: float) -> tuple[list[Flag], list[Words], float]:
    """Words that hang below their dates, and where the last ends.

    The latest is highest; an earlier one that would touch later ones goes below them, so that no stem crosses words.
    """
    flags: list[Flag] = []
    words: list[Words] = []
    placed: list[tuple[float, float]] = []  # where words begin, and how far down they reach
    for block in reversed(blocks):
        reach = block.along + AFTER + block.width
        start = max((bottom + 6 for along, bottom in placed if along <= reach), default=top + 14)
        placed.append((block.along, start + block.height))
        words += block.words(plot, block.along + AFTER, start)
        stem = plot.frame.straight((block.along, top + 14), (block.along, start + block.height - 2))
        flags.append(Flag(plot.frame.x(block.along), _title(block), px(top + 15), stem))
    return flags, words, max((bottom for _, bottom in placed), default=top)


def place_in_list(
    plot: Plot, blocks: Sequence[Block], top: float, list_top: float
) -> tuple[list[Flag], list[Words], float]:
    """Flags and their numbers from ``top`` on, the words in a list from ``list_top`` on, and where that ends.

    Days too close for two flags share one.
    """
    flags: list[Flag] = []
    words: list[Words] = []
    number, last = 0, -float(APART)
    for block in blocks:
        alone = block.along - last >= APART
        flags.append(Flag(plot.frame.x(block.along), _title(block), px(top + 15) if alone else ""))
        if alone:
            number, last = number + 1, block.along
            words.append(words_at(plot.frame, last + 12, top, [str(number)], css="letter"))
            words.append(words_at(plot.frame, 0, list_top, [str(number)], css="letter"))
        words += block.words(plot, LISTED, list_top)
        list_top += block.height + 4
    return flags, words, list_top


def _title(block: Block) -> str:
    """The day and the words of each absence, with a mark that is right in every language."""
    return " · ".join((block.day, *(point.text for point in block.points)))
