"""Correct a cell: change it and record the old value and the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from casualty_dataset.core.clock import today
from casualty_dataset.core.errors import Refused, UnknownName
from casualty_dataset.core.text import did_you_mean, quoted
from casualty_dataset.history import csv_edit
from casualty_dataset.history.csv_edit import Row
from casualty_dataset.workflows.edit import IN_NO_RELEASE, Edited, EditTransaction, editable_table, require_text
from casualty_schemas import CURATED
from casualty_schemas.history import SAFETY, WITHHELD

_FREE_TEXT: Final = ("text", "address")
"""Kinds of column in which a cell does not show which part of it does harm: every earlier value is withheld."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a curated table: the table, the id of its row, the column."""

    table: str
    id: str
    column: str

    def __str__(self) -> str:
        return f"{self.column} of {self.id}"


def correct(
    root: Path, cell: Cell, value: str, reason: str, *, withhold: bool = False, on: date | None = None
) -> Edited:
    """Change a cell and enter the correction; without one if no release holds the cell.

    ``value`` may be empty. ``withhold`` keeps the old value out of the record, for safety, and removes it from
    earlier corrections of the cell. ``on`` is the day of the correction (default: :func:`today`). Raises
    :class:`UnknownName`, :class:`Refused`, :class:`Unreadable` and ``OSError``.
    """
    require_text(value, reason)
    _require_correctable(cell)
    day = on or today()
    edit = EditTransaction.begin(root, day)
    current = edit.row(cell.table, cell.id)[cell.column]
    releases = edit.releases_with(cell.table, cell.id, cell.column)
    recorded = _recorded_value(edit, cell, releases[-1], current) if releases else current
    if value == recorded == current:
        raise Refused(f"{cell} holds that value already.")
    if releases and withhold and not recorded and not current:
        raise Refused(f"{cell} is empty: there is nothing to withhold.")
    changed: dict[str, bytes] = {}
    summary = f"{cell} is now {quoted(value) if value else 'empty'}."
    if not releases:
        summary += f" {IN_NO_RELEASE}"
    elif value != recorded:
        entry = {"table": cell.table, "id": cell.id, "column": cell.column, "corrected_on": day.isoformat()}
        entry |= {"old": WITHHELD if withhold else recorded, "new": value, "reason": SAFETY if withhold else reason}
        withheld = {recorded, current} - {value, ""} if withhold else set()
        changed["corrections"], number = _with_correction(edit, cell, entry, withheld)
        summary += f" {number} in dataset/corrections.csv says why{', without the old value' if withhold else ''}."
    if value != current:
        table = CURATED[cell.table]
        changed[cell.table] = csv_edit.with_cell(table, edit.files[cell.table], cell.id, cell.column, value)
    return edit.commit(changed, summary)


def _require_correctable(cell: Cell) -> None:
    """Raise :class:`UnknownName` unless the table has the column and it is no part of the key."""
    columns = editable_table(cell.table).columns()
    if cell.column not in columns:
        raise UnknownName(f"{cell.table} has no column {quoted(cell.column)}{did_you_mean(cell.column, columns)}")
    if columns[cell.column].key:
        raise UnknownName(f"{cell.column} is part of the key, which never changes: retire the row and add another.")


def _recorded_value(edit: EditTransaction, cell: Cell, version: str, current: str) -> str:
    """Return the value of a cell on record: after its corrections since a release, or else in that release."""
    differences = edit.past.tables
    since = differences["corrections"][version].added_ids if "corrections" in differences else ()
    corrections = [
        row["new"]
        for key, row in edit.rows("corrections").items()
        if key in since and (row["table"], row["id"], row["column"]) == (cell.table, cell.id, cell.column)
    ]
    if corrections:
        return corrections[-1]
    return differences[cell.table][version].old_cells.get((cell.id, cell.column), current) or ""


def _with_correction(edit: EditTransaction, cell: Cell, entry: Row, withheld: set[str]) -> tuple[bytes, str]:
    """Return corrections.csv with one more row, and the number of that row.

    If anything is ``withheld``, it is removed from the earlier corrections of the cell; in a column of free text
    every earlier value is.
    """
    table, data, rows = CURATED["corrections"], edit.files["corrections"], edit.rows("corrections")
    free_text = CURATED[cell.table].columns()[cell.column].kind in _FREE_TEXT
    number = f"C{max((int(id_[1:]) for id_ in rows), default=0) + 1:06}"
    for id_, row in rows.items() if withheld else ():
        if (row["table"], row["id"], row["column"]) == (cell.table, cell.id, cell.column):
            for name in ("old", "new"):
                if row[name] and (free_text or row[name] in withheld):
                    data = csv_edit.with_cell(table, data, id_, name, WITHHELD)
    return csv_edit.with_row(table, data, {"correction_id": number, **entry}), number
