"""What a page must prove in the browser: one visible list of checks, each a function from a visit to complaints."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from browser import interactions
from browser.visit import LOOKS, Look, Visit

AXE: Final = Path(__file__).parents[2] / ".browser/node/node_modules/axe-core/axe.min.js"
SIZE: Final = 1_500_000  # bytes that the page of a release may have
FIRST_PAINT: Final = 1000  # milliseconds to the first text on the screen, the best of three

Complaints = Iterator[str]


@dataclass(frozen=True, slots=True)
class Check:
    """A name, what is demanded, in which looks, and who looks."""

    name: str
    demands: str
    run: Callable[[Visit], Complaints]
    looks: tuple[Look, ...] = LOOKS


def _sections(visit: Visit) -> Complaints:
    yield from visit.read("sections", visit.look.language)


def _edition(visit: Visit) -> Complaints:
    yield from visit.read("strangers", visit.look.language)


def _direction(visit: Visit) -> Complaints:
    yield from visit.read("directions", visit.look.language, visit.look.scripts)


def _width(visit: Visit) -> Complaints:
    yield from visit.read("sideways")


def _clipped(visit: Visit) -> Complaints:
    yield from visit.read("clipped", visit.look.language)
    visit.read("unfold", visit.look.language)
    yield from (f"opened: {complaint}" for complaint in visit.read("clipped", visit.look.language))
    yield from (f"opened: {complaint}" for complaint in visit.read("sideways"))


def _console(visit: Visit) -> Complaints:
    visit.settle()
    yield from (message for message in visit.console if "Content Security Policy" not in message)


def _policy(visit: Visit) -> Complaints:
    visit.settle()
    yield from visit.violations
    policy = visit.page.locator('meta[http-equiv="Content-Security-Policy"]')
    if not policy.count() or "default-src 'none'" not in (policy.first.get_attribute("content") or ""):
        yield "the page has no policy with default-src 'none'"


def _network(visit: Visit) -> Complaints:
    visit.read("unfold", visit.look.language)
    visit.page.wait_for_load_state("networkidle")
    yield from (f"it asked for {url}" for url in visit.requests)
    yield from visit.read("outside")


def _addresses(visit: Visit) -> Complaints:
    yield from visit.read("addresses", visit.look.language)
    yield from visit.read("repeated")


def _twins(visit: Visit) -> Complaints:
    yield from visit.read("twins", visit.look.language)


def _dead(visit: Visit) -> Complaints:
    yield from visit.read("dead", visit.look.language)


def _axe(visit: Visit) -> Complaints:
    visit.page.evaluate(AXE.read_text(encoding="utf-8"))
    for state in ("closed", "opened"):
        if state == "opened":
            visit.read("unfold", visit.look.language)
        yield from (f"{state}: {complaint}" for complaint in visit.read("audit")["violations"])
        yield from (f"{state}: {complaint}" for complaint in visit.read("faint", visit.look.language))


def first_paint(visit: Visit) -> float:
    """Milliseconds from the call to the first text or picture, the best of three."""
    times = []
    for _ in range(3):
        visit.go()
        visit.page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
        times.append(visit.read("paint"))
    return float(min(times))


def _paint(visit: Visit) -> Complaints:
    if (took := first_paint(visit)) > FIRST_PAINT:
        yield f"the first paint took {took:.0f} ms, and {FIRST_PAINT} are allowed"


def _size(visit: Visit) -> Complaints:
    size = Path(unquote(urlsplit(visit.url).path)).stat().st_size
    if size > SIZE:
        yield f"the page has {size:,} bytes, and {SIZE:,} are allowed"


WITH: Final = tuple(look for look in LOOKS if look.scripts)
WITHOUT: Final = tuple(look for look in LOOKS if not look.scripts)
WIDE: Final = tuple(look for look in WITH if look.width == 1280)
COLOURS: Final = tuple(Look(look.language, look.width, scheme=scheme) for look in WITH for scheme in ("light", "dark"))

CHECKS: Final = (
    Check("sections", "every section is shown, with a heading", _sections),
    Check("edition", "the other language is not displayed", _edition),
    Check("direction", "text runs as its language does; with scripts the document says so too", _direction),
    Check("width", "the document does not scroll sideways", _width),
    Check("clipped", "no text is cut, details open or closed; what scrolls takes the focus", _clipped),
    Check("console", "nothing is said on the console, and no script fails", _console),
    Check("policy", "default-src 'none', and nothing violates it", _policy),
    Check("network", "nothing is asked for but the file", _network),
    Check("addresses", "links lead to an element of the same edition; every id stands once", _addresses),
    Check("permalinks", "incidents, claims and tallies land, from outside and from the page", interactions.permalinks),
    Check("switch", "the other language is one click or key away and back", interactions.switch),
    Check("twins", "every chart has a name and a table; one of wide and narrow is shown", _twins),
    Check("bars", "a bar is as long as its list, which it opens; drawn and not drawn are all", interactions.bars),
    Check("keyboard", "Tab visits all in order and shows where it is; the skip link skips", interactions.keyboard),
    Check("dead", "without scripts no control is shown", _dead, WITHOUT),
    Check("filters", "the rows shown are those that match; a status tells how many; reset", interactions.filters, WITH),
    Check("filtered", "an address of a row that a filter hides still shows it", interactions.filtered, WITH),
    Check("sorting", "a heading orders the rows up, then down, and says so", interactions.sorting, WITH),
    Check("copying", "a citation names claimant, number, day, tally and release", interactions.copying, WITH),
    Check("axe", "axe-core finds nothing, light and dark, open and closed; text of charts too", _axe, COLOURS),
    Check("paint", f"the first paint within {FIRST_PAINT} ms, the best of three", _paint, WIDE[:1]),
    Check("size", f"at most {SIZE:,} bytes", _size, WIDE[:1]),
)  # fmt: skip
