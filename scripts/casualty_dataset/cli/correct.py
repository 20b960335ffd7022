"""retire, correct."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from casualty_dataset.cli import REFUSED, cli, find_root, remark, say, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable

    from casualty_dataset.workflows.edit import Edited

_DAY = click.DateTime(["%Y-%m-%d"])


@cli.command()
@click.argument("table")
@click.argument("id_", metavar="ID")
@click.option("--reason", required=True, help="Why it goes, in words that a stranger understands.")
@click.option("--replacement", metavar="ID", help="The row that stands for it now.")
@click.option("--date", "on", type=_DAY, help="Day of the decision (default: today, UTC).")
@click.pass_context
def retire(ctx: click.Context, table: str, id_: str, reason: str, replacement: str | None, on: datetime | None) -> int:
    """Take a row out of its table and leave a tombstone that says why.

    Its id is never used again. A row that no release holds goes without a tombstone.

    \b
    Example:
      dataset retire sources herald-copy --reason "The same page as herald." --replacement herald
    """
    root = find_root(ctx.obj)
    from casualty_dataset.workflows.edit import retire

    return _done(lambda: retire(root, table, id_, reason, replacement, on.date() if on else None))


@cli.command()
@click.argument("table")
@click.argument("id_", metavar="ID")
@click.argument("column")
@click.argument("value")
@click.option("--reason", help="What was wrong and what shows it, in words that a stranger understands.")
@click.option("--withhold", is_flag=True, help="Keep the old value out of the record, because it does harm.")
@click.option("--date", "on", type=_DAY, help="Day of the correction (default: today, UTC).")
@click.pass_context
def correct(
    ctx: click.Context,
    table: str,
    id_: str,
    column: str,
    value: str,
    reason: str | None,
    withhold: bool,
    on: datetime | None,
) -> int:
    """Change a cell, and enter what it was and why in corrections.csv.

    VALUE "" empties the cell. A cell that no release holds is changed without a correction.

    With --withhold the record says safety and nothing else: neither the old value nor a reason.

    \b
    Example:
      dataset correct tallies T00000124 place_id tartus --reason "The page says Tartus, not Latakia."
    """
    root = find_root(ctx.obj)
    if reason is None and not withhold:
        raise click.UsageError("Missing option '--reason': say what was wrong and what shows it.")
    if reason is not None and withhold:
        remark("The reason is not written: of a value that is withheld the record says safety, and no more.")
    from casualty_dataset.workflows.edit import correct

    day = on.date() if on else None
    return _done(lambda: correct(root, table, id_, column, value, reason or "", withhold=withhold, on=day))


def _done(edit: Callable[[], Edited]) -> int:
    from casualty_dataset.core.errors import Refused, UnknownName

    try:
        made = edit()
    except UnknownName as unknown:
        raise click.UsageError(str(unknown)) from None
    except Refused as refusal:
        remark(f"Error: {refusal}")
        return REFUSED
    say(wrapped(made.said))
    more = "1 error" if made.remaining == 1 else f"{made.remaining:,} errors"
    remark(
        f"It brings {more} that must be mended: run `dataset validate`."
        if made.remaining
        else "Run `dataset validate`."
    )
    return 0
