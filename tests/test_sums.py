"""Parts of one statement against their whole, and increments against the totals between which they lie."""

from __future__ import annotations

from itertools import product
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import Row, make_document, make_record, make_tally, nth_day, small_tables, typed
from casualty_dataset.analysis.hierarchies import Hierarchies
from casualty_dataset.analysis.sums import wrong_sums
from casualty_dataset.model import SCOPE_COLUMNS, Scope
from casualty_dataset.validation.rules.statements import (
    increment_matches_totals,
    no_duplicate_figure,
    part_not_above_whole,
    parts_sum_to_whole,
)
from rule_findings import findings

PAPERS = [make_document("paper"), make_document("other")]
CIVILIANS: Row = {"status": "civilian"}
SOLDIERS: Row = {"status": "armed_forces"}
GUNMEN: Row = {"status": "participating_in_hostilities"}
MEN: Row = {"sex": "male", "age": "adult"}
WOMEN: Row = {"sex": "female", "age": "adult"}
CHILDREN: Row = {"age": "child"}
TOTAL_ID = "T00000000"


def _tallies(*figures: tuple[int, Row]) -> list[Row]:
    """Tallies of one statement, numbered from 0."""
    return [make_tally(number, "paper", value) | cells for number, (value, cells) in enumerate(figures)]


def _sums(*figures: tuple[int, Row], places: pl.DataFrame | None = None) -> list[tuple[Any, ...]]:
    tables = make_record(_tallies(*figures), PAPERS)
    wrong = wrong_sums(tables["tallies"], tables["places"] if places is None else places)
    return wrong.select("whole_id", "dimension", "total", "bound").rows()


# --- parts that exclude one another --------------------------------------------------------------


@pytest.mark.parametrize(("parts", "dimension"), [
    (((80, CIVILIANS), (30, SOLDIERS), (20, GUNMEN)), "status"),
    (((80, CIVILIANS), (50, {"status": "fighting"})), "status"),
    (((70, {"status": "all_but_armed_groups"}), (60, GUNMEN)), "status"),
    (((60, MEN), (30, WOMEN), (40, CHILDREN)), "sex, age"),
    (((70, {"sex": "male"}), (60, {"sex": "female"})), "sex"),
    (((70, {"age": "adult"}), (60, {"age": "child"})), "age"),
    (((65, {"place_id": "harbour"}), (65, {"place_id": "south"})), "place"),
    (((65, {"place_id": "harbour"}), (65, {"place_id": "hill"})), "place"),
])  # fmt: skip
def test_parts_that_exclude_one_another_do_not_exceed_their_whole(
    parts: tuple[tuple[int, Row], ...], dimension: str
) -> None:
    """130 of 129 is wrong, of 130 it is not; what the rule finds is what the conflicts tell."""
    assert _sums((129, {}), *parts) == [(TOTAL_ID, dimension, 130, 129)]
    assert _sums((130, {}), *parts) == []

    [finding] = findings(parts_sum_to_whole, make_record(_tallies((129, {}), *parts), PAPERS))
    assert finding.row == TOTAL_ID
    assert f"its {len(parts)} parts by {dimension.replace(', ', ' and ')} sum to 130, more than 129" in finding.message
    assert "T00000001, T00000002" in finding.message


