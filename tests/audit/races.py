"""Processes that release at once, and processes that want one lock."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from audit.trial_dataset import NEW, TrialDataset, report_progress

SERVER = """
import sys, time
from datetime import date
from functools import partial
from pathlib import Path
import frictionless
from casualty_dataset.workflows.release import release
from casualty_dataset.core.errors import Refused
for line in sys.stdin:
    root, version, at = line.split()
    time.sleep(max(0, float(at) - time.time()))
    try:
        release(Path(root), version, date(2025, 5, 1)); said = "0"
    except Refused as error: said = f"1 {error}"
    except OSError as error: said = f"3 {error.strerror}"
    except BaseException as error: said = f"70 {error!r}"
    print(said, flush=True)
"""


def _servers(count: int) -> list[subprocess.Popen[str]]:
    return [
        subprocess.Popen([sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(count)
    ]


def _ask(server: subprocess.Popen[str], root: Path, version: str, at: float) -> None:
    assert server.stdin is not None
    server.stdin.write(f"{root} {version} {at}\n")
    server.stdin.flush()


def _answer(server: subprocess.Popen[str]) -> tuple[int, str]:
    assert server.stdout is not None
    code, _, message = server.stdout.readline().strip().partition(" ")
    return int(code), message


def races(dataset: TrialDataset, pairs: int = 200) -> dict[str, Any]:
    """Pairs of small processes that publish the same version, the second some time after the first."""
    chance = random.Random(20251)
    outcomes: Counter[str] = Counter()
    for number in range(1, pairs + 1):
        root = dataset.copy()
        both = []
        for wait in (0.0, chance.choice((0.0, chance.uniform(0, 0.05), chance.uniform(0, 0.4)))):
            time.sleep(wait)
            call = list(map(str, dataset.publisher(root)))
            both.append(subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True))
        errors = [process.communicate()[1] for process in both]
        answers = [(process.returncode, text) for process, text in zip(both, errors, strict=True)]
        outcomes[_judged(dataset, root, answers, [process.pid for process in both])] += 1
        shutil.rmtree(root)
        if number % 50 == 0:
            report_progress("races", dict(outcomes))
    return {
        "pairs": pairs,
        "exactly_one_winner": sum(outcomes[name] for name in _ONE_WINNER),
        "outcomes": dict(outcomes),
    }


def whole_races(dataset: TrialDataset, pairs: int = 20) -> dict[str, Any]:
    """Pairs of whole releases at once, of the same version and of different ones, in processes that have all loaded."""
    chance, servers = random.Random(20252), _servers(2)
    outcomes: Counter[str] = Counter()
    for number in range(pairs):
        root = dataset.copy()
        start, later = time.time() + 0.02, chance.uniform(0, 0.02)
        for server, offset in zip(servers, ([0.0, later], [later, 0.0])[number % 2], strict=True):
            _ask(server, root, NEW, start + offset)
        outcomes[
            _judged(dataset, root, [_answer(server) for server in servers], [server.pid for server in servers])
        ] += 1
        shutil.rmtree(root)
    report_progress("whole_races", dict(outcomes))
    serial: Counter[str] = Counter(_serial(dataset, chance, servers) for _ in range(pairs // 2))
    for server in servers:
        server.communicate()
    good = sum(outcomes[name] for name in _ONE_WINNER)
    return {"pairs": pairs, "exactly_one_winner": good, "outcomes": dict(outcomes), "different_versions": dict(serial)}


_ONE_WINNER = ("one winner, the other exits 3 with its pid", "one winner, the other came after: exit 1")


def _judged(dataset: TrialDataset, root: Path, answers: list[tuple[int, str]], processes: list[int]) -> str:
    if sorted(code for code, _ in answers) not in ([0, 1], [0, 3]):
        return f"exits {sorted(code for code, _ in answers)}"
    if (state := dataset.state(root)) != "listed":
        return state
    loser = 0 if answers[0][0] else 1
    code, message = answers[loser]
    if code == 3:
        return _ONE_WINNER[0] if f"process {processes[1 - loser]} " in message else f"exit 3 without the pid: {message}"
    return _ONE_WINNER[1]


def _serial(dataset: TrialDataset, chance: random.Random, servers: list[subprocess.Popen[str]]) -> str:
    """Two versions at once: whoever is told that the other is at work tries again, and the index holds both."""
    root, versions = dataset.copy(), [NEW, "0.1.2"]
    start = time.time() + 0.02
    for server, version in zip(servers, versions, strict=True):
        _ask(server, root, version, start + chance.uniform(0, 0.01))
    answers = [_answer(server)[0] for server in servers]
    if answers == [0, 3]:
        _ask(servers[1], root, versions[1], 0)
        answers[1] = _answer(servers[1])[0]
    elif answers == [3, 0]:  # the higher one won: the lower can never be released
        _ask(servers[0], root, versions[0], 0)
        answers[0] = _answer(servers[0])[0] - 1
    listed = [entry["version"] for entry in json.loads((root / "releases/index.json").read_bytes())["releases"]]
    shutil.rmtree(root)
    if answers != [0, 0]:
        return f"exits {answers}"
    return "serialised" if listed in (["0.1.0", *versions], ["0.1.0", versions[1]]) else f"index holds {listed}"


HAMMER = """
import os, random, signal, sys, time
from contextlib import nullcontext
from pathlib import Path
from casualty_dataset.releases import lock
shelf, way, times = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
counter = shelf.parent / "counter"
while times:
    try:
        with nullcontext() if way == "no lock" else lock.release_lock(shelf):
            if way == "die":
                os.kill(os.getpid(), signal.SIGKILL)
            number = int(counter.read_text() or 0)
            time.sleep(0.0005)
            counter.write_text(str(number + 1))
        times -= 1
    except BlockingIOError:
        time.sleep(random.random() * 0.002)
"""


def hammer(folder: Path, processes: int = 4, times: int = 250) -> dict[str, Any]:
    """Processes that count in one file, each under the lock, while others die with it in hand; the control has none.

    The folder is made with the lock, so that this is raced for too.
    """
    results: dict[str, Any] = {}
    for mode, name in (("lock", "counted"), ("no lock", "control_counted")):
        place = folder / name
        place.mkdir()
        (place / "counter").write_text("0")
        counting = [_hammering(place / "releases", mode, times) for _ in range(processes)]
        deaths = 0
        while mode == "lock" and any(process.poll() is None for process in counting):
            deaths += _hammering(place / "releases", "die", 1).wait() == -9
        codes = [process.wait() for process in counting]
        results[name] = f"{(place / 'counter').read_text()} of {processes * times}"
        results |= {"holders_killed": deaths, "exits": sorted(set(codes))} if mode == "lock" else {}
    return results


def _hammering(releases_dir: Path, mode: str, times: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", HAMMER, releases_dir, mode, str(times)])
