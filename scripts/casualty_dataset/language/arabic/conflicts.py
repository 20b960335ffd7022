"""Conflicts in Arabic: each claim as its claimant made it, then how far the two are apart."""

from __future__ import annotations

from typing import Final

from casualty_dataset.language.arabic.sentences import claim_clause
from casualty_dataset.language.arabic.words import attributed_to
from casualty_dataset.language.names import Names
from casualty_dataset.language.numbers import computed_by, margin_percent
from casualty_dataset.model import Conflict, Statement

DIMENSIONS: Final = {
    "incident": "الأحداث",
    "place": "المكان",
    "period": "الأيام",
    "measure": "ما يُعد",
    "unit": "الوحدة",
    "status": "الصفة",
    "sex": "الجنس",
    "age": "العمر",
    "party": "الطرف الذي يُعد أفراده",
    "group": "الفئة كما تسميها الوثيقة",
    "accused": "الطرف المتهم",
    "community": "الطائفة",
    "cause": "السبب",
    "circumstance": "الظرف",
    "subgroup": "الفئة",
}
"""The dimensions of a scope."""

_QUALIFIERS: Final = {"about": "«نحو»", "nearly": "«قرابة»"}


def conflict_sentences(conflict: Conflict, first: Statement, second: Statement | None, names: Names) -> str:
    """Return a conflict in short sentences: each claim as its claimant made it, then the gap.

    ``first`` is the statement of ``conflict.claim_id``; ``second`` that of ``other_id``, None for a sum. A gap that
    rests on the margin of "about" or "nearly" says so; figures in words have none.
    """
    if second is None:
        return f"{claim_clause(first, names)}. {_sum(conflict, first)}"
    if conflict.kind == "fall":
        later = f"ثم {claim_clause(first, names, with_claimant=False)}."
        return f"{claim_clause(second, names)}. {later} {_fall(conflict, first, second)}"
    claims = f"{claim_clause(first, names)}. و{claim_clause(second, names)}."
    remarks = [
        _narrower(conflict, first, second, names),
        _attribution(conflict, first, second, names),
        _gap(conflict, first, second),
        _estimate(first, second),
    ]
    return " ".join(remark for remark in [claims, *remarks] if remark)


def _sum(conflict: Conflict, total: Statement) -> str:
    dimensions = [name for name in (conflict.dimension or "place").split(", ") if name]
    parts = f"مجموع الأجزاء بحسب {_dimensions(dimensions)} في الوثيقة نفسها"
    if conflict.gap is None:
        return f"{parts} لا يطابق ذلك."
    if "place" in dimensions:
        return f"{parts} لا يطابق ذلك: الفارق {conflict.gap:,}."
    least = "" if total.figure.qualifier == "exact" else "ما لا يقل عن "
    return f"{parts} يزيد على ذلك بمقدار {least}{conflict.gap:,}."


def _fall(conflict: Conflict, later: Statement, earlier: Statement) -> str:
    reason = "ولا تذكر الوثائق التي قُرئت سبباً لذلك"
    if conflict.gap is None:
        return f"الرقم اللاحق أدنى، {reason}."
    least = "" if _both_exact(later, earlier) else "ما لا يقل عن "
    return f"الرقم اللاحق أدنى بمقدار {least}{conflict.gap:,}{_margin(earlier, later)}، {reason}."


def _gap(conflict: Conflict, higher: Statement, lower: Statement) -> str:
    """How far the figures are apart: exact ones by so many, others by what their qualifiers leave of it."""
    if conflict.gap is None or "unquantified" in (higher.figure.qualifier, lower.figure.qualifier):
        return ""
    if _both_exact(higher, lower):
        return f"الفارق بين الرقمين {conflict.gap:,}."
    return f"الرقم الأول يزيد على الثاني بما لا يقل عن {conflict.gap:,}{_margin(higher, lower)}."


def _margin(higher: Statement, lower: Statement) -> str:
    words = " و".join(_QUALIFIERS[qualifier] for qualifier in computed_by(higher, lower))
    return f"، إذا كان هامش {words} {margin_percent()}" if words else ""


def _narrower(conflict: Conflict, first: Statement, second: Statement, names: Names) -> str:
    """In what the first claim counts only a part of the second, and is higher nevertheless."""
    dimensions = [name for name in (conflict.dimension or "").split(", ") if name]
    if conflict.kind == "by_attribution":
        dimensions = [name for name in dimensions if name != "accused"]
    if not dimensions:
        return ""
    narrower = f"لا يعد الأول إلا جزءاً مما يعده الثاني (من حيث {_dimensions(dimensions)})"
    events = ""
    if "incident" in dimensions:
        about = [names.ar("incidents", statement.scope.incident_id) for statement in (first, second)]
        events = f" فالأول عن «{about[0]}»، والثاني عن «{about[1]}»."
    return f"{narrower}، ومع ذلك فهو أعلى.{events}"


def _attribution(conflict: Conflict, first: Statement, second: Statement, names: Names) -> str:
    """That the second counts only what it attributes to a party to which the first attributes all it counts."""
    if conflict.kind != "by_attribution" or not second.scope.accused_id:
        return ""
    party = attributed_to(names.ar("actors", second.scope.accused_id))
    accused = first.described.accused_id or second.scope.accused_id
    is_same = accused == second.scope.accused_id
    of_first = "إلى الطرف نفسه" if is_same else attributed_to(names.ar("actors", accused))
    return (
        f"لا يشمل الرقم الثاني إلا ما نُسب {party}. وتنسب الجهة الأولى كل ما أحصته {of_first}، ولا يتعارض الرقمان إلا "
        "إذا صح ذلك في كل من أحصتهم."
    )


def _estimate(first: Statement, second: Statement) -> str:
    """Why an estimate can be contradicted on a later day, unlike a count."""
    if not second.is_estimate or not first.as_of or not second.as_of or second.as_of >= first.as_of:
        return ""
    return "الرقم الثاني تقدير، ويُقارن بما يُعلن بعده إلى أن تعلن جهته غيره."


def _both_exact(first: Statement, second: Statement) -> bool:
    return first.figure.qualifier == second.figure.qualifier == "exact"


def _dimensions(names: list[str]) -> str:
    return " و".join(DIMENSIONS[name] for name in names)
