"""How many one-defect mutants of the curated tables validation kills: python -m audit.mutate

A mutant is killed if an error is told at the line that was changed (of a row that is gone, in its file). Mutants of
form, type, domain and reference are judged without the releases, as if every row were new: beside a release any change
of a published row is found. Those of history are judged beside the releases, the plausible ones without. The control,
a validator without the byte gate's faults and without references, must let mutants live.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import polars as pl

from audit import evidence
from audit.mutants import CLASSES, Mutant, Place, mutant
from casualty_dataset.core.problems import Problems
from casualty_dataset.history.release_history import ReleaseHistory
from casualty_dataset.validation import csv_gate as form
from casualty_dataset.validation import files as read
from casualty_dataset.validation import references as links
from casualty_dataset.validation import rules
from casualty_dataset.validation import schema_check as check
from casualty_dataset.workflows.validate import releases_of
from casualty_schemas import CURATED

SEED = 20261125
NUMBERS = {
    "byte": 900, "structure": 900, "type": 900, "domain": 800, "reference": 600, "history": 600, "plausible": 500,
}  # fmt: skip
CERTAIN = ("byte", "structure", "type", "domain", "reference", "history")
"""The classes of which every mutant must be killed."""

REFERS = {
    name: {column.parent[0] for column in table.columns().values() if column.refers_to}
    for name, table in CURATED.items()
}
"""The tables that each table refers to."""

ROOT = Path(__file__).parents[2]
UNTIL = date(2026, 11, 25)


class Base:
    """The sound dataset, typed once; each mutant is checked anew only where it differs."""

    def __init__(self, root: Path) -> None:
        """Read and type every table, and open the releases."""
        pl.Config.set_engine_affinity("in-memory")
        self.files = read.folder(root, Problems())
        self.frames = {name: table.read_csv(self.files[name]) for name, table in CURATED.items()}
        self.linked = {
            name: links.resolve_references(table, self.frames, name, Problems())[0] for name, table in CURATED.items()
        }
        self.releases = releases_of(root, Problems())
        self.differences = {
            name: self.releases.differences(CURATED[name], data)
            for name, data in self.files.items()
            if name != "waivers"
        }


@cache
def base(root: Path = ROOT) -> Base:
    """The base of this process."""
    return Base(root)


def places(problems: Problems) -> set[Place]:
    """Where errors are told, and, for a row that is gone, in which tables."""
    told = {
        (problem.path.removeprefix("dataset/").removesuffix(".csv"), problem.line)
        for problem in problems
        if problem.severity == "error"
    }
    return told | {(table, None) for table, _ in told}


def stages(one: Mutant, held: Base, *, beside_releases: bool, gate: bool = True) -> Iterator[Problems]:
    """The findings about a mutant, growing step by step as validation takes them; ``gate`` False is the control."""
    problems, table = Problems(), CURATED[one.table]
    path = f"dataset/{one.table}.csv"
    proven = form.prove(table, path, one.data, problems)
    if not gate:
        problems = Problems()
    yield problems
    if not proven:
        return
    frame = table.read_csv(one.data)
    sound = [check.check(table, frame, path, problems), links.check_keys(table, frame, path, problems)]
    yield problems
    frames = {**held.frames, one.table: frame}
    if not all(sound):
        del frames[one.table]
    linked, resolved = {name: held.linked[name] for name in frames if name != one.table}, set(frames)
    for name in [name for name in frames if name == one.table or one.table in REFERS[name]]:
        to = problems if gate else Problems()
        linked[name], whole = links.resolve_references(CURATED[name], frames, f"dataset/{name}.csv", to)
        if not whole:
            resolved.discard(name)
    yield problems
    history = ReleaseHistory()
    if beside_releases:
        differences = dict(held.differences)
        if one.table != "waivers":
            differences[one.table] = held.releases.differences(table, one.data)
        history = ReleaseHistory(held.releases.withdrawn, not held.releases.withdrawn, differences)
    rules.apply(linked, [name for name in linked if name in resolved], UNTIL, problems, history)
    yield problems


def verdict(one: Mutant, held: Base, *, gate: bool = True) -> tuple[bool, bool]:
    """Whether an error is told at a right place, and whether one is told anywhere."""
    told: set[Place] = set()
    for problems in stages(one, held, beside_releases=one.id.startswith("history"), gate=gate):
        told = places(problems)
        if told & one.places:
            return True, True
    return False, bool(told)


def judge(task: tuple[str, int, bool]) -> dict[str, Any]:
    """Make one mutant and say what became of it."""
    kind, number, gate = task
    held = base()
    one = mutant(kind, number, held.files, SEED)
    killed, noticed = verdict(one, held, gate=gate)
    return {
        "class": kind,
        "id": one.id,
        "kind": one.kind,
        "column": f"{one.table}.{one.column}",
        "killed": killed,
        "noticed": noticed,
    }


def run(numbers: Mapping[str, int], *, gate: bool = True, processes: int = 2) -> list[dict[str, Any]]:
    """Judge so many mutants of each class."""
    tasks = [(kind, number, gate) for kind, count in numbers.items() for number in range(count)]
    if processes == 1:
        return [judge(task) for task in tasks]
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return list(pool.map(judge, tasks, chunksize=25))


def summary(judged: list[dict[str, Any]]) -> dict[str, Any]:
    """By class: mutants, killed, noticed only elsewhere, and survivors by kind with some of their ids."""
    found: dict[str, Any] = {}
    for kind in CLASSES:
        mine = [one for one in judged if one["class"] == kind]
        alive = [one for one in mine if not one["killed"]]
        counts = Counter(one["kind"] for one in alive)
        found[kind] = {
            "mutants": len(mine),
            "killed": len(mine) - len(alive),
            "noticed_elsewhere": sum(one["noticed"] for one in alive),
            "survivors": {
                what: {
                    "of": sum(one["kind"] == what for one in mine),
                    "alive": n,
                    "ids": [f"{one['id']} {one['column']}" for one in alive if one["kind"] == what][:5],
                }
                for what, n in sorted(counts.items())
            },
        }
    return found


def main() -> None:
    """Judge all mutants, or those of the classes that are named, print, and write the evidence."""
    named = sys.argv[1:] or list(NUMBERS)
    held = json.loads(evidence.AUDIT.read_bytes()).get("mutation", {}) if evidence.AUDIT.exists() else {}
    told_now = summary(run({kind: NUMBERS[kind] for kind in named}))
    found = held.get("classes", {}) | {kind: told_now[kind] for kind in named}
    for kind, told in found.items():
        print(f"{kind:<10} {told['killed']:>5} of {told['mutants']} killed; {told['noticed_elsewhere']} only elsewhere")
        for what, some in told["survivors"].items():
            print(f"           {some['alive']} of {some['of']} {what}: {', '.join(some['ids'])}")
    weakened = summary(run(dict.fromkeys(("byte", "structure", "type", "domain", "reference"), 50), gate=False))
    given = sum(told["mutants"] for told in weakened.values())
    control = given - sum(told["killed"] for told in weakened.values())
    print(f"control, without gate and references: {control} of {given} live")
    certain = [found[kind] for kind in CERTAIN]
    evidence.record(
        "mutation",
        {
            "seed": SEED,
            "mutants": sum(told["mutants"] for told in found.values()),
            "certain_mutants": sum(told["mutants"] for told in certain),
            "certain_killed": sum(told["killed"] for told in certain),
            "classes": found,
            "control_mutants": given,
            "control_survivors": control,
        },
    )


if __name__ == "__main__":
    main()
