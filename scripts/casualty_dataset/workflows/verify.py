"""Verify releases against their published checksums: one, several, or all of a folder with its index."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from casualty_dataset.core.errors import (
    BrokenIndex,
    Damaged,
    Finding,
    IntegrityError,
    UnknownRelease,
    Unreadable,
    WrongCall,
)
from casualty_dataset.core.versions import is_version, version_key
from casualty_dataset.history import release_index as index
from casualty_dataset.releases import verify as integrity
from casualty_dataset.releases.archive import SUMS, SUMS_CAP, Archive, open_archive, printable_path
from casualty_dataset.releases.find import release_path
from casualty_dataset.releases.verify import Report, Trust

ALLOWED_FILES = frozenset({index.NAME, "allowed_signers", "revoked_signers"})
"""Files that belong in the folder of releases beside the releases."""

_TEMPORARY = (".staging-", ".lock")
"""How the names of files begin that a running or interrupted release leaves."""

Check = Callable[[Archive, Report], None]
"""A further check of a release that is good so far; it adds its findings to the report."""


class Outcome(NamedTuple):
    """The exit code of a verification, and the reason if no finding says it."""

    exit_code: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """A report for each release, and the findings on the index; None if the index was not asked for."""

    reports: Sequence[Report]
    index: Sequence[Finding] | None = None

    def outcome(self, *, require_signature: bool = False) -> Outcome:
        """Return the exit code: that of an integrity error, of an unreadable release, or 0.

        A withdrawn release whose files are gone is fine.
        """
        present = [report for report in self.reports if report.state != "withdrawn" or report.findings]
        signatures = {report.signature for report in present} if require_signature else set()
        if self.index or any(report.state in ("bad", "withdrawn") for report in present):
            return Outcome(IntegrityError.exit_code)
        if "missing" in signatures:
            return Outcome(IntegrityError.exit_code, "a signature is required, and there is none.")
        if "not_checked" in signatures:
            return Outcome(Unreadable.exit_code, "a signature is required, and it could not be checked.")
        unchecked = any(report.state == "not_checked" for report in present)
        return Outcome(Unreadable.exit_code if unchecked else 0)


def verification(
    releases_dir: Path, releases: Sequence[str], digest: str | None, *, every: bool, parity: bool
) -> Verification:
    """Verify the ``releases`` named, or ``every`` release of the folder with its index.

    See :func:`verify` and :func:`verify_all`. ``parity`` also compares all forms of the tables. Raises
    :class:`WrongCall`, :class:`UnknownRelease` and ``OSError``.
    """
    if every == bool(releases):
        raise WrongCall("Name one or more releases, or give --all.")
    if digest and len(releases) > 1:
        raise WrongCall("A digest is that of one release: verify them one by one.")
    check = check_parity if parity else None
    if every:
        return verify_all(releases_dir, digest, check)
    return Verification([verify(release, releases_dir, digest, check) for release in releases])


def check_parity(archive: Archive, report: Report) -> None:
    """Add a finding for every form of the tables whose content differs."""
    from casualty_dataset.releases import parity  # the only check that reads tables

    for path, message in parity.check_parity(archive):
        report.add(path, message)


# --- one release -------------------------------------------------------------------------------------------


def verify(release: str, releases_dir: Path, digest: str | None = None, check: Check | None = None) -> Report:
    """Verify one release: a folder, a zip, or a version in ``releases_dir``; see :func:`release_path`.

    Its checksums are compared with ``digest``, the SHA-256 of ``SHA256SUMS``, if that is given, and with the index
    beside it, or for a copy elsewhere with that of ``releases_dir``. Nothing is written, and no connection opened.
    Raises :class:`UnknownRelease`.
    """
    path = Path(os.path.abspath(release_path(release, releases_dir)))  # noqa: PTH100 - no link is followed
    index_dir = path.parent if (path.parent / index.NAME).exists() else releases_dir
    entries, faults = _read_index(index_dir)
    try:
        report = _examine(path, Trust(entries, digest, index_dir, partial(_other_sums, index_dir, path)), check)
    except (FileNotFoundError, NotADirectoryError):
        report = _report_missing(release, path, entries)
    for fault in faults:
        report.add(index.NAME, fault)
    if report.digest_from == "none" and report.state == integrity.GOOD:
        index_path = printable_path(index_dir / index.NAME)
        why = f"{index_path} does not list it" if entries else "no index of releases is at hand"
        report.remarks.append(f"{why}: give a digest with --digest")
    return report


def _read_index(releases_dir: Path) -> tuple[list[index.Entry], tuple[str, ...]]:
    """Return the entries of the index, or none and its faults."""
    try:
        return index.read_entries(releases_dir), ()
    except BrokenIndex as broken:
        return [], broken.faults


def _examine(path: Path, trust: Trust, *checks: Check | None) -> Report:
    """Examine what is at a path, then run the further checks while the release is good.

    Raises ``FileNotFoundError`` or ``NotADirectoryError`` if nothing is there.
    """
    names = [name for name in [integrity.named_version(path.name)] if name]
    title = names[0] if names else printable_path(path.name)
    try:
        with open_archive(path) as archive:
            top = integrity.named_version(archive.top)
            names += [top] if top and top not in names else []
            report = integrity.examine(archive, names, trust)
            for check in checks:
                if check is not None and report.state == integrity.GOOD:
                    check(archive, report)
    except Damaged as damaged:
        report = Report(title, integrity.BAD, findings=list(damaged.findings))
    except (FileNotFoundError, NotADirectoryError):
        raise
    except OSError as error:
        message = f"it cannot be read ({error.strerror or error}), so it was not checked"
        report = Report(title, integrity.NOT_CHECKED, findings=[Finding(printable_path(path), message)])
    entry = index.withdrawals(trust.listed).get(report.release)
    return integrity.mark_withdrawn(report, entry) if entry else report


def _report_missing(release: str, path: Path, entries: Sequence[index.Entry]) -> Report:
    """Report a release whose files are not there: withdrawn, or lost though the index lists it.

    Raises :class:`UnknownRelease` for any other.
    """
    version = integrity.named_version(path.name) or ""
    if entry := index.withdrawals(entries).get(version):
        remark = f"withdrawn on {entry['date']}: {printable_path(entry['withdrawn'])}"
        return Report(version, integrity.WITHDRAWN, "index", remarks=[remark])
    if version in index.published_releases(entries):
        lost = Finding("", f"{index.NAME} lists it and it is not there")
        return Report(version, integrity.BAD, "index", findings=[lost])
    raise UnknownRelease(
        f"There is no release {printable_path(release)}: {printable_path(path)} is neither a folder nor a zip."
    )


def _other_sums(releases_dir: Path, path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name and bytes of ``SHA256SUMS`` of every release of the folder but the one at ``path``."""
    for version in _versions(releases_dir):
        if releases_dir / version != path:
            try:
                with open_archive(releases_dir / version) as archive:
                    yield f"{version}/{SUMS}", archive.read(SUMS, SUMS_CAP)
            except (Damaged, OSError):
                continue


