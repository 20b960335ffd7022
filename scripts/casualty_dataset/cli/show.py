"""``dataset show``."""

from __future__ import annotations

from pathlib import Path

import click

from casualty_dataset.cli.commands import door
from casualty_dataset.cli.options import format_option, pass_root
from casualty_dataset.cli.output import print_lines
from casualty_dataset.cli.text import show as text
from casualty_dataset.workflows.show import show


@door("show")
@click.argument("query", metavar="ID|NUMBER")
@format_option("text", "json", "csv")
@pass_root
def command(root: Path, query: str, form: str) -> int:
    """A row comes with its documents and corrections; a tally with those that it replaces and that replace it.

    Of a retired row it tells when and why it was retired, which release held it last, and what stands for it now.

    \b
    Example:
      dataset show T00000004
      dataset show 330
    """
    print_lines(text.lines(form, query, show(root, query)))
    return 0
