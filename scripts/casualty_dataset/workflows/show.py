"""Show rows in words: with their documents, and for a tally what it replaces and what replaces it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final, Self, cast

import polars as pl

from casualty_dataset.core.errors import UnknownName
from casualty_dataset.core.text import did_you_mean, quoted
from casualty_dataset.language import english
from casualty_dataset.language.names import NamedTable, Names
from casualty_dataset.language.sentences import Sentence, document_sentence, name_sentence, tally_sentence
from casualty_dataset.model import Tally
from casualty_dataset.workflows.validate import read_tables
from casualty_schemas import CURATED

Row = Mapping[str, Any]

_RELATED: Final = {
    "sources": ("source_id",),
    "incidents": ("incident_id",),
    "places": ("place_id",),
    "actors": ("claimant_id", "accused_id", "party_id"),
}
"""The tables whose rows can be shown beside tallies, and the columns of a tally that refer to them."""

_TABLES: Final = ("tallies", *_RELATED)


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
    return answer(read_tables(root), query)


def answer(tables: Mapping[str, pl.DataFrame], query: str) -> list[Shown]:
    """Return the row with the id ``query``, or every tally that gives the number ``query``.

    Raises :class:`UnknownName`.
    """
    rows = _Rows.from_tables(tables)
    digits = query.replace(",", "")
    if digits.isascii() and digits.isdigit():
        return [_show_tally(rows, id_) for id_ in _with_number(rows, int(digits))]
    for table in _TABLES:
        if query in rows.cells[table]:
            return [_show_tally(rows, query) if table == "tallies" else _show_other(rows, table, query)]
    ids = [id_ for table in _TABLES for id_ in rows.cells[table]]
    raise UnknownName(f"No record has the id {quoted(query)}{did_you_mean(query, ids)}")


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows that can be shown: their cells by table and id, the tallies by id, and the names."""

    cells: Mapping[str, Mapping[str, Row]]
    tallies: Mapping[str, Tally]
    names: Names

    @classmethod
    def from_tables(cls, tables: Mapping[str, pl.DataFrame]) -> Self:
        """Read them from the typed tables."""
        keys = {table: CURATED[table].primary_key()[0] for table in _TABLES}
        cells = {table: {row[key]: row for row in tables[table].iter_rows(named=True)} for table, key in keys.items()}
        tallies = {tally.tally_id: tally for tally in Tally.from_frame(tables["tallies"])}
        return cls(cells, tallies, Names.from_tables(tables))


def _with_number(rows: _Rows, number: int) -> list[str]:
    """The ids of the tallies that give this number, as their value or as a bound of their range."""
    figures = {id_: tally.figure for id_, tally in rows.tallies.items()}
    return [id_ for id_, figure in figures.items() if number in (figure.value, figure.low, figure.high)]


def _show_tally(rows: _Rows, id_: str) -> Shown:
    tally = rows.tallies[id_]
    return Shown(
        id_,
        "tallies",
        rows.cells["tallies"][id_],
        tally_sentence(tally, rows.names),
        interval=english.interval(tally.interval),
        documents=[english.document_sentence(rows.names.documents[tally.source_id])],
        chain=[(link, english.summary(rows.tallies[link])) for link in _chain(rows.tallies, id_)],
    )


def _chain(tallies: Mapping[str, Tally], id_: str) -> list[str]:
    """The ids of the tallies that this one replaces, itself, and those that replace it; empty for one alone."""
    newer: dict[str | None, str] = {}
    for tally in tallies.values():
        newer.setdefault(tally.supersedes_id, tally.tally_id)
    chain = [id_]
    while (older := tallies[chain[0]].supersedes_id) is not None and older not in chain:
        chain.insert(0, older)
    while (next_id := newer.get(chain[-1])) is not None and next_id not in chain:
        chain.append(next_id)
    return chain if len(chain) > 1 else []


def _show_other(rows: _Rows, table: str, id_: str) -> Shown:
    """A row of a table that tallies refer to, with those tallies."""
    related = [
        (tally_id, english.tally_sentence(rows.tallies[tally_id], rows.names))
        for tally_id, cells in rows.cells["tallies"].items()
        if id_ in [cells[column] for column in _RELATED[table]]
    ]
    if table == "sources":
        sentence = document_sentence(rows.names.documents[id_])
    else:
        sentence = name_sentence(rows.names.by_table[cast("NamedTable", table)][id_])
    return Shown(id_, table, rows.cells[table][id_], sentence, related=related)
