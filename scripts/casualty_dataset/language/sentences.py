"""The same sentence in English and Arabic."""

from __future__ import annotations

from dataclasses import dataclass

from casualty_dataset.language import arabic, english
from casualty_dataset.language.names import Document, Name, Names
from casualty_dataset.model import Tally


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in English and in Arabic."""

    en: str
    ar: str


def tally_sentence(tally: Tally, names: Names) -> Sentence:
    """Return a tally as a sentence: who said how many, of whom, where, as of when, and which document carries it."""
    return Sentence(english.tally_sentence(tally, names), arabic.tally_sentence(tally, names))


def document_sentence(document: Document) -> Sentence:
    """Return what a document is, who published it, when and where."""
    return Sentence(english.document_sentence(document), arabic.document_sentence(document))


def name_sentence(name: Name) -> Sentence:
    """Return the name of an actor, a place or an incident, in English with its description."""
    return Sentence(f"{name.en} — {name.description}" if name.description else name.en, name.ar)
