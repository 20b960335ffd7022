"""The named ways to tamper with a published release; each is a function that spoils a fresh shelf and says what it saw.

A case is met if what is to be found is found, with the words and the path that a person needs. Where nothing inside
the folder of releases can show a change, the case shows that too, and that a digest or a signature from outside does.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

from casualty_dataset.core.errors import Finding
from casualty_dataset.history import release_index as index
from casualty_dataset.releases.verify import Report
from casualty_dataset.workflows import verify as verifying
from helpers_releases import allow, chain, chained, entries, files_of, key, publish, signed, sums_of, withdraw, write

Case = Callable[[Path], bool]
CASES: dict[str, Case] = {}
"""By name: T and number of the kind of change, and which."""


def case(name: str) -> Callable[[Case], Case]:
    """Enter a case under its name."""

    def enter(made: Case) -> Case:
        CASES[name] = made
        return made

    return enter


def run(folder: Path) -> dict[str, bool]:
    """Each case on a shelf of its own: whether it is met."""
    return {name: CASES[name](chain(folder / str(number))) for number, name in enumerate(CASES)}


# --- what the cases need -----------------------------------------------------------------------------------


def above(name: str) -> list[str]:
    """The folders above a file, by path."""
    return [parent.as_posix() for parent in Path(name).parents if parent != Path()]


def pipe(path: Path) -> None:
    """A named pipe, which hangs whoever opens it."""
    os.mkfifo(path)


def spelled(listed: list[dict[str, Any]]) -> bytes:
    """An index as it is spelled."""
    return json.dumps({"releases": listed}, ensure_ascii=False, indent=2).encode() + b"\n"


def seen(releases_dir: Path, digest: str | None = None) -> tuple[int, list[Finding]]:
    """The exit code of `verify --all`, and every finding."""
    verification = verifying.verify_all(releases_dir, digest)
    listed = [*(verification.index or []), *(finding for report in verification.reports for finding in report.findings)]
    return verification.outcome().exit_code, listed


def verify_release(releases_dir: Path, version: str = "1.0.0", digest: str | None = None) -> Report:
    """The report of one release."""
    return verifying.verify(version, releases_dir, digest)


def _reports(releases_dir: Path, path: str, *words: str) -> bool:
    """Whether `verify --all` exits 4 with a finding at this path that holds these words."""
    code, findings = seen(releases_dir)
    return code == 4 and any(
        finding.path == path and all(word in finding.message for word in words) for finding in findings
    )


def _edit(path: Path, old: bytes, new: bytes) -> None:
    data = path.read_bytes()
    if old not in data:
        raise ValueError(f"{old!r} is not in {path}")
    path.write_bytes(data.replace(old, new, 1))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _recheck(folder: Path) -> None:
    """Write the checksums anew, as whoever changed the files would."""
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    (folder / "SHA256SUMS").write_bytes(sums_of({name: data for name, data in files.items() if name != "SHA256SUMS"}))


def _reindex(releases_dir: Path) -> None:
    """Write the index anew to fit what stands there, the chain included."""
    listed = entries(releases_dir)
    for entry in listed:
        sums = releases_dir / entry["version"] / "SHA256SUMS"
        if "sha256sums" in entry and sums.exists():
            entry["sha256sums"] = _digest(sums)
    (releases_dir / "index.json").write_bytes(spelled(chained(listed)))


# --- T02-T07: files ----------------------------------------------------------------------------------------


@case("T02 one digit of a cell, the size kept")
def _(releases_dir: Path) -> bool:
    _edit(releases_dir / "1.0.0/data/tallies.csv", b"420", b"450")
    return _reports(releases_dir, "data/tallies.csv", "published")


@case("T03 rows swapped")
def _(releases_dir: Path) -> bool:
    _edit(releases_dir / "1.0.0/data/sources.csv", b"sana,SANA\nsnhr,SNHR", b"snhr,SNHR\nsana,SANA")
    return _reports(releases_dir, "data/sources.csv")


@case("T03 a row doubled")
def _(releases_dir: Path) -> bool:
    _edit(releases_dir / "0.3.0/data/sources.csv", b"sana,SANA\n", b"sana,SANA\nsana,SANA\n")
    return _reports(releases_dir, "data/sources.csv")


@case("T03 a row removed")
def _(releases_dir: Path) -> bool:
    _edit(releases_dir / "0.1.0/data/sources.csv", b"sana,SANA\n", b"")
    return _reports(releases_dir, "data/sources.csv")


for _name, _old, _new in (("CR LF", b"\n", b"\r\n"), ("a byte-order mark", b"", b"\xef\xbb\xbf"), ("no end", b"", b"")):

    @case(f"T04 line ends: {_name}, named as such")
    def _(releases_dir: Path, name: str = _name, old: bytes = _old, new: bytes = _new) -> bool:
        path = releases_dir / "1.0.0/data/tallies.csv"
        data = path.read_bytes()
        path.write_bytes(data[:-1] if name == "no end" else data.replace(old, new) if old else new + data)
        return _reports(releases_dir, "data/tallies.csv", "line ends")


@case("T04 line ends of the checksums themselves")
def _(releases_dir: Path) -> bool:
    path = releases_dir / "1.0.0/SHA256SUMS"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    return _reports(releases_dir, "SHA256SUMS", "line ends")


for _name in ("extra.csv", "data/.hidden", "data/Tallies.csv", "data/tallie\u0301s.csv", "data/talliés.csv", "x/y.csv"):

    @case(f"T05 a file added: {_name!a}")
    def _(releases_dir: Path, name: str = _name) -> bool:
        write(releases_dir / "1.0.0", {name: b"x\n"})
        return seen(releases_dir)[0] == 4


@case("T05 an empty folder added")
def _(releases_dir: Path) -> bool:
    (releases_dir / "1.0.0/empty").mkdir()
    return _reports(releases_dir, "empty", "empty")


@case("T05 a file beside the releases")
def _(releases_dir: Path) -> bool:
    (releases_dir / "1.0.0.zip").write_bytes(b"x")
    return _reports(releases_dir, "1.0.0.zip")


@case("T06 a file removed")
def _(releases_dir: Path) -> bool:
    (releases_dir / "1.0.0/README.md").unlink()
    return _reports(releases_dir, "README.md", "not there")


@case("T06 a file renamed")
def _(releases_dir: Path) -> bool:
    (releases_dir / "1.0.0/README.md").rename(releases_dir / "1.0.0/README")
    return _reports(releases_dir, "README.md", "not there") and _reports(releases_dir, "README", "not listed")


@case("T06 a link to an equal file")
def _(releases_dir: Path) -> bool:
    path = releases_dir / "1.0.0/README.md"
    path.rename(releases_dir.parent / "readme")
    path.symlink_to(releases_dir.parent / "readme")
    return _reports(releases_dir, "README.md", "link")


@case("T06 a link to an equal folder")
def _(releases_dir: Path) -> bool:
    (releases_dir / "1.0.0/data").rename(releases_dir.parent / "data-of-1.0.0")
    (releases_dir / "1.0.0/data").symlink_to(releases_dir.parent / "data-of-1.0.0")
    return _reports(releases_dir, "data", "link")


@case("T06 the release itself a link")
def _(releases_dir: Path) -> bool:
    (releases_dir / "1.0.0").rename(releases_dir.parent / "moved")
    (releases_dir / "1.0.0").symlink_to(releases_dir.parent / "moved")
    return _reports(releases_dir, "", "link")


@case("T06 a pipe in place of a file")
def _(releases_dir: Path) -> bool:
    (releases_dir / "1.0.0/README.md").unlink()
    pipe(releases_dir / "1.0.0/README.md")
    return _reports(releases_dir, "README.md", "pipe")


@case("T06 a hard link and another mode are the same bytes, and not judged")
def _(releases_dir: Path) -> bool:
    (releases_dir / "1.0.0/README.md").chmod(0o755)
    os.link(releases_dir / "1.0.0/README.md", releases_dir.parent / "linked")
    return seen(releases_dir) == (0, [])


for _name, _old, _new in (
    ("version", b'"1.0.0"', b'"1.0.1"'),
    ("date", b"2025-05-01", b"2025-05-02"),
    ("a resource renamed", b'"sources"', b'"source"'),
):

    @case(f"T07 the descriptor edited: {_name}, checksums and index made to fit")
    def _(releases_dir: Path, old: bytes = _old, new: bytes = _new) -> bool:
        _edit(releases_dir / "1.0.0/datapackage.json", old, new)
        simple = _reports(releases_dir, "datapackage.json")
        _recheck(releases_dir / "1.0.0")
        _reindex(releases_dir)
        return simple and seen(releases_dir)[0] == 4


@case("T07 the descriptor leads outside, checksums and index made to fit")
def _(releases_dir: Path) -> bool:
    _edit(releases_dir / "1.0.0/datapackage.json", b'"data/sources.csv"', b'"../1.0.0/data/sources.csv"')
    _recheck(releases_dir / "1.0.0")
    _reindex(releases_dir)
    return _reports(releases_dir, "datapackage.json", "path")


@case("T07 the descriptor is no JSON")
def _(releases_dir: Path) -> bool:
    (releases_dir / "1.0.0/datapackage.json").write_bytes(b"[" * 100_000)
    return _reports(releases_dir, "datapackage.json")


# --- T08-T10: checksums, index, everything -----------------------------------------------------------------


@case("T08 a file and its checksum: found from the index")
def _(releases_dir: Path) -> bool:
    _edit(releases_dir / "1.0.0/data/tallies.csv", b"420", b"450")
    _recheck(releases_dir / "1.0.0")
    return _reports(releases_dir, "SHA256SUMS", entries(releases_dir)[-1]["sha256sums"])


@case("T08 the same in a copy without an index: good, but said to be held against itself alone")
def _(releases_dir: Path) -> bool:
    copy = Path(shutil.copytree(releases_dir / "1.0.0", releases_dir.parent / "alone" / "copy"))
    digest = _digest(copy / "SHA256SUMS")
    _edit(copy / "data/tallies.csv", b"420", b"450")
    _recheck(copy)
    nowhere = releases_dir.parent / "nowhere"
    report = verifying.verify(str(copy), nowhere)
    alone = (report.state, report.digest_from, bool(report.remarks)) == ("good", "none", True)
    report = verifying.verify(str(copy), nowhere, digest)
    return alone and (report.state, report.digest_from) == ("bad", "option")


_LINE = b"0" * 64
_SPELLINGS: tuple[tuple[str, bytes | None, bytes], ...] = (
    ("another algorithm", b"", b"sha512:"),
    ("an empty digest", None, b"  README.md\n"),
    ("a short digest", None, b"0" * 63 + b"  README.md\n"),
    ("a digest in capitals", None, b"A" * 64 + b"  README.md\n"),
    ("MD5", None, b"0" * 32 + b"  README.md\n"),
    ("two lines for one file", None, _LINE + b"  README.md\n" + _LINE + b"  README.md\n"),
    ("a file outside", None, _LINE + b"  ../README.md\n"),
    ("an absolute path", None, _LINE + b"  /etc/hostname\n"),
    ("a comment", b"", b"# checked by hand\n"),
    ("itself", None, _LINE + b"  SHA256SUMS\n"),
    ("nothing", None, b""),
)
for _name, _kept, _new in _SPELLINGS:

    @case(f"T09 checksums that list {_name}, the index made to fit")
    def _(releases_dir: Path, kept: bytes | None = _kept, new: bytes = _new) -> bool:
        path = releases_dir / "1.0.0/SHA256SUMS"
        path.write_bytes(new if kept is None else new + path.read_bytes())
        _reindex(releases_dir)
        return _reports(releases_dir, "SHA256SUMS")


@case("T10 files, checksums and index rewritten: nothing inside shows it, a digest of the index from outside does")
def _(releases_dir: Path) -> bool:
    known, sums = _digest(releases_dir / "index.json"), _digest(releases_dir / "1.0.0/SHA256SUMS")
    vouched = seen(releases_dir, known) == (0, []) and seen(releases_dir, sums) == (0, [])
    _edit(releases_dir / "1.0.0/data/tallies.csv", b"420", b"450")
    _recheck(releases_dir / "1.0.0")
    _reindex(releases_dir)
    caught = (
        seen(releases_dir, known)[0] == 4
        and seen(releases_dir, sums)[0] == 4
        and verify_release(releases_dir, digest=sums).state == "bad"
    )
    return vouched and seen(releases_dir) == (0, []) and caught


@case("T10 an earlier release rewritten with the chain: the digest of the index shows it")
def _(releases_dir: Path) -> bool:
    known = _digest(releases_dir / "index.json")
    _edit(releases_dir / "0.1.0/data/tallies.csv", b"420", b"450")
    _recheck(releases_dir / "0.1.0")
    _reindex(releases_dir)
    return seen(releases_dir) == (0, []) and seen(releases_dir, known)[0] == 4


# --- T11: signatures ---------------------------------------------------------------------------------------


@case("T11 signatures missing, unknown, revoked, expired, of another file, of another version: six messages")
def _(releases_dir: Path) -> bool:
    if shutil.which("ssh-keygen") is None:
        return False
    ours, stranger = key(releases_dir.parent / "keys", "ours"), key(releases_dir.parent / "keys", "stranger")
    sums, other = sums_of(files_of("1.0.0")), sums_of(files_of("0.3.0"))
    outcomes = [";".join(verify_release(releases_dir).remarks) or verify_release(releases_dir).signature]
    for blob, options, revoked in (
        (signed(sums, stranger), "", False),
        (signed(sums, ours), "", True),
        (signed(sums, ours), 'valid-before="20250401"', False),
        (signed(files_of("1.0.0")["README.md"], ours), "", False),
        (signed(other, ours), "", False),
    ):
        for name in ("allowed_signers", "revoked_signers"):
            (releases_dir / name).unlink(missing_ok=True)
        allow(releases_dir, ours, options=options)
        if revoked:
            shutil.copy(ours.with_suffix(".pub"), releases_dir / "revoked_signers")
        (releases_dir / "1.0.0/SHA256SUMS.sig").write_bytes(blob)
        if verify_release(releases_dir).state != "bad" or seen(releases_dir)[0] != 4:
            return False
        outcomes += [finding.message for finding in verify_release(releases_dir).findings]
    return len(set(outcomes)) == 6 == len(outcomes)


# --- T12-T16: versions, copies, the index, what cannot be read ---------------------------------------------


@case("T12 an older release under a newer name")
def _(releases_dir: Path) -> bool:
    shutil.rmtree(releases_dir / "1.0.0")
    shutil.copytree(releases_dir / "0.3.0", releases_dir / "1.0.0")
    return _reports(releases_dir, "datapackage.json", "0.3.0", "1.0.0")


@case("T12 the same, and the index made to fit")
def _(releases_dir: Path) -> bool:
    shutil.rmtree(releases_dir / "1.0.0")
    shutil.copytree(releases_dir / "0.3.0", releases_dir / "1.0.0")
    _reindex(releases_dir)
    return _reports(releases_dir, "datapackage.json", "0.3.0", "1.0.0")


@case("T12 an older release in a zip of a newer name")
def _(releases_dir: Path) -> bool:
    nowhere = releases_dir.parent / "nowhere"
    bad = zipped(releases_dir / "0.3.0", releases_dir.parent / "casualty-dataset-1.0.0.zip")
    good = zipped(releases_dir / "1.0.0", releases_dir.parent / "good" / "casualty-dataset-1.0.0.zip")
    report = verifying.verify(str(bad), nowhere)
    return report.state == "bad" and verifying.verify(str(good), nowhere).state == "good"


@case("T12 the newest hidden, folder and entry: nothing inside shows it, each digest from outside does")
def _(releases_dir: Path) -> bool:
    known, sums = _digest(releases_dir / "index.json"), _digest(releases_dir / "1.0.0/SHA256SUMS")
    shutil.rmtree(releases_dir / "1.0.0")
    (releases_dir / "index.json").write_bytes(spelled(entries(releases_dir)[:-1]))
    return seen(releases_dir) == (0, []) and seen(releases_dir, known)[0] == 4 and seen(releases_dir, sums)[0] == 4


@case("T12 the newest entry cut, the folder left")
def _(releases_dir: Path) -> bool:
    (releases_dir / "index.json").write_bytes(spelled(entries(releases_dir)[:-1]))
    return _reports(releases_dir, "1.0.0", "no entry")


@case("T12 a digest noted long ago still holds, and vouches for what was there then")
def _(releases_dir: Path) -> bool:
    known = _digest(releases_dir / "index.json")
    publish(releases_dir, "1.1.0")
    verification = verifying.verify_all(releases_dir, known)
    froms = {report.release: report.digest_from for report in verification.reports}
    return not verification.index and froms["1.0.0"] == "option" and froms["1.1.0"] == "index"


@case("T13 two copies of one version: the digest of the one refuses the other")
def _(releases_dir: Path) -> bool:
    other = publish(releases_dir.parent / "mirror", "1.0.0", day="2025-05-02")
    first, second = _digest(releases_dir / "1.0.0/SHA256SUMS"), _digest(other / "SHA256SUMS")
    reports = [verify_release(releases_dir, digest=second), verifying.verify(str(other), releases_dir, first)]
    return [report.state for report in reports] == ["bad", "bad"] and verify_release(
        releases_dir, digest=first
    ).state == "good"


for _at in range(4):

    @case(f"T14 entry {_at + 1} of the index cut out")
    def _(releases_dir: Path, at: int = _at) -> bool:
        listed = entries(releases_dir)
        (releases_dir / "index.json").write_bytes(spelled(listed[:at] + listed[at + 1 :]))
        return _reports(releases_dir, "index.json", f"entry {at + 1} ")

    @case(f"T14 entry {_at + 1} of the index edited")
    def _(releases_dir: Path, at: int = _at) -> bool:
        listed = entries(releases_dir)
        listed[at]["date"] = "2025-04-30"
        (releases_dir / "index.json").write_bytes(spelled(listed))
        return _reports(releases_dir, "index.json", f"entry {at + 2} ")


@case("T14 entries of the index reordered")
def _(releases_dir: Path) -> bool:
    listed = entries(releases_dir)
    (releases_dir / "index.json").write_bytes(spelled([listed[1], listed[0], *listed[2:]]))
    return _reports(releases_dir, "index.json", "entry 1 ")


@case("T14 a withdrawal cut out, the chain made to fit")
def _(releases_dir: Path) -> bool:
    listed = [entry for entry in entries(releases_dir) if "withdrawn" not in entry]
    (releases_dir / "index.json").write_bytes(spelled(chained(listed)))
    return _reports(releases_dir, "", "not there")


@case("T14 rows of the last entry, which nothing holds")
def _(releases_dir: Path) -> bool:
    listed = entries(releases_dir)
    listed[-1]["rows"]["tallies"] += 1
    (releases_dir / "index.json").write_bytes(spelled(listed))
    return _reports(releases_dir, "index.json", "tallies")


@case("T14 the index removed")
def _(releases_dir: Path) -> bool:
    (releases_dir / "index.json").unlink()
    return _reports(releases_dir, "index.json", "missing")


@case("T14 a release withdrawn: fine without its files, a finding with them")
def _(releases_dir: Path) -> bool:
    kept = Path(shutil.copytree(releases_dir / "0.3.0", releases_dir.parent / "kept"))
    withdraw(releases_dir, "0.3.0")
    gone = seen(releases_dir)[0] == 0 and verify_release(releases_dir, "0.3.0").state == "withdrawn"
    kept.rename(releases_dir / "0.3.0")
    return gone and seen(releases_dir)[0] == 4 and verify_release(releases_dir, "0.3.0").state == "withdrawn"


@case("T15 a file that cannot be read: not checked, which is not good")
def _(releases_dir: Path) -> bool:
    with mock.patch("hashlib.file_digest", side_effect=OSError(5, "Input/output error", "data/tallies.csv")):
        report = verify_release(releases_dir)
        return report.state == "not_checked" and verifying.Verification([report]).outcome().exit_code == 3


@case("T16 an index of a newer tool is refused")
def _(releases_dir: Path) -> bool:
    listed = entries(releases_dir)
    listed[-1]["parity"] = "full"
    (releases_dir / "index.json").write_bytes(spelled(chained(listed)))
    return _reports(releases_dir, "index.json", "newer")


@case("control: the untouched shelf is good")
def _(releases_dir: Path) -> bool:
    return seen(releases_dir) == (0, []) and index.read_entries(releases_dir) == entries(releases_dir)


def zipped(folder: Path, to: Path) -> Path:
    """A release as a zip."""
    to.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
    return to
