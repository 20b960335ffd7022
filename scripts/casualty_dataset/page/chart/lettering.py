"""Text on charts without measuring it: assumed widths, lines, and places that do not overlap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from unicodedata import east_asian_width

SIZE: Final = 13
"""Font size of charts, in px."""
LINE: Final = 16
"""Line height, in px."""


def width(text: str, size: float = SIZE) -> float:
    """Return the assumed width of a text, in px: rather too wide, whatever the font."""
    return size * sum(map(_em, text))


def _em(character: str) -> float:
    if "\u0600" <= character <= "\u08ff" or "\ufb50" <= character <= "\ufeff":
        return 0.55
    return 1.0 if east_asian_width(character) in "WF" else 0.6


def wrap(text: str, available: float, *, first: float = 0) -> list[str]:
    """A text in lines of at most ``available`` px, the first shorter by ``first``; too long a word is cut."""
    lines = [""]
    for word in text.split():
        for piece in _pieces(word, available):
            before = f"{lines[-1]} " if lines[-1] else ""
            free = available - (first if len(lines) == 1 else 0)
            if width(before + piece) <= free:
                lines[-1] = before + piece
            else:
                lines.append(piece)
    return lines


def _pieces(word: str, available: float) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and width(pieces[-1] + character) > available:
            pieces.append("")
        pieces[-1] += character
    return pieces


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Beginnings for things of these ``sizes`` that want to be centred at ``wanted`` (ascending) without overlapping.

    They keep their order and move as little as possible (least squares), between ``low`` and ``high`` where they fit,
    else from ``low`` on.
    """
    before = [sum(sizes[:place]) for place in range(len(sizes))]
    pools: list[tuple[float, int]] = []  # what is wanted of things that touch, once those before them are taken out
    for want, size, offset in zip(wanted, sizes, before, strict=True):
        mean, count = want - size / 2 - offset, 1
        while pools and pools[-1][0] > mean:
            other, more = pools.pop()
            mean, count = (mean * count + other * more) / (count + more), count + more
        pools.append((mean, count))
    last = max(low, high - sum(sizes))
    starts = [min(max(mean, low), last) for mean, count in pools for _ in range(count)]
    return [start + offset for start, offset in zip(starts, before, strict=True)]
