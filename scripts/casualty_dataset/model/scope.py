"""About what a figure speaks, and how two scopes are related."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final, Literal, Self

from casualty_schemas.semantics import LIMITED

Word = Literal["equal", "contains", "within", "overlap", "disjoint", "unknown"]
"""How the first of two values or scopes is related to the second."""

DIMENSIONS: Final = (
    "incident", "place", "period", "measure", "unit", "status", "sex", "age", "party", "group", *LIMITED,
)  # fmt: skip
"""The dimensions of a scope, in the order in which differences are listed."""


@dataclass(frozen=True, slots=True)
class Scope:
    """About what a figure speaks. What is None is not restricted; an open period is that of the incident.

    The last five columns are filled only where the count is limited to them; see :class:`Described` for the rest.
    """

    incident_id: str
    place_id: str
    place_role: str = "event"
    period_start: date | None = None
    period_end: date | None = None
    measure: str = "killed"
    unit: str = "person"
    status: str | None = None
    sex: str | None = None
    age: str | None = None
    party_id: str | None = None
    group_as_stated: str | None = None
    accused_id: str | None = None
    community_as_stated: str | None = None
    cause: str | None = None
    circumstance: str | None = None
    subgroup: str | None = None

    @property
    def limits(self) -> dict[str, str]:
        """That to which the count is limited, by the codes of the vocabulary ``limits``: ``{"accused": "army"}``."""
        values = {code: getattr(self, column) for code, column in LIMITED.items()}
        return {code: value for code, value in values.items() if value is not None}

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """The scope of a row that has its columns, of which the limiting ones are empty unless they limit."""
        return cls(*(row[name] for name in SCOPE_COLUMNS))


SCOPE_COLUMNS: Final = tuple(field.name for field in fields(Scope))
"""The columns of a scope, in the order of the table ``claims``."""

DIMENSION_OF: Final = {
    name: {"period_start": "period", "period_end": "period", "place_role": "place", "group_as_stated": "group"}.get(
        name
    )
    or next((code for code, column in LIMITED.items() if column == name), name.removesuffix("_id"))
    for name in SCOPE_COLUMNS
}
"""The dimension to which each column of a scope belongs."""

LIMITING_COLUMNS: Final = tuple(LIMITED.values())
"""Those that belong to the scope only where the count is limited to them."""


@dataclass(frozen=True, slots=True)
class Described:
    """What a document says of those who were counted, without the count being limited to it."""

    accused_id: str | None = None
    community_as_stated: str | None = None
    cause: str | None = None
    circumstance: str | None = None
    subgroup: str | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """How the first of two scopes is related to the second: overall, and on each of :data:`DIMENSIONS`."""

    word: Word
    dimensions: Mapping[str, Word]

    @property
    def deciding(self) -> list[str]:
        """The dimensions that decide the overall word; none where the scopes are equal."""
        differing = [name for name, word in self.dimensions.items() if word != "equal"]
        return [name for name in differing if self.dimensions[name] == self.word] or differing
