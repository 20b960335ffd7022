"""The page as it is made: by the command, of working tables or of a release, and within a release."""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from casualty_dataset.page.edition import EDITIONS
from casualty_dataset.workflows.page import write_page
from casualty_dataset.workflows.release import Released
from helpers_dataset import ROOT, broken_rules, make_writable, run, set_cells
from page_builder import LANGUAGES
from page_reader import Page, Part, faults, links, split, text


def test_the_command_writes_the_page_of_the_working_tables(small: Path) -> None:
    done = run("page", cwd=small)
    shown = Page((small / "build" / "index.html").read_bytes())

    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().strip().endswith(f"{len(shown.data):,} bytes")
    assert faults(shown) == []
    assert EDITIONS[0].text("no_downloads") in text(shown.elements)


def test_data_with_errors_gives_no_page(small: Path) -> None:
    set_cells(small, "actors", "monitor", {"name_en": "Test \u202eMonitor"})
    done = run("page", cwd=small)

    assert broken_rules(small) == {"visible_characters"}
    assert done.returncode == 1
    assert b"visible_characters" in done.stdout
    assert b"no page was built" in done.stderr
    assert not (small / "build").exists()


def test_a_release_that_is_not_there_is_a_wrong_call(small: Path) -> None:
    done = run("page", "--release", "9.9.9", cwd=small)

    assert done.returncode == 2
    assert b"9.9.9" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("version", ["0.1.0", "0.3.0"])
def test_the_page_of_a_published_release(tmp_path: Path, version: str) -> None:
    shutil.copytree(ROOT / "releases" / version, tmp_path / "releases" / version)
    path = write_page(tmp_path, version)
    shown = Page(path.read_bytes())
    files = {
        element.attributes["href"] for element in shown.section("en", "downloads") if element.attributes.get("href")
    }

    assert path == tmp_path / "build" / "index.html"
    assert _faults_of_a_release(shown) == []
    assert f"../releases/{version}/data/tallies.csv" in files
    assert all((path.parent / file).is_file() for file in files)
    assert EDITIONS[1].text("release", version=version, day=EDITIONS[1].day(_day(version))) in text(shown.elements)


def _day(version: str) -> date:
    listed = json.loads((ROOT / "releases" / "index.json").read_bytes())["releases"]
    return date.fromisoformat(next(entry["date"] for entry in listed if entry["version"] == version))


def _faults_of_a_release(shown: Page) -> list[str]:
    """Faults but for the links to the files of the release, which lie beside the page."""
    files = {link for part in (shown.section(x, "downloads") for x in LANGUAGES) for link in links(part)}
    return [link for link in faults(shown) if link not in {f"href={file} on <a>" for file in files}]


@pytest.fixture
def made(release_once: Released) -> Released:
    """The tiny dataset, released."""
    return release_once


def test_the_page_comes_after_the_readme_and_lists_the_files_before_it(made: Released) -> None:
    names = list(made.package)
    before = {name: made.package[name] for name in names[: names.index("index.html")]}
    shown = Page(made.package["index.html"])

    assert names[-3:] == ["README.md", "index.html", "SHA256SUMS"]
    assert _faults_of_a_release(shown) == []
    for language in LANGUAGES:
        listed = [_file(row) for row in split(shown.section(language, "downloads"), "tr")[1:]]
        assert listed == [
            (name, f"{len(data):,}", hashlib.sha256(data).hexdigest()) for name, data in sorted(before.items())
        ]
    digest = hashlib.sha256(made.package["index.html"]).hexdigest()
    assert f"{digest}  index.html" in made.package["SHA256SUMS"].decode().splitlines()


def _file(row: Part) -> tuple[str, str, str]:
    digest = next(element.text for element in row if element.tag == "code")
    return links(row)[0], text(split(row, "td")[0]), digest


def test_the_page_of_a_release_is_built_again_from_its_tables(made: Released, tmp_path: Path) -> None:
    root = Path(shutil.copytree(made.path.parent.parent, tmp_path / "again"))
    again = write_page(root, "0.1.0").read_bytes()

    assert again.replace(b"../releases/0.1.0/", b"") == made.package["index.html"]


def test_a_damaged_release_gives_no_page(made: Released, tmp_path: Path) -> None:
    root = Path(shutil.copytree(made.path.parent.parent, tmp_path / "damaged"))
    tallies = make_writable(root / "releases" / "0.1.0") / "data" / "tallies.csv"
    tallies.write_bytes(tallies.read_bytes().replace(b"T00000001", b"T00000009", 1))
    done = run("page", "--release", "0.1.0", cwd=root)

    assert done.returncode == 4, done.stderr
    assert b"tallies.csv" in done.stdout + done.stderr
    assert not (root / "build" / "index.html").exists()
