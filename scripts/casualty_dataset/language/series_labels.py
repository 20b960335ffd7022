"""Series in words, in English and Arabic: what all the points of one share.

The parts of a label are given one by one, so that each is made once for all series that share it: a group, a place, a
period, a basis.
"""

from __future__ import annotations

from datetime import date

from casualty_dataset.language.arabic import phrases as arabic_phrases
from casualty_dataset.language.arabic import words as arabic_words
from casualty_dataset.language.english import phrases as english_phrases
from casualty_dataset.language.english import words as english_words
from casualty_dataset.language.names import Names
from casualty_dataset.language.sentences import Sentence
from casualty_dataset.model import Figure, Scope


def counted_group(scope: Scope, names: Names) -> Sentence:
    """Return who was counted and what happened to them, without the limits: civilians killed."""
    return Sentence(
        english_phrases.counted_people(scope, names),
        f"{arabic_words.count_of_people(scope, names)}{arabic_words.how(scope)}",
    )


def limits(scope: Scope, names: Names) -> Sentence:
    """Return whose harm alone is counted, with a comma before it; empty if nothing limits the count."""
    only, only_arabic = english_phrases.counting_only(scope, names), arabic_phrases.counting_only(scope, names)
    return Sentence(f", {only}" if only else "", f"، {only_arabic}" if only_arabic else "")


def place(scope: Scope, names: Names) -> Sentence:
    """Return where, with a space or a comma before it."""
    return Sentence(english_words.place(scope, names), arabic_words.place(scope, names))


def period(scope: Scope) -> Sentence:
    """Return the days that were counted, with a space before them; empty if they are those of the incident."""
    return Sentence(english_words.period(scope), arabic_words.period(scope))


def basis(code: str) -> Sentence:
    """Return how was counted, with a comma before it; empty if it is not stated."""
    if code == "not_stated":
        return Sentence("", "")
    return Sentence(f", {english_words.label('basis', code)}", f"، {arabic_words.label('basis', code)}")


def increments(*, are: bool) -> Sentence:
    """Return that the points are increments, with a comma before it."""
    return Sentence(", increments", "، زيادات") if are else Sentence("", "")


def begins(on: date | None) -> Sentence:
    """Return from which day on the points are, with a comma before it; empty where it is not known."""
    if on is None:
        return Sentence("", "")
    return Sentence(f", from {english_words.day(on)} on", f"، بدءاً من {arabic_words.day(on)}")


def quantity(figure: Figure) -> Sentence:
    """Return how many: at least 330."""
    return Sentence(english_words.quantity(figure), arabic_words.quantity(figure))
