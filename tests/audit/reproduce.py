"""Rebuild published releases from their recorded inputs, and compare every byte.

A release records what it was made from: the curated tables, the method and the licence stand in it, its date and the
version of its tool in its descriptor; what the maintainers said of it stands in CHANGELOG.md, and the releases before
it stand beside it. It is rebuilt with the tool of this checkout; where that is a later one, with the tool as it was in
the commit that published the release, which needs git and its history. What that tool imports and this one does not is
installed beside it with pip, which needs a network the first time.

    make reproduce VERSION=0.2.0        one release, here and now
    make reproduce                      every release, under every variation of the environment; writes the evidence
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from importlib.metadata import distributions
from pathlib import Path

from audit.evidence import record
from casualty_dataset.history import release_index as index

ROOT = Path(__file__).parents[2]
RELEASES_DIR = ROOT / "releases"
BY_LIBRARY = (".parquet", ".xlsx", ".sqlite")
"""Forms whose bytes also depend on the build of a library; their content does not."""

LIBRARIES = "libraries"
"""The folder beside an earlier tool for the libraries that it alone needs."""

_RUN = "from casualty_dataset.cli import main; main()"


class CannotRebuild(Exception):
    """What is needed to rebuild a release is not here; the message says what."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """In which surroundings a release is rebuilt."""

    name: str
    variables: Mapping[str, str] = field(default_factory=dict)
    umask: int = 0o022
    user: int | None = None
    folder: str = "root"


VARIATIONS = (
    Surroundings("path with spaces and Arabic", folder="ملف with space/- root"),
    Surroundings("umask 077", umask=0o077),
    Surroundings("umask 000", umask=0),
    Surroundings("another user", user=65534),
    Surroundings("time zone and locale", {"TZ": "Asia/Damascus", "LC_ALL": "ar_SY.UTF-8", "LANG": "tr_TR.UTF-8"}),
    Surroundings("clock of 2031", {"AUDIT_CLOCK": "1924992000"}),
    Surroundings(
        "hash seed, optimised, no UTF-8 mode", {"PYTHONHASHSEED": "7", "PYTHONOPTIMIZE": "2", "PYTHONUTF8": "0"}
    ),
    Surroundings("one thread", {"POLARS_MAX_THREADS": "1"}),
    Surroundings(
        "eight threads, no fonts, no git", {"POLARS_MAX_THREADS": "8", "FONTCONFIG_FILE": os.devnull, "PATH": "/none"}
    ),
)

_CLOCK = """\
import os, time
if "AUDIT_CLOCK" in os.environ:
    import datetime as _d
    _at, _true = float(os.environ["AUDIT_CLOCK"]), _d.datetime
    time.time = lambda: _at
    class _Kind(type):
        def __instancecheck__(cls, one): return isinstance(one, _true)
    class _Moment(_true, metaclass=_Kind):
        @classmethod
        def now(cls, tz=None): return _true.fromtimestamp(_at, tz)
        @classmethod
        def utcnow(cls): return _true.fromtimestamp(_at, _d.timezone.utc).replace(tzinfo=None)
    _d.datetime = _Moment
