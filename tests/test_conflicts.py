"""Conflicts: found as the design says them, pair by pair and day by day, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import permutations
from math import ceil

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import Row, make_document, make_record, make_tally, nth_day, records, small_tables
from casualty_dataset.analysis import claims, conflicts, standing
from casualty_dataset.analysis.hierarchies import Hierarchies
from casualty_dataset.analysis.independence import Independence
from casualty_dataset.model import Scope
from casualty_schemas.vocabulary import MEASURE

Tables = dict[str, pl.DataFrame]
ByPair = dict[tuple[str, int, int], tuple[date, date, str, str, int]]
INDEPENDENCE = Independence(small_tables()["actors"], small_tables()["actor_inputs"])
ANONYMOUS = frozenset({"network"})


def _conflicts(tables: Tables) -> pl.DataFrame:
    folded = claims.fold(tables)
    series = standing.with_interval(folded.filter(~pl.col("increment")))
    return conflicts.contradictions(series, standing.standing(folded), Hierarchies(tables), INDEPENDENCE, ANONYMOUS)


def _pairs(tallies: list[Row], documents: list[Row] | None = None) -> list[tuple[str, str, str]]:
    rows = _conflicts(make_record(tallies, documents or [make_document("paper", 0)]))
    return list(rows.select("claim_id", "other_id", "kind").iter_rows())


# --- the rule of METHODOLOGY.md, pair by pair ------------------------------------------


def _last_meant(claim: Row) -> date:
    """The last day that the as_of of a claim may mean; months alone are drawn."""
    as_of: date = claim["as_of"]
    return date(2025, 3, 31) if claim["as_of_precision"] == "month" else as_of


def _raised_at_once(claim: Row, series: list[Row]) -> bool:
    later = [row for row in series if row["position"] > claim["position"] and row["lower"] is not None]
    if not later or claim["upper"] is None or later[0]["as_of"] is None:
        return False
    slack = max(1, ceil(round((claim["value"] or 0) * 0.1, 6)))
    days = (later[0]["as_of"] - claim["as_of"]).days
    return bool(days <= 1 and later[0]["lower"] > claim["upper"] + slack)


def _upper_on(claim: Row, day: date, series: list[Row], over: date) -> int | None:
    """The upper bound of a claim as it is read on a day: an estimate of what was over keeps it, all else ages."""
    if claim["basis"] == "estimate" and day != claim["as_of"] and claim["as_of"] <= over:
        return None
    if claim["basis"] != "estimate" and (
        day != claim["as_of"] or claim["as_of_precision"] != "day" or _raised_at_once(claim, series)
    ):
        return None
    upper: int | None = claim["upper"]
    return upper


def _as_if_limited(claim: Row) -> Scope:
    return replace(Scope.from_row(claim), accused_id=claim["accused_id"] or claim["accused_named"])


def _compared(part: Row, container: Row, hierarchies: Hierarchies) -> list[str]:
    """As what a part and its container are compared: as they are limited, or as if limited to the party they accuse."""
    kinds = []
    if hierarchies.relation(Scope.from_row(part), Scope.from_row(container)).word in ("equal", "within"):
        kinds.append("claims")
    attributed = _as_if_limited(part), _as_if_limited(container)
    only_one_is_limited = (part["accused_id"] is None) != (container["accused_id"] is None)
    if (
        not kinds
        and only_one_is_limited
        and all(scope.accused_id for scope in attributed)
        and hierarchies.relation(*attributed).word in ("equal", "within")
    ):
        kinds.append("by_attribution")
    return kinds


def _by_hand(tables: Tables) -> ByPair:
    """The conflicts of a record, found claim by claim by the relation of scopes."""
    hierarchies = Hierarchies(tables)
    rows = [row for row in claims.fold(tables).to_dicts() if not row["increment"]]
    series = {row["series"]: sorted((r for r in rows if r["series"] == row["series"]), key=lambda r: r["position"])
              for row in rows}  # fmt: skip

    def is_last_known(claim: Row, day: date) -> bool:
        known = [r["position"] for r in series[claim["series"]] if r["known"] is not None and r["known"] <= day]
        return bool(known) and max(known) == claim["position"]

    usable = [row for row in rows if row["lower"] is not None and row["as_of"] is not None]
    pairs: ByPair = {}
    for part, container in permutations(usable, 2):
        if part["claimant_id"] == container["claimant_id"] or (part["basis"] == "estimate") != (
            container["basis"] == "estimate"
        ):
            continue
        day = max(part["as_of"], container["as_of"])
        over = hierarchies.bounds(Scope.from_row(container))[1]
        upper = _upper_on(container, day, series[container["series"]], over)
        apart = upper is not None and part["lower"] > upper and _last_meant(part) <= day
        if upper is None or not (apart and is_last_known(part, day) and is_last_known(container, day)):
            continue
        for kind in _compared(part, container, hierarchies):
            low, high = sorted((part["series"], container["series"]))
            row = (day, day, part["claim_id"], container["claim_id"], part["lower"] - upper)
            last = pairs.get((kind, low, high))
            if last is None:
                pairs[kind, low, high] = row
            else:
                newest = max(row, last)
                pairs[kind, low, high] = (newest[0], min(day, last[1]), *newest[2:])
    return pairs


def _by_pair(tables: Tables) -> ByPair:
    series = dict(claims.fold(tables).select("claim_id", "series").iter_rows())
    pairs: ByPair = {}
    for row in _conflicts(tables).to_dicts():
        low, high = sorted((series[row["claim_id"]], series[row["other_id"]]))
        assert (row["kind"], low, high) not in pairs
        pairs[row["kind"], low, high] = (
            row["last_day"],
            row["first_day"],
            row["claim_id"],
            row["other_id"],
            row["gap"],
        )
    return pairs


ACCUSED: list[Row] = [
    {},
    {"accused_id": "army"},
    {"accused_id": "army", "limits": "accused"},
    {"accused_id": "state", "limits": "accused"},
]
"""A figure names no party, accuses one, or is limited to it."""


@st.composite
def disputes(draw: st.DrawFn, basis: str, narrower: Sequence[Row]) -> Tables:
    """Figures of three claimants over scopes of which one lies in the other, within a few days."""
    papers = [make_document(f"d{day}", day) for day in range(5)]
    tallies = []
    for number in range(draw(st.integers(2, 7))):
        day, lag = draw(st.integers(0, 3)), draw(st.sampled_from([0, 0, 1]))
        cells = {
            "claimant_id": draw(st.sampled_from(["monitor", "network", "state"])),
            "qualifier": draw(st.sampled_from(["exact", "exact", "exact", "about", "at_least", "up_to"])),
            "as_of_precision": draw(st.sampled_from(["day"] * 7 + ["month"])),
            **draw(st.sampled_from(narrower)),
        }
        value = draw(st.sampled_from([9, 10, 12, 40, 100]))
        tallies.append(make_tally(number, f"d{day + lag}", value, day, basis=basis, **cells))
    return make_record(tallies, papers)


PARTS: list[Row] = [{}, {}, {"status": "civilian"}, {"place_id": "north"}, {"measure": "bodies_recovered"}]


@settings(max_examples=40)
@given(disputes("documented", PARTS))
def test_conflicts_of_counts_are_those_of_the_design(tables: Tables) -> None:
    assert _by_pair(tables) == _by_hand(tables)


@settings(max_examples=40)
@given(disputes("estimate", PARTS))
def test_conflicts_of_estimates_are_those_of_the_design(tables: Tables) -> None:
    assert _by_pair(tables) == _by_hand(tables)


@settings(max_examples=40)
@given(disputes("documented", ACCUSED))
def test_conflicts_by_attribution_are_those_of_the_design(tables: Tables) -> None:
    assert _by_pair(tables) == _by_hand(tables)


@settings(max_examples=20)
@given(records())
def test_conflicts_of_any_record_are_those_of_the_design(tables: Tables) -> None:
    assert _by_pair(tables) == _by_hand(tables)


@settings(max_examples=20)
@given(disputes("documented", PARTS), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(tables: Tables, chance: random.Random) -> None:
    order = list(range(tables["tallies"].height))
    chance.shuffle(order)
    assert _conflicts(tables).equals(_conflicts({**tables, "tallies": tables["tallies"][order]}))


@settings(max_examples=20)
@given(disputes("estimate", PARTS))
def test_every_conflict_is_of_two_claimants_the_higher_first(tables: Tables) -> None:
    by_id = {row["claim_id"]: row for row in claims.fold(tables).to_dicts()}
    for row in _conflicts(tables).to_dicts():
        high, low = by_id[row["claim_id"]], by_id[row["other_id"]]
        assert high["claimant_id"] != low["claimant_id"]
        assert high["lower"] > low["upper"]
        assert row["gap"] == high["lower"] - low["upper"]
        assert row["first_day"] <= row["last_day"]
        assert row["named"] == ("network" not in (high["claimant_id"], low["claimant_id"]))
        assert row["hard"] == (low["basis"] == "estimate")


# --- two claimants, one scope ------------------------------------------------------------------------

NUMBERS = st.integers(0, 2000)


@settings(max_examples=15)
@given(NUMBERS, NUMBERS)
def test_exact_counts_of_one_day_conflict_where_they_differ(a: int, b: int) -> None:
    tallies = [make_tally(1, "paper", a), make_tally(2, "paper", b, claimant_id="network")]
    high, low = ("T00000001", "T00000002") if a > b else ("T00000002", "T00000001")
    assert _pairs(tallies) == ([] if a == b else [(high, low, "claims")])


@settings(max_examples=15)
@given(NUMBERS, NUMBERS, st.sampled_from(["exact", "at_least", "more_than", "about"]))
def test_a_floor_is_in_conflict_with_nobody_above_it(floor: int, more: int, word: str) -> None:
    tallies = [
        make_tally(1, "paper", floor + 1, qualifier="at_least"),
        make_tally(2, "paper", floor + more + 1, claimant_id="network", qualifier=word),
    ]
    assert _pairs(tallies) == []


def test_an_exact_count_below_a_floor_is_in_conflict_with_it() -> None:
    tallies = [make_tally(1, "paper", 111, qualifier="at_least"), make_tally(2, "paper", 100, claimant_id="network")]
    assert _pairs(tallies) == [("T00000001", "T00000002", "claims")]


@settings(max_examples=15)
@given(NUMBERS, NUMBERS, st.integers(1, 3))
def test_an_earlier_count_is_a_floor(earlier: int, later: int, days: int) -> None:
    papers = [make_document("paper"), make_document("next", days)]
    tallies = [make_tally(1, "paper", earlier), make_tally(2, "next", later, days, claimant_id="network")]
    assert _pairs(tallies, papers) == ([("T00000001", "T00000002", "claims")] if earlier > later else [])


@settings(max_examples=20)
@given(NUMBERS, NUMBERS, st.integers(0, 3), st.booleans())
def test_an_estimate_of_what_is_over_keeps_its_interval(earlier: int, later: int, days: int, over: bool) -> None:
    """One of what still goes on becomes a floor on later days, as a count does."""
    papers = [make_document("paper", 2), make_document("next", 2 + days)]
    scope = {"basis": "estimate", "period_start": nth_day(0), "period_end": nth_day(1 if over else 9)}
    tallies = [
        make_tally(1, "paper", earlier, 2, **scope),
        make_tally(2, "next", later, 2 + days, claimant_id="network", **scope),
    ]
    rows = _conflicts(make_record(tallies, papers))
    expected = earlier != later and (over or days == 0 or earlier > later)
    assert rows["gap"].to_list() == ([abs(earlier - later)] if expected else [])
    assert rows["hard"].all()


OF_A_DAY = [code for code, measure in MEASURE.items() if measure.of_a_day]


@pytest.mark.parametrize("measure", OF_A_DAY)
@pytest.mark.parametrize("cells", [{}, {"value": None, "qualifier": "unquantified", "magnitude": "thousands"}], ids=str)
def test_a_figure_of_a_day_is_compared_with_figures_of_that_day_alone(measure: str, cells: Row) -> None:
    papers = [make_document("paper", 0), make_document("next", 9)]
    for days, expected in ((0, True), (9, False)):
        carrier = "next" if days else "paper"
        other = make_tally(2, carrier, 600, days, claimant_id="network", measure=measure)
        assert bool(_pairs([make_tally(1, "paper", 1000, 0, measure=measure) | cells, other], papers)) == expected


def test_a_gap_to_words_is_not_computed() -> None:
    words = make_tally(1, "paper", None, qualifier="unquantified", magnitude="hundreds", wording="hundreds")
    rows = _conflicts(
        make_record([words, make_tally(2, "paper", 20, claimant_id="network")], [make_document("paper", 0)])
    )
    assert rows["gap"].to_list() == [None]


@pytest.mark.parametrize(
    ("claimant", "other", "many"), [("state", "army", 0), ("army", "state", 0), ("monitor", "army", 1)]
)
def test_related_bodies_are_in_no_conflict(claimant: str, other: str, many: int) -> None:
    tallies = [make_tally(1, "paper", 231, claimant_id=claimant), make_tally(2, "paper", 200, claimant_id=other)]
    assert len(_pairs(tallies)) == many


def test_a_count_and_an_estimate_are_never_in_conflict() -> None:
    assert (
        _pairs([make_tally(1, "paper", 10), make_tally(2, "paper", 90, claimant_id="network", basis="estimate")]) == []
    )


@pytest.mark.parametrize(
    ("measure", "unit"), [("mass_killings", "incident"), ("mass_killing_sites", "site"), ("killed", "person")]
)
def test_what_each_claimant_defines_for_itself_is_never_in_conflict(measure: str, unit: str) -> None:
    own: Row = {"measure": measure, "unit": unit}
    tallies = [make_tally(1, "paper", 50, **own), make_tally(2, "paper", 60, claimant_id="network", **own)]
    assert len(_pairs(tallies)) == (1 if measure == "killed" else 0)


@pytest.mark.parametrize(
    "narrower",
    [{"place_id": "north"}, {"status": "civilian"}, {"sex": "female"}, {"measure": "bodies_recovered"},
     {"party_id": "army"}, {"accused_id": "army", "limits": "accused"}, {"period_start": date(2025, 3, 7)},
     {"cause": "small_arms", "limits": "cause"}, {"incident_id": "sy-2025-03-07-harbour"}],
    ids=str,
)  # fmt: skip
def test_a_part_above_its_whole_is_a_conflict_and_one_below_is_none(narrower: Row) -> None:
    everybody = make_tally(1, "paper", 60)
    above, below = ({"claimant_id": "network", **narrower, "value": value} for value in (164, 30))
    rows = _conflicts(make_record([everybody, {**make_tally(2, "paper", 0), **above}], [make_document("paper", 0)]))
    assert rows.select("claim_id", "other_id", "gap").rows() == [("T00000002", "T00000001", 104)]
    assert rows["dimension"].item() is not None
    assert _pairs([everybody, {**make_tally(2, "paper", 0), **below}]) == []
    assert _pairs([{**everybody, **narrower, "value": 30}, make_tally(2, "paper", 60, claimant_id="network")]) == []


@pytest.mark.parametrize(
    "other",
    [{"place_id": "south"}, {"status": "armed_forces"}, {"status": "not_stated"}, {"measure": "injured"},
     {"place_role": "counted_at"}, {"accused_id": "army", "limits": "accused"}],
    ids=str,
)  # fmt: skip
def test_scopes_that_do_not_lie_in_each_other_are_in_no_conflict(other: Row) -> None:
    here: Row = {"place_id": "north", "status": "civilian", "accused_id": "coalition", "limits": "accused"}
    tallies = [make_tally(1, "paper", 10, **here), make_tally(2, "paper", 90, claimant_id="network", **(here | other))]
    assert _pairs(tallies) == []


def test_a_count_that_its_claimant_raised_within_a_day_is_a_floor_at_once() -> None:
    papers = [make_document("paper"), make_document("next", 1)]
    tallies = [make_tally(1, "paper", 100), make_tally(2, "paper", 105, claimant_id="network")]
    assert len(_pairs([*tallies, make_tally(3, "next", 110, 1)], papers)) == 1
    assert _pairs([*tallies, make_tally(3, "next", 112, 1)], papers) == []


def test_a_count_that_nobody_knew_on_its_own_day_closes_nothing() -> None:
    papers = [make_document("paper"), make_document("next", 1)]
    assert _pairs([make_tally(1, "next", 10), make_tally(2, "paper", 90, claimant_id="network")], papers) == []


# --- by attribution ----------------------------------------------------------------------------------


def test_a_count_laid_at_one_partys_door_is_compared_as_if_limited_to_it() -> None:
    limited = make_tally(1, "paper", 889, accused_id="state", limits="accused", claimant_id="network")
    assert _pairs([limited, make_tally(2, "paper", 1676, accused_id="army")]) == [
        ("T00000002", "T00000001", "by_attribution")
    ]
    assert _pairs([limited, make_tally(2, "paper", 1676, accused_id="coalition")]) == []
    assert _pairs([limited, make_tally(2, "paper", 1676)]) == []


def test_one_pair_of_series_is_one_row() -> None:
    limited = make_tally(1, "paper", 889, accused_id="army", limits="accused", claimant_id="network")
    assert _pairs([limited, make_tally(2, "paper", 100, accused_id="state")]) == [("T00000001", "T00000002", "claims")]


# --- falls and sums ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("reason", "falls"), [("not_stated", 1), ("correction_down", 0), ("recount", 0)])
def test_a_figure_below_the_one_before_is_a_fall_unless_a_reason_is_stated(reason: str, falls: int) -> None:
    tallies = [
        make_tally(1, "paper", 90),
        make_tally(2, "paper", 80, 1, supersedes_id="T00000001", revision_reason=reason),
    ]
    rows = conflicts.falls(standing.with_interval(claims.fold(make_record(tallies, [make_document("paper")]))))
    assert rows.select("claim_id", "other_id", "gap").rows() == [("T00000002", "T00000001", 10)] * falls


def test_who_is_present_on_a_day_may_fall() -> None:
    there: Row = {"measure": "sheltering"}
    tallies = [make_tally(1, "paper", 90, **there), make_tally(2, "paper", 80, 1, supersedes_id="T00000001", **there)]
    assert conflicts.falls(claims.fold(make_record(tallies, [make_document("paper")]))).height == 0


@settings(max_examples=15)
@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 198))
def test_parts_that_fill_their_area_add_up_or_are_a_conflict(north: int, south: int, total: int) -> None:
    tallies = [make_tally(1, "paper", north, place_id="north"), make_tally(2, "paper", south, place_id="south")]
    tables = make_record([*tallies, make_tally(3, "paper", total)], [make_document("paper")])
    rows = conflicts.sums(tables["tallies"], tables["places"])
    gap = abs(north + south - total)
    assert rows.select("claim_id", "gap").rows() == ([("T00000003", gap)] if gap else [])
