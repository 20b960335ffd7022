"""What a claimant said, in Arabic sentences.

What happened is a verbal noun after the verb of saying: أعلنت جهة «…» مقتل 330 مدنياً. It needs no agreement.
"""

from __future__ import annotations

from typing import Final

from casualty_dataset.language.arabic.grammar import MASDARS, suspected
from casualty_dataset.language.arabic.phrases import counted_noun, counted_people, counting_only, figure_phrase
from casualty_dataset.language.arabic.words import (
    best_value,
    count_of_people,
    day,
    died_in_care,
    how,
    label,
    period,
    place,
    printed_words,
    quantity,
)
from casualty_dataset.language.names import Document, Names
from casualty_dataset.model import Statement, Tally
from casualty_schemas.semantics import LIMITED, WITHOUT_NUMBER

_NO_CLAIMANT: Final = "not-stated"
_LIMIT_TITLES: Final = {
    "accused": "الطرف المتهم",
    "community": "الطائفة",
    "cause": "السبب",
    "circumstance": "الظرف",
    "subgroup": "الفئة",
}


def summary(statement: Statement) -> str:
    """Return a statement in its fewest words, figure and day: 330 على الأقل (8 آذار/مارس 2025 مساءً)."""
    when = day(statement.as_of, statement.as_of_precision) if statement.as_of else "بلا تاريخ"
    part = f" {label('as_of_part', statement.as_of_part)}" if statement.as_of_part else ""
    revised = f"؛ عُدّل: {label('revision_reason', statement.revision_reason)}" if statement.revision_reason else ""
    return f"{quantity(statement.figure)} ({when}{part}{revised})"


def tally_sentence(tally: Tally, names: Names) -> str:
    """Return a tally as a sentence: who said how many, of whom, where, as of when, and which document carries it."""
    document = names.documents[tally.source_id]
    if tally.claimant_id == _NO_CLAIMANT:
        sentence = f"ورد في {document.publisher}، دون ذكر من أحصى: {_harm(tally, names)}"
        carrier = ""
    else:
        sentence = claim_clause(tally, names)
        carrier = "" if document.is_primary else f"، كما ورد في {document.publisher}"
    fault = f" خطأ الناقل: {label('relay_fault', tally.relay_fault)}." if tally.relay_fault else ""
    return f"{sentence}{carrier}{_described(tally, names)}.{fault}"


def quotation(tally: Tally, names: Names) -> str:
    """Return what can be printed of a tally: claimant, figure as it was said, place, day, document and address."""
    document = names.documents[tally.source_id]
    is_named = tally.claimant_id != _NO_CLAIMANT
    claimant = f"بحسب جهة «{names.ar('actors', tally.claimant_id)}»" if is_named else "بحسب جهة لا تسميها الوثيقة"
    estimate = " (تقدير)" if tally.is_estimate else ""
    figure = f"{figure_phrase(tally, names)}{place(tally.scope, names)}"
    days = period(tally.scope, is_increment=tally.is_increment)
    published = day(document.published_on, document.published_precision) if document.published_on else "بلا تاريخ"
    fault = f" لا يُنشر: خطأ الناقل ({label('relay_fault', tally.relay_fault)})." if tally.relay_fault else ""
    return (
        f"{claimant}{estimate}: {figure}{days}{as_of(tally)}. "
        f"قُرئ في: {document.publisher}، {published}، {document.url}.{fault}"
    )


def document_sentence(document: Document) -> str:
    """Return who published a document, when and where."""
    when = day(document.published_on, document.published_precision) if document.published_on else "بلا تاريخ"
    return f"{document.publisher}، {when} ({document.language}). {document.url}"


def claim_clause(statement: Statement, names: Names, *, with_claimant: bool = True) -> str:
    """Return who said what as of which day: وثّقت جهة «…» مقتل 130 مدنياً في الشمال.

    Who documented cases has another verb than who only said a number, and an estimate is called so.
    """
    claimant = f" جهة «{names.ar('actors', statement.claimant_id)}»" if with_claimant else ""
    qualifier = statement.figure.qualifier
    if qualifier == "none_published":
        return f"لم تنشر{claimant} حصيلة عن {_count(statement, names).removeprefix('عدد ')}"
    if qualifier == "denied":
        return f"نفت{claimant} ما قيل عن {_count(statement, names)}"
    if statement.is_estimate:
        return f"أعلنت{claimant}، في تقدير لها، {_harm(statement, names)}"
    verb = "وثّقت" if statement.basis == "documented" and qualifier != "unquantified" else "أعلنت"
    return f"{verb}{claimant} {_harm(statement, names)}"


def as_of(statement: Statement) -> str:
    """Return the day until which the claimant knew, and the last on which it said the same again."""
    if not statement.as_of:
        return "، بحسب المعلوم حتى يوم غير معروف"
    part = f" {label('as_of_part', statement.as_of_part)}" if statement.as_of_part else ""
    last = statement.last_as_of
    again = f"، وأُعيد ذكره آخر مرة في {day(last)}" if last and last > statement.as_of else ""
    return f"، بحسب المعلوم حتى {day(statement.as_of, statement.as_of_precision)}{part}{again}"


def _harm(statement: Statement, names: Names) -> str:
    """What was said, with its day: مقتل ما لا يقل عن 130 مدنياً في الساحل، بحسب المعلوم حتى 9 آذار/مارس 2025."""
    scope, figure = statement.scope, statement.figure
    if figure.qualifier in WITHOUT_NUMBER:
        return f"{_count(statement, names)}: {printed_words(figure)}، بلا رقم"
    before, after = _verbal_noun(statement)
    counted = f"{before} {counted_people(statement, names, oblique=True)}{after}{how(scope)}"
    return f"{counted}{_place_and_days(statement, names)}{best_value(figure)}{as_of(statement)}"


def _verbal_noun(statement: Statement) -> tuple[str, str]:
    """What happened, before and after those who were counted; one and two bodies have forms of their own."""
    scope, figure = statement.scope, statement.figure
    number = figure.high if figure.qualifier == "between" else figure.number
    if died_in_care(scope):
        return "وفاة", " أثناء العلاج"
    if scope.measure == "bodies_recovered" and figure.qualifier == "exact" and number in (1, 2):
        return "العثور على جثة" if number == 1 else "العثور على جثتي", ""
    before, after = MASDARS[scope.measure]
    return before, suspected(number or 0, counted_noun(scope).gender) if scope.measure == "suspects_held" else after


def _count(statement: Statement, names: Names) -> str:
    """The count without a number, with its place, days and limits: عدد القتلى من المدنيين في الشمال."""
    counted = f"{count_of_people(statement.scope, names)}{how(statement.scope)}"
    return f"{counted}{_place_and_days(statement, names)}{as_of(statement)}"


def _place_and_days(statement: Statement, names: Names) -> str:
    scope = statement.scope
    only = counting_only(scope, names)
    days = period(scope, is_increment=statement.is_increment)
    return f"{place(scope, names)}{days}{f'، والعدد {only}' if only else ''}"


def _described(tally: Tally, names: Names) -> str:
    """What only describes those who were counted, a title and words each."""
    parts = []
    for limit, column in LIMITED.items():
        value = getattr(tally.described, column)
        if value:
            words = names.ar("actors", value) if limit == "accused" else label(column, value)
            parts.append(f"{_LIMIT_TITLES[limit]}: {words}")
    return f" ({'؛ '.join(parts)})" if parts else ""
