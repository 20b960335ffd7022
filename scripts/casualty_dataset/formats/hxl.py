"""HXL: ``hxl/figures.csv``, the table ``figures`` with a row of hashtags under its header.

The hashtags are those of the columns; a column without one is left out. Readers that know no HXL skip line 2.
"""

from __future__ import annotations

import io
from collections.abc import Mapping

import polars as pl

from casualty_dataset.formats.about import About
from casualty_schemas import Figures


def write(tables: Mapping[str, pl.DataFrame], about: About) -> dict[str, bytes]:  # noqa: ARG001 - the form has no room
    """The one CSV file with hashtags, by path in the release."""
    tags = {name: column.hxl for name, column in Figures.columns().items() if column.hxl}
    plain = pl.col(pl.Float64).cast(pl.String).str.strip_suffix(".0")  # as in the table itself
    buffer = io.BytesIO()
    for line in (tags, tags.values()):
        buffer.write(f"{','.join(line)}\n".encode())
    tables["figures"].select(list(tags)).with_columns(plain).write_csv(buffer, include_header=False)
    return {"hxl/figures.csv": buffer.getvalue()}
