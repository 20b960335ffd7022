"""Measure the page of a release at size, and write docs/evidence/bench_page.json.

The tables of the page, curated and derived, are made once and kept in a folder for temporary files; deriving them is
timed there. Then each page is built in a process of its own that reads the tables first: the reading is not counted.
The fastest run counts, and the highest peak. Needs some minutes, four gigabytes of memory and two in that folder.

    PYTHONPATH=tests python -m bench.bench_page [--date YYYY-MM-DD] [--tallies 1000000] [--rounds 3]
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from bench.bench import ROOT, Result, made, record
from casualty_dataset.analysis.derived_tables import derive
from casualty_dataset.page import Imprint, page
from casualty_schemas import CURATED

EVIDENCE = ROOT / "docs" / "evidence" / "bench_page.json"
ON = date(2026, 1, 1)
_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Run:
    """The cost of one page: seconds, the bytes of the page, and those of the process at its peak, before and after."""

    seconds: float
    size: int
    read: int
    peak: int


def derived(root: Path, out: Path) -> float:
    """Write every table that the page is made of into a folder; the seconds that deriving took."""
    pl.Config.set_engine_affinity("in-memory")  # as the command does
    folder = root / "dataset"
    tables = {name: table.read_csv((folder / f"{name}.csv").read_bytes()) for name, table in CURATED.items()}
    start = time.perf_counter()
    more = derive(tables)
    spent = time.perf_counter() - start
    out.mkdir()
    for name, frame in {**tables, **more}.items():
        frame.write_ipc(out / f"{name}.arrow", compression="lz4")
    return spent


def built(folder: Path) -> Run:
    """Build the page from the tables in a folder."""
    pl.Config.set_engine_affinity("in-memory")
    tables = {path.stem: pl.read_ipc(path) for path in sorted(folder.glob("*.arrow"))}
    before = _peak()
    start = time.perf_counter()
    data = page(tables, Imprint(None, ON))
    return Run(time.perf_counter() - start, len(data), before, _peak())


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _PEAK_UNIT


def measured(root: Path, rounds: int) -> tuple[float, Run]:
    """The seconds of deriving, and the fastest page with the highest peak; each in a new process."""
    alone = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, alone, max_tasks_per_child=1) as processes:
        spent = processes.submit(derived, root, root / "tables").result()
        runs = [processes.submit(built, root / "tables").result() for _ in range(rounds)]
    best = min(runs, key=lambda run: run.seconds)
    return spent, Run(best.seconds, best.size, best.read, max(run.peak for run in runs))


def judged(spent: float, run: Run, tallies: int) -> list[Result]:
    """The numbers beside their targets."""
    of = f"of {tallies:,} tallies"
    times = (run.seconds, spent)
    return [
        Result(f"the page {of}, its tables given", "s", run.seconds, 30, seconds=times[:1]),
        Result(f"the page {of} / deriving its tables", "times", run.seconds / spent, 1, seconds=times),
        Result(f"bytes of the page {of}", "MB", run.size / 1e6, 5),
        Result(f"peak of the process that builds the page {of}", "GB", run.peak / 1e9, 4),
    ]


def main() -> None:
    """Measure, print, and write the evidence."""
    parser = argparse.ArgumentParser(description="Measure the page of a release at size.")
    parser.add_argument("--date", type=date.fromisoformat, default=datetime.now(UTC).date(), help="day to write down")
    parser.add_argument("--tallies", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=EVIDENCE)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        spent, run = measured(made(Path(work), given.tallies), given.rounds)
    results = judged(spent, run, given.tallies)
    for result in results:
        print(result, flush=True)
    record(
        given.out,
        given.date,
        [result.as_json() for result in results],
        memory={
            "tables_read_gigabytes": round(run.read / 1e9, 2),
            "peak_gigabytes": round(run.peak / 1e9, 2),
            "above_the_tables_megabytes": round((run.peak - run.read) / 1e6),
        },
    )


if __name__ == "__main__":
    main()
