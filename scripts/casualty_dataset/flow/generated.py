"""The generated files of the repository: which are stale, and writing them."""

from __future__ import annotations

import stat
from pathlib import Path

from casualty_dataset import describe


def stale(root: Path, *, in_form: bool = True) -> list[str]:
    """The generated files that are missing or differ from what the schemas say, by path from the root.

    Without ``in_form`` a descriptor of the same content in other spelling passes, which is quicker to see.
    """
    found = {path: content(root / path) for path in describe.GENERATED}
    text = found["METHODOLOGY.md"]
    return [path for path, held in found.items() if not describe.is_fresh(path, held, text, in_form=in_form)]


def write_generated(root: Path) -> list[str]:
    """Write the generated files that are stale, and name them.

    Raises ``OSError`` where the system refuses.
    """
    outdated = stale(root)
    made = describe.generated(content(root / "METHODOLOGY.md"))
    for path in outdated:
        (root / path).write_bytes(made[path])
    return outdated


def content(path: Path) -> bytes | None:
    """The bytes of a regular file; None for anything else, so that neither a pipe nor a link is waited for."""
    try:
        return path.read_bytes() if stat.S_ISREG(path.lstat().st_mode) else None
    except FileNotFoundError:
        return None
