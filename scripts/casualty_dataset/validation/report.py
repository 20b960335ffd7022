"""How problems are printed: for people, for programs, for GitHub."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from casualty_dataset.core.problems import Problem, Problems

MOST_OF_ONE_RULE = 20
"""Lines of one rule in one file that people are shown; the rest are counted."""


def lines(form: str, problems: Problems, rows: Mapping[str, int | None]) -> Iterator[str]:
    """The report in one of the forms ``text``, ``json``, ``github``, line by line."""
    return {"text": text, "json": as_json, "github": github}[form](problems, rows)


def text(problems: Problems, rows: Mapping[str, int | None]) -> Iterator[str]:
    """One line a problem, and one that counts them."""
    kept, more = problems.first(MOST_OF_ONE_RULE)
    yield from (sentence(problem) for problem in kept)
    yield from _counted(more)
    yield summary(problems, rows)


def sentence(problem: Problem) -> str:
    """``path:line: column: what was found; what to do [rule]``."""
    place = ":".join(str(part) for part in (problem.path, problem.line) if part is not None)
    column = f"{problem.column}: " if problem.column else ""
    note = "warning: " if problem.severity == "warning" else ""
    value = f" (found: {problem.value})" if problem.value and problem.value not in problem.message else ""
    return f"{place}: {note}{column}{problem.message}{value}; {problem.remedy} [{problem.rule}]"


def github(problems: Problems, rows: Mapping[str, int | None]) -> Iterator[str]:
    """Annotations of GitHub Actions, and one line that counts them."""
    kept, more = problems.first(MOST_OF_ONE_RULE)
    for problem in kept:
        where = {"file": problem.path, "line": problem.line, "title": problem.rule}
        pairs = ",".join(f"{key}={_property(str(value))}" for key, value in where.items() if value is not None)
        column = f"{problem.column}: " if problem.column else ""
        yield f"::{problem.severity} {pairs}::{_data(f'{column}{problem.message}; {problem.remedy}')}"
    yield from _counted(more)
    yield summary(problems, rows)


def _data(text_: str) -> str:
    return text_.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text_: str) -> str:
    return _data(text_).replace(":", "%3A").replace(",", "%2C")


def as_json(problems: Problems, rows: Mapping[str, int | None]) -> Iterator[str]:
    """One JSON object, problems never cut."""
    head = json.dumps({"valid": problems.valid, "rows": rows}, ensure_ascii=False)
    yield head[:-1] + ', "problems": ['
    before = ""
    for problem in problems:
        entry = {
            "severity": problem.severity,
            "rule": problem.rule,
            "path": problem.path,
            "line": problem.line,
            "column": problem.column,
            "value": problem.value,
            "message": problem.message,
            "remedy": problem.remedy,
        }
        yield before + json.dumps(entry, ensure_ascii=False)
        before = ", "
    yield "]}"


def _counted(more: Mapping[tuple[str, str], int]) -> Iterator[str]:
    for (path, rule), number in more.items():
        yield f"{path}: {number:,} more of [{rule}]"


def summary(problems: Problems, rows: Mapping[str, int | None]) -> str:
    """One line: what was found, in how much."""
    errors, warnings = problems.count("error"), problems.count("warning")
    read = sum(number or 0 for number in rows.values())
    size = f"{read:,} rows in {sum(number is not None for number in rows.values())} tables"
    found = f"{_plural(errors, 'error')}, {_plural(warnings, 'warning')}"
    return f"{'valid' if not errors else 'not valid'}: {size}; {found}"


def _plural(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
