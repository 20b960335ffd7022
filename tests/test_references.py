"""References that lead nowhere are told one by one, in tables of any layout in memory."""

import polars as pl
import pytest

from casualty_dataset.core.problems import Problems
from casualty_dataset.validation import references as links
from casualty_schemas import CURATED
from helpers_dataset import ROOT


@pytest.mark.parametrize(
    ("parent", "gone"), [("actors", "amnesty"), ("places", "tartus"), ("sources", "alhadeel-2025-03-12")]
)
def test_every_row_that_names_what_is_gone_is_told(parent: str, gone: str) -> None:
    """A row taken out of a table of the real dataset: each row that names it is a finding."""
    frames = {name: table.read_csv((ROOT / f"dataset/{name}.csv").read_bytes()) for name, table in CURATED.items()}
    key = CURATED[parent].primary_key()[0]
    held = frames[parent].filter(pl.col(key) != gone)
    problems = Problems()
    names = [name for name, one in CURATED["tallies"].columns().items() if one.refers_to == f"{parent}.{key}"]
    expected = sum((frames["tallies"][name] == gone).sum() for name in names)
    links.references(CURATED["tallies"], {**frames, parent: held}, "dataset/tallies.csv", problems)

    assert expected > 0
    assert len(problems) == expected
    assert {one.value for one in problems} == {gone}
