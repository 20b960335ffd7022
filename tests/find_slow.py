"""Write tests/slow.txt, the tests that `make quick` leaves out; `make slow` runs it after it has run every test.

    python tests/find_slow.py JUNIT_FILE [SECONDS]

A test is slow if all its cases together take longer than SECONDS (default 0.5). A file in which nothing else is left is
listed as a whole.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree

HERE = Path(__file__).parent


def durations(junit: Path) -> dict[tuple[str, str], float]:
    """The seconds of each test, by file and name, all cases together."""
    seconds: defaultdict[tuple[str, str], float] = defaultdict(float)
    for case in ElementTree.parse(junit).iter("testcase"):
        file = f"{case.attrib['classname'].rpartition('.')[2]}.py"
        seconds[file, case.attrib["name"].split("[")[0]] += float(case.attrib["time"])
    return seconds


def slow(seconds: dict[tuple[str, str], float], limit: float) -> list[str]:
    """The entries of tests/slow.txt: a file, or a file and a test."""
    over = {test for test, taken in seconds.items() if taken > limit}
    files = {file for file, _ in over} - {file for file, _ in seconds.keys() - over}
    return sorted({file if file in files else f"{file}::{name}" for file, name in over})


if __name__ == "__main__":
    chosen = slow(durations(Path(sys.argv[1])), float(sys.argv[2]) if len(sys.argv) > 2 else 0.5)
    (HERE / "slow.txt").write_text("".join(f"{entry}\n" for entry in chosen))
    print(f"{len(chosen)} entries in tests/slow.txt")
