"""Verify a release against its published checksums: its files, version, digest and signature.

A checksum in a package proves nothing by itself: whoever changes a file can change it too. So the check starts from a
digest of ``SHA256SUMS`` kept elsewhere, in the index of releases or by the caller. Without either, the release is
compared with itself alone, and the report says so.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from casualty_dataset.core.errors import Damaged, Finding, NotStrictJson
from casualty_dataset.core.strict_json import SIZE_CAP, parse_object
from casualty_dataset.core.versions import VERSION, is_day, is_version
from casualty_dataset.history import release_index as index
from casualty_dataset.releases import descriptor, signature
from casualty_dataset.releases.archive import (
    SIGNATURE,
    SUMS,
    SUMS_CAP,
    Archive,
    differences,
    printable_path,
    read_checksums,
)

GOOD, BAD, WITHDRAWN, NOT_CHECKED = "good", "bad", "withdrawn", "not_checked"
_OTHER_CAP = 1024**2
_MOST_OTHERS = 200
_ENDING = re.compile(rf"(?:.*[^0-9.])?({VERSION})")

Others = Callable[[], Iterator[tuple[str, bytes]]]


@dataclass(frozen=True, slots=True)
class Trust:
    """What a release is compared with.

    ``listed``: the entries of the index. ``digest``: that of ``SHA256SUMS``, given by the caller. ``signers``: the
    folder of releases whose ``allowed_signers`` counts. ``others``: yields further named files for which a signature
    may have been made instead.
    """

    listed: Sequence[index.Entry] = ()
    digest: str | None = None
    signers: Path | None = None
    others: Others = lambda: iter(())


@dataclass(slots=True)
class Report:
    """The result for one release; ``remarks`` are not findings."""

    release: str
    state: str = GOOD
    digest_from: str = "none"
    signature: str = "missing"
    findings: list[Finding] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def add(self, path: str, message: str) -> None:
        """Note a finding; a release with one is not good."""
        self.findings.append(Finding(path, message))
        self.state = BAD

    def as_json(self) -> dict[str, Any]:
        """Return the report as ``--format json`` prints it."""
        findings = [{"path": path, "message": message} for path, message in self.findings]
        return {
            "release": self.release,
            "state": self.state,
            "digest_from": self.digest_from,
            "signature": self.signature,
            "findings": findings,
        }


@dataclass(frozen=True, slots=True)
class _Identity:
    """The version, day and table names, in order, in ``datapackage.json``."""

    version: str = ""
    day: str = ""
    tables: tuple[str, ...] = ()


def named_version(path: str) -> str | None:
    """Return the version at the end of the name of a folder or zip, such as ``casualty-dataset-0.2.0.zip``, if any."""
    match = _ENDING.fullmatch(path.removesuffix(".zip"))
    return match[1] if match else None


def examine(archive: Archive, names: Sequence[str], trust: Trust) -> Report:
    """Verify an open package.

    ``names`` are the versions in the name of its folder or zip. If something cannot be read, the state is
    ``not_checked``, or ``bad`` if a fault was found before.
    """
    report = Report(names[0] if names else archive.label)
    try:
        _examine(archive, names, trust, report)
    except OSError as error:
        path = printable_path(str(error.filename)) if error.filename else archive.label
        report.findings.append(Finding(path, f"it cannot be read ({error.strerror or error}), so it was not checked"))
        report.state = BAD if report.state == BAD else NOT_CHECKED
    return report


def _examine(archive: Archive, names: Sequence[str], trust: Trust, report: Report) -> None:
    identity = _descriptor(archive, report)
    if not names and is_version(identity.version):
        report.release = identity.version
    for name in names:
        if name != identity.version:
            report.add(
                descriptor.DESCRIPTOR,
                f"it is of version {printable_path(identity.version) or 'none'}, the release is called {name}",
            )
    try:
        data = archive.read(SUMS, SUMS_CAP)
        sums = read_checksums(archive)
    except Damaged as damaged:
        report.findings += sorted({*damaged.findings, *archive.findings})
        report.state = BAD
        data, sums = b"", {}
    entry = index.published_releases(trust.listed).get(report.release)
    _compare_digest(report, data, entry, trust)
    if entry is not None and entry["date"] != identity.day:
        report.add(
            descriptor.DESCRIPTOR,
            f"it is of {printable_path(identity.day) or 'no day'}, {index.NAME} says {entry['date']}",
        )
    _check_signature(archive, data, sums, trust, report, entry["date"] if entry else identity.day)
    if data:
        _compare(archive, data, sums, report)


def _compare(archive: Archive, data: bytes, sums: Mapping[str, str], report: Report) -> None:
    """Compare every file with its checksum, and then the descriptor with the files if they are good."""
    for path, message in differences(archive, sums):
        report.add(path, message)
    if archive.read(SUMS, SUMS_CAP) != data:
        report.add(SUMS, "it was changed while the release was read")
    if report.state == GOOD:  # a finding about other files would repeat those above
        try:
            descriptor.read_descriptor(archive, sums)
        except Damaged as damaged:
            report.findings += damaged.findings
            report.state = BAD


def _descriptor(archive: Archive, report: Report) -> _Identity:
    try:
        return read_identity(archive)
    except Damaged as damaged:
        report.findings += damaged.findings
        report.state = BAD
        return _Identity()


def read_identity(archive: Archive) -> _Identity:
    """Read from the descriptor which release this is.

    Raises :class:`Damaged` if it cannot be understood, and ``OSError``.
    """
    try:
        metadata = parse_object(archive.read(descriptor.DESCRIPTOR, SIZE_CAP))
        version, day = metadata["version"], metadata["created"][:10]
        tables = tuple(resource["name"] for resource in metadata["resources"])
    except NotStrictJson as fault:
        raise archive.damaged(descriptor.DESCRIPTOR, str(fault)) from None
    except (KeyError, TypeError):
        raise archive.damaged(descriptor.DESCRIPTOR, "it does not say which release this is") from None
    if not all(isinstance(text, str) for text in (version, day, *tables)):
        raise archive.damaged(descriptor.DESCRIPTOR, "it does not say which release this is")
    return _Identity(version, day, tables)


def _compare_digest(report: Report, data: bytes, entry: index.Entry | None, trust: Trust) -> None:
    """Compare the digest of ``SHA256SUMS`` with the one from outside, and note where that comes from."""
    actual = hashlib.sha256(data).hexdigest() if data else "nothing"
    if trust.digest is not None:
        report.digest_from = "option"
        if actual != trust.digest:
            report.add(SUMS, f"its digest is {actual}, the one given is {trust.digest}")
    elif entry is not None:
        report.digest_from = "index"
    if entry is not None and actual != entry["sha256sums"]:
        report.add(SUMS, f"its digest is {actual}, {index.NAME} says {entry['sha256sums']}")


def _check_signature(
    archive: Archive, data: bytes, sums: Mapping[str, str], trust: Trust, report: Report, day: str
) -> None:
    """Check the signature; one in a place where no signature belongs is bad."""
    placed = {name for name in (*archive.names, *sums) if name.rpartition("/")[2] == SIGNATURE}
    astray = sorted(placed - {SIGNATURE} | placed & sums.keys())
    for name in astray:
        report.add(printable_path(name), f"a signature belongs beside {SUMS} and is not listed in it")
    if astray:
        report.signature = BAD
        return
    if SIGNATURE not in archive.sizes:
        return
    try:
        blob = archive.read(SIGNATURE, signature.CAP)
    except Damaged as damaged:
        verdict = signature.Verdict("bad", damaged.findings[0].message)
    else:
        verdict = signature.check_signature(
            data, blob, trust.signers, day if is_day(day) else None, _others(archive, trust)
        )
    report.signature = verdict.state
    if verdict.state == "good":
        report.remarks.append(f"signed by {verdict.signer}")
    elif verdict.state == NOT_CHECKED:
        report.remarks.append(f"its signature was not checked: {verdict.message}")
    else:
        report.add(SIGNATURE, verdict.message)


def _others(archive: Archive, trust: Trust) -> Iterator[tuple[str, bytes]]:
    """Yield the files for which a signature may have been made instead: other releases, and the files of this one."""
    yield from trust.others()
    small = [name for name, size in archive.sizes.items() if size <= _OTHER_CAP and name not in (SUMS, SIGNATURE)]
    for name in small[:_MOST_OTHERS]:
        try:
            yield name, archive.read(name, _OTHER_CAP)
        except Damaged:
            continue


def mark_withdrawn(report: Report, entry: index.Entry) -> Report:
    """Return the report of a release whose files are here although it was withdrawn."""
    message = (
        f"the release was withdrawn on {entry['date']} ({printable_path(entry['withdrawn'])}): take its files away"
    )
    return replace(report, state=WITHDRAWN, findings=[Finding("", message), *report.findings])


def entry_faults(archive: Archive, entry: index.Entry, *, count: bool) -> list[Finding]:
    """Compare the tables of a good release with its entry in the index; with ``count``, their rows too.

    The chain protects every entry but the last, which only the release itself can confirm. Raises :class:`Damaged`
    and ``OSError``.
    """
    name, rows = f"the entry of {entry['version']}", entry["rows"]
    if tuple(rows) != read_identity(archive).tables:
        return [
            Finding(index.NAME, f"{name} lists its tables in another order than {descriptor.DESCRIPTOR}, or others")
        ]
    findings = []
    for table, expected in rows.items() if count else ():
        with archive.open(f"data/{table}.csv") as file:
            actual = sum(block.count(b"\n") for block in iter(lambda: file.read(1024**2), b"")) - 1
        if actual != expected:
            findings.append(
                Finding(index.NAME, f"{name} says {expected:,} rows of {table}, the release has {actual:,}")
            )
    return findings
