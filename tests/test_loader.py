"""A program opens a release only if it is what was published, and can ask it what the commands ask."""

import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import casualty_dataset as cd
from casualty_dataset.core.errors import Damaged, UnknownName
from casualty_dataset.formats.metadata.citation import cited
from casualty_dataset.releases.find import release_path
from casualty_dataset.workflows.verify import verify
from casualty_schemas import Tallies
from helpers_dataset import make_writable

ROOT = Path(__file__).parents[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The first release of the repository, where releases stand."""
    return make_writable(Path(shutil.copytree(ROOT / "releases" / "0.1.0", tmp_path / "releases" / "0.1.0")))


def test_a_release_is_opened_as_it_was_made(released_once: Path) -> None:
    """What is released can be opened."""
    folder = released_once / "releases/0.1.0"

    with cd.open_release(folder) as opened_release:
        tables = opened_release.tables
        assert set(tables) == {path.stem for path in (folder / "data").iterdir()}
        assert all(opened_release.table(name).width for name in tables)


def test_a_release_is_opened_by_folder_and_by_version(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables have their types, lazily too, and the descriptor is at hand."""
    monkeypatch.chdir(folder.parents[1])
    release = cd.open_release("0.1.0", digest=hashlib.sha256((folder / "SHA256SUMS").read_bytes()).hexdigest())

    assert release.version == cd.open_release(folder).version == "0.1.0"
    assert release.table("tallies").schema["as_of"] == pl.Date
    assert release.scan("tallies").collect().height == release.table("tallies").height
    with pytest.raises(KeyError, match=r"did you mean “tallies”\? The release holds sources, "):
        release.table("tallys")


def test_a_version_is_found_beside_the_program_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A downloaded folder with the name of a version is opened where it lies; without one, the version in releases/."""
    downloaded = Path(shutil.copytree(folder, folder.parents[1] / "download" / "0.1.0"))
    monkeypatch.chdir(downloaded.parent)
    assert release_path("0.1.0") == Path("0.1.0")
    assert cd.open_release("0.1.0").version == "0.1.0"
    assert verify("0.1.0", Path("releases")).release == "0.1.0"

    monkeypatch.chdir(folder.parents[1])
    assert release_path("0.1.0") == Path("releases/0.1.0")
    assert release_path(Path("0.1.0")) == Path("0.1.0")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / "data/places.csv").write_bytes((folder / "data/places.csv").read_bytes() + b"x"),
        lambda folder: (folder / "data/places.csv").unlink(),
        lambda folder: (folder / "data/more.csv").write_text("x"),
        lambda folder: (folder / "data/link.csv").symlink_to("/etc/hostname"),
        lambda folder: (folder / "SHA256SUMS").write_text("0" * 64 + "  ../x\n"),
        lambda folder: (folder / "SHA256SUMS").write_text("nothing\n"),
    ],
)
def test_what_was_changed_is_not_opened(folder: Path, spoil: Callable[[Path], object]) -> None:
    """A changed, missing, added or linked file, and a list that points elsewhere, are refused."""
    spoil(folder)

    with pytest.raises(Damaged):
        cd.open_release(folder)


def test_another_digest_is_refused_and_a_missing_release_is_named(folder: Path) -> None:
    """The digest given is that of SHA256SUMS, or nothing is opened."""
    with pytest.raises(Damaged, match="digest"):
        cd.open_release(folder, digest="0" * 64)
    with pytest.raises(FileNotFoundError, match="no release"):
        cd.open_release("9.9.9")
    with pytest.raises(FileNotFoundError, match=r"there are 0\.1\.0"):
        cd.open_release(folder.parent / "0.1.1")
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        cd.open_release(folder, digest="abc")


def test_a_release_answers_as_the_dataset_does() -> None:
    """Reconciling a release of the repository gives what its own table of ranges says."""
    release = cd.open_release(ROOT / "releases" / "0.1.0")
    answers = release.reconcile(incident="sy-2025-03-06-coast", status="civilian", measure="killed", as_of="2025-03-09")
    same = release.reconcile(
        "envelope@2", incident="sy-2025-03-06-coast", status="civilian", measure="killed", as_of=date(2025, 3, 9)
    )
    civilians = answers.filter(pl.col("basis") == "count")

    assert answers.equals(same)
    assert civilians.select("low", "high").rows() == [(830, None)]  # a count so far
    with pytest.raises(ValueError, match="2025-02-30"):
        release.reconcile(as_of="2025-02-30")
    assert release.compare("T00000173", "T00000188").relation in {"equal", "contains"}
    assert release.timeline(claimants=["sohr"]).height > 0


# --- a zip, other versions, other columns ------------------------------------------------------------------


def _sealed(folder: Path, change: Callable[[dict[str, object]], object] = lambda _: None) -> Path:
    """The folder with its descriptor changed, and what the descriptor and the checksums say of the files made true."""
    descriptor = json.loads((folder / "datapackage.json").read_bytes())
    change(descriptor)
    for resource in descriptor["resources"]:
        data = (folder / resource["path"]).read_bytes()
        resource.update(bytes=len(data), hash=f"sha256:{hashlib.sha256(data).hexdigest()}")
    (folder / "datapackage.json").write_text(json.dumps(descriptor, ensure_ascii=False))
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    lines = (f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
    (folder / "SHA256SUMS").write_text("".join(line for line in lines if not line.endswith("  SHA256SUMS\n")))
    return folder


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """The first release of the repository, to be spoiled."""
    return Path(shutil.copytree(ROOT / "releases" / "0.1.0", tmp_path / "package"))


def test_answers_have_the_columns_of_the_published_tables() -> None:
    """What a release answers bears the names of its own files, so that the two can be joined."""
    with cd.open_release(ROOT / "releases" / "0.4.0") as release:
        answers = {
            "ranges": release.reconcile(),
            "conflicts": release.conflicts(),
            "claims": release.claims(),
        }
        for name, answer in answers.items():
            published = release.table(name)
            assert set(published.columns) <= set(answer.columns), name
            assert answer.height, name
        assert release.conflicts().schema["named"] == release.claims().schema["known_assumed"] == pl.Boolean


def test_the_last_word_of_a_claimant_is_easily_asked_for() -> None:
    """Of one incident, of everybody killed in it: no figure of another incident, or of an earlier day, comes in."""
    with cd.open_release(ROOT / "releases" / "0.4.0") as release:
        claims = release.claims(
            incident="sy-2025-03-06-coast", measure="killed", status="civilian", latest=True, unrestricted=True
        )
        latest = dict(claims.select("claimant_id", "value").iter_rows())
        assert (latest["ohchr"], latest["sohr"], latest["scm"]) == (111, 1676, 1060)
        with pytest.raises(UnknownName, match="sy-2025-03-06-coast"):
            release.claims(incident="sy-2025-03-06-cost")


def test_a_zip_answers_as_its_folder_does(tmp_path: Path) -> None:
    """Nothing of it is unpacked to disk, and every table and answer is the same."""
    folder = ROOT / "releases" / "0.2.0"
    path = shutil.make_archive(str(tmp_path / "release"), "zip", folder.parent, folder.name)
    asked = {"incident": "sy-2025-03-06-coast", "status": "civilian", "measure": "killed"}

    with cd.open_release(path) as packed, cd.open_release(folder) as plain:
        assert packed.tables == plain.tables
        assert all(packed.table(name).equals(plain.table(name)) for name in plain.tables)
        assert packed.reconcile(**asked).equals(plain.reconcile(**asked))  # type: ignore[arg-type]
        assert packed.digest == plain.digest == hashlib.sha256((folder / "SHA256SUMS").read_bytes()).hexdigest()
    assert list(tmp_path.iterdir()) == [Path(path)]


def test_a_release_under_the_number_of_another_is_refused(first: Path) -> None:
    """An older release handed out under a newer number is whole in itself, so only its name can tell."""
    assert cd.open_release(first).version == "0.1.0"
    newer = first.rename(first.parent / "0.9.0")

    with pytest.raises(Damaged, match=r"0\.9\.0: the release in it says that it is 0\.1\.0"):
        cd.open_release(newer)


def test_a_release_explains_its_codes_and_how_it_is_cited() -> None:
    """By the words of the release itself; a citation holds what proves it."""
    with cd.open_release(ROOT / "releases" / "0.2.0") as release:
        assert release.codes["status"]["civilian"].label == "civilians"
        assert sum(map(len, release.codes.values())) == release.table("codes").height
        assert release.metadata["title"] in release.cite()
        assert release.cite().startswith(
            f"{cited(release.metadata)} {release.metadata['created'][:10]}. Licence CC-BY-4.0."
        )
        assert release.digest in release.cite()


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither pandas nor pyarrow is needed by the tool, so neither may be there."""
    monkeypatch.setattr("casualty_dataset.releases.loader.release.find_spec", lambda _: None)
    release = cd.open_release(ROOT / "releases" / "0.1.0")

    with pytest.raises(ModuleNotFoundError, match="pip install pandas pyarrow"):
        release.to_pandas("tallies")
    with pytest.raises(ModuleNotFoundError, match="pip install pyarrow"):
        release.to_arrow("tallies")


def test_a_column_of_another_time_is_text_and_a_missing_one_is_named(first: Path) -> None:
    """A release of another version of the tool opens; asking it what needs the missing column says so."""
    path = first / "data/tallies.csv"
    path.write_bytes(path.read_bytes().replace(b"value,low,high", b"number,low,high", 1))

    def rename(descriptor: dict[str, object]) -> None:
        (tallies,) = (resource for resource in descriptor["resources"] if resource["name"] == "tallies")  # type: ignore[attr-defined]
        (field,) = (field for field in tallies["schema"]["fields"] if field["name"] == "value")
        field["name"] = "number"

    with cd.open_release(_sealed(first, rename)) as release:
        assert release.table("tallies").schema["number"] == pl.String
        assert release.table("tallies").schema["low"] == pl.Int64
        with pytest.raises(UnknownName, match=r"tallies of release 0\.1\.0 has no column value"):
            release.reconcile()


def test_a_code_of_another_time_leaves_its_column_text(first: Path) -> None:
    """Codes that are all known have their type; where one is not, the column is text and nothing is lost."""
    path = first / "data/tallies.csv"
    path.write_bytes(path.read_bytes().replace(b",killed,", b",slain,"))

    with cd.open_release(_sealed(first)) as release:
        assert release.table("tallies").schema["measure"] == pl.String
        assert "slain" in release.table("tallies")["measure"]
        assert release.table("tallies").schema["unit"] == Tallies.dtypes()["unit"]


def test_the_bytes_that_are_parsed_are_those_that_were_compared(first: Path) -> None:
    """A table that is changed after the release was opened is refused, even in the same number of bytes."""
    path = first / "data/tallies.csv"
    with cd.open_release(first) as release:
        assert release.table("places").height > 0
        path.write_bytes(path.read_bytes().replace(b"2025", b"2026", 1))

        with pytest.raises(Damaged, match=r"data/tallies\.csv"):
            release.table("tallies")


def test_a_closed_release_keeps_the_tables_it_read(first: Path) -> None:
    """The handle is given back at the end of `with`."""
    with cd.open_release(first) as release:
        release.table("places")

    assert release.table("places").height > 0
    with pytest.raises(ValueError, match="closed"):
        release.table("tallies")
