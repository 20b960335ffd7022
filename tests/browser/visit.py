"""One look at the page: a browser window of some width, language and colours, with scripts on or off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from playwright.sync_api import Browser, Page, Playwright, Route

READINGS: Final = (Path(__file__).parent / "readings.js").read_text(encoding="utf-8")
_FLAGS: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip
_LIMIT: Final = 60_000  # milliseconds that one step may take


@dataclass(frozen=True, slots=True)
class Look:
    """How the page is looked at."""

    language: Literal["en", "ar"] = "en"
    width: int = 1280
    scripts: bool = True
    scheme: Literal["light", "dark"] = "light"

    def __str__(self) -> str:
        words = [self.language, str(self.width), "scripts" if self.scripts else "no scripts"]
        return " ".join(words + ["dark"] * (self.scheme == "dark"))

    @property
    def fragment(self) -> str:
        """What the address needs, to show this edition."""
        return "#ar" if self.language == "ar" else ""

    def id(self, name: str) -> str:
        """The id of an element in this edition."""
        return f"ar-{name}" if self.language == "ar" else name


LOOKS: Final = tuple(
    Look(language, width, scripts) for language in ("en", "ar") for width in (360, 1280) for scripts in (True, False)
)


@dataclass(slots=True)
class Visit:
    """A page that is open in a look, and what it asked for and said since."""

    page: Page
    look: Look
    url: str
    version: str | None
    requests: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    def read(self, name: str, *arguments: object) -> Any:
        """The answer of a function of readings.js."""
        return self.page.evaluate(f"(given) => {{ {READINGS}\nreturn {name}(...given); }}", list(arguments))

    def go(self, fragment: str | None = None) -> None:
        """Load the page anew at a fragment; without one, at the edition of the look."""
        self.page.goto("about:blank")
        self.page.goto(self.url + (self.look.fragment if fragment is None else fragment), wait_until="load")
        self.settle()

    def settle(self) -> None:
        """Wait until the page has drawn what was done to it."""
        self.page.wait_for_timeout(50)


@contextmanager
def launched(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    """The browser of the machine, without a window, and with no host that it could find."""
    browser = playwright.chromium.launch(executable_path=chromium, args=list(_FLAGS))
    try:
        yield browser
    finally:
        browser.close()


@contextmanager
def visiting(browser: Browser, url: str, look: Look, version: str | None = None) -> Iterator[Visit]:
    """The page in a window of its own; every request but for the file is counted and blocked."""
    context = browser.new_context(
        viewport={"width": look.width, "height": 800},
        java_script_enabled=look.scripts,
        color_scheme=look.scheme,
        locale="en-GB",
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.set_default_timeout(_LIMIT)
    page = context.new_page()
    visit = Visit(page, look, url, version)
    _listen(visit)
    try:
        visit.go()
        yield visit
    finally:
        context.close()


def _listen(visit: Visit) -> None:
    own = visit.url

    def route(asked: Route) -> None:
        if asked.request.url.split("#")[0] == own:
            asked.continue_()
        else:
            asked.abort()

    page = visit.page
    page.context.route("**/*", route)
    page.on("request", lambda event: visit.requests.append(event.url) if event.url.split("#")[0] != own else None)
    page.on("console", lambda event: visit.console.append(f"{event.type}: {event.text[:120]}"))
    page.on("pageerror", lambda event: visit.console.append(f"uncaught: {str(event)[:120]}"))
    session = page.context.new_cdp_session(page)
    session.on("Audits.issueAdded", lambda event: _issue(visit, event["issue"]))
    session.send("Audits.enable")


def _issue(visit: Visit, issue: dict[str, Any]) -> None:
    if issue["code"] == "ContentSecurityPolicyIssue":
        violation = issue["details"]["contentSecurityPolicyIssueDetails"]
        visit.violations.append(f"{violation['violatedDirective']}: {violation.get('blockedURL', 'inline')}")
