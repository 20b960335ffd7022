"""The facts about a release that its files repeat: title, version, date and digests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ReleaseInfo:
    """A release as its Parquet, Excel, SQLite and GeoJSON files describe it.

    ``digest_of`` gives the content hash of each table by its name.
    """

    title: str
    description: str
    version: str
    released_on: date
    digest_of: Mapping[str, str]
