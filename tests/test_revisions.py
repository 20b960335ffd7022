"""Rules on links between tallies and between bodies: what may supersede what, and what each reason demands."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from casualty_dataset.core.problems import Problem
from casualty_dataset.validation.rules.bodies import continued_bodies
from helpers_dataset import add_line, copy_row, problems, set_cells


def _reported(root: Path) -> list[tuple[str, int | None, str | None]]:
    return [(problem.rule, problem.line, problem.column) for problem in problems(root)]


def _network_counts_on(root: Path, **cells: str) -> int:
    """Add a count of the network that supersedes the monitor's 130, and return its line."""
    new = {"tally_id": "T00000016", "claimant_id": "network", "value": "125", "supersedes_id": "T00000005",
           "revision_reason": "recount", **cells}  # fmt: skip
    return copy_row(root, "tallies", "T00000005", new)


# --- succession ----------------------------------------------------------------------------------


def test_a_body_under_a_new_name_supersedes_figures_of_the_old(small: Path) -> None:
    """Refused between two bodies; accepted once actors.csv says that one continues the other, however many names."""
    at = _network_counts_on(small)
    assert _reported(small) == [("supersedes_same_claimant_and_measure", at, "supersedes_id")]

    set_cells(small, "actors", "network", {"succeeds_id": "monitor"})
    assert _reported(small) == []

    add_line(small, "actors", "office,,Test Office,مكتب الاختبار,common,monitor,monitor,no,,,")
    set_cells(small, "actors", "network", {"succeeds_id": "office"})
    assert _reported(small) == []


def test_the_remedy_names_the_column_of_succession(small: Path) -> None:
    """Both bodies, both days and both columns are named."""
    _network_counts_on(small)
    [problem] = problems(small)

    assert "T00000005 is monitor's killed of 2025-03-09" in problem.message
    assert "network's killed of 2025-03-09" in problem.message
    assert "succeeds_id in actors.csv" in problem.remedy


def test_bodies_are_followed_to_the_oldest() -> None:
    """Chains of any length, bodies of one name, and a cycle that another rule reports."""
    chain = pl.DataFrame({"succeeds_id#": [None, 0, 1, 2, 3, None, 4]}, schema={"succeeds_id#": pl.UInt32})
    cycle = pl.DataFrame({"succeeds_id#": [1, 0, None]}, schema={"succeeds_id#": pl.UInt32})

    assert continued_bodies(chain).to_list() == [0, 0, 0, 0, 0, 5, 0]
    assert continued_bodies(cycle).len() == 3
    assert continued_bodies(chain.clear()).len() == 0


def test_two_bodies_of_one_forerunner_are_refused(small: Path) -> None:
    """One body continues a count; the second is named with the first."""
    for actor in ("agency", "network"):
        at = set_cells(small, "actors", actor, {"succeeds_id": "monitor"})
    [problem] = problems(small)

    assert (problem.rule, problem.line) == ("body_is_succeeded_once", at)
    assert problem.message == "agency continues monitor already"


def test_a_forerunner_without_figures_is_used(small: Path) -> None:
    """A body that is known only as the earlier name of a claimant needs no waiver."""
    add_line(small, "actors", "office,,Test Office,مكتب الاختبار,common,,monitor,no,,,")
    assert [rule for rule, *_ in _reported(small)] == ["every_actor_is_used"]

    set_cells(small, "actors", "network", {"succeeds_id": "office"})
    assert _reported(small) == []


# --- reasons -------------------------------------------------------------------------------------


def _revised(root: Path, reason: str, **cells: str) -> list[Problem]:
    """Make the monitor's 130 a revision of its 100 for this reason; its increment, which no longer fits, is rounded."""
    set_cells(root, "tallies", "T00000006", {"qualifier": "about"})
    set_cells(root, "tallies", "T00000005", {"revision_reason": reason, **cells})
    return problems(root)


def test_a_restart_needs_the_first_day_that_it_counts(small: Path) -> None:
    """Both tallies are named, and the first day is asked for; with it the row is sound, lower though it is."""
    [problem] = _revised(small, "restart", value="7")

    assert (problem.rule, problem.column) == ("restart_has_period_start", "period_start")
    assert "T00000005" in problem.message
    assert "T00000001" in problem.message
    assert "first day of the new count" in problem.remedy
    assert _revised(small, "restart", value="7", period_start="2025-03-09", period_basis="death") == []