@pytest.mark.parametrize("parts", [
    ((80, {"status": "not_fighting"}), (80, CIVILIANS)),  # civilians are among them
    ((80, {"status": "fighting"}), (80, {"status": "all_but_armed_groups"})),  # soldiers are in both
    ((80, CIVILIANS), (80, {"status": "unknown"})),  # of unknown status may be civilians
    ((80, CIVILIANS), (80, {"status": "not_stated"})),
    ((80, {"sex": "female"}), (80, {"age": "child"})),  # girls are in both
    ((80, {"sex": "female"}), (80, {"sex": "unknown"})),
    ((80, {"subgroup": "medical", "limits": "subgroup"}), (80, {"subgroup": "journalist", "limits": "subgroup"})),
    ((80, {"place_id": "north"}), (80, {"place_id": "harbour"})),  # one lies in the other
    ((80, CIVILIANS), (80, SOLDIERS | {"sex": "male"})),  # they differ on two dimensions
    ((80, CIVILIANS), (80, SOLDIERS | {"measure": "injured"})),
    ((80, CIVILIANS), (80, SOLDIERS | {"as_of": nth_day(1)})),
    ((80, CIVILIANS), (80, SOLDIERS | {"source_id": "other"})),
    ((80, CIVILIANS), (80, SOLDIERS | {"claimant_id": "network"})),
    ((80, CIVILIANS), (80, SOLDIERS | {"period_start": nth_day(0)})),
    ((80, CIVILIANS), (80, SOLDIERS | {"relay_fault": "misquote"})),
    ((80, CIVILIANS), (80, SOLDIERS | {"period_basis": "documentation"})),
    ((80, CIVILIANS), (80, SOLDIERS | {"qualifier": "up_to"})),
    ((80, CIVILIANS),),
])  # fmt: skip
def test_what_may_overlap_is_not_added_up(parts: tuple[tuple[int, Row], ...]) -> None:
    """No false alarm: of these parts nothing says that they exclude one another within the whole."""
    assert _sums((100, {}), *parts) == []


@pytest.mark.parametrize(("qualified", "wrong"), [
    ({"qualifier": "exact"}, True), ({"qualifier": "up_to"}, True), ({"qualifier": "about"}, True),
    ({"qualifier": "at_least"}, False), ({"qualifier": "more_than"}, False),
    ({"qualifier": "between", "value": None, "low": 90, "high": 110}, True),
    ({"qualifier": "between", "value": None, "low": 110, "high": 90}, True),
    ({"qualifier": "between", "value": None, "low": 90, "high": 160}, False),
])  # fmt: skip
def test_the_least_of_the_parts_is_compared_with_the_most_of_the_total(qualified: Row, wrong: bool) -> None:
    """A floor has no most; floors as parts count with their floor."""
    statement = make_tally(0, "paper", 100) | qualified
    parts = [make_tally(1, "paper", 80, **CIVILIANS), make_tally(2, "paper", 50, qualifier="at_least", **SOLDIERS)]
    tables = make_record([statement, *parts], PAPERS)

    assert (wrong_sums(tables["tallies"], tables["places"]).height == 1) == wrong


def test_parts_of_a_part_are_compared_with_it() -> None:
    """Women and girls of the civilians, whatever the whole says."""
    women, girls = CIVILIANS | WOMEN, CIVILIANS | {"sex": "female", "age": "child"}

    assert _sums((500, {}), (50, CIVILIANS | {"sex": "female"}), (40, women), (20, girls)) == [
        ("T00000001", "age", 60, 50)
    ]


def test_a_whole_may_be_wrong_on_two_dimensions() -> None:
    """Each is told, and one waiver of the whole excuses both."""
    figures: list[tuple[int, Row]] = [
        (100, {}),
        (80, CIVILIANS),
        (30, SOLDIERS),
        (60, MEN),
        (50, WOMEN),
        (40, CHILDREN),
    ]

    assert _sums(*figures) == [(TOTAL_ID, "sex, age", 150, 100), (TOTAL_ID, "status", 110, 100)]
    assert [finding.row for finding in findings(parts_sum_to_whole, make_record(_tallies(*figures), PAPERS))] == [
        TOTAL_ID, TOTAL_ID,
    ]  # fmt: skip


def test_parts_at_places_within_one_another_are_added_once() -> None:
    """The widest places count: the harbour is in the north already."""
    places: list[tuple[int, Row]] = [
        (60, {"place_id": "north"}),
        (55, {"place_id": "harbour"}),
        (30, {"place_id": "south"}),
    ]

    assert _sums((85, {"place_id": "country"}), *places) == [(TOTAL_ID, "place", 90, 85)]
    assert _sums((90, {"place_id": "country"}), *places) == []


def _areas(**members: str | None) -> pl.DataFrame:
    rows = [{"place_id": area, "level": "area", "members": cell} for area, cell in members.items()]
    return pl.concat([small_tables()["places"], typed("places", rows)]).sort("place_id")


