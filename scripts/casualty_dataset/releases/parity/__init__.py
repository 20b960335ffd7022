"""Compare the formats of a release: each file is read back, written as canonical CSV and hashed.

The readers share nothing with the writers in ``formats``: the expected content comes from ``datapackage.json`` and the
CSV tables alone, so releases by other versions of the tool can be compared too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from casualty_dataset.core.canonical_csv import as_text, canonical, digest, sha256
from casualty_dataset.core.errors import Damaged, Finding
from casualty_dataset.core.strict_json import SIZE_CAP, parse_object
from casualty_dataset.releases.archive import Archive
from casualty_dataset.releases.descriptor import DESCRIPTOR
from casualty_dataset.releases.parity.forms import PARTIAL, READERS, ExpectedTable, UnreadableForm

_FILE_CAP = 4 * 1024**3


def check_parity(archive: Archive) -> list[Finding]:
    """Return the differences between the CSV tables of a release and its other formats; none where all agree.

    Every alternate that the descriptor lists is compared; a format with some of the columns only (GeoJSON, CSV with
    hashtags) in those. Raises ``OSError``.
    """
    try:
        resources = _resources(archive.read(DESCRIPTOR, SIZE_CAP))
    except Damaged as damaged:
        return list(damaged.findings)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return [Finding(DESCRIPTOR, "it is not the descriptor of a release")]
    findings: list[Finding] = []
    tables = {
        resource.name: table for resource in resources if (table := _table(archive, resource, findings)) is not None
    }
    files: dict[str, list[tuple[_Resource, _Form]]] = {}
    for resource in resources:
        for form in resource.forms:
            files.setdefault(form.path, []).append((resource, form))
    for path, uses in files.items():
        findings += _compare_file(archive, path, uses, tables)
    return findings


# --- what is expected ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Form:
    """Another file with the same table."""

    path: str
    format: str


@dataclass(frozen=True, slots=True)
class _Resource:
    """A table as the descriptor describes it."""

    name: str
    path: str
    hash: str
    kinds: dict[str, str]
    key: tuple[str, ...]
    forms: tuple[_Form, ...]


def _resources(data: bytes) -> list[_Resource]:
    return [_resource(resource) for resource in parse_object(data)["resources"]]


def _resource(resource: Mapping[str, Any]) -> _Resource:
    schema = resource["schema"]
    key = schema.get("primaryKey") or schema["uniqueKeys"][0]
    forms = tuple(_Form(str(form["path"]), str(form["format"])) for form in resource.get("alternates", []))
    kinds = {str(field["name"]): str(field["type"]) for field in schema["fields"]}
    name, path, digest = (str(resource[property_]) for property_ in ("name", "path", "hash"))
    return _Resource(name, path, digest, kinds, tuple(map(str, key)), forms)


def _table(archive: Archive, resource: _Resource, findings: list[Finding]) -> pl.DataFrame | None:
    """Return the CSV table with all cells as text; its faults are added to ``findings``."""
    try:
        data = archive.read(resource.path, _FILE_CAP)
        table = pl.read_csv(data, infer_schema=False)
    except Damaged as damaged:
        findings += damaged.findings
        return None
    except pl.exceptions.PolarsError:
        findings.append(Finding(resource.path, "it cannot be read as CSV"))
        return None
    if resource.hash != f"sha256:{sha256(data)}":
        findings.append(Finding(resource.path, f"its content hash is not the one that {DESCRIPTOR} gives"))
    elif canonical(table) != data:
        findings.append(Finding(resource.path, "it is not in canonical form: quoted, spelled or ended in another way"))
    return table


# --- the files -----------------------------------------------------------------------------------


def _compare_file(
    archive: Archive, path: str, uses: list[tuple[_Resource, _Form]], tables: Mapping[str, pl.DataFrame]
) -> Iterator[Finding]:
    if path not in archive.sizes:
        yield Finding(path, f"it is missing: {DESCRIPTOR} lists it as a form of {uses[0][0].path}")
        return
    form = uses[0][1].format
    if form not in READERS:
        yield Finding(path, f"its format is not one of: {', '.join(READERS)}")
        return
    expected = [
        ExpectedTable(resource.name, resource.kinds, resource.key, tables[resource.name], tables)
        for resource, _ in uses
        if resource.name in tables
    ]
    try:
        data = archive.read(path, _FILE_CAP)
        for table, actual in READERS[form](data, expected):
            compare = _compare_shared if form in PARTIAL else _compare_all
            if difference := actual if isinstance(actual, str) else compare(table, actual):
                yield Finding(path, f"{table.name}: {difference}")
    except Damaged as damaged:
        yield from damaged.findings
    except UnreadableForm as unread:
        yield Finding(path, str(unread))


def _compare_all(expected: ExpectedTable, frame: pl.DataFrame) -> str | None:
    if frame.columns != expected.table.columns:
        return _columns(expected.table.columns, frame.columns)
    return None if digest(frame) == digest(expected.table) else _rows(expected.table, frame)


def _compare_shared(table: ExpectedTable, frame: pl.DataFrame) -> str | None:
    """Compare the columns that both have; the key must be one of them."""
    if missing := [name for name in table.key if name not in frame.columns]:
        return f"its key is missing: {', '.join(missing)}"
    shared = [name for name in table.table.columns if name in frame.columns]
    expected, actual = table.table.select(shared), frame.select(shared)
    return None if digest(actual) == digest(expected) else _rows(expected, actual)


def _columns(expected: list[str], actual: list[str]) -> str:
    missing = [name for name in expected if name not in actual]
    if missing:
        return f"it has no column {', '.join(missing[:5])}"
    more = len(set(actual) - set(expected))
    return f"it has columns that the table has not: {more}" if more else "its columns are in another order"


def _rows(expected: pl.DataFrame, actual: pl.DataFrame) -> str:
    if actual.height != expected.height:
        return f"it has {actual.height:,} rows, the CSV table {expected.height:,}"
    here, there = as_text(actual), as_text(expected)
    for name in there.columns:
        differs = here[name].ne_missing(there[name])
        if differs.any():
            return (
                f"{int(differs.sum()):,} cells of {name} differ, the first in row {int(differs.arg_max() or 0) + 1:,}"
            )
    return "it is spelled in another way"
