"""Rules on tombstones, corrections and waivers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import polars as pl

from casualty_dataset.core.text import quoted
from casualty_dataset.history.release_history import Cell
from casualty_dataset.history.tombstones import (
    RowId,
    Tombstone,
    Tombstones,
    join_ids,
    split_ids,
    successors,
    tombstones_of,
)
from casualty_dataset.validation.rules.check import WITHHELD_VALUE, Checks, combine, flag
from casualty_dataset.validation.rules.context import Context
from casualty_dataset.validation.rules.rule import rule
from casualty_schemas import CURATED
from casualty_schemas.history import SAFETY, WITHHELD

# --- rows and cells that history names ---------------------------------------------------------------

_NAMING_TABLES = ("retired", "corrections", "waivers")


def ids_of(table: str, frame: pl.DataFrame) -> pl.Series:
    """Return the id of every row, as tombstones, corrections and waivers write it: key parts joined by ``|``."""
    return frame.select(CURATED[table].key_text("|")).to_series()


def named_rows(tables: Mapping[str, pl.DataFrame]) -> dict[tuple[str, str], int]:
    """Find the rows that tombstones, corrections and waivers name: row number by table and id.

    Ids that no row has are left out. Each table is searched once for all rules of this module.
    """
    named = pl.concat([*_named_ids(tables), pl.DataFrame(schema={"table": pl.String, "id": pl.String})])
    numbers: dict[tuple[str, str], int] = {}
    for (table,), part in named.group_by("table"):
        name = str(table)
        if name in tables:
            ids = ids_of(name, tables[name])
            rows = ids.is_in(part["id"].drop_nulls().implode()).arg_true()
            numbers |= {(name, id_): row for id_, row in zip(ids.gather(rows), rows, strict=True)}
    return numbers


def _named_ids(tables: Mapping[str, pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Yield the columns ``table`` and ``id`` of what tombstones, corrections and waivers name."""
    for name in _NAMING_TABLES:
        if name in tables:
            yield tables[name].select("table", "id")
    if "retired" in tables:
        cells = tables["retired"].select("table", "replacement_id").drop_nulls().iter_rows()
        replacements = [(table, id_) for table, cell in cells for id_ in split_ids(table, cell)]
        yield pl.DataFrame(replacements, schema={"table": pl.String, "id": pl.String}, orient="row")


def cell_text(frame: pl.DataFrame, row: int, column: str) -> str | None:
    """Return a cell of a typed table as the file spells it; None where it is empty."""
    cell = frame[column][row]
    if cell is None:
        return None
    return str(cell).removesuffix(".0") if isinstance(cell, float) else str(cell)


_CELL = ("table", "id", "column")


def withheld_cells(corrections: pl.DataFrame) -> set[Cell]:
    """Return the cells whose earlier value was withheld for safety."""
    if not (corrections["reason"] == SAFETY).any():
        return set()
    withheld = corrections.filter((pl.col("reason") == SAFETY) & (pl.col("old") == WITHHELD))
    return set(withheld.select(_CELL).iter_rows())


def _no_such_row(context: Context, rows: pl.DataFrame, tombstones: Tombstones | None = None) -> pl.Series:
    """Return which rows name in ``id`` what no row of their table has and, where given, no tombstone."""
    return _flags(_is_missing(context, row, tombstones or {}) for row in rows.select("table", "id").iter_rows())


def _is_missing(context: Context, row: RowId, tombstones: Tombstones) -> bool:
    """Return whether a table, if it can be read, has no row of this id, and no tombstone has it."""
    return row[0] in context.tables and row not in context.row_numbers and row not in tombstones


def _flags(values: Iterable[bool]) -> pl.Series:
    return pl.Series(list(values), dtype=pl.Boolean)


# --- tombstones --------------------------------------------------------------------------------------


