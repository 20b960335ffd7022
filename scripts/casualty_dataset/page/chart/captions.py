"""Text on the chart of the toll beside its lines: the axis of days, and the legend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from casualty_dataset.page.chart.drawing import Frame, Words, words_at
from casualty_dataset.page.chart.lettering import LINE, width, wrap
from casualty_dataset.page.chart.plot import Plot
from casualty_dataset.page.chart.scale import Part, px

WORDS: Final = (
    "empty", "no_figures", "at_least", "between", "letters", "by_day", "by_month", "legend_floor", "legend_range",
    "legend_correction", "legend_fall", "legend_absence", "legend_standing",
)  # fmt: skip
"""The keys of ``words``: sentences without a full stop, ``{number}``, ``{lower}`` and ``{upper}`` to be filled in."""
PAD: Final = 8


@dataclass(frozen=True, slots=True)
class Legend:
    """A sign and what it means."""

    sign: str
    x: str
    y: str
    words: Words


# --- axes ----------------------------------------------------------------------------------------


def days(plot: Plot, months: Sequence[str]) -> list[Words]:
    """Days or months in a row, above months or years in another; what would overlap is left out."""
    rows: list[tuple[float, float, str, str, int]] = []
    year = None
    for part in plot.time.parts:
        for tick in part.ticks(_tick_space(part, months)):
            place = plot.along(tick.toordinal() + (0 if part.in_months else 0.5))
            month = months[tick.month - 1]
            rows.append((place, 0.5, month if part.in_months else str(tick.day), "tick", 0))
            head = _head(part, tick, month, year)
            if head:
                start = plot.along(max(tick.replace(day=1).toordinal(), part.first))
                rows.append((start, 0.0, head, "head", 1))
                year = tick.year
    return list(_apart(plot.frame, rows, plot.base + 8))


def _tick_space(part: Part, months: Sequence[str]) -> float:
    return max(map(width, months if part.in_months else ["00"])) + PAD


def _head(part: Part, tick: date, month: str, year: int | None) -> str:
    if part.in_months:
        return str(tick.year) if tick.year != year else ""
    return f"{month} {tick.year}"


def _apart(frame: Frame, rows: Sequence[tuple[float, float, str, str, int]], top: float) -> Iterator[Words]:
    ends, last_texts = [0.0, 0.0], ["", ""]
    for place, fraction, text, css, row in rows:
        start = place - fraction * width(text)
        if start < ends[row] or start + width(text) > frame.width or (row and last_texts[row] == text):
            continue
        anchor = "middle" if fraction else "start"
        yield words_at(frame, place, top + row * LINE, [text], anchor=anchor, css=css)
        ends[row], last_texts[row] = start + width(text) + PAD, text


def paces(plot: Plot, top: float, words: Mapping[str, str]) -> list[Words]:
    """Write above a broken axis whether each part is told by days or by months."""
    if not plot.time.gap:
        return []
    rows = []
    for part in plot.time.parts:
        text = words["by_month" if part.in_months else "by_day"]
        rows.append((min(plot.begin + part.start, plot.frame.width - width(text)), 0.0, text, "pace", 0))
    return list(_apart(plot.frame, rows, top))


def nothing(frame: Frame, message: str, top: float) -> Words:
    """Place the message of an empty chart in its middle."""
    lines = wrap(message, frame.width - 2 * PAD)
    return words_at(frame, frame.width / 2, top, lines, anchor="middle", css="nothing")


# --- how to read it ------------------------------------------------------------------------------


def legend(frame: Frame, signs: Sequence[str], words: Mapping[str, str]) -> tuple[list[Legend], float]:
    """The signs that occur, in rows, and where the last row ends."""
    along, top, placed = 0.0, 0.0, []
    for sign in signs:
        lines = wrap(words[f"legend_{sign}"], frame.width - 30)
        wide = 30 + max(map(width, lines))
        if along and along + wide > frame.width:
            along, top = 0.0, top + LINE + 2
        middle = frame.x(along + 10)
        placed.append(Legend(sign, middle, px(top + 8), words_at(frame, along + 26, top, lines, css="legend")))
        top += LINE * (len(lines) - 1)
        along += wide + 14
    return placed, top + LINE if placed else 0.0
