"""Descriptors that lead out of the package, refer to others, mean something else, or are no JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from audit.hostile import DESCRIPTOR, Variant, as_folder, as_json, descriptor, good, sealed

Change = Callable[[dict[str, Any]], object]

PATHS = (
    "../x.csv", "a/../../x.csv", "..", "a/..", "/etc/passwd", "~/x", "$HOME/x", "%TEMP%", "C:\\x", "..\\x",
    "\\\\host\\share", "file:///etc/passwd", "FILE://x", "http://127.0.0.1:9/x.csv", "https://example.invalid/x.csv",
    "ftp://example.invalid/x", "s3://bucket/x", "data:text/csv,a", "-", "/dev/stdin", "/proc/self/environ", "",
    "x" * 5_000, "data/places.csv\0.txt", "data/\nplaces.csv", "%2e%2e/x.csv", "．．/x.csv", "data／places.csv",
    "data/../data/places.csv", "./data/places.csv", "data//places.csv", "data/places.csv ", "DATA/places.csv",
    "data/*.csv", "data/[p]laces.csv", "LICENSE", "datapackage.json", "SHA256SUMS", "data",
)  # fmt: skip


def _edited(change: Change) -> Callable[[Path], Path]:
    def build(place: Path) -> Path:
        files = good()
        metadata = descriptor(files)
        change(metadata)
        return as_folder(place, sealed({**files, "datapackage.json": as_json(metadata)}))

    return build


def _raw(data: bytes) -> Callable[[Path], Path]:
    return lambda place: as_folder(place, sealed({**good(), "datapackage.json": data}))


def _resource(metadata: dict[str, Any], name: str = "places") -> dict[str, Any]:
    return next(resource for resource in metadata["resources"] if resource["name"] == name)


def _set(key: str, value: Any) -> Change:
    return lambda metadata: _resource(metadata).update({key: value})


def _top(key: str, value: Any) -> Change:
    return lambda metadata: metadata.update({key: value})


def _schema(key: str, value: Any) -> Change:
    return lambda metadata: _resource(metadata)["schema"].update({key: value})


def _field(key: str, value: Any, kind: str = "string") -> Change:
    """Change the first field of a type."""

    def change(metadata: dict[str, Any]) -> None:
        fields = _resource(metadata)["schema"]["fields"]
        next(field for field in fields if field["type"] == kind)[key] = value

    return change


def _bound(key: str, value: Any, kind: str = "number") -> Change:
    return _field("constraints", {key: value}, kind)


def _twice(change: Change) -> Change:
    def doubled(metadata: dict[str, Any]) -> None:
        copy = json.loads(json.dumps(_resource(metadata)))
        metadata["resources"].append(copy)
        change(copy)

    return doubled


P04: dict[str, Change] = {
    "schema as address": _set("schema", "https://example.invalid/schema.json"),
    "schema as path outside": _set("schema", "../schema.json"),
    "schema as path inside": _set("schema", "LICENSE"),
    "schema that refers": _set("schema", {"$ref": "https://example.invalid/s.json"}),
    "dialect as address": _set("dialect", "https://example.invalid/dialect.json"),
    "dialect as path outside": _set("dialect", "/etc/passwd"),
    "profile as address": _set("profile", "https://example.invalid/profile.json"),
    "profile of the package": _top("profile", "http://127.0.0.1:9/profile.json"),
    "another $schema": _top("$schema", "https://example.invalid/profile.json"),
    "no $schema": lambda metadata: metadata.pop("$schema"),
    "$schema of a resource": _set("$schema", "file:///etc/passwd"),
    "$ref deep inside": _schema("primaryKey", {"a": [{"$ref": "/etc/passwd"}]}),
    "licence outside": _top("licenses", [{"name": "x", "path": "../../LICENSE"}]),
    "licence as file address": _top("licenses", [{"name": "x", "path": "file:///etc/passwd"}]),
    "licence as list": _top("licenses", [{"name": "x", "path": ["LICENSE"]}]),
    "source outside": _top("sources", [{"title": "x", "path": "/etc/shadow"}]),
    "contributor at home": _top("contributors", [{"title": "x", "path": "~/x"}]),
    "extrapaths": _set("extrapaths", ["/etc/passwd"]),
    "path as list": _set("path", ["data/places.csv"]),
    "path as two files": _set("path", ["data/places.csv", "/etc/passwd"]),
    "path as number": _set("path", 0),
    "alternate outside": _set("alternates", [{"path": "../../etc/passwd"}]),
    "alternate as address": _set("alternates", [{"path": "https://example.invalid/x.parquet"}]),
    "alternate that is not listed": _set("alternates", [{"path": "parquet/places.parquet"}]),
    "alternate with another hash": _set("alternates", [{"path": "LICENSE", "hash": "sha256:" + "0" * 64}]),
    "inline data": _set("data", [{"place_id": "x"}]),
    "jsonSchema": _set("jsonSchema", "/etc/passwd"),
    "remote scheme": _set("scheme", "http"),
}
P06: dict[str, Change] = {
    "two resources with one path": _twice(lambda copy: copy.update(name="other")),
    "two resources with one name": _twice(lambda _: None),
    "name that differs by case": _twice(lambda copy: copy.update(name="Places")),
    "resource that lists itself": _set("path", "datapackage.json"),
    "name with a slash": _set("name", "../places"),
    "name as number": _set("name", 7),
    "table not described": lambda metadata: metadata["resources"].pop(),
    "no resources": _top("resources", []),
    "resources as object": _top("resources", {"a": 1}),
    "resources as texts": _top("resources", ["https://example.invalid/resource.json"]),
    "no version": lambda metadata: metadata.pop("version"),
    "version with a path": _top("version", "../0.1.0"),
    "version in Arabic digits": _top("version", "٠.١.٠"),
    "hash of zeros in another algorithm": _set("hash", "sha512:" + "0" * 128),
    "hash without algorithm": _set("hash", "0" * 32),
    "bytes that lie": _set("bytes", 10**12),
    "bytes as truth": _set("bytes", True),
}
P07: dict[str, Change] = {
    "encoding utf-16": _set("encoding", "utf-16"),
    "encoding utf-7": _set("encoding", "utf-7"),
    "encoding idna": _set("encoding", "idna"),
    "no encoding": lambda metadata: _resource(metadata).pop("encoding"),
    "dialect that hides rows": _set("dialect", {"commentChar": "l"}),
    "dialect that skips rows": _set("dialect", {"skipInitialSpace": True, "headerRows": [1, 2]}),
    "other delimiter": _set("dialect", {"delimiter": ";"}),
    "dialect of ours": _set("dialect", {"delimiter": ","}),
    "dialect of the package": _top("dialect", {"commentChar": "#"}),
    "compression": _set("compression", "gz"),
    "format xlsx": _set("format", "xlsx"),
    "format pandas": _set("format", "pandas"),
    "other mediatype": _set("mediatype", "application/x-python-pickle"),
    "other kind": _set("type", "json"),
    "layout that limits rows": _set("layout", {"limitRows": 1}),
    "control": _set("control", {"newline": "x"}),
    "empty cells that hide codes": _schema("missingValues", ["", "latakia"]),
    "columns in any order": _schema("fieldsMatch", "superset"),
    "empty cells of one column": _field("missingValues", ["x"]),
}
P11: dict[str, Change] = {
    "ten thousand codes": _bound("enum", [str(n) for n in range(10_000)], "string"),
    "codes as text": _bound("enum", "abc", "string"),
    "maximum as text": _bound("maximum", "90"),
    "maximum as object": _bound("maximum", {"$gt": 1}),
    "minimum as truth": _bound("minimum", True),
    "minimum of a text": _bound("minimum", 5, "string"),
    "pattern of a million characters": _bound("pattern", "(a+)+" * 200_000, "string"),
    "pattern as list": _bound("pattern", ["a"], "string"),
    "constraints as list": _field("constraints", [1]),
    "unknown type": _field("type", "geojson"),
    "type as list": _field("type", ["string"]),
    "format of a date": _field("format", "%d/%m/%y"),
    "ten thousand columns": _schema("fields", [{"name": f"c{n}", "type": "string"} for n in range(10_000)]),
    "no columns": _schema("fields", []),
    "columns as object": _schema("fields", {"a": {"type": "string"}}),
    "columns as texts": _schema("fields", ["place_id"]),
    "column twice": lambda metadata: _resource(metadata)["schema"]["fields"].append(
        _resource(metadata)["schema"]["fields"][0]
    ),
    "column with a comma": _field("name", "a,b"),
    "column with a line feed": _field("name", "a\nb"),
    "column without name": lambda metadata: _resource(metadata)["schema"]["fields"][0].pop("name"),
}

_TEXT = as_json({"$schema": "https://datapackage.org/profiles/2.0/datapackage.json"})
MALFORMED: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \n",
    "null": b"null",
    "true": b"true",
    "number": b"1",
    "text": b'"a"',
    "list": b"[]",
    "list of good": b"[%s]" % _TEXT,
    "trailing text": _TEXT + b"x",
    "trailing object": _TEXT + b"{}",
    "trailing comma": b'{"a":1,}',
    "comma alone": b"{,}",
    "two commas": b'{"a":1,,"b":2}',
    "no colon": b'{"a" 1}',
    "no value": b'{"a":}',
    "bare name": b"{a:1}",
    "single quotes": b"{'a':1}",
    "not closed": b'{"a":1',
    "cut": _TEXT[:40],
    "closed twice": b'{"a":1}}',
    "wrong bracket": b'{"a":[1}',
    "comment": b'/**/{"a":1}',
    "line comment": b'{"a":1}//x',
    "NaN": b'{"a":NaN}',
    "Infinity": b'{"a":Infinity}',
    "-Infinity": b'{"a":-Infinity}',
    "1e999": b'{"a":1e999}',
    "name twice": b'{"version":"0.1.0","version":"9.9.9"}',
    "name twice, escaped": b'{"a":1,"\\u0061":2}',
    "name twice, deep": b'{"a":[{"b":{"c":1,"c":2}}]}',
    "5,000 digits": b'{"a":' + b"9" * 5_000 + b"}",
    "million digits": b'{"a":' + b"9" * 1_000_000 + b"}",
    "long fraction": b'{"a":0.' + b"1" * 5_000 + b"}",
    "leading zero": b'{"a":01}',
    "plus": b'{"a":+1}',
    "hex": b'{"a":0x1}',
    "lone minus": b'{"a":-}',
    "dot": b'{"a":.5}',
    "no fraction": b'{"a":1.}',
    "no exponent": b'{"a":1e}',
    "Arabic digit": '{"a":٣}'.encode(),
    "full-width digit": '{"a":１}'.encode(),
    "BOM": b"\xef\xbb\xbf" + _TEXT,
    "UTF-16": b"\xff\xfe" + _TEXT.decode().encode("utf-16-le"),
    "UTF-16 without BOM": _TEXT.decode().encode("utf-16-be"),
    "UTF-32": _TEXT.decode().encode("utf-32"),
    "Latin-1": '{"a":"é"}'.encode("latin-1"),
    "overlong": b'{"a":"\xc0\xaf"}',
    "surrogate in UTF-8": b'{"a":"\xed\xa0\x80"}',
    "lone surrogate": b'{"a":"\\ud800"}',
    "lone low surrogate": b'{"a":"\\udc00x"}',
    "surrogate as name": b'{"\\ud800":1}',
    "tab in text": b'{"a":"\t"}',
    "line feed in text": b'{"a":"\n"}',
    "NUL in text": b'{"a":"\0"}',
    "bad escape": b'{"a":"\\x"}',
    "cut escape": b'{"a":"\\u00"}',
    "text not closed": b'{"a":"x}',
    "form feed": b'{"a":\f1}',
    "no-break space": '{"a":\u00a01}'.encode(),
    "100,000 open lists": b"[" * 100_000,
    "100,000 nested lists": b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "100,000 nested objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "33 deep": b'{"a":' * 33 + b"1" + b"}" * 33,
    "million empty lists": b'{"a":[' + b",".join([b"[]"] * 1_000_000) + b"]}",
    "million names": b"{" + b",".join(b'"%d":0' % n for n in range(400_000)) + b"}",
    "quote in 4 MB": b'{"a":"' + b"\\" * 4_000_000,
    "4 MB of blanks": b" " * 4_100_000 + b"{}",
    "YAML": b"version: 0.1.0\n",
    "HTML": b"<html></html>",
    "pickle": b"\x80\x04\x95",
    "gzip": b"\x1f\x8b\x08\x00",
}


def _huge(place: Path) -> Path:
    """500 MB of blanks before the object: a hole in the file, so nothing is written."""
    package = as_folder(place, sealed(good()))
    with (package / "datapackage.json").open("r+b") as file:
        file.truncate(500_000_000)
    return package


def _ten_million_codes(place: Path) -> Path:
    codes = b",".join([b'"%d"' % n for n in range(1_000)] * 10_000)
    data = good()["datapackage.json"].replace(b'"required": true', b'"required": true, "enum": [' + codes + b"]", 1)
    return as_folder(place, sealed({**good(), "datapackage.json": data}))


def variants() -> Iterator[Variant]:
    """All of them."""
    for path in PATHS:
        yield Variant("P01", f"path {path[:30]!r}", DESCRIPTOR, _edited(_set("path", path)))
    for family, changes in (("P04", P04), ("P06", P06), ("P07", P07), ("P11", P11)):
        for name, change in changes.items():
            yield Variant(family, name, DESCRIPTOR, _edited(change))
    for name, data in MALFORMED.items():
        yield Variant("P05", name, DESCRIPTOR, _raw(data))
    yield Variant("P05", "500 MB", DESCRIPTOR, _huge, big=True)
    yield Variant("P11", "ten million codes", DESCRIPTOR, _ten_million_codes, big=True)
