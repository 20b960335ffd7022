"""The record of a sound dataset, to be asked."""

from __future__ import annotations

from pathlib import Path

from casualty_dataset.analysis.record import Record
from casualty_dataset.workflows.validate import tables_of


def record_of(root: Path) -> Record:
    """Read and validate the dataset under ``root``.

    Raises :class:`Refused` if it has errors, :class:`Unreadable` and ``OSError``.
    """
    return Record(tables_of(root))
