"""A release is whole or absent, says what it holds, and the same input gives the same bytes."""

import hashlib
import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from frictionless import Package

from casualty_dataset.analysis.derived_tables import derive
from casualty_dataset.core.errors import InvalidDataset, Refused
from casualty_dataset.formats.release_readme import figures_section
from casualty_dataset.history import release_index as index
from casualty_dataset.releases import package
from casualty_dataset.workflows.describe import write_generated
from casualty_dataset.workflows.release import release
from casualty_dataset.workflows.validate import tables_of
from casualty_schemas import CURATED, DERIVED
from helpers_dataset import make_writable

DAY = date(2025, 5, 1)


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def _release(root: Path) -> Path:
    return root / "releases/0.1.0"


def _append(root: Path, table: str, line: str) -> None:
    path = root / "dataset" / f"{table}.csv"
    path.write_text(path.read_text() + line + "\n")


def test_release_holds_what_the_contract_lists(released_once: Path) -> None:
    """Curated tables and codes as CSV and Parquet, a descriptor, README, CHANGES and checksums."""
    names = set(_files(_release(released_once)))
    wanted = {f"data/{name}.csv" for name in (*CURATED, "codes")} | {
        f"parquet/{n}.parquet" for n in (*CURATED, "codes")
    }

    assert wanted | {"datapackage.json", "README.md", "CHANGES.md", "SHA256SUMS"} <= names


def test_curated_tables_are_shipped_as_they_were_read(released_once: Path) -> None:
    """The bytes that were checked are the bytes that are shipped."""

    for name in CURATED:
        assert (_release(released_once) / f"data/{name}.csv").read_bytes() == (
            released_once / f"dataset/{name}.csv"
        ).read_bytes()


def test_checksums_cover_every_other_file(released_once: Path) -> None:
    """SHA256SUMS lists each file but itself, sorted, and each digest is true."""
    files = _files(_release(released_once))
    lines = files.pop("SHA256SUMS").decode().splitlines()

    assert lines == [f"{hashlib.sha256(files[name]).hexdigest()}  {name}" for name in sorted(files)]


def test_frictionless_accepts_the_release(released_once: Path) -> None:
    """An outside reader finds the package valid, every hash included."""

    assert Package(str(_release(released_once) / "datapackage.json")).validate().valid


def test_an_outside_reader_sees_a_changed_byte(released: Path) -> None:
    """The check that accepts a release can fail: one byte of a table, and it refuses."""
    table = make_writable(_release(released)) / "data" / "places.csv"
    table.write_bytes(table.read_bytes().replace(b"Hill", b"Hall"))

    assert package.frictionless_errors(_release(released)) != []


def test_parquet_holds_the_same_cells(released_once: Path) -> None:
    """Every Parquet table equals its CSV, cell by cell."""

    for name, table in CURATED.items():
        typed = pl.read_csv(_release(released_once) / f"data/{name}.csv", schema=table.dtypes()).cast(
            {pl.Enum: pl.String}
        )
        assert pl.read_parquet(_release(released_once) / f"parquet/{name}.parquet").equals(typed), name


def test_same_input_same_bytes(small: Path, released_once: Path) -> None:
    """Two releases of one input under one date are equal, byte for byte."""
    release(small, "0.1.0", DAY)

    assert _files(_release(small)) == _files(_release(released_once))
    assert (small / "releases/index.json").read_bytes() == (released_once / "releases/index.json").read_bytes()


def test_index_chains_its_entries(released: Path) -> None:
    """Each entry of the index holds the digest of the one before, and that of its release's checksums."""
    release(released, "0.1.1", DAY)
    first, second = index.read_entries(released / "releases")

    assert (first["version"], first["previous"]) == ("0.1.0", None)
    assert second["previous"] == index.entry_digest(first)
    assert second["sha256sums"] == hashlib.sha256((released / "releases/0.1.1/SHA256SUMS").read_bytes()).hexdigest()


@pytest.mark.parametrize("version", ["0.1.0", "0.0.9"])
def test_existing_or_smaller_version_is_refused(released: Path, version: str) -> None:
    """A version that exists, or is not above the last, is refused and nothing changes."""
    before = _files(released)

    with pytest.raises(Refused):
        release(released, version, DAY)

    assert _files(released) == before


def test_version_smaller_than_the_changes_demand_is_refused(released: Path) -> None:
    """A new row demands a minor version: a patch is refused, and the minor is what release takes by itself."""
    _append(released, "incident_sources", "sy-2025-03-hill,herald-mirror,Copy of the report.")

    with pytest.raises(Refused, match=r"0\.2\.0"):
        release(released, "0.1.1", DAY)

    assert release(released, None, DAY).version == "0.2.0"


