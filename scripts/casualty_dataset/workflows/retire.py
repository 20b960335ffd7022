"""Retire a row: remove it from its table and leave a tombstone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from casualty_dataset.core.clock import today
from casualty_dataset.core.errors import Refused, UnknownName
from casualty_dataset.core.text import did_you_mean, quoted
from casualty_dataset.history import csv_edit
from casualty_dataset.workflows.edit import IN_NO_RELEASE, Edited, EditTransaction, editable_table, require_text
from casualty_schemas import CURATED

_MOST: Final = 20
"""Rows that refer to the retired one and are listed."""


def retire(
    root: Path, table: str, id_: str, reason: str, replacement: str | None = None, on: date | None = None
) -> Edited:
    """Remove a row from its table and leave a tombstone; without one if no release ever held the row.

    ``on`` is the day of the decision (default: :func:`today`). Raises :class:`UnknownName`, :class:`Refused`,
    :class:`Unreadable` and ``OSError``.
    """
    require_text(reason)
    day, table_class = on or today(), editable_table(table)
    edit = EditTransaction.begin(root, day)
    edit.row(table, id_)
    _require_replacement(edit, table, id_, replacement)
    _refuse_referenced(edit, table, id_)
    releases = edit.releases_with(table, id_)
    if not releases and not edit.past.complete:
        raise Refused(
            "A release was withdrawn, so it cannot be known whether it held the row: write the tombstone by hand."
        )
    changed: dict[str, bytes] = {}
    if releases and f"{table}|{id_}" not in edit.rows("retired"):
        tombstone = {"table": table, "id": id_, "replacement_id": replacement or "", "reason": reason}
        tombstone |= {"last_in": releases[-1], "retired_on": day.isoformat()}
        changed["retired"] = csv_edit.with_row(CURATED["retired"], edit.files["retired"], tombstone)
    changed[table] = csv_edit.without_row(table_class, edit.files[table], id_)
    recorded = f"dataset/retired.csv says why; {releases[-1]} is the last release that holds it." if releases else ""
    return edit.commit(changed, f"{id_} was removed from dataset/{table}.csv. {recorded or IN_NO_RELEASE}")


def _require_replacement(edit: EditTransaction, table: str, id_: str, replacement: str | None) -> None:
    """Raise :class:`UnknownName` unless the replacement is another row of the table, retired or not."""
    rows = edit.rows(table)
    known = {*rows, *edit.rows("retired")}
    if replacement is not None and (replacement == id_ or not {replacement, f"{table}|{replacement}"} & known):
        raise UnknownName(
            f"No row of {table} with the id {quoted(replacement)} can replace it{did_you_mean(replacement, rows)}"
        )


def _refuse_referenced(edit: EditTransaction, table: str, id_: str) -> None:
    """Raise :class:`Refused` if other rows refer to this one."""
    if others := list(_referring_rows(edit, table, id_)):
        more = f" and {len(others) - _MOST:,} more" if len(others) > _MOST else ""
        raise Refused(f"{', '.join(others[:_MOST])}{more} refer to {id_}. Change or retire them first.")


def _referring_rows(edit: EditTransaction, table: str, id_: str) -> Iterator[str]:
    """Yield ``table id`` of each row with a reference to this one, and of each waiver for it."""
    key = CURATED[table].primary_key()[0]
    for name, other in CURATED.items():
        references = [column for column, spec in other.columns().items() if spec.refers_to == f"{table}.{key}"]
        for other_id, row in edit.rows(name).items() if references or name == "waivers" else ():
            refers = any(id_ in row[column].split("|") for column in references)
            waives = name == "waivers" and (row["table"], row["id"]) == (table, id_)
            if (refers and (name, other_id) != (table, id_)) or waives:
                yield f"{name} {other_id}"
