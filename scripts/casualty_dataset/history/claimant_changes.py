"""The tallies of each claimant before and after, and changes that go one way only. Nothing is ever added up."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from casualty_dataset.history.dataset_difference import DatasetDifference, TableChange
from casualty_dataset.history.text_frames import read_columns
from casualty_dataset.history.withheld import Tables

_NUMBERS = ("value", "low", "high")
ONE_SIDED = 3
"""From so many tallies of one claimant on, a change in one direction is said first."""


class ClaimantChange(NamedTuple):
    """How many tallies a claimant had before and has after; how many were raised, lowered, retired."""

    claimant_id: str
    before: int
    after: int
    raised: int
    lowered: int
    retired: int

    @property
    def one_sided(self) -> list[tuple[str, int]]:
        """``raised`` or ``lowered``, where three tallies or more were and three of four of those that moved."""
        moved = self.raised + self.lowered
        named = [("raised", self.raised, moved), ("lowered", self.lowered, moved), ("retired", self.retired, 0)]
        return [(word, number) for word, number, of in named if number >= ONE_SIDED and 4 * number >= 3 * of]


def claimant_changes(difference: DatasetDifference, old: Tables, new: Tables) -> list[ClaimantChange]:
    """Every claimant for whom something changed, by id; a withheld figure counts neither as raised nor as lowered."""
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
    named = [ClaimantChange(str(row[0]), *map(int, row[1:])) for row in listed.iter_rows()]
    return [one for one in named if one.before != one.after or one.raised or one.lowered or one.retired]


def _moves(change: TableChange) -> pl.DataFrame:
    """Tallies whose figure moved one way: ``id`` and ``rise``, 1 up, -1 down."""
    rise = pl.col("new").cast(pl.Int64, strict=False) - pl.col("old").cast(pl.Int64, strict=False)
    moved = change.changed.filter(pl.col("column").is_in(_NUMBERS)).select("id", rise=rise.sign())
    by_row = moved.drop_nulls("rise").group_by("id").agg(pl.col("rise").sum().sign())
    return by_row.filter(pl.col("rise") != 0)
