"""The rule on falls: which later figures must be linked, to what, and what a finding says."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import Row, make_document, make_record, make_tally, nth_day, typed
from casualty_dataset.validation.rules.falls import fall_is_declared
from rule_findings import Finding, findings


def _falls(*tallies: Row, new: tuple[str, ...] | None = None, **tables: pl.DataFrame) -> list[Finding]:
    """What the rule finds in tallies of documents d0 to d40, each published on the day of its number."""
    papers = [make_document(f"d{number}", number) for number in range(41)]
    papers += [make_document("own", 20, "primary"), make_document("undated", None), make_document("undated2", None)]
    papers += [
        make_document(f"month-{number}", number, published_precision="month") for number in (0, 31)
    ]  # March and April
    return findings(fall_is_declared, {**make_record(tallies, papers), **tables}, new)


def _rows(*tallies: Row, **more: Any) -> list[str]:
    return [findings.row for findings in _falls(*tallies, **more)]


def _after(number: int, source: str, value: int, as_of: int, **cells: Any) -> Row:
    return make_tally(number, source, value, as_of, **cells)


LINK = {"supersedes_id": "T00000001", "revision_reason": "recount"}


# --- what is a fall ------------------------------------------------------------------------------


@pytest.mark.parametrize(("high", "low"), [(1200, 950), (2, 1), (100_000, 99_999), (1, 0)])
@pytest.mark.parametrize("measure", ["killed", "injured", "treated", "bodies_recovered", "abducted", "arrived_abroad"])
def test_a_past_day_that_is_lowered_later_is_a_fall(high: int, low: int, measure: str) -> None:
    """Same as_of, published later, lower, and linked to nothing; not if it supersedes the higher one."""
    earlier = make_tally(1, "d10", high, 9, measure=measure)

    assert _rows(earlier, _after(2, "d32", low, 9, measure=measure)) == ["T00000002"]
    assert _rows(earlier, _after(2, "d32", low, 9, measure=measure, **LINK)) == []


@pytest.mark.parametrize("measure", ["missing", "detained", "suspects_held", "displaced", "sheltering",
                                     "killed_or_missing"])  # fmt: skip
def test_a_figure_of_a_day_may_fall(measure: str) -> None:
    """It speaks for its own day alone, so a lower one is no correction."""
    assert _rows(make_tally(1, "d10", 90, 9, measure=measure), _after(2, "d12", 60, 11, measure=measure)) == []


@pytest.mark.parametrize(
    ("documents", "days", "falls"),
    [
        (("d10", "d12"), (9, 11), True),
        (("d10", "d10"), (9, 11), True),  # published together: the later as_of decides
        (("undated", "undated2"), (9, 11), True),
        (("undated", "d12"), (9, 11), True),
        (("d12", "undated"), (9, 11), True),
        (("d12", "d10"), (9, 10), False),  # the higher one was published after it
        (("d10", "d10"), (9, 9), False),
        (("undated", "undated2"), (9, 9), False),
        (("undated", "d12"), (9, 9), False),
        (("d10", "d12"), (9, 8), False),  # of an earlier day
        (("month-0", "d32"), (9, 9), True),
        (("month-0", "d20"), (9, 11), False),  # the higher one may have come on 31 March
        (("d20", "month-0"), (9, 9), True),
        (("month-0", "month-31"), (9, 9), True),
    ],
)
def test_publication_and_as_of_decide_which_word_is_later(
    documents: tuple[str, str], days: tuple[int, int], falls: bool
) -> None:
    """A month is published on its last day; where nothing tells the publications apart, the as_of does."""
    findings = _rows(make_tally(1, documents[0], 120, days[0]), _after(2, documents[1], 95, days[1]))

    assert findings == (["T00000002"] if falls else [])


@pytest.mark.parametrize(
    ("parts", "documents", "falls"),
    [
        (("morning", "evening"), ("d9", "d9"), True),
        (("night", "midday"), ("undated", "undated2"), True),
        (("evening", "morning"), ("d9", "d10"), False),
        (("evening", None), ("d9", "d9"), False),
        (("evening", None), ("d9", "d10"), True),
        ((None, "morning"), ("d9", "d10"), True),
        (("midday", "midday"), ("d9", "d10"), True),
    ],
)
def test_parts_of_the_day_order_figures_of_one_day(
    parts: tuple[str | None, str | None], documents: tuple[str, str], falls: bool
) -> None:
    """A later part is later; where a part is missing, only the publication can tell."""
    findings = _rows(
        make_tally(1, documents[0], 120, 9, as_of_part=parts[0]),
        _after(2, documents[1], 95, 9, as_of_part=parts[1]),
    )

    assert findings == (["T00000002"] if falls else [])


@pytest.mark.parametrize("cells", [
    {"qualifier": "about", "value": 1600},
    {"qualifier": "more_than", "value": 1000},
    {"qualifier": "at_least", "value": 1},
    {"qualifier": "nearly", "value": 1700},
    {"qualifier": "between", "value": None, "low": 1000, "high": 1614},
    {"qualifier": "unquantified", "value": None, "wording": "hundreds", "magnitude": "hundreds"},
    {"qualifier": "none_published", "value": None},
])  # fmt: skip
def test_what_may_be_as_high_is_no_fall(cells: Row) -> None:
    """A rounded form or a floor that can hold the sharper figure is not below it."""
    assert _rows(make_tally(1, "d10", 1614, 9), {**_after(2, "d12", 0, 11), **cells}) == []


@pytest.mark.parametrize("cells", [
    {"qualifier": "about", "value": 1000},
    {"qualifier": "fewer_than", "value": 1614},
    {"qualifier": "up_to", "value": 1600},
    {"qualifier": "between", "value": 1200, "low": 1000, "high": 1613},
    {"qualifier": "between", "value": None, "low": 1613, "high": 1000},
])  # fmt: skip
def test_what_is_wholly_below_is_a_fall(cells: Row) -> None:
    """Bounded figures fall by their upper bound; a range that is printed upside down too."""
    assert _rows(make_tally(1, "d10", 1614, 9), {**_after(2, "d12", 0, 11), **cells}) == ["T00000002"]


def test_a_rounded_form_of_an_ended_figure_is_no_fall() -> None:
    """ "Nearly 1,000" of a later document is the 973 of that day, which 1,068 superseded."""
    old, new = make_tally(1, "d10", 973, 9), make_tally(2, "d10", 1068, 9, **LINK)
    rounded = make_tally(3, "d14", 1000, 9, qualifier="nearly")

    assert _rows(old, new, rounded) == []
    assert _rows(new | {"supersedes_id": None, "revision_reason": None}, rounded) == ["T00000003"]


def test_each_figure_is_as_old_as_the_first_document_that_gives_it() -> None:
    """A late carrier of the morning's count does not lower the evening's."""
    morning, evening = make_tally(1, "d9", 95, 9), make_tally(2, "d9", 120, 9)
    late_carrier = make_tally(3, "d12", 95, 9)

    assert _rows(morning, evening, late_carrier) == []
    assert _rows(evening, late_carrier) == ["T00000003"]


@pytest.mark.parametrize("cells", [
    {"status": "civilian"}, {"place_id": "north"}, {"basis": "estimate"}, {"claimant_id": "network"},
    {"sex": "female"}, {"period_start": nth_day(8)}, {"measure": "injured"}, {"group_as_stated": "students"},
    {"relay_fault": "stale"}, {"period_basis": "documentation"}, {"claimant_id": "not-stated"},
])  # fmt: skip
def test_another_series_is_no_fall(cells: Row) -> None:
    """Only figures of one claimant, scope and basis are compared, and only those that make a claim."""
    assert _rows(make_tally(1, "d10", 120, 9), _after(2, "d12", 95, 11) | cells) == []


@pytest.mark.parametrize("cells", [
    {"community_as_stated": "other", "limits": "community"}, {"subgroup": "other", "limits": "subgroup"},
    {"status": "unknown"}, {"status": "not_stated"}, {"sex": "unknown"}, {"age": "unknown"},
    {"cause": "unknown", "limits": "cause"},
])  # fmt: skip
def test_rows_of_a_vague_code_never_fall(cells: Row) -> None:
    """A hundred of one group and thirty-three of another; but what the document calls by one name is one group."""
    two = make_tally(1, "d10", 100, 9) | cells, _after(2, "d12", 33, 11) | cells

    assert _rows(*two) == []
    assert _rows(*(row | {"group_as_stated": "students"} for row in two)) == ["T00000002"]
    assert _rows(two[0] | {"group_as_stated": "students"}, two[1] | {"group_as_stated": "drivers"}) == []


# --- what declares a fall ------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["not_stated", "new_information", "correction_down", "recount", "typo",
                                    "scope_changed", None])  # fmt: skip
def test_a_link_declares_a_fall_whatever_its_reason(reason: str | None) -> None:
    """Also where it names a figure of another scope, and for those who give the same figure of that day."""
    other = make_tally(1, "d8", 60, 8, place_id="north")
    high = make_tally(2, "d10", 120, 9)
    low = _after(3, "d12", 95, 11, supersedes_id="T00000001", revision_reason=reason)
    carrier = _after(4, "d13", 95, 11)

    assert _rows(other, high, low, carrier) == []
    assert _rows(other, high, carrier) == ["T00000004"]


def test_a_new_count_is_no_fall() -> None:
    """A restart counts from its first day on: another scope than the count of all days."""
    new = _after(2, "d30", 7, 29, **(LINK | {"revision_reason": "restart"}), period_start=nth_day(28))
    next_one = _after(3, "d32", 9, 31, period_start=nth_day(28))

    assert _rows(make_tally(1, "d10", 4047, 9), new, next_one) == []


def test_what_was_declared_once_is_not_asked_for_again() -> None:
    """After a declared fall the lower figure is where the series stands; a further fall must be declared anew."""
    high, low = make_tally(1, "d10", 120, 9), _after(2, "d12", 95, 11, **LINK)

    assert _rows(high, make_tally(3, "d11", 120, 10), low, make_tally(4, "d14", 95, 13)) == []
    assert _rows(high, low, make_tally(5, "d14", 80, 13)) == ["T00000005"]


def test_a_withdrawn_figure_has_ended() -> None:
    """After a retraction a lower figure is a new beginning."""
    gone = make_tally(2, "d12", None, 11, qualifier="none_published", **(LINK | {"revision_reason": "retraction"}))

    assert _rows(make_tally(1, "d10", 5000, 9), gone, make_tally(3, "d20", 40, 19)) == []


def test_one_misprint_is_one_finding() -> None:
    """Of a figure that is much too high only the next one is reported, of one much too low only itself."""
    days = [100, 110, 120, 130, 140, 150]
    series = [make_tally(n, f"d{n}", value, n) for n, value in enumerate(days)]

    for at in range(1, 5):
        assert _rows(*series[:at], series[at] | {"value": 9999}, *series[at + 1 :]) == [f"T{at + 1:08d}"]
        assert _rows(*series[:at], series[at] | {"value": 1}, *series[at + 1 :]) == [f"T{at:08d}"]


# --- one body under two names --------------------------------------------------------------------


def _bodies(**succeeds: str) -> pl.DataFrame:
    names = ("army", "agency", "coalition", "monitor", "network", "not-stated", "state")
    return typed("actors", [{"actor_id": name, "succeeds_id": succeeds.get(name)} for name in names])


def test_the_series_of_a_body_runs_on_under_its_new_name() -> None:
    """A fall between two names of one body is a fall; between two bodies it is none."""
    old = make_tally(1, "d10", 1500, 9, claimant_id="agency")
    new = _after(2, "d30", 1400, 29, claimant_id="network")
    actors = _bodies(network="monitor", monitor="agency")

    assert _rows(old, new) == []
    assert _rows(old, new, actors=actors) == ["T00000002"]
    assert _rows(old, new | LINK, actors=actors) == []


# --- what a finding says -------------------------------------------------------------------------


def test_the_message_names_both_tallies() -> None:
    """Id, line, document and day of each, and each figure as it was said."""
    [findings] = _falls(make_tally(1, "d10", 1200, 9, qualifier="at_least"), _after(2, "d32", 950, 9))

    assert (
        "monitor said 950 killed as of 2025-03-10 (T00000002, line 3, in d32, published 2025-04-02)" in findings.message
    )
    assert "at least 1200 as of 2025-03-10 (T00000001, line 2, in d10, published 2025-03-11)" in findings.message


def test_a_range_and_an_undated_document_are_seen_too() -> None:
    """Nothing is said of a publication that is not known."""
    low = _after(2, "undated", 0, 11) | {"qualifier": "between", "value": None, "low": 90, "high": 95}
    [findings] = _falls(make_tally(1, "d10", 120, 9), low)

    assert "said between 90 and 95 killed as of 2025-03-12 (T00000002, line 3, in undated)," in findings.message


@pytest.mark.parametrize(
    ("new", "blamed"),
    [
        (None, "T00000002"),
        (("T00000002",), "T00000002"),
        (("T00000001",), "T00000001"),
        (("T00000001", "T00000002"), "T00000002"),
        (("T00000003",), "T00000002"),
    ],
)
def test_the_tally_that_no_release_holds_is_to_blame(new: tuple[str, ...] | None, blamed: str) -> None:
    """Whether it is the higher or the lower one; where both or neither is released, the one published later."""
    other = make_tally(3, "d3", 2, 3, measure="injured")

    assert _rows(make_tally(1, "d10", 120, 9), _after(2, "d12", 95, 11), other, new=new) == [blamed]


def test_a_fault_of_the_carrier_is_the_first_remedy_where_there_may_be_one() -> None:
    """The claimant's own publication is linked; what another document says may be out of date or misquoted."""
    high = make_tally(1, "d10", 120, 9)
    [carried], [own] = _falls(high, _after(2, "d12", 95, 11)), _falls(high, _after(2, "own", 95, 19))

    assert carried.remedy.index("relay_fault") < carried.remedy.index("supersedes_id")
    assert own.remedy.index("supersedes_id") < own.remedy.index("relay_fault")


