"""Text from outside, made safe to print; and the known name that is nearest to an unknown one."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Sequence

PRINTABLE = 40
"""Characters of a cell that are shown."""

_INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


def printable(text: str) -> str:
    """Return text that is safe to print: at most 40 characters, invisible ones as their code points.

    >>> printable("a\u202eb")
    'a<U+202E>b'
    """
    return visible(text[:PRINTABLE]) + ("…" if len(text) > PRINTABLE else "")


def visible(text: str) -> str:
    """Return the whole of a text with its invisible characters as their code points."""
    return "".join(f"<U+{ord(c):04X}>" if unicodedata.category(c) in _INVISIBLE else c for c in text)


def ended(text: str) -> str:
    """Return a text that ends as a sentence does."""
    return text if text.endswith((".", "!", "?", "؟")) else f"{text}."


def listed(words: Sequence[str]) -> str:
    """Return words as they are listed in a sentence.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def quoted(text: str) -> str:
    """Return text that is safe to print, in quotation marks."""
    return f"“{printable(text)}”"


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most similar to this one; None where no name is similar."""
    close = difflib.get_close_matches(name[:60], list(known), 1, 0.5)
    return close[0] if close else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ``; did you mean “X”?``, to end a sentence about an unknown name; empty where no name is similar."""
    near = nearest(name, known)
    return f"; did you mean {quoted(near)}?" if near else ""
