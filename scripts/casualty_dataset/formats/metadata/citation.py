"""CITATION.cff of a release."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def citation(descriptor: Mapping[str, Any]) -> bytes:
    """Return CITATION.cff (Citation File Format 1.2.0) for the release of this descriptor."""
    lines = [
        "cff-version: 1.2.0",
        "message: If you use this dataset, cite the release you used.",
        "type: dataset",
        f"title: {_text(descriptor['title'])}",
        f"abstract: {_text(descriptor['description'])}",
        "authors:",
        *(f"  - name: {_text(contributor['title'])}" for contributor in descriptor["contributors"]),
        f"version: {_text(descriptor['version'])}",
        f"date-released: {_text(descriptor['created'][:10])}",
        f"license: {descriptor['licenses'][0]['name']}",
        "keywords:",
        *(f"  - {_text(word)}" for word in descriptor["keywords"]),
    ]
    return ("\n".join(lines) + "\n").encode()


def cited(descriptor: Mapping[str, Any]) -> str:
    """Return the citation of the release, in one line."""
    who = "; ".join(contributor["title"] for contributor in descriptor["contributors"])
    return f"{who} ({descriptor['created'][:4]}). {descriptor['title']}, version {descriptor['version']} [data set]."


def _text(text: str) -> str:
    """Return a text in quotes; a JSON string is a valid YAML string."""
    return json.dumps(text, ensure_ascii=False)
