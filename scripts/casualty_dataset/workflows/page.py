"""The page for people, built for a look before it is released, or from a release that has none."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from casualty_dataset.core.errors import InvalidDataset
from casualty_dataset.formats.metadata.citation import cited
from casualty_dataset.page import Imprint, page
from casualty_dataset.releases.loader import open_release
from casualty_dataset.workflows.release import derived
from casualty_dataset.workflows.validate import today, validate
from casualty_schemas import CURATED

PLACE: Final = "build/index.html"
"""Where the page is written, under the root; it is no part of the repository."""


def write_page(root: Path, version: str | None = None) -> Path:
    """Write the page of the working tables, or of a release under ``root``, and say where.

    Raises :class:`Refused` where the dataset has errors, ``FileNotFoundError`` for a release that is not there,
    :class:`Damaged` for one that is not what it was, and ``OSError``.
    """
    data = _of_release(root / "releases" / version) if version else _of_work(root)
    path = root / PLACE
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path


def _of_work(root: Path) -> bytes:
    found = validate(root)
    if not found.problems.valid:
        raise InvalidDataset("The dataset has errors; no page was built.", found.problems, found.rows)
    return page({**found.tables, **derived(found.tables)}, Imprint(None, today()))


def _of_release(folder: Path) -> bytes:
    """The page of a release by this tool; what an older one did not hold is derived from its curated tables."""
    with open_release(folder) as opened:
        curated = {name: opened.table(name) for name in CURATED if name in opened.tables}
        files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if _listed(path)
        }
        on = date.fromisoformat(opened.metadata["created"][:10])
        about = Imprint(opened.version, on, cited(opened.metadata), files, beside=f"../releases/{opened.version}/")
        return page({**curated, **derived(curated)}, about)


def _listed(path: Path) -> bool:
    """Whether a file stands before the page in a release."""
    return path.is_file() and path.name not in ("index.html", "SHA256SUMS", "SHA256SUMS.sig")
