"""A table of a stranger: proven line by line while it streams, and only then read into memory and parsed.

The CSV files are the data of record, so they alone are read; a Parquet page may become a thousand times its size.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import pandera.polars as pa
import polars as pl

from casualty_dataset.core.canonical_csv import LONGEST_LINE, released_line_pattern, unproven_lines
from casualty_dataset.releases.archive import Archive
from casualty_dataset.validation.schema_check import failure_cases
from casualty_schemas import CURATED, DERIVED, Table

ROWS = 20_000_000
"""Rows of one table."""

_BLOCK = 1024**2
_TEXT = pl.String()


def class_of(name: str) -> type[Table] | None:
    """The class of a table, where this version of the tool has one."""
    return CURATED.get(name) or DERIVED.get(name)


def completed(frame: pl.DataFrame, table: type[Table]) -> pl.DataFrame:
    """A table of a release with the columns that came in later releases, empty; the others are as they were."""
    later = {
        name: table.dtypes()[name]
        for name, column in table.columns().items()
        if column.since and name not in frame.columns
    }
    return frame.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in later.items())


def proven(
    container: Archive, path: str, digest: str, columns: Sequence[str], table: type[Table] | None = None
) -> bytes:
    """The bytes of a table, proven to be those of ``digest`` and canonical CSV of these columns.

    Raises :class:`Damaged` where they are not, and ``OSError``.
    """
    _counted(container, path)
    if _proven(container, path, columns, released_line_pattern(columns, table)) != digest:
        raise container.damaged(path, "its bytes are not those that were published")
    data = container.read(path, container.sizes[path])
    if hashlib.sha256(data).hexdigest() != digest:
        raise container.damaged(path, "it was changed while the package was read")
    return data


def load(container: Archive, path: str, digest: str, columns: Sequence[str], table: type[Table] | None) -> pl.DataFrame:
    """A table of these columns, with the types of its class; a column that the class has not is text.

    Codes are text as well where one of them is unknown to this tool. Raises
    :class:`Damaged` where the bytes are not those of ``digest``, not canonical CSV of
    these columns, or break a bound that the class declares, and ``OSError``.
    """
    data = proven(container, path, digest, columns, table)
    types = {name: kind for name, kind in (table.dtypes() if table else {}).items() if name in columns}
    enums = {name: kind for name, kind in types.items() if isinstance(kind, pl.Enum)}
    try:
        frame = pl.read_csv(
            io.BytesIO(data), schema={name: _TEXT if name in enums else types.get(name, _TEXT) for name in columns}
        )
    except (pl.exceptions.PolarsError, OSError, ValueError):
        raise container.damaged(path, "a cell is not of the type of its column") from None
    coded = {name: frame[name].cast(kind, strict=False) for name, kind in enums.items()}
    typed = frame.with_columns(
        **{name: codes for name, codes in coded.items() if codes.null_count() == frame[name].null_count()}
    )
    if table and (names := _out_of_bounds(typed, table)):
        raise container.damaged(path, f"cells are outside what is declared for {', '.join(names[:5])}")
    return typed


def _out_of_bounds(frame: pl.DataFrame, table: type[Table]) -> list[str]:
    """Columns with a cell that breaks what our class declares, whatever the descriptor says."""
    declared = {name: column for name, column in table.to_schema().columns.items() if name in frame.columns}
    unknown_codes = {name: {"dtype": _TEXT} for name in declared if frame.schema[name] != table.dtypes()[name]}
    schema = pa.DataFrameSchema(declared).update_columns(unknown_codes)
    return failure_cases(schema, frame)["column"].unique(maintain_order=True).to_list()


def _proven(container: Archive, path: str, columns: Sequence[str], pattern: str) -> str:
    """The SHA-256 of a table, each line of which was found sound; memory stays at a few blocks."""
    digest, rows = hashlib.sha256(), 0
    header = ",".join(columns).encode() + b"\n"
    with container.open(path) as file:
        start = file.read(len(header))
        if start != header:
            raise container.damaged(path, "its first line is not the columns that the descriptor names")
        digest.update(start)
        for block in _blocks(file):
            digest.update(block)
            first, rows = rows + 2, rows + block.count(b"\n")
            if not block.endswith(b"\n") or unproven_lines(block, pattern) != []:
                at = f"between line {first:,} and line {max(first, rows + 1):,}"
                raise container.damaged(path, f"{at} it is not canonical CSV of its {len(columns)} columns")
    return digest.hexdigest()


def _counted(container: Archive, path: str) -> None:
    """Refuse a table of too many rows before any is looked at."""
    rows = 0
    with container.open(path) as file:
        while block := file.read(_BLOCK):
            if (rows := rows + block.count(b"\n")) > ROWS:
                raise container.damaged(path, f"it has more than {ROWS:,} rows")


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    """Whole lines, several at a time; a line that is too long or is not ended comes as it is, and is not sound."""
    rest = b""
    while block := file.read(_BLOCK):
        lines, feed, rest = (rest + block).rpartition(b"\n")
        if feed:
            yield lines + feed
        if len(rest) > LONGEST_LINE:
            break
    if rest:
        yield rest
