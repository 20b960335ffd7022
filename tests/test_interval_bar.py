"""The column of intervals: one scale for all rows, floors open, no text."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casualty_dataset.page.chart.interval_bar import axis, interval_bar
from casualty_dataset.page.chart.toll_chart import signs


def drawn(
    lower: int | None, upper: int | None, number: int | None, rtl: bool = False, most: int = 1000
) -> ElementTree.Element:
    svg = interval_bar(lower, upper, number, least=0, most=most, rtl=rtl, label="a <label>")
    assert "style=" not in svg
    return ElementTree.fromstring(svg)


def percent(element: ElementTree.Element | None, name: str) -> float:
    assert element is not None
    return float(element.get(name, "").removesuffix("%"))


@given(st.integers(0, 1000), st.integers(0, 1000), st.booleans())
def test_order_is_kept_and_inverse_from_right_to_left(number: int, other: int, rtl: bool) -> None:
    first, second = (percent(drawn(n, n, n, rtl).find("circle"), "cx") for n in sorted((number, other)))
    assert first >= second if rtl else first <= second


@given(st.integers(0, 1000), st.booleans())
def test_floors_are_open_inside_the_cell_and_exact_numbers_are_dots(number: int, rtl: bool) -> None:
    floor, exact = drawn(number, None, number, rtl), drawn(number, number, number, rtl)
    (fade,) = [rect for rect in floor.iter("rect") if rect.get("fill") == ("url(#fade-rtl)" if rtl else "url(#fade)")]
    assert f'id="{"fade-rtl" if rtl else "fade"}"' in signs()
    assert percent(fade, "x") >= 0
    assert percent(fade, "x") + percent(fade, "width") <= 100.1
    assert exact.find("circle") is not None
    assert not list(exact.iter("linearGradient"))
    assert not list(exact.iter("rect"))


def test_bounds_are_a_bar_and_nothing_is_nothing() -> None:
    bar = drawn(200, 400, None)
    assert percent(bar.find("rect"), "width") == pytest.approx(17.6)
    assert bar.find("circle") is None
    assert [child.get("class") for child in drawn(None, None, None)] == ["track"]


def test_it_has_a_label_and_no_text() -> None:
    svg = drawn(1, 2, None)
    assert svg.get("aria-label") == "a <label>"
    assert svg.get("role") == "img"
    assert not "".join(svg.itertext()).strip()


@given(st.integers(0, 10**6), st.booleans())
def test_the_axis_has_the_scale_of_the_rows(most: int, rtl: bool) -> None:
    for text in ElementTree.fromstring(axis(0, most, rtl=rtl)).iter("text"):
        number = int((text.text or "").replace(",", ""))
        dot = drawn(number, number, number, rtl, most=most).find("circle")
        assert percent(dot, "cx") == percent(text, "x")
