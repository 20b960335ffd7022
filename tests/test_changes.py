"""What changed: applied it gives the new tables, it demands a version, it repeats nothing that was withheld."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casualty_dataset.core.errors import MalformedTable
from casualty_dataset.core.problems import Problems
from casualty_dataset.formats import datapackage
from casualty_dataset.history.changes_markdown import changes_markdown
from casualty_dataset.history.changes_table import apply_changes, changes_table
from casualty_dataset.history.dataset_difference import compare_tables
from casualty_dataset.history.text_frames import COMPARED_TABLES
from casualty_dataset.history.version_demand import Demand, next_version, redefinitions
from casualty_schemas import CURATED, Changes
from helpers_dataset import ROOT, SMALL, TESTS, join_cells, split_cells

Tables = dict[str, bytes]


def _release(version: str) -> Tables:
    return {path.stem: path.read_bytes() for path in (ROOT / "releases" / version / "data").glob("*.csv")}


def _small() -> Tables:
    return {name: (SMALL / f"dataset/{name}.csv").read_bytes() for name in CURATED}


def _edited(tables: Mapping[str, bytes], table: str, key: str, **cells: str) -> Tables:
    """The tables with some cells of the row whose line begins with ``key`` changed."""
    header, *lines = tables[table].decode().splitlines()
    (at,) = [number for number, line in enumerate(lines) if line.startswith(key)]
    row = dict(zip(header.split(","), split_cells(lines[at]), strict=True))
    assert cells.keys() <= row.keys()
    lines[at] = join_cells(list((row | cells).values()))
    return {**tables, table: "".join(f"{line}\n" for line in [header, *lines]).encode()}


def _with(tables: Mapping[str, bytes], table: str, *rows: str) -> Tables:
    """The tables with rows more at the end of one."""
    return {**tables, table: tables[table] + "".join(f"{row}\n" for row in rows).encode()}


def _without(tables: Mapping[str, bytes], table: str, key: str) -> Tables:
    kept = [line for line in tables[table].decode().splitlines() if not line.startswith(key)]
    return {**tables, table: "".join(f"{line}\n" for line in kept).encode()}


def _csv(old: Mapping[str, bytes], new: Mapping[str, bytes], **more: Any) -> bytes:
    """changes.csv of two sets of tables."""
    return changes_table(compare_tables(old, new, **more), old, new).write_csv().encode()


# --- the law: applied to the old tables, changes.csv gives the new ones ---------------------------

_VALUES = st.sampled_from(["", "", "a", "b, c", 'says "so"', '"', "é ق", "x|y", "-1", "0", "withheld?"])


@st.composite
def _pairs(draw: st.DrawFn) -> tuple[str, Tables, Tables]:
    """A table before and after: rows that stay, change, come, go; columns that come, go, move."""
    name = draw(st.sampled_from(["tallies", "actor_inputs", "waivers", "retired", "codes"]))
    keys, others = COMPARED_TABLES[name].primary_key(), ["one", "two", "three", "four"]
    part = st.text("abz019-", min_size=1, max_size=3)
    last = st.text("abz019-|", min_size=1, max_size=4)
    ids = draw(st.lists(st.tuples(*[part] * (len(keys) - 1), last), max_size=6, unique=True))
    sides = []
    for _ in range(2):
        columns = draw(st.permutations([*keys, *draw(st.lists(st.sampled_from(others), unique=True))]))
        kept = sorted(id_ for id_ in ids if draw(st.booleans()))
        rows = [dict(zip(keys, id_, strict=True)) | {other: draw(_VALUES) for other in others} for id_ in kept]
        lines = [",".join(columns), *(join_cells([row[column] for column in columns]) for row in rows)]
        sides.append("".join(f"{line}\n" for line in lines).encode())
    return name, {name: sides[0]}, {name: sides[1]}


@given(_pairs())
@settings(max_examples=80)
def test_changes_applied_give_the_new_table(pair: tuple[str, Tables, Tables]) -> None:
    """Byte for byte, whatever came, went, changed or moved."""
    _, old, new = pair

    assert apply_changes(old, _csv(old, new)) == new


@pytest.mark.parametrize(("before", "after"), [("0.1.0", "0.2.0"), ("0.2.0", "0.1.0")])
def test_changes_of_published_releases_applied_give_the_other(before: str, after: str) -> None:
    """The curated tables and the codes of one release, made from the other and its changes, in both directions."""
    old, new = _release(before), _release(after)
    made = apply_changes(old, _csv(old, new))

    assert made.keys() == COMPARED_TABLES.keys()
    assert {name for name in made if made[name] != new[name]} == set()


def test_a_table_that_came_or_went_is_made_or_left_out() -> None:
    """From nothing to everything and back, tables of a header alone included."""
    tables = _small()

    empty = {**tables, "retired": tables["retired"].split(b"\n")[0] + b"\n"}
    assert apply_changes({}, _csv({}, empty)) == empty
    assert apply_changes(empty, _csv(empty, {})) == {}


def test_one_line_less_gives_another_table() -> None:
    """The law can fail: without any one line of changes.csv the new release does not come out."""
    old, new = _small(), _edited(_small(), "tallies", "T00000003", value="41", note="Read again.")
    header, *lines = _csv(old, new).splitlines(keepends=True)

    assert len(lines) == 2
    for left_out in lines:
        kept = b"".join([header, *(line for line in lines if line != left_out)])
        assert apply_changes(old, kept) != new


def test_changes_fit_their_class() -> None:
    """The table of the largest published step: typed, sorted, unique, within its patterns; about a megabyte."""
    from casualty_dataset.validation import schema_check as check

    old, new = _release("0.1.0"), _release("0.2.0")
    frame = changes_table(compare_tables(old, new), old, new)
    problems = Problems()
    check.check(Changes, frame, "data/changes.csv", problems)

    assert list(problems) == []
    assert frame.height > 20_000
    assert len(frame.write_csv()) < 1_500_000


# --- reasons -------------------------------------------------------------------------------------


def test_a_changed_cell_has_the_reason_of_its_correction() -> None:
    """Only corrections that came since count; all of one cell are told in their order."""
    old = _small()
    new = _edited(old, "tallies", "T00000002", value="62")
    new = _with(
        new,
        "corrections",
        "C000002,tallies,T00000002,value,60,61,Read again.,2025-04-02",
        "C000003,tallies,T00000002,value,61,62,Read a third time.,2025-04-03",
    )
    frame = changes_table(compare_tables(old, new), old, new).filter(pl.col("change") == "cell_changed")

    assert frame.select("id", "column", "old", "new", "reason").rows() == [
        ("T00000002", "value", "60", "62", "Read again. Read a third time.")
    ]


# --- what must not be repeated -------------------------------------------------------------------


def _withheld_world() -> tuple[Tables, Tables, Tables]:
    """Published with 7777; corrected to 8888 and published; withheld, now 61."""
    first = _edited(_small(), "tallies", "T00000003", value="7777")
    second = _with(
        _edited(first, "tallies", "T00000003", value="8888"),
        "corrections", "C000002,tallies,T00000003,value,7777,8888,Read again.,2025-04-02",
    )  # fmt: skip
    third = _with(
        _edited(second, "tallies", "T00000003", value="61"),
        "corrections", "C000003,tallies,T00000003,value,withheld,61,safety,2025-04-03",
    )  # fmt: skip
    return first, second, third


@pytest.mark.parametrize(("before", "after"), [(0, 1), (0, 2), (1, 2), (2, 1), (2, 0), (1, 0)])
def test_a_withheld_value_is_shown_in_no_direction(before: int, after: int) -> None:
    """Whatever two releases are compared: neither the value nor the one before it, in table or words."""
    states = _withheld_world()
    old, new = states[before], states[after]
    difference = compare_tables(old, new, known=[states[2]], strict=True)
    output = changes_table(difference, old, new).write_csv() + changes_markdown("Changes", "x", difference, old, new)
    cell = difference.tables["tallies"].changed.row(0)

    assert "7777" not in output
    assert "8888" not in output
    assert cell == ("T00000003", "value", "withheld", "61" if after == 2 else "withheld")


def test_a_release_masks_withheld_values_and_still_gives_the_new_tables() -> None:
    """What the release ships is made, although the old value is not told."""
    _, old, new = _withheld_world()
    table = _csv(old, new)

    assert b"8888" not in table
    assert b"tallies,T00000003,value,cell_changed,withheld,61,safety\n" in table
    assert apply_changes(old, table) == new


def test_a_correction_that_was_emptied_is_not_repeated_either() -> None:
    """Where earlier corrections of the cell were emptied too, what stood in them is told in no table and no words."""
    _, old, new = _withheld_world()
    new = _edited(new, "corrections", "C000002", old="withheld", new="withheld")
    table = _csv(old, new)
    words = changes_markdown("Changes", "x", compare_tables(old, new), old, new)

    assert apply_changes(old, table) == new
    assert b"corrections,C000002,new,cell_changed,withheld,withheld,\n" in table
    assert [number for number in ("7777", "8888") if number in table.decode() + words] == []
    assert "1 cell of 1 row," in words


def test_without_a_withholding_the_value_is_shown() -> None:
    """The check can fail: the same step without the correction for safety prints both numbers."""
    first, second, _ = _withheld_world()

    assert b"value,cell_changed,7777,8888,Read again." in _csv(first, second, strict=True)


@pytest.mark.parametrize("backwards", [False, True])
def test_cells_of_a_retired_row_are_never_shown(backwards: bool) -> None:
    """Not when it goes, and not when an older release is compared the other way round."""
    old = _edited(_small(), "tallies", "T00000012", note="A secret of 5 words.", value="7777")
    new = _with(_without(old, "tallies", "T00000012"), "retired", "tallies,T00000012,,Not needed.,0.1.0,2025-04-02")
    pair = (new, old) if backwards else (old, new)
    difference = compare_tables(*pair, strict=True)
    output = changes_table(difference, *pair).write_csv() + changes_markdown("Changes", "x", difference, *pair)

    assert "T00000012" in output
    assert "secret" not in output
    assert "7777" not in output


# --- what it demands -----------------------------------------------------------------------------


def _code(tables: Tables, **cells: str) -> Tables:
    return _edited({**tables, "codes": _release("0.2.0")["codes"]}, "codes", "access,opening", **cells)


_PLAIN = {**_small(), "codes": _release("0.2.0")["codes"]}
_WAIVER = "parts_within_whole,tallies,T00000002,A reason.,2025-04-01"
_CORRECTION = "C000002,tallies,T00000003,value,40,41,Read.,2025-04-02"
_CASES: dict[str, tuple[Tables, Demand]] = {
    "nothing": (_PLAIN, Demand.NONE),
    "value": (_edited(_PLAIN, "tallies", "T00000003", value="41"), Demand.PATCH),
    "correction": (_with(_PLAIN, "corrections", _CORRECTION), Demand.PATCH),
    "waiver": (_with(_PLAIN, "waivers", _WAIVER), Demand.PATCH),
    "row": (_with(_PLAIN, "incident_sources", "sy-2025-03-hill,herald-mirror,"), Demand.MINOR),
    "retired": (_without(_PLAIN, "tallies", "T00000012"), Demand.MINOR),
    "code": (_with(_PLAIN, "codes", "zone,new,new,جديد,A zone.,"), Demand.MINOR),
    "code gone": (_without(_PLAIN, "codes", "access,opening"), Demand.MAJOR),
    "code label": (_code(_PLAIN, label_en="another"), Demand.MAJOR),
    "code definition": (_code(_PLAIN, definition="Another meaning."), Demand.MAJOR),
    "code spelling": (_code(_PLAIN, label_en="Opening, read"), Demand.PATCH),
    "column": ({**_PLAIN, "claims": b"claim_id\n"}, Demand.MINOR),
}  # fmt: skip


@pytest.mark.parametrize("case", _CASES)
def test_what_a_change_demands(case: str) -> None:
    """Values a patch; rows and codes that come, rows that go, a minor; other meanings and what goes, a major."""
    new, demand = _CASES[case]

    assert compare_tables(_PLAIN, new).demand is demand


def test_a_column_that_went_or_moved_demands_a_major() -> None:
    """Also in a derived table, of which nothing else is compared."""
    old = {"claims": b"claim_id,value\nT00000001,3\n"}

    assert compare_tables(old, {"claims": b"claim_id\n"}).demand is Demand.MAJOR
    assert compare_tables(old, {"claims": b"value,claim_id\n"}).demand is Demand.MAJOR
    assert compare_tables(old, {"claims": b"claim_id,value\nT00000001,4\n"}).demand is Demand.NONE
    assert compare_tables(old, {"claims": b"claim_id,value,more\n"}).demand is Demand.MINOR
    assert compare_tables(old, {}).demand is Demand.MAJOR


def _described(**field: Any) -> dict[str, Any]:
    """The descriptor of the curated tables, with something else said of ``status`` in tallies."""
    made = deepcopy(
        datapackage.descriptor(datapackage.resource(table, f"data/{name}.csv") for name, table in CURATED.items())
    )
    (tallies,) = [resource for resource in made["resources"] if resource["name"] == "tallies"]
    (status,) = [resource for resource in tallies["schema"]["fields"] if resource["name"] == "status"]
    (limits,) = [field for field in tallies["schema"]["fields"] if field["name"] == "limits"]
    bounds = field.pop("constraints", {})
    limits["constraints"] |= {"pattern": field.pop("listed", limits["constraints"]["pattern"])}
    status |= field
    status["constraints"] |= bounds
    return made


_CODES = ["civilian", "new_code", *(CURATED["tallies"].columns()["status"].codes or ())]
_LISTED = next(
    field for field in CURATED["tallies"].table_schema()["fields"] if field["name"] == "limits"
)["constraints"]["pattern"]  # fmt: skip


@pytest.mark.parametrize(
    ("properties", "demand"),
    [
        ({}, None),
        ({"description": "Something else is meant."}, Demand.MAJOR),
        ({"title": "Another name"}, Demand.MAJOR),
        ({"title": "STATUS "}, Demand.PATCH),
        ({"type": "integer"}, Demand.MAJOR),
        ({"constraints": {"required": True}}, Demand.MAJOR),
        ({"constraints": {"enum": _CODES}}, Demand.MINOR),
        ({"constraints": {"enum": _CODES[3:]}}, Demand.MAJOR),
        ({"listed": _LISTED.replace("subgroup", "subgroup|place")}, Demand.MINOR),
        ({"listed": _LISTED.replace("|subgroup", "")}, Demand.MAJOR),
        ({"listed": "[a-z]+"}, Demand.MAJOR),
        ({"rdfType": "https://example.org/status"}, None),
    ],
)
def test_what_another_description_demands(properties: dict[str, Any], demand: Demand | None) -> None:
    """Other words are another meaning unless only case, spaces or marks differ; more codes widen, fewer narrow."""
    difference = redefinitions(_described(), _described(**properties)).get("tallies", [])

    assert [redefinition.demand for redefinition in difference] == ([demand] if demand else [])
    assert compare_tables({}, {}, described=(_described(), _described(**properties))).demand == (demand or Demand.NONE)


@pytest.mark.parametrize("descriptor", [{}, {"resources": 3}, {"resources": [{"name": "tallies", "schema": []}]}])
def test_a_descriptor_of_another_shape_redefines_nothing(descriptor: dict[str, Any]) -> None:
    """What a stranger's descriptor holds does not stop the comparison."""
    assert redefinitions(descriptor, descriptor) == {}
    assert isinstance(redefinitions(descriptor, _described()), dict)


