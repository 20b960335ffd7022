"""What holds for any input: of the form, of reading and writing, of damage, of figures."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from casualty_dataset.core.problems import Problem, Problems
from casualty_dataset.validation import csv_gate as form
from casualty_dataset.validation import references as links
from casualty_dataset.validation import schema_check as check
from casualty_dataset.validation.csv_cells import visible_characters
from casualty_dataset.workflows.validate import validate
from casualty_schemas import CURATED, DERIVED, Table
from casualty_schemas.codes import codes_table
from casualty_schemas.columns import Column
from casualty_schemas.grammar import CHARACTER
from casualty_schemas.semantics import MEASURE_WITHIN, STATUS_WITHIN, lower, margin, upper
from casualty_schemas.vocabulary import MAGNITUDE, MEASURE, QUALIFIER, STATUS, VOCABULARIES
from helpers_dataset import SMALL, UNTIL, add_line, copy_small, edit_bytes, file_of, join_cells, row_of, split_cells
from strategies import allows, cells, files, forbidden, rows

TABLES = {**CURATED, "codes": DERIVED["codes"]}
COLUMNS = [(name, column) for name, table in CURATED.items() for column in table.columns()]
any_table = pytest.mark.parametrize("name", TABLES)


def _sample(name: str) -> bytes:
    """The tiny dataset's file of a table, or what stands for it."""
    return file_of(SMALL, name).read_bytes() if name in CURATED else _canonical(TABLES[name], codes_table())


def _proven(table: type[Table], data: bytes) -> list[Problem]:
    """What the byte gate finds."""
    problems = Problems()
    form.prove(table, "file", data, problems)
    return list(problems)


def matches_line_pattern(table: type[Table], line: str) -> bool:
    """True if the pattern of the table proves the line; half of a character is no UTF-8 and is never proven."""
    if any("\ud800" <= character <= "\udfff" for character in line):
        return False
    return bool(pl.Series([line]).str.contains(table.line_pattern()).item())


def _canonical(table: type[Table], frame: pl.DataFrame) -> bytes:
    """The one byte form of a typed table, written here by hand."""

    def spelled(cell: object) -> str:
        if isinstance(cell, float):
            return f"{cell:.2f}".rstrip("0").rstrip(".")
        return "" if cell is None else str(cell)

    lines = [table.header(), *(join_cells([spelled(cell) for cell in row]) for row in frame.iter_rows())]
    return "".join(f"{line}\n" for line in lines).encode()


# --- form --------------------------------------------------------------------------------------------


@any_table
@settings(max_examples=40)
@given(data=st.data())
def test_a_valid_row_has_no_fault(name: str, data: st.DataObject) -> None:
    """What the columns declare as valid, the byte gate lets pass."""
    table = TABLES[name]
    row = data.draw(rows(table))

    assert form.line_faults(table, join_cells(row).encode()) == []


@any_table
@settings(max_examples=60)
@given(data=st.data())
def test_the_fast_proof_is_never_weaker_than_the_walk(name: str, data: st.DataObject) -> None:
    """A line that the expression proves has no fault, whatever stands in one of its cells."""
    table = TABLES[name]
    number, column = data.draw(st.sampled_from(list(enumerate(table.columns().values()))))
    cell = data.draw(st.one_of(cells(column), forbidden(column)))
    row = split_cells(_sample(name).decode().split("\n")[1])
    line = join_cells([*row[:number], cell, *row[number + 1 :]])
    faults = form.line_faults(table, line.encode())

    assert (faults == []) == allows(column, cell) or column.kind == "degrees"
    assert not (matches_line_pattern(table, line) and faults), faults


@any_table
@settings(max_examples=60)
@given(data=st.data())
def test_the_fast_proof_is_never_weaker_on_raw_lines(name: str, data: st.DataObject) -> None:
    """The same where the line itself is damaged: quotes, commas and all."""
    table = TABLES[name]
    line = data.draw(st.sampled_from(_sample(name).decode().split("\n")[1:-1]))
    at, cut = data.draw(st.integers(0, len(line))), data.draw(st.integers(0, 3))
    put = data.draw(st.text(st.one_of(st.sampled_from('",|"= 0-'), st.characters(exclude_characters="\n")), max_size=3))
    damaged = line[:at] + put + line[at + cut :]

    assert not (
        matches_line_pattern(table, damaged) and form.line_faults(table, damaged.encode("utf-8", "surrogatepass"))
    )


@pytest.mark.parametrize("name", CURATED)
def test_the_pattern_of_a_line_proves_ordinary_rows(name: str) -> None:
    """Positive control: the expression matches the rows of the tiny dataset, so the way is indeed taken."""
    lines = _sample(name).decode().split("\n")[1:-1]

    assert [line for line in lines if not matches_line_pattern(TABLES[name], line)] == []


