"""Open a release, and ask it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import polars as pl

from casualty_dataset.analysis.record import Record
from casualty_dataset.core.errors import Damaged, UnknownName, UnknownTable
from casualty_dataset.core.text import did_you_mean, quoted
from casualty_dataset.core.versions import is_digest, is_version
from casualty_dataset.formats.metadata.citation import cited
from casualty_dataset.releases.archive import (
    SUMS,
    Archive,
    differences,
    listing_faults,
    open_archive,
    printable_path,
    read_checksums,
)
from casualty_dataset.releases.descriptor import Descriptor, read_descriptor
from casualty_dataset.releases.find import release_path
from casualty_dataset.releases.loader.tables import class_of, completed, load

if TYPE_CHECKING:
    import pandas
    import pyarrow


class Code(NamedTuple):
    """What a code means: English label, Arabic label, definition."""

    label: str
    label_ar: str | None
    definition: str


def open_release(release: str | Path, digest: str | None = None) -> Release:
    """Open a release: a folder, a zip, or a version, which is looked for here and then under ``./releases``.

    Every file is compared with ``SHA256SUMS`` first, and that file with ``digest`` (its SHA-256, 64 hexadecimal
    digits) where it is given: take it from a place that you trust, such as the index of releases in another copy. The
    release may come from anybody: nothing outside it is opened, nothing is fetched, and what is no release is refused.

    Raises :class:`Damaged`, ``FileNotFoundError`` where there is no such release, ``ValueError`` for a ``digest`` that
    is none, and ``OSError``. The release keeps a handle; ``with open_release(…) as release:`` gives it back.
    """
    if digest is not None and not is_digest(digest.lower()):
        raise ValueError("A digest is 64 hexadecimal digits: the SHA-256 of SHA256SUMS.")
    path = release_path(release)
    try:
        container = open_archive(path)
    except (FileNotFoundError, NotADirectoryError):
        raise FileNotFoundError(f"There is no release at {printable_path(path)}{_near(path)}.") from None
    try:
        return Release(container, *checked(container, path.name, digest))
    except BaseException:
        container.close()
        raise


def _near(path: Path) -> str:
    """The releases that are there instead, to end a sentence."""
    try:
        versions = sorted(sibling.name for sibling in path.parent.iterdir() if is_version(sibling.name))
    except (OSError, ValueError):
        return ""
    return f"; there are {', '.join(versions[-8:])}" if versions else ""


def checked(container: Archive, folder: str, digest: str | None) -> tuple[dict[str, str], Descriptor, str]:
    """Return the checksums of a release, its descriptor and the digest of its SHA256SUMS, after every check.

    Cheap checks come first, so that a bad release costs little.
    """
    if SUMS not in container.sizes and not container.findings:
        raise FileNotFoundError(f"There is no release at {container.label}: SHA256SUMS is expected in it.")
    sums = read_checksums(container)
    actual = container.sha256(SUMS)
    if digest is not None and actual != digest.lower():
        raise container.damaged(SUMS, "it is not the one whose digest was given")
    if faults := listing_faults(container, sums):
        raise Damaged(container.label, faults)
    descriptor = read_descriptor(container, sums)
    for place in (folder, container.top):
        if is_version(place) and place != descriptor.version:
            raise container.damaged(place, f"the release in it says that it is {descriptor.version}")
    if faults := differences(container, sums):
        raise Damaged(container.label, faults)
    return sums, descriptor, actual


class _Tables(Mapping[str, pl.DataFrame]):
    """The tables of a release, each with every column that this version of the tool knows.

    A column that came in a later release is empty.
    """

    def __init__(self, release: Release) -> None:
        self._release = release

    def __getitem__(self, name: str) -> pl.DataFrame:
        frame, table = self._release.table(name), class_of(name)
        if table:
            frame = completed(frame, table)
        if table and (missing := [column for column in table.columns() if column not in frame.columns]):
            raise UnknownName(
                f"{name} of release {self._release.version} has no column {', '.join(missing[:5])}, which this version "
                f"of the tool reads; {_maker(self._release.metadata)}, or read the table itself with table(“{name}”)."
            )
        return frame

    def __iter__(self) -> Iterator[str]:
        return iter(self._release.tables)

    def __len__(self) -> int:
        return len(self._release.tables)


class Release(Record):
    """An opened release. It can be asked what an :class:`~casualty_dataset.analysis.record.Record` can.

    ``digest`` is the SHA-256 of its ``SHA256SUMS``, ``tables`` the names of its tables, ``version`` that of the data,
    ``metadata`` the descriptor, ``datapackage.json``.
    """

    def __init__(self, container: Archive, sums: Mapping[str, str], descriptor: Descriptor, digest: str) -> None:
        self._container, self._sums, self._columns = container, sums, descriptor.columns
        self._read: dict[str, pl.DataFrame] = {}
        self.metadata: dict[str, Any] = descriptor.metadata
        self.version: str = descriptor.version
        self.digest: str = digest
        self.tables: tuple[str, ...] = tuple(descriptor.columns)
        super().__init__(_Tables(self))

    def __repr__(self) -> str:
        return f"Release({self.version!r}, {len(self.tables)} tables)"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back the handle; tables that were read stay."""
        self._container.close()

    def table(self, name: str) -> pl.DataFrame:
        """A table with its declared types, read from its CSV file when it is first asked for.

        Raises :class:`UnknownTable` (a ``KeyError``) for a table that the release does not hold, and :class:`Damaged`
        where it is not what the descriptor and the class of the table say.
        """
        if name not in self._columns:
            hint = did_you_mean(str(name), self.tables) or "."
            raise UnknownTable(f"{quoted(str(name))} is no table{hint} The release holds {', '.join(self.tables)}.")
        if name not in self._read:
            path = f"data/{name}.csv"
            columns = self._columns[name]
            self._read[name] = load(self._container, path, self._sums[path], columns, class_of(name))
        return self._read[name]

    def scan(self, name: str) -> pl.LazyFrame:
        """The same, lazily: a query is planned over it and run by ``collect``. Raises as :meth:`table` does."""
        return self.table(name).lazy()

    def to_pandas(self, name: str) -> pandas.DataFrame:
        """The same for pandas, which is installed apart, with pyarrow: codes are categories, days are dates.

        Raises ``ModuleNotFoundError`` where one of them is missing, and as :meth:`table` does.
        """
        _needs("pandas", "pyarrow")
        return self.table(name).to_pandas()

    def to_arrow(self, name: str) -> pyarrow.Table:
        """The same for Arrow; pyarrow is installed apart.

        Raises ``ModuleNotFoundError`` where it is missing, and as :meth:`table` does.
        """
        _needs("pyarrow")
        return self.table(name).to_arrow()

    @cached_property
    def codes(self) -> dict[str, dict[str, Code]]:
        """What every code means, by vocabulary, as the release itself says: ``codes["status"]["civilian"].label``."""
        codes: dict[str, dict[str, Code]] = {}
        for row in self.table("codes").iter_rows(named=True):
            codes.setdefault(row["vocabulary"], {})[row["code"]] = Code(
                row["label_en"], row["label_ar"], row["definition"]
            )
        return codes

    def cite(self) -> str:
        """How to cite the release: who, what, version, day, licence, and the digest by which anybody can prove it."""
        metadata = self.metadata
        known = {
            "contributors": [
                {"title": printable_path(who)} for who in _texts(metadata.get("contributors"), "title") or ["Unknown"]
            ],
            "created": printable_path(str(metadata.get("created", "")))[:10] or "n.d.",
            "title": printable_path(str(metadata.get("title", metadata.get("name", "")))),
            "version": self.version,
        }
        licences = "".join(f" Licence {printable_path(name)}." for name in _texts(metadata.get("licenses"), "name"))
        return f"{cited(known)} {known['created']}.{licences} SHA-256 of SHA256SUMS {self.digest}."


def _maker(metadata: Mapping[str, Any]) -> str:
    """Advice to use the tool that made a release, with its version if the descriptor gives it."""
    tool = metadata.get("tool")
    version = tool.get("version") if isinstance(tool, dict) else None
    return f"ask it with {f'version {version}' if is_version(version) else 'the version'} of the tool, which made it"


def _texts(value: Any, key: str) -> list[str]:
    """The texts under a key in a list of objects, as far as it is one."""
    cells = [item.get(key) for item in value if isinstance(item, dict)] if isinstance(value, list) else []
    return [cell for cell in cells if isinstance(cell, str)]


def _needs(*packages: str) -> None:
    if missing := [name for name in packages if find_spec(name) is None]:
        names = " ".join(missing)
        raise ModuleNotFoundError(
            f"This needs {' and '.join(missing)}, which the tool does without: pip install {names}"
        )
