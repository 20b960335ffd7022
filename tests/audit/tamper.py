"""Spoil published releases, one change at a time, and see whether `verify --all` finds each.

    PYTHONPATH=tests python -m audit.tamper [--changes 5000]

Two shelves are spoilt: a copy of the newest published releases, and a chain of small ones with a withdrawal in it. The
control is a checker that starts from no digest outside the release: it must miss a file changed together with its
checksum. Named cases stand in ``named.py``.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from audit import evidence, named
from casualty_dataset.core.errors import UnknownRelease
from casualty_dataset.history import release_index as index
from casualty_dataset.releases import verify as integrity
from casualty_dataset.releases.archive import open_archive
from casualty_dataset.workflows import verify as verifying
from helpers_releases import chain, sums_of

REAL = Path(__file__).parents[2] / "releases"
SEED = 20250306
CAUGHT = 4


# --- releases -----------------------------------------------------------------------------------------------


class Releases:
    """A folder of releases, and what stood in it, so that each change can be undone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.contents = {file.relative_to(path).as_posix(): file.read_bytes() for file in _files(path)}
        self.names = sorted(self.contents)
        self.folders = sorted({parent for name in self.names for parent in named.above(name)})

    def restore(self, touched: list[str]) -> None:
        """Undo a change to these paths."""
        for name in touched:
            _remove(self.path / name)
        for name, data in self.contents.items():
            if any(name == path or name.startswith(f"{path}/") for path in touched):
                (self.path / name).parent.mkdir(parents=True, exist_ok=True)
                (self.path / name).write_bytes(data)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def state(releases: Path) -> int:
    """The exit code of `dataset verify --all`."""
    try:
        verification = verifying.verify_all(releases)
    except UnknownRelease:
        return 2
    return verification.outcome().exit_code


# --- random single changes ---------------------------------------------------------------------------------

Change = Callable[[random.Random, Releases], list[str]]
"""Changes one thing, and returns the paths that it touched; none where nothing came to differ."""


def _edit(
    rng: random.Random, releases: Releases, edit: Callable[[bytes], bytes], among: list[str] | None = None
) -> list[str]:
    name = rng.choice(among or releases.names)
    fresh = edit(releases.contents[name])
    if fresh == releases.contents[name]:
        return []
    (releases.path / name).write_bytes(fresh)
    return [name]


def flip(rng: random.Random, releases: Releases) -> list[str]:
    """One bit."""

    def edit(data: bytes) -> bytes:
        at = rng.randrange(len(data))
        return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]

    return _edit(rng, releases, edit)


def insert(rng: random.Random, releases: Releases) -> list[str]:
    """One byte more."""

    def edit(data: bytes) -> bytes:
        at = rng.randrange(len(data) + 1)
        return data[:at] + bytes([rng.choice([10, 13, 32, 48, rng.randrange(256)])]) + data[at:]

    return _edit(rng, releases, edit)


def delete(rng: random.Random, releases: Releases) -> list[str]:
    """One byte less."""

    def edit(data: bytes) -> bytes:
        at = rng.randrange(len(data))
        return data[:at] + data[at + 1 :]

    return _edit(rng, releases, edit)


def truncate(rng: random.Random, releases: Releases) -> list[str]:
    """A file cut short."""
    return _edit(rng, releases, lambda data: data[: rng.randrange(len(data))])


def lines(rng: random.Random, releases: Releases) -> list[str]:
    """Two lines swapped, one doubled or one lost."""

    def edit(data: bytes) -> bytes:
        rows = data.splitlines(keepends=True)
        first, other = rng.randrange(len(rows)), rng.randrange(len(rows))
        what = rng.randrange(3)
        if what == 0:
            rows[first], rows[other] = rows[other], rows[first]
        elif what == 1:
            rows.insert(other, rows[first])
        else:
            del rows[first]
        return b"".join(rows)

    return _edit(rng, releases, edit)


def digit(rng: random.Random, releases: Releases) -> list[str]:
    """One digit for another, the size kept, in a table, a descriptor, the checksums or the index."""

    def edit(data: bytes) -> bytes:
        places = [at for at, byte in enumerate(data) if 48 <= byte <= 57]
        if not places:
            return data
        at = rng.choice(places)
        return data[:at] + bytes([rng.choice(b"0123456789")]) + data[at + 1 :]

    return _edit(rng, releases, edit, [name for name in releases.names if not name.endswith(".parquet")])


