"""Cycles of references: rows that lead back to themselves."""

from __future__ import annotations

import polars as pl

_ROUNDS = 64
"""Longer chains are followed row by row."""


def rows_on_cycle(references: pl.Series) -> pl.Series:
    """Return for each row whether following ``references`` (row numbers, null where empty) comes back to it."""
    open_rows = references.is_not_null()
    for _ in range(_ROUNDS):  # a row whose reference leads out is on no cycle; nor is a row that leads to such a row
        before = open_rows.sum()
        open_rows = open_rows & open_rows.gather(references)  # null only where open_rows is false already
        if open_rows.sum() in (0, before):
            break
    return pl.Series(_follow_each(references.to_list()), dtype=pl.Boolean) if open_rows.any() else open_rows


def _follow_each(parents: list[int | None]) -> list[bool]:
    on_cycle, done = [False] * len(parents), [False] * len(parents)
    for start in range(len(parents)):
        path: list[int] = []
        row: int | None = start
        while row is not None and not done[row]:
            done[row] = True
            path.append(row)
            row = parents[row]
        if row is not None and row in path:
            for member in path[path.index(row) :]:
                on_cycle[member] = True
    return on_cycle


def reachable(start: int, edges: dict[int, set[int]]) -> set[int]:
    """Return the nodes that can be reached from ``start``, itself included."""
    seen, waiting = {start}, [start]
    while waiting:
        new = edges.get(waiting.pop(), set()) - seen
        seen |= new
        waiting += new
    return seen
