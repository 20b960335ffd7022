"""Copies of the tiny dataset `tests/small`: edit rows by key, list the problems, compare files, run the command.

CSV lines are split and joined here by the standard library, never by the code under test.
"""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from casualty_dataset.core.problems import Problem
from casualty_dataset.history import release_index as index
from casualty_dataset.workflows.validate import validate
from casualty_schemas import CURATED

TESTS = Path(__file__).parent
SMALL = TESTS / "small"
ROOT = TESTS.parent
UNTIL = date(2025, 6, 1)
"""The last day that may be known when the tiny dataset is validated."""

NOT_ABOUT_ROWS = frozenset({"not_checked", "generated_file_is_fresh"})
"""Warnings about a check that did not run or a stale generated file, not about a row."""


def copy_small(to: Path) -> Path:
    """Copy the tiny dataset to ``to``."""
    return Path(shutil.copytree(SMALL, to))


def copy_published(to: Path) -> Path:
    """Copy the tiny dataset and publish two releases: 0.1.0 has one more row and another figure, 0.2.0 equals it."""
    root = copy_small(to)
    kept = {table: file_of(root, table).read_bytes() for table in ("places", "tallies", "retired", "corrections")}
    copy_row(root, "places", "harbour", {"place_id": "old-harbour"})
    set_cells(root, "tallies", "T00000002", {"value": "66"})
    for table in ("retired", "corrections"):
        write_lines(root, table, lines_of(root, table)[:1])
    publish(root, "0.1.0")
    for table, data in kept.items():
        file_of(root, table).write_bytes(data)
    publish(root, "0.2.0")
    return root


def publish(root: Path, version: str) -> None:
    """Publish the current tables without checks: the CSV files, ``SHA256SUMS`` and an entry in the index."""
    releases_dir = root / "releases"
    data = releases_dir / version / "data"
    data.mkdir(parents=True)
    sums = []
    for table in sorted(CURATED):
        (data / f"{table}.csv").write_bytes(file_of(root, table).read_bytes())
        sums.append(f"{hashlib.sha256(file_of(root, table).read_bytes()).hexdigest()}  data/{table}.csv\n")
    (releases_dir / version / "SHA256SUMS").write_text("".join(sums))
    digest = hashlib.sha256("".join(sums).encode()).hexdigest()
    entry = {"version": version, "date": "2025-05-01", "rows": {}, "sha256sums": digest}
    (releases_dir / "index.json").write_bytes(index.append_entry(index.read_entries(releases_dir), entry))


def withdraw(root: Path, version: str) -> None:
    """Withdraw a release: add an entry to the index and delete the folder."""
    releases_dir = root / "releases"
    entry = {"version": version, "date": "2025-05-02", "withdrawn": "It did harm."}
    (releases_dir / "index.json").write_bytes(index.append_entry(index.read_entries(releases_dir), entry))
    shutil.rmtree(releases_dir / version)


# --- lines and cells -----------------------------------------------------------------------------


def file_of(root: Path, table: str) -> Path:
    """The file of a table."""
    return root / "dataset" / f"{table}.csv"


def lines_of(root: Path, table: str) -> list[str]:
    """The lines of a table without line feeds, header first."""
    return file_of(root, table).read_bytes().decode().split("\n")[:-1]


def write_lines(root: Path, table: str, lines: list[str]) -> None:
    """Write a table from its lines."""
    file_of(root, table).write_bytes("".join(f"{line}\n" for line in lines).encode())


def split_cells(line: str) -> list[str]:
    """The cells of a line of CSV."""
    return next(csv.reader([line]))


def join_cells(cells: list[str]) -> str:
    """A line of CSV from its cells, each quoted only where RFC 4180 requires it."""
    return ",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' if set(cell) & set(',"\r\n') else cell for cell in cells)


def key_of(table: str, line: str) -> str:
    """The key of a row, its parts joined by ``|``."""
    columns = list(CURATED[table].columns())
    cells = split_cells(line)
    return "|".join(cells[columns.index(name)] for name in CURATED[table].primary_key())