"""
"""What Python runs first in every rebuild: a clock that can be set."""


# --- the tool ------------------------------------------------------------------------------------


def tool_here(to: Path) -> None:
    """The tool of this checkout."""
    for source in ("schemas", "scripts"):
        shutil.copytree(ROOT / source, to / source, ignore=shutil.ignore_patterns("__pycache__"))


def tool_then(version: str, to: Path) -> None:
    """The tool as it was in the commit that published the release."""
    git = ["git", "-C", str(ROOT)]
    added = [*git, "log", "--diff-filter=A", "--format=%H", "--", f"releases/{version}/SHA256SUMS"]
    try:
        commit = subprocess.run(added, capture_output=True, check=True, text=True).stdout.split()
        if not commit:
            raise CannotRebuild(f"{version}: the commit that published it is not in the history of this checkout")
        kept = [*git, "archive", commit[-1], "schemas", "scripts", "pyproject.toml"]
        packed = subprocess.run(kept, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        raise CannotRebuild(f"{version}: its tool is an earlier one, and git cannot tell what it was") from None
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        tar.extractall(to, filter="data")
    _install_what_is_missing(version, to)


def _install_what_is_missing(version: str, tool: Path) -> None:
    """Install the libraries that an earlier tool names and this environment has no more, in a folder beside it."""
    named = tomllib.loads((tool / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    missing = [requirement for requirement in named if not _is_installed(requirement)]
    if not missing:
        return
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(tool / LIBRARIES), *missing]
    if subprocess.run(install, capture_output=True, check=False).returncode:
        raise CannotRebuild(
            f"{version}: its tool needs {', '.join(missing)}, which is not installed here and could not be installed"
        )


def _is_installed(requirement: str) -> bool:
    name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
    return any(distributions(name=name))


# --- the inputs ----------------------------------------------------------------------------------


def _inputs(version: str, root: Path, releases_dir: Path) -> date:
    """Lay out the recorded inputs of a release under ``root``, beside the releases before it; gives its date."""
    release = RELEASES_DIR / version
    descriptor = json.loads((release / "datapackage.json").read_bytes())
    (root / "dataset").mkdir(parents=True)
    for recorded in descriptor["inputs"]:
        name = Path(recorded["path"]).name
        shutil.copyfile(release / "data" / name, root / "dataset" / name)
    for name, origin in (("METHODOLOGY.md", "METHODOLOGY.md"), ("LICENSE", "LICENSE-DATA")):
        if (release / name).exists():
            shutil.copyfile(release / name, root / origin)
    (root / "CHANGELOG.md").write_text(f"# Changelog\n\n## Unreleased\n\n{_remarks(version)}\n", encoding="utf-8")
    listed = index.read_entries(RELEASES_DIR)
    at = next(at for at, entry in enumerate(listed) if entry["version"] == version and "withdrawn" not in entry)
    releases_dir.mkdir(parents=True)
    if at:
        text = json.dumps({"releases": listed[:at]}, ensure_ascii=False, indent=2) + "\n"
        (releases_dir / "index.json").write_text(text, encoding="utf-8")
    for earlier in index.current_releases(listed[:at]):
        shutil.copytree(RELEASES_DIR / earlier, releases_dir / earlier)
    return date.fromisoformat(descriptor["created"][:10])


def _remarks(version: str) -> str:
    """What CHANGELOG.md says of a version, or of what is not yet released."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    part = f"## {version}\n" if f"## {version}\n" in text else "## Unreleased\n"
    return re.split(r"\n##? ", text.partition(part)[2], maxsplit=1)[0].strip()


def _tool_version(version: str) -> str:
    return str(json.loads((RELEASES_DIR / version / "datapackage.json").read_bytes())["tool"]["version"])


# --- the rebuild ---------------------------------------------------------------------------------


def rebuilt(
    version: str, lay_tool: Callable[[Path], None], around: Surroundings, work: Path, *, later: int = 0
) -> Path:
    """The release as it is made now from its recorded inputs, in the given surroundings; or some days ``later``."""
    tool, root = work / "tool", work / around.folder
    releases_dir = root / "releases"
    lay_tool(tool)
    metadata = tool / f"casualty_dataset-{_tool_version(version)}.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: casualty-dataset\nVersion: {_tool_version(version)}\n"
    )
    (tool / "sitecustomize.py").write_text(_CLOCK)
    on = (_inputs(version, root, releases_dir) + timedelta(days=later)).isoformat()
    if around.user is not None:
        for path in [work, *work.rglob("*")]:
            os.chown(path, around.user, around.user)
    run = partial(_run, tool=tool, root=root, around=around)
    run("describe")
    run("release", version, "--date", on)
    return releases_dir / version


def _run(*arguments: str, tool: Path, root: Path, around: Surroundings) -> None:
    search = os.pathsep.join(map(str, (tool, tool / "schemas", tool / "scripts", tool / LIBRARIES)))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "POLARS_", "LC_"))}
    done = subprocess.run(
        [sys.executable, "-c", _RUN, "--root", str(root), *arguments],
        env={**kept, "HOME": str(tool), "PYTHONPATH": search, "PYTHONDONTWRITEBYTECODE": "1", **around.variables},
        umask=around.umask,
        user=around.user,
        group=around.user,
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotRebuild(
            f"`dataset {' '.join(arguments)}` refuses the recorded inputs: {done.stderr.strip()[-400:]}"
        )


def differing(version: str, made: Path) -> list[str]:
    """The files that are not byte for byte those that were published, those missing and added included."""
    was, now = _files(RELEASES_DIR / version), _files(made)
    return sorted(path for path in was.keys() | now.keys() if was.get(path) != now.get(path))


def _files(folder: Path) -> dict[str, bytes]:
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if name != "SHA256SUMS.sig"}


