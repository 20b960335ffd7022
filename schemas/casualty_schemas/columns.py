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
    Language.
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
    """Keyword arguments of every builder: the words for people, and whether a cell may be empty."""

    title: str
    title_ar: str
    description: str
    required: NotRequired[bool]
    hxl: NotRequired[str]


class Changes(TypedDict, total=False):
    """Keyword arguments that replace those of a column that is repeated."""

    title: str
    title_ar: str
    description: str
    required: bool
    hxl: str


def key(pattern: str, **common: Unpack[Common]) -> Any:
    """The id of a row: never empty, never twice in the table."""
    return field(Column(kind="word", pattern=pattern, **common | {"required": True}), unique=True)


def word(pattern: str, **common: Unpack[Common]) -> Any:
    """A single token of a fixed spelling."""
    return field(Column(kind="word", pattern=pattern, **common))


def yes_or_no(**common: Unpack[Common]) -> Any:
    """A statement that is true or not."""
    return word("yes|no", **common | {"required": True})


def reference(to: str, **common: Unpack[Common]) -> Any:
    """The id of a row of another table (``"table.column"``), or of the same one."""
    return field(Column(kind="word", pattern=SLUG, refers_to=to, **common))


def references(to: str, **common: Unpack[Common]) -> Any:
    """Ids of rows of another table, ``|``-separated, sorted, without repeats."""
    return field(Column(kind="word", pattern=_listed(SLUG), refers_to=to, many=True, **common))


def tally_reference(**common: Unpack[Common]) -> Any:
    """The id of a tally."""
    return field(Column(kind="word", pattern=TALLY_ID, refers_to="tallies.tally_id", **common))


def tally_list(**common: Unpack[Common]) -> Any:
    """Ids of tallies, ``|``-separated."""
    return word(_listed(TALLY_ID), **common)


def code(codes: Vocabulary, **common: Unpack[Common]) -> Any:
    """One code of a closed vocabulary."""
    return field(Column(kind="code", pattern="|".join(codes), codes=codes, **common))


def listed_codes(codes: Vocabulary, **common: Unpack[Common]) -> Any:
    """Codes of a closed vocabulary, ``|``-separated, sorted, without repeats."""
    pattern = _listed(f"(?:{'|'.join(codes)})")
    return field(Column(kind="word", pattern=pattern, codes=codes, many=True, **common))


def day(**common: Unpack[Common]) -> Any:
    """A local day of the dataset's time zone, ISO 8601."""
    return field(Column(kind="day", pattern=_DAY, minimum=EARLIEST, **common))


def count(**common: Unpack[Common]) -> Any:
    """A whole number, never negative."""
    return field(Column(kind="count", pattern=_COUNT, minimum=0, **common))


def degrees(limit: int, **common: Unpack[Common]) -> Any:
    """Decimal degrees of WGS 84, at most two decimals (about one kilometre), written without trailing zeros."""
    return field(Column(kind="degrees", pattern=_DEGREES, minimum=-limit, maximum=limit, **common))


def text(**common: Unpack[Common]) -> Any:
    """Our own words: trimmed, single spaces, NFC, no line break, no formula, no invisible character."""
    return field(Column(kind="text", **common))


def arabic(**common: Unpack[Common]) -> Any:
    """Text in Arabic script, in plain letters."""
    return field(Column(kind="text", arabic=True, **common))


def address(**common: Unpack[Common]) -> Any:
    """A web address: http or https, ASCII host in small letters, no user part."""
    return field(Column(kind="address", pattern=_ADDRESS, **common))


def english(**common: Unpack[Common]) -> Any:
    """Text in English, of which another column gives the Arabic; ``title_ar`` and ``hxl`` are completed here."""
    common["title_ar"] += " بالإنكليزية"
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
    return field(replace(plain, **changes))


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
