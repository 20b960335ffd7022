"""Take pictures of a page: the top of the English one for the README, or all of it in a folder, to be looked at."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

from browser.visit import Look, launched, visiting

PICTURE: Final = Path(__file__).parents[2] / "docs/page-en.png"
LIMIT: Final = 400_000  # bytes that the picture of the README may have
TOP: Final = 1640  # pixels of the page on it: to the end of the first chart
LOOKS: Final = (Look("en", 360), Look("en", 1280), Look("ar", 360), Look("ar", 1280))
_PART: Final = 8000  # pixels of height in one file: a longer picture cannot be opened everywhere


def main() -> int:
    """Write the picture or pictures; 1 where that of the README is too large."""
    parser = argparse.ArgumentParser()
    parser.add_argument("page", type=Path)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--chromium", required=True)
    given = parser.parse_args()
    url = given.page.resolve().as_uri()
    with sync_playwright() as playwright, launched(playwright, given.chromium) as browser:
        for look in LOOKS if given.folder else LOOKS[1:2]:
            with visiting(browser, url, look) as visit:
                if given.folder is None:
                    shown = {"x": 0, "y": 0, "width": look.width, "height": TOP}
                    visit.page.screenshot(path=PICTURE, full_page=True, clip=shown)
                    print(f"{PICTURE}: {PICTURE.stat().st_size:,} bytes of {LIMIT:,}")
                    continue
                given.folder.mkdir(parents=True, exist_ok=True)
                high = visit.page.evaluate("document.documentElement.scrollHeight")
                for part, top in enumerate(range(0, high, _PART), 1):
                    box = {"x": 0, "y": top, "width": look.width, "height": min(_PART, high - top)}
                    path = given.folder / f"{look.language}-{look.width}-{part}.png"
                    visit.page.screenshot(path=path, full_page=True, clip=box)
                    print(path)
    return int(given.folder is None and PICTURE.stat().st_size > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
