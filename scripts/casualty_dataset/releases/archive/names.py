"""The file names that a package may have: each means the same one file on every system."""

from __future__ import annotations

import re
from collections.abc import Iterable

from casualty_dataset.core.errors import Finding
from casualty_dataset.releases.archive.base import printable_path

DEPTH = 8
"""Parts that a path may have."""

LONGEST = 200
"""Characters that a path may have."""

_PART = re.compile(r"[A-Za-z0-9._-]*[A-Za-z0-9_-]")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def name_fault(name: str) -> str | None:
    """Return why a relative path is not allowed, None if it is; a release has plain ASCII names."""
    parts = name.split("/")
    if name.startswith("/") or re.match("[A-Za-z]:", name):
        return "the path is absolute"
    if ".." in parts:
        return "the path leads out of the package"
    if "\\" in name:
        return "the path holds a backslash"
    if len(name) > LONGEST or len(parts) > DEPTH:
        return f"the path is longer than {LONGEST} characters or has more than {DEPTH} parts"
    if not all(map(_PART.fullmatch, parts)):
        return "the name is not made of A-Z, a-z, 0-9, dot, hyphen and low line alone, or it ends in a dot"
    if any(map(_DEVICE.fullmatch, parts)):
        return "Windows keeps this name for a device"
    return None


def check_names(files: Iterable[tuple[str, int]]) -> tuple[dict[str, int], list[Finding]]:
    """Return the files with allowed names with their sizes, and a finding for each other."""
    sizes: dict[str, int] = {}
    findings: list[Finding] = []
    spelled: dict[str, str] = {}
    folders: set[str] = set()
    for name, size in files:
        reason = name_fault(name) or _twin(name, sizes, spelled)
        if reason:
            findings.append(Finding(printable_path(name), reason))
        else:
            sizes[name] = size
            folders.update(_above(name))
    for name in sizes.keys() & folders:
        findings.append(Finding(name, "this is a file and a folder at once"))
        del sizes[name]
    return sizes, findings


def _twin(name: str, sizes: dict[str, int], spelled: dict[str, str]) -> str | None:
    if name in sizes:
        return "the package holds two files of this name"
    for path in (*_above(name), name):
        known = spelled.setdefault(path.lower(), path)
        if known != path:
            return f"the name differs from {known} only by letter case"
    return None


def _above(name: str) -> list[str]:
    parts = name.split("/")
    return ["/".join(parts[:end]) for end in range(1, len(parts))]
