"""Prove a page in Debian's Chromium; `make browser` and `make screenshot` run it.

What drives the browser is installed under ``.browser/``: Playwright for Python (without a browser of its own) and
axe-core. The page is that of a release made of the working tables, so that what is proven is what this checkout makes.

    PYTHONPATH=tests python -m browser.run [RELEASE or index.html] [--evidence] [--only CHECK] [--shoot [FOLDER]]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from clients.run import built

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[1]
BROWSER: Final = ROOT / ".browser"
PYTHON: Final = BROWSER / "python/bin/python"
EVIDENCE: Final = ROOT / "docs/evidence/browser.json"
ENVIRONMENT: Final = 3  # the exit code of a machine that lacks something


def installed() -> None:
    """The environments under ``.browser/``, each made once for its pins."""
    home, pins = BROWSER / "python", HERE / "requirements-python.txt"
    if _stale(home, pins):
        subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
        pip: list[str | Path] = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--require-hashes", "-r", pins], check=True, stderr=subprocess.DEVNULL)
        (home / ".ready").write_bytes(pins.read_bytes())
    home, pins = BROWSER / "node", HERE / "requirements-node.txt"
    if _stale(home, pins):
        home.mkdir(parents=True, exist_ok=True)
        npm: list[str | Path] = ["npm", "install", "--silent", "--no-package-lock", "--no-audit", "--no-fund"]
        trusting = {**os.environ, "NODE_OPTIONS": "--use-openssl-ca"}  # what the system trusts, as pip does
        subprocess.run([*npm, "--prefix", home, *pins.read_text().split()], check=True, env=trusting)
        (home / ".ready").write_bytes(pins.read_bytes())


def _stale(home: Path, pins: Path) -> bool:
    ready = home / ".ready"
    return not ready.exists() or ready.read_bytes() != pins.read_bytes()


def missing() -> list[str]:
    """The commands that must be on the machine, and are not."""
    return [name for name in ("chromium", "npm") if shutil.which(name) is None]


def page(given: Path | None, work: Path) -> tuple[Path, str | None]:
    """The page that is examined, and the version of the release beside it, if it has one."""
    folder = built(work) if given is None else given
    index = folder if folder.suffix == ".html" else folder / "index.html"
    descriptor = index.parent / "datapackage.json"
    return index.resolve(), json.loads(descriptor.read_bytes())["version"] if descriptor.exists() else None


def inside(module: str, *arguments: str | Path) -> int:
    """Run a module of this package where Playwright is; its exit code."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    call = [PYTHON, "-m", f"browser.{module}", *arguments, "--chromium", shutil.which("chromium") or "chromium"]
    return subprocess.run(call, env={**clean, "PYTHONPATH": str(ROOT / "tests")}, check=False).returncode


def recorded(report: dict[str, Any], name: str) -> None:
    """Write what was found into the evidence, with the versions of what looked."""
    pins = "\n".join((HERE / f"requirements-{kind}.txt").read_text() for kind in ("python", "node"))
    versions = {
        word: pins.split(f"{word}{sign}")[1].split()[0] for word, sign in (("playwright", "=="), ("axe-core", "@"))
    }
    EVIDENCE.write_text(json.dumps({"page": name, **versions, **report}, ensure_ascii=False, indent=2) + "\n")


def main() -> int:
    """Install, find the page, run; 1 where the page failed, 3 where the machine lacks something."""
    parser = argparse.ArgumentParser(description="Prove a page in a real browser.")
    parser.add_argument("page", nargs="?", type=Path, help="a release or a page (default: of the working tables)")
    parser.add_argument("--evidence", action="store_true", help="write docs/evidence/browser.json")
    parser.add_argument("--only", action="append", default=[], help="run this check alone (may be repeated)")
    parser.add_argument("--no-controls", action="store_true", help="leave out the spoilt pages")
    parser.add_argument(
        "--shoot", nargs="?", const="", help="write docs/page-en.png; with a folder, all pictures there"
    )
    given = parser.parse_args()
    if lacking := missing():
        print(f"There is no {' and no '.join(lacking)} on this machine. Install: apt-get install chromium npm")
        return ENVIRONMENT
    installed()
    with tempfile.TemporaryDirectory() as temporary:
        index, version = page(given.page, Path(temporary))
        if not index.is_file():
            print(f"There is no page: {index}")
            return 1
        print(f"page: {index}", flush=True)
        if given.shoot is not None:
            return inside("shoot", index, *([given.shoot] if given.shoot else []))
        out = Path(temporary) / "told.json"
        options = [*(["--version", version] if version else []), *(f"--only={name}" for name in given.only)]
        options += ["--no-controls"] * given.no_controls
        code = inside("examine", index, "--out", out, *options)
        if given.evidence and out.exists():
            recorded(json.loads(out.read_bytes()), f"release {version}" if version else index.name)
    return code


if __name__ == "__main__":
    sys.exit(main())
