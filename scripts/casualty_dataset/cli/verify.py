"""verify, withdraw."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from casualty_dataset.cli import ENVIRONMENT, INTEGRITY, cli, find_root, remark, say
from casualty_dataset.cli.validate import Version
from casualty_dataset.core.errors import BrokenIndex, Finding, NotWithdrawable, UnknownRelease

if TYPE_CHECKING:
    from casualty_dataset.releases.verify import Report

_MOST = 20


class _Digest(click.ParamType[str]):
    name = "sha256"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from casualty_dataset.core.versions import is_digest

        if not is_digest(value.lower()):
            self.fail("a SHA-256 has 64 hexadecimal digits, such as `sha256sum SHA256SUMS` prints.", param, ctx)
        return str(value.lower())


def _shelf(given: Path | None) -> Path:
    """The folder of releases; none of the commands here needs a dataset beside it."""
    if given is not None:
        return given / "releases"
    try:
        return find_root(None) / "releases"
    except click.UsageError:
        return Path.cwd() / "releases"


@cli.command()
@click.argument("releases", metavar="[RELEASE]...", nargs=-1)
@click.option("--all", "whole", is_flag=True, help="Every release of the folder of releases, and its index.")
@click.option("--digest", type=_Digest(), metavar="SHA256", help="Digest of SHA256SUMS, from a place that you trust.")
@click.option("--parity", is_flag=True, help="Also read every form of the tables, and compare their content.")
@click.option("--require-signature", is_flag=True, help="Exit 4 where a release is not signed.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def verify(
    ctx: click.Context,
    releases: tuple[str, ...],
    whole: bool,
    digest: str | None,
    parity: bool,
    require_signature: bool,
    form: str,
) -> int:
    """Say whether a release is what was published.

    RELEASE is a version, a folder or a zip.

    It starts from --digest, or else from index.json beside the release, or else in releases/, and says from which. With
    --all, --digest is that of index.json (now or at any time before), or of the SHA256SUMS of one release.
    One RELEASE in JSON is one object; several, or --all, are {"releases": [...], "index": {"state", "findings"}
    or null}. Exit 4: something is not what was published, or a withdrawn release is still here; 3: not all was checked.

    \b
    Example:
      dataset verify 0.2.0
      dataset verify --all --parity
      dataset verify casualty-dataset-0.2.0.zip --digest e59640c6…
    """
    if whole == bool(releases):
        raise click.UsageError("Name one or more releases, or give --all.")
    if digest and len(releases) > 1:
        raise click.UsageError("A digest is that of one release: verify them one by one.")
    from casualty_dataset.workflows import verify as verifying

    shelf, further = _shelf(ctx.obj), verifying.same_in_every_form if parity else None
    try:
        if whole:
            found = verifying.verify_all(shelf, digest, further)
        else:
            found = verifying.Verification([verifying.verify(one, shelf, digest, further) for one in releases])
    except UnknownRelease as unknown:
        raise click.UsageError(str(unknown)) from None
    if form == "json":
        say([json.dumps(_as_json(found.reports, found.index, alone=not whole), ensure_ascii=False, indent=2)])
    else:
        say(_text(found.reports, found.index))
    return exit_code(found.reports, found.index or [], require_signature)


def exit_code(reports: Sequence[Report], index: Sequence[Finding], require_signature: bool) -> int:
    """The exit code of what was found; a withdrawn release that is not here is fine."""
    here = [report for report in reports if report.state != "withdrawn" or report.findings]
    if index or any(report.state in ("bad", "withdrawn") for report in here):
        return INTEGRITY
    if require_signature and any(report.signature == "missing" for report in here):
        remark("Error: a signature is required, and there is none.")
        return INTEGRITY
    if require_signature and any(report.signature == "not_checked" for report in here):
        remark("Error: a signature is required, and it could not be checked.")
        return ENVIRONMENT
    return ENVIRONMENT if any(report.state == "not_checked" for report in here) else 0


def _as_json(reports: Sequence[Report], index: Sequence[Finding] | None, *, alone: bool) -> dict[str, Any]:
    if alone and len(reports) == 1:
        return reports[0].as_json()
    told = None
    if index is not None:
        findings = [{"path": path, "message": message} for path, message in index]
        told = {"state": "bad" if index else "good", "findings": findings}
    return {"releases": [report.as_json() for report in reports], "index": told}


_FROM = {
    "index": "held against index.json",
    "option": "held against the digest given",
    "none": "held against itself alone",
}


def _text(reports: Sequence[Report], index: Sequence[Finding] | None) -> Iterator[str]:
    for report in reports:
        words = [report.state.replace("_", " "), _FROM[report.digest_from]]
        words += ["not signed"] if report.signature == "missing" and report.state != "withdrawn" else []
        yield f"{report.release}: {'; '.join([*words, *report.remarks])}"
        yield from _findings(report.findings)
    if index is not None:
        yield f"index.json: {'bad' if index else 'good; its chain is whole, and nothing stands beside it unlisted'}"
        yield from _findings(index)


def _findings(findings: Sequence[Finding]) -> Iterator[str]:
    for path, message in findings[:_MOST]:
        yield f"  {path}: {message}" if path else f"  {message}"
    if len(findings) > _MOST:
        yield f"  … and {len(findings) - _MOST:,} more; --format json lists them all"


@cli.command()
@click.argument("version", type=Version())
@click.option("--reason", required=True, help="Why, in three words or more; it is published.")
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), help="Day of the withdrawal (default: today, UTC).")
@click.pass_context
def withdraw(ctx: click.Context, version: str, reason: str, on: datetime | None) -> int:
    """Withdraw a published release by a further entry of the index.

    The files of the release are not touched: take them away yourself, and everywhere else that serves them.

    \b
    Example:
      dataset withdraw 0.1.0 --reason "rows that may endanger people"
    """
    from casualty_dataset.workflows import verify as verifying

    shelf = _shelf(ctx.obj)
    try:
        day = verifying.withdraw(shelf, version, reason, on.date() if on else None)
    except NotWithdrawable as unfit:
        raise click.UsageError(str(unfit)) from None
    except BrokenIndex as broken:
        remark(f"Error: {broken}. Nothing was written; run `dataset verify --all`.")
        return INTEGRITY
    say([f"{version}: withdrawn on {day}; {shelf / 'index.json'} has a further entry"])
    remark(f"Now take its files away, commit both, and tell the mirrors: git rm -r {shelf / version}")
    return 0
