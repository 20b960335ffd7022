"""What day it is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

TIME_ZONE: Final = "Asia/Damascus"
"""The time zone in which the days of the dataset are meant, by its IANA name."""


def today(now: datetime | None = None, zone: str = TIME_ZONE) -> date:
    """Return the later of the day in UTC and the day in the time zone of the dataset.

    A bulletin of the first hour of a day in Damascus can then be entered at once, though it is still the day before in
    UTC; and nobody's edit is dated after the day that their own clock shows in either. ``now`` is a moment with its
    time zone (default: the present one). Raises ``zoneinfo.ZoneInfoNotFoundError`` for a zone that is not known.
    """
    moment = now or datetime.now(UTC)
    return max(moment.astimezone(UTC).date(), moment.astimezone(ZoneInfo(zone)).date())
