"""The dataset of this repository: sound, traceable, in two languages, and adding up where its documents add up.

Rows are read here by the standard library, never by the code under test.
"""

import csv
import re
from pathlib import Path

import pytest

from casualty_dataset.workflows.validate import validate
from casualty_schemas import CURATED, DERIVED
from helpers_dataset import ROOT, line_of, set_cells

Row = dict[str, str]


def _rows(table: str) -> list[Row]:
    with (ROOT / "dataset" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


TABLES = {name: _rows(name) for name in CURATED}
SCM = "hama-latakia-tartus"
"""The three governorates that SCM counts."""

ADDED_UP = {
    ("sohr", 830, "syria-coast"),
    ("sohr", 973, "syria-coast"),
    ("sohr", 1225, "syria-coast"),
    ("sohr", 1383, "syria-coast"),
    ("sohr", 1476, "syria-coast"),
    ("sohr", 1676, "syria-coast"),
    ("sohr", 2161, "syria-coast"),
}
"""Claimant, total and area of the statements whose governorate parts are all given somewhere in the record."""


def test_the_dataset_is_valid_and_its_warnings_are_known() -> None:
    """No error; every warning is an address without encryption."""
    reported = validate(ROOT).problems

    assert [problem for problem in reported if problem.severity == "error"] == []
    assert {problem.rule for problem in reported} <= {"address_is_encrypted"}


@pytest.mark.parametrize(("table", "column"), [("actors", "name_ar"), ("places", "name_ar"), ("incidents", "label_ar")])
def test_everything_has_an_arabic_name(table: str, column: str) -> None:
    """Every actor, place and incident has a name in Arabic letters."""
    assert [row for row in TABLES[table] if not re.search("[\u0621-\u064a]", row[column])] == []


def test_every_tally_traces_to_an_address() -> None:
    """The document of each tally has a web address."""
    addresses = {row["source_id"]: row["url"] for row in TABLES["sources"]}

    assert [
        r["tally_id"] for r in TABLES["tallies"] if not addresses[r["source_id"]].startswith(("https://", "http://"))
    ] == []


# --- parts and wholes ----------------------------------------------------------------------------

_APART = {"tally_id", "place_id", "qualifier", "value", "supersedes_id", "revision_reason", "locator", "note"}
"""Columns in which a part may differ from its whole."""


def _statement(row: Row) -> tuple[str, ...]:
    described = {"accused_id", "circumstance", "community_as_stated"} if not row["limits"] else set()
    return tuple(cell for column, cell in row.items() if column not in _APART | described)


def _added_up() -> list[tuple[Row, list[Row]]]:
    """Each whole whose parts are given at every member of its area, with these parts."""
    members = {row["place_id"]: row["members"].split("|") for row in TABLES["places"] if row["members"]}
    statements = []
    for total in (row for row in TABLES["tallies"] if row["place_id"] in members):
        inside = members[total["place_id"]]
        parts = [r for r in TABLES["tallies"] if r["place_id"] in inside and _statement(r) == _statement(total)]
        if sorted(part["place_id"] for part in parts) == inside:
            statements.append((total, parts))
    return statements


STATEMENTS = _added_up()


def test_the_parts_of_a_statement_sum_to_its_total() -> None:
    """Wherever a document gives all the parts of a total, they make it; the totals named here are among them."""
    assert [w["tally_id"] for w, parts in STATEMENTS if sum(int(p["value"]) for p in parts) != int(w["value"])] == []
    assert {(w["claimant_id"], int(w["value"]), w["place_id"]) for w, _ in STATEMENTS} >= ADDED_UP


@pytest.mark.parametrize("total", ["1060", "1169"])
def test_the_three_governorates_of_scm_make_its_total(total: str) -> None:
    """SCM counts three governorates, and splits its total over them with nothing left over."""
    counted = [r for r in TABLES["tallies"] if r["claimant_id"] == "scm" and r["status"] == "civilian"]
    for total_row in (row for row in counted if (row["value"], row["place_id"]) == (total, SCM)):
        parts = {r["place_id"]: int(r["value"]) for r in counted if _statement(r) == _statement(total_row)}
        parts.pop(SCM)
        if parts:
            assert parts.keys() == {"hama", "latakia", "tartus"}
            assert sum(parts.values()) == int(total)
            break
    else:
        pytest.fail("no document gives this total with its parts")


def test_the_rule_sees_each_sum_that_is_wrong(tmp_path: Path) -> None:
    """One part of each total raised by one, and parts_sum_to_whole names every total; it judges no increment."""
    totals = [(row, parts) for row, parts in STATEMENTS if row["period_basis"] != "documentation"]
    (tmp_path / "dataset").mkdir()
    for path in (ROOT / "dataset").glob("*.csv"):
        (tmp_path / "dataset" / path.name).write_bytes(path.read_bytes())
    raised = {part["tally_id"]: int(part["value"]) + 1 for _, parts in totals for part in parts[:1]}
    for id_, value in raised.items():
        set_cells(tmp_path, "tallies", id_, {"value": str(value)})
    reported = [problem for problem in validate(tmp_path).problems if problem.rule == "parts_sum_to_whole"]

    assert {problem.line for problem in reported} >= {line_of(tmp_path, "tallies", w["tally_id"]) for w, _ in totals}


# --- what the pages promise ----------------------------------------------------------------------


def test_what_was_left_out_is_not_in_and_is_little() -> None:
    """The documents that EXCLUDED.md lists are not in the table, each has a reason, and they are at most 5 %."""
    lines = re.findall(r"^\| (.+) \|$", (ROOT / "dataset/EXCLUDED.md").read_text(), re.M)[1:]
    listed = {cells[0]: cells[1] for cells in (line.split(" | ") for line in lines)}
    source_ids = {row["source_id"] for row in TABLES["sources"]}

    assert listed
    assert listed.keys() & source_ids == set()
    assert [id_ for id_, reason in listed.items() if len(reason.split()) < 3] == []
    assert len(listed) <= 0.05 * (len(listed) + len(source_ids))


@pytest.mark.parametrize("part", ["Types of sources", "Collection", "Evaluation", "Corroboration", "Quality control"])
def test_methodology_has_the_parts_that_the_standards_ask_for(part: str) -> None:
    """Each of the five parts stands under a heading of its own and says something."""
    sections = re.split(r"^## (.+)$", (ROOT / "METHODOLOGY.md").read_text(), flags=re.M)
    text = dict(zip(sections[1::2], sections[2::2], strict=True))[part]

    assert len(re.findall(r"[A-Za-z]{2,}", text)) >= 50


def test_methodology_defines_codes_and_has_a_version() -> None:
    """The two markers and the line with the version are there, each once."""
    text = (ROOT / "METHODOLOGY.md").read_text()

    assert [text.count(mark) for mark in ("<!-- codes -->\n", "<!-- /codes -->\n")] == [1, 1]
    assert len(re.findall(r"^method_version: \d+\.\d+\.\d+$", text, re.M)) == 1


def test_methodology_names_no_row_that_is_not_there() -> None:
    """Every id and column that the page sets as code is one, or a code, or a file."""
    text = (ROOT / "METHODOLOGY.md").read_text().partition("<!-- codes -->")[0]
    cells = {cell for rows in TABLES.values() for row in rows for cell in row.values()}
    columns = {column for table in (CURATED | DERIVED).values() for column in table.columns()}
    words = {word for word in re.findall(r"`([a-z][a-z_-]+)`", text) if "_" in word or "-" in word}

    assert words
    assert words - cells - columns - set(CURATED) - {"documentation", "method_version"} == set()
