"""Independence: who builds on whom, so that one count heard twice counts once."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

Inputs = dict[str, list[tuple[str, str | None, str | None]]]
"""For each claimant those it builds on, with the measure and the status for which it does (none: always)."""


def inputs_of(actor_inputs: pl.DataFrame) -> Inputs:
    """The independence graph as ``actor_inputs`` holds it."""
    found: Inputs = {}
    plain = actor_inputs.with_columns(pl.col(pl.Enum).cast(pl.String))
    for actor, on, measure, status in plain.select("actor_id", "input_actor_id", "measure", "status").iter_rows():
        found.setdefault(actor, []).append((on, measure, status))
    return found


def roots(actor: str, inputs: Inputs, measure: str, status: str | None) -> frozenset[str]:
    """The claimants that one rests on in the end: itself, where it builds on nobody.

    Raises ``ValueError`` where following the inputs leads back to a claimant on the way.
    """

    def climb(one: str, way: tuple[str, ...]) -> frozenset[str]:
        if one in way:
            raise ValueError(f"{one} builds on itself: {' → '.join([*way, one])}")
        holds = [on for on, m, s in inputs.get(one, ()) if m in (None, measure) and s in (None, status)]
        return frozenset().union(*(climb(on, (*way, one)) for on in holds)) if holds else frozenset({one})

    return climb(actor, ())


def heard(actors: Iterable[str], inputs: Inputs, measure: str, status: str | None) -> dict[str, str]:
    """For each claimant of the list the one that is heard for it: itself, or one that it shares a root with.

    Those who build on nobody come first, then those with the fewest roots, and of these the first in the list. So a
    coalition is not heard beside its members, and does not make one of them either.
    """
    held = {actor: roots(actor, inputs, measure, status) for actor in actors}
    found: dict[str, str] = {}
    spoken: dict[str, str] = {}
    for actor in sorted(held, key=lambda one: (held[one] != {one}, len(held[one]))):
        voices = sorted(spoken[root] for root in held[actor] if root in spoken)
        found[actor] = voices[0] if voices else actor
        if not voices:
            spoken |= dict.fromkeys(held[actor], actor)
    return found
