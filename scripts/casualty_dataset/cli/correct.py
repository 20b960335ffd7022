"""``dataset correct``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from casualty_dataset.cli.commands import door
from casualty_dataset.cli.options import Day, pass_root
from casualty_dataset.cli.output import print_lines, remark
from casualty_dataset.cli.text import edit as text
from casualty_dataset.core.errors import WrongCall
from casualty_dataset.workflows.correct import Cell, correct


@door("correct")
@click.argument("table")
@click.argument("id_", metavar="ID")
@click.argument("column")
@click.argument("value")
@click.option("--reason", help="What was wrong and how it is known, in words that a stranger understands.")
@click.option("--withhold", is_flag=True, help="Keep the old value out of the record, because it does harm.")
@click.option("--date", "day", type=Day(), help="Day of the correction (default: today).")
@pass_root
def command(
    root: Path, table: str, id_: str, column: str, value: str, reason: str | None, withhold: bool, day: date | None
) -> int:
    """VALUE "" empties the cell. A cell that no release holds is changed without an entry in corrections.csv.

    With --withhold the entry gives safety as its reason and nothing else: neither the old value nor your reason.

    \b
    Example:
      dataset correct tallies T00000124 place_id tartus --reason "The page says Tartus, not Latakia."
    """
    if reason is None and not withhold:
        raise WrongCall("Missing option '--reason': say what was wrong and how it is known.")
    if reason is not None and withhold:
        remark("The reason is not recorded: for a withheld value the record gives safety as the reason, no more.")
    edit = correct(root, Cell(table, id_, column), value, reason or "", withhold=withhold, on=day)
    print_lines(text.lines(edit))
    remark(text.next_step(edit))
    return 0
