"""Totals, floors and roots: what is in the pool of a question, what is set aside, and how an answer reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import Row, figures, make_document, make_record, make_tally, nth_day, small_tables, typed
from casualty_dataset.analysis import questions
from casualty_dataset.analysis.pools import POOL, Pools
from casualty_dataset.analysis.record import Record
from casualty_dataset.analysis.rules import DEFAULT, TABLED
from casualty_dataset.cli.text import reconcile as text
from casualty_dataset.core.errors import UnknownName
from casualty_dataset.model import Parameters, Question, Range, Scope
from helpers_dataset import ROOT

Tables = dict[str, pl.DataFrame]
UMBRELLA = "sy-2025-03-06-coasts"
END = 9
"""The number of the last day of the incident."""
DOCUMENTS = [
    make_document("near", 12, "primary"), make_document("paper", 12), make_document("mirror", 14, "tertiary"),
    make_document("undated", None), make_document("early", 4),
    make_document("in-march", 0, published_precision="month"),
    make_document("in-april", 31, published_precision="month"),
]  # fmt: skip


def ended(tables: Tables, number: int | None = END) -> Tables:
    """The tables with an incident that ended on a day by its number, or goes on."""
    last = pl.lit(None if number is None else nth_day(number), pl.Date)
    over = pl.when(pl.col("incident_id") == UMBRELLA).then(last).otherwise("end_on")
    return {**tables, "incidents": tables["incidents"].with_columns(end_on=over)}


def bodies(*rows: Row) -> pl.DataFrame:
    """The actors of the tiny dataset and some more: by default monitors that are no party to the conflict."""
    plain = {"kind": "monitor", "party_to_conflict": "no", "name_ar_basis": "common"}
    named = [plain | {"name_en": row["actor_id"], "name_ar": "جهة"} | row for row in rows]
    return pl.concat([small_tables()["actors"], typed("actors", named)])


def record_of(*tallies: Row, actors: pl.DataFrame | None = None, end: int | None = END) -> Record:
    """A record of tallies about an incident that is over."""
    tables = ended(make_record(tallies, DOCUMENTS), end)
    return Record(tables if actors is None else {**tables, "actors": actors})


def answer_of(record: Record, rule: str = DEFAULT, params: Parameters | None = None, **filters: Any) -> Range:
    """The one answer to what is asked; by default about everybody who was killed, and about counts."""
    asked = {"incident": UMBRELLA, "measure": "killed", "status": "", **filters}
    (answer,) = [each for each in record.ranges(rule, params, **asked) if each.question.basis == "count"]
    return answer


def bounds(answer: Range) -> tuple[int | None, int | None, int | None]:
    """``low``, ``best``, ``high``."""
    return answer.low, answer.best, answer.high


def a_count(number: int, who: str, value: int | None, as_of: int | None = END + 1, **cells: Any) -> Row:
    """A tally of a claimant, by default given on the day after the incident ended."""
    return make_tally(number, cells.pop("source_id", "paper"), value, as_of, claimant_id=who, **cells)


# --- totals and floors -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "is_total"),
    [
        ({}, True),
        ({"as_of": END}, False),  # the last day is not over
        ({"as_of": END - 3}, False),
        ({"qualifier": "about"}, True),
        ({"qualifier": "at_least"}, False),
        ({"qualifier": "more_than"}, False),
        ({"qualifier": "between", "value": None, "low": 90, "high": 110}, True),
        ({"as_of": None}, True),  # the document is of a day after the last
        ({"as_of": None, "source_id": "undated"}, False),
        ({"as_of": None, "source_id": "early"}, False),
        ({"as_of": None, "source_id": "in-march"}, False),  # perhaps published before the last day
        ({"as_of": None, "source_id": "in-april"}, True),
        ({"as_of": 0, "as_of_precision": "month"}, False),  # perhaps before the last day
        ({"as_of": 31, "as_of_precision": "month"}, True),  # April, wholly after it
    ],
)
def test_a_closed_claim_is_a_total_if_it_was_given_after_the_incident_ended(cells: Row, is_total: bool) -> None:
    row: Row = {"value": 100, "as_of": END + 1} | cells
    documents = [*DOCUMENTS, make_document("later", 70)]
    source = "later" if row["as_of"] == 31 else row.get("source_id", "paper")
    tally = make_tally(1, source, row["value"], row["as_of"])
    tally |= {name: value for name, value in cells.items() if name not in ("value", "as_of")} | {"source_id": source}
    answer = answer_of(Record(ended(make_record([tally], documents))))
    assert bool(answer.floors) != is_total
    assert (answer.high is not None) == is_total


@pytest.mark.parametrize("measure", ["killed", "injured", "bodies_recovered"])
def test_while_an_incident_goes_on_every_count_is_a_floor(measure: str) -> None:
    record = record_of(
        a_count(1, "monitor", 100, 40, measure=measure, source_id="mirror"),
        a_count(2, "network", 130, measure=measure),
        end=None,
    )
    answer = answer_of(record, measure=measure)
    assert bounds(answer) == (130, None, None)
    assert [(floor.claimant_id, floor.lower) for floor in answer.floors] == [("network", 130), ("monitor", 100)]


def test_a_period_that_is_asked_about_may_be_over_before_the_incident() -> None:
    days = {"period_start": nth_day(5), "period_end": nth_day(6), "period_basis": "death"}
    record = record_of(a_count(1, "monitor", 60, 7, **days), a_count(2, "network", 70, 6, **days), end=None)
    scope = Scope(UMBRELLA, "both-coasts", period_start=nth_day(5), period_end=nth_day(6))
    asked = questions.as_frame([Question(scope)])
    pools = Pools(asked, record.claims(), record.hierarchies, record.independence, record.kinds, Parameters())
    assert dict(pools.claims.select("claimant_id", "total").iter_rows()) == {"monitor": True, "network": False}


def test_floors_raise_the_high_end_and_never_lower_the_range() -> None:
    totals = [a_count(1, "monitor", 100), a_count(2, "network", 120)]
    assert bounds(answer_of(record_of(*totals))) == (100, None, 120)
    small = a_count(3, "state", 11, 6, qualifier="at_least")
    great = a_count(4, "other", 150, 8)
    other = bodies({"actor_id": "other"})
    answer = answer_of(record_of(*totals, small, great, actors=other))
    assert bounds(answer) == (100, None, 150)
    assert [(floor.lower, floor.as_of) for floor in answer.floors] == [(150, nth_day(8)), (11, nth_day(6))]
    assert (answer.low_claims, answer.high_claims) == (("T00000001",), ("T00000004",))
    assert bounds(answer_of(record_of(small, great, actors=other))) == (150, None, None)


def test_totals_that_agree_have_a_best() -> None:
    answer = answer_of(record_of(a_count(1, "monitor", 22), a_count(2, "network", 22), a_count(3, "state", 9, 3)))
    assert bounds(answer) == (22, 22, 22)
    assert answer.disagreement == round(22 / 9, 2)


DAYS = st.integers(END - 4, END + 3)


@st.composite
def accounts(draw: st.DrawFn, claimants: Sequence[str] = ("monitor", "network", "coalition")) -> list[Row]:
    """Figures of several claimants over one scope, before and after the end of the incident."""
    return [
        a_count(n, draw(st.sampled_from(claimants)), **{"value": None, "as_of": draw(DAYS)} | draw(figures()))
        for n in range(1, draw(st.integers(1, 5)) + 1)
    ]


@settings(max_examples=40)
@given(accounts(), st.integers(0, 300), st.booleans())
def test_adding_a_floor_never_lowers_a_range(tallies: list[Row], number: int, in_words: bool) -> None:
    words: Row = {"qualifier": "unquantified", "value": None, "wording": "hundreds", "magnitude": "hundreds"}
    figure = words if in_words else {"qualifier": "at_least", "value": number}
    floor = a_count(90, "state", **figure | {"as_of": 8})
    before, after = (answer_of(record_of(*rows)) for rows in (tallies, [*tallies, floor]))
    if before.low is None:
        return
    assert after.low is not None
    assert after.low >= before.low
    assert after.high is None if before.high is None else (after.high or 0) >= before.high
    assert after.low == before.low or before.high is None


@settings(max_examples=40)
@given(accounts(), st.data())
def test_adding_a_relay_changes_no_range(tallies: list[Row], data: st.DataObject) -> None:
    copied = data.draw(st.sampled_from(tallies))
    relay = copied | {"tally_id": "T00000091", "source_id": "mirror"}
    before, after = record_of(*tallies), record_of(*tallies, relay)
    for rule in (*TABLED, "envelope@1"):
        assert before.reconcile(rule).equals(after.reconcile(rule))


@settings(max_examples=40)
@given(accounts())
def test_roots_are_no_more_than_claimants_and_these_no_more_than_claims(tallies: list[Row]) -> None:
    for answer in record_of(*tallies).ranges(DEFAULT):
        assert answer.independent <= answer.claimants <= answer.claims
        assert (answer.remark is not None) == (answer.independent == 1)
        assert answer.independent > 1 or answer.disagreement is None


# --- roots -------------------------------------------------------------------------------------------

STATE = bodies(
    {"actor_id": "ministry", "kind": "state_body", "parent_id": "state"},
    {"actor_id": "directorate", "kind": "state_body", "parent_id": "ministry"},
    {"actor_id": "unit", "kind": "medical", "parent_id": "directorate"},
)


@pytest.mark.parametrize("measure", ["killed", "injured"])
def test_of_five_counts_of_soldiers_three_are_of_one_state(measure: str) -> None:
    who = ("ministry", "monitor", "unit", "network", "directorate")
    rows = [
        a_count(n, claimant, 20 + n, measure=measure, status="armed_forces", party_id="army")
        for n, claimant in enumerate(who, 1)
    ]
    answer = answer_of(record_of(*rows, actors=STATE), measure=measure, status="armed_forces")
    assert (answer.claims, answer.claimants, answer.independent) == (5, 5, 3)
    assert [aside.dimension for aside in answer.set_aside] == ["independence", "independence"]


def test_a_body_and_the_one_it_belongs_to_make_a_range_of_one_claimant() -> None:
    rows = [a_count(1, "ministry", 22), a_count(2, "state", 24, END + 2)]
    answer = answer_of(record_of(*rows, actors=STATE))
    assert (answer.claimants, answer.independent, answer.remark) == (2, 1, "one claimant only")
    assert (bounds(answer), answer.disagreement) == ((24, 24, 24), None)


# --- what is set aside, and why ----------------------------------------------------------------------


def asides(answer: Range) -> dict[str, tuple[str, str]]:
    """The dimension and the reason of each claim that is set aside."""
    return {aside.claim_id: (aside.dimension, aside.why) for aside in answer.set_aside}


def test_words_are_floors_unless_their_claimant_gave_a_number() -> None:
    words: Row = {"qualifier": "unquantified", "value": None, "wording": "hundreds", "magnitude": "hundreds"}
    rows = [a_count(1, "monitor", 150), a_count(2, "network", **words)]
    answer = answer_of(record_of(*rows))
    assert bounds(answer) == (150, 150, 150)
    assert [(floor.claim_id, floor.lower) for floor in answer.floors] == [("T00000002", 100)]
    assert (answer.stated_max, answer.disagreement) == (150, None)
    looser = a_count(3, "monitor", **words | {"basis": "not_stated", "as_of": END + 2})
    answer = answer_of(record_of(*rows, looser))
    assert asides(answer)["T00000003"][0] == "claimant"
    assert bounds(answer) == (150, 150, 150)


def test_an_increment_is_in_no_pool() -> None:
    days: Row = {"period_start": nth_day(5), "period_end": nth_day(6), "period_basis": "documentation"}
    answer = answer_of(record_of(a_count(1, "monitor", 60, **days), a_count(2, "network", 70)))
    assert (answer.low, asides(answer)["T00000001"][0]) == (70, "increment")
    alone = answer_of(record_of(a_count(1, "monitor", 60, **days)))
    assert alone.low is None
    assert "certain days" in str(alone.reason)


def test_an_earlier_claim_is_set_aside_for_the_one_that_replaced_it() -> None:
    rows = [
        a_count(1, "monitor", 60, 8),
        a_count(2, "monitor", 70, supersedes_id="T00000001", revision_reason="new_information"),
    ]
    answer = answer_of(record_of(*rows))
    assert (answer.low, asides(answer)["T00000001"][0]) == (70, "standing")


@pytest.mark.parametrize("measure", ["mass_killings", "mass_killing_sites"])
def test_what_each_claimant_counts_in_its_own_unit_is_in_no_range(measure: str) -> None:
    unit = {"mass_killings": "incident", "mass_killing_sites": "site"}[measure]
    record = record_of(
        *(a_count(n, who, 60 + n, measure=measure, unit=unit) for n, who in enumerate(("monitor", "state"), 1))
    )
    assert record.all_ranges().is_empty()
    answer = answer_of(record, measure=measure)
    assert answer.low is None
    assert "unit of its own" in str(answer.reason)


@pytest.mark.parametrize("status", ["not_stated", "unknown"])
def test_a_question_about_nobody_in_particular_has_a_reason_instead_of_an_answer(status: str) -> None:
    record = record_of(a_count(1, "monitor", 60, status=status), a_count(2, "network", 70, status=status))
    assert record.all_ranges().is_empty()
    answer = answer_of(record, status=status)
    assert answer.low is None
    assert str(answer.reason).startswith(f"“{status}” does not say which people are meant")


def test_the_reason_for_an_empty_answer_is_why_most_claims_are_set_aside() -> None:
    anonymous = bodies({"actor_id": "witness", "kind": "anonymous"})
    unnamed = record_of(a_count(1, "witness", 60), a_count(2, "monitor", 9, status="civilian"), actors=anonymous)
    assert answer_of(unnamed).reason == (
        "the one claim of just this scope is set aside: no document names the claimant"
    )
    assert answer_of(unnamed, params=Parameters(anonymous=True)).low == 60
    parts = record_of(*(a_count(n, who, 9, status="civilian") for n, who in enumerate(("monitor", "state"), 1)))
    assert str(answer_of(parts).reason).startswith(
        "no claim has just this scope; of 2 about the incident 2 are set aside by status"
    )
    early = answer_of(parts, params=Parameters(as_of=nth_day(0) - timedelta(days=1)))
    assert early.reason == "no claim about this incident was known by 28 February 2025"


@pytest.mark.parametrize(("nearest", "low"), [(None, 40), ("tertiary", 40), ("secondary", 60), ("primary", None)])
def test_what_is_known_from_far_documents_alone_can_be_left_out(nearest: str | None, low: int | None) -> None:
    """Then the claims that nearer documents carry stand."""
    record = record_of(
        a_count(1, "monitor", 60), a_count(2, "monitor", 40, END + 2, source_id="mirror"), a_count(3, "network", 61)
    )
    answer = answer_of(record, params=Parameters(min_proximity=nearest))
    assert answer.low == low
    far = [aside for aside in answer.set_aside if aside.dimension == "proximity"]
    assert {aside.why for aside in far} <= {
        f"it is known from {each} documents alone" for each in ("secondary", "tertiary")
    }
    assert len(far) == {None: 0, "tertiary": 0, "secondary": 1, "primary": 3}[nearest]


def test_a_range_says_by_which_rule_and_which_method_it_was_made() -> None:
    record = record_of(a_count(1, "monitor", 60))
    ranges = record.all_ranges()
    assert set(ranges["rule"]) <= set(TABLED)
    assert set(ranges["pool"]) == {POOL} == {answer_of(record, "envelope@1").pool}


def test_the_pools_are_those_that_the_page_of_the_method_describes() -> None:
    assert f"\nmethod_version: {POOL}\n" in (ROOT / "METHODOLOGY.md").read_text(encoding="utf-8")


def test_an_unknown_proximity_is_refused() -> None:
    with pytest.raises(UnknownName, match="primary"):
        Record(small_tables()).reconcile(min_proximity="primry")


# --- as people read it -------------------------------------------------------------------------------


def lines_of(record: Record, rule: str = DEFAULT, **filters: Any) -> list[str]:
    """The lines that the command prints."""
    asked = {"incident": UMBRELLA, "measure": "killed", "status": "", **filters}
    return [*text.lines("table", record, rule, Parameters(), record.ranges(rule, **asked))]


def test_a_bound_that_nobody_stated_is_called_computed() -> None:
    printed = lines_of(record_of(a_count(1, "monitor", 1400, qualifier="about"), a_count(2, "network", 1743)))
    joined = "\n".join(printed)
    assert "open above" not in joined
    assert "1,260*" in joined
    assert "low 1,260 (computed from “about 1,400”)" in joined
    assert "1,743*" not in joined
    assert all(len(line) <= 80 for line in printed)


@pytest.mark.parametrize(
    ("wording", "magnitude", "floor"), [("dozens", "dozens", "12"), ("آلاف", "thousands", "1,000")]
)
def test_words_without_a_number_print_none(wording: str, magnitude: str, floor: str) -> None:
    words: Row = {"qualifier": "unquantified", "value": None, "wording": wording, "magnitude": magnitude}
    joined = "\n".join(lines_of(record_of(a_count(1, "monitor", **words))))
    assert "in words" in joined
    assert f"“{wording}”" in joined
    assert floor not in joined.replace("12 March 2025", "")
    assert "one claimant only" in joined


def test_floors_are_printed_with_claimant_figure_and_day() -> None:
    joined = "\n".join(
        lines_of(record_of(a_count(1, "monitor", 1743), a_count(2, "network", 111, 8, qualifier="at_least")))
    )
    assert "floor: Test Network, at least 111 (9 March 2025) T00000002" in joined
    assert "2 claimants, 2 independent" in joined


def test_today_is_after_all_days() -> None:
    record = record_of(a_count(1, "monitor", 60), a_count(2, "network", 70, None, source_id="undated"))
    assert record.reconcile().equals(record.reconcile(as_of=date(2090, 1, 1)))
