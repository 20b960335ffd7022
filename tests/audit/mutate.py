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
    located = {
        (problem.path.removeprefix("dataset/").removesuffix(".csv"), problem.line)
        for problem in problems
        if problem.severity == "error"
    }
    return located | {(table, None) for table, _ in located}


def stages(candidate: Mutant, sound: Base, *, beside_releases: bool, gate: bool = True) -> Iterator[Problems]:
    """The findings about a mutant, growing step by step as validation takes them; ``gate`` False is the control."""
    problems, table = Problems(), CURATED[candidate.table]
    path = f"dataset/{candidate.table}.csv"
    proven = form.prove(table, path, candidate.data, problems)
    if not gate:
        problems = Problems()
    yield problems
    if not proven:
        return
    frame = table.read_csv(candidate.data)
    checks = [check.check(table, frame, path, problems), links.check_keys(table, frame, path, problems)]
    yield problems
    frames = {**sound.frames, candidate.table: frame}
    if not all(checks):
        del frames[candidate.table]
    linked, resolved = {name: sound.linked[name] for name in frames if name != candidate.table}, set(frames)
    for name in [name for name in frames if name == candidate.table or candidate.table in REFERS[name]]:
        to = problems if gate else Problems()
        linked[name], all_resolved = links.resolve_references(CURATED[name], frames, f"dataset/{name}.csv", to)
        if not all_resolved:
            resolved.discard(name)
    yield problems
    history = ReleaseHistory()
    if beside_releases:
        differences = dict(sound.differences)
        if candidate.table != "waivers":
            differences[candidate.table] = sound.releases.differences(table, candidate.data)
        history = ReleaseHistory(sound.releases.withdrawn, not sound.releases.withdrawn, differences)
    rules.apply(linked, [name for name in linked if name in resolved], UNTIL, problems, history)
    yield problems


def verdict(candidate: Mutant, sound: Base, *, gate: bool = True) -> tuple[bool, bool]:
    """Whether an error is told at a right place, and whether one is told anywhere."""
    located: set[Place] = set()
    for problems in stages(candidate, sound, beside_releases=candidate.id.startswith("history"), gate=gate):
        located = places(problems)
        if located & candidate.places:
            return True, True
    return False, bool(located)


def judge(task: tuple[str, int, bool]) -> dict[str, Any]:
    """Make one mutant and say what became of it."""
    kind, number, gate = task
    sound = base()
    candidate = mutant(kind, number, sound.files, SEED)
    killed, noticed = verdict(candidate, sound, gate=gate)
    return {
        "class": kind,
        "id": candidate.id,
        "kind": candidate.kind,
        "column": f"{candidate.table}.{candidate.column}",
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
    summaries: dict[str, Any] = {}
    for kind in CLASSES:
        of_kind = [result for result in judged if result["class"] == kind]
        alive = [result for result in of_kind if not result["killed"]]
        counts = Counter(result["kind"] for result in alive)
        summaries[kind] = {
            "mutants": len(of_kind),
            "killed": len(of_kind) - len(alive),
            "noticed_elsewhere": sum(result["noticed"] for result in alive),
            "survivors": {
                what: {
                    "of": sum(result["kind"] == what for result in of_kind),
                    "alive": n,
                    "ids": [f"{result['id']} {result['column']}" for result in alive if result["kind"] == what][:5],
                }
                for what, n in sorted(counts.items())
            },
        }
    return summaries


def main() -> None:
    """Judge all mutants, or those of the classes that are named, print, and write the evidence."""
    named = sys.argv[1:] or list(NUMBERS)
    recorded = json.loads(evidence.AUDIT.read_bytes()).get("mutation", {}) if evidence.AUDIT.exists() else {}
    fresh = summary(run({kind: NUMBERS[kind] for kind in named}))
    classes = recorded.get("classes", {}) | {kind: fresh[kind] for kind in named}
    for kind, counts in classes.items():
        elsewhere = counts["noticed_elsewhere"]
        print(f"{kind:<10} {counts['killed']:>5} of {counts['mutants']} killed; {elsewhere} only elsewhere")
        for what, some in counts["survivors"].items():
            print(f"           {some['alive']} of {some['of']} {what}: {', '.join(some['ids'])}")
    weakened = summary(run(dict.fromkeys(("byte", "structure", "type", "domain", "reference"), 50), gate=False))
    given = sum(counts["mutants"] for counts in weakened.values())
    control = given - sum(counts["killed"] for counts in weakened.values())
    print(f"control, without gate and references: {control} of {given} live")
    certain = [classes[kind] for kind in CERTAIN]
    evidence.record(
        "mutation",
        {
            "seed": SEED,
            "mutants": sum(counts["mutants"] for counts in classes.values()),
            "certain_mutants": sum(counts["mutants"] for counts in certain),
            "certain_killed": sum(counts["killed"] for counts in certain),
            "classes": classes,
            "control_mutants": given,
            "control_survivors": control,
        },
    )


if __name__ == "__main__":
    main()
