"""Package a release: write its files in an order in which each lists only files before it.

To add a form of the tables add a line to :data:`FORMS`, to add a file about the release a line to :data:`ORDER`.
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
    """A form of the tables: its writer, folder, format and media type, and which tables each of its files holds."""

    write: Callable[[Mapping[str, pl.DataFrame], ReleaseInfo], dict[str, bytes]]
    folder: str
    format: str
    mediatype: str
    tables: Literal["all", "named"] | tuple[str, ...]
    """Every table, the one that the file is named after, or these."""
    description: str
    """For README.md of a release."""
    fits: Callable[[pl.DataFrame], bool] = lambda _: True
    """True if the form holds a table; it may leave out one that is too long for it."""

    def holds(self, path: str, table: str) -> bool:
        """Return whether the file at ``path`` is of this form and holds the table, or columns of it."""
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
    """The inputs of a release.

    ``tables`` are typed, curated and derived, by name; ``data`` is their CSV by path, as :func:`package.csv_files`
    gives it; ``inputs`` the bytes of the curated ones as they were read; ``problems`` the warnings of validation;
    ``changes`` and ``figures`` are Markdown; ``page`` gives a page of the repository by its name, or nothing.
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
    """The other files that hold a table; for a file of several tables, ``table`` names it."""
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
    report = quality(source.tables, source.info().digest_of, source.problems)
    return {"quality.json": datapackage.as_json({"version": source.version, **report})}


def _pages(source: Source, _: Files) -> dict[str, bytes]:
    origins = {"METHODOLOGY.md": "METHODOLOGY.md", "LICENSE": "LICENSE-DATA"}
    pages = {name: source.page(origin) for name, origin in origins.items()}
    return {name: text for name, text in pages.items() if text is not None}


def _changes(source: Source, _: Files) -> dict[str, bytes]:
    return {"CHANGES.md": source.changes.encode()}


def _readme(source: Source, _: Files) -> dict[str, bytes]:
    forms, classes = [form.description for form in FORMS], package.released_tables().values()
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
"""The writers of a release; each gets the files that were written before it."""


def pack(source: Source) -> dict[str, bytes]:
    """Return the files of a release by path, ``SHA256SUMS`` last; the same source gives the same bytes."""
    files: dict[str, bytes] = {}
    for write in ORDER:
        files |= write(source, files)
    return files


def zipped(files: Files) -> bytes:
    """Return a release as one zip, verified by the ``SHA256SUMS`` inside it; the same release gives the same bytes."""
    descriptor = _described(files)
    return bundle.zipped(descriptor["version"], files, date.fromisoformat(descriptor["created"][:10]))
