"""Cells that may hold personal data, selected from all text in a few quick passes.

Broad patterns are matched against every distinct cell of free text and every address; the rules of ``harm`` and
``names`` then look closely, and slowly, only at the cells that matched. A cell in doubt is selected.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

import polars as pl

from casualty_dataset.validation.rules.check import MANY_ROWS, WITHHELD_VALUE, Check, Checks
from casualty_dataset.validation.rules.word_lists import contact_words
from casualty_schemas import CURATED, Table

_D = "[0-9\u0660-\u0669\u06f0-\u06f9]"
_DIGITS = "|".join((
    rf"{_D}(?:[ ./()_\u2010-\u2015-]{{0,2}}{_D}){{7}}",  # eight that belong together
    rf"{_D}[.\u066b]{_D}{{3}}|{_D}[,\u060c]{_D}{{4}}",  # three decimals; with a comma four, or it is a thousand
    rf"[+\uff0b] ?{_D}",
    r"(?:^|[^0-9.,:/-])[0oO\u0660\u06f0][ -]?[9\u0669\u06f9][ -]?[0-9oOlI\u0660-\u0669\u06f0-\u06f9]{2}",
    r" at [a-z0-9-]+\.(?:com|org|net|sy|info|me|io)",
    r"[A-Z0-9]{4}\+[A-Z0-9]{2}",
    r"[\u2070-\u209c\u2460-\u24ff\uff00-\uffef\U0001d400-\U0001d7ff]",  # digits in special forms
))  # fmt: skip
_IDS_AND_DAYS = r"T[0-9]{8}|20[0-9]{2}-[0-9]{2}-[0-9]{2}"  # of the tables; no numbers of a person
_ADDRESSES = "|".join((
    r"(?i-u)wa\.me/|//m\.me/|t\.me/(?:\+|joinchat)|api\.whatsapp\.com|linkedin\.com/in/|facebook\.com/people/"
    r"|profile\.php|instagram\.com/|tiktok\.com/@|snapchat\.com/add",
    r"(?:\+|%2b|00)963|[?&#/](?:phone|tel|mobile|msisdn)[=:/]|tel:|mailto:",
    r"[a-z0-9._+-](?:@|%40)[a-z0-9-]+\.[a-z]{2}",
    r"[0-9]\.[0-9]{3,9}(?:,|%2c|/|&)[a-z=]{0,9}-?[0-9]{1,3}\.[0-9]{3}",
))  # fmt: skip

_FOLDED = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015", "-")
    | {"\u066b": ".", "\u066c": ",", "\u060c": ","}
    | {chr(zero + n): str(n) for zero in (0x0660, 0x06F0) for n in range(10)}
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One selected cell: its row number and column, and its text, folded unless it is an address."""

    row: int
    column: str
    text: str
    is_address: bool


@dataclass(frozen=True, slots=True)
class Candidates:
    """The selected cells by table: those that may hold a way to reach or identify a person, and those with a name."""

    contacts: Mapping[str, list[Candidate]]
    names: Mapping[str, list[Candidate]]


def fold(text: str) -> str:
    """Return the text with digits 0-9, plain hyphens, and letters and digits of special forms made plain."""
    return unicodedata.normalize("NFKC", text).translate(_FOLDED)


def find_candidates(tables: Mapping[str, pl.DataFrame], announcements: Iterable[str]) -> Candidates:
    """Select cells of the tables; ``announcements`` are patterns of what may announce a name."""
    cell = pl.col("cell")
    hints = cell.str.contains_any(list(contact_words().hints), ascii_case_insensitive=True)
    announced = pl.any_horizontal(cell.str.contains(pattern) for pattern in announcements)
    contacts: dict[str, list[Candidate]] = {}
    names: dict[str, list[Candidate]] = {}
    for group in _column_groups(tables, address=False):
        cells = group.distinct()
        matches = cells.select(digits=cell.str.contains(_DIGITS), hints=hints, announced=announced)
        numbers = cells.filter(matches["digits"] & ~matches["hints"])  # few, so the slow replacement is affordable
        group.select(numbers.filter(cell.str.replace_all(_IDS_AND_DAYS, "").str.contains(_DIGITS)), contacts)
        group.select(cells.filter(matches["hints"]), contacts)
        group.select(cells.filter(matches["announced"]), names)
    for group in _column_groups(tables, address=True):
        group.select(group.distinct().filter(cell.str.contains(_ADDRESSES)), contacts)
    return Candidates(contacts, names)


@dataclass(frozen=True, slots=True)
class _ColumnGroup:
    """Columns that are searched together: their tables, names and cells."""

    columns: list[tuple[str, str, pl.Series]]
    address: bool

    def distinct(self) -> pl.DataFrame:
        """Return each cell that is not empty, once; but all addresses, of which few are the same."""
        cells = self.cells().drop_nulls()
        return (cells if self.address else cells.unique()).to_frame("cell")

    def cells(self) -> pl.Series:
        """Return all cells, column by column."""
        return pl.concat([cells for _, _, cells in self.columns])

    def select(self, matching: pl.DataFrame, candidates: dict[str, list[Candidate]]) -> None:
        """Add every occurrence of the matching cells to the candidates of its table."""
        if not matching.height:
            return
        cells = self.cells()
        hits = cells.is_in(matching["cell"].implode()).arg_true()
        ends = list(accumulate(part.len() for _, _, part in self.columns))
        for at, text in zip(hits, cells.gather(hits), strict=True):
            number = bisect_right(ends, at)
            table, name, part = self.columns[number]
            row = at - ends[number] + part.len()
            candidate = Candidate(row, name, text if self.address else fold(text), self.address)
            candidates.setdefault(table, []).append(candidate)


def _column_groups(tables: Mapping[str, pl.DataFrame], *, address: bool) -> Iterator[_ColumnGroup]:
    """Group the columns of addresses, or of free text, that are not empty: short ones together, each long one alone."""
    short = []
    for table, frame in tables.items():
        for name, column in CURATED[table].columns().items():
            wanted = column.kind == "address" if address else column.free_text
            if not wanted or frame[name].null_count() == frame.height:
                continue
            if frame.height < MANY_ROWS:
                short.append((table, name, frame[name]))
            else:
                yield _ColumnGroup([(table, name, frame[name])], address)
    if short:
        yield _ColumnGroup(short, address)


def row_text(table: type[Table], rows: pl.DataFrame, row: int) -> str:
    """Return all free text of one row, in file order, folded: what is split over two cells is together again."""
    names = [name for name, column in table.columns().items() if column.free_text]
    return fold(" ".join(cell for cell in rows.select(names).row(row) if cell))


def withheld_findings(hits: Iterable[Candidate], message: str) -> Checks:
    """Make a finding of each candidate; neither its value nor the message repeats the cell."""
    rows_of: dict[str, list[int]] = {}
    for hit in hits:
        rows_of.setdefault(hit.column, []).append(hit.row)
    return tuple(
        Check(pl.DataFrame({"row": rows}), pl.Series([True] * len(rows)), column, pl.lit(message), WITHHELD_VALUE)
        for column, rows in rows_of.items()
    )
