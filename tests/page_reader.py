"""A page of a release as its reader's program sees it: elements in order, by edition, with the text after each.

Parsed by the standard library. The page leaves out end tags, so that nothing here counts on them but for ``script`` and
``style``; a part of a page is what stands between two elements.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser

from casualty_dataset.page import SECTIONS

LOADS = frozenset(
    [
        "img",
        "iframe",
        "frame",
        "object",
        "embed",
        "applet",
        "link",
        "base",
        "audio",
        "video",
        "source",
        "track",
        "image",
        "feimage",
        "foreignobject",
        "portal",
        "animate",
        "set",
    ]
)
"""Elements that load, or let something else load, what is not in the page."""
LINKS = frozenset(("href", "src", "srcset", "action", "formaction", "data", "poster", "background", "ping", "cite"))
"""Attributes that hold an address."""
_ADDRESS = re.compile(r"#[A-Za-z0-9-]+|https?://[^\x00-\x20\x7f]+")


@dataclass
class Element:
    """A tag with its attributes, the edition it stands in, and the text up to the next tag."""

    tag: str
    attributes: dict[str, str]
    edition: str
    text: str = ""

    @property
    def id(self) -> str:
        """Its id, or nothing."""
        return self.attributes.get("id", "")

    @property
    def classes(self) -> list[str]:
        """Its classes."""
        return self.attributes.get("class", "").split()


Part = list[Element]


@dataclass
class Page(HTMLParser):
    """The elements of a page; end tags stand there too, with a slash before their name."""

    data: bytes
    elements: Part = field(default_factory=list)
    edition: str = ""
    depth: int = 0

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.data.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if "edition" in attributes.get("class", "").split():
            self.edition = attributes["id"]
        if tag == "script":
            self.edition = ""
        self.elements.append(Element(tag, attributes, self.edition))
        self.depth += tag == "svg"
        if tag == "title" and not self.depth:
            self.set_cdata_mode(tag)  # to a browser too all is text in there; older versions of the parser differ

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "svg"
        self.elements.append(Element(f"/{tag}", {}, self.edition))

    def handle_data(self, data: str) -> None:
        if self.elements:
            self.elements[-1].text += data

    # --- what it holds ---------------------------------------------------------------------------------

    @cached_property
    def ids(self) -> Counter[tuple[str, str]]:
        """How often an id is given, by edition."""
        return Counter((element.edition, element.id) for element in self.elements if element.id)

    def all(self, tag: str) -> Part:
        """The elements of a tag."""
        return [element for element in self.elements if element.tag == tag]

    def section(self, edition: str, name: str) -> Part:
        """A section in a language."""
        after = SECTIONS[SECTIONS.index(name) + 1 :]
        begin = next(at for at, element in enumerate(self.elements) if element.id == address(edition, name))
        ends = [at for at, element in enumerate(self.elements) if after and element.id == address(edition, after[0])]
        return self.elements[begin : ends[0] if ends else None]

    def claim(self, edition: str, claim: str) -> Part:
        """The row of a claim, and what stands in it."""
        rows = split([element for element in self.elements if element.edition == edition], "tr")
        return next(row for row in rows if row[0].id == address(edition, claim))


def address(edition: str, name: str) -> str:
    """The id that a thing has in a language."""
    return f"ar-{name}" if edition == "ar" else name


def split(part: Part, tag: str, css: str = "") -> list[Part]:
    """From each element of a tag (and class) to the next such, or to the end of its table, list or section."""
    parts: list[Part] = []
    inside = False
    for element in part:
        if element.tag == tag and (not css or css in element.classes):
            parts.append([])
            inside = True
        elif element.tag in _ENDS and not css:
            inside = False
        if inside:
            parts[-1].append(element)
    return parts


_ENDS = frozenset(("/table", "/ol", "/section"))


def text(part: Part) -> str:
    """The words of a part, white space as one."""
    return " ".join("".join(element.text for element in part).split())


def links(part: Part) -> list[str]:
    """Where the links of a part lead."""
    return [element.attributes["href"] for element in part if element.tag == "a" and "href" in element.attributes]


def faults(page: Page) -> list[str]:
    """What a page may never hold, or must: nothing runs, nothing loads, every link leads somewhere, ids are unique."""
    return [*_inert(page), *_links(page), *_policy(page)]


def _inert(page: Page) -> list[str]:
    parts = [f"<{element.tag}>" for element in page.elements if element.tag in LOADS]
    for element in page.elements:
        parts += [
            f"{name}= on <{element.tag}>" for name in element.attributes if name == "style" or name.startswith("on")
        ]
        parts += [
            f"{name}={value} on <{element.tag}>"
            for name, value in element.attributes.items()
            if (name in LINKS or name.endswith(":href")) and not _ADDRESS.fullmatch(value)
        ]
        parts += [
            f"{name}={value}"
            for name, value in element.attributes.items()
            if re.search(r"url\((?!#)", value) and name != "d"
        ]
    return parts


def _links(page: Page) -> list[str]:
    problems = [f"the id {element} stands twice" for (_, element), count in page.ids.items() if count > 1]
    twice = Counter(element for _, element in page.ids)
    problems += [f"the id {element} stands in both editions" for element, count in twice.items() if count > 1]
    for element in page.elements:
        target = element.attributes.get("href", "")
        if target.startswith("#"):
            among = {""} if element.tag == "use" else {element.edition}
            switched = "switch" in element.classes and target[1:] in ("en", "ar")
            if not switched and not any((edition, target[1:]) in page.ids for edition in among):
                problems.append(f"{target} leads nowhere in edition {element.edition or 'none'}")
    return problems


def _policy(page: Page) -> list[str]:
    style, script = page.all("style")[0], page.all("script")[-1]
    problems = [f"{len(page.all(tag))} <{tag}>" for tag in ("style", "script") if len(page.all(tag)) != 1]
    meta = [element for element in page.all("meta") if "http-equiv" in element.attributes]
    wanted = (
        f"default-src 'none'; style-src '{digest(style.text)}'; script-src '{digest(script.text)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return problems + (
        [] if [element.attributes["content"] for element in meta] == [wanted] else ["the policy is another"]
    )


def digest(content: str) -> str:
    """The digest of a style or a script, as a policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def shape(page: Page) -> list[tuple[str, tuple[str, ...]]]:
    """Every tag with the names of its attributes, but for what stands in drawings: these break words into lines."""
    tags, depth = [], 0
    for element in page.elements:
        depth += {"svg": 1, "/svg": -1}.get(element.tag, 0)
        if not depth:
            tags.append((element.tag, tuple(element.attributes)))
    return tags
