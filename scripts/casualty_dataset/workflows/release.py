"""Release a dataset: lock → validate → derive → compare → package → sign → publish.

The lock comes first, so that no other process publishes meanwhile; then everything is made in memory, from inputs of
which each is read once; only then is anything written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from casualty_dataset.analysis.derived_tables import derive
from casualty_dataset.core import durable
from casualty_dataset.core.canonical_csv import sha256
from casualty_dataset.core.clock import today
from casualty_dataset.core.errors import BrokenIndex, InvalidDataset, Refused, Unreadable
from casualty_dataset.core.problems import Problems
from casualty_dataset.core.versions import version_key
from casualty_dataset.formats.generated import GENERATED
from casualty_dataset.formats.release_readme import figures_section
from casualty_dataset.history import release_index as index
from casualty_dataset.releases import lock, package, publish, signature
from casualty_dataset.releases.archive import SIGNATURE
from casualty_dataset.validation import schema_check
from casualty_dataset.workflows.describe import content, generated_bytes, outdated
from casualty_dataset.workflows.diff import changes_since
from casualty_dataset.workflows.package import Source, pack, zipped
from casualty_dataset.workflows.validate import Inspection, validate
from casualty_schemas import CURATED, DERIVED

_PAGES = ("LICENSE-DATA", "CHANGELOG.md")
"""Files of the repository, beside the tables and the generated files, from which a release is made."""


@dataclass(frozen=True, slots=True)
class Released:
    """A release as it was made, or in a dry run would be: its version, date, folder, and files by path."""

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
    """Validate, package and freeze the dataset under ``root``; return the release once it is on disk and read back.

    ``version`` defaults to the lowest that the changes demand, ``on`` to :func:`today`, ``out``, the folder that gets
    the release, to ``root/releases``. Whatever ``out`` is, the releases before it are those of ``root/releases``, and
    so are the keys that may sign: the same tables, earlier releases, version and date give the same bytes. Releases
    that another ``out`` holds are neither read nor changed. If an earlier process left a complete folder without an
    entry in the index, that release is finished: ``version`` and ``on`` default to its own, and it is entered if it
    equals what is made now. With ``key``, a private key of OpenSSH whose public half is in ``allowed_signers``, the
    release is signed before it appears. A dry run writes nothing and takes no lock. Raises :class:`InvalidDataset`,
    :class:`Refused`, :class:`Unreadable`, :class:`BrokenIndex` and ``OSError``.
    """
    history = root / "releases"
    out = out or history
    for folder in (history, out):
        lock.require_folder(folder)
    with nullcontext() if dry_run else lock.release_lock(out):
        stamps = _stamps(root)
        entries, listed_there = index.read_entries(history), index.read_entries(out)
        _refuse_taken(version, entries)
        unlisted = _unlisted_version(history, entries, version)
        on = on or (publish.release_date(history / unlisted) if unlisted else None) or today()
        _refuse_earlier(on, entries)
        made = _sign(_make(root, version or unlisted, on, out, entries, stamps), key, history)
        if unlisted:
            _require_equal(history / unlisted, made)
        present = _require_place(made, out, listed_there)
        if not dry_run:
            publish.publish(out, index_entry(made), made.package, _require_accepted, present=present)
    return made


def _refuse_taken(version: str | None, entries: Sequence[index.Entry], place: str = "") -> None:
    """Raise :class:`Refused` unless a version is above all those of an index; ``place`` names another folder."""
    last = index.last_version(entries)
    if version in {entry["version"] for entry in entries}:
        raise Refused(f"Version {version} exists already{place}; a release is never changed. Take a higher version.")
    if version and last and version_key(version) <= version_key(last):
        raise Refused(f"Version {version} is not above {last}, the last one{place}.")


def _require_place(made: Released, out: Path, entries: Sequence[index.Entry]) -> bool:
    """Return whether the folder ``out`` has this release already, complete and without an entry in its index.

    Raises :class:`Refused` if the release cannot be added to ``out``, whose index has these entries.
    """
    _refuse_taken(made.version, entries, f" in {out}")
    unlisted = _unlisted_version(out, entries, made.version)
    if unlisted:
        _require_equal(out / unlisted, made)
    return bool(unlisted)


def _refuse_earlier(on: date, entries: Sequence[index.Entry]) -> None:
    last = max((str(entry.get("date", "")) for entry in entries), default="")
    if on.isoformat() < last:
        raise Refused(f"The date {on} is before {last}, that of the last release: give --date, or set the clock right.")


# --- a release that was interrupted ----------------------------------------------------------------------


def _unlisted_version(out: Path, entries: Sequence[index.Entry], version: str | None) -> str | None:
    """Return the version of a release folder that the index does not list; it is finished before any other is made.

    If a higher version were released first, it could never be entered: versions only rise. Raises :class:`Refused`
    if another ``version`` was asked for.
    """
    versions = publish.unlisted_versions(out, entries)
    if not versions:
        return None
    if (version or versions[0]) != versions[0]:
        raise Refused(
            _unlisted_sentence(out, " and ".join(versions))
            + f"Run `dataset release {versions[0]}` to finish it, or move it away; nothing was touched."
        )
    return versions[0]


def _unlisted_sentence(out: Path, versions: str) -> str:
    return f"{out} holds {versions}, but index.json does not list it: a release was interrupted, or it was put there. "


def _require_equal(folder: Path, made: Released) -> None:
    """Raise :class:`Refused` unless an unlisted folder is, byte for byte, what a release makes now."""
    if paths := publish.differing_paths(folder, made.package):
        examples = ", ".join(paths[:5]) + (" …" if len(paths) > 5 else "")
        raise Refused(
            _unlisted_sentence(folder.parent, folder.name)
            + f"It is damaged, or made from something else: {len(paths)} of its files differ from what a release makes "
            f"now ({examples}). It is never repaired: look at it, move it away, and run the command again."
        )


# --- making it -------------------------------------------------------------------------------------------


def _make(
    root: Path,
    version: str | None,
    on: date,
    out: Path,
    entries: Sequence[index.Entry],
    stamps: Mapping[str, _Stamp],
) -> Released:
    """Make the release in memory; nothing is written. Each input is read once, and none may change meanwhile.

    ``entries`` are those of ``root/releases``, ``stamps`` those of the inputs before anything was read.
    """
    inspection = validate(root, on, keep_bytes=True)
    pages = {**generated_bytes(root), **{name: content(root / name) for name in _PAGES}}
    _refuse_changed(stamps, _stamps(root))
    _require_sound(inspection, pages)
    tables = derived(inspection.tables)
    diff = changes_since(
        root / "releases", next(reversed(index.current_releases(entries)), None), inspection.files, tables
    )
    last = index.last_version(entries)
    version = _choose_version(version, last, diff.next_version(last))
    tables["changes"] = diff.table
    data = package.csv_files(tables, inspection.files)
    tables = {**inspection.tables, **tables}
    source = Source(
        version,
        on,
        tables,
        data,
        inspection.files,
        inspection.problems,
        changes=diff.as_markdown(f"Changes in {version}", _unreleased_notes(pages["CHANGELOG.md"])),
        figures=figures_section(tables),
        page=pages.get,
    )
    return Released(version, on, out / version, pack(source))


def _require_sound(inspection: Inspection, pages: Mapping[str, bytes | None]) -> None:
    """Raise an error if a published release is broken, the dataset has errors, or a generated file is stale."""
    problems = inspection.problems
    if broken := next((problem for problem in problems if problem.rule == "published_release_is_whole"), None):
        raise BrokenIndex(f"{broken.path}: {broken.message}; {broken.remedy}")
    if not problems.valid:
        raise InvalidDataset("The data has errors; nothing was released.", problems, inspection.rows)
    if stale := outdated({path: pages[path] for path in GENERATED}):
        raise Refused(f"{' and '.join(stale)} must be fresh: run `dataset describe` and commit what it writes.")


def derived(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return the derived tables by name, each checked against its class as the curated ones are."""
    frames, problems = derive(tables), Problems()
    for name, frame in frames.items():
        schema_check.check(DERIVED[name], frame, f"data/{name}.csv", problems)
    if first := next(iter(problems), None):
        raise RuntimeError(f"a derived table is not what its class says: {first.path}: {first.message}")
    return frames


