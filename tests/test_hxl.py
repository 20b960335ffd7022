"""The one table with hashtags: well formed, one for each column, and under them the table as it is."""

import csv
import io
import re

from casualty_dataset import package
from casualty_dataset.formats import hxl
from casualty_schemas import CURATED, Figures
from released import ABOUT, real, tiny

TAG = re.compile(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*")
STANDARD = {"#meta", "#description", "#org", "#event", "#loc", "#date", "#affected", "#group", "#geo"}
"""The hashtags of HXL 1.1 that the columns may begin with."""


def _rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode())))


def test_hashtags_are_well_formed_and_each_its_own() -> None:
    """HXL 1.1: a hashtag of the standard, then attributes; no two columns share one."""
    _, tags, *_ = _rows(hxl.write(real(), ABOUT)["hxl/figures.csv"])

    assert [tag for tag in tags if not TAG.fullmatch(tag)] == []
    assert {tag.split("+")[0] for tag in tags} <= STANDARD
    assert len(set(tags)) == len(tags)


def test_without_its_second_line_it_is_the_table() -> None:
    """Header and rows are the bytes of data/figures.csv."""
    lines = hxl.write(real(), ABOUT)["hxl/figures.csv"].split(b"\n")
    table = package.as_csv(real()["figures"]).split(b"\n")

    assert lines[1].startswith(b"#meta+id,")
    assert [*lines[:1], *lines[2:]] == table


def test_hashtags_stand_in_the_schema_of_the_table() -> None:
    """The Table Schema of figures carries them; no curated table has any."""
    fields = Figures.table_schema()["fields"]
    header, tags, *_ = _rows(hxl.write(tiny(), ABOUT)["hxl/figures.csv"])

    assert {field["name"]: field["hxl"] for field in fields} == dict(zip(header, tags, strict=True))
    assert [name for name, table in CURATED.items() if "hxl" in str(table.table_schema())] == []
