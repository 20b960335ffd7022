"""What proves the page in a browser is itself whole; the browser is not needed here."""

import ast
import re
from pathlib import Path

import pytest

from browser import run
from browser.mutations import MUTATIONS, PAGE, Mutation, filled, spoilt
from helpers_dataset import ROOT

HERE = ROOT / "tests/browser"
TEXT = PAGE.read_text(encoding="utf-8")
NAMES = re.findall(r'^    Check\("([a-z]+)"', (HERE / "checks.py").read_text(encoding="utf-8"), re.M)


def test_every_check_has_a_page_that_it_must_refuse() -> None:
    """No check without a control, and no control of a check that is gone."""
    assert len(NAMES) > 20
    assert {mutation.check for mutation in MUTATIONS} == {*NAMES}


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: f"{mutation.check}: {mutation.spoils}")
def test_each_spoilt_page_is_spoilt(mutation: Mutation) -> None:
    """The text that is replaced stands in the page, so that the control is one."""
    assert mutation.old in TEXT
    assert spoilt(TEXT, mutation) != filled(TEXT)


def test_the_policy_holds_the_digests_of_style_and_scripts() -> None:
    """One of the style and one of each of the two scripts."""
    policy = re.findall(r"'sha256-[A-Za-z0-9+/]{43}='", filled(TEXT))

    assert len({*policy}) == 3
    assert "'STYLE'" not in filled(TEXT)


def test_sections_are_those_of_the_page() -> None:
    """The sections that are looked for stand in the small page, in both languages."""
    line = re.search(r"^const SECTIONS = (\[.*\]);", (HERE / "readings.js").read_text(encoding="utf-8"), re.M)
    assert line is not None
    names = ast.literal_eval(line[1])

    assert [name for name in names if f'id="{name}"' not in TEXT or f'id="ar-{name}"' not in TEXT] == []


def test_the_version_is_that_of_the_release_beside_the_page(tmp_path: Path) -> None:
    """A page without a descriptor beside it is of no release."""
    (tmp_path / "index.html").touch()

    assert run.page(tmp_path, tmp_path) == (tmp_path / "index.html", None)
    (tmp_path / "datapackage.json").write_text('{"version": "0.9.0"}')
    assert run.page(tmp_path / "index.html", tmp_path) == (tmp_path / "index.html", "0.9.0")


def test_pins_are_exact() -> None:
    """Every package by version; those of Python by digest too."""
    python = (HERE / "requirements-python.txt").read_text()

    assert re.fullmatch(r"[a-z-]+@[0-9.]+\n", (HERE / "requirements-node.txt").read_text())
    assert re.fullmatch(r"(?:[a-z-]+==[0-9.]+ \\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)+", python)
