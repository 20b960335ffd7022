"""Bodies under several names: which actors are one body by succession."""

from __future__ import annotations

import polars as pl


def continued_bodies(actors: pl.DataFrame) -> pl.Series:
    """Return for each actor the row number of the oldest body that it continues under a new name; its own if none.

    ``succeeds_id#`` of ``actors`` holds row numbers, null where empty. Of a cycle, which another rule reports, some
    row is returned.
    """
    rows = pl.int_range(actors.height, dtype=pl.UInt32, eager=True)
    body = actors["succeeds_id#"].cast(pl.UInt32).fill_null(rows)
    for _ in range(max(actors.height, 1).bit_length()):  # each round doubles the length of the chain that is followed
        further = body.gather(body)
        if further.equals(body):
            break
        body = further
    return body.alias("body")
