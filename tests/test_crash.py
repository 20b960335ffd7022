"""A release that dies, or that the system refuses something, at any call that writes: whole or absent, and reported.

Death is played within the process: before the Nth call that writes, and from then on at each, nothing happens any more
but an exception, so that no cleaning up gets through either. `tests/audit/crash.py` does the same with real signals.
"""

import contextlib
import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from casualty_dataset.core.errors import BrokenIndex, Damaged, Refused
from casualty_dataset.history import release_index as index
from casualty_dataset.releases import lock, package
from casualty_dataset.releases import publish as publishing
from casualty_dataset.workflows.release import release
from casualty_dataset.workflows.validate import validate
from helpers_dataset import make_writable, run

DAY = date(2025, 5, 1)
PACKAGE = {
    "data/places.csv": b"place_id\nhill\n",
    "data/tallies.csv": b"tally_id\n",
    "parquet/places.parquet": b"PAR1",
    "README.md": b"read me\n",
    "SHA256SUMS": b"sums\n",
}
CALLS = ["open", "write", "chmod", "fsync", "close", "rename", "mkdir", "unlink", "rmdir", "ftruncate", "pwrite"]


class Dead(BaseException):
    """The process is no more."""


class System:
    """The calls that write, counted; from the Nth on, or at the Nth alone, each does what ``then`` does instead."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, then: BaseException | None = None, at: int = 0) -> None:
        self.then, self.at, self.count = then, at, 0
        self.on = isinstance(then, Dead)
        self.handles: set[int] = set()
        self.close = os.close
        for name in CALLS:
            monkeypatch.setattr(os, name, self._watched(name, getattr(os, name)))

    def _watched(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*given: Any, **named: Any) -> Any:
            if name != "open" or given[1] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                self.count += 1
                if self.then is not None and (self.count == self.at or (self.on and self.count > self.at)):
                    if isinstance(self.then, OSError) and isinstance(given[0], int):
                        self.then.filename = given[0]  # as `os.chmod` does
                    raise self.then
            result = call(*given, **named)
            if name == "open":
                self.handles.add(result)
            elif name == "close":
                self.handles.discard(given[0])
            return result

        return watched

    def bury(self) -> None:
        """Close what a dead process had open, as the kernel does."""
        for handle in self.handles:
            with contextlib.suppress(OSError):  # a file object closed it, unwatched
                self.close(handle)


def _entry(version: str) -> dict[str, Any]:
    return {"version": version, "date": "2025-05-01", "rows": {}, "sha256sums": _digest(PACKAGE["SHA256SUMS"])}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _release(out: Path) -> None:
    with lock.release_lock(out):
        left = publishing.unlisted_versions(out, index.read_entries(out))
        assert not left or not publishing.differing_paths(out / left[0], PACKAGE)
        publishing.publish(out, _entry("0.2.0"), PACKAGE, lambda _: None, present=bool(left))


def _plain(out: Path) -> None:
    """The control: straight into the folder."""
    for path, data in PACKAGE.items():
        for folder in reversed(Path("0.2.0", path).parents):
            with contextlib.suppress(FileExistsError):
                os.mkdir(out / folder)  # noqa: PTH102 - the call that is watched
        handle = os.open(out / "0.2.0" / path, os.O_WRONLY | os.O_CREAT)
        os.write(handle, data)
        os.close(handle)
    publishing.add_to_index(out, _entry("0.2.0"))


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _whole_or_absent(out: Path) -> bool:
    """Whether 0.2.0 is absent and not listed, or complete; and all else is as it was."""
    seen = {path: data for path, data in _files(out).items() if not path.startswith((".staging-", ".lock"))}
    new_files = {path[6:]: data for path, data in seen.items() if path.startswith("0.2.0/")}
    listed = [entry["version"] for entry in json.loads(seen["index.json"])["releases"]]
    earlier = {path[6:]: data for path, data in seen.items() if path.startswith("0.1.0/")}
    absent = not (out / "0.2.0").exists() and listed == ["0.1.0"]
    return earlier == PACKAGE and (absent or (new_files == PACKAGE and listed in (["0.1.0"], ["0.1.0", "0.2.0"])))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder with one release."""
    folder = tmp_path / "releases"
    with lock.release_lock(folder):
        publishing.publish(folder, _entry("0.1.0"), PACKAGE, lambda _: None, present=False)
    return folder


def _copies(out: Path) -> Iterator[Path]:
    for number in range(10_000):
        yield Path(shutil.copytree(out, out.parent / f"copy{number}"))


def _calls(out: Path, writer: Callable[[Path], None]) -> int:
    with pytest.MonkeyPatch.context() as patch:
        system = System(patch)
        writer(out)
    return system.count


