"""Tombstones: what retired.csv says of a row that was taken out, and which rows stand for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from casualty_dataset.core.text import listed, visible
from casualty_dataset.history.text_frames import read_columns
from casualty_dataset.history.withheld import Tables
from casualty_schemas import CURATED

RowId = tuple[str, str]
"""Table and id of a row; the parts of a key of several columns are joined by ``|``."""

_MOST_STEPS = 8
"""Replacements of replacements that are followed in a sentence."""

_COLUMNS = ("table", "id", "replacement_id", "reason", "last_in", "retired_on")


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A row of retired.csv. ``replacements`` are the ids of the rows of the same table that stand for the row.

    ``retired_on`` is None only in a release of others whose cell is no day.
    """

    table: str
    id: str
    replacements: tuple[str, ...]
    reason: str
    last_in: str
    retired_on: date | None


Tombstones = Mapping[RowId, Tombstone]
"""Tombstones by the row that was retired."""


def tombstones_of(retired: pl.DataFrame) -> dict[RowId, Tombstone]:
    """Return the tombstones of a typed table ``retired``, in its order."""
    rows = retired.select(_COLUMNS).iter_rows()
    return {
        (table, id_): Tombstone(table, id_, split_ids(table, cell), reason, last_in, retired_on)
        for table, id_, cell, reason, last_in, retired_on in rows
    }


def tombstones_in(tables: Tables) -> dict[RowId, Tombstone]:
    """Return the tombstones of tables given as CSV bytes; none where ``retired`` is missing.

    Raises :class:`~casualty_dataset.core.errors.MalformedTable`.
    """
    text = read_columns("retired", tables.get("retired"), _COLUMNS)
    day = pl.col("retired_on").str.to_date(strict=False)
    return tombstones_of(text.with_columns(pl.col("table", "id", "reason", "last_in").fill_null(""), day))


def split_ids(table: str, cell: str | None) -> tuple[str, ...]:
    """Return the ids in a cell of ``replacement_id``, of which each has a part for every column of the table's key.

    A cell whose parts do not come out even is returned as one id, which no row has.

    >>> split_ids("tallies", "T00000001|T00000002")
    ('T00000001', 'T00000002')
    >>> split_ids("incident_sources", "coast|herald|coast|mirror")
    ('coast|herald', 'coast|mirror')
    """
    if not cell:
        return ()
    parts = cell.split("|")
    width = len(CURATED[table].primary_key()) if table in CURATED else 1
    if len(parts) % width:
        return (cell,)
    return tuple("|".join(parts[at : at + width]) for at in range(0, len(parts), width))


def join_ids(ids: Iterable[str]) -> str:
    """Return a cell of ``replacement_id``: ids once each, sorted."""
    return "|".join(sorted(set(ids)))


def successors(row: RowId, tombstones: Tombstones) -> Iterator[RowId]:
    """Yield every row that stands for a retired one, directly or because what replaced it was retired too; each once.

    The row itself is yielded only if the replacements lead back to it.
    """
    table, waiting, seen = row[0], [row], set[RowId]()
    while waiting:
        tombstone = tombstones.get(waiting.pop())
        new = [(table, id_) for id_ in tombstone.replacements if (table, id_) not in seen] if tombstone else []
        seen.update(new)
        waiting += new
        yield from new


def standing_successors(row: RowId, tombstones: Tombstones) -> list[str]:
    """Return the ids of the rows that stand now for a retired one: its successors that were not retired themselves."""
    return sorted(id_ for table, id_ in successors(row, tombstones) if (table, id_) not in tombstones)


def successors_in_words(row: RowId, tombstones: Tombstones, safe: Callable[[str], str] = visible) -> str:
    """Return the ids that stand for a retired row, each that was retired too with those that stand for it in turn.

    Empty where none does. ``safe`` makes an id safe to print.

    >>> on = date(2025, 4, 1)
    >>> stones = {("places", a): Tombstone("places", a, b, "", "0.1.0", on) for a, b in (("x", ("y", "z")), ("z", ()))}
    >>> successors_in_words(("places", "x"), stones)
    'y and z (retired too, with no replacement)'
    """
    return _in_words(row, tombstones, safe, {row}, _MOST_STEPS)


def _in_words(row: RowId, tombstones: Tombstones, safe: Callable[[str], str], seen: set[RowId], steps: int) -> str:
    """The same; a row of ``seen`` is not followed again, and no more than ``steps`` are taken."""
    words = []
    for id_ in tombstones[row].replacements if row in tombstones else ():
        following, word = (row[0], id_), safe(id_)
        if following in tombstones and following not in seen:
            seen.add(following)
            further = _in_words(following, tombstones, safe, seen, steps - 1) if steps else "…"
            word += f" (retired too, {f'replaced by {further}' if further else 'with no replacement'})"
        words.append(word)
    return listed(words)
