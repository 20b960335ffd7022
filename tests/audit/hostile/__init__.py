"""Packages as a stranger might hand them over, built in code, each wrong in one way; ``python -m audit.hostile``.

Every package is sealed unless its seal is what is wrong: its checksums fit its bytes, so nothing but the one thing can
be the reason for which it is refused.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[3]
Files = dict[str, bytes]

BYTES, DESCRIPTOR, TABLES = "bytes", "descriptor", "tables"
"""What must be read before the fault can be seen: no door opens the first, only a loader sees the other two."""


class Variant(NamedTuple):
    """One package: what is wrong with it, where that can be seen, and how it is built below an empty folder."""

    family: str
    name: str
    seen_in: str
    build: Callable[[Path], Path]
    big: bool = False


@cache
def _good() -> Files:
    release = ROOT / "releases" / "0.1.0"
    files = {f"data/{path.name}": path.read_bytes() for path in sorted((release / "data").iterdir())}
    descriptor = json.loads((release / "datapackage.json").read_bytes())
    for resource in descriptor["resources"]:
        del resource["alternates"]
    return files | {"datapackage.json": as_json(descriptor), "LICENSE": (release / "LICENSE").read_bytes()}


def good() -> Files:
    """The files of a sound package, its checksums apart: the first release without its Parquet files."""
    return dict(_good())


def as_json(value: Any) -> bytes:
    """JSON as a release has it."""
    return json.dumps(value, ensure_ascii=False).encode()


def descriptor(files: Mapping[str, bytes]) -> dict[str, Any]:
    """The descriptor as an object that may be changed."""
    return dict(json.loads(files["datapackage.json"]))


def sums(files: Mapping[str, bytes]) -> bytes:
    """SHA256SUMS of the files."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def sealed(files: Mapping[str, bytes]) -> Files:
    """The files with their checksums."""
    return {**files, "SHA256SUMS": sums(files)}


def with_table(name: str, data: bytes, change: Callable[[dict[str, Any]], object] = lambda _: None) -> Files:
    """A sealed package in which a table has these bytes, and the descriptor says so."""
    files = good()
    metadata = descriptor(files)
    (resource,) = (resource for resource in metadata["resources"] if resource["name"] == name)
    resource.update(bytes=len(data), hash=f"sha256:{hashlib.sha256(data).hexdigest()}")
    change(resource)
    return sealed({**files, f"data/{name}.csv": data, "datapackage.json": as_json(metadata)})


def as_folder(place: Path, files: Mapping[str, bytes]) -> Path:
    """The files as a folder below ``place``."""
    package = place / "package"
    for name, data in files.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return package


def as_zip(place: Path, files: Mapping[str, bytes], top: str = "") -> Path:
    """The files as a zip below ``place``."""
    package = place / "package.zip"
    package.write_bytes(zipped(files, top))
    return package


def zipped(files: Mapping[str, bytes], top: str = "") -> bytes:
    """The bytes of a zip of the files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(top + name, data)
    return buffer.getvalue()