def line_of(root: Path, table: str, key: str) -> int:
    """The physical line of the first row with this key; the header is line 1."""
    if key == "header":
        return 1
    keys = [key_of(table, line) for line in lines_of(root, table)[1:]]
    return keys.index(key) + 2


def row_of(root: Path, table: str, key: str) -> dict[str, str]:
    """The cells of a row by column."""
    return dict(
        zip(CURATED[table].columns(), split_cells(lines_of(root, table)[line_of(root, table, key) - 1]), strict=True)
    )


def set_cells(root: Path, table: str, key: str, cells: Mapping[str, str]) -> int:
    """Change cells of a row; return its line."""
    row = row_of(root, table, key)
    if unknown := cells.keys() - row.keys():
        raise KeyError(unknown)
    return set_line(root, table, key, join_cells(list((row | dict(cells)).values())))


def set_line(root: Path, table: str, key: str, raw: str) -> int:
    """Replace the text of a row's line; return the line."""
    lines, line = lines_of(root, table), line_of(root, table, key)
    lines[line - 1] = raw
    write_lines(root, table, lines)
    return line


def add_line(root: Path, table: str, raw: str) -> int:
    """Insert a row where its key belongs; return its line."""
    lines = lines_of(root, table)
    new = key_of(table, raw).replace("|", "\x01")
    at = 1 + sum(key_of(table, line).replace("|", "\x01") <= new for line in lines[1:])
    write_lines(root, table, [*lines[:at], raw, *lines[at:]])
    return at + 1


def copy_row(root: Path, table: str, key: str, cells: Mapping[str, str]) -> int:
    """Insert a copy of a row with some cells changed, where its key belongs; return its line."""
    row = row_of(root, table, key)
    if unknown := cells.keys() - row.keys():
        raise KeyError(unknown)
    return add_line(root, table, join_cells(list((row | dict(cells)).values())))


def delete_row(root: Path, table: str, key: str) -> None:
    """Delete a row."""
    lines = lines_of(root, table)
    del lines[line_of(root, table, key) - 1]
    write_lines(root, table, lines)


def edit_bytes(root: Path, table: str, change: Callable[[bytes], bytes]) -> None:
    """Change the bytes of a table."""
    path = file_of(root, table)
    path.write_bytes(change(path.read_bytes()))


# --- problems and files -------------------------------------------------------------------------------


def problems(root: Path, until: date = UNTIL) -> list[Problem]:
    """The problems of the dataset, without those in :data:`NOT_ABOUT_ROWS`."""
    return [problem for problem in validate(root, until).problems if problem.rule not in NOT_ABOUT_ROWS]


def broken_rules(root: Path) -> set[str]:
    """The names of the broken rules."""
    return {problem.rule for problem in problems(root)}


def locations_of(listed: list[Problem], rule: str) -> list[tuple[str, int | None, str | None]]:
    """Path, line and column of each problem of a rule."""
    return [(problem.path, problem.line, problem.column) for problem in listed if problem.rule == rule]


def snapshot(folder: Path) -> dict[str, tuple[int, int, int, str]]:
    """The mode, size, time of change, and digest or link target of everything in a folder, by path."""
    seen = {}
    for path in [folder, *sorted(folder.rglob("*"))]:
        status = path.lstat()
        regular = path.is_file() and not path.is_symlink()
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if regular else ""
        target = str(path.readlink()) if path.is_symlink() else digest
        seen[str(path.relative_to(folder))] = (status.st_mode, status.st_size, status.st_mtime_ns, target)
    return seen


def make_writable(folder: Path) -> Path:
    """Make the files of a folder writable, as somebody who tampers would; return the folder."""
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(0o644)
    return folder


# --- the command ---------------------------------------------------------------------------------


def installed_command() -> Path:
    """The path of the installed `dataset` script, beside the Python that runs the tests."""
    return Path(sys.executable).parent / "dataset"


def run(
    *arguments: str | Path, cwd: Path, env: Mapping[str, str] | None = None, timeout: float = 60
) -> subprocess.CompletedProcess[bytes]:
    """Run the installed `dataset` command in ``cwd``, with the variables ``env`` added to the environment."""
    return subprocess.run(
        [str(installed_command()), *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        capture_output=True,
        timeout=timeout,
        check=False,
    )