def test_an_area_is_added_only_to_places_that_it_does_not_share() -> None:
    """Two areas with one member in common, or an area that nobody has drawn, may count the same people."""
    country = {"place_id": "country"}
    shore, mountain = {"place_id": "shore"}, {"place_id": "mountain"}

    apart = _areas(shore="harbour", mountain="hill|south")
    shared = _areas(shore="harbour|hill", mountain="hill|south")
    undrawn = _areas(shore=None, mountain="hill|south")
    figures = ((100, country), (60, shore), (60, mountain))
    assert _sums(*figures, places=apart) == [(TOTAL_ID, "place", 120, 100)]
    assert _sums(*figures, places=shared) == []
    assert _sums(*figures, places=undrawn) == []


# --- parts that fill their whole -----------------------------------------------------------------

VAGUE: list[Row] = [
    {"community_as_stated": "other", "limits": "community"}, {"subgroup": "other", "limits": "subgroup"},
    {"cause": "unknown", "limits": "cause"}, {"status": "unknown"}, {"status": "not_stated"}, {"sex": "unknown"},
    {"age": "unknown"},
]  # fmt: skip
NORTH: Row = {"place_id": "north"}
SOUTH: Row = {"place_id": "south"}
UNPLACED: Row = {"place_role": "unplaced"}


@pytest.mark.parametrize(("north", "south", "unplaced", "total", "wrong"), [
    (50, 30, 5, 85, False), (50, 30, 5, 84, True), (50, 30, 5, 86, True),
    (50, 30, None, 85, True), (50, 30, None, 80, False), (50, 30, None, 79, True),
    (50, None, 5, 85, False), (50, None, 5, 54, True),
    (None, None, 5, 85, False),
])  # fmt: skip
def test_an_unplaced_part_fills_the_sum(
    north: int | None, south: int | None, unplaced: int | None, total: int, wrong: bool
) -> None:
    """85 = 50 + 30 + 5 of whom the place is not known; where a member is missing, only an excess is wrong."""
    given: list[tuple[int | None, Row]] = [(total, {}), (north, NORTH), (south, SOUTH), (unplaced, UNPLACED)]
    figures = [(value, cells) for value, cells in given if value is not None]
    added = sum(value for value, _ in figures[1:])

    assert _sums(*figures) == ([(TOTAL_ID, "place", added, total)] if wrong else [])


def test_an_area_within_the_area_does_not_hide_a_sum() -> None:
    """The members add up to the whole, and so do those of a smaller union that the document gives as well."""
    places = _areas(east="harbour|hill|south", shore="harbour|hill")
    given = ((30, {"place_id": "harbour"}), (20, {"place_id": "hill"}), (10, {"place_id": "south"}))
    shore: Row = {"place_id": "shore"}

    assert _sums((60, {"place_id": "east"}), (50, shore), *given, places=places) == []
    assert _sums((61, {"place_id": "east"}), (50, shore), *given, places=places) == [(TOTAL_ID, "place", 60, 61)]
    assert _sums((60, {"place_id": "east"}), (49, shore), *given, places=places) == [("T00000001", "place", 50, 49)]
    assert _sums((60, {"place_id": "east"}), (51, shore), *given[2:], places=places) == [(TOTAL_ID, "place", 61, 60)]


def test_unplaced_people_are_a_part_by_place_alone() -> None:
    """They are no part of what is counted of others, and may not be more than the whole with a single place."""
    assert _sums((85, {}), (50, NORTH), (30, SOUTH), (5, UNPLACED | CIVILIANS)) == [(TOTAL_ID, "place", 80, 85)]
    assert _sums((85, CIVILIANS), (50, CIVILIANS | NORTH), (30, CIVILIANS | SOUTH), (5, CIVILIANS | UNPLACED)) == []


def test_a_sum_that_floors_allow_is_no_conflict() -> None:
    """At least 60 and at least 40 of at least 90: to be checked by a person, but no contradiction."""
    floors: Row = {"qualifier": "at_least"}
    tables = make_record(_tallies((90, floors), (60, floors | NORTH), (40, floors | SOUTH)), PAPERS)
    [row] = wrong_sums(tables["tallies"], tables["places"]).to_dicts()

    assert (row["fills"], row["certain"]) == (True, False)


