"""Builders of columns: how a cell is spelled, what it may hold, what it is called.

Each function declares one column of a :class:`~casualty_schemas.table.Table` and returns a Pandera field with native
constraints: ``nullable``, ``unique``, ``ge``, ``le``, ``str_matches``, and an Enum type for codes. The field's metadata
holds the same declaration as a :class:`Column`, from which typed reading, the CSV gate, the Table Schema, the
dictionary and the Hypothesis strategies are made.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, NotRequired, TypedDict, Unpack

import pandera.polars as pa

from casualty_schemas.vocabulary import Vocabulary

Kind = Literal["word", "code", "day", "count", "degrees", "text", "address"]

SLUG = "[a-z0-9]+(?:-[a-z0-9]+)*"
EARLIEST = date(2011, 1, 1)
MAX_CELL = 10_000
"""Characters in one cell; well under the 32,767 that a spreadsheet cell holds."""

TALLY_ID = "T[0-9]{8}"

_DAY = (
    "20(?:1[1-9]|[2-9][0-9])-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    "|20(?:[2468][048]|[13579][26])-02-29"
)  # the Gregorian calendar from EARLIEST to 2099, leap days included
_COUNT = "0|[1-9][0-9]{0,17}"
_DEGREES = r"0|-?(?:0\.[0-9]?[1-9]|[1-9][0-9]{0,2}(?:\.[0-9]?[1-9])?)"  # at most two decimals, no trailing zero
ADDRESS_HOST = r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::[0-9]{2,5})?"
_ADDRESS = ADDRESS_HOST + r'(?:[/?#][^\x00-\x20"\\^`{}|<>\x7f]*)?'


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The declaration of one column.

    ``pattern`` matches one whole cell, without the quotes of CSV. ``key`` says that the column belongs to the primary
    key. ``refers_to`` names ``table.column`` of another table; a cell of a ``many`` column lists several values,
    separated by ``|``. ``arabic`` text is in Arabic script. ``hxl`` is the hashtag of the Humanitarian Exchange
    Language. ``since`` is the first release of the data that may hold the column; older ones are read with it empty.
    """

    kind: Kind
    title: str
    title_ar: str
    description: str
    required: bool = False
    key: bool = False
    pattern: str | None = None
    codes: Vocabulary | None = None
    refers_to: str | None = None
    many: bool = False
    arabic: bool = False
    minimum: int | float | date | None = None
    maximum: int | float | None = None
    hxl: str | None = None
    since: str | None = None

    def __deepcopy__(self, memo: object) -> Column:
        """Return the column itself: it never changes, and Pandera copies a schema on every check."""
        return self

    @property
    def parent(self) -> tuple[str, str]:
        """Table and column that this column refers to; only for a column that refers."""
        table, _, column = (self.refers_to or "").partition(".")
        return table, column

    @property
    def free_text(self) -> bool:
        """True if people write prose in it, so that it is searched for personal data."""
        return self.kind == "text"


class Common(TypedDict):
    """Keyword arguments of every builder: titles in English and Arabic, what a cell means, whether it may be empty."""

    en: str
    ar: str
    means: str
    required: NotRequired[bool]
    hxl: NotRequired[str]
    since: NotRequired[str]


class Changes(TypedDict, total=False):
    """Keyword arguments that replace those of a column that is repeated."""

    en: str
    ar: str
    means: str
    required: bool
    hxl: str
    since: str


def key(pattern: str, **common: Unpack[Common]) -> Any:
    """The id of a row: never empty, never twice in the table."""
    return _declare("word", common | {"required": True}, unique=True, pattern=pattern)


def word(pattern: str, **common: Unpack[Common]) -> Any:
    """A single token of a fixed spelling."""
    return _declare("word", common, pattern=pattern)


def word_list(pattern: str, **common: Unpack[Common]) -> Any:
    """Tokens, ``|``-separated, sorted, without repeats; ``pattern`` is that of the whole cell."""
    return _declare("word", common, pattern=pattern, many=True)


def yes_or_no(**common: Unpack[Common]) -> Any:
    """A statement that is true or not."""
    return word("yes|no", **common | {"required": True})


def reference(to: str, **common: Unpack[Common]) -> Any:
    """The id of a row of another table (``"table.column"``), or of the same one."""
    return _declare("word", common, pattern=SLUG, refers_to=to)


