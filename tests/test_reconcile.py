"""Independence, pools and rules: laws for any claims, and what the dataset of this repository is known to give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import combinations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import (
    Graph,
    Row,
    figures,
    make_document,
    make_independence,
    make_record,
    make_tally,
    records,
    small_tables,
)
from casualty_dataset.analysis import claims as folding
from casualty_dataset.analysis import questions, reconcile, standing
from casualty_dataset.analysis.hierarchies import Hierarchies
from casualty_dataset.analysis.independence import Independence
from casualty_dataset.analysis.pools import Pools
from casualty_dataset.analysis.record import Record
from casualty_dataset.analysis.rules import DEFAULT, PRIORITY, RULES
from casualty_dataset.core.errors import UnknownName
from casualty_dataset.model import Claim, Parameters, Pool, Question, Range, Scope, SetAside
from casualty_dataset.workflows.validate import validate
from helpers_dataset import ROOT

UMBRELLA = "sy-2025-03-06-coasts"
ASKED = Question(Scope(UMBRELLA, "both-coasts"))
ORDER = ("monitor", "state_body")
KINDS = {
    "monitor": "monitor",
    "network": "monitor",
    "state": "state_body",
    "coalition": "joint",
    "agency": "news_media",
    "not-stated": "anonymous",
}
CLAIMANTS = ("monitor", "network", "state", "agency", "coalition")


# --- independence ------------------------------------------------------------------------------------


@st.composite
def inputs(draw: st.DrawFn) -> Graph:
    """Who builds on whom, without circles, at times for one measure only."""
    names = [f"c{number}" for number in range(6)]
    graph: Graph = {}
    for at, name in enumerate(names[1:], 1):
        for source in draw(st.lists(st.sampled_from(names[:at]), max_size=2, unique=True)):
            graph.setdefault(name, []).append((source, draw(st.sampled_from([None, None, "injured"])), None))
    return graph


@given(inputs())
def test_a_root_rests_on_nobody_and_everyone_rests_on_roots(graph: Graph) -> None:
    roots = make_independence(graph).roots
    for name in (f"c{number}" for number in range(6)):
        rests_on = roots(name, "killed", None)
        assert rests_on
        assert all(roots(root, "killed", None) == {root} for root in rests_on)
        built = [source for source, measure, _ in graph.get(name, []) if measure is None]
        assert rests_on == (frozenset().union(*(roots(source, "killed", None) for source in built)) or {name})


@given(inputs(), st.lists(st.sampled_from([f"c{number}" for number in range(6)]), unique=True))
def test_of_claimants_that_share_a_root_one_counts(graph: Graph, actors: list[str]) -> None:
    independence = make_independence(graph)
    by = independence.representatives(actors, "killed", None)
    rests_on = {actor: independence.roots(actor, "killed", None) for actor in actors}
    assert set(by) == set(actors)
    assert all(by[other] == other and rests_on[actor] & rests_on[other] for actor, other in by.items())
    counting = sorted(set(by.values()))
    assert not [pair for pair in combinations(counting, 2) if rests_on[pair[0]] & rests_on[pair[1]]]
    assert all(by[actor] == actor for actor in actors if rests_on[actor] == {actor})


def test_where_the_root_gives_no_figure_the_first_of_the_list_counts() -> None:
    graph: Graph = {"agency": [("monitor", None, None)], "paper": [("agency", None, None)]}
    representatives = make_independence(graph).representatives
    assert representatives(["paper", "agency"], "killed", None) == {"paper": "paper", "agency": "paper"}
    assert representatives(["agency", "paper"], "killed", None) == {"paper": "agency", "agency": "agency"}


@pytest.mark.parametrize("length", [1, 2, 5])
def test_those_who_build_on_one_another_in_a_circle_share_a_root(length: int) -> None:
    circle: Graph = {f"c{n}": [(f"c{(n + 1) % length}", None, None)] for n in range(length)}
    independence = make_independence(circle)
    assert {independence.roots(actor, "killed", None) for actor in circle} == {frozenset({"c0"})}
    assert len(set(independence.representatives(circle, "killed", None).values())) == 1


def test_an_input_holds_for_its_measure_and_status_alone() -> None:
    graph: Graph = {"agency": [("monitor", "killed", "civilian")]}
    roots = make_independence(graph).roots
    assert roots("agency", "killed", "civilian") == {"monitor"}
    assert roots("agency", "killed", None) == roots("agency", "injured", "civilian") == {"agency"}


def _share_a_root(bodies: list[Row], a: str, b: str, graph: Graph | None = None) -> bool:
    independence = make_independence(graph, bodies)
    shared = independence.roots(a, "killed", None) & independence.roots(b, "killed", None)
    assert bool(shared) == (len(set(independence.representatives([a, b], "killed", None).values())) == 1)
    return bool(shared)


STATE: list[Row] = [
    {"actor_id": "state", "kind": "state_body"},
    {"actor_id": "ministry", "kind": "state_body", "parent_id": "state"},
    {"actor_id": "directorate", "kind": "state_body", "parent_id": "ministry"},
    {"actor_id": "agency", "kind": "news_media", "parent_id": "state"},
    {"actor_id": "monitor"},
]


@pytest.mark.parametrize(("a", "b"), [("state", "ministry"), ("state", "directorate"), ("agency", "directorate")])
@pytest.mark.parametrize("kind", ["state_body", "party", "armed_group", "news_media", "monitor"])
def test_bodies_of_one_body_share_a_root_at_any_depth(kind: str, a: str, b: str) -> None:
    bodies = [STATE[0] | {"kind": kind}, *STATE[1:]]
    assert _share_a_root(bodies, a, b)
    assert not _share_a_root(bodies, a, "monitor")


AGENCIES: list[Row] = [
    {"actor_id": "nations", "kind": "un_body"},
    {"actor_id": "rights", "kind": "un_body", "parent_id": "nations"},
    {"actor_id": "field-office", "kind": "un_body", "parent_id": "rights"},
    {"actor_id": "health", "kind": "un_body", "parent_id": "nations"},
]


@pytest.mark.parametrize("kind", ["un_body", "joint"])
def test_agencies_of_the_united_nations_and_members_of_a_coalition_count_apart(kind: str) -> None:
    bodies = [AGENCIES[0] | {"kind": kind}, *AGENCIES[1:]]
    assert not _share_a_root(bodies, "rights", "health")
    assert not _share_a_root(bodies, "field-office", "health")
    assert all(_share_a_root(bodies, "nations", part) for part in ("rights", "health", "field-office"))
    assert _share_a_root(bodies, "rights", "field-office")
    assert not _share_a_root(bodies, "rights", "health", {"health": [("nations", None, None)]})
    party = [bodies[0] | {"party_to_conflict": "disputed"}, *bodies[1:]]
    assert _share_a_root(party, "rights", "health")


def test_the_agencies_count_rather_than_the_whole_of_which_they_are_parts() -> None:
    by = make_independence(bodies=AGENCIES).representatives(["nations", "rights", "health"], "killed", None)
    assert by == {"nations": "health", "rights": "rights", "health": "health"}


def test_a_body_that_continues_another_shares_a_root_with_it() -> None:
    bodies: list[Row] = [{"actor_id": "old"}, {"actor_id": "new", "succeeds_id": "old"},
                         {"actor_id": "newest", "succeeds_id": "new"}, {"actor_id": "other"}]  # fmt: skip
    assert _share_a_root(bodies, "old", "newest")
    assert not _share_a_root(bodies, "old", "other")
    assert _share_a_root(bodies, "other", "newest", {"other": [("old", None, None)]})


def test_a_department_that_builds_on_a_monitor_does_not_make_its_state_depend_on_it() -> None:
    graph: Graph = {"agency": [("monitor", None, None)]}
    assert _share_a_root(STATE, "agency", "monitor", graph)
    assert _share_a_root(STATE, "agency", "ministry", graph)
    assert not _share_a_root(STATE, "ministry", "monitor", graph)
    by = make_independence(graph, STATE).representatives(["agency", "directorate", "monitor"], "killed", None)
    assert by == {"agency": "directorate", "directorate": "directorate", "monitor": "monitor"}


def test_who_builds_on_a_body_shares_a_root_with_all_its_departments() -> None:
    graph: Graph = {"monitor": [("ministry", None, None)], "ministry": [("directorate", None, None)]}
    assert all(_share_a_root(STATE, "monitor", body, graph) for body in ("state", "ministry", "directorate", "agency"))


def test_of_five_counts_of_soldiers_three_of_one_state_have_three_roots() -> None:
    by = make_independence(bodies=[*STATE, {"actor_id": "network"}]).representatives(
        ["directorate", "network", "ministry", "monitor", "state"], "killed", "armed_forces"
    )
    assert set(by.values()) == {"directorate", "network", "monitor"}  # of the state, the first in the list


# --- pools -------------------------------------------------------------------------------------------


class Asked:
    """One question put to the claims of a record."""

    def __init__(
        self,
        tables: Mapping[str, pl.DataFrame],
        question: Question = ASKED,
        params: Parameters | None = None,
        graph: Graph | None = None,
        kinds: Mapping[str, str] = KINDS,
    ) -> None:
        params = params or Parameters(order=ORDER)
        independence = (
            Independence(tables["actors"], tables["actor_inputs"]) if graph is None else make_independence(graph)
        )
        self.hierarchies = Hierarchies(tables)
        self.claims = folding.fold(tables, params.as_of, delta=params.delta, strict_dates=params.strict_dates)
        asked = questions.as_frame([question])
        self.pools = Pools(asked, self.claims, self.hierarchies, independence, kinds, params)

    @property
    def pool(self) -> Pool:
        """The pool of the question."""
        return reconcile.typed_pools(self.pools, self.claims)[0]

    def answer(self, rule: str) -> Range:
        """The answer of a rule."""
        return reconcile.typed_ranges(reconcile.ranges(self.pools, [rule]), self.pools)[0]


def _pool(
    tables: Mapping[str, pl.DataFrame],
    question: Question = ASKED,
    params: Parameters | None = None,
    graph: Graph | None = None,
    kinds: Mapping[str, str] = KINDS,
) -> Pool:
    return Asked(tables, question, params, graph, kinds).pool


def _pooled(
    rows: list[tuple[str, int]], graph: Graph | None = None, exclude: tuple[str, ...] = ()
) -> list[tuple[str, int | None]]:
    """Who is in the pool with which number, of exact counts of one scope and day."""
    tallies = [make_tally(n, "paper", value, claimant_id=who) for n, (who, value) in enumerate(rows)]
    tables = make_record(tallies, [make_document("paper")])
    pool = _pool(tables, params=Parameters(exclude=exclude), graph=graph)
    assert len(pool.claims) + len(pool.set_aside) == len(rows)
    return sorted((claim.claimant_id, claim.figure.value) for claim in pool.claims)


@settings(max_examples=25)
@given(records(status=None, place_id="both-coasts"))
def test_a_claim_is_pooled_or_set_aside_with_a_reason(tables: dict[str, pl.DataFrame]) -> None:
    pool = _pool(tables, graph={})
    claims = set(folding.fold(tables)["claim_id"])
    pooled, aside = {claim.claim_id for claim in pool.claims}, {reason.claim_id for reason in pool.set_aside}
    assert pooled | aside == claims
    assert not pooled & aside
    assert len(aside) == len(pool.set_aside)
    assert all(reason.dimension and reason.why for reason in pool.set_aside)


@settings(max_examples=25)
@given(records(status=None, place_id="both-coasts"))
def test_relays_of_one_claimant_count_once(tables: dict[str, pl.DataFrame]) -> None:
    for basis in ("count", "estimate"):
        asked = Asked(tables, replace(ASKED, basis=basis), graph={})
        claimants = [claim.claimant_id for claim in asked.pool.claims]
        assert len(claimants) == len(set(claimants)) == asked.answer("envelope@1").independent


@settings(max_examples=25)
@given(records())
def test_counts_and_estimates_never_mix(tables: dict[str, pl.DataFrame]) -> None:
    counts, estimates = Asked(tables), Asked(tables, replace(ASKED, basis="estimate"))
    assert not any(claim.is_estimate for claim in (*counts.pool.claims, *_narrower(counts)))
    assert all(claim.is_estimate for claim in estimates.pool.claims)
    assert _narrower(estimates) == []


def _narrower(asked: Asked) -> list[Claim]:
    """The highest documented claims within the question."""
    return Claim.from_frame(asked.claims.join(asked.pools.narrower, on="claim_id", how="semi"))


@settings(max_examples=25)
@given(records())
def test_what_is_pooled_is_of_the_scope_that_is_asked_and_what_is_narrower_lies_in_it(
    tables: dict[str, pl.DataFrame],
) -> None:
    question = Question(replace(ASKED.scope, status="not_fighting"))
    asked = Asked(tables, question)
    relation = asked.hierarchies.relation
    assert all(relation(claim.scope, question.scope).word == "equal" for claim in asked.pool.claims)
    assert all(relation(claim.scope, question.scope).word == "within" for claim in _narrower(asked))


def test_the_latest_of_a_claimants_two_bases_is_taken() -> None:
    tallies = [make_tally(1, "paper", 60), make_tally(2, "paper", 50, 1, basis="not_stated")]
    pool = _pool(make_record(tallies, [make_document("paper")]))
    assert [claim.claim_id for claim in pool.claims] == ["T00000002"]
    assert pool.set_aside == (
        SetAside("T00000001", "claimant", "its claimant has another that is later or gives a number"),
    )


def test_who_builds_on_another_counts_where_that_one_gives_no_figure() -> None:
    graph: Graph = {"agency": [("monitor", None, None)]}
    assert _pooled([("agency", 12), ("monitor", 10), ("state", 9)], graph) == [("monitor", 10), ("state", 9)]
    assert _pooled([("agency", 12), ("state", 9)], graph) == [("agency", 12), ("state", 9)]
    assert _pooled([("agency", 12), ("monitor", 10)], graph, exclude=("monitor",)) == [("agency", 12)]


def test_who_adds_two_independent_counts_together_does_not_make_them_one() -> None:
    both: Graph = {"coalition": [("monitor", None, None), ("network", None, None)]}
    rows = [("monitor", 10), ("network", 20), ("coalition", 30)]
    assert _pooled(rows, both) == [("monitor", 10), ("network", 20)]
    assert _pooled(rows, both, exclude=("coalition",)) == [("monitor", 10), ("network", 20)]
    assert _pooled(rows, both, exclude=("monitor",)) == [("network", 20)]
    assert _pooled(rows, both, exclude=("monitor", "network")) == [("coalition", 30)]


def test_an_input_for_another_measure_makes_nobody_dependent() -> None:
    graph: Graph = {"agency": [("monitor", "injured", None)], "network": [("agency", None, None)]}
    assert _pooled([("agency", 12), ("network", 13)], graph) == [("agency", 12)]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Who builds on whom: each on one other at most, so that each has one root."""
    graph: Graph = {}
    for at, name in enumerate(CLAIMANTS[1:], 1):
        if (source := draw(st.sampled_from([None, *CLAIMANTS[:at]]))) is not None:
            graph[name] = [(source, None, None)]
    return graph