def _but_falls(root: Path) -> list[Problem]:
    return [problem for problem in problems(root) if problem.rule != "fall_is_declared"]


@pytest.mark.parametrize("reason", ["", "new_information", "not_stated", "recount", "correction_down", "typo"])
@pytest.mark.parametrize("start", ["", "2025-03-08"])
def test_what_continues_a_new_count_counts_from_its_first_day(reason: str, start: str, small: Path) -> None:
    """However many figures lie between; a change of scope may begin on another day."""
    since = {"period_start": "2025-03-09", "period_basis": "death"}
    assert _revised(small, "restart", value="7", **since) == []
    for number, older, value in ((16, 5, "8"), (17, 16, "9")):
        cells = {"tally_id": f"T{number:08d}", "supersedes_id": f"T{older:08d}", "value": value}
        line = copy_row(small, "tallies", "T00000005", {**cells, "revision_reason": "new_information"})
    assert problems(small) == []

    set_cells(small, "tallies", "T00000017", {"period_start": start, "revision_reason": reason})
    [problem] = _but_falls(small)
    assert (problem.rule, problem.line, problem.column) == ("new_count_keeps_period_start", line, "period_start")
    assert "T00000017 revises T00000016, which counts from 2025-03-09 on" in problem.message

    set_cells(small, "tallies", "T00000017", {"revision_reason": "scope_changed"})
    assert _but_falls(small) == []


@pytest.mark.parametrize("qualifier", ["exact", "at_least", "about", "up_to"])
def test_a_retraction_gives_no_number(qualifier: str, small: Path) -> None:
    """A number beside it is an error that names the qualifiers and the other reasons."""
    [problem] = _revised(small, "retraction", qualifier=qualifier)

    assert (problem.rule, problem.column) == ("retraction_gives_no_figure", "qualifier")
    assert "T00000005 withdraws T00000001" in problem.message
    assert "none_published" in problem.remedy


@pytest.mark.parametrize("cells", [
    {"qualifier": "between", "value": "", "low": "90", "high": "120"},
    {"qualifier": "unquantified", "value": "", "wording": "dozens", "magnitude": "dozens"},
])  # fmt: skip
def test_a_retraction_gives_no_range_and_no_word(cells: dict[str, str], small: Path) -> None:
    """Whatever says how many is a figure."""
    assert [problem.rule for problem in _revised(small, "retraction", **cells)] == ["retraction_gives_no_figure"]


@pytest.mark.parametrize("qualifier", ["none_published", "denied"])
def test_a_retraction_without_a_figure_is_accepted(qualifier: str, small: Path) -> None:
    """The absence is the record, whatever its basis."""
    assert _revised(small, "retraction", qualifier=qualifier, value="", basis="not_stated") == []


@pytest.mark.parametrize("reason", ["retraction", "restart", "scope_changed", "typo", "correction_down", "recount"])
def test_a_reason_needs_the_tally_that_it_revises(reason: str, small: Path) -> None:
    """Without a link there is nothing that the reason could be of; only that is reported."""
    set_cells(small, "tallies", "T00000006", {"qualifier": "about"})
    at = set_cells(small, "tallies", "T00000005", {"revision_reason": reason, "supersedes_id": ""})

    assert _reported(small) == [("revision_reason_needs_supersedes_id", at, "revision_reason")]


# --- ranges with a best figure -------------------------------------------------------------------


@pytest.mark.parametrize(("cells", "rules"), [
    ({"value": "100"}, []),
    ({"value": "90"}, []),
    ({"value": "110"}, []),
    ({"value": "89"}, ["range_holds_best"]),
    ({"value": "111"}, ["range_holds_best"]),
    ({"low": "110", "high": "90"}, ["low_below_high"]),
    ({"value": "100", "low": "110", "high": "90"}, ["low_below_high"]),
    ({"low": "100", "high": "100"}, ["low_below_high"]),
    ({"high": ""}, ["qualifier_fills_its_columns"]),
    ({"value": "100", "low": "", "high": ""}, ["qualifier_fills_its_columns"]),
])  # fmt: skip
def test_a_range_and_its_best_figure(cells: dict[str, str], rules: list[str], small: Path) -> None:
    """A best figure is optional; what is out of order is kept and reported, what is missing is refused."""
    set_cells(small, "tallies", "T00000008", cells)

    assert [problem.rule for problem in problems(small)] == rules
