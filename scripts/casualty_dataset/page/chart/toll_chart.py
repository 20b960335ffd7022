"""The toll as stated over time: a step chart, one line a claimant.

A figure stands until its claimant's next one, and thinly dotted after the last. Figures of one day, whose hours are not
known, are spread over the day in their order. What is absent is told in words at its date and has no height.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final

from markupsafe import Markup

from casualty_dataset.page.chart import absences, captions, names, scale
from casualty_dataset.page.chart.drawing import Frame, Words
from casualty_dataset.page.chart.lettering import LINE, width
from casualty_dataset.page.chart.plot import NARROW, WIDE, Line, Look, Plot, Point
from casualty_dataset.page.chart.scale import px
from casualty_dataset.page.templating import render

__all__ = ["Line", "Point", "signs", "toll"]

COLOURS: Final = 8
"""Lines that have a colour and a marker of their own; further ones are muted."""
FADE: Final = 36
"""Height over which a floor fades, in px."""
STUB: Final = 12
"""The least length over which a floor or a range is shown, in px."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line as it is drawn: its steps, what stands after the last, floors, ranges and marks."""

    css: str
    marker: str
    run: str
    standing: str
    fades: list[dict[str, str]]
    bands: list[dict[str, str]]
    marks: list[dict[str, str]]


def toll(
    lines: Sequence[Line],
    *,
    label: str,
    wide: bool,
    rtl: bool,
    day: Callable[[date], str],
    months: Sequence[str],
    words: Mapping[str, str],
) -> Markup:
    """The chart as SVG, 960 or 340 px wide.

    ``lines`` are in order of weight: the first eight have colours. ``day`` writes a date in few words; ``months``
    are the twelve short names, ``words`` those of ``captions.WORDS``; ``label`` is the text for screen readers.
    """
    look = WIDE if wide else NARROW
    counted = [line for line in map(_counted, lines) if line.points]
    absent = [point for line in lines for point in line.points if point.absent]
    shared: dict[str, Any] = {"label": label, "look": look, "rtl": rtl}
    frame = Frame(look.width, rtl)
    if not counted and not absent:
        message = captions.nothing(frame, words["empty"], LINE)
        return render("empty.svg.jinja", **shared, height=LINE * (len(message.lines) + 2), message=message)
    named = [_name(place, line, words) for place, line in enumerate(counted)]
    signs_used = _signs(counted, absent)
    legend, top = captions.legend(frame, signs_used, words)
    plot = _plot(counted, absent, named, look, frame, top)
    drawn = [_draw(plot, place, line) for place, line in enumerate(counted)]
    labels, flags, texts, bottom = _written(plot, named, absent, look, day, months, words, top + 8)
    if not counted:
        texts.append(captions.nothing(frame, words["no_figures"], plot.top + LINE))
    return render(
        "toll.svg.jinja",
        **shared,
        height=px(bottom + 4),
        plot={"begin": frame.x(plot.begin), "end": frame.x(plot.end), "base": px(plot.base), "top": px(plot.top)},
        rules=list(_rules(plot)),
        gap=_gap(plot),
        lines=drawn,
        legend=legend,
        labels=labels,
        flags=flags,
        texts=texts,
    )


def signs() -> Markup:
    """The signs that all charts of a document refer to; they stand in it once, before the first."""
    return render("signs.svg.jinja", colours=[*(f"c{place}" for place in range(COLOURS)), "cm"])


def _counted(line: Line) -> Line:
    return Line(line.name, tuple(sorted((point for point in line.points if not point.absent), key=lambda p: p.on)))


def _look_of(place: int) -> tuple[str, str]:
    return (f"c{place}", f"m{place}") if place < COLOURS else ("cm", "mm")


def _name(place: int, line: Line, words: Mapping[str, str]) -> names.Name:
    point = line.points[-1]
    return names.Name(*_look_of(place), line.name, point, names.figure(point, words))


def _signs(counted: Sequence[Line], absent: Sequence[Point]) -> list[str]:
    points = [point for line in counted for point in line.points]
    kinds = {point.kind for point in points}
    occurs = {
        "floor": any(point.floor for point in points),
        "range": any(point.ranged for point in points),
        "correction": "correction" in kinds,
        "fall": "fall" in kinds,
        "standing": bool(points),
        "absence": bool(absent),
    }
    return [sign for sign, does in occurs.items() if does]


