"""Small hierarchies of places, incidents and bodies, scopes over them, and typed tables written row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import polars as pl
from hypothesis import strategies as st

from casualty_dataset.analysis.hierarchies import Hierarchies
from casualty_dataset.analysis.independence import Independence
from casualty_dataset.model import Scope
from casualty_dataset.workflows.validate import validate
from helpers_dataset import SMALL, UNTIL

Row = dict[str, Any]
START = date(2025, 3, 1)


@cache
def small_tables() -> dict[str, pl.DataFrame]:
    """The typed tables of the tiny dataset."""
    return validate(SMALL, UNTIL).tables


def typed(table: str, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """A table of the declared types; cells that a row does not name are empty."""
    schema = small_tables()[table].schema
    if unknown := {name for row in rows for name in row} - set(schema):
        raise KeyError(unknown)
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def nth_day(number: int) -> date:
    """The day with this number, from 0."""
    return START + timedelta(days=number)


# --- hierarchies ----------------------------------------------------------------------------------------


@st.composite
def trees(draw: st.DrawFn, prefix: str, most: int) -> dict[str, str | None]:
    """Ids with their parents; a parent always stands before its child."""
    names = [f"{prefix}{number}" for number in range(draw(st.integers(1, most)))]
    return {
        name: draw(st.one_of(st.none(), st.sampled_from(names[:at]))) if at else None for at, name in enumerate(names)
    }


@st.composite
def place_rows(draw: st.DrawFn) -> list[Row]:
    """A tree of places; areas that are unions of some of them; at times one without members."""
    tree = draw(trees("p", 6))
    rows: list[Row] = [{"place_id": name, "parent_id": parent, "level": "town"} for name, parent in tree.items()]
    members = st.sets(st.sampled_from(list(tree)), min_size=1, max_size=3).map(lambda places: "|".join(sorted(places)))
    for number, cell in enumerate(draw(st.lists(members, max_size=3, unique=True))):
        rows.append({"place_id": f"area{number}", "level": "area", "members": cell})
    if draw(st.booleans()):
        rows.append({"place_id": "undrawn", "level": "area", "parent_id": draw(st.sampled_from([None, *tree]))})
    return rows


@st.composite
def hierarchies(draw: st.DrawFn) -> Hierarchies:
    """A few places, incidents with and without days, and bodies."""
    places = draw(place_rows())
    place = st.sampled_from([row["place_id"] for row in places])
    days = st.one_of(st.none(), st.integers(0, 5).map(nth_day))
    incidents = []
    for name, parent in draw(trees("i", 4)).items():
        start, end = draw(days), draw(days)
        if start and end and end < start:
            start, end = end, start
        incidents.append(
            {"incident_id": name, "parent_id": parent, "start_on": start, "end_on": end, "place_id": draw(place)}
        )
    bodies = [{"actor_id": name, "parent_id": parent} for name, parent in draw(trees("b", 4)).items()]
    return Hierarchies(
        {
            "places": typed("places", places),
            "incidents": typed("incidents", incidents),
            "actors": typed("actors", bodies),
        }
    )


# --- scopes ----------------------------------------------------------------------------------------


def _choices(hierarchy: Hierarchies) -> dict[str, st.SearchStrategy[Any]]:
    bodies = st.sampled_from([None, *hierarchy.actor_containers])
    return {
        "incident_id": st.sampled_from(list(hierarchy.incident_containers)),
        "place_id": st.sampled_from(list(hierarchy.place_containers)),
        "place_role": st.sampled_from(["event", "event", "counted_at", "unplaced"]),
        "measure": st.sampled_from(["casualties", "killed", "bodies_recovered", "injured"]),
        "unit": st.sampled_from(["person", "person", "family"]),
        "status": st.sampled_from([None, "civilian", "not_fighting", "fighting", "all_but_armed_groups", "not_stated"]),
        "sex": st.sampled_from([None, "female", "male", "unknown"]),
        "age": st.sampled_from([None, "child", "adult"]),
        "party_id": bodies,
        "accused_id": bodies,
        "community_as_stated": st.sampled_from([None, "alawite", "other"]),
        "cause": st.sampled_from([None, "small_arms", "unknown"]),
        "circumstance": st.sampled_from([None, "execution", "verified_subset"]),
        "subgroup": st.sampled_from([None, "medical", "other"]),
        "group_as_stated": st.sampled_from([None, None, "students", "teachers"]),
    }


def _periods() -> st.SearchStrategy[Row]:
    bound = st.one_of(st.none(), st.integers(0, 5))

    def ordered(pair: tuple[int | None, int | None]) -> Row:
        first, last = pair
        if first is not None and last is not None and last < first:
            first, last = last, first
        return {
            "period_start": None if first is None else nth_day(first),
            "period_end": None if last is None else nth_day(last),
        }

    return st.tuples(bound, bound).map(ordered)


@st.composite
def near(draw: st.DrawFn, hierarchy: Hierarchies, scope: Scope, most: int = 3) -> Scope:
    """A scope that differs from another in a few columns, as those that are compared do."""
    choices = _choices(hierarchy)
    changed = draw(st.lists(st.sampled_from([*choices, "period"]), max_size=most, unique=True))
    cells = {name: draw(choices[name]) for name in changed if name != "period"}
    return replace(scope, **cells, **(draw(_periods()) if "period" in changed else {}))


def scopes(hierarchy: Hierarchies) -> st.SearchStrategy[Scope]:
    """Any scope that is restricted in a few columns."""
    return near(hierarchy, Scope("i0", "p0"), most=6)


@st.composite
def hierarchy_and_scopes(draw: st.DrawFn, many: int) -> tuple[Hierarchies, list[Scope]]:
    """Hierarchies and a chain of scopes over them, each near the one before."""
    hierarchy = draw(hierarchies())
    chain = [draw(scopes(hierarchy))]
    while len(chain) < many:
        chain.append(draw(near(hierarchy, chain[-1])))
    return hierarchy, chain


# --- independence --------------------------------------------------------------------------------------

Graph = dict[str, list[tuple[str, str | None, str | None]]]
"""For each claimant those it builds on, with the measure and the status for which it does (none: always)."""


def make_independence(graph: Graph | None = None, bodies: Sequence[Row] = ()) -> Independence:
    """Who is one voice: by who builds on whom, and by rows of actors with ``parent_id``, ``succeeds_id`` and ``kind``.

    A body is by default a monitor that is no party to the conflict.
    """
    plain = {"kind": "monitor", "party_to_conflict": "no"}
    inputs = [
        {"actor_id": actor, "input_actor_id": source, "measure": measure, "status": status}
        for actor, sources in (graph or {}).items()
        for source, measure, status in sources
    ]
    return Independence(typed("actors", [plain | row for row in bodies]), typed("actor_inputs", inputs))


# --- records ---------------------------------------------------------------------------------------


def make_document(source_id: str, published: int | None = 0, proximity: str = "secondary", **cells: Any) -> Row:
    """A document, published on a day by its number or on none."""
    day = {"published_on": None if published is None else nth_day(published)}
    precision = {"published_precision": "unknown" if published is None else "day"}
    return {"source_id": source_id, "proximity": proximity, **day, **precision, **cells}


def make_tally(number: int, source_id: str, value: int | None, as_of: int | None = 0, **cells: Any) -> Row:
    """A tally: by default the monitor's exact, documented count of all the dead, on a day by its number."""
    day = {"as_of": None if as_of is None else nth_day(as_of), "as_of_precision": "unknown" if as_of is None else "day"}
    return {
        "tally_id": f"T{number:08d}", "incident_id": "sy-2025-03-06-coasts", "source_id": source_id,
        "claimant_id": "monitor", "period_basis": "not_stated", "measure": "killed", "unit": "person",
        "place_id": "both-coasts", "place_role": "event", "qualifier": "exact", "value": value,
        "basis": "documented", **day, **cells,
    }  # fmt: skip


