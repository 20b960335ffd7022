"""The dataset compared with every release: which rows and cells were published otherwise, and what was corrected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import polars as pl

from casualty_dataset.history.table_difference import TableDifference

Cell = tuple[str, str, str]
"""Table, id of the row, column."""


class Correction(NamedTuple):
    """A row of corrections.csv and its row number in that table, the first being 0."""

    id: str
    old: str | None
    new: str | None
    reason: str
    row: int


@dataclass
class ReleaseHistory:
    """The differences between each release and the dataset.

    ``tables``: by table and then by version, oldest first, how the table of the release differs from the one in the
    dataset. ``withdrawn``: versions that were withdrawn. ``complete`` is false if a release was withdrawn or is
    damaged: then nobody can know what no release ever held.
    """

    withdrawn: frozenset[str] = frozenset()
    complete: bool = True
    tables: dict[str, dict[str, TableDifference]] = field(default_factory=dict)

    def corrections_by_cell(self, corrections: pl.DataFrame) -> Mapping[Cell, list[Correction]]:
        """Group the rows of corrections.csv by the cell that they correct, in their order."""
        chains: dict[Cell, list[Correction]] = {}
        columns = ("table", "id", "column", "correction_id", "old", "new", "reason")
        for row, (table, id_, column, *rest) in enumerate(corrections.select(columns).iter_rows()):
            key, old, new, reason = rest
            chains.setdefault((table, id_, column), []).append(Correction(key, old, new, reason, row))
        return chains

    def corrections_since(self, version: str, chain: Iterable[Correction]) -> list[Correction]:
        """Return the corrections of a cell that are newer than a release."""
        newer = self.tables["corrections"][version].added_ids
        return [correction for correction in chain if correction.id in newer]

    def comparable_versions(self, table: str) -> list[str]:
        """Return the releases that can be compared both in a table and in their corrections, oldest first."""
        return [version for version in self.tables.get(table, {}) if version in self.tables.get("corrections", {})]

    def unpublished_ids(self, table: str) -> frozenset[str]:
        """Return the ids of a table that no release has."""
        added = [difference.added_ids for difference in self.tables.get(table, {}).values()]
        return frozenset.intersection(*added) if added else frozenset()

    @cached_property
    def cells(self) -> dict[str, dict[str, dict[tuple[str, str], str | None]]]:
        """By table and release, each cell (id, column) that was published otherwise, and its value in the dataset."""
        return {
            table: {
                version: {(id_, column): new for id_, column, _, new in difference.changed.iter_rows()}
                for version, difference in by_version.items()
            }
            for table, by_version in self.tables.items()
        }

    def changed_cells(self, table: str) -> dict[tuple[str, str], tuple[str, str | None]]:
        """By cell (id, column) of a table: the last release that has another value, and the value in the dataset."""
        return {
            cell: (version, new) for version, cells in self.cells.get(table, {}).items() for cell, new in cells.items()
        }
