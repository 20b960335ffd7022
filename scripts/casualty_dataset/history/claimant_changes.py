"""The number of tallies of each claimant before and after, and changes in one direction. No figures are summed."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from casualty_dataset.history.dataset_difference import DatasetDifference, TableChange
from casualty_dataset.history.text_frames import read_columns
from casualty_dataset.history.withheld import Tables

_NUMBERS = ("value", "low", "high")
ONE_SIDED = 3
"""The number of tallies of one claimant from which changes in one direction are reported first."""


class ClaimantChange(NamedTuple):
    """The number of tallies of a claimant before and after; of those raised, lowered, retired."""

    claimant_id: str
    before: int
    after: int
    raised: int
    lowered: int
    retired: int

    @property
    def one_sided(self) -> list[tuple[str, int]]:
        """``raised`` or ``lowered`` with their number, if it is 3 or more and three quarters of all that moved.

        ``retired`` too, if it is 3 or more.
        """
        moved = self.raised + self.lowered
        counts = [("raised", self.raised, moved), ("lowered", self.lowered, moved), ("retired", self.retired, 0)]
        return [(word, number) for word, number, total in counts if number >= ONE_SIDED and 4 * number >= 3 * total]


def claimant_changes(difference: DatasetDifference, old: Tables, new: Tables) -> list[ClaimantChange]:
    """Return the claimants with a change, by id; a withheld figure counts neither as raised nor as lowered."""
    before, after = (
        read_columns("tallies", tables.get("tallies"), ["tally_id", "claimant_id"]) for tables in (old, new)
    )
    change = difference.tables.get("tallies", TableChange())
    moved = after.join(_moves(change), left_on="tally_id", right_on="id")
    gone = before.filter(pl.col("tally_id").is_in(change.retired))
    counts = pl.concat(
        [
            before.group_by("claimant_id").agg(before=pl.len()),
            after.group_by("claimant_id").agg(after=pl.len()),
            moved.group_by("claimant_id").agg(raised=(pl.col("rise") > 0).sum(), lowered=(pl.col("rise") < 0).sum()),
            gone.group_by("claimant_id").agg(retired=pl.len()),
        ],
        how="diagonal",
    )
    listed = counts.group_by("claimant_id").agg(pl.all().sum()).sort("claimant_id")
    changes = [ClaimantChange(str(row[0]), *map(int, row[1:])) for row in listed.iter_rows()]
    return [c for c in changes if c.before != c.after or c.raised or c.lowered or c.retired]


def _moves(change: TableChange) -> pl.DataFrame:
    """Return the tallies whose figure was raised or lowered: ``id`` and ``rise``, 1 or -1."""
    rise = pl.col("new").cast(pl.Int64, strict=False) - pl.col("old").cast(pl.Int64, strict=False)
    moved = change.changed.filter(pl.col("column").is_in(_NUMBERS)).select("id", rise=rise.sign())
    by_row = moved.drop_nulls("rise").group_by("id").agg(pl.col("rise").sum().sign())
    return by_row.filter(pl.col("rise") != 0)
