"""What a release says of itself is valid by the word of others, true, and lists only what stands before it."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import polars as pl
import pytest
import yaml

from casualty_dataset.core import canonical_csv as content
from casualty_dataset.workflows import package as packing
from casualty_dataset.workflows.release import Released, release
from casualty_schemas import CURATED, DERIVED
from helpers_dataset import ROOT, lines_of, row_of, set_cells

PROFILES = Path(__file__).parent / "profiles"


def profile(name: str) -> jsonschema.Draft7Validator:
    """The checker of a profile that others published."""
    return jsonschema.Draft7Validator(json.loads((PROFILES / name).read_bytes()))


DATA_PACKAGE = profile("datapackage-2.0.json")
CITATION = profile("citation-file-format-1.2.0.json")


def released(root: Path, out: Path) -> dict[str, bytes]:
    """The files of a release of the tiny dataset, in the order in which they were written."""
    return dict(release(root, "0.1.0", date(2025, 5, 1), out, dry_run=True).package)


@pytest.fixture
def files(release_once: Released) -> dict[str, bytes]:
    """The files of a release of the tiny dataset."""
    return dict(release_once.package)


@pytest.fixture
def descriptor(files: dict[str, bytes]) -> dict[str, Any]:
    """Its descriptor."""
    return dict(json.loads(files["datapackage.json"]))


# --- the order -----------------------------------------------------------------------------------


def test_files_stand_in_the_order_of_the_contract(files: dict[str, bytes]) -> None:
    """Tables, their forms, then what describes them, each after what it lists; the checksums last."""
    names = list(files)
    about = ["datapackage.json", "croissant.json", "CITATION.cff", "quality.json", "CHANGES.md", "README.md"]

    assert [name for name in names if name in about] == about
    assert names[-1] == "SHA256SUMS"
    assert {name.split("/")[0] for name in names[: names.index("datapackage.json")]} >= {"data", "parquet", "sqlite"}
    assert all(name.startswith("data/") for name in names[: len(CURATED) + len(DERIVED)])


def test_every_form_is_an_alternate_of_what_it_holds(files: dict[str, bytes], descriptor: dict[str, Any]) -> None:
    """No file of a table is unknown to the descriptor, and what it says of each is true."""
    listed = [form for resource in descriptor["resources"] for form in (resource, *resource["alternates"])]

    assert {form["path"] for form in listed} == set(list(files)[: list(files).index("datapackage.json")])
    for form in listed:
        assert form["bytes"] == len(files[form["path"]])
        assert form["hash"] == f"sha256:{content.sha256(files[form['path']])}"
    for resource in descriptor["resources"]:
        assert (resource["format"], resource["path"]) == ("csv", f"data/{resource['name']}.csv")
        assert {form["format"] for form in resource["alternates"]} >= {"parquet", "sqlite"}


# --- datapackage.json ----------------------------------------------------------------------------


def test_descriptor_is_valid_against_the_official_profile(descriptor: dict[str, Any]) -> None:
    """The descriptor of a release, that of the repository and those published: no error."""
    pages = [ROOT / "datapackage.json", *sorted(ROOT.glob("releases/*/datapackage.json"))]
    errors_by_page = {str(path): list(DATA_PACKAGE.iter_errors(json.loads(path.read_bytes()))) for path in pages}

    assert {path: errors for path, errors in errors_by_page.items() if errors} == {}
    assert len(errors_by_page) > 2
    assert list(DATA_PACKAGE.iter_errors(descriptor)) == []


@pytest.mark.parametrize("spoilt", [{"resources": []}, {"licenses": [{}]}, {"contributors": "us"}, {"sources": [1]}])
def test_the_profile_can_refuse(descriptor: dict[str, Any], spoilt: dict[str, Any]) -> None:
    """What the profile does not allow is found."""
    assert list(DATA_PACKAGE.iter_errors({**descriptor, **spoilt})) != []


def test_descriptor_has_all_that_the_profile_allows(descriptor: dict[str, Any]) -> None:
    """Licences, contributors, sources; keys, references, codes with their labels, missing values."""
    assert descriptor["licenses"][0]["name"] == "CC-BY-4.0"
    assert descriptor["contributors"]
    assert descriptor["sources"][0]["path"] == "data/sources.csv"
    for resource in descriptor["resources"]:
        table = {**CURATED, **DERIVED}[resource["name"]]
        schema = resource["schema"]
        coded = {name: column.codes for name, column in table.columns().items() if column.kind == "code"}
        fields = {field["name"]: field for field in schema["fields"]}
        assert schema["missingValues"] == [""]
        assert ("primaryKey" in schema) != ("uniqueKeys" in schema)
        for name, codes in coded.items():
            assert codes is not None
            assert fields[name]["constraints"]["enum"] == list(codes)
            assert fields[name]["categories"] == [{"value": code.code, "label": code.en} for code in codes.values()]


# --- CITATION.cff --------------------------------------------------------------------------------


def _cited(text: bytes) -> dict[str, Any]:
    return {key: str(value) if isinstance(value, date) else value for key, value in yaml.safe_load(text).items()}


def test_citation_is_valid_and_invents_nothing(files: dict[str, bytes]) -> None:
    """Valid against the schema of the format; of a body it names, it gives neither address nor identifier."""
    cited = _cited(files["CITATION.cff"])

    assert list(CITATION.iter_errors(cited)) == []
    assert (cited["version"], cited["date-released"], cited["license"]) == ("0.1.0", "2025-05-01", "CC-BY-4.0")
    assert cited["authors"] == [{"name": "The maintainers of casualty-dataset"}]
    assert {"doi", "url", "repository", "contact", "identifiers"} & cited.keys() == set()


def test_citation_of_the_repository_is_valid_and_the_schema_can_refuse() -> None:
    """The same schema takes the page of the repository, and refuses one without authors."""
    cited = _cited((ROOT / "CITATION.cff").read_bytes())

    assert list(CITATION.iter_errors(cited)) == []
    assert list(CITATION.iter_errors({**cited, "authors": []})) != []


# --- croissant.json ------------------------------------------------------------------------------


def test_croissant_lists_the_files_made_before_it(files: dict[str, bytes]) -> None:
    """Every earlier file with its true digest, and a field for each column of each table."""
    croissant = json.loads(files["croissant.json"])
    before = list(files)[: list(files).index("croissant.json")]

    assert {item["contentUrl"]: item["sha256"] for item in croissant["distribution"]} == {
        path: content.sha256(files[path]) for path in before
    }
    columns = {table: list(kind.columns()) for table, kind in {**CURATED, **DERIVED}.items()}
    assert {item["name"]: [field["name"] for field in item["field"]] for item in croissant["recordSet"]} == columns
    known = {item["@id"] for item in croissant["distribution"]}
    assert {field["source"]["fileObject"]["@id"] for item in croissant["recordSet"] for field in item["field"]} <= known


# --- quality.json --------------------------------------------------------------------------------


def test_quality_counts_what_is_in_the_tables(files: dict[str, bytes]) -> None:
    """Rows, empty cells and hashes, counted once more by other means."""
    quality = json.loads(files["quality.json"])

    for name, summary in quality["tables"].items():
        lines = files[f"data/{name}.csv"].decode().splitlines()
        cells = pl.read_csv(files[f"data/{name}.csv"], infer_schema=False).to_dicts()
        assert summary["rows"] == len(lines) - 1
        assert summary["content_sha256"] == content.sha256(files[f"data/{name}.csv"])
        empty = {column: sum(row[column] is None for row in cells) for column in lines[0].split(",")}
        assert summary["empty_cells"] == empty, name
    assert sum(quality["documents"]["by_proximity"].values()) == quality["tables"]["sources"]["rows"]
    assert quality["warnings"] == {"by_rule": {}, "each": []}


def test_quality_counts_the_warnings(small: Path, tmp_path: Path) -> None:
    """A warning of validation stands in quality.json with its line, and without the value of any cell."""
    first = lines_of(small, "sources")[1].split(",")[0]
    address = row_of(small, "sources", first)["url"]
    line = set_cells(small, "sources", first, {"url": address.replace("https:", "http:")})
    warned = json.loads(released(small, tmp_path)["quality.json"])["warnings"]

    assert warned["by_rule"] == {"address_is_encrypted": 1}
    assert [(warning["path"], warning["line"], warning["column"]) for warning in warned["each"]] == [
        ("dataset/sources.csv", line, "url")
    ]
    assert "http:" not in json.dumps(warned)


# --- forms ---------------------------------------------------------------------------------------


def test_readme_names_every_form(files: dict[str, bytes]) -> None:
    """A stranger finds every folder of the release in its README."""
    text = files["README.md"].decode()

    assert {form.folder for form in packing.FORMS if f"`{form.folder}/" not in text} == set()


def test_a_form_that_leaves_a_table_out_is_no_alternate_of_it(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a table does not fit a form, the descriptor does not say that it stands there."""
    capped = [replace(form, fits=lambda frame: frame.height < 5) for form in packing.FORMS]
    monkeypatch.setattr(packing, "FORMS", capped)
    resources = json.loads(released(small, tmp_path)["datapackage.json"])["resources"]

    assert {
        resource["name"]: bool(resource["alternates"])
        for resource in resources
        if resource["name"] in ("tallies", "incident_sources")
    } == {
        "tallies": False,
        "incident_sources": True,
    }
