"""Validate a dataset: files → each table by itself → references → rules, beside every release that was published."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from casualty_dataset.core.clock import today
from casualty_dataset.core.errors import Refused
from casualty_dataset.core.problems import Problems
from casualty_dataset.history.release_history import ReleaseHistory
from casualty_dataset.history.released_tables import ReleasedTables, open_releases
from casualty_dataset.validation import files, references, rules
from casualty_dataset.validation.table_check import check_table
from casualty_dataset.workflows.describe import stale
from casualty_schemas import CURATED


@dataclass(slots=True)
class Inspection:
    """What validation found: the problems, the typed tables by name, and the bytes they were read from."""

    problems: Problems = field(default_factory=Problems)
    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def rows(self) -> dict[str, int | None]:
        """Rows by table; None for a table that could not be read."""
        return {name: self.tables[name].height if name in self.tables else None for name in CURATED}


def validate(root: Path, until: date | None = None, *, keep_bytes: bool = False) -> Inspection:
    """Check the dataset under ``root`` in full, beside every release that is not withdrawn, and change nothing.

    ``until`` is the last day that may be known (default: today). ``keep_bytes`` keeps the bytes that were read, for a
    release that ships exactly them. Raises :class:`Unreadable` and ``OSError``.
    """
    inspection = Inspection()
    data = files.folder(root, inspection.problems)
    releases = releases_of(root, inspection.problems)
    inspect(inspection, data, releases, until or today(), keep_bytes=keep_bytes)
    _note_stale(root, inspection.problems)
    return inspection


def releases_of(root: Path, problems: Problems) -> ReleasedTables:
    """Open the releases of a dataset; what is not as it was published is added to the problems.

    Raises ``OSError``.
    """
    return open_releases(root / "releases", "releases", problems)


def inspect(
    inspection: Inspection, data: dict[str, bytes], releases: ReleasedTables, until: date, *, keep_bytes: bool = False
) -> ReleaseHistory:
    """Check tables given as bytes, add what is found to the inspection, and return how they differ from releases.

    The bytes in ``data`` are released one table after the other unless ``keep_bytes`` is set.
    """
    pl.Config.set_engine_affinity("in-memory")  # the tables fit in memory, where the streaming engine is slower
    past = ReleaseHistory(releases.withdrawn)
    sound_alone: dict[str, pl.DataFrame] = {}
    for name in [name for name in CURATED if name in data]:
        sound_alone |= _check_alone(inspection, name, data[name])
        if name in inspection.tables and name != "waivers":  # they excuse the present, so their past does not matter
            past.tables[name] = releases.differences(CURATED[name], data[name])
        if not keep_bytes:
            del data[name]
    inspection.files = data
    past.complete = releases.intact and not releases.withdrawn
    linked, sound = _check_references(sound_alone, inspection.problems)
    rules.apply(linked, sound, until, inspection.problems, past)
    return past


def _check_alone(inspection: Inspection, name: str, data: bytes) -> dict[str, pl.DataFrame]:
    """Check one table, add what is found to the inspection, and return the table by name unless it has an error."""
    checked = check_table(CURATED[name], data)
    inspection.problems.extend(checked.problems)
    if checked.frame is None:
        return {}
    inspection.tables[name] = checked.frame
    return {name: checked.frame} if checked.sound else {}


def _check_references(tables: dict[str, pl.DataFrame], problems: Problems) -> tuple[dict[str, pl.DataFrame], list[str]]:
    """Check the references of tables to each other; return the tables, and the names of those without an error."""
    linked: dict[str, pl.DataFrame] = {}
    sound = []
    for name in tables:
        path = f"dataset/{name}.csv"
        linked[name], resolved = references.resolve_references(CURATED[name], tables, path, problems)
        if resolved:
            sound.append(name)
    return linked, sound


def _note_stale(root: Path, problems: Problems) -> None:
    for path in stale(root, in_form=False):
        problems.add(
            path,
            "generated_file_is_fresh",
            "the file is not what the schemas say now",
            "Run `dataset describe`.",
            severity="warning",
        )


# --- the tables of a sound dataset ---------------------------------------------------------------------


def tables_of(root: Path) -> dict[str, pl.DataFrame]:
    """Return the typed tables of a dataset that passes every check.

    Raises :class:`Refused` if it has errors, :class:`Unreadable` and ``OSError``.
    """
    inspection = validate(root)
    _refuse_invalid(inspection.problems)
    return inspection.tables


def read_tables(root: Path) -> dict[str, pl.DataFrame]:
    """Return the typed tables of a dataset whose form, values, keys and references are sound; rules are not applied.

    Raises :class:`Refused` if they are not, :class:`Unreadable` and ``OSError``.
    """
    inspection = Inspection()
    data = files.folder(root, inspection.problems)
    sound_alone: dict[str, pl.DataFrame] = {}
    for name in [name for name in CURATED if name in data]:
        sound_alone |= _check_alone(inspection, name, data[name])
    _check_references(sound_alone, inspection.problems)
    _refuse_invalid(inspection.problems)
    return inspection.tables


def _refuse_invalid(problems: Problems) -> None:
    if not problems.valid:
        raise Refused("The dataset has errors: run `dataset validate` first.")
