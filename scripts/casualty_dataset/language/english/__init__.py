"""Figures, tallies, conflicts and points of series in English.

Every number is given as somebody's claim: a claimant *said* or *counted* that people were killed, and never "had"
people killed. ``words`` holds labels, days, quantities and nouns; ``phrases`` what has no claimant; ``sentences``,
``conflicts`` and ``points`` what a claimant said.
"""

from casualty_dataset.language.english.conflicts import conflict_sentences
from casualty_dataset.language.english.phrases import described_phrase, figure_phrase, limits_phrase, scope_phrase
from casualty_dataset.language.english.points import point_phrase
from casualty_dataset.language.english.sentences import (
    document_sentence,
    interval,
    quotation,
    summary,
    tally_sentence,
)
from casualty_dataset.language.english.words import (
    PARTICIPLES,
    PEOPLE_BY_STATUS,
    VERBS,
    day,
    label,
    outcome,
    people,
    quantity,
)

__all__ = [
    "PARTICIPLES", "PEOPLE_BY_STATUS", "VERBS", "conflict_sentences", "day", "described_phrase", "document_sentence",
    "figure_phrase", "interval", "label", "limits_phrase", "outcome", "people", "point_phrase", "quantity",
    "quotation", "scope_phrase", "summary", "tally_sentence",
]  # fmt: skip
