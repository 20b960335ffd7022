"""References to rows that do not exist are reported one by one, for tables of any layout in memory."""

import polars as pl
import pytest

from casualty_dataset.core.problems import Problems
from casualty_dataset.validation.references import resolve_references
from casualty_schemas import CURATED
from helpers_dataset import ROOT


@pytest.mark.parametrize(
    ("parent", "removed"), [("actors", "amnesty"), ("places", "tartus"), ("sources", "alhadeel-2025-03-12")]
)
def test_every_reference_to_a_removed_row_is_reported(parent: str, removed: str) -> None:
    """One row is removed from a table of the real dataset: each reference of a tally to it is a problem."""
    frames = {name: table.read_csv((ROOT / f"dataset/{name}.csv").read_bytes()) for name, table in CURATED.items()}
    key = CURATED[parent].primary_key()[0]
    rest = frames[parent].filter(pl.col(key) != removed)
    columns = [name for name, column in CURATED["tallies"].columns().items() if column.refers_to == f"{parent}.{key}"]
    expected = sum((frames["tallies"][name] == removed).sum() for name in columns)
    problems = Problems()
    resolve_references(CURATED["tallies"], {**frames, parent: rest}, "dataset/tallies.csv", problems)

    assert expected > 0
    assert len(problems) == expected
    assert {problem.value for problem in problems} == {removed}
