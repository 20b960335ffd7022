"""Folders with links, pipes, devices and odd names, and checksums in any form but the one."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

from audit.hostile import BYTES, Variant, as_folder, good, sealed, sums

Spoil = Callable[[Path], object]


def _spoiled(spoil: Spoil) -> Callable[[Path], Path]:
    def build(place: Path) -> Path:
        package = as_folder(place, sealed(good()))
        return out if isinstance(out := spoil(package), Path) else package

    return build


def _linked(name: str, target: str | None = None) -> Spoil:
    """A file or folder of the package moved out of it and replaced by a link to where it is now, or to ``target``."""

    def spoil(package: Path) -> None:
        path, outside = package / name, package.parent / "outside"
        path.rename(outside)
        path.symlink_to(target or outside)

    return spoil


def _instead(name: str, make: Callable[[Path], object]) -> Spoil:
    """Something else in the place of a file."""

    def spoil(package: Path) -> None:
        (package / name).unlink(missing_ok=True)
        make(package / name)

    return spoil


def _socket(path: Path) -> None:
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(path.parent)  # the path of a socket may have about a hundred characters
        with socket.socket(socket.AF_UNIX) as unix_socket:
            unix_socket.bind(path.name)
    finally:
        os.fchdir(here)
        os.close(here)


def _device(path: Path) -> None:
    os.mknod(path, 0o20666, os.makedev(1, 5))  # /dev/zero, which never ends


def _beside(make: Callable[[Path], object]) -> Spoil:
    """Something that is no folder in the place of the whole package."""

    def spoil(package: Path) -> Path:
        path = package.parent / "beside"
        make(path)
        return path

    return spoil


def _root_link(package: Path) -> Path:
    link = package.parent / "link"
    link.symlink_to(package)
    return link


def _many(package: Path) -> None:
    for number in range(10_050):
        (package / f"data/{number}.csv").touch()


def _deep(package: Path) -> None:
    (package / "/".join("abcdefghijklmnop")).mkdir(parents=True)


def _looped(package: Path) -> None:
    (package / "data/loop").symlink_to(package / "data")


def _named(name: str) -> Spoil:
    return lambda package: (package / name).write_bytes(b"x")


def _cased(package: Path) -> None:
    """A name that differs only by case, listed and all."""
    files = {**good(), "data/Places.csv": good()["data/places.csv"]}
    for name, data in sealed(files).items():
        (package / name).write_bytes(data)


def _sparse(package: Path) -> None:
    for name in ("a", "b", "c", "d", "e"):
        with (package / f"data/{name}.csv").open("wb") as file:
            file.truncate(4 * 1024**3)


P02: dict[str, Spoil] = {
    "file linked outside": _linked("data/places.csv"),
    "file linked to /etc/passwd": _linked("data/places.csv", "/etc/passwd"),
    "file linked to another inside": _linked("data/places.csv", "actors.csv"),
    "file linked to itself": _linked("data/places.csv", "places.csv"),
    "file linked to nothing": _linked("data/places.csv", "/nowhere"),
    "file linked to /dev/zero": _linked("data/places.csv", "/dev/zero"),
    "file linked to /proc": _linked("data/places.csv", "/proc/self/environ"),
    "folder linked outside": _linked("data"),
    "folder linked to /": _linked("data", "/"),
    "descriptor linked": _linked("datapackage.json"),
    "checksums linked": _linked("SHA256SUMS"),
    "link more": lambda package: (package / "more").symlink_to("/etc"),
    "folder loop": _looped,
    "package linked": _root_link,
    "pipe as table": _instead("data/places.csv", os.mkfifo),
    "pipe as descriptor": _instead("datapackage.json", os.mkfifo),
    "pipe as checksums": _instead("SHA256SUMS", os.mkfifo),
    "pipe more": _instead("data/more.csv", os.mkfifo),
    "pipe as signature": _instead("SHA256SUMS.sig", os.mkfifo),
    "socket as table": _instead("data/places.csv", _socket),
    "device as table": _instead("data/places.csv", _device),
    "folder as table": _instead("data/places.csv", Path.mkdir),
    "folder as checksums": _instead("SHA256SUMS", Path.mkdir),
    "empty folder": lambda package: (package / "data/empty").mkdir(),
    "16 folders deep": _deep,
    "10,000 files more": _many,
    "name with a line feed": _named("data/a\nb.csv"),
    "name that is no UTF-8": lambda package: Path(os.fsdecode(os.fsencode(package) + b"/\xff\xfe")).touch(),
    "name with a bidirectional mark": _named("data/\u202evsc.secalp"),
    "name with a trailing dot": _named("data/places.csv."),
    "name with a trailing space": _named("data/places.csv "),
    "name of a device": _named("data/con.csv"),
    "name with a backslash": _named("data\\places.csv"),
    "hidden file": _named(".hidden"),
    "name that differs by case": _cased,
    "file not listed": _named("data/more.csv"),
    "file missing": lambda package: (package / "data/places.csv").unlink(),
    "20 GB of holes": _sparse,
    "pipe as package": _beside(os.mkfifo),
    "socket as package": _beside(_socket),
    "text as package": lambda package: package / "LICENSE",
    "file below a file": lambda package: package / "LICENSE" / "x",
}


def _resummed(change: Callable[[bytes], bytes]) -> Spoil:
    def spoil(package: Path) -> None:
        path = package / "SHA256SUMS"
        path.write_bytes(change(path.read_bytes()))

    return spoil


def _line(name: str) -> Callable[[bytes], bytes]:
    return lambda data: b"%s  %s\n" % (b"0" * 64, name.encode()) + data


def _wide(data: bytes) -> bytes:
    return data + b"".join(b"%064x  x%07d\n" % (n, n) for n in range(60_000))


T09: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "blank line": lambda data: data + b"\n",
    "no last line feed": lambda data: data[:-1],
    "CR LF": lambda data: data.replace(b"\n", b"\r\n"),
    "BOM": lambda data: b"\xef\xbb\xbf" + data,
    "UTF-16": lambda data: data.decode().encode("utf-16"),
    "capitals": bytes.upper,
    "upper-case digest": lambda data: data[:64].upper() + data[64:],
    "short digest": lambda data: data[1:],
    "empty digest": lambda data: data[64:],
    "MD5": lambda data: data[32:],
    "sha512": lambda data: b"0" * 64 + data,
    "named algorithm": lambda data: b"sha512:" + data,
    "BSD form": lambda data: b"SHA256 (LICENSE) = " + data[:64] + b"\n" + data.split(b"\n", 1)[1],
    "one space": lambda data: data.replace(b"  ", b" "),
    "star for binary": lambda data: data.replace(b"  ", b" *"),
    "tab": lambda data: data.replace(b"  ", b"\t"),
    "comment": lambda data: b"# made by hand\n" + data,
    "escaped name": lambda data: b"\\" + data,
    "not sorted": lambda data: b"".join(reversed(data.splitlines(keepends=True))),
    "one line twice": lambda data: data.split(b"\n", 1)[0] + b"\n" + data,
    "two digests for one file": lambda data: b"0" * 64 + data[64:].split(b"\n", 1)[0] + b"\n" + data,
    "its own line": lambda data: data + b"0" * 64 + b"  SHA256SUMS\n",
    "line of its signature": lambda data: data + b"0" * 64 + b"  SHA256SUMS.sig\n",
    "NUL": lambda data: data[:-1] + b"\0\n",
    "another digest": lambda data: b"0" * 64 + data[64:],
    "5 MB": _wide,
    "one line of 5 MB": lambda data: data + b"0" * 64 + b"  " + b"x" * 5_000_000 + b"\n",
    "zeros alone": lambda _: bytes(10_000),
    **{
        f"line for {name!r}": _line(name)
        for name in (
            "../x",
            "/etc/passwd",
            "a/../../x",
            "C:/x",
            "a\\b",
            "./LICENSE",
            "a//b",
            "~",
            "．．/x",
            "data/",
            "-",
        )
    },
}


def _hard_link(place: Path) -> Path:
    package = as_folder(place, sealed(good()))
    os.link(package / "LICENSE", place / "outside")
    return package


def variants() -> Iterator[Variant]:
    """All of them."""
    for name, spoil in P02.items():
        yield Variant("P02", name, BYTES, _spoiled(spoil), big=name.startswith(("10,000", "20 GB")))
    for name, change in T09.items():
        yield Variant("T09", f"checksums: {name}", BYTES, _spoiled(_resummed(change)))
    yield Variant("T09", "no checksums", BYTES, lambda place: as_folder(place, good()))
    yield Variant("T09", "checksums alone", BYTES, lambda place: as_folder(place, {"SHA256SUMS": sums(good())}))


def accepted() -> Iterator[Variant]:
    """Folders that are good, or whose oddity is harmless by design."""
    yield Variant("control", "good folder", BYTES, lambda place: as_folder(place, sealed(good())))
    yield Variant("control", "hard link", BYTES, _hard_link)
