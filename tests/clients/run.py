"""Load every table of a release with programs of others, and compare what they read; `make clients` runs it.

What they must read is counted with the standard library from the CSV files. Each reader is installed in an environment
of its own under ``.clients/``; one is skipped, with a loud line, only where its installer is absent. The outcome is
written into docs/loading.md, and every snippet of that page is run.

    PYTHONPATH=tests python -m clients.run [RELEASE]
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CLIENTS = ROOT / ".clients"
PAGE = ROOT / "docs" / "loading.md"
RELEASE: Final = re.compile(r"releases/[0-9]+\.[0-9]+\.[0-9]+")
_SNIPPET: Final = re.compile(r"^```(python|r|sql|javascript)\n(.*?)^```", re.M | re.S)
_TABLE: Final = re.compile(r"(?<=<!-- readers -->\n).*?(?=<!-- /readers -->)", re.S)
_LIMIT = 300  # seconds that a reader may take

Facts = dict[str, Any]
State = Literal["equal", "differs", "skipped", "absent"]


@dataclass(frozen=True, slots=True)
class Reader:
    """An outside reader: how it is called on the page, what it reads, what must be on the machine, how it is run."""

    name: str
    title: str
    reads: str
    needs: str = ""
    """A command that must be there, or it is skipped."""
    file: str = "datapackage.json"
    """A file that the release must hold, or there is nothing to read."""
    by: Literal["python", "node", "R"] = "python"


READERS: Final = (
    Reader("frictionless", "Frictionless, the command", "`datapackage.json`, CSV"),
    Reader("pandas", "pandas", "CSV, Parquet, XLSX"),
    Reader("polars", "Polars", "CSV, Parquet"),
    Reader("duckdb", "DuckDB", "CSV, Parquet"),
    Reader("sqlite3", "sqlite3, the command", "SQLite", "sqlite3", "sqlite/casualties.sqlite"),
    Reader("openpyxl", "openpyxl", "XLSX, English and Arabic", "", "excel/casualties-en.xlsx"),
    Reader("libreoffice", "LibreOffice, saved again", "XLSX", "soffice", "excel/casualties-en.xlsx"),
    Reader("geopandas", "GeoPandas", "GeoJSON", "", "geo/incidents.geojson"),
    Reader("libhxl", "libhxl", "CSV with hashtags", "", "hxl/figures.csv"),
    Reader("mlcroissant", "mlcroissant", "`croissant.json`, CSV", "", "croissant.json"),
    Reader("datapackage", "npm `datapackage`", "`datapackage.json`, CSV", "npm", by="node"),
    Reader("R", "R, `read.csv`", "CSV", "Rscript", by="R"),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one reader: its state, the tables and rows that it read, and the differences or the reason."""

    reader: Reader
    state: State
    tables: int = 0
    rows: int = 0
    remarks: tuple[str, ...] = ()


# --- what must be read ----------------------------------------------------------------------------


def expected(folder: Path) -> dict[str, Facts]:
    """Rows, sum of ``value``, empty cells and days of every CSV table, by the standard library."""
    counted = {}
    for name, days in dated(folder).items():
        with (folder / f"data/{name}.csv").open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        cells = {column: [row[at] for row in rows] for at, column in enumerate(head)}
        counted[name] = {
            "rows": len(rows),
            "value": sum(int(cell) for cell in cells["value"] if cell) if "value" in cells else None,
            "nulls": {column: of.count("") for column, of in cells.items()},
            "dates": {column: [cell or None for cell in cells[column]] for column in days},
        }
    return counted


def dated(folder: Path) -> dict[str, list[str]]:
    """The columns of dates of every table."""
    descriptor = json.loads((folder / "datapackage.json").read_bytes())
    return {
        resource["name"]: [field["name"] for field in resource["schema"]["fields"] if field["type"] == "date"]
        for resource in descriptor["resources"]
    }


def differences(wanted: Mapping[str, Facts], forms: Mapping[str, Mapping[str, Facts]]) -> Iterator[str]:
    """Yield the differences of a reader, format by format; of a format with some columns, those are compared."""
    for form, tables in forms.items():
        complete = form not in ("geojson", "hxl")
        if complete and (missing := wanted.keys() - tables.keys()):
            yield f"{form}: it read no {', '.join(sorted(missing))}"
        for name, facts in tables.items():
            yield from (f"{form}: {name}: {remark}" for remark in _differs(wanted[name], facts, complete=complete))


