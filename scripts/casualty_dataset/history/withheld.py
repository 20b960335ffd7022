"""Values that must not be repeated: cells withheld for safety, and the cells of rows that were retired.

A correction whose ``old`` is ``withheld`` means that the earlier value must not be shown again. That holds for every
pair of releases, in either direction, so the corrections of later releases count as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from casualty_dataset.history.text_frames import COMPARED_TABLES, ID, read_columns
from casualty_schemas.history import WITHHELD

Tables = Mapping[str, bytes]
_CELL = ["table", "id", "column"]


class WithheldCells:
    """The cells that are masked in the difference of two sets of tables.

    An ``old`` value is masked wherever its cell was ever withheld; a ``new`` one only if the new tables are older than
    that. Both are masked in a retired row. Corrections repeat values: what they have of such a cell, up to its
    withholding, is masked as an old value, and as a new one too if ``beside``.
    """

    def __init__(self, old: Tables, new: Tables, known: Iterable[Tables] = (), *, beside: bool = False) -> None:
        everything = [old, new, *known]
        counts = [_withheld(tables) for tables in everything]
        most = pl.concat(counts).group_by(_CELL).agg(pl.col("times").max(), pl.col("last").max())
        ahead = most.join(counts[1], on=_CELL, how="left").filter(pl.col("times") > pl.col("times_right").fill_null(0))
        rows = [read_columns("retired", tables.get("retired"), ["table", "id"]) for tables in everything]
        self._rows = pl.concat(rows).unique()
        repeated = pl.concat([_repeated(tables, most, self._rows) for tables in everything]).unique()
        self._cells = {
            "old": pl.concat([most.select(_CELL), repeated]),
            "new": pl.concat([ahead.select(_CELL), repeated]) if beside else ahead.select(_CELL),
        }

    def mask(self, table: str, changed: pl.DataFrame) -> pl.DataFrame:
        """Mask changed cells: ``id``, ``column``, ``old``, ``new``."""
        for side in ("old", "new"):
            changed = changed.with_columns(
                pl.when(self._hits(table, side)).then(pl.lit(WITHHELD)).otherwise(pl.col(side)).alias(side)
            )
        return changed

    def mask_added(self, table: str, added: pl.DataFrame) -> pl.DataFrame:
        """Mask added rows with their key in ``#id``; the columns of the key are kept."""
        keys = COMPARED_TABLES[table].primary_key()
        retired = pl.col(ID).is_in(self._of(self._rows, table).get_column("id").implode())
        cells = self._of(self._cells["new"], table)
        masked = []
        for name in (name for name in added.columns if name not in (ID, *keys)):
            hit = retired | pl.col(ID).is_in(cells.filter(pl.col("column") == name).get_column("id").implode())
            masked.append(pl.when(hit & pl.col(name).is_not_null()).then(pl.lit(WITHHELD)).otherwise(name).alias(name))
        return added.with_columns(masked)

    def _hits(self, table: str, side: str) -> pl.Expr:
        cells = self._of(self._cells[side], table).select(pl.concat_str("id", "column", separator="\x01")).to_series()
        rows = self._of(self._rows, table).get_column("id")
        cell = pl.concat_str("id", "column", separator="\x01")
        return cell.is_in(cells.implode()) | pl.col("id").is_in(rows.implode())

    @staticmethod
    def _of(frame: pl.DataFrame, table: str) -> pl.DataFrame:
        return frame.filter(pl.col("table") == table)


def _withheld(tables: Tables) -> pl.DataFrame:
    """Count how often each cell was withheld, and give the last correction that did."""
    listed = read_columns("corrections", tables.get("corrections"), [*_CELL, "old", "correction_id"])
    return (
        listed.filter(pl.col("old") == WITHHELD).group_by(_CELL).agg(times=pl.len(), last=pl.col("correction_id").max())
    )


def _repeated(tables: Tables, most: pl.DataFrame, retired: pl.DataFrame) -> pl.DataFrame:
    """Return the cells of corrections.csv that repeat such values, as ``table``, ``id``, ``column``."""
    listed = read_columns("corrections", tables.get("corrections"), ["correction_id", *_CELL])
    of_cells = listed.join(most, on=_CELL).filter(pl.col("correction_id") <= pl.col("last"))
    of_rows = listed.join(retired, on=["table", "id"], how="semi")
    before = of_cells.filter(pl.col("correction_id") < pl.col("last")).select("correction_id")
    sides = [("old", of_cells.select("correction_id")), ("new", before)]
    sides += [(side, of_rows.select("correction_id")) for side in ("old", "new")]
    return pl.concat(
        [
            ids.select(table=pl.lit("corrections"), id="correction_id", column=pl.lit(side, pl.String))
            for side, ids in sides
        ]
    )
