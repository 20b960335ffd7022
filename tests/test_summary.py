"""The figures in README.md of a release are counted from its tables and never added up."""

import re
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from casualty_dataset.formats.release_readme import Tables, figures_section
from casualty_dataset.workflows.validate import tables_of, validate
from casualty_schemas import CURATED
from helpers_dataset import copy_row, lines_of, set_cells, split_cells

GOLDEN = Path(__file__).parent / "golden" / "figures.md"
LAST_OF_MONITOR = "T00000005"
"""A tally of the small dataset: 130 civilians in the whole wave, by the monitor."""


def _figures(root: Path) -> str:
    return figures_section(tables_of(root))


def _last(tables: Tables) -> list[list[str]]:
    """The rows of the table of last figures, as cells."""
    part = figures_section(tables).split("last figure of each claimant", 1)[1].split("###", 1)[0]
    return [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| ")][1:]


def test_figures_of_the_small_dataset_equal_the_golden_file(small: Path) -> None:
    """The text that people read, word for word."""
    assert _figures(small) == GOLDEN.read_text()


def test_figures_do_not_depend_on_the_order_of_rows(small: Path) -> None:
    """The same rows in another order give the same text."""
    tables = tables_of(small)
    shuffled = {name: frame.sample(fraction=1, shuffle=True, seed=7) for name, frame in tables.items()}

    assert figures_section(shuffled) == figures_section(tables)


def test_rows_are_those_of_the_files(small: Path) -> None:
    """The rows per table are the lines of each file less the header."""
    listed = dict(re.findall(r"^\| data/(\w+)\.csv \| ([\d,]+) \|$", _figures(small), re.M))

    assert {name: int(rows) for name, rows in listed.items()} == {
        name: len(lines_of(small, name)) - 1 for name in CURATED
    }


@pytest.mark.parametrize("column", ["language", "proximity", "kind", "published_precision"])
def test_documents_are_counted_once_each(small: Path, column: str) -> None:
    """Each table of documents says how many have each value, as the standard library counts them."""
    header, *rows = [split_cells(line) for line in lines_of(small, "sources")]
    counted = Counter(row[header.index(column)] for row in rows)
    text = _figures(small)

    for value, number in counted.items():
        assert re.search(rf"^\| {value} \|(?: [^|]+ \|)? {number} \| {100 * number / len(rows):.1f} % \|$", text, re.M)


def test_a_later_figure_replaces_the_earlier_figure(small: Path) -> None:
    """Of each claimant and group only the latest figure by as_of is shown."""
    new = {"tally_id": "T00000016", "as_of": "2025-03-11", "value": "140", "supersedes_id": LAST_OF_MONITOR}
    copy_row(small, "tallies", LAST_OF_MONITOR, new | {"source_id": "herald-2025-03-09"})
    set_cells(small, "sources", "herald-2025-03-09", {"published_on": "2025-03-12"})

    assert [row for row in _last(tables_of(small)) if row[:2] == ["Test Monitor", "civilians"]] == [
        ["Test Monitor", "civilians", "140", "2025-03-11"]
    ]


@pytest.mark.parametrize(
    "cells",
    [
        {"relay_fault": "misquote"},
        {"claimant_id": "not-stated"},
        {"sex": "female"},
        {"place_id": "north"},
        {"circumstance": "execution", "limits": "circumstance"},
        {"measure": "injured"},
        {"period_start": "2025-03-10", "period_end": "2025-03-10", "period_basis": "documentation"},
        {"period_start": "2025-03-10", "period_end": "2025-03-10", "period_basis": "death"},
    ],
)
def test_a_figure_for_a_part_is_left_out(small: Path, cells: dict[str, str]) -> None:
    """Misreported figures, increments, unnamed claimants and parts never replace a last figure."""
    before = _last(tables_of(small))
    new = {"tally_id": "T00000016", "as_of": "2025-03-11", "value": "40", "source_id": "herald-2025-03-09"}
    copy_row(small, "tallies", LAST_OF_MONITOR, new | {"supersedes_id": "", "revision_reason": ""} | cells)
    set_cells(small, "sources", "herald-2025-03-09", {"published_on": "2025-03-12"})

    assert _last(validate(small).tables) == before


def test_a_claimant_that_counts_certain_days_is_shown_with_them(small: Path) -> None:
    """Where a claimant counts only certain days, the row names them."""
    for id_ in ("T00000008", "T00000015"):
        set_cells(small, "tallies", id_, {"period_start": "2025-03-07", "period_end": "2025-03-08"})

    assert [row[1:3] for row in _last(tables_of(small)) if row[0] == "Test Network"] == [
        ["everyone; deaths from 2025-03-07 to 2025-03-08", "fewer than 300"]
    ]


def test_a_dataset_without_accused_or_umbrella_has_its_figures(small: Path) -> None:
    """Nothing to count is no error."""
    tables = tables_of(small)
    tables["tallies"] = tables["tallies"].clear()
    tables["incidents"] = tables["incidents"].clear()
    text = figures_section(tables)

    assert "last figure" not in text
    assert "| no side tied to the figure | 0 | – | 0 | 0 | 0 |" in text


def test_bars_in_names_do_not_break_a_table(small: Path) -> None:
    """A name with a vertical bar is escaped."""
    tables = tables_of(small)
    tables["actors"] = tables["actors"].with_columns(pl.col("name_en").str.replace("Monitor", "Mon|itor"))

    assert "| Test Mon\\|itor | civilians | 130 | 2025-03-09 |" in figures_section(tables)
