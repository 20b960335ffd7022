"""What a folder and a zip have in common: names, sizes, findings, bytes that are streamed."""

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
    """A path that may be printed: what cannot be seen as code points, and no longer than a line or two."""
    whole = os.fspath(text)
    parts = (printable(whole[at : at + 40]) for at in range(0, min(len(whole), _NAME_SHOWN), 40))
    return "".join(parts) + ("…" if len(whole) > _NAME_SHOWN else "")


class Archive:
    """A package that was opened: its regular files by relative path, and what must not be in a package.

    ``names`` is sorted; ``sizes`` are in bytes; ``top`` is the folder around everything, which a zip may have and
    which is no part of the names. ``findings`` are links, devices, pipes, sockets, empty folders, odd, duplicate or
    case-equal names, none of which is ever opened. A context manager; close it when done.
    """

    def __init__(self, where: str, sizes: dict[str, int], findings: Iterable[Finding], top: str = "") -> None:
        self.where = where
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
        """Give back the handle; whoever opens a file after that gets a ``ValueError``."""

    def open(self, name: str) -> AbstractContextManager[BinaryIO]:
        """Stream a file. Raises :class:`Damaged` for one that is not there, or is not what it was when listed."""
        raise NotImplementedError

    def read(self, name: str, cap: int) -> bytes:
        """The bytes of a file. Raises :class:`Damaged` where there are more than ``cap``."""
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
        """Hexadecimal SHA-256 of a file, read in blocks. Raises :class:`Damaged` as ``open`` does, and ``OSError``."""
        with self.open(name) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # both kinds have readinto

    def damaged(self, name: str, message: str) -> Damaged:
        """What to raise about one file."""
        return Damaged(self.where, [Finding(printable_path(name), message)])
