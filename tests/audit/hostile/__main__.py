"""Give every hostile package to every door, and record whether each was refused within bounds.

``python -m audit.hostile [--only WORD] [--small] [--show]``, with ``PYTHONPATH=tests``.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from audit import evidence
from audit.hostile import BYTES, DESCRIPTOR, TABLES, Variant, archives, descriptors, folders, tables

SECONDS, KILOBYTES = 10.0, 512 * 1024
GUARDED = Path(__file__).with_name("guarded.py")


class Door(NamedTuple):
    """A way in: its name for ``guarded.py``, and what it reads, hence what it must refuse."""

    name: str
    reads: tuple[str, ...]


DOORS = (
    Door("open_release", (BYTES, DESCRIPTOR, TABLES)),
    Door("verify", (BYTES,)),
    Door("diff", (BYTES,)),
)
"""A door that reads less must still stay in bounds and end in an orderly way. More may be added here."""

NAIVE = Door("naive", (BYTES, DESCRIPTOR))
_SENTENCES = ("Damaged: ", "FileNotFoundError: There is no release at ")


class Ending(NamedTuple):
    """How a door ended.

    ``seconds`` leave out those in which it stood in line for a processor, so that a busy machine is not taken for a
    hanging door; they are never fewer than ``worked``, those that the processors spent on it.
    """

    code: int
    words: str
    seconds: float
    worked: float
    kilobytes: int
    outside: list[str]
    network: int

    @property
    def bounded(self) -> bool:
        """Whether it stayed within time, memory and the package."""
        clean = not self.outside and not self.network and self.code != -signal.SIGKILL
        return clean and self.seconds < SECONDS and self.kilobytes < KILOBYTES

    @property
    def refused(self) -> bool:
        """Whether it refused in words made for it."""
        return self.words.startswith(_SENTENCES) if self.code == -1 else self.code in (1, 2, 4)

    @property
    def orderly(self) -> bool:
        """Whether it ended as a command may: refused, or fine."""
        return self.code == 0 or self.refused


def variants() -> Iterator[Variant]:
    """Every package that must be refused."""
    for family in (descriptors, folders, archives, tables):
        yield from family.variants()


def harmless() -> Iterator[Variant]:
    """Packages that must be let in: the control of the harness itself."""
    for family in (folders, archives, tables):
        yield from family.accepted()


def through(door: Door, package: Path, seconds: float = SECONDS) -> Ending:
    """Give a package to a door in a process of its own; three times at most, where a busy disk may have held it up."""
    for _ in range(3):
        ending = _once(door, package, seconds)
        if ending.seconds < seconds:
            break
    return ending


def _once(door: Door, package: Path, seconds: float) -> Ending:
    """Measure one process, and end it when its time is over."""
    start = time.monotonic()
    with tempfile.TemporaryFile() as out:
        line = [sys.executable, str(GUARDED), door.name, str(package)]
        child = subprocess.Popen(line, stdout=out, stderr=out, stdin=subprocess.DEVNULL, cwd=tempfile.gettempdir())
        status, usage, waited = _waited(child.pid, start, seconds)
        worked = usage.ru_utime + usage.ru_stime
        spent = max(worked, time.monotonic() - start - waited)
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        output = out.read().decode(errors="replace")
    last = output.strip().rsplit("\n", 1)[-1]
    complete = last.startswith('{"code"')
    outcome: dict[str, Any] = json.loads(last) if complete else {"code": child.returncode or -2, "words": output[-400:]}
    code = -3 if "Traceback" in output else outcome["code"]
    peak = outcome.get("kilobytes") or usage.ru_maxrss  # its own count leaves out what its parent had before it began
    seen = outcome.get("outside", []), outcome.get("network", 0)
    return Ending(code, outcome["words"] or output[:400], spent, worked, peak, *seen)


def _waited(pid: int, start: float, seconds: float) -> tuple[int, resource.struct_rusage, float]:
    """Wait for a process, and end it when its time is over: its status, what it used, how long it stood in line."""
    queued = 0.0
    while True:
        queued = max(queued, _seconds_queued(pid))
        done, status, usage = os.wait4(pid, os.WNOHANG)
        if done:
            return status, usage, queued
        if time.monotonic() - start - queued > seconds:
            os.kill(pid, signal.SIGKILL)
            _, status, usage = os.wait4(pid, 0)
            return status, usage, queued
        time.sleep(0.02)


def _seconds_queued(pid: int) -> float:
    """Seconds in which the threads of a process could have run and stood in line: the first, and the slowest other."""
    delays = []
    for thread in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        with contextlib.suppress(OSError, IndexError):  # it ended, or the system does not count
            delays.append((thread.parent.name != str(pid), int(thread.read_text().split()[1]) / 1e9))
    return sum(max((delay for other, delay in delays if other == kind), default=0.0) for kind in (False, True))


def has(door: Door) -> bool:
    """Whether this version of the tool has the door."""
    asked = [sys.executable, "-c", "from casualty_dataset.cli import main; main()", door.name, "--help"]
    return (
        door.name in ("open_release", "naive") or not subprocess.run(asked, capture_output=True, check=False).returncode
    )


def fault(door: Door, variant: Variant, ending: Ending) -> str | None:
    """What is wrong with how a hostile package was met, if anything."""
    if not ending.bounded:
        return (
            f"{ending.seconds:.1f} s, {ending.kilobytes // 1024} MB, outside {ending.outside}, network {ending.network}"
        )
    fine = ending.refused if variant.seen_in in door.reads else ending.orderly
    return None if fine else f"ended with {ending.code}: {ending.words}"


class Tally:
    """What one door did with all packages."""

    def __init__(self) -> None:
        self.given = self.refused = 0
        self.seconds, self.worked, self.megabytes = 0.0, 0.0, 0
        self.faults: list[str] = []

    def add(self, name: str, ending: Ending, wrong: str | None) -> None:
        """Count one."""
        self.given += 1
        self.refused += ending.refused and ending.bounded
        self.seconds = max(self.seconds, round(ending.seconds, 1))
        self.worked = max(self.worked, round(ending.worked, 1))
        self.megabytes = max(self.megabytes, ending.kilobytes // 1024)
        if wrong:
            self.faults.append(name)
            print(f"  {name}: {wrong}", flush=True)


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(prog="python -m audit.hostile", description=__doc__)
    parser.add_argument("--only", default="", help="variants whose family or name holds this word")
    parser.add_argument("--small", action="store_true", help="leave out the big ones")
    parser.add_argument("--show", action="store_true", help="print how each package was met")
    asked = parser.parse_args()
    doors = [door for door in DOORS if has(door)]
    chosen = [
        variant
        for variant in variants()
        if asked.only in f"{variant.family} {variant.name}" and not (asked.small and variant.big)
    ]
    tallies = {door.name: Tally() for door in (*doors, NAIVE)}
    for variant in chosen:
        with tempfile.TemporaryDirectory() as place:
            package, name = variant.build(Path(place)), f"{variant.family} {variant.name}"
            for door in doors:
                ending = through(door, package)
                tallies[door.name].add(f"{door.name}: {name}", ending, fault(door, variant, ending))
                if asked.show:
                    print(f"{name} | {door.name} {ending.code} {ending.seconds:.1f} s | {ending.words}", flush=True)
            if not variant.big:
                _naively(package, tallies[NAIVE.name], name)
    kept_out = [name for door in doors for name in _kept_out(door)]
    for name in kept_out:
        print(f"  kept out and harmless: {name}")
    results = _results(chosen, tallies, kept_out)
    print(json.dumps(results, ensure_ascii=False, indent=2))
    if not (asked.only or asked.small):
        evidence.record("hostile", results)
    wrong = [tally for name, tally in tallies.items() if tally.faults and name != NAIVE.name]
    return 1 if wrong or kept_out or not tallies[NAIVE.name].faults else 0


def _naively(package: Path, tally: Tally, name: str) -> None:
    """The control that must fail: a loader that believes what it is handed lets packages in, hangs, or goes outside."""
    ending = through(NAIVE, package, 3.0)
    tally.given += 1
    if ending.code == 0 or not ending.bounded:
        tally.faults.append(name)


def _kept_out(door: Door) -> Iterator[str]:
    """Harmless packages that a door refuses all the same, or meets out of bounds: there must be none."""
    for variant in harmless():
        with tempfile.TemporaryDirectory() as place:
            ending = through(door, variant.build(Path(place)))
        if ending.code != 0 or not ending.bounded:
            yield f"{door.name}: {variant.family} {variant.name}: {ending}"


def _results(chosen: list[Variant], tallies: dict[str, Tally], kept_out: list[str]) -> dict[str, Any]:
    families = Counter(variant.family for variant in chosen)
    doors = {
        name: {
            "given": tally.given,
            "refused": tally.refused,
            "slowest_seconds": tally.seconds,
            "slowest_processor_seconds": tally.worked,
            "largest_megabytes": tally.megabytes,
            "faults": tally.faults,
        }
        for name, tally in tallies.items()
        if name != NAIVE.name
    }
    naive = tallies[NAIVE.name]
    return {
        "variants": len(chosen),
        "families": dict(sorted(families.items())),
        "bounds": f"{SECONDS:.0f} s, {KILOBYTES // 1024} MB, no network, nothing outside the package",
        "doors": doors,
        "harmless_kept_out": kept_out,
        "control_naive_loader": {"given": naive.given, "let_in_or_out_of_bounds": len(naive.faults)},
    }


if __name__ == "__main__":
    sys.exit(main())