@pytest.mark.parametrize("cells", [{"status": "not_stated"}, {"status": "unknown"}, {"sex": "unknown"}])
def test_unknown_and_not_stated_are_one_group_within_a_document(cells: Row) -> None:
    """A table by place of people whose status is not stated adds up like any other."""
    assert _sums((85, cells), (50, cells | NORTH), (36, cells | SOUTH)) == [(TOTAL_ID, "place", 86, 85)]


@pytest.mark.parametrize("cells", VAGUE[:2])
def test_other_may_be_several_groups_within_a_document(cells: Row) -> None:
    """Unless group_as_stated says that it is one."""
    figures = [(85, cells), (50, cells | NORTH), (99, cells | SOUTH)]
    named = [(value, both | {"group_as_stated": "students"}) for value, both in figures]

    assert _sums(*figures) == []
    assert _sums(*named) == [(TOTAL_ID, "place", 149, 85)]
    assert findings(part_not_above_whole, make_record(_tallies(*figures), PAPERS)) == []
    assert len(findings(part_not_above_whole, make_record(_tallies(*named), PAPERS))) == 1


# --- laws ----------------------------------------------------------------------------------------

_CODES = st.fixed_dictionaries({}, optional={
    "status": st.sampled_from(["civilian", "armed_forces", "fighting", "not_fighting"]),
    "sex": st.sampled_from(["male", "female"]), "age": st.sampled_from(["adult", "child"]),
    "place_id": st.sampled_from(["north", "south", "harbour", "hill", "country"]),
})  # fmt: skip


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 9), _CODES), min_size=3, max_size=6, unique_by=lambda f: str(f[1])))
def test_what_is_added_up_excludes_one_another_by_the_relation_of_scopes(figures: list[tuple[int, Row]]) -> None:
    """Every part lies within its whole, and every two parts are disjoint, as the scopes are compared elsewhere."""
    tables = make_record(_tallies(*figures), PAPERS)
    hierarchies = Hierarchies(tables)
    scopes = {
        row["tally_id"]: Scope(**{name: row[name] for name in SCOPE_COLUMNS})
        for row in tables["tallies"].with_columns(pl.col(pl.Enum).cast(pl.String)).to_dicts()
    }
    values = {row["tally_id"]: row["value"] for row in tables["tallies"].to_dicts()}
    for row in wrong_sums(tables["tallies"], tables["places"]).to_dicts():
        parts = row["part_ids"]
        assert row["total"] == sum(values[part] for part in parts)
        assert {hierarchies.relation(scopes[part], scopes[row["whole_id"]]).word for part in parts} == {"within"}
        for part, other in product(parts, parts):
            assert part == other or hierarchies.relation(scopes[part], scopes[other]).word == "disjoint"


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 9), _CODES), max_size=6), st.randoms())
def test_the_order_of_the_rows_does_not_matter(figures: list[tuple[int, Row]], random: Any) -> None:
    """Sums are of what is said, not of how it is entered."""
    tables = make_record(_tallies(*figures), PAPERS)
    rows = list(range(len(figures)))
    random.shuffle(rows)

    assert wrong_sums(tables["tallies"][rows], tables["places"]).equals(wrong_sums(tables["tallies"], tables["places"]))


# --- one part and its whole ----------------------------------------------------------------------


def test_a_single_part_above_its_total_is_reported_once() -> None:
    """By the rule about one part; only several parts are a sum."""
    tables = make_record(_tallies((100, {}), (101, CIVILIANS)), PAPERS)

    assert [finding.row for finding in findings(part_not_above_whole, tables)] == ["T00000001"]
    assert findings(parts_sum_to_whole, tables) == []


def test_an_estimate_is_no_part_of_a_count_beside_it() -> None:
    """A document may count 100 and estimate that 130 women died; an estimate above an estimate is still reported."""
    women = {"sex": "female"}
    beside_a_count = _tallies((100, {}), (130, women | {"basis": "estimate"}))
    both_estimates = _tallies((100, {"basis": "estimate"}), (130, women | {"basis": "estimate"}))

    assert findings(part_not_above_whole, make_record(beside_a_count, PAPERS)) == []
    assert len(findings(part_not_above_whole, make_record(both_estimates, PAPERS))) == 1


