"""The syntax of versions, digests and days."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

VERSION: Final = r"(?:0|[1-9][0-9]{0,5})(?:\.(?:0|[1-9][0-9]{0,5})){2}"
"""Three whole numbers without sign, prefix or suffix, as a regular expression."""

_DIGEST = re.compile("[0-9a-f]{64}")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def is_version(value: object) -> bool:
    """Return whether this is a version such as ``1.2.0``."""
    return isinstance(value, str) and re.fullmatch(VERSION, value) is not None


def version_key(version: str) -> tuple[int, ...]:
    """Return a version as numbers that sort."""
    return tuple(int(part) for part in version.split("."))


def is_digest(value: object) -> bool:
    """Return whether this is a SHA-256 as written here: 64 lower-case hexadecimal digits."""
    return isinstance(value, str) and _DIGEST.fullmatch(value) is not None


def is_day(value: object) -> bool:
    """Return whether this is a day of the calendar as ``YYYY-MM-DD``."""
    try:
        return isinstance(value, str) and _DAY.fullmatch(value) is not None and bool(date.fromisoformat(value))
    except ValueError:
        return False
