"""figures.csv with hashtags: well formed, one for each column, over the unchanged rows."""

import csv
import io
import re

import polars as pl

from casualty_dataset.formats import hxl
from casualty_schemas import CURATED, Figures
from release_tables import INFO, real, tiny

TAG = re.compile(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*")
STANDARD = {"#meta", "#description", "#org", "#event", "#loc", "#date", "#affected", "#indicator", "#group", "#geo"}
"""The hashtags of HXL 1.1 that the columns may begin with."""


def _rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode())))


def test_hashtags_are_well_formed_and_distinct() -> None:
    """HXL 1.1: a hashtag of the standard, then attributes; no two columns share one."""
    _, tags, *_ = _rows(hxl.write(real(), INFO)["hxl/figures.csv"])

    assert [tag for tag in tags if not TAG.fullmatch(tag)] == []
    assert {tag.split("+")[0] for tag in tags} <= STANDARD
    assert len(set(tags)) == len(tags)


def test_the_type_of_each_column_fits_its_hashtag() -> None:
    """#date is a day, #affected and #geo are numbers: the default schema of libhxl refuses anything else."""
    kinds_of = {"#date": {"day"}, "#affected": {"count"}, "#geo": {"degrees"}}
    kinds = {column.hxl: column.kind for column in Figures.columns().values() if column.hxl}
    broken = [tag for tag, kind in kinds.items() if kind not in kinds_of.get(tag.split("+")[0], {kind})]

    assert set(kinds_of) <= {tag.split("+")[0] for tag in kinds}
    assert broken == []


def test_without_its_second_line_it_is_the_table() -> None:
    """Header and rows are those of the table, degrees without a trailing zero, empty cells empty."""
    tables = {**real(), "figures": real()["figures"].with_columns(latitude=pl.lit(36.0))}
    header, tags, *rows = _rows(hxl.write(tables, INFO)["hxl/figures.csv"])
    wanted = tables["figures"].select(pl.all().cast(pl.String).fill_null("")).with_columns(latitude=pl.lit("36"))

    assert tags[0] == "#meta+id"
    assert header == wanted.columns
    assert rows == [list(row) for row in wanted.iter_rows()]


def test_hashtags_are_in_the_table_schema() -> None:
    """The Table Schema of figures carries them; no curated table has any."""
    fields = Figures.table_schema()["fields"]
    header, tags, *_ = _rows(hxl.write(tiny(), INFO)["hxl/figures.csv"])

    assert {field["name"]: field["hxl"] for field in fields} == dict(zip(header, tags, strict=True))
    assert [name for name, table in CURATED.items() if "hxl" in str(table.table_schema())] == []
