"""Measure `dataset verify` of a release with 10 million rows against `openssl dgst -sha256` over its files in turn.

Both are whole processes that run alternately, each the fastest of several rounds; writes bench_verify.json.
Needs about two gigabytes in the folder for temporary files.

    PYTHONPATH=tests python -m bench.bench_verify [--rows 10000000] [--rounds 5]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from casualty_dataset.history import release_index as index
from helpers_releases import descriptor

ROOT = Path(__file__).parents[2]
EVIDENCE = ROOT / "docs/evidence/bench_verify.json"
TARGET = 1.2
_DATASET = str(Path(sys.executable).parent / "dataset")
_BLOCK = 100_000
_HEADER = "tally_id,incident_id,source_id,claimant_id,as_of,measure,unit,place_id,qualifier,value"
_SHARES = {"tallies": 0.5, "figures": 0.2, "claims": 0.15, "series": 0.1, "sources": 0.05}
"""Rows by table: as in a release, one file holds half of them."""


def make(releases_dir: Path, rows: int) -> Path:
    """A release with so many rows of about ninety bytes, in several files, and the index that lists it."""
    folder = releases_dir / "1.0.0"
    (folder / "data").mkdir(parents=True)
    counts = {name: int(rows * fraction) // _BLOCK * _BLOCK for name, fraction in _SHARES.items()}
    for name, count in counts.items():
        with (folder / "data" / f"{name}.csv").open("wb") as file:
            file.write(f"{_HEADER}\n".encode())
            for start in range(0, count, _BLOCK):
                file.write(_lines(start))
    columns = _HEADER.replace(",", " ")
    (folder / "datapackage.json").write_bytes(descriptor("1.0.0", "2025-05-01", dict.fromkeys(counts, columns)))
    sums = "".join(f"{_sha256(folder / name)}  {name}\n" for name in sorted(names(folder)))
    (folder / "SHA256SUMS").write_text(sums)
    entry = {"version": "1.0.0", "date": "2025-05-01", "rows": counts, "sha256sums": _sha256(folder / "SHA256SUMS")}
    (releases_dir / "index.json").write_bytes(index.append_entry([], entry))
    return folder


def _lines(start: int) -> bytes:
    return b"".join(
        b"T%08d,sy-2025-03-06-coast,sohr-2025-03-%02d,sohr,2025-03-%02d,killed,person,syria-coast,exact,%d\n"
        % (number, number % 30 + 1, number % 30 + 1, number % 1999)
        for number in range(start, start + _BLOCK)
    )


def names(folder: Path) -> list[str]:
    """The files of a release but its checksums, by path."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "SHA256SUMS")
    return sorted(path.relative_to(folder).as_posix() for path in files)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _verify(releases_dir: Path) -> float:
    begun = time.perf_counter()
    done = subprocess.run(
        [_DATASET, "verify", str(releases_dir / "1.0.0")], capture_output=True, text=True, check=False
    )
    spent = time.perf_counter() - begun
    if done.returncode or "good; compared with index.json" not in done.stdout:
        raise RuntimeError(f"the release should be good: {done.stdout}{done.stderr}")
    return spent


def _openssl(folder: Path) -> float:
    """Seconds of one process a file, in turn, as a person would do it."""
    files = [str(folder / name) for name in [*names(folder), "SHA256SUMS"]]
    begun = time.perf_counter()
    for file in files:
        subprocess.run(["openssl", "dgst", "-sha256", file], capture_output=True, check=True)
    return time.perf_counter() - begun


def _openssl_at_once(folder: Path) -> float:
    """Seconds of one process over all files in turn: the harder comparison."""
    files = [str(folder / name) for name in [*names(folder), "SHA256SUMS"]]
    begun = time.perf_counter()
    subprocess.run(["openssl", "dgst", "-sha256", *files], capture_output=True, check=True)
    return time.perf_counter() - begun


def measure(rows: int, rounds: int) -> dict[str, Any]:
    """The ratio, and what it was made of."""
    with tempfile.TemporaryDirectory(prefix="bench-verify-") as temporary:
        releases_dir = Path(temporary, "releases")
        needed = rows * 100 + 1024**3
        if shutil.disk_usage(temporary).free < needed:
            raise SystemExit(f"{temporary} has not the {needed / 1e9:.1f} GB free that this needs")
        folder = make(releases_dir, rows)
        size = sum((folder / name).stat().st_size for name in names(folder))
        ours, theirs = [], []
        for _ in range(rounds):
            theirs.append(_openssl_at_once(folder))
            ours.append(_verify(releases_dir))
        one_by_one = _openssl(folder)
        spoilt = folder / "data/tallies.csv"
        with spoilt.open("r+b") as file:
            file.seek(size // 4)
            file.write(b"#")
        exit_code = subprocess.run([_DATASET, "verify", str(folder)], capture_output=True, check=False).returncode
    return {
        "what": "`dataset verify` of a release, and one `openssl dgst -sha256` over its files in turn",
        "rows": rows,
        "bytes": size,
        "files": len(_SHARES),
        "verify_seconds": round(min(ours), 3),
        "openssl_seconds": round(min(theirs), 3),
        "openssl_one_process_a_file_seconds": round(one_by_one, 3),
        "ratio": round(min(ours) / min(theirs), 3),
        "target": f"≤ {TARGET:g}",
        "met": min(ours) / min(theirs) <= TARGET,
        "rounds": rounds,
        "processors": os.cpu_count(),
        "one_changed_byte_exits": exit_code,
        "measured": datetime.now(UTC).date().isoformat(),
    }


def main() -> None:
    """Measure, print, and write the evidence."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    result = measure(given.rows, given.rounds)
    print(json.dumps(result, indent=2))
    EVIDENCE.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