# --- increments ----------------------------------------------------------------------------------


def _increment(number: int, value: int, **cells: Any) -> Row:
    days = {"period_start": nth_day(10), "period_end": nth_day(10), "period_basis": "documentation"}
    return make_tally(number, "paper", value, 10, **days, **cells)


def _wrong_increments(*increments: Row, total: int = 1359) -> list[str]:
    totals = [make_tally(90, "other", 1000, 9), make_tally(91, "paper", total, 10, supersedes_id="T00000090")]
    tables = make_record([*increments, *totals], PAPERS)
    return [finding.row for finding in findings(increment_matches_totals, tables)]


def test_several_increments_of_one_bulletin_are_taken_together() -> None:
    """1,000 + 61 + 298 = 1,359; where they do not make the step, the first of them is to blame."""
    new, older = _increment(1, 61), _increment(2, 298)

    assert _wrong_increments(new, older) == []
    assert _wrong_increments(new, older, _increment(3, 0)) == []
    assert _wrong_increments(new, _increment(2, 299)) == ["T00000001"]
    assert _wrong_increments(new) == ["T00000001"]


def test_the_message_shows_the_whole_sum() -> None:
    """Every increment is in it."""
    totals = [make_tally(90, "other", 1000, 9), make_tally(91, "paper", 1400, 10, supersedes_id="T00000090")]
    tables = make_record([_increment(1, 61), _increment(2, 298), *totals], PAPERS)
    [finding] = findings(increment_matches_totals, tables)

    assert finding.message == "1000 + 61 + 298 is not 1400, the claimant's next total"


def test_an_increment_that_is_the_step_includes_its_parts() -> None:
    """359, of them 61 new and 298 older ones: nothing is counted twice."""
    assert _wrong_increments(_increment(1, 359), _increment(2, 61), _increment(3, 298)) == []
    assert _wrong_increments(_increment(1, 359), _increment(2, 61, group_as_stated="new reports")) == []
    assert (
        _wrong_increments(
            _increment(1, 61, group_as_stated="new reports"), _increment(2, 298, group_as_stated="older cases")
        )
        == []
    )
    assert _wrong_increments(_increment(1, 358), _increment(2, 61, group_as_stated="new reports")) == ["T00000001"]


@pytest.mark.parametrize("cells", [
    {"subgroup": "medical", "limits": "subgroup"}, {"status": "civilian"}, {"place_id": "north"},
    {"measure": "injured"}, {"subgroup": "other", "limits": "subgroup"}, {"qualifier": "about"},
    {"relay_fault": "misquote"},
])  # fmt: skip
def test_an_increment_of_others_is_no_step_of_the_total(cells: Row) -> None:
    """Only what the total counts is added to it."""
    assert _wrong_increments(_increment(1, 5, **cells)) == []


# --- one figure, one row -------------------------------------------------------------------------


@pytest.mark.parametrize("cells", VAGUE)
def test_two_groups_without_a_code_may_have_one_number(cells: Row) -> None:
    """Both rows are kept; with the same group_as_stated they are one, with different ones two."""

    def doubles(*groups: str | None) -> list[str]:
        rows = [(3, cells | {"group_as_stated": group}) for group in groups]
        return [finding.row for finding in findings(no_duplicate_figure, make_record(_tallies(*rows), PAPERS))]

    assert doubles(None, None) == []
    assert doubles("students", "teachers") == []
    assert doubles("students", "students") == ["T00000001"]


@pytest.mark.parametrize("cells", [{}, {"community_as_stated": "other"}, {"subgroup": "other"}, {"status": "civilian"}])
def test_what_only_describes_is_no_group(cells: Row) -> None:
    """A vague code that is not in limits does not say that there are two groups."""
    tables = make_record(_tallies((3, cells), (3, cells)), PAPERS)
    [finding] = findings(no_duplicate_figure, tables)

    assert finding.row == "T00000001"
    assert "group_as_stated" in finding.remedy
