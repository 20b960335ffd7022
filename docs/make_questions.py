"""Run every command and every snippet of README.md and docs/questions.md, and write their output below them.

A command is a line that begins with ``$``; its output follows in the same block. The output of a Python snippet is in
the block after it. An output whose first or last line is ``…`` keeps as many of its last or first lines as the page
shows.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", ROOT / "docs/questions.md")
_COMMAND = re.compile(r"^(\$ (?:.*\\\n)*.*\n)((?:(?!\$ |```).*\n)*)", re.M)
_SNIPPET = re.compile(r"^(```python\n(?:(?!```).*\n)*```\n\n```\n)((?:(?!```).*\n)*)", re.M)


def calls(page: str) -> list[tuple[str, str]]:
    """Each command (``$ …``) and each Python snippet of the text of a page, with the output that the page shows."""
    return [match.groups() for pattern in (_COMMAND, _SNIPPET) for match in pattern.finditer(page)]  # type: ignore[misc]


def output(call: str, shown: str) -> str:
    """Run a command or a snippet and return its standard output, cut as ``shown`` is."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = ["sh", "-c", call.removeprefix("$ ")]
    if call.startswith("```python"):
        command = [sys.executable, "-c", call.split("```")[1].removeprefix("python\n")]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=True
    )
    return cut(done.stdout, shown)


def cut(printed: str, shown: str) -> str:
    """The lines of an output that a page shows: all, the last ones after ``…``, or the first ones before it."""
    marks = shown.splitlines()
    lines = printed.rstrip("\n").splitlines(keepends=True)
    count = len(marks) - 1
    if marks[:1] == ["…"]:
        lines = ["…\n", *lines[-count:]]
    elif marks[-1:] == ["…"]:
        lines = [*lines[:count], "…"]
    return "".join(lines) + "\n"


def with_outputs(page: str) -> str:
    """The text of a page with every output as it is now."""
    for pattern in (_COMMAND, _SNIPPET):
        page = pattern.sub(lambda match: match[1] + output(match[1], match[2]), page)
    return page


if __name__ == "__main__":
    for path in PAGES:
        path.write_text(with_outputs(path.read_text()))
