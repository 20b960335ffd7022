"""HXL: ``hxl/figures.csv``, the table ``figures`` with a row of hashtags under its header.

The hashtags are declared on the columns; a column without a hashtag is left out. Programs that do not know HXL skip
line 2.
"""

from __future__ import annotations

import io
from collections.abc import Mapping

import polars as pl

from casualty_dataset.formats.release_info import ReleaseInfo
from casualty_schemas import Figures


def write(tables: Mapping[str, pl.DataFrame], info: ReleaseInfo) -> dict[str, bytes]:  # noqa: ARG001 - HXL has no field for it
    """Return the CSV file with hashtags, by its path in the release."""
    tags = {name: column.hxl for name, column in Figures.columns().items() if column.hxl}
    degrees = pl.col(pl.Float64).cast(pl.String).str.strip_suffix(".0")  # 36, not 36.0, as in data/figures.csv
    buffer = io.BytesIO()
    for line in (tags, tags.values()):
        buffer.write(f"{','.join(line)}\n".encode())
    tables["figures"].select(list(tags)).with_columns(degrees).write_csv(buffer, include_header=False)
    return {"hxl/figures.csv": buffer.getvalue()}