ROWS = st.lists(
    st.tuples(st.sampled_from(CLAIMANTS), st.integers(1, 99)), min_size=1, max_size=5, unique_by=lambda row: row[0]
)


@settings(max_examples=25)
@given(ROWS, st.one_of(graphs(), inputs()))
def test_the_pool_is_of_independent_claims_and_nobody_independent_is_left_out(
    rows: list[tuple[str, int]], graph: Graph
) -> None:
    rests_on = {who: make_independence(graph).roots(who, "killed", None) for who, _ in rows}
    pooled = [who for who, _ in _pooled(rows, graph)]
    assert all(not rests_on[a] & rests_on[b] for a, b in combinations(pooled, 2))
    assert all(any(rests_on[who] & rests_on[other] for other in pooled) for who, _ in rows)


@settings(max_examples=25)
@given(ROWS, graphs(), st.sets(st.sampled_from(CLAIMANTS)))
def test_excluding_a_claimant_never_widens_the_pool(
    rows: list[tuple[str, int]], graph: Graph, excluded: set[str]
) -> None:
    everybody, fewer = _pooled(rows, graph), _pooled(rows, graph, exclude=tuple(sorted(excluded)))
    assert len(fewer) <= len(everybody)
    assert not {who for who, _ in fewer} & excluded
    assert _pooled(rows, {}, exclude=tuple(excluded)) == [row for row in _pooled(rows, {}) if row[0] not in excluded]