@pytest.mark.parametrize(
    ("last", "demand", "version"),
    [
        (None, Demand.NONE, "0.1.0"),
        ("0.2.0", Demand.NONE, None),
        ("0.2.3", Demand.PATCH, "0.2.4"),
        ("0.2.3", Demand.MINOR, "0.3.0"),
        ("0.2.3", Demand.MAJOR, "0.3.0"),
        ("1.2.3", Demand.PATCH, "1.2.4"),
        ("1.2.3", Demand.MINOR, "1.3.0"),
        ("1.2.3", Demand.MAJOR, "2.0.0"),
    ],
)
def test_next_version(last: str | None, demand: Demand, version: str | None) -> None:
    """Below 1.0.0 a major demand is met by the next minor."""
    assert next_version(last, demand) == version


# --- in words ------------------------------------------------------------------------------------


def test_changes_in_words() -> None:
    """The whole page of the largest published step, as it was approved."""
    old, new = _release("0.1.0"), _release("0.2.0")
    text = changes_markdown("Changes in 0.2.0", "0.1.0", compare_tables(old, new), old, new, "What a maintainer adds.")

    assert text == (TESTS / "golden/changes.md").read_text()


def test_one_sided_changes_come_first() -> None:
    """Three figures of one claimant lowered are said before anything else; two are not said so."""
    old = _small()
    two = _edited(_edited(old, "tallies", "T00000002", value="50"), "tallies", "T00000003", value="30")
    three = _edited(two, "tallies", "T00000004", value="11")
    texts = [changes_markdown("Changes", "x", compare_tables(old, new), old, new) for new in (two, three)]

    assert "One-sided" not in texts[0]
    assert "- monitor: 3 of 8 published tallies were lowered" in texts[1]
    assert texts[1].index("### One-sided changes") < texts[1].index("### Corrected")
    assert "T00000002 lowered from 60 to 50" in texts[1]


