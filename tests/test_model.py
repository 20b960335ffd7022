"""The nouns of the record are types, and the package shows its public names."""

import pydoc
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import casualty_dataset as cd
from casualty_dataset.model import Interval
from helpers_dataset import ROOT

MISSPELT = """
from casualty_dataset.model import Claim, Conflict, Question, Range, Scope

def read(claim: Claim, conflict: Conflict, question: Question, answer: Range, scope: Scope) -> None:
    claim.interval.lowr
    conflict.lastday
    question.scop
    answer.hi
    scope.incident
    Scope("incident", "place", sttus="civilian")
"""


def test_mypy_refuses_a_misspelt_field(tmp_path: Path) -> None:
    """Each of the six misspelt names is an error; they are found in the types alone."""
    (tmp_path / "misspelt.py").write_text(MISSPELT)
    command = [sys.executable, "-m", "mypy", str(tmp_path / "misspelt.py")]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    for name in ("lowr", "lastday", "scop", "hi", "incident", "sttus"):
        assert f'"{name}"' in checked.stdout


@pytest.mark.parametrize(
    ("a", "b", "above", "disjoint"),
    [
        ((5, 5), (4, 4), True, True),
        ((5, 5), (5, 9), False, False),
        ((5, None), (1, 4), True, True),
        ((1, 4), (5, None), False, True),
        ((5, None), (9, None), False, False),
    ],
)
def test_intervals(a: tuple[int, int | None], b: tuple[int, int | None], above: bool, disjoint: bool) -> None:
    """An open interval is never below another; what is disjoint has no number in common."""
    first, second = Interval(*a), Interval(*b)
    assert (first.is_above(second), first.is_disjoint(second)) == (above, disjoint)
    common = [number for number in range(20) if number in first and number in second]
    assert bool(common) != disjoint


def test_the_package_shows_its_public_names_and_nothing_else() -> None:
    """For ``dir``, tab completion and ``help``; each name can be had, and an unknown one is refused."""
    assert dir(cd) == sorted(cd.__all__)
    assert all(getattr(cd, name) is not None for name in dir(cd))
    assert cd.__version__ == version("casualty-dataset")
    assert "open_release(release: " in pydoc.plain(pydoc.render_doc(cd))
    with pytest.raises(AttributeError, match="open_realease"):
        _ = cd.open_realease  # type: ignore[attr-defined]  # the name does not exist: that is the test