def test_who_is_not_named_is_pooled_only_where_asked_for() -> None:
    kinds = {**KINDS, "network": "anonymous"}
    tables = make_record([make_tally(1, "paper", 5, claimant_id="network")], [make_document("paper")])
    assert _pool(tables, kinds=kinds).claims == ()
    assert len(_pool(tables, params=Parameters(anonymous=True), kinds=kinds).claims) == 1


# --- rules -------------------------------------------------------------------------------------------


@st.composite
def statements(draw: st.DrawFn) -> dict[str, pl.DataFrame]:
    """One figure each of several claimants about one scope and day, counts or estimates."""
    names = draw(st.lists(st.sampled_from(CLAIMANTS), unique=True))
    basis = st.sampled_from(["documented", "documented", "not_stated", "estimate"])
    tallies = [
        make_tally(n, "paper", **{"value": None, "claimant_id": who, "basis": draw(basis), **draw(figures())})
        for n, who in enumerate(names)
    ]
    return make_record(tallies, [make_document("paper")])


def _both(tables: dict[str, pl.DataFrame], params: Parameters | None = None) -> list[Asked]:
    """The question about counts, and that about estimates."""
    return [Asked(tables, replace(ASKED, basis=basis), params, graph={}) for basis in ("count", "estimate")]


