"""Answers to all questions at once are those that METHODOLOGY.md gives to each, written out claim by claim."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

import polars as pl
import pytest

from bench.generate import generate
from builders import Graph, make_independence
from casualty_dataset.analysis import claims as folding
from casualty_dataset.analysis import questions, reconcile
from casualty_dataset.analysis.hierarchies import Hierarchies, relation_of_statuses
from casualty_dataset.analysis.independence import Independence
from casualty_dataset.analysis.pools import Pools, standing_claims
from casualty_dataset.analysis.rules import RULES
from casualty_dataset.model import Claim, Parameters, Question, Range
from casualty_schemas import CURATED
from casualty_schemas.semantics import VAGUE
from casualty_schemas.vocabulary import STATUS
from helpers_dataset import ROOT

Tables = dict[str, pl.DataFrame]
ORDER = ("monitor", "un_body")


def tables_of(root: Path) -> Tables:
    return {name: table.read_csv((root / "dataset" / f"{name}.csv").read_bytes()) for name, table in CURATED.items()}


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    folder = tmp_path_factory.mktemp("made-up")
    generate(folder, 1500, seed=3)
    return tables_of(folder)


def independence_of(tables: Tables) -> Independence:
    return Independence(tables["actors"], tables["actor_inputs"])


def kinds_of(tables: Tables) -> dict[str, str]:
    return dict(tables["actors"].select("actor_id", pl.col("kind").cast(pl.String)).iter_rows())


# --- a pool and the rules, claim by claim --------------------------------------------------------------


@dataclass
class ByHand:
    """The pool of one question from claims taken one by one, and what the rules answer.

    ``claims`` are all those about the incident and what it contains, ``standing`` the ids of those that stand.
    """

    question: Question
    claims: Sequence[Claim]
    standing: Set[str]
    hierarchies: Hierarchies
    independence: Independence
    kinds: Mapping[str, str]
    params: Parameters
    proximity: Mapping[str, str]
    carried_from: Mapping[str, date | None]

    def __post_init__(self) -> None:
        scope = self.question.scope
        usable = [claim for claim in self.claims if self._usable(claim)]
        words = {c.claim_id: self.hierarchies.relation(c.scope, scope).word for c in usable}
        self.equal = [claim for claim in usable if words[claim.claim_id] == "equal"]
        self.within = [claim for claim in usable if words[claim.claim_id] == "within"]
        newest = {_body(claim): claim for claim in sorted(filter(self._adds, self.equal), key=_age)}
        oldest_last = sorted(newest.values(), key=_age, reverse=True)
        by = self.independence.representatives((c.claimant_id for c in oldest_last), scope.measure, scope.status)
        self.pool = [claim for claim in oldest_last if by[claim.claimant_id] == claim.claimant_id]

    def _usable(self, claim: Claim) -> bool:
        near = PROXIMITIES[: PROXIMITIES.index(self.params.min_proximity or PROXIMITIES[-1]) + 1]
        return (
            claim.claim_id in self.standing
            and self.proximity[claim.claim_id] in near
            and (self.kinds[claim.claimant_id] != "anonymous" or self.params.anonymous)
            and claim.claimant_id not in self.params.exclude
            and claim.interval is not None
            and not claim.is_increment
            and claim.scope.measure not in ("mass_killings", "mass_killing_sites")
            and self.question.basis == ("estimate" if claim.is_estimate else "count")
        )

    def _adds(self, claim: Claim) -> bool:
        """Whether a claim is more than words for what its body said in numbers, too."""
        numbered = [_lower(c) for c in self.equal if _body(c) == _body(claim) and c.figure.number is not None]
        return claim.figure.number is not None or not numbered or _lower(claim) > max(numbered)

    def upper(self, claim: Claim) -> int | None:
        assert claim.interval is not None
        return None if self.params.as_floors and not claim.is_estimate else claim.interval.upper

    def is_total(self, claim: Claim) -> bool:
        day = _last(claim) or self.carried_from[claim.claim_id]
        _, last = self.hierarchies.bounds(self.question.scope)
        return self.upper(claim) is not None and day is not None and day > last

    def closed(self) -> list[Claim]:
        return [claim for claim in self.pool if self.upper(claim) is not None]

    def bounds(self, rule: str) -> tuple[object, ...]:
        """``low``, ``best``, ``high``, ``stated_max``, ``low_claims``, ``high_claims``, ids of ``floors``."""
        return {
            "envelope@2": self._totals, "envelope@1": self._envelope, "documented-floor@1": self._floor,
            "median@1": self._median, "priority@1": self._priority,
        }[rule]()  # fmt: skip

    def _totals(self) -> tuple[object, ...]:
        if not self.pool:
            return NO_ANSWER
        totals = [claim for claim in self.pool if self.is_total(claim)]
        floors = sorted(
            (claim for claim in self.pool if not self.is_total(claim)), key=lambda c: (-_lower(c), c.claim_id)
        )
        listed, most = tuple(claim.claim_id for claim in floors), _most_stated(self.pool)
        if not totals:
            low = _lower(floors[0])
            return low, None, None, most, _ids(_at(low, floors)), (), listed
        low = min(map(_lower, totals))
        high = max([*(self.upper(claim) or 0 for claim in totals), *map(_lower, floors)])
        ends = [*(c for c in totals if self.upper(c) == high), *_at(high, floors)]
        return low, low if low == high else None, high, most, _ids(_at(low, totals)), _ids(ends), listed

    def _envelope(self) -> tuple[object, ...]:
        if not self.pool:
            return NO_ANSWER
        uppers = [self.upper(claim) for claim in self.pool]
        low = min(map(_lower, self.pool))
        high = None if None in uppers else max(upper for upper in uppers if upper is not None)
        ends = [claim for claim in self.pool if self.upper(claim) == high]
        return low, None, high, _most_stated(self.pool), _ids(_at(low, self.pool)), _ids(ends), ()

    def _floor(self) -> tuple[object, ...]:
        documented = [claim for claim in (*self.pool, *self.within) if claim.basis == "documented"]
        if not documented:
            return NO_ANSWER
        low = max(map(_lower, documented))
        return low, None, None, None, _ids(_at(low, documented)), (), ()

    def _median(self) -> tuple[object, ...]:
        closed = sorted(self.closed(), key=lambda claim: (_middle(claim), claim.claim_id))
        if len(closed) < 3:
            return NO_ANSWER
        quarter = (len(closed) - 1) // 4
        lower, upper = closed[quarter], closed[-1 - quarter]
        best = int(statistics.median(map(_middle, closed)))
        return _lower(lower), best, self.upper(upper), _most_stated(closed), _ids([lower]), _ids([upper]), ()

    def _priority(self) -> tuple[object, ...]:
        for kind in self.params.order:
            if closed := [claim for claim in self.closed() if self.kinds[claim.claimant_id] == kind]:
                low, high = min(map(_lower, closed)), max(self.upper(claim) or 0 for claim in closed)
                ends = [claim for claim in closed if self.upper(claim) == high]
                return low, low if low == high else None, high, high, _ids(_at(low, closed)), _ids(ends), ()
        return NO_ANSWER


PROXIMITIES = ("primary", "secondary", "tertiary")
NO_ANSWER: tuple[object, ...] = (None, None, None, None, (), (), ())


def _body(claim: Claim) -> str:
    return str(getattr(claim, "body_id", claim.claimant_id))


def _last(claim: Claim) -> date | None:
    return claim.last_as_of or claim.as_of


def _age(claim: Claim) -> tuple[date, date, int, str]:
    return _last(claim) or date.min, claim.known or date.min, _lower(claim), claim.claim_id


def _lower(claim: Claim) -> int:
    assert claim.interval is not None
    return claim.interval.lower


def _numbers(claims: Sequence[Claim]) -> list[int]:
    """The highest number that each claim states; words state none."""
    stated = [[number for number in (c.figure.value, c.figure.high) if number is not None] for c in claims]
    return sorted(max(numbers) for numbers in stated if numbers)


def _most_stated(claims: Sequence[Claim]) -> int | None:
    return max(_numbers(claims), default=None)


def _middle(claim: Claim) -> float:
    assert claim.interval is not None
    assert claim.interval.upper is not None
    if claim.figure.value is None:
        return (claim.interval.lower + claim.interval.upper) / 2
    return float(min(claim.figure.value, claim.interval.upper))


def _at(low: int, claims: Sequence[Claim]) -> list[Claim]:
    return [claim for claim in claims if _lower(claim) == low]


def _ids(claims: Sequence[Claim]) -> tuple[str, ...]:
    return tuple(sorted(claim.claim_id for claim in claims))


def checked(
    tables: Tables,
    independence: Independence,
    kinds: dict[str, str],
    params: Parameters | None = None,
    asked: Callable[[pl.DataFrame, Hierarchies], pl.DataFrame] = questions.answerable,
) -> list[Range]:
    """Every answer of every rule to every question, each found to be that by hand."""
    params = params or Parameters(order=ORDER)
    hierarchies = Hierarchies(tables)
    folded = folding.fold(tables, params.as_of, delta=params.delta, strict_dates=params.strict_dates)
    standing = standing_claims(folded, params)
    pools = Pools(asked(standing, hierarchies), folded, hierarchies, independence, kinds, params)
    ranges = reconcile.typed_ranges(reconcile.ranges(pools, RULES), pools)
    about: dict[str, list[Claim]] = {}
    for claim in Claim.from_frame(folded):
        for incident in hierarchies.incident_containers[claim.scope.incident_id]:
            about.setdefault(incident, []).append(claim)
    by_hand: dict[Question, ByHand] = {}
    first = dict(folded.select("claim_id", "carried_from").iter_rows())
    near = dict(folded.select("claim_id", "proximity").iter_rows())
    ids = set(standing["claim_id"])
    for answer in ranges:
        question = answer.question
        if question not in by_hand:
            claims = about.get(question.scope.incident_id, [])
            by_hand[question] = ByHand(question, claims, ids, hierarchies, independence, kinds, params, near, first)
        hand = by_hand[question]
        floors = tuple(floor.claim_id for floor in answer.floors)
        bounds = (
            answer.low,
            answer.best,
            answer.high,
            answer.stated_max,
            answer.low_claims,
            answer.high_claims,
            floors,
        )
        assert bounds == hand.bounds(answer.rule), answer
        assert (answer.claims, answer.independent) == (len(hand.equal), len(hand.pool))
        assert answer.claimants == len({_body(claim) for claim in hand.equal})
        assert answer.independent <= answer.claimants <= answer.claims
        assert bool(answer.remark) == (answer.low is not None and len(hand.pool) == 1)
        numbers = _numbers(hand.pool)
        spread = round(numbers[-1] / numbers[0], 2) if len(numbers) > 1 and numbers[0] else None
        assert answer.disagreement == spread
        pooled_or_aside = {reason.claim_id for reason in answer.set_aside} | {claim.claim_id for claim in hand.pool}
        own = {claim.claim_id for claim in hand.claims if claim.scope.incident_id == question.scope.incident_id}
        assert pooled_or_aside == own
        assert len(answer.set_aside) + len(hand.pool) == len(own)
    return ranges


PARAMETERS = [
    Parameters(order=ORDER),
    Parameters(order=ORDER, exclude=("sohr",)),
    Parameters(order=ORDER, as_floors=True),
    Parameters(order=ORDER, min_proximity="secondary"),
    Parameters(order=ORDER, anonymous=True, delta=0.3),
    Parameters(order=ORDER, as_of=date(2025, 3, 11), strict_dates=True),
]


@pytest.mark.parametrize("params", PARAMETERS, ids=str)
def test_the_curated_tables(params: Parameters) -> None:
    tables = tables_of(ROOT)
    ranges = checked(tables, independence_of(tables), kinds_of(tables), params)
    answered = [answer for answer in ranges if answer.reason is None]
    assert len(answered) > 20
    assert all(answer.low is not None for answer in answered)


def test_any_scope_may_be_asked_about() -> None:
    """Each claim's own scope as the question: of certain days, of women, of what one party is accused of."""

    def scopes(latest: pl.DataFrame, _: Hierarchies) -> pl.DataFrame:
        own = latest.with_columns(basis=questions.basis_class()).select(list(questions.SCHEMA))
        return own.unique(maintain_order=True).gather_every(4)

    tables = tables_of(ROOT)
    ranges = checked(tables, independence_of(tables), kinds_of(tables), asked=scopes)
    answered = [answer for answer in ranges if answer.reason is None]
    assert any(answer.question.scope.limits for answer in answered)
    assert any(answer.question.scope.period_start for answer in answered)


