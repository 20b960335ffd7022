"""Show rows in words: with their documents, and for a tally what it replaces and what replaces it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, Final, cast

import polars as pl

from casualty_dataset.analysis.record import Record
from casualty_dataset.core.errors import UnknownName
from casualty_dataset.core.text import did_you_mean, quoted
from casualty_dataset.language import english
from casualty_dataset.language.names import NamedTable
from casualty_dataset.language.sentences import Sentence, document_sentence, name_sentence, tally_sentence
from casualty_dataset.model import Tally
from casualty_dataset.workflows.validate import read_tables
from casualty_schemas import CURATED

Row = Mapping[str, str | int | float | date | None]
"""A row of any table, by column."""

_RELATED: Final = {
    "sources": ("source_id",),
    "incidents": ("incident_id",),
    "places": ("place_id",),
    "actors": ("claimant_id", "accused_id", "party_id"),
}
"""The tables whose rows can be shown beside tallies, and the columns of a tally that refer to them."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A row in words.

    ``interval`` is how the figure of a tally is read on its own day, ``chain`` the id and words of the tallies that
    it replaces, itself, and those that replace it, oldest first; ``related`` the id and words of the tallies that
    refer to the row.
    """

    id: str
    table: str
    row: Row
    sentence: Sentence
    interval: str | None = None
    documents: list[str] = field(default_factory=list)
    chain: list[tuple[str, str]] = field(default_factory=list)
    related: list[tuple[str, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The same for programs; days in ISO 8601."""
        return {
            "id": self.id,
            "table": self.table,
            "sentence": {"en": self.sentence.en, "ar": self.sentence.ar},
            "interval": self.interval,
            "documents": self.documents,
            "chain": [id_ for id_, _ in self.chain],
            "tallies": [id_ for id_, _ in self.related],
            "row": {key: value.isoformat() if isinstance(value, date) else value for key, value in self.row.items()},
        }


def show(root: Path, query: str) -> list[Shown]:
    """Return the row with the id ``query``, or every tally that gives the number ``query``.

    The tables are read and their form is checked; the rules are not. Raises :class:`UnknownName`, :class:`Refused`
    if the form has errors, :class:`Unreadable` and ``OSError``.
    """
    return answer(Record(read_tables(root)), query)


def answer(record: Record, query: str) -> list[Shown]:
    """Return the row with the id ``query``, or every tally that gives the number ``query``.

    Raises :class:`UnknownName`.
    """
    digits = query.replace(",", "")
    if digits.isascii() and digits.isdigit():
        return [_show_tally(record, tally) for tally in record.tallies.values() if _gives(tally, int(digits))]
    if query in record.tallies:
        return [_show_tally(record, record.tallies[query])]
    ids = {table: record.table(table)[_key(table)] for table in _RELATED}
    for table, known in ids.items():
        if query in known:
            return [_show_other(record, table, query)]
    raise UnknownName(
        f"No record has the id {quoted(query)}{did_you_mean(query, chain(record.tallies, *ids.values()))}"
    )


def _key(table: str) -> str:
    return CURATED[table].primary_key()[0]


def _row(record: Record, table: str, id_: str) -> Row:
    return record.table(table).row(by_predicate=pl.col(_key(table)) == id_, named=True)


def _gives(tally: Tally, number: int) -> bool:
    """Return whether a tally gives this number, as its value or as a bound of its range."""
    return number in (tally.figure.value, tally.figure.low, tally.figure.high)


def _show_tally(record: Record, tally: Tally) -> Shown:
    return Shown(
        tally.tally_id,
        "tallies",
        _row(record, "tallies", tally.tally_id),
        tally_sentence(tally, record.names),
        interval=english.interval(tally.interval),
        documents=[english.document_sentence(record.names.documents[tally.source_id])],
        chain=[(id_, english.summary(record.tallies[id_])) for id_ in _chain(record.tallies, tally.tally_id)],
    )


def _chain(tallies: Mapping[str, Tally], id_: str) -> list[str]:
    """The ids of the tallies that this one replaces, itself, and those that replace it; empty for one alone."""
    newer: dict[str | None, str] = {}
    for tally in tallies.values():
        newer.setdefault(tally.supersedes_id, tally.tally_id)
    ids = [id_]
    while (older := tallies[ids[0]].supersedes_id) is not None and older not in ids:
        ids.insert(0, older)
    while (next_id := newer.get(ids[-1])) is not None and next_id not in ids:
        ids.append(next_id)
    return ids if len(ids) > 1 else []


def _show_other(record: Record, table: str, id_: str) -> Shown:
    """A row of a table that tallies refer to, with those tallies."""
    refers = pl.any_horizontal(pl.col(column) == id_ for column in _RELATED[table])
    related = record.table("tallies").filter(refers)["tally_id"]
    if table == "sources":
        sentence = document_sentence(record.names.documents[id_])
    else:
        sentence = name_sentence(record.names.by_table[cast("NamedTable", table)][id_])
    words = [(tally_id, english.tally_sentence(record.tallies[tally_id], record.names)) for tally_id in related]
    return Shown(id_, table, _row(record, table, id_), sentence, related=words)
