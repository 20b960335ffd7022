"""What is entered twice is reported, with both rows; what only resembles another row is not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from casualty_dataset.core.problems import Problem
from casualty_dataset.workflows.validate import validate
from helpers_dataset import ROOT, copy_row, line_of, problems, run, set_cells

HARBOUR = "sy-2025-03-07-harbour"
AGAIN = "sy-2025-03-08-harbour-again"
PAGE = "https://herald.example.org/a,b"

Cells = Mapping[str, str]


def _problems_of(root: Path, rule: str) -> list[Problem]:
    return [problem for problem in problems(root) if problem.rule == rule]


# --- incidents ---------------------------------------------------------------------------------------


def _enter_again(root: Path, incident: Cells | None = None, tally: Cells | None = None) -> None:
    """Copy an incident, a day later, with its one tally."""
    cells = {"incident_id": AGAIN, "start_on": "2025-03-08", "end_on": "2025-03-08", **(incident or {})}
    copy_row(root, "incidents", HARBOUR, cells)
    figure = {"tally_id": "T00000016", "incident_id": cells["incident_id"], **(tally or {})}
    copy_row(root, "tallies", "T00000010", figure)


NO_WORDS = {"wording": "", "magnitude": ""}
NUMBER = {"qualifier": "exact", "value": "22", **NO_WORDS}
RANGE = {"qualifier": "between", "low": "20", "high": "25", **NO_WORDS}
MARCH = {"start_on": "2025-03-01", "end_on": "2025-03-31", "date_precision": "month", "incident_id": "sy-2025-03-again"}


@pytest.mark.parametrize(
    ("incident", "tally"),
    [
        ({}, {}),
        ({"start_on": "2025-03-07", "end_on": "2025-03-07", "incident_id": "sy-2025-03-07-harbour-again"}, {}),
        (
            {"start_on": "2025-03-09", "end_on": "2025-03-09", "incident_id": "sy-2025-03-09-harbour-again"},
            {"as_of": "2025-03-09"},
        ),
        ({"end_on": "2025-03-12", "date_precision": "range"}, {}),
        ({"end_on": "2025-03-12", "date_precision": "within"}, {}),
        ({"place_id": "north", "place_precision": "governorate"}, {}),
        ({"place_id": "both-coasts", "place_precision": "route_or_set"}, {}),
        ({}, {"source_id": "herald-mirror", "note": "A copy of the report."}),
        ({"kind": "killing"}, None),
        ({"kind": "aggregate"}, None),
    ],
)
def test_an_incident_entered_twice_is_reported(incident: Cells, tally: Cells | None, small: Path) -> None:
    """On days near each other, at one place or in a larger one, with one document or a copy of it."""
    if tally is None:
        set_cells(small, "incidents", HARBOUR, incident)
    _enter_again(small, incident, tally)
    (reported,) = _problems_of(small, "incident_is_entered_once")

    assert (reported.severity, reported.column) == ("warning", "incident_id")
    assert f"{HARBOUR} (line {line_of(small, 'incidents', HARBOUR)})" in reported.message
    assert reported.line == line_of(small, "incidents", incident.get("incident_id", AGAIN))
    assert "the document herald-2025-03-09" in reported.message
    assert validate(small).problems.valid


@pytest.mark.parametrize("figure", [NUMBER, RANGE])
def test_an_equal_figure_of_one_claimant_is_evidence(figure: Cells, small: Path) -> None:
    """Two documents give the same number by the same claimant, each for one of two incidents."""
    set_cells(small, "tallies", "T00000010", {**figure, "claimant_id": "network", "basis": "documented"})
    _enter_again(small, tally={"source_id": "bulletin-2025-03-09", "as_of": "2025-03-09"})
    (reported,) = _problems_of(small, "incident_is_entered_once")

    number = figure.get("value", "20 to 25")
    assert reported.message.endswith(f"both have the figure {number} (network, killed)")


@pytest.mark.parametrize(
    ("incident", "tally"),
    [
        ({"start_on": "2025-03-10", "end_on": "2025-03-10", "incident_id": "sy-2025-03-10-harbour-again"}, {}),
        ({"kind": "killing"}, {}),
        ({"kind": "aggregate"}, {}),
        ({"place_id": "hill"}, {"place_id": "hill"}),
        ({"place_id": "south", "place_precision": "governorate"}, {"place_id": "south"}),
        ({"parent_id": HARBOUR, "start_on": "2025-03-07", "end_on": "2025-03-07"}, {}),
        ({}, {"source_id": "bulletin-2025-03-09", "as_of": "2025-03-09"}),
        ({}, {"source_id": "bulletin-2025-03-09", "as_of": "2025-03-09", **NUMBER}),
        (MARCH, {"as_of": "2025-03-31", "source_id": "herald-mirror"}),
    ],
)
def test_another_incident_is_no_double(incident: Cells, tally: Cells, small: Path) -> None:
    """Further apart, of another kind or place, a part of it, an aggregate, or with nothing in common."""
    _enter_again(small, incident, tally)

    assert _problems_of(small, "incident_is_entered_once") == []


def test_an_aggregate_at_a_larger_place_is_no_double(small: Path) -> None:
    """Aggregates overlap, and so share documents."""
    set_cells(small, "incidents", HARBOUR, {"kind": "aggregate"})
    _enter_again(small, {"place_id": "north", "place_precision": "governorate"})

    assert _problems_of(small, "incident_is_entered_once") == []


def test_a_part_of_a_part_is_no_double(small: Path) -> None:
    """However deep an incident lies in another, the two share documents by nature."""
    day = {"start_on": "2025-03-07", "end_on": "2025-03-07"}
    _enter_again(small, {"incident_id": "sy-2025-03-07-harbour-part", "parent_id": HARBOUR, **day})
    deeper = {"incident_id": "sy-2025-03-07-harbour-part-two", "parent_id": "sy-2025-03-07-harbour-part", **day}
    copy_row(small, "incidents", HARBOUR, deeper)
    copy_row(small, "tallies", "T00000010", {"tally_id": "T00000017", "incident_id": deeper["incident_id"]})

    assert _problems_of(small, "incident_is_entered_once") == []


def test_two_events_are_waived(small: Path) -> None:
    """Who has looked says so, and the warning is gone."""
    _enter_again(small)
    waiver = {"rule": "incident_is_entered_once", "table": "incidents", "id": AGAIN}
    reason = {"reason": "The report tells of two attacks."}
    copy_row(small, "waivers", "every_source_is_used|sources|gazetteer", waiver | reason)

    assert problems(small) == []


# --- documents ---------------------------------------------------------------------------------------


def _cite_again(root: Path, source_id: str = "herald-again", **cells: str) -> None:
    """Copy a document, and one tally of it, with another number, under the new document."""
    copy_row(root, "sources", "herald-2025-03-09", {"source_id": source_id, **cells})
    tally = {"tally_id": "T00000016", "source_id": source_id, "value": "41"}
    copy_row(root, "tallies", "T00000014", tally)


@pytest.mark.parametrize(
    "url",
    [
        f"{PAGE}?utm_source=x&fbclid=abc", f"{PAGE}#top", f"{PAGE}/", PAGE.replace("//", "//www."),
        PAGE.replace(".org", ".org:443"), PAGE.replace("https", "http").replace(".org", ".org:80"),
        PAGE.replace("a,b", "%61,b"),
    ],
)  # fmt: skip
def test_one_address_in_two_spellings_is_refused(url: str, small: Path) -> None:
    """One document has one row, however its address is spelled."""
    _cite_again(small, url=url)
    (reported,) = _problems_of(small, "one_source_per_address")

    assert (reported.severity, reported.line) == ("error", line_of(small, "sources", "herald-again"))
    first = line_of(small, "sources", "herald-2025-03-09")
    assert reported.message == f"herald-2025-03-09 has this address already (line {first})"


FIRST = {"archive_url": "https://archive.example.org/1", "published_on": "2025-03-09", "retrieved_on": "2025-03-09"}
SECOND = {"archive_url": "https://archive.example.org/2", "published_on": "2025-03-12", "retrieved_on": "2025-03-12"}


@pytest.mark.parametrize(
    "second",
    [SECOND, SECOND | {"published_on": FIRST["published_on"]}, SECOND | {"retrieved_on": ""}],
    ids=["both days", "day of reading", "day of publication"],
)
def test_two_states_of_a_page_are_two_documents(second: Cells, small: Path) -> None:
    """Each was archived and has its own day."""
    set_cells(small, "sources", "herald-2025-03-09", FIRST)
    _cite_again(small, **second)

    assert problems(small) == []


def test_each_state_of_a_page_is_known_from_its_own_day(small: Path) -> None:
    """What the page says later is not known before."""
    set_cells(small, "sources", "herald-2025-03-09", FIRST)
    _cite_again(small, **SECOND)
    for number, source_id, as_of, value in ((17, "herald-2025-03-09", "09", "100"), (18, "herald-again", "12", "1700")):
        cells = {"tally_id": f"T{number:08d}", "source_id": source_id, "as_of": f"2025-03-{as_of}", "value": value}
        copy_row(
            small, "tallies", "T00000001", cells | {"claimant_id": "agency", "as_of_part": "", "place_id": "south"}
        )

    for day, known in (("2025-03-09", 100), ("2025-03-11", 100), ("2025-03-12", 1700)):
        asked = ("reconcile", "--as-of", day, "--exclude", "monitor", "--place", "south", "--format", "json")
        answer = json.loads(run(*asked, cwd=small).stdout)

        assert {row["low"] for row in answer["ranges"]} == {known}, day


@pytest.mark.parametrize(
    "second",
    [
        SECOND | {"archive_url": ""},
        SECOND | {"archive_url": FIRST["archive_url"]},
        FIRST | {"archive_url": SECOND["archive_url"]},
        FIRST | {"archive_url": SECOND["archive_url"], "retrieved_on": ""},
    ],
    ids=["not archived", "one copy", "the same days", "no day of its own"],
)
def test_states_without_a_copy_and_a_day_each_are_refused(second: Cells, small: Path) -> None:
    """The remedy says what two states need."""
    set_cells(small, "sources", "herald-2025-03-09", FIRST)
    _cite_again(small, **second)
    (reported,) = _problems_of(small, "one_source_per_address")

    assert "two states of one page" in reported.remedy
    assert "archive_url" in reported.remedy


def test_a_third_row_is_compared_with_both_states(small: Path) -> None:
    """A row that repeats the second of two states is reported as a repeat of that one."""
    set_cells(small, "sources", "herald-2025-03-09", FIRST)
    _cite_again(small, **SECOND)
    copy_row(small, "sources", "herald-again", {"source_id": "herald-again-2"})
    copy_row(small, "tallies", "T00000014", {"tally_id": "T00000017", "source_id": "herald-again-2", "value": "42"})
    (reported,) = _problems_of(small, "one_source_per_address")

    assert reported.message.startswith("herald-again has this address already")


@pytest.mark.parametrize("url", [PAGE.replace("//", "//m."), PAGE.replace("//", "//amp."), f"{PAGE}/amp"])
def test_forms_of_one_page_are_reported(url: str, small: Path) -> None:
    """A warning names the row of the full page, unless the row is declared a copy of it."""
    _cite_again(small, url=url)
    (reported,) = problems(small)

    assert (reported.rule, reported.severity) == ("one_source_per_page", "warning")
    assert reported.message.startswith("herald-2025-03-09 (line ")
    set_cells(small, "sources", "herald-again", {"relays_source_id": "herald-2025-03-09"})
    assert problems(small) == []


def _same_figures(root: Path, cells: Cells | None = None, *, tallies: int = 1) -> None:
    """Two documents at two addresses with the same figures; the second with other cells where they are given."""
    for name, more in (("herald-a", {}), ("herald-b", cells or {})):
        copy_row(root, "sources", "herald-2025-03-09", {"source_id": name, "url": f"https://{name}.org/", **more})
    for number in range(2 * tallies):
        cell = {"tally_id": f"T{16 + number:08d}", "source_id": "herald-a" if number % 2 else "herald-b"}
        copy_row(root, "tallies", "T00000012", cell | {"value": str(31 + number // 2)})


@pytest.mark.parametrize("tallies", [1, 2, 3])
def test_documents_with_the_same_figures_of_one_day_are_reported(tallies: int, small: Path) -> None:
    """Of one publisher, whatever the number of figures."""
    _same_figures(small, tallies=tallies)

    assert [(p.rule, p.severity, p.line) for p in problems(small) if "no_duplicate" not in p.rule] == [
        ("one_source_per_day_and_figures", "warning", line_of(small, "sources", "herald-b"))
    ]


@pytest.mark.parametrize(
    "cells",
    [
        {"publisher": "Another paper"},
        {"published_on": "2025-03-10"},
        {"published_on": "2025-03-01", "published_precision": "month"},
        {"language": "ar"},
        {"relays_source_id": "herald-a"},
    ],
)
def test_another_publisher_day_or_language_is_no_double(cells: Cells, small: Path) -> None:
    """Nor is a declared copy."""
    _same_figures(small, cells)

    assert _problems_of(small, "one_source_per_day_and_figures") == []


def test_one_figure_more_is_no_double(small: Path) -> None:
    """A document that also gives another figure says something of its own."""
    _same_figures(small)
    copy_row(small, "tallies", "T00000014", {"tally_id": "T00000018", "source_id": "herald-b", "value": "41"})

    assert _problems_of(small, "one_source_per_day_and_figures") == []


def test_the_record_has_no_near_doubles() -> None:
    """Every warning would be read and judged; there is none to judge."""
    rules = {problem.rule for problem in validate(ROOT).problems}

    assert not {rule for rule in rules if rule.startswith("one_source_per_") or rule == "incident_is_entered_once"}