def make_record(tallies: Sequence[Row], documents: Sequence[Row]) -> dict[str, pl.DataFrame]:
    """The tables of the tiny dataset with other documents and tallies."""
    return {**small_tables(), "sources": typed("sources", documents), "tallies": typed("tallies", tallies)}


NUMBER_QUALIFIERS = ("exact", "at_least", "more_than", "fewer_than", "up_to", "about", "nearly")
"""Qualifiers that stand before one number."""


def figures() -> st.SearchStrategy[Row]:
    """A qualifier with what it fills."""
    number = st.sampled_from([5, 9, 10, 11, 12, 100, 105, 111])
    qualified = st.builds(
        lambda word, value: {"qualifier": word, "value": value}, st.sampled_from(NUMBER_QUALIFIERS), number
    )
    exact = number.map(lambda value: {"qualifier": "exact", "value": value})
    between = st.builds(
        lambda low, more: {"qualifier": "between", "value": None, "low": low, "high": low + more},
        number, st.integers(1, 9),
    )  # fmt: skip
    wordy: list[Row] = [
        {"qualifier": "unquantified", "value": None, "wording": "dozens", "magnitude": "dozens"},
        {"qualifier": "none_published", "value": None},
        {"qualifier": "exact", "value": 0},
    ]
    return st.one_of(exact, exact, qualified, between, st.sampled_from(wordy))


