"""The word lists beside this module, read once: ``name_words.toml`` and ``contact_words.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class NameWords:
    """Words by which names of persons are recognised; ``name_words.toml`` says what each list is for."""

    given: tuple[str, ...]
    kin: tuple[str, ...]
    titles: tuple[str, ...]
    roles: tuple[str, ...]
    events: tuple[str, ...]
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

    @property
    def announcing_ar(self) -> frozenset[str]:
        """Arabic words that announce a name or are one."""
        return self.titles_ar | self.kin_ar | self.given_ar | self.doubtful_ar


@dataclass(frozen=True, slots=True)
class ContactWords:
    """Words by which ways to reach or identify a person are recognised; ``digit_of`` maps a word to its digit."""

    hints: tuple[str, ...]
    digit_of: dict[str, str]


_PATTERNS = ("given", "kin", "titles", "roles", "events")
"""The lists of ``name_words.toml`` that are used as patterns, in their order."""


@cache
def name_words() -> NameWords:
    """Read ``name_words.toml``."""
    lists = _read("name_words.toml")
    given, kin, titles, roles, events = (tuple(lists.pop(name)) for name in _PATTERNS)
    sets = {name: frozenset(words) for name, words in lists.items()}
    return NameWords(given, kin, titles, roles, events, **sets)


@cache
def contact_words() -> ContactWords:
    """Read ``contact_words.toml``."""
    lists = _read("contact_words.toml")
    digit_of = {word: str(digit) for digit, words in enumerate(lists["digits"]) for word in words}
    return ContactWords(tuple(lists["hints"]), digit_of)


def _read(name: str) -> dict[str, list[str]]:
    return tomllib.loads(Path(__file__).with_name(name).read_text("utf-8"))
