"""``dataset page``."""

from __future__ import annotations

from pathlib import Path

import click

from casualty_dataset.cli.commands import door
from casualty_dataset.cli.options import Version, pass_root
from casualty_dataset.cli.output import print_lines
from casualty_dataset.workflows.page import write_page


@door("page")
@click.option("--release", "version", type=Version(), metavar="V", help="Of this release, not of the working tables.")
@click.option("--open", "open_browser", is_flag=True, help="Open it in the browser.")
@pass_root
def command(root: Path, version: str | None, open_browser: bool) -> int:
    """It is written to build/index.html.

    \b
    Example:
      dataset page --open
    """
    path = write_page(root, version)
    print_lines([f"{path}: {path.stat().st_size:,} bytes"])
    if open_browser:
        click.launch(str(path))
    return 0
