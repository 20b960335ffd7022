"""Phrases without claimant and day, in Arabic: ما لا يقل عن 330 مدنياً قُتلوا."""

from __future__ import annotations

from typing import Final

from casualty_dataset.language.arabic.grammar import (
    DIED,
    OUTCOMES,
    PEOPLE_BY_SEX_AND_AGE,
    PEOPLE_BY_STATUS,
    PERSON,
    QUANTITY_PREFIXES,
    UNITS,
    Noun,
    of_status,
    unknown,
)
from casualty_dataset.language.arabic.words import (
    among_whom,
    attributed_to,
    best_value,
    count_of_people,
    died_in_care,
    group_as_stated,
    how,
    known_sex_and_age,
    label,
    period,
    place,
    printed_words,
    unknown_words,
)
from casualty_dataset.language.names import Names
from casualty_dataset.model import Described, Scope, Statement
from casualty_schemas.semantics import LIMITED, WITHOUT_NUMBER

_COMMUNITIES: Final = {
    "alawite": ("العلويين", "العلويات"),
    "christian": ("المسيحيين", "المسيحيات"),
    "sunni": ("السنّة", "السنّيات"),
    "druze": ("الدروز", "الدرزيات"),
    "ismaili": ("الإسماعيليين", "الإسماعيليات"),
    "murshidi": ("المرشديين", "المرشديات"),
    "other": ("أبناء طائفة تسميها الوثيقة", "بنات طائفة تسميها الوثيقة"),
}
_SUBGROUPS: Final = {
    "medical": ("العاملين الطبيين", "العاملات الطبيات"),
    "humanitarian": ("العاملين الإغاثيين", "العاملات الإغاثيات"),
    "journalist": ("الصحفيين", "الصحفيات"),
    "clergy": ("رجال الدين", "العاملات في السلك الديني"),
    "civil_defence": ("العاملين في الدفاع المدني", "العاملات في الدفاع المدني"),
    "other": ("فئة تسميها الوثيقة", "فئة من النساء تسميها الوثيقة"),
}
"""Men or everybody, and women, as they stand after "only"."""


def figure_phrase(statement: Statement, names: Names) -> str:
    """Return figure and people without claimant, place and day: ما لا يقل عن 330 مدنياً قُتلوا."""
    scope, figure = statement.scope, statement.figure
    if figure.qualifier in WITHOUT_NUMBER:
        return _phrase_without_number(statement, names)
    number = figure.high if figure.qualifier == "between" else figure.number
    counted = counted_people(statement, names)
    noun = counted_noun(scope)
    outcome = DIED.agreeing(number or 0, noun.gender) if died_in_care(scope) else _outcome(scope, number or 0, noun)
    care = " أثناء العلاج" if died_in_care(scope) else ""
    increment = " (زيادة)" if statement.is_increment else ""
    happened = f"{f' {outcome}' if outcome else ''}{care}{how(scope)}"
    return f"{counted}{happened}{_only_in_brackets(scope, names)}{increment}{best_value(figure)}"


def counted_people(statement: Statement, names: Names, *, oblique: bool = False) -> str:
    """Return the number with the noun for those who were counted, and what is said of them: 58 طفلاً مجهولي الجنس.

    ``oblique`` is the case after a preposition or a verbal noun.
    """
    scope, figure = statement.scope, statement.figure
    noun = counted_noun(scope)
    if figure.qualifier == "between":
        number = figure.high or 0
        is_oblique = True
        counted = f"{'ما ' if oblique else ''}بين {figure.low:,} و{number:,} {noun.after(number)}"
    else:
        number = figure.number or 0
        prefix = QUANTITY_PREFIXES[figure.qualifier]
        is_oblique = oblique or bool(prefix)
        counted = prefix + noun.counted(number, after_word=is_oblique)
    party = f" ({names.ar('actors', scope.party_id)})" if scope.party_id else ""
    return f"{counted}{_attributes(scope, number, noun, oblique=is_oblique)}{party}{group_as_stated(scope)}"


