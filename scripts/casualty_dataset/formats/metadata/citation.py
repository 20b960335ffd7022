"""CITATION.cff of a release."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def citation(descriptor: Mapping[str, Any]) -> bytes:
    """CITATION.cff (Citation File Format 1.2.0) for the release that the descriptor describes."""
    lines = [
        "cff-version: 1.2.0",
        "message: If you use this dataset, cite the release you used.",
        "type: dataset",
        f"title: {_text(descriptor['title'])}",
        f"abstract: {_text(descriptor['description'])}",
        "authors:",
        *(f"  - name: {_text(one['title'])}" for one in descriptor["contributors"]),
        f"version: {_text(descriptor['version'])}",
        f"date-released: {_text(descriptor['created'][:10])}",
        f"license: {descriptor['licenses'][0]['name']}",
        "keywords:",
        *(f"  - {_text(word)}" for word in descriptor["keywords"]),
    ]
    return ("\n".join(lines) + "\n").encode()


def cited(descriptor: Mapping[str, Any]) -> str:
    """How to cite the release, in one line."""
    who = "; ".join(one["title"] for one in descriptor["contributors"])
    return f"{who} ({descriptor['created'][:4]}). {descriptor['title']}, version {descriptor['version']} [data set]."


def _text(text: str) -> str:
    """A text as YAML writes it in quotes; JSON's quoting is part of YAML."""
    return json.dumps(text, ensure_ascii=False)
