"""What looks like the name of a person: a word that announces one, or a common given name, and words that may be one.

Names have no form by which a machine could know them. So this errs both ways; the measure of it is in SECURITY.md. What
stands in the tables as the name of an actor, a place or a publisher is no finding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import polars as pl

from casualty_dataset.validation.rules import name_words as lexicon
from casualty_dataset.validation.rules.pii_candidates import Suspects, told
from casualty_dataset.validation.rules.rule import Questions, rule
from casualty_schemas import Table

# --- Latin letters ---------------------------------------------------------------------------------

_CAPITAL = r"[A-Z\u00c0-\u00de][\w’'`]+(?:-[A-Za-z\u00c0-\u00ff][\w’'`]*)*"
_ARTICLE = r"(?:[Aa]l|[Ee]l|[Aa]d|[Aa]s|[Aa]sh|[Aa]r|[Aa]n|[Aa]z|[Aa]t)[- ]"
_WORD = rf"(?:{_ARTICLE})?{_CAPITAL}"
_LINK = r"(?:bin |ibn |ben |bint |[Aa]bu |[Aa]bou |[Aa]bd )?"
_NAME = rf"{_LINK}{_WORD}(?: {_LINK}{_WORD}){{0,3}}"

_NAMED = r"named|by the name of|identified as|name (?:is|was)"
_AFTER = r"(?:was|were) (?:killed|shot|executed|murdered|buried|abducted|detained|wounded|taken)|died|survived|was born"
_ANNOUNCED_AR = "الشهيد|الشهيدة|المرحوم|المرحومة|الشاهد|الشاهدة|الناجي|الناجية|المدعو|والد|والدة|أبو|ابن|أم"

_SITE_BEFORE = (
    r"\b(?:shrine|mosque|hospital|street|square|suburb|quarter|village|town|tomb|mount|jabal) (?:of )?(?:the )?$"
)
_SITE_AFTER = (
    r"^['’]?s?,? ?(?:hospital|mosque|street|square|bridge|roundabout|school|university|airport|base|college|shrine|"
    r"suburb|church|division|brigades?|front|camp|quarter|neighbou?rhood|village|town|district|road|park|stadium|prison|"
    r"foundation|cent(?:re|er)|news|agency|network|valley|castle)"
)


def _spelled(words: str) -> str:
    """An alternation of folded Arabic words in the spellings that fold to them."""
    return "|".join(_unfolded(word) for word in words.split())


def _unfolded(word: str) -> str:
    first = "[اأإآ]" if word[0] == "ا" and word[:2] != "ال" else word[0]
    last = {"ي": "[يى]", "ه": "[هة]"}.get(word[-1], word[-1]) if word != "علي" else "ي"  # not the preposition
    return first + word[1:-1] + last


_ARABIC = _spelled(" ".join((lexicon.TITLE_AR, lexicon.KIN_AR, lexicon.GIVEN_AR, lexicon.DOUBTFUL_AR)))
ANNOUNCING = (
    rf"(?-u:\b)(?i-u:{lexicon.OF}) of (?:al-|el-|{_LINK})?[A-Z]",
    r"(?-u:\b)(?:Mr|Mrs|Ms|Dr|[Ss]heikha?|[Ss]haykh|[Hh]ajj?i?a?|[Ss]ayyida?|[Uu]staz|Abu|Abou|O?[Uu]mm|[Mm]artyr)"
    r"\.? (?:[Aa]l-)?[A-Z]",
    rf"(?-u:\b)(?i-u:{lexicon.ROLE}|(?:{lexicon.EVENT}) of|known as|called)[,:]? (?:[Aa]l-)?[A-Z][a-z’'-]+ "
    r"(?:[Aa]l-|bin |ibn )?[A-Z]",
    rf"(?-u:\b)(?:{_NAMED}),?:? (?:[Aa]l-)?[A-Z]",
    rf"(?-u:\b)(?i-u:{lexicon.GIVEN})[ ,-][A-Za-z]",
    r"[0-9\u0660-\u0669]{2} (?:عاما|سنة)",
    r"[A-Z][a-z’'-]+ (?:[Aa]l-)?[A-Z][a-z’'-]+,? "
    r"(?:\(?[0-9]{1,2}[,)]|aged [0-9]|\(?[0-9]{1,2} years|died|was [bdekmstw])",
    rf"(?:^| )[وفبلك]?(?:{_ARABIC}) [A-Za-z\u0621-\u064a]",
)
"""For the first pass over all text: what may announce a name."""


_NAMING = {"actors": ("name_en", "name_ar"), "places": ("name_en", "name_ar", "aliases"), "sources": ("publisher",)}
"""The columns that give names to bodies and places."""


@dataclass(frozen=True, slots=True)
class Known:
    """The names of actors, places and publishers, letters folded, in one text; a run of words of one is known."""

    text: str

    def __contains__(self, words: str) -> bool:
        return f" {words} " in self.text


def known(frames: Mapping[str, pl.DataFrame], without: str = "") -> Known:
    """The names that the tables themselves give to actors, places and publishers; less those of one table."""
    names = [
        frames[table][name].drop_nulls()
        for table, some in _NAMING.items()
        if table in frames.keys() - {without}
        for name in some
    ]
    lines = _folded("\n".join(text for series in names for text in series.unique()).replace("|", "\n"))
    return Known(" " + re.sub(r"[^\w\n]+", " ", lines).replace("\n", " \n ") + " ")


def _words(text: str) -> list[str]:
    """The words of a text in one spelling of letters: small, Arabic without its variants, no hyphen or apostrophe."""
    return re.findall(r"[^\W_]+", _folded(text))


def _folded(text: str) -> str:
    return re.sub("[\u0640\u064b-\u0652'’`]", "", text.lower()).translate(_ONE_LETTER)


_ONE_LETTER = str.maketrans("أإآٱىةئؤ", "اااايهيو")


@rule("Take the name out and say the office or the role; if it is no person's name, waive the row.", waivable=True)
def no_personal_name(table: type[Table], suspects: Suspects, known: Callable[..., Known]) -> Questions:
    """No cell holds what looks like the name of a person; a person appears by office or role alone."""
    naming = _NAMING.get(table.table_name(), ())
    others = (lambda: known("actors")) if table.table_name() == "actors" else None  # an actor may be no person either
    hits = [
        cell
        for cell in suspects.names.get(table.table_name(), ())
        if (cell.column not in naming and names_somebody(cell.text, known))
        or (cell.column in naming and others and names_somebody(cell.text, others))
    ]
    return told(hits, "the text seems to name a person")


def names_somebody(text: str, known: Callable[[], Known]) -> bool:
    """Whether a folded text seems to hold the name of a person that is none of the known names."""
    latin = text.isascii() or re.search("[A-Za-z]{2}", text)  # its expressions take long to make
    return bool(latin and _in_latin(text, known)) or _in_arabic(text, known) or _with_age_in_arabic(text, known)


@dataclass(frozen=True, slots=True)
class _Lists:
    """The word lists as sets."""

    no_name: frozenset[str]
    place_first: frozenset[str]
    given_ar: frozenset[str]
    doubtful_ar: frozenset[str]
    titles_ar: frozenset[str]
    before_any_ar: frozenset[str]
    kin_ar: frozenset[str]
    died_ar: frozenset[str]
    site_ar: frozenset[str]
    no_name_ar: frozenset[str]

    def listed_ar(self, word: str) -> bool:
        """Whether an Arabic word announces a name or is one."""
        return any(word in some for some in (self.given_ar, self.doubtful_ar, self.titles_ar, self.kin_ar))


@cache
def _lists() -> _Lists:
    """The word lists; split when the first suspect is looked at."""
    texts = (
        *(lexicon.NO_NAME, lexicon.PLACE_FIRST, lexicon.GIVEN_AR, lexicon.DOUBTFUL_AR, lexicon.TITLE_AR),
        *(lexicon.BEFORE_ANY_AR, lexicon.KIN_AR, lexicon.DIED_AR, lexicon.SITE_AR, lexicon.NO_NAME_AR),
    )
    return _Lists(*(frozenset(text.split()) for text in texts))


# --- Latin letters: how a name is told -------------------------------------------------------------


@cache
def _latin() -> tuple[tuple[re.Pattern[str], int, bool], ...]:
    """What a name follows or precedes; from how many words on it is one; whether known words may make it up."""
    one = rf"\b(?:(?i:{lexicon.OF})(?: of|:)|(?i:{lexicon.TITLE})\.?|(?i:{_NAMED}))[,:]? (?P<name>{_NAME})"
    two = (
        rf"(?:\b(?i:{lexicon.ROLE}|(?:{lexicon.EVENT}) of|known as|called)|(?:{_ANNOUNCED_AR}))[,:]? (?P<name>{_NAME})"
    )
    after = rf"\b(?P<name>{_NAME})(?:,? (?:{_AFTER})\b|,? \(?(?:aged )?[0-9]{{1,2}}(?:\)|,| years|-year)|,? aged [0-9])"
    given = rf"\b(?P<name>(?:{_WORD} )?(?i:{lexicon.GIVEN})(?: |-){_NAME}|{_WORD} (?i:{lexicon.GIVEN}))(?![a-z])"
    small = rf"\b(?P<name>(?i:{lexicon.GIVEN}) (?i:{lexicon.GIVEN}|(?:al|el)[- ][a-z]{{3,}}))(?![a-z])"
    kinds = ((one, 1, True), (two, 2, True), (after, 2, True), (given, 2, False), (small, 2, False))
    return tuple((re.compile(pattern), least, made_up) for pattern, least, made_up in kinds)


@cache
def _sites() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before, and what stands after, the name of a person by whom something else is called."""
    return re.compile(_SITE_BEFORE, re.IGNORECASE), re.compile(_SITE_AFTER, re.IGNORECASE)