# --- laws ----------------------------------------------------------------------------------------

_FIGURES = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 6), st.sampled_from([None, "morning", "evening"])),
    max_size=7,
)


def _is_silent_fall(low: tuple[int, int, int, str | None], high: tuple[int, int, int, str | None]) -> bool:
    """The definition, said for one pair: (as_of, published, value, part)."""
    order = {"morning": 0, "evening": 1}
    both = low[3] is not None and high[3] is not None
    part = order[low[3]] - order[high[3]] if low[3] is not None and high[3] is not None else 0
    after = low[0] > high[0] or (low[0] == high[0] and both and part > 0)
    same = low[0] == high[0] and part == 0
    return low[2] < high[2] and ((after and low[1] >= high[1]) or (same and low[1] > high[1]))


@given(_FIGURES)
def test_a_series_has_findings_exactly_where_some_figure_falls(figures: list[tuple[int, int, int, str | None]]) -> None:
    """Without links, every reported figure is below an earlier one, and a series with a fall is reported."""
    first: dict[tuple[int, int], tuple[int, int, int, str | None]] = {}
    for figure in figures:  # one document a figure and day, so that each is as old as its own document
        first.setdefault((figure[0], figure[2]), figure)
    given = list(first.values())
    tallies = [make_tally(n, f"d{figure[1]}", figure[2], figure[0], as_of_part=figure[3])
               for n, figure in enumerate(given)]  # fmt: skip
    falling = {n for n, low in enumerate(given) if any(_is_silent_fall(low, high) for high in given)}
    reported = {int(row[1:]) for row in _rows(*tallies)}

    assert reported <= falling
    assert bool(reported) == bool(falling)


@given(_FIGURES, st.randoms())
def test_the_order_of_the_rows_does_not_matter(figures: list[tuple[int, int, int, str | None]], random: Any) -> None:
    """The same findings, whatever the order in which the figures are entered."""
    first = {(figure[0], figure[2]): figure for figure in figures}
    tallies = [make_tally(n, f"d{figure[1]}", figure[2], figure[0], as_of_part=figure[3])
               for n, figure in enumerate(first.values())]  # fmt: skip
    shuffled = list(tallies)
    random.shuffle(shuffled)

    assert sorted(_rows(*shuffled)) == sorted(_rows(*tallies))
