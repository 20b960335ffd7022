"""One door, one package, in a process of its own that notes what is opened and lets nothing out.

``python guarded.py DOOR PATH`` prints one line of JSON last: how it ended, in what words, which files outside the
package it opened, how often it reached for the network or another program.
"""

from __future__ import annotations

import json
import os
import site
import sys
import sysconfig
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
_PLACES: list[str] = [
    *sysconfig.get_paths().values(), sys.prefix, sys.base_prefix, *site.getsitepackages(), *sys.path[1:],
    str(ROOT / "scripts"), str(ROOT / "schemas"), str(Path(__file__).parent),
]  # fmt: skip
_OWN = tuple({os.path.realpath(place) for place in _PLACES})
_OUT = (
    "socket.connect",
    "socket.getaddrinfo",
    "socket.bind",
    "socket.sendto",
    "socket.gethostbyname",
    "urllib.Request",
)
_PROGRAMS = ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.fork", "pty.spawn")


class Watch:
    """What the process did."""

    def __init__(self, package: str) -> None:
        self.package = os.path.abspath(package)  # noqa: PTH100  (the text of the path, no link resolved)
        self.over = False
        self.outside: list[str] = []
        self.network = 0
        self.programs = 0

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        if self.over:
            return
        if event == "open" and isinstance(args[0], str | bytes | os.PathLike):
            self._opened(os.fsdecode(args[0]))
        elif event in _OUT:
            self.network += 1
            raise PermissionError(f"{event} is not allowed here")
        elif event in _PROGRAMS:
            self.programs += 1

    def _opened(self, path: str) -> None:
        parts = path.split("/")
        if "/" not in path:  # a name below a handle
            inside = path != ".."
        else:
            absolute = os.path.abspath(path)  # noqa: PTH100
            beside = os.path.join(os.path.dirname(self.package), "index.json")  # noqa: PTH118, PTH120
            inside = ".." not in parts and (
                f"{absolute}/".startswith((f"{self.package}/", *(f"{place}/" for place in _OWN)))
                or absolute in (beside, "/dev/null", os.path.dirname(self.package))  # noqa: PTH120
            )
        if not inside:
            self.outside.append(path)


def _open(path: str) -> None:
    import casualty_dataset as cd

    with cd.open_release(path) as release:
        for name in release.tables:
            release.table(name)


def _naive(path: str) -> None:
    """What a loader does that believes what it is handed: it reads the descriptor, and what that names."""
    import hashlib
    import tempfile
    import zipfile

    folder = Path(path)
    if folder.is_file():
        folder = Path(tempfile.mkdtemp(dir=folder.parent))
        zipfile.ZipFile(path).extractall(folder)
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, _, name = line.partition("  ")
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            raise ValueError(name)
    metadata = json.loads((folder / "datapackage.json").read_bytes())
    for resource in metadata["resources"]:
        (folder / resource["path"]).read_bytes().decode(resource.get("encoding", "utf-8"))


def _command(*line: str) -> None:
    from casualty_dataset.cli import main

    sys.argv = ["dataset", *line]
    main()


def _through(door: str, path: str) -> None:
    if door == "open_release":
        _open(path)
    elif door == "naive":
        _naive(path)
    elif door == "diff":
        _command("diff", path, path)
    else:
        _command(door, path)


def _peak() -> int:
    """The most memory this program had, in kilobytes; 0 where the system does not say."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


def main() -> None:
    """Go through the door."""
    door, path = sys.argv[1:3]
    sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "schemas")]
    watch = Watch(path)
    sys.addaudithook(watch)
    code, words = 0, ""
    try:
        _through(door, path)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1 if ended.code else 0
    except BaseException as error:  # how it ended is what is asked
        code, words = -1, f"{type(error).__name__}: {error}"
    watch.over = True
    outcome = {"code": code, "words": words[:400], "outside": watch.outside[:5]}
    sys.stdout.flush()
    print("\n" + json.dumps({**outcome, "network": watch.network, "programs": watch.programs, "kilobytes": _peak()}))


if __name__ == "__main__":
    main()
