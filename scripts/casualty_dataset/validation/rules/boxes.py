"""Bounding boxes of countries and governorates, by P-code: enough to see a swapped pair of coordinates.

From the outlines of Natural Earth (public domain), rounded outward to a tenth of a degree.
"""

from __future__ import annotations

from typing import Final

Box = tuple[float, float, float, float]
"""South, north, west, east, in degrees."""

BOXES: Final[dict[str, Box]] = {
    "LB": (33.0, 34.8, 35.0, 36.7),
    "SY": (32.3, 37.4, 35.7, 42.4),
    "SY01": (33.4, 33.6, 36.1, 36.4),
    "SY02": (35.4, 37.0, 36.5, 38.7),
    "SY03": (32.6, 34.3, 35.8, 38.4),
    "SY04": (33.1, 35.4, 36.1, 40.2),
    "SY05": (34.8, 35.8, 36.1, 38.4),
    "SY06": (35.2, 36.0, 35.7, 36.3),
    "SY07": (35.3, 36.4, 36.1, 37.3),
    "SY08": (35.5, 37.4, 39.4, 42.4),
    "SY09": (34.0, 36.5, 39.2, 41.4),
    "SY10": (34.6, 35.3, 35.8, 36.4),
    "SY11": (35.2, 36.8, 38.0, 39.9),
    "SY12": (32.3, 33.3, 35.7, 36.6),
    "SY13": (32.3, 33.3, 36.3, 37.5),
    "SY14": (32.7, 33.5, 35.7, 36.0),
}
