"""Two figures that cannot both be true, and the comparison of two tallies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Self

from casualty_dataset.model.scope import Word


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two claims that contradict each other, a fall without a reason, or parts that do not sum to their whole.

    ``kind`` is claims, by_attribution, fall or sum. ``claim_id`` is the higher claim, of a fall the later one, of a sum
    the whole, a tally; ``other_id`` is the other claim, None for a sum. ``gap`` lies between the two bounds,
    None where one is in words.
    ``dimension`` names the dimensions on which the first claim counts only a part of the second. ``named`` is true if
    both claimants are named, ``hard`` if the conflict survives reading every count as a floor.
    """

    kind: str
    claim_id: str
    other_id: str | None
    last_day: date | None
    first_day: date | None
    dimension: str | None
    gap: int | None
    named: bool
    hard: bool

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """The conflict of a row of :meth:`casualty_dataset.analysis.record.Record.conflicts`."""
        return cls(**{field.name: row[field.name] for field in fields(cls)})


@dataclass(frozen=True, slots=True)
class Comparison:
    """The relation of the scopes of two tallies, overall and by dimension; whether their figures conflict, and why."""

    relation: Word
    dimensions: Mapping[str, Word]
    conflict: bool
    why: str