@settings(max_examples=40)
@given(statements())
def test_the_envelope_contains_every_claim_of_the_pool(tables: dict[str, pl.DataFrame]) -> None:
    for asked in _both(tables):
        claims, answer = asked.pool.claims, asked.answer("envelope@1")
        assert answer.best is None
        assert (answer.low is None) == (not claims) == (answer.reason is not None)
        for claim in claims:
            assert answer.low is not None
            assert claim.interval is not None
            assert answer.low <= claim.interval.lower
            assert answer.high is None or (claim.interval.upper is not None and answer.high >= claim.interval.upper)
            assert (answer.stated_max or 0) >= (claim.figure.number or 0)
        closed = [claim for claim in claims if claim.interval and claim.interval.is_closed]
        assert (answer.high is None) == (not claims or len(closed) < len(claims))
        assert {claim.claim_id for claim in claims} >= {*answer.low_claims, *answer.high_claims}
        assert bool(claims) == bool(answer.low_claims) == bool(answer.high_claims)


@settings(max_examples=40)
@given(statements())
def test_low_is_not_above_best_and_best_not_above_high(tables: dict[str, pl.DataFrame]) -> None:
    for asked in _both(tables):
        for rule in RULES:
            answer = asked.answer(rule)
            known = [number for number in (answer.low, answer.best, answer.high) if number is not None]
            assert known == sorted(known)
            assert bool(known) == (answer.reason is None)
            assert (answer.rule, answer.claims) == (rule, len(asked.pool.claims))


