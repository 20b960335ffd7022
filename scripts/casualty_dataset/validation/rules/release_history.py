"""Rules that compare the dataset with every release that stands: history cannot change silently.

What was published cannot be mended, so only what is not yet published is judged: a release's own tombstones
and corrections are held to stay, not to be right. Waivers excuse what stands now and are no history.
Messages never repeat what was published: it may be what was taken away because it did harm.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from casualty_dataset.core.versions import version_key
from casualty_dataset.history.release_history import Cell, ReleaseHistory
from casualty_dataset.history.table_difference import TableDifference
from casualty_dataset.validation.rules.history import Frames, Standing, cell_text, ids, withheld_cells
from casualty_dataset.validation.rules.rule import Question, Questions, rule
from casualty_schemas import CURATED, Table
from casualty_schemas.history import WITHHELD

_HISTORY = frozenset({"retired", "corrections", "waivers"})
_MOUTH = ("claimant_id", "source_id")


# --- rows -----------------------------------------------------------------------------------------


@rule("Put the row back, or take it out with `dataset retire`, which leaves a tombstone with its reason.")
def published_row_is_kept(
    table: type[Table],
    past: ReleaseHistory,
    rows: pl.DataFrame,  # noqa: ARG001 - the rule is of every table that has rows
    retired: pl.DataFrame,
) -> Questions:
    """Every id that a release holds stands in its table or among the tombstones."""
    name = table.table_name()
    if name in _HISTORY:
        return ()
    gone = {id_: version for version, one in past.tables.get(name, {}).items() for id_ in one.removed_ids}
    buried = set(retired.filter(pl.col("table") == name)["id"]) if gone else set()
    key = table.primary_key()[0]
    return _found((None, key, id_, _vanished(version)) for id_, version in sorted(gone.items()) if id_ not in buried)


def _vanished(version: str) -> str:
    return f"release {version} holds the row, and it stands here no more"


@rule("Write the last release that holds the row; take the tombstone away if none does.")
def tombstone_names_last_release(retired: pl.DataFrame, past: ReleaseHistory, stands: Standing) -> Questions:
    """A tombstone names the last release that holds the row, and a release does hold it."""
    fresh = past.unpublished_ids("retired")
    found: list[_Finding] = []
    for row, (table, id_, last_in) in enumerate(retired.select("table", "id", "last_in").iter_rows()):
        if f"{table}|{id_}" not in fresh or (table, id_) in stands or table not in past.tables:
            continue
        holders = [version for version, one in past.tables[table].items() if id_ in one.removed_ids]
        taken_back = last_in in past.withdrawn and (not holders or version_key(last_in) > version_key(holders[-1]))
        if holders and holders[-1] != last_in and not taken_back:
            found.append((row, "last_in", last_in, f"the last release that holds the row is {holders[-1]}"))
        elif not holders and past.complete:
            found.append((row, "last_in", last_in, "no release holds such a row"))
    return _found(found)


# --- cells ----------------------------------------------------------------------------------------


@rule("Put back what the release holds, or change the cell with `dataset correct`, which says why.")
def changed_cell_has_correction(
    table: type[Table], past: ReleaseHistory, rows: pl.DataFrame, corrections: pl.DataFrame, retired: pl.DataFrame
) -> Questions:
    """Every cell that stands otherwise than a release holds it has a correction made since."""
    name = table.table_name()
    changed = {} if name in _HISTORY else past.changed_cells(name)
    if not changed:
        return ()
    chains, moved = past.corrections_by_cell(corrections), _moved(past, retired) if name == "tallies" else set()
    silent: dict[tuple[str, str], str] = {}
    for version in past.comparable_versions(name):
        for cell in past.cells[name][version]:
            if cell not in moved and not past.corrections_since(version, chains.get((name, *cell), ())):
                silent[cell] = version
    withheld = withheld_cells(corrections)
    at = _rows_of(table, rows, {id_ for id_, _ in silent})
    return _found(
        (
            at[id_],
            column,
            None if (name, id_, column) in withheld else changed[id_, column][1],
            f"the cell is not what release {version} holds, and no correction says why",
        )
        for (id_, column), version in silent.items()
    )


@rule("Put it back. A claim of another claimant or document is another row: retire this one, naming the new one.")
def tally_keeps_claimant_and_source(tallies: pl.DataFrame, past: ReleaseHistory, retired: pl.DataFrame) -> Questions:
    """A published tally keeps its claimant and its document, unless that row was retired for the one named now."""
    moved = _moved(past, retired)
    at = _rows_of(CURATED["tallies"], tallies, {id_ for id_, _ in moved})
    changed = past.changed_cells("tallies")
    return _found(
        (at[cell[0]], cell[1], changed[cell][1], f"release {changed[cell][0]} holds another one under this id")
        for cell in sorted(moved)
    )


def _moved(past: ReleaseHistory, retired: pl.DataFrame) -> set[tuple[str, str]]:
    """Cells of tallies in which a published claim came to be another's."""
    columns = CURATED["tallies"].columns()
    instead = {(table, id_): new for table, id_, new in retired.select("table", "id", "replacement_id").iter_rows()}
    moved = set()
    for one in past.tables.get("tallies", {}).values():
        for id_, column, was, now in one.changed.iter_rows():
            if column in _MOUTH and (was is None or instead.get((columns[column].parent[0], was)) != now):
                moved.add((id_, column))
    return moved


