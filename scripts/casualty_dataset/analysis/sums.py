"""Sums: whether the parts by place that one document gives fill their whole, and add up to it."""

from __future__ import annotations

import polars as pl

from casualty_dataset.analysis.hierarchies import Hierarchies
from casualty_dataset.model import SCOPE_COLUMNS

_STATEMENT = ("source_id", "claimant_id", "as_of", "as_of_part", "limits")
"""What tallies of one statement share, besides their scope."""


def sums_by_place(parts: pl.DataFrame) -> pl.DataFrame:
    """Add up the parts of each whole.

    ``parts`` has a row for each whole and each of its parts at a member of the whole's area: ``whole_id``, ``place`` of
    the part, ``value`` of the part, ``whole``, the value of the whole, and ``members``, how many the area has. The
    result has a row a whole, in their order: ``whole_id``, ``members``, ``given`` (places with a part), ``total``,
    ``whole``; ``clear``, true if each place has one part and all have numbers; ``fills``, true if also no member is
    missing, so that the total must be the whole.
    """
    sums = parts.group_by("whole_id", maintain_order=True).agg(
        pl.col("members", "whole").first(),
        given=pl.col("place").n_unique(), rows=pl.len(), numbers=pl.col("value").count(), total=pl.col("value").sum(),
    )  # fmt: skip
    clear = (pl.col("given") == pl.col("rows")) & (pl.col("numbers") == pl.col("rows")) & pl.col("whole").is_not_null()
    filled = sums.with_columns(clear=clear).with_columns(fills=pl.col("clear") & (pl.col("given") == pl.col("members")))
    return filled.drop("rows", "numbers")


def parts_by_place(tallies: pl.DataFrame, hierarchies: Hierarchies) -> pl.DataFrame:
    """The exact figures of one document whose scopes differ only in that the part is at a member of the whole's area.

    ``tallies`` are the typed tallies; the columns are those that :func:`sums_by_place` asks for, and ``as_of``.
    ``whole_id`` is the tally of the whole.
    """
    areas = pl.DataFrame(
        [(area, place, len(members)) for area, members in hierarchies.members.items() for place in members],
        schema={"area": pl.String, "place_id": pl.String, "members": pl.Int64},
        orient="row",
    )
    same = [*_STATEMENT, *(name for name in SCOPE_COLUMNS if name != "place_id")]
    exact = tallies.filter(
        pl.col("qualifier") == "exact", pl.col("relay_fault").is_null(), pl.col("period_basis") != "documentation"
    )
    wholes = exact.select(*same, pl.col("value").alias("whole"), whole_id="tally_id", area="place_id")
    parts = exact.join(areas, on="place_id").join(wholes, on=[*same, "area"], nulls_equal=True)
    return parts.select("whole_id", "members", "value", "whole", "as_of", place="place_id")
