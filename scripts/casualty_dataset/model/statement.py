"""What a claimant said: a tally as one document carries it, and a claim, which many tallies may carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

import polars as pl

from casualty_dataset.model.figure import Figure, Interval
from casualty_dataset.model.scope import Described, Scope
from casualty_schemas.semantics import LIMITED, lower, upper


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One figure of one claimant about one scope, as of a day: what tallies and claims have in common.

    ``interval`` is None where the statement gives no number; ``is_increment`` is true where it counts what was recorded
    on certain days, so that it is no toll. ``last_as_of`` is the last day on which the figure was given again.
    """

    claimant_id: str
    scope: Scope
    figure: Figure
    interval: Interval | None
    basis: str
    as_of: date | None
    as_of_part: str | None
    as_of_precision: str
    is_increment: bool
    supersedes_id: str | None
    revision_reason: str | None
    described: Described
    last_as_of: date | None = None

    @property
    def limits(self) -> dict[str, str]:
        """That to which the count is limited, by the codes of the vocabulary ``limits``."""
        return self.scope.limits

    @property
    def is_estimate(self) -> bool:
        """True if the figure is an estimate; else it is a count."""
        return self.basis == "estimate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally(Statement):
    """A row of tallies: a figure as one document gives it."""

    tally_id: str
    source_id: str
    relay_fault: str | None

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """The tally of a row of tallies that has its bounds in ``lower`` and ``upper``; see :meth:`from_frame`."""
        limits = (row["limits"] or "").split("|")
        limiting = {column: row[column] if code in limits else None for code, column in LIMITED.items()}
        describing = {column: None if code in limits else row[column] for code, column in LIMITED.items()}
        return cls(
            **_common(row, limiting),
            tally_id=row["tally_id"], source_id=row["source_id"], relay_fault=row["relay_fault"],
            is_increment=row["period_basis"] == "documentation", described=Described(**describing),
        )  # fmt: skip

    @classmethod
    def from_frame(cls, tallies: pl.DataFrame) -> list[Self]:
        """The tallies of a frame with the columns of the table ``tallies``, in its order."""
        bounded = tallies.with_columns(lower=lower(), upper=upper())
        return [cls.from_row(row) for row in bounded.iter_rows(named=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Statement):
    """A row of claims: what one claimant said, folded from the tallies that carry it.

    ``series`` numbers the claims of one claimant, scope and basis, ``position`` their order in it. ``known`` is the day
    on which the claim became known, ``known_assumed`` true where no exact day of publication says so. ``source_id`` is
    the document nearest to the claimant and ``proximity`` how near it is; ``documents`` counts those that carry the
    claim, copies of one once. ``claim_id`` is the lowest of its tallies. ``body_id`` is the body that continues the
    claimant today, mostly the claimant itself. ``stated_on`` are the days on which the figure was said. ``ended_by_id``
    is the claim that ended it by a link, ``ended_on`` the day on which that became known.
    """

    claim_id: str
    body_id: str
    source_id: str
    proximity: str
    stated_on: tuple[date, ...]
    ended_by_id: str | None
    ended_on: date | None
    series: int
    position: int
    known: date | None
    known_assumed: bool
    first_published: date | None
    last_published: date | None
    documents: int
    tally_ids: tuple[str, ...]
    variants: str | None

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """The claim of a row that :func:`casualty_dataset.analysis.claims.fold` gives."""
        own = {name: row[name] for name in _OF_CLAIM}
        accused = None if row["accused_id"] else row["accused_named"]
        return cls(
            **_common(row, {}), **own, stated_on=tuple(row["stated_on"]),
            tally_ids=tuple(row["tally_ids"].split("|")), is_increment=row["increment"],
            described=Described(accused_id=accused),
        )  # fmt: skip

    @classmethod
    def from_frame(cls, claims: pl.DataFrame) -> list[Self]:
        """The claims of a frame, in its order."""
        return [cls.from_row(row) for row in claims.iter_rows(named=True)]


@dataclass(frozen=True, slots=True)
class Point:
    """A claim as a point of its series: ``kind`` is one of those of ``analysis.timeline``.

    ``step`` is the change from the number before, None where there is none.
    """

    claim: Claim
    kind: str
    step: int | None

    @classmethod
    def from_frame(cls, points: pl.DataFrame) -> list[Self]:
        """The points of the frame that :func:`casualty_dataset.analysis.timeline.timeline` gives, in its order."""
        return [cls(Claim.from_row(row), row["kind"], row["step"]) for row in points.iter_rows(named=True)]


_OF_CLAIM = (
    "claim_id", "body_id", "source_id", "proximity", "ended_by_id", "ended_on", "series", "position", "known",
    "known_assumed", "first_published", "last_published", "documents", "variants",
)  # fmt: skip
_OF_STATEMENT = (
    "claimant_id", "basis", "as_of", "as_of_part", "as_of_precision", "supersedes_id", "revision_reason",
)  # fmt: skip


def _common(row: Mapping[str, Any], limiting: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments that tallies and claims share; ``limiting`` are the limiting columns where the row has others."""
    return {
        **{name: row[name] for name in _OF_STATEMENT},
        "scope": Scope.from_row({**row, **limiting}),
        "figure": Figure.from_row(row),
        "interval": Interval.from_bounds(row["lower"], row["upper"]),
        "last_as_of": row.get("last_as_of"),
    }