@contextmanager
def _workplace(around: Surroundings) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755 if around.user is not None else 0o700)
        yield Path(folder)


def tool_of(version: str) -> tuple[str, Callable[[Path], None]]:
    """The tool that a release is rebuilt with, and its name: this one where it gives the same bytes.

    Raises :class:`CannotRebuild`.
    """
    here = Surroundings("here")
    with _workplace(here) as work:
        try:
            if not _but_libraries(differing(version, rebuilt(version, tool_here, here, work))):
                return "the tool of this checkout", tool_here
        except CannotRebuild:
            pass  # the recorded inputs may not keep to rules that are younger than they
    return "the tool of the commit that published it", partial(tool_then, version)


def _but_libraries(paths: list[str]) -> list[str]:
    """The paths less the forms that depend on the build of a library, and less what holds their digests."""
    if not any(path.endswith(BY_LIBRARY) for path in paths):
        return paths
    return [
        path for path in paths if not path.endswith((*BY_LIBRARY, "SHA256SUMS", "datapackage.json", "croissant.json"))
    ]


def reproduce(version: str) -> int:
    """Rebuild one release here and say what is equal. Gives the exit code."""
    here = Surroundings("here")
    name, lay_tool = tool_of(version)
    with _workplace(here) as work:
        paths = differing(version, rebuilt(version, lay_tool, here, work))
    total = len(_files(RELEASES_DIR / version))
    print(f"{version}, rebuilt with {name}: {total - len(paths)} of {total} files are the same, byte for byte.")
    for path in paths:
        print(f"  {path} differs")
    if paths and not _but_libraries(paths):
        print(
            "  These depend on the build of a library; `dataset verify --parity` shows that their content is the same."
        )
    return 4 if _but_libraries(paths) else 0


def every() -> int:
    """Rebuild every release under every variation, write the evidence, and give the exit code."""
    results: dict[str, object] = {}
    equal = rebuilds = 0
    left_out: set[str] = set()
    for version in index.current_releases(index.read_entries(RELEASES_DIR)):
        name, lay_tool = tool_of(version)
        wrong = []
        for around in VARIATIONS:
            try:
                with _workplace(around) as work:
                    paths = differing(version, rebuilt(version, lay_tool, around, work))
            except PermissionError:
                left_out.add(around.name)  # to become another user takes root, and a Python that others may run
                print(f"{version}: {around.name}: NOT TRIED, the system does not let us", flush=True)
                continue
            rebuilds, equal = rebuilds + 1, equal + (not paths)
            wrong += [f"{around.name}: {path}" for path in paths[:5]]
            print(f"{version}: {around.name}: {'same bytes' if not paths else paths[:5]}", flush=True)
        results[version] = {"rebuilt_with": name, "differing": wrong}
    control = _control()
    print(f"control, another date: {'seen' if control else 'NOT SEEN'}")
    tried = [variation.name for variation in VARIATIONS if variation.name not in left_out]
    record(
        "reproduce",
        {"variations": tried, "not_tried": sorted(left_out),
         "rebuilds": rebuilds, "byte_equal": equal,
         "control_with_another_date_differs": control, "releases": results},
    )  # fmt: skip
    return 0 if control and equal == rebuilds else 4


def _control() -> bool:
    """Whether a rebuild under another date is seen to differ: without this the comparison proves nothing."""
    version = next(reversed(index.current_releases(index.read_entries(RELEASES_DIR))))
    here = Surroundings("here")
    with _workplace(here) as work:
        paths = differing(version, rebuilt(version, tool_of(version)[1], here, work, later=1))
    return {"README.md", "datapackage.json", "SHA256SUMS"} <= set(paths)


if __name__ == "__main__":
    try:
        sys.exit(reproduce(sys.argv[1]) if len(sys.argv) > 1 else every())
    except CannotRebuild as missing:
        sys.exit(f"Cannot rebuild {missing}.")
