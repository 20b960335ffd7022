"""A small part of ``python -m audit.mutate``: one-defect mutants of the curated tables are killed on the right line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from audit import mutate
from audit.mutants import CLASSES, mutant
from casualty_dataset.workflows.validate import validate

SOME = {"byte": 40, "structure": 40, "type": 30, "domain": 20, "reference": 8, "history": 8}


@pytest.mark.parametrize("kind", mutate.CERTAIN)
def test_mutants_are_killed_on_the_right_line(kind: str) -> None:
    """Form, type, domain, reference, history: every one."""
    judged = mutate.run({kind: SOME[kind]}, processes=1)

    assert [result for result in judged if not result["killed"]] == []


def test_a_weakened_validator_lets_mutants_live() -> None:
    """The control: without the findings of the byte gate and without references they survive."""
    judged = mutate.run({"byte": 10, "reference": 3}, gate=False, processes=1)

    assert {result["class"] for result in judged if not result["killed"]} == {"byte", "reference"}


@pytest.mark.parametrize("kind", ["structure", "reference", "history"])
def test_mutants_are_judged_as_validation_judges(kind: str, tmp_path: Path) -> None:
    """The quick way, table by table, comes to the verdict of ``validate`` on the files."""
    base = mutate.base()
    for folder in ("dataset", *(["releases"] if kind == "history" else [])):
        shutil.copytree(mutate.ROOT / folder, tmp_path / folder)
    for number in range(2):
        made = mutant(kind, number, base.files, mutate.SEED)
        path = tmp_path / "dataset" / f"{made.table}.csv"
        path.write_bytes(made.data)
        places = mutate.places(validate(tmp_path, mutate.UNTIL).problems)
        path.write_bytes(base.files[made.table])

        assert mutate.verdict(made, base)[0] == bool(places & made.places)


def test_a_mutant_can_be_made_again() -> None:
    """Class, number and seed name one mutant, and the next number another."""
    base = mutate.base()
    for kind in CLASSES:
        assert mutant(kind, 1, base.files, 7) == mutant(kind, 1, base.files, 7)
        assert mutant(kind, 1, base.files, 7).data != mutant(kind, 2, base.files, 7).data
