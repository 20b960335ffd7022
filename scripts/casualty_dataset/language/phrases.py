"""A figure as a phrase, in English and Arabic: at least 330 civilians killed.

Sentences say who claims it; a phrase is what is claimed, short enough for a cell. In Arabic number, noun and verb
agree: the noun has the form that its number asks for (the plural classes of Unicode's CLDR), the verb follows the noun.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from casualty_dataset.language.sentences import (
    COUNT_AR,
    DONE_EN,
    Names,
    Row,
    Sentence,
    label_ar,
    label_en,
    quantity_en,
    who_ar,
    who_en,
)
from casualty_schemas.semantics import LIMITED, WITHOUT_NUMBER

_COUNTED_EN: Final = {"mass_killings": "", "mass_killing_sites": " of mass killings"}


def figure(row: Row, names: Names) -> Sentence:
    """What one tally counts and how many, without its claimant, place and day."""
    return Sentence(_figure_en(row, names), _figure_ar(row, names))


def described(row: Row) -> tuple[str | None, str | None]:
    """What a tally says of those it counts without being limited to it; None where it says nothing."""
    limits = (row["limits"] or "").split("|")
    columns = [name for limit, name in LIMITED.items() if limit != "accused" and limit not in limits and row[name]]
    english, arabic = [label_en(row, name) for name in columns], [label_ar(row, name) for name in columns]
    return "; ".join(english) or None, "؛ ".join(arabic) or None


def limited(row: Row, names: Names, *, but: str = "") -> tuple[str | None, str | None]:
    """That to which the count is limited, the limit ``but`` left out; None where it is not limited.

    An accused party is called so: the claimant accuses it, and we find nothing.
    """
    english, arabic = [], []
    for limit, column in LIMITED.items():
        if limit == but or limit not in (row["limits"] or "").split("|"):
            continue
        if limit == "accused":
            english.append(f"accused party: {names.en('actors', row[column])}")
            arabic.append(f"الطرف المتهم: {names.ar('actors', row[column])}")
        else:
            english.append(label_en(row, column))
            arabic.append(label_ar(row, column))
    return "; ".join(english) or None, "؛ ".join(arabic) or None


# --- English -------------------------------------------------------------------------------------


def _figure_en(row: Row, names: Names) -> str:
    number = row["value"] if row["value"] is not None else row["high"]
    done = _COUNTED_EN.get(row["measure"], f" {DONE_EN[row['measure']].removeprefix('{be} ')}")
    how = f" {label_en(row, 'circumstance')}" if "circumstance" in (row["limits"] or "").split("|") else ""
    only, _ = limited(row, names, but="circumstance")
    matter = f"{who_en(row, names, number)}{done}{how}{f' (only {only})' if only else ''}"
    if row["qualifier"] == "none_published":
        return f"no figure published for {matter}"
    if row["qualifier"] == "denied":
        return f"denied: {matter}"
    if row["qualifier"] == "unquantified":
        return f"{matter}: {quantity_en(row)}, without a number"
    return f"{quantity_en(row)} {matter}{' (increment)' if row['period_basis'] == 'documentation' else ''}"


# --- Arabic --------------------------------------------------------------------------------------

Gender = Literal["m", "f", "things"]


@dataclass(frozen=True, slots=True)
class Noun:
    """What is counted, in the form that each class of number asks for.

    ``two`` stands alone, ``of_two`` after a word such as "about"; ``few`` follows 3 to 10, ``many`` 11 to 99 and
    ``other`` round hundreds. Of ``things`` several take the verb of one woman.
    """

    one: str
    two: str
    of_two: str
    few: str
    many: str
    other: str
    gender: Gender = "m"

    def counted(self, number: int, *, after_word: bool = False) -> str:
        """The number with the noun; one and two are said by the noun alone."""
        if number == 1:
            return self.one
        if number == 2:
            return self.of_two if after_word else self.two
        return f"{number:,} {self.after(number)}"

    def after(self, number: int) -> str:
        """The noun as it stands behind the digits of a number."""
        rest = number % 100
        return self.few if 3 <= rest <= 10 else self.many if rest >= 11 else self.other


@dataclass(frozen=True, slots=True)
class Verb:
    """What befell them: of one man, one woman, two men, two women, several men, several women."""

    he: str
    she: str
    both: str
    both_women: str
    they: str
    they_women: str

    def of(self, number: int, gender: Gender) -> str:
        """The form that goes with so many of them."""
        if number == 1:
            return self.he if gender == "m" else self.she
        if number == 2:
            return self.both if gender == "m" else self.both_women
        return {"m": self.they, "f": self.they_women, "things": self.she}[gender]


_PERSON: Final = Noun("شخص واحد", "شخصان", "شخصين", "أشخاص", "شخصاً", "شخص")
_CIVILIAN: Final = Noun("مدني واحد", "مدنيان", "مدنيين اثنين", "مدنيين", "مدنياً", "مدني")
_FIGHTER: Final = Noun("مقاتل واحد", "مقاتلان", "مقاتلين اثنين", "مقاتلين", "مقاتلاً", "مقاتل")
_MEMBER: Final = Noun("فرد واحد", "فردان", "فردين", "أفراد", "فرداً", "فرد")
_GUNMAN: Final = Noun("مسلح واحد", "مسلحان", "مسلحين اثنين", "مسلحين", "مسلحاً", "مسلح")
_UNITS: Final = {
    "family": Noun("أسرة واحدة", "أسرتان", "أسرتين", "أسر", "أسرة", "أسرة", "things"),
    "incident": Noun(
        "حادثة قتل جماعي واحدة",
        "حادثتا قتل جماعي",
        "حادثتي قتل جماعي",
        "حوادث قتل جماعي",
        "حادثة قتل جماعي",
        "حادثة قتل جماعي",
        "things",
    ),
    "site": Noun("مكان واحد", "مكانان", "مكانين", "أماكن", "مكاناً", "مكان", "m"),
}
_PERSONS: Final = {
    ("female", "adult"): Noun("امرأة واحدة", "امرأتان", "امرأتين", "نساء", "امرأة", "امرأة", "f"),
    ("male", "adult"): Noun("رجل واحد", "رجلان", "رجلين", "رجال", "رجلاً", "رجل"),
    ("female", "child"): Noun("فتاة واحدة", "فتاتان", "فتاتين", "فتيات", "فتاة", "فتاة", "f"),
    ("male", "child"): Noun("فتى واحد", "فتيان اثنان", "فتيين اثنين", "فتيان", "فتى", "فتى"),
    ("female", None): Noun(
        "واحدة من النساء والفتيات", "اثنتان من النساء والفتيات", "اثنتين من النساء والفتيات",
        "من النساء والفتيات",
        "من النساء والفتيات",
        "من النساء والفتيات", gender="f",
    ),
    ("male", None): Noun(
        "واحد من الرجال والفتيان", "اثنان من الرجال والفتيان", "اثنين من الرجال والفتيان",
        "من الرجال والفتيان",
        "من الرجال والفتيان",
        "من الرجال والفتيان",
    ),
    (None, "child"): Noun("طفل واحد", "طفلان", "طفلين", "أطفال", "طفلاً", "طفل"),
    (None, "adult"): Noun("بالغ واحد", "بالغان", "بالغين اثنين", "بالغين", "بالغاً", "بالغ"),
}  # fmt: skip
STATUS_AR: Final[dict[str, tuple[Noun, str]]] = {
    "civilian": (_CIVILIAN, ""),
    "hors_de_combat": (_FIGHTER, " خارج القتال"),
    "other_protected": (_PERSON, " من المحميين الآخرين"),
    "not_fighting": (_PERSON, " من المدنيين والمقاتلين خارج القتال"),
    "armed_forces": (_MEMBER, " من قوات الدولة"),
    "participating_in_hostilities": (_GUNMAN, " من المشاركين في القتال"),
    "fighting": (_FIGHTER, " من كل الأطراف"),
    "all_but_armed_groups": (_PERSON, " من غير عناصر الجماعات المسلحة"),
    "unknown": (_PERSON, " ممن لم تُعرف صفتهم"),
    "not_stated": (_PERSON, " ممن لم تُذكر صفتهم"),
}
_AMONG_AR: Final = {
    "civilian": " من المدنيين",
    "hors_de_combat": " من المقاتلين خارج القتال",
    "armed_forces": " من أفراد قوات الدولة",
    "participating_in_hostilities": " من المسلحين المشاركين في القتال",
    "fighting": " من مقاتلي كل الأطراف",
}  # behind a noun of sex and age; the other statuses read as in STATUS_AR


def _always(words: str) -> Verb:
    return Verb(*[words] * 6)


_KILLED: Final = ("قُتل", "قُتلت", "قُتلا", "قُتلتا", "قُتلوا", "قُتلن")
_HURT: Final = ("جُرح", "جُرحت", "جُرحا", "جُرحتا", "جُرحوا", "جُرحن")
DONE_AR: Final[dict[str, Verb]] = {
    "killed": Verb(*_KILLED),
    "bodies_recovered": Verb(
        "عُثر على جثته", "عُثر على جثتها", "عُثر على جثتيهما", "عُثر على جثتيهما", "عُثر على جثثهم", "عُثر على جثثهن"
    ),
    "injured": Verb(*_HURT),
    "treated": Verb(*(f"{verb} في المستشفى" for verb in ("عولج", "عولجت", "عولجا", "عولجتا", "عولجوا", "عولجن"))),
    "casualties": Verb(*(f"{killed} أو {hurt}" for killed, hurt in zip(_KILLED, _HURT, strict=True))),
    "missing": _always("في عداد المفقودين"),
    "abducted": Verb("اختُطف", "اختُطفت", "اختُطفا", "اختُطفتا", "اختُطفوا", "اختُطفن"),
    "detained": _always("قيد الاحتجاز"),
    "suspects_held": Verb(
        "أُوقف للاشتباه به",
        "أُوقفت للاشتباه بها",
        "أُوقفا للاشتباه بهما",
        "أُوقفتا للاشتباه بهما",
        "أُوقفوا للاشتباه بهم",
        "أُوقفن للاشتباه بهن",
    ),
    "displaced": Verb("نزح", "نزحت", "نزحا", "نزحتا", "نزحوا", "نزحن"),
    "arrived_abroad": Verb(*(f"{verb} من سوريا" for verb in ("وصل", "وصلت", "وصلا", "وصلتا", "وصلوا", "وصلن"))),
    "sheltering": _always("في موقع اللجوء"),
    "mass_killings": _always(""),
    "mass_killing_sites": Verb("وقع فيه قتل جماعي", "", "وقع فيهما قتل جماعي", "", "وقع فيها قتل جماعي", ""),
}
QUANTITY_AR: Final = {
    "exact": "",
    "at_least": "ما لا يقل عن ",
    "more_than": "أكثر من ",
    "fewer_than": "أقل من ",
    "up_to": "ما لا يزيد على ",
    "about": "نحو ",
    "nearly": "قرابة ",
}


def _figure_ar(row: Row, names: Names) -> str:
    if row["qualifier"] in WITHOUT_NUMBER:
        return _without_number_ar(row, names)
    noun, among = _noun_ar(row)
    if row["qualifier"] == "between":
        number = row["high"]
        counted = f"بين {row['low']:,} و{number:,} {noun.after(number)}"
    else:
        number, words = row["value"], QUANTITY_AR[row["qualifier"]]
        counted = words + noun.counted(number, after_word=bool(words))
    party = f" ({names.ar('actors', row['party_id'])})" if row["party_id"] else ""
    done = DONE_AR[row["measure"]].of(number, noun.gender)
    further = " (زيادة)" if row["period_basis"] == "documentation" else ""
    return f"{counted}{among}{party}{f' {done}' if done else ''}{_limits_ar(row, names)}{further}"


def _without_number_ar(row: Row, names: Names) -> str:
    matter = f"{COUNT_AR[row['measure']]}{who_ar(row, names)}{_limits_ar(row, names)}"
    if row["qualifier"] == "unquantified":
        return f"{matter}: {label_ar(row, 'magnitude')} («{row['wording']}»، بلا رقم)"
    if row["qualifier"] == "denied":
        return f"نفي لما قيل عن {matter}"
    return f"لم تُنشر حصيلة عن {matter.removeprefix('عدد ')}"


def _noun_ar(row: Row) -> tuple[Noun, str]:
    """What is counted, and among whom."""
    if row["unit"] != "person":
        return _UNITS[row["unit"]], ""
    person, status = _PERSONS.get((row["sex"], row["age"])), row["status"]
    if not person:
        return STATUS_AR[status] if status else (_PERSON, "")
    among = _AMONG_AR.get(status) or (STATUS_AR[status][1] if status else "")
    return person, among.replace("صفتهم", "صفتهن") if person.gender == "f" else among


def _limits_ar(row: Row, names: Names) -> str:
    how = f" {label_ar(row, 'circumstance')}" if "circumstance" in (row["limits"] or "").split("|") else ""
    _, only = limited(row, names, but="circumstance")
    return f"{how}{f' (حصراً {only})' if only else ''}"
