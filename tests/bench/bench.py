"""Measure speed and memory of the command in one run, and write docs/evidence/bench.json.

Every speed is a ratio of two whole processes that ran in turn, each the fastest of several; memory is the highest peak.
Needs a quiet machine, some minutes and about two gigabytes in the folder for temporary files.

    python tests/bench/bench.py [--date YYYY-MM-DD] [--tallies 1000000] [--rounds 5]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
EVIDENCE = ROOT / "docs" / "evidence" / "bench.json"
_BIN = Path(sys.executable).parent
_DATASET = str(_BIN / "dataset")
_READ = (
    "import pathlib, polars, sys; [polars.read_csv(path) for path in sorted(pathlib.Path(sys.argv[1]).glob('*.csv'))]"
)
_REFUSED = 1
_PLAIN_INSTALL = Path(__file__).with_name("plain_install")
"""Modules that hide what only developers have installed."""

Command = list[str]


@dataclass(frozen=True, slots=True)
class Spent:
    """The cost of a process: seconds of wall time, and bytes of memory at its peak."""

    seconds: float
    peak: int


@dataclass(frozen=True, slots=True)
class Result:
    """One number beside its target; ``at_least`` turns the comparison round."""

    what: str
    unit: str
    value: float
    target: float
    at_least: bool = False
    seconds: tuple[float, ...] = ()

    @property
    def met(self) -> bool:
        """True if the number keeps to its target."""
        return self.value >= self.target if self.at_least else self.value <= self.target

    def as_json(self) -> dict[str, Any]:
        """The result as bench.json holds it."""
        return {
            "what": self.what,
            "value": round(self.value, 2),
            "unit": self.unit,
            "target": f"{'≥' if self.at_least else '≤'} {self.target:g}",
            "met": self.met,
            "seconds": [round(second, 3) for second in self.seconds],
        }

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        return (
            f"{self.what:<72} {self.value:8.2f} {self.unit:<5} {sign} {self.target:<5g} {'' if self.met else 'MISSED'}"
        )


# --- processes -----------------------------------------------------------------------------------


def spend(command: Command, cwd: Path | None = None) -> Spent:
    """Run a command to its end, its output thrown away; the data may be refused, but nothing else may go wrong."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "POLARS_"))}
    environment["PYTHONPATH"] = str(_PLAIN_INSTALL)
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, _REFUSED):
        raise RuntimeError(f"exit code {process.returncode}: {' '.join(command)}")
    return Spent(seconds, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024))


def in_turn(commands: Mapping[str, Command], rounds: int, cwd: Path | None = None) -> dict[str, Spent]:
    """The fastest time and the highest peak of each command, run one after the other, round by round."""
    runs = [{name: spend(command, cwd) for name, command in commands.items()} for _ in range(rounds)]
    return {
        name: Spent(min(run[name].seconds for run in runs), max(run[name].peak for run in runs)) for name in commands
    }


def ratio(what: str, commands: Mapping[str, Command], target: float, rounds: int, cwd: Path | None = None) -> Result:
    """Return how many times longer the first of two commands takes than the second."""
    first, second = in_turn(commands, rounds, cwd).values()
    return Result(what, "times", first.seconds / second.seconds, target, seconds=(first.seconds, second.seconds))


def python(code: str, *arguments: str) -> Command:
    """Return the command that runs this code with the Python of the benchmark."""
    return [sys.executable, "-c", code, *arguments]


def validate(root: Path, form: str = "text") -> Command:
    """Return the command that validates the dataset under a folder."""
    return [_DATASET, "--root", str(root), "validate", "--format", form]


def made(root: Path, tallies: int, *options: str) -> Path:
    """A made-up dataset, its generated files fresh, in a folder of its own."""
    folder = root / f"{tallies}{''.join(options)}"
    command = [sys.executable, str(Path(__file__).with_name("generate.py")), str(folder), "--tallies", str(tallies)]
    subprocess.run([*command, *options], check=True)
    subprocess.run([_DATASET, "--root", str(folder), "describe"], check=True, stdout=subprocess.DEVNULL)
    return folder


