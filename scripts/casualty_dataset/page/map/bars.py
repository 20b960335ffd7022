"""Bars by area: each as long as its area has entries, and each opens the list of these entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from casualty_dataset.page.templating import render


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list behind a bar: a link, and a figure in words, which may be empty."""

    href: str
    label: str
    figure: str


@dataclass(frozen=True, slots=True)
class Area:
    """An area with its entries. ``id`` is the address of its list, ``count`` the number of entries in words."""

    id: str
    name: str
    count: str
    entries: tuple[Entry, ...]


def draw(areas: Sequence[Area], *, rtl: bool) -> Markup:
    """Return one bar per area in the given order, all on one scale from 0 to the longest bar.

    Bars grow from the side where reading starts. They are decoration to a screen reader: name and number are text.
    """
    longest = max((len(area.entries) for area in areas), default=0)
    bars = [{"area": area, **_rectangle(len(area.entries) / longest, rtl)} for area in areas]
    return render("bars.html.jinja", bars=bars)


def _rectangle(fraction: float, rtl: bool) -> dict[str, str]:
    """``x`` and ``width`` of a bar, in percent of the drawing."""
    width = round(100 * fraction, 1)
    return {"x": f"{100 - width if rtl else 0:g}%", "width": f"{width:g}%"}