def _plot(
    counted: Sequence[Line],
    absent: Sequence[Point],
    named: Sequence[names.Name],
    look: Look,
    frame: Frame,
    top: float,
) -> Plot:
    points = [point for line in counted for point in line.points]
    numbers = scale.numbers(max(max(point.height, point.upper or 0) for point in points)) if points else None
    begin = width(f"{numbers.ticks[-1]:,}") + 10 if numbers else 2.0
    end = look.width - look.after
    time = scale.time([point.on for point in (*points, *absent)], end - begin - STUB, gap=look.gap)
    top += (LINE + 8 if time.gap else 0) + (FADE if any(point.floor for point in points) else LINE) + 8
    available = None if look.narrow else look.after - 36.0
    height = max(look.height, sum(names.sizes(named, available))) if points else 3.0 * LINE
    return Plot(frame, time, numbers, begin, end, top, top + height)


def _written(
    plot: Plot,
    named: Sequence[names.Name],
    absent: Sequence[Point],
    look: Look,
    day: Callable[[date], str],
    months: Sequence[str],
    words: Mapping[str, str],
    legend: float,
) -> tuple[list[names.Label], list[absences.Flag], list[Words], float]:
    texts = [*captions.days(plot, months), *captions.paces(plot, legend, words)]
    bottom = plot.base + 8 + 2 * LINE + 4
    if not look.narrow:
        flags, notes, bottom = absences.place_below_dates(
            plot, absences.group_by_day(plot, absent, day, absences.TEXT_WIDTH), bottom
        )
        return names.beside(plot, named, look.after - 36), flags, [*texts, *notes], bottom
    numbered = bottom
    labels, bottom = names.below(plot, named, bottom + (LINE + 12 if absent else 4), words["letters"])
    blocks = absences.group_by_day(plot, absent, day)
    flags, notes, bottom = absences.place_in_list(plot, blocks, numbered, bottom + 8)
    return labels, flags, [*texts, *notes], bottom


# --- lines ---------------------------------------------------------------------------------------


def _moments(points: Sequence[Point]) -> Iterator[float]:
    for on, group in groupby(points, key=lambda point: point.on):
        count = len(list(group))
        yield from (on.toordinal() + (place + 0.5) / count for place in range(count))


def _draw(plot: Plot, place: int, line: Line) -> Drawn:
    frame, points = plot.frame, line.points
    along = [plot.along(moment) for moment in _moments(points)]
    heights = [plot.height(point.height) for point in points]
    corners = list(zip(along, heights, strict=True))
    shown = [_shown(start, until) for start, until in zip(along, [*along[1:], along[-1]], strict=True)]
    css, marker = _look_of(place)
    last = corners[-1]
    return Drawn(
        css=css,
        marker=marker,
        run=frame.steps(corners) if len(corners) > 1 else "",
        standing=frame.straight(last, (plot.end, last[1])),
        fades=[
            frame.rect(*extent, height - FADE, FADE)
            for point, extent, height in zip(points, shown, heights, strict=True)
            if point.floor
        ],
        bands=[
            frame.rect(*extent, plot.height(point.upper or 0), _thickness(plot, point))
            for point, extent in zip(points, shown, strict=True)
            if point.ranged
        ],
        marks=[
            {"x": frame.x(u), "y": px(y), "title": point.text, "href": point.href, "mark": _mark(point, marker)}
            for point, (u, y) in zip(points, corners, strict=True)
        ],
    )


def _shown(start: float, until: float) -> tuple[float, float]:
    return (start - STUB / 2, STUB) if until - start < STUB / 2 else (start, until - start)


def _thickness(plot: Plot, point: Point) -> float:
    return plot.height(point.lower or 0) - plot.height(point.upper or 0)


def _mark(point: Point, marker: str) -> str:
    return point.kind if point.kind in ("correction", "fall") else marker


# --- scale and gap -------------------------------------------------------------------------------


def _rules(plot: Plot) -> Iterator[dict[str, str]]:
    for tick in plot.numbers.ticks if plot.numbers else ():
        height = plot.height(tick)
        yield {"y": px(height), "text_y": px(height + 4), "x": plot.frame.x(plot.begin - 6), "number": f"{tick:,}"}


def _gap(plot: Plot) -> dict[str, Any] | None:
    if not plot.time.gap:
        return None
    start, stop = (plot.begin + edge for edge in plot.time.gap)
    middle, frame = (start + stop) / 2, plot.frame
    top = plot.top - FADE
    strokes = [frame.straight((middle + by - 3, plot.base + 7), (middle + by + 3, plot.base - 7)) for by in (-3, 3)]
    return {"rect": frame.rect(start, stop - start, top, plot.base - top), "strokes": "".join(strokes)}
