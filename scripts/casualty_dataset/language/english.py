"""Figures, tallies, claims and conflicts in English.

Every number is given as somebody's claim: a claimant *said* that people were killed, and never "had" people killed.
Phrases such as "at least 330 civilians killed" leave out the claimant, the place and the day.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from casualty_dataset.language.cldr import months
from casualty_dataset.language.names import Document, Names
from casualty_dataset.model import Conflict, Described, Figure, Interval, Scope, Statement, Tally
from casualty_schemas.semantics import LIMITED
from casualty_schemas.vocabulary import VOCABULARIES

PEOPLE_BY_STATUS: Final = {
    "civilian": ("civilian", "civilians"),
    "hors_de_combat": ("disarmed, wounded or captured fighter", "disarmed, wounded or captured fighters"),
    "other_protected": ("other protected person", "other protected persons"),
    "not_fighting": ("civilian or disarmed fighter", "civilians and disarmed fighters"),
    "armed_forces": ("member of state forces", "members of state forces"),
    "participating_in_hostilities": ("gunman or member of an armed group", "gunmen or members of armed groups"),
    "fighting": ("fighter of either side", "fighters of all sides"),
    "all_but_armed_groups": ("person, armed groups not counted,", "people, armed groups not counted,"),
    "unknown": ("person of unknown status", "people of unknown status"),
    "not_stated": ("person whose status is not stated", "people whose status is not stated"),
}
"""Singular and plural for each status."""

PARTICIPLES: Final = {
    "killed": "killed",
    "bodies_recovered": "found dead",
    "injured": "injured",
    "treated": "treated in hospital",
    "casualties": "killed or injured",
    "killed_or_missing": "killed or missing",
    "missing": "missing",
    "abducted": "abducted",
    "detained": "held",
    "suspects_held": "held as suspects",
    "displaced": "displaced",
    "sheltering": "sheltering",
}
"""What happened to them, after "were"."""

VERBS: Final = {
    "arrived_abroad": "arrived from Syria",
    "mass_killings": "took place",
    "mass_killing_sites": "saw mass killings",
}
"""The predicate of the measures that take no "were"."""

_PHRASE_ENDINGS: Final = {"mass_killings": "", "mass_killing_sites": " of mass killings"}
_PEOPLE_BY_SEX_AND_AGE: Final = {
    ("female", "adult"): ("woman", "women"),
    ("male", "adult"): ("man", "men"),
    ("female", "child"): ("girl", "girls"),
    ("male", "child"): ("boy", "boys"),
    ("female", None): ("woman or girl", "women and girls"),
    ("male", None): ("man or boy", "men and boys"),
    (None, "child"): ("child", "children"),
    (None, "adult"): ("adult", "adults"),
}
_UNITS: Final = {
    "family": ("family", "families"),
    "incident": ("mass killing", "mass killings"),
    "site": ("place", "places"),
}
_NO_CLAIMANT: Final = "not-stated"


# --- words ---------------------------------------------------------------------------------------


def label(vocabulary: str, code: str | None) -> str:
    """Return the label of a code. Raises ``KeyError`` for an unknown code."""
    return VOCABULARIES[vocabulary][code or ""].en


def day(on: date, precision: str = "day") -> str:
    """Return a day, month or year: 8 March 2025, March 2025, 2025."""
    month = f"{months('en')[on.month - 1]} {on.year}"
    return {"day": f"{on.day} {month}", "month": month}.get(precision, str(on.year))


def quantity(figure: Figure) -> str:
    """Return how many: at least 330. Without a number: the printed words, or that no toll was published."""
    if figure.is_absence:
        return label("qualifier", figure.qualifier)
    if figure.qualifier == "between":
        return f"between {figure.low:,} and {figure.high:,}"
    if figure.qualifier == "unquantified":
        return f"“{figure.wording}”"
    qualifier = "" if figure.qualifier == "exact" else f"{label('qualifier', figure.qualifier)} "
    return f"{qualifier}{figure.value:,}"


def people(scope: Scope, names: Names, number: int | None = None) -> str:
    """Return who was counted, in the form for this number: 1 civilian, 2 civilians. None takes the plural."""
    form = 0 if number == 1 else 1
    if scope.unit != "person":
        return _UNITS[scope.unit][form]
    person = _PEOPLE_BY_SEX_AND_AGE.get((scope.sex, scope.age))
    status = PEOPLE_BY_STATUS.get(scope.status or "")
    if person and status:
        noun = f"{person[form]} ({status[form].rstrip(',')})"
    else:
        noun = (person or status or ("person", "people"))[form]
    return f"{noun} ({names.en('actors', scope.party_id)})" if scope.party_id else noun


def outcome(measure: str) -> str:
    """Return what happened to them, without a verb: killed, found dead, arrived from Syria."""
    return PARTICIPLES.get(measure) or VERBS[measure]


def _predicate(measure: str, number: int | None) -> str:
    if measure in VERBS:
        return VERBS[measure]
    return f"{'was' if number == 1 else 'were'} {PARTICIPLES[measure]}"


# --- phrases -------------------------------------------------------------------------------------


def figure_phrase(statement: Statement, names: Names) -> str:
    """Return figure and people without claimant, place and day: at least 330 civilians killed."""
    scope, figure = statement.scope, statement.figure
    ending = _PHRASE_ENDINGS.get(scope.measure, f" {outcome(scope.measure)}")
    circumstance = f" {label('circumstance', scope.circumstance)}" if scope.circumstance else ""
    limits = limits_phrase(scope, names, without="circumstance")
    counted = f"{people(scope, names, figure.number)}{ending}{circumstance}{f' (only {limits})' if limits else ''}"
    if figure.qualifier == "none_published":
        return f"no figure published for {counted}"
    if figure.qualifier == "denied":
        return f"denied: {counted}"
    if figure.qualifier == "unquantified":
        return f"{counted}: {quantity(figure)}, without a number"
    return f"{quantity(figure)} {counted}{' (increment)' if statement.is_increment else ''}"


def limits_phrase(scope: Scope, names: Names, *, without: str = "") -> str | None:
    """Return that to which the count is limited, except the limit ``without``; None if there is nothing.

    An accused party is called "accused party", because the claimant accuses it and we find nobody guilty.
    """
    phrases = [
        f"accused party: {names.en('actors', value)}" if limit == "accused" else label(LIMITED[limit], value)
        for limit, value in scope.limits.items()
        if limit != without
    ]
    return "; ".join(phrases) or None


def described_phrase(described: Described) -> str | None:
    """Return what a document says of those counted without limiting the count to it; None if it says nothing.

    The accused party is left out: it has columns of its own.
    """
    columns = [column for limit, column in LIMITED.items() if limit != "accused" and getattr(described, column)]
    return "; ".join(label(column, getattr(described, column)) for column in columns) or None


def scope_phrase(statement: Statement, names: Names) -> str:
    """Return what a series is about, without its figures: civilians killed in Tartus governorate."""
    scope = statement.scope
    accused = f", by {names.en('actors', scope.accused_id)}" if scope.accused_id else ""
    columns = ("community_as_stated", "circumstance", "subgroup", "cause")
    limits = ", ".join(label(column, getattr(scope, column)) for column in columns if getattr(scope, column))
    counted = f"{people(scope, names)} {outcome(scope.measure)}{_place(scope, names)}"
    return f"{counted}{accused}{f' ({limits} only)' if limits else ''}{_period(scope, is_increment=False)}"


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


# --- sentences -----------------------------------------------------------------------------------


def tally_sentence(tally: Tally, names: Names) -> str:
    """Return a tally as a sentence: who said how many, of whom, where, as of when, and which document carries it."""
    document = names.documents[tally.source_id]
    is_named = tally.claimant_id != _NO_CLAIMANT
    claimant = _subject(names.en("actors", tally.claimant_id) if is_named else document.publisher)
    carrier = f", as carried by {document.publisher}" if is_named and not document.is_primary else ""
    if tally.figure.is_absence:
        did = "published no figure for" if tally.figure.qualifier == "none_published" else "denied that there were"
        counted = f"{people(tally.scope, names)} {outcome(tally.scope.measure)}"
        return f"{claimant} {did} {counted}{_place(tally.scope, names)}{_as_of(tally)}{carrier}."
    opening = f"{claimant} {_verb(tally)}" if is_named else f"{claimant} wrote, without naming who counted,"
    sentence = f"{opening} that {_clause(tally, names)}{_as_of(tally)}{carrier}{_described(tally, names)}."
    fault = f" The carrier is wrong: {label('relay_fault', tally.relay_fault)}." if tally.relay_fault else ""
    return sentence + fault


def conflict_sentences(conflict: Conflict, first: Statement, second: Statement | None, names: Names) -> str:
    """Return a conflict in short sentences: each claim as its claimant made it, then the gap.

    ``first`` is the statement of ``conflict.claim_id``; ``second`` that of ``other_id``, None for a sum.
    """
    if second is None:
        parts = f"The figures by place in the same document do not add up to that: they are {conflict.gap:,} apart."
        return f"{_claim_sentence(first, names)} {parts}"
    if conflict.kind == "fall":
        later = f"It later {_verb(first)} that {_clause(first, names)}{_as_of(first)}."
        least = "" if _both_exact(first, second) else "at least "
        fall = f"The later figure is {least}{conflict.gap:,} lower, and the documents that were read give no reason."
        return f"{_claim_sentence(second, names)} {later} {fall}"
    claims = f"{_claim_sentence(first, names)} {_claim_sentence(second, names)}"
    return f"{claims} {_gap(conflict, first, second)}{_reach(conflict, first, names)}{_earlier_estimate(first, second)}"


def document_sentence(document: Document) -> str:
    """Return what a document is, who published it, when and where."""
    when = day(document.published_on, document.published_precision) if document.published_on else "undated"
    return f"{document.label} — {document.publisher}, {when} ({document.language}). {document.url}"


# --- parts of sentences --------------------------------------------------------------------------


def _subject(name: str) -> str:
    """A name with an apposition ends in a comma: Mayor of Talbireh, Akkar, said."""
    return f"{name}," if ", " in name else name


def _claim_sentence(statement: Statement, names: Names) -> str:
    claimant = _subject(names.en("actors", statement.claimant_id))
    return f"{claimant} {_verb(statement)} that {_clause(statement, names)}{_as_of(statement)}."


def _verb(statement: Statement) -> str:
    return "estimated" if statement.is_estimate else "said"


def _clause(statement: Statement, names: Names) -> str:
    """What was said: at least 130 civilians were killed by Test Army in Both coasts from 6 to 9 March 2025."""
    scope, figure = statement.scope, statement.figure
    happened = f"{people(scope, names, figure.number)} {_predicate(scope.measure, figure.number)}"
    counted = f"{happened}{_limits(scope, names)}{_place(scope, names)}"
    period = _period(scope, is_increment=statement.is_increment)
    if figure.qualifier == "unquantified":
        return f"{counted} ({_wording(figure)}, without a number){period}"
    return f"{'a further ' if statement.is_increment else ''}{quantity(figure)} {counted}{period}"


def _wording(figure: Figure) -> str:
    """The printed words, and their magnitude where they are in another language: “آلاف”, thousands."""
    magnitude = label("magnitude", figure.magnitude) if figure.magnitude else ""
    same = magnitude in (figure.wording or "").lower()
    return f"“{figure.wording}”" if same else f"“{figure.wording}”, {magnitude}"


def _place(scope: Scope, names: Names) -> str:
    place = names.en("places", scope.place_id)
    return f", counted in {place}" if scope.place_role == "counted_at" else f" in {place}"


def _limits(scope: Scope, names: Names) -> str:
    circumstance = f" {label('circumstance', scope.circumstance)}" if scope.circumstance else ""
    accused = f" by {names.en('actors', scope.accused_id)}" if scope.accused_id else ""
    cause = f" by {label('cause', scope.cause)}" if scope.cause else ""
    columns = ("community_as_stated", "subgroup")
    groups = [label(column, getattr(scope, column)) for column in columns if getattr(scope, column)]
    only = f", counting {' and '.join(groups)} only," if groups else ""
    return f"{circumstance}{accused}{cause}{only}"


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


def _period(scope: Scope, *, is_increment: bool) -> str:
    start, end = scope.period_start, scope.period_end
    if start and end:
        days = f"on {day(start)}" if start == end else f"from {day(start)} to {day(end)}"
    elif start or end:
        days = f"since {day(start)}" if start else f"until {day(end)}" if end else ""
    else:
        return ""
    return f" (recorded {days})" if is_increment else f" {days}"


def _as_of(statement: Statement) -> str:
    if not statement.as_of:
        return ", as of an unknown day"
    part = f", {label('as_of_part', statement.as_of_part)}" if statement.as_of_part else ""
    return f", as of {day(statement.as_of, statement.as_of_precision)}{part}"


def _earlier_estimate(first: Statement, second: Statement) -> str:
    """Why an estimate can be contradicted on a later day, unlike a count."""
    if not second.is_estimate or not first.as_of or not second.as_of or second.as_of >= first.as_of:
        return ""
    return " The second is an estimate; it is compared with later claims until its claimant replaces it."


def _both_exact(first: Statement, second: Statement) -> bool:
    return first.figure.qualifier == second.figure.qualifier == "exact"


def _gap(conflict: Conflict, higher: Statement, lower: Statement) -> str:
    """The gap, and for figures that are not exact the two bounds between which it lies."""
    if _both_exact(higher, lower):
        return f"The two figures are {conflict.gap:,} apart."
    least = higher.interval.lower if higher.interval else None
    most = lower.interval.upper if lower.interval else None
    first = f"is {least:,}" if higher.figure.qualifier == "exact" else f"means at least {least:,}"
    second = f"is {most:,}" if lower.figure.qualifier == "exact" else f"means at most {most:,}"
    return f"The first figure {first}, the second {second}: they are at least {conflict.gap:,} apart."


def _reach(conflict: Conflict, first: Statement, names: Names) -> str:
    """Why the claims conflict although their scopes differ: the first counts less, or accuses the same party."""
    by_attribution = conflict.kind == "by_attribution"
    dimensions = [name for name in (conflict.dimension or "").split(", ") if name]
    if by_attribution:
        dimensions = [name for name in dimensions if name != "accused"]
    how = " and ".join(dimensions)
    narrower = f" The first counts only a part of what the second counts (by {how}), yet it is higher."
    accused = first.described.accused_id
    party = f": {names.en('actors', accused)}" if accused else ""
    condition = f" They conflict only if the first claimant attributes its whole figure to the party it accuses{party}."
    return (narrower if dimensions else "") + (condition if by_attribution else "")
