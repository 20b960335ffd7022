"""Whether every form of a release holds the same content: each is read back, put into canonical CSV and hashed.

The readers share nothing with the writers in ``formats``: what a form must hold is told by ``datapackage.json`` and the
CSV tables alone, so that releases of other versions of the tool can be compared too.
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


def check_parity(container: Archive) -> list[Finding]:
    """What in a release does not hold the content of its CSV tables: nothing where all forms agree.

    Every alternate that the descriptor lists is compared; of the forms that hold some columns only (GeoJSON, CSV with
    hashtags), those columns. Raises ``OSError``.
    """
    try:
        resources = _resources(container.read(DESCRIPTOR, SIZE_CAP))
    except Damaged as damaged:
        return list(damaged.findings)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return [Finding(DESCRIPTOR, "it is not the descriptor of a release")]
    found: list[Finding] = []
    tables = {one.name: table for one in resources if (table := _table(container, one, found)) is not None}
    files: dict[str, list[tuple[_Resource, _Form]]] = {}
    for one in resources:
        for form in one.forms:
            files.setdefault(form.path, []).append((one, form))
    for path, held in files.items():
        found += _compared(container, path, held, tables)
    return found


# --- what is expected ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Form:
    """Another file that holds a table."""

    path: str
    format: str


@dataclass(frozen=True, slots=True)
class _Resource:
    """A table as the descriptor tells of it."""

    name: str
    path: str
    hash: str
    kinds: dict[str, str]
    key: tuple[str, ...]
    forms: tuple[_Form, ...]


def _resources(data: bytes) -> list[_Resource]:
    return [_resource(one) for one in parse_object(data)["resources"]]


def _resource(told: Mapping[str, Any]) -> _Resource:
    schema = told["schema"]
    key = schema.get("primaryKey") or schema["uniqueKeys"][0]
    forms = tuple(_Form(str(one["path"]), str(one["format"])) for one in told.get("alternates", []))
    kinds = {str(field["name"]): str(field["type"]) for field in schema["fields"]}
    return _Resource(str(told["name"]), str(told["path"]), str(told["hash"]), kinds, tuple(map(str, key)), forms)


def _table(container: Archive, one: _Resource, found: list[Finding]) -> pl.DataFrame | None:
    """The CSV table with every cell as text; what is wrong with it is added to ``found``."""
    try:
        data = container.read(one.path, _FILE_CAP)
        table = pl.read_csv(data, infer_schema=False)
    except Damaged as damaged:
        found += damaged.findings
        return None
    except pl.exceptions.PolarsError:
        found.append(Finding(one.path, "it cannot be read as CSV"))
        return None
    if one.hash != f"sha256:{sha256(data)}":
        found.append(Finding(one.path, f"its content hash is not the one that {DESCRIPTOR} gives"))
    elif canonical(table) != data:
        found.append(Finding(one.path, "it is not in canonical form: quoted, spelled or ended in another way"))
    return table


# --- the forms -----------------------------------------------------------------------------------


def _compared(
    container: Archive, path: str, listed: list[tuple[_Resource, _Form]], tables: Mapping[str, pl.DataFrame]
) -> Iterator[Finding]:
    if path not in container.sizes:
        yield Finding(path, f"it is missing: {DESCRIPTOR} lists it as a form of {listed[0][0].path}")
        return
    form = listed[0][1].format
    if form not in READERS:
        yield Finding(path, f"its format is none that is known here: {', '.join(READERS)}")
        return
    wanted = [
        ExpectedTable(one.name, one.kinds, one.key, tables[one.name], tables) for one, _ in listed if one.name in tables
    ]
    try:
        data = container.read(path, _FILE_CAP)
        for one, held in READERS[form](data, wanted):
            compare = _partly if form in PARTIAL else _wholly
            if difference := held if isinstance(held, str) else compare(one, held):
                yield Finding(path, f"{one.name}: {difference}")
    except Damaged as damaged:
        yield from damaged.findings
    except UnreadableForm as unread:
        yield Finding(path, str(unread))


def _wholly(one: ExpectedTable, frame: pl.DataFrame) -> str | None:
    if frame.columns != one.table.columns:
        return _columns(one.table.columns, frame.columns)
    return None if digest(frame) == digest(one.table) else _rows(one.table, frame)


def _partly(one: ExpectedTable, frame: pl.DataFrame) -> str | None:
    """The columns that both have; the key is always one of them."""
    if missing := [name for name in one.key if name not in frame.columns]:
        return f"its key is missing: {', '.join(missing)}"
    shared = [name for name in one.table.columns if name in frame.columns]
    expected, held = one.table.select(shared), frame.select(shared)
    return None if digest(held) == digest(expected) else _rows(expected, held)


def _columns(expected: list[str], held: list[str]) -> str:
    missing = [name for name in expected if name not in held]
    if missing:
        return f"it has no column {', '.join(missing[:5])}"
    more = len(set(held) - set(expected))
    return f"it has columns that the table has not: {more}" if more else "its columns are in another order"


def _rows(expected: pl.DataFrame, held: pl.DataFrame) -> str:
    if held.height != expected.height:
        return f"it has {held.height:,} rows, the CSV table {expected.height:,}"
    here, there = as_text(held), as_text(expected)
    for name in there.columns:
        differs = here[name].ne_missing(there[name])
        if differs.any():
            return (
                f"{int(differs.sum()):,} cells of {name} differ, the first in row {int(differs.arg_max() or 0) + 1:,}"
            )
    return "it is spelled in another way"
