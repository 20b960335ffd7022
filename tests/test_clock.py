"""Today: the later of the day in UTC and the day in the time zone of the dataset."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casualty_dataset.core import clock
from casualty_dataset.workflows import correct as correcting
from casualty_dataset.workflows import retire as retiring
from casualty_dataset.workflows import validate as validating
from casualty_dataset.workflows.correct import Cell
from helpers_dataset import add_line, lines_of, set_cells

NIGHT = date(2025, 6, 2)


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        ("2025-06-01T20:59:59Z", clock.TIME_ZONE, "2025-06-01"),
        ("2025-06-01T21:00:00Z", clock.TIME_ZONE, "2025-06-02"),
        ("2025-06-01T23:59:59Z", clock.TIME_ZONE, "2025-06-02"),
        ("2025-06-02T00:00:00Z", clock.TIME_ZONE, "2025-06-02"),
        ("2012-01-15T21:59:59Z", clock.TIME_ZONE, "2012-01-15"),  # two hours before UTC in the winters until 2022
        ("2012-01-15T22:00:00Z", clock.TIME_ZONE, "2012-01-16"),
        ("2025-06-02T02:00:00Z", "America/New_York", "2025-06-02"),  # the day in UTC is the later one
        ("2025-06-01T17:00:00Z", "Asia/Yangon", "2025-06-01"),
        ("2025-06-01T17:30:00Z", "Asia/Yangon", "2025-06-02"),
    ],
)
def test_today_is_the_later_of_two_days(moment: str, zone: str, day: str) -> None:
    """It begins with whichever of the two clocks is ahead."""
    assert clock.today(datetime.fromisoformat(moment), zone) == date.fromisoformat(day)


@given(st.datetimes(datetime(2011, 1, 1), datetime(2090, 1, 1)), st.sampled_from([-12, -5, 0, 3, 5.5, 14]))
def test_today_depends_on_the_moment_alone(moment: datetime, hours: float) -> None:
    """The same moment as told by another clock is the same day, never before the day in UTC."""
    utc = moment.replace(tzinfo=UTC)

    assert clock.today(utc) == clock.today(utc.astimezone(_zone(hours))) >= utc.date()


def _zone(hours: float) -> timezone:
    return timezone(timedelta(hours=hours))


@pytest.fixture
def in_the_night(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be the second of June in Damascus, and the first in UTC."""
    for module in (validating, correcting, retiring):
        monkeypatch.setattr(module, "today", lambda: clock.today(datetime(2025, 6, 1, 22, tzinfo=UTC)))


@pytest.mark.usefixtures("in_the_night")
def test_a_bulletin_of_tonight_is_accepted(small: Path) -> None:
    """Published and read on the day that has just begun in Damascus; a day later is refused."""
    row = "zz-tonight,Bulletin of tonight,Test Monitor,https://monitor.example.org/tonight"
    add_line(small, "sources", f"{row},,2025-06-02,day,ar,claimant_publication,primary,,,whole,2025-06-02,,")
    add_line(small, "incident_sources", "sy-2025-03-hill,zz-tonight,")

    assert validating.validate(small).problems.valid
    set_cells(small, "sources", "zz-tonight", {"retrieved_on": "2025-06-03"})
    assert [p.rule for p in validating.validate(small).problems if p.severity == "error"] == ["nothing_after_today"]


@pytest.mark.usefixtures("in_the_night")
def test_edits_of_the_night_bear_its_day(published: Path) -> None:
    """``correct`` and ``retire`` write the day that it is in Damascus."""
    correcting.correct(published, Cell("places", "hill", "name_en"), "Hilltop", "The map spells it so.")
    retiring.retire(published, "incident_sources", "sy-2025-03-hill|herald-2025-03-09", "It says nothing of it.")

    assert lines_of(published, "corrections")[-1].endswith(f",{NIGHT}")
    assert any(line.endswith(f",{NIGHT}") for line in lines_of(published, "retired"))
