"""Answers to what people ask of a dataset: rows in words, with their documents and their place in the chain."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import polars as pl

from casualty_dataset.core.errors import UnknownName
from casualty_dataset.language import english
from casualty_dataset.language.names import NamedTable, Names
from casualty_dataset.language.sentences import Sentence, document_sentence, name_sentence, tally_sentence
from casualty_dataset.model import Tally
from casualty_dataset.workflows.validate import tables_of
from casualty_schemas import CURATED


@dataclass(frozen=True, slots=True)
class Shown:
    """One row in words. ``related`` are sentences of tallies that belong to it."""

    id: str
    table: str
    row: Mapping[str, Any]
    sentence: Sentence
    interval: str | None = None
    documents: list[str] = field(default_factory=list)
    chain: list[tuple[str, str]] = field(default_factory=list)
    related: list[tuple[str, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The same for programs; days as ISO 8601."""
        row = {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in self.row.items()}
        return {
            "id": self.id,
            "table": self.table,
            "sentence": {"en": self.sentence.en, "ar": self.sentence.ar},
            "interval": self.interval,
            "documents": self.documents,
            "chain": [id_ for id_, _ in self.chain],
            "tallies": [id_ for id_, _ in self.related],
            "row": row,
        }


class Record:
    """The rows of a sound dataset, by table and id."""

    def __init__(self, tables: Mapping[str, pl.DataFrame]) -> None:
        self.tallies = {tally.tally_id: tally for tally in Tally.from_frame(tables["tallies"])}
        self.rows: dict[str, dict[str, Mapping[str, Any]]] = {}
        for name, table in CURATED.items():
            if len(key := table.primary_key()) == 1:
                self.rows[name] = {row[key[0]]: row for row in tables[name].iter_rows(named=True)}
        self.names = Names.from_tables(tables)

    def show(self, id_: str) -> Shown:
        """The row with this id. Raises :class:`UnknownName`."""
        for table in ("tallies", "incidents", "sources", "actors", "places"):
            if id_ in self.rows[table]:
                return self._tally(id_) if table == "tallies" else self._other(table, id_)
        known = [known for table in self.rows.values() for known in table]
        near = difflib.get_close_matches(id_, known, 1)
        raise UnknownName(f"Nothing has the id {id_[:60]}." + (f" Did you mean {near[0]}?" if near else ""))

    def saying(self, number: int) -> list[Shown]:
        """Every tally that says this number, as its value or as a bound of its range."""
        tallies = self.rows["tallies"]
        return [self._tally(id_) for id_, row in tallies.items() if number in (row["value"], row["low"], row["high"])]

    def _tally(self, id_: str) -> Shown:
        tally = self.tallies[id_]
        return Shown(
            id_,
            "tallies",
            self.rows["tallies"][id_],
            tally_sentence(tally, self.names),
            english.interval(tally.interval),
            [english.document_sentence(self.names.documents[tally.source_id])],
            self._chain(id_),
        )

    def _chain(self, id_: str) -> list[tuple[str, str]]:
        """The tallies that this one replaces, itself, and those that replace it, oldest first, in few words."""
        tallies = self.rows["tallies"]
        chain = [id_]
        while (before := tallies[chain[0]]["supersedes_id"]) is not None:
            chain.insert(0, before)
        while after := next((other for other, row in tallies.items() if row["supersedes_id"] == chain[-1]), None):
            chain.append(after)
        return [(link, english.summary(self.tallies[link])) for link in chain] if len(chain) > 1 else []

    def _other(self, table: str, id_: str) -> Shown:
        row = self.rows[table][id_]
        column = {
            "sources": ("source_id",),
            "incidents": ("incident_id",),
            "places": ("place_id",),
            "actors": ("claimant_id", "accused_id", "party_id"),
        }[table]
        related = [
            (tally_id, english.tally_sentence(self.tallies[tally_id], self.names))
            for tally_id, found in self.rows["tallies"].items()
            if id_ in [found[name] for name in column]
        ]
        return Shown(id_, table, row, self._sentence(table, id_), related=related)

    def _sentence(self, table: str, id_: str) -> Sentence:
        if table == "sources":
            return document_sentence(self.names.documents[id_])
        return name_sentence(self.names.by_table[cast("NamedTable", table)][id_])


def show(root: Path, what: str) -> list[Shown]:
    """The row with the id ``what``, or every tally that says the number ``what``.

    Raises :class:`UnknownName`, and :class:`Refused` where the dataset has errors.
    """
    record = Record(tables_of(root))
    digits = what.replace(",", "")
    if digits.isascii() and digits.isdigit():
        return record.saying(int(digits))
    return [record.show(what)]
