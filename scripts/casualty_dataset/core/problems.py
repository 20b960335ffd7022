"""Problems: what is wrong, where, and what to do about it.

A million rows may break three rules at once, so problems are kept as columns, and what those of one rule share is kept
once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import polars as pl

from casualty_dataset.core.text import PRINTABLE, printable

_CHUNK = 50_000
"""Problems that are turned from rows into columns, and back, at a time."""

_NO_VALUE = pl.Series([None], dtype=pl.String)


class Problem(NamedTuple):
    """One problem.

    ``line`` is the physical line of the file, the header being line 1; None for a whole file or folder. ``rule`` is the
    name that waivers use, ``severity`` error or warning, ``value`` the cell, safe to print; None where it is withheld.
    """

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
    """The problems of one rule in one column of one file."""

    path: str
    rule: str
    severity: str
    column: str | None
    remedy: str
    lines: pl.Series
    values: pl.Series
    messages: pl.Series | str

    def problems(self, rows: pl.Series) -> list[Problem]:
        """Return the problems at these positions of the batch."""
        lines, values = self.lines.gather(rows).to_list(), self.values.gather(rows).to_list()
        messages = self.messages
        texts = [messages] * len(lines) if isinstance(messages, str) else messages.gather(rows).to_list()
        return [
            Problem(self.path, line, self.column, self.rule, self.severity, value, message, self.remedy)
            for line, value, message in zip(lines, values, texts, strict=True)
        ]


class Problems:
    """A growing list of problems; iteration gives them sorted by file, line, column and rule."""

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
        """Add one problem; ``value`` is the raw text of a cell and is made safe to print here."""
        safe = None if value is None else printable(value)
        self._loose.append(Problem(path, line, column, rule, severity, safe, message, remedy))
        if len(self._loose) >= _CHUNK:
            self._flush()

    def add_rows(self, path: str, rule: str, severity: str, remedy: str, hits: pl.DataFrame) -> None:
        """Add one problem for each row of ``hits`` (row, column, value, message); row 0 is line 2 of the file."""
        for (column,), part in hits.group_by("column", maintain_order=True):
            lines = (part["row"] + 2).cast(pl.UInt32)
            values = part["value"].str.slice(0, PRINTABLE)
            clipped = _clip_words(part["message"])
            messages = clipped[0] if part.height > 1 and part["message"].n_unique() == 1 else clipped
            self._batches.append(_Batch(path, rule, severity, str(column), remedy, lines, values, messages))

    def extend(self, others: Problems) -> None:
        """Add the problems of another list, which stays as it is."""
        self._batches += others._all()

    def withhold(self, path: str, lines: Collection[int]) -> None:
        """Remove the values of all problems at these lines of a file: they hold personal data."""
        self._flush()
        hidden = pl.Series(sorted(lines), dtype=pl.UInt32).implode()
        self._batches = [
            replace(batch, values=batch.values.zip_with(~batch.lines.is_in(hidden).fill_null(False), _NO_VALUE))
            if batch.path == path
            else batch
            for batch in self._batches
        ]

    def _flush(self) -> None:
        groups: dict[tuple[str, str, str, str | None, str], list[Problem]] = {}
        for problem in self._loose:
            key = (problem.path, problem.rule, problem.severity, problem.column, problem.remedy)
            groups.setdefault(key, []).append(problem)
        for (path, rule, severity, column, remedy), group in groups.items():
            lines = pl.Series([problem.line for problem in group], dtype=pl.UInt32)
            values = pl.Series([problem.value for problem in group], dtype=pl.String)
            messages = pl.Series([problem.message for problem in group], dtype=pl.String)
            self._batches.append(_Batch(path, rule, severity, column, remedy, lines, values, messages))
        self._loose = []

    def _all(self) -> list[_Batch]:
        self._flush()
        return self._batches

    def _order(self) -> pl.DataFrame:
        """Return the problems in order: the number of the batch of each (``batch``) and its position there (``at``)."""
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

    def _take(self, order: pl.DataFrame) -> Iterator[Problem]:
        for start in range(0, order.height, _CHUNK):
            chunk = order[start : start + _CHUNK].with_row_index("position")
            problems: dict[int, Problem] = {}
            for (number,), part in chunk.group_by("batch"):
                batch = self._batches[int(str(number))]
                problems.update(zip(part["position"], batch.problems(part["at"]), strict=True))
            yield from (problems[position] for position in range(chunk.height))

    def __len__(self) -> int:
        return sum(batch.lines.len() for batch in self._all())

    def __iter__(self) -> Iterator[Problem]:
        return self._take(self._order())

    def first(self, limit: int) -> tuple[list[Problem], dict[tuple[str, str], int]]:
        """Return the first ``limit`` problems of each rule in each file; and how many more, by file and rule."""
        order = self._order()
        if not order.height:
            return [], {}
        kept = order.filter(pl.int_range(pl.len()).over("path", "rule") < limit)
        counts: dict[tuple[str, str], int] = {}
        for batch in self._batches:
            counts[batch.path, batch.rule] = counts.get((batch.path, batch.rule), 0) + batch.lines.len()
        return list(self._take(kept)), {key: n - limit for key, n in sorted(counts.items()) if n > limit}

    def count(self, severity: str) -> int:
        """Count the problems of a severity."""
        return sum(batch.lines.len() for batch in self._all() if batch.severity == severity)

    @property
    def valid(self) -> bool:
        """True if no problem is an error."""
        return self.count("error") == 0


def _clip_words(messages: pl.Series) -> pl.Series:
    """Shorten every word, hence every id, to the length that is shown of a cell."""
    return messages.str.replace_all(f"([^ ]{{{PRINTABLE}}})[^ ]+", "${1}…")
