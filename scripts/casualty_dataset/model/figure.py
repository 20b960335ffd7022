"""How many: a figure as it was said, and the interval that it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Interval:
    """The whole numbers from ``lower`` to ``upper``, both included; an ``upper`` of None is open."""

    lower: int
    upper: int | None = None

    @property
    def is_closed(self) -> bool:
        """True if there is an upper bound."""
        return self.upper is not None

    def __contains__(self, number: int) -> bool:
        return self.lower <= number and (self.upper is None or number <= self.upper)

    def is_above(self, other: Interval) -> bool:
        """True if every number of this interval is greater than every number of the other."""
        return other.upper is not None and self.lower > other.upper

    def is_disjoint(self, other: Interval) -> bool:
        """True if the two have no number in common."""
        return self.is_above(other) or other.is_above(self)

    @classmethod
    def from_bounds(cls, lower: int | None, upper: int | None) -> Self | None:
        """The interval of two cells of a table; None where the lower one is empty, for then there is no interval."""
        return None if lower is None else cls(lower, upper)


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity as it was said: a qualifier and what it fills (METHODOLOGY.md says which columns).

    ``value`` is the number, ``low`` and ``high`` those of a stated range, ``wording`` the printed words and
    ``magnitude`` their class where there is no number.
    """

    qualifier: str
    value: int | None = None
    low: int | None = None
    high: int | None = None
    wording: str | None = None
    magnitude: str | None = None

    @property
    def number(self) -> int | None:
        """The number that is stated; of a range without a best value, its higher one; None where there is none."""
        return self.value if self.value is not None else self.high

    @property
    def is_absence(self) -> bool:
        """True if no toll was published, or harm was denied: then the absence is the record."""
        return self.qualifier in ("none_published", "denied")

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """The figure of a row of tallies or claims."""
        return cls(*(row[name] for name in ("qualifier", "value", "low", "high", "wording", "magnitude")))