@st.composite
def documents(draw: st.DrawFn) -> list[Row]:
    """Documents near to and far from those who count, dated by day, by month or not at all."""
    papers = []
    for number in range(draw(st.integers(1, 6))):
        near_to = draw(st.sampled_from(["primary", "secondary", "tertiary"]))
        day = draw(st.one_of(st.integers(0, 5), st.none()))
        coarse = {"published_on": nth_day(0), "published_precision": "month"} if draw(st.integers(0, 5)) == 0 else {}
        papers.append(make_document(f"d{number}", day, near_to, **coarse))
    return papers


@st.composite
def records(draw: st.DrawFn, /, most: int = 10, **fixed: Any) -> dict[str, pl.DataFrame]:
    """Tallies of a few claimants over scopes that often meet; ``fixed`` cells are the same in all."""
    papers = draw(documents())
    tallies: list[Row] = []
    for number in range(draw(st.integers(1, most))):
        cells = {
            "claimant_id": draw(st.sampled_from(["monitor", "network", "state"])),
            "status": draw(st.sampled_from([None, "civilian", "not_fighting"])),
            "place_id": draw(st.sampled_from(["both-coasts", "both-coasts", "north"])),
            **draw(figures()),
            **draw(_remarks()),
        }
        as_of = draw(st.one_of(st.integers(0, 3), st.integers(0, 3), st.none()))
        tally = make_tally(
            number, draw(st.sampled_from(papers))["source_id"], as_of=as_of, **{"value": None, **cells, **fixed}
        )
        earlier = [other["tally_id"] for other in tallies if _may_replace(tally, other)]
        replaced = draw(st.sampled_from([None, *earlier]))
        tallies.append(tally | ({"supersedes_id": replaced, "revision_reason": "not_stated"} if replaced else {}))
    return make_record(tallies, papers)


def _remarks() -> st.SearchStrategy[Row]:
    """What a few tallies have besides; most have nothing of it."""
    plain: Row = {}
    few: list[Row] = [
        {"as_of_part": "morning"}, {"as_of_part": "evening"}, {"basis": "estimate"}, {"basis": "not_stated"},
        {"accused_id": "army"}, {"accused_id": "army", "limits": "accused"},
        {"accused_id": "state", "limits": "accused"},
        {"relay_fault": "stale"}, {"period_basis": "documentation"}, {"claimant_id": "not-stated"},
        {"as_of_precision": "month"}, {"sex": "female"},
    ]  # fmt: skip
    return st.one_of(st.just(plain), st.just(plain), st.sampled_from(few))


def _may_replace(tally: Row, earlier: Row) -> bool:
    """Whether validation lets one tally supersede the other."""
    same = tally["claimant_id"] == earlier["claimant_id"]
    return same and not (tally["as_of"] and earlier["as_of"] and tally["as_of"] < earlier["as_of"])
