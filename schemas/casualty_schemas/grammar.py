"""The spelling of a cell and of a line, as regular expressions made from the column declarations.

The same text serves Polars (Rust) and Python's ``re``. A line that matches :func:`line_pattern` is
proven canonical: the right number of cells, none with a line break, each spelled in the one way that
its column allows, quoted only where it must be. Characters are taken from an allow-list of common
scripts, so a line with any other character does not match and is looked at cell by cell: not wrong,
only not proven.
"""

from __future__ import annotations

from collections.abc import Iterable

from casualty_schemas.columns import ADDRESS_HOST, Column

# Printable, visible and in NFC whatever stands beside it. Neither space, comma nor quote.
_PLAIN = (
    r"!\x23-\x2B\x2D-\x7E"
    "\u00a1-\u00ac\u00ae-\u02ff"  # Latin
    "\u0370-\u0373\u0376\u0377\u037b-\u037d\u037f\u0386\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u03ff"  # Greek
    "\u0400-\u0482\u048a-\u052f"  # Cyrillic
    "\u05d0-\u05ea"  # Hebrew
    "\u060c\u061b\u061e-\u063f\u0641-\u064a\u0660-\u066f\u0671-\u06d3\u06d5\u06ee-\u06ff"  # Arabic, no tatweel
    "\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u21ff"  # dashes, quotation marks, currencies, arrows
    "\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3"  # Japanese, Chinese, Korean
)
_OPENING = "'\u00ab\u2018-\u201f`"  # quotation marks that a spreadsheet may drop before it reads a formula
_TRIGGER = r"=+\-@|"

CHARACTER = f"[{_PLAIN}]"


def text_pattern() -> str:
    """A cell of free text: bare, or quoted because it holds a comma or a quote."""
    c = CHARACTER
    first = f"[{_PLAIN}--[{_TRIGGER}{_OPENING}]]"
    opening = f"[{_OPENING}]"
    mark = '(?:,|"")'
    any_ = f'(?:{c}|,|"")'
    bare = f"{opening}*{first}(?: ?{c})*"  # a space has a character after it: none doubled, none at the end
    quote_first = f'{opening}*""(?:""|{opening})*{first}'
    return f'{bare}|"(?:{bare} ?{mark}|{quote_first})(?: ?{any_})*"'


def cell_pattern(column: Column) -> str:
    """One cell as it stands in the file, its quotes included; empty allowed unless required."""
    if column.kind == "text":
        pattern = text_pattern()
    elif column.kind == "address":
        plain = rf"[{_PLAIN}--[\\^`{{}}|<>]]"
        pattern = f'{ADDRESS_HOST}(?:[/?#]{plain}*)?|"{ADDRESS_HOST}[/?#]{plain}*,(?:{plain}|,)*"'
    else:
        pattern = column.pattern or ""
    return f"(?:{pattern})" if column.required else f"(?:{pattern})?"


def line_pattern(columns: Iterable[Column]) -> str:
    """One line of a table, without its line feed, in the syntax of Rust's ``regex`` (``--`` is set difference)."""
    return f"^{','.join(cell_pattern(column) for column in columns)}$"
