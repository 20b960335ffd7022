"""The order of the steps by which a dataset is checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from casualty_dataset.core.errors import InvalidDataset
from casualty_dataset.core.problems import Problems
from casualty_dataset.history import released_tables as published
from casualty_dataset.history.release_history import ReleaseHistory
from casualty_dataset.validation import csv_gate as form
from casualty_dataset.validation import files as read
from casualty_dataset.validation import references as links
from casualty_dataset.validation import rules
from casualty_dataset.validation import schema_check as check
from casualty_dataset.workflows.describe import stale
from casualty_schemas import CURATED, Table


@dataclass(slots=True)
class Inspection:
    """What was found in a dataset: its problems, its typed tables, and the bytes they were made from."""

    problems: Problems = field(default_factory=Problems)
    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def rows(self) -> dict[str, int | None]:
        """Rows by table; None for a table that could not be read."""
        return {name: self.tables[name].height if name in self.tables else None for name in CURATED}


def today() -> date:
    """The day it is, in UTC."""
    return datetime.now(UTC).date()


def validate(
    root: Path, until: date | None = None, *, keep_bytes: bool = False, shelf: Path | None = None
) -> Inspection:
    """Check the dataset under ``root`` in full, beside every release that stands, and change nothing.

    ``until`` is the last day that may be known (default: today). ``keep_bytes`` keeps the bytes that were
    read, for a release that ships exactly them. ``shelf`` is the folder of releases (default: ``releases``).
    Raises :class:`Unreadable` and ``OSError``.
    """
    found = Inspection()
    files = read.folder(root, found.problems)
    inspect(found, files, releases_of(root, found.problems, shelf), until or today(), keep_bytes=keep_bytes)
    _freshness(root, found.problems)
    return found


def releases_of(root: Path, problems: Problems, shelf: Path | None = None) -> published.ReleasedTables:
    """The releases of a dataset; what is not as it was published is noted.

    Raises ``OSError`` where the system refuses a file.
    """
    return published.open_releases(shelf or root / "releases", str(shelf or "releases"), problems)


def inspect(
    found: Inspection,
    files: dict[str, bytes],
    shelf: published.ReleasedTables,
    until: date,
    *,
    keep_bytes: bool = False,
) -> ReleaseHistory:
    """Check tables given as bytes, note in ``found`` what is wrong, and give what releases hold otherwise.

    The bytes are let go as they are done with.
    """
    pl.Config.set_engine_affinity("in-memory")  # streaming pays only beyond memory, and costs 15 ms a query
    past = ReleaseHistory(shelf.withdrawn)
    for name, table in CURATED.items():
        if name in files and (frame := _typed(table, files[name], found.problems)) is not None:
            found.tables[name] = frame
            if name != "waivers":  # they excuse what stands now
                past.tables[name] = shelf.differences(table, files[name])
        if not keep_bytes:
            files.pop(name, None)
    found.files = files
    past.complete = shelf.intact and not shelf.withdrawn
    _judge(found.tables, until, found.problems, past)
    return past


def _typed(table: type[Table], data: bytes, problems: Problems) -> pl.DataFrame | None:
    """The table, if its form is proven; a large one is parsed meanwhile, and what comes of it used only then."""
    path = _path(table.table_name())
    if len(data) < _BESIDE:
        return table.read_csv(data) if form.prove(table, path, data, problems) else None
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as beside:
        parsing = beside.submit(table.read_csv, data)
        return parsing.result() if form.prove(table, path, data, problems) else None


_BESIDE = 8 * 1024**2
"""Bytes from which a second thread pays."""


def _judge(tables: dict[str, pl.DataFrame], until: date, problems: Problems, past: ReleaseHistory) -> None:
    keyed = {
        name: frame
        for name, frame in tables.items()
        if all(
            [
                check.check(CURATED[name], frame, _path(name), problems),
                links.keys(CURATED[name], frame, _path(name), problems),
            ]
        )
    }
    linked: dict[str, pl.DataFrame] = {}
    sound = []
    for name in keyed:
        linked[name], resolved = links.references(CURATED[name], keyed, _path(name), problems)
        if resolved:
            sound.append(name)
    rules.apply(linked, sound, until, problems, past)


def _freshness(root: Path, problems: Problems) -> None:
    for path in stale(root, in_form=False):
        problems.add(
            path,
            "generated_file_is_fresh",
            "the file is not what the schemas say now",
            "Run `dataset describe`.",
            severity="warning",
        )


def _path(table: str) -> str:
    return f"dataset/{table}.csv"


def tables_of(root: Path) -> dict[str, pl.DataFrame]:
    """The typed tables of a sound dataset.

    Raises :class:`Refused` where it has errors.
    """
    report = validate(root)
    if not report.problems.valid:
        raise InvalidDataset("The dataset has errors: run `dataset validate` first.", report.problems, report.rows)
    return report.tables
