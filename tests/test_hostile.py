"""Some packages from strangers are refused in words; ``python -m audit.hostile`` gives all of them to every door."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

import casualty_dataset as cd
from audit.hostile import Variant, archives, descriptors, folders, tables
from audit.hostile import __main__ as harness
from casualty_dataset.releases.archive import name_fault

_OF_EACH = 5


def _opened(package: Path) -> None:
    with cd.open_release(package) as release:
        for name in release.tables:
            release.table(name)


def _some() -> Iterator[Variant]:
    """A few small ones of each family, spread over it."""
    every = [
        variant
        for family in (descriptors, folders, archives, tables)
        for variant in family.variants()
        if not variant.big
    ]
    for _, family in groupby(sorted(every, key=lambda variant: variant.family), key=lambda variant: variant.family):
        members = list(family)
        yield from members[:: max(1, len(members) // _OF_EACH)]


@pytest.mark.parametrize("variant", list(_some()), ids=lambda variant: f"{variant.family} {variant.name}")
def test_a_hostile_package_is_refused_in_a_sentence(variant: Variant, tmp_path: Path) -> None:
    """At the opening, or when the table is asked for; no error but ours comes out, and nothing odd is printed."""
    package = variant.build(tmp_path)

    with pytest.raises((cd.Damaged, FileNotFoundError)) as refused:
        _opened(package)

    assert str(refused.value).isprintable()
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("variant", list(harness.harmless()), ids=lambda variant: f"{variant.family} {variant.name}")
def test_a_harmless_package_is_opened(variant: Variant, tmp_path: Path) -> None:
    """The same packages without the fault, and those whose oddity has no effect."""
    with cd.open_release(variant.build(tmp_path)) as release:
        assert release.table("tallies").height > 100
        assert all(name_fault(f"data/{name}.csv") is None for name in release.tables)


def test_the_harness_sees_a_loader_that_believes_what_it_is_handed(tmp_path: Path) -> None:
    """It goes outside where ours does not, and hangs at a pipe, which costs it its time and not the harness."""
    (outside,) = (variant for variant in descriptors.variants() if variant.name == "path '/etc/passwd'")
    (pipe,) = (variant for variant in folders.variants() if variant.name == "pipe as checksums")
    (tmp_path / "1").mkdir()
    (tmp_path / "2").mkdir()

    led = harness.through(harness.NAIVE, outside.build(tmp_path / "1"))
    hung = harness.through(harness.NAIVE, pipe.build(tmp_path / "2"), seconds=1.0)

    assert led.outside == ["/etc/passwd"]
    assert not led.bounded
    assert not hung.bounded
