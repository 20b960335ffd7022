"""Which claims stand: what a link ends, what it leaves standing, and what continues under a new name."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import polars as pl
import pytest

from builders import Row, make_document, make_record, make_tally, nth_day, small_tables, typed
from casualty_dataset.analysis.claims import fold
from casualty_dataset.analysis.standing import latest, standing

PAPERS = [make_document(f"d{day}", day) for day in range(10)]
ENDING = ("new_information", "recount", "correction_down", "typo", "not_stated", "scope_changed", None)


def _standing(tallies: list[Row], day: int | None = None, **tables: pl.DataFrame) -> list[str]:
    """The ids of the claims that stand, with a day those that stood on it."""
    folded = fold({**make_record(tallies, PAPERS), **tables})
    return sorted(latest(folded, None if day is None else nth_day(day))["claim_id"])


def _replaced(reason: str | None, **cells: Any) -> list[Row]:
    """An older figure of day 1, and one of day 3 that names it, with other cells."""
    older = make_tally(1, "d1", 5000, 1)
    newer = make_tally(2, "d3", 1450, 3, supersedes_id="T00000001", revision_reason=reason)
    return [older, newer | cells]


@pytest.mark.parametrize("reason", ENDING)
@pytest.mark.parametrize(
    "cells",
    [{}, {"basis": "estimate"}, {"basis": "not_stated"}, {"status": "civilian"}, {"place_id": "north"},
     {"qualifier": "about"}, {"qualifier": "at_least", "sex": "female"}, {"group_as_stated": "students"}],
    ids=str,
)  # fmt: skip
def test_a_link_ends_what_it_names_in_any_series(reason: str | None, cells: Row) -> None:
    tallies = _replaced(reason, **cells)
    assert _standing(tallies) == ["T00000002"]
    assert _standing(tallies, 2) == ["T00000001"]
    (older,) = fold(make_record(tallies, PAPERS)).filter(pl.col("claim_id") == "T00000001").to_dicts()
    assert (older["ended_by_id"], older["ended_on"]) == ("T00000002", nth_day(3))


@pytest.mark.parametrize("carrier", [1, 4])
def test_a_link_to_any_document_of_a_figure_ends_the_figure(carrier: int) -> None:
    tallies = [*_replaced("recount", basis="estimate"), make_tally(4, "d2", 5000, 1)]
    tallies[1]["supersedes_id"] = f"T{carrier:08d}"
    assert _standing(tallies) == ["T00000002"]


@pytest.mark.parametrize(("value", "later"), [(123, 310), (4100, 5000), (7, 8)])
def test_a_new_start_leaves_the_earlier_count_standing(value: int, later: int) -> None:
    since = {"period_start": nth_day(2)}
    tallies = [*_replaced("restart", value=value, **since), make_tally(3, "d5", later, 5, **since)]
    assert _standing(tallies) == ["T00000001", "T00000003"]
    assert fold(make_record(tallies, PAPERS))["ended_by_id"].null_count() == 3


@pytest.mark.parametrize("basis", ["documented", "not_stated", "estimate"])
@pytest.mark.parametrize("qualifier", ["none_published", "denied"])
def test_after_a_retraction_no_figure_is_left(basis: str, qualifier: str) -> None:
    tallies = _replaced("retraction", value=None, qualifier=qualifier, basis=basis)
    folded = fold(make_record(tallies, PAPERS))
    assert folded["series"].n_unique() == 1
    assert folded["position"].to_list() == [0, 1]
    assert [row["lower"] for row in latest(folded).to_dicts()] == [None]
    assert latest(folded, nth_day(2))["lower"].to_list() == [5000]


def test_what_a_later_figure_replaced_does_not_come_back_when_that_is_withdrawn() -> None:
    tallies = [
        make_tally(1, "d1", 100, 1), make_tally(2, "d2", 200, 2),
        make_tally(3, "d4", None, 4, qualifier="none_published", supersedes_id="T00000002",
                   revision_reason="retraction"),
    ]  # fmt: skip
    assert _standing(tallies) == ["T00000003"]


def test_that_no_toll_was_published_takes_the_place_of_no_figure() -> None:
    absence = make_tally(2, "d3", None, 3, qualifier="none_published")
    assert _standing([make_tally(1, "d1", 100, 1), absence]) == ["T00000001"]
    assert _standing([absence]) == ["T00000002"]


def test_of_one_day_the_later_publication_is_the_later_word() -> None:
    tallies = [make_tally(1, "d2", 1200, 1), make_tally(2, "d9", 950, 1)]
    assert _standing(tallies) == ["T00000002"]
    assert _standing(tallies, 5) == ["T00000001"]


# --- succession --------------------------------------------------------------------------------------


def _actors(chain: int) -> pl.DataFrame:
    """A body under several names, each of which succeeds the one before."""
    bodies = [
        {"actor_id": f"name-{n}", "succeeds_id": f"name-{n - 1}" if n else None, "kind": "monitor"}
        for n in range(chain)
    ]
    return pl.concat([small_tables()["actors"], typed("actors", bodies)])


@pytest.mark.parametrize("chain", [2, 3, 5])
def test_a_body_continues_its_series_under_a_new_name(chain: int) -> None:
    tallies = [make_tally(n + 1, f"d{n}", 100 + n, n, claimant_id=f"name-{n}") for n in range(chain)]
    folded = fold({**make_record(tallies, PAPERS), "actors": _actors(chain)})
    assert folded["series"].n_unique() == 1
    assert set(folded["body_id"]) == {f"name-{chain - 1}"}
    assert folded.sort("position")["claimant_id"].to_list() == [f"name-{n}" for n in range(chain)]
    assert latest(folded)["value"].to_list() == [100 + chain - 1]


# --- what is known on a day --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("precision", "known"), [("day", date(2025, 3, 1)), ("month", date(2025, 3, 31)), ("year", date(2025, 12, 31))]
)
def test_a_document_of_reduced_precision_is_known_on_its_last_day(precision: str, known: date) -> None:
    first = date(2025, 1, 1) if precision == "year" else date(2025, 3, 1)
    paper = make_document("paper", 0) | {"published_on": first, "published_precision": precision}
    record = make_record([make_tally(1, "paper", 1000, None)], [paper])
    (claim,) = fold(record).to_dicts()
    assert (claim["known"], claim["known_assumed"]) == (known, precision != "day")
    assert fold(record, known - timedelta(days=1)).is_empty()
    assert fold(record, known).height == 1


def test_leaving_the_day_out_and_a_day_after_everything_are_the_same_answer() -> None:
    papers = [*PAPERS, make_document("undated", None)]
    dated = [make_tally(1, "d3", 100, 3), make_tally(2, "d4", 50, 4, claimant_id="network")]
    for undated in (make_tally(3, "undated", 70, 2, claimant_id="state"), make_tally(3, "undated", 70, None)):
        record = make_record([*dated, undated], papers)
        for later in (nth_day(4), nth_day(400), date(2099, 1, 1)):
            assert fold(record, later).equals(fold(record))


def test_standing_is_the_same_by_marks_and_by_days() -> None:
    for reason, day in product((*ENDING, "restart"), range(6)):
        folded = fold(make_record(_replaced(reason, basis="estimate"), PAPERS))
        marks = standing(folded).filter(pl.col("known") <= nth_day(day)).group_by("series").agg(
            pl.col("position").last()
        )  # fmt: skip
        by_day = latest(folded, nth_day(day)).select("series", "position")
        assert dict(marks.drop_nulls().iter_rows()) == dict(by_day.iter_rows())
