"""datapackage.json: the Data Package v2 descriptor of the dataset, made from the schemas."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from casualty_dataset.core.canonical_csv import LICENCE
from casualty_dataset.core.versions import VERSION
from casualty_schemas import Table

DATASET: dict[str, Any] = {
    "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
    "name": "casualty-dataset",
    "title": "Casualty dataset: who counted, how many, about whom",
    "description": (
        "Published claims about people killed and harmed, each with its claimant, qualifier, scope, date and document. "
        "First subject: the violence on Syria's coast from 6 March 2025. "
        "Claims contradict each other and are never added up; read METHODOLOGY.md before quoting a number."
    ),
    "keywords": ["casualties", "claims", "Syria", "conflict", "human rights"],
    "licenses": [
        {
            "name": LICENCE,
            "title": "Creative Commons Attribution 4.0 International",
            "path": "https://creativecommons.org/licenses/by/4.0/",
        }
    ],
    "contributors": [{"title": "The maintainers of casualty-dataset", "roles": ["creator", "maintainer"]}],
}


def resource(table: type[Table], path: str) -> dict[str, Any]:
    """Return the description of the CSV table at ``path``, without size or hash."""
    title, title_ar, description = table.about()
    return {
        "name": table.table_name(),
        "type": "table",
        "path": path,
        "title": title,
        "title_ar": title_ar,
        "description": description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": table.table_schema(),
    }


def descriptor(resources: Iterable[Mapping[str, Any]], **more: Any) -> dict[str, Any]:
    """Return the descriptor of these resources; ``more`` adds properties of a release, such as its version."""
    return {**DATASET, **more, "resources": list(resources)}


def as_json(value: Any) -> bytes:
    """Return JSON in UTF-8, indented by two spaces, with a final line feed."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


_METHOD_VERSION = re.compile(rf"^method_version: ({VERSION})$".encode(), re.MULTILINE)


def method_version(methodology: bytes | None) -> dict[str, str]:
    """Return ``method_version`` from its own line in METHODOLOGY.md; an empty dict where there is no such line."""
    match = _METHOD_VERSION.search(methodology or b"")
    return {"method_version": match[1].decode()} if match else {}
