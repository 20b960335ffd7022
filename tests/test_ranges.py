"""All ranges at once are the ranges that the rules give one by one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from bench.generate import generate
from casualty_dataset.analysis import claims as folding
from casualty_dataset.analysis import ranges, reconcile
from casualty_dataset.analysis.independence import Inputs, inputs_of
from casualty_dataset.analysis.scopes import World, status
from casualty_schemas import CURATED
from casualty_schemas.vocabulary import STATUS
from helpers_dataset import ROOT

Tables = dict[str, pl.DataFrame]


def tables_of(root: Path) -> Tables:
    return {name: table.read_csv((root / "dataset" / f"{name}.csv").read_bytes()) for name, table in CURATED.items()}


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    folder = tmp_path_factory.mktemp("made-up")
    generate(folder, 1500, seed=3)
    return tables_of(folder)


def kinds_of(tables: Tables) -> dict[str, str]:
    return dict(tables["actors"].select("actor_id", pl.col("kind").cast(pl.String)).iter_rows())


def one_by_one(claims: pl.DataFrame, world: World, inputs: Inputs, kinds: dict[str, str]) -> pl.DataFrame:
    """Every question put to every rule, without a join."""
    standing = folding.latest(claims)
    about: dict[str, list[reconcile.Claim]] = {}
    for claim in standing.iter_rows(named=True):
        for incident in world.incident_above[claim["incident_id"]]:
            about.setdefault(incident, []).append(claim)
    told = reconcile.Parameters()
    rows = []
    for question in reconcile.questions(standing, world):
        pool = reconcile.pool(question, about[question.incident_id], world, inputs, kinds, told)
        rows += [(question, reconcile.answer(rule, pool, told, kinds)) for rule in reconcile.RULES]
    found = [
        {
            **{name: getattr(question, name) for name in ranges.KEY if name not in ("place_id", "rule")},
            **{name: getattr(answer, name) for name in ranges.COLUMNS if name not in ranges.KEY},
            "place_id": world.incident_place[question.incident_id], "rule": answer.rule,
            "low_claims": "|".join(answer.low_claims) or None, "high_claims": "|".join(answer.high_claims) or None,
        }
        for question, answer in rows
    ]  # fmt: skip
    empty = ranges.ranges(claims.clear(), world, inputs, kinds)
    return pl.DataFrame(found, schema=empty.schema).sort(ranges.KEY)


def same_both_ways(tables: Tables, inputs: Inputs, kinds: dict[str, str]) -> pl.DataFrame:
    claims, world = folding.fold(tables), World(tables)
    found = ranges.ranges(claims, world, inputs, kinds)
    assert_frame_equal(found, one_by_one(claims, world, inputs, kinds), check_exact=True)
    return found


def test_the_curated_tables() -> None:
    tables = tables_of(ROOT)
    found = same_both_ways(tables, inputs_of(tables["actor_inputs"]), kinds_of(tables))
    answered = found.filter(pl.col("reason").is_null())
    assert set(answered["rule"]) == set(reconcile.RULES)
    assert answered["low"].null_count() == 0


def test_made_up_tables(made_up: Tables) -> None:
    found = same_both_ways(made_up, inputs_of(made_up["actor_inputs"]), kinds_of(made_up))
    assert set(found.filter(pl.col("reason").is_null())["rule"]) == set(reconcile.RULES)


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
    inputs: Inputs = {
        actors[1]: [(actors[0], None, None)], actors[2]: [(actors[1], "killed", None)],
        actors[3]: [(actors[2], None, "civilian"), (actors[5], None, None)], actors[6]: [(actors[5], "killed", None)],
    }  # fmt: skip
    found = same_both_ways(mixed, inputs, kinds_of(made_up) | {actors[7]: "anonymous"})
    assert found["claims"].max() > 3  # type: ignore[operator]
    assert found.filter(pl.col("rule") == "median@1")["best"].drop_nulls().len() > 0


def test_what_contains_what_is_the_same_as_a_frame() -> None:
    world = World(tables_of(ROOT))
    relations: dict[str, tuple[list[str | None], Callable[..., str]]] = {
        "incident_id": ([*world.incident_above], world.incident),
        "place_id": ([*world.place_above], world.place),
        "status": ([None, *STATUS], status),
        "party_id": ([None, *world.actor_above], world.body),
    }
    for column, (values, relation) in relations.items():
        expected = {(one, other) for one in values for other in values if relation(one, other) in ("equal", "within")}
        assert set(world.within(column).rows()) == expected
