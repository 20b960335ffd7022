"""A published release that was touched is never called good, and what was touched is named."""

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from audit import named, tamper
from casualty_dataset.cli import cli
from casualty_dataset.workflows import verify as verifying
from helpers_releases import allow, chain, files_of, key, publish, signed, sums_of, withdraw, write

REAL = Path(__file__).parents[1] / "releases"
DATASET = str(Path(sys.executable).parent / "dataset")


@pytest.fixture
def releases_dir(tmp_path: Path) -> Path:
    """Four small releases, one of them withdrawn."""
    return chain(tmp_path / "releases")


def _run(folder: Path, *arguments: str) -> tuple[int, str]:
    """The command, with a root that holds no dataset."""
    done = CliRunner().invoke(cli, ["--root", str(folder), *arguments], standalone_mode=False)
    if done.exception is not None:
        return getattr(done.exception, "exit_code", 70), str(done.exception)
    return int(done.return_value or 0), done.stdout


def _json(folder: Path, *arguments: str) -> Any:
    return json.loads(_run(folder, *arguments, "--format", "json")[1])


# --- what was published ------------------------------------------------------------------------------------


def test_every_published_release_is_what_it_was() -> None:
    """The releases of this repository, and their index."""
    result = verifying.verify_all(REAL)

    assert result.reports
    assert [
        (report.release, report.findings) for report in result.reports if report.state not in ("good", "withdrawn")
    ] == []
    assert result.index == []


@pytest.mark.parametrize("name", sorted(named.CASES))
def test_each_named_tampering_is_found(name: str, releases_dir: Path) -> None:
    """Each case spoils a fresh folder of releases; what is found is what a person needs to know."""
    assert named.CASES[name](releases_dir)


def test_random_single_changes_are_found(releases_dir: Path) -> None:
    """A part of what audit/tamper.py tries; each change undone, the folder of releases is good again."""
    tried, missed = tamper.spoil(tamper.Releases(releases_dir), 150, random.Random(7))

    assert len(tried) == len(tamper.CHANGES)
    assert missed == []
    assert tamper.state(releases_dir) == 0


def test_a_checker_without_a_digest_from_outside_misses_what_the_index_shows(releases_dir: Path) -> None:
    """The control: changed with its checksum, a file looks good to whoever trusts the release itself."""
    with_index, alone = tamper.consistent(tamper.Releases(releases_dir), 10, random.Random(7))

    assert (with_index, alone) == (10, 0)


# --- what is said ------------------------------------------------------------------------------------------


def test_one_release_is_one_object(tmp_path: Path, releases_dir: Path) -> None:
    """The form that programs read: for one release the object itself, good or bad."""
    good = _json(tmp_path, "verify", "1.0.0")
    (releases_dir / "1.0.0/README.md").write_text("x")
    bad = _json(tmp_path, "verify", str(releases_dir / "1.0.0"))

    assert good == {
        "release": "1.0.0", "state": "good", "digest_from": "index", "signature": "missing", "findings": []
    }  # fmt: skip
    assert (bad["state"], [finding["path"] for finding in bad["findings"]]) == ("bad", ["README.md"])


def test_several_releases_and_all_are_a_list_with_the_index(tmp_path: Path, releases_dir: Path) -> None:
    """Several, or all: a list; the index is judged with all of them only."""
    several = _json(tmp_path, "verify", "1.0.0", "0.1.0")
    every = _json(tmp_path, "verify", "--all")

    assert [report["release"] for report in several["releases"]] == ["1.0.0", "0.1.0"]
    assert several["index"] is None
    assert [(report["release"], report["state"]) for report in every["releases"]] == [
        ("0.1.0", "good"), ("0.2.0", "withdrawn"), ("0.3.0", "good"), ("1.0.0", "good")
    ]  # fmt: skip
    assert every["index"] == {"state": "good", "findings": []}
    assert releases_dir.exists()


def test_the_text_names_from_which_digest_it_started(tmp_path: Path, releases_dir: Path) -> None:
    """From the index, from the option, or from none."""
    digest = named._digest(releases_dir / "1.0.0/SHA256SUMS")
    copy = shutil.copytree(releases_dir / "1.0.0", tmp_path / "elsewhere/copy")
    (tmp_path / "empty").mkdir()

    assert "compared with index.json" in _run(tmp_path, "verify", "1.0.0")[1]
    assert "compared with the digest given" in _run(tmp_path, "verify", "1.0.0", "--digest", digest.upper())[1]
    assert "compared with index.json" in _run(tmp_path, "verify", str(copy))[1]
    assert "compared with its own checksums only" in _run(tmp_path / "empty", "verify", str(copy))[1]


