"""Arabic nouns and verbs in the forms that a number asks for.

After a number the noun has the form of its plural class (the classes of the Unicode CLDR), and the verb agrees with the
noun.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from casualty_dataset.language.cldr import plural_class

Gender = Literal["m", "f", "things"]


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun for what is counted, in the form that each class of number asks for.

    ``singular`` and ``dual`` are used without digits, ``dual_after_word`` after a word such as "about"; ``few`` follows
    3 to 10, ``many`` 11 to 99 and ``other`` round hundreds. Several ``things`` take the verb of one woman.
    """

    singular: str
    dual: str
    dual_after_word: str
    few: str
    many: str
    other: str
    gender: Gender = "m"

    def counted(self, number: int, *, after_word: bool = False) -> str:
        """Return the number with the noun; for 1 and 2 the noun alone."""
        if number == 1:
            return self.singular
        if number == 2:
            return self.dual_after_word if after_word else self.dual
        return f"{number:,} {self.after(number)}"

    def after(self, number: int) -> str:
        """Return the form of the noun after the digits of a number."""
        return {"few": self.few, "many": self.many}.get(plural_class(number), self.other)


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb, or another word that agrees, for one man, one woman, two men, two women, several men, several women."""

    he: str
    she: str
    two_men: str
    two_women: str
    men: str
    women: str

    def agreeing(self, number: int, gender: Gender) -> str:
        """Return the form for so many of this gender."""
        if number == 1:
            return self.he if gender == "m" else self.she
        if number == 2:
            return self.two_men if gender == "m" else self.two_women
        return {"m": self.men, "f": self.women, "things": self.she}[gender]


_PRONOUNS: Final = Verb("ه", "ها", "هما", "هما", "هم", "هن")
_UNKNOWN: Final = Verb("مجهول", "مجهولة", "مجهولا", "مجهولتا", "مجهولي", "مجهولات")
_UNKNOWN_OBLIQUE: Final = Verb("مجهول", "مجهولة", "مجهولي", "مجهولتي", "مجهولي", "مجهولات")
"""Pronouns and the adjective "unknown" agree as verbs do; after the digits of a number the noun is no subject."""

PERSON: Final = Noun("شخص واحد", "شخصان", "شخصين", "أشخاص", "شخصاً", "شخص")
_CIVILIAN: Final = Noun("مدني واحد", "مدنيان", "مدنيين اثنين", "مدنيين", "مدنياً", "مدني")
_FIGHTER: Final = Noun("مقاتل واحد", "مقاتلان", "مقاتلين اثنين", "مقاتلين", "مقاتلاً", "مقاتل")
_MEMBER: Final = Noun("فرد واحد", "فردان", "فردين", "أفراد", "فرداً", "فرد")
_GUNMAN: Final = Noun("مسلح واحد", "مسلحان", "مسلحين اثنين", "مسلحين", "مسلحاً", "مسلح")
UNITS: Final = {
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
PEOPLE_BY_SEX_AND_AGE: Final = {
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
_CIVILIANS: Final = {"m": " من المدنيين", "f": " من المدنيات", "things": " من المدنيين"}
PEOPLE_BY_STATUS: Final[dict[str, tuple[Noun, str]]] = {
    "civilian": (_CIVILIAN, ""),
    "hors_de_combat": (_FIGHTER, " خارج القتال"),
    "other_protected": (PERSON, " من المحميين الآخرين"),
    "not_fighting": (PERSON, " من المدنيين والمقاتلين خارج القتال"),
    "armed_forces": (_MEMBER, " من قوات الدولة"),
    "participating_in_hostilities": (_GUNMAN, " من المشاركين في القتال"),
    "fighting": (_FIGHTER, " من كل الأطراف"),
    "all_but_armed_groups": (PERSON, " من غير عناصر الجماعات المسلحة"),
    "unknown": (PERSON, ""),
    "not_stated": (PERSON, ""),
}
"""The noun for each status, and the words after it; "unknown" and "not stated" agree, see :func:`of_status`."""

_AMONG_STATUS: Final = {
    "hors_de_combat": " من المقاتلين خارج القتال",
    "armed_forces": " من أفراد قوات الدولة",
    "participating_in_hostilities": " من المسلحين المشاركين في القتال",
    "fighting": " من مقاتلي كل الأطراف",
}
"""Words for a status after a noun of sex and age; for other statuses those of :data:`PEOPLE_BY_STATUS`."""


def of_status(status: str | None, number: int, noun: Noun, *, is_by_status: bool) -> str:
    """Return the words for a status after so many of a noun; ``is_by_status`` if the noun says the status itself."""
    if status is None:
        return ""
    if status == "not_stated":
        return f" لم تُذكر صفت{_PRONOUNS.agreeing(number, noun.gender)}"
    if is_by_status:
        return PEOPLE_BY_STATUS[status][1]
    return _CIVILIANS[noun.gender] if status == "civilian" else _AMONG_STATUS.get(status, PEOPLE_BY_STATUS[status][1])


def suspected(number: int, gender: Gender) -> str:
    """Return that so many were held as suspects, after the noun: للاشتباه بهم."""
    return f" للاشتباه ب{_PRONOUNS.agreeing(number, gender)}"


def unknown(words: list[str], number: int, gender: Gender, *, oblique: bool) -> str:
    """Return that status, sex or age of so many are unknown, agreeing with them: مجهولي الجنس والعمر.

    ``words`` name what is unknown; none give an empty text. ``oblique`` is the case after a preposition.
    """
    if not words:
        return ""
    forms = _UNKNOWN_OBLIQUE if oblique else _UNKNOWN
    return f" {forms.agreeing(number, gender)} {' و'.join(words)}"


def _invariable(words: str) -> Verb:
    return Verb(*[words] * 6)


_KILLED: Final = ("قُتل", "قُتلت", "قُتلا", "قُتلتا", "قُتلوا", "قُتلن")
_HURT: Final = ("جُرح", "جُرحت", "جُرحا", "جُرحتا", "جُرحوا", "جُرحن")
_AMONG_MEN, _AMONG_WOMEN = "في عداد المفقودين", "في عداد المفقودات"
_MISSING: Final = (_AMONG_MEN, _AMONG_WOMEN, _AMONG_MEN, _AMONG_WOMEN, _AMONG_MEN, _AMONG_WOMEN)
DIED: Final = Verb("تُوفي", "تُوفيت", "تُوفيا", "تُوفيتا", "تُوفوا", "تُوفين")
OUTCOMES: Final[dict[str, Verb]] = {
    "killed": Verb(*_KILLED),
    "bodies_recovered": Verb(
        "عُثر على جثته", "عُثر على جثتها", "عُثر على جثتيهما", "عُثر على جثتيهما", "عُثر على جثثهم", "عُثر على جثثهن"
    ),
    "injured": Verb(*_HURT),
    "treated": Verb(*(f"{verb} في المستشفى" for verb in ("عولج", "عولجت", "عولجا", "عولجتا", "عولجوا", "عولجن"))),
    "casualties": Verb(*(f"{killed} أو {hurt}" for killed, hurt in zip(_KILLED, _HURT, strict=True))),
    "killed_or_missing": Verb(*(f"{killed} أو {missing}" for killed, missing in zip(_KILLED, _MISSING, strict=True))),
    "missing": Verb(*_MISSING),
    "abducted": Verb("اختُطف", "اختُطفت", "اختُطفا", "اختُطفتا", "اختُطفوا", "اختُطفن"),
    "detained": _invariable("قيد الاحتجاز"),
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
    "sheltering": _invariable("في موقع إيواء"),
    "mass_killings": _invariable(""),
    "mass_killing_sites": Verb("وقع فيه قتل جماعي", "", "وقع فيهما قتل جماعي", "", "وقع فيها قتل جماعي", ""),
}

MASDARS: Final = {
    "killed": ("مقتل", ""),
    "bodies_recovered": ("العثور على جثث", ""),
    "injured": ("إصابة", ""),
    "treated": ("علاج", " في المستشفى"),
    "casualties": ("مقتل أو إصابة", ""),
    "killed_or_missing": ("مقتل أو فقدان", ""),
    "missing": ("فقدان", ""),
    "abducted": ("اختطاف", ""),
    "detained": ("احتجاز", ""),
    "suspects_held": ("توقيف", ""),
    "displaced": ("نزوح", ""),
    "arrived_abroad": ("وصول", " من سوريا"),
    "sheltering": ("إقامة", " في موقع إيواء"),
    "mass_killings": ("وقوع", ""),
    "mass_killing_sites": ("وقوع قتل جماعي في", ""),
}
"""What happened as a verbal noun, before and after those who were counted: مقتل 330 مدنياً; see also
:func:`suspected`.
"""

QUANTITY_PREFIXES: Final = {
    "exact": "",
    "at_least": "ما لا يقل عن ",
    "more_than": "أكثر من ",
    "fewer_than": "أقل من ",
    "up_to": "ما لا يزيد على ",
    "about": "نحو ",
    "nearly": "قرابة ",
}
"""Words before the number; an empty one for an exact number."""
