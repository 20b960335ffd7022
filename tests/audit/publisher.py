"""A small process that publishes a package made before: what is killed and starved, many hundred times over.

``publisher.py WRITER RELEASES MADE``: WRITER is ``release``, the code under test, or one of two controls, ``plain``,
which writes straight into the folder, and ``careless``, which leaves its files to the garbage collector. MADE holds the
files of the package, and ``entry.json``. It exits as `dataset release` does.
"""

import contextlib
import gc
import json
import os
import sys
from pathlib import Path
from typing import Any

from casualty_dataset.core import durable
from casualty_dataset.history import release_index as index
from casualty_dataset.releases import lock, publish


def release(out: Path, entry: dict[str, Any], package: dict[str, bytes]) -> int:
    """As the workflow does it, less the making of the package and the outside reader."""
    version = entry["version"]
    lock.require_folder(out)
    with lock.release_lock(out):
        listed = index.read_entries(out)
        if version in {known["version"] for known in listed}:
            return 1
        left = publish.unlisted_versions(out, listed)
        if left and (left != [version] or publish.differing_paths(out / version, package)):
            return 1
        publish.publish(out, entry, package, lambda _: None, present=bool(left))
    return 0


def plain(out: Path, entry: dict[str, Any], package: dict[str, bytes]) -> int:
    """Straight into the folder, and the index in place: what most tools do."""
    for path, data in package.items():
        target = out / entry["version"] / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    (out / "index.json").write_bytes(index.append_entry(index.read_entries(out), entry))
    return 0


def careless(out: Path, entry: dict[str, Any], package: dict[str, bytes]) -> int:
    """Staged and renamed, but nobody looks at what closing a file says."""
    staging = out / ".staging-careless"
    for path, data in package.items():
        (staging / path).parent.mkdir(parents=True, exist_ok=True)
        (staging / path).open("wb").write(data)
        gc.collect()
    staging.rename(out / entry["version"])
    durable.write_new(out / ".staging-index", index.append_entry(index.read_entries(out), entry))
    durable.rename(out / ".staging-index", out / "index.json")
    return 0


WRITERS = {"release": release, "plain": plain, "careless": careless}


def main() -> int:
    """Publish, and say in one sentence what the system refused."""
    writer, out, made = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    entry = json.loads((made / "entry.json").read_bytes())
    files = (path for path in sorted((made / "files").rglob("*")) if path.is_file())
    package = {path.relative_to(made / "files").as_posix(): path.read_bytes() for path in files}
    try:
        return WRITERS[writer](out, entry, package)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.write(2, f"Error: {error.filename}: {error.strerror}.\n".encode())
        return 3


if __name__ == "__main__":
    sys.exit(main())
