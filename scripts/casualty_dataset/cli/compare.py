"""``dataset compare``."""

from __future__ import annotations

from pathlib import Path

import click

from casualty_dataset.cli.commands import door
from casualty_dataset.cli.options import format_option, pass_root
from casualty_dataset.cli.output import print_lines
from casualty_dataset.cli.text import compare as text
from casualty_dataset.workflows.ask import record_of


@door("compare")
@click.argument("first", metavar="TALLY")
@click.argument("second", metavar="TALLY")
@format_option("text", "json")
@pass_root
def command(root: Path, first: str, second: str, form: str) -> int:
    """The scopes are compared dimension by dimension. The exit code is 0 whether or not the figures conflict.

    \b
    Example:
      dataset compare T00000173 T00000188
    """
    record = record_of(root)
    print_lines(text.lines(form, record, first, second, record.compare(first, second)))
    return 0
