"""The files of a release in memory, as bytes.

The curated tables are shipped as the bytes that were read and checked. Nothing depends on the clock, the machine or
git, so the same input gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

import polars as pl

from casualty_dataset.core.canonical_csv import canonical, sha256
from casualty_dataset.releases.descriptor import DIALECT
from casualty_schemas import CURATED, DERIVED, Table


def row_count(data: bytes) -> int:
    """Return the number of rows of a canonical CSV file: its lines without the header."""
    return data.count(b"\n") - 1


def csv_files(made: Mapping[str, pl.DataFrame], files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return ``data/<table>.csv``: the curated tables as read (``files``), the derived ones in canonical form."""
    curated = {f"data/{name}.csv": files[name] for name in CURATED}
    return curated | {f"data/{name}.csv": canonical(made[name]) for name in DERIVED}


def add_alternates(
    resource: Mapping[str, Any], package: Mapping[str, bytes], alternates: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return a resource with its dialect and its alternates (other files of the table), each with size and hash."""
    return {
        **resource,
        "dialect": DIALECT,
        **_measured(package[resource["path"]]),
        "alternates": [{**form, **_measured(package[form["path"]])} for form in alternates],
    }


def _measured(data: bytes) -> dict[str, Any]:
    return {"bytes": len(data), "hash": f"sha256:{sha256(data)}"}


def provenance(version: str, on: date, files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the properties that only a release has: version, date, tool, and the digest of each curated table."""
    return {
        "version": version,
        "created": f"{on.isoformat()}T00:00:00Z",
        "tool": {"name": "casualty-dataset", "version": installed("casualty-dataset")},
        "sources": [{"title": "Published documents, one row each", "path": "data/sources.csv"}],
        "inputs": [{"path": f"dataset/{name}.csv", "hash": f"sha256:{sha256(files[name])}"} for name in CURATED],
    }


def released_tables() -> dict[str, type[Table]]:
    """Return the classes of all tables of a release, curated and derived."""
    return {**CURATED, **DERIVED}


def checksums(package: Mapping[str, bytes]) -> bytes:
    """Return ``SHA256SUMS`` of all files of the package, as ``sha256sum -c`` reads it."""
    return "".join(f"{sha256(package[path])}  {path}\n" for path in sorted(package)).encode()


def frictionless_errors(folder: Path) -> list[str]:
    """Return the errors that Frictionless, an independent reader, finds in the package in ``folder``."""
    from frictionless import Package, system

    with system.use_context(trusted=False):
        report = Package(str(folder / "datapackage.json")).validate()
    return [f"{error[0]}: {error[-1]}" for error in report.flatten(["title", "message"])] + [
        str(error.message) for error in report.errors
    ]
