"""Limits, places and signals."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from audit.trial_dataset import NEW, TrialDataset, run


def machine(dataset: TrialDataset) -> dict[str, str]:
    """Limits, places and signals: the exit code of the whole command, and what stands on the shelf afterwards."""
    outcomes: dict[str, str] = {}
    for name, limit in _LIMITS.items():
        root = dataset.copy()
        call = limit.format(root=root, call=" ".join(map(str, dataset.release(root))))
        outcomes[name] = _outcome(dataset, root, run(["bash", "-c", call]))
    for name, spoil in _PLACES.items():
        root = dataset.copy()
        spoil(root)
        done = run(dataset.release(root))
        outcomes[name] = f"exit {done.returncode}"
    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        outcomes[name] = ", ".join(sorted(set(_signalled(dataset, getattr(signal, name)))))
    return outcomes


def _outcome(dataset: TrialDataset, root: Path, done: subprocess.CompletedProcess[bytes]) -> str:
    state = dataset.state(root)
    return f"exit {done.returncode}, {state}{'; ' + wrong if (wrong := dataset.recovers(root, state)) else ''}"


def _signalled(dataset: TrialDataset, number: int) -> Iterator[str]:
    for delay in (0.3, 1.2, 2.0, 2.4, 2.8, 3.2):
        root = dataset.copy()
        process = subprocess.Popen(
            list(map(str, dataset.release(root))), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(delay)
        process.send_signal(number)
        code = process.wait()
        state = dataset.state(root)
        wrong = dataset.recovers(root, state)
        if wrong or state not in {"absent", "unlisted", "listed"} or (code == 0 and state != "listed"):
            yield f"wrong: exit {code}, {state} {wrong}"
        else:
            yield "sound" if code else "had ended"


def _file(root: Path) -> None:
    shutil.rmtree(root / "releases")
    (root / "releases").write_text("no folder")


def _link(root: Path) -> None:
    (root / "releases").rename(root / "elsewhere")
    (root / "releases").symlink_to(root / "elsewhere")


def _empty(root: Path) -> None:
    (root / "releases" / NEW).mkdir()


def _partial(root: Path) -> None:
    (root / "releases" / NEW / "data").mkdir(parents=True)
    (root / "releases" / NEW / "data" / "places.csv").write_text("place_id\n")


def _missing(root: Path) -> None:
    shutil.rmtree(root / "releases")


def _garbage(root: Path) -> None:
    (root / "releases/index.json").write_text('{"releases": [{}]}')


_LIMITS = {
    "files_of_at_most_16_kB": "ulimit -f 16; exec {call}",
    "at_most_16_open_files": "ulimit -n 16; exec {call}",
    "memory_of_600_MB": "ulimit -v 600000; exec {call}",
    "stdout_closed": "exec {call} >&-",
    "stdout_on_a_full_disk": "exec {call} >/dev/full",
    "read_only_mount": "exec unshare -m bash -c "
    "'mount --bind {root} {root} && mount -o remount,ro,bind {root} && exec {call}'",
    "read_only_folder": "chmod 555 {root}/releases; setpriv --bounding-set=-dac_override "
    "--inh-caps=-dac_override {call}; code=$?; chmod 755 {root}/releases; exit $code",
    "another_device": "exec unshare -m bash -c 'cd {root} && mv releases old && mkdir releases && "
    "mount -t tmpfs none releases && cp -a old/. releases && {call}; code=$?; rm -r old; cp -a releases new; "
    "umount releases; rmdir releases; mv new releases; exit $code'",
}
"""The mounts and the loss of a privilege need root, who may write into what is read-only."""

_PLACES: dict[str, Callable[[Path], None]] = {
    "releases_is_a_file": _file,
    "releases_is_a_link": _link,
    "version_is_an_empty_folder": _empty,
    "version_is_partial": _partial,
    "index_is_broken": _garbage,
    "releases_is_missing": _missing,
}
