"""The order of the steps. Read this first.

``dataset/*.csv`` → read → form → parse → check → links → rules → (describe, package) → ``releases/<version>/``
"""

from __future__ import annotations

import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from casualty_dataset import changes, check, describe, form, links, package, parse, read, rules, shelf, summary
from casualty_dataset.problems import Problems
from casualty_schemas import CURATED, DERIVED, Table


@dataclass(slots=True)
class Inspection:
    """What was found in a dataset: its problems, its typed tables, and the bytes they were made from."""

    problems: Problems = field(default_factory=Problems)
    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def rows(self) -> dict[str, int | None]:
        """Rows by table; None for a table that could not be read."""
        return {name: self.tables[name].height if name in self.tables else None for name in CURATED}


def today() -> date:
    """The day it is, in UTC."""
    return datetime.now(UTC).date()


def validate(root: Path, until: date | None = None, *, keep_bytes: bool = False) -> Inspection:
    """Check the dataset under ``root`` in full and change nothing.

    ``until`` is the last day that may be known (default: today). ``keep_bytes`` keeps the bytes that were
    read, for a release that ships exactly them. Raises :class:`~casualty_dataset.read.Unreadable`.
    """
    pl.Config.set_engine_affinity("in-memory")  # streaming pays only beyond memory, and costs 15 ms a query
    found = Inspection()
    files = read.folder(root, found.problems)
    for name, table in CURATED.items():
        if name in files and (frame := _typed(table, files[name], found.problems)) is not None:
            found.tables[name] = frame
        if not keep_bytes:
            files.pop(name, None)
    found.files = files
    _judge(found.tables, until or today(), found.problems)
    _freshness(root, found.problems)
    return found


def _typed(table: type[Table], data: bytes, problems: Problems) -> pl.DataFrame | None:
    """The table, if its form is proven; a large one is parsed meanwhile, and what comes of it used only then."""
    path = _path(table.table_name())
    if len(data) < _BESIDE:
        return parse.typed(table, data) if form.prove(table, path, data, problems) else None
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as beside:
        parsing = beside.submit(parse.typed, table, data)
        return parsing.result() if form.prove(table, path, data, problems) else None


_BESIDE = 8 * 1024**2
"""Bytes from which a second thread pays."""


def _judge(tables: dict[str, pl.DataFrame], until: date, problems: Problems) -> None:
    keyed = {
        name: frame
        for name, frame in tables.items()
        if all(
            [
                check.check(CURATED[name], frame, _path(name), problems),
                links.keys(CURATED[name], frame, _path(name), problems),
            ]
        )
    }
    linked: dict[str, pl.DataFrame] = {}
    sound = []
    for name in keyed:
        linked[name], resolved = links.references(CURATED[name], keyed, _path(name), problems)
        if resolved:
            sound.append(name)
    rules.apply(linked, sound, until, problems)


def _freshness(root: Path, problems: Problems) -> None:
    for path in stale(root, in_form=False):
        problems.add(
            path,
            "generated_file_is_fresh",
            "the file is not what the schemas say now",
            "Run `dataset describe`.",
            severity="warning",
        )


def stale(root: Path, *, in_form: bool = True) -> list[str]:
    """The generated files that are missing or differ from what the schemas say, by path from the root.

    Without ``in_form`` a descriptor of the same content in other spelling passes, which is quicker to see.
    """
    found = {path: _content(root / path) for path in describe.GENERATED}
    text = found["METHODOLOGY.md"]
    return [path for path, content in found.items() if not describe.is_fresh(path, content, text, in_form=in_form)]


def write_generated(root: Path) -> list[str]:
    """Write the generated files that are stale, and name them.

    Raises ``OSError`` where the system refuses.
    """
    outdated = stale(root)
    made = describe.generated(_content(root / "METHODOLOGY.md"))
    for path in outdated:
        (root / path).write_bytes(made[path])
    return outdated


def _content(path: Path) -> bytes | None:
    """The bytes of a regular file; None for anything else, so that neither a pipe nor a link is waited for."""
    try:
        return path.read_bytes() if stat.S_ISREG(path.lstat().st_mode) else None
    except FileNotFoundError:
        return None


def _path(table: str) -> str:
    return f"dataset/{table}.csv"


# --- release -------------------------------------------------------------------------------------


class Refused(Exception):
    """The data or the version cannot be released; the message says why and what to do."""

    def __init__(self, message: str, found: Inspection | None = None) -> None:
        super().__init__(message)
        self.found = found


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
    last = shelf.last_version(out)
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
    if last and shelf.order(version) <= shelf.order(last):
        raise Refused(f"Version {version} is not above {last}, the last one.")
    if last and demanded and shelf.order(version) < shelf.order(demanded):
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
    method = describe.method(_content(root / "METHODOLOGY.md"))
    files["datapackage.json"] = describe.as_json(
        describe.descriptor(resources, **package.stamp(version, on, found.files), **method)
    )
    for name, origin in (("METHODOLOGY.md", "METHODOLOGY.md"), ("LICENSE", "LICENSE-DATA")):
        if (text := _content(root / origin)) is not None:
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
    text = (_content(root / "CHANGELOG.md") or b"").decode()
    _, _, after = text.partition("## Unreleased\n")
    return after.split("\n## ", 1)[0].strip()


# --- show ----------------------------------------------------------------------------------------


def tables_of(root: Path) -> dict[str, pl.DataFrame]:
    """The typed tables of a sound dataset.

    Raises :class:`Refused` where it has errors.
    """
    found = validate(root)
    if not found.problems.valid:
        raise Refused("The dataset has errors: run `dataset validate` first.")
    return found.tables
