"""Fixtures for all tests."""

import os
import shutil
import signal
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import settings

os.environ.setdefault("POLARS_MAX_THREADS", "1")  # read when Polars is imported: each worker of pytest has one core

from casualty_dataset.workflows.release import Released, release
from helpers_dataset import copy_published, copy_small

SLOW = frozenset(Path(__file__).with_name("slow.txt").read_text().split())
"""Test files, and tests as ``file::name``, that take long."""

RELEASE_DAY = date(2025, 5, 1)
"""The date of the shared release of the tiny dataset."""

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None, max_examples=100)
settings.load_profile("repeatable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow the tests that tests/slow.txt lists, and those for which a whole release is made first."""
    for item in items:
        file, name = item.path.name, item.name.split("[")[0]
        if {file, f"{file}::{name}"} & SLOW or "release_once" in getattr(item, "fixturenames", ()):
            item.add_marker("slow")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A copy of the tiny valid dataset, which the test may change."""
    return copy_small(tmp_path / "small")


@pytest.fixture(scope="session")
def published_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny dataset with two releases, shared by the session: a test that changes it restores it."""
    return copy_published(tmp_path_factory.mktemp("published") / "small")


@pytest.fixture
def published(tmp_path: Path, published_once: Path) -> Path:
    """A copy of the tiny valid dataset with two releases, which the test may change."""
    return Path(shutil.copytree(published_once, tmp_path / "published"))


@pytest.fixture(scope="session")
def release_once(tmp_path_factory: pytest.TempPathFactory) -> Released:
    """Release 0.1.0 of the tiny dataset, made once for the session; no test may change it."""
    return release(copy_small(tmp_path_factory.mktemp("released") / "small"), "0.1.0", RELEASE_DAY)


@pytest.fixture(scope="session")
def released_once(release_once: Released) -> Path:
    """The tiny dataset with that release; no test may change it."""
    return release_once.path.parent.parent


@pytest.fixture
def released(tmp_path: Path, released_once: Path) -> Path:
    """A copy of the tiny dataset with its release 0.1.0, which the test may change."""
    return Path(shutil.copytree(released_once, tmp_path / "released"))


@pytest.fixture(autouse=True)
def _no_test_hangs() -> Iterator[None]:
    """Fail a test after two minutes."""

    def give_up(_: int, __: FrameType | None) -> None:
        raise TimeoutError("the test did not end within two minutes")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(120)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
