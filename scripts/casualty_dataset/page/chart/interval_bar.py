"""The column of intervals: one small drawing a row of a table, all on one scale, and the axis above them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from markupsafe import Markup

from casualty_dataset.page.chart import scale
from casualty_dataset.page.chart.scale import px
from casualty_dataset.page.templating import render

OPEN: Final = 12.0
"""Percent of the width kept free after the scale, where floors fade."""
STEPS: Final = 4


def interval_bar(
    lower: int | None,
    upper: int | None,
    number: int | None,
    *,
    least: int,
    most: int,
    rtl: bool,
    label: str,
    estimate: bool = False,
) -> Markup:
    """The interval of one row on the scale from ``least`` to ``most``, as wide as its cell; no text.

    A dot is an exact number, a bar lies between bounds, and one that fades has no upper bound. Without any number there
    is the empty line alone. ``label`` says it in words.
    """
    numbers = scale.numbers(most, least=least, steps=STEPS)
    known = [bound for bound in (lower, upper, number) if bound is not None]
    shared = {"label": label, "rtl": rtl, "estimate": estimate}
    if not known:
        return render("interval_bar.svg.jinja", **shared, bar=None, fade=None, edges=[], dot=None)
    floor = upper is None and lower is not None
    start = _at(numbers, known[0] if lower is not None else numbers.ticks[0])
    stop = start if upper is None else _at(numbers, upper)
    return render(
        "interval_bar.svg.jinja",
        **shared,
        bar=_rect(start, stop, rtl) if stop > start else None,
        fade=_rect(start, start + OPEN, rtl) if floor else None,
        edges=[_x(edge, rtl) for edge in _edges(start, stop, floor, lower is not None)],
        dot=None if number is None or (floor and number != lower) else _x(_at(numbers, number), rtl),
    )


def axis(least: int, most: int, *, rtl: bool) -> Markup:
    """The axis of the column: round numbers where the rows have them."""
    numbers = scale.numbers(most, least=least, steps=STEPS)
    ticks = [{"x": _x(_at(numbers, tick), rtl), "number": f"{tick:,}"} for tick in numbers.ticks]
    anchors = ["start"] + ["middle"] * (len(ticks) - 1)
    return render("axis.svg.jinja", ticks=list(zip(ticks, anchors, strict=True)), rtl=rtl)


def _at(numbers: scale.Numbers, number: int) -> float:
    return min(max(numbers.at(number), 0), 1) * (100 - OPEN)


def _x(percent: float, rtl: bool) -> str:
    return f"{px(100 - percent if rtl else percent)}%"


def _rect(start: float, stop: float, rtl: bool) -> dict[str, str]:
    return {"x": f"{px(100 - stop if rtl else start)}%", "width": f"{px(stop - start)}%"}


def _edges(start: float, stop: float, floor: bool, bounded: bool) -> Iterator[float]:
    if floor or (stop > start and bounded):
        yield start
    if stop > start:
        yield stop
