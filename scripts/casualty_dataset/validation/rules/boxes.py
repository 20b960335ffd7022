"""Bounding boxes of countries and governorates, by P-code; ``boxes.toml`` names their source."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Box(NamedTuple):
    """A bounding box, in degrees."""

    south: float
    north: float
    west: float
    east: float

    def contains(self, latitude: float, longitude: float) -> bool:
        """Return whether a point lies in the box, its border included."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


@cache
def bounding_boxes() -> dict[str, Box]:
    """Read the boxes, by P-code."""
    text = Path(__file__).with_name("boxes.toml").read_text("utf-8")
    return {pcode: Box(*sides) for pcode, sides in tomllib.loads(text).items()}
