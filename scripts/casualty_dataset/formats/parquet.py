"""Parquet: ``parquet/<table>.parquet``; each file describes its table, its columns and the release.

The key-value metadata of a file holds ``casualty:table``, ``casualty:title``, ``casualty:description``,
``casualty:columns`` (JSON, by column: title in two languages, description and codes), ``casualty:dataset``,
``casualty:version``, ``casualty:date``, ``casualty:licence`` and ``casualty:content_sha256``.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from casualty_dataset.core.canonical_csv import LICENCE
from casualty_dataset.formats.release_info import ReleaseInfo
from casualty_schemas import CURATED, DERIVED, Table

_ROW_GROUP = 100_000  # fixed, so that the bytes do not depend on the number of threads


def write(tables: Mapping[str, pl.DataFrame], info: ReleaseInfo) -> dict[str, bytes]:
    """Return every table as Parquet, by path in the release."""
    return {f"parquet/{name}.parquet": _file(name, frame, info) for name, frame in tables.items()}


def _file(name: str, frame: pl.DataFrame, info: ReleaseInfo) -> bytes:
    buffer = io.BytesIO()
    frame.with_columns(pl.col(pl.Enum).cast(pl.String)).write_parquet(  # every program can read text
        buffer, row_group_size=_ROW_GROUP, compression="zstd", statistics=True, metadata=_metadata(name, info)
    )
    return buffer.getvalue()


def _metadata(name: str, info: ReleaseInfo) -> dict[str, str]:
    table = {**CURATED, **DERIVED}[name]
    title, title_ar, description = table.about()
    metadata = {
        "table": name,
        "title": title,
        "title_ar": title_ar,
        "description": description,
        "columns": json.dumps(_columns(table), ensure_ascii=False),
        "dataset": info.title,
        "version": info.version,
        "date": info.released_on.isoformat(),
        "licence": LICENCE,
        "content_sha256": info.digest_of[name],
    }
    return {f"casualty:{key}": value for key, value in metadata.items()}


def _columns(table: type[Table]) -> dict[str, dict[str, Any]]:
    return {
        name: {
            "title": column.title,
            "title_ar": column.title_ar,
            "description": column.description,
            **({"codes": list(column.codes)} if column.codes else {}),
        }
        for name, column in table.columns().items()
    }