def test_at_most_twenty_findings_are_printed_and_the_rest_counted(tmp_path: Path, releases_dir: Path) -> None:
    """The text is for people; JSON is never cut."""
    write(releases_dir / "1.0.0", {f"extra{number}.txt": b"x" for number in range(30)})
    text = _run(tmp_path, "verify", "1.0.0")[1].splitlines()

    assert len(text) == 22
    assert "10 more" in text[-1]
    assert len(_json(tmp_path, "verify", "1.0.0")["findings"]) == 30


def test_a_hostile_name_is_printed_harmlessly(tmp_path: Path, releases_dir: Path) -> None:
    """Nothing in a package reaches the terminal as it is."""
    (releases_dir / "1.0.0" / "\x1b[31m::error::\u202e").write_bytes(b"x")
    text = _run(tmp_path, "verify", "1.0.0")[1]

    assert "\x1b" not in text
    assert "<U+001B>" in text
    assert "\u202e" not in text


# --- exit codes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["1.0.0"], 0),
        (["--all"], 0),
        (["0.2.0"], 0),  # withdrawn, and not here
        (["1.0.0", "--require-signature"], 4),
        (["--all", "--require-signature"], 4),
        (["0.2.0", "--require-signature"], 0),
        (["9.9.9"], 2),
        (["nowhere"], 2),
        (["pyproject.toml/nowhere"], 2),
        ([], 2),
        (["1.0.0", "--all"], 2),
        (["1.0.0", "--digest", "abc"], 2),
        (["1.0.0", "0.1.0", "--digest", "0" * 64], 2),
        (["1.0.0", "--digest", "0" * 64], 4),
        (["--all", "--digest", "0" * 64], 4),
    ],
    ids=str,
)
def test_exit_codes(tmp_path: Path, releases_dir: Path, arguments: list[str], code: int) -> None:
    """0 fine, 2 a wrong call, 4 not what was published, or not signed though that is required."""
    assert _run(tmp_path, "verify", *arguments)[0] == code
    assert releases_dir.exists()


def test_what_is_no_release_is_refused_not_a_bug(tmp_path: Path, releases_dir: Path) -> None:
    """A folder without checksums, a file that is no zip, a folder of releases given as a release."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"no zip")

    for path in (tmp_path / "folder", tmp_path / "file", releases_dir):
        assert _run(tmp_path, "verify", str(path))[0] == 4, path


def test_a_folder_without_releases_is_a_wrong_call(tmp_path: Path) -> None:
    """Nothing to verify is not fine."""
    assert _run(tmp_path, "verify", "--all")[0] == 2


def test_no_dataset_is_needed_and_nothing_is_written(tmp_path: Path, releases_dir: Path) -> None:
    """The whole command, from a folder with releases alone: exit 0, and not a byte more."""
    before = named.seen(releases_dir), sorted(path.stat().st_mtime_ns for path in releases_dir.rglob("*"))
    done = subprocess.run([DATASET, "verify", "--all"], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert "1.0.0: good" in done.stdout
    assert before == (named.seen(releases_dir), sorted(path.stat().st_mtime_ns for path in releases_dir.rglob("*")))


def test_no_table_reader_is_loaded_to_verify() -> None:
    """Hashing needs neither Polars nor Pandera; loading them would take longer than most releases."""
    program = (
        "import sys; from casualty_dataset.workflows import verify as verifying; from pathlib import Path\n"
        f"verifying.verify_all(Path({str(REAL)!r}))\n"
        "print(sorted({'polars', 'pandera', 'frictionless'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="NOT TESTED: signatures; ssh-keygen is not installed")
def test_a_required_signature_must_be_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Good: 0. By an unknown key: 4, required or not. No ssh-keygen: 0, and 3 where it is required."""
    releases_dir, private = tmp_path / "releases", key(tmp_path / "keys", "ours")
    publish(releases_dir, "1.0.0", {"SHA256SUMS.sig": signed(sums_of(files_of("1.0.0")), private)})
    assert _run(tmp_path, "verify", "1.0.0")[0] == 4

    allow(releases_dir, private)
    assert _run(tmp_path, "verify", "1.0.0", "--require-signature")[0] == 0
    assert "signed by maintainer" in _run(tmp_path, "verify", "--all")[1]

    monkeypatch.setenv("PATH", "")
    assert _run(tmp_path, "verify", "1.0.0")[0] == 0
    assert _run(tmp_path, "verify", "1.0.0", "--require-signature")[0] == 3


# --- copies ------------------------------------------------------------------------------------------------


