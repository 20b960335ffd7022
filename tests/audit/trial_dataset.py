"""A dataset with one release and the package of the next, and what is seen on the shelf after something went wrong.

What is seen is read by code of its own: nothing here asks the code under test whether a release is whole.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import shutil
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from casualty_dataset.workflows import release as releasing
from casualty_dataset.workflows.release import release
from helpers_dataset import copy_small, installed_command

DAY = date(2025, 5, 1)
NEW = "0.1.1"
PUBLISHER = Path(__file__).parent / "publisher.py"


class TrialDataset:
    """A dataset with one release, and the package of the next: copied for every trial."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = copy_small(folder / "start")
        release(self.root, "0.1.0", DAY)
        made = release(self.root, NEW, DAY, dry_run=True)
        self.made = folder / "made"
        for name, data in made.package.items():
            (self.made / "files" / name).parent.mkdir(parents=True, exist_ok=True)
            (self.made / "files" / name).write_bytes(data)
        (self.made / "entry.json").write_text(json.dumps(releasing.index_entry(made)))
        self.wanted = {name: hashlib.sha256(data).hexdigest() for name, data in made.package.items()}
        self.before = file_digests(self.root)
        self._numbers = itertools.count()

    def copy(self, of: Path | None = None) -> Path:
        """A fresh copy of the dataset with its shelf."""
        return Path(shutil.copytree(of or self.root, self.folder / f"trial{next(self._numbers)}"))

    def publisher(self, root: Path, writer: str = "release") -> list[str | Path]:
        """The call of the small process."""
        return [sys.executable, "-B", PUBLISHER, writer, root / "releases", self.made]

    def release(self, root: Path, version: str = NEW) -> list[str | Path]:
        """The call of the whole command."""
        return [installed_command(), "--root", root, "release", version, "--date", DAY.isoformat()]

    def state(self, root: Path) -> str:
        """What stands on the shelf: ``absent``, ``unlisted`` or ``listed``; anything else is what is wrong."""
        now = file_digests(root)
        prefix = f"releases/{NEW}/"
        files = {path[len(prefix) :]: digest for path, digest in now.items() if path.startswith(prefix)}
        rest = {path: digest for path, digest in now.items() if not path.startswith(prefix) and not _hidden(path)}
        index = "releases/index.json"
        if {**rest, index: ""} != {**self.before, index: ""}:
            return "what stood before was changed"
        complete = files == self.wanted
        if (root / "releases" / NEW).exists() and not complete:
            return "half a release is visible"
        if rest.get(index) == self.before[index]:
            return "unlisted" if complete else "absent"
        return self._listed(root) if complete else "listed and not there"

    def _listed(self, root: Path) -> str:
        try:
            entries = json.loads((root / "releases/index.json").read_bytes())["releases"]
            first, second = entries
            digest = hashlib.sha256(json.dumps(first, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
            sound = second["previous"] == digest and second["sha256sums"] == self.wanted["SHA256SUMS"]
        except (ValueError, KeyError, TypeError):
            return "the index is broken"
        return "listed" if sound and second["version"] == NEW else "the index is broken"

    def recovers(self, root: Path, was: str, call: list[str | Path] | None = None) -> str:
        """What is wrong after a plain second run; nothing where it ends with the release complete and verified."""
        again = run(call or self.publisher(root))
        if again.returncode != (1 if was == "listed" else 0):
            return f"the second run exits {again.returncode}"
        if (now := self.state(root)) != "listed":
            return f"after the second run: {now}"
        left = [path.name for path in (root / "releases").iterdir() if path.name.startswith(".staging-")]
        return f"left behind: {left[0]}" if left and was != "listed" else ""


def run(call: list[str | Path], **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run a process to its end."""
    return subprocess.run(list(map(str, call)), capture_output=True, timeout=120, check=False, **options)


def file_digests(folder: Path) -> dict[str, str]:
    """Every file under a folder, with the digest of its bytes."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _hidden(path: str) -> bool:
    """Whether a path on the shelf is one that readers ignore."""
    parts = Path(path).parts
    return parts[0] == "releases" and (parts[1].startswith(".staging-") or parts[1] == ".lock")


def report_progress(name: str, result: object) -> None:
    """Tell how far it is."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {name}: {result}\n")
