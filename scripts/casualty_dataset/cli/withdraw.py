"""``dataset withdraw``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from casualty_dataset.cli.commands import door
from casualty_dataset.cli.options import Day, Version, pass_releases_dir
from casualty_dataset.cli.output import print_lines, remark
from casualty_dataset.workflows.withdraw import withdraw


@door("withdraw")
@click.argument("version", type=Version())
@click.option("--reason", required=True, help="Why, in three words or more; it is published.")
@click.option("--date", "day", type=Day(), help="Day of the withdrawal (default: today).")
@pass_releases_dir
def command(releases_dir: Path, version: str, reason: str, day: date | None) -> int:
    """The files of the release are not touched: delete them yourself, here and everywhere else that serves them.

    \b
    Example:
      dataset withdraw 0.1.0 --reason "rows that may endanger people"
    """
    day = withdraw(releases_dir, version, reason, day)
    print_lines([f"{version}: withdrawn on {day}; {releases_dir / 'index.json'} has a new entry"])
    remark(f"Now delete its files, commit both changes, and tell the mirrors: git rm -r {releases_dir / version}")
    return 0
