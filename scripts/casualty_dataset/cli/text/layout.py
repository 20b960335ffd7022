"""Lines of at most 80 characters, columns of numbers, lines of CSV."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

WIDTH: Final = 80


def wrapped(text: str, indent: str = "", hanging: int = 4) -> list[str]:
    """Break a text into lines of at most 80 characters, those after the first indented by ``hanging`` more.

    No word is broken, so that a longer one has a longer line.
    """
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + " " * hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


def columns(rows: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """Align rows in columns, at most 80 characters wide: a text, wrapped, then numbers to the right.

    Each row comes as its lines.
    """
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    text_width = min(widths[0], WIDTH - sum(widths[1:]) - 2 * len(widths))
    for text, *numbers in rows:
        first, *rest = textwrap.wrap(text, text_width, break_long_words=False, break_on_hyphens=False)
        cells = [number.rjust(width) for number, width in zip(numbers, widths[1:], strict=True)]
        yield ["  ".join([f"  {first.ljust(text_width)}", *cells]), *(f"    {line}" for line in rest)]


def csv_line(cells: Iterable[Any]) -> str:
    """A line of CSV: None is empty, a tuple is joined by ``|``, and a cell is quoted only where it must be."""
    texts = ["" if cell is None else "|".join(cell) if isinstance(cell, tuple) else str(cell) for cell in cells]
    return ",".join(f'"{text.replace(chr(34), chr(34) * 2)}"' if set(text) & set(',"') else text for text in texts)
