"""show."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from casualty_dataset.cli import REFUSED, cli, find_root, remark, say, wrapped
from casualty_dataset.core.errors import Refused, UnknownName

if TYPE_CHECKING:
    from casualty_dataset.workflows.show import Shown

_MOST_RELATED = 12


@cli.command()
@click.argument("what", metavar="ID|NUMBER")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def show(ctx: click.Context, what: str, form: str) -> int:
    """Say a row in words; a number lists every tally that says it.

    \b
    Example:
      dataset show T00000004
      dataset show 330
    """
    root = find_root(ctx.obj)
    from casualty_dataset.workflows.show import show as show_row

    try:
        found = show_row(root, what)
    except UnknownName as unknown:
        raise click.UsageError(str(unknown)) from None
    except Refused as refusal:
        remark(f"Error: {refusal}")
        return REFUSED
    if form == "json":
        say([json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=2)])
    elif not found:
        say([f"No tally says {what}."])
    for one in found if form == "text" else []:
        say([*_text(one), ""])
    return 0


def _text(one: Shown) -> list[str]:
    lines = [one.id, *wrapped(one.sentence.en, "  ", 2), *wrapped(one.sentence.ar, "  ", 2)]
    if one.interval:
        lines += wrapped(f"Read on its own day as {one.interval}.", "  ", 2)
    for document in one.documents:
        lines += wrapped(f"Document: {document}", "  ", 2)
    if one.chain:
        links = [f"*{words}*" if id_ == one.id else f"{id_} {words}" for id_, words in one.chain]
        lines += wrapped("Chain: " + " → ".join(links), "  ", 2)
    if note := one.row.get("note"):
        lines += wrapped(f"Note: {note}", "  ", 2)
    for id_, words in one.related[:_MOST_RELATED]:
        lines += wrapped(f"{id_} {words}", "  ")
    if len(one.related) > _MOST_RELATED:
        lines += wrapped(
            f"… and {len(one.related) - _MOST_RELATED:,} more tallies; --format json lists them all.", "  ", 2
        )
    return lines
