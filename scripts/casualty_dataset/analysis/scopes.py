"""Scopes: what a figure speaks about, and how two of them stand to each other.

A scope is (incident, place, period, measure, unit, status, sex, age, party) and, of accused, community, cause,
circumstance and subgroup, those that the count is limited to. On every dimension the values are partly ordered:
places by the tree and by the members of areas, periods by their days, bodies by what they belong to, statuses and
measures as the vocabulary says; what is empty is not restricted, and so contains everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final

import polars as pl

from casualty_dataset.model.scope import DIMENSIONS, Relation, Word
from casualty_schemas.semantics import MEASURE_WITHIN
from casualty_schemas.vocabulary import STATUS

CONVERSE: Final[dict[Word, Word]] = {"contains": "within", "within": "contains"}
_PLAIN: Final = {"sex": "sex", "age": "age", "community": "community_as_stated", "cause": "cause",
                 "circumstance": "circumstance", "subgroup": "subgroup"}  # fmt: skip
_OPEN_END: Final = date.max
_OPEN_START: Final = date.min

Scope = Mapping[str, Any]
"""A row with the columns of :data:`casualty_schemas.semantics.SCOPE`, limiting columns empty unless they limit."""


class World:
    """What the tables say of places, incidents and bodies, as sets of what contains what.

    Built from the typed tables ``places``, ``incidents`` and ``actors``; circles are refused by validation.
    """

    def __init__(self, tables: Mapping[str, pl.DataFrame]) -> None:
        self._places = tables["places"]
        self._incidents = tables["incidents"]
        self.incident_place: dict[str, str] = dict(self._incidents.select("incident_id", "place_id").iter_rows())
        self.incident_above = upward(dict(self._incidents.select("incident_id", "parent_id").iter_rows()))
        self.actor_above = upward(dict(tables["actors"].select("actor_id", "parent_id").iter_rows()))

    @cached_property
    def members(self) -> dict[str, tuple[str, ...]]:
        """Members of each area; none for an area that is not drawn, and for any other place."""
        cells = self._places.select("place_id", "members").drop_nulls().iter_rows()
        return {area: tuple(cell.split("|")) for area, cell in cells}

    @cached_property
    def undrawn(self) -> frozenset[str]:
        """Areas without members: nobody says what they hold."""
        areas = self._places.filter((pl.col("level") == "area") & pl.col("members").is_null())
        return frozenset(areas["place_id"])

    @cached_property
    def place_above(self) -> dict[str, frozenset[str]]:
        """For each place all that contain it, itself included: by the tree, and by membership of areas."""
        tree = upward(dict(self._places.select("place_id", "parent_id").iter_rows()))
        areas: dict[str, set[str]] = {}
        for area, members in self.members.items():
            for member in members:
                areas.setdefault(member, set()).add(area)
        above = {place: held.union(*(areas.get(one, ()) for one in held)) for place, held in tree.items()}
        for area, members in self.members.items():  # a union lies in whatever holds each of its members
            above[area] |= frozenset.intersection(*(above[member] for member in members))
        return above

    @cached_property
    def days(self) -> dict[str, tuple[date, date]]:
        """First and last day of each incident; what is not known or not over is open."""
        rows = self._incidents.select("incident_id", "start_on", "end_on").iter_rows()
        return {incident: (start or _OPEN_START, end or _OPEN_END) for incident, start, end in rows}

    # --- as frames, to join by -------------------------------------------------------------------------

    def within(self, column: str) -> pl.DataFrame:
        """Every pair of values of a column of which the first is equal to or within the second, ``…_whole``.

        The column is incident_id, place_id, measure, status or party_id. Where it may be empty, the empty value
        contains every value; join with ``nulls_equal`` then. The accused are bodies like parties.
        """
        above: dict[str, Mapping[str, Iterable[str]]] = {
            "incident_id": self.incident_above, "measure": MEASURE_WITHIN, "status": _STATUS_ABOVE,
            "party_id": self.actor_above,
        }  # fmt: skip
        held = above.get(column, self.place_above)
        pairs: list[tuple[str | None, str | None]] = [(one, whole) for one, wholes in held.items() for whole in wholes]
        if column in ("status", "party_id"):
            pairs += [(one, None) for one in (None, *held)]
        return pl.DataFrame(pairs, schema={column: pl.String, f"{column}_whole": pl.String}, orient="row")

    def days_frame(self) -> pl.DataFrame:
        """``incident_id`` with its ``first`` and its ``last`` day, as :attr:`days`."""
        rows = [(incident, first, last) for incident, (first, last) in self.days.items()]
        return pl.DataFrame(rows, schema={"incident_id": pl.String, "first": pl.Date, "last": pl.Date}, orient="row")

    # --- one dimension -------------------------------------------------------------------------------

    def incident(self, one: str, other: str) -> Word:
        """Equal, or one above the other; else not known, unless place or day tells them apart."""
        return _by_containers(one, other, self.incident_above, "unknown")

    def place(self, one: str, other: str) -> Word:
        """By the tree and by membership; an area that is not drawn is known only to lie in what contains it."""
        word = _by_containers(one, other, self.place_above, "disjoint")
        if word != "disjoint":
            return word
        if {one, other} & self.undrawn:
            return "unknown"
        parts, others = self.members.get(one, (one,)), self.members.get(other, (other,))
        meet = any(_by_containers(a, b, self.place_above, "disjoint") != "disjoint" for a in parts for b in others)
        return "overlap" if meet else "disjoint"

    def body(self, one: str | None, other: str | None) -> Word:
        """Bodies by what they belong to; empty is anybody."""
        return _or_unrestricted(one, other) or _by_containers(str(one), str(other), self.actor_above, "disjoint")

    def period(self, one: Scope, other: Scope) -> Word:
        """By days; an empty bound is that of the incident."""
        (a, b), (c, d) = self.bounds(one), self.bounds(other)
        if (a, b) == (c, d):
            return "equal"
        if c <= a and b <= d:
            return "within"
        if a <= c and d <= b:
            return "contains"
        return "disjoint" if b < c or d < a else "overlap"

    def bounds(self, scope: Scope) -> tuple[date, date]:
        """First and last day that a scope speaks of."""
        start, end = self.days[scope["incident_id"]]
        return scope["period_start"] or start, scope["period_end"] or end

    # --- whole scopes --------------------------------------------------------------------------------

    def relation(self, one: Scope, other: Scope) -> Relation:
        """How one scope stands to another, and on which dimensions."""
        where = self.place(one["place_id"], other["place_id"])
        dimensions: dict[str, Word] = {
            "incident": self.incident(one["incident_id"], other["incident_id"]),
            "place": where if one["place_role"] == other["place_role"] else "unknown",
            "period": self.period(one, other),
            "measure": _by_containers(one["measure"], other["measure"], MEASURE_WITHIN, "disjoint"),
            "unit": "equal" if one["unit"] == other["unit"] else "unknown",
            "status": status(one["status"], other["status"]),
            "party": self.body(one["party_id"], other["party_id"]),
            "accused": self.body(one["accused_id"], other["accused_id"]),
            **{name: code(one[column], other[column]) for name, column in _PLAIN.items()},
        }
        ordered = {name: dimensions[name] for name in DIMENSIONS}
        return Relation(overall(ordered), ordered)


def overall(dimensions: Mapping[str, Word]) -> Word:
    """The word for two scopes from the words on their dimensions."""
    words = set(dimensions.values())
    for decisive in ("disjoint", "unknown"):
        if decisive in words:
            return decisive
    if words <= {"equal"}:
        return "equal"
    if words <= {"equal", "within"}:
        return "within"
    return "contains" if words <= {"equal", "contains"} else "overlap"


def status(one: str | None, other: str | None) -> Word:
    """Statuses as sets of people; who was counted is not stated, or not known: then nothing but everybody compares."""
    if word := _or_unrestricted(one, other):
        return word
    if {one, other} & VAGUE:
        return "unknown"
    people, others = set(STATUS[str(one)].atoms), set(STATUS[str(other)].atoms)
    if people <= others:
        return "within"
    if others <= people:
        return "contains"
    return "overlap" if people & others else "disjoint"


VAGUE: Final = frozenset(("not_stated", "unknown"))
"""Statuses that say nothing of who was counted, or that it could not be told."""


_CLEAR: Final = {one: frozenset(STATUS[one].atoms) for one in STATUS if one not in VAGUE}

_STATUS_ABOVE: Final = {
    one: [whole for whole, others in _CLEAR.items() if _CLEAR[one] <= others] if one in _CLEAR else [one]
    for one in STATUS
}
"""For each status those that hold all its people; a vague one compares with itself alone."""


def code(one: str | None, other: str | None) -> Word:
    """Codes of a flat list: different ones are of different people, unless one says that it is not known."""
    if word := _or_unrestricted(one, other):
        return word
    return "unknown" if {one, other} & {"unknown", "other", "verified_subset"} else "disjoint"


def upward(parents: Mapping[str, str | None]) -> dict[str, frozenset[str]]:
    """For each id of a tree all that it lies in, itself included."""
    above: dict[str, frozenset[str]] = {}
    for start in parents:
        path: list[str] = []
        at: str | None = start
        while at is not None and at not in above and at not in path:
            path.append(at)
            at = parents.get(at)
        held = above.get(at, frozenset()) if at is not None else frozenset()
        for one in reversed(path):
            held = held | {one}
            above[one] = held
    return above


def _or_unrestricted(one: str | None, other: str | None) -> Word | None:
    if one == other:
        return "equal"
    if other is None:
        return "within"
    return "contains" if one is None else None


def _by_containers(one: str, other: str, above: Mapping[str, frozenset[str]], otherwise: Word) -> Word:
    lies, holds = other in above[one], one in above[other]
    if lies and holds:  # one value, or an area whose members make up just the other place
        return "equal"
    if lies:
        return "within"
    return "contains" if holds else otherwise
