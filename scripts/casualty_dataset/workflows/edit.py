"""An edit with a meaning: judged in memory before anything is written, and recorded in the same step.

The tombstone or the correction is written first and the table after it: if the edit is interrupted between the two,
`dataset validate` reports it and the same command completes it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Self

from casualty_dataset.core.clock import today
from casualty_dataset.core.errors import Refused, UnknownName, Unreadable
from casualty_dataset.core.problems import Problem
from casualty_dataset.core.text import did_you_mean, quoted
from casualty_dataset.history import csv_edit
from casualty_dataset.history.csv_edit import Row
from casualty_dataset.history.release_history import ReleaseHistory
from casualty_dataset.history.released_tables import ReleasedTables
from casualty_dataset.validation import files as read
from casualty_dataset.validation.rules import RULES
from casualty_dataset.workflows.validate import Inspection, inspect, releases_of
from casualty_schemas import CURATED, Table

HISTORY: Final = ("retired", "corrections", "waivers")
"""Tables that record edits and are not edited themselves."""

IN_NO_RELEASE: Final = "No release holds it, so nothing else had to be written."

_MOST_SHOWN: Final = 3
"""Errors that the refusal of an edit quotes."""


@dataclass(frozen=True, slots=True)
class Edited:
    """A finished edit: what it did, in a sentence, and the number of errors that it introduced."""

    summary: str
    new_errors: int


@dataclass(frozen=True, slots=True)
class EditTransaction:
    """The dataset before an edit: its bytes by table, its problems, and how it differs from each release.

    :meth:`begin` reads it, :meth:`commit` judges and writes the changed tables.
    """

    root: Path
    until: date
    files: dict[str, bytes]
    releases: ReleasedTables
    before: Inspection
    past: ReleaseHistory

    @classmethod
    def begin(cls, root: Path, day: date) -> Self:
        """Read and inspect the dataset as it is on the day of the edit, or today if that is later.

        Raises :class:`Refused` if a release is not what was published, :class:`Unreadable` and ``OSError``.
        """
        before, until = Inspection(), max(day, today())
        files = read.folder(root, before.problems)
        releases = releases_of(root, before.problems)
        past = inspect(before, dict(files), releases, until)
        if not releases.intact:
            raise Refused("A release is not what was published: run `dataset validate`, and restore it first.")
        return cls(root, until, files, releases, before, past)

    def rows(self, table: str) -> dict[str, Row]:
        """Return the rows of a table by id. Raises :class:`Refused` if its form has errors."""
        if table not in self.before.tables:
            raise Refused(f"dataset/{table}.csv has errors of form: run `dataset validate` and correct them first.")
        return csv_edit.rows(CURATED[table], self.files[table])

    def row(self, table: str, id_: str) -> Row:
        """Return the row with this id. Raises :class:`UnknownName` if there is none or it was retired."""
        rows = self.rows(table)
        if id_ in rows:
            return rows[id_]
        if f"{table}|{id_}" in self.rows("retired"):
            raise UnknownName(f"{id_} was retired already.")
        raise UnknownName(f"No row of dataset/{table}.csv has the id {quoted(id_)}{did_you_mean(id_, rows)}")

    def releases_with(self, table: str, id_: str, column: str | None = None) -> list[str]:
        """Return the versions that hold a row, and the column if one is given, oldest first."""
        differences = self.past.tables.get(table, {})
        return [version for version, difference in differences.items() if difference.in_old(id_, column)]

    def commit(self, changed: dict[str, bytes], summary: str) -> Edited:
        """Judge the changed tables in memory, write them in their order, and count the errors they introduce.

        Raises :class:`Refused` if an error blocks the edit, :class:`Unreadable` if a table changed meanwhile, and
        ``OSError``.
        """
        after = Inspection()
        inspect(after, self.files | changed, self.releases, self.until)
        known = {_identity(problem) for problem in self.before.problems}
        errors = [problem for problem in after.problems if problem.severity == "error"]
        introduced = [problem for problem in errors if _identity(problem) not in known]
        if blocking := [problem for problem in introduced if _blocks_edit(problem)]:
            faults = [f"{error.column or error.path}: {error.message}. {error.remedy}" for error in blocking]
            raise Refused(f"Nothing was written. {' '.join(faults[:_MOST_SHOWN])}")
        for table, data in changed.items():
            _replace(self.root, table, self.files[table], data)
        return Edited(summary, len(introduced))


def _identity(problem: Problem) -> tuple[str | None, ...]:
    """A problem without its line, which moves when a row is removed."""
    return problem.path, problem.column, problem.rule, problem.value, problem.message


def _blocks_edit(problem: Problem) -> bool:
    """True if no later edit can repair it: form, values, references, history and harm; not what rows say together."""
    if problem.path == "dataset/waivers.csv":  # a waiver that is no longer used is deleted afterwards
        return False
    return problem.rule not in _REPAIRABLE or problem.path in ("dataset/retired.csv", "dataset/corrections.csv")


_REPAIRABLE = frozenset(rule.name for rule in RULES if not rule.blocks_edits)
"""Rules that one edit may break and the next may repair: a whole and its parts, a document that replaces another."""


def _replace(root: Path, table: str, before: bytes, data: bytes) -> None:
    """Replace the bytes of a table by one rename; the new file is written in the root until then.

    Raises :class:`Unreadable` if the table no longer holds the bytes ``before``, and ``OSError``.
    """
    path, new_path = root / "dataset" / f"{table}.csv", root / f".edit-{table}-{os.getpid()}"
    if path.read_bytes() != before:
        raise Unreadable(f"dataset/{table}.csv", "it changed meanwhile; run the command again when nobody edits it")
    try:
        with new_path.open("xb") as file:
            os.fchmod(file.fileno(), path.stat().st_mode & 0o777)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new_path.replace(path)
    finally:
        new_path.unlink(missing_ok=True)


# --- the arguments of an edit --------------------------------------------------------------------------


def require_text(*arguments: str) -> None:
    """Raise :class:`UnknownName` for an argument that is not text in UTF-8."""
    for argument in arguments:
        if any("\ud800" <= letter <= "\udfff" for letter in argument):
            raise UnknownName(f"{quoted(argument)} is not text in UTF-8.")


def editable_table(name: str) -> type[Table]:
    """Return the class of a table whose rows can be edited. Raises :class:`UnknownName` for any other name."""
    if name in HISTORY:
        raise UnknownName(f"{name} is itself history: its rows are neither retired nor corrected.")
    if name not in CURATED:
        names = [known for known in CURATED if known not in HISTORY]
        suggestion = did_you_mean(name, names) or "."
        raise UnknownName(f"There is no table {quoted(name)}{suggestion} The tables are {', '.join(names)}.")
    return CURATED[name]