def _in_latin(text: str, known: Callable[[], Known]) -> bool:
    lists, (before, after) = _lists(), _sites()
    for pattern, least, made_up in _latin():
        for found in pattern.finditer(text):
            words = _words(found["name"])
            if len(words) < least or lists.no_name.intersection(words) or words[0] in lists.place_first:
                continue
            if after.match(text[found.end("name") :]) or before.search(text[: found.start()]):
                continue
            if " ".join(words) not in known() and not (made_up and all(word in known() for word in words)):
                return True
    return False


# --- Arabic letters: how a name is told ------------------------------------------------------------


def _in_arabic(text: str, known: Callable[[], Known]) -> bool:
    for part in re.split(
        r"[.,;:()\[\]«»\"]", re.sub(r"(?<!\w)على(?!\w)", "في", text)
    ):  # a preposition that folds to a name
        words = [_bare(word) for word in _words(part)]
        for at in range(len(words)):
            length = _told_at([*words, ""], at)
            if (
                length
                and " ".join(words[at : at + length]) not in known()
                and not _lists().site_ar.intersection(words[max(0, at - 2) : at])
            ):
                return True
    return False


def _bare(word: str) -> str:
    """The word without the letters that are written together with it: and, for, by, as."""
    lists = _lists()
    if not lists.listed_ar(word) and word[:1] in ("و", "ف", "ب", "ل", "ك"):
        rest = "ال" + word[2:] if word[:2] == "لل" else word[1:]
        return rest if lists.listed_ar(rest) else word
    return word


