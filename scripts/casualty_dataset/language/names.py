"""What actors, places and incidents are called, and what documents are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, Self

import polars as pl

NamedTable = Literal["actors", "places", "incidents"]

_COLUMNS: Final[dict[NamedTable, tuple[str, str, str]]] = {
    "actors": ("actor_id", "name_en", "name_ar"),
    "places": ("place_id", "name_en", "name_ar"),
    "incidents": ("incident_id", "label_en", "label_ar"),
}
"""For each table with names its key and the columns of its names."""


@dataclass(frozen=True, slots=True)
class Name:
    """What an actor, a place or an incident is called in two languages; incidents also have a description."""

    en: str
    ar: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A row of sources, as far as sentences need it. ``is_primary``: the claimant published it itself."""

    label: str
    publisher: str
    published_on: date | None
    published_precision: str
    language: str
    url: str
    is_primary: bool


@dataclass(frozen=True, slots=True)
class Names:
    """Names and documents by id. A method raises ``KeyError`` for an id that its table does not have."""

    by_table: Mapping[NamedTable, Mapping[str, Name]]
    documents: Mapping[str, Document] = field(default_factory=dict)

    @classmethod
    def from_tables(cls, tables: Mapping[str, pl.DataFrame]) -> Self:
        """Read the names from those of the typed tables actors, places, incidents and sources that are given."""
        by_table = {table: _names(table, tables[table]) for table in _COLUMNS if table in tables}
        return cls(by_table, _documents(tables["sources"]) if "sources" in tables else {})

    def name(self, table: NamedTable, id_: str) -> Name:
        """Return the name of a row in both languages."""
        return self.by_table[table][id_]

    def en(self, table: NamedTable, id_: str) -> str:
        """Return the English name of a row."""
        return self.name(table, id_).en

    def ar(self, table: NamedTable, id_: str) -> str:
        """Return the Arabic name of a row."""
        return self.name(table, id_).ar


def _names(table: NamedTable, frame: pl.DataFrame) -> dict[str, Name]:
    key, english, arabic = _COLUMNS[table]
    description = pl.col("description") if "description" in frame.columns else pl.lit(None, pl.String)
    return {id_: Name(*cells) for id_, *cells in frame.select(key, english, arabic, description).iter_rows()}


def _documents(sources: pl.DataFrame) -> dict[str, Document]:
    rows = sources.select(
        "source_id", "label", "publisher", "published_on", "published_precision", "language", "url",
        pl.col("proximity") == "primary",
    )  # fmt: skip
    return {source_id: Document(*cells) for source_id, *cells in rows.iter_rows()}
