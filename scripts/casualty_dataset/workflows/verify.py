"""The order of the steps by which what was published is verified, and by which a release is withdrawn."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from casualty_dataset.core.errors import BrokenIndex, Damaged, Finding, NotWithdrawable, UnknownRelease
from casualty_dataset.core.versions import is_version, version_key
from casualty_dataset.history import release_index as index
from casualty_dataset.releases import verify as integrity
from casualty_dataset.releases.archive import SUMS, SUMS_CAP, Archive, open_archive, printable_path
from casualty_dataset.releases.find import release_path
from casualty_dataset.releases.verify import Report, Trust

BESIDE = frozenset({index.NAME, "allowed_signers", "revoked_signers"})
"""Files that may stand in the folder of releases beside the releases."""

_PASSING = (".staging-", ".lock")  # of a release that is being made, or of one that died


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found of each release, and of the index where that was asked for (else None)."""

    reports: Sequence[Report]
    index: Sequence[Finding] | None = None


# --- one release -------------------------------------------------------------------------------------------


Further = Callable[[Archive, Report], None]
"""What else is asked of a release that was found good."""


def same_in_every_form(container: Archive, report: Report) -> None:
    """Ask whether every form of the tables holds the same content; what does not becomes a finding."""
    from casualty_dataset.releases.parity import check_parity

    for path, message in check_parity(container):
        report.add(path, message)


def verify(release: str, shelf: Path, digest: str | None = None, further: Further | None = None) -> Report:
    """Verify one release: a folder, a zip, or a version on the shelf; see :func:`release_path`.

    It is held against ``digest``, the SHA-256 of its ``SHA256SUMS``, where that is given, and against the index beside
    it, or, for a copy that lies elsewhere, the one of ``shelf``. Nothing is written, and no connection opened. Raises
    :class:`UnknownRelease`.
    """
    path = Path(os.path.abspath(release_path(release, shelf)))  # noqa: PTH100 - a link is not followed here either
    home = path.parent if (path.parent / index.NAME).exists() else shelf
    listed, faults = _entries(home)
    try:
        report = _one(path, Trust(listed, digest, home, partial(_other_sums, home, path)), further)
    except (FileNotFoundError, NotADirectoryError):
        report = _absent(release, path, listed)
    for fault in faults:
        report.findings.append(Finding(index.NAME, fault))
        report.state = integrity.BAD
    if report.digest_from == "none" and report.state == integrity.GOOD:
        known = f"{printable_path(home / index.NAME)} does not list it" if listed else "no index of releases is at hand"
        report.remarks.append(f"{known}: give a digest with --digest")
    return report


def _entries(shelf: Path) -> tuple[list[index.Entry], tuple[str, ...]]:
    try:
        return index.read_entries(shelf), ()
    except BrokenIndex as broken:
        return [], broken.faults


def _one(path: Path, trust: Trust, *further: Further | None) -> Report:
    """Raises ``FileNotFoundError`` or ``NotADirectoryError`` where nothing is at this path."""
    names = [name for name in [integrity.named_version(path.name)] if name]
    try:
        with open_archive(path) as container:
            top = integrity.named_version(container.top)
            names += [top] if top and top not in names else []
            report = integrity.examine(container, names, trust)
            for ask in further:
                if ask is not None and report.state == integrity.GOOD:
                    ask(container, report)
    except Damaged as damaged:
        report = Report(
            names[0] if names else printable_path(path.name), integrity.BAD, findings=list(damaged.findings)
        )
    except (FileNotFoundError, NotADirectoryError):
        raise
    except OSError as error:
        told = Finding(printable_path(path), f"it cannot be read ({error.strerror or error}), so it was not checked")
        report = Report(names[0] if names else printable_path(path.name), integrity.NOT_CHECKED, findings=[told])
    entry = index.withdrawals(trust.listed).get(report.release)
    return integrity.mark_withdrawn(report, entry) if entry else report


def _absent(release: str, path: Path, listed: Sequence[index.Entry]) -> Report:
    """What to say of a release that is not there."""
    name = integrity.named_version(path.name) or ""
    if entry := index.withdrawals(listed).get(name):
        told = f"withdrawn on {entry['date']}: {printable_path(entry['withdrawn'])}"
        return Report(name, integrity.WITHDRAWN, "index", remarks=[told])
    if name in index.published_releases(listed):
        return Report(
            name, integrity.BAD, "index", findings=[Finding("", f"{index.NAME} lists it and it is not there")]
        )
    raise UnknownRelease(
        f"There is no release {printable_path(release)}: {printable_path(path)} is neither a folder nor a zip."
    )


def _other_sums(shelf: Path, path: Path) -> Iterator[tuple[str, bytes]]:
    """``SHA256SUMS`` of the other releases on a shelf."""
    for other in _versions(shelf):
        if shelf / other != path:
            try:
                with open_archive(shelf / other) as container:
                    yield f"{other}/{SUMS}", container.read(SUMS, SUMS_CAP)
            except (Damaged, OSError):
                continue


def _versions(shelf: Path) -> list[str]:
    """What bears the name of a version on a shelf, lowest first."""
    present = os.listdir(shelf) if shelf.is_dir() else []  # noqa: PTH208 - the names are wanted
    return sorted(filter(is_version, present), key=version_key)


# --- all of them -------------------------------------------------------------------------------------------