def sums(rng: random.Random, releases: Releases) -> list[str]:
    """A line of the checksums: digest in capitals or short, path changed, doubled, lost, another file listed."""

    def edit(data: bytes) -> bytes:
        rows = data.decode().splitlines(keepends=True)
        at = rng.randrange(len(rows))
        hex_, _, name = rows[at].partition("  ")
        spoilt = [f"{hex_.upper()}  {name}", f"{hex_[:-1]}  {name}", f"{hex_} *{name}", f"{hex_}  ./{name}"]
        spoilt += [f"{hex_}  ../{name}", f"# {rows[at]}", f"{'0' * 64}  {name}", f"sha512:{rows[at]}"]
        rows[at] = rng.choice([*spoilt, f"{rows[at]}{hex_}  zz\n", rows[at] * 2, ""])
        return "".join(rows).encode()

    return _edit(rng, releases, edit, [name for name in releases.names if name.endswith("SHA256SUMS")])


def entry(rng: random.Random, releases: Releases) -> list[str]:
    """A value of the index, spelled as it should be; or an entry cut, doubled or moved."""

    def edit(data: bytes) -> bytes:
        listed = json.loads(data)["releases"]
        at = rng.randrange(len(listed))
        what = rng.randrange(5)
        if what == 0:
            del listed[at]
        elif what == 1:
            listed.insert(rng.randrange(len(listed)), dict(listed[at]))
        elif what == 2:
            rng.shuffle(listed)
        else:
            column = rng.choice(sorted(listed[at]))
            listed[at][column] = _other(rng, listed[at][column])
        return named.spelled(listed)

    return _edit(rng, releases, edit, ["index.json"])


def _other(rng: random.Random, value: Any) -> Any:
    if isinstance(value, dict):
        table = rng.choice(sorted(value))
        return {**value, table: value[table] + rng.choice([-1, 1, 100])}
    if value is None:
        return "0" * 64
    at = rng.randrange(len(value))
    return value[:at] + rng.choice("0123456789abcdef") + value[at + 1 :]


def add(rng: random.Random, releases: Releases) -> list[str]:
    """A file, a hidden file, an empty folder, a pipe or a link more."""
    name = f"{rng.choice(releases.folders)}/{rng.choice(['extra.csv', '.hidden', 'Thumbs.db', 'x~', 'new'])}"
    path = releases.path / name
    kind = rng.randrange(4)
    if kind == 0:
        path.write_bytes(rng.choice([b"", b"x"]))
    elif kind == 1:
        path.mkdir()
    elif kind == 2:
        path.symlink_to(rng.choice([str(releases.path / releases.names[0]), "nowhere", ".."]))
    else:
        named.pipe(path)
    return [name]


def remove(rng: random.Random, releases: Releases) -> list[str]:
    """A file or a folder less."""
    name = rng.choice([*releases.names, *releases.folders])
    _remove(releases.path / name)
    return [name]


def rename(rng: random.Random, releases: Releases) -> list[str]:
    """A file or folder under another name: one that differs by case alone among them."""
    name = rng.choice([*releases.names, *releases.folders])
    head, _, tail = name.rpartition("/")
    fresh = rng.choice([tail.upper(), f"{tail}.bak", f" {tail}", f"x{tail}", tail.swapcase()])
    target = f"{head}/{fresh}" if head else fresh
    if (releases.path / target).exists():
        return []
    (releases.path / name).rename(releases.path / target)
    return [target, name]


def twin(rng: random.Random, releases: Releases) -> list[str]:
    """A copy whose name differs by case."""
    name = rng.choice([name for name in releases.names if "/" in name])
    head, _, tail = name.rpartition("/")
    target = f"{head}/{tail.upper() if tail != tail.upper() else tail.lower()}"
    (releases.path / target).write_bytes(releases.contents[name])
    return [target]


def link(rng: random.Random, releases: Releases) -> list[str]:
    """A file or folder replaced by a link to an equal one outside."""
    name = rng.choice([*releases.names, *releases.folders])
    outside = releases.path.parent / "outside"
    _remove(outside)
    (releases.path / name).rename(outside)
    (releases.path / name).symlink_to(outside)
    return [name]


def swap(rng: random.Random, releases: Releases) -> list[str]:
    """The contents of two files exchanged."""
    first, other = rng.sample(releases.names, 2)
    if releases.contents[first] == releases.contents[other]:
        return []
    (releases.path / first).write_bytes(releases.contents[other])
    (releases.path / other).write_bytes(releases.contents[first])
    return [first, other]


