"""Reports of problems: as text, as JSON, and as annotations of GitHub Actions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from casualty_dataset.core.problems import Problem, Problems

MOST_OF_ONE_RULE = 20
"""Problems of one rule in one file that text and annotations show; the rest are counted."""


def lines(form: str, problems: Problems, rows: Mapping[str, int | None]) -> Iterator[str]:
    """Yield the report in the form ``text``, ``json`` or ``github``, line by line; ``rows`` are rows by table."""
    return {"text": text, "json": as_json, "github": github}[form](problems, rows)


def text(problems: Problems, rows: Mapping[str, int | None]) -> Iterator[str]:
    """Yield one line for each problem, and a summary."""
    kept, more = problems.first(MOST_OF_ONE_RULE)
    yield from (sentence(problem) for problem in kept)
    yield from _counted(more)
    yield summary(problems, rows)


def sentence(problem: Problem) -> str:
    """Return ``path:line: column: what is wrong; what to do [rule]``."""
    place = ":".join(str(part) for part in (problem.path, problem.line) if part is not None)
    column = f"{problem.column}: " if problem.column else ""
    note = "warning: " if problem.severity == "warning" else ""
    value = f" (found: {problem.value})" if problem.value and problem.value not in problem.message else ""
    return f"{place}: {note}{column}{problem.message}{value}; {problem.remedy} [{problem.rule}]"


def github(problems: Problems, rows: Mapping[str, int | None]) -> Iterator[str]:
    """Yield one annotation for each problem, and a summary."""
    kept, more = problems.first(MOST_OF_ONE_RULE)
    for problem in kept:
        place = {"file": problem.path, "line": problem.line, "title": problem.rule}
        pairs = ",".join(f"{key}={_property(str(value))}" for key, value in place.items() if value is not None)
        column = f"{problem.column}: " if problem.column else ""
        yield f"::{problem.severity} {pairs}::{_data(f'{column}{problem.message}; {problem.remedy}')}"
    yield from _counted(more)
    yield summary(problems, rows)


def _data(text_: str) -> str:
    return text_.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text_: str) -> str:
    return _data(text_).replace(":", "%3A").replace(",", "%2C")


_JSON_KEYS = ("severity", "rule", "path", "line", "column", "value", "message", "remedy")


def as_json(problems: Problems, rows: Mapping[str, int | None]) -> Iterator[str]:
    """Yield one JSON object with all problems."""
    head = json.dumps({"valid": problems.valid, "rows": rows}, ensure_ascii=False)
    yield head[:-1] + ', "problems": ['
    separator = ""
    for problem in problems:
        entry = {name: getattr(problem, name) for name in _JSON_KEYS}
        yield separator + json.dumps(entry, ensure_ascii=False)
        separator = ", "
    yield "]}"


def _counted(more: Mapping[tuple[str, str], int]) -> Iterator[str]:
    for (path, rule), number in more.items():
        yield f"{path}: {number:,} more of [{rule}]"


def summary(problems: Problems, rows: Mapping[str, int | None]) -> str:
    """Return one line: whether the tables are valid, their size, and the number of errors and warnings."""
    errors, warnings = problems.count("error"), problems.count("warning")
    read = sum(number or 0 for number in rows.values())
    size = f"{read:,} rows in {sum(number is not None for number in rows.values())} tables"
    counts = f"{_plural(errors, 'error')}, {_plural(warnings, 'warning')}"
    return f"{'valid' if not errors else 'not valid'}: {size}; {counts}"


def _plural(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
