"""Retire a row: remove it from its table and leave a tombstone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from casualty_dataset.core.clock import today
from casualty_dataset.core.errors import Refused, UnknownName
from casualty_dataset.core.text import did_you_mean, listed, quoted
from casualty_dataset.history import csv_edit
from casualty_dataset.history.tombstones import join_ids, successors, tombstones_in
from casualty_dataset.workflows.edit import IN_NO_RELEASE, Edited, EditTransaction, editable_table, require_text
from casualty_schemas import CURATED

_MOST: Final = 20
"""Rows that refer to the retired one and are listed."""


def retire(
    root: Path, table: str, id_: str, reason: str, replacements: Sequence[str] = (), on: date | None = None
) -> Edited:
    """Remove a row from its table and leave a tombstone; without one if no release ever held the row.

    ``replacements`` are the ids of the rows that stand for it, in any order; ``on`` is the day of the decision
    (default: :func:`today`). Raises :class:`UnknownName`, :class:`Refused`, :class:`Unreadable` and ``OSError``.
    """
    require_text(reason, *replacements)
    day, table_class = on or today(), editable_table(table)
    edit = EditTransaction.begin(root, day)
    edit.row(table, id_)
    for replacement in replacements:
        _require_replacement(edit, table, id_, replacement)
    _refuse_referenced(edit, table, id_)
    releases = edit.releases_with(table, id_)
    if not releases and not edit.past.complete:
        raise Refused(
            "A release was withdrawn, so it cannot be known whether it held the row: write the tombstone by hand."
        )
    changed: dict[str, bytes] = {}
    there = edit.rows("retired").get(f"{table}|{id_}")
    if releases and there is None:
        tombstone = {"table": table, "id": id_, "replacement_id": join_ids(replacements), "reason": reason}
        tombstone |= {"last_in": releases[-1], "retired_on": day.isoformat()}
        changed["retired"] = csv_edit.with_row(CURATED["retired"], edit.files["retired"], tombstone)
    elif there is not None:
        _require_same(there, replacements, reason)
    changed[table] = csv_edit.without_row(table_class, edit.files[table], id_)
    return edit.commit(changed, _summary(table, id_, releases[-1] if releases else None, replacements))


def _summary(table: str, id_: str, last_in: str | None, replacements: Sequence[str]) -> str:
    """What was done, in words; ``last_in`` is the last release that holds the row, None if none does."""
    removed = f"{id_} was removed from dataset/{table}.csv."
    if last_in is None:
        return f"{removed} {IN_NO_RELEASE}"
    by = f" and names {listed(sorted(set(replacements)))} in its place" if replacements else ""
    return f"{removed} dataset/retired.csv says why{by}; {last_in} is the last release that holds it."


def _require_same(tombstone: csv_edit.Row, replacements: Sequence[str], reason: str) -> None:
    """Raise :class:`Refused` unless the tombstone that an interrupted edit left says what is asked for now."""
    if (tombstone["replacement_id"], tombstone["reason"]) != (join_ids(replacements), reason):
        raise Refused(
            f"dataset/retired.csv has a tombstone of {tombstone['id']} already, and it gives another reason or other "
            "replacements. Run the command with those that it gives, or take it out if no release holds it."
        )


def _require_replacement(edit: EditTransaction, table: str, id_: str, replacement: str) -> None:
    """Raise :class:`UnknownName` unless the replacement is another row of the table, or was retired for one."""
    rows, tombstones = edit.rows(table), tombstones_in(edit.files)
    if replacement != id_ and replacement in rows:
        return
    if replacement == id_ or (table, replacement) not in tombstones:
        raise UnknownName(
            f"No row of {table} with the id {quoted(replacement)} can replace it{did_you_mean(replacement, rows)}"
        )
    later = {successor for _, successor in successors((table, replacement), tombstones)}
    if id_ in later:
        raise UnknownName(f"{replacement} was itself retired, and {id_} stands for it: name a row that stays.")
    if not later & rows.keys():
        raise UnknownName(
            f"{replacement} was itself retired, and no other row stands for it: name one that is there, or none."
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
