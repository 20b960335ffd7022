"""validate, describe, release, page."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from casualty_dataset.cli import REFUSED, cli, find_root, remark, say
from casualty_dataset.core.errors import InvalidDataset


@cli.command()
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.pass_context
def validate(ctx: click.Context, form: str) -> int:
    """Check every table, and name every problem with its line.

    \b
    Example:
      dataset validate --format json
    """
    root = find_root(ctx.obj)
    from casualty_dataset.validation import report
    from casualty_dataset.workflows.validate import validate

    found = validate(root)
    problems, rows = found.problems, found.rows
    if len(problems):  # the tables are not needed to tell what is wrong with them; giving them back takes time
        del found
    say(report.lines(form, problems, rows))
    return 0 if problems.valid else REFUSED


@cli.command()
@click.option("--check", is_flag=True, help="Only say whether they are stale; exit 1 if they are.")
@click.pass_context
def describe(ctx: click.Context, check: bool) -> int:
    """Write what is generated from the schemas, or say if it is stale.

    These are datapackage.json, dataset/README.md and the codes in METHODOLOGY.md.

    \b
    Example:
      dataset describe --check
    """
    root = find_root(ctx.obj)
    from casualty_dataset.workflows.describe import stale, write_generated

    paths = stale(root) if check else write_generated(root)
    say(f"{path}: {'stale; run `dataset describe`' if check else 'written'}" for path in paths)
    if not paths:
        remark("datapackage.json, dataset/README.md and the codes in METHODOLOGY.md are fresh.")
    return REFUSED if check and paths else 0


class Version(click.ParamType[str]):
    """Three whole numbers: 1.2.0."""

    name = "version"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The version as given, or a usage error."""
        from casualty_dataset.core.versions import is_version

        if not is_version(value):
            self.fail(f"{value[:40]!r} is not a version: three whole numbers such as 1.2.0.", param, ctx)
        return value


@cli.command()
@click.argument("version", type=Version(), required=False)
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), help="Date of the release (default: today, UTC).")
@click.option("--dry-run", is_flag=True, help="Say what would be released; write nothing.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder of releases (default: releases/).")
@click.option("--sign", "key", metavar="KEY", type=click.Path(path_type=Path), help="Sign it with this OpenSSH key.")
@click.option("--zip", "bundle", type=click.Path(path_type=Path), help="Write it as one zip too, to this new file.")
@click.pass_context
def release(
    ctx: click.Context,
    version: str | None,
    on: datetime | None,
    dry_run: bool,
    out: Path | None,
    key: Path | None,
    bundle: Path | None,
) -> int:
    """Check the dataset and freeze it as a versioned data package.

    Without VERSION it takes the one that the changes demand.

    \b
    Example:
      dataset release 0.2.0 --date 2025-05-01
    """
    root = find_root(ctx.obj)
    if bundle and (bundle.exists() or not bundle.absolute().parent.is_dir()):
        raise click.UsageError(f"--zip {bundle}: a new file in a folder that exists is expected.")
    from casualty_dataset.core.errors import Refused
    from casualty_dataset.validation import report
    from casualty_dataset.workflows.release import release, write_zip

    try:
        made = release(root, version, on.date() if on else None, out, key=key, dry_run=dry_run)
    except Refused as refusal:
        if isinstance(refusal, InvalidDataset):
            say(report.lines("text", refusal.problems, refusal.rows))
        remark(f"Error: {refusal}")
        return REFUSED
    if bundle and not dry_run:
        write_zip(made, bundle)
    size = sum(map(len, made.package.values()))
    say([f"{made.version}: {len(made.package)} files, {size:,} bytes, {'would be ' if dry_run else ''}in {made.path}"])
    return 0


@cli.command()
@click.option(
    "--release", "version", type=Version(), metavar="V", help="Of this release, instead of the working tables."
)
@click.option("--open", "shown", is_flag=True, help="Open it in the browser.")
@click.pass_context
def page(ctx: click.Context, version: str | None, shown: bool) -> int:
    """Build the page for people, to be looked at before it is released.

    \b
    Example:
      dataset page --open
    """
    root = find_root(ctx.obj)
    from casualty_dataset.core.errors import Refused
    from casualty_dataset.validation import report
    from casualty_dataset.workflows.page import write_page

    try:
        path = write_page(root, version)
    except Refused as refusal:
        if isinstance(refusal, InvalidDataset):
            say(report.lines("text", refusal.problems, refusal.rows))
        remark(f"Error: {refusal}")
        return REFUSED
    except FileNotFoundError as missing:
        raise click.UsageError(str(missing)) from None
    say([f"{path}: {path.stat().st_size:,} bytes"])
    if shown:
        click.launch(str(path))
    return 0
