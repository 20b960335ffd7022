"""Claims: what folds into one and what stays apart, in which order claims come, and what was known when."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from builders import NUMBER_QUALIFIERS, Row, figures, make_document, make_record, make_tally, nth_day, records
from casualty_dataset.analysis import standing
from casualty_dataset.analysis.claims import fold

PAPER = [make_document("paper")]


def _rows(tallies: list[Row], documents: list[Row] = PAPER, **options: Any) -> list[Row]:
    return fold(make_record(tallies, documents), **options).to_dicts()


def _line(tallies: list[Row], documents: list[Row] = PAPER) -> list[str]:
    """The claims of one series in their order."""
    rows = sorted(_rows(tallies, documents), key=lambda row: row["position"])
    assert len({row["series"] for row in rows}) == 1
    assert [row["position"] for row in rows] == list(range(len(rows)))
    return [row["claim_id"] for row in rows]


# --- what folds --------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(NUMBER_QUALIFIERS), st.sampled_from(["primary", "secondary", "tertiary"]), st.integers(0, 5)
        ),
        min_size=1,
        max_size=8,
    ),
    st.integers(1, 3000),
)
def test_relays_of_one_figure_are_one_claim(carriers: list[tuple[str, str, int]], value: int) -> None:
    papers = [make_document(f"d{n}", day, near) for n, (_, near, day) in enumerate(carriers)]
    tallies = [make_tally(n, f"d{n}", value, qualifier=word) for n, (word, _, _) in enumerate(carriers)]
    (claim,) = _rows(tallies, papers)
    assert claim["documents"] == len(carriers)
    assert claim["tally_ids"].split("|") == [tally["tally_id"] for tally in tallies]
    assert (claim["first_published"], claim["last_published"]) == (
        nth_day(min(day for _, _, day in carriers)),
        nth_day(max(day for _, _, day in carriers)),
    )
    assert claim["known"] == claim["first_published"]


def test_the_qualifier_is_that_of_the_document_nearest_to_the_claimant() -> None:
    papers = [make_document("blog", 0, "tertiary"), make_document("own", 2, "primary"), make_document("news", 1)]
    tallies = [
        make_tally(1, "blog", 100, qualifier="more_than"),
        make_tally(2, "own", 100, qualifier="at_least"),
        make_tally(3, "news", 100),
    ]
    (claim,) = _rows(tallies, papers)
    assert (claim["source_id"], claim["qualifier"], claim["lower"], claim["upper"]) == ("own", "at_least", 100, None)
    assert (claim["claim_id"], claim["proximity"]) == ("T00000001", "primary")
    assert claim["variants"] == "T00000001:qualifier|T00000003:qualifier"


@pytest.mark.parametrize(
    ("first", "second", "chosen"), [((1, "exact"), (0, "at_least"), "two"), ((0, "exact"), (0, "at_least"), "two")]
)
def test_of_documents_as_near_the_first_published_counts_and_then_the_weaker_word(
    first: tuple[int, str], second: tuple[int, str], chosen: str
) -> None:
    papers = [make_document("one", first[0]), make_document("two", second[0])]
    tallies = [make_tally(1, "one", 50, qualifier=first[1]), make_tally(2, "two", 50, qualifier=second[1])]
    (claim,) = _rows(tallies, papers)
    assert (claim["claim_id"], claim["source_id"]) == ("T00000001", chosen)


def test_copies_of_copies_are_no_further_documents() -> None:
    papers = [
        make_document("own"),
        make_document("copy", relays_source_id="own"),
        make_document("of-copy", relays_source_id="copy"),
        make_document("other"),
    ]
    (claim,) = _rows([make_tally(n, paper["source_id"], 7) for n, paper in enumerate(papers)], papers)
    assert claim["documents"] == 2


def test_the_dead_in_all_and_the_civilians_stay_two() -> None:
    rows = _rows([make_tally(1, "paper", 745), make_tally(2, "paper", 745, status="civilian")])
    assert {(row["status"], row["value"]) for row in rows} == {(None, 745), ("civilian", 745)}
    assert len({row["series"] for row in rows}) == 2


@pytest.mark.parametrize(
    "cells",
    [{"claimant_id": "network"}, {"basis": "estimate"}, {"place_id": "north"}, {"period_start": nth_day(0)},
     {"accused_id": "army", "limits": "accused"}, {"period_basis": "documentation"}, {"sex": "female"},
     {"place_role": "counted_at"}, {"measure": "injured"}, {"party_id": "army"}],
    ids=str,
)  # fmt: skip
def test_one_number_of_another_claimant_basis_or_scope_is_another_claim(cells: Row) -> None:
    assert len(_rows([make_tally(1, "paper", 9), make_tally(2, "paper", 9, **cells)])) == 2


def test_what_only_describes_does_not_part_claims() -> None:
    (claim,) = _rows([make_tally(1, "paper", 9), make_tally(2, "paper", 9, accused_id="army")])
    assert claim["accused_id"] is None
    assert (claim["accused_named"], claim["variants"]) == ("army", "T00000002:accused")


def test_a_number_that_returns_after_another_is_a_claim_of_its_own() -> None:
    back = [
        make_tally(1, "paper", 9, 0),
        make_tally(2, "paper", 9, 1),
        make_tally(3, "paper", 12, 2),
        make_tally(4, "paper", 9, 3),
    ]
    assert [row["tally_ids"] for row in sorted(_rows(back), key=lambda row: row["position"])] == [
        "T00000001|T00000002", "T00000003", "T00000004",
    ]  # fmt: skip


# --- rounded forms -----------------------------------------------------------------------------------


@settings(max_examples=30)
@given(st.integers(11, 99_999), st.data())
def test_rounded_forms_of_one_number_are_one_claim(number: int, data: st.DataObject) -> None:
    steps = [10**power for power in range(1, 6) if 10**power < number and number % 10**power]
    cuts = {number // step * step for step in data.draw(st.sets(st.sampled_from(steps or [1]), max_size=4))}
    words = st.sampled_from(["more_than", "at_least"])
    forms = [
        make_tally(n, "paper", cut, qualifier=data.draw(words)) for n, cut in enumerate(sorted(cuts - {number}), 1)
    ]
    (claim,) = _rows([*forms, make_tally(9, "paper", number)])
    assert (claim["claim_id"], claim["qualifier"], claim["value"]) == (f"T{1 if forms else 9:08d}", "exact", number)
    assert claim["tally_ids"].count("|") == len(forms)


@settings(max_examples=25)
@given(st.integers(1, 300), st.integers(1, 300), st.sampled_from(["more_than", "at_least", "about", "nearly"]))
def test_what_is_no_rounding_stays_apart(rough: int, sharp: int, word: str) -> None:
    step = next(10**power for power in range(5, -1, -1) if rough % 10**power == 0)
    rounding = sharp % step and rough in (sharp // step * step, sharp // step * step + step)
    rows = _rows([make_tally(1, "paper", rough, qualifier=word), make_tally(2, "paper", sharp)])
    if not rounding:
        assert len(rows) == (1 if rough == sharp else 2)
    elif len(rows) == 1:
        assert rows[0]["value"] == sharp


@pytest.mark.parametrize(
    ("word", "rough", "sharp", "many"),
    [("more_than", 1000, 1018, 1), ("at_least", 330, 340, 2), ("at_least", 330, 345, 2), ("nearly", 1000, 973, 1),
     ("nearly", 1000, 1018, 2), ("about", 1000, 1018, 1), ("about", 1000, 973, 1), ("up_to", 1000, 973, 1),
     ("fewer_than", 1000, 973, 1), ("exact", 1000, 1018, 2), ("more_than", 1000, 2018, 2)],
)  # fmt: skip
def test_a_rounded_form_folds_where_its_interval_holds_what_it_rounds(
    word: str, rough: int, sharp: int, many: int
) -> None:
    rows = _rows([make_tally(1, "paper", rough, qualifier=word), make_tally(2, "paper", sharp)])
    assert len(rows) == many
    assert sharp in {row["value"] for row in rows}


def test_a_rounded_form_of_an_earlier_day_or_of_another_claimant_stays_apart() -> None:
    sharp = make_tally(1, "paper", 1018, 1)
    assert len(_rows([sharp, make_tally(2, "paper", 1000, 0, qualifier="more_than")])) == 2
    assert len(_rows([sharp, make_tally(2, "paper", 1000, 1, qualifier="more_than", claimant_id="network")])) == 2


@pytest.mark.parametrize("days", [1, 2, 40])
@pytest.mark.parametrize(
    ("sharp", "word", "rough", "qualifier"),
    [(1614, "about", 1600, "at_least"), (1614, "more_than", 1600, "exact"), (298, "nearly", 300, "exact"),
     (1_018, "more_than", 1_000, "exact"), (56_320, "about", 56_000, "at_least")],
)  # fmt: skip
def test_a_rounded_form_of_a_later_day_folds_into_the_sharper_figure(
    sharp: int, word: str, rough: int, qualifier: str, days: int
) -> None:
    """The sharper words are kept, and the loose repetition is no day on which they were said."""
    (claim,) = _rows(
        [make_tally(1, "paper", sharp, 0, qualifier=qualifier), make_tally(2, "paper", rough, days, qualifier=word)]
    )
    assert (claim["value"], claim["qualifier"], claim["tally_ids"]) == (sharp, qualifier, "T00000001|T00000002")
    assert (claim["as_of"], claim["last_as_of"], claim["stated_on"]) == (nth_day(0), nth_day(0), [nth_day(0)])


def test_a_rounded_form_does_not_reach_behind_another_figure() -> None:
    tallies = [make_tally(1, "paper", 1614, 0), make_tally(2, "paper", 1830, 1),
               make_tally(3, "paper", 1600, 2, qualifier="about")]  # fmt: skip
    assert _line(tallies) == ["T00000001", "T00000002", "T00000003"]


def test_a_repeated_figure_has_its_last_day_too() -> None:
    (claim,) = _rows([make_tally(n, "paper", 1000, day) for n, day in enumerate((0, 3, 9), 1)])
    assert (claim["as_of"], claim["last_as_of"]) == (nth_day(0), nth_day(9))
    assert claim["stated_on"] == [nth_day(0), nth_day(3), nth_day(9)]


# --- what makes no claim -----------------------------------------------------------------------------


@settings(max_examples=25)
@given(records(), st.sampled_from(["stale", "misquote", "misattribution", "misdated", "ambiguous"]))
def test_faults_of_carriers_and_figures_of_nobody_make_no_claim(tables: dict[str, pl.DataFrame], fault: str) -> None:
    tallies = tables["tallies"]
    wrong = tallies.with_columns(pl.lit(fault, tallies.schema["relay_fault"]).alias("relay_fault"))
    nobody = tallies.with_columns(claimant_id=pl.lit("not-stated"))
    assert fold({**tables, "tallies": wrong}).height == 0
    assert fold({**tables, "tallies": nobody}).height == 0
    expected = set(tallies.filter(pl.col("relay_fault").is_null(), pl.col("claimant_id") != "not-stated")["tally_id"])
    assert set("|".join(fold(tables)["tally_ids"]).split("|")) - {""} == expected


@settings(max_examples=25)
@given(records())
def test_every_tally_that_makes_a_claim_is_in_just_one(tables: dict[str, pl.DataFrame]) -> None:
    ids = fold(tables)["tally_ids"].str.split("|").explode().drop_nulls().to_list()
    assert len(ids) == len(set(ids))


def test_increments_fold_and_are_in_no_timeline() -> None:
    papers = [make_document("one"), make_document("two", 1)]
    added = [make_tally(n, paper, 158, period_basis="documentation") for n, paper in enumerate(["one", "two"], 1)]
    total = make_tally(3, "one", 1383)
    folded = fold(make_record([*added, total], papers))
    increments = folded.filter("increment")
    assert (increments.height, increments["documents"].to_list()) == (1, [2])
    assert standing.latest(folded)["claim_id"].to_list() == ["T00000003"]
    assert set(standing.standing(folded)["series"]) == set(folded.filter(~pl.col("increment"))["series"])


# --- order -------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(st.permutations([(day, part, value) for day in (0, 1) for part in ("morning", "evening") for value in (8, 9)]))
def test_claims_are_ordered_by_day_then_part_then_rising_lower_bound(seen: list[tuple[int, str, int]]) -> None:
    numbered = [
        make_tally(n, "paper", value + 10 * day + 5 * (part == "evening"), day, as_of_part=part)
        for n, (day, part, value) in enumerate(seen)
    ]
    expected = [
        numbered[seen.index(row)]["tally_id"] for row in sorted(seen, key=lambda s: (s[0], s[1] == "evening", s[2]))
    ]
    assert _line(numbered) == expected


def test_a_part_of_the_day_counts_only_where_all_of_that_day_have_one() -> None:
    early = make_tally(1, "paper", 12, as_of_part="morning")
    late = make_tally(2, "paper", 10, as_of_part="evening")
    assert _line([early, late]) == ["T00000001", "T00000002"]
    assert _line([early, late, make_tally(3, "paper", 11)]) == ["T00000002", "T00000003", "T00000001"]


@settings(max_examples=25)
@given(st.lists(st.integers(1, 60), min_size=2, max_size=6, unique=True), st.randoms(use_true_random=False))
def test_a_tally_that_supersedes_comes_after_whatever_the_numbers(numbers: list[int], chance: random.Random) -> None:
    names = [f"T{n:08d}" for n in range(len(numbers))]
    tallies = [
        make_tally(n, "paper", value, supersedes_id=names[n - 1] if n else None) for n, value in enumerate(numbers)
    ]
    chance.shuffle(tallies)
    assert _line(tallies) == names


def test_a_chain_out_of_order_moves_and_the_rest_stays() -> None:
    tallies = [
        make_tally(1, "paper", 30),
        make_tally(2, "paper", 20, supersedes_id="T00000001"),
        make_tally(3, "paper", 10, supersedes_id="T00000002"),
        make_tally(4, "paper", 5),
        make_tally(5, "paper", 40),
        make_tally(6, "paper", 1, 1),
    ]
    assert _line(tallies) == [f"T0000000{n}" for n in (4, 1, 2, 3, 5, 6)]


@settings(max_examples=30)
@given(records(claimant_id="monitor", status=None, basis="documented"))
def test_a_claim_comes_after_the_one_that_it_supersedes(tables: dict[str, pl.DataFrame]) -> None:
    by_id = {row["claim_id"]: row for row in fold(tables).to_dicts()}
    for row in by_id.values():
        before = by_id.get(row["supersedes_id"])
        assert before is not row
        if before is not None and before["series"] == row["series"] and not _circle(row, by_id):
            assert before["position"] < row["position"]


def _circle(row: Row, by_id: dict[str, Row]) -> bool:
    """Whether folding made a circle of what supersedes what: 9, then 12, then 9 again on one day."""
    path, at = [row["claim_id"]], row["supersedes_id"]
    while at is not None and at not in path:
        path.append(at)
        at = by_id[at]["supersedes_id"]
    return at is not None


@settings(max_examples=30)
@given(records(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(tables: dict[str, pl.DataFrame], chance: random.Random) -> None:
    order = list(range(tables["tallies"].height))
    chance.shuffle(order)
    assert_frame_equal(fold(tables), fold({**tables, "tallies": tables["tallies"][order]}))


# --- what was known when -----------------------------------------------------------------------------


def _known(tables: dict[str, pl.DataFrame]) -> dict[str, date | None]:
    """The day on which each tally that makes a claim became known, read from the tables by hand."""
    documents = {row["source_id"]: row for row in tables["sources"].to_dicts()}
    known: dict[str, date | None] = {}
    for tally in tables["tallies"].to_dicts():
        if tally["relay_fault"] or tally["claimant_id"] == "not-stated":
            continue
        paper = documents[tally["source_id"]]
        dated = _last(tally["as_of"], tally["as_of_precision"])
        published = _last(paper["published_on"], paper["published_precision"])
        if paper["published_precision"] == "day" or published is None:
            known[tally["tally_id"]] = published or dated
        else:
            known[tally["tally_id"]] = max(published, dated or published)
    last = max((when for when in known.values() if when), default=None)
    return {tally: when or last for tally, when in known.items()}


def _last(day: date | None, precision: str) -> date | None:
    """The last day that a date of this precision may mean."""
    if day is None or precision == "day":
        return day
    months = 12 if precision == "year" else 1
    first = date(day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1, 1)
    return first - timedelta(days=1)


@settings(max_examples=20)
@given(records())
def test_on_each_day_the_claims_are_those_of_a_record_without_what_came_later(tables: dict[str, pl.DataFrame]) -> None:
    known = _known(tables)
    for day in map(nth_day, range(-1, 7)):
        until = [name for name, when in known.items() if when is not None and when <= day]
        earlier = {**tables, "tallies": tables["tallies"].filter(pl.col("tally_id").is_in(until))}
        then = fold(tables, as_of=day)
        assert_frame_equal(then, fold(earlier))
        assert all(row["known"] <= day for row in then.to_dicts())


@settings(max_examples=20)
@given(records())
def test_on_the_last_day_everything_that_has_a_day_is_known(tables: dict[str, pl.DataFrame]) -> None:
    known = _known(tables)
    dated = {
        **tables,
        "tallies": tables["tallies"].filter(pl.col("tally_id").is_in([k for k, v in known.items() if v])),
    }
    last = max((when for when in known.values() if when), default=nth_day(0))
    assert_frame_equal(fold(dated, as_of=last), fold(dated))


@settings(max_examples=20)
@given(records())
def test_with_strict_dates_nothing_is_assumed(tables: dict[str, pl.DataFrame]) -> None:
    strict = fold(tables, strict_dates=True)
    assert not strict["known_assumed"].any()
    exact = tables["sources"].filter(pl.col("published_precision") == "day", pl.col("published_on").is_not_null())
    sure = tables["tallies"].filter(pl.col("source_id").is_in(exact["source_id"].to_list()))
    assert_frame_equal(strict, fold({**tables, "tallies": sure}))


@settings(max_examples=20)
@given(records())
def test_the_word_on_a_day_is_the_last_known_of_its_series_unless_ended(tables: dict[str, pl.DataFrame]) -> None:
    folded = fold(tables)
    marks = standing.standing(folded)
    for day in map(nth_day, range(7)):
        latest = {row["series"]: row["position"] for row in standing.latest(folded, day).to_dicts()}
        top: dict[int, dict[str, Any]] = {}
        figured = {row["series"] for row in folded.to_dicts() if row["lower"] is not None}
        for row in folded.to_dicts():
            if row["lower"] is None and row["series"] in figured and row["revision_reason"] != "retraction":
                continue  # that no toll was published takes the place of no figure
            at = top.get(row["series"])
            if not row["increment"] and row["known"] is not None and row["known"] <= day:
                top[row["series"]] = row if at is None or row["position"] > at["position"] else at
        expected = {
            series: row["position"] for series, row in top.items() if not (row["ended_on"] and row["ended_on"] <= day)
        }
        assert latest == expected
        of_day = marks.filter(pl.col("known") <= day).group_by("series").agg(pl.col("position").last())
        assert dict(of_day.drop_nulls().iter_rows()) == expected


# --- intervals ---------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(figures())
def test_a_claim_with_a_number_has_an_interval_that_is_not_empty(figure: Row) -> None:
    folded = fold(make_record([make_tally(1, "paper", **{"value": None, **figure})], PAPER))
    (claim,) = folded.to_dicts()
    if figure["qualifier"] == "none_published":
        assert standing.with_interval(folded).height == 0
    else:
        assert standing.with_interval(folded).height == 1
        assert claim["upper"] is None or claim["lower"] <= claim["upper"]
