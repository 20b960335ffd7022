"""``datapackage.json`` of unknown origin: it must describe the files as they are, and refer to nothing else.

Nothing that it names is fetched, none of its patterns is compiled, none of its bounds is used. Only the names of the
columns are taken from it, and the header of each table must repeat them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from casualty_dataset.core.errors import Damaged, Finding, NotStrictJson
from casualty_dataset.core.strict_json import SIZE_CAP, parse_object
from casualty_dataset.core.versions import is_day, is_version
from casualty_dataset.releases.archive import Archive, name_fault, printable_path

DESCRIPTOR = "datapackage.json"
_COLUMNS, _CODES, _PATTERN = 200, 5_000, 10_000
_NAME = re.compile("[a-z][a-z0-9_]{0,63}")
_COLUMN = re.compile("[a-z][a-z0-9_#]{0,63}")
_PROFILE = re.compile(r"https://datapackage\.org/profiles/2\.[0-9]{1,3}/datapackage\.json")
_ADDRESS = re.compile(r"https?://[!-~]{1,2000}")
_TYPES = frozenset(("string", "integer", "number", "date", "boolean"))
_OURS = {"type": "table", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
DIALECT = {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True}
"""The CSV dialect of every table of a release; no other is accepted."""
_FOREIGN = (
    "compression", "control", "data", "extrapaths", "jsonSchema", "layout", "profile", "scheme"
)  # fmt: skip
"""Properties by which another reader would see other rows, or look for them elsewhere."""


class Descriptor(NamedTuple):
    """An accepted descriptor: the whole, its version, and the columns of each table in order."""

    metadata: dict[str, Any]
    version: str
    columns: dict[str, tuple[str, ...]]


def read_descriptor(archive: Archive, sums: Mapping[str, str]) -> Descriptor:
    """Read and check the descriptor of a package.

    Raises :class:`Damaged`, with all faults, if it is missing, not strict JSON, wrong about the files, or has what no
    release has.
    """
    if DESCRIPTOR not in sums or DESCRIPTOR not in archive.sizes:
        raise archive.damaged(DESCRIPTOR, "it is missing, or not listed in SHA256SUMS")
    try:
        metadata = parse_object(archive.read(DESCRIPTOR, SIZE_CAP))
    except NotStrictJson as error:
        raise archive.damaged(DESCRIPTOR, str(error)) from None
    columns: dict[str, tuple[str, ...]] = {}
    faults = [*_head_faults(metadata), *_path_faults(metadata), *_resource_faults(metadata, archive, sums, columns)]
    if faults:
        raise Damaged(archive.label, [Finding(DESCRIPTOR, fault) for fault in faults[:100]])
    return Descriptor(metadata, metadata["version"], columns)


def _head_faults(metadata: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(metadata.get("version"), str) or not is_version(metadata["version"]):
        yield "it has no version, such as 1.2.0"
    schema = metadata.get("$schema")
    if not isinstance(schema, str) or not _PROFILE.fullmatch(schema):
        yield "its $schema is not that of Data Package 2"
    yield from (f"it has {name}, which no release has" for name in (*_FOREIGN, "dialect") if name in metadata)


def _path_faults(value: Any, top: bool = True) -> Iterator[str]:
    """Yield the paths, at any depth, that are no file of the package and no web address, and references by ``$ref``."""
    if isinstance(value, list):
        for item in value:
            yield from _path_faults(item, False)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name == "$ref" or (name == "$schema" and not top):
                yield f"it refers to another file by {name}"
            elif name == "path" and not (isinstance(item, str) and (_ADDRESS.fullmatch(item) or not name_fault(item))):
                yield "a path in it is neither a file of the package nor a web address"
            else:
                yield from _path_faults(item, False)


def _resource_faults(
    metadata: Mapping[str, Any], archive: Archive, sums: Mapping[str, str], columns: dict[str, tuple[str, ...]]
) -> Iterator[str]:
    """Yield the faults of the tables; fill ``columns``."""
    resources = metadata.get("resources")
    if (
        not isinstance(resources, list)
        or not resources
        or not all(isinstance(resource, dict) for resource in resources)
    ):
        yield "it lists no resources"
        return
    for number, resource in enumerate(resources, 1):
        name = resource.get("name")
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            yield f"resource {number} has no name in small letters, digits and low lines"
        elif name in columns:
            yield f"two resources are called {name}"
        else:
            columns[name] = _columns(resource.get("schema"))
            yield from (f"{name}: {fault}" for fault in _table_faults(name, resource, archive, sums))
    tables = {path for path in archive.names if path.startswith("data/")}
    for path in sorted(tables - {f"data/{name}.csv" for name in columns}):
        yield f"it does not describe {printable_path(path)}"


def _table_faults(name: str, resource: Mapping[str, Any], archive: Archive, sums: Mapping[str, str]) -> Iterator[str]:
    if resource.get("path") != f"data/{name}.csv":
        yield f"its path is not data/{name}.csv"
    else:
        yield from _file_faults(resource, archive, sums)
    for key, expected in _OURS.items():
        if resource.get(key) != expected:
            yield f"its {key} is not {expected}"
    if resource.get("dialect", DIALECT) != DIALECT:
        yield "its dialect is not the one in which tables of a release are written"
    yield from (f"it has {key}, which no table of a release has" for key in _FOREIGN if key in resource)
    yield from _schema(resource.get("schema"))
    alternates = resource.get("alternates", [])
    if not isinstance(alternates, list) or not all(isinstance(alternate, dict) for alternate in alternates):
        yield "its alternates are not a list of objects"
        return
    for alternate in alternates:
        yield from _file_faults(alternate, archive, sums)


def _file_faults(form: Mapping[str, Any], archive: Archive, sums: Mapping[str, str]) -> Iterator[str]:
    """Yield the faults of a file of a table: it must be listed, with the size and hash that the descriptor gives."""
    path = form.get("path")
    if not isinstance(path, str) or path not in sums or path not in archive.sizes:
        yield "a path is not that of a file listed in SHA256SUMS"
        return
    if form.get("hash", f"sha256:{sums[path]}") != f"sha256:{sums[path]}":
        yield f"the hash of {path} is not the SHA-256 that SHA256SUMS has"
    size = form.get("bytes", archive.sizes[path])
    if type(size) is not int or size != archive.sizes[path]:
        yield f"the bytes of {path} are not as many as it says"


# --- the schema ------------------------------------------------------------------------------------------


def _columns(schema: Any) -> tuple[str, ...]:
    fields = schema.get("fields") if isinstance(schema, dict) else None
    named = [field.get("name") for field in fields if isinstance(field, dict)] if isinstance(fields, list) else []
    return tuple(name for name in named if isinstance(name, str))


def _schema(schema: Any) -> Iterator[str]:
    fields = schema.get("fields") if isinstance(schema, dict) else None
    if not isinstance(fields, list) or not 0 < len(fields) <= _COLUMNS:
        yield f"its schema is not an object with 1 to {_COLUMNS} fields"
        return
    if schema.get("missingValues", [""]) != [""] or schema.get("fieldsMatch", "exact") not in ("exact", ["exact"]):
        yield "its empty cells, or the order of its columns, are not those of a release"
    names = [field.get("name") if isinstance(field, dict) else None for field in fields]
    if not all(isinstance(name, str) and _COLUMN.fullmatch(name) for name in names) or len(set(names)) < len(names):
        yield "its columns have no names, or one name twice"
        return
    for name, field in zip(names, fields, strict=True):
        if fault := _field(field):
            yield f"column {name}: {fault}"


def _field(field: Mapping[str, Any]) -> str | None:
    kind, bounds = field.get("type"), field.get("constraints", {})
    if not isinstance(kind, str) or kind not in _TYPES or field.get("format", "default") != "default":
        return "its type or format is none of a release"
    if field.get("missingValues", [""]) != [""]:
        return "its empty cells are not those of a release"
    if not isinstance(bounds, dict):
        return "its constraints are not an object"
    codes, pattern = bounds.get("enum", []), bounds.get("pattern", "")
    if not isinstance(codes, list) or len(codes) > _CODES or len(str(field.get("categories", ""))) > 200 * _CODES:
        return f"its codes are not a list of at most {_CODES:,}"
    if not isinstance(pattern, str) or len(pattern) > _PATTERN:
        return f"its pattern is not a text of at most {_PATTERN:,} characters"
    if not all(_is_bound(kind, bounds[key]) for key in ("minimum", "maximum") if key in bounds):
        return "its minimum or maximum is not of the type of the column"
    return None


def _is_bound(kind: str, value: Any) -> bool:
    if kind == "date":
        return is_day(value)
    return kind in ("integer", "number") and type(value) in (int, float)
