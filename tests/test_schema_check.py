"""Plain Pandera names column, check and row for every kind of constraint; our problems are made from that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest
from pandera.polars import errors

import casualty_schemas
from casualty_dataset.core.problems import Problems
from casualty_dataset.validation import schema_check
from casualty_schemas import CURATED, DERIVED, Places, Sources, Table, Tallies, Waivers
from casualty_schemas.columns import EARLIEST
from helpers_dataset import ROOT

Edit = Callable[[pl.DataFrame], pl.DataFrame]


def set_cell(frame: pl.DataFrame, column: str, row: int, value: object) -> pl.DataFrame:
    """Return the frame with one cell replaced."""
    cells = frame[column].to_list()
    cells[row] = value
    return frame.with_columns(pl.Series(column, cells, dtype=frame.schema[column]))


def read(table: type[Table]) -> pl.DataFrame:
    """Return the first rows of a curated table of this repository."""
    return table.read_csv(ROOT / "dataset" / f"{table.table_name()}.csv").head(5)


def failures(table: type[Table], frame: pl.DataFrame) -> list[tuple[str, str, int | None]]:
    """Return (column, check, row) of every failure case of plain Pandera."""
    with pytest.raises(errors.SchemaErrors) as caught:
        table.validate(frame, lazy=True)
    return [(case["column"], case["check"], case["index"]) for case in caught.value.failure_cases.iter_rows(named=True)]


@pytest.mark.parametrize(
    ("table", "column", "value", "check"),
    [
        pytest.param(Tallies, "claimant_id", None, "not_nullable", id="required"),
        pytest.param(Tallies, "measure", None, "not_nullable", id="required code"),
        pytest.param(Tallies, "tally_id", "T1", "str_matches('^(?:T[0-9]{8})$')", id="pattern of a key"),
        pytest.param(Tallies, "incident_id", "No Slug", "str_matches(", id="pattern of a reference"),
        pytest.param(Tallies, "limits", "cause|sex", "str_matches(", id="pattern of a list of codes"),
        pytest.param(Sources, "url", "ftp://monitor.example/", "str_matches(", id="pattern of an address"),
        pytest.param(Tallies, "value", -1, "greater_than_or_equal_to(0)", id="least count"),
        pytest.param(Tallies, "as_of", date(2010, 12, 31), f"greater_than_or_equal_to({EARLIEST})", id="earliest day"),
        pytest.param(Places, "latitude", 90.01, "less_than_or_equal_to(90)", id="most degrees"),
        pytest.param(Places, "longitude", -180.01, "greater_than_or_equal_to(-180)", id="least degrees"),
    ],
)
def test_pandera_names_column_check_and_row(table: type[Table], column: str, value: object, check: str) -> None:
    """Each constraint is a native one of its column."""
    frame = set_cell(read(table), column, 3, value)
    (name, failed, row), *others = [case for case in failures(table, frame) if case[0] == column]

    assert (name, row, others) == (column, 3, [])
    assert failed.startswith(check)


def test_pandera_names_both_rows_of_a_repeated_key() -> None:
    """The single column of a key is unique."""
    frame = set_cell(read(Tallies), "tally_id", 4, read(Tallies)["tally_id"][3])

    assert failures(Tallies, frame) == [("tally_id", "field_uniqueness", 3), ("tally_id", "field_uniqueness", 4)]


def test_pandera_names_the_rows_of_a_repeated_composite_key() -> None:
    """The columns of a key of several columns are unique together."""
    frame = pl.DataFrame(
        [("rule", "tallies", "T00000001", "Why.", date(2026, 1, 1))] * 2, schema=Waivers.dtypes(), orient="row"
    )

    assert failures(Waivers, frame) == [("waivers", "multiple_fields_uniqueness", row) for row in (0, 1)]


def test_pandera_names_the_row_whose_key_is_below_the_one_before() -> None:
    """Rows are sorted by key."""
    frame = read(Tallies)

    assert failures(Tallies, pl.concat([frame[1:], frame[:1]])) == [("tallies", "rows_sorted_by_key", 4)]


@pytest.mark.parametrize(
    ("edit", "failure"),
    [
        pytest.param(lambda frame: frame.drop("note"), ("tallies", "column_in_dataframe", None), id="missing"),
        pytest.param(lambda frame: frame.with_columns(x=1), ("tallies", "column_in_schema", None), id="unknown"),
        pytest.param(
            lambda frame: frame.select("note", pl.exclude("note")), ("tallies", "column_ordered", None), id="moved"
        ),
    ],
)
def test_pandera_names_a_column_out_of_place(edit: Edit, failure: tuple[str, str, int | None]) -> None:
    """Columns are those of the class, in its order."""
    assert failure in failures(Tallies, edit(read(Tallies)))


def test_pandera_names_a_column_whose_codes_are_text() -> None:
    """A code is of an Enum type, which holds the codes of its vocabulary and no others."""
    frame = read(Tallies).with_columns(pl.col("measure").cast(pl.String))
    ((column, check, row),) = failures(Tallies, frame)

    assert (column, row) == ("measure", None)
    assert check.startswith("dtype('Enum(categories=['killed'")
    with pytest.raises(pl.exceptions.InvalidOperationError):
        set_cell(read(Tallies), "measure", 0, "no code").cast({"measure": Tallies.dtypes()["measure"]})


@pytest.mark.parametrize("name", [*CURATED, *DERIVED])
def test_every_declaration_is_a_native_constraint(name: str) -> None:
    """What the metadata of a column says, Pandera checks: none is declared for the documents alone."""
    table = {**CURATED, **DERIVED}[name]
    schema = table.to_schema()
    for column_name, column in table.columns().items():
        native = schema.columns[column_name]
        checks = {check.name for check in native.checks}

        assert native.nullable is not column.required
        assert ("greater_than_or_equal_to" in checks) == (column.minimum is not None)
        assert ("less_than_or_equal_to" in checks) == (column.maximum is not None)
        assert ("str_matches" in checks) == (column.kind in ("word", "address"))
        assert isinstance(table.dtypes()[column_name], pl.Enum) == (column.kind == "code")
    key = [column_name for column_name, column in schema.columns.items() if column.unique] or schema.unique
    assert key == table.primary_key() != []


# --- our problems --------------------------------------------------------------------------------


def problems_of(table: type[Table], frame: pl.DataFrame) -> list[tuple[int | None, str | None, str | None, str]]:
    """Return (line, column, value, message) of every problem of our check."""
    problems = Problems()
    assert schema_check.check(table, frame, "dataset/x.csv", problems) == (not len(problems))
    return [(problem.line, problem.column, problem.value, problem.message) for problem in problems]


def test_a_failing_cell_becomes_a_problem_at_its_line() -> None:
    """Row 3 of the frame is line 5 of the file."""
    frame = set_cell(set_cell(read(Places), "latitude", 3, 91.0), "name_en", 0, None)

    assert problems_of(Places, frame) == [
        (2, "name_en", None, "name_en is empty and is required"),
        (5, "latitude", "91.0", "latitude is outside -90 to 90"),
    ]


def test_a_column_of_another_type_is_named() -> None:
    """A frame that does not come from a proven file may have other columns than its class."""
    messages = [problem[3] for problem in problems_of(Tallies, read(Tallies).with_columns(value=pl.lit("1")))]

    assert "the column value: dtype('Int64') is expected" in messages


def test_no_environment_variable_lessens_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither validation depth nor validation itself can be switched off from outside."""
    import pandera.config

    monkeypatch.setattr(pandera.config.CONFIG, "validation_enabled", False)
    monkeypatch.setattr(pandera.config.CONFIG, "validation_depth", pandera.config.ValidationDepth.SCHEMA_ONLY)

    assert len(problems_of(Places, set_cell(read(Places), "latitude", 3, 91.0))) == 1


def test_a_lazy_frame_is_refused() -> None:
    """Pandera by itself checks no value of a lazy frame, so our check takes none."""
    wrong = set_cell(read(Places), "latitude", 3, 91.0).lazy()
    Places.validate(wrong, lazy=True)  # Pandera finds nothing

    with pytest.raises(TypeError, match="collect it first"):
        schema_check.check(Places, wrong, "dataset/places.csv", Problems())  # type: ignore[arg-type]


def test_the_package_shows_its_public_names() -> None:
    """``dir`` and tab completion give every public name without importing anything else."""
    assert set(casualty_schemas.__all__) <= set(dir(casualty_schemas))
    assert all(hasattr(casualty_schemas, name) for name in casualty_schemas.__all__)
