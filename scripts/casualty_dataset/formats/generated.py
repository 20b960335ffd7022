"""The files of the repository that are generated from the schemas: what they must contain, and which are stale.

They are datapackage.json, the data dictionary dataset/README.md and the codes in METHODOLOGY.md. They contain no hash,
no count and no date, so that editing a row leaves them fresh.
"""

from __future__ import annotations

import json
from typing import Any, Final

from casualty_dataset.formats.datapackage import as_json, descriptor, method_version, resource
from casualty_dataset.formats.dictionary import codes_section, dictionary
from casualty_schemas import CURATED

GENERATED: Final = ("METHODOLOGY.md", "datapackage.json", "dataset/README.md")
"""The generated files, by path from the root; in METHODOLOGY.md only the section of codes is generated."""


def generated(methodology: bytes | None) -> dict[str, bytes]:
    """Return the required content of the generated files, by path from the root.

    ``methodology`` is METHODOLOGY.md as it is now, or None if there is none.
    """
    text = {} if methodology is None else {"METHODOLOGY.md": with_codes(methodology)}
    return {**text, "datapackage.json": as_json(_curated(methodology)), "dataset/README.md": _dictionary()}


def is_fresh(path: str, content: bytes | None, methodology: bytes | None, *, in_form: bool) -> bool:
    """Return whether a generated file has the required content; without ``in_form``, JSON may be spelt differently."""
    if path == "METHODOLOGY.md":
        return content is None or content == with_codes(content)
    if path == "dataset/README.md":
        return content == _dictionary()
    if content is None or in_form:
        return content == as_json(_curated(methodology))
    try:
        return bool(json.loads(content) == json.loads(json.dumps(_curated(methodology))))
    except ValueError:
        return False


def _curated(methodology: bytes | None) -> dict[str, Any]:
    tables = (resource(table, f"dataset/{name}.csv") for name, table in CURATED.items())
    return descriptor(tables, **method_version(methodology))


def _dictionary() -> bytes:
    return dictionary(CURATED.values()).encode()


def with_codes(methodology: bytes) -> bytes:
    """Return METHODOLOGY.md with every code defined between its two markers; unchanged if a marker is missing."""
    before, opening, rest = methodology.partition(b"<!-- codes -->\n")
    _, closing, after = rest.partition(b"<!-- /codes -->")
    if not closing:
        return methodology
    return b"".join((before, opening, b"\n", codes_section().encode(), b"\n", closing, after))
