"""Edits with a meaning: only the lines that are meant change, history is told, and what is refused writes nothing."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casualty_dataset.core.errors import Refused, UnknownName, Unreadable
from casualty_dataset.history import csv_edit as edits
from casualty_dataset.workflows.correct import Cell, correct
from casualty_dataset.workflows.retire import retire
from casualty_schemas import CURATED, Table
from helpers_dataset import (
    SMALL,
    UNTIL,
    add_line,
    copy_row,
    delete_row,
    file_of,
    key_of,
    line_of,
    lines_of,
    problems,
    publish,
    row_of,
    run,
    set_cells,
    snapshot,
    withdraw,
)

REASON = "The page prints another figure."
HARM = "Told by a neighbour of the school."
TABLES = sorted(CURATED)
ROWS = [(table, key_of(table, line)) for table in TABLES for line in lines_of(SMALL, table)[1:]]
TEXT = st.text(alphabet='ab ,"-|é', max_size=8)


def bytes_of(table: str, root: Path = SMALL) -> bytes:
    """The bytes of a table."""
    return file_of(root, table).read_bytes()


# --- bytes to bytes --------------------------------------------------------------------------------


@given(address=st.sampled_from(ROWS), value=TEXT, data=st.data())
def test_one_cell_changes_and_nothing_else(address: tuple[str, str], value: str, data: st.DataObject) -> None:
    """Every other line stays byte for byte; the cell reads back as given; putting it back gives the same bytes."""
    (name, id_), before = address, bytes_of(address[0])
    table = CURATED[name]
    column = data.draw(st.sampled_from([name for name, spec in table.columns().items() if not spec.key] or [""]))
    after = edits.with_cell(table, before, id_, column, value)
    was = edits.rows(table, before)[id_]
    at = edits.line_of(table, before, id_) - 1
    lines, others = before.split(b"\n"), after.split(b"\n")

    assert edits.rows(table, after)[id_] == was | {column: value}
    assert lines[:at] + lines[at + 1 :] == others[:at] + others[at + 1 :]
    assert edits.with_cell(table, after, id_, column, was[column]) == before


@given(address=st.sampled_from(ROWS))
def test_a_row_taken_out_and_put_back_gives_the_same_bytes(address: tuple[str, str]) -> None:
    """A row goes in where its key belongs, in the one spelling."""
    (name, id_), before = address, bytes_of(address[0])
    table = CURATED[name]
    without = edits.without_row(table, before, id_)

    assert id_ not in edits.rows(table, without)
    assert edits.with_row(table, without, edits.rows(table, before)[id_]) == before


def test_what_is_not_there_is_an_error() -> None:
    """An unknown row or column, a column of the key, a row that is there already."""
    table, data = CURATED["places"], bytes_of("places")

    for id_, column in (("nowhere", "note"), ("hill", "notes"), ("hill", "place_id")):
        with pytest.raises(KeyError):
            edits.with_cell(table, data, id_, column, "x")
    with pytest.raises(KeyError):
        edits.without_row(table, data, "nowhere")
    with pytest.raises(KeyError):
        edits.with_row(table, data, edits.rows(table, data)["hill"])


# --- correct -----------------------------------------------------------------------------------------


def test_correct_changes_the_cell_and_records_why(published: Path) -> None:
    """One line of the table, one further line of corrections.csv, and the dataset is sound."""
    before = {table: lines_of(published, table) for table in TABLES}
    made = correct(published, Cell("tallies", "T00000015", "value"), "299", REASON, on=UNTIL)
    changed = {table: set(lines_of(published, table)) ^ set(before[table]) for table in TABLES}

    assert {table: len(lines) for table, lines in changed.items() if lines} == {"tallies": 2, "corrections": 1}
    assert lines_of(published, "corrections")[-1] == f"C000002,tallies,T00000015,value,300,299,{REASON},2025-06-01"
    assert problems(published) == []
    assert made.new_errors == 0
    assert "C000002" in made.summary


def test_correct_twice_makes_a_chain(published: Path) -> None:
    """The second correction starts where the first ended."""
    correct(published, Cell("tallies", "T00000015", "value"), "299", REASON, on=UNTIL)
    correct(published, Cell("tallies", "T00000015", "value"), "301", REASON, on=UNTIL)

    assert [row_of(published, "corrections", f"C00000{n}")["old"] for n in (2, 3)] == ["300", "299"]
    assert problems(published) == []


def test_an_empty_value_empties_the_cell(published: Path) -> None:
    """The new value of the correction is empty too."""
    correct(published, Cell("incident_sources", "sy-2025-03-hill|herald-2025-03-09", "note"), "", REASON, on=UNTIL)

    assert lines_of(published, "incident_sources")[1] == "sy-2025-03-hill,herald-2025-03-09,"
    assert problems(published) == []


def test_what_was_edited_by_hand_is_entered_afterwards(published: Path) -> None:
    """A cell that already holds the new value: the correction still starts at what was published."""
    set_cells(published, "tallies", "T00000015", {"value": "299"})
    correct(published, Cell("tallies", "T00000015", "value"), "299", REASON, on=UNTIL)

    assert row_of(published, "corrections", "C000002")["old"] == "300"
    assert problems(published) == []


def test_what_no_release_holds_is_edited_without_a_correction(published: Path) -> None:
    """A new row is just edited, and the sentence says so."""
    copy_row(published, "tallies", "T00000015", {"tally_id": "T00000016", "value": "310", "qualifier": "up_to"})
    corrections = bytes_of("corrections", published)
    made = correct(published, Cell("tallies", "T00000016", "value"), "320", REASON, on=UNTIL)

    assert row_of(published, "tallies", "T00000016")["value"] == "320"
    assert bytes_of("corrections", published) == corrections
    assert "No release holds it" in made.summary


def test_an_error_that_the_next_edit_mends_is_counted_and_allowed(published: Path) -> None:
    """A whole is corrected before its parts: the sum fails in between, and the command says so."""
    made = correct(published, Cell("tallies", "T00000003", "value"), "41", REASON, on=UNTIL)

    assert made.new_errors == 1
    assert {problem.rule for problem in problems(published)} <= {"part_not_above_whole", "parts_sum_to_whole"}


WRONG_CALLS = [
    ("tallys", "T00000015", "value", "1", "did you mean “tallies”"),
    ("tallies", "T0000015", "value", "1", "did you mean"),
    ("tallies", "T00000015", "valeu", "1", "did you mean “value”"),
    ("tallies", "T00000015", "tally_id", "T00000099", "of the key"),
    ("corrections", "C000001", "reason", "Another reason is given.", "itself history"),
    ("places", "old-harbour", "note", "x", "retired already"),
    ("tallies", "T00000015", "note", "\udcff", "not text"),
]


@pytest.mark.parametrize(("table", "row", "column", "value", "expected"), WRONG_CALLS)
def test_a_wrong_call_names_the_nearest(
    published: Path, table: str, row: str, column: str, value: str, expected: str
) -> None:
    """Unknown tables, rows and columns, keys and history: nothing is written."""
    before = snapshot(published)

    with pytest.raises(UnknownName, match=expected):
        correct(published, Cell(table, row, column), value, REASON)
    assert snapshot(published) == before


REFUSED = [
    ("tallies", "T00000015", "value", "300", REASON, "already"),
    ("tallies", "T00000015", "value", "+7", REASON, "whole number"),
    ("tallies", "T00000015", "qualifier", "", REASON, "required"),
    ("tallies", "T00000015", "place_id", "nowhere", REASON, "not in dataset/places.csv"),
    ("places", "harbour", "latitude", "95", REASON, "latitude"),
    ("tallies", "T00000015", "note", "two\nlines", REASON, "Nothing was written"),
    ("tallies", "T00000015", "value", "299", "Fixed it.", "fewer than three words"),
    ("tallies", "T00000015", "note", "Ask desk@network.example for it.", REASON, "e-mail"),
    ("tallies", "T00000015", "value", "299", "Told by desk@network.example in a letter.", "e-mail"),
]


@pytest.mark.parametrize(("table", "row", "column", "value", "reason", "expected"), REFUSED)
def test_what_can_not_stand_is_refused(
    published: Path, table: str, row: str, column: str, value: str, reason: str, expected: str
) -> None:
    """The class forbids it, the reference leads nowhere, the reason is none, or it does harm: nothing is written."""
    before = snapshot(published)

    with pytest.raises(Refused, match=expected):
        correct(published, Cell(table, row, column), value, reason)
    assert snapshot(published) == before


# --- correct --withhold --------------------------------------------------------------------------------


def test_withhold_leaves_no_trace_of_the_value(published: Path) -> None:
    """Neither the cell, nor the new correction, nor the earlier ones of the cell, nor what is said hold it."""
    correct(published, Cell("tallies", "T00000014", "note"), HARM, REASON, on=UNTIL)
    publish(published, "0.3.0")
    correct(published, Cell("tallies", "T00000014", "note"), f"{HARM} Indeed.", REASON, on=UNTIL)
    made = correct(published, Cell("tallies", "T00000014", "note"), "", "", withhold=True, on=UNTIL)

    assert "neighbour" not in made.summary
    assert [b"neighbour" in bytes_of(table, published) for table in TABLES] == [False] * len(TABLES)
    assert lines_of(published, "corrections")[-1] == "C000004,tallies,T00000014,note,withheld,,safety,2025-06-01"
    assert problems(published) == []


def test_withhold_of_a_code_keeps_the_other_steps(published: Path) -> None:
    """In a column of numbers or codes only the value itself goes from the earlier corrections."""
    correct(published, Cell("tallies", "T00000015", "value"), "299", REASON, on=UNTIL)
    correct(published, Cell("tallies", "T00000015", "value"), "301", REASON, on=UNTIL)
    correct(published, Cell("tallies", "T00000015", "value"), "302", "", withhold=True, on=UNTIL)
    chain = [row_of(published, "corrections", f"C00000{n}") for n in (2, 3, 4)]

    assert [(row["old"], row["new"]) for row in chain] == [("300", "299"), ("299", "withheld"), ("withheld", "302")]
    assert problems(published) == []


def test_a_cell_can_be_withheld_and_corrected_again(published: Path) -> None:
    """After a removal the chain goes on, and a second removal takes what came between."""
    for value, withhold in (("A note of ours.", False), ("Another one.", True), ("A third one.", False), ("", True)):
        correct(published, Cell("tallies", "T00000014", "note"), value, REASON, withhold=withhold, on=UNTIL)
        publish(published, f"0.{len(list((published / 'releases').iterdir()))}.0")
        assert problems(published) == []


def test_nothing_is_withheld_of_an_empty_cell(published: Path) -> None:
    """What holds nothing holds nothing to take away."""
    with pytest.raises(Refused, match="nothing to withhold"):
        correct(published, Cell("tallies", "T00000014", "note"), "A note of ours.", "", withhold=True)


# --- retire --------------------------------------------------------------------------------------------


def test_retire_leaves_a_tombstone(published: Path) -> None:
    """The row goes, the tombstone names the last release, and the dataset is sound."""
    made = retire(published, "tallies", "T00000015", "Entered twice under two ids.", ["T00000008"], UNTIL)
    tomb = "tallies,T00000015,T00000008,Entered twice under two ids.,0.2.0,2025-06-01"

    assert lines_of(published, "retired")[-1] == tomb
    assert "T00000015" not in bytes_of("tallies", published).decode()
    assert problems(published) == []
    assert "0.2.0" in made.summary


def test_retire_keeps_the_tombstones_sorted(published: Path) -> None:
    """A tombstone goes where its key belongs: composite keys among others."""
    retire(published, "actor_inputs", "agency|monitor|killed|", "The table was its own.", on=UNTIL)

    assert [line.split(",")[0] for line in lines_of(published, "retired")[1:]] == ["actor_inputs", "places"]


def test_a_row_that_others_name_is_not_retired(published: Path) -> None:
    """Every row that would be left hanging is named, waivers among them."""
    before = snapshot(published)

    with pytest.raises(Refused, match="tallies T00000005"):
        retire(published, "tallies", "T00000001", "Entered twice under two ids.")
    with pytest.raises(Refused, match="waivers every_source_is_used"):
        retire(published, "sources", "gazetteer", "Entered twice under two ids.")
    with pytest.raises(Refused, match="places north"):  # in a list of members
        retire(published, "places", "country", "Entered twice under two ids.")
    assert snapshot(published) == before


def test_what_no_release_holds_goes_without_a_tombstone(published: Path) -> None:
    """A new row is just taken out, and the sentence says so."""
    copy_row(published, "tallies", "T00000015", {"tally_id": "T00000016", "value": "310", "qualifier": "up_to"})
    retired = bytes_of("retired", published)
    made = retire(published, "tallies", "T00000016", "Entered twice under two ids.", on=UNTIL)

    assert bytes_of("retired", published) == retired
    assert problems(published) == []
    assert "No release holds it" in made.summary


def test_after_a_withdrawal_a_tombstone_is_written_by_hand(published: Path) -> None:
    """Whether the withdrawn release held the row cannot be known, so the command does not guess."""
    withdraw(published, "0.2.0")
    copy_row(published, "tallies", "T00000015", {"tally_id": "T00000016", "value": "310", "qualifier": "up_to"})

    with pytest.raises(Refused, match="withdrawn"):
        retire(published, "tallies", "T00000016", "Entered twice under two ids.")


def test_a_document_entered_twice_becomes_one(published: Path) -> None:
    """Its tally is pointed at the one that stays, which is told as an error until the other is retired for it."""
    copy_row(published, "sources", "herald-mirror", {"source_id": "herald-copy", "url": "https://mirror.example.org/2"})
    copy_row(published, "tallies", "T00000011", {"tally_id": "T00000016", "source_id": "herald-copy", "value": "1001"})
    publish(published, "0.3.0")
    made = correct(published, Cell("tallies", "T00000016", "source_id"), "herald-mirror", REASON, on=UNTIL)
    assert made.new_errors >= 1
    assert "tally_keeps_claimant_and_source" in {problem.rule for problem in problems(published)}
    retire(published, "sources", "herald-copy", "Entered twice under two ids.", ["herald-mirror"], UNTIL)

    assert problems(published) == []


@pytest.mark.parametrize(
    ("table", "row", "replacement", "expected"),
    [
        ("tallies", "T00000099", None, "did you mean"),
        ("tallies", "T00000015", "T00000015", "can replace"),
        ("tallies", "T00000015", "T00000099", "can replace"),
        ("places", "old-harbour", None, "retired already"),
        ("waivers", "x", None, "itself history"),
    ],
)
def test_a_wrong_retirement_is_a_wrong_call(
    published: Path, table: str, row: str, replacement: str | None, expected: str
) -> None:
    """Unknown rows and replacements, and what was retired before."""
    with pytest.raises(UnknownName, match=expected):
        retire(published, table, row, "Entered twice under two ids.", [replacement] if replacement else [])


# --- between the two files -------------------------------------------------------------------------------


class Crash(Exception):
    """The machine stops."""


def _crash_at(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Stop when the file of this number is about to be put in its place."""
    replace, done = Path.replace, []

    def stop(self: Path, target: Path) -> Path:
        done.append(target)
        if len(done) == number:
            raise Crash
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", stop)


