"""Whether a release is what was published: its files, its version, its digest, its signature.

A checksum proves nothing by itself, for whoever changes a file can change the checksum too. So everything starts from a
digest of ``SHA256SUMS`` that stands elsewhere: in the index of releases, or in the hands of whoever asks. Where there
is neither, the release is compared with itself alone, and the report says so.
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
from casualty_dataset.core.versions import is_day, is_version
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
_ENDING = re.compile(r"(?:.*[^0-9.])?([0-9]+\.[0-9]+\.[0-9]+)")

Others = Callable[[], Iterator[tuple[str, bytes]]]


@dataclass(frozen=True, slots=True)
class Trust:
    """What a release is held against: the entries of the index, a digest given by the caller, whose signatures count.

    ``others`` gives further files, with a name for each, that a signature may have been made for instead.
    """

    listed: Sequence[index.Entry] = ()
    digest: str | None = None
    signers: Path | None = None
    others: Others = lambda: iter(())


@dataclass(slots=True)
class Report:
    """What was found of one release; ``remarks`` are no findings."""

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
        """The report as programs read it."""
        findings = [{"path": path, "message": message} for path, message in self.findings]
        return {
            "release": self.release,
            "state": self.state,
            "digest_from": self.digest_from,
            "signature": self.signature,
            "findings": findings,
        }


@dataclass(frozen=True, slots=True)
class _Said:
    """What ``datapackage.json`` says: version, day, names of the tables in their order."""

    version: str = ""
    day: str = ""
    tables: tuple[str, ...] = ()


def named_version(path: str) -> str | None:
    """The version that the name of a folder or zip ends with, if it does: ``0.2.0``, ``casualty-dataset-0.2.0.zip``."""
    found = _ENDING.fullmatch(path.removesuffix(".zip"))
    return found[1] if found and is_version(found[1]) else None


def examine(container: Archive, names: Sequence[str], trust: Trust) -> Report:
    """Whether an opened package is the release that was published.

    ``names`` are the versions that its folder or zip bears. What cannot be read is a state of its own, and never good.
    """
    report = Report(names[0] if names else container.where)
    try:
        _examined(container, names, trust, report)
    except OSError as error:
        where = printable_path(str(error.filename)) if error.filename else container.where
        report.findings.append(Finding(where, f"it cannot be read ({error.strerror or error}), so it was not checked"))
        report.state = BAD if report.state == BAD else NOT_CHECKED
    return report


def _examined(container: Archive, names: Sequence[str], trust: Trust, report: Report) -> None:
    said = _descriptor(container, report)
    if not names and is_version(said.version):
        report.release = said.version
    for name in names:
        if name != said.version:
            report.add(
                descriptor.DESCRIPTOR,
                f"it is of version {printable_path(said.version) or 'none'}, the release is called {name}",
            )
    try:
        data = container.read(SUMS, SUMS_CAP)
        sums = read_checksums(container)
    except Damaged as damaged:
        report.findings += sorted({*damaged.findings, *container.findings})
        report.state = BAD
        data, sums = b"", {}
    entry = index.published_releases(trust.listed).get(report.release)
    _trace(report, data, entry, trust)
    if entry is not None and entry["date"] != said.day:
        report.add(
            descriptor.DESCRIPTOR, f"it is of {printable_path(said.day) or 'no day'}, {index.NAME} says {entry['date']}"
        )
    _sign(container, data, sums, trust, report, entry["date"] if entry else said.day)
    if data:
        _compare(container, data, sums, report)


def _compare(container: Archive, data: bytes, sums: Mapping[str, str], report: Report) -> None:
    """Hold every file against its checksum, and the descriptor against the files that were found good."""
    for path, message in differences(container, sums):
        report.add(path, message)
    if container.read(SUMS, SUMS_CAP) != data:
        report.add(SUMS, "it was changed while the release was read")
    if report.state == GOOD:  # of other files it would say what is said already
        try:
            descriptor.read_descriptor(container, sums)
        except Damaged as damaged:
            report.findings += damaged.findings
            report.state = BAD


def _descriptor(container: Archive, report: Report) -> _Said:
    try:
        return read_identity(container)
    except Damaged as damaged:
        report.findings += damaged.findings
        report.state = BAD
        return _Said()


def read_identity(container: Archive) -> _Said:
    """What the descriptor says of the release.

    Raises :class:`Damaged` where it cannot be understood, and ``OSError``.
    """
    try:
        whole = parse_object(container.read(descriptor.DESCRIPTOR, SIZE_CAP))
        version, day = whole["version"], whole["created"][:10]
        tables = tuple(resource["name"] for resource in whole["resources"])
    except NotStrictJson as fault:
        raise container.damaged(descriptor.DESCRIPTOR, str(fault)) from None
    except (KeyError, TypeError):
        raise container.damaged(descriptor.DESCRIPTOR, "it does not say which release this is") from None
    if not all(isinstance(text, str) for text in (version, day, *tables)):
        raise container.damaged(descriptor.DESCRIPTOR, "it does not say which release this is")
    return _Said(version, day, tables)


def _trace(report: Report, data: bytes, entry: index.Entry | None, trust: Trust) -> None:
    """Hold the digest of ``SHA256SUMS`` against the one from outside, or say that there is none."""
    found = hashlib.sha256(data).hexdigest() if data else "nothing"
    if trust.digest is not None:
        report.digest_from = "option"
        if found != trust.digest:
            report.add(SUMS, f"its digest is {found}, the one given is {trust.digest}")
    elif entry is not None:
        report.digest_from = "index"
    if entry is not None and found != entry["sha256sums"]:
        report.add(SUMS, f"its digest is {found}, {index.NAME} says {entry['sha256sums']}")


def _sign(container: Archive, data: bytes, sums: Mapping[str, str], trust: Trust, report: Report, day: str) -> None:
    """Judge the signature; one that lies where no signature belongs counts as bad."""
    placed = {name for name in (*container.names, *sums) if name.rpartition("/")[2] == SIGNATURE}
    astray = sorted(placed - {SIGNATURE} | placed & sums.keys())
    for name in astray:
        report.add(printable_path(name), f"a signature belongs beside {SUMS} and is not listed in it")
    if astray:
        report.signature = BAD
        return
    if SIGNATURE not in container.sizes:
        return
    try:
        blob = container.read(SIGNATURE, signature.CAP)
    except Damaged as damaged:
        verdict = signature.Verdict("bad", damaged.findings[0].message)
    else:
        verdict = signature.check_signature(
            data, blob, trust.signers, day if is_day(day) else None, _others(container, trust)
        )
    report.signature = verdict.state
    if verdict.state == "good":
        report.remarks.append(f"signed by {verdict.signer}")
    elif verdict.state == NOT_CHECKED:
        report.remarks.append(f"its signature was not checked: {verdict.message}")
    else:
        report.add(SIGNATURE, verdict.message)


def _others(container: Archive, trust: Trust) -> Iterator[tuple[str, bytes]]:
    """What a signature may have been made for instead: other releases, and the files of this one."""
    yield from trust.others()
    small = [name for name, size in container.sizes.items() if size <= _OTHER_CAP and name not in (SUMS, SIGNATURE)]
    for name in small[:_MOST_OTHERS]:
        try:
            yield name, container.read(name, _OTHER_CAP)
        except Damaged:
            continue


def mark_withdrawn(report: Report, entry: index.Entry) -> Report:
    """The report of a release whose files are here although it was withdrawn."""
    told = f"the release was withdrawn on {entry['date']} ({printable_path(entry['withdrawn'])}): take its files away"
    return replace(report, state=WITHDRAWN, findings=[Finding("", told), *report.findings])


def entry_faults(container: Archive, entry: index.Entry, *, count: bool) -> list[Finding]:
    """Where the tables of a sound release are not those of its entry, in this order; with ``count``, their rows too.

    An entry that another one follows is held by the chain; of the last one only the release itself can tell.
    Raises :class:`Damaged` and ``OSError``.
    """
    name, rows = f"the entry of {entry['version']}", entry["rows"]
    if tuple(rows) != read_identity(container).tables:
        return [
            Finding(index.NAME, f"{name} lists its tables in another order than {descriptor.DESCRIPTOR}, or others")
        ]
    found = []
    for table, said in rows.items() if count else ():
        with container.open(f"data/{table}.csv") as file:
            held = sum(block.count(b"\n") for block in iter(lambda: file.read(1024**2), b"")) - 1
        if held != said:
            found.append(Finding(index.NAME, f"{name} says {said:,} rows of {table}, the release holds {held:,}"))
    return found
