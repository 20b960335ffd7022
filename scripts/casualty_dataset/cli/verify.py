"""``dataset verify``."""

from __future__ import annotations

from pathlib import Path

import click

from casualty_dataset.cli.commands import door
from casualty_dataset.cli.options import Digest, format_option, pass_releases_dir
from casualty_dataset.cli.output import print_lines, remark
from casualty_dataset.cli.text import verify as text
from casualty_dataset.workflows.verify import verification


@door("verify")
@click.argument("releases", metavar="[RELEASE]...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Verify every release in the folder of releases, and its index.")
@click.option("--digest", type=Digest(), metavar="SHA256", help="Digest of SHA256SUMS, from a place that you trust.")
@click.option("--parity", is_flag=True, help="Also read every form of the tables and compare their content.")
@click.option("--require-signature", is_flag=True, help="Exit 4 if a release is not signed.")
@format_option("text", "json")
@pass_releases_dir
def command(
    releases_dir: Path,
    releases: tuple[str, ...],
    every: bool,
    digest: str | None,
    parity: bool,
    require_signature: bool,
    form: str,
) -> int:
    """RELEASE is a version, a folder or a zip.

    The checksums are compared with --digest, or else with index.json beside the release, or else with the one in
    releases/; the output names which. With --all, --digest is that of index.json (as it is now or once was), or of
    the SHA256SUMS of one release. For one RELEASE the JSON is one object; for several, or --all, it is
    {"releases": [...], "index": {"state", "findings"} or null}. Exit 4: something is not what was published, or a
    withdrawn release is still here; 3: not all was checked.

    \b
    Example:
      dataset verify 0.2.0
      dataset verify --all --parity
      dataset verify casualty-dataset-0.2.0.zip --digest e59640c6…
    """
    result = verification(releases_dir, releases, digest, every=every, parity=parity)
    print_lines(text.lines(form, result))
    exit_code, reason = result.outcome(require_signature=require_signature)
    if reason:
        remark(f"Error: {reason}")
    return exit_code
