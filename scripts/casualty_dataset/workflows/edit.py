"""Edits with a meaning: a row is retired, a cell is corrected, and history is told in the same step.

An edit is judged in memory before anything is written. The tombstone or the correction is written first, the
table after it: whatever comes between, `dataset validate` names it and the same command finishes it.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from casualty_dataset.core.errors import Refused, UnknownName, Unreadable
from casualty_dataset.core.problems import Problem
from casualty_dataset.core.text import quoted
from casualty_dataset.history import csv_edit as edits
from casualty_dataset.history.release_history import ReleaseHistory
from casualty_dataset.history.released_tables import ReleasedTables
from casualty_dataset.validation import files as read
from casualty_dataset.validation.rules import RULES
from casualty_dataset.workflows.validate import Inspection, inspect, releases_of, today
from casualty_schemas import CURATED, Table
from casualty_schemas.history import SAFETY, WITHHELD

HISTORY = ("retired", "corrections", "waivers")
_MOST = 20


@dataclass(frozen=True, slots=True)
class Edited:
    """What an edit did, in a sentence, and how many errors the dataset has now that it had not before."""

    said: str
    remaining: int


@dataclass(frozen=True, slots=True)
class _Desk:
    """The dataset as it stands, in bytes, with what is wrong with it and what releases hold otherwise."""

    root: Path
    until: date
    files: dict[str, bytes]
    shelf: ReleasedTables
    found: Inspection
    past: ReleaseHistory

    def rows(self, table: str) -> dict[str, edits.Row]:
        """The rows of a table by id. Raises :class:`Refused` where its form is not sound."""
        if table not in self.found.tables:
            raise Refused(f"dataset/{table}.csv has errors of form: run `dataset validate` and correct them first.")
        return edits.rows(CURATED[table], self.files[table])

    def holders(self, table: str, id_: str, column: str | None = None) -> list[str]:
        """The releases that hold a row that stands, oldest first."""
        return [version for version, one in self.past.tables.get(table, {}).items() if one.in_old(id_, column)]


def _desk(root: Path, until: date) -> _Desk:
    found = Inspection()
    files = read.folder(root, found.problems)
    shelf = releases_of(root, found.problems)
    past = inspect(found, dict(files), shelf, until)
    if not shelf.intact:
        raise Refused("A release is not what was published: run `dataset validate`, and put it back first.")
    return _Desk(root, until, files, shelf, found, past)


def retire(
    root: Path, table: str, id_: str, reason: str, replacement: str | None = None, on: date | None = None
) -> Edited:
    """Take a row out of its table and leave a tombstone; without one if no release ever held it.

    ``on`` is the day of the decision (default: today, UTC). Raises :class:`UnknownName`, :class:`Refused`,
    :class:`Unreadable` and ``OSError``.
    """
    _as_text(reason)
    on = on or today()
    kind, desk = _kind(table), _desk(root, max(on, today()))
    rows, tombs = desk.rows(table), desk.rows("retired")
    _row(table, id_, rows, tombs)
    if replacement is not None and (
        replacement == id_ or not {replacement, f"{table}|{replacement}"} & {*rows, *tombs}
    ):
        raise UnknownName(f"No row {quoted(replacement)} of {table} can replace it{_near(replacement, rows)}.")
    if others := list(_referring(desk, table, id_)):
        more = f" and {len(others) - _MOST:,} more" if len(others) > _MOST else ""
        raise Refused(f"{id_} is named by {', '.join(others[:_MOST])}{more}. Change or retire them first.")
    holders = desk.holders(table, id_)
    if not holders and not desk.past.complete:
        raise Refused(
            "A release was withdrawn, so it cannot be known whether it held the row: write the tombstone by hand."
        )
    changed: dict[str, bytes] = {}
    if holders and f"{table}|{id_}" not in tombs:
        tomb = {"table": table, "id": id_, "replacement_id": replacement or "", "reason": reason}
        tomb |= {"last_in": holders[-1], "retired_on": on.isoformat()}
        changed["retired"] = edits.with_row(CURATED["retired"], desk.files["retired"], tomb)
    changed[table] = edits.without_row(kind, desk.files[table], id_)
    told = f"dataset/retired.csv says why; {holders[-1]} is the last release that holds it." if holders else ""
    return _carried_out(desk, changed, f"{id_} is out of dataset/{table}.csv. {told or _NEVER}")


_NEVER = "No release holds it, so nothing else had to be written."


def correct(
    root: Path,
    table: str,
    id_: str,
    column: str,
    value: str,
    reason: str,
    *,
    withhold: bool = False,
    on: date | None = None,
) -> Edited:
    """Change a cell and enter the correction; without one if no release holds the cell.

    ``value`` may be empty. ``withhold`` keeps the old value out of the record, for safety, and takes it out of
    earlier corrections of the cell. ``on`` is the day of the correction (default: today, UTC). Raises as
    :func:`retire` does.
    """
    _as_text(value, reason)
    on = on or today()
    kind = _editable(table, column)
    desk = _desk(root, max(on, today()))
    row = _row(table, id_, desk.rows(table), desk.rows("retired"))
    changed: dict[str, bytes] = {}
    said = f"{column} of {id_} is {quoted(value) if value else 'empty'} now."
    if holders := desk.holders(table, id_, column):
        stood = _recorded(desk, table, id_, column, holders[-1], row[column])
        if value == stood == row[column]:
            raise Refused(f"{column} of {id_} holds that value already.")
        if withhold and not stood and not row[column]:
            raise Refused(f"{column} of {id_} is empty: there is nothing to withhold.")
        if value != stood:
            reason = SAFETY if withhold else reason
            entry = {"table": table, "id": id_, "column": column, "old": WITHHELD if withhold else stood}
            entry |= {"new": value, "reason": reason, "corrected_on": on.isoformat()}
            hidden = {stood, row[column]} - {value, ""} if withhold else set()
            changed["corrections"], number = _entered(desk, entry, hidden, every=kind.columns()[column].kind in _WORDS)
            said += f" {number} in dataset/corrections.csv says why" + (", without the old value." if withhold else ".")
    elif value == row[column]:
        raise Refused(f"{column} of {id_} holds that value already.")
    else:
        said += f" {_NEVER}"
    if value != row[column]:
        changed[table] = edits.with_cell(kind, desk.files[table], id_, column, value)
    return _carried_out(desk, changed, said)


_WORDS = ("text", "address")
"""Kinds of column in which nobody can tell by the cell what did harm: every earlier value is withheld."""


def _recorded(desk: _Desk, table: str, id_: str, column: str, version: str, stands: str) -> str:
    """What the record says of a cell: where its corrections since the last release end, or what that release holds."""
    since = desk.past.tables["corrections"][version].added_ids if "corrections" in desk.past.tables else ()
    news = [
        one["new"]
        for key, one in desk.rows("corrections").items()
        if key in since and (one["table"], one["id"], one["column"]) == (table, id_, column)
    ]
    if news:
        return news[-1]
    return desk.past.tables[table][version].old_cells.get((id_, column), stands) or ""


def _entered(desk: _Desk, entry: edits.Row, hidden: set[str], *, every: bool) -> tuple[bytes, str]:
    """corrections.csv with one more row, and its number.

    What is ``hidden`` (``every`` value, where nobody can tell) goes from the earlier corrections of the cell.
    """
    table, data = CURATED["corrections"], desk.files["corrections"]
    rows = desk.rows("corrections")
    number = f"C{max((int(id_[1:]) for id_ in rows), default=0) + 1:06}"
    for id_, row in rows.items() if hidden else ():
        if all(row[name] == entry[name] for name in ("table", "id", "column")):
            for name in ("old", "new"):
                if row[name] and (every or row[name] in hidden):
                    data = edits.with_cell(table, data, id_, name, WITHHELD)
    return edits.with_row(table, data, {"correction_id": number, **entry}), number


# --- what is named --------------------------------------------------------------------------------


def _as_text(*words: str) -> None:
    for word in words:
        if any("\ud800" <= letter <= "\udfff" for letter in word):
            raise UnknownName(f"{quoted(word)} is not text in UTF-8.")


def _kind(table: str) -> type[Table]:
    if table in HISTORY:
        raise UnknownName(f"{table} is itself history: its rows are neither retired nor corrected.")
    if table not in CURATED:
        names = [name for name in CURATED if name not in HISTORY]
        raise UnknownName(f"No table {quoted(table)}{_near(table, names)}. The tables are {', '.join(names)}.")
    return CURATED[table]


def _row(table: str, id_: str, rows: dict[str, edits.Row], tombs: dict[str, edits.Row]) -> edits.Row:
    if id_ in rows:
        return rows[id_]
    if f"{table}|{id_}" in tombs:
        raise UnknownName(f"{id_} was retired already.")
    raise UnknownName(f"No row {quoted(id_)} stands in dataset/{table}.csv{_near(id_, rows)}.")


def _editable(table: str, column: str) -> type[Table]:
    kind = _kind(table)
    if column not in kind.columns():
        raise UnknownName(f"No column {quoted(column)} in {kind.table_name()}{_near(column, kind.columns())}.")
    if kind.columns()[column].key:
        raise UnknownName(f"{column} is of the key, which never changes: retire the row and add another.")
    return kind


def _near(given: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(given[:60], list(known), 1)
    return f" (did you mean {quoted(near[0])}?)" if near else ""


def _referring(desk: _Desk, table: str, id_: str) -> Iterator[str]:
    """Rows that name this one, as ``table id``: those that refer to it, and waivers that excuse it."""
    key = CURATED[table].primary_key()[0]
    for name, other in CURATED.items():
        columns = [column for column, one in other.columns().items() if one.refers_to == f"{table}.{key}"]
        for other_id, row in desk.rows(name).items() if columns or name == "waivers" else ():
            named = any(id_ in row[column].split("|") for column in columns)
            excused = name == "waivers" and (row["table"], row["id"]) == (table, id_)
            if (named and (name, other_id) != (table, id_)) or excused:
                yield f"{name} {other_id}"


# --- judging and writing --------------------------------------------------------------------------


def _carried_out(desk: _Desk, changed: dict[str, bytes], said: str) -> Edited:
    """Judge the edit in memory, write it, the files in this order, and say how many errors came with it."""
    after = Inspection()
    inspect(after, desk.files | changed, desk.shelf, desk.until)
    known = {_sameness(problem) for problem in desk.found.problems}
    fresh = [one for one in after.problems if one.severity == "error" and _sameness(one) not in known]
    if forbidden := [one for one in fresh if _forbids(one)]:
        told = " ".join(f"{one.column or one.path}: {one.message}. {one.remedy}" for one in forbidden[:3])
        raise Refused(f"Nothing was written. {told}")
    for table, data in changed.items():
        _replace(desk.root, table, desk.files[table], data)
    return Edited(said, len(fresh))


def _sameness(problem: Problem) -> tuple[str | None, ...]:
    """A problem without its line: lines move when a row goes."""
    return problem.path, problem.column, problem.rule, problem.value, problem.message


def _forbids(problem: Problem) -> bool:
    """Whether no later edit can mend it: form, values, references, history and harm; not what rows say together."""
    if problem.path == "dataset/waivers.csv":  # a waiver that excuses nothing any more is deleted afterwards
        return False
    return problem.rule not in _REPAIRABLE or problem.path in ("dataset/retired.csv", "dataset/corrections.csv")


_REPAIRABLE = frozenset(rule.name for rule in RULES if not rule.blocks_edits)
"""Rules that one edit may break and the next may repair: a whole and its parts, a document that replaces another."""


def _replace(root: Path, table: str, before: bytes, data: bytes) -> None:
    """Put other bytes in the place of a table, at once or not at all; the fresh file stands in the root until then."""
    path, fresh = root / "dataset" / f"{table}.csv", root / f".edit-{table}-{os.getpid()}"
    if path.read_bytes() != before:
        raise Unreadable(f"dataset/{table}.csv", "it changed meanwhile; run the command again when nobody edits it")
    try:
        with fresh.open("xb") as file:
            os.fchmod(file.fileno(), path.stat().st_mode & 0o777)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
