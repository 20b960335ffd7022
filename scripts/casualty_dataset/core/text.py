"""Text from outside, made safe to print. Apart from the problems, so that what needs no tables loads none."""

from __future__ import annotations

import unicodedata

SHOWN = 40
"""Characters that are shown of a cell."""

_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


def shown(text: str) -> str:
    """A cell's text, safe to print: at most 40 characters, what cannot be seen as code points.

    >>> shown("a\u202eb")
    'a<U+202E>b'
    """
    clipped = text[:SHOWN]
    safe = "".join(f"<U+{ord(c):04X}>" if unicodedata.category(c) in _UNSEEN else c for c in clipped)
    return safe + ("…" if len(text) > SHOWN else "")


def quoted(text: str) -> str:
    """The same, in quotation marks, for use in a sentence."""
    return f"“{shown(text)}”"
