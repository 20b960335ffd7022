"""The generated files come from the schemas alone, and a stale one is detected."""

import json
from dataclasses import fields
from pathlib import Path

import polars as pl
import pytest
from frictionless import Package, Schema

from casualty_dataset.formats.datapackage import method_version
from casualty_dataset.formats.dictionary import dictionary
from casualty_dataset.model.scope import Described, Scope
from casualty_dataset.workflows.describe import stale, write_generated
from casualty_dataset.workflows.validate import validate
from casualty_schemas import CURATED, DERIVED, semantics
from casualty_schemas.codes import codes_table
from casualty_schemas.vocabulary import VOCABULARIES
from helpers_dataset import UNTIL, run

ROOT = Path(__file__).parents[1]


def test_generated_files_of_the_repository_are_fresh() -> None:
    """datapackage.json, dataset/README.md and the codes in METHODOLOGY.md are what the schemas say now."""
    assert stale(ROOT) == []


def test_a_changed_generated_file_is_stale(small: Path) -> None:
    """A stale file is named, and describe rewrites it."""
    (small / "datapackage.json").write_text("{}")

    assert stale(small) == ["datapackage.json"]
    assert write_generated(small) == ["datapackage.json"]
    assert stale(small) == []


def test_generated_files_hold_nothing_of_the_rows(small: Path) -> None:
    """No hash, no byte count, no row count: editing a row leaves the descriptor fresh."""
    descriptor = json.loads((small / "datapackage.json").read_bytes())

    assert not {"hash", "bytes", "created", "version"} & {key for r in descriptor["resources"] for key in r}
    assert "version" not in descriptor


@pytest.mark.parametrize("name", [*CURATED, *DERIVED])
def test_table_schema_is_valid_and_has_every_column(name: str) -> None:
    """Frictionless takes each Table Schema, and it lists the columns of the class in order."""
    table = {**CURATED, **DERIVED}[name]
    schema = Schema.from_descriptor(table.table_schema())

    assert [field.name for field in schema.fields] == list(table.columns())
    assert table.table_schema()["missingValues"] == [""]


def test_every_column_is_explained_in_both_languages() -> None:
    """Title, Arabic title and description are filled for every column of every table."""
    columns = [column for table in {**CURATED, **DERIVED}.values() for column in table.columns().values()]

    assert all(column.title and column.title_ar and column.description for column in columns)
    assert all(any("\u0621" <= c <= "\u064a" for c in column.title_ar) for column in columns)


def test_foreign_keys_and_enums_are_in_the_schema() -> None:
    """References become foreign keys, codes become enums, and required cells are constraints."""
    schema = CURATED["tallies"].table_schema()
    fields = {field["name"]: field for field in schema["fields"]}
    targets = {key["fields"][0]: key["reference"]["resource"] for key in schema["foreignKeys"]}

    assert targets["source_id"] == "sources"
    assert targets["supersedes_id"] == ""
    assert fields["measure"]["constraints"]["enum"] == list(VOCABULARIES["measure"])
    assert fields["measure"]["constraints"]["required"] is True
    assert schema["primaryKey"] == ["tally_id"]


def test_dictionary_names_every_column_and_code() -> None:
    """The dictionary lists each column of each table and each code of each vocabulary."""
    text = dictionary(CURATED.values())

    assert [c for table in CURATED.values() for c in table.columns() if f"{c}" not in text] == []
    assert [code for codes in VOCABULARIES.values() for code in codes if f"| {code} |" not in text] == []


def test_every_vocabulary_is_used_by_a_column() -> None:
    """No list of codes is declared that no column uses."""
    used = {column.codes.name for table in CURATED.values() for column in table.columns().values() if column.codes}

    assert set(VOCABULARIES) - used == set()


def test_codes_table_satisfies_its_class() -> None:
    """The vocabularies, as a table, are valid by the class of the table."""
    checked = DERIVED["codes"].to_schema().validate(codes_table(), lazy=True)

    assert isinstance(checked, pl.DataFrame)
    assert checked.height == sum(len(codes) for codes in VOCABULARIES.values())


