"""Labels, days, quantities and counts in Arabic: the number of the dead among X."""

from __future__ import annotations

from datetime import date
from typing import Final

from casualty_dataset.language.cldr import months
from casualty_dataset.language.names import Names
from casualty_dataset.language.script import is_arabic
from casualty_dataset.model import Figure, Scope
from casualty_schemas.vocabulary import VOCABULARIES

STATUS_WORDS: Final = {
    "civilian": "من المدنيين",
    "hors_de_combat": "من المقاتلين خارج القتال",
    "other_protected": "من المحميين الآخرين",
    "not_fighting": "من المدنيين والمقاتلين خارج القتال",
    "armed_forces": "من أفراد قوات الدولة",
    "participating_in_hostilities": "من المسلحين المشاركين في القتال",
    "fighting": "من مقاتلي كل الأطراف",
    "all_but_armed_groups": "من غير عناصر الجماعات المسلحة",
    "unknown": "",
    "not_stated": "ممن لم تُذكر صفتهم",
}
"""Those among whom people were counted, by status; an unknown one is said with unknown sex and age."""

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
    "bodies_recovered": "عدد الجثث التي عُثر عليها",
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
    "sheltering": "عدد المقيمين في موقع إيواء",
    "mass_killings": "عدد حوادث القتل الجماعي",
    "mass_killing_sites": "عدد أماكن القتل الجماعي",
}
_DIED_IN_CARE: Final = "عدد من تُوفوا أثناء العلاج"
_QUANTITIES: Final = {
    "exact": "{n}",
    "at_least": "{n} على الأقل",
    "more_than": "أكثر من {n}",
    "fewer_than": "أقل من {n}",
    "up_to": "{n} على الأكثر",
    "about": "نحو {n}",
    "nearly": "قرابة {n}",
}
_UNKNOWN_WORDS: Final = {"status": "الصفة", "sex": "الجنس", "age": "العمر"}

_OBLIQUE_DUALS: Final = {
    "محافظتا": "محافظتي",
    "منطقتا": "منطقتي",
    "ناحيتا": "ناحيتي",
    "مدينتا": "مدينتي",
    "بلدتا": "بلدتي",
    "قريتا": "قريتي",
    "حيا": "حيي",
}
"""Two places named together, as they are written after a preposition."""


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
        return f"بين {figure.low:,} و{figure.high:,}{best_value(figure)}"
    if figure.qualifier == "unquantified":
        return printed_words(figure)
    return _QUANTITIES[figure.qualifier].format(n=f"{figure.value:,}")


def best_value(figure: Figure) -> str:
    """Return the value that the claimant of a range thinks the likeliest, after a comma; empty where it names none."""
    return "" if figure.qualifier != "between" or figure.value is None else f"، والأرجح {figure.value:,}"


def printed_words(figure: Figure) -> str:
    """Return the printed words of a figure without a number, explained where they are not Arabic: آلاف («…»)."""
    wording = f"«{figure.wording}»"
    is_clear = is_arabic(wording) or not figure.magnitude
    return wording if is_clear else f"{label('magnitude', figure.magnitude)} ({wording})"


def known_sex_and_age(scope: Scope) -> tuple[str | None, str | None]:
    """Return sex and age where they are known, else None."""
    return (
        None if scope.sex == "unknown" else scope.sex,
        None if scope.age == "unknown" else scope.age,
    )


def unknown_words(scope: Scope) -> list[str]:
    """Return the words for what is not known of those who were counted: status, sex, age."""
    return [words for name, words in _UNKNOWN_WORDS.items() if getattr(scope, name) == "unknown"]


def count_of_people(scope: Scope, names: Names) -> str:
    """Return the count and who was counted, without a number: عدد القتلى من المدنيين."""
    among = among_whom(scope)
    if scope.unit == "family":
        among = f" (بالأسر){among}"
    elif scope.unit != "person" and among:
        among = f" ({among.strip()})"
    counted = _DIED_IN_CARE if died_in_care(scope) else COUNTS[scope.measure]
    members = f" التابعين {of_party(names.ar('actors', scope.party_id))}" if scope.party_id else ""
    return f"{counted}{among}{members}{group_as_stated(scope)}"