CHANGES: tuple[Change, ...] = (
    flip, insert, delete, truncate, lines, digit, sums, entry, add, remove, rename, twin, link, swap
)  # fmt: skip


def spoil(releases: Releases, count: int, rng: random.Random) -> tuple[Counter[str], list[str]]:
    """So many random changes, each undone: how many of each kind there were, and what was missed."""
    tried: Counter[str] = Counter()
    missed = []
    while tried.total() < count:
        change = rng.choice(CHANGES)
        touched = change(rng, releases)
        if not touched:
            continue
        tried[change.__name__] += 1
        if (code := state(releases.path)) != CAUGHT:
            missed.append(f"{change.__name__}: {' '.join(touched)}: exit {code}")
        releases.restore(touched)
    return tried, missed


# --- the control -------------------------------------------------------------------------------------------


def consistent(releases: Releases, count: int, rng: random.Random) -> tuple[int, int]:
    """Files changed together with their checksum (T08): found by `verify --all`, and by a checker without a digest."""
    caught = alone = 0
    versions = sorted({name.split("/")[0] for name in releases.names if "/" in name})
    for _ in range(count):
        version = rng.choice(versions)
        inside = {
            name.partition("/")[2]: data for name, data in releases.contents.items() if name.startswith(f"{version}/")
        }
        del inside["SHA256SUMS"]
        name = rng.choice([name for name in inside if name != "datapackage.json"])
        at = rng.randrange(len(inside[name]))
        inside[name] = inside[name][:at] + bytes([inside[name][at] ^ 1]) + inside[name][at + 1 :]
        (releases.path / version / name).write_bytes(inside[name])
        (releases.path / version / "SHA256SUMS").write_bytes(sums_of(inside))
        caught += state(releases.path) == CAUGHT
        with open_archive(releases.path / version) as container:
            alone += integrity.examine(container, [version], integrity.Trust()).state != integrity.GOOD
        releases.restore([f"{version}/{name}", f"{version}/SHA256SUMS"])
    return caught, alone


def every_bit(releases: Releases, version: str, rng: random.Random, most: int) -> tuple[int, int]:
    """One bit at every byte of every small file of one release, and at some places of large ones: tried, found."""
    tried = caught = 0
    for name in [name for name in releases.names if name.startswith(f"{version}/")]:
        data = releases.contents[name]
        places = range(len(data)) if len(data) <= most else rng.sample(range(len(data)), most)
        for at in places:
            (releases.path / name).write_bytes(data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :])
            tried += 1
            caught += verifying.verify(version, releases.path).state == integrity.BAD
        releases.restore([name])
    return tried, caught


def main() -> None:
    """Spoil, count, print, and write the evidence."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changes", type=int, default=5_000)
    changes = parser.parse_args().changes
    rng = random.Random(SEED)
    tried: Counter[str] = Counter()
    missed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="tamper-") as temporary:
        shelves = [
            Releases(shutil.copytree(REAL, Path(temporary, "real/releases"))),
            Releases(chain(Path(temporary, "small"))),
        ]
        untouched = [state(releases.path) for releases in shelves]
        for releases, part in zip(shelves, (changes // 2, changes - changes // 2), strict=True):
            kinds, lost = spoil(releases, part, rng)
            tried += kinds
            missed += lost
        newest = index.read_entries(shelves[0].path)[-1]["version"]
        bits, bits_found = every_bit(shelves[1], "1.0.0", rng, 600)
        real_bits, real_found = every_bit(shelves[0], newest, rng, 40)
        together, alone = consistent(shelves[0], 100, rng)
        untouched += [state(releases.path) for releases in shelves]
        cases = named.run(Path(temporary, "named"))
    results = {
        "random_changes": tried.total(),
        "random_changes_found": tried.total() - len(missed),
        "missed": missed,
        "kinds": dict(sorted(tried.items())),
        "single_bits": bits + real_bits,
        "single_bits_found": bits_found + real_found,
        "named_cases": len(cases),
        "named_cases_met": sum(cases.values()),
        "named_cases_missed": sorted(name for name, met in cases.items() if not met),
        "control_changed_with_its_checksum": 100,
        "control_found_from_the_index": together,
        "control_found_without_a_digest": alone,
        "untouched_shelves_exit": untouched,
        "seed": SEED,
    }
    print(json.dumps(results, ensure_ascii=False, indent=2))
    evidence.record("tampering", results)


if __name__ == "__main__":
    main()
