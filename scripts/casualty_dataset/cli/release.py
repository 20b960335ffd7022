"""``dataset release``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from casualty_dataset.cli.commands import door
from casualty_dataset.cli.options import Day, Version, pass_root
from casualty_dataset.cli.output import print_lines
from casualty_dataset.core.errors import WrongCall
from casualty_dataset.workflows.release import release, write_zip


@door("release")
@click.argument("version", type=Version(), required=False)
@click.option("--date", "day", type=Day(), help="Date of the release (default: today).")
@click.option("--dry-run", is_flag=True, help="Report what would be released; write nothing.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Write it into this folder and change nothing in releases/."
)
@click.option("--sign", "key", metavar="KEY", type=click.Path(path_type=Path), help="Sign with this OpenSSH key.")
@click.option("--zip", "zip_path", type=click.Path(path_type=Path), help="Also write one zip, to this new file.")
@pass_root
def command(
    root: Path,
    version: str | None,
    day: date | None,
    dry_run: bool,
    out: Path | None,
    key: Path | None,
    zip_path: Path | None,
) -> int:
    """Without VERSION it takes the version that the changes demand.

    With --out it is judged by the releases in releases/ all the same, and so becomes the release that it would be
    there, byte for byte. The other folder gets an index of its own. Releases that it holds already are neither read
    nor changed, and a version that is not above them is refused.

    \b
    Example:
      dataset release 0.2.0 --date 2025-05-01
      dataset release --dry-run --out rehearsal
    """
    if zip_path and (zip_path.exists() or not zip_path.absolute().parent.is_dir()):
        raise WrongCall(f"--zip {zip_path}: a new file in a folder that exists is expected.")
    made = release(root, version, day, out, key=key, dry_run=dry_run)
    if zip_path and not dry_run:
        write_zip(made, zip_path)
    size = sum(map(len, made.package.values()))
    verb = "would be in" if dry_run else "in"
    print_lines([f"{made.version}: {len(made.package)} files, {size:,} bytes, {verb} {made.path}"])
    return 0
