"""Independence, pools and rules: laws for any claims, and what the dataset of this repository is known to give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import combinations
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import Row, figures, make_document, make_record, make_tally, records, small_tables
from casualty_dataset.analysis import claims, conflicts, independence, ranges, reconcile
from casualty_dataset.analysis.independence import Inputs, heard, roots
from casualty_dataset.analysis.reconcile import NAMES, PRIORITY, Parameters, Pool, Question, Range
from casualty_dataset.analysis.scopes import World
from casualty_dataset.workflows.validate import validate
from helpers_dataset import ROOT

UMBRELLA = "sy-2025-03-06-coasts"
ASKED = Question(UMBRELLA)
ORDER = ("monitor", "state_body")
KINDS = {
    "monitor": "monitor",
    "network": "monitor",
    "state": "state_body",
    "coalition": "joint",
    "agency": "news_media",
    "not-stated": "anonymous",
}


# --- independence ------------------------------------------------------------------------------------


@st.composite
def inputs(draw: st.DrawFn) -> Inputs:
    """Who builds on whom, without circles, at times for one measure only."""
    names = [f"c{number}" for number in range(6)]
    found: Inputs = {}
    for at, name in enumerate(names[1:], 1):
        for on in draw(st.lists(st.sampled_from(names[:at]), max_size=2, unique=True)):
            found.setdefault(name, []).append((on, draw(st.sampled_from([None, None, "injured"])), None))
    return found


@given(inputs())
def test_a_root_rests_on_nobody_and_everyone_rests_on_roots(graph: Inputs) -> None:
    for name in (f"c{number}" for number in range(6)):
        held = roots(name, graph, "killed", None)
        assert held
        assert all(roots(root, graph, "killed", None) == {root} for root in held)
        built = [on for on, measure, _ in graph.get(name, []) if measure is None]
        assert held == (frozenset().union(*(roots(on, graph, "killed", None) for on in built)) if built else {name})


@given(inputs(), st.lists(st.sampled_from([f"c{number}" for number in range(6)]), unique=True))
def test_of_claimants_that_share_a_root_one_is_heard(graph: Inputs, actors: list[str]) -> None:
    voices = heard(actors, graph, "killed", None)
    held = {actor: roots(actor, graph, "killed", None) for actor in actors}
    assert set(voices) == set(actors)
    assert all(voices[voice] == voice and held[actor] & held[voice] for actor, voice in voices.items())
    assert not [pair for pair in combinations(sorted(set(voices.values())), 2) if held[pair[0]] & held[pair[1]]]
    assert all(voices[actor] == actor for actor in actors if held[actor] == {actor})


def test_where_the_root_is_silent_the_first_that_is_given_is_heard() -> None:
    graph: Inputs = {"agency": [("monitor", None, None)], "paper": [("agency", None, None)]}
    assert heard(["paper", "agency"], graph, "killed", None) == {"paper": "paper", "agency": "paper"}
    assert heard(["agency", "paper"], graph, "killed", None) == {"paper": "agency", "agency": "agency"}


@pytest.mark.parametrize("length", [1, 2, 5])
def test_a_circle_of_inputs_is_refused(length: int) -> None:
    circle: Inputs = {f"c{n}": [(f"c{(n + 1) % length}", None, None)] for n in range(length)}
    with pytest.raises(ValueError, match="c0 builds on itself"):
        roots("c0", circle, "killed", None)
    with pytest.raises(ValueError, match="builds on itself"):
        heard(circle, circle, "killed", None)


def test_an_input_holds_for_its_measure_and_status_alone() -> None:
    graph: Inputs = {"agency": [("monitor", "killed", "civilian")]}
    assert roots("agency", graph, "killed", "civilian") == {"monitor"}
    assert roots("agency", graph, "killed", None) == roots("agency", graph, "injured", "civilian") == {"agency"}


# --- pools -------------------------------------------------------------------------------------------


def _pool(
    tables: Mapping[str, pl.DataFrame],
    question: Question = ASKED,
    told: Parameters | None = None,
    graph: Inputs | None = None,
    kinds: Mapping[str, str] = KINDS,
) -> Pool:
    told = told or Parameters()
    world = World(tables)
    folded = claims.fold(tables, told.as_of, share=told.share, strict_dates=told.strict_dates)
    standing = [
        row
        for row in claims.latest(folded).to_dicts()
        if question.incident_id in world.incident_above[row["incident_id"]]
    ]
    graph = independence.inputs_of(tables["actor_inputs"]) if graph is None else graph
    return reconcile.pool(question, standing, world, graph, kinds, told)


def _told(rows: list[tuple[str, int]], graph: Inputs | None = None, **told: Any) -> list[tuple[str, int]]:
    """Who is in the pool with which number, of exact counts of one scope and day."""
    tallies = [make_tally(n, "paper", value, claimant_id=who) for n, (who, value) in enumerate(rows)]
    pool = _pool(make_record(tallies, [make_document("paper")]), told=Parameters(**told), graph=graph)
    assert len(pool.claims) + len(pool.set_aside) == len(rows)
    return sorted((claim["claimant_id"], claim["value"]) for claim in pool.claims)


@settings(max_examples=25)
@given(records(status=None, place_id="both-coasts"))
def test_a_claim_is_pooled_or_set_aside_with_a_reason(tables: dict[str, pl.DataFrame]) -> None:
    pool = _pool(tables, graph={})
    standing = set(claims.latest(claims.fold(tables))["claim_id"])
    pooled, aside = {claim["claim_id"] for claim in pool.claims}, {name for name, _, _ in pool.set_aside}
    assert pooled | aside == standing
    assert not pooled & aside
    assert all(dimension and why for _, dimension, why in pool.set_aside)


@settings(max_examples=25)
@given(records(status=None, place_id="both-coasts"))
def test_relays_of_one_claimant_count_once(tables: dict[str, pl.DataFrame]) -> None:
    for basis in ("count", "estimate"):
        pool = _pool(tables, replace(ASKED, basis=basis), graph={})
        claimants = [claim["claimant_id"] for claim in pool.claims]
        assert len(claimants) == len(set(claimants)) == pool.roots


@settings(max_examples=25)
@given(records())
def test_counts_and_estimates_never_mix(tables: dict[str, pl.DataFrame]) -> None:
    counts, estimates = _pool(tables), _pool(tables, replace(ASKED, basis="estimate"))
    assert all(claim["basis"] != "estimate" for claim in (*counts.claims, *counts.within))
    assert all(claim["basis"] == "estimate" for claim in (*estimates.claims, *estimates.within))


@settings(max_examples=25)
@given(records())
def test_what_is_pooled_is_of_the_scope_that_is_asked_and_what_is_within_lies_in_it(
    tables: dict[str, pl.DataFrame],
) -> None:
    question, world = replace(ASKED, status="not_fighting"), World(tables)
    pool = _pool(tables, question)
    asked = question.scope(world)
    assert all(world.relation(claim, asked).word == "equal" for claim in pool.claims)
    assert all(world.relation(claim, asked).word == "within" for claim in pool.within)


def test_the_latest_of_a_claimants_two_bases_is_taken() -> None:
    tallies = [make_tally(1, "paper", 60), make_tally(2, "paper", 50, 1, basis="not_stated")]
    pool = _pool(make_record(tallies, [make_document("paper")]))
    assert [claim["claim_id"] for claim in pool.claims] == ["T00000002"]
    assert pool.set_aside == (("T00000001", "claimant", "its claimant has a later one"),)


def test_who_builds_on_another_is_heard_where_that_one_is_silent() -> None:
    graph: Inputs = {"agency": [("monitor", None, None)]}
    assert _told([("agency", 12), ("monitor", 10), ("state", 9)], graph) == [("monitor", 10), ("state", 9)]
    assert _told([("agency", 12), ("state", 9)], graph) == [("agency", 12), ("state", 9)]
    assert _told([("agency", 12), ("monitor", 10)], graph, exclude=("monitor",)) == [("agency", 12)]


def test_who_adds_two_independent_counts_together_does_not_make_them_one() -> None:
    both: Inputs = {"coalition": [("monitor", None, None), ("network", None, None)]}
    rows = [("monitor", 10), ("network", 20), ("coalition", 30)]
    assert _told(rows, both) == [("monitor", 10), ("network", 20)]
    assert _told(rows, both, exclude=("coalition",)) == [("monitor", 10), ("network", 20)]
    assert _told(rows, both, exclude=("monitor",)) == [("network", 20)]
    assert _told(rows, both, exclude=("monitor", "network")) == [("coalition", 30)]


def test_an_input_for_another_measure_makes_nobody_dependent() -> None:
    graph: Inputs = {"agency": [("monitor", "injured", None)], "network": [("agency", None, None)]}
    assert _told([("agency", 12), ("network", 13)], graph) == [("agency", 12)]


@st.composite
def graphs(draw: st.DrawFn) -> Inputs:
    """Who builds on whom: each on one other at most, so that each has one root."""
    names = ["monitor", "network", "state", "agency", "coalition"]
    found: Inputs = {}
    for at, name in enumerate(names[1:], 1):
        if (on := draw(st.sampled_from([None, *names[:at]]))) is not None:
            found[name] = [(on, None, None)]
    return found


ROWS = st.lists(
    st.tuples(st.sampled_from(["monitor", "network", "state", "agency", "coalition"]), st.integers(1, 99)),
    min_size=1, max_size=5, unique_by=lambda row: row[0],
)  # fmt: skip


@settings(max_examples=25)
@given(ROWS, st.one_of(graphs(), inputs()))
def test_the_pool_is_of_independent_claims_and_nobody_independent_is_left_out(
    rows: list[tuple[str, int]], graph: Inputs
) -> None:
    held = {who: roots(who, graph, "killed", None) for who, _ in rows}
    pooled = [who for who, _ in _told(rows, graph)]
    assert all(not held[one] & held[other] for one, other in combinations(pooled, 2))
    assert all(any(held[who] & held[one] for one in pooled) for who, _ in rows)


@settings(max_examples=25)
@given(ROWS, graphs(), st.sets(st.sampled_from(["monitor", "network", "state", "agency", "coalition"])))
def test_excluding_a_claimant_never_widens_the_pool(
    rows: list[tuple[str, int]], graph: Inputs, excluded: set[str]
) -> None:
    everybody, fewer = _told(rows, graph), _told(rows, graph, exclude=tuple(sorted(excluded)))
    assert len(fewer) <= len(everybody)
    assert not {who for who, _ in fewer} & excluded
    assert _told(rows, {}, exclude=tuple(excluded)) == [row for row in _told(rows, {}) if row[0] not in excluded]


def test_who_is_not_named_is_pooled_only_where_asked_for() -> None:
    kinds = {**KINDS, "network": "anonymous"}
    tables = make_record([make_tally(1, "paper", 5, claimant_id="network")], [make_document("paper")])
    assert _pool(tables, kinds=kinds).claims == ()
    assert len(_pool(tables, told=Parameters(anonymous=True), kinds=kinds).claims) == 1


# --- rules -------------------------------------------------------------------------------------------


@st.composite
def statements(draw: st.DrawFn) -> dict[str, pl.DataFrame]:
    """One figure each of several claimants about one scope and day, counts or estimates."""
    names = draw(st.lists(st.sampled_from(["monitor", "network", "state", "agency", "coalition"]), unique=True))
    basis = st.sampled_from(["documented", "documented", "not_stated", "estimate"])
    tallies = [
        make_tally(n, "paper", **{"value": None, "claimant_id": who, "basis": draw(basis), **draw(figures())})
        for n, who in enumerate(names)
    ]
    return make_record(tallies, [make_document("paper")])


def _answer(rule: str, pool: Pool, told: Parameters | None = None) -> Range:
    return reconcile.answer(rule, pool, told or Parameters(order=ORDER), KINDS)


def _pools(tables: dict[str, pl.DataFrame]) -> list[Pool]:
    return [_pool(tables, replace(ASKED, basis=basis), graph={}) for basis in ("count", "estimate")]


@settings(max_examples=40)
@given(statements())
def test_the_envelope_contains_every_claim_of_the_pool(tables: dict[str, pl.DataFrame]) -> None:
    for pool in _pools(tables):
        found = _answer("envelope@1", pool)
        assert found.best is None
        assert (found.low is None) == (not pool.claims) == (found.reason is not None)
        for claim in pool.claims:
            assert found.low is not None
            assert found.stated_max is not None
            assert found.low <= claim["lower"]
            assert found.high is None or found.high >= claim["upper"]
            assert found.stated_max >= (claim["value"] or claim["high"] or 0)
        assert (found.high is None) == (not pool.claims or any(claim["upper"] is None for claim in pool.claims))
        assert {claim["claim_id"] for claim in pool.claims} >= {*found.low_claims, *found.high_claims}
        assert bool(pool.claims) == bool(found.low_claims) == bool(found.high_claims)


@settings(max_examples=40)
@given(statements())
def test_low_is_not_above_best_and_best_not_above_high(tables: dict[str, pl.DataFrame]) -> None:
    for pool in _pools(tables):
        for rule in NAMES:
            found = _answer(rule, pool)
            known = [number for number in (found.low, found.best, found.high) if number is not None]
            assert known == sorted(known)
            assert bool(known) == (found.reason is None)
            assert (found.rule, found.claims) == (rule, len(pool.claims))


@settings(max_examples=25)
@given(statements())
def test_read_as_floors_every_count_is_open_above(tables: dict[str, pl.DataFrame]) -> None:
    told = Parameters(as_floors=True, order=ORDER)
    counts, estimates = _pools(tables)
    for rule in NAMES:
        assert _answer(rule, counts, told).high is None
        assert _answer(rule, estimates, told) == _answer(rule, estimates)
    assert _answer("envelope@1", counts, told).low == _answer("envelope@1", counts).low


@settings(max_examples=25)
@given(statements())
def test_a_median_is_of_three_closed_claims_or_more(tables: dict[str, pl.DataFrame]) -> None:
    for pool in _pools(tables):
        closed = [claim for claim in pool.claims if claim["upper"] is not None]
        assert (_answer("median@1", pool).best is not None) == (len(closed) >= 3)


@pytest.mark.parametrize(
    ("numbers", "low", "best", "high"),
    [([1, 2, 9], 1, 2, 9), ([1, 2, 4, 9], 1, 3, 9), ([1, 2, 4, 8, 9], 2, 4, 8), ([0, 0, 0], 0, 0, 0)],
)
def test_a_median_and_its_quartile_claims(numbers: list[int], low: int, best: float, high: int) -> None:
    names = ["monitor", "network", "state", "agency", "coalition"]
    tallies = [make_tally(n, "paper", value, claimant_id=names[n]) for n, value in enumerate(numbers)]
    found = _answer("median@1", _pool(make_record(tallies, [make_document("paper")]), graph={}))
    assert (found.low, found.best, found.high, found.stated_max) == (low, best, high, max(numbers))


def test_fewer_than_a_number_is_below_it_in_a_median_too() -> None:
    names = ["monitor", "network", "state"]
    tallies = [make_tally(n, "paper", 100, claimant_id=who, qualifier="fewer_than") for n, who in enumerate(names)]
    found = _answer("median@1", _pool(make_record(tallies, [make_document("paper")]), graph={}))
    assert (found.low, found.best, found.high) == (0, 99, 99)


@settings(max_examples=25)
@given(statements())
def test_all_ranges_at_once_are_those_of_the_rules_one_by_one(tables: dict[str, pl.DataFrame]) -> None:
    graph = independence.inputs_of(tables["actor_inputs"])
    found = ranges.ranges(claims.fold(tables), World(tables), graph, KINDS)
    for row in found.to_dicts():
        pool = _pool(tables, replace(ASKED, basis=row["basis"]), graph=graph)
        told = _answer(row["rule"], pool)
        names = ("low", "best", "high", "stated_max", "claims", "independent", "reason")
        assert [row[name] for name in names] == [getattr(told, name) for name in names]


def test_of_two_that_rest_on_a_silent_root_the_dated_one_is_heard_in_all_ranges_too() -> None:
    graph: Inputs = {"agency": [("monitor", None, None)], "coalition": [("monitor", None, None)]}
    tallies = [
        make_tally(1, "paper", 9, None, claimant_id="agency"),
        make_tally(2, "paper", 5, claimant_id="coalition"),
    ]
    tables = make_record(tallies, [make_document("paper")])
    assert [claim["claimant_id"] for claim in _pool(tables, graph=graph).claims] == ["coalition"]
    found = ranges.ranges(claims.fold(tables), World(tables), graph, KINDS)
    assert found.filter(pl.col("rule") == "envelope@1")["low"].to_list() == [5]


@settings(max_examples=25)
@given(records())
def test_the_floor_is_the_greatest_that_anybody_documented_within(tables: dict[str, pl.DataFrame]) -> None:
    pool = _pool(tables)
    documented = [claim["lower"] for claim in (*pool.claims, *pool.within) if claim["basis"] == "documented"]
    found = _answer("documented-floor@1", pool)
    assert found.low == max(documented, default=None)
    assert (found.best, found.high) == (None, None)


def test_a_priority_has_no_default_and_takes_the_first_kind_that_counted() -> None:
    tallies = [
        make_tally(1, "paper", 60),
        make_tally(2, "paper", 50, claimant_id="state"),
        make_tally(3, "paper", 70, claimant_id="network"),
    ]
    pool = _pool(make_record(tallies, [make_document("paper")]))
    with pytest.raises(ValueError, match="no default"):
        _answer(PRIORITY, pool, Parameters())
    state = _answer(PRIORITY, pool, Parameters(order=("academic", "state_body", "monitor")))
    assert (state.low, state.best, state.high) == (50, 50, 50)
    monitors = _answer(PRIORITY, pool, Parameters(order=("monitor",)))
    assert (monitors.low, monitors.best, monitors.high) == (60, None, 70)


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(KeyError):
        _answer("mean@1", Pool(ASKED, (), (), (), 0))


@given(st.lists(st.one_of(st.none(), st.integers(0, 9999))))
def test_a_total_is_refused_unless_told_that_scopes_overlap(lows: list[int | None]) -> None:
    told = [Range("envelope@1", ASKED, low=low) for low in lows]
    with pytest.raises(ValueError, match="counted twice"):
        reconcile.total(told)
    assert reconcile.total(told, although_scopes_overlap=True) == sum(low or 0 for low in lows)


def test_each_question_about_the_tiny_dataset_is_answered_by_some_claim() -> None:
    tables = small_tables()
    asked = reconcile.questions(claims.latest(claims.fold(tables)), World(tables))
    assert Question(UMBRELLA, status="civilian") in asked
    assert all(_pool(tables, question, graph={}, kinds={}).claims for question in asked)


# --- the dataset of this repository ------------------------------------------------------------------

COAST = Question("sy-2025-03-06-coast", status="civilian")


@cache
def _real() -> tuple[dict[str, pl.DataFrame], dict[str, str]]:
    tables = validate(ROOT).tables
    kinds = {actor: str(kind) for actor, kind in tables["actors"].select("actor_id", "kind").iter_rows()}
    return tables, kinds


@pytest.mark.parametrize(
    ("day", "low", "high", "stated_max", "floor", "closed"),
    [
        (date(2025, 3, 8), 745, 745, 745, 745, 1),
        (date(2025, 3, 9), 830, 830, 830, 830, 1),
        (date(2025, 3, 11), 111, None, 1225, 1225, 0),
        (date(2025, 3, 12), 111, None, 1383, 1383, 0),
        (date(2025, 4, 9), 111, None, 1676, 1676, 2),
    ],
)
def test_civilians_killed_on_the_coast_as_known_on_a_day(
    day: date, low: int, high: int | None, stated_max: int, floor: int, closed: int
) -> None:
    tables, kinds = _real()
    told = Parameters(as_of=day)
    pool = _pool(tables, COAST, told, kinds=kinds)
    envelope, least, middle = (
        reconcile.answer(rule, pool, told, kinds) for rule in ("envelope@1", "documented-floor@1", "median@1")
    )
    assert (envelope.low, envelope.best, envelope.high, envelope.stated_max) == (low, None, high, stated_max)
    assert (least.low, least.high) == (floor, None)
    assert (middle.best, middle.reason) == (
        None,
        f"{closed} closed claim{'s' * (closed != 1)}, and a median needs three",
    )


def test_civilians_killed_on_the_coast_as_known_today() -> None:
    tables, kinds = _real()
    pool = _pool(tables, COAST, kinds=kinds)
    envelope, least, middle = (_answer(rule, pool) for rule in ("envelope@1", "documented-floor@1", "median@1"))
    assert (envelope.low, envelope.high, envelope.stated_max) == (111, None, 1743)
    assert least.low == 1676
    assert (middle.low, middle.best, middle.high) == (1060, 1676, 1743)
    closed = {claim["claimant_id"]: claim["value"] for claim in pool.claims if claim["upper"] is not None}
    assert closed == {"scm": 1060, "sohr": 1676, "seen": 1743}


@cache
def _real_conflicts() -> list[tuple[str, Row, Row]]:
    tables, kinds = _real()
    folded = claims.fold(tables)
    by_id: dict[str, Row] = {row["claim_id"]: row for row in folded.to_dicts()}
    series = claims.quantified(folded.filter(~pl.col("increment")))
    anonymous = frozenset(actor for actor, kind in kinds.items() if kind == "anonymous")
    found = conflicts.conflicts(series, claims.standing(folded), World(tables), anonymous)
    return [
        (kind, by_id[one], by_id[other])
        for kind, one, other in found.select("kind", "claim_id", "other_id").iter_rows()
    ]


@pytest.mark.parametrize(
    ("high", "low", "place"),
    [
        (("sohr", 1676), ("scm", 1060), "syria-coast"),
        (("sohr", 866), ("scm", 671), "latakia"),
        (("sohr", 525), ("scm", 245), "tartus"),
        (("sohr", 272), ("scm", 144), "hama"),
        (("sohr", 231), ("syrian-presidency", 200), "syria-coast"),
        (("military-operations-command", 231), ("syrian-presidency", 200), "syria-coast"),
        (("alawite-community-centre", 164), ("sohr", 60), "baniyas"),
        (("alawite-community-centre", 78), ("sohr", 31), "tuwaym"),
        (("hispantv-local-sources", 15), ("sohr", 10), "arza"),
        (("sohr", 6), ("tartus-provincial-officials", 4), "harf-banmara"),
    ],
)
def test_known_contradictions_are_found(high: tuple[str, int], low: tuple[str, int], place: str) -> None:
    found = [
        (a["place_id"], b["place_id"])
        for kind, a, b in _real_conflicts()
        if kind == "claims" and ((a["claimant_id"], a["value"]), (b["claimant_id"], b["value"])) == (high, low)
    ]
    assert found == [(place, place)]


def test_a_toll_laid_at_the_governments_door_is_compared_with_one_limited_to_it() -> None:
    laid = {
        ((a["claimant_id"], a["value"]), (b["claimant_id"], b["value"]))
        for kind, a, b in _real_conflicts()
        if kind == "by_attribution"
    }
    assert (("sohr", 1676), ("snhr", 889)) in laid


def test_a_floor_of_the_united_nations_contradicts_nobody() -> None:
    floor = [row for row in claims.fold(_real()[0]).to_dicts() if (row["claimant_id"], row["value"]) == ("ohchr", 111)]
    assert {row["qualifier"] for row in floor} == {"at_least"}
    names = {row["claim_id"] for row in floor}
    assert not [kind for kind, a, b in _real_conflicts() if {a["claim_id"], b["claim_id"]} & names]


def test_what_eighteen_documents_carry_is_one_claim() -> None:
    rows = claims.fold(_real()[0]).to_dicts()
    told = [
        row
        for row in rows
        if (row["claimant_id"], row["value"], row["status"], row["incident_id"])
        == ("sohr", 1383, "civilian", COAST.incident_id)
    ]
    assert len(told) == 1
    assert told[0]["documents"] >= 15


def test_on_each_day_of_the_record_the_claims_are_those_of_what_was_known() -> None:
    tables, _ = _real()
    folded = claims.fold(tables)
    last = folded["known"].max()
    assert isinstance(last, date)
    for day in (date(2025, 3, 7), date(2025, 3, 10), date(2025, 4, 9), last):
        then = claims.fold(tables, as_of=day)
        names = then["tally_ids"].str.split("|").explode()
        known = tables["tallies"].filter(pl.col("tally_id").is_in(names.implode()))
        assert then.equals(claims.fold({**tables, "tallies": known}))
        assert then["known"].max() <= day  # type: ignore[operator]
