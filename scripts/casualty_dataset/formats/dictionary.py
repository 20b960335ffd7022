"""The descriptor, the dictionary and the definitions of codes, made from the schemas: no hash, no count, no date."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from casualty_dataset.core.canonical_csv import LICENCE
from casualty_schemas import CURATED, Table
from casualty_schemas.columns import Column
from casualty_schemas.vocabulary import VOCABULARIES, Vocabulary

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
    """The description of one CSV table at ``path``, without bytes or hash."""
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
    """The Data Package v2 descriptor of these resources; ``more`` is what only a release knows."""
    return {**DATASET, **more, "resources": list(resources)}


def as_json(value: Any) -> bytes:
    """JSON as every file of ours is written: UTF-8, two spaces, one final line feed."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


GENERATED = ("METHODOLOGY.md", "datapackage.json", "dataset/README.md")
"""The generated files of the repository, by path from its root; of METHODOLOGY.md one part, its codes."""


def generated(methodology: bytes | None) -> dict[str, bytes]:
    """What the generated files must hold, by path from the root, given METHODOLOGY.md as it stands, if it does."""
    text = {} if methodology is None else {"METHODOLOGY.md": with_codes(methodology)}
    return {**text, "datapackage.json": as_json(_curated(methodology)), "dataset/README.md": _dictionary()}


def is_fresh(path: str, content: bytes | None, methodology: bytes | None, *, in_form: bool) -> bool:
    """Whether a generated file holds what the schemas say; without ``in_form`` the spelling of JSON is not judged."""
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
    return descriptor(tables, **method(methodology))


def _dictionary() -> bytes:
    return dictionary(CURATED.values()).encode()


def method(methodology: bytes | None) -> dict[str, str]:
    """``method_version`` as METHODOLOGY.md gives it, on a line of its own; nothing where it gives none."""
    found = _METHOD_VERSION.search(methodology or b"")
    return {"method_version": found[1].decode()} if found else {}


_METHOD_VERSION = re.compile(rb"^method_version: (\d+\.\d+\.\d+)$", re.MULTILINE)


def with_codes(methodology: bytes) -> bytes:
    """METHODOLOGY.md with every code defined between its two markers; without both markers, as it is."""
    before, opens, rest = methodology.partition(b"<!-- codes -->\n")
    _, closes, after = rest.partition(b"<!-- /codes -->")
    return b"".join((before, opens, b"\n", _all_codes().encode(), b"\n", closes, after)) if closes else methodology


def release_readme(version: str, on: date, forms: Iterable[str], figures: str, tables: Iterable[type[Table]]) -> str:
    """README.md of a release: what it is, its forms beside CSV, how to check it, its figures, then the dictionary."""
    head = _RELEASE.format(
        title=DATASET["title"],
        version=version,
        on=on.isoformat(),
        about=DATASET["description"],
        forms="".join(f"- {form}\n" for form in forms),
    )
    return f"{head}\n{figures}\n{dictionary(tables)}"


_RELEASE = """\
# {title}, release {version}

{on}. {about}

Nothing in this folder is ever changed. `index.html` is the page for people: open it in any browser, with or without a
network. The same tables stand here in several forms:

- `data/`: every table as CSV, the data of record; open `figures.csv` first
{forms}
`datapackage.json` and `croissant.json` describe them for programs; `quality.json` counts what is missing;
`CHANGES.md` says what is new; `CITATION.cff` how to cite it. To check that nothing was altered:
`sha256sum -c SHA256SUMS` (on Windows `Get-FileHash`). Licence: CC BY 4.0; cite the release by its version.
"""


# --- the dictionary ------------------------------------------------------------------------------


def dictionary(tables: Iterable[type[Table]]) -> str:
    """What every table, column and code means, as Markdown."""
    listed = list(tables)
    return "\n".join([_OPENING, *(_table(table) for table in listed), "## Codes\n", _all_codes()])


_OPENING = """\
# Data dictionary

Made by `dataset describe` from the classes in `schemas/`; do not edit it.

A row of `tallies` is a **claim**: this claimant said this figure, about this scope, as of this day, read in this
document. Claims contradict each other; that is kept. Never add rows up: their scopes overlap.

Files are UTF-8 with LF line ends, quoted only where needed, sorted by key; days are ISO 8601, in Damascus time. An
empty cell means *not known*, or, in `status`, `sex`, `age` and `party_id`, *not restricted*. Lists are separated by
`|`. A star marks the key; **bold** marks a column that is never empty.
"""


def _table(table: type[Table]) -> str:
    title, title_ar, description = table.about()
    lines = [f"## {table.table_name()}", "", f"{title} · {title_ar}", "", description, ""]
    lines += ["| column | title | العنوان | holds | meaning |", "|---|---|---|---|---|"]
    for name, column in table.columns().items():
        shown = f"**{name}**" if column.required else name
        mark = "★ " if column.key else ""
        lines.append(
            f"| {mark}{shown} | {column.title} | {column.title_ar} | {_holds(column)} | {_cell(column.description)} |"
        )
    return "\n".join(lines) + "\n"


def _holds(column: Column) -> str:
    if column.codes is not None:
        what = "codes" if column.many else "code"
        return f"{what} of [{column.codes.name}](#{column.codes.name})"
    if column.refers_to:
        return f"{'ids' if column.many else 'id'} in {column.parent[0]}"
    kinds = {
        "word": f"`{_cell(column.pattern or '')}`",
        "day": "day",
        "count": "whole number",
        "degrees": "decimal degrees",
        "text": "text",
        "address": "web address",
    }
    return kinds[column.kind]


@cache
def _all_codes() -> str:
    return "\n".join(map(_codes, VOCABULARIES.values()))


def _codes(vocabulary: Vocabulary) -> str:
    lines = [f"### {vocabulary.name}", "", "| code | label | التسمية | definition |", "|---|---|---|---|"]
    lines += [f"| {code.code} | {code.en} | {code.ar} | {_cell(code.definition)} |" for code in vocabulary.values()]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