def test_made_up_tables(made_up: Tables) -> None:
    ranges = checked(made_up, independence_of(made_up), kinds_of(made_up))
    assert {answer.rule for answer in ranges if answer.reason is None} == set(RULES)


@pytest.mark.parametrize("seed", range(3))
def test_figures_thrown_together(made_up: Tables, seed: int) -> None:
    """Any code beside any other, many claimants on few incidents, and claimants that build on others in chains."""
    rng = Random(seed)
    tallies = made_up["tallies"].sample(900, seed=seed)
    actors = rng.sample(made_up["actors"]["actor_id"].to_list(), 12)
    incidents = rng.sample(made_up["incidents"]["incident_id"].to_list(), 4)
    umbrella = made_up["incidents"].filter(pl.col("incident_id").is_in(incidents))["parent_id"].drop_nulls().to_list()
    places = dict(made_up["incidents"].select("incident_id", "place_id").iter_rows())
    parents = dict(made_up["places"].select("place_id", "parent_id").iter_rows())
    starts = dict(made_up["incidents"].select("incident_id", "start_on").iter_rows())

    def mostly(usual: object, *others: object) -> object:
        return usual if rng.random() < 0.7 else rng.choice(others)

    rows = []
    for row in tallies.iter_rows(named=True):
        incident = rng.choice([*incidents, *umbrella])
        place = places[incident]
        low = rng.choice((row["value"], 0, 7)) if row["value"] is not None else None
        rows.append(
            row | {
                "incident_id": incident, "claimant_id": rng.choice(actors), "value": low,
                "place_id": mostly(place, parents[place] or place, places[umbrella[0]]),
                "place_role": mostly("event", "counted_at"),
                "measure": mostly("killed", "casualties", "bodies_recovered"), "unit": "person",
                "status": mostly(None, *STATUS), "party_id": mostly(None, "army-1", "army-2", "group-1"),
                "sex": mostly(None, "female"), "period_basis": "not_stated", "limits": mostly(None, "accused"),
                "basis": mostly("documented", "not_stated", "estimate"),
                "period_start": mostly(None, starts[incident], date(2010, 1, 1)), "supersedes_id": None,
            }
        )  # fmt: skip
    names = pl.Series(["army-1", "army-2", "group-1"])
    bodies = pl.DataFrame({"actor_id": names, "parent_id": [None, "army-1", None]}).join(
        made_up["actors"], on="actor_id", how="anti"
    )
    mixed = made_up | {
        "tallies": pl.DataFrame(rows, schema=tallies.schema).sort("tally_id"),
        "actors": pl.concat([made_up["actors"], bodies], how="diagonal"),
    }
    inputs: Graph = {
        actors[1]: [(actors[0], None, None)], actors[2]: [(actors[1], "killed", None)],
        actors[3]: [(actors[2], None, "civilian"), (actors[5], None, None)], actors[6]: [(actors[5], "killed", None)],
    }  # fmt: skip
    ranges = checked(mixed, make_independence(inputs, bodies.to_dicts()), kinds_of(made_up) | {actors[7]: "anonymous"})
    assert max(answer.claims for answer in ranges) > 3
    assert any(answer.best is not None for answer in ranges if answer.rule == "median@1")


def test_containment_is_the_same_as_a_frame() -> None:
    hierarchies = Hierarchies(tables_of(ROOT))
    relations: dict[str, tuple[list[str | None], Callable[..., str]]] = {
        "incident_id": ([*hierarchies.incident_containers], hierarchies.incident),
        "place_id": ([*hierarchies.place_containers], hierarchies.place),
        "status": ([None, *STATUS], relation_of_statuses),
        "party_id": ([None, *hierarchies.actor_containers], hierarchies.body),
    }
    for column, (values, relation) in relations.items():
        expected = {(a, b) for a in values for b in values if relation(a, b) in ("equal", "within")}
        vague = {(code, code) for code in VAGUE if column == "status" and code in STATUS}  # left out as wholes
        assert set(hierarchies.within(column).rows()) == expected | vague
