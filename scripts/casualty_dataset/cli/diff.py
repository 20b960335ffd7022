"""diff."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from casualty_dataset.cli import REFUSED, cli, find_root, remark, say, wrapped

if TYPE_CHECKING:
    from casualty_dataset.history.dataset_difference import TableChange
    from casualty_dataset.workflows.diff import Differing

_MOST = 20


@cli.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "csv", "markdown"]), default="text", show_default=True
)
@click.pass_context
def diff(ctx: click.Context, old: str, new: str, form: str) -> int:
    """Say what changed from OLD to NEW, and which version that demands.

    Each is a version, a folder, a zip, or `working`: the tables as they stand in dataset/.

    \b
    Example:
      dataset diff 0.2.0 working
      dataset diff 0.1.0 0.2.0 --format csv
    """
    root = _root(ctx.obj)
    from casualty_dataset.core.errors import Refused, UnknownRelease
    from casualty_dataset.workflows.diff import difference

    try:
        found = difference(old, new, root)
    except UnknownRelease as unknown:
        raise click.UsageError(str(unknown)) from None
    except Refused as refusal:
        remark(f"Error: {refusal}")
        return REFUSED
    say(_LINES[form](found))
    return 0


def _root(given: Path | None) -> Path | None:
    """The folder of the dataset; two folders can be compared without one."""
    try:
        return find_root(given)
    except click.UsageError:
        if given is not None:
            raise
        return None


def _json(found: Differing) -> Iterable[str]:
    return [json.dumps(found.as_json(), ensure_ascii=False, indent=2)]


def _csv(found: Differing) -> Iterable[str]:
    return found.table.write_csv().removesuffix("\n").split("\n")


def _markdown(found: Differing) -> Iterable[str]:
    return (
        found.as_markdown(f"Changes from {found.old.printable} to {found.new.printable}").removesuffix("\n").split("\n")
    )


def _text(found: Differing) -> Iterator[str]:
    """Counts by table, then what changed in each: ids, and cells before and after."""
    from casualty_dataset.core.text import printable

    told = found.difference
    yield from wrapped(f"{found.old.printable} → {found.new.printable}")
    if not told.tables:
        yield "No change."
        return
    why = "; ".join(what for demand, what in told.demands() if demand == told.demand)
    yield from wrapped(f"This demands a {told.demand.word} version: {why}.")
    yield ""
    yield f"{'table':<20}{'rows added':>15}{'rows retired':>15}{'rows changed':>15}{'cells changed':>15}"
    for name, change in told.tables.items():
        counts = change.added.height, len(change.retired), change.changed_rows, change.changed.height
        if any(counts):
            yield f"{printable(name):<20}" + "".join(f"{number:>15,}" for number in counts)
    for name, change in told.tables.items():
        lines = [*_columns(change), *_rows(change)]
        more = max(0, len(change.retired) - _MOST) + max(0, change.changed.height - _MOST)
        yield from _section(printable(name), lines, more)


def _columns(change: TableChange) -> Iterator[str]:
    from casualty_dataset.core.text import printable

    if change.came or change.went:
        yield f"the table {'came' if change.came else 'went'}"
        return
    for word, names in (
        ("came", change.columns_added),
        ("went", change.columns_gone),
        ("moved", change.columns_moved),
    ):
        yield from (f"column {printable(name)} {word}" for name in names)
    for one in change.redefined:
        yield f"{printable(one.column) or 'the table'} is described otherwise: {', '.join(one.what)}"


def _rows(change: TableChange) -> Iterator[str]:
    from casualty_dataset.core.text import printable
    from casualty_dataset.history.changes_markdown import printable_change

    yield from (f"{printable(id_)} retired" for id_ in change.retired[:_MOST])
    for id_, column, was, now in change.changed.head(_MOST).iter_rows():
        yield f"{printable(id_)} {printable(column)}: {' → '.join(printable_change(was, now))}"


def _section(name: str, lines: list[str], more: int) -> Iterator[str]:
    if not lines:
        return
    yield ""
    yield name
    for line in lines:
        yield from wrapped(line, "  ")
    if more:
        yield f"  … and {more:,} more; --format csv lists them all."


_LINES = {"text": _text, "json": _json, "csv": _csv, "markdown": _markdown}