def test_every_character_of_the_pattern_is_visible_and_normal() -> None:
    """All of the allow-list: none hidden, none that normal form C changes or joins to the one before."""
    everything = [chr(number) for number in range(0x110000) if not 0xD800 <= number < 0xE000]
    listed = pl.Series(everything).filter(pl.Series(everything).str.contains(f"^{CHARACTER}$")).to_list()
    seconds = {
        chr(int(parts[1], 16))
        for parts in (unicodedata.decomposition(c).split() for c in everything)
        if len(parts) == 2 and not parts[0].startswith("<")
    }

    assert len(listed) > 30_000
    assert [c for c in listed if unicodedata.category(c)[0] in "CZM"] == []
    assert [c for c in listed if not unicodedata.is_normalized("NFC", c) or unicodedata.combining(c)] == []
    assert set(listed) & seconds == set()
    assert [c for c in listed if visible_characters(c)] == []


# --- reading and writing -----------------------------------------------------------------------------


@any_table
@settings(max_examples=30)
@given(data=st.data())
def test_what_is_written_is_read_and_written_again(name: str, data: st.DataObject) -> None:
    """A canonical file is proven, satisfies its class, and comes back byte for byte."""
    table = TABLES[name]
    written = data.draw(files(table))
    problems = Problems()

    assert form.prove(table, "file", written, problems), list(problems)
    frame = table.read_csv(written)
    assert _canonical(table, frame) == written
    assert check.check(table, frame, "file", problems), list(problems)
    assert links.check_keys(table, frame, "file", problems)


@any_table
@settings(max_examples=60)
@given(data=st.data())
def test_a_second_strict_reader_agrees(name: str, data: st.DataObject) -> None:
    """Whatever the gate lets pass after damage, Python's own CSV reader reads as the same cells, in canonical form."""
    table = TABLES[name]
    damaged = data.draw(_damaged(_sample(name)))
    if _proven(table, damaged):
        return
    frame = table.read_csv(damaged)
    read = list(csv.reader(io.StringIO(damaged.decode(), newline=""), strict=True))

    assert _canonical(table, frame) == damaged
    assert {len(row) for row in read} == {len(table.columns())}
    assert len(read) == frame.height + 1


def _damaged(good: bytes) -> st.SearchStrategy[bytes]:
    """The bytes after one to three small injuries."""

    def injured(data: bytes) -> st.SearchStrategy[bytes]:
        at = st.integers(0, len(data))
        lines = st.integers(0, max(0, data.count(b"\n") - 1))
        byte = st.one_of(
            st.sampled_from([b'"', b",", b"\n", b"\r", b" ", b"\0", b"|", b"=", b"0"]), st.binary(max_size=2)
        )
        return st.one_of(
            st.tuples(at, st.integers(0, 4), byte).map(lambda t: data[: t[0]] + t[2] + data[t[0] + t[1] :]),
            st.tuples(at, at).map(lambda t: data[: min(t)] + data[max(t) :]),
            st.tuples(at, st.integers(0, 7)).map(lambda t: _flipped(data, *t)),
            lines.map(lambda n: _with_lines(data, lambda rows: [*rows[: n + 1], *rows[n:]])),
            lines.map(lambda n: _with_lines(data, lambda rows: [*rows[:n], *rows[n + 1 :]])),
            st.tuples(lines, lines).map(lambda t: _with_lines(data, lambda rows: _swapped(rows, *t))),
            st.tuples(at, at).map(lambda t: data[: t[0]] + data[t[1] : t[1] + 20] + data[t[0] :]),
        )

    return injured(good).flatmap(lambda data: st.one_of(st.just(data), injured(data), injured(data).flatmap(injured)))


def _flipped(data: bytes, at: int, bit: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :] if at < len(data) else data


def _with_lines(data: bytes, change: Callable[[list[bytes]], list[bytes]]) -> bytes:
    return b"".join(change(data.splitlines(keepends=True)))


def _swapped(lines: list[bytes], first: int, second: int) -> list[bytes]:
    if max(first, second) < len(lines):
        lines[first], lines[second] = lines[second], lines[first]
    return lines


# --- damage ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "column"), COLUMNS)
@pytest.mark.parametrize(
    "bad", ["a\u202eb", "a\0", "\u200b", "\u00a0", "\ufffd", "e\u0301", "=1", " 1", "1 ", "x" * 10_001]
)
def test_what_no_column_allows_is_placed_in_every_cell(name: str, column: str, bad: str) -> None:
    """In every row and every column of every table, the line and the column are told."""
    table, lines = CURATED[name], file_of(SMALL, name).read_bytes().decode().split("\n")[:-1]
    at = list(table.columns()).index(column)
    damaged = [join_cells([*row[:at], bad, *row[at + 1 :]]) for row in map(split_cells, lines[1:])]
    reported = _proven(table, "".join(f"{line}\n" for line in [lines[0], *damaged]).encode())

    assert {(p.line, p.column) for p in reported} == {(number, column) for number in range(2, len(lines) + 1)}