def test_retired_rows_are_listed_with_reason_and_replacement() -> None:
    """The tombstone is told, the row is not."""
    old = _small()
    new = _with(
        _without(old, "tallies", "T00000012"), "retired", "tallies,T00000012,T00000013,Entered twice.,0.1.0,2025-04-02"
    )
    text = changes_markdown("Changes", "x", compare_tables(old, new), old, new)

    assert "- 1 row of tallies: Entered twice. T00000012, replaced by T00000013." in text


def test_no_change_is_reported() -> None:
    """An unchanged dataset that is released by name says so."""
    old = _small()

    assert "No change: every table is" in changes_markdown("Changes", "0.1.0", compare_tables(old, old), old, old)


# --- tables that are none ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [b"", b"tally_id", b"tally_id,tally_id\n", b"value\n3\n", b'tally_id,note\nT1,"\n',
     b"tally_id,note\nT1,a\nT1,b\n", b"tally_id,note\nT1,a,b\n", b"\xff\n", b"tally_id,note\nT1,\xff\n",
     b"tally_id,note\r\nT1,a\r\n", b"tally_id,note\nT1," + b"a" * 2_000_000 + b"\n"],
)  # fmt: skip
def test_what_is_no_table_is_refused(data: bytes) -> None:
    """Whatever a stranger's table holds: a sentence and no bug."""
    with pytest.raises(MalformedTable):
        compare_tables({"tallies": b"tally_id,note\nT0,x\n"}, {"tallies": data})
