"""Run every check on a page, after proving on spoilt pages that each check can see; ``run.py`` starts this.

PYTHONPATH=tests .browser/python/bin/python -m browser.examine PAGE [--version V] [--only CHECK] [--out FILE]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, sync_playwright

from browser.checks import CHECKS, WIDE, Check, first_paint
from browser.mutations import MUTATIONS, PAGE, VERSION, filled, spoilt
from browser.visit import Look, launched, visiting

_TOLD = 12  # complaints of one check that are printed


def complaints(browser: Browser, url: str, check: Check, look: Look, version: str | None) -> list[str]:
    """What a check has to say of a page in a look; a step that does not end is a complaint too."""
    try:
        with visiting(browser, url, look, version) as visit:
            return [*check.run(visit)]
    except Error as error:
        return [f"the browser gave up: {error.message.splitlines()[0][:160]}"]


def examined(browser: Browser, page: Path, checks: list[Check], version: str | None) -> dict[str, dict[str, list[str]]]:
    """The complaints of every check, by look."""
    found: dict[str, dict[str, list[str]]] = {}
    for check in checks:
        began = time.monotonic()
        found[check.name] = {
            str(look): complaints(browser, page.as_uri(), check, look, version) for look in check.looks
        }
        _print(check, found[check.name], time.monotonic() - began)
    return found


def _print(check: Check, found: dict[str, list[str]], took: float) -> None:
    wrong = {look: told for look, told in found.items() if told}
    state = "ok" if not wrong else f"FAILED in {len(wrong)} of {len(found)} looks"
    print(f"  {check.name:<11} {check.demands:<100} {len(found)} looks {took:5.1f} s  {state}", flush=True)
    said: dict[str, list[str]] = {}
    for look, told in wrong.items():
        for one in told:
            said.setdefault(one, []).append(look)
    for one, looks in [*said.items()][:_TOLD]:
        print(f"      {one}  [{'; '.join(looks)}]")
    if len(said) > _TOLD:
        print(f"      and {len(said) - _TOLD} more")


def unseen(browser: Browser, checks: list[Check], work: Path) -> Iterator[str]:
    """What a check complains of on the sound page, and which spoilt page it does not see."""
    text = PAGE.read_text(encoding="utf-8")
    sound = work / "sound.html"
    sound.write_text(filled(text), encoding="utf-8")
    for check in checks:
        for look in {check.looks[0], check.looks[-1]}:
            for told in complaints(browser, sound.as_uri(), check, look, VERSION):
                yield f"{check.name} complains of the sound page ({look}): {told}"
        for mutation in (one for one in MUTATIONS if one.check == check.name):
            page = work / "spoilt.html"
            page.write_text(spoilt(text, mutation), encoding="utf-8")
            if not any(complaints(browser, page.as_uri(), check, look, VERSION) for look in check.looks):
                yield f"{check.name} does not see: {mutation.spoils}"


def measured(browser: Browser, page: Path, version: str | None) -> dict[str, Any]:
    """The numbers of the page: bytes, and milliseconds to the first paint."""
    with visiting(browser, page.as_uri(), WIDE[0], version) as visit:
        paint = first_paint(visit)
        elements = visit.page.evaluate("document.querySelectorAll('*').length")
    return {"bytes": page.stat().st_size, "elements": elements, "first_paint_ms": round(paint)}


def main() -> int:
    """Controls first, then the page; 1 where anything failed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("page", type=Path)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--version")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--no-controls", action="store_true")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    checks = [check for check in CHECKS if check.name in given.only or not given.only]
    with (
        sync_playwright() as playwright,
        launched(playwright, given.chromium) as browser,
        tempfile.TemporaryDirectory() as work,
    ):
        blind = [] if given.no_controls else [*unseen(browser, checks, Path(work))]
        spoils = 0 if given.no_controls else sum(one.check in {check.name for check in checks} for one in MUTATIONS)
        print(
            f"controls: {spoils} spoilt pages, {len(blind)} complaints",
            *blind,
            sep="\n  ",
            flush=True,
        )
        page = given.page.resolve()
        found = examined(browser, page, checks, given.version)
        numbers = measured(browser, page, given.version)
        version = browser.version
    failed = sum(any(told.values()) for told in found.values())
    print(f"{numbers['bytes']:,} bytes, {numbers['elements']:,} elements, first paint {numbers['first_paint_ms']} ms")
    print(f"{len(found) - failed} passed, {failed} failed of {len(found)} checks")
    if given.out:
        told = {"chromium": version, "spoilt_pages": spoils, "spoilt_pages_unseen": len(blind), **numbers}
        told["looks"] = {name: len(looks) for name, looks in found.items()}
        told["complaints"] = {name: sum(map(len, looks.values())) for name, looks in found.items()}
        given.out.write_text(json.dumps(told), encoding="utf-8")
    return 1 if failed or blind else 0


if __name__ == "__main__":
    sys.exit(main())
