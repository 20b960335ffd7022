"""Retired rows: every replacement is kept, and a retired id still leads to the reason and to what stands for it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from builders import small_tables, typed
from casualty_dataset.analysis.record import Record
from casualty_dataset.cli import cli
from casualty_dataset.cli.text.show import lines
from casualty_dataset.core.errors import Refused, UnknownName
from casualty_dataset.history.tombstones import (
    Tombstone,
    join_ids,
    split_ids,
    standing_successors,
    successors,
    successors_in_words,
)
from casualty_dataset.releases.loader import open_release
from casualty_dataset.workflows.correct import Cell, correct
from casualty_dataset.workflows.retire import retire
from casualty_dataset.workflows.show import answer
from casualty_schemas import CURATED
from helpers_dataset import (
    UNTIL,
    add_line,
    copy_row,
    delete_row,
    lines_of,
    locations_of,
    problems,
    publish,
    row_of,
    set_cells,
    snapshot,
)

REASON = "Entered twice under two ids."
RETIRED_ON = date(2025, 4, 1)
NAMES = st.sampled_from("abcdefgh")


def call(root: Path, *words: str) -> Result:
    """Call the command in this process."""
    return CliRunner().invoke(cli, ["--root", str(root), *words], prog_name="dataset")


def stone(table: str, id_: str, *replacements: str, reason: str = REASON, days: int = 0) -> dict[str, Any]:
    """A row of retired.csv."""
    on = RETIRED_ON + timedelta(days=days)
    return {"table": table, "id": id_, "replacement_id": join_ids(replacements) or None, "reason": reason,
            "last_in": "0.1.0", "retired_on": on}  # fmt: skip


def record_with(*stones: Mapping[str, Any]) -> Record:
    """The tiny record with these tombstones."""
    return Record({**small_tables(), "retired": typed("retired", stones)})


def graph(edges: Mapping[str, set[str]]) -> dict[tuple[str, str], Tombstone]:
    """Tombstones of places by what replaces them."""
    return {
        ("places", id_): Tombstone("places", id_, tuple(sorted(to)), REASON, "0.1.0", RETIRED_ON)
        for id_, to in edges.items()
    }


# --- lists of ids ----------------------------------------------------------------------------------------


@given(data=st.data(), table=st.sampled_from(sorted(CURATED)))
def test_a_list_of_ids_is_read_as_it_was_written(data: st.DataObject, table: str) -> None:
    """Whatever the number of columns of the key, and whichever of its parts are empty."""
    width = len(CURATED[table].primary_key())
    part = st.sampled_from(["", "a", "b-c", "T00000001"])
    key = st.tuples(st.sampled_from(["a", "b"]), *[part] * (width - 1)).map("|".join)
    ids = data.draw(st.sets(key, min_size=1, max_size=4))

    assert split_ids(table, join_ids(ids)) == tuple(sorted(ids))


def test_parts_that_do_not_come_out_even_are_one_id() -> None:
    """It names no row, and `validate` says so."""
    assert split_ids("incident_sources", "hill|herald|hill") == ("hill|herald|hill",)
    assert split_ids("tallies", None) == ()


@given(st.dictionaries(NAMES, st.sets(NAMES, max_size=3), max_size=6))
def test_successors_are_those_that_can_be_reached(edges: dict[str, set[str]]) -> None:
    """Each once, however the replacements run together, and also where they run in a circle."""
    for start in edges:
        reached: set[str] = set()
        waiting = set(edges[start])
        while waiting:
            reached |= waiting
            waiting = {to for id_ in waiting for to in edges.get(id_, ())} - reached
        listed = [id_ for _, id_ in successors(("places", start), graph(edges))]

        assert sorted(listed) == sorted(reached)
        assert standing_successors(("places", start), graph(edges)) == sorted(reached - edges.keys())
        assert bool(successors_in_words(("places", start), graph(edges))) == bool(edges[start])


def test_a_long_chain_is_cut_in_a_sentence() -> None:
    """Ten thousand replacements of replacements are no sentence."""
    chain = graph({str(number): {str(number + 1)} for number in range(10_000)})

    assert successors_in_words(("places", "0"), chain).count("retired too") == 9
    assert standing_successors(("places", "0"), chain) == ["10000"]


# --- retire ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given_order", [["hill", "harbour", "south"], ["south", "hill", "harbour", "hill"]])
def test_retire_keeps_every_replacement(published: Path, given_order: list[str]) -> None:
    """Once each and in order, whatever the order of the call; the dataset is sound."""
    copy_row(published, "places", "harbour", {"place_id": "docks"})
    publish(published, "0.3.0")
    done = call(published, "retire", "places", "docks", "--reason", "It was three places.", "--date", "2025-06-01",
                *(word for id_ in given_order for word in ("--replacement", id_)))  # fmt: skip

    assert done.exit_code == 0, done.output
    assert row_of(published, "retired", "places|docks")["replacement_id"] == "harbour|hill|south"
    assert "harbour, hill and south" in " ".join(done.stdout.split())
    assert problems(published) == []


def test_each_replacement_must_be_there(published: Path) -> None:
    """One that is not there is named, and nothing is written."""
    before = snapshot(published)

    with pytest.raises(UnknownName, match="T00000099"):
        retire(published, "tallies", "T00000015", REASON, ["T00000008", "T00000099"])
    assert snapshot(published) == before


def test_a_replacement_that_was_retired_must_lead_to_a_row(published: Path) -> None:
    """An id that nothing stands for replaces nothing; one that was replaced does."""
    copy_row(published, "places", "harbour", {"place_id": "docks"})
    copy_row(published, "places", "harbour", {"place_id": "quay"})
    publish(published, "0.3.0")
    retire(published, "places", "docks", "Nobody calls it so.", on=UNTIL)

    with pytest.raises(UnknownName, match="docks was itself retired, and no other row stands for it"):
        retire(published, "places", "quay", REASON, ["docks"], UNTIL)
    retire(published, "places", "quay", REASON, ["old-harbour"], UNTIL)
    assert problems(published) == []


def test_replacements_never_lead_back(published: Path) -> None:
    """What replaced a row is not retired for that row, not even beside another one."""
    copy_row(published, "places", "harbour", {"place_id": "docks"})
    copy_row(published, "places", "harbour", {"place_id": "quay"})
    publish(published, "0.3.0")
    retire(published, "places", "docks", REASON, ["quay", "hill"], UNTIL)

    with pytest.raises(UnknownName, match="docks was itself retired, and quay stands for it"):
        retire(published, "places", "quay", REASON, ["docks"], UNTIL)
    assert "quay" in {line.split(",")[0] for line in lines_of(published, "places")}


def test_a_second_try_drops_no_replacement(published: Path) -> None:
    """The tombstone of an interrupted edit is kept, so a call that says something else is refused."""
    add_line(published, "retired", f"tallies,T00000015,T00000008,{REASON},0.2.0,2025-06-01")

    with pytest.raises(Refused, match="a tombstone of T00000015 already"):
        retire(published, "tallies", "T00000015", REASON, ["T00000008", "T00000014"], UNTIL)
    retire(published, "tallies", "T00000015", REASON, ["T00000008"], UNTIL)
    assert problems(published) == []


# --- rules -----------------------------------------------------------------------------------------------


def test_one_of_several_replacements_is_missing(small: Path) -> None:
    """The message names it, and not those that are there."""
    line = add_line(small, "retired", "places,docks,harbour|nowhere,It was two places.,0.1.0,2025-04-01")
    listed = problems(small)

    assert locations_of(listed, "replacement_exists") == [("dataset/retired.csv", line, "replacement_id")]
    assert "“nowhere”" in listed[0].message
    assert "harbour" not in listed[0].message


def test_a_new_row_that_names_a_retired_one_is_led_to_its_successors(small: Path) -> None:
    """The message gives the rows that stand now, not the id that is spelled most alike."""
    add_line(small, "retired", "places,hills,harbour,It is the same place.,0.1.0,2025-04-01")
    add_line(small, "retired", "places,peak,harbour|hills,It was two places.,0.1.0,2025-04-01")
    set_cells(small, "tallies", "T00000013", {"place_id": "peak"})
    (problem,) = [problem for problem in problems(small) if problem.rule == "reference_exists"]

    assert problem.message == "peak is not in dataset/places.csv: it was retired, and “harbour” stands for it"


def test_a_circle_of_replacements_is_found_on_each_of_its_rows(small: Path) -> None:
    """Three rows that replace each other; one that leads into the circle is not part of it."""
    for id_, to in (("a", "b"), ("b", "c|hill"), ("c", "a"), ("d", "a")):
        add_line(small, "retired", f"places,{id_},{to},{REASON},0.1.0,2025-04-01")

    assert len(locations_of(problems(small), "replacements_have_no_cycle")) == 3


def test_a_published_circle_stays(published: Path) -> None:
    """A tombstone that a release holds is never changed, so it is not called an error either."""
    for id_, to in (("a", "b"), ("b", "a")):
        add_line(published, "retired", f"places,{id_},{to},{REASON},0.1.0,2025-04-01")
    publish(published, "0.3.0")

    assert "replacements_have_no_cycle" not in {problem.rule for problem in problems(published)}


def test_a_tally_moves_to_any_row_that_its_document_was_retired_for(published: Path) -> None:
    """A document that turned out to be two: its tallies go to either."""
    for name, url in (("part-1", "https://herald.example.org/part/1"), ("part-2", "https://herald.example.org/part/2")):
        copy_row(published, "sources", "herald-mirror", {"source_id": name, "url": url})
    copy_row(published, "sources", "herald-mirror", {"source_id": "whole", "url": "https://herald.example.org/whole"})
    copy_row(published, "tallies", "T00000011", {"tally_id": "T00000016", "source_id": "whole", "value": "1001"})
    publish(published, "0.3.0")
    correct(published, Cell("tallies", "T00000016", "source_id"), "part-2", REASON, on=UNTIL)
    retire(published, "sources", "whole", "It was two pages.", ["part-1", "part-2"], UNTIL)

    assert {problem.rule for problem in problems(published)} == {"every_source_is_used"}


# --- show ------------------------------------------------------------------------------------------------

RETIRED = [
    ("tallies", "T00000099", "T00000008", "Test"),
    ("incidents", "sy-2025-03-07-port", "sy-2025-03-07-harbour", "Killings in Harbour"),
    ("sources", "herald-copy", "herald-mirror", "Mirror of the report on the tolls"),
    ("places", "docks", "hill", "Hill"),
    ("actors", "watch", "monitor", "Test Monitor"),
    (
        "incident_sources",
        "sy-2025-03-hill|copy",
        "sy-2025-03-hill|herald-2025-03-09",
        "Bodies found at Hill · Report on",
    ),
    ("actor_inputs", "coalition|agency||", "coalition|monitor||", "Test Coalition · Test Monitor"),
]


@pytest.mark.parametrize(("table", "id_", "by", "label"), RETIRED)
def test_a_retired_id_gives_its_tombstone(table: str, id_: str, by: str, label: str) -> None:
    """When it was retired, in which release it was last, why, and what stands for it, of any table."""
    record = record_with(stone(table, id_, by))
    (shown,) = answer(record, id_)
    text = " ".join("\n".join(lines("text", id_, [shown])).split())
    tombstone = shown.as_json()["tombstone"]

    assert f"Retired from {table} on 1 April 2025; release 0.1.0 is the last that holds it." in text
    assert REASON in text
    assert f"Replaced by: {by} {label}" in text
    assert "1 نيسان/أبريل 2025" in shown.sentence.ar
    assert (tombstone["table"], tombstone["retired_on"], tombstone["last_in"]) == (table, "2025-04-01", "0.1.0")
    assert [(by_row["id"], by_row["tombstone"]) for by_row in tombstone["replacements"]] == [(by, None)]
    assert label in tombstone["replacements"][0]["label"]["en"]


def test_every_successor_is_shown_with_its_label() -> None:
    """Two rows stand for one, as columns of CSV too."""
    record = record_with(stone("places", "docks", "harbour", "hill"))
    shown = answer(record, "docks")
    (cells,) = csv.DictReader(io.StringIO("\n".join(lines("csv", "docks", shown))))

    assert list(lines("text", "docks", shown))[-4:] == ["  Replaced by:", "    harbour Harbour", "    hill Hill", ""]
    assert (cells["replacements"], cells["retired_on"], cells["last_in"]) == ("harbour|hill", "2025-04-01", "0.1.0")
    assert cells["reason"] == REASON
    assert cells["replacements_en"] == "harbour: Harbour; hill: Hill"
    assert cells["replacements_ar"] == "harbour: الميناء؛ hill: التل"


def test_what_a_release_holds_is_shown_too(released_once: Path) -> None:
    """An opened release has its tombstones with it."""
    with open_release(released_once / "releases/0.1.0") as release:
        (shown,) = answer(release, "old-harbour")

    assert "release 0.1.0 is the last that holds it" in shown.sentence.en
    assert shown.as_json()["tombstone"]["replacements"][0]["label"] == {"en": "Harbour", "ar": "الميناء"}


def test_a_row_without_successor_is_shown_so() -> None:
    """That is said, in both languages."""
    (shown,) = answer(record_with(stone("places", "docks")), "docks")

    assert shown.sentence.en.endswith("No row replaces it.")
    assert shown.sentence.ar.endswith("ولم يحل محله صف آخر.")


@pytest.mark.parametrize("depth", [1, 2, 5])
def test_a_successor_that_was_retired_too_is_followed(depth: int) -> None:
    """Each step of the chain with its own day and reason, down to the row that stands."""
    names = ["docks", *(f"docks-{number}" for number in range(depth)), "hill"]
    stones = [
        stone("places", old, new, reason=f"Reason number {days}.", days=days)
        for days, (old, new) in enumerate(pairwise(names))
    ]
    (shown,) = answer(record_with(*stones), "docks")
    text = "\n".join(lines("text", "docks", [shown]))
    tombstone, steps = shown.as_json()["tombstone"], []
    while tombstone:
        steps.append((tombstone["retired_on"], tombstone["reason"]))
        (successor,) = tombstone["replacements"]
        tombstone = successor["tombstone"]

    assert steps == [(f"2025-04-0{1 + days}", f"Reason number {days}.") for days in range(depth + 1)]
    assert (successor["id"], successor["label"]) == ("hill", {"en": "Hill", "ar": "التل"})
    assert all(f"Reason number {days}." in text for days in range(depth + 1))
    assert text.rstrip().endswith("hill Hill")
    (cells,) = csv.DictReader(io.StringIO("\n".join(lines("csv", "docks", [shown]))))
    assert cells["replacements_en"].startswith("docks-0 (retired too: ")
    assert cells["replacements_en"].endswith("hill: Hill" + ")" * depth)


def test_replacements_in_a_circle_come_to_an_end() -> None:
    """`show` does not apply the rules, so it may meet one."""
    record = record_with(stone("places", "a", "b"), stone("places", "b", "a", "hill"))
    text = "\n".join(lines("text", "a", answer(record, "a")))

    assert text.count("Replaced by:") == 2
    assert "hill Hill" in text


def test_an_id_of_two_tables_shows_both() -> None:
    """A place that is there, and a document of the same id that was retired."""
    shown = answer(record_with(stone("actors", "hill"), stone("sources", "hill", "gazetteer")), "hill")

    assert [(row.table, row.retired is None) for row in shown] == [
        ("places", True),
        ("actors", False),
        ("sources", False),
    ]


def test_a_misspelt_retired_id_names_the_nearest() -> None:
    """A retired id is an id, so it is among those that may be meant."""
    with pytest.raises(UnknownName, match="did you mean “dockyard”"):
        answer(record_with(stone("places", "dockyard", "hill")), "dokyard")


def test_lines_of_a_tombstone_fit_the_screen() -> None:
    """80 columns, however long the reason."""
    record = record_with(
        stone("places", "docks", "docks-2", reason="It is the same. " * 12), stone("places", "docks-2")
    )

    assert max(map(len, lines("text", "docks", answer(record, "docks")))) <= 80


def test_a_question_about_a_retired_id_leads_to_its_tombstone() -> None:
    """`reconcile`, `compare` and `timeline` name no other id for it."""
    incident = stone("incidents", "sy-2025-03-07-harbor", "sy-2025-03-07-harbour")
    record = record_with(incident, stone("tallies", "T00000098"))
    asked: list[Callable[[], object]] = [
        lambda: record.claims(incident="sy-2025-03-07-harbor"),
        lambda: record.reconcile(incident="sy-2025-03-07-harbor"),
        lambda: record.tally("T00000098"),
    ]
    for question in asked:
        with pytest.raises(UnknownName, match="was retired: `dataset show") as refusal:
            question()
        assert "did you mean" not in str(refusal.value)


def test_a_row_is_shown_with_its_corrections() -> None:
    """When, which cell, from what to what, why; a withheld value is not repeated."""
    corrections: list[dict[str, Any]] = [
        {"correction_id": "C000001", "table": "tallies", "id": "T00000008", "column": "value", "old": "90", "new": "91",
         "reason": "The page prints another figure", "corrected_on": RETIRED_ON},
        {"correction_id": "C000002", "table": "tallies", "id": "T00000008", "column": "note", "old": "withheld",
         "new": None, "reason": "safety", "corrected_on": RETIRED_ON},
        {"correction_id": "C000003", "table": "places", "id": "T00000008", "column": "note", "old": "x",
         "new": None, "reason": "Of another table.", "corrected_on": RETIRED_ON},
    ]  # fmt: skip
    record = Record({**small_tables(), "corrections": typed("corrections", corrections)})
    (shown,) = answer(record, "T00000008")
    text = " ".join("\n".join(lines("text", "T00000008", [shown])).split())

    assert "Corrected on 1 April 2025, value: 90 → 91. The page prints another figure." in text
    assert "Corrected on 1 April 2025, note: withheld → empty. The earlier value is withheld for safety." in text
    assert "Of another table" not in text
    assert [row["correction_id"] for row in shown.as_json()["corrections"]] == ["C000001", "C000002"]


def test_a_withdrawn_figure_is_shown_so(small: Path) -> None:
    """Beside the figure, and not only in the chain."""
    absence = {"qualifier": "none_published", "value": "", "basis": "not_stated", "as_of": "2025-03-20"}
    link = {"tally_id": "T00000016", "supersedes_id": "T00000005", "revision_reason": "retraction"}
    copy_row(small, "tallies", "T00000005", absence | link)
    done = call(small, "show", "T00000005")
    tombstone = json.loads(call(small, "show", "T00000005", "--format", "json").stdout)

    assert "The claimant withdrew this figure as of 20 March 2025 (T00000016)." in done.stdout
    assert tombstone[0]["withdrawn_by"] == "T00000016"
    assert "withdrew" not in call(small, "show", "T00000001").stdout


# --- diff and CHANGES.md -----------------------------------------------------------------------------------


@pytest.fixture
def split(released: Path) -> Path:
    """A released place that turned out to be two, of which one was retired again."""
    retired = "tallies,T00000012,T00000013|T00000014,It was two figures.,0.1.0,2025-04-20"
    delete_row(released, "tallies", "T00000012")
    delete_row(released, "tallies", "T00000014")
    add_line(released, "retired", retired)
    add_line(released, "retired", "tallies,T00000014,T00000015,Entered twice,0.1.0,2025-04-21")
    return released


def test_diff_gives_reason_and_successors_of_a_retired_row(split: Path) -> None:
    """In text, with replacements that were retired too, within 80 columns."""
    done = call(split, "diff", "0.1.0", "working")
    text = " ".join(done.stdout.split())

    assert "T00000012 retired: It was two figures. Replaced by T00000013 and T00000014 (retired too, replaced by "\
           "T00000015)." in text  # fmt: skip
    assert "T00000014 retired: Entered twice. Replaced by T00000015." in text
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_diff_gives_tombstones_to_programs(split: Path) -> None:
    """`retired` stays a list of ids; the tombstones stand beside it, and in the columns new and reason of CSV."""
    tallies = json.loads(call(split, "diff", "0.1.0", "working", "--format", "json").stdout)["tables"]["tallies"]
    changes = csv.DictReader(io.StringIO(call(split, "diff", "0.1.0", "working", "--format", "csv").stdout))
    gone = {row["id"]: (row["old"], row["new"], row["reason"]) for row in changes if row["change"] == "row_retired"}

    assert tallies["retired"] == ["T00000012", "T00000014"]
    assert tallies["tombstones"][0] == {
        "id": "T00000012",
        "reason": "It was two figures.",
        "replacements": ["T00000013", "T00000014"],
        "standing": ["T00000013", "T00000015"],
        "last_in": "0.1.0",
        "retired_on": "2025-04-20",
    }
    assert gone == {
        "T00000012": ("", "T00000013|T00000014", "It was two figures."),
        "T00000014": ("", "T00000015", "Entered twice"),
    }


def test_diff_lists_retired_rows_in_markdown(split: Path) -> None:
    """As CHANGES.md of a release does."""
    markdown = call(split, "diff", "0.1.0", "working", "--format", "markdown").stdout

    assert (
        "- 1 row of tallies: It was two figures. T00000012, replaced by T00000013 and T00000014 (retired too, replaced "
        "by T00000015)." in markdown
    )


def test_diff_backwards_knows_no_tombstone(split: Path) -> None:
    """Rows that the older tables do not have yet have no tombstone there, and nothing is made up."""
    copy_row(split, "tallies", "T00000015", {"tally_id": "T00000016", "value": "310", "qualifier": "up_to"})
    done = call(split, "diff", "working", "0.1.0")

    assert "  T00000016 retired\n" in done.stdout
