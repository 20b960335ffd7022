"""Text from outside, made safe to print; and the nearest known name to one that is not known."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

PRINTABLE = 40
"""Characters that are shown of a cell."""

_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


def printable(text: str) -> str:
    """A cell's text, safe to print: at most 40 characters, what cannot be seen as code points.

    >>> printable("a\u202eb")
    'a<U+202E>b'
    """
    clipped = text[:PRINTABLE]
    safe = "".join(f"<U+{ord(c):04X}>" if unicodedata.category(c) in _UNSEEN else c for c in clipped)
    return safe + ("…" if len(text) > PRINTABLE else "")


def quoted(text: str) -> str:
    """The same, in quotation marks, for use in a sentence."""
    return f"“{printable(text)}”"


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that is most like this one; None where none is like it."""
    close = difflib.get_close_matches(name[:60], list(known), 1, 0.5)
    return close[0] if close else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """``; did you mean “X”?``, to end a sentence about a name that is not known; empty where nothing is like it."""
    near = nearest(name, known)
    return f"; did you mean {quoted(near)}?" if near else ""
