"""The order of the steps by which a dataset becomes a release.

The lock comes first, so that what is read of earlier releases still holds when the new one takes its place among them;
then everything is made in memory, from inputs of which each is read once; only then is anything written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from casualty_dataset.core import durable
from casualty_dataset.core.canonical_csv import sha256
from casualty_dataset.core.errors import BrokenIndex, InvalidDataset, KeyNotAllowed, Refused, Unreadable
from casualty_dataset.core.problems import Problems
from casualty_dataset.core.versions import version_key
from casualty_dataset.formats.generated import GENERATED
from casualty_dataset.formats.release_readme import figures_section
from casualty_dataset.history import release_index as index
from casualty_dataset.releases import lock, package, signature
from casualty_dataset.releases import publish as shelf
from casualty_dataset.releases.archive import SIGNATURE
from casualty_dataset.validation import schema_check as check
from casualty_dataset.workflows import diff as differing
from casualty_dataset.workflows.describe import content, generated_bytes, outdated
from casualty_dataset.workflows.package import Source, pack, zipped
from casualty_dataset.workflows.validate import today, validate
from casualty_schemas import CURATED, DERIVED

_PAGES = ("LICENSE-DATA", "CHANGELOG.md")
"""Files beside the generated ones from which a release is made."""


@dataclass(frozen=True, slots=True)
class Released:
    """A release as it was made, or as it would be: its version, its day, its place, its files."""

    version: str
    on: date
    path: Path
    package: Mapping[str, bytes]


def release(
    root: Path,
    version: str | None = None,
    on: date | None = None,
    out: Path | None = None,
    *,
    key: Path | None = None,
    dry_run: bool = False,
) -> Released:
    """Validate, package and freeze the dataset under ``root``; what is returned from is on the disk and was read back.

    ``version`` defaults to the least one that the changes demand, ``on`` to today (UTC), ``out`` to
    ``root/releases``. The same tables, earlier releases, version and date give the same bytes. A complete folder
    that a process left before it could enter it into the index is entered, if it is what is made now; its
    version and day are then what ``version`` and ``on`` default to. With ``key``, a private key of OpenSSH whose public
    half stands in ``allowed_signers``, it is signed before it appears. A dry run writes nothing and takes no lock.
    Raises :class:`Refused` (with the inspection, where the data is to blame),
    :class:`Unreadable`, :class:`BrokenIndex` and ``OSError``.
    """
    out = out or root / "releases"
    lock.require_folder(out)
    with nullcontext() if dry_run else lock.release_lock(out):
        listed = index.read_entries(out)
        _refuse_taken(version, listed)
        left = _left(out, listed, version)
        on = on or (shelf.release_date(out / left) if left else None) or today()
        _refuse_earlier(on, listed)
        made = _signed(_made(root, version or left, on, out, listed), key, out)
        if left:
            _refuse_unlike(left, made)
        if not dry_run:
            shelf.publish(out, _entry(made), made.package, _accept, found=bool(left))
    return made


def _refuse_taken(asked: str | None, listed: Sequence[index.Entry]) -> None:
    last = index.last_version(listed)
    if asked in {entry["version"] for entry in listed}:
        raise Refused(f"Version {asked} exists already; a release is never changed. Take a higher version.")
    if asked and last and version_key(asked) <= version_key(last):
        raise Refused(f"Version {asked} is not above {last}, the last one.")


def _left(out: Path, listed: Sequence[index.Entry], asked: str | None) -> str | None:
    """The version of the folder that stands without being listed; it is finished before anything else is begun.

    Were a higher version released first, this one could never be entered: numbers only rise.
    """
    left = shelf.unlisted_versions(out, listed)
    if not left:
        return None
    if (asked or left[0]) != left[0]:
        raise Refused(
            _stands_unlisted(out, " and ".join(left))
            + f"Run `dataset release {left[0]}` to finish it, or move it away; nothing was touched."
        )
    return left[0]


def _stands_unlisted(out: Path, versions: str) -> str:
    return f"{versions} stands in {out}, but index.json does not list it: a release was cut off, or it was put there. "


def _refuse_unlike(left: str, made: Released) -> None:
    """Refuse unless the folder that was left is, byte for byte, what a release makes now."""
    if wrong := shelf.differing_paths(made.path, made.package):
        named = ", ".join(wrong[:5]) + (" …" if len(wrong) > 5 else "")
        raise Refused(
            _stands_unlisted(made.path.parent, left)
            + f"It is damaged, or made from something else: {len(wrong)} of its files differ "
            f"from what a release makes now ({named}). It is never repaired: look at it, move it away, and run the "
            "command again."
        )


def _refuse_earlier(on: date, listed: Sequence[index.Entry]) -> None:
    last = max((str(entry.get("date", "")) for entry in listed), default="")
    if on.isoformat() < last:
        raise Refused(f"The date {on} is before {last}, that of the last release: give --date, or set the clock right.")


def _made(root: Path, version: str | None, on: date, out: Path, listed: Sequence[index.Entry]) -> Released:
    """The release in memory: nothing is written. Each input is read once, and none may change meanwhile."""
    before = _stamps(root)
    found = validate(root, on, keep_bytes=True, releases_dir=out)
    pages = {**generated_bytes(root), **{name: content(root / name) for name in _PAGES}}
    _refuse_changed(before, _stamps(root))
    if damaged := next((one for one in found.problems if one.rule == "published_release_is_whole"), None):
        raise BrokenIndex(f"{damaged.path}: {damaged.message}; {damaged.remedy}")
    if not found.problems.valid:
        raise InvalidDataset("The data has errors; nothing was released.", found.problems, found.rows)
    if stale := outdated({path: pages[path] for path in GENERATED}):
        raise Refused(f"{' and '.join(stale)} must be fresh: run `dataset describe` and commit what it writes.")
    made = derived(found.tables)
    since = differing.since(out, next(reversed(index.current_releases(listed)), None), found.files, made)
    made["changes"] = since.table
    data = package.csv_files(made, found.files)
    last = index.last_version(listed)
    version = _settle(version, last, since.next_version(last))
    every = {**found.tables, **made}
    notes = since.as_markdown(f"Changes in {version}", _remarks(pages["CHANGELOG.md"]))
    told = figures_section(every)
    files = pack(Source(version, on, every, data, found.files, found.problems, notes, told, pages.get))
    return Released(version, on, out / version, files)


def _signed(made: Released, key: Path | None, out: Path) -> Released:
    """The release with its signature. One that a folder left behind holds is kept: not every key signs twice alike."""
    sums, day, held_ = made.package["SHA256SUMS"], made.on.isoformat(), content(made.path / SIGNATURE)
    if held_ is not None and signature.check_signature(sums, held_, out, day).state == "good":
        return replace(made, package={**made.package, SIGNATURE: held_})
    if key is None:
        return made
    try:
        return replace(made, package={**made.package, SIGNATURE: signature.sign(sums, key, out, day)})
    except KeyNotAllowed as refusal:
        raise Refused(str(refusal)) from None


def _stamps(root: Path) -> dict[str, tuple[int, int, int] | None]:
    """What shows that an input was changed or replaced: its inode, size and time of change."""
    names = [*(f"dataset/{name}.csv" for name in CURATED), *GENERATED, *_PAGES]
    stamps: dict[str, tuple[int, int, int] | None] = {}
    for name in names:
        try:
            status = (root / name).lstat()
        except OSError:
            stamps[name] = None
        else:
            stamps[name] = (status.st_ino, status.st_size, status.st_mtime_ns)
    return stamps


def _refuse_changed(
    before: Mapping[str, tuple[int, int, int] | None], after: Mapping[str, tuple[int, int, int] | None]
) -> None:
    for name, stamp in after.items():
        if before[name] != stamp:
            raise Unreadable(name, "it changed while the dataset was read; run the command again when nobody edits it")


def _entry(made: Released) -> index.Entry:
    """What the index says of a release."""
    data = {Path(path).stem: data for path, data in made.package.items() if path.startswith("data/")}
    return {
        "version": made.version,
        "date": made.on.isoformat(),
        "rows": {name: package.row_count(content) for name, content in data.items()},
        "sha256sums": sha256(made.package["SHA256SUMS"]),
    }


def write_zip(made: Released, path: Path) -> None:
    """Write a release as one zip to a new file. Raises ``OSError``; then no part of the file is left."""
    data = zipped(made.package)
    try:
        durable.write_new(path, data, 0o644)
    except FileExistsError:
        raise
    except OSError:
        path.unlink(missing_ok=True)
        raise


def derived(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The derived tables, each checked against its class as the curated ones are."""
    from casualty_dataset.analysis.derived_tables import derive  # here and not above: `validate` has no use for it

    made, problems = derive(tables), Problems()
    for name, frame in made.items():
        check.check(DERIVED[name], frame, f"data/{name}.csv", problems)
    if first := next(iter(problems), None):
        raise RuntimeError(f"a derived table is not what its class says: {first.path}: {first.message}")
    return made


def _settle(asked: str | None, last: str | None, demanded: str | None) -> str:
    if asked is None and demanded is None:
        raise Refused(f"Nothing changed since {last}; name a version to release it all the same.")
    version = asked or demanded or ""
    if last and demanded and version_key(version) < version_key(demanded):
        raise Refused(f"Version {version} is smaller than the changes demand: {demanded} at least.")
    return version


def _accept(folder: Path) -> None:
    """An outside reader must accept the package before it is published."""
    if refusals := package.frictionless_errors(folder):
        raise RuntimeError(f"Frictionless refuses the package: {refusals[0]}")


def _remarks(changelog: bytes | None) -> str:
    """The *Unreleased* part of CHANGELOG.md."""
    _, _, after = (changelog or b"").decode().partition("## Unreleased\n")
    return after.split("\n## ", 1)[0].strip()