@rule(
    "Take the row out of its table, or remove the tombstone if the row was never released.",
    tables=("retired",),
    blocks_edits=True,
)
def retired_id_is_not_reused(context: Context) -> Checks:
    """No row has the id of a retired row: an id is never used again."""
    broken = _flags(pair in context.row_numbers for pair in context.retired.select("table", "id").iter_rows())
    return flag(context.retired, broken, "id", "a row of the table still has this id")


@rule(
    "Name rows of the same table, or rows that were themselves retired; or leave it empty.",
    tables=("retired",),
    blocks_edits=True,
)
def replacement_exists(context: Context) -> Checks:
    """Each row that replaces a retired row exists, or was itself retired."""
    tombstones = tombstones_of(context.retired)

    def missing(tombstone: Tombstone) -> str | None:
        absent = [id_ for id_ in tombstone.replacements if _is_missing(context, (tombstone.table, id_), tombstones)]
        return f"there is no row {', '.join(map(quoted, absent))} in {tombstone.table}" if absent else None

    return _replacement_checks(context, tombstones, missing)


@rule("Write each id once, in order; `dataset retire` does so by itself.", tables=("retired",), blocks_edits=True)
def replacements_are_sorted(context: Context) -> Checks:
    """The rows that replace a retired row are listed once each, in order."""

    def unsorted(tombstone: Tombstone) -> str | None:
        cell = join_ids(tombstone.replacements)
        return None if cell == "|".join(tombstone.replacements) else f"expected {cell}"

    return _replacement_checks(context, tombstones_of(context.retired), unsorted)


@rule(
    "Name rows that stand now; or leave it empty if none does.",
    tables=("retired",),
    blocks_edits=True,
)
def replacements_have_no_cycle(context: Context) -> Checks:
    """No row is replaced by itself, directly or through rows that were retired too; a published tombstone may stay."""
    tombstones = tombstones_of(context.retired)
    published = context.releases.tables.get("retired", {}).values()

    def cyclic(tombstone: Tombstone) -> str | None:
        row = (tombstone.table, tombstone.id)
        if row not in successors(row, tombstones) or any(old.in_old("|".join(row), None) for old in published):
            return None
        return f"the replacements of {quoted(tombstone.id)} lead back to it"

    return _replacement_checks(context, tombstones, cyclic)


def _replacement_checks(context: Context, tombstones: Tombstones, fault: Callable[[Tombstone], str | None]) -> Checks:
    """Flag the tombstones whose replacements have a fault, with its message."""
    messages = pl.Series("text", [fault(tombstone) for tombstone in tombstones.values()], dtype=pl.String)
    rows = context.retired.with_columns(messages)
    return flag(rows, messages.is_not_null(), "replacement_id", pl.col("text"))


# --- corrections -------------------------------------------------------------------------------------


@rule("Name a row of the table, or one that was retired.", tables=("corrections", "retired"), blocks_edits=True)
def corrected_row_exists(context: Context) -> Checks:
    """A correction names a row that exists or was retired."""
    broken = _no_such_row(context, context.corrections, tombstones_of(context.retired))
    return flag(context.corrections, broken, "id", "there is no such row")


@rule("Name a column of the table.", tables=("corrections",), blocks_edits=True)
def corrected_column_exists(context: Context) -> Checks:
    """A correction names a column of its table, and never a column of the key."""
    broken = []
    for table, column in context.corrections.select("table", "column").iter_rows():
        columns = CURATED[table].columns() if table in CURATED else None
        broken.append(columns is not None and (column not in columns or columns[column].key))
    return flag(context.corrections, _flags(broken), "column", "there is no such column, or it belongs to the key")


