"""The page of a release: one file for people, in English and Arabic, that needs no network and no script.

It is made of the tables alone, curated and derived, so every build gives the same bytes. Styles and scripts are inline
and allowed by their digests; the templates escape whatever comes from the data.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import polars as pl

from casualty_dataset.core.canonical_csv import sha256
from casualty_dataset.formats.guide import ARABIC, ENGLISH
from casualty_dataset.page.chart.toll_chart import signs
from casualty_dataset.page.claim_list import choices, groups
from casualty_dataset.page.conflict_list import conflict_groups
from casualty_dataset.page.edition import EDITIONS, Edition
from casualty_dataset.page.facts import Facts
from casualty_dataset.page.incident_list import incidents
from casualty_dataset.page.map_section import map_section
from casualty_dataset.page.panels import question_panels
from casualty_dataset.page.questions import Asked, questions
from casualty_dataset.page.templating import render

SECTIONS: Final = (
    "toll", "now", "disagree", "map", "incidents", "claims", "downloads", "limits", "cite", "verify", "report",
)  # fmt: skip
"""The sections in their order; each has the address of its name, ``ar-`` before it in the Arabic edition."""

_TEMPLATES: Final = Path(__file__).parent / "templates"
_STYLES: Final = ("page.css", "chart.css", "map.css")


@dataclass(frozen=True, slots=True)
class Imprint:
    """What identifies the page and the files beside it.

    ``version`` is None for working tables; ``cited`` is the citation of the release in one line; ``files`` are those
    written before the page, by path; ``beside`` is the address of their folder, relative to the page.
    """

    version: str | None
    on: date
    cited: str | None = None
    files: Mapping[str, bytes] | None = None
    beside: str = ""


def page(tables: Mapping[str, pl.DataFrame], about: Imprint) -> bytes:
    """Build the page as HTML. ``tables`` are typed, curated and derived, by name."""
    facts = Facts(tables)
    asked = questions(facts)
    style = "\n".join(_asset(name) for name in _STYLES)
    script = _asset("page.js")
    text = render(
        "page.html.jinja",
        editions=[_edition(edition, facts, asked, about) for edition in EDITIONS],
        policy=f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'",
        style=style,
        signs=signs(),
        script=script,
    )
    return text.encode()


def _asset(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8").strip()


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _edition(edition: Edition, facts: Facts, asked: list[Asked], about: Imprint) -> dict[str, Any]:
    """Return the values of the template ``edition.html.jinja``."""
    guide = ARABIC if edition.rtl else ENGLISH
    paragraphs = dict(guide.sections)
    rows = facts.claims
    shown = sum(1 for row in rows if row["claim_id"])
    return {
        "edition": edition,
        "t": edition.text,
        "other": next(other for other in EDITIONS if other != edition),
        "sections": SECTIONS,
        "about": about,
        "stamp": _stamp(edition, about),
        "subject": edition.of(facts.subject, "label") if facts.subject else edition.text("title"),
        "holds": edition.text("holds", **facts.counts),
        "part": edition.text("part", shown=shown, all=facts.counts["claims"])
        if shown < facts.counts["claims"]
        else None,
        "panels": question_panels(asked, edition, facts),
        "disagreements": conflict_groups(edition, facts),
        "more_conflicts": edition.text("more_conflicts", n=left) if (left := facts.conflicts_left) else None,
        "map": map_section(edition, facts),
        "incidents": incidents(edition, facts),
        "groups": groups(edition, facts),
        "choices": choices(edition, facts),
        "rows": edition.number(len(rows)),
        "files": [_file(path, data, edition, about) for path, data in sorted((about.files or {}).items())],
        "limits": [*paragraphs[guide.not_this], *paragraphs[guide.caveats]],
    }


def _stamp(edition: Edition, about: Imprint) -> str:
    if about.version is None:
        return edition.text("working", day=edition.day(about.on))
    return edition.text("release", version=about.version, day=edition.day(about.on))


def _file(path: str, data: bytes, edition: Edition, about: Imprint) -> dict[str, str]:
    return {"path": path, "href": f"{about.beside}{path}", "size": edition.number(len(data)), "sha256": sha256(data)}