def _attributes(scope: Scope, number: int, noun: Noun, *, oblique: bool) -> str:
    """What is said of those who were counted after the noun: what of them is unknown, and their status."""
    if scope.unit != "person":
        among = among_whom(scope).strip()
        return f" ({among})" if among else ""
    is_by_status = known_sex_and_age(scope) not in PEOPLE_BY_SEX_AND_AGE
    status = of_status(scope.status, number, noun, is_by_status=is_by_status)
    return f"{unknown(unknown_words(scope), number, noun.gender, oblique=oblique)}{status}"


def counted_noun(scope: Scope) -> Noun:
    """Return the noun for those who were counted."""
    if scope.unit != "person":
        return UNITS[scope.unit]
    by_status = PEOPLE_BY_STATUS[scope.status][0] if scope.status else PERSON
    return PEOPLE_BY_SEX_AND_AGE.get(known_sex_and_age(scope), by_status)


def _outcome(scope: Scope, number: int, noun: Noun) -> str:
    return OUTCOMES[scope.measure].agreeing(number, noun.gender)


def _phrase_without_number(statement: Statement, names: Names) -> str:
    figure, scope = statement.figure, statement.scope
    counted = f"{count_of_people(scope, names)}{how(scope)}{_only_in_brackets(scope, names)}"
    if figure.qualifier == "unquantified":
        return f"{counted}: {printed_words(figure)}، بلا رقم"
    if figure.qualifier == "denied":
        return f"نفي لما قيل عن {counted}"
    return f"لم تُنشر حصيلة عن {counted.removeprefix('عدد ')}"


def counting_only(scope: Scope, names: Names) -> str | None:
    """Return whose harm alone the count covers: لا يشمل إلا ما نُسب إلى جيش الاختبار; None if it covers all.

    A party is never said to be the only one that is accused: it is the count that is limited.
    """
    groups = _groups(scope, names)
    return f"لا يشمل إلا {_narrowed(groups)}" if groups else None


def limits_phrase(scope: Scope, names: Names) -> str | None:
    """Return that to which the count is limited; None if there is nothing: ما نُسب إلى جيش الاختبار."""
    groups = _groups(scope, names)
    if died_in_care(scope):
        groups.append("من تُوفوا أثناء العلاج")
    elif scope.circumstance:
        groups.append(f"ما وقع {label('circumstance', scope.circumstance)}")
    if scope.cause:
        groups.append(f"ما كان سببه {label('cause', scope.cause)}")
    return _narrowed(groups) or None


def _groups(scope: Scope, names: Names) -> list[str]:
    """The accused, the community and the group to which the count is limited, a phrase each."""
    form = 1 if scope.sex == "female" and scope.unit == "person" else 0
    groups = [f"ما نُسب {attributed_to(names.ar('actors', scope.accused_id))}"] if scope.accused_id else []
    if scope.community_as_stated:
        groups.append(_COMMUNITIES[scope.community_as_stated][form])
    if scope.subgroup:
        groups.append(_SUBGROUPS[scope.subgroup][form])
    return groups


def _narrowed(groups: list[str]) -> str:
    """Several limits hold at once: each counts only some of those before it."""
    return "؛ ولا يشمل من ذلك إلا ".join(groups)


def _only_in_brackets(scope: Scope, names: Names) -> str:
    only = counting_only(scope, names)
    return f" ({only})" if only else ""


def described_phrase(described: Described) -> str | None:
    """Return what a document says of those counted without limiting the count to it; None if it says nothing."""
    columns = [column for limit, column in LIMITED.items() if limit != "accused" and getattr(described, column)]
    return "؛ ".join(label(column, getattr(described, column)) for column in columns) or None


def scope_phrase(statement: Statement, names: Names) -> str:
    """Return what a series is about, without its figures: عدد القتلى من المدنيين في محافظة طرطوس.

    Two scopes that differ in any column have different phrases, but for the incident, which is not said.
    """
    scope = statement.scope
    only = counting_only(scope, names)
    counted = f"{count_of_people(scope, names)}{how(scope)}{place(scope, names)}{period(scope)}"
    return f"{counted}{f'، {only}' if only else ''}"
