"""``dataset describe``."""

from __future__ import annotations

from pathlib import Path

import click

from casualty_dataset.cli.commands import door
from casualty_dataset.cli.options import pass_root
from casualty_dataset.cli.output import print_lines, remark
from casualty_dataset.core.errors import Refused
from casualty_dataset.workflows.describe import stale, write_generated


@door("describe")
@click.option("--check", is_flag=True, help="Write nothing; list the stale files and exit 1 if there are any.")
@pass_root
def command(root: Path, check: bool) -> int:
    """The files are datapackage.json, dataset/README.md and the codes in METHODOLOGY.md.

    \b
    Example:
      dataset describe --check
    """
    paths = stale(root) if check else write_generated(root)
    print_lines(f"{path}: {'stale; run `dataset describe`' if check else 'written'}" for path in paths)
    if not paths:
        remark("datapackage.json, dataset/README.md and the codes in METHODOLOGY.md are fresh.")
    return Refused.exit_code if check and paths else 0