def _differs(wanted: Facts, facts: Facts, *, complete: bool) -> Iterator[str]:
    if facts["rows"] != wanted["rows"]:
        yield f"{facts['rows']} rows, not {wanted['rows']}"
        return
    if "value" in facts["nulls"] and facts["value"] != wanted["value"]:
        yield f"the sum of value is {facts['value']}, not {wanted['value']}"
    if complete and (missing := wanted["nulls"].keys() - facts["nulls"].keys()):
        yield f"no column {', '.join(sorted(missing))}"
    if more := facts["nulls"].keys() - wanted["nulls"].keys():
        yield f"columns of its own: {', '.join(sorted(more))}"
    for kind, word in (("nulls", "empty cells"), ("dates", "days")):
        other = [name for name, of in facts[kind].items() if of != wanted[kind].get(name, of)]
        if other:
            yield f"other {word} in {', '.join(other)}"


# --- the readers ---------------------------------------------------------------------------------


def installed() -> dict[str, Path]:
    """The environments under ``.clients/``, each made once; the interpreters by kind."""
    home, pins = CLIENTS / "python", HERE / "requirements-python.txt"
    if _stale(home, pins):
        subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
        pip: list[str | Path] = [home / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "-r", pins], check=True, stderr=subprocess.DEVNULL)
        (home / ".ready").write_bytes(pins.read_bytes())
    home, pins = CLIENTS / "node", HERE / "requirements-node.txt"
    if shutil.which("npm") and _stale(home, pins):
        home.mkdir(parents=True, exist_ok=True)
        npm: list[str | Path] = [
            "npm",
            "install",
            "--silent",
            "--no-package-lock",
            "--no-audit",
            "--no-fund",
            "--prefix",
            home,
        ]
        trusting = {**os.environ, "NODE_OPTIONS": "--use-openssl-ca"}  # what the system trusts, as pip does
        subprocess.run([*npm, *pins.read_text().split()], check=True, env=trusting)
        (home / ".ready").write_bytes(pins.read_bytes())
    return {"python": CLIENTS / "python/bin/python", "node": CLIENTS / "node"}


def _stale(home: Path, pins: Path) -> bool:
    ready = home / ".ready"
    return not ready.exists() or ready.read_bytes() != pins.read_bytes()


