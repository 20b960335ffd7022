"""Build the page for readers: of the working tables before they are released, or of a release."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from casualty_dataset.core.clock import today
from casualty_dataset.core.errors import InvalidDataset, UnknownRelease
from casualty_dataset.formats.metadata.citation import cited
from casualty_dataset.page import Imprint, page
from casualty_dataset.releases.find import release_path
from casualty_dataset.releases.loader import completed, open_release
from casualty_dataset.workflows.release import derived
from casualty_dataset.workflows.validate import validate
from casualty_schemas import CURATED

PLACE: Final = "build/index.html"
"""The path of the page under the root; it is no part of the repository."""

_WRITTEN_LATER: Final = ("index.html", "SHA256SUMS", "SHA256SUMS.sig")
"""Files of a release that are written with or after the page, which therefore does not list them."""


def write_page(root: Path, version: str | None = None) -> Path:
    """Write the page of the working tables, or of a release, and return its path.

    Raises :class:`InvalidDataset` if the dataset has errors, :class:`UnknownRelease`, :class:`Damaged` for a release
    that is not what was published, and ``OSError``.
    """
    data = _release_page(release_path(version, root / "releases")) if version else _working_page(root)
    path = root / PLACE
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path


def _working_page(root: Path) -> bytes:
    inspection = validate(root)
    if not inspection.problems.valid:
        raise InvalidDataset("The dataset has errors; no page was built.", inspection.problems, inspection.rows)
    return page({**inspection.tables, **derived(inspection.tables)}, Imprint(None, today()))


def _release_page(folder: Path) -> bytes:
    """The page of a release by this tool; tables that an older release lacks are derived from its curated ones."""
    try:
        opened = open_release(folder)
    except FileNotFoundError as missing:
        raise UnknownRelease(str(missing)) from None
    with opened as release:
        curated = {name: completed(release.table(name), CURATED[name]) for name in CURATED if name in release.tables}
        files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name not in _WRITTEN_LATER
        }
        on = date.fromisoformat(release.metadata["created"][:10])
        beside = f"../releases/{release.version}/"
        imprint = Imprint(release.version, on, cited(release.metadata), files, beside=beside)
        return page({**curated, **derived(curated)}, imprint)
