"""``SHA256SUMS`` of a package: read strictly, and compared with its files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

from casualty_dataset.core.errors import Damaged, Finding
from casualty_dataset.releases.archive.base import Archive, printable_path
from casualty_dataset.releases.archive.names import name_fault

SUMS, SIGNATURE = "SHA256SUMS", "SHA256SUMS.sig"
SUMS_CAP = 4 * 1024**2
"""Bytes of ``SHA256SUMS``; ours has four thousand."""
_LOOSE_CAP = 64 * 1024**2
"""Bytes of a file up to which differences that only a transfer makes are told apart."""
_LINE = re.compile(r"([0-9a-f]{64})  (\S+)")
_MOST = 1_000
"""Faults that are reported."""


def read_checksums(archive: Archive) -> dict[str, str]:
    """Return ``SHA256SUMS`` of a package: digest by path.

    Raises :class:`Damaged`, with every fault at once, where it is missing, larger than 4 MiB or not in its one form:
    ``64 hex, two spaces, path``, LF, sorted, one line a file, none for itself or its signature.
    """
    if SUMS not in archive.sizes:
        raise Damaged(archive.label, [Finding(SUMS, "it is missing, so nothing can be compared with it")])
    data = archive.read(SUMS, SUMS_CAP)
    sums: dict[str, str] = {}
    if faults := list(_read(data, sums)):
        raise Damaged(archive.label, [Finding(SUMS, fault) for fault in faults[:_MOST]])
    return sums


def _read(data: bytes, sums: dict[str, str]) -> Iterator[str]:
    """Fill ``sums``; yield the faults."""
    if b"\r" in data or data.startswith(b"\xef\xbb\xbf"):
        yield "its line ends are CR LF or it begins with a byte-order mark; fetch it again without conversion"
        return
    if not data or not data.endswith(b"\n"):
        yield "it is empty, or its last line does not end with a line feed"
        return
    before = ""
    for number, line in enumerate(data[:-1].decode("ascii", errors="replace").split("\n"), 1):
        match = _LINE.fullmatch(line)
        if not match:
            yield f"line {number} is not 64 small hexadecimal digits, two spaces and a path"
            continue
        name = match[2]
        if reason := name_fault(name):
            yield f"line {number}: {reason}"
        elif name in (SUMS, SIGNATURE):
            yield f"line {number} lists {name} itself"
        elif name <= before:
            yield f"line {number}: {name} is listed twice" if name in sums else f"line {number} is not sorted by path"
        sums[name] = match[1]
        before = max(before, name)


def differences(archive: Archive, sums: Mapping[str, str]) -> list[Finding]:
    """Return all differences between a package and its checksums, by path; none where it is good.

    Files missing, not listed, of other bytes, and the findings of the package itself. Raises ``OSError``.
    """
    findings = listing_faults(archive, sums)
    both = sorted(sums.keys() & archive.sizes.keys(), key=lambda name: -archive.sizes[name])
    with ThreadPoolExecutor(2) as pool:  # large files first; hashing gives up the interpreter's lock
        results = pool.map(lambda name: _difference(archive, name, sums[name]), both)
        return sorted([*findings, *(finding for finding in results if finding)])


def listing_faults(archive: Archive, sums: Mapping[str, str]) -> list[Finding]:
    """Return the findings that need no reading: files missing or not listed, and those of the package itself."""
    listed = {name for name in archive.names if name not in (SUMS, SIGNATURE)}
    findings = [Finding(printable_path(name), "it is listed and is not there") for name in sums.keys() - listed]
    findings += [Finding(name, "it is there and is not listed") for name in listed - sums.keys()]
    reported = {finding.path for finding in archive.findings}
    return sorted([*(finding for finding in findings if finding.path not in reported), *archive.findings])


def _difference(archive: Archive, name: str, expected: str) -> Finding | None:
    try:
        if archive.sha256(name) == expected:
            return None
        transferred = archive.sizes[name] <= _LOOSE_CAP and _equal_text(archive.read(name, _LOOSE_CAP), expected)
    except Damaged as damaged:
        return damaged.findings[0]
    if transferred:
        message = "only its line ends, its byte-order mark or its last line feed differ; fetch it without conversion"
        return Finding(name, message)
    return Finding(name, "its bytes are not those that were published")


def _equal_text(data: bytes, expected: str) -> bool:
    """Return whether the bytes are the published ones but for line ends, byte-order mark and last line feed."""
    plain = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    spellings = (plain, plain + b"\n", plain.rstrip(b"\n") + b"\n", plain.rstrip(b"\n"))
    return any(hashlib.sha256(spelling).hexdigest() == expected for spelling in spellings)
