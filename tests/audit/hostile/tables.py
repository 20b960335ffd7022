"""Tables that are too much, are no CSV, or say what no row of ours may say; each as its descriptor announces it."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, repeat
from pathlib import Path
from typing import Any

from audit.hostile import TABLES, Variant, as_folder, as_json, as_zip, descriptor, good, sealed, with_table

_TALLIES = good()["data/tallies.csv"]
_HEADER = _TALLIES.split(b"\n", 1)[0] + b"\n"
_PLACES = good()["data/places.csv"]
_PLACES_HEADER = _PLACES.split(b"\n", 1)[0] + b"\n"
_MEGABYTE = 1024**2


def _cell(table: bytes, column: str, value: bytes) -> bytes:
    """The table with the cell of a column replaced in its first row, which has no quoted cell before it."""
    lines = table.split(b"\n")
    at = lines[0].split(b",").index(column.encode())
    row = next(n for n, line in enumerate(lines[1:], 1) if b'"' not in line)
    cells = lines[row].split(b",")
    cells[at] = value
    lines[row] = b",".join(cells)
    return b"\n".join(lines)


def _streamed(name: str, blocks: Callable[[], Iterable[bytes]]) -> Callable[[Path], Path]:
    """A sealed package with a table that is written block by block, so that the harness itself stays small."""

    def build(place: Path) -> Path:
        files = good()
        package = as_folder(place, files)
        digest, size = hashlib.sha256(), 0
        with (package / f"data/{name}.csv").open("wb") as file:
            for block in blocks():
                file.write(block)
                digest.update(block)
                size += len(block)
        metadata = descriptor(files)
        (resource,) = (resource for resource in metadata["resources"] if resource["name"] == name)
        resource.update(bytes=size, hash=f"sha256:{digest.hexdigest()}")
        files["datapackage.json"] = as_json(metadata)
        (package / "datapackage.json").write_bytes(files["datapackage.json"])
        digests = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
        digests[f"data/{name}.csv"] = digest.hexdigest()
        lines = (f"{digests[path]}  {path}\n" for path in sorted(digests))
        (package / "SHA256SUMS").write_text("".join(lines))
        return package

    return build


def _zip_of(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("tallies.csv", data)
    return buffer.getvalue()


def _row(count: int, cell: bytes = b"x") -> bytes:
    return b",".join([cell] * count) + b"\n"


_WIDTH = _HEADER.count(b",") + 1
_FIRST, _SECOND = _TALLIES.split(b"\n")[1:3]

TALLIES: dict[str, bytes] = {
    "gzip": gzip.compress(_TALLIES, mtime=0),
    "zip": _zip_of(_TALLIES),
    "xz": lzma.compress(_TALLIES),
    "bzip2": bz2.compress(_TALLIES),
    "zstd": b"\x28\xb5\x2f\xfd" + _TALLIES,
    "pickle": b"\x80\x04cposix\nsystem\n(Vtouch canary\ntR.",
    "Parquet": b"PAR1" + bytes(100) + b"PAR1",
    "Arrow": b"ARROW1\0\0" + bytes(100),
    "SQLite": b"SQLite format 3\0" + bytes(100),
    "PDF": b"%PDF-1.7\n",
    "script": b"#!/bin/sh\n",
    "empty file": b"",
    "zeros": bytes(_MEGABYTE),
    "header cut": _HEADER[:-5],
    "header without line feed": _HEADER[:-1],
    "header in capitals": _HEADER.upper() + _TALLIES[len(_HEADER) :],
    "header with a column more": _HEADER[:-1] + b",more\n",
    "columns swapped": _TALLIES.replace(b"tally_id,incident_id", b"incident_id,tally_id", 1),
    "BOM": b"\xef\xbb\xbf" + _TALLIES,
    "UTF-16": _TALLIES.decode().encode("utf-16"),
    "CR LF": _TALLIES.replace(b"\n", b"\r\n"),
    "CR alone": _TALLIES.replace(b"\n", b"\r"),
    "no last line feed": _TALLIES[:-1],
    "blank line": _TALLIES + b"\n",
    "short row": _TALLIES + b"T99999999,x\n",
    "long row": _TALLIES + _row(_WIDTH + 1),
    "no comma": _TALLIES + b"T99999999\n",
    "quote opened": _TALLIES + b'"T99999999' + b"," * (_WIDTH - 1) + b"\n",
    "two stray quotes": _HEADER + _FIRST + b'"\n"' + _SECOND + b"\n",
    "line feed in a cell": _TALLIES + b'"T\n1"' + b"," * (_WIDTH - 1) + b"\n",
    "quote inside": _TALLIES + b'T"9' + b"," * (_WIDTH - 1) + b"\n",
    "NUL": _cell(_TALLIES, "note", b"a\0b"),
    "escape character": _cell(_TALLIES, "note", b"a\x1b[31mb"),
    "tab": _cell(_TALLIES, "note", b"a\tb"),
    "not UTF-8": _cell(_TALLIES, "note", b"caf\xe9"),
    "surrogate": _cell(_TALLIES, "note", b"\xed\xa0\x80"),
    "semicolons": _TALLIES.replace(b",", b";"),
    "negative count": _cell(_TALLIES, "value", b"-5"),
    "count with a sign": _cell(_TALLIES, "value", b"+7"),
    "count with zeros before": _cell(_TALLIES, "value", b"007"),
    "count with a decimal": _cell(_TALLIES, "value", b"7.0"),
    "count in words": _cell(_TALLIES, "value", b"many"),
    "count in Arabic digits": _cell(_TALLIES, "value", "٧".encode()),
    "count of 99 digits": _cell(_TALLIES, "value", b"9" * 99),
    "count as NaN": _cell(_TALLIES, "value", b"NaN"),
    "day in another form": _cell(_TALLIES, "as_of", b"2025-3-8"),
    "day that is none": _cell(_TALLIES, "as_of", b"2025-02-30"),
    "day before all": _cell(_TALLIES, "as_of", b"0001-01-01"),
    "day as formula": _cell(_TALLIES, "as_of", b"=1+1"),
    "empty key": _cell(_TALLIES, "tally_id", b""),
    "key of another form": _cell(_TALLIES, "tally_id", b"../T00000001"),
    "required cell empty": _cell(_TALLIES, "measure", b""),
}
PLACES: dict[str, bytes] = {
    "latitude of 91": _cell(_PLACES, "latitude", b"91"),
    "latitude of 1e5": _cell(_PLACES, "latitude", b"1e5"),
    "latitude as infinity": _cell(_PLACES, "latitude", b"inf"),
    "latitude of many decimals": _cell(_PLACES, "latitude", b"35." + b"1" * 5_000),
}


def _gzip_bomb() -> Iterable[bytes]:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    for _ in range(200):
        yield packer.compress(bytes(_MEGABYTE))
    yield packer.flush()


def _streams() -> dict[str, tuple[str, Callable[[], Iterable[bytes]]]]:
    x, zeros = b"x" * _MEGABYTE, bytes(_MEGABYTE)
    lines = (b"a" * 99 + b"\n") * (_MEGABYTE // 100)
    short = b"," * _PLACES_HEADER.count(b",") + b"\n"
    return {
        "gzip bomb of 200 MB": ("tallies", _gzip_bomb),
        "one row of 2 GB": ("tallies", lambda: chain([_HEADER], repeat(x, 2_000))),
        "one row of 1 GB of zeros": ("tallies", lambda: chain([_HEADER], repeat(zeros, 1_000))),
        "header of 300 MB": ("tallies", lambda: repeat(x, 300)),
        "million columns": ("tallies", lambda: [b",".join([b"c%d" % n for n in range(1_000_000)]), b"\n"]),
        "million cells in a row": ("tallies", lambda: [_TALLIES, b"," * 1_000_000, b"\n"]),
        "cell of 200 MB": ("tallies", lambda: chain([_TALLIES, b'"'], repeat(x, 200), [b'"\n'])),
        "quote opened and 1 GB": ("tallies", lambda: chain([_HEADER, b'"'], repeat(lines, 1_000))),
        "quote at byte 0 and 500 MB": ("tallies", lambda: chain([b'"'], repeat(lines, 500))),
        "10^8 rows of nothing": ("places", lambda: chain([_PLACES_HEADER], repeat(short * 100_000, 1_000))),
        "10^8 blank rows": ("tallies", lambda: chain([_HEADER], repeat(b"\n" * _MEGABYTE, 96))),
        "500 MB of commas": ("tallies", lambda: chain([_HEADER], repeat(b"," * _MEGABYTE, 500))),
    }


def _keyed() -> Iterable[bytes]:
    """More rows than a table may have, each of them sound in form."""
    tail = b"," * _PLACES_HEADER.count(b",") + b"\n"
    yield _PLACES_HEADER
    for start in range(0, 21_000_000, 100_000):
        yield b"".join(b"p%08d%s" % (number, tail) for number in range(start, start + 100_000))


def _weak(resource: dict[str, Any]) -> None:
    """No bound is left in the descriptor."""
    for field in resource["schema"]["fields"]:
        field.pop("constraints", None)


WEAK = ("negative count", "empty key", "required cell empty", "day before all", "key of another form")


def _folder(name: str, data: bytes) -> Callable[[Path], Path]:
    return lambda place: as_folder(place, with_table(name, data))


def _zipped(data: bytes) -> Callable[[Path], Path]:
    return lambda place: as_zip(place, with_table("tallies", data))


def _weakened(data: bytes) -> Callable[[Path], Path]:
    return lambda place: as_folder(place, with_table("tallies", data, _weak))


def variants() -> Iterator[Variant]:
    """All of them."""
    packed = ("gzip", "zip", "xz", "bzip2", "zstd")
    other = ("pickle", "Parquet", "Arrow", "SQLite", "PDF", "script")
    for name, data in TALLIES.items():
        family = "P08" if name.startswith(packed) else "P13" if name in other else "P10"
        yield Variant(family, f"table: {name}", TABLES, _folder("tallies", data))
    for name, data in PLACES.items():
        yield Variant("P10", f"table: {name}", TABLES, _folder("places", data))
    for name in WEAK:
        yield Variant("P12", f"no constraint, {name}", TABLES, _weakened(TALLIES[name]))
    for name in ("gzip", "short row", "not UTF-8", "negative count"):
        yield Variant("P10", f"table in a zip: {name}", TABLES, _zipped(TALLIES[name]))
    for name, (table, blocks) in _streams().items():
        yield Variant("P10", f"table: {name}", TABLES, _streamed(table, blocks), big=True)
    yield Variant("P10", "table: 21 million rows", TABLES, _streamed("places", _keyed), big=True)


def accepted() -> Iterator[Variant]:
    """Hostile in the descriptor, and harmless: no pattern is compiled, no bound of it is believed."""

    def slow(resource: dict[str, Any]) -> None:
        for field in resource["schema"]["fields"]:
            field.setdefault("constraints", {})["pattern"] = "(a|a)*(a+)+$"
            field["constraints"].pop("minimum", None)

    yield Variant(
        "P11",
        "pattern that takes for ever",
        TABLES,
        lambda place: as_folder(place, with_table("tallies", _TALLIES, slow)),
    )
    yield Variant("P12", "no constraint", TABLES, _weakened(_TALLIES))
    yield Variant("control", "sealed again", TABLES, lambda place: as_folder(place, sealed(good())))