def test_a_crash_before_the_first_file_changes_nothing(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And leaves nothing in the root."""
    before = snapshot(published)
    _crash_at(monkeypatch, 1)

    with pytest.raises(Crash):
        correct(published, Cell("tallies", "T00000015", "value"), "299", REASON, on=UNTIL)
    assert {path: seen[-1] for path, seen in snapshot(published).items()} == {
        path: seen[-1] for path, seen in before.items()
    }


def test_a_crash_while_a_value_is_withheld_is_ended_too(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cell still holds what the corrections hold no more; the same command takes it away."""
    with monkeypatch.context() as patch:
        _crash_at(patch, 2)
        with pytest.raises(Crash):
            correct(published, Cell("sources", "herald-mirror", "label"), "Mirror", "", withhold=True, on=UNTIL)
    correct(published, Cell("sources", "herald-mirror", "label"), "Mirror", "", withhold=True, on=UNTIL)

    assert problems(published) == []
    assert lines_of(published, "corrections")[2:] == [
        "C000002,sources,herald-mirror,label,withheld,Mirror,safety,2025-06-01"
    ]


@pytest.mark.parametrize("command", ["correct", "retire"])
def test_a_crash_between_the_files_is_named_and_the_same_command_ends_it(
    published: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """What validate names afterwards is mended by running the command again."""

    def edit() -> None:
        if command == "correct":
            correct(published, Cell("tallies", "T00000015", "value"), "299", REASON, on=UNTIL)
        else:
            retire(published, "tallies", "T00000015", "Entered twice under two ids.", on=UNTIL)

    with monkeypatch.context() as patch:
        _crash_at(patch, 2)
        with pytest.raises(Crash):
            edit()
    named = {"correct": "corrections_form_a_chain", "retire": "retired_id_is_not_reused"}[command]
    assert {problem.rule for problem in problems(published)} == {named}
    edit()

    assert problems(published) == []


def test_a_file_that_changed_meanwhile_is_not_overwritten(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody saved the table while the command judged it: their work stays."""
    enter = edits.with_cell

    def slow(table: type[Table], data: bytes, id_: str, column: str, value: str) -> bytes:
        set_cells(published, "tallies", "T00000013", {"note": "Saved by somebody else."})
        return enter(table, data, id_, column, value)

    monkeypatch.setattr(edits, "with_cell", slow)
    with pytest.raises(Unreadable, match="changed meanwhile"):
        correct(published, Cell("tallies", "T00000015", "value"), "299", REASON, on=UNTIL)
    assert row_of(published, "tallies", "T00000013")["note"] == "Saved by somebody else."


def test_the_mode_of_a_file_stays(published: Path) -> None:
    """A table that others may write is one that others may write."""
    file_of(published, "tallies").chmod(0o664)
    correct(published, Cell("tallies", "T00000015", "value"), "299", REASON, on=UNTIL)

    assert file_of(published, "tallies").stat().st_mode & 0o777 == 0o664


def test_a_broken_release_stops_every_edit(published: Path) -> None:
    """What was published must be known before it is corrected."""
    delete_row(published, "tallies", "T00000015")
    (published / "releases/0.2.0/data/tallies.csv").unlink()

    with pytest.raises(Refused, match="not what was published"):
        correct(published, Cell("places", "hill", "note"), "On the hill.", REASON)


def test_a_table_out_of_form_is_not_edited(published: Path) -> None:
    """Its lines cannot be told apart for certain."""
    add_line(published, "incident_sources", "sy-2025-03-hill,herald-mirror,  two")

    with pytest.raises(Refused, match="errors of form"):
        correct(published, Cell("incident_sources", "sy-2025-03-hill|herald-mirror", "note"), "x", REASON)


# --- the commands ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        ("correct tallies T00000015 value 299 --reason", 0, "C000002"),
        ("correct tallies T00000015 value 299", 2, "--reason"),
        ("correct tallies T00000015 valeu 299 --withhold", 2, "did you mean"),
        ("retire tallies T00000015 --date 2025-06-01 --reason", 0, "0.2.0"),
        ("retire tallies T00000001 --reason", 1, "T00000005"),
    ],
)
def test_commands_report_what_they_did(published: Path, arguments: str, code: int, expected: str) -> None:
    """0 done, 1 the data refuses it, 2 the call is wrong; never a traceback."""
    words = [*arguments.split(), *([REASON] if arguments.endswith("--reason") else [])]
    ran = run(*words, cwd=published)
    out = ran.stdout.decode() + ran.stderr.decode()

    assert ran.returncode == code, out
    assert expected in out
    assert "Traceback" not in out


def test_line_of_counts_the_header() -> None:
    """The first row stands on line 2."""
    assert edits.line_of(CURATED["tallies"], bytes_of("tallies"), "T00000001") == 2
    assert edits.line_of(CURATED["places"], bytes_of("places"), "hill") == line_of(SMALL, "places", "hill")
