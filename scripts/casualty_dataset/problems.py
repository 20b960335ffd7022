"""What is wrong, where, what was expected, what to do: the one shape of every finding.

A million rows may fail three checks at once, so findings are kept as columns, not as objects.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

import polars as pl

_SHOWN = 40
_FLUSH = 50_000
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


class Problem(NamedTuple):
    """One finding. ``line`` is the physical line of the file, the header being line 1."""

    path: str
    line: int | None
    column: str | None
    rule: str
    severity: str
    value: str | None
    message: str
    remedy: str


_SCHEMA = pl.Schema(
    {
        "path": pl.String,
        "line": pl.UInt32,
        "column": pl.String,
        "rule": pl.String,
        "severity": pl.String,
        "value": pl.String,
        "message": pl.String,
        "remedy": pl.String,
    }
)
_ORDER = ["path", "line", "column", "rule"]


class Problems:
    """A growing list of findings; iterating gives them by file, line, column and rule."""

    def __init__(self) -> None:
        self._frames: list[pl.DataFrame] = []
        self._loose: list[Problem] = []

    def add(
        self,
        path: str,
        rule: str,
        message: str,
        remedy: str,
        *,
        line: int | None = None,
        column: str | None = None,
        value: str | None = None,
        severity: str = "error",
    ) -> None:
        """Note one finding; ``value`` is the raw text of a cell and is made safe to print here."""
        seen = None if value is None else shown(value)
        self._loose.append(Problem(path, line, column, rule, severity, seen, message, remedy))
        if len(self._loose) >= _FLUSH:
            self._flush()

    def add_rows(self, path: str, rule: str, severity: str, remedy: str, hits: pl.DataFrame) -> None:
        """Note one finding for each row of ``hits`` (row, column, value, message), row 0 being line 2."""
        self._frames.append(
            hits.select(
                path=pl.lit(path),
                line=(pl.col("row") + 2).cast(pl.UInt32),
                column="column",
                rule=pl.lit(rule),
                severity=pl.lit(severity),
                value=pl.col("value").str.slice(0, _SHOWN),
                message="message",
                remedy=pl.lit(remedy),
            )
        )

    def extend(self, other: Problems) -> None:
        """Take over the findings of ``other``."""
        self._frames.extend(other._all())

    def _flush(self) -> None:
        if self._loose:
            self._frames.append(pl.DataFrame(self._loose, schema=_SCHEMA, orient="row"))
            self._loose = []

    def _all(self) -> list[pl.DataFrame]:
        self._flush()
        return self._frames

    def __len__(self) -> int:
        return sum(frame.height for frame in self._all())

    def __iter__(self) -> Iterator[Problem]:
        frames = self._all()
        if not frames:
            return
        table = pl.concat(frames)
        order = table.select(_ORDER).with_row_index("at").sort(_ORDER, maintain_order=True)["at"]
        for start in range(0, table.height, _FLUSH):
            for row in table[order[start : start + _FLUSH]].iter_rows():
                yield Problem._make(row)

    def first(self, limit: int) -> tuple[list[Problem], dict[tuple[str, str], int]]:
        """The first ``limit`` findings of each rule in each file, and how many more there are of each."""
        frames = self._all()
        if not frames:
            return [], {}
        table = pl.concat(frames)
        order = table.select(_ORDER).with_row_index("at").sort(_ORDER, maintain_order=True)
        rank = order.select(pl.int_range(pl.len()).over("path", "rule")).to_series()
        kept = table[order.filter(rank < limit)["at"]]
        counts = table.group_by("path", "rule").len().filter(pl.col("len") > limit).sort("path", "rule")
        return [Problem._make(row) for row in kept.iter_rows()], {
            (path, rule): number - limit for path, rule, number in counts.iter_rows()
        }

    def count(self, severity: str) -> int:
        """How many findings are of this severity."""
        return sum(int((frame["severity"] == severity).sum()) for frame in self._all())

    @property
    def valid(self) -> bool:
        """No finding is an error."""
        return self.count("error") == 0


def shown(text: str) -> str:
    """A cell's text, safe to print: at most 40 characters, what cannot be seen as code points.

    >>> shown("a\u202eb")
    'a<U+202E>b'
    """
    clipped = text[:_SHOWN]
    safe = "".join(f"<U+{ord(c):04X}>" if unicodedata.category(c) in _UNSEEN else c for c in clipped)
    return safe + ("…" if len(text) > _SHOWN else "")


def quoted(text: str) -> str:
    """The same, in quotation marks, for use in a sentence."""
    return f"“{shown(text)}”"
