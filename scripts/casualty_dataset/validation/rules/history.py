"""Rules on tombstones, corrections and waivers."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from casualty_dataset.history.release_history import Cell
from casualty_dataset.validation.rules.rule import Questions, both, rule, where
from casualty_schemas import CURATED
from casualty_schemas.history import SAFETY, WITHHELD


def ids(table: str, frame: pl.DataFrame) -> pl.Series:
    """The id of every row, as tombstones, corrections and waivers write it: key parts joined by ``|``."""
    return frame.select(CURATED[table].key_text("|")).to_series()


Frames = dict[str, pl.DataFrame]
Standing = Mapping[tuple[str, str], int]
"""Where rows that history names stand: row number by table and id."""


def standing(frames: Mapping[str, pl.DataFrame]) -> dict[tuple[str, str], int]:
    """Where the rows stand that tombstones, corrections and waivers name; those that stand nowhere are left out.

    One pass over each table that is named, for all rules of this page.
    """
    pairs = [(table, column) for table, column in _NAMING if table in frames]
    named = pl.concat([frames[table].select("table", id=column) for table, column in pairs]) if pairs else None
    found: dict[tuple[str, str], int] = {}
    for (table,), part in named.group_by("table") if named is not None else ():
        if (frame := frames.get(str(table))) is not None:
            all_ids = ids(str(table), frame)
            rows = all_ids.is_in(part["id"].drop_nulls().implode()).arg_true()
            found |= {(str(table), id_): row for id_, row in zip(all_ids.gather(rows), rows, strict=True)}
    return found


_NAMING = (("retired", "id"), ("retired", "replacement_id"), ("corrections", "id"), ("waivers", "id"))


def cell_text(frame: pl.DataFrame, row: int, column: str) -> str | None:
    """A cell of a typed table as it is spelled in the file; None where it is empty."""
    cell = frame[column][row]
    return None if cell is None else str(cell).removesuffix(".0") if isinstance(cell, float) else str(cell)


def withheld_cells(corrections: pl.DataFrame) -> set[Cell]:
    """The cells whose earlier value was taken out of the record because it did harm."""
    if not (corrections["reason"] == SAFETY).any():
        return set()
    safe = corrections.filter((pl.col("reason") == SAFETY) & (pl.col("old") == WITHHELD))
    return set(safe.select("table", "id", "column").iter_rows())


def _unknown(
    rows: pl.DataFrame, frames: Collection[str], stands: Standing, column: str, retired: pl.DataFrame | None
) -> pl.Series:
    """Which rows name an id that stands in no table (nor, where given, among the tombstones)."""
    gone = set() if retired is None else set(retired.select("table", "id").iter_rows())
    wrong = [
        table in frames and id_ is not None and (table, id_) not in stands and (table, id_) not in gone
        for table, id_ in rows.select("table", column).iter_rows()
    ]
    return pl.Series(wrong, dtype=pl.Boolean)


@rule("Take the row out of its table, or take the tombstone away if it was never released.")
def retired_id_is_not_reused(retired: pl.DataFrame, stands: Standing) -> Questions:
    """A retired id stands in no table: it is never used again."""
    wrong = [pair in stands for pair in retired.select("table", "id").iter_rows()]
    return where(retired, pl.Series(wrong, dtype=pl.Boolean), "id", "the id still stands in the table")


@rule("Name a row that stands in the same table, or that was itself retired; or leave it empty.")
def replacement_exists(retired: pl.DataFrame, frames: Frames, stands: Standing) -> Questions:
    """What replaces a retired row exists."""
    wrong = _unknown(retired, frames, stands, "replacement_id", retired)
    return where(retired, wrong, "replacement_id", "no such row")


@rule("Name a row that stands in the table or was retired.")
def corrected_row_exists(
    corrections: pl.DataFrame, retired: pl.DataFrame, frames: Frames, stands: Standing
) -> Questions:
    """A correction names a row that there is or was."""
    return where(corrections, _unknown(corrections, frames, stands, "id", retired), "id", "no such row")


@rule("Name a column of the table.")
def corrected_column_exists(corrections: pl.DataFrame) -> Questions:
    """A correction names a column of its table, and never one of the key."""
    wrong = []
    for table, column in corrections.select("table", "column").iter_rows():
        columns = CURATED[table].columns() if table in CURATED else None
        wrong.append(columns is not None and (column not in columns or columns[column].key))
    return where(corrections, pl.Series(wrong, dtype=pl.Boolean), "column", "no such column, or one of the key")


@rule("Make old what the correction before left, and the last new what stands in the table.")
def corrections_form_a_chain(corrections: pl.DataFrame, frames: Frames, stands: Standing) -> Questions:
    """The corrections of one cell form a chain, each from the value the last one left, and end at what stands now."""
    messages: dict[int, str] = {}
    withheld = withheld_cells(corrections)
    last: dict[Cell, tuple[int, str | None]] = {}
    for row, (table, id_, column, old, new) in enumerate(corrections.select(*_CELL, "old", "new").iter_rows()):
        cell = (table, id_, column)
        before = last.get(cell)
        hides = cell in withheld
        if old == new and not (hides and old == WITHHELD):
            messages[row] = "old and new are the same"
        elif before and before[1] != old and not (hides and WITHHELD in (before[1], old)):
            messages[row] = "old is not what the correction before left"
        last[cell] = (row, new)
    for (table, id_, column), (row, new) in last.items():
        at = stands.get((table, id_))
        if at is not None and column in CURATED[table].columns() and cell_text(frames[table], at, column) != new:
            messages.setdefault(row, "new is not what stands in the table")
    said = pl.Series("said", [messages.get(row) for row in range(corrections.height)], dtype=pl.String)
    hidden = pl.Series("hidden", [cell in withheld for cell in corrections.select(_CELL).iter_rows()], dtype=pl.Boolean)
    value = pl.when(~pl.col("hidden")).then("new")  # nothing is shown of a cell from which something was withheld
    return where(corrections.with_columns(said, hidden), said.is_not_null(), "new", pl.col("said"), value)


_CELL = ("table", "id", "column")


@rule("Take harm out with `dataset correct --withhold`, which writes both: withheld for old, safety for the reason.")
def withheld_is_for_safety(corrections: pl.DataFrame) -> Questions:
    """A value is withheld for safety alone, and a correction for safety withholds it."""
    safe = withheld_cells(corrections)
    outside = pl.Series([cell not in safe for cell in corrections.select(_CELL).iter_rows()], dtype=pl.Boolean)
    hides = (pl.col("old") == WITHHELD) | (pl.col("new") == WITHHELD)
    open_ = (pl.col("reason") == SAFETY) & pl.col("old").ne_missing(WITHHELD)
    nothing = pl.lit(None, dtype=pl.String)
    return both(
        where(corrections, open_, "old", "the reason is safety, and the old value stands here", nothing),
        where(corrections, hides.fill_null(False) & outside, "reason", "a value is withheld for no safety", nothing),
    )


@rule("Name a row that stands in the table.")
def waived_row_exists(waivers: pl.DataFrame, frames: Frames, stands: Standing) -> Questions:
    """A waiver excuses a row that there is."""
    return where(waivers, _unknown(waivers, frames, stands, "id", None), "id", "no such row")


@rule("Name a rule that may be waived; docs/rules.md marks them. The others are never waived.")
def waiver_names_a_waivable_rule(waivers: pl.DataFrame, waivable: Collection[str]) -> Questions:
    """A waiver names a rule of plausibility or arithmetic, or the one on names; form, keys and history admit none."""
    return where(waivers, ~pl.col("rule").is_in(list(waivable)), "rule", "no rule of this name can be waived")


@rule("Delete the waiver.")
def waiver_is_used(
    waivers: pl.DataFrame,
    frames: Frames,
    stands: Standing,
    excused: Collection[tuple[str, str, str]],
    judged: Collection[str],
) -> Questions:
    """A waiver excuses something: one that excuses nothing hides the next mistake."""
    missing = _unknown(waivers, frames, stands, "id", None)  # said by another rule
    wrong = [
        row[0] in judged and row[1] in frames and not gone and row not in excused
        for row, gone in zip(waivers.select("rule", "table", "id").iter_rows(), missing, strict=True)
    ]
    return where(waivers, pl.Series(wrong, dtype=pl.Boolean), "rule", "there is nothing that it excuses")
