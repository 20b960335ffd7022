"""The metadata for an archive are valid, agree with the release, and invent nothing."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import jsonschema
import pytest

from casualty_dataset.releases.archive import open_archive
from casualty_dataset.releases.archive.checksums import differences, read_checksums
from casualty_dataset.workflows.validate import tables_of
from helpers_dataset import ROOT

DATACITE = jsonschema.Draft7Validator(json.loads((ROOT / "tests/profiles/datacite-4.5.json").read_bytes()))


def _maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_deposit", ROOT / "docs/make_deposit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def deposit(released_once: Path) -> dict[str, bytes]:
    """The deposit of a release of the tiny dataset."""
    files: dict[str, bytes] = _maker().deposit(released_once / "releases/0.1.0")
    return files


def test_the_deposit_is_complete_and_correct(deposit: dict[str, bytes], tmp_path: Path) -> None:
    """The metadata are valid for DataCite and HDX, the zip verifies; no DOI, contact or organisation is invented."""
    datacite, hdx = json.loads(deposit["datacite.json"]), json.loads(deposit["hdx.json"])
    (tmp_path / "release.zip").write_bytes(deposit["casualty-dataset-0.1.0.zip"])

    assert list(DATACITE.iter_errors(datacite)) == []
    assert list(DATACITE.iter_errors({**datacite, "creators": []})) != []
    assert (datacite["version"], datacite["publicationYear"]) == (hdx_version(deposit), "2025")
    assert {"identifiers", "doi", "url", "contributors"} & datacite.keys() == set()
    assert {"owner_org", "maintainer", "maintainer_email"} & hdx.keys() == set()
    assert "Never add rows up" in hdx["caveats"]
    assert hdx["methodology_other"]
    assert {resource["path"] for resource in hdx["resources"]} >= {"data/tallies.csv", "data/claims.csv"}
    assert deposit["notes.md"].startswith(b"#")
    with open_archive(tmp_path / "release.zip") as container:
        assert differences(container, read_checksums(container)) == []


def hdx_version(deposit: dict[str, bytes]) -> str:
    """The version that the citation in the caveats names."""
    return str(json.loads(deposit["hdx.json"])["caveats"].rpartition("version ")[2].split(" ")[0])


def test_days_of_the_deposit_are_those_of_the_tallies(deposit: dict[str, bytes], small: Path) -> None:
    """The period that HDX shows runs from the first to the last day of a claim."""
    days = sorted(str(day) for day in tables_of(small)["tallies"]["as_of"].drop_nulls())

    assert json.loads(deposit["hdx.json"])["dataset_date"] == f"[{days[0]}T00:00:00 TO {days[-1]}T23:59:59]"
