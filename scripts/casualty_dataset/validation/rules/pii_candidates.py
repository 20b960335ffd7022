"""The few cells that may hold something of a person, picked out of all text in three quick passes.

Broad patterns go over every distinct cell of free text and of addresses; the rules of ``harm`` and ``names`` look
closely, and slowly, only at what they let through. They err on the side of letting through.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

import polars as pl

from casualty_dataset.validation.rules.rule import MANY, Question, Questions
from casualty_schemas import CURATED, Table

_D = "[0-9\u0660-\u0669\u06f0-\u06f9]"
_DIGITS = "|".join((
    rf"{_D}(?:[ ./()_\u2010-\u2015-]{{0,2}}{_D}){{7}}",  # eight that belong together
    rf"{_D}[.\u066b]{_D}{{3}}|{_D}[,\u060c]{_D}{{4}}",  # three decimals; with a comma four, or it is a thousand
    rf"[+\uff0b] ?{_D}",
    r"(?:^|[^0-9.,:/-])[0oO\u0660\u06f0][ -]?[9\u0669\u06f9][ -]?[0-9oOlI\u0660-\u0669\u06f0-\u06f9]{2}",
    r" at [a-z0-9-]+\.(?:com|org|net|sy|info|me|io)",
    r"[A-Z0-9]{4}\+[A-Z0-9]{2}",
    r"[\u2070-\u209c\u2460-\u24ff\uff00-\uffef\U0001d400-\U0001d7ff]",  # digits in fancy dress
))  # fmt: skip
_WORDS = (
    *("@", "(at)", "[at]", "{at}", " dot com", " dot org", " dot net", " dot ex", " dot sy", " dot me", "mailto"),
    *("gmail", "hotmail", "outlook.", "yahoo.", "yahoo com", "icloud", "protonmail", ".me/", "instagram", "facebook"),
    *("fb.com", "tiktok", "snapchat", "twitter", "x.com/", "vk.com", "linkedin", "whatsapp", "telegram", "threads.net"),
    *("goo.gl", "maps.", "/maps", "latitude", "longitude", "gps", "\u00b0", "handle ", "username", "user name"),
    *(" phone", "telephone", "phone:", "mobile", "viber", "signal ", "passport", "national nu", "national no"),
    *("national id", "identity", "id card", "plate", "registration", "zero nine", "zero-nine", "oh nine", "zero, nine"),
    *("هاتف", "جوال", "موبايل", "واتس", "اتصل", "الاتصال", "رقم الوطني", "رقم وطني", "رقمه", "رقمها", "هوية", "جواز"),
    *("لوحة", "حسابه", "حسابها", "معرفه", "معرفها", "تلغرام", "تليغرام", "فيسبوك", "انستغرام", "خط عرض", "خط العرض"),
    *("القيد", "صفر تسعة", "صفر، تسعة", "نقطة كوم", "دوت كوم"),
)  # fmt: skip
_OF_THE_TABLES = r"T[0-9]{8}|20[0-9]{2}-[0-9]{2}-[0-9]{2}"  # ids and days, which are no numbers of a person
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
class Suspect:
    """One cell that was let through: where it stands, and its text, folded; an address as it is."""

    row: int
    column: str
    text: str
    address: bool


@dataclass(frozen=True, slots=True)
class Suspects:
    """The suspect cells by table: those that may hold a way to reach somebody, and those that may name somebody."""

    contacts: Mapping[str, list[Suspect]]
    names: Mapping[str, list[Suspect]]


def fold(text: str) -> str:
    """The text with digits 0-9, plain hyphens, and letters out of fancy dress."""
    return unicodedata.normalize("NFKC", text).translate(_FOLDED)


def suspects(frames: Mapping[str, pl.DataFrame], announcing: Iterable[str]) -> Suspects:
    """The suspect cells of the tables; ``announcing`` are patterns of what may announce a name."""
    cell = pl.col("cell")
    contact = [cell.str.contains(_DIGITS), cell.str.contains_any(list(_WORDS), ascii_case_insensitive=True)]
    name = [cell.str.contains(pattern) for pattern in announcing]
    contacts: dict[str, list[Suspect]] = {}
    names: dict[str, list[Suspect]] = {}
    for group in _groups(frames, address=False):
        distinct = group.distinct()
        asked = distinct.select(*(test.alias(str(at)) for at, test in enumerate([*contact, *name])))  # in two threads
        numbered = distinct.filter(asked["0"] & ~asked["1"])  # the few with many digits, now without ids and days
        group.put(numbered.filter(cell.str.replace_all(_OF_THE_TABLES, "").str.contains(_DIGITS)), contacts)
        group.put(distinct.filter(asked["1"]), contacts)
        group.put(distinct.filter(asked.select(pl.any_horizontal(pl.exclude("0", "1"))).to_series()), names)
    for group in _groups(frames, address=True):
        distinct = group.distinct()
        group.put(distinct.filter(cell.str.contains(_ADDRESSES)), contacts)
    return Suspects(contacts, names)


@dataclass(frozen=True, slots=True)
class _Group:
    """Columns that are searched together: their tables, their names and their cells."""

    columns: list[tuple[str, str, pl.Series]]
    address: bool

    def distinct(self) -> pl.DataFrame:
        """Each cell that is not empty, once; of addresses each is its own already."""
        cells = self.together().drop_nulls()
        return (cells if self.address else cells.unique()).to_frame("cell")

    def together(self) -> pl.Series:
        """All cells, column by column."""
        return pl.concat([cells for _, _, cells in self.columns])

    def put(self, passing: pl.DataFrame, into: dict[str, list[Suspect]]) -> None:
        """Note where the cells stand that passed."""
        if not passing.height:
            return
        together = self.together()
        hits = together.is_in(passing["cell"].implode()).arg_true()
        ends = list(accumulate(cells.len() for _, _, cells in self.columns))
        for at, text in zip(hits, together.gather(hits), strict=True):
            number = bisect_right(ends, at)
            table, name, cells = self.columns[number]
            row = at - ends[number] + cells.len()
            into.setdefault(table, []).append(Suspect(row, name, text if self.address else fold(text), self.address))


def _groups(frames: Mapping[str, pl.DataFrame], *, address: bool) -> Iterator[_Group]:
    """The columns of this kind in which something stands: short ones together, each long one alone."""
    short = []
    for table, frame in frames.items():
        for name, column in CURATED[table].columns().items():
            wanted = column.kind == "address" if address else column.free_text
            if not wanted or frame[name].null_count() == frame.height:
                continue
            if frame.height < MANY:
                short.append((table, name, frame[name]))
            else:
                yield _Group([(table, name, frame[name])], address)
    if short:
        yield _Group(short, address)


def whole(table: type[Table], rows: pl.DataFrame, row: int) -> str:
    """All free text of one row, in file order, folded: what is split over two cells stands together in it."""
    names = [name for name, column in table.columns().items() if column.free_text]
    return fold(" ".join(cell for cell in rows.select(names).row(row) if cell))


def told(hits: Iterable[Suspect], message: str) -> Questions:
    """A finding for each suspect; what the cell holds is told neither as value nor in the message."""
    by_column: dict[str, list[int]] = {}
    for hit in hits:
        by_column.setdefault(hit.column, []).append(hit.row)
    nothing = pl.lit(None, dtype=pl.String)
    return tuple(
        Question(pl.DataFrame({"row": at}), pl.Series([True] * len(at)), column, pl.lit(message), nothing)
        for column, at in by_column.items()
    )
