"""The generated files of the repository: which are stale, and writing them."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from casualty_dataset.core.problems import Problems
from casualty_dataset.formats import generated as generated_files
from casualty_dataset.validation import files as read


def stale(root: Path, *, in_form: bool = True) -> list[str]:
    """The generated files that are missing or differ from what the schemas say, by path from the root.

    Without ``in_form`` a descriptor of the same content in other spelling passes, which is quicker to see.
    """
    return outdated(held(root), in_form=in_form)


def held(root: Path) -> dict[str, bytes | None]:
    """What the generated files hold now, by path from the root; None for one that is missing.

    Raises :class:`Unreadable`.
    """
    return {path: content(root / path) for path in generated_files.GENERATED}


def outdated(found: Mapping[str, bytes | None], *, in_form: bool = True) -> list[str]:
    """Which of the files in ``found``, those that :func:`held` gives, are stale."""
    text = found["METHODOLOGY.md"]
    return [path for path, data in found.items() if not generated_files.is_fresh(path, data, text, in_form=in_form)]


def write_generated(root: Path) -> list[str]:
    """Write the generated files that are stale, and name them.

    Raises ``OSError`` where the system refuses.
    """
    found = held(root)
    stale_ones = outdated(found)
    made = generated_files.generated(found["METHODOLOGY.md"])
    for path in stale_ones:
        (root / path).write_bytes(made[path])
    return stale_ones


def content(path: Path) -> bytes | None:
    """The bytes of a regular file; None for anything else, so that neither a pipe nor a link is waited for.

    Raises :class:`Unreadable`, where the file changes while it is read among others.
    """
    if not os.path.lexists(path) or not stat.S_ISREG(path.lstat().st_mode):
        return None
    return read.regular_file(path, path.name, Problems())
