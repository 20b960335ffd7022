"""Run every command and every snippet of docs/questions.md, and write what they print below them.

A block that ends in a line with ``…`` alone keeps as many lines as it shows.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/questions.md"
_COMMAND = re.compile(r"^(\$ (?:.*\\\n)*.*\n)((?:(?!\$ |```).*\n)*)", re.M)
_SNIPPET = re.compile(r"^(```python\n(?:(?!```).*\n)*```\n\n```\n)((?:(?!```).*\n)*)", re.M)


def asked(page: str) -> list[tuple[str, str]]:
    """Every command (``$ …``) and every snippet of the page, with what the page shows below it."""
    return [match.groups() for kind in (_COMMAND, _SNIPPET) for match in kind.finditer(page)]  # type: ignore[misc]


def answer(call: str, shown: str) -> str:
    """What the command or the snippet prints now, cut as the page cuts it."""
    beside = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    words = ["sh", "-c", call.removeprefix("$ ")]
    if call.startswith("```python"):
        words = [sys.executable, "-c", call.split("```")[1].removeprefix("python\n")]
    done = subprocess.run(
        words, cwd=ROOT, env={**os.environ, "PATH": beside}, capture_output=True, text=True, check=True
    )
    return cut(done.stdout, shown)


def cut(printed: str, shown: str) -> str:
    """An output as the page shows it: whole, or as many lines of it."""
    if shown.splitlines()[-1:] != ["…"]:
        return printed.rstrip("\n") + "\n"
    lines = printed.splitlines(keepends=True)[: shown.count("\n") - 1]
    return "".join([*lines, "…\n"])


def questions_page(page: str) -> str:
    """The page with every output as it is now."""
    for kind in (_COMMAND, _SNIPPET):
        page = kind.sub(lambda match: match[1] + answer(match[1], match[2]), page)
    return page


if __name__ == "__main__":
    PAGE.write_text(questions_page(PAGE.read_text()))
