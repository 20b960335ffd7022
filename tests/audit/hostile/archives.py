"""Zips: bombs, entries that lie, names that lead elsewhere."""

from __future__ import annotations

import io
import stat
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from audit.hostile import BYTES, Files, Variant, as_zip, good, sealed, zipped

_CENTRAL, _LOCAL, _END = b"PK\1\2", b"PK\3\4", b"PK\5\6"


def _with(*extra: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    """A good zip with more entries."""
    buffer = io.BytesIO(zipped(sealed(good())))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a name that is there already
        with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
            for entry, data in extra:
                archive.writestr(entry, data)
    return buffer.getvalue()


def _renamed(old: str, new: str, *, everywhere: bool = True) -> bytes:
    """A good zip in which a name of the same length stands for another; in its listing alone, or everywhere."""
    data = zipped(sealed(good()))
    if everywhere:
        return data.replace(old.encode(), new.encode())
    at = data.rindex(old.encode())
    return data[:at] + new.encode() + data[at + len(old) :]


def _mode(mode: int, name: str = "data/more.csv") -> tuple[zipfile.ZipInfo, bytes]:
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, (mode | 0o644) << 16
    return entry, b"/etc/passwd"


def _patched(field: int, form: str, value: int, *, signature: bytes = _CENTRAL) -> bytes:
    """A good zip in which a field of the first entry of the listing, or of the end, has another value."""
    data = bytearray(zipped(sealed(good())))
    at = data.rindex(signature) if signature == _END else data.index(signature)
    struct.pack_into(form, data, at + field, value)
    return bytes(data)


def _both(local: int, central: int, form: str, value: int) -> bytes:
    """The same in the listing and before the entry itself."""
    data = bytearray(_patched(central, form, value))
    struct.pack_into(form, data, data.index(_LOCAL) + local, value)
    return bytes(data)


def _bomb(megabytes: int) -> bytes:
    """Zeros, a million times smaller than they become."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sealed(good()).items():
            archive.writestr(name, data)
        with archive.open("data/zeros.csv", "w") as entry:
            for _ in range(megabytes):
                entry.write(bytes(1024**2))
    return buffer.getvalue()


def _overlapping() -> bytes:
    """Ten thousand entries, all the same bytes of the zip."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(bytes(1024**2)) + packer.flush()
    crc = zlib.crc32(bytes(1024**2))
    local = struct.pack("<4s5H3L2H", _LOCAL, 20, 0, 8, 0, 33, crc, len(packed), 1024**2, 1, 0) + b"x" + packed
    listing = b"".join(
        struct.pack("<4s6H3L5H2L", _CENTRAL, 20, 20, 0, 8, 0, 33, crc, len(packed), 1024**2, 7, 0, 0, 0, 0, 0, 0)
        + b"x%06d" % number
        for number in range(1_000)
    )
    return local + listing + struct.pack("<4s4H2LH", _END, 0, 0, 1_000, 1_000, len(listing), len(local), 0)


def _entries(count: int) -> bytes:
    """Very many empty entries."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(count):
            archive.writestr(f"data/{number}", b"")
    return buffer.getvalue()


def _lying(size: int) -> bytes:
    """An entry of 64 MB of zeros that says it has another size."""
    data = bytearray(_bomb(64))
    at, local = data.rindex(_CENTRAL), data.rindex(_LOCAL)
    struct.pack_into("<L", data, at + 24, size)
    struct.pack_into("<L", data, local + 22, size)
    return bytes(data)


def _sealed_in(name: str, data: bytes) -> bytes:
    return zipped(sealed({**good(), name: data}))


ZIPS: dict[str, Callable[[], bytes]] = {
    "../": lambda: _with(("../x.csv", b"x")),
    "../ everywhere": lambda: zipped(sealed(good()), "../"),
    "/ everywhere": lambda: zipped(sealed(good()), "/"),
    "absolute": lambda: _with(("/etc/x", b"x")),
    "a/../../x": lambda: _with(("a/../../x", b"x")),
    "backslash": lambda: _with(("data\\..\\..\\x", b"x")),
    "drive": lambda: _with(("C:/x", b"x")),
    "share": lambda: _with(("//host/share/x", b"x")),
    "NUL in a name": lambda: _renamed("data/places.csv", "data/pla\0es.csv"),
    "line feed in a name": lambda: _renamed("data/places.csv", "data/pla\nes.csv"),
    "bytes above ASCII in a name": lambda: _renamed("data/places.csv", "data/pla\x7fes.csv"),
    "full-width dots": lambda: _with(("．．/x", b"x")),
    "trailing dot": lambda: _with(("data/places.csv.", b"x")),
    "trailing space": lambda: _with(("data/places.csv ", b"x")),
    "device name": lambda: _with(("data/aux.csv", b"x")),
    "name twice": lambda: _with(("data/places.csv", good()["data/places.csv"])),
    "name twice, other bytes": lambda: _with(("data/places.csv", b"x")),
    "name by case": lambda: _with(("data/Places.csv", b"x")),
    "folder by case": lambda: _with(("DATA/places.csv", b"x")),
    "file and folder": lambda: _with(("LICENSE/x", b"x")),
    "symbolic link": lambda: _with(_mode(stat.S_IFLNK)),
    "table as symbolic link": lambda: _with(_mode(stat.S_IFLNK, "data/places.csv")),
    "pipe": lambda: _with(_mode(stat.S_IFIFO)),
    "device": lambda: _with(_mode(stat.S_IFCHR)),
    "folder with bytes": lambda: _with(("data/more/", b"x")),
    "folder mode on a file": lambda: _with(_mode(stat.S_IFDIR)),
    "empty folder": lambda: _with(("data/more/", b"")),
    "file not listed": lambda: _with(("data/more.csv", b"x")),
    "encrypted": lambda: _both(6, 8, "<H", 1),
    "masked": lambda: _both(6, 8, "<H", 0x2041),
    "CRC wrong": lambda: _both(14, 16, "<L", 7),
    "CRC wrong in the listing": lambda: _patched(16, "<L", 7),
    "unknown packing": lambda: _both(8, 10, "<H", 97),
    "LZMA": lambda: _both(8, 10, "<H", 14),
    "stored, says the listing": lambda: _patched(10, "<H", 0),
    "version 9.9 needed": lambda: _patched(6, "<H", 99),
    "names differ inside": lambda: _renamed("data/places.csv", "data/plaxes.csv", everywhere=False),
    "packed size beyond the end": lambda: _patched(20, "<L", 0x7FFFFFFF),
    "size of 4 GB": lambda: _patched(24, "<L", 0xFFFFFFFE),
    "size of zip64": lambda: _patched(24, "<L", 0xFFFFFFFF),
    "place beyond the end": lambda: _patched(42, "<L", 0x7FFFFFFF),
    "place in another entry": lambda: _patched(42, "<L", 400),
    "listing cut": lambda: _patched(12, "<L", 60, signature=_END),
    "listing of 4 GB": lambda: _patched(12, "<L", 0xFFFFFFF0, signature=_END),
    "listing elsewhere": lambda: _patched(16, "<L", 7, signature=_END),
    "count too small": lambda: _patched(10, "<H", 1, signature=_END),
    "count of zip64": lambda: _patched(10, "<H", 0xFFFF, signature=_END),
    "second disk": lambda: _patched(4, "<H", 1, signature=_END),
    "name of 60,000 in the listing": lambda: _patched(28, "<H", 60_000),
    "cut in half": lambda: zipped(sealed(good()))[:20_000],
    "cut at the end": lambda: zipped(sealed(good()))[:-4],
    "bytes before": lambda: b"#!/bin/sh\n" + zipped(sealed(good())),
    "bytes after": lambda: zipped(sealed(good())) + b"more",
    "two zips in a row": lambda: zipped(sealed(good())) + zipped(sealed(good())),
    "zip in its comment": lambda: _commented(zipped(sealed(good())), zipped({"SHA256SUMS": b""})),
    "empty zip": lambda: zipped({}),
    "empty file": lambda: b"",
    "end alone": lambda: _END,
    "no checksums": lambda: zipped(good()),
    "two folders on top": lambda: zipped(
        {f"{'ab'[n % 2]}/{name}": data for n, (name, data) in enumerate(sealed(good()).items())}
    ),
    "two folders around": lambda: zipped(sealed(good()), "a/b/"),
    "folder of another version": lambda: zipped(sealed(good()), "9.9.9/"),
    "zip in a zip": lambda: zipped({"package.zip": zipped(sealed(good()))}),
    "gzip": lambda: b"\x1f\x8b\x08\x00" + bytes(100),
    "tar": lambda: b"LICENSE".ljust(512, b"\0") * 4,
    "7z": lambda: b"7z\xbc\xaf\x27\x1c" + bytes(100),
    "overlapping bomb": _overlapping,
}
BIG: dict[str, Callable[[], bytes]] = {
    "ratio of a thousand": lambda: _bomb(64),
    "lying size, larger": lambda: _lying(65 * 1024**2),
    "lying size, smaller": lambda: _lying(10),
    "bomb of 1.2 GB": lambda: _bomb(1_200),
    "65,000 entries": lambda: _entries(65_000),
    "70,000 entries": lambda: _entries(70_000),
}


def _commented(data: bytes, comment: bytes) -> bytes:
    return data[:-2] + struct.pack("<H", len(comment)) + comment


def _written(make: Callable[[], bytes]) -> Callable[[Path], Path]:
    def build(place: Path) -> Path:
        package = place / "package.zip"
        package.write_bytes(make())
        return package

    return build


def variants() -> Iterator[Variant]:
    """All of them."""
    for name, make in ZIPS.items():
        yield Variant("P08" if "bomb" in name or "size" in name else "P09", f"zip: {name}", BYTES, _written(make))
    for name, make in BIG.items():
        yield Variant("P08", f"zip: {name}", BYTES, _written(make), big=True)


def _stored(files: Files) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.mkdir("data")
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def accepted() -> Iterator[Variant]:
    """Zips that are good."""
    yield Variant("control", "good zip", BYTES, lambda place: as_zip(place, sealed(good())))
    yield Variant("control", "good zip under its version", BYTES, lambda place: as_zip(place, sealed(good()), "0.1.0/"))
    yield Variant("control", "stored zip with folders", BYTES, _written(lambda: _stored(sealed(good()))))
