"""The difference of two releases as text, JSON, CSV and Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Final

from casualty_dataset.cli.text.layout import wrapped
from casualty_dataset.core.text import ended, printable, visible
from casualty_dataset.history.changes_markdown import printable_change
from casualty_dataset.history.dataset_difference import TableChange
from casualty_dataset.history.tombstones import RowId, Tombstones, successors_in_words
from casualty_dataset.workflows.diff import Diff

_MOST: Final = 20
"""Retired rows and changed cells of one table that are listed in text."""


def lines(form: str, diff: Diff) -> Iterable[str]:
    """The difference in one of the forms ``text``, ``json``, ``csv``, ``markdown``, line by line."""
    return _FORMS[form](diff)


def _json(diff: Diff) -> Iterable[str]:
    return [json.dumps(diff.as_json(), ensure_ascii=False, indent=2)]


def _csv(diff: Diff) -> Iterable[str]:
    return diff.table.write_csv().removesuffix("\n").split("\n")


def _markdown(diff: Diff) -> Iterable[str]:
    title = f"Changes from {diff.old.printable} to {diff.new.printable}"
    return diff.as_markdown(title).removesuffix("\n").split("\n")


def _text(diff: Diff) -> Iterator[str]:
    """The version that the changes demand, counts by table, then ids and cells before and after."""
    difference = diff.difference
    yield from wrapped(f"{diff.old.printable} → {diff.new.printable}")
    if not difference.tables:
        yield "No change."
        return
    why = "; ".join(change for demand, change in difference.demands() if demand == difference.demand)
    yield from wrapped(f"This demands a {difference.demand.word} version: {why}.")
    yield ""
    yield f"{'table':<20}{'rows added':>15}{'rows retired':>15}{'rows changed':>15}{'cells changed':>15}"
    for name, change in difference.tables.items():
        counts = change.added.height, len(change.retired), change.changed_rows, change.changed.height
        if any(counts):
            yield f"{printable(name):<20}" + "".join(f"{number:>15,}" for number in counts)
    for name, change in difference.tables.items():
        yield from _section(name, change, diff.tombstones)


def _section(name: str, change: TableChange, tombstones: Tombstones) -> Iterator[str]:
    """What changed in one table, under its name; nothing if only rows were added."""
    changes = [*_columns(change), *_rows(name, change, tombstones)]
    if not changes:
        return
    yield ""
    yield printable(name)
    for line in changes:
        yield from wrapped(line, "  ")
    if more := max(0, len(change.retired) - _MOST) + max(0, change.changed.height - _MOST):
        yield f"  … and {more:,} more; --format csv lists them all."


def _columns(change: TableChange) -> Iterator[str]:
    if change.came or change.went:
        yield f"the table was {'added' if change.came else 'removed'}"
        return
    for verb, names in (
        ("added", change.columns_added),
        ("removed", change.columns_gone),
        ("moved", change.columns_moved),
    ):
        yield from (f"column {printable(name)} was {verb}" for name in names)
    for redefined in change.redefined:
        yield f"the definition of {printable(redefined.column) or 'the table'} changed: {', '.join(redefined.what)}"


def _rows(table: str, change: TableChange, tombstones: Tombstones) -> Iterator[str]:
    yield from (_retired((table, id_), tombstones) for id_ in change.retired[:_MOST])
    for id_, column, old, new in change.changed.head(_MOST).iter_rows():
        yield f"{printable(id_)} {printable(column)}: {' → '.join(printable_change(old, new))}"


def _retired(row: RowId, tombstones: Tombstones) -> str:
    """The id of a retired row with the reason and what stands for it; the id alone where no tombstone tells them."""
    line, tombstone = f"{visible(row[1])} retired", tombstones.get(row)
    if tombstone is None:
        return line
    by = successors_in_words(row, tombstones)
    return f"{line}: {ended(visible(tombstone.reason))}" + (f" Replaced by {by}." if by else "")


_FORMS: Final = {"text": _text, "json": _json, "csv": _csv, "markdown": _markdown}
