"""Prepare the deposit of a release: its zip, and the metadata that archives ask for. Nothing is sent anywhere.

    python docs/make_deposit.py VERSION [FOLDER]

Writes into ``build/deposit-VERSION`` (or FOLDER): ``casualty-dataset-VERSION.zip``, ``datacite.json`` for Zenodo,
``hdx.json`` for HDX, and ``notes.md`` for a release on GitHub.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from casualty_dataset import open_release
from casualty_dataset.formats.datapackage import as_json
from casualty_dataset.formats.metadata.deposit import datacite, hdx
from casualty_dataset.workflows.package import zipped

ROOT = Path(__file__).parents[1]


def deposit(release: Path) -> dict[str, bytes]:
    """The files of a deposit, from the folder of a release, which is compared with its checksums first."""
    opened = open_release(release)
    metadata, days = opened.metadata, opened.table("tallies")["as_of"]
    first, last = days.min(), days.max()
    if not (isinstance(first, date) and isinstance(last, date)):
        raise SystemExit("No tally of the release has a day.")
    paths = (path for path in release.rglob("*") if path.is_file())
    files = {path.relative_to(release).as_posix(): path.read_bytes() for path in paths}
    return {
        f"casualty-dataset-{opened.version}.zip": zipped(files),
        "datacite.json": as_json(datacite(metadata)),
        "hdx.json": as_json(hdx(metadata, first, last)),
        "notes.md": files["CHANGES.md"],
    }


def main() -> None:
    """Write the deposit of one release."""
    if len(sys.argv) not in (2, 3):
        raise SystemExit(f"{(__doc__ or '').strip()}")
    version = sys.argv[1]
    out = Path(sys.argv[2]) if len(sys.argv) == 3 else ROOT / "build" / f"deposit-{version}"
    out.mkdir(parents=True, exist_ok=True)
    for name, data in deposit(ROOT / "releases" / version).items():
        (out / name).write_bytes(data)
        print(out / name)


if __name__ == "__main__":
    main()
