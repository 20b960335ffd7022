"""Measure what becomes of the claims at size, and write docs/evidence/bench_claims.json.

Each run is a process of its own: the tables are read, then folded into claims, put into order, compared, answered and
told as series. Reading is not counted in the seconds, but in the memory. The fastest run counts, and the highest
peak. Needs some minutes and a gigabyte in the folder for temporary files.

    PYTHONPATH=tests python -m bench.bench_claims [--date YYYY-MM-DD] [--tallies 1000000] [--rounds 3]
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from bench.bench import ROOT, Result, made, record
from casualty_dataset.analysis import claims, conflicts, questions, reconcile, series_table, standing, timeline
from casualty_dataset.analysis.hierarchies import Hierarchies
from casualty_dataset.analysis.independence import Independence
from casualty_dataset.analysis.pools import Pools
from casualty_dataset.analysis.rules import TABLED
from casualty_dataset.model import Parameters
from casualty_schemas import CURATED

EVIDENCE = ROOT / "docs" / "evidence" / "bench_claims.json"


@dataclass(frozen=True, slots=True)
class Run:
    """The cost of one process: seconds of wall time and of processor, peak bytes; seconds and rows of each step."""

    seconds: float
    processor: float
    peak: int
    steps: dict[str, tuple[float, int]]


def measure(root: Path) -> Run:
    """Take every step on the dataset under a folder."""
    pl.Config.set_engine_affinity("in-memory")  # as the command does
    tables = {name: table.read_csv((root / "dataset" / f"{name}.csv").read_bytes()) for name, table in CURATED.items()}
    steps: dict[str, tuple[float, int]] = {}

    def step(name: str, take: Callable[[], pl.DataFrame]) -> pl.DataFrame:
        start = time.perf_counter()
        rows = take()
        steps[name] = (time.perf_counter() - start, rows.height)
        return rows

    before, worked = time.perf_counter(), time.process_time()
    hierarchies = Hierarchies(tables)
    independence = Independence(tables["actors"], tables["actor_inputs"])
    kinds = dict(tables["actors"].select("actor_id", pl.col("kind").cast(pl.String)).iter_rows())
    anonymous = frozenset(actor for actor, kind in kinds.items() if kind == "anonymous")
    folded = step("claims.fold", lambda: claims.fold(tables))
    words = step("standing.standing", lambda: standing.standing(folded))
    counted = standing.with_interval(folded).filter(~pl.col("increment"))
    step(
        "conflicts.contradictions",
        lambda: conflicts.contradictions(counted, words, hierarchies, independence, anonymous),
    )
    step("conflicts.falls", lambda: conflicts.falls(folded))
    step("conflicts.sums", lambda: conflicts.sums(tables["tallies"], tables["places"]))

    def ranges() -> pl.DataFrame:
        latest = standing.latest(folded)
        asked = questions.answerable(latest, hierarchies)
        return reconcile.ranges(Pools(asked, folded, hierarchies, independence, kinds, Parameters()), TABLED)

    step("reconcile.ranges", ranges)
    points = step("timeline.timeline", lambda: timeline.with_increments_alone(timeline.timeline(folded)))
    step("series_table.series_table", lambda: series_table.series_table(points, tables, hierarchies))
    spent = time.perf_counter() - before, time.process_time() - worked
    return Run(*spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _PEAK_UNIT, steps)


_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024


def in_turn(folders: list[Path], rounds: int) -> list[Run]:
    """The fastest run of each folder with the highest peak, each run in a new process, round by round."""
    alone = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, alone, max_tasks_per_child=1) as processes:
        runs = [[processes.submit(measure, folder).result() for folder in folders] for _ in range(rounds)]
    best = [min(of_one, key=lambda run: run.seconds) for of_one in zip(*runs, strict=True)]
    peaks = [max(run.peak for run in of_one) for of_one in zip(*runs, strict=True)]
    return [replace(run, peak=peak) for run, peak in zip(best, peaks, strict=True)]


def judged(large: Run, small: Run, tallies: int, few: int) -> list[Result]:
    """The numbers beside their targets."""
    times = (large.seconds, small.seconds)
    return [
        Result(f"claims, conflicts, ranges, series of {tallies:,} tallies", "s", times[0], 60, seconds=times[:1]),
        Result(f"peak of the same process, {tallies:,} tallies read", "GB", large.peak / 1e9, 4, seconds=times[:1]),
        Result(f"time of {tallies:,} tallies / time of {few:,}", "times", times[0] / times[1], 13, seconds=times),
    ]


def incidents(root: Path) -> int:
    """The incidents of a dataset."""
    return (root / "dataset" / "incidents.csv").read_bytes().count(b"\n") - 1


def main() -> None:
    """Measure, print, and write the evidence."""
    parser = argparse.ArgumentParser(description="Measure speed and memory of claims and what is made of them.")
    parser.add_argument("--date", type=date.fromisoformat, default=datetime.now(UTC).date(), help="day to write down")
    parser.add_argument("--tallies", type=int, default=1_000_000)
    parser.add_argument("--few", type=int, default=100_000, help="tallies of the smaller dataset")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=EVIDENCE)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        sizes = (given.tallies, given.few)
        folders = [made(Path(work), tallies) for tallies in sizes]
        runs = in_turn(folders, given.rounds)
        about = {str(tallies): incidents(folder) for tallies, folder in zip(sizes, folders, strict=True)}
    results = judged(runs[0], runs[1], *sizes)
    for result in results:
        print(result, flush=True)
    record(
        given.out,
        given.date,
        [result.as_json() for result in results],
        incidents=about,
        processor_seconds={str(size): round(run.processor, 1) for size, run in zip(sizes, runs, strict=True)},
        steps={
            str(size): {name: {"seconds": round(s, 2), "rows": rows} for name, (s, rows) in run.steps.items()}
            for size, run in zip(sizes, runs, strict=True)
        },
    )


if __name__ == "__main__":
    main()
