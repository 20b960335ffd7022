"""What every test may ask for."""

from pathlib import Path

import pytest
from helpers_dataset import copy_small
from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None, max_examples=100)
settings.load_profile("repeatable")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A copy of the tiny valid dataset, to be spoilt."""
    return copy_small(tmp_path / "small")
