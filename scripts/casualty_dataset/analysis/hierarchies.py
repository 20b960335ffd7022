"""What contains what: places, incidents, bodies, statuses and measures; and how two scopes are related.

On every dimension of a scope the values are partly ordered: places by the tree and by the members of areas, periods by
their days, bodies by what they belong to, statuses and measures as the vocabulary says. What is empty is not
restricted, and so contains everything.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Final, TypeVar

import polars as pl

from casualty_dataset.model import DIMENSIONS, Relation, Scope, Word
from casualty_schemas.semantics import LIMITED, MEASURE_WITHIN, VAGUE
from casualty_schemas.vocabulary import STATUS

Key = TypeVar("Key", bound=Hashable)

CONVERSE: Final[dict[Word, Word]] = {"contains": "within", "within": "contains"}
"""The word for the second of two scopes and the first; a word that is not a key is its own converse."""

OPEN_START: Final = date.min
OPEN_END: Final = date.max
FLAT_COLUMNS: Final = (
    "sex", "age", "group_as_stated", *(column for code, column in LIMITED.items() if code != "accused"),
)  # fmt: skip
"""Columns of a scope whose values form a flat list: of two different ones neither contains the other."""

_NOT_COMPARED: Final = frozenset((*VAGUE, "verified_subset"))
"""Codes that may be of the same people as another code of their list."""

_FLAT_DIMENSIONS: Final = {
    "sex": "sex", "age": "age", **{code: column for code, column in LIMITED.items() if code != "accused"},
}  # fmt: skip


# --- containment ---------------------------------------------------------------------------------------


def containers(parents: Mapping[Key, Key | None]) -> dict[Key, frozenset[Key]]:
    """For each node of a tree all that contain it, itself included. A circle, which validation refuses, is cut."""
    above: dict[Key, frozenset[Key]] = {}
    for start in parents:
        path: list[Key] = []
        at: Key | None = start
        while at is not None and at not in above and at not in path:
            path.append(at)
            at = parents.get(at)
        reached = above.get(at, frozenset()) if at is not None else frozenset()
        for node in reversed(path):
            reached = reached | {node}
            above[node] = reached
    return above


def place_containers(
    parents: Mapping[Key, Key | None], members: Mapping[Key, Sequence[Key]]
) -> dict[Key, frozenset[Key]]:
    """For each place all that contain it, itself included: by the tree, and by membership of areas.

    ``parents`` gives the parent of every place, ``members`` the members of each area that has some. An area also lies
    in whatever contains each of its members. Ids and row numbers serve alike.
    """
    tree = containers(parents)
    areas: dict[Key, set[Key]] = {}
    for area, parts in members.items():
        for part in parts:
            areas.setdefault(part, set()).add(area)
    above = {place: holders.union(*(areas.get(holder, ()) for holder in holders)) for place, holders in tree.items()}
    for area, parts in members.items():
        above[area] |= frozenset.intersection(*(above[part] for part in parts))
    return above


_PEOPLE: Final = {code: frozenset(STATUS[code].atoms) for code in STATUS if code not in VAGUE}
_STATUS_CONTAINERS: Final = {
    code: [wider for wider, others in _PEOPLE.items() if _PEOPLE[code] <= others] if code in _PEOPLE else [code]
    for code in STATUS
}
"""For each status those that hold all its people; a vague one has itself alone (see :func:`within_code`)."""


class Hierarchies:
    """Places, incidents and bodies of a record, by what contains what.

    Built from the typed tables ``places``, ``incidents`` and ``actors`` of a sound dataset.
    """

    def __init__(self, tables: Mapping[str, pl.DataFrame]) -> None:
        self.places = tables["places"]
        self._incidents = tables["incidents"]
        self.incident_place: dict[str, str] = dict(self._incidents.select("incident_id", "place_id").iter_rows())
        self.incident_containers = containers(dict(self._incidents.select("incident_id", "parent_id").iter_rows()))
        self.actor_containers = containers(dict(tables["actors"].select("actor_id", "parent_id").iter_rows()))

    @cached_property
    def members(self) -> dict[str, tuple[str, ...]]:
        """The members of each area that has some."""
        cells = self.places.select("place_id", "members").drop_nulls().iter_rows()
        return {area: tuple(cell.split("|")) for area, cell in cells}

    @cached_property
    def undrawn(self) -> frozenset[str]:
        """Areas without members: nobody says what they hold."""
        areas = self.places.filter((pl.col("level") == "area") & pl.col("members").is_null())
        return frozenset(areas["place_id"])

    @cached_property
    def place_containers(self) -> dict[str, frozenset[str]]:
        """For each place all that contain it, itself included."""
        return place_containers(dict(self.places.select("place_id", "parent_id").iter_rows()), self.members)

    @cached_property
    def same_place(self) -> dict[str, str]:
        """For each place the first id of those that are the same place: an area of one member is that member."""
        above = self.place_containers
        return {place: min(other for other in above[place] if place in above[other]) for place in above}

    @cached_property
    def umbrellas(self) -> frozenset[str]:
        """The incidents that are the subject of the record as a whole."""
        return frozenset(self._incidents.filter(pl.col("kind").cast(pl.String) == "umbrella")["incident_id"])

    @cached_property
    def days(self) -> dict[str, tuple[date, date]]:
        """First and last day of each incident; what is not known or not over is open."""
        rows = self._incidents.select("incident_id", "start_on", "end_on").iter_rows()
        return {incident: (start or OPEN_START, end or OPEN_END) for incident, start, end in rows}

    # --- as frames, to join by -------------------------------------------------------------------------

    def within(self, column: str) -> pl.DataFrame:
        """Every pair of values of a column of which the first is equal to or within the second, ``…_whole``.

        The column is incident_id, place_id, measure, status, party_id or accused_id. Where it may be empty, the empty
        value contains every value; join with ``nulls_equal`` then.
        """
        by_column: dict[str, Mapping[str, Iterable[str]]] = {
            "incident_id": self.incident_containers, "place_id": self.place_containers, "measure": MEASURE_WITHIN,
            "status": _STATUS_CONTAINERS, "party_id": self.actor_containers, "accused_id": self.actor_containers,
        }  # fmt: skip
        above = by_column[column]
        pairs: list[tuple[str | None, str | None]] = [
            (part, holder) for part, holders in above.items() for holder in holders
        ]
        if column in ("status", "party_id", "accused_id"):
            pairs += [(part, None) for part in (None, *above)]
        return pl.DataFrame(pairs, schema={column: pl.String, f"{column}_whole": pl.String}, orient="row")

    def days_frame(self) -> pl.DataFrame:
        """The days of each incident: ``incident_id``, ``first``, ``last``."""
        rows = [(incident, first, last) for incident, (first, last) in self.days.items()]
        return pl.DataFrame(rows, schema={"incident_id": pl.String, "first": pl.Date, "last": pl.Date}, orient="row")

    def with_days(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows with the columns of a scope, and the ``first`` and ``last`` day of which each speaks."""
        dated = rows.join(self.days_frame(), on="incident_id", how="left", maintain_order="left")
        return dated.with_columns(first=pl.coalesce("period_start", "first"), last=pl.coalesce("period_end", "last"))

    def place_of_incident(self) -> pl.Expr:
        """The place of the incident in the column ``incident_id``."""
        return pl.col("incident_id").replace_strict(self.incident_place, return_dtype=pl.String)

    # --- one dimension -------------------------------------------------------------------------------

    def incident(self, a: str, b: str) -> Word:
        """Equal, or one above the other; else unknown, unless place or days tell the two apart."""
        return _by_containers(a, b, self.incident_containers, "unknown")

    def place(self, a: str, b: str) -> Word:
        """By the tree and by membership; an area without members is known only to lie in what contains it."""
        word = _by_containers(a, b, self.place_containers, "disjoint")
        if word != "disjoint":
            return word
        if {a, b} & self.undrawn:
            return "unknown"
        parts_a, parts_b = self.members.get(a, (a,)), self.members.get(b, (b,))
        above = self.place_containers
        meet = any(_by_containers(x, y, above, "disjoint") != "disjoint" for x in parts_a for y in parts_b)
        return "overlap" if meet else "disjoint"

    def place_and_role(self, a: Scope, b: Scope) -> Word:
        """By place, where the places have one role; what lies somewhere inside a place is compared with no place."""
        comparable = a.place_role == b.place_role != "unplaced"
        return self.place(a.place_id, b.place_id) if comparable else "unknown"

    def body(self, a: str | None, b: str | None) -> Word:
        """Bodies by what they belong to; empty is anybody."""
        return _if_unrestricted(a, b) or _by_containers(str(a), str(b), self.actor_containers, "disjoint")

    def period(self, a: Scope, b: Scope) -> Word:
        """By days; an empty bound is that of the incident."""
        (first_a, last_a), (first_b, last_b) = self.bounds(a), self.bounds(b)
        if (first_a, last_a) == (first_b, last_b):
            return "equal"
        if first_b <= first_a and last_a <= last_b:
            return "within"
        if first_a <= first_b and last_b <= last_a:
            return "contains"
        return "disjoint" if last_a < first_b or last_b < first_a else "overlap"

    def bounds(self, scope: Scope) -> tuple[date, date]:
        """First and last day of which a scope speaks."""
        start, end = self.days[scope.incident_id]
        return scope.period_start or start, scope.period_end or end

    # --- scopes --------------------------------------------------------------------------------------

    def relation(self, a: Scope, b: Scope) -> Relation:
        """How scope ``a`` is related to scope ``b``, overall and on each dimension."""
        same_group = a.group_as_stated is not None and a.group_as_stated == b.group_as_stated
        dimensions: dict[str, Word] = {
            "incident": self.incident(a.incident_id, b.incident_id),
            "place": self.place_and_role(a, b),
            "period": self.period(a, b),
            "measure": _by_containers(a.measure, b.measure, MEASURE_WITHIN, "disjoint"),
            "unit": "equal" if a.unit == b.unit else "unknown",
            "status": relation_of_statuses(a.status, b.status, same_group=same_group),
            "party": self.body(a.party_id, b.party_id),
            "accused": self.body(a.accused_id, b.accused_id),
            "group": relation_of_groups(a.group_as_stated, b.group_as_stated),
            **{name: relation_of_codes(getattr(a, column), getattr(b, column), same_group=same_group)
               for name, column in _FLAT_DIMENSIONS.items()},
        }  # fmt: skip
        ordered = {name: dimensions[name] for name in DIMENSIONS}
        return Relation(overall(ordered.values()), ordered)

    def whole_of(self, incident_id: str, place_id: str | None = None) -> Scope:
        """The scope of everybody killed in an incident, at its own place or at another."""
        return Scope(incident_id, place_id or self.incident_place[incident_id])


