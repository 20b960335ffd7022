"""The order in which the files of a release are written: each may list only what stands before it.

A new form of the tables is one line of :data:`FORMS`, a new file about the release one line of :data:`ORDER`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

import polars as pl

from casualty_dataset.core import canonical_csv as content
from casualty_dataset.core.problems import Problems
from casualty_dataset.formats import datapackage, excel, geo, hxl, parquet, sqlite
from casualty_dataset.formats.metadata.citation import citation, cited
from casualty_dataset.formats.metadata.croissant import croissant
from casualty_dataset.formats.metadata.quality import quality
from casualty_dataset.formats.release_info import ReleaseInfo
from casualty_dataset.formats.release_readme import release_readme
from casualty_dataset.page import Imprint, page
from casualty_dataset.releases import package
from casualty_dataset.releases import zip_writer as bundle

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Form:
    """A form of the tables: how it is written, where it stands, what it is, and which tables each file holds."""

    write: Callable[[Mapping[str, pl.DataFrame], ReleaseInfo], dict[str, bytes]]
    folder: str
    format: str
    mediatype: str
    tables: Literal["all", "named"] | tuple[str, ...]
    """Every table, the one that the file is named after, or these."""
    said: str
    """In words, for README.md of a release."""
    fits: Callable[[pl.DataFrame], bool] = lambda _: True
    """Whether a table is held; a form may leave out one that is too long for it."""

    def holds(self, path: str, table: str) -> bool:
        """Whether the file at ``path`` is of this form and holds the table, or columns of it."""
        folder, _, name = path.rpartition("/")
        if folder != self.folder:
            return False
        return (
            name.partition(".")[0] == table if self.tables == "named" else self.tables == "all" or table in self.tables
        )


FORMS: Final = (
    Form(parquet.write, "parquet", "parquet", "application/vnd.apache.parquet", "named",
         "`parquet/`: the same tables for data science, typed, each with the description of its columns inside"),
    Form(sqlite.write, "sqlite", "sqlite", "application/vnd.sqlite3", "all",
         "`sqlite/casualties.sqlite`: all tables with their keys, a dictionary, and the views `claims_latest` and "
         "`toll_timeline`"),
    Form(excel.write, "excel", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "all",
         "`excel/casualties-en.xlsx`, `excel/casualties-ar.xlsx`: a guide, the dictionary and one sheet for each "
         "table, in English and in Arabic", excel.fits),
    Form(geo.write, "geo", "geojson", "application/geo+json", ("incidents", "incident_summary"),
         "`geo/incidents.geojson`: the incidents for maps, each with the precision of its place"),
    Form(hxl.write, "hxl", "csv", "text/csv", "named", "`hxl/figures.csv`: the figures with HXL hashtags"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """What a release is made of.

    ``tables`` are typed, curated and derived, by name; ``data`` is their CSV by path, as :func:`package.tables` gives
    it; ``inputs`` the bytes of the curated ones as they were read; ``problems`` the warnings of validation; ``changes``
    and ``figures`` are Markdown; ``page`` gives a page of the repository by its name, or nothing.
    """

    version: str
    on: date
    tables: Mapping[str, pl.DataFrame]
    data: Files
    inputs: Files
    problems: Problems
    changes: str
    figures: str
    page: Callable[[str], bytes | None]

    def info(self) -> ReleaseInfo:
        """Return the facts about the release that its files repeat."""
        title, description = datapackage.DATASET["title"], datapackage.DATASET["description"]
        digests = {name: content.sha256(self.data[f"data/{name}.csv"]) for name in self.tables}
        return ReleaseInfo(title, description, self.version, self.on, digests)


# --- the files, in their order --------------------------------------------------------------------


def _tables(source: Source, _: Files) -> dict[str, bytes]:
    return dict(source.data)


def _forms(source: Source, _: Files) -> dict[str, bytes]:
    return {path: data for form in FORMS for path, data in form.write(source.tables, source.info()).items()}


def _descriptor(source: Source, files: Files) -> dict[str, bytes]:
    resources = [
        package.add_alternates(datapackage.resource(table, f"data/{name}.csv"), files, _alternates(name, source, files))
        for name, table in package.released_tables().items()
    ]
    stamp = package.provenance(source.version, source.on, source.inputs)
    method = datapackage.method_version(source.page("METHODOLOGY.md"))
    return {"datapackage.json": datapackage.as_json(datapackage.descriptor(resources, **stamp, **method))}


def _alternates(table: str, source: Source, files: Files) -> list[dict[str, Any]]:
    """The other files that hold a table; where one holds several, ``table`` says which of them is meant."""
    return [
        {"path": path, "format": form.format, "mediatype": form.mediatype}
        | ({} if form.tables == "named" else {"table": table})
        for form in FORMS
        for path in files
        if form.holds(path, table) and form.fits(source.tables[table])
    ]


def _croissant(_: Source, files: Files) -> dict[str, bytes]:
    return {"croissant.json": datapackage.as_json(croissant(_described(files), files))}


def _citation(_: Source, files: Files) -> dict[str, bytes]:
    return {"CITATION.cff": citation(_described(files))}


def _quality(source: Source, _: Files) -> dict[str, bytes]:
    found = quality(source.tables, source.info().digest_of, source.problems)
    return {"quality.json": datapackage.as_json({"version": source.version, **found})}


def _pages(source: Source, _: Files) -> dict[str, bytes]:
    origins = {"METHODOLOGY.md": "METHODOLOGY.md", "LICENSE": "LICENSE-DATA"}
    found = {name: source.page(origin) for name, origin in origins.items()}
    return {name: text for name, text in found.items() if text is not None}


def _changes(source: Source, _: Files) -> dict[str, bytes]:
    return {"CHANGES.md": source.changes.encode()}


def _readme(source: Source, _: Files) -> dict[str, bytes]:
    forms, classes = [form.said for form in FORMS], package.released_tables().values()
    text = release_readme(source.version, source.on, forms, source.figures, classes)
    return {"README.md": text.encode()}


def _page(source: Source, files: Files) -> dict[str, bytes]:
    about = Imprint(source.version, source.on, cited(_described(files)), files)
    return {"index.html": page(source.tables, about)}


def _checksums(_: Source, files: Files) -> dict[str, bytes]:
    return {"SHA256SUMS": package.checksums(files)}


def _described(files: Files) -> dict[str, Any]:
    return dict(json.loads(files["datapackage.json"]))


ORDER: Final[tuple[Callable[[Source, Files], dict[str, bytes]], ...]] = (
    _tables,
    _forms,
    _descriptor,
    _croissant,
    _citation,
    _quality,
    _pages,
    _changes,
    _readme,
    _page,
    _checksums,
)
"""The writers of a release; each is given what stands before it."""


def pack(source: Source) -> dict[str, bytes]:
    """Every file of a release by its path, ``SHA256SUMS`` last; the same source gives the same bytes."""
    files: dict[str, bytes] = {}
    for write in ORDER:
        files |= write(source, files)
    return files


def zipped(files: Files) -> bytes:
    """A release as one zip that verifies by the ``SHA256SUMS`` inside it; the same release gives the same bytes."""
    told = _described(files)
    return bundle.zipped(told["version"], files, date.fromisoformat(told["created"][:10]))