def verify_all(shelf: Path, digest: str | None = None, further: Further | None = None) -> Verification:
    """Verify every release of a shelf, and the index itself.

    ``digest`` is that of ``index.json`` as it stands or once stood, which vouches for every entry up to then, or that
    of the ``SHA256SUMS`` of one release, which vouches for that one and for the index not being older. Raises
    :class:`UnknownRelease` where there is no shelf, and ``OSError``.
    """
    if not (shelf / index.NAME).exists() and not _versions(shelf):
        raise UnknownRelease(
            f"There are no releases at {printable_path(shelf)}: a folder with {index.NAME} is expected there."
        )
    listed, faults = _entries(shelf)
    problems = [Finding(index.NAME, fault) for fault in faults]
    if faults:  # no entry can be trusted, so each release is compared with itself
        problems += _strays(shelf, None)
        return Verification([_one(shelf / version, Trust(signers=shelf)) for version in _versions(shelf)], problems)
    if not listed:
        problems.append(Finding(index.NAME, "it is missing, or lists nothing"))
    vouched = _vouched(listed, digest, problems)
    published = index.published_releases(listed)
    reports = [_listed(shelf, entry, listed, problems, further) for entry in published.values()]
    for report in reports:
        if report.release in vouched and report.digest_from == "index":
            report.digest_from = "option"
    problems += _strays(shelf, published.keys())
    return Verification(reports, problems)


def _listed(
    shelf: Path, entry: index.Entry, listed: Sequence[index.Entry], problems: list[Finding], further: Further | None
) -> Report:
    """Verify a release and its entry, what is wrong with the entry going to the problems."""
    version, is_last = entry["version"], entry is listed[-1]
    path = shelf / version

    def rows(container: Archive, _: Report) -> None:
        problems.extend(integrity.entry_faults(container, entry, count=is_last))

    try:
        return _one(path, Trust(listed, None, shelf, partial(_other_sums, shelf, path)), rows, further)
    except FileNotFoundError:
        return _absent(version, path, listed)


def _vouched(listed: Sequence[index.Entry], digest: str | None, problems: list[Finding]) -> set[str]:
    """The versions that a digest from outside vouches for."""
    if digest is None:
        return set()
    for length in range(len(listed), 0, -1):
        if hashlib.sha256(index.render(listed[:length])).hexdigest() == digest:
            return set(index.published_releases(listed[:length]))
    named = {version for version, entry in index.published_releases(listed).items() if entry["sha256sums"] == digest}
    if not named:
        told = "neither it, as it stands or once stood, nor any SHA256SUMS that it lists has the digest given"
        problems.append(Finding(index.NAME, f"{told}: it is older than that digest, or was written anew"))
    return named


def _strays(shelf: Path, listed: Collection[str] | None) -> Iterator[Finding]:
    """What stands on a shelf and no entry lists; without entries, what is no release."""
    for name in sorted(os.listdir(shelf)):  # noqa: PTH208 - the names are wanted
        if name in BESIDE or name in (listed or ()) or name.startswith(_PASSING):
            continue
        if not is_version(name):
            yield Finding(printable_path(name), "it is not part of any release and does not belong here")
        elif listed is not None:
            yield Finding(
                name,
                f"no entry of {index.NAME} lists it; if a release was interrupted, `dataset release {name}` ends it",
            )


# --- withdrawal --------------------------------------------------------------------------------------------


def withdraw(shelf: Path, version: str, reason: str, on: date | None = None) -> date:
    """Withdraw a published release by a further entry of the index; its files are left to people to take away.

    Returns the day. Raises :class:`NotWithdrawable`, :class:`BrokenIndex` and ``OSError``.
    """
    from casualty_dataset.releases import lock
    from casualty_dataset.releases import publish as shelves

    with lock.release_lock(shelf):
        day = on or datetime.now(UTC).date()
        _refuse_unfit(index.read_entries(shelf), shelf, version, reason, day)
        shelves.add_to_index(shelf, {"version": version, "date": day.isoformat(), "withdrawn": reason})
    return day


def _refuse_unfit(listed: list[index.Entry], shelf: Path, version: str, reason: str, day: date) -> None:
    entry = index.published_releases(listed).get(version)
    if entry is None:
        raise NotWithdrawable(f"{version} was never published: {printable_path(shelf / index.NAME)} does not list it.")
    if gone := index.withdrawals(listed).get(version):
        raise NotWithdrawable(f"{version} was withdrawn already, on {gone['date']}.")
    if day.isoformat() < entry["date"]:
        raise NotWithdrawable(f"{version} was published on {entry['date']}; it cannot be withdrawn before.")
    if reason != " ".join(reason.split()) or printable_path(reason) != reason:
        raise NotWithdrawable("The reason is one line of at most 200 characters that can all be seen.")
    if told := _unfit(reason, day):
        raise NotWithdrawable(
            f"{told} Say in three words or more why, and nothing that leads to a person: it is published."
        )


def _unfit(reason: str, day: date) -> str | None:
    """What the rules on the reason of a tombstone say against this one; what they found is not repeated."""
    import polars as pl

    from casualty_dataset.core.problems import Problems
    from casualty_dataset.validation import rules
    from casualty_schemas import CURATED

    row = {"table": "tallies", "id": "T00000000", "reason": reason, "retired_on": day}
    frame = pl.DataFrame([row], schema=CURATED["retired"].dtypes())
    problems = Problems()
    rules.apply({"retired": frame}, ["retired"], datetime.now(UTC).date(), problems)
    wrong = [one for one in problems if one.column in ("reason", "retired_on") and one.severity == "error"]
    return f"{wrong[0].message[:1].upper()}{wrong[0].message[1:]}." if wrong else None
