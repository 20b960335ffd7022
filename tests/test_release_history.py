"""What was published cannot change silently: every way of rewriting history is found, every honest one passes."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casualty_dataset.core.problems import Problem
from casualty_dataset.history.table_difference import compare_table
from casualty_dataset.validation.rules import release_history
from casualty_dataset.validation.rules.rule import Rule
from casualty_dataset.workflows.correct import Cell, correct
from casualty_dataset.workflows.validate import validate
from casualty_schemas import CURATED
from helpers_dataset import (
    ROOT,
    SMALL,
    UNTIL,
    add_line,
    copy_row,
    delete_row,
    file_of,
    join_cells,
    key_of,
    line_of,
    lines_of,
    locations_of,
    problems,
    publish,
    row_of,
    set_cells,
    split_cells,
    withdraw,
    write_lines,
)

REASON = "The page prints another figure."


def corrected(root: Path, table: str, row: str, column: str, new: str, **other: str) -> None:
    """Change a cell and enter the correction by hand, without the code under test."""
    entry = {"old": row_of(root, table, row)[column], "reason": REASON} | other
    number = f"C{len(lines_of(root, 'corrections')):06}"
    set_cells(root, table, row, {column: new})
    add_line(root, "corrections", f"{number},{table},{row},{column},{entry['old']},{new},{entry['reason']},2025-05-20")


def found_by(root: Path) -> set[tuple[str, str, int | None, str | None]]:
    """Rule, table, line and column of every problem."""
    return {(problem.rule, Path(problem.path).stem, problem.line, problem.column) for problem in problems(root)}


# --- the unchanged and the honest ------------------------------------------------------------------


def test_the_published_dataset_is_sound(published: Path) -> None:
    """Two releases with a retired row and a corrected cell between them: nothing is found."""
    assert problems(published) == []


def test_the_dataset_is_sound_beside_its_releases() -> None:
    """Every row and cell that a release of this repository holds is unchanged, or has a tombstone or correction."""
    inspection = validate(ROOT)
    versions = [version for version in ("0.1.0", "0.2.0") if (ROOT / "releases" / version).is_dir()]

    assert versions == ["0.1.0", "0.2.0"]
    assert [problem for problem in inspection.problems if problem.severity == "error"] == []


def test_each_correction_of_the_dataset_is_needed(tmp_path: Path) -> None:
    """Without corrections every corrected cell is reported, beside the first release or beside the newest one."""
    for folder in ("dataset", "releases"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    lines = lines_of(tmp_path, "corrections")
    write_lines(tmp_path, "corrections", lines[:1])
    cells: set[tuple[str, str | None, int | None]] = set()
    for version in ("0.1.0", "0.4.0"):
        shutil.rmtree(tmp_path / "releases")
        shutil.copytree(ROOT / "releases" / version, tmp_path / "releases" / version)
        _relist(tmp_path, version)
        cells |= {
            (Path(problem.path).stem, problem.column, problem.line)
            for problem in validate(tmp_path).problems
            if problem.rule == "changed_cell_has_correction"
        }
    corrected_cells = {
        (table, column, line_of(tmp_path, table, row))
        for _, table, row, column, *_ in (line.split(",") for line in lines[1:])
    }

    assert cells == corrected_cells
    assert len(cells) >= 60


def _relist(root: Path, version: str) -> None:
    """List a release folder that is there in a fresh index."""
    import hashlib

    from casualty_dataset.history import release_index as index

    sums = (root / "releases" / version / "SHA256SUMS").read_bytes()
    entry = {"version": version, "date": "2025-05-01", "rows": {}, "sha256sums": hashlib.sha256(sums).hexdigest()}
    (root / "releases/index.json").write_bytes(index.append_entry([], entry))


def test_an_honest_correction_passes(published: Path) -> None:
    """A changed cell with its true old and new value, and a second change after it."""
    corrected(published, "tallies", "T00000015", "value", "299")
    assert problems(published) == []
    corrected(published, "tallies", "T00000015", "value", "301")
    assert problems(published) == []


def test_a_correction_back_to_what_was_published_passes(published: Path) -> None:
    """There and back again is a chain that starts and ends at the published value."""
    corrected(published, "tallies", "T00000015", "value", "299")
    corrected(published, "tallies", "T00000015", "value", "300")

    assert problems(published) == []


def test_new_rows_need_no_word(published: Path) -> None:
    """What no release holds may be added, edited and deleted."""
    copy_row(published, "tallies", "T00000015", {"tally_id": "T00000016", "value": "310", "qualifier": "up_to"})
    assert problems(published) == []
    set_cells(published, "tallies", "T00000016", {"value": "320"})
    assert problems(published) == []
    delete_row(published, "tallies", "T00000016")
    assert problems(published) == []


def test_waivers_are_no_history(published: Path) -> None:
    """A waiver goes when what it excuses is gone, and its words may change."""
    set_cells(published, "waivers", "every_source_is_used|sources|gazetteer", {"reason": "It backs all place codes."})

    assert problems(published) == []


def test_a_retired_row_with_its_tombstone_passes(published: Path) -> None:
    """A row that goes with a tombstone naming the last release is told."""
    delete_row(published, "tallies", "T00000015")
    add_line(published, "retired", "tallies,T00000015,,Entered twice under two ids.,0.2.0,2025-05-20")

    assert problems(published) == []


def test_a_composite_key_with_an_empty_part_has_a_tombstone(published: Path) -> None:
    """A row whose key has empty parts is named with them."""
    delete_row(published, "actor_inputs", "agency|monitor|killed|")
    assert ("published_row_is_kept", "actor_inputs", None, "actor_id") in found_by(published)
    add_line(published, "retired", "actor_inputs,agency|monitor|killed|,,The table was its own.,0.2.0,2025-05-20")

    assert "published_row_is_kept" not in {rule for rule, *_ in found_by(published)}


# --- every way of rewriting history ------------------------------------------------------------------

SILENT = [
    ("H06 lowered", "tallies", "T00000015", "value", "200"),
    ("H07 raised", "tallies", "T00000015", "value", "400"),
    ("H14 low moved", "tallies", "T00000008", "low", "95"),
    ("H15 coordinates moved", "places", "harbour", "latitude", "35.53"),
    ("H16 date moved by a day", "tallies", "T00000013", "as_of", "2025-03-10"),
    ("H17 flag dropped", "tallies", "T00000011", "relay_fault", "stale"),
    ("H18 another page", "sources", "herald-2025-03-09", "url", "https://herald.example.org/c"),
    ("H12 claimant renamed", "actors", "network", "name_en", "Another Network"),
    ("H05 another incident", "tallies", "T00000013", "incident_id", "sy-2025-03-07-harbour"),
]


def test_every_silent_change_is_found(published: Path) -> None:
    """Any cell of a published row that changes without a correction is found on its line, in its column."""
    expected = set()
    for _, table, row, column, value in SILENT:
        assert row_of(published, table, row)[column] != value
        expected.add(("changed_cell_has_correction", table, set_cells(published, table, row, {column: value}), column))
    reported = {problem for problem in found_by(published) if problem[0] == "changed_cell_has_correction"}

    assert reported == expected


def test_h01_a_row_that_goes_silently_is_found(published: Path) -> None:
    """The finding names the id and the last release that holds it; it has no line, for there is none."""
    delete_row(published, "tallies", "T00000015")
    (problem,) = problems(published)

    assert (problem.rule, problem.path, problem.line, problem.value) == (
        "published_row_is_kept",
        "dataset/tallies.csv",
        None,
        "T00000015",
    )
    assert "0.2.0" in problem.message


def test_h03_a_tombstone_of_a_present_row_is_found(published: Path) -> None:
    """The tombstone of a row that is still in its table is refused."""
    add_line(published, "retired", "tallies,T00000015,,Entered twice under two ids.,0.2.0,2025-05-20")

    assert {rule for rule, *_ in found_by(published)} == {"retired_id_is_not_reused"}


def test_h04_a_retired_id_cannot_be_used_again(published: Path) -> None:
    """Neither beside its tombstone, nor after the tombstone was taken away."""
    copy_row(published, "places", "hill", {"place_id": "old-harbour", "name_en": "Dock"})
    assert "retired_id_is_not_reused" in {rule for rule, *_ in found_by(published)}
    delete_row(published, "retired", "places|old-harbour")

    assert ("published_tombstone_is_unchanged", "retired", None, "table") in found_by(published)


@pytest.mark.parametrize("column", ["claimant_id", "source_id"])
def test_h11_a_claim_keeps_its_claimant_and_source(published: Path, column: str) -> None:
    """Not even with a correction, unless the old claimant or document was retired for the new one."""
    old = row_of(published, "tallies", "T00000012")[column]
    new = {"claimant_id": "monitor", "source_id": "herald-mirror"}[column]
    corrected(published, "tallies", "T00000012", column, new)
    line = line_of(published, "tallies", "T00000012")

    assert ("tally_keeps_claimant_and_source", "tallies", line, column) in found_by(published)
    table = {"claimant_id": "actors", "source_id": "sources"}[column]
    add_line(published, "retired", f"{table},{old},{new},Entered twice under two ids.,0.2.0,2025-05-20")

    assert "tally_keeps_claimant_and_source" not in {rule for rule, *_ in found_by(published)}


H08 = [
    ("wrong old", {"old": "298"}, {}, "correction_starts_at_published_value"),
    ("wrong new", {}, {"value": "297"}, "corrections_form_a_chain"),
]


@pytest.mark.parametrize(("entry", "after", "rule"), [case[1:] for case in H08], ids=[case[0] for case in H08])
def test_h08_a_false_correction_is_found(
    published: Path, entry: dict[str, str], after: dict[str, str], rule: str
) -> None:
    """A correction whose old or new value is not the true one."""
    corrected(published, "tallies", "T00000015", "value", "299", **entry)
    set_cells(published, "tallies", "T00000015", after)

    assert {name for name, *_ in found_by(published)} == {rule}


def test_h08_a_correction_without_a_change_is_found(published: Path) -> None:
    """A correction that starts elsewhere than at what was published and stands: nothing changed."""
    add_line(published, "corrections", f"C000002,tallies,T00000015,value,299,300,{REASON},2025-05-20")

    assert found_by(published) == {("correction_starts_at_published_value", "corrections", 3, "old")}


def test_h09_corrections_that_do_not_chain_are_found(published: Path) -> None:
    """The second correction of a cell starts where the first one ended."""
    corrected(published, "tallies", "T00000015", "value", "299")
    corrected(published, "tallies", "T00000015", "value", "301", old="298")

    assert found_by(published) == {("corrections_form_a_chain", "corrections", 4, "new")}


@pytest.mark.parametrize("table", ["retired", "corrections"])
def test_h10_tombstones_and_corrections_only_grow(published: Path, table: str) -> None:
    """A file emptied of what releases hold is found, though it may be empty by its form."""
    write_lines(published, table, lines_of(published, table)[:1])
    rule = {"retired": "published_tombstone_is_unchanged", "corrections": "published_correction_is_unchanged"}[table]
    key = CURATED[table].primary_key()[0]

    assert (rule, table, None, key) in found_by(published)


def test_h10_no_cell_of_a_published_correction_changes(published: Path) -> None:
    """Each cell of it is held to what was published."""
    text = "Misread in quite another way."
    cells = {"id": "T00000015", "old": text, "new": text, "reason": text, "corrected_on": "2025-04-03"}
    set_cells(published, "corrections", "C000001", cells)

    assert {("published_correction_is_unchanged", "corrections", 2, column) for column in cells} <= found_by(published)


def test_h19_a_replacement_is_named_or_nothing(published: Path) -> None:
    """Two rows merged: the one that goes names the one that stays, and that one exists."""
    delete_row(published, "tallies", "T00000015")
    add_line(published, "retired", "tallies,T00000015,T00000099,Entered twice under two ids.,0.2.0,2025-05-20")

    assert {rule for rule, *_ in found_by(published)} == {"replacement_exists"}


def test_h25_a_correction_without_a_reason_is_refused(published: Path) -> None:
    """A reason is at least three words."""
    corrected(published, "tallies", "T00000015", "value", "299", reason="Fixed.")

    assert {rule for rule, *_ in found_by(published)} == {"reason_has_three_words"}


def test_a_change_since_an_older_release_alone_is_found(published: Path) -> None:
    """A correction that the last release holds does not excuse a change made after it."""
    line = set_cells(published, "tallies", "T00000002", {"value": "61"})

    assert ("changed_cell_has_correction", "tallies", line, "value") in found_by(published)


def test_going_back_to_an_older_release_is_a_change(published: Path) -> None:
    """66 was in 0.1.0; the last release holds 60, so a return to 66 needs a correction."""
    line = set_cells(published, "tallies", "T00000002", {"value": "66"})
    (finding,) = [problem for problem in problems(published) if problem.rule == "changed_cell_has_correction"]

    assert (finding.line, finding.column) == (line, "value")
    assert "0.2.0" in finding.message


# --- removal for safety ------------------------------------------------------------------------------

HARM = "Told by a neighbour of the school."


def _withheld(root: Path) -> None:
    """A note that does harm was published; it is withheld, as `dataset correct --withhold` writes it."""
    set_cells(root, "tallies", "T00000014", {"note": HARM})
    add_line(root, "corrections", f"C000002,tallies,T00000014,note,,{HARM},The page says so there.,2025-05-02")
    publish(root, "0.3.0")
    set_cells(root, "tallies", "T00000014", {"note": ""})
    set_cells(root, "corrections", "C000002", {"new": "withheld"})
    add_line(root, "corrections", "C000003,tallies,T00000014,note,withheld,,safety,2025-05-20")


def test_a_value_withheld_for_safety_passes(published: Path) -> None:
    """Neither the cell, nor the earlier correction that held the value, nor the new one repeats it."""
    _withheld(published)

    assert problems(published) == []


@pytest.mark.parametrize(
    ("row", "cells", "rule"),
    [
        ("C000003", {"reason": "The page has no such note."}, "withheld_is_for_safety"),
        ("C000003", {"old": HARM}, "withheld_is_for_safety"),
        ("C000002", {"reason": "safety"}, "withheld_is_for_safety"),
        ("C000002", {"reason": "The page says it there."}, "published_correction_is_unchanged"),
        ("C000002", {"new": "Something else was said."}, "published_correction_is_unchanged"),
        ("C000001", {"new": "withheld"}, "published_correction_is_unchanged"),
    ],
)
def test_withholding_hides_nothing_else(published: Path, row: str, cells: dict[str, str], rule: str) -> None:
    """Only old and new of that one cell may become `withheld`, and only for safety."""
    _withheld(published)
    set_cells(published, "corrections", row, cells)

    assert rule in {name for name, *_ in found_by(published)}


def test_no_message_repeats_what_was_withheld(published: Path) -> None:
    """Whatever else is wrong with the cell, what is printed does not hold the old value."""
    _withheld(published)
    set_cells(published, "corrections", "C000003", {"new": "Quite another thing."})
    set_cells(published, "tallies", "T00000014", {"note": "Silent once more."})
    reported = problems(published)

    assert reported
    assert HARM not in " ".join(f"{problem.value} {problem.message} {problem.remedy}" for problem in reported)


def test_no_message_repeats_what_was_published(published: Path) -> None:
    """A harmful cell emptied by hand is found silent, and the report does not bring it back."""
    _withheld(published)
    publish(published, "0.4.0")
    set_cells(published, "sources", "gazetteer", {"label": "A map"})
    reported = problems(published)

    assert reported
    assert "Test gazetteer" not in " ".join(f"{problem.value} {problem.message}" for problem in reported)


# --- which releases count ------------------------------------------------------------------------------


def test_no_releases_no_history(published: Path) -> None:
    """Without a shelf there is nothing to compare with."""
    shutil.rmtree(published / "releases")
    delete_row(published, "tallies", "T00000015")

    assert problems(published) == []


def test_a_withdrawn_release_is_not_compared(published: Path) -> None:
    """What only a withdrawn release holds may go, and a tombstone may name it."""
    copy_row(published, "tallies", "T00000015", {"tally_id": "T00000016", "value": "310", "qualifier": "up_to"})
    publish(published, "0.3.0")
    delete_row(published, "tallies", "T00000016")
    assert {rule for rule, *_ in found_by(published)} == {"published_row_is_kept"}
    withdraw(published, "0.3.0")
    assert problems(published) == []
    add_line(published, "retired", "tallies,T00000016,,It did harm to some.,0.3.0,2025-05-20")

    assert problems(published) == []


def test_a_damaged_release_is_reported_and_the_others_compared(published: Path) -> None:
    """A table whose bytes are not the published ones is not believed; the same table of another release is."""
    file = published / "releases/0.2.0/data/tallies.csv"
    file.write_bytes(file.read_bytes().replace(b",300,", b",299,"))
    line = set_cells(published, "tallies", "T00000015", {"value": "299"})

    assert found_by(published) == {
        ("published_release_is_whole", "tallies", None, None),
        ("changed_cell_has_correction", "tallies", line, "value"),
    }


def test_columns_that_came_or_went_are_no_changed_cells(published: Path) -> None:
    """A release without a column of today, and with one that is gone, is compared in what both have."""
    lines = [line.split(",") for line in (published / "releases/0.2.0/data/actor_inputs.csv").read_text().splitlines()]
    assert lines[0][-1] == "note"
    old = [[*line[:-1], "was" if number else "of_old"] for number, line in enumerate(lines)]
    write_lines(published, "actor_inputs", [",".join(line) for line in old])
    shutil.rmtree(published / "releases")
    publish(published, "0.1.0")
    write_lines(published, "actor_inputs", [",".join(line) for line in lines])
    assert problems(published) == []
    line = set_cells(published, "actor_inputs", "agency|monitor|killed|", {"source_id": "herald-mirror"})

    assert ("changed_cell_has_correction", "actor_inputs", line, "source_id") in found_by(published)


# --- laws --------------------------------------------------------------------------------------------


TABLES = [name for name in CURATED if name != "waivers"]


@given(name=st.sampled_from(TABLES), data=st.data())
@settings(max_examples=150)
def test_exactly_what_changed_is_seen(name: str, data: st.DataObject) -> None:
    """The difference has exactly the rows that were added or removed and the cells that changed, sound or not."""
    table, head, *lines = CURATED[name], *lines_of(SMALL, name)
    rows = st.sets(st.sampled_from(lines)) if lines else st.just(set())
    before, after = (sorted(data.draw(rows), key=lines.index) for _ in range(2))
    free = [at for at, column in enumerate(table.columns().values()) if not column.key]
    changed = {}
    for number, line in enumerate(after):
        cells = split_cells(line)
        for at in data.draw(st.sets(st.sampled_from(free), max_size=2)):
            value = data.draw(st.sampled_from(["", "7", 'x, "y"']))
            if line in before and value != cells[at]:
                changed[key_of(name, line), list(table.columns())[at]] = (cells[at] or None, value or None)
            cells[at] = value
        after[number] = join_cells(cells)
    keys, here = ([key_of(name, line) for line in some] for some in (before, after))
    seen = compare_table(name, *("\n".join([head, *some, ""]).encode() for some in (before, after)))

    assert {(id_, column): (was, now) for id_, column, was, now in seen.changed.iter_rows()} == changed
    assert seen.removed_ids == [id_ for id_ in keys if id_ not in here]
    assert seen.added_ids == set(here) - set(keys)


FREE = st.sampled_from(["T00000010", "T00000012", "T00000013", "T00000014", "T00000015"])


@given(row=FREE, words=st.text('abc ,"', min_size=1, max_size=12).map(lambda text: f"Read {text.strip()} there"))
@settings(max_examples=8)
def test_an_edit_without_a_correction_is_found_on_its_line(published_once: Path, row: str, words: str) -> None:
    """A note that changes is found without a correction, and passes with one."""
    words = " ".join(words.split())
    before = {table: file_of(published_once, table).read_bytes() for table in CURATED}
    try:
        line = set_cells(published_once, "tallies", row, {"note": words})
        silent = locations_of(problems(published_once), "changed_cell_has_correction")
        set_cells(published_once, "tallies", row, {"note": ""})
        correct(published_once, Cell("tallies", row, "note"), words, REASON, on=UNTIL)
        honest: list[Problem] = [problem for problem in problems(published_once) if problem.rule != "text_form"]
    finally:
        for table, data in before.items():
            file_of(published_once, table).write_bytes(data)

    assert silent == [("dataset/tallies.csv", line, "note")]
    assert honest == []


def test_rules_of_history_can_not_be_waived() -> None:
    """None of them is waivable, and each is an error."""
    rules_of_history = [rule for rule in vars(release_history).values() if isinstance(rule, Rule)]

    assert len(rules_of_history) == 8
    assert [rule.name for rule in rules_of_history if rule.waivable or rule.severity != "error"] == []