def read(reader: Reader, folder: Path, work: Path, wanted: Mapping[str, Facts]) -> Outcome:
    """Run one reader on a release."""
    if reader.needs and shutil.which(reader.needs) is None:
        return Outcome(reader, "skipped", remarks=(f"there is no {reader.needs} on this machine",))
    if not (folder / reader.file).exists():
        return Outcome(reader, "absent", remarks=(f"the release has no {reader.file}",))
    scratch = work / reader.name
    scratch.mkdir()
    try:
        done = subprocess.run(
            _call(reader, folder, scratch),
            env=_environment(),
            capture_output=True,
            text=True,
            timeout=_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Outcome(reader, "differs", remarks=(f"it did not end within {_LIMIT} seconds",))
    if done.returncode:
        return Outcome(reader, "differs", remarks=(done.stderr.strip()[-400:] or "it failed",))
    forms = json.loads(done.stdout)
    tables = {name: facts for form in forms.values() for name, facts in form.items()}
    rows = sum(facts["rows"] for facts in tables.values())
    remarks = tuple(differences(wanted, forms))
    return Outcome(reader, "differs" if remarks else "equal", len(tables), rows, remarks)


def _call(reader: Reader, folder: Path, scratch: Path) -> list[str | Path]:
    if reader.by == "node":
        return ["node", HERE / "package.js", folder]
    if reader.by == "R":
        days = scratch / "days.csv"
        days.write_text("".join(f"{name},{column}\n" for name, columns in dated(folder).items() for column in columns))
        return ["Rscript", "--vanilla", HERE / "base.R", folder, days]
    return [CLIENTS / "python/bin/python", HERE / "readers.py", reader.name, folder, scratch]


def _environment() -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    node = CLIENTS / "node"
    return {**clean, "CLIENTS_NODE": str(node), "NODE_PATH": str(node / "node_modules"), "LC_ALL": "C.UTF-8"}


# --- the snippets --------------------------------------------------------------------------------


def snippets(page: str) -> list[tuple[str, str]]:
    """The snippets of the page that can be run: language and text."""
    return _SNIPPET.findall(page)


def run_snippet(language: str, text: str, folder: Path) -> str | None:
    """Run a snippet on a release; return what went wrong, or None."""
    text = RELEASE.sub(str(folder), text)
    python = sys.executable if "casualty_dataset" in text else str(CLIENTS / "python/bin/python")
    calls = {
        "python": [python, "-c", text],
        "r": ["Rscript", "--vanilla", "-e", text],
        "javascript": ["node", "-e", text],
        "sql": ["sqlite3", "-bail", str(folder / "sqlite/casualties.sqlite"), text],
    }
    if shutil.which(calls[language][0]) is None:
        print(f"SKIPPED: a snippet for {language}: there is no {calls[language][0]} on this machine", flush=True)
        return None
    environment = _environment()
    done = subprocess.run(calls[language], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        return f"a snippet for {language} failed: {done.stderr.strip()[-400:]}"
    return None if done.stdout.strip() else f"a snippet for {language} printed nothing"


# --- the page ------------------------------------------------------------------------------------


def table(outcomes: list[Outcome], tables: int) -> str:
    """The outcome as a Markdown table."""
    lines = ["| reader | reads | tables | rows | rows, sums of `value`, empty cells, days |", "|---|---|---|---|---|"]
    pinned = dict(line.split("==") for line in (HERE / "requirements-python.txt").read_text().split())
    for outcome in outcomes:
        reader, count = outcome.reader, outcome.tables
        title = " ".join((reader.title, pinned.get(reader.name, ""))).strip()
        extent = f"{count} of {tables}" if count in (0, tables) else f"{count}, all that the form holds"
        shown = {"equal": "equal", "differs": "**differ**"}.get(
            outcome.state, f"not read: {'; '.join(outcome.remarks)}"
        )
        lines.append(f"| {title} | {reader.reads} | {extent} | {outcome.rows:,} | {shown} |")
    return "\n" + "\n".join(lines) + "\n\n"


def with_table(page: str, written: str) -> str:
    """The page with the table between its markers."""
    return _TABLE.sub(lambda _: written, page, count=1)


def built(work: Path) -> Path:
    """A release of the working tables, under a version that may follow any other even if nothing changed."""
    command = Path(sys.executable).parent / "dataset"
    last = json.loads((ROOT / "releases/index.json").read_bytes())["releases"][-1]["version"]
    version = f"{int(last.partition('.')[0]) + 1}.0.0"
    call: list[str | Path] = [command, "--root", ROOT, "release", version, "--out", work / "releases"]
    subprocess.run(call, check=True, stdout=subprocess.DEVNULL)
    (folder,) = (path for path in (work / "releases").iterdir() if path.is_dir())
    return folder


def main() -> int:
    """Install, read, compare, write the page; 1 where anything differs."""
    parser = argparse.ArgumentParser(description="Have outside readers load every table of a release.")
    parser.add_argument(
        "release", nargs="?", type=Path, help="folder of a release (default: one of the working tables)"
    )
    given = parser.parse_args()
    installed()
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        folder = (given.release or built(work)).resolve()
        wanted = expected(folder)
        with ThreadPoolExecutor(2) as pool:
            outcomes = list(pool.map(lambda reader: read(reader, folder, work, wanted), READERS))
        page = PAGE.read_text(encoding="utf-8")
        broken = [fault for snippet in snippets(page) if (fault := run_snippet(*snippet, folder))]
    for outcome in outcomes:
        state = {"skipped": "SKIPPED", "absent": "NOTHING TO READ"}.get(outcome.state, outcome.state)
        summary = f"{outcome.reader.title}: {state}: {outcome.tables} tables, {outcome.rows:,} rows"
        print(summary, *outcome.remarks[:10], sep="\n  ")
    for fault in broken:
        print(fault)
    PAGE.write_text(with_table(page, table(outcomes, len(wanted))), encoding="utf-8")
    states = [outcome.state for outcome in outcomes]
    failed = states.count("differs") + len(broken)
    passed = states.count("equal") + len(snippets(page)) - len(broken)
    print(f"{passed} passed, {failed} failed, {states.count('skipped') + states.count('absent')} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
