"""Hypothesis strategies for a valid cell and a valid row of any table, from its column declarations alone."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from hypothesis import strategies as st

from casualty_schemas import Table
from casualty_schemas.columns import Column
from helpers_dataset import join_cells

UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0\ufffc\ufffd" + "".join(
    map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
)
"""Characters that show nothing, or a letter that was lost, and are of no category that says so."""

VISIBLE = st.characters(exclude_categories=("C", "Z"), exclude_characters=UNSEEN)
ANYTHING = st.characters(exclude_categories=["Cs"], exclude_characters="\n\r")
_ARABIC = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي"
_LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ,.'\"-()é"


def starts_a_formula(text: str) -> bool:
    """True if a spreadsheet may run the text as a formula: what it begins with once quotation marks are gone."""
    bare = text.lstrip(" '\"`«‘’‚‛“”„‟")
    return not bare or unicodedata.normalize("NFKC", bare)[0] in "=+-@|"


def allows(column: Column, text: str) -> bool:
    """True if a column's declaration allows this text as a cell; written anew here, not taken from the code."""
    if not text:
        return not column.required
    seen = all(c == " " or unicodedata.category(c)[0] not in "CZ" for c in text) and not set(text) & set(UNSEEN)
    if not seen or unicodedata.normalize("NFC", text) != text or len(text) > 10_000:
        return False
    if column.kind == "text":
        return text == " ".join(text.split(" ")).strip() and "  " not in text and not starts_a_formula(text)
    if not re.fullmatch(column.pattern or "", text):
        return False
    number = float(text) if column.kind == "degrees" else 0.0
    low, high = (column.minimum, column.maximum) if column.kind == "degrees" else (None, None)
    return not (isinstance(low, int | float) and number < low) and not (high is not None and number > high)


def _texts(column: Column) -> st.SearchStrategy[str]:
    letters = (
        st.sampled_from(_ARABIC) if column.arabic else st.one_of(st.sampled_from(_LATIN.replace(" ", "")), VISIBLE)
    )
    words = st.lists(st.text(letters, min_size=1, max_size=8), min_size=1, max_size=5)
    return words.map(" ".join).map(lambda text: unicodedata.normalize("NFC", text))


def _filled(column: Column) -> st.SearchStrategy[str]:
    if column.kind == "text":
        return _texts(column)
    if column.kind == "code" and column.codes:
        return st.sampled_from(list(column.codes))
    if column.many:
        item = st.sampled_from(list(column.codes)) if column.codes else _matching("[a-z0-9]{1,5}", ascii_only=True)
        return st.lists(item, min_size=1, max_size=3, unique=True).map(lambda items: "|".join(sorted(items)))
    return _matching(column.pattern or "", ascii_only=column.kind != "address")


@cache
def _matching(pattern: str, *, ascii_only: bool) -> st.SearchStrategy[str]:
    """Texts that match a pattern; kept, because Hypothesis builds the strategy of a pattern anew for each text."""
    alphabet = st.characters(codec="ascii") if ascii_only else VISIBLE
    return st.from_regex(re.compile(pattern), fullmatch=True, alphabet=alphabet)


def cells(column: Column) -> st.SearchStrategy[str]:
    """A valid cell of the column, without the quotes of CSV; empty, too, where it may be."""
    filled = _filled(column).filter(lambda text: allows(column, text))
    return filled if column.required else st.one_of(st.just(""), filled)


@cache
def rows(table: type[Table]) -> st.SearchStrategy[list[str]]:
    """The cells of a valid row of the table."""
    return st.tuples(*(cells(column) for column in table.columns().values())).map(list)


@cache
def files(table: type[Table], most: int = 6) -> st.SearchStrategy[bytes]:
    """A canonical file of the table: its header, and rows sorted by a key that occurs once."""
    places = [list(table.columns()).index(name) for name in table.primary_key()]

    def key(row: list[str]) -> tuple[str, ...]:
        return tuple(row[place] for place in places)

    return st.lists(rows(table), min_size=1, max_size=most, unique_by=key).map(
        lambda drawn: "".join(
            f"{line}\n" for line in [table.header(), *(join_cells(row) for row in sorted(drawn, key=key))]
        ).encode()
    )


def forbidden(column: Column) -> st.SearchStrategy[str]:
    """A text on one line that the column's declaration does not allow."""
    near = cells(column).flatmap(
        lambda good: st.tuples(st.integers(0, len(good)), st.text(ANYTHING, min_size=1, max_size=2)).map(
            lambda cut: good[: cut[0]] + cut[1] + good[cut[0] :]
        )
    )
    return st.one_of(near, st.text(ANYTHING, max_size=8)).filter(lambda text: not allows(column, text))
