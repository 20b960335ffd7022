"""A small page that obeys, and one spoilt in a single way for each check: the check must see it."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PAGE: Final = Path(__file__).parent / "page.html"
VERSION: Final = "0.9.0"
_PARTS: Final = {
    "STYLE": re.compile(r"<style>(.*?)</style>", re.S),
    "SCRIPT": re.compile(r"<script>(.*?)</script>", re.S),
}


@dataclass(frozen=True, slots=True)
class Mutation:
    """The check that must complain, what is spoilt, and the text that is replaced, everywhere it stands."""

    check: str
    spoils: str
    old: str
    new: str


MUTATIONS: Final = (
    Mutation("sections", "a section is gone", '<section id="limits">', '<section id="limit">'),
    Mutation("sections", "a section is hidden", '<section id="ar-verify">', '<section id="ar-verify" hidden>'),
    Mutation("edition", "both languages stand", "#ar { display: none; }", ""),
    Mutation("direction", "Arabic from left to right", 'id="ar" lang="ar" dir="rtl"', 'id="ar" lang="ar" dir="ltr"'),
    Mutation("direction", "the document stays English", "root.lang = language;", ""),
    Mutation("width", "something is wider than the window", "/* wide */", "#now p { width: 1400px; }"),
    Mutation("clipped", "text is cut", "/* wide */", "#ar-now p { width: 60px; text-wrap: nowrap; overflow: clip; }"),
    Mutation("clipped", "a table scrolls for the mouse alone", ' tabindex="0" role="region"', ' role="region"'),
    Mutation("console", "a script complains", "// begin", "console.error('no');"),
    Mutation("console", "a script fails", "// begin", "setTimeout(() => { throw new Error('no'); });"),
    Mutation("policy", "a style on an element", '<p class="lede">', '<p class="lede" style="color: red">'),
    Mutation("policy", "no policy", "default-src 'none'; ", ""),
    Mutation("network", "an image from elsewhere", "default-src 'none';", "default-src 'none'; img-src *;"),
    Mutation("addresses", "a link to nothing", 'href="#T00000002"', 'href="#T00000009"'),
    Mutation("addresses", "a link into the other edition", 'href="#ar-T00000002"', 'href="#T00000002"'),
    Mutation("addresses", "an id twice", 'id="ar-T00000004"', 'id="T00000004"'),
    Mutation("permalinks", "a tally within what is not shown", '<li id="T00000004"', '<li hidden id="T00000004"'),
    Mutation("permalinks", "an address shows English", "#ar:has(:target), ", ""),
    Mutation("switch", "the switch leads nowhere", '<a href="#ar" hreflang', '<a href="#AR" hreflang'),
    Mutation("twins", "a chart without its table", '<a href="#toll-table">', '<a href="#toll">'),
    Mutation("twins", "both drawings of a chart", "svg.wide { display: none; }", ""),
    Mutation("bars", "a bar is too long", 'width="50%" height="100%"', 'width="60%" height="100%"'),
    Mutation("bars", "a bar begins at the wrong side", '<rect x="50%"', '<rect x="0%"'),
    Mutation("bars", "a number that its list does not have", "<b>incidents: 1</b>", "<b>incidents: 2</b>"),
    Mutation("bars", "an incident is not accounted for", "1 are not", "2 are not"),
    Mutation("bars", "the bars are gone", '<ul class="bars">', "<ul>"),
    Mutation("keyboard", "nothing shows the focus", "/* wide */", ":focus { outline: none !important; }"),
    Mutation("keyboard", "Tab leaves the order", '<button type="reset">', '<button type="reset" tabindex="3">'),
    Mutation("keyboard", "the skip link does not skip", 'class="skip" href="#toll"', 'class="skip" href="#gone"'),
    Mutation("dead", "a control without scripts", '<form class="filters" hidden>', '<form class="filters">'),
    Mutation("filters", "a filter hides nothing", "row.dataset.measure === form.measure.value", "true"),
    Mutation("filters", "days are not compared", "row.dataset.on >= form.since.value", "true"),
    Mutation("filters", "the status counts wrongly", "shown += 1;", "shown += 2;"),
    Mutation("filters", "reset leaves rows hidden", "setTimeout(filter);", ""),
    Mutation("filtered", "an address finds a hidden row", "form.reset(); filter();", ""),
    Mutation("sorting", "rows stay", "body.append(...rows);", ""),
    Mutation("sorting", "the order is not told", 'head.setAttribute("aria-sort", way);', ""),
    Mutation("copying", "nothing says that it was copied", ".textContent = copied[edition.lang];", ";"),
    Mutation("copying", "a citation without its day", "${row.dataset.on}", ""),
    Mutation("copying", "a citation without its number", "${row.dataset.figure}", ""),
    Mutation("copying", "a citation without its release", "release 0.9.0", "release"),
    Mutation("axe", "grey on white", "--ink: #1b1b1b;", "--ink: #aaaaaa;"),
    Mutation("axe", "grey on black", "--muted: #b9b9b9;", "--muted: #4a4a4a;"),
    Mutation("axe", "a link within a picture", '<path d="M10 50H320', '<a href="#map">to</a><path d="M10 50H320'),
    Mutation("axe", "a field without a name", '<label for="en-claimant">', '<label for="gone">'),
    Mutation("paint", "a script holds the page up", "// head", "for (const t = Date.now(); Date.now() < t + 1200; );"),
    Mutation("size", "the page is too large", "<!-- end -->", f"<!-- {'large ' * 260_000} -->"),
)  # fmt: skip


def filled(text: str) -> str:
    """The page with the digests of its style and script in its policy."""
    for name, part in _PARTS.items():
        digests = [
            base64.b64encode(hashlib.sha256(content.encode()).digest()).decode() for content in part.findall(text)
        ]
        text = text.replace(f"'{name}'", " ".join(f"'sha256-{digest}'" for digest in digests))
    return text


def spoilt(text: str, mutation: Mutation) -> str:
    """The page with one thing wrong, else sound: its digests are its own."""
    changed = text.replace(mutation.old, mutation.new)
    if mutation.check == "network":
        changed = changed.replace("<!-- end -->", '<img src="https://example.org/dot.png" alt="">')
    return filled(changed)
