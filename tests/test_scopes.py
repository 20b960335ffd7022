"""How scopes are related: laws of order, on every dimension and overall."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import Row, hierarchies, hierarchy_and_scopes, nth_day, small_tables, typed
from casualty_dataset.analysis.hierarchies import (
    CONVERSE,
    Hierarchies,
    relation_of_codes,
    relation_of_statuses,
)
from casualty_dataset.model import DIMENSION_OF, DIMENSIONS, SCOPE_COLUMNS, Scope, Word
from casualty_schemas.semantics import SCOPE, VAGUE, VAGUE_COLUMNS
from casualty_schemas.vocabulary import AGE, CAUSE, CIRCUMSTANCE, COMMUNITY, MEASURE, SEX, STATUS, SUBGROUP

Compare = Callable[[Any, Any], Word]
COAST = Scope("sy-2025-03-06-coasts", "both-coasts")
FREE = [name for name in SCOPE_COLUMNS if getattr(COAST, name) is None]
"""The columns that restrict a scope and may be empty."""


def _swapped(word: Word) -> Word:
    return CONVERSE.get(word, word)


def _is_an_order(values: Sequence[Any], compare: Compare) -> None:
    """Reflexive save for vague codes, each word the converse of the other way round, both directions transitive."""
    words = {(a, b): compare(a, b) for a, b in product(values, values)}
    for a in values:
        assert words[a, a] == ("unknown" if a in VAGUE else "equal")
    for (a, b), word in words.items():
        assert words[b, a] == _swapped(word), (a, b)
    _is_transitive(words, values)


def _is_transitive(words: dict[tuple[Any, Any], Word], values: Iterable[Any]) -> None:
    for (a, b), first in words.items():
        for c in values:
            if first in ("equal", "within") and words[b, c] in ("equal", "within"):
                equal = first == words[b, c] == "equal"
                assert words[a, c] == ("equal" if equal else "within"), (a, b, c)


# --- one dimension -----------------------------------------------------------------------------------


@settings(max_examples=50)
@given(hierarchies())
def test_places_are_ordered(hierarchy: Hierarchies) -> None:
    _is_an_order(list(hierarchy.place_containers), hierarchy.place)


@settings(max_examples=50)
@given(hierarchies())
def test_incidents_are_ordered(hierarchy: Hierarchies) -> None:
    _is_an_order(list(hierarchy.incident_containers), hierarchy.incident)


@settings(max_examples=50)
@given(hierarchies())
def test_bodies_are_ordered_below_anybody(hierarchy: Hierarchies) -> None:
    values = [None, *hierarchy.actor_containers]
    _is_an_order(values, hierarchy.body)
    assert {hierarchy.body(None, actor) for actor in hierarchy.actor_containers} == {"contains"}


@settings(max_examples=60)
@given(hierarchy_and_scopes(4))
def test_periods_are_ordered(case: tuple[Hierarchies, list[Scope]]) -> None:
    hierarchy, scopes = case
    _is_an_order(scopes, hierarchy.period)


def test_measures_are_ordered() -> None:
    hierarchy = Hierarchies(small_tables())

    def compare(a: str, b: str) -> Word:
        return hierarchy.relation(replace(COAST, measure=a), replace(COAST, measure=b)).dimensions["measure"]

    _is_an_order(list(MEASURE), compare)
    assert compare("killed", "casualties") == "within"
    assert compare("killed", "injured") == "disjoint"


def test_statuses_are_ordered_as_sets_of_people() -> None:
    values = [None, *STATUS]
    _is_an_order(values, relation_of_statuses)
    clear = [code for code in STATUS if code not in VAGUE]
    for a, b in product(clear, clear):
        people_a, people_b = set(STATUS[a].atoms), set(STATUS[b].atoms)
        word = relation_of_statuses(a, b)
        assert (word in ("within", "equal")) == (people_a <= people_b)
        assert (word == "disjoint") == (not people_a & people_b)


@pytest.mark.parametrize("vague", sorted(set(STATUS) & set(VAGUE)))
def test_a_vague_status_is_comparable_with_everybody_alone(vague: str) -> None:
    assert relation_of_statuses(vague, None) == "within"
    assert {relation_of_statuses(vague, code) for code in STATUS} == {"unknown"}


VAGUE_SCOPES = (
    {"status": "not_stated"}, {"status": "unknown"}, {"sex": "unknown"}, {"age": "unknown", "sex": "female"},
    {"community_as_stated": "other"}, {"subgroup": "other"}, {"cause": "unknown"},
)  # fmt: skip


@pytest.mark.parametrize("cells", VAGUE_SCOPES, ids=str)
def test_two_rows_of_a_vague_code_may_be_of_different_people(cells: dict[str, Any]) -> None:
    hierarchy, vague = Hierarchies(small_tables()), replace(COAST, **cells)
    assert hierarchy.relation(vague, vague).word == "unknown"
    assert hierarchy.relation(vague, COAST).word == "within"
    students, teachers = (replace(vague, group_as_stated=words) for words in ("students", "teachers"))
    assert hierarchy.relation(students, students).word == "equal"
    assert hierarchy.relation(students, teachers).word == "unknown"
    assert hierarchy.relation(students, vague).word == "unknown"
    assert hierarchy.relation(students, COAST).word == "within"


def test_what_lies_somewhere_inside_a_place_is_in_no_comparison_by_place() -> None:
    hierarchy, unplaced = Hierarchies(small_tables()), replace(COAST, place_role="unplaced")
    for other in (unplaced, COAST, replace(COAST, place_role="counted_at")):
        assert hierarchy.relation(unplaced, other).dimensions["place"] == "unknown"


@pytest.mark.parametrize("codes", [SEX, AGE, COMMUNITY, CAUSE, CIRCUMSTANCE, SUBGROUP], ids=lambda codes: codes.name)
def test_codes_of_flat_lists_are_ordered_below_the_empty_one(codes: Iterable[str]) -> None:
    listed = list(codes)
    _is_an_order([None, *listed], relation_of_codes)
    assert {relation_of_codes(code, None) for code in listed} == {"within"}
    assert {relation_of_codes(*pair) for pair in product(listed, listed)} <= {"equal", "disjoint", "unknown"}


# --- places: a second way to say the same ------------------------------------------------------------


def _points(rows: dict[str, tuple[str | None, tuple[str, ...]]]) -> dict[str, set[str]]:
    """Each place as the set of its points: one of its own and those of what lies in it; an area, its members'."""
    points = {place: {place} for place, (_, members) in rows.items() if not members}
    for place in reversed(list(points)):  # a child stands behind its parent
        if (parent := rows[place][0]) is not None:
            points[parent] |= points[place]
    areas = {area: set[str]().union(*(points[member] for member in members)) for area, (_, members) in rows.items()
             if members}  # fmt: skip
    return points | areas


