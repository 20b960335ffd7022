"""Measure what it costs to write every form of a release, and write docs/evidence/bench_formats.json.

The time of each form is compared with that of Polars writing the same tables as CSV and Parquet and nothing more. All
are written in turn in one process, round by round; the fastest of each counts. The tables are the curated ones and the
codes: a million tallies, and what they refer to.

    PYTHONPATH=tests python -m bench.bench_formats [--date YYYY-MM-DD] [--tallies 1000000] [--rounds 3]
"""

from __future__ import annotations

import argparse
import io
import sqlite3
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from bench.bench import ROOT, Result, made, record
from casualty_dataset.core import canonical_csv as content
from casualty_dataset.formats.release_info import ReleaseInfo
from casualty_dataset.workflows.package import FORMS
from casualty_schemas import CURATED
from casualty_schemas.codes import codes_table

EVIDENCE = ROOT / "docs" / "evidence" / "bench_formats.json"
Tables = Mapping[str, pl.DataFrame]


def alone(tables: Tables) -> int:
    """CSV and Parquet as Polars writes them by itself; bytes written."""
    size = 0
    for frame in tables.values():
        csv, parquet = io.BytesIO(), io.BytesIO()
        frame.write_csv(csv)
        frame.write_parquet(parquet)
        size += csv.tell() + parquet.tell()
    return size


def csv(tables: Tables) -> int:
    """The CSV files of a release, with the content hash of each."""
    files = [content.canonical(frame) for frame in tables.values()]
    return sum(len(data) for data in files if content.sha256(data))


def steps(tables: Tables) -> dict[str, Callable[[], int]]:
    """The steps that are measured, by name: Polars alone, then every form."""
    info = ReleaseInfo("Made up", "To measure with.", "1.0.0", date(2026, 1, 1), dict.fromkeys(tables, "0" * 64))

    def form(write: Callable[[Tables, ReleaseInfo], dict[str, bytes]]) -> Callable[[], int]:
        return lambda: sum(map(len, write(tables, info).values()))

    formats = [
        format_ for format_ in FORMS if not isinstance(format_.tables, tuple) or set(format_.tables) <= tables.keys()
    ]
    formats = [format_ for format_ in formats if format_.folder != "hxl" or "figures" in tables]
    return {
        "alone": lambda: alone(tables),
        "csv": lambda: csv(tables),
        **{format_.folder: form(format_.write) for format_ in formats},
    }


def measure(tables: Tables, rounds: int) -> tuple[dict[str, float], dict[str, int]]:
    """The fastest seconds and the bytes of each step."""
    seconds: dict[str, float] = {}
    sizes: dict[str, int] = {}
    for _ in range(rounds):
        for name, step in steps(tables).items():
            start = time.perf_counter()
            sizes[name] = step()
            seconds[name] = min(seconds.get(name, float("inf")), time.perf_counter() - start)
    return seconds, sizes


def judged(seconds: Mapping[str, float], tallies: int) -> list[Result]:
    """The numbers beside their targets."""
    forms = {name: spent for name, spent in seconds.items() if name != "alone"}
    others = {name: spent for name, spent in forms.items() if name != "sqlite"}
    subject = f"{tallies:,} tallies / CSV and Parquet by Polars alone"
    return [
        Result(f"all forms of {subject}", "times", total / seconds["alone"], most, seconds=(total, seconds["alone"]))
        for subject, total, most in (
            (subject, sum(forms.values()), 12),
            (f"{subject}, without SQLite", sum(others.values()), 3),
        )
    ]


def main() -> None:
    """Measure, print, and write the evidence."""
    parser = argparse.ArgumentParser(description="Measure the writing of every form of a release.")
    parser.add_argument("--date", type=date.fromisoformat, default=datetime.now(UTC).date(), help="day to write down")
    parser.add_argument("--tallies", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=EVIDENCE)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        folder = made(Path(work), given.tallies) / "dataset"
        tables = {name: table.read_csv((folder / f"{name}.csv").read_bytes()) for name, table in CURATED.items()}
    tables["codes"] = codes_table()
    seconds, sizes = measure(tables, given.rounds)
    results = judged(seconds, given.tallies)
    for result in results:
        print(result, flush=True)
    record(
        given.out,
        given.date,
        [result.as_json() for result in results],
        sqlite=sqlite3.sqlite_version,
        forms={
            name: {"seconds": round(spent, 2), "megabytes": round(sizes[name] / 1e6, 1)}
            for name, spent in seconds.items()
        },
    )


if __name__ == "__main__":
    main()
