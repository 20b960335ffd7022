"""What is published stands as it was published: every listed release, by means that do not share our code."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package

RELEASES_DIR = Path(__file__).parents[1] / "releases"
ENTRIES: list[dict[str, Any]] = json.loads((RELEASES_DIR / "index.json").read_bytes())["releases"]
WITHDRAWN = {entry["version"] for entry in ENTRIES if "withdrawn" in entry}
STANDING = [entry for entry in ENTRIES if entry["version"] not in WITHDRAWN]


def _digest(entry: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def test_the_index_is_a_chain_of_the_releases_in_the_folder() -> None:
    """Each entry holds the digest of the one before; each listed folder is there unless withdrawn, and no other."""
    beside = {"index.json", "allowed_signers", "revoked_signers", ".lock"}

    assert [entry["previous"] for entry in ENTRIES] == [None, *map(_digest, ENTRIES[:-1])]
    assert {path.name for path in RELEASES_DIR.iterdir()} - beside == {entry["version"] for entry in STANDING}


@pytest.mark.parametrize("entry", STANDING, ids=[entry["version"] for entry in STANDING])
def test_a_published_release_fits_its_checksums(entry: dict[str, Any]) -> None:
    """The index gives the digest of SHA256SUMS, which gives that of every file, and there is no other file."""
    folder = RELEASES_DIR / entry["version"]
    sums = (folder / "SHA256SUMS").read_bytes()
    listed = dict(reversed(line.split("  ", 1)) for line in sums.decode().splitlines())
    files = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}

    assert hashlib.sha256(sums).hexdigest() == entry["sha256sums"]
    assert listed.keys() == files.keys() - {"SHA256SUMS", "SHA256SUMS.sig"}
    assert {path: hashlib.sha256(files[path].read_bytes()).hexdigest() for path in listed} == listed


@pytest.mark.parametrize("entry", STANDING, ids=[entry["version"] for entry in STANDING])
def test_frictionless_still_accepts_a_published_release(entry: dict[str, Any]) -> None:
    """An outside reader finds each release valid, keys, references and hashes included."""
    assert Package(str(RELEASES_DIR / entry["version"] / "datapackage.json")).validate().valid
