"""Means of drawing: a frame that is mirrored for right-to-left, and blocks of text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from casualty_dataset.page.chart.lettering import LINE
from casualty_dataset.page.chart.scale import px


@dataclass(frozen=True, slots=True)
class Frame:
    """Turns positions along the reading direction (px from the start of a line of text) into x from the left."""

    width: float
    rtl: bool

    def x(self, along: float) -> str:
        """Return the x of a point, from the left."""
        return px(self.width - along if self.rtl else along)

    def rect(self, along: float, length: float, top: float, height: float) -> dict[str, str]:
        """Return the attributes of a rectangle that begins ``along`` the reading direction."""
        left = self.width - along - length if self.rtl else along
        return {"x": px(left), "y": px(top), "width": px(length), "height": px(height)}

    def steps(self, corners: Sequence[tuple[float, float]]) -> str:
        """A path over these points, horizontally first and then vertically."""
        (along, height), rest = corners[0], corners[1:]
        moves = chain.from_iterable((f"H{self.x(u)}", f"V{px(y)}") for u, y in rest)
        return f"M{self.x(along)} {px(height)}{''.join(moves)}"

    def straight(self, *corners: tuple[float, float]) -> str:
        """A path over these points."""
        return "M" + "L".join(f"{self.x(u)} {px(y)}" for u, y in corners)


@dataclass(frozen=True, slots=True)
class Words:
    """Lines of text that begin at the same place; ``y`` of each is its base line."""

    x: str
    lines: tuple[tuple[str, str], ...]
    anchor: str = "start"
    css: str = ""
    bold: str = ""
    href: str = ""
    title: str = ""


def words_at(frame: Frame, along: float, top: float, lines: Iterable[str], **more: str) -> Words:
    """Lines of text from ``top`` on, ``LINE`` px each."""
    placed = tuple((px(top + 12 + LINE * place), line) for place, line in enumerate(lines))
    return Words(frame.x(along), placed, **more)