def test_nothing_changed_needs_a_name(released: Path) -> None:
    """Without a version, an unchanged dataset is not released again; by name it may be."""

    with pytest.raises(Refused, match="Nothing changed"):
        release(released, None, DAY)
    assert release(released, "0.1.1", DAY).version == "0.1.1"


def test_errors_refuse_the_release(small: Path) -> None:
    """A dataset with one error is not released, and nothing half-written remains."""
    _append(small, "incident_sources", "sy-2025-03-hill,nowhere,")
    before = _files(small)

    with pytest.raises(Refused) as refusal:
        release(small, "0.1.0", DAY)

    assert isinstance(refusal.value, InvalidDataset)
    after = _files(small)
    assert after.pop("releases/.lock", None) is not None  # the lock's file stays; nobody holds it
    assert after == before


def test_stale_description_refuses_the_release(small: Path) -> None:
    """What is a warning in validate is an error in release."""
    (small / "dataset/README.md").write_text("old")

    with pytest.raises(Refused, match="describe"):
        release(small, "0.1.0", DAY)

    assert [path.name for path in (small / "releases").iterdir()] == [".lock"]


def test_data_after_the_date_of_the_release_is_refused(small: Path) -> None:
    """A release of 2025-03-01 cannot hold what was published later, whatever the clock says."""
    with pytest.raises(Refused) as refusal:
        release(small, "0.1.0", date(2025, 3, 1))

    assert isinstance(refusal.value, InvalidDataset)
    assert {problem.rule for problem in refusal.value.problems} == {"nothing_after_today"}


def test_dry_run_writes_nothing(small: Path) -> None:
    """A dry run makes every byte and writes none."""
    before = _files(small)
    made = release(small, "0.1.0", DAY, dry_run=True)

    assert "SHA256SUMS" in made.package
    assert _files(small) == before


def test_a_refused_package_leaves_nothing(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the outside reader refuses what was staged, no folder and no index remain."""
    monkeypatch.setattr(package, "frictionless_errors", lambda _: ["made up"])

    with pytest.raises(RuntimeError, match="made up"):
        release(small, "0.1.0", DAY)

    assert [path.name for path in (small / "releases").iterdir()] == [".lock"]


def test_changes_list_the_changes(released: Path) -> None:
    """CHANGES.md counts the rows added, gone and changed since the last release."""
    _append(released, "incident_sources", "sy-2025-03-hill,herald-mirror,Copy of the report.")
    made = release(released, "0.2.0", DAY)
    text = (made.path / "CHANGES.md").read_text()

    assert "Since 0.1.0." in text
    assert "| incident_sources | 1 | 0 | 0 | 0 | 0 |" in text


def test_descriptor_records_the_inputs(released_once: Path) -> None:
    """The descriptor holds the digest of each curated table as read, the version and the tool's."""
    descriptor = json.loads((_release(released_once) / "datapackage.json").read_bytes())
    digest = hashlib.sha256((released_once / "dataset/tallies.csv").read_bytes()).hexdigest()

    assert {"path": "dataset/tallies.csv", "hash": f"sha256:{digest}"} in descriptor["inputs"]
    assert (descriptor["version"], descriptor["created"]) == ("0.1.0", "2025-05-01T00:00:00Z")


def test_release_carries_the_method_and_its_version(small: Path) -> None:
    """METHODOLOGY.md is shipped as it stands, and the descriptor says which version of the method it is."""
    page = b"# Methodology\n\nmethod_version: 1.2.3\n"
    (small / "METHODOLOGY.md").write_bytes(page)
    write_generated(small)
    made = release(small, "0.1.0", DAY)

    assert (made.path / "METHODOLOGY.md").read_bytes() == page
    assert json.loads((made.path / "datapackage.json").read_bytes())["method_version"] == "1.2.3"


def test_readme_of_a_release_has_its_figures(released_once: Path) -> None:
    """The README gives the figures of the tables that are shipped, codes included."""
    path = _release(released_once)
    text = (path / "README.md").read_text()

    tables = tables_of(released_once)
    made = {**derive(tables), "changes": pl.DataFrame(schema=DERIVED["changes"].dtypes())}
    assert figures_section({**tables, **made}) in text
    assert f"| data/codes.csv | {(path / 'data/codes.csv').read_bytes().count(10) - 1} |" in text
