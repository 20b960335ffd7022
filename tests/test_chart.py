"""The chart of the toll: scales keep their order, words do not overlap, floors fade, absences have no height."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import casualty_dataset.page
from casualty_dataset.page.chart import scale
from casualty_dataset.page.chart.captions import WORDS
from casualty_dataset.page.chart.lettering import SIZE, spread, width, wrap
from casualty_dataset.page.chart.toll_chart import Line, Point, toll
from casualty_dataset.page.templating import environment

START = date(2025, 3, 6)
CHART_WORDS = {
    **{key: key.replace("_", " ") for key in WORDS},
    "at_least": "at least {number}", "between": "{lower}–{upper}", "letters": "ABCDEFGH",
}  # fmt: skip
MONTHS = [letter * 5 for letter in "abcdefghijkl"]
Box = tuple[float, float, float, float]


def point(day: int, number: int | None, upper: int | None, kind: str = "step", words: str = "words") -> Point:
    return Point(START + timedelta(day), number, number, upper, kind, words, f"#T{day}")


def drawn(*lines: Line, wide: bool = True, rtl: bool = False) -> ElementTree.Element:
    svg = toll(lines, label="label", wide=wide, rtl=rtl, day=date.isoformat, months=MONTHS, words=CHART_WORDS)
    assert "style=" not in svg
    return ElementTree.fromstring(svg)


def text_of(element: ElementTree.Element) -> str:
    return " ".join(" ".join(element.itertext()).split())


def boxes(svg: ElementTree.Element) -> Iterator[tuple[str, Box]]:
    """Every line of text and where it lies, by the assumed widths."""
    rtl = svg.get("direction") == "rtl"
    for text in svg.iter("text"):
        anchor = text.get("anchor", text.get("text-anchor", "start"))
        for line in text.findall("tspan") or [text]:
            wide, x, y = width(text_of(line)), float(line.get("x", "")), float(line.get("y", ""))
            fraction = {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
            left = x - wide * ((1 - fraction) if rtl else fraction)
            yield text_of(line), (left, y - SIZE * 0.8, left + wide, y + SIZE * 0.2)


def touching(box: Box, other: Box) -> bool:
    slack = 0.3
    across = box[0] < other[2] - slack and other[0] < box[2] - slack
    return across and box[1] < other[3] - slack and other[1] < box[3] - slack


POINTS = st.builds(
    lambda day, number, more, kind: point(day, number, None if more is None else number + more, kind),
    st.one_of(st.integers(0, 20), st.integers(0, 900)),
    st.integers(0, 5000),
    st.one_of(st.none(), st.just(0), st.integers(1, 400)),
    st.sampled_from(("step", "correction", "fall")),
)
ABSENCES = st.builds(
    lambda day, words: point(day, None, None, "absence", words),
    st.integers(0, 30),
    st.sampled_from(("no toll published", "لم تنشر حصيلة حتى ذلك اليوم من أي جهة", "word " * 20)),
)
LINES = st.lists(
    st.builds(
        lambda name, points: Line(name, tuple(points)),
        st.sampled_from(("SOHR", "Syrian Observatory for Human Rights (SOHR)", "المرصد السوري لحقوق الإنسان")),
        st.lists(st.one_of(POINTS, ABSENCES), min_size=1, max_size=8),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(LINES, st.booleans(), st.booleans())
def test_no_two_texts_overlap_and_all_stay_inside(lines: list[Line], wide: bool, rtl: bool) -> None:
    svg = drawn(*lines, wide=wide, rtl=rtl)
    placed = list(boxes(svg))
    for (words, box), (other, second) in combinations(placed, 2):
        assert not touching(box, second), (words, box, other, second)
    limit = float(svg.get("width", "")), float(svg.get("height", ""))
    for words, box in placed:
        assert box[0] >= -0.3, (words, box)
        assert box[2] <= limit[0] + 0.3, (words, box)
        assert box[3] <= limit[1] + 0.3, (words, box)


def test_the_measure_of_overlap_can_fail() -> None:
    assert touching((0, 0, 10, 10), (9, 9, 20, 20))
    assert not touching((0, 0, 10, 10), (10, 0, 20, 10))


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_ticks_are_round_and_cover(least: int, most: int) -> None:
    ticks = scale.numbers(most, least=least).ticks
    steps = {later - earlier for earlier, later in pairwise(ticks)}
    assert len(steps) == 1
    assert re.fullmatch("[125]0*", str(steps.pop()))
    assert ticks[0] <= min(least, most)
    assert ticks[-1] >= max(least, most)
    assert len(ticks) <= 8


DAYS = st.lists(st.integers(0, 2000).map(lambda day: START + timedelta(day)), min_size=1, max_size=40)


@given(DAYS, st.lists(st.floats(0, 2001), min_size=2, max_size=20))
def test_later_is_never_before(days: list[date], moments: list[float]) -> None:
    time = scale.time(days, 600, gap=20)
    first, end = min(days).toordinal(), max(days).toordinal() + 1
    at = [time.at(min(first + moment, end)) for moment in sorted(moments)]
    assert at == sorted(at)
    assert time.at(first) == 0
    assert time.at(end) == pytest.approx(600)


def test_a_crowd_and_its_followers_have_a_break_and_one_cluster_has_none() -> None:
    crowd = [START + timedelta(day) for day in range(10)]
    assert scale.crowded_until(crowd) is None
    assert scale.crowded_until([*crowd, START + timedelta(300)]) == crowd[-1]
    assert scale.crowded_until([START + timedelta(day * 40) for day in range(10)]) is None
    assert scale.time([*crowd, START + timedelta(300)], 600, gap=20).gap is not None


@given(st.integers(0, 3000), st.integers(1, 3000), st.integers(20, 900), st.integers(10, 90))
def test_every_part_has_a_tick_inside(first: int, days: int, length: int, space: int) -> None:
    part = scale.Part(START.toordinal() + first, START.toordinal() + first + days, 0, length)
    ticks = [part.at(tick.toordinal()) for tick in part.ticks(space)]
    assert ticks
    assert ticks == sorted(ticks)
    assert ticks[0] >= 0
    assert ticks[-1] < length


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(1, 40)), max_size=20))
def test_spread_keeps_order_and_room(things: list[tuple[float, float]]) -> None:
    things.sort()
    sizes = [size for _, size in things]
    starts = spread([want for want, _ in things], sizes, 0, 300)
    for (start, size), (other, _) in pairwise(zip(starts, sizes, strict=True)):
        assert other >= start + size - 1e-6
    assert all(start >= 0 for start in starts)
    if sum(sizes) <= 300 and starts:
        assert starts[-1] + sizes[-1] <= 300 + 1e-6


@given(st.text(alphabet="ab كلام", max_size=80), st.integers(20, 200))
def test_wrapped_lines_fit_and_lose_no_word(text: str, space: int) -> None:
    lines = wrap(text, space)
    assert all(width(line) <= space for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def places(svg: ElementTree.Element) -> list[float]:
    return [
        float(use.get("x", "")) for use in svg.iter("use") if use.get("class") == "mark" and use.get("href") == "#m0"
    ]


@pytest.mark.parametrize("wide", [True, False])
def test_right_to_left_is_the_mirror(wide: bool) -> None:
    line = Line("a", tuple(point(day, 10 + day, 10 + day) for day in range(10)))
    left, right = (places(drawn(line, wide=wide, rtl=rtl)) for rtl in (False, True))
    assert left[:10] == sorted(left[:10])
    end = 960 if wide else 340
    assert [end - x for x in left] == pytest.approx(right, abs=0.11)


def fades(svg: ElementTree.Element) -> int:
    return sum((rect.get("fill") or "").startswith("url(#fade-c0") for rect in svg.iter("rect"))


@given(st.lists(POINTS, min_size=1, max_size=12))
@settings(max_examples=40, deadline=None)
def test_floors_fade_and_others_never(points: list[Point]) -> None:
    assert fades(drawn(Line("a", tuple(points)))) == sum(point.upper is None for point in points)


def test_an_absence_is_words_and_never_a_height() -> None:
    svg = drawn(Line("a", (point(0, 5, 5), point(2, None, None, "absence", "none published"))))
    marks = [use for use in svg.iter("use") if use.get("class") == "mark"]
    assert len(marks) == 2  # the figure and its label
    assert "2025-03-08 none published" in [words for words, _ in boxes(svg)]
    only = drawn(Line("a", (point(2, None, None, "absence", "none published"),)))
    assert not [use for use in only.iter("use") if use.get("class") == "mark"]
    assert CHART_WORDS["no_figures"] in [words for words, _ in boxes(only)]
    assert "0" not in [words for words, _ in boxes(only)]


@pytest.mark.parametrize("kind", ["correction", "fall"])
def test_what_was_lowered_has_its_own_mark(kind: str) -> None:
    svg = drawn(Line("a", (point(0, 9, 9, "first"), point(1, 5, 5, kind))))
    assert [use.get("href") for use in svg.iter("use")].count(f"#{kind}") == 2  # in the legend and on the line


def test_nothing_is_said_in_words() -> None:
    assert [words for words, _ in boxes(drawn())] == [CHART_WORDS["empty"]]


@pytest.mark.parametrize("wide", [True, False])
def test_one_point_many_points_and_equal_dates(wide: bool) -> None:
    assert len(places(drawn(Line("a", (point(0, 7, 7),)), wide=wide))) == 2
    many = drawn(Line("a", tuple(point(day, day, None) for day in range(200))), wide=wide)
    assert len(places(many)) == 201
    same = places(drawn(Line("a", tuple(point(0, number, number) for number in range(5))), wide=wide))
    assert len(set(same[:5])) == 5
    assert same[:5] == sorted(same[:5])


def test_further_lines_are_muted() -> None:
    svg = drawn(*(Line(str(n), (point(n, 100 * n, 100 * n),)) for n in range(10)))
    classes = [group.get("class") for group in svg.iter("g")]
    assert all(f"c{n}" in classes for n in range(8))
    assert "cm" in classes
    assert "c8" not in classes


def test_hostile_names_are_escaped() -> None:
    evil = '<script>alert(1)</script>"\'><a href="javascript:x">&amp;'
    odd = Point(START, 4, 4, 4, "first", evil, f'#"{evil}', evil)
    svg = toll(
        [Line(evil, (odd,))], label=evil, wide=True, rtl=False, day=date.isoformat, months=MONTHS, words=CHART_WORDS
    )
    root = ElementTree.fromstring(svg)
    assert "<script" not in svg
    assert not list(root.iter("script"))
    assert {link.get("href") for link in root.iter("a")} == {f'#"{evil}'}


def test_the_same_bytes_whatever_the_hash_seed() -> None:
    code = (
        "from datetime import date; import test_chart as t\n"
        "lines=[t.Line(str(n),(t.point(n,n*9,None),t.point(n+1,n*9,n*9+5,'fall'))) for n in range(10)]\n"
        "print(t.toll(lines,label='l',wide=True,rtl=True,day=date.isoformat,months=t.MONTHS,words=t.CHART_WORDS))"
    )
    path = os.pathsep.join([os.path.dirname(__file__), *sys.path])  # noqa: PTH120
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONPATH": path, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
    assert b"</svg>" in digests.pop()


# --- colours -------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(fraction * c for fraction, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(first: str, other: str) -> float:
    low, high = sorted((luminance(first), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_colours_stand_out_from_light_and_dark_paper() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert environment().loader is not None
    css = (next(iter(map(str, casualty_dataset.page.__path__)))) + "/templates/chart.css"
    with open(css, encoding="utf-8") as file:  # noqa: PTH123
        light, dark = file.read().split("@media (prefers-color-scheme: dark)")
    for text, papers in ((light, ("#ffffff", "#f4f2ec")), (dark, ("#101418", "#22262b"))):
        colours = re.findall(r"--c\d: (#[0-9a-f]{6})", text)
        assert len(colours) == 8
        for paper in papers:
            assert min(contrast(colour, paper) for colour in colours) >= 3
