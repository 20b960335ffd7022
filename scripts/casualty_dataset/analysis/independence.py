"""Independence: which claimants are one voice, so that a count repeated by several of them counts once.

Two claimants are one voice where one builds on the other, where one belongs to the other, where both belong to one
state, party or other body, and where one continues the other under a new name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import polars as pl

_COUNT_APART: Final = ("un_body", "joint")
"""Kinds of body under which each body counts for itself.

Agencies of the United Nations, and members of a coalition, have mandates, staff and methods of their own. The editions,
offices and departments of any other body speak for it.
"""


class Independence:
    """Who is one voice with whom, from the typed tables ``actors`` and ``actor_inputs``.

    A claimant leads to those on which its count rests: to those it builds on, for the measure and the status that
    ``actor_inputs`` names (none: for all); to the body it belongs to; and to the body that continues it. Of a body at
    the top whose kind is un_body or joint, and which is no party to the conflict, it is the other way round: it leads
    to the bodies directly under it, which count apart from one another, each with all that is beneath it.

    The *roots* of a claimant are what it leads to in the end. Claimants that share a root are one voice.
    """

    def __init__(self, actors: pl.DataFrame, actor_inputs: pl.DataFrame) -> None:
        rows = _plain(actors).select("actor_id", "parent_id", "succeeds_id", "kind", "party_to_conflict").to_dicts()
        parents = {row["actor_id"]: row["parent_id"] for row in rows if row["parent_id"] is not None}
        apart = {
            row["actor_id"]
            for row in rows
            if row["kind"] in _COUNT_APART
            and row["party_to_conflict"] not in ("yes", "disputed")
            and row["parent_id"] is None
        }
        self._belongs: dict[str, set[str]] = {}
        for child, parent in parents.items():
            above, below = (parent, child) if parent in apart else (child, parent)
            self._belongs.setdefault(above, set()).add(below)
        for row in rows:
            if row["succeeds_id"] is not None:
                self._belongs.setdefault(row["succeeds_id"], set()).add(row["actor_id"])
        self._inputs: dict[str, list[tuple[str, str | None, str | None]]] = {}
        inputs = _plain(actor_inputs).select("actor_id", "input_actor_id", "measure", "status")
        for actor, source, measure, status in inputs.iter_rows():
            if source not in apart or parents.get(actor) != source:  # such a body rests on its parts, never they on it
                self._inputs.setdefault(actor, []).append((source, measure, status))
        self._reached: dict[tuple[str, str, str | None], frozenset[str]] = {}

    @property
    def related(self) -> frozenset[str]:
        """The claimants that may be one voice with another; everybody else rests on itself alone."""
        leading: Mapping[str, Iterable[str]] = {
            **self._belongs, **{actor: [row[0] for row in rows] for actor, rows in self._inputs.items()}
        }  # fmt: skip
        below = (actor for bodies in self._belongs.values() for actor in bodies)
        return frozenset((*leading, *below, *(row[0] for rows in self._inputs.values() for row in rows)))

    def builds_on_others(self, actor: str, measure: str, status: str | None) -> bool:
        """True if the count of a claimant, or of a body that it leads to, is built on that of another."""
        return any(self._sources(other, measure, status) for other in self._reach(actor, measure, status))

    def roots(self, actor: str, measure: str, status: str | None) -> frozenset[str]:
        """What a claimant leads to in the end: itself, where it leads to nobody.

        Bodies that lead to one another are one root, named after the first of them in the order of ids.
        """
        ends = set()
        for other in self._reach(actor, measure, status):
            reached = self._reach(other, measure, status)
            if all(other in self._reach(last, measure, status) for last in reached):
                ends.add(min(reached))
        return frozenset(ends)

    def representatives(self, actors: Iterable[str], measure: str, status: str | None) -> dict[str, str]:
        """For each claimant of the list the one that counts for it: itself, or one with which it shares a root.

        Those who count for themselves come before those who build on others, then those with the fewest roots, and of
        these the first in the list. So a coalition does not count beside its members, nor does it make its members one.
        """
        rests_on = {actor: self.roots(actor, measure, status) for actor in actors}
        builds = {actor: self.builds_on_others(actor, measure, status) for actor in rests_on}
        representative: dict[str, str] = {}
        by_root: dict[str, str] = {}
        for actor in sorted(rests_on, key=lambda actor: (builds[actor], len(rests_on[actor]))):
            others = sorted(by_root[root] for root in rests_on[actor] if root in by_root)
            representative[actor] = others[0] if others else actor
            if not others:
                by_root |= dict.fromkeys(rests_on[actor], actor)
        return representative

    def _sources(self, actor: str, measure: str, status: str | None) -> list[str]:
        """Those on whom the count of an actor is built, of this measure and status."""
        return [source for source, m, s in self._inputs.get(actor, ()) if m in (None, measure) and s in (None, status)]

    def _reach(self, actor: str, measure: str, status: str | None) -> frozenset[str]:
        """The actor and all it leads to."""
        key = (actor, measure, status)
        if key not in self._reached:
            reached, ahead = {actor}, [actor]
            while ahead:
                at = ahead.pop()
                following = {*self._belongs.get(at, ()), *self._sources(at, measure, status)} - reached
                reached |= following
                ahead += following
            self._reached[key] = frozenset(reached)
        return self._reached[key]


def _plain(table: pl.DataFrame) -> pl.DataFrame:
    return table.with_columns(pl.col(pl.Enum).cast(pl.String))
