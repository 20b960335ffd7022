"""Show rows in words: with their documents and corrections, and for a tally what it replaces and what replaces it.

Of a retired row its tombstone is told.
"""

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
from casualty_dataset.language.sentences import (
    Sentence,
    document_sentence,
    name_sentence,
    retraction_sentence,
    tally_sentence,
)
from casualty_dataset.model import Tally
from casualty_dataset.workflows.show_retired import Retired, retired_ids, retired_rows
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
    refer to the row; ``corrections`` the rows of corrections.csv about it, oldest first; ``withdrawn_by`` the id and
    words of the tally by which the claimant withdrew its figure. A retired row has no ``row``, and ``retired`` tells
    its tombstone.
    """

    id: str
    table: str
    row: Row | None
    sentence: Sentence
    interval: str | None = None
    documents: list[str] = field(default_factory=list)
    chain: list[tuple[str, str]] = field(default_factory=list)
    related: list[tuple[str, str]] = field(default_factory=list)
    corrections: list[Row] = field(default_factory=list)
    withdrawn_by: tuple[str, Sentence] | None = None
    retired: Retired | None = None

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
            "withdrawn_by": self.withdrawn_by and self.withdrawn_by[0],
            "corrections": [_plain(correction) for correction in self.corrections],
            "tombstone": self.retired and self.retired.as_json(),
            "row": self.row and _plain(self.row),
        }


def _plain(row: Row) -> dict[str, Any]:
    """A row with its days in ISO 8601."""
    return {name: cell.isoformat() if isinstance(cell, date) else cell for name, cell in row.items()}


def show(root: Path, query: str) -> list[Shown]:
    """Return the rows with the id ``query``, or every tally that gives the number ``query``.

    The tables are read and their form is checked; the rules are not. Raises :class:`UnknownName`, :class:`Refused`
    if the form has errors, :class:`Unreadable` and ``OSError``.
    """
    return answer(Record(read_tables(root)), query)


def answer(record: Record, query: str) -> list[Shown]:
    """Return the rows with the id ``query``, those that were retired last, or every tally that gives the number.

    Raises :class:`UnknownName`.
    """
    digits = query.replace(",", "")
    if digits.isascii() and digits.isdigit():
        return [_show_tally(record, tally) for tally in record.tallies.values() if _gives(tally, int(digits))]
    ids = {table: record.table(table)[_key(table)] for table in ("tallies", *_RELATED)}
    table = next((table for table, known in ids.items() if query in known), None)
    retired = [
        Shown(query, row.tombstone.table, None, row.sentence, retired=row) for row in retired_rows(record, query)
    ]
    if table is None and not retired:
        known = chain(*ids.values(), retired_ids(record))
        raise UnknownName(f"No record has the id {quoted(query)}{did_you_mean(query, known)}")
    return [*([_show(record, table, query)] if table else []), *retired]


def _show(record: Record, table: str, id_: str) -> Shown:
    return _show_tally(record, record.tallies[id_]) if table == "tallies" else _show_other(record, table, id_)


def _key(table: str) -> str:
    return CURATED[table].primary_key()[0]


def _row(record: Record, table: str, id_: str) -> Row:
    return record.table(table).row(by_predicate=pl.col(_key(table)) == id_, named=True)


def _corrections(record: Record, table: str, id_: str) -> list[Row]:
    corrections = record.table("corrections").filter(pl.col("table") == table, pl.col("id") == id_)
    return list(corrections.drop("table", "id").iter_rows(named=True))


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
        corrections=_corrections(record, "tallies", tally.tally_id),
        withdrawn_by=_retraction(record, tally.tally_id),
    )


def _retraction(record: Record, id_: str) -> tuple[str, Sentence] | None:
    """The tally by which a claimant withdrew the figure of this one; None where it did not."""
    for tally in record.tallies.values():
        if tally.supersedes_id == id_ and tally.revision_reason == "retraction":
            return tally.tally_id, retraction_sentence(tally)
    return None


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
    corrections = _corrections(record, table, id_)
    return Shown(id_, table, _row(record, table, id_), sentence, related=words, corrections=corrections)
