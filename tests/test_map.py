"""The map section: bars as long as their numbers, every incident drawn or counted as not drawn, everything escaped."""

from __future__ import annotations

import re
from functools import cache

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casualty_dataset.page.edition import EDITIONS, Edition
from casualty_dataset.page.facts import Facts
from casualty_dataset.page.map.bars import Area, Entry, draw
from casualty_dataset.page.map_section import map_section
from page_builder import LANGUAGES, build_page, curated_tables, page_of
from page_reader import Page, links, split, text
from release_tables import real, with_derived

ENTRY = Entry("#incident", "Baniyas", "164 to 200")


def areas(counts: list[int]) -> list[Area]:
    return [Area(f"a{n}", f"area {n}", f"incidents: {count}", (ENTRY,) * count) for n, count in enumerate(counts)]


def rectangles(markup: str) -> list[tuple[float, float]]:
    """Return x and width of each bar, in percent."""
    return [(float(x), float(width)) for x, width in re.findall(r'<rect x="([\d.]+)%" width="([\d.]+)%"', markup)]


@given(st.lists(st.integers(1, 500), min_size=1, max_size=14), st.booleans())
def test_a_bar_is_as_long_as_its_number_and_begins_where_reading_begins(counts: list[int], rtl: bool) -> None:
    bars = rectangles(draw(areas(counts), rtl=rtl))

    assert len(bars) == len(counts)
    for count, (x, width) in zip(counts, bars, strict=True):
        assert width == pytest.approx(100 * count / max(counts), abs=0.06)
        assert x + width == pytest.approx(100) if rtl else x == 0


def test_a_bar_opens_the_list_of_its_entries() -> None:
    (bar,) = areas([3])
    shown = Page(str(draw([bar], rtl=False)).encode())

    assert [each.id for each in shown.all("details")] == [bar.id]
    assert bar.name in text(shown.elements)
    assert bar.count in text(shown.elements)
    assert links(shown.elements) == [ENTRY.href] * 3
    assert text(shown.elements).count(ENTRY.figure) == 3


def test_a_bar_is_decoration_beside_its_words() -> None:
    shown = Page(str(draw(areas([1, 2]), rtl=True)).encode())

    assert {each.attributes.get("aria-hidden") for each in shown.all("svg")} == {"true"}


def test_without_areas_there_are_no_bars() -> None:
    assert rectangles(draw([], rtl=False)) == []


def test_words_of_the_data_are_escaped() -> None:
    hostile = '<script>alert(1)</script>"><a onload=x>&'
    markup = draw([Area(hostile, hostile, hostile, (Entry(hostile, hostile, hostile),))], rtl=False)

    assert "<script" not in markup
    assert "onload=x>" not in markup
    assert "&lt;script&gt;" in markup


# --- every incident ----------------------------------------------------------------------------------


@cache
def governorates() -> dict[str, str | None]:
    """Return the governorate of each incident of the real record, read from the tables by climbing parents."""
    places = {row["place_id"]: row for row in real()["places"].to_dicts()}
    by_incident: dict[str, str | None] = {}
    for incident in real()["incidents"].to_dicts():
        members = (places[incident["place_id"]]["members"] or incident["place_id"]).split("|")
        above = [climb(member, places) for member in members]
        by_incident[incident["incident_id"]] = above[0] if len(set(above)) == 1 else None
    return by_incident


def climb(place: str | None, places: dict[str, dict[str, str | None]]) -> str | None:
    while place and places[place]["level"] != "governorate":
        place = places[place]["parent_id"]
    return place


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_incident_is_in_the_list_of_its_governorate_or_among_those_not_drawn(language: str) -> None:
    edition = EDITIONS[LANGUAGES.index(language)]
    listed = dict(lists(page_of("real"), edition))
    expected: dict[str, set[str]] = {}
    for incident, governorate in governorates().items():
        expected.setdefault(edition.id(f"map-{governorate or 'elsewhere'}"), set()).add(edition.id(incident))

    assert {list_id: set(incidents) for list_id, incidents in listed.items()} == expected
    assert sum(map(len, listed.values())) == real()["incidents"].height
    assert len(expected) > 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_number_at_a_bar_is_that_of_its_list_and_drawn_and_not_drawn_are_all(language: str) -> None:
    edition = EDITIONS[LANGUAGES.index(language)]
    section = page_of("real").section(language, "map")
    everything = real()["incidents"].height
    left = sum(governorate is None for governorate in governorates().values())
    words = text(section)

    assert 0 < left < everything
    assert edition.text("map_total", all=everything, drawn=everything - left, left=left) in words
    for _, incidents in lists(page_of("real"), edition):
        assert edition.text("incidents_of", n=len(incidents)) in words
    drawn = [int(each) for each in re.findall(r"\d+", " ".join(e.text for e in section if e.tag == "b"))]
    assert sum(drawn) + left == everything
    assert drawn == sorted(drawn, reverse=True)


def lists(shown: Page, edition: Edition) -> list[tuple[str, list[str]]]:
    """Return the id and the incidents of each list of the map section."""
    section = shown.section(edition.language, "map")
    begins = [at for at, each in enumerate(section) if each.tag == "details"]
    ends = [next(at for at in range(begin, len(section)) if section[at].tag == "/ul") for begin in begins]
    return [
        (section[begin].id, [target[1:] for target in links(section[begin:end])])
        for begin, end in zip(begins, ends, strict=True)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_incident_has_the_ranges_that_its_own_section_has(language: str) -> None:
    edition = EDITIONS[LANGUAGES.index(language)]
    ranges = real()["ranges"].filter(
        pl.col("low").is_not_null(), measure="killed", unit="person", basis="count", rule="envelope@2"
    )
    values = {row["claim_id"]: row["value"] for row in real()["claims"].iter_rows(named=True)}
    parts = split(page_of("real").section(language, "map"), "li", "")
    items = {links(part)[0][1:]: text(part) for part in parts if links(part)}

    assert len(items) == real()["incidents"].height
    for incident in real()["incidents"]["incident_id"]:
        behind = ranges.filter(incident_id=incident).select("low_claims", "high_claims").rows()
        bounds = [values[cell.split("|")[0]] for row in behind for cell in row if cell]
        expected = {edition.number(bound) for bound in bounds if bound is not None}
        words = items[edition.id(incident)]
        assert expected <= set(re.findall(r"\d+(?:,\d{3})*", words))


def test_a_record_without_governorates_has_no_bars_and_a_sentence_about_it() -> None:
    region = pl.lit("area").cast(curated_tables()["places"]["level"].dtype)
    is_governorate = pl.col("level").cast(pl.String) == "governorate"
    places = curated_tables()["places"].with_columns(level=pl.when(is_governorate).then(region).otherwise("level"))
    tables = with_derived({**curated_tables(), "places": places})
    section = map_section(EDITIONS[0], Facts(tables))

    assert rectangles(section.bars) == []
    assert section.elsewhere is not None
    assert len(section.elsewhere.entries) == tables["incidents"].height
    assert section.total in text(build_page(tables).section("en", "map"))
