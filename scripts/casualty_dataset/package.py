"""A data package in memory: every file of a release as bytes, in the order in which each may list the others.

The curated tables are shipped as the very bytes that were read and checked. Nothing here knows the
clock, the machine or git, so the same input gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

import polars as pl

from casualty_schemas import CURATED, DERIVED, Table

_ROW_GROUP = 100_000  # fixed, so that the bytes do not depend on the number of threads


def as_csv(frame: pl.DataFrame) -> bytes:
    """A table as canonical CSV: quoted only where needed, LF."""
    buffer = io.BytesIO()
    frame.write_csv(buffer)
    return buffer.getvalue()


def as_parquet(frame: pl.DataFrame) -> bytes:
    """A table as Parquet; codes become text, which every reader knows."""
    buffer = io.BytesIO()
    plain = frame.with_columns(pl.col(pl.Enum).cast(pl.String))
    plain.write_parquet(buffer, row_group_size=_ROW_GROUP, compression="zstd", statistics=True)
    return buffer.getvalue()


def rows(data: bytes) -> int:
    """Rows of a canonical CSV file: its lines less the header."""
    return data.count(b"\n") - 1


def sha256(data: bytes) -> str:
    """Hexadecimal SHA-256."""
    import hashlib  # here and not above: `validate` has no use for it

    return hashlib.sha256(data).hexdigest()


def tables(
    curated: Mapping[str, pl.DataFrame], made: Mapping[str, pl.DataFrame], files: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Every table, curated and derived (``made``), as ``data/<table>.csv`` and ``parquet/<table>.parquet``."""
    package = {f"data/{name}.csv": files[name] for name in CURATED}
    package |= {f"data/{name}.csv": as_csv(made[name]) for name in DERIVED}
    package |= {f"parquet/{name}.parquet": as_parquet(frame) for name, frame in {**curated, **made}.items()}
    return package


def with_forms(resource: Mapping[str, Any], package: Mapping[str, bytes]) -> dict[str, Any]:
    """A resource with its bytes and hash, and its Parquet form as an alternate."""
    name = resource["name"]
    data, parquet = package[f"data/{name}.csv"], package[f"parquet/{name}.parquet"]
    alternate = {
        "path": f"parquet/{name}.parquet",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": len(parquet),
        "hash": f"sha256:{sha256(parquet)}",
    }
    return {**resource, "bytes": len(data), "hash": f"sha256:{sha256(data)}", "alternates": [alternate]}


def stamp(version: str, on: date, files: Mapping[str, bytes]) -> dict[str, Any]:
    """What only a release knows of itself: version, date, tool, and the digest of each curated table as read."""
    return {
        "version": version,
        "created": f"{on.isoformat()}T00:00:00Z",
        "tool": {"name": "casualty-dataset", "version": installed("casualty-dataset")},
        "inputs": [{"path": f"dataset/{name}.csv", "hash": f"sha256:{sha256(files[name])}"} for name in CURATED],
    }


def released_tables() -> dict[str, type[Table]]:
    """Every table of a release, curated and derived."""
    return {**CURATED, **DERIVED}


def checksums(package: Mapping[str, bytes]) -> bytes:
    """``SHA256SUMS`` over every file of the package, as ``sha256sum -c`` reads it."""
    return "".join(f"{sha256(package[path])}  {path}\n" for path in sorted(package)).encode()


def refusals(folder: Path) -> list[str]:
    """What Frictionless, an outside reader, finds wrong with the package in ``folder``; nothing where it is sound."""
    from frictionless import Package, system

    with system.use_context(trusted=False):
        report = Package(str(folder / "datapackage.json")).validate()
    return [f"{error[0]}: {error[-1]}" for error in report.flatten(["title", "message"])] + [
        str(error.message) for error in report.errors
    ]