@rule(
    "Make old what the correction before left, and the last new what the table holds.",
    tables=("corrections",),
    blocks_edits=True,
)
def corrections_form_a_chain(context: Context) -> Checks:
    """Each correction of a cell starts from the value that the one before left; the last ends at the present value."""
    corrections = context.corrections
    withheld = withheld_cells(corrections)
    messages: dict[int, str] = {}
    last: dict[Cell, tuple[int, str | None]] = {}
    for row, (table, id_, column, old, new) in enumerate(corrections.select(*_CELL, "old", "new").iter_rows()):
        cell = (table, id_, column)
        message = _broken_link(old, new, last.get(cell), withheld=cell in withheld)
        if message:
            messages[row] = message
        last[cell] = (row, new)
    for (table, id_, column), (row, new) in last.items():
        at = context.row_numbers.get((table, id_))
        known = at is not None and column in CURATED[table].columns()
        if known and cell_text(context.tables[table], at or 0, column) != new:
            messages.setdefault(row, "new is not what the table holds")
    texts = pl.Series("text", [messages.get(row) for row in range(corrections.height)], dtype=pl.String)
    hidden = _flags(cell in withheld for cell in corrections.select(_CELL).iter_rows()).alias("hidden")
    value = pl.when(~pl.col("hidden")).then("new")  # no value is shown of a cell from which one was withheld
    return flag(corrections.with_columns(texts, hidden), texts.is_not_null(), "new", pl.col("text"), value)


def _broken_link(
    old: str | None, new: str | None, before: tuple[int, str | None] | None, *, withheld: bool
) -> str | None:
    """Return what is wrong between a correction and the one before it: its row and the value that it left."""
    if old == new and not (withheld and old == WITHHELD):
        return "old and new are the same"
    if before and before[1] != old and not (withheld and WITHHELD in (before[1], old)):
        return "old is not what the correction before left"
    return None


@rule(
    "Use `dataset correct --withhold`, which writes both: withheld as the old value, safety as the reason.",
    tables=("corrections",),
    blocks_edits=True,
)
def withheld_is_for_safety(context: Context) -> Checks:
    """A value is withheld only for safety, and a correction for safety withholds the old value."""
    corrections = context.corrections
    withheld = withheld_cells(corrections)
    unsafe = _flags(cell not in withheld for cell in corrections.select(_CELL).iter_rows())
    hides = (pl.col("old") == WITHHELD) | (pl.col("new") == WITHHELD)
    shows = (pl.col("reason") == SAFETY) & pl.col("old").ne_missing(WITHHELD)
    return combine((
        flag(corrections, shows, "old", "the reason is safety, but the old value is given", WITHHELD_VALUE),
        flag(
            corrections,
            hides.fill_null(False) & unsafe,
            "reason",
            "a value is withheld, but the reason is not safety",
            WITHHELD_VALUE,
        ),
    ))  # fmt: skip


# --- waivers -----------------------------------------------------------------------------------------


@rule("Name a row of the table.", tables=("waivers",), blocks_edits=True)
def waived_row_exists(context: Context) -> Checks:
    """A waiver names a row that exists."""
    return flag(context.waivers, _no_such_row(context, context.waivers), "id", "there is no such row")


@rule("Name a rule that docs/rules.md marks as waivable.", tables=("waivers",), blocks_edits=True)
def waiver_names_a_waivable_rule(context: Context) -> Checks:
    """A waiver names a rule of plausibility or arithmetic, or no_personal_name; no other rule can be waived."""
    broken = ~pl.col("rule").is_in(list(context.waivable))
    return flag(context.waivers, broken, "rule", "no rule of this name can be waived")


@rule("Delete the waiver.", tables=("waivers",), blocks_edits=True, after_waivers=True)
def waiver_is_used(context: Context) -> Checks:
    """A waiver excuses a finding: a waiver that excuses nothing would hide the next mistake."""
    missing = _no_such_row(context, context.waivers)  # reported by another rule
    broken = _flags(
        rule_ in context.evaluated
        and table in context.tables
        and not is_missing
        and (rule_, table, id_) not in context.excused
        for (rule_, table, id_), is_missing in zip(
            context.waivers.select("rule", "table", "id").iter_rows(), missing, strict=True
        )
    )
    return flag(context.waivers, broken, "rule", "the row breaks no such rule, so the waiver excuses nothing")
