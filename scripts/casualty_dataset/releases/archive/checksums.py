"""``SHA256SUMS`` of a package: read strictly, and compared with what is there."""

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
_LOOSE_CAP = 64 * 1024**2  # a larger file is not searched for innocent differences
_LINE = re.compile(r"([0-9a-f]{64})  (\S+)")
_TOLD = 1_000


def read_checksums(container: Archive) -> dict[str, str]:
    """``SHA256SUMS`` of a package: digest by path.

    Raises :class:`Damaged`, with every fault at once, where it is missing, larger than 4 MiB or not in its one form:
    ``64 hex, two spaces, path``, LF, sorted, one line a file, none for itself or its signature.
    """
    if SUMS not in container.sizes:
        raise Damaged(container.where, [Finding(SUMS, "it is missing, so nothing can be compared with it")])
    data = container.read(SUMS, SUMS_CAP)
    sums: dict[str, str] = {}
    if faults := list(_read(data, sums)):
        raise Damaged(container.where, [Finding(SUMS, fault) for fault in faults[:_TOLD]])
    return sums


def _read(data: bytes, sums: dict[str, str]) -> Iterator[str]:
    """Fill ``sums``, and say what is wrong."""
    if b"\r" in data or data.startswith(b"\xef\xbb\xbf"):
        yield "its line ends are CR LF or it begins with a byte-order mark; fetch it again without conversion"
        return
    if not data or not data.endswith(b"\n"):
        yield "it is empty, or its last line does not end with a line feed"
        return
    before = ""
    for number, line in enumerate(data[:-1].decode("ascii", errors="replace").split("\n"), 1):
        found = _LINE.fullmatch(line)
        if not found:
            yield f"line {number} is not 64 small hexadecimal digits, two spaces and a path"
            continue
        name = found[2]
        if reason := name_fault(name):
            yield f"line {number}: {reason}"
        elif name in (SUMS, SIGNATURE):
            yield f"line {number} lists {name} itself"
        elif name <= before:
            yield f"line {number}: {name} is listed twice" if name in sums else f"line {number} is not sorted by path"
        sums[name] = found[1]
        before = max(before, name)


def differences(container: Archive, sums: Mapping[str, str]) -> list[Finding]:
    """Everything in which a package is not what its checksums say, by path: nothing where it is good.

    Files missing, not listed, of other bytes, and the findings of the package itself. Raises ``OSError``.
    """
    found = listing_faults(container, sums)
    both = sorted(sums.keys() & container.sizes.keys(), key=lambda name: -container.sizes[name])
    with ThreadPoolExecutor(2) as pool:  # large files first; hashing gives up the interpreter's lock
        results = pool.map(lambda name: _difference(container, name, sums[name]), both)
        return sorted([*found, *(one for one in results if one)])


def listing_faults(container: Archive, sums: Mapping[str, str]) -> list[Finding]:
    """What can be said before any file is read: files missing or not listed, and the findings of the package."""
    listed = {name for name in container.names if name not in (SUMS, SIGNATURE)}
    found = [Finding(printable_path(name), "it is listed and is not there") for name in sums.keys() - listed]
    found += [Finding(name, "it is there and is not listed") for name in listed - sums.keys()]
    spoken = {one.path for one in container.findings}
    return sorted([*(one for one in found if one.path not in spoken), *container.findings])


def _difference(container: Archive, name: str, expected: str) -> Finding | None:
    try:
        if container.sha256(name) == expected:
            return None
        loose = container.sizes[name] <= _LOOSE_CAP and _loosely(container.read(name, _LOOSE_CAP), expected)
    except Damaged as damaged:
        return damaged.findings[0]
    if loose:
        message = "only its line ends, its byte-order mark or its last line feed differ; fetch it without conversion"
        return Finding(name, message)
    return Finding(name, "its bytes are not those that were published")


def _loosely(data: bytes, expected: str) -> bool:
    """Whether the bytes are the published ones after what editors and transfers do to line ends."""
    plain = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    spellings = (plain, plain + b"\n", plain.rstrip(b"\n") + b"\n", plain.rstrip(b"\n"))
    return any(hashlib.sha256(one).hexdigest() == expected for one in spellings)