def test_a_zip_verifies_by_the_checksums_inside(tmp_path: Path, releases_dir: Path) -> None:
    """As a release folder, with the index of the folder of releases that is at hand; a changed byte in it is found."""
    good = named.zipped(releases_dir / "1.0.0", tmp_path / "x/casualty-dataset-1.0.0.zip")
    assert _json(tmp_path, "verify", str(good))["digest_from"] == "index"
    assert _run(tmp_path, "verify", str(good))[0] == 0

    (releases_dir / "1.0.0/README.md").write_text("x")
    bad = named.zipped(releases_dir / "1.0.0", tmp_path / "y/1.0.0.zip")
    assert _run(tmp_path, "verify", str(bad))[0] == 4


def test_a_copy_of_a_withdrawn_release_is_reported(tmp_path: Path, releases_dir: Path) -> None:
    """Whoever still holds it learns of the withdrawal, and whether the bytes are those published."""
    copy = shutil.copytree(releases_dir / "0.3.0", tmp_path / "copies/0.3.0")
    withdraw(releases_dir, "0.3.0")
    report = _json(tmp_path, "verify", str(copy))

    assert report["state"] == "withdrawn"
    assert ["withdrawn" in finding["message"] for finding in report["findings"]] == [True]
    assert _run(tmp_path, "verify", str(copy))[0] == 4


def test_what_is_being_made_is_no_stray(tmp_path: Path, releases_dir: Path) -> None:
    """Staging, and the lock of a release in the making or of one that died, are looked past."""
    write(releases_dir, {".staging-1.1.0-99/README.md": b"x", ".lock": b"99\n", "allowed_signers": b""})

    assert _run(tmp_path, "verify", "--all")[0] == 0


# --- withdrawal --------------------------------------------------------------------------------------------


def test_a_withdrawal_is_a_further_entry_and_touches_no_release(tmp_path: Path, releases_dir: Path) -> None:
    """The files stay until people take them away; with them gone all is fine again."""
    files = {path: path.read_bytes() for path in (releases_dir / "0.3.0").rglob("*") if path.is_file()}
    code, output = _run(
        tmp_path, "withdraw", "0.3.0", "--reason", "rows that may endanger people", "--date", "2025-06-01"
    )

    assert (code, "withdrawn on 2025-06-01" in output) == (0, True)
    assert {path: path.read_bytes() for path in (releases_dir / "0.3.0").rglob("*") if path.is_file()} == files
    assert _run(tmp_path, "verify", "--all")[0] == 4
    shutil.rmtree(releases_dir / "0.3.0")
    assert _run(tmp_path, "verify", "--all")[0] == 0
    assert "2025-06-01: rows that may endanger people" in _run(tmp_path, "verify", "0.3.0")[1]


@pytest.mark.parametrize(
    ("version", "reason", "date"),
    [
        ("9.9.9", "rows that may endanger people", "2025-06-01"),  # never published
        ("0.2.0", "rows that may endanger people", "2025-06-01"),  # withdrawn already
        ("1.0.0", "rows that may endanger people", "2025-04-30"),  # before it was published
        ("1.0.0", "rows that may endanger people", "2999-01-01"),
        ("1.0.0", "fix", "2025-06-01"),
        ("1.0.0", "", "2025-06-01"),
        ("1.0.0", " rows that may endanger people", "2025-06-01"),
        ("1.0.0", "rows that\nmay endanger people", "2025-06-01"),
        ("1.0.0", "rows \u202ethat may endanger people", "2025-06-01"),
        ("1.0.0", "as said by witness@example.org to us", "2025-06-01"),
        ("1.0.0", "call us on +963 944 000 111 please", "2025-06-01"),
        ("1.0", "rows that may endanger people", "2025-06-01"),
    ],
)
def test_a_withdrawal_without_a_proper_reason_is_refused(
    tmp_path: Path, releases_dir: Path, version: str, reason: str, date: str
) -> None:
    """A wrong call: nothing is written, and nothing of a person is repeated."""
    before = (releases_dir / "index.json").read_bytes()
    code, output = _run(tmp_path, "withdraw", version, "--reason", reason, "--date", date)

    assert code == 2
    assert (releases_dir / "index.json").read_bytes() == before
    assert "963" not in output
    assert "witness" not in output


def test_nothing_is_added_to_a_broken_index(tmp_path: Path, releases_dir: Path) -> None:
    """What was tampered with is not continued."""
    path = releases_dir / "index.json"
    path.write_bytes(path.read_bytes().replace(b"2025-05-01", b"2025-05-02", 1))
    before = path.read_bytes()

    assert _run(tmp_path, "withdraw", "1.0.0", "--reason", "rows that may endanger people")[0] == 4
    assert path.read_bytes() == before
