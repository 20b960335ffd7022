"""The same sentence in English and Arabic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casualty_dataset.core.text import ended
from casualty_dataset.language import arabic, english
from casualty_dataset.language.names import Document, Name, Names
from casualty_dataset.model import Conflict, Point, Statement, Tally


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in English and in Arabic."""

    en: str
    ar: str


def tally_sentence(tally: Tally, names: Names) -> Sentence:
    """Return a tally as a sentence: who said how many, of whom, where, as of when, and which document carries it."""
    return Sentence(english.tally_sentence(tally, names), arabic.tally_sentence(tally, names))


def conflict_sentences(conflict: Conflict, first: Statement, second: Statement | None, names: Names) -> Sentence:
    """Return a conflict in short sentences: each claim as its claimant made it, with its own day, then the gap.

    ``first`` is the statement of ``conflict.claim_id``; ``second`` that of ``other_id``, None for a sum.
    """
    return Sentence(
        english.conflict_sentences(conflict, first, second, names),
        arabic.conflict_sentences(conflict, first, second, names),
    )


def point_phrase(point: Point, earlier: Statement | None = None) -> Sentence:
    """Return what a point of a series is, beside its figure and day; ``earlier`` is the claim that stood before."""
    return Sentence(english.point_phrase(point, earlier), arabic.point_phrase(point, earlier))


def scope_phrase(statement: Statement, names: Names) -> Sentence:
    """Return what a series is about, without its figures and its claimant."""
    return Sentence(english.scope_phrase(statement, names), arabic.scope_phrase(statement, names))


def quotation(tally: Tally, names: Names) -> Sentence:
    """Return what can be printed of a tally: claimant, figure as it was said, place, day, document and address."""
    return Sentence(english.quotation(tally, names), arabic.quotation(tally, names))


def document_sentence(document: Document) -> Sentence:
    """Return what a document is, who published it, when and where."""
    return Sentence(english.document_sentence(document), arabic.document_sentence(document))


def name_sentence(name: Name) -> Sentence:
    """Return the name of an actor, a place or an incident, in English with its description."""
    return Sentence(f"{name.en} — {name.description}" if name.description else name.en, name.ar)


def retirement_sentence(
    table: Sentence, retired_on: date | None, last_in: str, reason: str, *, replaced: bool
) -> Sentence:
    """Return when a row was retired, which release is the last that holds it, why, and whether a row stands for it.

    ``table`` is what the table is called; the reason stands as the maintainers wrote it.
    """
    words = ended(reason)
    on, on_arabic = (f" on {english.day(retired_on)}", f" في {arabic.day(retired_on)}") if retired_on else ("", "")
    none, none_arabic = ("", "") if replaced else (" No row replaces it.", " ولم يحل محله صف آخر.")
    return Sentence(
        f"Retired from {table.en}{on}; release {last_in} is the last that holds it. Reason: {words}{none}",
        f"سُحب هذا الصف من جدول {table.ar}{on_arabic}، وآخر إصدار يحتويه هو {last_in}. السبب: {words}{none_arabic}",
    )


def retraction_sentence(retraction: Tally) -> Sentence:
    """Return that a claimant withdrew an earlier figure, with the day and the tally of its retraction."""
    as_of, precision, id_ = retraction.as_of, retraction.as_of_precision, retraction.tally_id
    on, on_arabic = (
        (f" as of {english.day(as_of, precision)}", f" في {arabic.day(as_of, precision)}") if as_of else ("", "")
    )
    return Sentence(f"The claimant withdrew this figure{on} ({id_}).", f"سحبت الجهة هذا الرقم{on_arabic} ({id_}).")