def test_frictionless_sees_a_broken_foreign_key(small: Path) -> None:
    """The descriptor is strong enough for an outside reader to find a dangling reference."""
    tallies = small / "dataset" / "tallies.csv"
    sound = Package(str(small / "datapackage.json")).validate()
    tallies.write_text(tallies.read_text().replace(",monitor,", ",nobody,", 1))
    broken = Package(str(small / "datapackage.json")).validate()

    assert sound.valid
    assert [error[0] for error in broken.flatten(["type"])] == ["foreign-key"]


# --- the codes in METHODOLOGY.md and its version -------------------------------------------------

PAGE = b"# Methodology\n\nmethod_version: 1.2.3\n\nBefore.\n\n<!-- codes -->\n<!-- /codes -->\n\nAfter.\n"


def test_codes_are_written_between_the_markers(small: Path) -> None:
    """Every code of every vocabulary is between the markers with both labels; the rest of the page is unchanged."""
    page = small / "METHODOLOGY.md"
    page.write_bytes(PAGE)

    assert stale(small) == ["METHODOLOGY.md", "datapackage.json"]
    assert write_generated(small) == ["METHODOLOGY.md", "datapackage.json"]
    assert stale(small) == []
    before, rest = page.read_text().split("<!-- codes -->\n")
    codes, after = rest.split("<!-- /codes -->")
    assert f"{before}<!-- codes -->\n<!-- /codes -->{after}".encode() == PAGE
    assert [
        code.code
        for vocabulary in VOCABULARIES.values()
        for code in vocabulary.values()
        if f"| {code.code} | {code.en} | {code.ar} | {code.definition.replace('|', chr(92) + '|')} |" not in codes
    ] == []


def test_a_changed_definition_is_stale(small: Path) -> None:
    """After one changed word validation warns, `describe --check` fails, and describe restores the file."""
    page = small / "METHODOLOGY.md"
    page.write_bytes(PAGE)
    write_generated(small)
    fresh = page.read_bytes()
    page.write_bytes(fresh.replace(b"| civilian | civilians |", b"| civilian | victims |"))

    warned = [(p.path, p.severity) for p in validate(small, UNTIL).problems if p.rule == "generated_file_is_fresh"]
    assert warned == [("METHODOLOGY.md", "warning")]
    assert run("describe", "--check", cwd=small).returncode == 1
    assert write_generated(small) == ["METHODOLOGY.md"]
    assert page.read_bytes() == fresh


def test_the_page_outside_the_codes_is_free(small: Path) -> None:
    """Text outside the markers is never stale and never changed."""
    page = small / "METHODOLOGY.md"
    for text in (b"# Methodology\n", b"", b"<!-- codes -->\nno end\n", b"\xff\xfe not text\n"):
        page.write_bytes(text)
        assert stale(small) == []
        assert write_generated(small) == []
        assert page.read_bytes() == text


def test_descriptor_carries_the_version_of_the_method(small: Path) -> None:
    """The version comes from METHODOLOGY.md: another version there makes the descriptor stale."""
    page = small / "METHODOLOGY.md"
    page.write_bytes(PAGE)
    write_generated(small)
    assert json.loads((small / "datapackage.json").read_bytes())["method_version"] == "1.2.3"

    page.write_bytes(page.read_bytes().replace(b"1.2.3", b"1.3.0"))
    assert stale(small) == ["datapackage.json"]


@pytest.mark.parametrize("text", [None, b"", b"method_version: soon\n", b"the method_version: 1.2.3\n"])
def test_without_a_version_the_descriptor_has_none(text: bytes | None) -> None:
    """No page, or no version on a line of its own: the key is left out."""
    assert method_version(text) == {}


def test_the_columns_of_a_scope_are_the_same_wherever_they_are_listed() -> None:
    """The schemas name them; the class ``Scope``, the class ``Described`` and the table ``claims`` agree."""
    names = [name.removesuffix("#") for name in semantics.SCOPE]

    assert [field.name for field in fields(Scope)] == names
    assert [field.name for field in fields(Described)] == list(semantics.LIMITED.values())
    assert [name for name in DERIVED["claims"].columns() if name in names] == names