@any_table
@settings(max_examples=60)
@given(data=st.data())
def test_any_forbidden_cell_is_placed(name: str, data: st.DataObject) -> None:
    """A cell that its column's declaration forbids is found on its line, in its column, and nowhere else."""
    table, lines = TABLES[name], _sample(name).decode().split("\n")[:-1]
    line = data.draw(st.integers(2, len(lines)))
    number, (column, declared) = data.draw(st.sampled_from(list(enumerate(table.columns().items()))))
    bad = data.draw(forbidden(declared))
    row = split_cells(lines[line - 1])
    lines[line - 1] = join_cells([*row[:number], bad, *row[number + 1 :]])
    written = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")
    problems = Problems()
    if form.prove(table, "file", written, problems):
        check.check(table, table.read_csv(written), "file", problems)

    assert _place(declared, bad, problems) == {(line, column)}, list(problems)


def _place(declared: Column, bad: str, problems: Problems) -> set[tuple[int | None, str | None]]:
    assert not allows(declared, bad)
    return {(problem.line, problem.column) for problem in problems}


@pytest.mark.parametrize("name", CURATED)
@settings(max_examples=60)
@given(data=st.data())
def test_random_bytes_of_a_table_are_placed_or_canonical(name: str, data: st.DataObject) -> None:
    """Each fault of an injured table has a line; a table without a fault of form, value or key is canonical."""
    table, problems = CURATED[name], Problems()
    damaged = data.draw(_damaged(_sample(name)))
    frame = table.read_csv(damaged) if form.prove(table, "file", damaged, problems) else None
    if frame is not None:
        check.check(table, frame, "file", problems)
        links.check_keys(table, frame, "file", problems)

    assert None not in [problem.line for problem in problems if problem.severity == "error"]
    if problems.valid:
        assert frame is not None
        assert _canonical(table, frame) == damaged


