"""The comparison with outside readers can fail, and the page on loading shows what runs."""

import copy
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clients import run as clients
from clients.readers import READERS, facts
from helpers_dataset import ROOT

PAGE = (ROOT / "docs/loading.md").read_text()
SNIPPETS = [text for language, text in clients.snippets(PAGE) if language == "python"]


@pytest.fixture
def tiny_release(released_once: Path) -> Path:
    """A release of the tiny dataset."""
    return released_once / "releases/0.1.0"


def test_there_are_twelve_readers_and_each_can_be_run() -> None:
    """Every reader of the Python world has its function, and the page knows all of them."""
    assert len(clients.READERS) == 12
    assert {reader.name for reader in clients.READERS if reader.by == "python"} == READERS.keys()
    assert [reader.title for reader in clients.READERS if reader.title not in PAGE] == []


def test_a_reader_that_reads_all_is_equal(tiny_release: Path) -> None:
    """Polars, run here as an outside reader is, finds what the standard library counts."""
    assert [*clients.differences(clients.expected(tiny_release), READERS["polars"](tiny_release))] == []


def _less(forms: dict[str, Any]) -> None:
    forms["csv"].pop("places")


def _row(forms: dict[str, Any]) -> None:
    forms["csv"]["tallies"]["rows"] -= 1


def _value(forms: dict[str, Any]) -> None:
    forms["csv"]["tallies"]["value"] += 1


def _null(forms: dict[str, Any]) -> None:
    forms["csv"]["tallies"]["nulls"]["note"] += 1


def _day(forms: dict[str, Any]) -> None:
    forms["csv"]["tallies"]["dates"]["as_of"][0] = "2025-03-07T00:00"


def _column(forms: dict[str, Any]) -> None:
    forms["csv"]["tallies"]["nulls"].pop("note")


@pytest.mark.parametrize("spoil", [_less, _row, _value, _null, _day, _column])
def test_a_difference_of_a_reader_is_reported(tiny_release: Path, spoil: Callable[[dict[str, Any]], None]) -> None:
    """A table less, a row less, another sum, another empty cell, another day, a column less."""
    wanted = clients.expected(tiny_release)
    forms = {"csv": copy.deepcopy(wanted)}
    assert [*clients.differences(wanted, forms)] == []
    spoil(forms)

    assert len([*clients.differences(wanted, forms)]) == 1


def test_empty_cells_are_empty_in_whatever_form_a_reader_gives_them() -> None:
    """None, a missing number, an empty text; a zero is none of them."""
    counted = facts({"value": [1.0, float("nan"), None, 0], "on": [date(2025, 3, 6), None, "", "2025-03-07"]}, ["on"])

    assert counted == {
        "rows": 4,
        "value": 1,
        "nulls": {"value": 2, "on": 2},
        "dates": {"on": ["2025-03-06", None, None, "2025-03-07"]},
    }


def test_the_table_of_readers_is_written_between_its_markers() -> None:
    """Equal, differing and skipped readers are distinguished; the rest of the page stays."""
    outcomes = [
        clients.Outcome(clients.READERS[1], "equal", 16, 900),
        clients.Outcome(clients.READERS[2], "differs", 16, 899, ("csv: places: 2 rows, not 3",)),
        clients.Outcome(clients.READERS[4], "skipped", remarks=("there is no sqlite3 on this machine",)),
    ]
    page = clients.with_table("a\n<!-- readers -->\nold\n<!-- /readers -->\nb\n", clients.table(outcomes, 16))

    assert re.fullmatch(r"a\n<!-- readers -->\n\n\| reader .*\n<!-- /readers -->\nb\n", page, re.S)
    assert "| pandas 3" in page
    assert "| 16 of 16 | 900 | equal |" in page
    assert "**differ**" in page
    assert "not read: there is no sqlite3 on this machine" in page
    assert "<!-- readers -->" in PAGE


def test_pins_name_no_address() -> None:
    """The environments of the readers are pinned by name and version alone."""
    pins = [*(ROOT / "tests/clients").glob("requirements-*.txt")]
    lines = [line for path in pins for line in path.read_text().splitlines()]

    assert len(pins) == 2
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9-]+(?:==|@)[0-9.]+", line)] == []


@pytest.mark.parametrize("snippet", [text for text in SNIPPETS if "pandas" not in text and "duckdb" not in text])
def test_snippets_that_need_nothing_else_run(tiny_release: Path, snippet: str) -> None:
    """Those of this package, of Polars and of SQLite; `make clients` runs the others too."""
    text = clients.RELEASE.sub(str(tiny_release), snippet)
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False, env=os.environ)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_the_snippet_on_series_prints_what_the_page_shows() -> None:
    """A filter by the label of a series gives one line to plot, of the published release."""
    snippet, shown = re.findall(r"^```python\n((?:(?!```).*\n)*)```\n\n```\n(.*\n)```\n", PAGE, re.M)[0]
    done = subprocess.run([sys.executable, "-c", snippet], cwd=ROOT, capture_output=True, text=True, check=True)

    assert ".series(" in snippet
    assert done.stdout == shown


def test_the_page_has_a_snippet_for_each_language() -> None:
    """Python with four libraries and this one, R, SQL, JavaScript; Excel in words."""
    languages = [language for language, _ in clients.snippets(PAGE)]

    assert {"python", "r", "sql", "javascript"} == set(languages)
    assert [
        name for name in ("casualty_dataset", "polars", "pandas", "duckdb", "sqlite3") if name not in str(SNIPPETS)
    ] == []
    assert "## Excel" in PAGE
