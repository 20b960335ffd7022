"""What a validation rule is.

A rule is a function whose docstring is the rule and whose parameters name the tables it reads; the
first of them is the table in which its findings lie. More parameters are understood: ``today``, the
day beyond which nothing can be known; ``table`` with ``rows``, for a rule that is asked of every table
in turn; ``pairs``, the parts and wholes of each statement; ``frames``, all sound tables, with
``stands``, where the rows stand that history names; ``past``, what releases hold otherwise; ``suspects``,
the few cells that may hold something of a person, with ``known``, the names that are no person's; and what
waivers did (``excused``, ``judged``).

A rule does not look: it says what to look for. The questions of all rules about one table are put to it
at once, so a hundred rules cost one pass.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import polars as pl

from casualty_schemas import CURATED, Table


@dataclass(frozen=True, slots=True)
class Question:
    """Which rows break a rule (``where``; null is no), in which column, and what to say of each.

    ``by_cell``: the cell of the column alone decides, so that of many equal cells one need be looked at.
    """

    rows: pl.DataFrame
    where: pl.Expr | pl.Series
    column: str
    message: pl.Expr
    value: pl.Expr
    by_cell: bool = False

    def hits(self) -> pl.DataFrame:
        """The rows that break it: row number, column, value, message."""
        found = self.rows if "row" in self.rows.columns else self.rows.with_row_index("row")
        broken = found.filter(self.where).rechunk()  # Polars 2.1 panics in pl.format over a column of several chunks
        return broken.select(
            pl.col("row").cast(pl.UInt32),
            column=pl.lit(self.column),
            value=self.value.cast(pl.String),
            message=self.message,
        )


Questions = tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One validation rule; ``name`` is the word that problems and waivers use."""

    name: str
    text: str
    ask: Callable[..., Questions]
    reads: tuple[str, ...]
    wants: tuple[str, ...]
    remedy: str
    waivable: bool
    severity: str
    every_table: bool

    @property
    def home(self) -> str:
        """The table in which its findings lie."""
        return self.reads[0]


def rule(remedy: str, *, waivable: bool = False, severity: str = "error") -> Callable[[Callable[..., Questions]], Rule]:
    """Make a rule of a function; ``remedy`` is what a person should do about a finding."""

    def declare(ask: Callable[..., Questions]) -> Rule:
        wants = tuple(inspect.signature(ask).parameters)
        reads = tuple(name for name in wants if name in CURATED)
        text = " ".join((ask.__doc__ or "").split())
        return Rule(ask.__name__, text, ask, reads, wants, remedy, waivable, severity, "table" in wants)

    return declare


def where(
    rows: pl.DataFrame, broken: pl.Expr | pl.Series, column: str, message: pl.Expr | str, value: pl.Expr | None = None
) -> Questions:
    """Ask for the rows in which ``broken`` is true; ``value`` is what to show (default: the column's cell)."""
    said = pl.lit(message) if isinstance(message, str) else message
    return (Question(rows, broken, column, said, pl.col(column) if value is None else value),)


def only(rows: pl.DataFrame, wanted: pl.Expr) -> pl.DataFrame:
    """The rows that meet a condition, with their numbers in ``row``: of a wide table it is cheaper to pick a few."""
    numbers = rows.select(pl.arg_where(wanted).cast(pl.UInt32).alias("row"))
    return pl.concat([numbers, rows[numbers.to_series()]], how="horizontal")


def both(*questions: Questions) -> Questions:
    """Several questions of one rule."""
    return sum(questions, ())


def in_text(table: type[Table], rows: pl.DataFrame, *patterns: str, message: str, withhold: bool = False) -> Questions:
    """Ask for the cells of free text in which a pattern occurs; ``withhold`` never shows what was found."""
    value = pl.lit(None, dtype=pl.String) if withhold else None
    names = [name for name, column in table.columns().items() if column.free_text]
    occurs = {name: pl.any_horizontal(pl.col(name).str.contains(pattern) for pattern in patterns) for name in names}
    asked = both(*(where(rows, found, name, message, value) for name, found in occurs.items()))
    return tuple(replace(question, by_cell=True) for question in asked)


def answer(questions: Iterable[Question]) -> list[pl.DataFrame | None]:
    """The hits of each question, None where there are none; questions about one frame are put to it at once."""
    asked = list(questions)
    any_hit = [isinstance(question.where, pl.Series) and bool(question.where.any()) for question in asked]
    together: dict[tuple[int, str | None], list[int]] = {}
    for number, question in enumerate(asked):
        if isinstance(question.where, pl.Expr):
            alone = question.by_cell and question.rows.height >= MANY
            together.setdefault((id(question.rows), question.column if alone else None), []).append(number)
    queries = []
    for (_, column), numbers in together.items():
        rows = asked[numbers[0]].rows.lazy()
        cells = rows if column is None else rows.select(pl.col(column).unique())
        queries.append(cells.select(asked[number].where.any().alias(str(number)) for number in numbers))  # type: ignore[union-attr]
    for said in pl.collect_all(queries):
        for name, yes in zip(said.columns, said.row(0), strict=True):
            any_hit[int(name)] = bool(yes)
    return [question.hits() if hit else None for question, hit in zip(asked, any_hit, strict=True)]


MANY = 50_000
"""Rows from which it pays to look at each distinct cell once, and to ask in two threads."""