# --- tombstones and corrections ---------------------------------------------------------------------


@rule("Put it back as it was published; a later tombstone or correction is a row of its own.")
def published_tombstone_is_unchanged(retired: pl.DataFrame, past: ReleaseHistory) -> Questions:
    """A tombstone that a release holds stands unchanged."""
    return _unchanged("retired", retired, past, set())


@rule("Put it back as it was published, and correct the cell once more if it is wrong.")
def published_correction_is_unchanged(corrections: pl.DataFrame, past: ReleaseHistory) -> Questions:
    """A correction that a release holds stands unchanged, but for what `dataset correct --withhold` took out."""
    withheld = withheld_cells(corrections)
    kept = set()
    if past.changed_cells("corrections"):
        names = ("correction_id", "table", "id", "column", "old", "new")
        for id_, table, row, column, old, new in corrections.select(names).iter_rows():
            if (table, row, column) in withheld:
                kept |= {(id_, name) for name, value in (("old", old), ("new", new)) if value == WITHHELD}
    return _unchanged("corrections", corrections, past, kept)


def _unchanged(name: str, rows: pl.DataFrame, past: ReleaseHistory, allowed: set[tuple[str, str]]) -> Questions:
    table = CURATED[name]
    gone = {id_: version for version, one in past.tables.get(name, {}).items() for id_ in one.removed_ids}
    changed = {cell: told[0] for cell, told in past.changed_cells(name).items() if cell not in allowed}
    at = _rows_of(table, rows, {id_ for id_, _ in changed})
    found: list[_Finding] = [(None, table.primary_key()[0], id_, _vanished(gone[id_])) for id_ in sorted(gone)]
    for (id_, column), version in changed.items():
        found.append((at[id_], column, None, f"the cell is not what release {version} holds"))
    return _found(found)


@rule("Write the value that the release holds; `dataset correct` does so by itself.")
def correction_starts_at_published_value(
    corrections: pl.DataFrame, past: ReleaseHistory, frames: Frames, stands: Standing
) -> Questions:
    """The first correction of a cell since a release starts at the value that the release holds."""
    fresh = past.unpublished_ids("corrections")
    found: dict[int, _Finding] = {}
    withheld = withheld_cells(corrections)
    for cell, chain in past.corrections_by_cell(corrections).items() if fresh else ():
        for version in past.comparable_versions(cell[0]):
            since = past.corrections_since(version, chain)
            held = _published(cell, past.tables[cell[0]][version], frames, stands)
            if not since or since[0].id not in fresh or held is None or held[0] == since[0].old:
                continue
            if since[0].old != WITHHELD or cell not in withheld:
                value = None if cell in withheld else since[0].old
                found[since[0].row] = (since[0].row, "old", value, f"this is not what release {version} holds")
    return _found(found.values())


@rule("Take the correction away: what no release holds is edited without one.")
def corrected_cell_was_published(
    corrections: pl.DataFrame, past: ReleaseHistory, frames: Frames, stands: Standing
) -> Questions:
    """A correction is of a cell that a release holds."""
    fresh = past.unpublished_ids("corrections") if past.complete else frozenset()
    found: list[_Finding] = []
    for cell, chain in past.corrections_by_cell(corrections).items() if fresh else ():
        if cell[0] not in past.tables or cell[0] not in frames or any(one.id not in fresh for one in chain):
            continue
        if all(_published(cell, one, frames, stands) is None for one in past.tables[cell[0]].values()):
            found += [(one.row, "id", cell[1], "no release holds this cell") for one in chain]
    return _found(found)


def _published(cell: Cell, one: TableDifference, frames: Frames, stands: Standing) -> tuple[str | None] | None:
    """What a release holds in a cell; None where it does not hold the cell."""
    table, id_, column = cell
    if not one.in_old(id_, column):
        return None
    if (id_, column) in one.old_cells:
        return (one.old_cells[id_, column],)
    at = stands.get((table, id_))
    return None if at is None else (cell_text(frames[table], at, column),)


# --- findings ---------------------------------------------------------------------------------------

_Finding = tuple[int | None, str, str | None, str]
"""Row (None: it stands no more), column, value, message."""


def _found(findings: Iterable[_Finding]) -> Questions:
    by_column: dict[str, list[_Finding]] = {}
    for one in findings:
        by_column.setdefault(one[1], []).append(one)
    return tuple(_question(column, some) for column, some in by_column.items())


def _question(column: str, findings: list[_Finding]) -> Question:
    schema = {"row": pl.UInt32, "value": pl.String, "said": pl.String}
    rows = pl.DataFrame([(row, value, said) for row, _, value, said in findings], schema=schema, orient="row")
    return Question(rows, pl.repeat(True, rows.height, eager=True), column, pl.col("said"), pl.col("value"))


def _rows_of(table: type[Table], rows: pl.DataFrame, wanted: set[str]) -> dict[str, int]:
    """Row numbers of ids that stand in the table."""
    if not wanted:
        return {}
    every = ids(table.table_name(), rows)
    at = every.is_in(list(wanted)).arg_true()
    return dict(zip(every.gather(at), at, strict=True))
