"""``dataset retire``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from casualty_dataset.cli.commands import door
from casualty_dataset.cli.options import Day, pass_root
from casualty_dataset.cli.output import print_lines, remark
from casualty_dataset.cli.text import edit as text
from casualty_dataset.workflows.retire import retire


@door("retire")
@click.argument("table")
@click.argument("id_", metavar="ID")
@click.option("--reason", required=True, help="Why it is removed, in words that a stranger understands.")
@click.option(
    "--replacement",
    "replacements",
    metavar="ID",
    multiple=True,
    help="A row that stands for it now; may be repeated.",
)
@click.option("--date", "day", type=Day(), help="Day of the decision (default: today).")
@pass_root
def command(root: Path, table: str, id_: str, reason: str, replacements: tuple[str, ...], day: date | None) -> int:
    """Its id is never used again: `dataset show` tells why it was retired and what stands for it.

    A row that no release holds is removed without an entry in retired.csv.

    \b
    Example:
      dataset retire sources herald-copy --reason "The same page as herald." --replacement herald
      dataset retire incidents sy-2025-03-07-port --reason "It was two attacks, an hour apart." \\
        --replacement sy-2025-03-07-port-east --replacement sy-2025-03-07-port-west
    """
    edit = retire(root, table, id_, reason, replacements, day)
    print_lines(text.lines(edit))
    remark(text.next_step(edit))
    return 0