@settings(max_examples=25)
@given(statements())
def test_read_as_floors_every_count_is_open_above(tables: dict[str, pl.DataFrame]) -> None:
    counts, estimates = _both(tables)
    floors, same = _both(tables, Parameters(as_floors=True, order=ORDER))
    for rule in RULES:
        assert floors.answer(rule).high is None
        assert same.answer(rule) == estimates.answer(rule)
    assert floors.answer("envelope@1").low == counts.answer("envelope@1").low


@settings(max_examples=25)
@given(statements())
def test_a_median_is_of_three_closed_claims_or_more(tables: dict[str, pl.DataFrame]) -> None:
    for asked in _both(tables):
        closed = [claim for claim in asked.pool.claims if claim.interval and claim.interval.is_closed]
        assert (asked.answer("median@1").best is not None) == (len(closed) >= 3)


@pytest.mark.parametrize(
    ("numbers", "low", "best", "high"),
    [([1, 2, 9], 1, 2, 9), ([1, 2, 4, 9], 1, 3, 9), ([1, 2, 4, 8, 9], 2, 4, 8), ([0, 0, 0], 0, 0, 0)],
)
def test_a_median_and_its_quartile_claims(numbers: list[int], low: int, best: float, high: int) -> None:
    tallies = [make_tally(n, "paper", value, claimant_id=CLAIMANTS[n]) for n, value in enumerate(numbers)]
    answer = Asked(make_record(tallies, [make_document("paper")]), graph={}).answer("median@1")
    assert (answer.low, answer.best, answer.high, answer.stated_max) == (low, best, high, max(numbers))


def test_fewer_than_a_number_is_below_it_in_a_median_too() -> None:
    tallies = [make_tally(n, "paper", 100, claimant_id=CLAIMANTS[n], qualifier="fewer_than") for n in range(3)]
    answer = Asked(make_record(tallies, [make_document("paper")]), graph={}).answer("median@1")
    assert (answer.low, answer.best, answer.high) == (0, 99, 99)


