"""Rules that compare the dataset with every published release: published rows cannot change silently.

What was published cannot be changed any more, so only rows that no release holds are judged: a tombstone or correction
of a release must stay as it is, even if it was wrong. Waivers apply to the present tables and are no history.
Messages never repeat a published value: it may have been withheld for safety.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

import polars as pl

from casualty_dataset.core.versions import version_key
from casualty_dataset.history.release_history import Cell, Correction, ReleaseHistory
from casualty_dataset.history.table_difference import TableDifference
from casualty_dataset.history.tombstones import tombstones_of
from casualty_dataset.validation.rules.check import Check, Checks
from casualty_dataset.validation.rules.context import Context
from casualty_dataset.validation.rules.history import cell_text, ids_of, withheld_cells
from casualty_dataset.validation.rules.rule import rule
from casualty_schemas import CURATED
from casualty_schemas.history import WITHHELD

_HISTORY_TABLES = frozenset({"retired", "corrections", "waivers"})
_IDENTITY_COLUMNS = ("claimant_id", "source_id")


class _Finding(NamedTuple):
    """One finding; ``row`` is None where the table has no such row any more."""

    row: int | None
    column: str
    value: str | None
    message: str


# --- rows --------------------------------------------------------------------------------------------


@rule(
    "Put the row back, or remove it with `dataset retire`, which leaves a tombstone with the reason.",
    every_table=True,
    tables=("retired",),
    blocks_edits=True,
)
def published_row_is_kept(context: Context) -> Checks:
    """Every row of a release is still in its table, or has a tombstone."""
    if context.table_name in _HISTORY_TABLES:
        return ()
    missing = _missing_rows(context.releases, context.table_name)
    tombstones = set(context.retired.filter(pl.col("table") == context.table_name)["id"]) if missing else set()
    unexplained = {id_: version for id_, version in missing.items() if id_ not in tombstones}
    return _to_checks(_missing_row_findings(context, unexplained))


@rule(
    "Name the last release that holds the row; remove the tombstone if no release does.",
    tables=("retired",),
    blocks_edits=True,
)
def tombstone_names_last_release(context: Context) -> Checks:
    """A tombstone names the last release that holds the row, and there is such a release."""
    releases = context.releases
    new = releases.unpublished_ids("retired")
    findings = []
    for row, (table, id_, last_in) in enumerate(context.retired.select("table", "id", "last_in").iter_rows()):
        if f"{table}|{id_}" in new and (table, id_) not in context.row_numbers and table in releases.tables:
            message = _wrong_last_release(releases, table, id_, last_in)
            if message:
                findings.append(_Finding(row, "last_in", last_in, message))
    return _to_checks(findings)


def _wrong_last_release(releases: ReleaseHistory, table: str, id_: str, last_in: str) -> str | None:
    """Return what is wrong with the release that a tombstone names; None where nothing is."""
    holders = [version for version, difference in releases.tables[table].items() if id_ in difference.removed_ids]
    if not holders:
        return "no release holds such a row" if releases.complete else None
    withdrawn_later = last_in in releases.withdrawn and version_key(last_in) > version_key(holders[-1])
    if last_in == holders[-1] or withdrawn_later:
        return None
    return f"the last release that holds the row is {holders[-1]}"


# --- cells -------------------------------------------------------------------------------------------


@rule(
    "Put back the published value, or change the cell with `dataset correct`, which records the reason.",
    every_table=True,
    tables=("corrections", "retired"),
    blocks_edits=True,
)
def changed_cell_has_correction(context: Context) -> Checks:
    """Every cell that differs from a release has a correction made since that release."""
    name, releases = context.table_name, context.releases
    changed = {} if name in _HISTORY_TABLES else releases.changed_cells(name)
    if not changed:
        return ()
    chains = releases.corrections_by_cell(context.corrections)
    reassigned = _reassigned_cells(releases, context.retired) if name == "tallies" else set()
    unexplained: dict[tuple[str, str], str] = {}
    for version in releases.comparable_versions(name):
        for cell in releases.cells[name][version]:
            if cell not in reassigned and not releases.corrections_since(version, chains.get((name, *cell), ())):
                unexplained[cell] = version
    withheld = withheld_cells(context.corrections)
    rows = _row_numbers(context, {id_ for id_, _ in unexplained})
    return _to_checks(
        _Finding(
            rows[id_],
            column,
            None if (name, id_, column) in withheld else changed[id_, column][1],
            f"the cell differs from release {version}, and no correction explains it",
        )
        for (id_, column), version in unexplained.items()
    )


@rule(
    "Put it back. For another claimant or document add a new row, and retire this one with the new one as replacement.",
    tables=("tallies", "retired"),
)
def tally_keeps_claimant_and_source(context: Context) -> Checks:
    """A published tally keeps its claimant and its document, unless that one was retired for the one named now."""
    reassigned = _reassigned_cells(context.releases, context.retired)
    rows = _row_numbers(context, {id_ for id_, _ in reassigned})
    changed = context.releases.changed_cells("tallies")
    return _to_checks(
        _Finding(
            rows[id_],
            column,
            changed[id_, column][1],
            f"release {changed[id_, column][0]} has another one under this id",
        )
        for id_, column in sorted(reassigned)
    )


def _reassigned_cells(releases: ReleaseHistory, retired: pl.DataFrame) -> set[tuple[str, str]]:
    """Return the cells (id, column) of tallies that name another claimant or document than a release does."""
    columns = CURATED["tallies"].columns()
    tombstones = tombstones_of(retired)
    reassigned = set()
    for difference in releases.tables.get("tallies", {}).values():
        for id_, column, before, now in difference.changed.iter_rows():
            if column in _IDENTITY_COLUMNS:
                tombstone = tombstones.get((columns[column].parent[0], before or ""))
                if tombstone is None or now not in tombstone.replacements:
                    reassigned.add((id_, column))
    return reassigned


# --- tombstones and corrections ----------------------------------------------------------------------


@rule(
    "Put it back as it was published; a later tombstone or correction is a row of its own.",
    tables=("retired",),
    blocks_edits=True,
)
def published_tombstone_is_unchanged(context: Context) -> Checks:
    """A tombstone that a release holds is unchanged."""
    return _to_checks(_changes(context, allowed=()))


@rule(
    "Put it back as it was published, and correct the cell once more if it is wrong.",
    tables=("corrections",),
    blocks_edits=True,
)
def published_correction_is_unchanged(context: Context) -> Checks:
    """A correction that a release holds is unchanged, save for values that `dataset correct --withhold` removed."""
    withheld = withheld_cells(context.corrections)
    allowed = set()
    if context.releases.changed_cells("corrections"):
        names = ("correction_id", "table", "id", "column", "old", "new")
        for number, table, id_, column, old, new in context.corrections.select(names).iter_rows():
            if (table, id_, column) in withheld:
                allowed |= {(number, name) for name, value in (("old", old), ("new", new)) if value == WITHHELD}
    return _to_checks(_changes(context, allowed))


def _changes(context: Context, allowed: Collection[tuple[str, str]]) -> list[_Finding]:
    """Return the published rows that are missing, and the published cells (id, column) that changed."""
    changed = {
        cell: version
        for cell, (version, _) in context.releases.changed_cells(context.table_name).items()
        if cell not in allowed
    }
    rows = _row_numbers(context, {id_ for id_, _ in changed})
    missing = _missing_rows(context.releases, context.table_name)
    return [
        *_missing_row_findings(context, missing),
        *(
            _Finding(rows[id_], column, None, f"the cell differs from release {version}")
            for (id_, column), version in changed.items()
        ),
    ]


@rule(
    "Write the value that the release holds; `dataset correct` does so by itself.",
    tables=("corrections",),
    blocks_edits=True,
)
def correction_starts_at_published_value(context: Context) -> Checks:
    """The first correction of a cell since a release starts at the value that the release holds."""
    releases = context.releases
    new = releases.unpublished_ids("corrections")
    withheld = withheld_cells(context.corrections)
    findings: dict[int, _Finding] = {}
    for cell, chain in releases.corrections_by_cell(context.corrections).items() if new else ():
        for version in releases.comparable_versions(cell[0]):
            since = releases.corrections_since(version, chain)
            if since and since[0].id in new and not _starts_at_published(context, cell, version, since[0], withheld):
                value = None if cell in withheld else since[0].old
                message = f"old is not the value in release {version}"
                findings[since[0].row] = _Finding(since[0].row, "old", value, message)
    return _to_checks(findings.values())


def _starts_at_published(
    context: Context, cell: Cell, version: str, correction: Correction, withheld: Collection[Cell]
) -> bool:
    """Return whether ``old`` is the value in a release, or is rightly withheld; true where the release has no value."""
    published = _published_value(context, cell, context.releases.tables[cell[0]][version])
    hidden = correction.old == WITHHELD and cell in withheld
    return published is None or published[0] == correction.old or hidden


@rule(
    "Remove the correction: a cell that no release holds is edited without one.",
    tables=("corrections",),
    blocks_edits=True,
)
def corrected_cell_was_published(context: Context) -> Checks:
    """A correction is of a cell that a release holds."""
    releases = context.releases
    new = releases.unpublished_ids("corrections") if releases.complete else frozenset()
    findings: list[_Finding] = []
    for cell, chain in releases.corrections_by_cell(context.corrections).items() if new else ():
        table = cell[0]
        comparable = table in releases.tables and table in context.tables
        if not comparable or any(correction.id not in new for correction in chain):
            continue
        differences = releases.tables[table].values()
        if all(_published_value(context, cell, difference) is None for difference in differences):
            message = "no release holds this cell"
            findings += [_Finding(correction.row, "id", cell[1], message) for correction in chain]
    return _to_checks(findings)


def _published_value(context: Context, cell: Cell, difference: TableDifference) -> tuple[str | None] | None:
    """Return the value of a cell in a release, in a tuple since it may be empty; None where the release has no cell."""
    table, id_, column = cell
    if not difference.in_old(id_, column):
        return None
    if (id_, column) in difference.old_cells:
        return (difference.old_cells[id_, column],)
    row = context.row_numbers.get((table, id_))
    return None if row is None else (cell_text(context.tables[table], row, column),)


# --- findings ----------------------------------------------------------------------------------------


def _missing_rows(releases: ReleaseHistory, table: str) -> dict[str, str]:
    """Return the ids that releases hold and the table does not, each with the last release that holds it."""
    return {
        id_: version for version, difference in releases.tables.get(table, {}).items() for id_ in difference.removed_ids
    }


def _missing_row_findings(context: Context, missing: dict[str, str]) -> list[_Finding]:
    key = context.table.primary_key()[0]
    return [
        _Finding(None, key, id_, f"release {version} holds the row, but the table does not")
        for id_, version in sorted(missing.items())
    ]


def _row_numbers(context: Context, ids: Collection[str]) -> dict[str, int]:
    """Return the row numbers of these ids, as far as the table that is checked has them."""
    if not ids:
        return {}
    all_ids = ids_of(context.table_name, context.rows)
    rows = all_ids.is_in(list(ids)).arg_true()
    return dict(zip(all_ids.gather(rows), rows, strict=True))


def _to_checks(findings: Iterable[_Finding]) -> Checks:
    """Make one check for each column with findings."""
    by_column: dict[str, list[_Finding]] = {}
    for finding in findings:
        by_column.setdefault(finding.column, []).append(finding)
    return tuple(_to_check(column, some) for column, some in by_column.items())


def _to_check(column: str, findings: list[_Finding]) -> Check:
    schema = {"row": pl.UInt32, "value": pl.String, "text": pl.String}
    cells = [(finding.row, finding.value, finding.message) for finding in findings]
    rows = pl.DataFrame(cells, schema=schema, orient="row")
    return Check(rows, pl.repeat(True, rows.height, eager=True), column, pl.col("text"), pl.col("value"))
