"""``dataset timeline``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from casualty_dataset.cli.commands import door
from casualty_dataset.cli.options import format_option, pass_root
from casualty_dataset.cli.output import print_lines, remark
from casualty_dataset.cli.text import timeline as text
from casualty_dataset.workflows.ask import record_of


@door("timeline")
@click.option("--claimant", "claimants", multiple=True, metavar="ACTOR", help="Only this claimant; may be repeated.")
@click.option("--incident", metavar="ID", help="Only this incident.")
@click.option("--measure", metavar="M", help="Only this measure.")
@click.option("--status", metavar="S", help="Only this status; an empty one is everybody.")
@click.option("--place", metavar="ID", help="Only this place.")
@format_option("table", "csv", "json")
@pass_root
def command(root: Path, /, claimants: tuple[str, ...], form: str, **filters: str | None) -> int:
    """Every figure stands as it was reported, with its day and what changed; a bar shows its size on a terminal.

    A claimant that gives no total is shown with its increments, which are never added up.

    \b
    Example:
      dataset timeline --claimant sohr --measure killed --status civilian --place syria-coast
    """
    record = record_of(root)
    asked = text.Filters(claimants, **filters)
    points = record.timeline(claimants=claimants, **filters)
    if not points.height and form != "table":
        remark(text.why_empty(record, asked))
    print_lines(text.lines(form, record, asked, points, bars=sys.stdout.isatty()))
    return 0
