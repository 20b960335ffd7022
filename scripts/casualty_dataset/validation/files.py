"""From the folder to bytes: each file is opened once, and what is read here is what everything else sees."""

from __future__ import annotations

import os
import stat
import unicodedata
from pathlib import Path

from casualty_dataset.core.errors import Unreadable
from casualty_dataset.core.files import NotRegular, kind_of, open_regular
from casualty_dataset.core.problems import Problems
from casualty_dataset.core.text import printable
from casualty_schemas import CURATED

SIZE_CAP = 4 * 1024**3
"""Bytes; a larger table is not a curated one."""

COMPANIONS = frozenset({"README.md", "EXCLUDED.md"})
"""Files that may stand beside the tables."""


def folder(root: Path, problems: Problems) -> dict[str, bytes]:
    """The bytes of every curated table in ``root/dataset``, by table; what is missing or odd is noted.

    Raises :class:`Unreadable` where the operating system refuses a file.
    """
    dataset = root / "dataset"
    try:
        present = sorted(entry.name for entry in dataset.iterdir())
    except OSError as error:
        raise Unreadable("dataset", error.strerror or "unknown error") from None
    wanted = {f"{table}.csv": table for table in CURATED}
    for name in present:
        if name in COMPANIONS:
            mode = os.lstat(dataset / name).st_mode
            if not stat.S_ISREG(mode):
                _note_kind(kind_of(mode), f"dataset/{name}", problems)
        elif name not in wanted:
            _note_unexpected(name, wanted, problems)
    tables: dict[str, bytes] = {}
    for name, table in wanted.items():
        if name not in present:
            problems.add(
                f"dataset/{name}",
                "file_present",
                "the file is missing",
                "Restore it, or run `dataset describe` to see which tables the dataset has.",
            )
        elif (data := regular_file(dataset / name, f"dataset/{name}", problems)) is not None:
            tables[table] = data
    return tables


def _note_unexpected(name: str, wanted: dict[str, str], problems: Problems) -> None:
    folded = unicodedata.normalize("NFC", name).casefold()
    twin = next((expected for expected in wanted if expected.casefold() == folded), None)
    problems.add(
        f"dataset/{printable(name)}",
        "expected_files_only",
        f"the name differs from {twin} only by letter case or normal form" if twin else "no such file belongs here",
        f"Keep one file, {twin}." if twin else "Move it out of dataset/, or delete it.",
    )


def regular_file(path: Path, name: str, problems: Problems) -> bytes | None:
    """The bytes of a regular file of bounded size; None, with the problem noted, for anything else.

    Raises :class:`Unreadable` where the operating system refuses it, or where it changes while it is read.
    """
    try:
        handle = open_regular(path)
    except NotRegular as other:
        _note_kind(other.kind, name, problems)
        return None
    except OSError as error:
        raise Unreadable(name, error.strerror or "unknown error") from None
    with os.fdopen(handle, "rb") as file:
        before = os.fstat(file.fileno())
        if before.st_size > SIZE_CAP:
            problems.add(
                name,
                "size_within_cap",
                f"the file has {before.st_size:,} bytes, more than {SIZE_CAP:,}",
                "Check that it is the table it claims to be.",
            )
            return None
        try:
            data = file.read(before.st_size + 1)
            after = os.fstat(file.fileno())
        except OSError as error:
            raise Unreadable(name, error.strerror or "unknown error") from None
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != after.st_size:
        raise Unreadable(name, "it changed while it was read; run the command again when nobody edits it")
    return data


def _note_kind(kind: str, name: str, problems: Problems) -> None:
    problems.add(name, "regular_file", f"this is {kind}, not a regular file", "Put the file itself here.")
