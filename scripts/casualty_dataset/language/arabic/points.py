"""Points of a series in Arabic: what changed from the figure before."""

from __future__ import annotations

from casualty_dataset.language.arabic.words import day, label, period, quantity
from casualty_dataset.language.numbers import signed
from casualty_dataset.model import Point, Statement


def point_phrase(point: Point, earlier: Statement | None = None) -> str:
    """Return what a point of a series is, beside its figure and day: +30; أُعيد ذكره حتى 1 حزيران/يونيو 2025.

    ``earlier`` is the claim that stood before; a new count names its figure, which keeps standing. Raises ``KeyError``
    for a kind that is none of those of the table ``series``.
    """
    claim = point.claim
    reason = label("revision_reason", claim.revision_reason) if claim.revision_reason else "بلا سبب معلن"
    lowered = f"{signed(point.step)}، " if point.step else ""
    last = claim.last_as_of or claim.as_of
    words = {
        "first": "أول رقم",
        "step": signed(point.step) if point.step else "رقم تالٍ",
        "correction": f"{lowered}أدنى: {reason}",
        "fall": f"{lowered}أدنى بلا سبب معلن",
        "new_count": _new_count(claim, earlier),
        "scope_changed": "من هنا فصاعداً يُعدّ غير ما سبق",
        "withdrawn": "سحبت الجهة الرقم ولم تعلن غيره",
        "level": f"أُعيد ذكره حتى {day(last)}" if last else "أُعيد ذكره",
        "increment": f"زيادة: {quantity(claim.figure)}{_recorded(claim)}",
        "absence": label("qualifier", claim.figure.qualifier),
    }
    return words[point.kind]


def _new_count(claim: Statement, earlier: Statement | None) -> str:
    start = f" بدءاً من {day(claim.scope.period_start)}" if claim.scope.period_start else ""
    before = f"؛ ويبقى الرقم السابق ({quantity(earlier.figure)}) لما أُحصي قبله" if earlier else ""
    return f"إحصاء جديد{start}{before}"


def _recorded(claim: Statement) -> str:
    days = period(claim.scope)
    return f"، سُجّلت{days}" if days else ""