def _choose_version(version: str | None, last: str | None, demanded: str | None) -> str:
    if version is None and demanded is None:
        raise Refused(f"Nothing changed since {last}; name a version to release it all the same.")
    chosen = version or demanded or ""
    if last and demanded and version_key(chosen) < version_key(demanded):
        raise Refused(f"Version {chosen} is lower than the changes demand: {demanded} at least.")
    return chosen


def _sign(made: Released, key: Path | None, history: Path) -> Released:
    """Return the release with its signature, if there is one; ``history`` is the folder with the keys that count.

    A good signature in the folder of an interrupted release is kept: some keys sign differently each time.
    """
    sums, day = made.package["SHA256SUMS"], made.on.isoformat()
    for folder in (made.path, history / made.version):
        existing = content(folder / SIGNATURE)
        if existing is not None and signature.check_signature(sums, existing, history, day).state == "good":
            return replace(made, package={**made.package, SIGNATURE: existing})
    if key is None:
        return made
    return replace(made, package={**made.package, SIGNATURE: signature.sign(sums, key, history, day)})


def _unreleased_notes(changelog: bytes | None) -> str:
    """The *Unreleased* part of CHANGELOG.md."""
    _, _, after = (changelog or b"").decode().partition("## Unreleased\n")
    return after.split("\n## ", 1)[0].strip()


# --- inputs that change meanwhile ------------------------------------------------------------------------

_Stamp = tuple[int, int, int] | None
"""Inode, size and time of change of a file; None for a file that cannot be read."""


def _stamps(root: Path) -> dict[str, _Stamp]:
    """Return the stamp of each input by path, from which a change or replacement shows."""
    stamps: dict[str, _Stamp] = {}
    tables = (f"dataset/{table}.csv" for table in CURATED)
    for name in (*tables, *GENERATED, *_PAGES, f"releases/{index.NAME}"):
        try:
            status = (root / name).lstat()
        except OSError:
            stamps[name] = None
        else:
            stamps[name] = (status.st_ino, status.st_size, status.st_mtime_ns)
    return stamps


def _refuse_changed(before: Mapping[str, _Stamp], after: Mapping[str, _Stamp]) -> None:
    for name, stamp in after.items():
        if before[name] != stamp:
            raise Unreadable(name, "it changed while the dataset was read; run the command again when nobody edits it")


# --- publishing it ---------------------------------------------------------------------------------------


def index_entry(made: Released) -> index.Entry:
    """Return the entry of a release in the index."""
    tables = {Path(path).stem: data for path, data in made.package.items() if path.startswith("data/")}
    return {
        "version": made.version,
        "date": made.on.isoformat(),
        "rows": {name: package.row_count(data) for name, data in tables.items()},
        "sha256sums": sha256(made.package["SHA256SUMS"]),
    }


def _require_accepted(folder: Path) -> None:
    """Raise an error unless an outside reader accepts the package."""
    if errors := package.frictionless_errors(folder):
        raise RuntimeError(f"Frictionless refuses the package: {errors[0]}")


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
