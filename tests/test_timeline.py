"""Points of series: what each figure is beside the one before, in many measures and numbers."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import Row, make_document, make_record, make_tally, nth_day, records, typed
from casualty_dataset.analysis.as_json import timeline_as_json
from casualty_dataset.analysis.claims import fold
from casualty_dataset.analysis.conflicts import falls
from casualty_dataset.analysis.record import Record
from casualty_dataset.analysis.standing import latest
from casualty_dataset.analysis.timeline import KINDS, timeline
from casualty_dataset.language.sentences import scope_phrase
from casualty_schemas import Series

PAPERS = [make_document(f"d{day}", day) for day in range(9)]
CUMULATIVE = ("killed", "injured", "abducted")
OF_A_DAY = ("missing", "displaced", "sheltering")


def _tally(number: int, value: int | None, as_of: int, **cells: Any) -> Row:
    return make_tally(number, f"d{as_of}", value, as_of, **cells)


def _revising(reason: str | None, of: int = 1) -> Row:
    return {"supersedes_id": f"T{of:08d}"} | ({"revision_reason": reason} if reason else {})


def _points(tallies: list[Row], **filters: Any) -> list[tuple[str, str, int | None]]:
    points = Record(make_record(tallies, PAPERS)).timeline(**filters)
    return [tuple(row) for row in points.select("claim_id", "kind", "step").iter_rows()]


def _kinds(tallies: list[Row], **filters: Any) -> list[str]:
    return [kind for _, kind, _ in _points(tallies, **filters)]


# --- by number and reason ------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", [*CUMULATIVE, *OF_A_DAY])
@pytest.mark.parametrize(("earlier", "later"), [(100, 130), (7, 8), (4047, 50_000)])
def test_a_higher_figure_is_a_step(measure: str, earlier: int, later: int) -> None:
    tallies = [_tally(1, earlier, 1, measure=measure), _tally(2, later, 3, measure=measure)]
    assert _points(tallies) == [("T00000001", "first", None), ("T00000002", "step", later - earlier)]


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("new_information", "correction"), ("recount", "correction"), ("correction_down", "correction"),
        ("typo", "correction"), ("not_stated", "fall"), (None, "fall"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("measure", CUMULATIVE)
@pytest.mark.parametrize(("earlier", "later"), [(1169, 1060), (12, 3), (5, 0)])
def test_a_lower_figure_is_a_correction_or_a_fall(
    reason: str | None, kind: str, measure: str, earlier: int, later: int
) -> None:
    tallies = [
        _tally(1, earlier, 1, measure=measure), _tally(2, later, 3, measure=measure, **_revising(reason)),
    ]  # fmt: skip
    assert _points(tallies) == [("T00000001", "first", None), ("T00000002", kind, later - earlier)]


@pytest.mark.parametrize("measure", OF_A_DAY)
@pytest.mark.parametrize("link", [{}, _revising("not_stated")], ids=str)
def test_a_figure_of_a_day_goes_down_without_a_word(measure: str, link: Row) -> None:
    tallies = [_tally(1, 4000, 1, measure=measure), _tally(2, 20, 3, measure=measure, **link)]
    assert _kinds(tallies) == ["first", "step"]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ({"value": 100, "qualifier": "at_least"}, {"value": 90, "qualifier": "at_least"}),
        ({"value": 100}, {"value": 96, "qualifier": "about"}),
        ({"value": 100, "qualifier": "up_to"}, {"value": 50}),
        ({"value": None, "qualifier": "between", "low": 80, "high": 120}, {"value": 85}),
    ],
    ids=str,
)
def test_a_figure_that_is_not_certainly_lower_is_a_step(earlier: Row, later: Row) -> None:
    tallies = [{**_tally(1, None, 1), **earlier}, {**_tally(2, None, 3), **later}]
    assert _kinds(tallies) == ["first", "step"]


# --- links ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "value", "kind"),
    [("recount", 1450, "correction"), ("new_information", 6000, "step"), ("not_stated", 1450, "fall")],
)
@pytest.mark.parametrize("bases", [("estimate", "documented"), ("documented", "not_stated")])
def test_a_count_that_replaces_an_estimate_is_the_next_step(
    reason: str, value: int, kind: str, bases: tuple[str, str]
) -> None:
    tallies = [_tally(1, 5000, 1, basis=bases[0]), _tally(2, value, 3, basis=bases[1], **_revising(reason))]
    assert sorted(_points(tallies)) == [("T00000001", "first", None), ("T00000002", kind, value - 5000)]


def test_numbers_of_differing_scopes_have_no_difference() -> None:
    tallies = [_tally(1, 164, 1), _tally(2, 396, 3, status="civilian", **_revising(None))]
    assert sorted(_points(tallies)) == [("T00000001", "first", None), ("T00000002", "step", None)]


@pytest.mark.parametrize("measure", CUMULATIVE)
@pytest.mark.parametrize(("before", "after", "then"), [(4047, 123, 310), (100, 150, 200), (9, 4, 10)])
@pytest.mark.parametrize("start", [{"period_start": nth_day(2)}, {}], ids=["since a day", "the same scope"])
def test_a_restart_is_a_new_count_beside_the_older_one(
    measure: str, before: int, after: int, then: int, start: Row
) -> None:
    cells = {"measure": measure}
    tallies = [
        _tally(1, before, 1, **cells), _tally(2, after, 3, **cells, **start, **_revising("restart")),
        _tally(3, then, 5, **cells, **start),
    ]  # fmt: skip
    assert [kind for kind in _kinds(tallies) if kind != "level"] == ["first", "new_count", "step"]
    tables = make_record(tallies, PAPERS)
    claims = fold(tables)
    assert sorted(latest(claims)["claim_id"]) == ["T00000001", "T00000003"]
    assert claims["series"].n_unique() == 2
    assert falls(claims).is_empty()
    new = timeline(claims).filter(kind="new_count")
    assert new.select("earlier_id", "step").rows() == [("T00000001", None)]


def test_what_continues_the_older_count_after_a_restart_is_in_its_series() -> None:
    tallies = [
        _tally(1, 4047, 1), _tally(2, 123, 3, **_revising("restart")), _tally(3, 310, 4),
        _tally(4, 4100, 5, **_revising("new_information")),
    ]  # fmt: skip
    assert _points(tallies) == [
        ("T00000001", "first", None), ("T00000004", "step", 53),
        ("T00000002", "new_count", None), ("T00000003", "step", 187),
    ]  # fmt: skip


@pytest.mark.parametrize("status", [None, "civilian"])
@pytest.mark.parametrize("value", [40, 4000])
def test_counting_others_begins_a_series_and_ends_the_older(status: str | None, value: int) -> None:
    tallies = [_tally(1, 100, 1), _tally(2, value, 3, status=status, **_revising("scope_changed"))]
    assert sorted(_points(tallies)) == [("T00000001", "first", None), ("T00000002", "scope_changed", None)]
    claims = fold(make_record(tallies, PAPERS))
    assert latest(claims)["claim_id"].to_list() == ["T00000002"]
    assert claims["series"].n_unique() == 2


def test_a_retraction_is_a_withdrawal_and_what_follows_is_first_again() -> None:
    withdrawn = _tally(2, None, 3, qualifier="none_published", basis="not_stated", **_revising("retraction"))
    tallies = [_tally(1, 5000, 1), withdrawn, _tally(3, 900, 5)]
    assert _kinds(tallies) == ["first", "withdrawn", "first"]


def test_that_no_figure_was_published_is_an_absence_and_no_step() -> None:
    tallies = [_tally(1, 50, 1), _tally(2, None, 2, qualifier="none_published"), _tally(3, 60, 3)]
    assert _points(tallies)[1:] == [("T00000002", "absence", None), ("T00000003", "step", 10)]


@pytest.mark.parametrize("cells", [{"sex": "unknown"}, {"status": "not_stated"}, {"age": "unknown"}], ids=str)
def test_figures_of_a_vague_code_form_no_steps(cells: Row) -> None:
    tallies = [_tally(1, 40, 1, **cells), _tally(2, 300, 3, **cells), _tally(3, 30, 5, **cells, **_revising(None))]
    assert set(_kinds(tallies)) == {"first"}


# --- said again, increments, succession ----------------------------------------------------------------


@pytest.mark.parametrize("measure", [*CUMULATIVE, *OF_A_DAY])
@pytest.mark.parametrize("days", [(1, 5), (1, 3, 8)])
def test_a_restated_figure_has_a_point_on_its_last_day(measure: str, days: tuple[int, ...]) -> None:
    points = Record(
        make_record([_tally(n, 1000, day, measure=measure) for n, day in enumerate(days, 1)], PAPERS)
    ).timeline()
    assert points.select("as_of", "kind", "step", "value").rows() == [
        (nth_day(days[0]), "first", None, 1000), (nth_day(days[-1]), "level", None, 1000)
    ]  # fmt: skip


def _increments(*values: int, **cells: Any) -> list[Row]:
    return [
        _tally(n, value, n, period_start=nth_day(n), period_end=nth_day(n), period_basis="documentation", **cells)
        for n, value in enumerate(values, 1)
    ]


def test_increments_alone_are_one_series_and_never_added_up() -> None:
    tables = make_record(_increments(11, 12, 5, 12), PAPERS)
    points = Record(tables).timeline()
    assert points.select("kind", "value", "step").rows() == [("increment", n, None) for n in (11, 12, 5, 12)]
    (series,) = timeline_as_json(points)["series"]
    assert [point["value"] for point in series["points"]] == [11, 12, 5, 12]
    assert latest(fold(tables)).is_empty()


def test_increments_beside_a_total_are_in_no_series() -> None:
    tallies = [*_increments(11, 12), _tally(3, 23, 4), *[row | {"tally_id": f"T{n:08d}", "measure": "injured"}
               for n, row in enumerate(_increments(1, 2), 4)]]  # fmt: skip
    assert sorted(_kinds(tallies)) == ["first", "increment", "increment"]
    assert _kinds(tallies, measure="injured") == ["increment", "increment"]
    total_elsewhere = [*_increments(11, 12), _tally(3, 23, 4, place_id="north")]
    assert _kinds(total_elsewhere, place="both-coasts") == ["increment", "increment"]


@pytest.mark.parametrize("asked", ["old", "middle", "new"])
def test_one_series_runs_through_all_names_of_a_body(asked: str) -> None:
    names = ("old", "middle", "new")
    tallies = [_tally(n, 1400 + n, n, claimant_id=name) for n, name in enumerate(names, 1)]
    tables = make_record(tallies, PAPERS)
    rows = [
        {**tables["actors"].row(0, named=True), "actor_id": name, "parent_id": None, "name_en": name.title(),
         "name_ar": name, "succeeds_id": before}
        for name, before in zip(names, (None, *names), strict=False)
    ]  # fmt: skip
    record = Record({**tables, "actors": pl.concat([tables["actors"], typed("actors", rows)])})
    points = record.timeline(claimants=[asked])
    assert points.select("claimant_id", "kind").rows() == [("old", "first"), ("middle", "step"), ("new", "step")]
    series = record.series(claimants=[asked])
    assert series["label"].n_unique() == 1
    assert series["label"][0].startswith("New: ")
    assert series["claimant_en"].to_list() == ["Old", "Middle", "New"]
    assert [part["claimant_id"] for part in timeline_as_json(points)["series"]] == ["new"]


# --- laws ----------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(records(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(tables: dict[str, pl.DataFrame], chance: Any) -> None:
    rows = tables["tallies"].sample(fraction=1, shuffle=True, seed=chance.randrange(1000))
    first, second = (Record({**tables, "tallies": tallies}).series() for tallies in (tables["tallies"], rows))
    assert first.equals(second)


@settings(max_examples=60)
@given(records())
def test_a_standing_claim_is_the_last_of_its_series(tables: dict[str, pl.DataFrame]) -> None:
    claims = fold(tables)
    points = timeline(claims).filter(~pl.col("increment"), ~(pl.col("kind") == "absence"))
    last = points.group_by("series", maintain_order=True).last()["claim_id"]
    figures = latest(claims).filter(pl.col("lower").is_not_null())["claim_id"]
    assert set(figures) <= set(last)
    assert set(points["kind"]) <= set(KINDS)


@settings(max_examples=40)
@given(records())
def test_a_label_contains_the_scope_in_words(tables: dict[str, pl.DataFrame]) -> None:
    record = Record(tables)
    series = record.series().filter(pl.col("increment") == "no").select("claim_id", "label", "label_ar")
    claims = record.typed_claims()
    for claim_id, label, label_ar in series.iter_rows():
        phrase = scope_phrase(claims[claim_id], record.names)
        assert f": {phrase.en}" in label
        assert f": {phrase.ar}" in label_ar


@settings(max_examples=40)
@given(records())
def test_each_series_has_a_label_of_its_own_and_points_in_order(tables: dict[str, pl.DataFrame]) -> None:
    series = Record(tables).series()
    labels = series.select("series", "label", "label_ar").unique()
    assert {labels[name].n_unique() for name in labels.columns} <= {labels.height}
    assert series["series"].to_list() == sorted(series["series"])
    counted = series.group_by("series", maintain_order=True).agg("point")
    assert all(points == list(range(1, len(points) + 1)) for points in counted["point"].to_list())
    typed_rows = series.select(
        pl.col(name).cast(pl.String).cast(dtype) if isinstance(dtype, pl.Enum) else pl.col(name).cast(dtype)
        for name, dtype in Series.dtypes().items()
    )
    Series.validate(typed_rows, lazy=True)
