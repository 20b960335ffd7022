"""Text in which numbers of persons are sought: digits for words, and patterns that are compiled when first used."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from casualty_dataset.validation.rules.word_lists import contact_words

NO_DIGIT_BEFORE = r"(?<![0-9.,:/-])"
NO_DIGIT_AFTER = r"(?![0-9]|[,:/-][0-9])"

_ID_OR_DAY = r"(?<![0-9A-Za-z-])(?:T[0-9]{8}|[0-9]{4}-[0-9]{2}-[0-9]{2})(?![0-9])"
_LETTER_FOR_0 = r"(?<=[0-9])[oO](?=[0-9oO])|(?<![A-Za-z0-9])[oO](?=[0-9])"
_LETTER_FOR_1 = r"(?<=[0-9])[lI](?=[0-9])"


def matches(text: str, *patterns: str) -> bool:
    """Return whether one of the patterns occurs in a text; a leading ``(?i)`` makes all of them ignore case."""
    return _compiled(patterns).search(text) is not None


@cache
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    any_case = any(pattern.startswith("(?i)") for pattern in patterns)
    joined = "|".join(f"(?:{pattern.removeprefix('(?i)')})" for pattern in patterns)
    return re.compile(joined, re.IGNORECASE if any_case else 0)


@lru_cache(256)
def plain(text: str) -> str:
    """Return a folded text without ids and days of the tables, and with digits for letters and words that mean them."""
    text = _compiled((_ID_OR_DAY,)).sub("·", text)
    text = _compiled((_LETTER_FOR_0,)).sub("0", text)
    text = _compiled((_LETTER_FOR_1,)).sub("1", text)
    digit_of = contact_words().digit_of
    word = "|".join(digit_of)
    run_of_words = _compiled((rf"(?i)(?<!\w)(?:(?:{word})[ ,-]+){{3,}}(?:{word})(?!\w)",))
    return run_of_words.sub(lambda run: "".join(digit_of[w.lower()] for w in re.findall(r"\w+", run.group())), text)