def rows_of(root: Path) -> int:
    """The rows of all tables under a folder; no made-up cell holds a line break."""
    return sum(path.read_bytes().count(b"\n") - 1 for path in (root / "dataset").glob("*.csv"))


# --- what is measured ----------------------------------------------------------------------------


def start_up(rounds: int) -> Iterator[Result]:
    """Time of a command on a small dataset, beside importing the library that it needs."""
    small = ROOT if (ROOT / "dataset" / "tallies.csv").exists() else ROOT / "tests" / "small"
    commands = {"help": [_DATASET, "--help"], "click": python("import click")}
    yield ratio("dataset --help / import click", commands, 1.5, rounds)
    commands = {"validate": validate(small), "pandera": python("import pandera.polars")}
    yield ratio("dataset validate, curated tables / import pandera.polars", commands, 2.0, rounds)


def large(work: Path, tallies: int, rounds: int, few: int) -> Iterator[Result]:
    """Time and memory at size, beside what reading alone costs and beside Frictionless on fewer rows."""
    good, package = made(work, tallies), made(work, few)
    commands = {"validate": validate(good), "read": python(_READ, str(good / "dataset"))}
    spent = in_turn(commands, rounds)
    ours, read = spent["validate"], spent["read"]
    yield Result(
        f"dataset validate / polars.read_csv, {tallies:,} tallies", "times", ours.seconds / read.seconds, 4.5,
        seconds=(ours.seconds, read.seconds),
    )  # fmt: skip
    theirs = spend([str(_BIN / "frictionless"), "validate", "datapackage.json"], package)
    speed = (rows_of(good) / ours.seconds) / (rows_of(package) / theirs.seconds)
    yield Result(
        f"rows a second: dataset validate / frictionless validate ({few:,} tallies)", "times", speed, 40.0,
        at_least=True, seconds=(ours.seconds, theirs.seconds),
    )  # fmt: skip
    yield _peak(f"peak of validate, {tallies:,} sound tallies", ours)


def broken(work: Path, tallies: int) -> Iterator[Result]:
    """Memory when every row is wrong: problems are kept until they can be sorted."""
    for option, wrong in (("--break", "every tally breaks three rules"), ("--break-form", "three cells misspelt")):
        folder = made(work, tallies, option)
        for form in ("text", "json"):
            yield _peak(f"peak of validate --format {form}, {wrong}", spend(validate(folder, form)))


def _peak(what: str, spent: Spent) -> Result:
    return Result(what, "GB", spent.peak / 1e9, 1.5, seconds=(spent.seconds,))


def record(
    path: Path, day: date, results: Sequence[Mapping[str, Any]], libraries: Sequence[str] = ("polars",), **more: Any
) -> None:
    """Write evidence: the day, the machine and the libraries, the results, and whatever else is given."""
    evidence = {
        "date": day.isoformat(),
        "python": ".".join(map(str, sys.version_info[:3])),
        **{name: version(name) for name in libraries},
        "cores": os.cpu_count(),
        "load": [round(load, 1) for load in os.getloadavg()],
        "results": results,
        **more,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(evidence, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Measure, print, and write the evidence."""
    parser = argparse.ArgumentParser(description="Measure speed and memory of `dataset`.")
    parser.add_argument("--date", type=date.fromisoformat, default=datetime.now(UTC).date(), help="day to write down")
    parser.add_argument("--tallies", type=int, default=1_000_000)
    parser.add_argument("--few", type=int, default=30_000, help="tallies of the dataset that Frictionless checks")
    parser.add_argument("--rounds", type=int, default=5, help="runs of a long command; short ones run four times more")
    parser.add_argument("--out", type=Path, default=EVIDENCE)
    given = parser.parse_args()
    results = []
    with tempfile.TemporaryDirectory() as work:
        for steps in (
            start_up(given.rounds * 4),
            large(Path(work), given.tallies, given.rounds, given.few),
            broken(Path(work), given.tallies),
        ):
            for result in steps:
                print(result, flush=True)
                results.append(result.as_json())
    record(given.out, given.date, results, libraries=("polars", "pandera", "frictionless"), tallies=given.tallies)


if __name__ == "__main__":
    main()
