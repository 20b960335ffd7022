"""The order of the steps by which a dataset becomes a release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from casualty_dataset import changes, check, describe, index, package, shelf, summary
from casualty_dataset.flow.generated import content, stale
from casualty_dataset.flow.validation import Inspection, Refused, today, validate
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
    found = validate(root, on, keep_bytes=True, shelf=out)
    outdated = stale(root)
    if not found.problems.valid:
        raise Refused("The data has errors; nothing was released.", found)
    if outdated:
        raise Refused(f"{' and '.join(outdated)} must be fresh: run `dataset describe` and commit what it writes.")
    last = index.last_version(index.entries(out))
    made = _derived(found.tables)
    new = package.tables(found.tables, made, found.files)
    tables = {Path(path).stem: data for path, data in new.items() if path.startswith("data/")}
    changed = changes.between(shelf.curated_files(out, last) if last else {}, tables)
    version = _settle(version, last, changes.next_version(last, changed), out)
    told = summary.figures({**found.tables, **made})
    notes = changes.as_markdown(version, last, changed, _remarks(root))
    files = _complete(root, new, found, version, on, notes, told)
    if not dry_run:
        shelf.place(out, version, files, _accept)
        rows = {name: package.rows(data) for name, data in tables.items()}
        digest = package.sha256(files["SHA256SUMS"])
        shelf.enter(out, {"version": version, "date": on.isoformat(), "rows": rows, "sha256sums": digest})
    return Released(version, out / version, files)


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


def _complete(
    root: Path, tables: dict[str, bytes], found: Inspection, version: str, on: date, changes_text: str, figures: str
) -> dict[str, bytes]:
    """The tables, then each file that lists what stands before it; SHA256SUMS last."""
    resources: list[dict[str, Any]] = [
        package.with_forms(describe.resource(table, f"data/{name}.csv"), tables)
        for name, table in package.released_tables().items()
    ]
    files = dict(tables)
    method = describe.method(content(root / "METHODOLOGY.md"))
    files["datapackage.json"] = describe.as_json(
        describe.descriptor(resources, **package.stamp(version, on, found.files), **method)
    )
    for name, origin in (("METHODOLOGY.md", "METHODOLOGY.md"), ("LICENSE", "LICENSE-DATA")):
        if (text := content(root / origin)) is not None:
            files[name] = text
    files["CHANGES.md"] = changes_text.encode()
    files["README.md"] = describe.release_readme(version, on, figures, package.released_tables().values()).encode()
    files["SHA256SUMS"] = package.checksums(files)
    return files


def _accept(staging: Path) -> None:
    """An outside reader must accept the package before it is published."""
    if refusals := package.refusals(staging):
        raise RuntimeError(f"Frictionless refuses the package: {refusals[0]}")


def _remarks(root: Path) -> str:
    """The *Unreleased* part of CHANGELOG.md."""
    text = (content(root / "CHANGELOG.md") or b"").decode()
    _, _, after = text.partition("## Unreleased\n")
    return after.split("\n## ", 1)[0].strip()
