"""Generate the files that the schemas determine, or list which of them are stale."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from casualty_dataset.core.problems import Problems
from casualty_dataset.formats.generated import GENERATED, generated, is_fresh
from casualty_dataset.validation.files import regular_file


def stale(root: Path, *, in_form: bool = True) -> list[str]:
    """Return the paths, from the root, of generated files that are missing or differ from what the schemas say.

    Without ``in_form`` a descriptor of the same content in another spelling passes, which is quicker to check. Raises
    :class:`Unreadable`.
    """
    return outdated(generated_bytes(root), in_form=in_form)


def generated_bytes(root: Path) -> dict[str, bytes | None]:
    """Return the current bytes of the generated files by path from the root; None for one that is missing.

    Raises :class:`Unreadable`.
    """
    return {path: content(root / path) for path in GENERATED}


def outdated(files: Mapping[str, bytes | None], *, in_form: bool = True) -> list[str]:
    """Return the paths of those ``files``, as :func:`generated_bytes` gives them, that are stale."""
    methodology = files["METHODOLOGY.md"]
    return [path for path, data in files.items() if not is_fresh(path, data, methodology, in_form=in_form)]


def write_generated(root: Path) -> list[str]:
    """Write the generated files that are stale, and return their paths.

    Raises :class:`Unreadable` and ``OSError``.
    """
    files = generated_bytes(root)
    paths = outdated(files)
    fresh = generated(files["METHODOLOGY.md"])
    for path in paths:
        (root / path).write_bytes(fresh[path])
    return paths


def content(path: Path) -> bytes | None:
    """Return the bytes of a regular file; None for anything else: no pipe is waited for, no link followed.

    Raises :class:`Unreadable`, also if the file changes while it is read.
    """
    if not os.path.lexists(path) or not stat.S_ISREG(path.lstat().st_mode):
        return None
    return regular_file(path, path.name, Problems())
