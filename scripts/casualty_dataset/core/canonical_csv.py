"""The content of a table, whatever file it stands in: its canonical CSV form, and the hash of that.

The canonical form is UTF-8 without BOM, RFC 4180 with LF: a header of column names in their order, then one line a row
in the order of the table. A cell is quoted only where it holds a comma, a quote or a line break. Days are ISO 8601,
whole numbers have neither sign nor separator, decimals no trailing zero; what is not known is an empty cell. The files
in ``data/`` are in this form, so the content hash of a table is also the SHA-256 of its CSV file.
"""

from __future__ import annotations

import io
from typing import Final

import polars as pl

LICENCE: Final = "CC-BY-4.0"
"""The licence of the content, by its SPDX identifier."""


def canonical(frame: pl.DataFrame) -> bytes:
    """A table as canonical CSV, from columns that are typed or text."""
    buffer = io.BytesIO()
    _plain(frame).write_csv(buffer)
    return buffer.getvalue()


def as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """The same table with every cell as the canonical form spells it."""
    return _plain(frame).select(pl.all().cast(pl.String))


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    decimals = [name for name, dtype in frame.schema.items() if dtype.is_float()]
    return frame.with_columns(pl.col(name).cast(pl.String).str.strip_suffix(".0") for name in decimals)


def digest(frame: pl.DataFrame) -> str:
    """The content hash of a table: the hexadecimal SHA-256 of its canonical form."""
    return sha256(canonical(frame))


def sha256(data: bytes) -> str:
    """Hexadecimal SHA-256."""
    import hashlib  # here and not above: `validate` has no use for it

    return hashlib.sha256(data).hexdigest()