@settings(max_examples=50)
@given(hierarchies())
def test_places_are_related_as_sets_of_points(hierarchy: Hierarchies) -> None:
    drawn = hierarchy.places.filter(pl.col("place_id") != "undrawn")
    rows = {
        place: (parent, tuple(members.split("|")) if members else ())
        for place, parent, members in drawn.select("place_id", "parent_id", "members").iter_rows()
    }
    points = _points(rows)
    for a, b in product(points, points):
        here, there = points[a], points[b]
        if here == there:
            expected = "equal"
        elif here < there:
            expected = "within"
        elif here > there:
            expected = "contains"
        else:
            expected = "overlap" if here & there else "disjoint"
        assert hierarchy.place(a, b) == expected, (a, b)


@settings(max_examples=50)
@given(hierarchies())
def test_an_area_without_members_is_known_only_to_lie_in_what_contains_it(hierarchy: Hierarchies) -> None:
    for area in hierarchy.undrawn:
        for place in hierarchy.place_containers:
            word = hierarchy.place(area, place)
            if place == area:
                assert word == "equal"
            else:
                assert word == ("within" if place in hierarchy.place_containers[area] else "unknown")


# --- whole scopes ------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(hierarchy_and_scopes(1))
def test_a_scope_is_equal_to_itself(case: tuple[Hierarchies, list[Scope]]) -> None:
    hierarchy, (scope,) = case
    relation = hierarchy.relation(scope, replace(scope))
    unknown = _unknown_to_itself(scope)
    assert relation.dimensions == {name: "unknown" if name in unknown else "equal" for name in DIMENSIONS}
    assert relation.word == ("unknown" if unknown else "equal")
    assert set(relation.deciding) == unknown


def _unknown_to_itself(scope: Scope) -> set[str]:
    """The dimensions on which two rows of this scope may speak of different people or places."""
    named = scope.group_as_stated is not None
    vague = {DIMENSION_OF[name] for name in VAGUE_COLUMNS if getattr(scope, name) in VAGUE and not named}
    return vague | ({"place"} if scope.place_role == "unplaced" else set())


@settings(max_examples=60)
@given(hierarchy_and_scopes(2))
def test_the_relation_of_the_second_to_the_first_is_the_converse(case: tuple[Hierarchies, list[Scope]]) -> None:
    hierarchy, (a, b) = case
    forth, back = hierarchy.relation(a, b), hierarchy.relation(b, a)
    assert back.word == _swapped(forth.word)
    assert back.dimensions == {name: _swapped(word) for name, word in forth.dimensions.items()}


@settings(max_examples=60)
@given(hierarchy_and_scopes(3))
def test_what_lies_within_a_part_lies_within_the_whole(case: tuple[Hierarchies, list[Scope]]) -> None:
    hierarchy, scopes = case
    numbers = range(len(scopes))
    words = {(a, b): hierarchy.relation(scopes[a], scopes[b]).word for a, b in product(numbers, numbers)}
    _is_transitive(words, numbers)


