"""A release as a Python program opens it: checked first, then asked."""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from casualty_dataset.index import is_version
from casualty_dataset.inquiry import Inquiry
from casualty_schemas import CURATED, DERIVED


class Damaged(Exception):
    """A release is not what its checksums say; the message names what differs and what was expected."""


def open_release(release: str | Path, digest: str | None = None) -> Release:
    """Open a release: a folder, or a version under ``./releases``.

    Every file is compared with ``SHA256SUMS`` first, and that file with ``digest`` (64 hexadecimal digits) where it is
    given: take it from a place that you trust, such as the index of releases in another copy. Raises
    :class:`Damaged`, and ``FileNotFoundError`` where there is no such release.
    """
    folder = Path("releases", release) if isinstance(release, str) and is_version(release) else Path(release)
    if not (folder / "SHA256SUMS").is_file():
        raise FileNotFoundError(f"There is no release at {folder}: a folder with SHA256SUMS is expected there.")
    sums = (folder / "SHA256SUMS").read_bytes()
    if digest is not None and hashlib.sha256(sums).hexdigest() != digest.lower():
        raise Damaged(f"{folder}: SHA256SUMS is not the one whose digest was given.")
    _check(folder, sums)
    return Release(folder)


def _check(folder: Path, sums: bytes) -> None:
    listed = dict(_entries(folder, sums))
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if not path.is_dir()}
    for name, path in found.items():
        if not stat.S_ISREG(path.lstat().st_mode):
            raise Damaged(f"{folder}: {name} is not a regular file.")
    differing = (found.keys() - {"SHA256SUMS", "SHA256SUMS.sig"}) ^ listed.keys()
    if differing:
        raise Damaged(f"{folder}: {', '.join(sorted(differing)[:5])}: listed and not there, or there and not listed.")
    for name, expected in listed.items():
        with found[name].open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != expected:
                raise Damaged(f"{folder}: {name} is not what it was when it was published.")


def _entries(folder: Path, sums: bytes) -> Iterator[tuple[str, str]]:
    for line in sums.decode(errors="replace").splitlines():
        digest, gap, name = line.partition("  ")
        if len(digest) != 64 or not gap or name.startswith("/") or ".." in Path(name).parts:
            raise Damaged(f"{folder}: SHA256SUMS holds a line that is no checksum of a file of the release.")
        yield name, digest


class _Tables(Mapping[str, pl.DataFrame]):
    """The tables of a release, read when they are first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, pl.DataFrame] = {}

    def __getitem__(self, name: str) -> pl.DataFrame:
        if name not in self._read:
            table = {**CURATED, **DERIVED}[name]
            self._read[name] = pl.read_csv(self._folder / "data" / f"{name}.csv", schema=table.dtypes())
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return (name for name in (*CURATED, *DERIVED) if (self._folder / "data" / f"{name}.csv").is_file())

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Release(Inquiry):
    """An opened release. It can be asked what an :class:`~casualty_dataset.inquiry.Inquiry` can."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(_Tables(folder))

    def __repr__(self) -> str:
        return f"Release({self.version!r}, {len(self._tables)} tables)"

    @cached_property
    def metadata(self) -> dict[str, Any]:
        """The descriptor, ``datapackage.json``."""
        return dict(json.loads((self.folder / "datapackage.json").read_bytes()))

    @property
    def version(self) -> str:
        """The version of the data."""
        return str(self.metadata["version"])

    def table(self, name: str) -> pl.DataFrame:
        """A table with its declared types.

        Raises ``KeyError`` for a table that the release does not hold.
        """
        if name not in self._tables:
            raise KeyError(f"{name}: the release holds {', '.join(self._tables)}")
        return self._tables[name]

    def scan(self, name: str) -> pl.LazyFrame:
        """The same, lazily, from Parquet: codes are text there."""
        return pl.scan_parquet(self.folder / "parquet" / f"{name}.parquet", glob=False)