def _dies(out: Path, writer: Callable[[Path], None], at: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        system = System(patch, Dead(), at)
        with pytest.raises(Dead):
            writer(out)
    system.bury()


def test_a_release_that_dies_anywhere_is_whole_or_absent_and_is_finished(out: Path) -> None:
    """Before each call that writes: no reader sees a half, and a plain second run ends well."""
    copies = _copies(out)
    calls = _calls(next(copies), _release)
    assert calls > 40
    for at in range(1, calls - 1):  # the last two let the lock go, where nothing can go wrong any more
        copy = next(copies)
        _dies(copy, _release, at)
        assert _whole_or_absent(copy), at
        if len(index.read_entries(copy)) == 1:
            _release(copy)
        assert _whole_or_absent(copy), at
        assert [entry["version"] for entry in index.read_entries(copy)] == ["0.1.0", "0.2.0"], at


def test_a_plain_writer_does_not_survive_this(out: Path) -> None:
    """The control: written straight into the folder, halves are seen, so the sweep can fail."""
    copies = _copies(out)
    calls = _calls(next(copies), _plain)
    survived = 0
    for at in range(1, calls + 1):
        copy = next(copies)
        _dies(copy, _plain, at)
        survived += _whole_or_absent(copy)

    assert survived < calls / 2


def _refused(out: Path) -> str | None:
    """The path that a refused release names; None where it ends well."""
    try:
        _release(out)
    except OSError as error:
        return str(error.filename)
    return None


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_every_error_of_the_system_counts_and_is_named(out: Path, number: int) -> None:
    """One call refused, each in turn: the error comes out with its path, or the release is whole and listed."""
    copies = _copies(out)
    calls = _calls(next(copies), _release)
    silent = 0
    for at in range(1, calls + 1):
        copy = next(copies)
        with pytest.MonkeyPatch.context() as patch:
            System(patch, OSError(number, os.strerror(number)), at)
            message = _refused(copy)
        if message is None:
            silent += 1
            assert not publishing.differing_paths(copy / "0.2.0", PACKAGE)
        else:
            assert str(copy) in message, at
        assert _whole_or_absent(copy), at

    assert silent == 2  # filelock making the folder that is there, and closing its file


def test_a_full_disk_error_gives_how_much_is_needed(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message has the path, the bytes that the release takes, and what to do."""
    System(monkeypatch, OSError(errno.ENOSPC, "No space left on device"), 12)

    with pytest.raises(OSError, match=f"make room there.*{sum(map(len, PACKAGE.values()))} bytes"):
        _release(out)


def test_what_was_left_is_cleared_and_never_what_is_at_work(out: Path) -> None:
    """Staging of the dead goes with the next release; nobody clears without the lock."""
    (out / ".staging-0.2.0-1").mkdir()
    (out / ".staging-0.2.0-1" / "README.md").write_text("half")
    (out / ".staging-index-1").write_text("half")
    with lock.release_lock(out), pytest.raises(BlockingIOError, match=f"process {os.getpid()} "):
        _release(out)
    assert (out / ".staging-index-1").exists()
    _release(out)

    assert sorted(path.name for path in out.iterdir()) == [".lock", "0.1.0", "0.2.0", "index.json"]


def test_the_lock_of_a_dead_process_is_taken_over(out: Path) -> None:
    """Killed while it held the lock; its file stays, and holds nobody up, even if another process has its number."""
    holding = (
        "import sys, pathlib, time; from casualty_dataset.releases import lock\n"
        "with lock.release_lock(pathlib.Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", holding, out], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(BlockingIOError, match=f"process {process.pid} is making a release"), lock.release_lock(out):
            pass
        process.kill()
        process.wait()
    assert (out / ".lock").read_text() == f"{process.pid}\n"
    (out / ".lock").write_text(f"{os.getppid()}\n")
    with lock.release_lock(out):
        assert (out / ".lock").read_text() == f"{os.getpid()}\n"


def test_modes_and_bytes_do_not_follow_the_umask(tmp_path: Path) -> None:
    """Under umask 000 and 077 the files are 0444, the folders 0755 and the index 0644."""
    seen = []
    for mask in (0o000, 0o077):
        before = os.umask(mask)
        try:
            with lock.release_lock(tmp_path / str(mask)):
                publishing.publish(tmp_path / str(mask), _entry("0.1.0"), PACKAGE, lambda _: None, present=False)
        finally:
            os.umask(before)
        paths = sorted((tmp_path / str(mask)).rglob("*"))
        seen.append([(path.relative_to(tmp_path / str(mask)), oct(path.stat().st_mode & 0o777)) for path in paths])

    assert seen[0] == seen[1]
    assert {mode for _, mode in seen[0]} == {"0o444", "0o644", "0o755"}


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """No outside reader: he takes a second, and is not what is tried here."""
    monkeypatch.setattr(package, "frictionless_errors", lambda _: [])


@pytest.fixture(scope="module")
def released(released_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny dataset with a complete folder 0.1.1 that the index does not list."""
    root = Path(shutil.copytree(released_once, tmp_path_factory.mktemp("cut") / "small"))
    before = (root / "releases/index.json").read_bytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(package, "frictionless_errors", lambda _: [])
        release(root, "0.1.1", date(2025, 5, 2))
    (root / "releases/index.json").write_bytes(before)
    return root


@pytest.fixture
def cut_off(released: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(released, tmp_path / "cut"))


def test_a_release_that_was_cut_off_is_finished_under_its_own_date(cut_off: Path) -> None:
    """Between the rename and the index: the next run, by name or without, enters it and changes no byte of it."""
    before = _files(cut_off / "releases/0.1.1")
    assert release(cut_off, "0.1.1", dry_run=True).version == "0.1.1"
    made = release(cut_off)

    assert _files(made.path) == before
    assert [(entry["version"], entry["date"]) for entry in index.read_entries(cut_off / "releases")] == [
        ("0.1.0", "2025-05-01"),
        ("0.1.1", "2025-05-02"),
    ]


def _spoilt(folder: Path) -> None:
    (make_writable(folder) / "README.md").write_text("other")


def _emptied(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


@pytest.mark.parametrize(
    "spoil",
    [
        _spoilt,
        _emptied,
        lambda folder: (folder / "data/places.csv").unlink(),
        lambda folder: (folder / "more").mkdir(),
        lambda folder: (folder / "more.csv").write_text("x"),
    ],
)
def test_a_damaged_folder_that_is_not_listed_is_refused_and_left(
    cut_off: Path, spoil: Callable[[Path], object]
) -> None:
    """Changed, empty, partial, with more in it: named as it is, and not touched."""
    spoil(cut_off / "releases/0.1.1")
    before = _files(cut_off)

    with pytest.raises(Refused, match="damaged"):
        release(cut_off, "0.1.1")
    assert _files(cut_off) == before


@pytest.mark.parametrize("dry_run", [False, True])
def test_no_other_version_before_the_one_that_was_cut_off(cut_off: Path, dry_run: bool) -> None:
    """A higher one would leave it outside the index for ever."""
    before = _files(cut_off)

    with pytest.raises(Refused, match=r"holds 0\.1\.1, .*dataset release 0\.1\.1"):
        release(cut_off, "0.1.2", DAY, dry_run=dry_run)
    assert _files(cut_off) == before


@pytest.mark.usefixtures("unread")
def test_a_date_before_the_last_release_is_refused(small: Path) -> None:
    """Time does not run backwards in the index."""
    release(small, "0.1.0", DAY)

    with pytest.raises(Refused, match="2025-04-30 is before 2025-05-01"):
        release(small, "0.1.1", date(2025, 4, 30))


@pytest.mark.usefixtures("unread")
def test_an_earlier_release_that_was_changed_stops_the_next(small: Path) -> None:
    """What changed is told against what was published, so that must stand as it was."""
    made = release(small, "0.1.0", DAY)
    table = make_writable(made.path) / "data/places.csv"
    table.write_bytes(table.read_bytes().replace(b"Hill", b"Hall"))

    with pytest.raises(Damaged, match=r"places\.csv"):
        release(small, "0.1.1", DAY)

    before = _files(small / "releases")
    places = small / "dataset/places.csv"
    places.write_bytes(places.read_bytes().replace(b"Hill", b"Hull"))
    with pytest.raises(BrokenIndex, match=r"places\.csv"):
        release(small, "0.1.1", DAY)
    assert _files(small / "releases") == before


def test_an_input_that_changes_meanwhile_stops_the_release(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table saved after it was read, and before the others were: no release is made of two states."""

    def edited(*given: Any, **named: Any) -> Any:
        report = validate(*given, **named)
        (small / "dataset/places.csv").write_bytes((small / "dataset/places.csv").read_bytes() + b"\n")
        return report

    monkeypatch.setattr("casualty_dataset.workflows.release.validate", edited)
    with pytest.raises(Exception, match=r"dataset/places\.csv .*it changed while"):
        release(small, "0.1.0", DAY)
    assert list(_files(small / "releases")) == [".lock"]


def test_places_that_are_no_folder_of_releases(small: Path) -> None:
    """A file, a link and a broken index: exit 3, 3 and 4, in one sentence, and nothing is written."""
    (small / "file").write_text("x")
    (small / "link").symlink_to(small / "dataset")
    (small / "broken").mkdir()
    (small / "broken/index.json").write_text("{}")
    for name, code in (("file", 3), ("link", 3), ("broken", 4)):
        done = run("release", "0.1.0", "--date", "2025-05-01", "--out", name, cwd=small)
        assert (done.returncode, done.stdout) == (code, b""), name
        assert done.stderr.count(b"\n") == 1
    assert sorted(_files(small / "broken")) == [".lock", "index.json"]