def references(to: str, **common: Unpack[Common]) -> Any:
    """Ids of rows of another table, ``|``-separated, sorted, without repeats."""
    return _declare("word", common, pattern=_listed(SLUG), refers_to=to, many=True)


def tally_reference(**common: Unpack[Common]) -> Any:
    """The id of a tally."""
    return _declare("word", common, pattern=TALLY_ID, refers_to="tallies.tally_id")


def tally_list(**common: Unpack[Common]) -> Any:
    """Ids of tallies, ``|``-separated."""
    return word(_listed(TALLY_ID), **common)


def code(codes: Vocabulary, **common: Unpack[Common]) -> Any:
    """One code of a closed vocabulary."""
    return _declare("code", common, pattern="|".join(codes), codes=codes)


def listed_codes(codes: Vocabulary, **common: Unpack[Common]) -> Any:
    """Codes of a closed vocabulary, ``|``-separated, sorted, without repeats."""
    pattern = _listed(f"(?:{'|'.join(codes)})")
    return _declare("word", common, pattern=pattern, codes=codes, many=True)


def day(**common: Unpack[Common]) -> Any:
    """A local day of the dataset's time zone, ISO 8601."""
    return _declare("day", common, pattern=_DAY, minimum=EARLIEST)


def count(**common: Unpack[Common]) -> Any:
    """A whole number, never negative."""
    return _declare("count", common, pattern=_COUNT, minimum=0)


def degrees(limit: int, **common: Unpack[Common]) -> Any:
    """Decimal degrees of WGS 84, at most two decimals (about one kilometre), written without trailing zeros."""
    return _declare("degrees", common, pattern=_DEGREES, minimum=-limit, maximum=limit)


def text(**common: Unpack[Common]) -> Any:
    """Our own words: trimmed, single spaces, NFC, no line break, no formula, no invisible character."""
    return _declare("text", common)


def arabic(**common: Unpack[Common]) -> Any:
    """Text in Arabic script, in plain letters."""
    return _declare("text", common, arabic=True)


def address(**common: Unpack[Common]) -> Any:
    """A web address: http or https, ASCII host in small letters, no user part."""
    return _declare("address", common, pattern=_ADDRESS)


def english(**common: Unpack[Common]) -> Any:
    """Text in English, of which another column gives the Arabic; ``ar`` and ``hxl`` are completed here."""
    common["ar"] += " بالإنكليزية"
    common["hxl"] += "+i_en"
    return text(**common)


def same_in_arabic(english: Any, **changes: Unpack[Changes]) -> Any:
    """The Arabic counterpart of a column declared by :func:`english`."""
    column: Column = english.metadata["column"]
    plain = replace(
        column,
        title=f"{column.title} in Arabic",
        title_ar=column.title_ar.removesuffix(" بالإنكليزية").removesuffix("،"),
        description="The same in Arabic.",
        hxl=(column.hxl or "").replace("+i_en", "+i_ar"),
    )
    return repeated(plain, **changes)


def repeated(column: Column, **changes: Unpack[Changes]) -> Any:
    """The same column once more, save for the given words; it is no key."""
    words = {_WORDS.get(name, name): value for name, value in changes.items()}
    return field(replace(column, key=False, **words))  # type: ignore[arg-type]  # the types of Changes


_WORDS = {"en": "title", "ar": "title_ar", "means": "description"}


def _declare(kind: Kind, common: Common, *, unique: bool = False, **declared: Any) -> Any:
    """Return the Pandera field of a column of this kind."""
    column = Column(
        kind=kind, title=common["en"], title_ar=common["ar"], description=common["means"],
        required=common.get("required", False), hxl=common.get("hxl"),
        since=common.get("since"), **declared,
    )  # fmt: skip
    return field(column, unique=unique)


def _listed(item: str) -> str:
    return rf"{item}(?:\|{item})*"


def field(column: Column, *, unique: bool = False) -> Any:
    """The Pandera field of a column."""
    if column.kind == "word" and '"' in (column.pattern or ""):
        raise ValueError(f"{column.title}: a word is never quoted, its pattern may not allow a quote")
    return pa.Field(
        nullable=not column.required,
        unique=unique,
        ge=column.minimum,
        le=column.maximum,
        str_matches=f"^(?:{column.pattern})$" if column.kind in ("word", "address") else None,
        dtype_kwargs={"categories": list(column.codes)} if column.kind == "code" and column.codes else None,
        title=column.title,
        description=column.description,
        metadata={"column": column},
    )