@settings(max_examples=60)
@given(st.data())
def test_a_scope_with_restrictions_taken_away_contains_the_scope(data: st.DataObject) -> None:
    hierarchy, (scope,) = data.draw(hierarchy_and_scopes(1))
    hierarchy_knows = not _unknown_to_itself(scope)
    filled = [name for name in FREE if getattr(scope, name) is not None and not name.startswith("period")]
    freed = data.draw(st.sets(st.sampled_from(filled))) if filled else set()
    empty: dict[str, Any] = dict.fromkeys(freed)
    relation = hierarchy.relation(replace(scope, **empty), scope)
    if hierarchy_knows:
        assert relation.word == ("contains" if freed else "equal")
    else:
        assert relation.word in ("contains", "unknown")


@settings(max_examples=60)
@given(hierarchy_and_scopes(2))
def test_the_word_for_the_whole_is_that_of_the_dimensions(case: tuple[Hierarchies, list[Scope]]) -> None:
    hierarchy, (a, b) = case
    relation = hierarchy.relation(a, b)
    words = set(relation.dimensions.values())
    if relation.word in ("equal", "within", "contains"):
        assert words <= {"equal", relation.word}
    elif relation.word == "overlap":
        assert "overlap" in words or words >= {"within", "contains"}
        assert not words & {"disjoint", "unknown"}
    elif relation.word == "unknown":
        assert "unknown" in words
        assert "disjoint" not in words
    else:
        assert "disjoint" in words
    assert relation.word == "equal" or relation.deciding
    assert all(relation.dimensions[name] != "equal" for name in relation.deciding)


@pytest.mark.parametrize(
    ("a", "b", "word", "deciding"),
    [
        ({"place_id": "hill"}, {}, "within", ["place"]),
        ({"status": "civilian"}, {"status": "not_fighting"}, "within", ["status"]),
        ({"place_id": "hill", "status": None}, {"status": "civilian"}, "overlap", ["place", "status"]),
        ({"place_role": "counted_at"}, {}, "unknown", ["place"]),
        ({"place_role": "counted_at", "sex": "female"}, {"sex": "male"}, "disjoint", ["sex"]),
        ({"incident_id": "sy-2025-03-07-harbour"}, {}, "within", ["incident", "period"]),
        ({"unit": "family", "measure": "displaced"}, {"measure": "displaced"}, "unknown", ["unit"]),
        ({"accused_id": "army"}, {}, "within", ["accused"]),
        ({"accused_id": "army"}, {"accused_id": "state"}, "within", ["accused"]),
        ({"status": "not_stated"}, {"status": "civilian"}, "unknown", ["status"]),
        (
            {"incident_id": "sy-2025-03-07-harbour", "place_id": "harbour"},
            {"incident_id": "sy-2025-03-hill", "place_id": "hill"},
            "disjoint",
            ["place"],
        ),
        (
            {"incident_id": "sy-2025-03-07-harbour", "place_id": "north"},
            {"incident_id": "sy-2025-03-hill", "place_id": "hill"},
            "unknown",
            ["incident"],
        ),
    ],
)
def test_words_of_the_design(a: Row, b: Row, word: str, deciding: list[str]) -> None:
    relation = Hierarchies(small_tables()).relation(replace(COAST, **a), replace(COAST, **b))
    assert (relation.word, relation.deciding) == (word, deciding)


def test_an_empty_bound_is_that_of_the_incident() -> None:
    hierarchy = Hierarchies(small_tables())
    open_end = replace(COAST, period_start=date(2025, 3, 6))
    assert hierarchy.relation(COAST, open_end).dimensions["period"] == "equal"
    harbour = replace(COAST, incident_id="sy-2025-03-07-harbour")
    assert hierarchy.bounds(harbour) == (date(2025, 3, 7), date(2025, 3, 7))
    assert hierarchy.relation(harbour, replace(COAST, period_end=date(2025, 3, 6))).word == "disjoint"


def test_an_area_of_one_place_is_that_place() -> None:
    places = [{"place_id": "town", "level": "town"}, {"place_id": "union", "level": "area", "members": "town"}]
    incident = {"incident_id": "i", "place_id": "town", "start_on": nth_day(0)}
    hierarchy = Hierarchies(
        {
            "places": typed("places", places),
            "incidents": typed("incidents", [incident]),
            "actors": typed("actors", []),
        }
    )
    assert hierarchy.place("union", "town") == hierarchy.place("town", "union") == "equal"


def test_the_columns_of_a_scope_are_those_that_validation_reads() -> None:
    assert tuple(name.rstrip("#") for name in SCOPE) == SCOPE_COLUMNS
