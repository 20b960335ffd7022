"""Where a release is found that is named by its folder, its zip or its version."""

from __future__ import annotations

import os
from pathlib import Path

from casualty_dataset.core.versions import is_version


def release_path(name: str | Path, releases_dir: str | Path = "releases") -> Path:
    """Return the path of a release: ``name`` as given if something is there, else the version in ``releases_dir``.

    So a downloaded folder ``0.4.0`` is found beside the program, and ``releases/0.4.0`` where there is none. The path
    need not exist, and no link is followed.
    """
    path = Path(name)
    if isinstance(name, str) and is_version(name) and not os.path.lexists(path):
        return Path(releases_dir, name)
    return path
