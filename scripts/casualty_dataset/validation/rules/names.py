"""The rule on names of persons: a word that announces a name, or a common given name, and words that may be one.

Names have no form by which a program could know them, so this errs both ways; SECURITY.md gives the measured rates. The
names of actors, places and publishers in the tables are no findings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import NamedTuple

from casualty_dataset.validation.rules.check import Checks
from casualty_dataset.validation.rules.context import Context
from casualty_dataset.validation.rules.known_names import NAME_COLUMNS, KnownNames, split_words
from casualty_dataset.validation.rules.pii_candidates import withheld_findings
from casualty_dataset.validation.rules.rule import rule
from casualty_dataset.validation.rules.word_lists import name_words

# --- what may announce a name ------------------------------------------------------------------------

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


@cache
def announcements() -> tuple[str, ...]:
    """Return patterns, for Polars, of what may announce a name; a cell that none of them matches holds no name."""
    words = name_words()
    return (
        rf"(?-u:\b)(?i-u:{_any(words.kin)}) of (?:al-|el-|{_LINK})?[A-Z]",
        r"(?-u:\b)(?:Mr|Mrs|Ms|Dr|[Ss]heikha?|[Ss]haykh|[Hh]ajj?i?a?|[Ss]ayyida?|[Uu]staz|Abu|Abou|O?[Uu]mm|[Mm]artyr)"
        r"\.? (?:[Aa]l-)?[A-Z]",
        rf"(?-u:\b)(?i-u:{_any(words.roles)}|(?:{_any(words.events)}) of|known as|called)[,:]? "
        r"(?:[Aa]l-)?[A-Z][a-z’'-]+ (?:[Aa]l-|bin |ibn )?[A-Z]",
        rf"(?-u:\b)(?:{_NAMED}),?:? (?:[Aa]l-)?[A-Z]",
        rf"(?-u:\b)(?i-u:{_any(words.given)})[ ,-][A-Za-z]",
        r"[0-9\u0660-\u0669]{2} (?:عاما|سنة)",
        r"[A-Z][a-z’'-]+ (?:[Aa]l-)?[A-Z][a-z’'-]+,? "
        r"(?:\(?[0-9]{1,2}[,)]|aged [0-9]|\(?[0-9]{1,2} years|died|was [bdekmstw])",
        rf"(?:^| )[وفبلك]?(?:{_any(map(_unfolded, sorted(words.announcing_ar)))}) [A-Za-z\u0621-\u064a]",
    )


def _any(patterns: Iterable[str]) -> str:
    return "|".join(patterns)


def _unfolded(word: str) -> str:
    """Return a pattern of the spellings that fold to an Arabic word."""
    first = "[اأإآ]" if word[0] == "ا" and word[:2] != "ال" else word[0]
    last = {"ي": "[يى]", "ه": "[هة]"}.get(word[-1], word[-1]) if word != "علي" else "ي"  # not the preposition
    return first + word[1:-1] + last


# --- the rule ----------------------------------------------------------------------------------------


@rule(
    "Remove the name and give the office or the role; if it is no person's name, waive the row.",
    every_table=True,
    waivable=True,
    personal=True,
    blocks_edits=True,
)
def no_personal_name(context: Context) -> Checks:
    """No cell holds what looks like the name of a person; a person appears by office or role alone."""
    name_columns = NAME_COLUMNS.get(context.table_name, ())
    hits = []
    for cell in context.candidates.names.get(context.table_name, ()):
        if cell.column not in name_columns:
            without = ""
        elif context.table_name == "actors":
            without = "actors"  # an actor must not be a person either, so its own name does not excuse it
        else:
            continue
        if names_a_person(cell.text, partial(context.known_names, without)):
            hits.append(cell)
    return withheld_findings(hits, "the text seems to name a person")


def names_a_person(text: str, known: Callable[[], KnownNames]) -> bool:
    """Return whether a folded text seems to hold the name of a person that is none of the known names."""
    latin = text.isascii() or re.search("[A-Za-z]{2}", text)  # its expressions take long to compile
    return bool(latin and _in_latin(text, known)) or _in_arabic(text, known) or _with_age_in_arabic(text, known)


# --- names in Latin letters --------------------------------------------------------------------------


class _LatinPattern(NamedTuple):
    """A pattern of a name and what is around it, the fewest words of such a name, and whether known words excuse it."""

    pattern: re.Pattern[str]
    least_words: int
    known_words_excuse: bool


@cache
def _latin_patterns() -> tuple[_LatinPattern, ...]:
    words = name_words()
    given, roles, events = _any(words.given), _any(words.roles), _any(words.events)
    of_or_title = rf"\b(?:(?i:{_any(words.kin)})(?: of|:)|(?i:{_any(words.titles)})\.?|(?i:{_NAMED}))"
    role = rf"(?:\b(?i:{roles}|(?:{events}) of|known as|called)|(?:{_ANNOUNCED_AR}))"
    after = rf",? (?:{_AFTER})\b|,? \(?(?:aged )?[0-9]{{1,2}}(?:\)|,| years|-year)|,? aged [0-9]"
    patterns = (
        (rf"{of_or_title}[,:]? (?P<name>{_NAME})", 1, True),
        (rf"{role}[,:]? (?P<name>{_NAME})", 2, True),
        (rf"\b(?P<name>{_NAME})(?:{after})", 2, True),
        (rf"\b(?P<name>(?:{_WORD} )?(?i:{given})(?: |-){_NAME}|{_WORD} (?i:{given}))(?![a-z])", 2, False),
        (rf"\b(?P<name>(?i:{given}) (?i:{given}|(?:al|el)[- ][a-z]{{3,}}))(?![a-z])", 2, False),
    )
    return tuple(_LatinPattern(re.compile(pattern), least, excuse) for pattern, least, excuse in patterns)


@cache
def _site_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what comes before and after the name of a person by which a site is called."""
    return re.compile(_SITE_BEFORE, re.IGNORECASE), re.compile(_SITE_AFTER, re.IGNORECASE)


