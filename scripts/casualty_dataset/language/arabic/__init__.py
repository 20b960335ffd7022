"""Figures, tallies, conflicts and points of series in Arabic.

Phrases have nouns and verbs that agree with their number. A claimant is called a body, «جهة», since the gender of its
name is not known. ``grammar`` holds nouns and verbs in the forms that a number asks for, ``words`` labels, days,
quantities and counts, ``phrases`` what has no claimant; ``sentences``, ``conflicts`` and ``points`` what it said.
"""

from casualty_dataset.language.arabic.conflicts import conflict_sentences
from casualty_dataset.language.arabic.phrases import described_phrase, figure_phrase, limits_phrase, scope_phrase
from casualty_dataset.language.arabic.points import point_phrase
from casualty_dataset.language.arabic.sentences import document_sentence, quotation, summary, tally_sentence
from casualty_dataset.language.arabic.words import COUNTS, STATUS_WORDS, count_of_people, day, label, quantity

__all__ = [
    "COUNTS", "STATUS_WORDS", "conflict_sentences", "count_of_people", "day", "described_phrase", "document_sentence",
    "figure_phrase", "label", "limits_phrase", "point_phrase", "quantity", "quotation", "scope_phrase", "summary",
    "tally_sentence",
]  # fmt: skip
