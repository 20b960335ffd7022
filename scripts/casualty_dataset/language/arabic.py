"""Figures, tallies and documents in Arabic.

Phrases have nouns and verbs that agree with their number. Sentences avoid the agreement by the form "the number of the
dead among X: n", which is correct for every n.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from casualty_dataset.language.arabic_grammar import (
    AMONG_STATUS,
    OUTCOMES,
    PEOPLE_BY_SEX_AND_AGE,
    PEOPLE_BY_STATUS,
    PERSON,
    QUANTITY_PREFIXES,
    UNITS,
    Noun,
)
from casualty_dataset.language.cldr import months
from casualty_dataset.language.names import Document, Names
from casualty_dataset.model import Described, Figure, Scope, Statement, Tally
from casualty_schemas.semantics import LIMITED, WITHOUT_NUMBER
from casualty_schemas.vocabulary import VOCABULARIES

STATUS_WORDS: Final = {
    "civilian": "من المدنيين",
    "hors_de_combat": "من المقاتلين خارج القتال",
    "other_protected": "من المحميين الآخرين",
    "not_fighting": "من المدنيين والمقاتلين خارج القتال",
    "armed_forces": "من أفراد قوات الدولة",
    "participating_in_hostilities": "من المسلحين المشاركين في القتال",
    "fighting": "من مقاتلي كل الأطراف",
    "all_but_armed_groups": "من الجميع عدا عناصر الجماعات المسلحة",
    "unknown": "ممن لم تعرف صفتهم",
    "not_stated": "ممن لم تذكر صفتهم",
}
_SEX_AND_AGE_WORDS: Final = {
    ("female", "adult"): "من النساء",
    ("male", "adult"): "من الرجال",
    ("female", "child"): "من الفتيات",
    ("male", "child"): "من الفتيان",
    ("female", None): "من النساء والفتيات",
    ("male", None): "من الرجال والفتيان",
    (None, "child"): "من الأطفال",
    (None, "adult"): "من البالغين",
}
COUNTS: Final = {
    "killed": "عدد القتلى",
    "bodies_recovered": "عدد الجثث التي عثر عليها",
    "injured": "عدد الجرحى",
    "treated": "عدد المصابين الذين عولجوا في المستشفى",
    "casualties": "عدد القتلى والجرحى",
    "killed_or_missing": "عدد القتلى والمفقودين",
    "missing": "عدد المفقودين",
    "abducted": "عدد المختطفين",
    "detained": "عدد المحتجزين",
    "suspects_held": "عدد الموقوفين المشتبه بهم",
    "displaced": "عدد النازحين",
    "arrived_abroad": "عدد الواصلين من سوريا",
    "sheltering": "عدد اللاجئين في الموقع",
    "mass_killings": "عدد حوادث القتل الجماعي",
    "mass_killing_sites": "عدد أماكن القتل الجماعي",
}
_QUANTITIES: Final = {
    "exact": "{n}",
    "at_least": "{n} على الأقل",
    "more_than": "أكثر من {n}",
    "fewer_than": "أقل من {n}",
    "up_to": "{n} على الأكثر",
    "about": "نحو {n}",
    "nearly": "قرابة {n}",
}
_LIMIT_TITLES: Final = {
    "accused": "الطرف المتهم",
    "community": "الطائفة",
    "cause": "السبب",
    "circumstance": "الظرف",
    "subgroup": "الفئة",
}
_NO_CLAIMANT: Final = "not-stated"


# --- words ---------------------------------------------------------------------------------------


def label(vocabulary: str, code: str | None) -> str:
    """Return the label of a code. Raises ``KeyError`` for an unknown code."""
    return VOCABULARIES[vocabulary][code or ""].ar


def day(on: date, precision: str = "day") -> str:
    """Return a day, month or year: 8 آذار/مارس 2025."""
    month = f"{months('ar')[on.month - 1]} {on.year}"
    return {"day": f"{on.day} {month}", "month": month}.get(precision, str(on.year))


def quantity(figure: Figure) -> str:
    """Return how many: 330 على الأقل. Without a number: the printed words, or that no toll was published."""
    if figure.is_absence:
        return label("qualifier", figure.qualifier)
    if figure.qualifier == "between":
        return f"بين {figure.low:,} و{figure.high:,}"
    if figure.qualifier == "unquantified":
        return f"«{figure.wording}» (بلا رقم)"
    return _QUANTITIES[figure.qualifier].format(n=f"{figure.value:,}")


def count_of_people(scope: Scope, names: Names) -> str:
    """Return the count and who was counted, without a number: عدد القتلى من المدنيين."""
    unit = " (بالأسر)" if scope.unit == "family" else ""
    person = _SEX_AND_AGE_WORDS.get((scope.sex, scope.age))
    status = STATUS_WORDS.get(scope.status or "")
    people = "".join(f" {words}" for words in (person, status) if words)
    party = f" التابعين لـ {names.ar('actors', scope.party_id)}" if scope.party_id else ""
    return f"{COUNTS[scope.measure]}{unit}{people}{party}"


# --- phrases -------------------------------------------------------------------------------------


def figure_phrase(statement: Statement, names: Names) -> str:
    """Return figure and people without claimant, place and day: ما لا يقل عن 330 مدنياً قُتلوا."""
    scope, figure = statement.scope, statement.figure
    if figure.qualifier in WITHOUT_NUMBER:
        return _phrase_without_number(statement, names)
    noun, among = _noun(scope)
    number = figure.number or 0
    if figure.qualifier == "between":
        counted = f"بين {figure.low:,} و{number:,} {noun.after(number)}"
    else:
        prefix = QUANTITY_PREFIXES[figure.qualifier]
        counted = prefix + noun.counted(number, after_word=bool(prefix))
    party = f" ({names.ar('actors', scope.party_id)})" if scope.party_id else ""
    outcome = OUTCOMES[scope.measure].agreeing(number, noun.gender)
    increment = " (زيادة)" if statement.is_increment else ""
    return f"{counted}{among}{party}{f' {outcome}' if outcome else ''}{_limits(scope, names)}{increment}"


def _phrase_without_number(statement: Statement, names: Names) -> str:
    figure = statement.figure
    counted = f"{count_of_people(statement.scope, names)}{_limits(statement.scope, names)}"
    if figure.qualifier == "unquantified":
        return f"{counted}: {label('magnitude', figure.magnitude)} («{figure.wording}»، بلا رقم)"
    if figure.qualifier == "denied":
        return f"نفي لما قيل عن {counted}"
    return f"لم تُنشر حصيلة عن {counted.removeprefix('عدد ')}"


def _noun(scope: Scope) -> tuple[Noun, str]:
    """The noun for what is counted, and the words for the status after it."""
    if scope.unit != "person":
        return UNITS[scope.unit], ""
    status = scope.status
    person = PEOPLE_BY_SEX_AND_AGE.get((scope.sex, scope.age))
    if not person:
        return PEOPLE_BY_STATUS[status] if status else (PERSON, "")
    among = AMONG_STATUS.get(status, PEOPLE_BY_STATUS[status][1]) if status else ""
    return person, among.replace("صفتهم", "صفتهن") if person.gender == "f" else among


def _limits(scope: Scope, names: Names) -> str:
    circumstance = f" {label('circumstance', scope.circumstance)}" if scope.circumstance else ""
    limits = limits_phrase(scope, names, without="circumstance")
    return f"{circumstance}{f' (حصراً {limits})' if limits else ''}"


def limits_phrase(scope: Scope, names: Names, *, without: str = "") -> str | None:
    """Return that to which the count is limited, except the limit ``without``; None if there is nothing."""
    phrases = [
        f"{_LIMIT_TITLES[limit]}: {names.ar('actors', value)}" if limit == "accused" else label(LIMITED[limit], value)
        for limit, value in scope.limits.items()
        if limit != without
    ]
    return "؛ ".join(phrases) or None


def described_phrase(described: Described) -> str | None:
    """Return what a document says of those counted without limiting the count to it; None if it says nothing."""
    columns = [column for limit, column in LIMITED.items() if limit != "accused" and getattr(described, column)]
    return "؛ ".join(label(column, getattr(described, column)) for column in columns) or None


# --- sentences -----------------------------------------------------------------------------------


def tally_sentence(tally: Tally, names: Names) -> str:
    """Return a tally as a sentence: claimant, what was counted, where, until when, how many, and who carries it."""
    document = names.documents[tally.source_id]
    is_named = tally.claimant_id != _NO_CLAIMANT
    claimant = names.ar("actors", tally.claimant_id) if is_named else "دون ذكر من أحصى"
    carrier = "" if is_named and document.is_primary else f"، نقلا عن {document.publisher}"
    counted = f"{count_of_people(tally.scope, names)}{_place(tally.scope, names)}{_period(tally)}{_as_of(tally)}"
    if tally.figure.qualifier == "none_published":
        return f"{claimant}: لم تنشر حصيلة عن {counted.removeprefix('عدد ')}{carrier}."
    if tally.figure.qualifier == "denied":
        return f"{claimant}: نفي لما قيل عن {counted}{carrier}."
    fault = f" خطأ الناقل: {label('relay_fault', tally.relay_fault)}." if tally.relay_fault else ""
    return f"{claimant}: {counted}: {quantity(tally.figure)}{_details(tally, names)}{carrier}.{fault}"


def document_sentence(document: Document) -> str:
    """Return who published a document, when and where."""
    when = day(document.published_on, document.published_precision) if document.published_on else "بلا تاريخ"
    return f"{document.publisher}، {when} ({document.language}). {document.url}"


def _place(scope: Scope, names: Names) -> str:
    place = names.ar("places", scope.place_id)
    return f"، بحسب الإحصاء في {place}" if scope.place_role == "counted_at" else f" في {place}"


def _details(tally: Tally, names: Names) -> str:
    """What the count is limited to, marked so, and what only describes those counted."""
    parts = []
    for limit, column in LIMITED.items():
        limiting = getattr(tally.scope, column)
        value = limiting or getattr(tally.described, column)
        if value:
            words = names.ar("actors", value) if limit == "accused" else label(column, value)
            parts.append(f"{_LIMIT_TITLES[limit]}: {words}{' حصرا' if limiting else ''}")
    return f" ({'؛ '.join(parts)})" if parts else ""


def _period(statement: Statement) -> str:
    start, end = statement.scope.period_start, statement.scope.period_end
    if start and start == end:
        days = f" يوم {day(start)}"
    else:
        days = (f" من {day(start)}" if start else "") + (f" إلى {day(end)}" if end else "")
    return f"{days} (بحسب يوم التوثيق: زيادة)" if days and statement.is_increment else days


def _as_of(statement: Statement) -> str:
    if not statement.as_of:
        return " حتى يوم غير معروف"
    part = f" {label('as_of_part', statement.as_of_part)}" if statement.as_of_part else ""
    return f" حتى {day(statement.as_of, statement.as_of_precision)}{part}"
