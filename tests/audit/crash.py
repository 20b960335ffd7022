"""Killing, starving and racing a release: `PYTHONPATH=tests .venv/bin/python -m audit.crash` (about half an hour).

Before each write-type system call the process is killed, or the call fails, once or from then on. After each the shelf
is read by code of its own: a release is absent or complete, what stood before is byte for byte what it was, and a plain
second run ends well. Two controls, a plain writer and a careless one, go through the same and must fail.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from audit import evidence, strace
from audit.machine import machine
from audit.races import hammer, races, whole_races
from audit.strace import Point
from audit.trial_dataset import TrialDataset, report_progress

WORKERS = 2
ERRORS = ("ENOSPC", "EDQUOT", "EIO")

Trial = tuple[str, str]
"""The state, and what is wrong; nothing where the trial is survived."""


def spread(trial: Callable[[Point], Trial], over: Iterable[Point]) -> list[Trial]:
    """A trial for every point, two at a time."""
    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(trial, over))


def counts(trials: list[Trial]) -> dict[str, Any]:
    """The counts of a sweep."""
    wrong = Counter(fault for _, fault in trials if fault)
    return {
        "points": len(trials),
        "survived": sum(not fault for _, fault in trials),
        "left": dict(sorted(Counter(state for state, _ in trials).items())),
        **({"wrong": dict(wrong.most_common(6))} if wrong else {}),
    }


def points_of(dataset: TrialDataset, call: Callable[[Path], list[str | Path]], of: Path | None = None) -> list[Point]:
    """The write-type calls of one undisturbed run; run once before, so that nothing is compiled meanwhile."""
    for _ in range(2):
        root = dataset.copy(of)
        log = root.with_suffix(".log")
        done = strace.traced(call(root), log, [])
    if done.returncode != 0:
        raise RuntimeError(f"the undisturbed run exits {done.returncode}: {done.stderr[-300:].decode()}")
    return strace.points(log, root / "releases")


def killed(
    dataset: TrialDataset,
    point: Point,
    call: Callable[[Path], list[str | Path]],
    again: Callable[[Path], list[str | Path]] | None = None,
    of: Path | None = None,
) -> Trial:
    """Kill the process before one call; then a plain second run."""
    for _ in range(5):  # a thread of a library may have opened a file more or less
        root = dataset.copy(of)
        log = root.with_suffix(".log")
        strace.traced(call(root), log, [f"{point.call}:signal=SIGKILL:when={point.nth}"])
        if strace.hit(log, root / "releases", point):
            break
        shutil.rmtree(root)
    else:
        return "astray", "the call that was meant was not hit"
    state = dataset.state(root)
    if state not in {"absent", "unlisted", "listed"}:
        fault = state
    else:
        fault = dataset.recovers(root, state, again(root) if again else None)
    shutil.rmtree(root)
    log.unlink()
    return state, fault


def failed(dataset: TrialDataset, point: Point, error: str, *, on: bool, writer: str = "release") -> Trial:
    """Fail one call, or it and all that follow; then a plain second run."""
    root = dataset.copy()
    log = root.with_suffix(".log")
    faults = [f"{name}:error={error}:when={nth}+" for name, nth in point.after if on and not _cannot(name, error)]
    done = strace.traced(
        dataset.publisher(root, writer), log, faults if on else [f"{point.call}:error={error}:when={point.nth}"]
    )
    state = dataset.state(root)
    fault = ""
    if state not in {"absent", "unlisted", "listed"}:
        fault = state
    elif done.returncode == 0 and state != "listed":
        fault = f"exit 0, and the release is {state}"
    elif done.returncode == 0 and not _harmless(point):
        fault = "exit 0 in spite of the error"
    elif done.returncode not in {0, 3}:
        fault = f"exit {done.returncode}"
    elif done.returncode == 3 and not on and str(root / "releases").encode() not in done.stderr:
        fault = "the message names no path"
    fault = fault or dataset.recovers(root, state)
    shutil.rmtree(root)
    log.unlink()
    return f"{state}, exit {done.returncode}", fault


def _harmless(point: Point) -> bool:
    """What may fail when all is done: to let the lock go, and to close its file."""
    return point.call in {"flock", "close"} and point.on == "/.lock"


def _failed(dataset: TrialDataset, error: str, on: bool, point: Point) -> Trial:
    return failed(dataset, point, error, on=on)


def _cannot(call: str, error: str) -> bool:
    """What a full disk does not stop: to remove and to close."""
    return error != "EIO" and call in {"unlink", "unlinkat", "rmdir", "flock", "close", "chmod", "fchmod"}


def kills(dataset: TrialDataset) -> dict[str, Any]:
    """The small process killed at every call; killed again while it clears what the first death left; the order."""
    points = points_of(dataset, dataset.publisher)
    kill = counts(spread(lambda point: killed(dataset, point, dataset.publisher), points))
    report_progress("kill", kill)
    return {"kill": kill, "kill_while_clearing": _compound(dataset, points), "order": _order(points)}


def faults(dataset: TrialDataset) -> dict[str, Any]:
    """The small process failed at every call, once and from then on."""
    points = points_of(dataset, dataset.publisher)
    results: dict[str, Any] = {}
    for error in ERRORS:
        able = [point for point in points if not _cannot(point.call, error)]
        for name, on in (("once", False), ("from_then_on", True)):
            results[f"{error}_{name}"] = counts(spread(partial(_failed, dataset, error, on), able))
            report_progress(f"{error}_{name}", results[f"{error}_{name}"])
    return results


def controls(dataset: TrialDataset) -> dict[str, Any]:
    """Two writers that must not survive this."""
    return {f"control_{writer}": _control(dataset, writer) for writer in ("plain", "careless")}


def _compound(dataset: TrialDataset, points: list[Point]) -> dict[str, Any]:
    """Killed in the middle, and the second run, which has staging to clear, killed before each call of its own."""
    start = dataset.copy()
    middle = points[len(points) // 2]
    strace.traced(
        dataset.publisher(start), start.with_suffix(".log"), [f"{middle.call}:signal=SIGKILL:when={middle.nth}"]
    )
    again = points_of(dataset, dataset.publisher, start)
    return counts(spread(lambda point: killed(dataset, point, dataset.publisher, of=start), again))


def _control(dataset: TrialDataset, writer: str) -> dict[str, Any]:
    points = points_of(dataset, lambda root: dataset.publisher(root, writer))
    if writer == "plain":
        trials = spread(lambda point: killed(dataset, point, lambda root: dataset.publisher(root, writer)), points)
    else:
        able = [point for point in points if point.call in {"write", "close"}]
        trials = spread(lambda point: failed(dataset, point, "EIO", on=False, writer=writer), able)
    return counts(trials)


def _order(points: list[Point]) -> dict[str, Any]:
    """What a power cut needs and a kill does not show: what is synced, and when."""
    names = [(point.call, point.on) for point in points]
    staged = [on for call, on in names if call == "openat" and on.startswith("/.staging-") and "index" not in on]
    folders = [on for call, on in names if call == "mkdir" and on.startswith("/.staging-")]
    moved = next(place for place, (call, on) in enumerate(names) if call == "rename")
    listed = next(place for place, (call, on) in enumerate(names) if call == "rename" and place > moved)
    synced = [on for call, on in names[:moved] if call == "fsync"]
    between = [on for call, on in names[moved:listed] if call == "fsync"]
    return {
        "files_synced_before_the_rename": f"{sum(on in synced for on in staged)} of {len(staged)}",
        "folders_synced_before_the_rename": f"{sum(on in synced for on in folders)} of {len(folders)}",
        "shelf_synced_before_the_index": "" in between,
        "index_synced_before_its_rename": any("index" in on for on in between),
        "shelf_synced_after_the_index": ("fsync", "") in names[listed:],
    }


def whole_command(dataset: TrialDataset) -> dict[str, Any]:
    """The whole command, outside reader and all, killed before some calls: it makes the same ones as the small process.

    Every seventh, and each from the rename on. All of them would take an hour.
    """
    points, small = points_of(dataset, dataset.release), points_of(dataset, dataset.publisher)
    moved = next(place for place, point in enumerate(points) if point.call == "rename")
    chosen = [*points[:moved:7], *points[moved:]]
    done = itertools.count(1)

    def trial(point: Point) -> Trial:
        result = killed(dataset, point, dataset.release, dataset.release)
        if (number := next(done)) % 10 == 0:
            report_progress("whole_command", f"{number} of {len(chosen)}")
        return result

    same = sorted((point.call, point.on) for point in points) == sorted((point.call, point.on) for point in small)
    return {"write_type_calls": len(points), "the_same_as_the_small_process": same, **counts(spread(trial, chosen))}


PARTS: dict[str, Callable[[TrialDataset], dict[str, Any]]] = {
    "kills": kills,
    "faults": faults,
    "controls": controls,
    "whole_command": lambda dataset: {"whole_command": whole_command(dataset)},
    "races": lambda dataset: {"races": races(dataset)},
    "whole_races": lambda dataset: {"whole_races": whole_races(dataset)},
    "lock": lambda dataset: {"lock": hammer(dataset.folder)},
    "machine": lambda dataset: {"machine": machine(dataset)},
}


def main() -> int:
    """Run the parts that are named, or all, and record what they found beside what is recorded already."""
    if strace.missing():
        sys.stderr.write(
            "strace is needed, and leave to trace: install it (apt-get install strace) and run this again.\n"
        )
        return 3
    with tempfile.TemporaryDirectory(prefix="crash-") as folder:
        dataset = TrialDataset(Path(folder))
        for part in sys.argv[1:] or list(PARTS):
            results = PARTS[part](dataset)
            recorded = json.loads(evidence.AUDIT.read_bytes()).get("crash", {}) if evidence.AUDIT.exists() else {}
            evidence.record("crash", {**recorded, **results})
            report_progress(part, json.dumps(results))
    return 0


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main())
