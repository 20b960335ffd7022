"""``dataset diff``."""

from __future__ import annotations

from pathlib import Path

import click

from casualty_dataset.cli.commands import door
from casualty_dataset.cli.options import format_option, pass_root_if_any
from casualty_dataset.cli.output import print_lines
from casualty_dataset.cli.text import diff as text
from casualty_dataset.workflows.diff import difference


@door("diff")
@click.argument("old")
@click.argument("new")
@format_option("text", "json", "csv", "markdown")
@pass_root_if_any
def command(root: Path | None, old: str, new: str, form: str) -> int:
    """OLD and NEW are each a version, a folder, a zip, or `working`: the tables now in dataset/.

    \b
    Example:
      dataset diff 0.2.0 working
      dataset diff 0.1.0 0.2.0 --format csv
    """
    print_lines(text.lines(form, difference(old, new, root)))
    return 0
