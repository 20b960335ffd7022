"""Small releases made by hand, by means that do not share the code under test, to be spoilt and verified."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TABLES = ("sources", "tallies")
DAY = "2025-05-01"


def files_of(version: str, day: str = DAY) -> dict[str, bytes]:
    """The files of a tiny release but its checksums; each version has its own bytes."""
    return {
        "README.md": f"# Release {version}\n\nWho counted, how many.\n".encode(),
        "data/sources.csv": b"source_id,publisher\nsana,SANA\nsnhr,SNHR\nsohr,SOHR\n",
        "data/tallies.csv": f"tally_id,value\nT00000001,{version.replace('.', '')}9\nT00000002,420\n".encode(),
        "datapackage.json": descriptor(version, day, {"sources": "source_id publisher", "tallies": "tally_id value"}),
        "parquet/tallies.parquet": b"PAR1" + bytes(range(256)) + version.encode() + b"PAR1",
    }


def descriptor(version: str, day: str, tables: Mapping[str, str]) -> bytes:
    """The descriptor of a release whose tables have these columns of text."""
    resources = [
        {
            "name": name,
            "path": f"data/{name}.csv",
            "type": "table",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": {"fields": [{"name": column, "type": "string"} for column in columns.split()]},
        }
        for name, columns in tables.items()
    ]
    schema = "https://datapackage.org/profiles/2.0/datapackage.json"
    document = {"$schema": schema, "version": version, "created": f"{day}T00:00:00Z", "resources": resources}
    return json.dumps(document, indent=2).encode() + b"\n"


def sums_of(files: Mapping[str, bytes]) -> bytes:
    """``SHA256SUMS`` of these files."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def write(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files into a folder, which is made."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def publish(releases_dir: Path, version: str, more: Mapping[str, bytes] | None = None, day: str = DAY) -> Path:
    """Publish a tiny release and enter it into the index; ``more`` are files by name, such as a signature."""
    files = files_of(version, day)
    sums = sums_of(files)
    write(releases_dir / version, {**files, "SHA256SUMS": sums, **(more or {})})
    rows = {name: files[f"data/{name}.csv"].count(b"\n") - 1 for name in TABLES}
    enter(releases_dir, {"version": version, "date": day, "rows": rows, "sha256sums": hashlib.sha256(sums).hexdigest()})
    return releases_dir / version


def withdraw(releases_dir: Path, version: str, reason: str = "rows that may endanger people") -> None:
    """Enter a withdrawal, and take the files away."""
    enter(releases_dir, {"version": version, "date": DAY, "withdrawn": reason})
    shutil.rmtree(releases_dir / version)


def entries(releases_dir: Path) -> list[dict[str, Any]]:
    """The entries of the index as they stand, unproven."""
    path = releases_dir / "index.json"
    return list(json.loads(path.read_bytes())["releases"]) if path.exists() else []


def write_index(releases_dir: Path, listed: list[dict[str, Any]]) -> None:
    """Write an index as it is spelled, chained or not."""
    text = json.dumps({"releases": listed}, ensure_ascii=False, indent=2) + "\n"
    (releases_dir / "index.json").write_bytes(text.encode())


def chained(listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entries, each with the digest of the one before: what somebody who rewrites history would write."""
    entries_: list[dict[str, Any]] = []
    for entry in listed:
        previous = None
        if entries_:
            spelled = json.dumps(entries_[-1], sort_keys=True, separators=(",", ":"))
            previous = hashlib.sha256(spelled.encode()).hexdigest()
        entries_.append({**entry, "previous": previous})
    return entries_


def enter(releases_dir: Path, entry: dict[str, Any]) -> None:
    """Add an entry to the index."""
    write_index(releases_dir, chained([*entries(releases_dir), entry]))


def chain(releases_dir: Path) -> Path:
    """A folder with four releases, of which the second was withdrawn before the last two."""
    for version in ("0.1.0", "0.2.0"):
        publish(releases_dir, version)
    withdraw(releases_dir, "0.2.0")
    for version in ("0.3.0", "1.0.0"):
        publish(releases_dir, version)
    return releases_dir


# --- keys --------------------------------------------------------------------------------------------------


def key(folder: Path, name: str, *, passphrase: str = "", kind: str = "ed25519") -> Path:
    """A private key of OpenSSH, made for a test."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-C", "", "-f", str(path)], check=True)
    return path


def signed(data: bytes, private: Path, namespace: str = "casualty-dataset") -> bytes:
    """A signature, by ``ssh-keygen`` alone."""
    done = subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", str(private)],
        input=data,
        capture_output=True,
        check=True,
    )
    return done.stdout


def allow(
    releases_dir: Path, private: Path, name: str = "maintainer", options: str = 'namespaces="casualty-dataset"'
) -> None:
    """Let the signatures of a key count."""
    releases_dir.mkdir(parents=True, exist_ok=True)
    public = private.with_suffix(".pub").read_text().strip()
    with (releases_dir / "allowed_signers").open("a") as file:
        file.write(f"{name} {options} {public}\n".replace("  ", " "))
