"""What a form of a release says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class About:
    """What a form of a release says of itself."""

    title: str
    description: str
    version: str
    on: date
    digest_of: Mapping[str, str]
    """Content hash by table name."""
