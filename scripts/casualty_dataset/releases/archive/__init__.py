"""Release folders and zips of unknown origin, opened safely: within bounds, no link followed, no pipe waited for.

Checked here: that a package can be read safely, and that its bytes are those of ``SHA256SUMS``. Hard links and modes
are not checked, since an honest copy may differ in both.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from casualty_dataset.core.errors import Damaged, Finding
from casualty_dataset.core.files import kind_of
from casualty_dataset.releases.archive.base import Archive, printable_path
from casualty_dataset.releases.archive.checksums import (
    SIGNATURE,
    SUMS,
    SUMS_CAP,
    differences,
    listing_faults,
    read_checksums,
)
from casualty_dataset.releases.archive.folder import FolderArchive, open_listed
from casualty_dataset.releases.archive.names import name_fault

__all__ = [
    "SIGNATURE",
    "SUMS",
    "SUMS_CAP",
    "Archive",
    "differences",
    "listing_faults",
    "name_fault",
    "open_archive",
    "printable_path",
    "read_checksums",
]


def open_archive(path: str | Path) -> Archive:
    """Open a folder, or a zip by its bytes.

    Raises ``FileNotFoundError``, :class:`Damaged` for what is not a package or exceeds the bounds, and ``OSError``. A
    link is not followed: name its target.
    """
    label = printable_path(path)
    try:
        mode = os.lstat(path).st_mode
    except ValueError:
        raise FileNotFoundError(f"{label} is no path") from None
    if stat.S_ISDIR(mode):
        return FolderArchive(Path(path), label)
    if not stat.S_ISREG(mode):
        raise Damaged(label, [Finding("", f"this is {kind_of(mode)}, neither a folder nor a zip")])
    from casualty_dataset.releases.archive.zipped import ZipArchive

    return ZipArchive(open_listed(path, label), label)