def _in_latin(text: str, known: Callable[[], KnownNames]) -> bool:
    before, after = _site_patterns()
    for pattern, least_words, known_words_excuse in _latin_patterns():
        for match in pattern.finditer(text):
            words = split_words(match["name"])
            if len(words) < least_words or not _may_be_person(words):
                continue
            if after.match(text[match.end("name") :]) or before.search(text[: match.start()]):
                continue
            excused = known_words_excuse and all(word in known() for word in words)
            if " ".join(words) not in known() and not excused:
                return True
    return False


def _may_be_person(words: list[str]) -> bool:
    lists = name_words()
    return not lists.no_name.intersection(words) and words[0] not in lists.place_first


# --- names in Arabic letters -------------------------------------------------------------------------


def _in_arabic(text: str, known: Callable[[], KnownNames]) -> bool:
    text = re.sub(r"(?<!\w)على(?!\w)", "في", text)  # a preposition that folds to a given name
    for part in re.split(r"[.,;:()\[\]«»\"]", text):
        words = [_without_prefix(word) for word in split_words(part)]
        for at in range(len(words)):
            length = _name_length([*words, ""], at)
            name, before = " ".join(words[at : at + length]), words[max(0, at - 2) : at]
            if length and name not in known() and not name_words().site_ar.intersection(before):
                return True
    return False


def _without_prefix(word: str) -> str:
    """Return the word without a letter written together with it (and, for, by, as), if a list holds the rest."""
    announcing = name_words().announcing_ar
    if word not in announcing and word[:1] in ("و", "ف", "ب", "ل", "ك"):
        rest = "ال" + word[2:] if word[:2] == "لل" else word[1:]
        return rest if rest in announcing else word
    return word


def _name_length(words: list[str], at: int) -> int:
    """Return of how many words, from this one on, an announcement with its name consists; 0 where there is none."""
    lists, word, first, second = name_words(), words[at], words[at + 1], words[at + 2] if at + 2 < len(words) else ""
    is_given = first in lists.given_ar or first in lists.doubtful_ar
    if word in lists.titles_ar:
        return 3 if _name_after_title(word, first, second) else 0
    if word in lists.kin_ar:
        if is_given or _is_nickname(word, first):
            return 2
        return 3 if _name_after_kin(word, first, second) else 0
    if word in lists.given_ar:
        return 2
    return 2 if word in lists.doubtful_ar and (is_given or first == "بن") else 0


def _name_after_title(word: str, first: str, second: str) -> bool:
    lists = name_words()
    family = second[:2] == "ال" or second in lists.given_ar or second in lists.doubtful_ar
    if first in lists.given_ar:
        return True
    if first in lists.doubtful_ar:
        return family or _may_be_family(second)
    return _may_be_given(first) and (family or (word in lists.before_any_ar and _may_be_family(second)))


def _is_nickname(word: str, first: str) -> bool:
    return word in ("ابو", "ابي") and first not in name_words().no_name_ar and len(first) > 2


def _name_after_kin(word: str, first: str, second: str) -> bool:
    if word in ("ابن", "ابنه"):
        return _may_be_given(first) and (second[:2] == "ال" or _may_be_given(second))
    announced = second[:2] == "ال" or second in name_words().died_ar
    return word not in ("ام", "بنت") and announced and _may_be_given(first)


def _may_be_given(word: str) -> bool:
    """Return whether an Arabic word of no list may be a given name: no verb, no preposition, no article."""
    return _may_be_family(word) and word[:2] != "ال" and word[:1] not in ("ل", "ف", "و", "ي", "ت", "ن")


def _may_be_family(word: str) -> bool:
    return len(word) > 2 and "\u0621" <= word[0] <= "\u064a" and word not in name_words().no_name_ar


def _with_age_in_arabic(text: str, known: Callable[[], KnownNames]) -> bool:
    """Return whether two words that may be a name come before an age."""
    for match in re.finditer(r"([\u0621-\u064a]+) ([\u0621-\u064a]+),? \(?[0-9]{1,2} (?:عاما|سنة)", text):
        words = [_without_prefix(word) for word in split_words(match[0])[:2]]
        if _may_be_given(words[0]) and _may_be_family(words[1]) and " ".join(words) not in known():
            return True
    return False
