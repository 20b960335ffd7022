"""The order of the steps by which a dataset becomes a release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from casualty_dataset import changes, check, index, package, shelf, summary
from casualty_dataset.content import sha256
from casualty_dataset.flow.generated import content, stale
from casualty_dataset.flow.packing import Source, pack, zipped
from casualty_dataset.flow.validation import Refused, today, validate
from casualty_dataset.problems import Problems
from casualty_schemas import DERIVED


@dataclass(frozen=True, slots=True)
class Released:
    """A release as it was made, or as it would be: its version, its place, its files."""

    version: str
    path: Path
    package: Mapping[str, bytes]


def release(
    root: Path, version: str | None = None, on: date | None = None, out: Path | None = None, *, dry_run: bool = False
) -> Released:
    """Validate, package and freeze the dataset under ``root``.

    ``version`` defaults to the least one that the changes demand, ``on`` to today (UTC), ``out`` to
    ``root/releases``. The same tables, earlier releases, version and date give the same bytes.
    Raises :class:`Refused` (with the inspection, where the data is to blame) and ``OSError``.
    """
    on, out = on or today(), out or root / "releases"
    found = validate(root, on, keep_bytes=True)
    outdated = stale(root)
    if not found.problems.valid:
        raise Refused("The data has errors; nothing was released.", found)
    if outdated:
        raise Refused(f"{' and '.join(outdated)} must be fresh: run `dataset describe` and commit what it writes.")
    last = index.last_version(index.entries(out))
    made = _derived(found.tables)
    data = package.tables(made, found.files)
    tables = {Path(path).stem: text for path, text in data.items()}
    changed = changes.between(shelf.curated_files(out, last) if last else {}, tables)
    version = _settle(version, last, changes.next_version(last, changed), out)
    every = {**found.tables, **made}
    told = summary.figures(every)
    notes = changes.as_markdown(version, last, changed, _remarks(root))
    files = pack(
        Source(version, on, every, data, found.files, found.problems, notes, told, lambda name: content(root / name))
    )
    if not dry_run:
        shelf.place(out, version, files, _accept)
        rows = {name: package.rows(text) for name, text in tables.items()}
        digest = sha256(files["SHA256SUMS"])
        shelf.enter(out, {"version": version, "date": on.isoformat(), "rows": rows, "sha256sums": digest})
    return Released(version, out / version, files)


def write_zip(made: Released, path: Path) -> None:
    """Write a release as one zip to a new file. Raises ``OSError``; then no part of the file is left."""
    data = zipped(made.package)
    with path.open("xb") as file:
        try:
            file.write(data)
            file.flush()
        except OSError:
            path.unlink(missing_ok=True)
            raise


def _derived(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The derived tables, each checked against its class as the curated ones are."""
    from casualty_dataset.derive import derive  # here and not above: `validate` has no use for it

    made, problems = derive(tables), Problems()
    for name, frame in made.items():
        check.check(DERIVED[name], frame, f"data/{name}.csv", problems)
    if first := next(iter(problems), None):
        raise RuntimeError(f"a derived table is not what its class says: {first.path}: {first.message}")
    return made


def _settle(asked: str | None, last: str | None, demanded: str | None, out: Path) -> str:
    if asked is None and demanded is None:
        raise Refused(f"Nothing changed since {last}; name a version to release it all the same.")
    version = asked or demanded or ""
    if (out / version).exists():
        raise Refused(f"Version {version} exists already; a release is never changed. Take a higher version.")
    if last and index.order(version) <= index.order(last):
        raise Refused(f"Version {version} is not above {last}, the last one.")
    if last and demanded and index.order(version) < index.order(demanded):
        raise Refused(f"Version {version} is smaller than the changes demand: {demanded} at least.")
    return version


def _accept(staging: Path) -> None:
    """An outside reader must accept the package before it is published."""
    if refusals := package.refusals(staging):
        raise RuntimeError(f"Frictionless refuses the package: {refusals[0]}")


def _remarks(root: Path) -> str:
    """The *Unreleased* part of CHANGELOG.md."""
    text = (content(root / "CHANGELOG.md") or b"").decode()
    _, _, after = text.partition("## Unreleased\n")
    return after.split("\n## ", 1)[0].strip()