@settings(max_examples=40)
@given(data=st.data())
def test_random_bytes_never_break_the_program_and_never_pass(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """No injury to a file makes validation fail; what it then calls valid is canonical all the same."""
    root = _scratch(tmp_path_factory)
    name = data.draw(st.sampled_from(list(CURATED)))
    good = _sample(name)
    file_of(root, name).write_bytes(data.draw(_damaged(good)))
    try:
        inspection = validate(root, UNTIL, keep_bytes=True)
    finally:
        file_of(root, name).write_bytes(good)
    places = [p.line for p in inspection.problems if p.severity == "error" and p.path == f"dataset/{name}.csv"]

    assert None not in places
    if inspection.problems.valid:
        written = {table: _canonical(CURATED[table], frame) for table, frame in inspection.tables.items()}
        assert written == inspection.files


def _scratch(factory: pytest.TempPathFactory) -> Path:
    root = factory.getbasetemp() / "scratch"
    return root if root.exists() else copy_small(root)


# --- figures -----------------------------------------------------------------------------------------


def test_status_lies_within_status_as_their_groups_do() -> None:
    """One status is within another exactly if its groups are among the other's; unknown and not stated stand apart."""
    for part, code in STATUS.items():
        for container, other in STATUS.items():
            inside = set(code.atoms) <= set(other.atoms) if code.atoms and other.atoms else part == container

            assert (container in STATUS_WITHIN[part]) == inside, (part, container)


def test_groups_of_statuses_are_those_of_the_design() -> None:
    """The five groups, and what each status covers of them."""
    atoms = {name: code.atoms for name, code in STATUS.items()}

    assert atoms == {
        "civilian": "C",
        "hors_de_combat": "H",
        "other_protected": "P",
        "not_fighting": "CHP",
        "armed_forces": "A",
        "participating_in_hostilities": "G",
        "fighting": "AG",
        "all_but_armed_groups": "CHPA",
        "unknown": "",
        "not_stated": "",
    }


def test_measures_are_partly_ordered() -> None:
    """The parents of each measure exist, and none contains itself through others."""
    for name, code in MEASURE.items():
        above = MEASURE_WITHIN[name]

        assert name in above <= set(MEASURE)
        assert [other for other in above - {name} if name in MEASURE_WITHIN[other]] == []
        assert set().union(*(MEASURE_WITHIN[parent] for parent in code.parents), {name}) == above


def test_measures_are_those_of_the_design() -> None:
    """Casualties hold killed and injured, which hold bodies and treated; displaced holds arrivals and sheltering."""
    inside = {(part, container) for part, above in MEASURE_WITHIN.items() for container in above if part != container}

    assert inside == {
        ("killed", "casualties"),
        ("killed", "killed_or_missing"),
        ("bodies_recovered", "killed_or_missing"),
        ("missing", "killed_or_missing"),
        ("bodies_recovered", "killed"),
        ("bodies_recovered", "casualties"),
        ("injured", "casualties"),
        ("treated", "injured"),
        ("treated", "casualties"),
        ("arrived_abroad", "displaced"),
        ("sheltering", "displaced"),
    }


@pytest.mark.parametrize(
    ("column", "within"),
    [
        (
            "status",
            {(a, b) for a, x in STATUS.items() for b, y in STATUS.items() if x.atoms and set(x.atoms) < set(y.atoms)},
        ),
        (
            "measure",
            {(part, container) for part, above in MEASURE_WITHIN.items() for container in above if part != container},
        ),
    ],
)
def test_parts_and_wholes_are_compared_by_what_contains_what(
    column: str, within: set[tuple[str, str]], small: Path
) -> None:
    """Of two figures of one statement the higher is at fault exactly if it is of a part of what the lower is of."""
    codes = list(STATUS if column == "status" else MEASURE)
    pairs = [(part, container) for part in codes for container in codes if part != container]
    base = row_of(small, "tallies", "T00000012") | {
        "qualifier": "exact",
        "measure": "killed",
        "place_id": "both-coasts",
    }
    expected = {}
    edit_bytes(small, "tallies", lambda data: data.split(b"\n")[0] + b"\n")  # only the pairs
    for number, (part, container) in enumerate(pairs):
        day = {"as_of": str(date(2025, 3, 6) + timedelta(days=number))}
        for place, (code, value) in enumerate(((part, "11"), (container, "10"))):
            tally = f"T{2 * number + place:08d}"
            line = add_line(
                small,
                "tallies",
                join_cells(list((base | day | {"tally_id": tally, column: code, "value": value}).values())),
            )
            expected[line] = value == "11" and (part, container) in within
    reported = {p.line for p in validate(small, UNTIL).problems if p.rule == "part_not_above_whole"}

    assert {line for line, wrong in expected.items() if wrong} == reported


@st.composite
def _figures(draw: st.DrawFn) -> dict[str, object]:
    qualifier = draw(st.sampled_from([*QUALIFIER]))
    number = st.integers(0, 10**17)
    figure: dict[str, object] = {"qualifier": qualifier, "value": None, "low": None, "high": None, "magnitude": None}
    if qualifier == "between":
        low, high = sorted(draw(st.tuples(number, number).filter(lambda pair: pair[0] != pair[1])))
        return figure | {"low": low, "high": high}
    if qualifier == "unquantified":
        return figure | {"magnitude": draw(st.sampled_from([*MAGNITUDE]))}
    if qualifier in ("none_published", "denied"):
        return figure
    least = 1 if qualifier in ("fewer_than", "up_to", "about", "nearly") else 0  # zero is said plainly
    return figure | {"value": draw(st.one_of(st.integers(least, 2000), st.integers(least, 10**17)))}


@given(_figures())
@example({"qualifier": "nearly", "value": 1, "low": None, "high": None, "magnitude": None})
@example({"qualifier": "fewer_than", "value": 1, "low": None, "high": None, "magnitude": None})
def test_the_lower_bound_is_never_above_the_upper(figure: dict[str, object]) -> None:
    """An interval is in order and not below zero; only an absence has none; a stated number lies in or at its edge."""
    types = {name: kind for name, kind in CURATED["tallies"].dtypes().items() if name in figure}
    low, high = pl.DataFrame([figure], schema=types).select(low=lower(), high=upper()).row(0)
    absent = figure["qualifier"] in ("none_published", "denied")

    assert (low is None) == absent
    assert low is None or low >= 0
    assert high is None or (low is not None and low <= high)


def test_about_misses_by_a_tenth_rounded_up() -> None:
    """δ = max(1, ⌈n × 10 %⌉), exactly, for every number up to a hundred thousand and some far larger."""
    numbers = [*range(100_001), 10**9 + 1, 10**12, 10**15 + 7]
    reported = pl.DataFrame({"value": numbers}).select(margin()).to_series().to_list()

    assert [n for n, d in zip(numbers, reported, strict=True) if d != max(1, -(-n // 10))] == []


def test_vocabularies_have_two_labels_and_known_parents() -> None:
    """Every code is said in both languages; the code that contains another is of the same list."""
    for vocabulary in VOCABULARIES.values():
        assert [code.code for code in vocabulary.values() if not (code.en and code.ar and code.definition)] == []
        assert [code.code for code in vocabulary.values() if not set(code.parents) <= set(vocabulary)] == []
