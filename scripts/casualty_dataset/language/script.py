"""In which script words are printed: an English sentence never shows Arabic words alone, nor an Arabic one others."""

from __future__ import annotations

import unicodedata


def is_arabic(words: str) -> bool:
    """Return whether any letter of the words is Arabic."""
    return any(unicodedata.name(letter, "").startswith("ARABIC LETTER") for letter in words)
