"""What a claimant said, in English sentences."""

from __future__ import annotations

from typing import Final

from casualty_dataset.language.english.phrases import counted_people, counting_only, figure_phrase, how
from casualty_dataset.language.english.words import (
    PARTICIPLES,
    VERBS,
    day,
    died_in_care,
    label,
    people,
    period,
    place,
    printed_words,
    quantity,
)
from casualty_dataset.language.names import Document, Names
from casualty_dataset.model import Interval, Scope, Statement, Tally

_NO_CLAIMANT: Final = "not-stated"


def interval(bounds: Interval | None) -> str:
    """Return the interval of a figure on its own day, as METHODOLOGY.md defines it: [330, ∞)."""
    if bounds is None:
        return "no interval: the absence is the record"
    return f"[{bounds.lower:,}, {'∞)' if bounds.upper is None else f'{bounds.upper:,}]'}"


def summary(statement: Statement) -> str:
    """Return a statement in its fewest words, figure and day: at least 330 (8 March 2025 evening)."""
    when = day(statement.as_of, statement.as_of_precision) if statement.as_of else "undated"
    part = f" {label('as_of_part', statement.as_of_part)}" if statement.as_of_part else ""
    revised = f"; revised: {label('revision_reason', statement.revision_reason)}" if statement.revision_reason else ""
    return f"{quantity(statement.figure)} ({when}{part}{revised})"


def tally_sentence(tally: Tally, names: Names) -> str:
    """Return a tally as a sentence: who said how many, of whom, where, as of when, and which document carries it."""
    document = names.documents[tally.source_id]
    is_named = tally.claimant_id != _NO_CLAIMANT
    claimant = subject(names.en("actors", tally.claimant_id) if is_named else document.publisher)
    carrier = f", as carried by {document.publisher}" if is_named and not document.is_primary else ""
    if is_named or tally.figure.is_absence:
        sentence = f"{claimant} {claim_clause(tally, names)}"
    else:
        sentence = f"{claimant} wrote, without naming who counted, that {_harm_clause(tally, names)}{as_of(tally)}"
    fault = f" The carrier is wrong: {label('relay_fault', tally.relay_fault)}." if tally.relay_fault else ""
    return f"{sentence}{carrier}{_described(tally, names)}.{fault}"


def quotation(tally: Tally, names: Names) -> str:
    """Return what can be printed of a tally: claimant, figure as it was said, place, day, document and address."""
    document = names.documents[tally.source_id]
    is_named = tally.claimant_id != _NO_CLAIMANT
    claimant = names.en("actors", tally.claimant_id) if is_named else "a claimant whom the document does not name"
    figure = f"{figure_phrase(tally, names)}{place(tally.scope, names)}"
    days = period(tally.scope, is_increment=tally.is_increment)
    published = day(document.published_on, document.published_precision) if document.published_on else "undated"
    estimate = " (an estimate)" if tally.is_estimate else ""
    fault = ""
    if tally.relay_fault:
        fault = f" Not to be printed: the carrier is wrong ({label('relay_fault', tally.relay_fault)})."
    return (
        f"According to {claimant}{estimate}: {figure}{days}{as_of(tally)}. "
        f"Read in: {document.publisher}, {published}, {document.url}.{fault}"
    )


def document_sentence(document: Document) -> str:
    """Return what a document is, who published it, when and where."""
    when = day(document.published_on, document.published_precision) if document.published_on else "undated"
    return f"{document.label} — {document.publisher}, {when} ({document.language}). {document.url}"


def subject(name: str) -> str:
    """Return the name before a verb. One with an apposition ends in a comma: Mayor of Talbireh, Akkar, said."""
    return f"{name}," if ", " in name else name


def claim_clause(statement: Statement, names: Names) -> str:
    """Return verb, figure, place, limits and day of a claim, after its claimant: counted 130 civilians killed in North.

    Who documented cases *counted* them, an estimate was *estimated*, anything else was *said*.
    """
    figure, scope = statement.figure, statement.scope
    if figure.is_absence:
        did = "published no figure for" if figure.qualifier == "none_published" else "denied that there were"
        only = counting_only(scope, names)
        counted = f"{counted_people(scope, names)}{place(scope, names)}{f', {only}' if only else ''}"
        return f"{did} {counted}{as_of(statement)}"
    if statement.is_estimate:
        return f"estimated that {_harm_clause(statement, names)}{as_of(statement)}"
    if statement.basis == "documented" and figure.qualifier != "unquantified":
        at, event_place = "", place(scope, names)
        if scope.place_role == "counted_at":
            at, event_place = event_place.removeprefix(", counted"), ""
        counted = f"{counted_people(scope, names, figure.number)}{event_place}{_days_and_limits(statement, names)}"
        return f"counted{at} {_how_many(statement)} {counted}{as_of(statement)}"
    return f"said that {_harm_clause(statement, names)}{as_of(statement)}"


def as_of(statement: Statement) -> str:
    """Return the day until which the claimant knew, and the last on which it said the same again."""
    if not statement.as_of:
        return ", as of an unknown day"
    part = f", {label('as_of_part', statement.as_of_part)}" if statement.as_of_part else ""
    last = statement.last_as_of
    again = f", last said on {day(last)}" if last and last > statement.as_of else ""
    return f", as of {day(statement.as_of, statement.as_of_precision)}{part}{again}"


def _harm_clause(statement: Statement, names: Names) -> str:
    """What was said, as a clause: at least 130 civilians were killed in Both coasts from 6 to 9 March 2025."""
    figure, scope = statement.figure, statement.scope
    happened = f"{people(scope, names, figure.number)} {_predicate(scope, figure.number)}{how(scope)}"
    counted = f"{happened}{place(scope, names)}"
    if figure.qualifier == "unquantified":
        return f"{counted} ({printed_words(figure)}, without a number){_days_and_limits(statement, names)}"
    return f"{_how_many(statement)} {counted}{_days_and_limits(statement, names)}"


def _predicate(scope: Scope, number: int | None) -> str:
    if died_in_care(scope):
        return "died in medical care"
    if scope.measure in VERBS:
        return VERBS[scope.measure]
    return f"{'was' if number == 1 else 'were'} {PARTICIPLES[scope.measure]}"


def _how_many(statement: Statement) -> str:
    number = quantity(statement.figure).partition(", best ")[0]
    return f"a further {number}" if statement.is_increment else number


def _days_and_limits(statement: Statement, names: Names) -> str:
    """The days, the limits, and the best value of a range."""
    figure, scope = statement.figure, statement.scope
    only = counting_only(scope, names)
    best = f", with {figure.value:,} as its best figure" if figure.qualifier == "between" and figure.value else ""
    return f"{period(scope, is_increment=statement.is_increment)}{f', {only}' if only else ''}{best}"


def _described(statement: Statement, names: Names) -> str:
    described = statement.described
    parts = []
    if described.community_as_stated:
        parts.append(f"it calls them {label('community_as_stated', described.community_as_stated)}")
    if described.circumstance:
        circumstance = label("circumstance", described.circumstance)
        killed = statement.scope.measure == "killed"
        parts.append(f"they died {circumstance}, as it says" if killed else circumstance)
    if described.accused_id:
        parts.append(f"accused: {names.en('actors', described.accused_id)}")
    return f" ({'; '.join(parts)})" if parts else ""