def test_of_two_that_rest_on_a_root_without_a_figure_the_dated_one_counts() -> None:
    graph: Graph = {"agency": [("monitor", None, None)], "coalition": [("monitor", None, None)]}
    tallies = [
        make_tally(1, "paper", 9, None, claimant_id="agency"),
        make_tally(2, "paper", 5, claimant_id="coalition"),
    ]
    asked = Asked(make_record(tallies, [make_document("paper")]), graph=graph)
    assert [claim.claimant_id for claim in asked.pool.claims] == ["coalition"]
    assert asked.answer("envelope@1").low == 5


@settings(max_examples=25)
@given(records())
def test_the_floor_is_the_greatest_that_anybody_documented_within(tables: dict[str, pl.DataFrame]) -> None:
    asked = Asked(tables)
    claims = Claim.from_frame(standing.latest(asked.claims))
    usable = [claim for claim in claims if KINDS[claim.claimant_id] != "anonymous" and claim.interval is not None]
    within = [c for c in usable if asked.hierarchies.relation(c.scope, ASKED.scope).word == "within"]
    documented = [c.interval.lower for c in (*asked.pool.claims, *within) if c.basis == "documented" and c.interval]
    answer = asked.answer("documented-floor@1")
    assert answer.low == max(documented, default=None)
    assert (answer.best, answer.high) == (None, None)


def test_a_priority_has_no_default_and_takes_the_first_kind_that_counted() -> None:
    tallies = [
        make_tally(1, "paper", 60),
        make_tally(2, "paper", 50, claimant_id="state"),
        make_tally(3, "paper", 70, claimant_id="network"),
    ]
    tables = make_record(tallies, [make_document("paper")])
    with pytest.raises(ValueError, match="no default"):
        Asked(tables, params=Parameters()).answer(PRIORITY)
    state = Asked(tables, params=Parameters(order=("academic", "state_body", "monitor"))).answer(PRIORITY)
    assert (state.low, state.best, state.high) == (50, 50, 50)
    monitors = Asked(tables, params=Parameters(order=("monitor",))).answer(PRIORITY)
    assert (monitors.low, monitors.best, monitors.high) == (60, None, 70)


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(UnknownName, match=r"mean@1.*median@1"):
        Record(small_tables()).reconcile("mean@1")


@given(st.lists(st.one_of(st.none(), st.integers(0, 9999))))
def test_a_sum_of_several_is_refused_unless_it_is_known_that_scopes_overlap(lows: list[int | None]) -> None:
    ranges = [Range("envelope@1", ASKED, low=low) for low in lows]
    if len(ranges) > 1:
        with pytest.raises(ValueError, match="counted twice"):
            reconcile.total(ranges)
    else:
        assert reconcile.total(ranges) == sum(low or 0 for low in lows)
    assert reconcile.total(ranges, although_scopes_overlap=True) == sum(low or 0 for low in lows)


def test_each_question_about_the_tiny_dataset_is_answered_by_some_claim() -> None:
    tables = small_tables()
    latest = standing.latest(folding.fold(tables))
    asked = questions.from_frame(questions.answerable(latest, Hierarchies(tables)))
    assert Question(replace(ASKED.scope, status="civilian")) in asked
    assert all(_pool(tables, question, graph={}, kinds={}).claims for question in asked)


# --- the dataset of this repository ------------------------------------------------------------------

COAST = Question(Scope("sy-2025-03-06-coast", "syria-coast", status="civilian"))


@cache
def _real() -> Record:
    return Record(validate(ROOT).tables)


def test_before_the_wave_began_nothing_was_known_of_it() -> None:
    answers = _real().ranges(DEFAULT, Parameters(as_of=date(2025, 3, 5)), incident=COAST.scope.incident_id)
    assert [answer.low for answer in answers] == [None]
    assert answers[0].reason


