"""How scopes stand to each other: laws of order, on every dimension and for the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import Row, hierarchies, hierarchy_and_scopes, nth_day, small_tables, typed
from casualty_dataset.analysis import scopes
from casualty_dataset.analysis.scopes import CONVERSE, World
from casualty_dataset.model import DIMENSIONS, Relation, Word
from casualty_schemas.vocabulary import AGE, CAUSE, CIRCUMSTANCE, COMMUNITY, MEASURE, SEX, STATUS, SUBGROUP

Compare = Callable[[Any, Any], Word]
EMPTY: Row = dict.fromkeys(["status", "sex", "age", "party_id", "period_start", "period_end",
                            "accused_id", "community_as_stated", "cause", "circumstance", "subgroup"])  # fmt: skip
WHOLE: Row = {"incident_id": "sy-2025-03-06-coasts", "place_id": "both-coasts", "place_role": "event",
              "measure": "killed", "unit": "person", **EMPTY}  # fmt: skip


def _swapped(word: Word) -> Word:
    return CONVERSE.get(word, word)


def _is_an_order(values: Sequence[Any], compare: Compare) -> None:
    """Reflexive, each word the converse of the other way round, and both directions transitive."""
    words = {(a, b): compare(a, b) for a, b in product(values, values)}
    for a in values:
        assert words[a, a] == "equal"
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
def test_places_are_ordered(world: World) -> None:
    _is_an_order(list(world.place_above), world.place)


@settings(max_examples=50)
@given(hierarchies())
def test_incidents_are_ordered(world: World) -> None:
    _is_an_order(list(world.incident_above), world.incident)


@settings(max_examples=50)
@given(hierarchies())
def test_bodies_are_ordered_below_anybody(world: World) -> None:
    values = [None, *world.actor_above]
    _is_an_order(values, world.body)
    assert {world.body(None, one) for one in world.actor_above} == {"contains"}


@settings(max_examples=60)
@given(hierarchy_and_scopes(4))
def test_periods_are_ordered(case: tuple[World, list[Row]]) -> None:
    world, found = case
    days = [(scope["incident_id"], scope["period_start"], scope["period_end"]) for scope in found]

    def compare(one: tuple[str, date, date], other: tuple[str, date, date]) -> Word:
        named = [dict(zip(("incident_id", "period_start", "period_end"), days, strict=True)) for days in (one, other)]
        return world.period(named[0], named[1])

    _is_an_order(days, compare)


def test_measures_are_ordered() -> None:
    world = World(small_tables())

    def compare(one: str, other: str) -> Word:
        return world.relation({**WHOLE, "measure": one}, {**WHOLE, "measure": other}).dimensions["measure"]

    _is_an_order(list(MEASURE), compare)
    assert compare("killed", "casualties") == "within"
    assert compare("killed", "injured") == "disjoint"


def test_statuses_are_ordered_as_sets_of_people() -> None:
    values = [None, *STATUS]
    _is_an_order(values, scopes.status)
    clear = [code for code in STATUS if code not in scopes.VAGUE]
    for one, other in product(clear, clear):
        people, others = set(STATUS[one].atoms), set(STATUS[other].atoms)
        word = scopes.status(one, other)
        assert (word in ("within", "equal")) == (people <= others)
        assert (word == "disjoint") == (not people & others)


@pytest.mark.parametrize("vague", sorted(scopes.VAGUE))
def test_who_was_not_said_to_be_counted_compares_with_everybody_alone(vague: str) -> None:
    assert scopes.status(vague, None) == "within"
    assert {scopes.status(vague, code) for code in STATUS if code != vague} == {"unknown"}


@pytest.mark.parametrize("codes", [SEX, AGE, COMMUNITY, CAUSE, CIRCUMSTANCE, SUBGROUP], ids=lambda codes: codes.name)
def test_codes_of_flat_lists_are_ordered_below_nothing_said(codes: Iterable[str]) -> None:
    listed = list(codes)
    _is_an_order([None, *listed], scopes.code)
    assert {scopes.code(one, None) for one in listed} == {"within"}
    assert {scopes.code(*pair) for pair in product(listed, listed)} <= {"equal", "disjoint", "unknown"}


# --- places: a second way to say the same ------------------------------------------------------------


def _points(world_rows: dict[str, tuple[str | None, tuple[str, ...]]]) -> dict[str, set[str]]:
    """Each place as the set of its points: one of its own and those of what lies in it; an area, its members'."""
    points = {place: {place} for place, (_, members) in world_rows.items() if not members}
    for place in reversed(list(points)):  # a child stands behind its parent
        if (parent := world_rows[place][0]) is not None:
            points[parent] |= points[place]
    areas = {area: set[str]().union(*(points[one] for one in members)) for area, (_, members) in world_rows.items()
             if members}  # fmt: skip
    return points | areas


