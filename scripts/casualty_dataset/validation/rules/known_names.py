"""The names that the tables themselves give to actors, places and publishers: none of them is the name of a person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

NAME_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "actors": ("name_en", "name_ar"),
    "places": ("name_en", "name_ar", "aliases"),
    "sources": ("publisher",),
}
"""The columns that name organisations and places, by table."""


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Names in one text, their letters folded; ``"al assad" in names`` is true for any run of words of one name."""

    text: str

    def __contains__(self, words: str) -> bool:
        return f" {words} " in self.text


def known_names(tables: Mapping[str, pl.DataFrame], without: str = "") -> KnownNames:
    """Collect the names in these tables, leaving out one table."""
    names = [
        tables[table][column].drop_nulls()
        for table, columns in NAME_COLUMNS.items()
        if table in tables.keys() - {without}
        for column in columns
    ]
    lines = _fold_letters("\n".join(text for series in names for text in series.unique()).replace("|", "\n"))
    return KnownNames(" " + re.sub(r"[^\w\n]+", " ", lines).replace("\n", " \n ") + " ")


def split_words(text: str) -> list[str]:
    """Split a text into words, in one spelling of letters: small, Arabic without variants, no hyphen or apostrophe."""
    return re.findall(r"[^\W_]+", _fold_letters(text))


def _fold_letters(text: str) -> str:
    return re.sub("[\u0640\u064b-\u0652'’`]", "", text.lower()).translate(_ONE_LETTER)


_ONE_LETTER = str.maketrans("أإآٱىةئؤ", "اااايهيو")
