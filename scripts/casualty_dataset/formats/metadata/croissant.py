"""croissant.json: the release as schema.org JSON-LD in the Croissant format, made from its descriptor.

Foreign keys are given in ``datapackage.json`` alone: programs that read Croissant would join the two tables of a
reference into one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from casualty_dataset.core.canonical_csv import sha256
from casualty_dataset.formats.metadata.citation import cited

_TERMS = (
    "citeAs column conformsTo equivalentProperty extract field fileProperty fileObject fileSet format includes "
    "isLiveDataset jsonPath key md5 parentField path recordSet references regex repeated replace samplingRate "
    "separator source subField transform"
)
_CONTEXT: Final[dict[str, Any]] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
} | {term: "dct:conformsTo" if term == "conformsTo" else f"cr:{term}" for term in _TERMS.split()}
_DATA_TYPES: Final = {"date": "sc:Date", "integer": "sc:Integer", "number": "sc:Float"}


def croissant(descriptor: Mapping[str, Any], files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the JSON-LD of a release: one file object a file, one record set a CSV table.

    ``files`` are those to list, by path.
    """
    mediatypes = {
        form["path"]: form["mediatype"]
        for resource in descriptor["resources"]
        for form in (resource, *resource["alternates"])
    } | {"datapackage.json": "application/json"}
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": descriptor["name"],
        "alternateName": descriptor["title"],
        "description": descriptor["description"],
        "version": descriptor["version"],
        "datePublished": descriptor["created"][:10],
        "license": descriptor["licenses"][0]["path"],
        "keywords": descriptor["keywords"],
        "creator": [
            {"@type": "sc:Organization", "name": contributor["title"]} for contributor in descriptor["contributors"]
        ],
        "citeAs": cited(descriptor),
        "isLiveDataset": False,
        "distribution": [
            _file(path, data, mediatypes.get(path, "application/octet-stream")) for path, data in files.items()
        ],
        "recordSet": [_records(resource) for resource in descriptor["resources"]],
    }


def _file(path: str, data: bytes, mediatype: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": path,
        "name": path,
        "contentUrl": path,
        "contentSize": f"{len(data)} B",
        "encodingFormat": mediatype,
        "sha256": sha256(data),
    }


def _records(resource: Mapping[str, Any]) -> dict[str, Any]:
    name, schema = resource["name"], resource["schema"]
    key = {"key": [{"@id": f"{name}/{column}"} for column in schema["primaryKey"]]} if "primaryKey" in schema else {}
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": resource["description"],
        **key,
        "field": [_field(name, resource["path"], field) for field in schema["fields"]],
    }


def _field(table: str, path: str, field: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{table}/{field['name']}",
        "name": field["name"],
        "description": field["description"],
        "dataType": _DATA_TYPES.get(field["type"], "sc:Text"),
        "source": {"fileObject": {"@id": path}, "extract": {"column": field["name"]}},
    }
