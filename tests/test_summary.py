"""The figures of a release are counted from its tables, word for word as agreed, and add nothing up."""

import re
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from casualty_dataset.formats import release_readme as summary
from casualty_dataset.workflows.validate import tables_of, validate
from casualty_schemas import CURATED
from helpers_dataset import copy_row, lines_of, set_cells, split_cells

GOLDEN = Path(__file__).parent / "golden" / "figures.md"
WHOLE = "T00000005"
"""A tally of the small dataset: 130 civilians in the whole wave, by the monitor."""


def _figures(root: Path) -> str:
    return summary.figures(tables_of(root))


def _last(tables: summary.Tables) -> list[list[str]]:
    """The rows of the table of last figures, as cells."""
    part = summary.figures(tables).split("last figure of each claimant", 1)[1].split("###", 1)[0]
    return [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| ")][1:]


def test_figures_of_the_small_dataset_are_as_agreed(small: Path) -> None:
    """What people read, word for word."""
    assert _figures(small) == GOLDEN.read_text()


def test_figures_do_not_depend_on_the_order_of_rows(small: Path) -> None:
    """The same rows in another order give the same text."""
    tables = tables_of(small)
    shuffled = {name: frame.sample(fraction=1, shuffle=True, seed=7) for name, frame in tables.items()}

    assert summary.figures(shuffled) == summary.figures(tables)


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


def test_a_later_figure_takes_the_place_of_the_one_before(small: Path) -> None:
    """Of one claimant and group the latest by as_of is shown, and it alone."""
    new = {"tally_id": "T00000016", "as_of": "2025-03-11", "value": "140", "supersedes_id": WHOLE}
    copy_row(small, "tallies", WHOLE, new | {"source_id": "herald-2025-03-09"})
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
def test_what_is_no_figure_for_the_whole_is_left_out(small: Path, cells: dict[str, str]) -> None:
    """Faults, increments, unnamed counters and parts never take the place of a last figure."""
    before = _last(tables_of(small))
    new = {"tally_id": "T00000016", "as_of": "2025-03-11", "value": "40", "source_id": "herald-2025-03-09"}
    copy_row(small, "tallies", WHOLE, new | {"supersedes_id": "", "revision_reason": ""} | cells)
    set_cells(small, "sources", "herald-2025-03-09", {"published_on": "2025-03-12"})

    assert _last(validate(small).tables) == before


def test_a_claimant_of_certain_days_alone_is_shown_with_them(small: Path) -> None:
    """Where a claimant counts only certain days, they stand beside its figure."""
    for id_ in ("T00000008", "T00000015"):
        set_cells(small, "tallies", id_, {"period_start": "2025-03-07", "period_end": "2025-03-08"})

    assert [row[1:3] for row in _last(tables_of(small)) if row[0] == "Test Network"] == [
        ["everyone; deaths from 2025-03-07 to 2025-03-08", "between 90 and 110"]
    ]


def test_a_dataset_without_accused_or_umbrella_has_its_figures(small: Path) -> None:
    """Nothing to count is no error."""
    tables = tables_of(small)
    tables["tallies"] = tables["tallies"].clear()
    tables["incidents"] = tables["incidents"].clear()
    text = summary.figures(tables)

    assert "last figure" not in text
    assert "| no side tied to the figure | 0 | – | 0 | 0 | 0 |" in text


def test_bars_in_names_do_not_break_a_table(small: Path) -> None:
    """A name with the sign that parts cells is escaped."""
    tables = tables_of(small)
    tables["actors"] = tables["actors"].with_columns(pl.col("name_en").str.replace("Monitor", "Mon|itor"))

    assert "| Test Mon\\|itor | civilians | 130 | 2025-03-09 |" in summary.figures(tables)
