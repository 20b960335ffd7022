"""The map of incidents: no false point, areas as the numbers, nothing outside the sheet, everything escaped."""

import os
import subprocess
import sys
from collections.abc import Iterable
from math import cos, radians
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casualty_dataset.formats.geo import POINTED
from casualty_dataset.page.map import ground
from casualty_dataset.page.map.map import WORDS, Spot, draw, undrawn
from casualty_dataset.page.map.outlines import outlines
from casualty_dataset.page.map.room import Box, Room
from casualty_schemas.vocabulary import PLACE_PRECISION

SVG = "{http://www.w3.org/2000/svg}"
NAMES = {pcode: pcode for pcode in outlines().governorates}
SAID = {**dict.fromkeys(WORDS, "in words"), "at_least": "at least {number}", "unplaced": "{name}: {count}"}
BANIYAS = Spot("Baniyas", "Baniyas, 164 to 200", "#baniyas", 35.18, 35.95, "SY10", "settlement", 164, 200)
COARSE = sorted(code for code in PLACE_PRECISION if code not in POINTED)


def _draw(spots: Iterable[Spot], *, wide: bool = True, rtl: bool = False) -> ElementTree.Element:
    text = draw(spots, label="Map", wide=wide, rtl=rtl, words=SAID, governorates=NAMES)
    return ElementTree.fromstring(str(text).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def _marks(drawn: ElementTree.Element) -> list[ElementTree.Element]:
    """Those of incidents, each a link in the wide form and a group in the narrow one; the key has none of these."""
    groups = [one for tag in ("a", "g") for one in drawn.iter(f"{SVG}{tag}") if "transform" not in one.attrib]
    return [one for one in groups if _held(one, "circle") or (_held(one, "map-square") and not _held(one, "map-count"))]


def _held(group: ElementTree.Element, what: str) -> bool:
    """Whether a tag or a class stands right in a group."""
    return any(what in (one.tag.removeprefix(SVG), *one.get("class", "").split()) for one in group)


def _circles(drawn: ElementTree.Element) -> list[ElementTree.Element]:
    return [circle for mark in _marks(drawn) for circle in mark.iter(f"{SVG}circle")]


def _classed(drawn: ElementTree.Element, tag: str, name: str) -> list[ElementTree.Element]:
    return [one for mark in _marks(drawn) for one in mark.iter(f"{SVG}{tag}") if name in one.attrib["class"].split()]


@st.composite
def _spots(draw_one: st.DrawFn) -> list[Spot]:
    figures = st.none() | st.integers(0, 100_000)
    one = st.builds(
        Spot,
        name=st.text("abc ", min_size=1, max_size=20),
        said=st.just("said"),
        href=st.just("#x"),
        latitude=st.none() | st.floats(30, 40),
        longitude=st.none() | st.floats(30, 45),
        area=st.none() | st.sampled_from(["SY06", "SY10", "SY04", "LB1"]),
        precision=st.sampled_from(sorted(PLACE_PRECISION)),
        low=figures,
        high=figures,
    )
    return draw_one(st.lists(one, max_size=12))


@given(st.floats(35.7, 42.3), st.floats(32.4, 37.2))
def test_a_place_comes_back_from_where_it_is_drawn(longitude: float, latitude: float) -> None:
    view = ground.fit(outlines().box(), pad=0.1, width=600, height=600)

    assert view.of(*view.at(longitude, latitude)) == pytest.approx((longitude, latitude))
    assert view.shows(longitude, latitude)


@given(st.floats(35.5, 42), st.floats(32.2, 37), st.floats(0.01, 1))
def test_north_is_up_east_is_right_and_a_mile_is_a_mile(longitude: float, latitude: float, step: float) -> None:
    view = ground.fit(outlines().box(), pad=0.1, width=600, height=600)
    x, y = view.at(longitude, latitude)
    east, north = view.at(longitude + step, latitude), view.at(longitude, latitude + step)

    assert east[0] > x
    assert north[1] < y
    middle = view.of(300, 300)[1]
    assert east[0] - x == pytest.approx((y - north[1]) * cos(radians(middle)), rel=1e-6)


@pytest.mark.parametrize("wide", [True, False])
def test_an_incident_with_a_point_is_a_circle(wide: bool) -> None:
    """Without this, the tests of what is not a circle would say nothing."""
    drawn = _draw([BANIYAS], wide=wide)

    assert len(_classed(drawn, "circle", "map-disc")) == 1
    assert [mark.tag for mark in _marks(drawn)] == [f"{SVG}a" if wide else f"{SVG}g"]


@pytest.mark.parametrize("precision", COARSE)
def test_a_place_known_only_coarsely_is_never_a_circle(precision: str) -> None:
    spot = Spot("Coast", "said", "#coast", 35.18, 35.95, "SY06", precision, 10, 20)
    drawn = _draw([spot])

    assert not _circles(drawn)
    assert len(_classed(drawn, "rect", "map-block")) == 1


def test_without_coordinates_there_is_no_circle() -> None:
    spot = Spot("Sanobar", "said", "#sanobar", None, None, "SY06", "settlement", 196, 236)

    assert not _circles(_draw([spot]))


def test_what_has_neither_point_nor_governorate_is_told_and_not_drawn() -> None:
    spot = Spot("Syria", "said", "#syria", None, None, None, "country", 1, 2)

    assert undrawn([BANIYAS, spot]) == (spot,)
    assert "#syria" not in {link.attrib["href"] for link in _draw([BANIYAS, spot]).iter(f"{SVG}a")}


def test_areas_are_as_the_numbers_in_circles_and_squares() -> None:
    small = Spot("Small", "said", "#small", 35.5, 36.0, "SY06", "site", 41, 50)
    beside = Spot("Beside", "said", "#beside", None, None, "SY06", "site", 50, 50)
    drawn = _draw([BANIYAS, small, beside])
    discs = sorted(float(one.attrib["r"]) ** 2 for one in _classed(drawn, "circle", "map-disc"))
    rings = sorted(float(one.attrib["r"]) ** 2 for one in _classed(drawn, "circle", "map-ring"))
    (square,) = _classed(drawn, "rect", "map-block")

    assert rings[1] / rings[0] == pytest.approx(4, rel=0.02)
    assert discs[1] / discs[0] == pytest.approx(4, rel=0.02)
    assert discs[1] / rings[1] == pytest.approx(164 / 200, rel=0.02)
    assert float(square.attrib["width"]) ** 2 == pytest.approx(3.14159 * rings[0], rel=0.02)


@settings(max_examples=25, deadline=None)
@given(_spots(), st.booleans(), st.booleans())
def test_every_spot_is_drawn_once_or_told(spots: list[Spot], wide: bool, rtl: bool) -> None:
    """And each circle's middle lies within what it is drawn on."""
    drawn = _draw(spots, wide=wide, rtl=rtl)
    marks = _marks(drawn)

    assert len(marks) + len(undrawn(spots)) == len(spots)
    assert {mark.get("href") for mark in marks} <= {"#x" if wide else None}
    for inner in drawn.iter(f"{SVG}svg"):
        if inner is not drawn:
            for circle in (one for mark in inner if mark in marks for one in mark.iter(f"{SVG}circle")):
                assert 0 <= float(circle.attrib["cx"]) <= float(inner.attrib["width"])
                assert 0 <= float(circle.attrib["cy"]) <= float(inner.attrib["height"])


def test_words_of_the_data_are_escaped() -> None:
    hostile = '<script>alert(1)</script>"><a onload=x>&'
    text = draw(
        [Spot(hostile, hostile, hostile, 35.18, 35.95, "SY10", "near", 3, 9)],
        label=hostile,
        wide=True,
        rtl=False,
        words=SAID,
        governorates=dict.fromkeys(NAMES, hostile),
    )

    assert "<script" not in text
    assert "onload=x>" not in text
    assert "&lt;script&gt;" in text


def test_words_never_lie_over_one_another() -> None:
    room = Room(Box(0, 0, 100, 100))
    first = room.first([Box(10, 10, 60, 30)])

    assert first
    assert room.first([Box(50, 20, 90, 40), Box(10, 40, 60, 60)]) == Box(10, 40, 60, 60)
    assert room.first([Box(90, 90, 110, 95)]) is None


def test_same_bytes_whatever_the_order_of_sets() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from test_map import *\n"
        "spots = [BANIYAS, *(Spot('a', 'b', '#c', None, None, a, 'site', 1, 2) for a in sorted(NAMES))]\n"
        "print(draw(spots, label='l', wide=True, rtl=True, words=SAID, governorates=NAMES))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("0", "77")
    }

    assert len(told) == 1
    assert b"map-disc" in told.pop()
