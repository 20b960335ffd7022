"""`dataset timeline` in words: each point beside the one before, in lines of at most 80 characters."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings

from builders import Row, make_document, make_record, make_tally, nth_day, records, typed
from casualty_dataset.analysis.record import Record
from casualty_dataset.cli.text.timeline import Filters, lines

PAPERS = [make_document(f"d{day}", day) for day in range(9)]


def _shown(tallies: list[Row], **filters: Any) -> list[str]:
    record = Record(make_record(tallies, PAPERS))
    points = record.timeline(**filters)
    return list(lines("table", record, Filters(**filters), points, bars=False))


def _tally(number: int, value: int | None, as_of: int, **cells: Any) -> Row:
    return make_tally(number, f"d{as_of}", value, as_of, **cells)


def test_a_new_count_names_the_older_standing_figure() -> None:
    since = {"period_start": nth_day(2)}
    tallies = [
        _tally(1, 4047, 1),
        _tally(2, 123, 3, supersedes_id="T00000001", revision_reason="restart", **since),
        _tally(3, 310, 5, **since),
    ]
    assert _shown(tallies) == [
        "Test Monitor: people killed in Both coasts, documented",
        "  4,047 (2 March 2025): first figure",
        "Test Monitor: people killed in Both coasts since 3 March 2025, documented",
        "  123 (4 March 2025): a new count from 3 March 2025 on; the earlier 4,047 stands",
        "      as what was counted before",
        "  310 (6 March 2025): +187",
    ]


def test_a_count_names_the_estimate_that_it_replaces() -> None:
    tallies = [
        _tally(1, 5000, 1, basis="estimate", qualifier="about"),
        _tally(2, 1450, 3, supersedes_id="T00000001", revision_reason="recount"),
    ]
    assert " ".join(" ".join(_shown(tallies)).split()) == (
        "Test Monitor: people killed in Both coasts, documented 1,450 (4 March 2025): −3,550, lower: recount; it "
        "replaces about 5,000 (2 March 2025) Test Monitor: people killed in Both coasts, an estimate about 5,000 "
        "(2 March 2025): first figure"
    )


def test_a_withdrawal_a_fall_and_a_restated_figure_are_shown() -> None:
    tallies = [
        _tally(1, 90, 1), _tally(2, 90, 2),
        _tally(3, 70, 3, supersedes_id="T00000001", revision_reason="not_stated"),
        _tally(4, None, 5, qualifier="none_published", supersedes_id="T00000003", revision_reason="retraction"),
    ]  # fmt: skip
    assert _shown(tallies)[1:] == [
        "  90 (2 March 2025): first figure",
        "  90 (3 March 2025): said again until 3 March 2025",
        "  70 (4 March 2025): −20, lower, no reason stated",
        "  no toll published (6 March 2025): withdrew the figure and gave none",
    ]


def test_a_claimant_with_increments_alone_is_shown_with_them() -> None:
    cells: Row = {"period_basis": "documentation"}
    tallies = [_tally(n, n + 10, n, period_start=nth_day(n), period_end=nth_day(n), **cells) for n in (1, 2)]
    assert _shown(tallies, claimants=("monitor",)) == [
        "Test Monitor: people killed in Both coasts, documented, increments, never added",
        "    up",
        "  11 (2 March 2025): a further 11, recorded on 2 March 2025",
        "  12 (3 March 2025): a further 12, recorded on 3 March 2025",
    ]


def test_each_point_of_a_renamed_body_names_its_claimant() -> None:
    tables = make_record([_tally(1, 1500, 1, claimant_id="old"), _tally(2, 1600, 3, claimant_id="new")], PAPERS)
    plain = tables["actors"].row(0, named=True) | {"parent_id": None}
    rows = [
        plain | {"actor_id": "old", "name_en": "Old Office", "succeeds_id": None},
        plain | {"actor_id": "new", "name_en": "New Office", "succeeds_id": "old"},
    ]
    record = Record({**tables, "actors": pl.concat([tables["actors"], typed("actors", rows)])})
    points = record.timeline(claimants=["old"])
    assert list(lines("table", record, Filters(("old",)), points, bars=False)) == [
        "New Office: people killed in Both coasts, documented",
        "  1,500 (2 March 2025), said by Old Office: first figure",
        "  1,600 (4 March 2025): +100",
    ]


@pytest.mark.parametrize("bars", [False, True])
@settings(max_examples=25)
@given(tables=records())
def test_no_line_is_longer_than_a_terminal(bars: bool, tables: dict[str, pl.DataFrame]) -> None:
    record = Record(tables)
    shown = list(lines("table", record, Filters(), record.timeline(), bars=bars))
    assert [line for line in shown if len(line) > 80] == []


def test_only_one_incident_is_shown_where_one_is_asked_for() -> None:
    tallies = [_tally(1, 50, 1), _tally(2, 6, 1, incident_id="sy-2025-03-hill", place_id="north")]
    assert [line.strip() for line in _shown(tallies, incident="sy-2025-03-hill")[1:]] == [
        "6 (2 March 2025): first figure"
    ]