def _told_at(words: list[str], at: int) -> int:
    """Over how many words, from this one on, a name is told; 0 if none is."""
    lists, word, first, second = _lists(), words[at], words[at + 1], words[at + 2] if at + 2 < len(words) else ""
    some = first in lists.given_ar or first in lists.doubtful_ar
    if word in lists.titles_ar:
        return 3 if _after_title(word, first, second) else 0
    if word in lists.kin_ar:
        return 2 if some or _nickname(word, first) else 3 if _after_kin(word, first, second) else 0
    if word in lists.given_ar:
        return 2
    return 2 if word in lists.doubtful_ar and (some or first == "بن") else 0


def _after_title(word: str, first: str, second: str) -> bool:
    lists = _lists()
    family = second[:2] == "ال" or second in lists.given_ar or second in lists.doubtful_ar
    if first in lists.given_ar:
        return True
    if first in lists.doubtful_ar:
        return family or _may_be_family(second)
    return _may_be_name(first) and (family or (word in lists.before_any_ar and _may_be_family(second)))


def _nickname(word: str, first: str) -> bool:
    return word in ("ابو", "ابي") and first not in _lists().no_name_ar and len(first) > 2


def _after_kin(word: str, first: str, second: str) -> bool:
    if word in ("ابن", "ابنه"):
        return _may_be_name(first) and (second[:2] == "ال" or _may_be_name(second))
    told = second[:2] == "ال" or second in _lists().died_ar
    return word not in ("ام", "بنت") and told and _may_be_name(first)


def _may_be_name(word: str) -> bool:
    """Whether an Arabic word that no list holds may be a given name: no verb, no preposition, no article."""
    return _may_be_family(word) and word[:2] != "ال" and word[:1] not in ("ل", "ف", "و", "ي", "ت", "ن")


def _may_be_family(word: str) -> bool:
    return len(word) > 2 and "\u0621" <= word[0] <= "\u064a" and word not in _lists().no_name_ar


def _with_age_in_arabic(text: str, known: Callable[[], Known]) -> bool:
    """Two words that may be a name, before an age."""
    for found in re.finditer(r"([\u0621-\u064a]+) ([\u0621-\u064a]+),? \(?[0-9]{1,2} (?:عاما|سنة)", text):
        words = [_bare(word) for word in _words(found[0])[:2]]
        if _may_be_name(words[0]) and _may_be_family(words[1]) and " ".join(words) not in known():
            return True
    return False
