"""Questions as frames: those that the claims answer, and those that somebody asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

import polars as pl

from casualty_dataset.analysis.contradiction import NEVER_COMPARED
from casualty_dataset.analysis.hierarchies import Hierarchies
from casualty_dataset.model import LIMITING_COLUMNS, SCOPE_COLUMNS, Question, Scope
from casualty_schemas.semantics import is_vague

UNRESTRICTED: Final = ("sex", "age", "group_as_stated", *LIMITING_COLUMNS, "period_start", "period_end")
"""The columns that are empty in a claim about everybody in an incident, on all its days."""

SCHEMA: Final = {name: pl.Date if name.startswith("period_") else pl.String for name in (*SCOPE_COLUMNS, "basis")}
"""The columns of a frame of questions: those of a scope, and ``basis``, which is count or estimate."""


def basis_class() -> pl.Expr:
    """``estimate`` or ``count``: documented counts and those of no stated basis are one class."""
    return pl.when(pl.col("basis") == "estimate").then(pl.lit("estimate")).otherwise(pl.lit("count"))


def is_unanswerable() -> pl.Expr:
    """True of a question that no claim answers.

    A vague code does not say which people are meant, so that two such claims may speak of different ones; and some
    things each claimant counts in a unit of its own.
    """
    return is_vague() | pl.col("measure").is_in(NEVER_COMPARED)


def unrestricted(claims: pl.DataFrame, hierarchies: Hierarchies, place_id: str | None = None) -> pl.DataFrame:
    """The claims about everybody in the whole of an incident, or at a place, on all its days: of whatever status."""
    place = hierarchies.place_of_incident() if place_id is None else pl.lit(place_id)
    return claims.filter(
        pl.all_horizontal(pl.col(name).is_null() for name in UNRESTRICTED), pl.col("place_id") == place,
        pl.col("place_role") == "event", ~pl.col("increment"),
    )  # fmt: skip


def answerable(standing: pl.DataFrame, hierarchies: Hierarchies, place_id: str | None = None) -> pl.DataFrame:
    """Every question that a standing claim answers about a whole incident, or about one place of it.

    Questions differ by incident, measure, unit, status, party and basis, and are sorted by these. ``standing`` are the
    claims that stand; the result has the columns of :data:`SCHEMA`.
    """
    answers = unrestricted(standing, hierarchies, place_id).filter(pl.col("lower").is_not_null(), ~is_unanswerable())
    distinct = answers.with_columns(basis=basis_class()).select(list(SCHEMA)).unique()
    return distinct.sort("incident_id", "measure", "unit", "status", "party_id", "basis", nulls_last=False)


def as_frame(questions: Sequence[Question]) -> pl.DataFrame:
    """The questions as a frame with the columns of :data:`SCHEMA`, in their order."""
    rows = [{**asdict(question.scope), "basis": question.basis} for question in questions]
    return pl.DataFrame(rows, schema=SCHEMA)


def from_frame(questions: pl.DataFrame) -> list[Question]:
    """The questions of a frame, in its order."""
    return [Question(Scope.from_row(row), row["basis"]) for row in questions.iter_rows(named=True)]
