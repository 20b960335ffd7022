"""What is shown of a retired row: when and why it was retired, and which rows stand for it now.

The row itself is not repeated: it may have been retired because it did harm.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, cast

from casualty_dataset.analysis.record import Record
from casualty_dataset.history.tombstones import RowId, Tombstone, Tombstones, tombstones_of
from casualty_dataset.language.names import NamedTable
from casualty_dataset.language.sentences import Sentence, document_sentence, retirement_sentence, tally_sentence
from casualty_schemas import CURATED

_MOST_ROWS: Final = 200
"""Retired rows that are followed to their successors for one that was asked for."""


@dataclass(frozen=True, slots=True)
class Successor:
    """A row that stands for a retired one.

    ``label`` says what it is; None where it was retired too, which ``retired`` then shows, unless it was shown before.
    """

    id: str
    label: Sentence | None
    retired: Retired | None

    @property
    def in_words(self) -> Sentence:
        """The id with its label, or with what stands for it in turn."""
        if self.retired:
            later = self.retired.successors_in_words
            return Sentence(f"{self.id} (retired too: {later.en or 'no row replaces it'})",
                            f"{self.id} (سُحب أيضا: {later.ar or 'لم يحل محله صف آخر'})")  # fmt: skip
        if self.label:
            return Sentence(f"{self.id}: {self.label.en}", f"{self.id}: {self.label.ar}")
        return Sentence(self.id, self.id)

    def as_json(self) -> dict[str, Any]:
        """The same for programs."""
        label = self.label and {"en": self.label.en, "ar": self.label.ar}
        return {"id": self.id, "label": label, "tombstone": self.retired and self.retired.as_json()}


@dataclass(frozen=True, slots=True)
class Retired:
    """A retired row: its tombstone and the rows that stand for it."""

    tombstone: Tombstone
    successors: tuple[Successor, ...]

    @property
    def sentence(self) -> Sentence:
        """When and why the row was retired."""
        stone = self.tombstone
        title = CURATED[stone.table].about()[1] if stone.table in CURATED else stone.table
        return retirement_sentence(
            Sentence(stone.table, title), stone.retired_on, stone.last_in, stone.reason, replaced=bool(self.successors)
        )

    @property
    def successors_in_words(self) -> Sentence:
        """The ids of the successors with their labels; of one that was retired too, those of its own successors."""
        words = [successor.in_words for successor in self.successors]
        return Sentence("; ".join(word.en for word in words), "؛ ".join(word.ar for word in words))

    def as_json(self) -> dict[str, Any]:
        """The same for programs; the day in ISO 8601."""
        stone = self.tombstone
        return {
            "table": stone.table,
            "retired_on": stone.retired_on and stone.retired_on.isoformat(),
            "last_in": stone.last_in,
            "reason": stone.reason,
            "replacements": [successor.as_json() for successor in self.successors],
        }


def retired_rows(record: Record, id_: str) -> list[Retired]:
    """Return what is shown of the retired rows that had this id, of which there is at most one in each table."""
    tombstones = tombstones_of(record.table("retired"))
    return [_retired(record, row, tombstones, {row}) for row in tombstones if row[1] == id_]


def retired_ids(record: Record) -> Iterable[str]:
    """Return the ids of all retired rows."""
    return record.table("retired")["id"]


def _retired(record: Record, row: RowId, tombstones: Tombstones, seen: set[RowId]) -> Retired:
    """A retired row; the rows of ``seen`` are not followed again, so that a circle comes to an end."""
    return Retired(tombstones[row], tuple(_successors(record, row, tombstones, seen)))


def _successors(record: Record, row: RowId, tombstones: Tombstones, seen: set[RowId]) -> Iterator[Successor]:
    for id_ in tombstones[row].replacements:
        following = (row[0], id_)
        if following not in tombstones:
            yield Successor(id_, _label(record, *following), None)
        elif following in seen or len(seen) > _MOST_ROWS:
            yield Successor(id_, None, None)
        else:
            seen.add(following)
            yield Successor(id_, None, _retired(record, following, tombstones, seen))


def _label(record: Record, table: str, id_: str) -> Sentence | None:
    """What a row is: a tally or a document in a sentence, else the names in its key; None where it has none."""
    if table == "tallies":
        return tally_sentence(record.tallies[id_], record.names) if id_ in record.tallies else None
    columns = CURATED[table].columns()
    key = [columns[name].parent[0] or table for name in CURATED[table].primary_key()]
    named = [_name(record, of, part) for of, part in zip(key, id_.split("|"), strict=False)]
    names = [name for name in named if name is not None]
    return Sentence(" · ".join(name.en for name in names), " · ".join(name.ar for name in names)) if names else None


def _name(record: Record, table: str, id_: str) -> Sentence | None:
    """The name of an actor, a place or an incident, or what a document is; None for an id that none of them has."""
    if table == "sources":
        document = record.names.documents.get(id_)
        return document_sentence(document) if document else None
    name = record.names.by_table.get(cast("NamedTable", table), {}).get(id_)
    return Sentence(name.en, name.ar) if name else None
