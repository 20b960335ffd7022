"""Phrases without claimant and day, in English: at least 330 civilians killed."""

from __future__ import annotations

from typing import Final

from casualty_dataset.language.english.words import (
    died_in_care,
    label,
    outcome,
    people,
    period,
    place,
    quantity,
)
from casualty_dataset.language.names import Names
from casualty_dataset.model import Described, Scope, Statement
from casualty_schemas.semantics import LIMITED

_PHRASE_ENDINGS: Final = {
    "arrived_abroad": " who arrived from Syria",
    "mass_killings": "",
    "mass_killing_sites": " of mass killings",
}
_GROUPS_NAMED_ELSEWHERE: Final = {
    ("community_as_stated", "other"): "a community that the document names",
    ("subgroup", "other"): "a group that the document names",
}
"""Words for limits whose label, "another group", says nothing where it stands alone."""


def figure_phrase(statement: Statement, names: Names) -> str:
    """Return figure and people without claimant, place and day: at least 330 civilians killed."""
    figure = statement.figure
    counted = f"{counted_people(statement.scope, names, figure.number)}{_only_in_brackets(statement.scope, names)}"
    if figure.qualifier == "none_published":
        return f"no figure published for {counted}"
    if figure.qualifier == "denied":
        return f"denied: {counted}"
    if figure.qualifier == "unquantified":
        return f"{counted}: {quantity(figure)}, without a number"
    least_and_most, _, best = quantity(figure).partition(", best ")
    increment = " (increment)" if statement.is_increment else ""
    return f"{least_and_most} {counted}{increment}{f', best {best}' if best else ''}"


def counted_people(scope: Scope, names: Names, number: int | None = None) -> str:
    """Return who was counted and what happened to them, and how: civilians killed by execution."""
    ending = _PHRASE_ENDINGS.get(scope.measure, f" {outcome(scope.measure)}")
    if died_in_care(scope):
        ending = " who died in medical care"
    return f"{people(scope, names, number)}{ending}{how(scope)}"


def how(scope: Scope) -> str:
    """Return circumstance and cause to which the count is limited, with a space before them: by execution."""
    circumstance = scope.circumstance if not died_in_care(scope) else None
    words = f" {label('circumstance', circumstance)}" if circumstance else ""
    cause = f" by {label('cause', scope.cause)}" if scope.cause else ""
    return f"{words}{cause}"


def counting_only(scope: Scope, names: Names) -> str | None:
    """Return whose harm alone the count covers: counting only those attributed to Test Army; None if it covers all.

    A party is never said to be the only one that is accused: it is the count that is limited.
    """
    groups = _groups(scope, names)
    return f"counting only {_narrowed(groups)}" if groups else None


def limits_phrase(scope: Scope, names: Names) -> str | None:
    """Return that to which the count is limited; None if there is nothing: those attributed to Test Army."""
    groups = _groups(scope, names)
    if died_in_care(scope):
        groups.append("those who died in medical care")
    words = how(scope)
    if words:
        groups.append(f"those {outcome(scope.measure)}{words}")
    return _narrowed(groups) or None


def _groups(scope: Scope, names: Names) -> list[str]:
    """The accused, the community and the group to which the count is limited, a phrase each."""
    groups = [f"those attributed to {names.en('actors', scope.accused_id)}"] if scope.accused_id else []
    for column in ("community_as_stated", "subgroup"):
        code = getattr(scope, column)
        if code:
            groups.append(_GROUPS_NAMED_ELSEWHERE.get((column, code)) or label(column, code))
    return groups


def _narrowed(groups: list[str]) -> str:
    """Several limits hold at once: each counts only some of those before it."""
    return ", and of these only ".join(groups)


def _only_in_brackets(scope: Scope, names: Names) -> str:
    only = counting_only(scope, names)
    return f" ({only})" if only else ""


def described_phrase(described: Described) -> str | None:
    """Return what a document says of those counted without limiting the count to it; None if it says nothing.

    The accused party is left out: it has columns of its own.
    """
    columns = [column for limit, column in LIMITED.items() if limit != "accused" and getattr(described, column)]
    return "; ".join(label(column, getattr(described, column)) for column in columns) or None


def scope_phrase(statement: Statement, names: Names) -> str:
    """Return what a series is about, without its figures: civilians killed in Tartus governorate.

    Two scopes that differ in any column have different phrases, but for the incident, which is not said.
    """
    scope = statement.scope
    only = counting_only(scope, names)
    return f"{counted_people(scope, names)}{place(scope, names)}{period(scope)}{f', {only}' if only else ''}"
