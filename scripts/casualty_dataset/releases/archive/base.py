"""What a folder and a zip have in common: names, sizes, findings, and files read as streams."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import BinaryIO, Self

from casualty_dataset.core.errors import Damaged, Finding
from casualty_dataset.core.text import printable

BLOCK = 1024**2
_NAME_SHOWN = 200


def printable_path(text: str | os.PathLike[str]) -> str:
    """Return a path that is safe to print: at most 200 characters, invisible ones as code points."""
    path = os.fspath(text)
    parts = (printable(path[at : at + 40]) for at in range(0, min(len(path), _NAME_SHOWN), 40))
    return "".join(parts) + ("…" if len(path) > _NAME_SHOWN else "")


class Archive:
    """An open package: its regular files by relative path, and a finding for all that must not be in a package.

    ``label`` names it in messages. ``names`` is sorted; ``sizes`` are in bytes; ``top`` is the one folder around all
    files, which a zip may have and which is not part of the names. ``findings`` are links, devices, pipes, sockets,
    empty folders, and names that are not allowed, duplicate or equal but for case; none of these is ever opened. A
    context manager; close it when done.
    """

    def __init__(self, label: str, sizes: dict[str, int], findings: Iterable[Finding], top: str = "") -> None:
        self.label = label
        self.sizes = sizes
        self.top = top
        self.names: tuple[str, ...] = tuple(sorted(sizes))
        self.findings: tuple[Finding, ...] = tuple(sorted(findings))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Close the package; opening a file afterwards raises ``ValueError``."""

    def open(self, name: str) -> AbstractContextManager[BinaryIO]:
        """Open a file as a stream. Raises :class:`Damaged` if it is missing or changed since it was listed."""
        raise NotImplementedError

    def read(self, name: str, cap: int) -> bytes:
        """Return the bytes of a file. Raises :class:`Damaged` for more than ``cap`` bytes."""
        if self.sizes.get(name, 0) > cap:
            raise self.damaged(name, f"it is larger than {cap:,} bytes")
        with self.open(name) as file:
            data = bytearray()
            while len(data) <= cap and (block := file.read(BLOCK)):
                data += block
        if len(data) > cap:
            raise self.damaged(name, f"it is larger than {cap:,} bytes")
        return bytes(data)

    def sha256(self, name: str) -> str:
        """Return the hexadecimal SHA-256 of a file. Raises :class:`Damaged` as ``open`` does, and ``OSError``."""
        with self.open(name) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # both kinds have readinto

    def damaged(self, name: str, message: str) -> Damaged:
        """Return the error to raise about one file."""
        return Damaged(self.label, [Finding(printable_path(name), message)])
