"""A table as a release holds it, beside what stands now: rows told apart by their key, cells as text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import polars as pl

from casualty_schemas import Table

Cell = tuple[str, str, str]
"""Table, id of the row, column."""

_BLOCK = 8 * 1024**2
"""Bytes of a table that are compared at a time: lines one by one take far more memory than the file."""

Row = tuple[str | None, ...]
"""Cells as text, None where empty."""


class Difference(NamedTuple):
    """One table as a release holds it, beside what stands now.

    ``was``: by id, the rows of the release that stand otherwise now, or not at all; ``now``: the same rows
    where they stand. Both hold the columns ``shared``. ``added``: ids that the release does not hold.
    """

    was: Mapping[str, Row]
    now: Mapping[str, Row]
    added: frozenset[str]
    shared: tuple[str, ...]

    @property
    def gone(self) -> list[str]:
        """Ids of the release that stand no more."""
        return [id_ for id_ in self.was if id_ not in self.now]

    def holds(self, id_: str, column: str | None = None) -> bool:
        """Whether the release holds this row, which stands now; and, where one is named, this column of it."""
        return id_ not in self.added and (column is None or column in self.shared)

    def changed(self) -> Iterator[tuple[str, str, str | None, str | None]]:
        """Every cell that stands otherwise: id, column, what was published, what stands now."""
        for id_, now in self.now.items():
            for column, before, after in zip(self.shared, self.was[id_], now, strict=True):
                if before != after:
                    yield id_, column, before, after


def difference(table: type[Table], old: bytes | None, new: bytes) -> Difference | None:
    """What became of the rows that a release holds in the bytes ``old``; None for ``old`` means: the same bytes.

    None where the key of the table was another one then: such rows cannot be told apart.
    """
    columns = tuple(table.columns())
    if old is None:
        return Difference({}, {}, frozenset(), columns)
    names, keys = old[: old.find(b"\n")].decode().split(","), table.primary_key()
    if not set(keys) <= set(names):
        return None
    if names == list(columns) and names[: len(keys)] == keys:
        return _by_lines(old, new, len(keys), columns)
    shared = [name for name in columns if name in names]
    before, after = (pl.read_csv(io.BytesIO(data), infer_schema=False).select(shared) for data in (old, new))
    gone, come = (
        one.join(other, on=shared, how="anti", nulls_equal=True, maintain_order="left")
        for one, other in ((before, after), (after, before))
    )
    was, now = (
        dict(zip(rows.select(table.key_text("|")).to_series(), rows.iter_rows(), strict=True)) for rows in (gone, come)
    )
    stay = {id_: row for id_, row in now.items() if id_ in was}
    return Difference(was, stay, frozenset(now.keys() - was.keys()), tuple(shared))


def _by_lines(old: bytes, new: bytes, parts: int, columns: tuple[str, ...]) -> Difference:
    """The difference of two files with the same header: equal lines are put aside before anything is parsed."""
    was: dict[str, bytes] = {}
    now: dict[str, bytes] = {}
    added: set[str] = set()
    for one, other in _blocks(old, new, parts):
        if one == other:
            continue
        before, after = one.split(b"\n"), other.split(b"\n")
        then, here = set(before), set(after)
        lost = {_id(line, parts): line for line in before if line not in here}
        fresh = {_id(line, parts): line for line in after if line not in then}
        was |= lost
        now |= {id_: line for id_, line in fresh.items() if id_ in lost}
        added.update(id_ for id_ in fresh if id_ not in lost)
    return Difference(_cells(was), _cells(now), frozenset(added), columns)


def _blocks(old: bytes, new: bytes, parts: int) -> Iterator[tuple[bytes, bytes]]:
    """Both files in blocks of whole lines, cut at the same keys; they are sorted by key."""
    data = (old, new)
    at = [old.index(b"\n") + 1, new.index(b"\n") + 1]
    while at[0] < len(old) or at[1] < len(new):
        longer = int(len(new) - at[1] > len(old) - at[0])
        end = data[longer].find(b"\n", at[longer] + _BLOCK) + 1
        if not 0 < end < len(data[longer]):
            yield old[at[0] :], new[at[1] :]
            return
        cut = [end, end]
        cut[1 - longer] = _from(data[1 - longer], at[1 - longer], _key(data[longer], end, parts), parts)
        yield old[at[0] : cut[0]], new[at[1] : cut[1]]
        at = cut


def _from(data: bytes, low: int, key: list[bytes], parts: int) -> int:
    """Where the first line of this key or a higher one begins, at or after ``low``, the beginning of a line."""
    high = len(data)
    while low < high:
        middle = (low + high) // 2
        start = max(data.rfind(b"\n", low, middle) + 1, low)
        if _key(data, start, parts) < key:
            low = data.index(b"\n", start) + 1
        else:
            high = start
    return low


def _key(data: bytes, start: int, parts: int) -> list[bytes]:
    """The key of the line that begins here: it stands first and is never quoted."""
    return data[start : data.index(b"\n", start)].split(b",", parts)[:parts]


def _id(line: bytes, parts: int) -> str:
    return b"|".join(line.split(b",", parts)[:parts]).decode()


def _cells(lines: Mapping[str, bytes]) -> dict[str, Row]:
    rows = csv.reader(line.decode() for line in lines.values())
    return {id_: tuple(cell or None for cell in row) for id_, row in zip(lines, rows, strict=True)}


class Correction(NamedTuple):
    """One row of corrections.csv, and the row number at which it stands."""

    id: str
    old: str | None
    new: str | None
    reason: str
    row: int


@dataclass
class Past:
    """Every release that stands beside the dataset: ``tables`` by table, then by version, oldest first.

    ``complete`` is false where a release was withdrawn or is not whole: then it cannot be known what no
    release ever held.
    """

    withdrawn: frozenset[str] = frozenset()
    complete: bool = True
    tables: dict[str, dict[str, Difference]] = field(default_factory=dict)

    def chains(self, corrections: pl.DataFrame) -> Mapping[Cell, list[Correction]]:
        """The corrections of each cell, in their order."""
        chains: dict[Cell, list[Correction]] = {}
        columns = ("table", "id", "column", "correction_id", "old", "new", "reason")
        for row, (table, id_, column, *told) in enumerate(corrections.select(columns).iter_rows()):
            key, old, new, reason = told
            chains.setdefault((table, id_, column), []).append(Correction(key, old, new, reason, row))
        return chains

    def since(self, version: str, chain: Iterable[Correction]) -> list[Correction]:
        """Those corrections of a cell that the release does not hold yet."""
        added = self.tables["corrections"][version].added
        return [one for one in chain if one.id in added]

    def compared(self, table: str) -> list[str]:
        """The releases that can be compared in a table and in their corrections, oldest first."""
        return [version for version in self.tables.get(table, {}) if version in self.tables.get("corrections", {})]

    def unpublished(self, table: str) -> frozenset[str]:
        """Ids of a table that no release holds."""
        added = [one.added for one in self.tables.get(table, {}).values()]
        return frozenset.intersection(*added) if added else frozenset()

    @cached_property
    def cells(self) -> dict[str, dict[str, dict[tuple[str, str], str | None]]]:
        """By table and release, every cell (id, column) that stands otherwise now, and what it holds now."""
        return {
            table: {version: {(id_, name): now for id_, name, _, now in one.changed()} for version, one in held.items()}
            for table, held in self.tables.items()
        }

    def changed(self, table: str) -> dict[tuple[str, str], tuple[str, str | None]]:
        """Every changed cell (id, column) of a table: the last release that holds it otherwise; what stands now."""
        return {
            cell: (version, now) for version, cells in self.cells.get(table, {}).items() for cell, now in cells.items()
        }
