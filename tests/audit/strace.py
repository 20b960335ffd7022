"""Watching the system calls of a process, and killing it or failing it at one of them (strace)."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

CALLS = (
    *("openat", "mkdir", "write", "pwrite64", "ftruncate", "fchmod", "chmod", "fsync", "fdatasync", "close"),
    *("rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir", "flock"),
)
_LINE = re.compile(r"^(\d+) +([a-z0-9_]+)\((.*)$")
_WRITING = ("O_WRONLY", "O_RDWR", "O_CREAT")


@dataclass(frozen=True, slots=True)
class Point:
    """One write-type system call on the shelf: its name, which one of that name it is in its process, what it is on."""

    call: str
    nth: int
    on: str
    after: tuple[tuple[str, int], ...] = ()
    """For every call of the sweep the number of the first of its name from here on, where there is one."""


def missing() -> bool:
    """Whether strace is not installed or may not trace here."""
    return shutil.which("strace") is None or traced(["true"], Path("/dev/null"), []).returncode != 0


def traced(command: Sequence[str | Path], log: Path, inject: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
    """Run a command under strace, with faults."""
    options = ["-f", "-y", "-qq", "-s", "0", "-o", str(log), "-e", f"trace={','.join(CALLS)}"]
    for fault in inject:
        options += ["-e", f"inject={fault}"]
    return subprocess.run(
        ["strace", *options, *map(str, command)],
        capture_output=True,
        timeout=120,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def points(log: Path, releases_dir: Path) -> list[Point]:
    """Every write-type call on the shelf that a traced run has made, in order."""
    matches = [match for line in log.read_text(errors="replace").splitlines() if (match := _LINE.match(line))]
    lines = [(match[1], match[2], match[3]) for match in matches]
    main = lines[0][0]
    seen: Counter[str] = Counter()
    open_for_writing: set[str] = set()
    found_points: list[Point] = []
    for process, call, rest in lines:
        if process != main:
            continue
        seen[call] += 1
        if str(releases_dir) not in rest:
            continue
        handle = rest.split("<", 1)[0]
        if call == "openat":
            if not any(flag in rest for flag in _WRITING):
                continue
            open_for_writing.add(rest.rsplit(" = ", 1)[-1].split("<")[0])
        elif call == "close":
            if handle not in open_for_writing:
                continue
            open_for_writing.discard(handle)
        elif call == "fsync":
            open_for_writing.add(handle)
        found_points.append(Point(call, seen[call], _subject(rest, releases_dir)))
    return [_with_rest(point, found_points[place:]) for place, point in enumerate(found_points)]


def hit(log: Path, releases_dir: Path, point: Point) -> bool:
    """Whether the call that was meant is the one that was killed or failed."""
    lines = log.read_text(errors="replace").splitlines()
    main = lines[0].split(" ", 1)[0]
    nth = 0
    for line in lines:
        match = _LINE.match(line)
        if match and match[1] == main and match[2] == point.call:
            nth += 1
            if nth == point.nth:
                return _subject(match[3], releases_dir) == point.on
    return False


def _with_rest(point: Point, rest: list[Point]) -> Point:
    first: dict[str, int] = {}
    for later in rest:
        first.setdefault(later.call, later.nth)
    return Point(point.call, point.nth, point.on, tuple(first.items()))


def _subject(text: str, releases_dir: Path) -> str:
    """What a call is on, from the shelf, without the number of the process."""
    return re.sub(r"(\.staging-[^/]*?)-\d+", r"\1", text[text.find(str(releases_dir)) :].split(">")[0].split('"')[0])[
        len(str(releases_dir)) :
    ]
