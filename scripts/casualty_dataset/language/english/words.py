"""Labels, days, quantities and the nouns for those who were counted, in English."""

from __future__ import annotations

from datetime import date
from typing import Final

from casualty_dataset.core.text import listed
from casualty_dataset.language.cldr import months
from casualty_dataset.language.names import Names
from casualty_dataset.language.script import is_arabic
from casualty_dataset.model import Figure, Scope
from casualty_schemas.vocabulary import VOCABULARIES

_PERSON: Final = ("person", "people")
PEOPLE_BY_STATUS: Final = {
    "civilian": ("civilian", "civilians"),
    "hors_de_combat": ("disarmed, wounded or captured fighter", "disarmed, wounded or captured fighters"),
    "other_protected": ("other protected person", "other protected persons"),
    "not_fighting": ("civilian or disarmed fighter", "civilians and disarmed fighters"),
    "armed_forces": ("member of state forces", "members of state forces"),
    "participating_in_hostilities": ("gunman or member of an armed group", "gunmen or members of armed groups"),
    "fighting": ("fighter of either side", "fighters of all sides"),
    "all_but_armed_groups": _PERSON,
    "unknown": _PERSON,
    "not_stated": _PERSON,
}
"""Singular and plural for each status; what is no noun follows in :data:`_ATTRIBUTES`."""

_ATTRIBUTES: Final = {
    "all_but_armed_groups": " other than members of armed groups",
    "not_stated": " whose status is not stated",
}
"""Statuses that are said after the noun; an unknown one is said with unknown sex and age."""

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
"""Singular and plural for what is known of sex and age."""

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

_UNITS: Final = {
    "family": ("family", "families"),
    "incident": ("mass killing", "mass killings"),
    "site": ("place", "places"),
}
_STEMS: Final = (
    "some", "few", "several", "dozen", "scores", "hundred", "thousand", "million", "many",
)  # fmt: skip
"""Words by which an English reader knows the size; other printed words are explained by their magnitude."""


def label(vocabulary: str, code: str | None) -> str:
    """Return the label of a code. Raises ``KeyError`` for an unknown code."""
    return VOCABULARIES[vocabulary][code or ""].en


def day(on: date, precision: str = "day") -> str:
    """Return a day, month or year: 8 March 2025, March 2025, 2025."""
    month = f"{months('en')[on.month - 1]} {on.year}"
    return {"day": f"{on.day} {month}", "month": month}.get(precision, str(on.year))


def quantity(figure: Figure) -> str:
    """Return how many: at least 330; between 90 and 110, best 100.

    Without a number it is the printed words, or that no toll was published.
    """
    if figure.is_absence:
        return label("qualifier", figure.qualifier)
    if figure.qualifier == "between":
        best = "" if figure.value is None else f", best {figure.value:,}"
        return f"between {figure.low:,} and {figure.high:,}{best}"
    if figure.qualifier == "unquantified":
        return printed_words(figure)
    qualifier = "" if figure.qualifier == "exact" else f"{label('qualifier', figure.qualifier)} "
    return f"{qualifier}{figure.value:,}"


def printed_words(figure: Figure) -> str:
    """Return the printed words of a figure without a number; explained where they are not English."""
    wording = f"“{figure.wording}”"
    is_clear = not is_arabic(wording) and any(stem in wording.lower() for stem in _STEMS)
    return wording if is_clear or not figure.magnitude else f"{wording}, {label('magnitude', figure.magnitude)}"


def people(scope: Scope, names: Names, number: int | None = None) -> str:
    """Return who was counted, in the form for this number: 1 civilian, 2 civilians. None takes the plural.

    Everything that restricts who was counted is said, an unknown sex or age too: 58 children of unknown sex.
    """
    form = 0 if number == 1 else 1
    if scope.unit == "person":
        noun, status = _persons(scope, form)
        remarks = [status] if status else []
    else:
        noun = _UNITS[scope.unit][form]
        persons, status = _persons(scope, 1)
        is_restricted = scope.status or scope.sex or scope.age
        remarks = [f"{persons}, {status}" if status else persons] if is_restricted else []
    if scope.party_id:
        remarks.append(names.en("actors", scope.party_id))
    if scope.group_as_stated:
        remarks.append(_group_as_stated(scope.group_as_stated))
    return f"{noun} ({'; '.join(remarks)})" if remarks else noun


def _persons(scope: Scope, form: int) -> tuple[str, str | None]:
    """The persons with what is not known of them; and their status, where it has a noun of its own beside theirs."""
    sex, age = (None if code == "unknown" else code for code in (scope.sex, scope.age))
    by_sex_and_age = _PEOPLE_BY_SEX_AND_AGE.get((sex, age))
    by_status = PEOPLE_BY_STATUS[scope.status] if scope.status else _PERSON
    noun = (by_sex_and_age or by_status)[form]
    unknown = [name for name in ("status", "sex", "age") if getattr(scope, name) == "unknown"]
    missing = f" of unknown {listed(unknown)}" if unknown else ""
    beside = by_status[form] if by_sex_and_age and by_status != _PERSON else None
    return f"{noun}{missing}{_ATTRIBUTES.get(scope.status or '', '')}", beside


def _group_as_stated(words: str) -> str:
    """The words of the document for the group, in quotation marks."""
    return f"in Arabic: “{words}”" if is_arabic(words) else f"“{words}”"


def outcome(measure: str) -> str:
    """Return what happened to them, without a verb: killed, found dead, arrived from Syria."""
    return PARTICIPLES.get(measure) or VERBS[measure]


def died_in_care(scope: Scope) -> bool:
    """Return whether the dead of this count were brought in wounded and died in care: nobody killed them there."""
    return scope.measure == "killed" and scope.circumstance == "died_in_care"


def place(scope: Scope, names: Names) -> str:
    """Return where it happened, or where people were counted: in Tartus; somewhere in Tartus; counted in Tartus."""
    name = names.en("places", scope.place_id)
    return {"counted_at": f", counted in {name}", "unplaced": f" somewhere in {name}"}.get(
        scope.place_role, f" in {name}"
    )


def period(scope: Scope, *, is_increment: bool = False) -> str:
    """Return the days that were counted, with a space before them; empty if they are those of the incident."""
    start, end = scope.period_start, scope.period_end
    if start and end:
        days = f"on {day(start)}" if start == end else f"from {day(start)} to {day(end)}"
    elif start:
        days = f"since {day(start)}"
    elif end:
        days = f"until {day(end)}"
    else:
        return ""
    return f" (recorded {days})" if is_increment else f" {days}"
