"""The kinds of column: how a cell is spelled, what it may hold, what it is called.

Each function below declares one column of a :class:`~casualty_schemas.table.Table`. What it is told
(pattern, codes, reference, titles …) is kept once, as a :class:`Column`, in the metadata of the
Pandera field; typed reading, the byte gate, the Pandera check, the Table Schema, the dictionary and
the Hypothesis strategies all read it from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandera.polars as pa
import polars as pl

from casualty_schemas.vocabulary import Vocabulary

Kind = Literal["word", "code", "day", "count", "degrees", "text", "address"]

SLUG = "[a-z0-9]+(?:-[a-z0-9]+)*"
EARLIEST = date(2011, 1, 1)
MAX_CELL = 10_000
"""Characters in one cell; well under the 32,767 that a spreadsheet cell holds."""

_DAY = (
    "20(?:1[1-9]|[2-9][0-9])-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    "|20(?:[2468][048]|[13579][26])-02-29"
)  # the Gregorian calendar from EARLIEST to 2099, leap days included
_COUNT = "0|[1-9][0-9]{0,17}"
_DEGREES = r"0|-?(?:0\.[0-9]?[1-9]|[1-9][0-9]{0,2}(?:\.[0-9]?[1-9])?)"  # at most two decimals, no trailing zero
ADDRESS_HOST = r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::[0-9]{2,5})?"
_ADDRESS = ADDRESS_HOST + r'(?:[/?#][^\x00-\x20"\\^`{}|<>\x7f]*)?'


@dataclass(frozen=True, slots=True)
class Column:
    """What one column is; ``pattern`` matches one whole cell, without the quotes of CSV.

    ``hxl`` is the hashtag of the column by the Humanitarian Exchange Language.
    """

    kind: Kind
    title: str
    title_ar: str
    description: str
    required: bool
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
        """Itself: it never changes, and Pandera copies a schema on every check."""
        return self

    @property
    def parent(self) -> tuple[str, str]:
        """Table and column that this column refers to; only for a column that refers."""
        table, _, column = (self.refers_to or "").partition(".")
        return table, column

    @property
    def free_text(self) -> bool:
        """Whether people write prose in it, so that it is searched for what must not be there."""
        return self.kind == "text"

    def outside(self, name: str) -> pl.Expr | None:
        """Whether the cell of the column ``name`` breaks what is declared here: required, bounds, pattern."""
        cell = pl.col(name)
        breaks = [cell.is_null()] if self.required else []
        if self.minimum is not None:
            breaks.append(cell < pl.lit(self.minimum))
        if self.maximum is not None:
            breaks.append(cell > pl.lit(self.maximum))
        if self.pattern and self.kind == "word" and not self.refers_to:
            breaks.append(~cell.str.contains(f"^(?:{self.pattern})$"))
        return pl.any_horizontal(breaks).fill_null(False) if breaks else None


def key(pattern: str, title: str, title_ar: str, description: str, *, hxl: str | None = None) -> Any:
    """A column of the primary key that people see: never empty, never reused."""
    return _field(Column("word", title, title_ar, description, required=True, key=True, pattern=pattern, hxl=hxl))


def word(
    pattern: str,
    title: str,
    title_ar: str,
    description: str,
    *,
    required: bool = False,
    key: bool = False,
    hxl: str | None = None,
) -> Any:
    """A single token of a fixed spelling."""
    return _field(Column("word", title, title_ar, description, required=required, key=key, pattern=pattern, hxl=hxl))


def reference(
    to: str,
    title: str,
    title_ar: str,
    description: str,
    *,
    required: bool = True,
    key: bool = False,
    hxl: str | None = None,
) -> Any:
    """A row of another table (``"table.column"``), or of the same one."""
    return _field(
        Column("word", title, title_ar, description, required=required, key=key, pattern=SLUG, refers_to=to, hxl=hxl)
    )


def tally_reference(title: str, title_ar: str, description: str, *, hxl: str | None = None) -> Any:
    """A tally, by its id."""
    to = "tallies.tally_id"
    return _field(Column("word", title, title_ar, description, False, pattern=TALLY_ID, refers_to=to, hxl=hxl))


def references(to: str, title: str, title_ar: str, description: str) -> Any:
    """Rows of another table, ``|``-separated, sorted, without repeats."""
    return _field(
        Column("word", title, title_ar, description, required=False, pattern=_listed(SLUG), refers_to=to, many=True)
    )


def code(
    codes: Vocabulary,
    title: str,
    title_ar: str,
    description: str,
    *,
    required: bool = False,
    key: bool = False,
    hxl: str | None = None,
) -> Any:
    """One code of a closed vocabulary."""
    column = Column("code", title, title_ar, description, required, key, "|".join(codes), codes, hxl=hxl)
    return _field(column, dtype_kwargs={"categories": list(codes)})


def listed_codes(codes: Vocabulary, title: str, title_ar: str, description: str) -> Any:
    """Codes of a closed vocabulary, ``|``-separated, sorted, without repeats."""
    pattern = _listed(f"(?:{'|'.join(codes)})")
    return _field(Column("word", title, title_ar, description, required=False, pattern=pattern, codes=codes, many=True))


def day(title: str, title_ar: str, description: str, *, required: bool = False, hxl: str | None = None) -> Any:
    """A local day (Asia/Damascus), ISO 8601."""
    return _field(Column("day", title, title_ar, description, required, pattern=_DAY, minimum=EARLIEST, hxl=hxl))


def count(title: str, title_ar: str, description: str, *, hxl: str | None = None) -> Any:
    """A whole number, never negative."""
    return _field(Column("count", title, title_ar, description, required=False, pattern=_COUNT, minimum=0, hxl=hxl))


def degrees(limit: int, title: str, title_ar: str, description: str, *, hxl: str | None = None) -> Any:
    """Decimal degrees of WGS 84, at most two decimals (about one kilometre), written without trailing zeros."""
    return _field(
        Column("degrees", title, title_ar, description, False, pattern=_DEGREES, minimum=-limit, maximum=limit, hxl=hxl)
    )


def text(title: str, title_ar: str, description: str, *, required: bool = False, hxl: str | None = None) -> Any:
    """Words of ours: trimmed, single spaces, NFC, no line break, no formula, nothing invisible."""
    return _field(Column("text", title, title_ar, description, required=required, hxl=hxl))


def arabic(title: str, title_ar: str, description: str) -> Any:
    """Text in Arabic script, in plain letters."""
    return _field(Column("text", title, title_ar, description, required=True, arabic=True))


def address(title: str, title_ar: str, description: str, *, required: bool = False, hxl: str | None = None) -> Any:
    """A web address: http or https, ASCII host in small letters, no user part."""
    return _field(Column("address", title, title_ar, description, required=required, pattern=_ADDRESS, hxl=hxl))


TALLY_ID = "T[0-9]{8}"


def _listed(item: str) -> str:
    return rf"{item}(?:\|{item})*"


def _field(column: Column, **dtype: Any) -> Any:
    if column.kind == "word" and '"' in (column.pattern or ""):
        raise ValueError(f"{column.title}: a word is never quoted, its pattern may not allow a quote")
    return pa.Field(
        nullable=True,  # what is required is asked with all else in one check (Table.declared), not once a column
        title=column.title,
        description=column.description,
        metadata={"column": column},
        **dtype,
    )
