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

_PRINTED = 12  # complaints of one check that are printed


def complaints(browser: Browser, url: str, check: Check, look: Look, version: str | None) -> list[str]:
    """What a check has to say of a page in a look; a step that does not end is a complaint too."""
    try:
        with visiting(browser, url, look, version) as visit:
            return [*check.run(visit)]
    except Error as error:
        return [f"the browser gave up: {error.message.splitlines()[0][:160]}"]


def examined(browser: Browser, page: Path, checks: list[Check], version: str | None) -> dict[str, dict[str, list[str]]]:
    """The complaints of every check, by look."""
    results: dict[str, dict[str, list[str]]] = {}
    for check in checks:
        began = time.monotonic()
        results[check.name] = {
            str(look): complaints(browser, page.as_uri(), check, look, version) for look in check.looks
        }
        _print(check, results[check.name], time.monotonic() - began)
    return results


def _print(check: Check, results: dict[str, list[str]], took: float) -> None:
    wrong = {look: complaints for look, complaints in results.items() if complaints}
    state = "ok" if not wrong else f"FAILED in {len(wrong)} of {len(results)} looks"
    print(f"  {check.name:<11} {check.demands:<100} {len(results)} looks {took:5.1f} s  {state}", flush=True)
    looks_by_complaint: dict[str, list[str]] = {}
    for look, complaints in wrong.items():
        for complaint in complaints:
            looks_by_complaint.setdefault(complaint, []).append(look)
    for complaint, looks in [*looks_by_complaint.items()][:_PRINTED]:
        print(f"      {complaint}  [{'; '.join(looks)}]")
    if len(looks_by_complaint) > _PRINTED:
        print(f"      and {len(looks_by_complaint) - _PRINTED} more")


def unseen(browser: Browser, checks: list[Check], work: Path) -> Iterator[str]:
    """What a check complains of on the sound page, and which spoilt page it does not see."""
    text = PAGE.read_text(encoding="utf-8")
    sound = work / "sound.html"
    sound.write_text(filled(text), encoding="utf-8")
    for check in checks:
        for look in {check.looks[0], check.looks[-1]}:
            for complaint in complaints(browser, sound.as_uri(), check, look, VERSION):
                yield f"{check.name} complains of the sound page ({look}): {complaint}"
        for mutation in (mutation for mutation in MUTATIONS if mutation.check == check.name):
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
        spoils = (
            0
            if given.no_controls
            else sum(mutation.check in {check.name for check in checks} for mutation in MUTATIONS)
        )
        print(
            f"controls: {spoils} spoilt pages, {len(blind)} complaints",
            *blind,
            sep="\n  ",
            flush=True,
        )
        page = given.page.resolve()
        results = examined(browser, page, checks, given.version)
        numbers = measured(browser, page, given.version)
        version = browser.version
    failed = sum(any(looks.values()) for looks in results.values())
    print(f"{numbers['bytes']:,} bytes, {numbers['elements']:,} elements, first paint {numbers['first_paint_ms']} ms")
    print(f"{len(results) - failed} passed, {failed} failed of {len(results)} checks")
    if given.out:
        report = {"chromium": version, "spoilt_pages": spoils, "spoilt_pages_unseen": len(blind), **numbers}
        report["looks"] = {name: len(looks) for name, looks in results.items()}
        report["complaints"] = {name: sum(map(len, looks.values())) for name, looks in results.items()}
        given.out.write_text(json.dumps(report), encoding="utf-8")
    return 1 if failed or blind else 0


if __name__ == "__main__":
    sys.exit(main())