def among_whom(scope: Scope) -> str:
    """Return those among whom people were counted, in the definite plural: من الأطفال المجهولي الجنس."""
    persons = _SEX_AND_AGE_WORDS.get(known_sex_and_age(scope), "")
    status = STATUS_WORDS[scope.status] if scope.status else ""
    is_feminine = scope.sex == "female"
    if persons and scope.status == "civilian":
        persons, status = f"{persons} {'المدنيات' if is_feminine else 'المدنيين'}", ""
    elif persons and scope.status == "not_stated":
        status = status.replace("صفتهم", "صفتهن") if is_feminine else status
    elif persons and status:
        status = f"({status})"
    unknown = " و".join(unknown_words(scope))
    if unknown and persons:
        persons = f"{persons} {'المجهولات' if is_feminine else 'المجهولي'} {unknown}"
    elif unknown:
        status = f"من مجهولي {unknown} {status}"
    return "".join(f" {words}" for words in (persons, status.strip()) if words)


def group_as_stated(scope: Scope) -> str:
    """Return the words of the document for the group, marked as its own, with a space before them."""
    return f" (بتعبير الوثيقة: «{scope.group_as_stated}»)" if scope.group_as_stated else ""


def died_in_care(scope: Scope) -> bool:
    """Return whether the dead of this count were brought in wounded and died in care: nobody killed them there."""
    return scope.measure == "killed" and scope.circumstance == "died_in_care"


def how(scope: Scope) -> str:
    """Return circumstance and cause to which the count is limited, with a space before them: بالإعدام."""
    circumstance = scope.circumstance if not died_in_care(scope) else None
    words = f" {label('circumstance', circumstance)}" if circumstance else ""
    cause = f" بسبب {label('cause', scope.cause)}" if scope.cause else ""
    return f"{words}{cause}"


def of_party(name: str) -> str:
    """Return the name after the preposition that is written as one word with it: لقوات الحكومة، للجيش.

    A name that has another form after a preposition stands unchanged in quotation marks.
    """
    if _changes_after_preposition(name):
        return f"للطرف «{name}»"
    if name.startswith("الل"):
        return f"لل{name[3:]}"
    return f"لل{name[2:]}" if name.startswith("ال") else f"ل{name}"


def attributed_to(name: str) -> str:
    """Return the name of a party after the preposition for attribution: إلى قوات الحكومة."""
    return f"إلى «{name}»" if _changes_after_preposition(name) else f"إلى {name}"


def _changes_after_preposition(name: str) -> bool:
    """True for plurals and duals in the nominative, and for names that a sentence would cut: with colon or comma."""
    first = name.split()[0] if name.split() else name
    return first.endswith(("ون", "ان")) or any(mark in name for mark in ":،؛") or not is_arabic(name)


def place(scope: Scope, names: Names) -> str:
    """Return where it happened, or where people were counted, with a space or comma before it."""
    first, *others = names.ar("places", scope.place_id).split(" ")
    name = " ".join([_OBLIQUE_DUALS.get(first, first), *others])
    return {"counted_at": f"، والإحصاء في {name}", "unplaced": f" في مكان غير محدد من {name}"}.get(
        scope.place_role, f" في {name}"
    )


def period(scope: Scope, *, is_increment: bool = False) -> str:
    """Return the days that were counted, with a space before them; empty if they are those of the incident."""
    start, end = scope.period_start, scope.period_end
    if start and end:
        days = f"يوم {day(start)}" if start == end else f"من {day(start)} إلى {day(end)}"
    elif start:
        days = f"منذ {day(start)}"
    elif end:
        days = f"إلى غاية {day(end)}"
    else:
        return " (زيادة)" if is_increment else ""
    return f" (زيادة سُجّلت {days})" if is_increment else f" {days}"
