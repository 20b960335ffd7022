"""What is wrong, where, what was expected, what to do: the one shape of every finding.

A million rows may fail three checks at once, so findings are kept as columns,
and what those of one rule share is kept once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import polars as pl

from casualty_dataset.core.text import PRINTABLE, printable, quoted

__all__ = ["Problem", "Problems", "quoted"]
_FLUSH = 50_000
_NOTHING = pl.Series([None], dtype=pl.String)


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


@dataclass(frozen=True, slots=True)
class _Batch:
    """Findings of one rule in one column of one file; what they share is kept once."""

    path: str
    rule: str
    severity: str
    column: str | None
    remedy: str
    lines: pl.Series
    values: pl.Series
    messages: pl.Series | str

    def problems(self, rows: pl.Series) -> list[Problem]:
        """The findings at these places of the batch."""
        lines, values = self.lines.gather(rows).to_list(), self.values.gather(rows).to_list()
        constant = isinstance(self.messages, str)
        messages = [self.messages] * len(lines) if constant else self.messages.gather(rows).to_list()  # type: ignore[union-attr]
        return [
            Problem(self.path, line, self.column, self.rule, self.severity, value, message, self.remedy)
            for line, value, message in zip(lines, values, messages, strict=True)
        ]


class Problems:
    """A growing list of findings; iterating gives them by file, line, column and rule."""

    def __init__(self) -> None:
        self._batches: list[_Batch] = []
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
        seen = None if value is None else printable(value)
        self._loose.append(Problem(path, line, column, rule, severity, seen, message, remedy))
        if len(self._loose) >= _FLUSH:
            self._flush()

    def add_rows(self, path: str, rule: str, severity: str, remedy: str, hits: pl.DataFrame) -> None:
        """Note one finding for each row of ``hits`` (row, column, value, message), row 0 being line 2."""
        for (column,), part in hits.group_by("column", maintain_order=True):
            lines = (part["row"] + 2).cast(pl.UInt32)
            values = part["value"].str.slice(0, PRINTABLE)
            same = part.height > 1 and part["message"].n_unique() == 1
            messages = _clipped(part["message"])
            messages = messages[0] if same else messages
            self._batches.append(_Batch(path, rule, severity, str(column), remedy, lines, values, messages))

    def withhold(self, path: str, lines: Collection[int]) -> None:
        """Show no value at these lines of a file: something of a person stands there."""
        self._flush()
        hidden = pl.Series(sorted(lines), dtype=pl.UInt32).implode()
        self._batches = [
            replace(batch, values=batch.values.zip_with(~batch.lines.is_in(hidden).fill_null(False), _NOTHING))
            if batch.path == path
            else batch
            for batch in self._batches
        ]

    def _flush(self) -> None:
        groups: dict[tuple[str, str, str, str | None, str], list[Problem]] = {}
        for one in self._loose:
            groups.setdefault((one.path, one.rule, one.severity, one.column, one.remedy), []).append(one)
        for (path, rule, severity, column, remedy), found in groups.items():
            lines = pl.Series([one.line for one in found], dtype=pl.UInt32)
            values = pl.Series([one.value for one in found], dtype=pl.String)
            messages = pl.Series([one.message for one in found], dtype=pl.String)
            self._batches.append(_Batch(path, rule, severity, column, remedy, lines, values, messages))
        self._loose = []

    def _all(self) -> list[_Batch]:
        self._flush()
        return self._batches

    def _order(self) -> pl.DataFrame:
        """Where each finding stands, in the order in which they are told: number of its batch, place in it."""
        batches = self._all()
        columns = sorted({batch.column or "" for batch in batches})
        paths, rules = sorted({batch.path for batch in batches}), sorted({batch.rule for batch in batches})
        parts = [
            pl.DataFrame({"line": batch.lines}).select(
                path=pl.lit(paths.index(batch.path), pl.UInt16),
                line="line",
                column=pl.lit(columns.index(batch.column or ""), pl.UInt16),
                rule=pl.lit(rules.index(batch.rule), pl.UInt16),
                batch=pl.lit(number, pl.UInt32),
                at=pl.int_range(pl.len(), dtype=pl.UInt32),
            )
            for number, batch in enumerate(batches)
        ]
        order = pl.concat(parts) if parts else pl.DataFrame()
        return order.sort("path", "line", "column", "rule", maintain_order=True) if parts else order

    def _told(self, order: pl.DataFrame) -> Iterator[Problem]:
        for start in range(0, order.height, _FLUSH):
            chunk = order[start : start + _FLUSH].with_row_index("place")
            told: list[Problem | None] = [None] * chunk.height
            for (number,), part in chunk.group_by("batch"):
                found = self._batches[int(str(number))].problems(part["at"])
                for place, problem in zip(part["place"], found, strict=True):
                    told[place] = problem
            yield from (problem for problem in told if problem is not None)

    def __len__(self) -> int:
        return sum(batch.lines.len() for batch in self._all())

    def __iter__(self) -> Iterator[Problem]:
        return self._told(self._order())

    def first(self, limit: int) -> tuple[list[Problem], dict[tuple[str, str], int]]:
        """The first ``limit`` findings of each rule in each file, and how many more there are of each."""
        order = self._order()
        if not order.height:
            return [], {}
        kept = order.filter(pl.int_range(pl.len()).over("path", "rule") < limit)
        counts: dict[tuple[str, str], int] = {}
        for batch in self._batches:
            counts[batch.path, batch.rule] = counts.get((batch.path, batch.rule), 0) + batch.lines.len()
        return list(self._told(kept)), {key: n - limit for key, n in sorted(counts.items()) if n > limit}

    def count(self, severity: str) -> int:
        """How many findings are of this severity."""
        return sum(batch.lines.len() for batch in self._all() if batch.severity == severity)

    @property
    def valid(self) -> bool:
        """No finding is an error."""
        return self.count("error") == 0


def _clipped(messages: pl.Series) -> pl.Series:
    """Messages in which no word, hence no id that was found, is longer than what is shown of a cell."""
    return messages.str.replace_all(f"([^ ]{{{PRINTABLE}}})[^ ]+", "${1}…")
