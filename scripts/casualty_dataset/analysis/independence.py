"""Independence: who builds on whom, so that one count repeated by several claimants counts once."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

Inputs = dict[str, list[tuple[str, str | None, str | None]]]
"""For each claimant those it builds on, with the measure and the status for which it does (none: always)."""


def inputs_of(actor_inputs: pl.DataFrame) -> Inputs:
    """The independence graph of the table ``actor_inputs``."""
    graph: Inputs = {}
    plain = actor_inputs.with_columns(pl.col(pl.Enum).cast(pl.String))
    for actor, source, measure, status in plain.select("actor_id", "input_actor_id", "measure", "status").iter_rows():
        graph.setdefault(actor, []).append((source, measure, status))
    return graph


def roots(actor: str, inputs: Inputs, measure: str, status: str | None) -> frozenset[str]:
    """The claimants on which an actor rests in the end: itself, where it builds on nobody.

    Raises ``ValueError`` where the inputs lead back to a claimant already met.
    """

    def climb(at: str, path: tuple[str, ...]) -> frozenset[str]:
        if at in path:
            raise ValueError(f"{at} builds on itself: {' → '.join([*path, at])}")
        sources = [source for source, m, s in inputs.get(at, ()) if m in (None, measure) and s in (None, status)]
        return frozenset().union(*(climb(source, (*path, at)) for source in sources)) if sources else frozenset({at})

    return climb(actor, ())


def representatives(actors: Iterable[str], inputs: Inputs, measure: str, status: str | None) -> dict[str, str]:
    """For each claimant of the list the one that counts for it: itself, or one with which it shares a root.

    Those who build on nobody come first, then those with the fewest roots, and of these the first in the list. So a
    coalition does not count beside its members, nor does it make its members one.
    """
    rests_on = {actor: roots(actor, inputs, measure, status) for actor in actors}
    representative: dict[str, str] = {}
    by_root: dict[str, str] = {}
    for actor in sorted(rests_on, key=lambda actor: (rests_on[actor] != {actor}, len(rests_on[actor]))):
        others = sorted(by_root[root] for root in rests_on[actor] if root in by_root)
        representative[actor] = others[0] if others else actor
        if not others:
            by_root |= dict.fromkeys(rests_on[actor], actor)
    return representative
