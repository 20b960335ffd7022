"""Withdraw a published release: an entry in the index; its files are deleted by people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl

from casualty_dataset.core.clock import today
from casualty_dataset.core.errors import BrokenIndex, NotWithdrawable
from casualty_dataset.core.problems import Problems
from casualty_dataset.history import release_index as index
from casualty_dataset.releases import lock, publish
from casualty_dataset.releases.archive import printable_path
from casualty_dataset.validation import rules
from casualty_schemas import CURATED


def withdraw(releases_dir: Path, version: str, reason: str, on: date | None = None) -> date:
    """Enter the withdrawal of a published release into the index and return its day (default: :func:`today`).

    Raises :class:`NotWithdrawable`, :class:`BrokenIndex` and ``OSError``; then nothing was written.
    """
    with lock.release_lock(releases_dir):
        day = on or today()
        try:
            entries = index.read_entries(releases_dir)
        except BrokenIndex as broken:
            raise BrokenIndex(f"{broken}. Nothing was written; run `dataset verify --all`.") from None
        if refusal := _refusal(entries, version, day, index_path=releases_dir / index.NAME) or _reason_refusal(
            reason, day
        ):
            raise NotWithdrawable(refusal)
        publish.add_to_index(releases_dir, {"version": version, "date": day.isoformat(), "withdrawn": reason})
    return day


def _refusal(entries: Sequence[index.Entry], version: str, day: date, *, index_path: Path) -> str | None:
    """Return why the release cannot be withdrawn on this day; None if it can."""
    published, withdrawn = index.published_releases(entries).get(version), index.withdrawals(entries).get(version)
    if published is None:
        return f"{version} was never published: {printable_path(index_path)} does not list it."
    if withdrawn:
        return f"{version} was withdrawn already, on {withdrawn['date']}."
    if day.isoformat() < published["date"]:
        return f"{version} was published on {published['date']}; it cannot be withdrawn before."
    return None


def _reason_refusal(reason: str, day: date) -> str | None:
    """Return why the reason cannot be published; None if it can.

    It is judged by the rules on the reason of a tombstone; what they found in it is not repeated.
    """
    if reason != " ".join(reason.split()) or printable_path(reason) != reason:
        return "The reason must be one line of at most 200 visible characters."
    tombstone = {"table": "tallies", "id": "T00000000", "reason": reason, "retired_on": day}
    frame = pl.DataFrame([tombstone], schema=CURATED["retired"].dtypes())
    problems = Problems()
    rules.apply({"retired": frame}, ["retired"], today(), problems)
    for problem in problems:
        if problem.column in ("reason", "retired_on") and problem.severity == "error":
            message = f"{problem.message[:1].upper()}{problem.message[1:]}"
            return f"{message}. Give a reason of three words or more that leads to no person: it is published."
    return None