def overall(words: Iterable[Word]) -> Word:
    """The word for two scopes from the words on their dimensions."""
    distinct = set(words)
    for decisive in ("disjoint", "unknown"):
        if decisive in distinct:
            return decisive
    if distinct <= {"equal"}:
        return "equal"
    if distinct <= {"equal", "within"}:
        return "within"
    return "contains" if distinct <= {"equal", "contains"} else "overlap"


def relation_of_statuses(a: str | None, b: str | None, *, same_group: bool = False) -> Word:
    """Statuses as sets of people; a vague one is comparable with everybody alone.

    ``same_group``: both rows name the same group in the words of the document; then two equal vague codes are equal.
    """
    if word := _if_unrestricted(a, b, same_group=same_group):
        return word
    if {a, b} & {*VAGUE}:
        return "unknown"
    people_a, people_b = _PEOPLE[str(a)], _PEOPLE[str(b)]
    if people_a <= people_b:
        return "within"
    if people_b <= people_a:
        return "contains"
    return "overlap" if people_a & people_b else "disjoint"


def relation_of_codes(a: str | None, b: str | None, *, same_group: bool = False) -> Word:
    """Codes of a flat list: different ones are of different people, unless one of them is vague.

    ``same_group``: both rows name the same group in the words of the document; then two equal vague codes are equal.
    """
    if word := _if_unrestricted(a, b, same_group=same_group):
        return word
    return "unknown" if {a, b} & _NOT_COMPARED else "disjoint"


def relation_of_groups(a: str | None, b: str | None) -> Word:
    """Groups in the words of documents: equal words are one group, of different words nothing is known."""
    return _if_unrestricted(a, b) or "unknown"


def within_code(name: str) -> pl.Expr:
    """True if the code of a flat list is equal to ``…_whole``, or that is not restricted.

    A whole with a vague code contains nothing; leave it out first (see ``semantics.is_vague``).
    """
    container = pl.col(f"{name}_whole")
    return container.is_null() | (pl.col(name) == container).fill_null(False)


def _if_unrestricted(a: str | None, b: str | None, *, same_group: bool = False) -> Word | None:
    """The word where the values are equal or one is empty; None where both restrict, differently or vaguely."""
    if a == b:
        return "unknown" if a in VAGUE and not same_group else "equal"
    if b is None:
        return "within"
    return "contains" if a is None else None


def _by_containers(a: str, b: str, above: Mapping[str, frozenset[str]], otherwise: Word) -> Word:
    a_in_b, b_in_a = b in above[a], a in above[b]
    if a_in_b and b_in_a:  # one value, or an area whose members make up just the other place
        return "equal"
    if a_in_b:
        return "within"
    return "contains" if b_in_a else otherwise