@settings(max_examples=50)
@given(hierarchies())
def test_places_stand_to_each_other_as_sets_of_points(world: World) -> None:
    drawn = world._places.filter(world._places["place_id"] != "undrawn")
    rows = {
        place: (parent, tuple(members.split("|")) if members else ())
        for place, parent, members in drawn.select("place_id", "parent_id", "members").iter_rows()
    }
    points = _points(rows)
    for one, other in product(points, points):
        here, there = points[one], points[other]
        if here == there:
            expected = "equal"
        elif here < there:
            expected = "within"
        elif here > there:
            expected = "contains"
        else:
            expected = "overlap" if here & there else "disjoint"
        assert world.place(one, other) == expected, (one, other)


@settings(max_examples=50)
@given(hierarchies())
def test_an_area_that_nobody_drew_is_known_only_to_lie_in_what_contains_it(world: World) -> None:
    for area in world.undrawn:
        for place in world.place_above:
            word = world.place(area, place)
            if place == area:
                assert word == "equal"
            else:
                assert word == ("within" if place in world.place_above[area] else "unknown")


# --- whole scopes ------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(hierarchy_and_scopes(1))
def test_a_scope_is_equal_to_itself(case: tuple[World, list[Row]]) -> None:
    world, (scope,) = case
    relation = world.relation(scope, dict(scope))
    assert relation == Relation("equal", dict.fromkeys(DIMENSIONS, "equal"))
    assert relation.deciding == []


@settings(max_examples=60)
@given(hierarchy_and_scopes(2))
def test_the_other_way_round_says_the_converse(case: tuple[World, list[Row]]) -> None:
    world, (one, other) = case
    forth, back = world.relation(one, other), world.relation(other, one)
    assert back.word == _swapped(forth.word)
    assert back.dimensions == {name: _swapped(word) for name, word in forth.dimensions.items()}


@settings(max_examples=60)
@given(hierarchy_and_scopes(3))
def test_what_lies_within_a_part_lies_within_the_whole(case: tuple[World, list[Row]]) -> None:
    world, found = case
    numbers = range(len(found))
    words = {(a, b): world.relation(found[a], found[b]).word for a, b in product(numbers, numbers)}
    _is_transitive(words, numbers)


@settings(max_examples=60)
@given(st.data())
def test_a_scope_with_restrictions_taken_away_contains_the_scope(data: st.DataObject) -> None:
    world, (scope,) = data.draw(hierarchy_and_scopes(1))
    filled = [name for name in EMPTY if scope[name] is not None and not name.startswith("period")]
    freed = data.draw(st.sets(st.sampled_from(filled))) if filled else set()
    relation = world.relation({**scope, **dict.fromkeys(freed)}, scope)
    assert relation.word == ("contains" if freed else "equal")


@settings(max_examples=60)
@given(hierarchy_and_scopes(2))
def test_the_word_for_the_whole_is_that_of_the_dimensions(case: tuple[World, list[Row]]) -> None:
    world, (one, other) = case
    relation = world.relation(one, other)
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
    ("one", "other", "word", "deciding"),
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
def test_words_of_the_design(one: Row, other: Row, word: str, deciding: list[str]) -> None:
    relation = World(small_tables()).relation({**WHOLE, **one}, {**WHOLE, **other})
    assert (relation.word, relation.deciding) == (word, deciding)


def test_an_empty_bound_is_that_of_the_incident() -> None:
    world = World(small_tables())
    open_end = {**WHOLE, "period_start": date(2025, 3, 6)}
    assert world.relation(WHOLE, open_end).dimensions["period"] == "equal"
    harbour = {**WHOLE, "incident_id": "sy-2025-03-07-harbour"}
    assert world.bounds(harbour) == (date(2025, 3, 7), date(2025, 3, 7))
    assert world.relation(harbour, {**WHOLE, "period_end": date(2025, 3, 6)}).word == "disjoint"


def test_an_area_of_one_place_is_that_place() -> None:
    places = [{"place_id": "town", "level": "town"}, {"place_id": "union", "level": "area", "members": "town"}]
    incident = {"incident_id": "i", "place_id": "town", "start_on": nth_day(0)}
    world = World(
        {
            "places": typed("places", places),
            "incidents": typed("incidents", [incident]),
            "actors": typed("actors", []),
        }
    )
    assert world.place("union", "town") == world.place("town", "union") == "equal"
