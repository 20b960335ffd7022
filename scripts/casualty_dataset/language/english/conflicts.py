"""Conflicts in English: each claim as its claimant made it, then how far the two are apart."""

from __future__ import annotations

from typing import Final

from casualty_dataset.core.text import listed
from casualty_dataset.language.english.sentences import claim_clause, subject
from casualty_dataset.language.names import Names
from casualty_dataset.language.numbers import computed_by, margin_percent
from casualty_dataset.model import Conflict, Statement

_DIMENSIONS: Final = {
    "incident": "events",
    "period": "days",
    "measure": "what is counted",
    "status": "the people who are counted",
    "party": "the party whose members are counted",
    "group": "group",
    "accused": "accused party",
    "subgroup": "group",
}
"""What a dimension is called where its own name would not be understood."""


def conflict_sentences(conflict: Conflict, first: Statement, second: Statement | None, names: Names) -> str:
    """Return a conflict in short sentences: each claim as its claimant made it, then the gap.

    ``first`` is the statement of ``conflict.claim_id``; ``second`` that of ``other_id``, None for a sum. A gap that
    rests on the margin of "about" or "nearly" says so; figures in words have none.
    """
    if second is None:
        return f"{_claim_sentence(first, names)} {_sum(conflict, first)}"
    if conflict.kind == "fall":
        later = f"It later {claim_clause(first, names)}."
        return f"{_claim_sentence(second, names)} {later} {_fall(conflict, first, second)}"
    claims = f"{_claim_sentence(first, names)} {_claim_sentence(second, names)}"
    remarks = [
        _narrower(conflict, first, second, names),
        _attribution(conflict, first, second, names),
        _gap(conflict, first, second),
        _estimate(first, second),
    ]
    return " ".join(remark for remark in [claims, *remarks] if remark)


def _claim_sentence(statement: Statement, names: Names) -> str:
    return f"{subject(names.en('actors', statement.claimant_id))} {claim_clause(statement, names)}."


def _sum(conflict: Conflict, total: Statement) -> str:
    dimensions = [name for name in (conflict.dimension or "place").split(", ") if name]
    parts = f"The figures by {listed(dimensions)} in the same document"
    if conflict.gap is None:
        return f"{parts} do not add up to that."
    if "place" in dimensions:
        return f"{parts} do not add up to that: they are {conflict.gap:,} apart."
    least = "" if total.figure.qualifier == "exact" else "at least "
    return f"{parts} add up to {least}{conflict.gap:,} more than that."


def _fall(conflict: Conflict, later: Statement, earlier: Statement) -> str:
    reason = "and the documents that were read give no reason"
    if conflict.gap is None:
        return f"The later figure is lower, {reason}."
    least = "" if _both_exact(later, earlier) else "at least "
    return f"The later figure is {least}{conflict.gap:,} lower{_margin(earlier, later)}, {reason}."


def _gap(conflict: Conflict, higher: Statement, lower: Statement) -> str:
    """How far the figures are apart: exact ones by so many, others by what their qualifiers leave of it."""
    if conflict.gap is None or "unquantified" in (higher.figure.qualifier, lower.figure.qualifier):
        return ""
    if _both_exact(higher, lower):
        return f"The two figures are {conflict.gap:,} apart."
    return f"The first figure is at least {conflict.gap:,} more than the second{_margin(higher, lower)}."


def _margin(higher: Statement, lower: Statement) -> str:
    words = [f"“{qualifier}”" for qualifier in computed_by(higher, lower)]
    return f", if {listed(words)} may be {margin_percent()} off" if words else ""


def _narrower(conflict: Conflict, first: Statement, second: Statement, names: Names) -> str:
    """In what the first claim counts only a part of the second, and is higher nevertheless."""
    dimensions = [name for name in (conflict.dimension or "").split(", ") if name]
    if conflict.kind == "by_attribution":
        dimensions = [name for name in dimensions if name != "accused"]
    if not dimensions:
        return ""
    narrower = f"The first counts only a part of what the second counts (narrower in {_dimensions(dimensions)})"
    events = ""
    if "incident" in dimensions:
        about = [names.en("incidents", statement.scope.incident_id) for statement in (first, second)]
        events = f" The first is about “{about[0]}”, the second about “{about[1]}”."
    return f"{narrower}, yet it is higher.{events}"


def _attribution(conflict: Conflict, first: Statement, second: Statement, names: Names) -> str:
    """That the second counts only what it attributes to a party to which the first attributes all it counts."""
    if conflict.kind != "by_attribution" or not second.scope.accused_id:
        return ""
    party = names.en("actors", second.scope.accused_id)
    accused = first.described.accused_id or second.scope.accused_id
    of_first = "the same party" if accused == second.scope.accused_id else names.en("actors", accused)
    return (
        f"The second figure counts only those attributed to {party}. The first claimant attributes its whole count to "
        f"{of_first}, and only if that holds for everyone it counted do the two contradict each other."
    )


def _estimate(first: Statement, second: Statement) -> str:
    """Why an estimate can be contradicted on a later day, unlike a count."""
    if not second.is_estimate or not first.as_of or not second.as_of or second.as_of >= first.as_of:
        return ""
    return "The second is an estimate; it is compared with later claims until its claimant replaces it."


def _both_exact(first: Statement, second: Statement) -> bool:
    return first.figure.qualifier == second.figure.qualifier == "exact"


def _dimensions(names: list[str]) -> str:
    return listed([_DIMENSIONS.get(name, name) for name in names])