def test_of_the_civilians_killed_on_the_coast_no_floor_is_the_low_end() -> None:
    """The 111 of the UN Human Rights Office, a floor of 11 March, is listed with its day and bounds nothing."""
    answers = _real().ranges(DEFAULT, incident=COAST.scope.incident_id, status="civilian", measure="killed")
    (answer,) = [answer for answer in answers if answer.question == COAST]
    assert answer.low is not None
    assert answer.low >= 1_000
    assert [(floor.lower, floor.as_of) for floor in answer.floors if floor.claimant_id == "ohchr"] == [
        (111, date(2025, 3, 11))
    ]
    assert [floor.lower for floor in answer.floors] == sorted((f.lower for f in answer.floors), reverse=True)


def test_the_counts_of_dead_soldiers_by_bodies_of_one_state_are_one() -> None:
    answers = _real().ranges(DEFAULT, incident=COAST.scope.incident_id, status="armed_forces", measure="killed")
    counts = [answer for answer in answers if answer.question.basis == "count"]
    assert counts
    for answer in counts:
        assert answer.independent <= 3
        assert answer.independent < answer.claimants
        assert answer.low != 100


@cache
def _real_conflicts() -> list[tuple[str, Claim, Claim]]:
    record = _real()
    by_id = record.typed_claims()
    rows = record.conflicts().filter(pl.col("kind").is_in(["claims", "by_attribution"]))
    return [(kind, by_id[a], by_id[b]) for kind, a, b in rows.select("kind", "claim_id", "other_id").iter_rows()]


@pytest.mark.parametrize(
    ("high", "low", "place"),
    [
        (("sohr", 866), ("scm", 671), "latakia"),
        (("sohr", 525), ("scm", 245), "tartus"),
        (("sohr", 272), ("scm", 144), "hama"),
        (("sohr", 231), ("syrian-presidency", 200), "syria-coast"),
        (("alawite-community-centre", 164), ("sohr", 60), "baniyas"),
        (("alawite-community-centre", 78), ("sohr", 31), "tuwaym"),
        (("sohr", 6), ("tartus-provincial-officials", 4), "harf-banmara"),
    ],
)
def test_known_contradictions_are_found(high: tuple[str, int], low: tuple[str, int], place: str) -> None:
    places = [
        (a.scope.place_id, b.scope.place_id)
        for kind, a, b in _real_conflicts()
        if kind == "claims" and (_number(a), _number(b)) == (high, low)
    ]
    assert places == [(place, place)]


def test_counts_in_three_and_in_four_governorates_are_no_conflict() -> None:
    """SCM counted 1,060 in three of the four governorates in which SOHR counted 1,676; the rest may lie in Homs."""
    pairs = {frozenset((_number(a), _number(b))) for _, a, b in _real_conflicts()}
    assert frozenset((("sohr", 1676), ("scm", 1060))) not in pairs


def _number(claim: Claim) -> tuple[str, int | None]:
    return claim.claimant_id, claim.figure.value


def test_a_toll_laid_at_the_governments_door_is_compared_with_one_limited_to_it() -> None:
    attributed = {(_number(a), _number(b)) for kind, a, b in _real_conflicts() if kind == "by_attribution"}
    assert (("sohr", 1676), ("snhr", 889)) in attributed


def test_a_floor_of_the_united_nations_contradicts_nobody() -> None:
    floors = [claim for claim in _real().typed_claims().values() if _number(claim) == ("ohchr", 111)]
    assert {claim.figure.qualifier for claim in floors} == {"at_least"}
    assert not [kind for kind, a, b in _real_conflicts() if a in floors or b in floors]


def test_a_figure_that_eighteen_documents_carry_is_one_claim() -> None:
    incident = COAST.scope.incident_id
    claims = _real().claims(incident=incident, status="civilian", claimants=["sohr"]).filter(pl.col("value") == 1383)
    assert claims.height == 1
    assert claims["documents"].item() >= 15


def test_on_each_day_of_the_record_the_claims_are_those_of_what_was_known() -> None:
    record = _real()
    tallies = record.table("tallies")
    tables = {name: record.table(name) for name in ("tallies", "sources", "actors")}
    last = record.claims()["known"].max()
    assert isinstance(last, date)
    for day in (date(2025, 3, 7), date(2025, 3, 10), date(2025, 4, 9), last):
        then = folding.fold(tables, as_of=day)
        ids = then["tally_ids"].str.split("|").explode()
        known = tallies.filter(pl.col("tally_id").is_in(ids.implode()))
        assert then.equals(folding.fold({**tables, "tallies": known}))
        assert then["known"].max() <= day  # type: ignore[operator]