def _versions(releases_dir: Path) -> list[str]:
    """The entries of the folder that are named like a version, lowest first."""
    names = os.listdir(releases_dir) if releases_dir.is_dir() else []  # noqa: PTH208 - the names are wanted
    return sorted(filter(is_version, names), key=version_key)


# --- all of them -------------------------------------------------------------------------------------------


def verify_all(releases_dir: Path, digest: str | None = None, check: Check | None = None) -> Verification:
    """Verify every release of a folder, and the index itself.

    ``digest`` is that of ``index.json`` as it is now or once was, which vouches for every entry up to then, or that
    of the ``SHA256SUMS`` of one release, which vouches for that one and for the index not being older. Raises
    :class:`UnknownRelease` if the folder holds no releases, and ``OSError``.
    """
    if not (releases_dir / index.NAME).exists() and not _versions(releases_dir):
        raise UnknownRelease(
            f"There are no releases at {printable_path(releases_dir)}: a folder with {index.NAME} is expected there."
        )
    entries, faults = _read_index(releases_dir)
    findings = [Finding(index.NAME, fault) for fault in faults]
    if faults:  # no entry can be trusted, so each release is compared with its own checksums only
        findings += _strays(releases_dir, None)
        versions = _versions(releases_dir)
        return Verification([_examine(releases_dir / name, Trust(signers=releases_dir)) for name in versions], findings)
    if not entries:
        findings.append(Finding(index.NAME, "it is missing, or lists nothing"))
    vouched = _vouched(entries, digest, findings)
    published = index.published_releases(entries)
    reports = [_verify_entry(releases_dir, entry, entries, findings, check) for entry in published.values()]
    for report in reports:
        if report.release in vouched and report.digest_from == "index":
            report.digest_from = "option"
    findings += _strays(releases_dir, published.keys())
    return Verification(reports, findings)


def _verify_entry(
    releases_dir: Path,
    entry: index.Entry,
    entries: Sequence[index.Entry],
    findings: list[Finding],
    check: Check | None,
) -> Report:
    """Verify a release and its entry; faults of the entry are added to the findings."""
    version, is_last = entry["version"], entry is entries[-1]
    path = releases_dir / version

    def check_entry(archive: Archive, _: Report) -> None:
        findings.extend(integrity.entry_faults(archive, entry, count=is_last))

    trust = Trust(entries, None, releases_dir, partial(_other_sums, releases_dir, path))
    try:
        return _examine(path, trust, check_entry, check)
    except FileNotFoundError:
        return _report_missing(version, path, entries)


def _vouched(entries: Sequence[index.Entry], digest: str | None, findings: list[Finding]) -> set[str]:
    """Return the versions that a digest from outside vouches for; if it vouches for none, a finding is added."""
    if digest is None:
        return set()
    for length in range(len(entries), 0, -1):
        if hashlib.sha256(index.render(entries[:length])).hexdigest() == digest:
            return set(index.published_releases(entries[:length]))
    published = index.published_releases(entries)
    versions = {version for version, entry in published.items() if entry["sha256sums"] == digest}
    if not versions:
        message = "neither it, as it is now or once was, nor any SHA256SUMS that it lists has the digest given"
        findings.append(Finding(index.NAME, f"{message}: it is older than that digest, or was rewritten"))
    return versions


def _strays(releases_dir: Path, listed: Collection[str] | None) -> Iterator[Finding]:
    """Yield a finding for what is in the folder and not ``listed``; if ``listed`` is None, for what is no release."""
    for name in sorted(os.listdir(releases_dir)):  # noqa: PTH208 - the names are wanted
        if name in ALLOWED_FILES or name in (listed or ()) or name.startswith(_TEMPORARY):
            continue
        if not is_version(name):
            yield Finding(printable_path(name), "it is not part of any release and does not belong here")
        elif listed is not None:
            yield Finding(
                name,
                f"no entry of {index.NAME} lists it; `dataset release {name}` completes an interrupted one",
            )
