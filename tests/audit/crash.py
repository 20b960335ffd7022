"""Killing, starving and racing a release: `PYTHONPATH=tests .venv/bin/python -m audit.crash` (about half an hour).

Before each write-type system call the process is killed, or the call fails, once or from then on. After each the shelf
is read by code of its own: a release is absent or complete, what stood before is byte for byte what it was, and a plain
second run ends well. Two controls, a plain writer and a careless one, go through the same and must fail.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from audit import evidence, strace
from audit.strace import Point
from casualty_dataset import flow
from casualty_dataset.flow import releasing
from helpers_dataset import command, copy_small

DAY = date(2025, 5, 1)
NEW = "0.1.1"
WORKERS = 2
PUBLISHER = Path(__file__).parent / "publisher.py"
STEPS = ("ENOSPC", "EDQUOT", "EIO")


class World:
    """A dataset with one release, and the package of the next: copied for every trial."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = copy_small(folder / "start")
        flow.release(self.root, "0.1.0", DAY)
        made = flow.release(self.root, NEW, DAY, dry_run=True)
        self.made = folder / "made"
        for name, data in made.package.items():
            (self.made / "files" / name).parent.mkdir(parents=True, exist_ok=True)
            (self.made / "files" / name).write_bytes(data)
        (self.made / "entry.json").write_text(json.dumps(releasing._entry(made)))
        self.wanted = {name: hashlib.sha256(data).hexdigest() for name, data in made.package.items()}
        self.before = held(self.root)
        self._numbers = itertools.count()

    def copy(self, of: Path | None = None) -> Path:
        """A fresh copy of the dataset with its shelf."""
        return Path(shutil.copytree(of or self.root, self.folder / f"trial{next(self._numbers)}"))

    def publisher(self, root: Path, way: str = "release") -> list[str | Path]:
        """The call of the small process."""
        return [sys.executable, "-B", PUBLISHER, way, root / "releases", self.made]

    def release(self, root: Path, version: str = NEW) -> list[str | Path]:
        """The call of the whole command."""
        return [command(), "--root", root, "release", version, "--date", DAY.isoformat()]

    def state(self, root: Path) -> str:
        """What stands on the shelf: ``absent``, ``unlisted`` or ``listed``; anything else is what is wrong."""
        now = held(root)
        mine = f"releases/{NEW}/"
        found = {path[len(mine) :]: digest for path, digest in now.items() if path.startswith(mine)}
        rest = {path: digest for path, digest in now.items() if not path.startswith(mine) and not _hidden(path)}
        index = "releases/index.json"
        if {**rest, index: ""} != {**self.before, index: ""}:
            return "what stood before was changed"
        complete = found == self.wanted
        if (root / "releases" / NEW).exists() and not complete:
            return "half a release is visible"
        if rest.get(index) == self.before[index]:
            return "unlisted" if complete else "absent"
        return self._listed(root) if complete else "listed and not there"

    def _listed(self, root: Path) -> str:
        try:
            entries = json.loads((root / "releases/index.json").read_bytes())["releases"]
            first, second = entries
            digest = hashlib.sha256(json.dumps(first, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
            sound = second["previous"] == digest and second["sha256sums"] == self.wanted["SHA256SUMS"]
        except (ValueError, KeyError, TypeError):
            return "the index is broken"
        return "listed" if sound and second["version"] == NEW else "the index is broken"

    def recovers(self, root: Path, was: str, call: list[str | Path] | None = None) -> str:
        """What is wrong after a plain second run; nothing where it ends with the release complete and verified."""
        again = run(call or self.publisher(root))
        if again.returncode != (1 if was == "listed" else 0):
            return f"the second run exits {again.returncode}"
        if (now := self.state(root)) != "listed":
            return f"after the second run: {now}"
        left = [path.name for path in (root / "releases").iterdir() if path.name.startswith(".")]
        return f"left behind: {left[0]}" if left and was != "listed" else ""


def run(call: list[str | Path], **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run a process to its end."""
    return subprocess.run(list(map(str, call)), capture_output=True, timeout=120, check=False, **options)


def held(folder: Path) -> dict[str, str]:
    """Every file under a folder, with the digest of its bytes."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _hidden(path: str) -> bool:
    """Whether a path on the shelf is one that readers ignore."""
    parts = Path(path).parts
    return parts[0] == "releases" and (parts[1].startswith(".staging-") or parts[1] == ".lock")


# --- sweeps --------------------------------------------------------------------------------------


Trial = tuple[str, str]
"""The state, and what is wrong; nothing where the trial is survived."""


def spread(trial: Callable[[Point], Trial], over: Iterable[Point]) -> list[Trial]:
    """A trial for every point, two at a time."""
    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(trial, over))


def told(trials: list[Trial]) -> dict[str, Any]:
    """The counts of a sweep."""
    wrong = Counter(fault for _, fault in trials if fault)
    return {
        "points": len(trials),
        "survived": sum(not fault for _, fault in trials),
        "left": dict(sorted(Counter(state for state, _ in trials).items())),
        **({"wrong": dict(wrong.most_common(6))} if wrong else {}),
    }


def points_of(world: World, call: Callable[[Path], list[str | Path]], of: Path | None = None) -> list[Point]:
    """The write-type calls of one undisturbed run; run once before, so that nothing is compiled meanwhile."""
    for _ in range(2):
        root = world.copy(of)
        log = root.with_suffix(".log")
        done = strace.traced(call(root), log, [])
    if done.returncode != 0:
        raise RuntimeError(f"the undisturbed run exits {done.returncode}: {done.stderr[-300:].decode()}")
    return strace.points(log, root / "releases")


def killed(
    world: World,
    point: Point,
    call: Callable[[Path], list[str | Path]],
    again: Callable[[Path], list[str | Path]] | None = None,
    of: Path | None = None,
) -> Trial:
    """Kill the process before one call; then a plain second run."""
    for _ in range(5):  # a thread of a library may have opened a file more or less
        root = world.copy(of)
        log = root.with_suffix(".log")
        strace.traced(call(root), log, [f"{point.call}:signal=SIGKILL:when={point.nth}"])
        if strace.hit(log, root / "releases", point):
            break
        shutil.rmtree(root)
    else:
        return "astray", "the call that was meant was not hit"
    state = world.state(root)
    if state not in {"absent", "unlisted", "listed"}:
        fault = state
    else:
        fault = world.recovers(root, state, again(root) if again else None)
    shutil.rmtree(root)
    log.unlink()
    return state, fault


def failed(world: World, point: Point, error: str, *, on: bool, way: str = "release") -> Trial:
    """Fail one call, or it and all that follow; then a plain second run."""
    root = world.copy()
    log = root.with_suffix(".log")
    faults = [f"{name}:error={error}:when={nth}+" for name, nth in point.after if on and not _cannot(name, error)]
    done = strace.traced(
        world.publisher(root, way), log, faults if on else [f"{point.call}:error={error}:when={point.nth}"]
    )
    state = world.state(root)
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
    fault = fault or world.recovers(root, state)
    shutil.rmtree(root)
    log.unlink()
    return f"{state}, exit {done.returncode}", fault


def _harmless(point: Point) -> bool:
    """What may fail when all is done: to remove the lock, and to close it."""
    return point.call in {"unlink", "close"} and point.on == "/.lock"


def _failed(world: World, error: str, on: bool, point: Point) -> Trial:
    return failed(world, point, error, on=on)


def _cannot(call: str, error: str) -> bool:
    """What a full disk does not stop: to remove and to close."""
    return error != "EIO" and call in {"unlink", "unlinkat", "rmdir", "flock", "close", "chmod", "fchmod"}


def sweeps(world: World) -> dict[str, Any]:
    """The small process, killed and failed at every call; and the controls."""
    points = points_of(world, world.publisher)
    found: dict[str, Any] = {"kill": told(spread(lambda point: killed(world, point, world.publisher), points))}
    say("kill", found["kill"])
    found["kill_while_clearing"] = _compound(world, points)
    say("kill_while_clearing", found["kill_while_clearing"])
    found["order"] = _order(points)
    for error in STEPS:
        able = [point for point in points if not _cannot(point.call, error)]
        for name, on in (("once", False), ("from_then_on", True)):
            trials = spread(partial(_failed, world, error, on), able)
            found[f"{error}_{name}"] = told(trials)
            say(f"{error}_{name}", found[f"{error}_{name}"])
    for way in ("plain", "careless"):
        found[f"control_{way}"] = _control(world, way)
        say(f"control_{way}", found[f"control_{way}"])
    return found


def _compound(world: World, points: list[Point]) -> dict[str, Any]:
    """Killed in the middle, and the second run, which has staging to clear, killed before each call of its own."""
    start = world.copy()
    middle = points[len(points) // 2]
    strace.traced(
        world.publisher(start), start.with_suffix(".log"), [f"{middle.call}:signal=SIGKILL:when={middle.nth}"]
    )
    again = points_of(world, world.publisher, start)
    return told(spread(lambda point: killed(world, point, world.publisher, of=start), again))


def _control(world: World, way: str) -> dict[str, Any]:
    points = points_of(world, lambda root: world.publisher(root, way))
    if way == "plain":
        trials = spread(lambda point: killed(world, point, lambda root: world.publisher(root, way)), points)
    else:
        able = [point for point in points if point.call in {"write", "close"}]
        trials = spread(lambda point: failed(world, point, "EIO", on=False, way=way), able)
    return told(trials)


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


def whole(world: World) -> dict[str, Any]:
    """The whole command, outside reader and all, killed before every call."""
    points = points_of(world, world.release)
    done = itertools.count(1)

    def trial(point: Point) -> Trial:
        found = killed(world, point, world.release, world.release)
        if (number := next(done)) % 20 == 0:
            say("whole_command", f"{number} of {len(points)}")
        return found

    return told(spread(trial, points))


# --- races ---------------------------------------------------------------------------------------


SERVER = """
import sys, time
from datetime import date
from functools import partial
from pathlib import Path
from casualty_dataset import flow
import frictionless
flow.release
for line in sys.stdin:
    root, version, at = line.split()
    time.sleep(max(0, float(at) - time.time()))
    try:
        flow.release(Path(root), version, date(2025, 5, 1)); said = "0"
    except flow.Refused as error: said = f"1 {error}"
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
    code, _, said = server.stdout.readline().strip().partition(" ")
    return int(code), said


def races(world: World, pairs: int = 200) -> dict[str, Any]:
    """Pairs of processes that release at once: the same version, with random offsets; then different ones."""
    chance, servers = random.Random(20251), _servers(2)
    outcomes: Counter[str] = Counter()
    for number in range(pairs):
        root = world.copy()
        start, later = time.time() + 0.02, chance.choice((chance.uniform(0, 0.02), chance.uniform(0, 2.5)))
        offsets = [0.0, later] if chance.random() < 0.5 else [later, 0.0]
        for server, offset in zip(servers, offsets, strict=True):
            _ask(server, root, NEW, start + offset)
        answers = [_answer(server) for server in servers]
        outcomes[_judged(world, root, answers, servers)] += 1
        shutil.rmtree(root)
        if number % 40 == 39:
            say("races", dict(outcomes))
    serial: Counter[str] = Counter(_serial(world, chance, servers) for _ in range(20))
    for server in servers:
        server.communicate()
    good = outcomes["one winner, the other exits 3 with its pid"] + outcomes["one winner, the other came after: exit 1"]
    return {"pairs": pairs, "exactly_one_winner": good, "outcomes": dict(outcomes), "different_versions": dict(serial)}


def _judged(world: World, root: Path, answers: list[tuple[int, str]], servers: list[subprocess.Popen[str]]) -> str:
    if sorted(code for code, _ in answers) not in ([0, 1], [0, 3]):
        return f"exits {sorted(code for code, _ in answers)}"
    if (state := world.state(root)) != "listed":
        return state
    loser = 0 if answers[0][0] else 1
    code, said = answers[loser]
    if code == 3:
        named = f"process {servers[1 - loser].pid} " in said
        return "one winner, the other exits 3 with its pid" if named else f"exit 3 without the pid: {said}"
    return "one winner, the other came after: exit 1" if "exists already" in said else f"exit 1: {said}"


def _serial(world: World, chance: random.Random, servers: list[subprocess.Popen[str]]) -> str:
    """Two versions at once: whoever is told that the other is at work tries again, and the index holds both."""
    root, versions = world.copy(), [NEW, "0.1.2"]
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


# --- the machine ---------------------------------------------------------------------------------


def machine(world: World) -> dict[str, str]:
    """Limits, places and signals: the exit code of the whole command, and what stands on the shelf afterwards."""
    found: dict[str, str] = {}
    for name, limit in {"files_of_8_kB": "-f 16", "16_open_files": "-n 16", "memory_of_600_MB": "-v 600000"}.items():
        root = world.copy()
        call = " ".join(map(str, world.release(root)))
        found[name] = _told(world, root, run(["bash", "-c", f"ulimit {limit}; exec {call}"]))
    for name, spoil in _PLACES.items():
        root = world.copy()
        spoil(root)
        done = run(world.release(root))
        found[name] = f"exit {done.returncode}"
    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        found[name] = ", ".join(sorted(set(_signalled(world, getattr(signal, name)))))
    return found


def _told(world: World, root: Path, done: subprocess.CompletedProcess[bytes]) -> str:
    state = world.state(root)
    return f"exit {done.returncode}, {state}{'; ' + wrong if (wrong := world.recovers(root, state)) else ''}"


def _signalled(world: World, number: int) -> Iterator[str]:
    for delay in (0.3, 1.2, 2.0, 2.4, 2.8, 3.2):
        root = world.copy()
        process = subprocess.Popen(
            list(map(str, world.release(root))), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(delay)
        process.send_signal(number)
        code = process.wait()
        state = world.state(root)
        wrong = world.recovers(root, state)
        if wrong or state not in {"absent", "unlisted", "listed"} or (code == 0 and state != "listed"):
            yield f"wrong: exit {code}, {state} {wrong}"
        else:
            yield "sound" if code else "had ended"


def _file(root: Path) -> None:
    shutil.rmtree(root / "releases")
    (root / "releases").write_text("no folder")


def _link(root: Path) -> None:
    (root / "releases").rename(root / "elsewhere")
    (root / "releases").symlink_to(root / "elsewhere")


def _empty(root: Path) -> None:
    (root / "releases" / NEW).mkdir()


def _partial(root: Path) -> None:
    (root / "releases" / NEW / "data").mkdir(parents=True)
    (root / "releases" / NEW / "data" / "places.csv").write_text("place_id\n")


def _garbage(root: Path) -> None:
    (root / "releases/index.json").write_text('{"releases": [{}]}')


_PLACES = {
    "releases_is_a_file": _file,
    "releases_is_a_link": _link,
    "version_is_an_empty_folder": _empty,
    "version_is_partial": _partial,
    "index_is_broken": _garbage,
    "releases_is_missing": lambda root: shutil.rmtree(root / "releases"),
}


def say(name: str, result: object) -> None:
    """Tell how far it is."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {name}: {result}\n")


PARTS: dict[str, Callable[[World], dict[str, Any]]] = {
    "sweeps": sweeps,
    "whole_command": lambda world: {"whole_command": whole(world)},
    "races": lambda world: {"races": races(world)},
    "machine": lambda world: {"machine": machine(world)},
}


def main() -> int:
    """Run the parts that are named, or all, and record what they found beside what is recorded already."""
    if strace.missing():
        sys.stderr.write(
            "strace is needed, and leave to trace: install it (apt-get install strace) and run this again.\n"
        )
        return 3
    asked = sys.argv[1:] or list(PARTS)
    held_before = json.loads(evidence.AUDIT.read_bytes()).get("crash", {}) if evidence.AUDIT.exists() else {}
    found: dict[str, Any] = held_before if sys.argv[1:] else {}
    with tempfile.TemporaryDirectory(prefix="crash-") as folder:
        world = World(Path(folder))
        for part in asked:
            found |= PARTS[part](world)
            evidence.record("crash", found)
            say(part, json.dumps({key: found[key] for key in found if key != "order"})[:2000])
    return 0


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main())
