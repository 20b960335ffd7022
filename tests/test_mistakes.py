"""Every rule finds its own mistake, on its line, and no other rule reports it."""

from __future__ import annotations

import ast
import shutil
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from casualty_dataset.validation import files as read
from casualty_dataset.validation.rules import RULES
from casualty_dataset.workflows.validate import validate
from helpers_dataset import (
    ROOT,
    TESTS,
    UNTIL,
    add_line,
    delete_row,
    edit_bytes,
    file_of,
    line_of,
    lines_of,
    locations_of,
    problems,
    set_cells,
    set_line,
    write_lines,
)

Place = tuple[str, int | None, str | None]


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of one row."""

    table: str
    row: str
    column: str | None = None
    value: str | None = None
    repeat: int = 1
    raw: str | None = None
    swap: tuple[str, str] | None = None
    add: str | None = None
    above: str | None = None
    duplicate: bool = False
    delete: bool = False

    def make(self, root: Path) -> int:
        """Change the dataset and give the line that was changed."""
        line = lines_of(root, self.table)[line_of(root, self.table, self.row) - 1] if self.add is None else ""
        if self.add is not None:
            return add_line(root, self.table, self.add)
        if self.swap:
            assert line.count(self.swap[0]) == 1, f"{self.swap[0]!r} does not stand once in {line!r}"
            return set_line(root, self.table, self.row, line.replace(*self.swap))
        if self.raw is not None:
            return set_line(root, self.table, self.row, self.raw)
        if self.duplicate:
            return self._put(root, line, self.row)
        if self.above or self.delete:
            delete_row(root, self.table, self.row)
            return self._put(root, line, self.above) if self.above else 0
        assert self.column
        assert self.value is not None
        return set_cells(root, self.table, self.row, {self.column: self.value * self.repeat})

    def _put(self, root: Path, line: str, above: str) -> int:
        lines, at = lines_of(root, self.table), line_of(root, self.table, above)
        write_lines(root, self.table, [*lines[: at - 1], line, *lines[at - 1 :]])
        return at


@dataclass(frozen=True, slots=True)
class Mistake:
    """A change, and the one rule that it breaks."""

    rule: str
    edit: Edit
    also: tuple[Edit, ...] = ()
    table: str = ""
    at: tuple[str, ...] = ()
    names: str | None = None
    message: str = ""
    published: bool = False

    def make(self, root: Path) -> set[Place]:
        """Change the dataset and give the places at which the rule must be found broken."""
        for edit in self.also:
            edit.make(root)
        changed = self.edit.make(root)
        rows = [at for at in self.at if not at.startswith("+")]
        lines = [line_of(root, self.table, row) for row in rows] + [changed + int(at) for at in self.at if at[0] == "+"]
        return {(f"dataset/{self.table}.csv", line or None, self.names) for line in lines or [changed]}


def _mistake(entry: dict[str, Any]) -> Mistake:
    expected = {key: entry.pop(key) for key in ("rule", "in", "at", "names", "says", "published") if key in entry}
    also = tuple(_edit(other) for other in entry.pop("also", ()))
    edit = _edit(entry)
    return Mistake(
        rule=expected["rule"],
        edit=edit,
        also=also,
        table=expected.get("in", edit.table),
        at=tuple(expected.get("at", ())),
        names=expected.get("names", edit.column) or None,
        message=expected.get("says", ""),
        published=expected.get("published", False),
    )


def _edit(entry: dict[str, Any]) -> Edit:
    given: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    return Edit(**given)


MISTAKES = [_mistake(entry) for entry in tomllib.loads((TESTS / "mistakes.toml").read_text("utf-8"))["mistake"]]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda m: f"{m.rule}-{m.edit.table}-{m.edit.column or m.edit.row}")
def test_a_mistake_is_found_by_its_rule_alone(mistake: Mistake, request: pytest.FixtureRequest) -> None:
    """Exactly one rule is broken, at exactly the lines and in the column that are to blame."""
    root: Path = request.getfixturevalue("published" if mistake.published else "small")
    expected = mistake.make(root)
    reported = problems(root)

    assert {problem.rule for problem in reported} == {mistake.rule}, reported
    assert set(locations_of(reported, mistake.rule)) == expected
    assert mistake.message in reported[0].message


# --- mistakes that are not made in a row -----------------------------------------------------------


def _first_byte_of(text: bytes, other: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(text, other, 1)


def _byte_order_mark(root: Path) -> None:
    edit_bytes(root, "places", lambda data: b"\xef\xbb\xbf" + data)


def _latin_1(root: Path) -> None:
    edit_bytes(root, "places", _first_byte_of(b"Hill", b"H\xefll"))


def _cut_short(root: Path) -> None:
    edit_bytes(root, "places", lambda data: data[:-1])


def _header_in_capitals(root: Path) -> None:
    edit_bytes(root, "places", _first_byte_of(b"pcode", b"PCODE"))


def _header_alone(root: Path) -> None:
    edit_bytes(root, "places", lambda data: data.split(b"\n")[0] + b"\n")


def _semicolons(root: Path) -> None:
    edit_bytes(root, "places", lambda data: data.replace(b",", b";"))


def _zip(root: Path) -> None:
    edit_bytes(root, "places", lambda data: b"PK\x03\x04" + data)


def _link(root: Path) -> None:
    file_of(root, "places").rename(root / "elsewhere.csv")
    file_of(root, "places").symlink_to(root / "elsewhere.csv")


def _gone(root: Path) -> None:
    file_of(root, "places").unlink()


def _backup(root: Path) -> None:
    (root / "dataset" / "places.csv~").write_text("")


def _tampered(path: str) -> Callable[[Path], None]:
    def spoil(root: Path) -> None:
        file = root / "releases" / path
        file.write_bytes(file.read_bytes().replace(b"1", b"2", 1))

    return spoil


def _release_gone(root: Path) -> None:
    shutil.rmtree(root / "releases/0.2.0")


def _link_in_release(root: Path) -> None:
    file = root / "releases/0.1.0/data/tallies.csv"
    file.rename(root / "elsewhere.csv")
    file.symlink_to(root / "elsewhere.csv")


def _nothing(root: Path) -> None:
    """The size cap is lowered instead."""


@dataclass(frozen=True, slots=True)
class FileMistake:
    """A change of a file, and the problem that must be reported."""

    rule: str
    spoil: Callable[[Path], None]
    line: int | None
    column: str | None = None
    path: str = "dataset/places.csv"
    published: bool = False


FILE_MISTAKES = [
    FileMistake("no_byte_order_mark", _byte_order_mark, 1),
    FileMistake("utf8", _latin_1, 5),
    FileMistake("final_line_feed", _cut_short, 8),
    FileMistake("header", _header_in_capitals, 1, "pcode"),
    FileMistake("rows_present", _header_alone, 1),
    FileMistake("comma_separated", _semicolons, 1),
    FileMistake("plain_text", _zip, 1),
    FileMistake("regular_file", _link, None),
    FileMistake("file_present", _gone, None),
    FileMistake("expected_files_only", _backup, None, path="dataset/places.csv~"),
    FileMistake("size_within_cap", _nothing, None),
    *(
        FileMistake("published_release_is_whole", spoil, None, path=f"releases/{path}", published=True)
        for path, spoil in (
            ("0.1.0/data/places.csv", _tampered("0.1.0/data/places.csv")),
            ("0.1.0/data/tallies.csv", _link_in_release),
            ("0.1.0/SHA256SUMS", _tampered("0.1.0/SHA256SUMS")),
            ("0.2.0/SHA256SUMS", _release_gone),
            ("index.json", _tampered("index.json")),
        )
    ),
]


@pytest.mark.parametrize("mistake", FILE_MISTAKES, ids=lambda m: f"{m.rule}-{m.path}")
def test_a_spoilt_file_is_found_by_its_rule_alone(
    mistake: FileMistake, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of a file is reported once, by one rule, for that file."""
    small: Path = request.getfixturevalue("published" if mistake.published else "small")
    mistake.spoil(small)
    if mistake.rule == "size_within_cap":
        sizes = sorted(path.stat().st_size for path in small.glob("dataset/*.csv"))
        monkeypatch.setattr(read, "SIZE_CAP", sizes[-2])  # only the largest, tallies, is above it
    path = "dataset/tallies.csv" if mistake.rule == "size_within_cap" else mistake.path
    reported = problems(small)

    assert {problem.rule for problem in reported} == {mistake.rule}, reported
    assert (path, mistake.line, mistake.column) in locations_of(reported, mistake.rule)


# --- nothing is left out ---------------------------------------------------------------------------


def _named_in_code(source: str) -> set[str]:
    """The rules that a module names where it notes a problem: the text given in the place of the rule."""
    place = {"add": 1, "add_rows": 1, "_refuse": 2, "Fault": 0}
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            given = node.args[place[name]] if name in place and len(node.args) > place[name] else None
            if isinstance(given, ast.Constant) and str(given.value).isidentifier():
                names.add(str(given.value))
    return names


def _all_rules() -> set[str]:
    code = [path.read_text() for path in (ROOT / "scripts/casualty_dataset").rglob("*.py")]
    return {rule.name for rule in RULES}.union(*(_named_in_code(source) for source in code))


def test_every_rule_has_a_mistake_that_only_it_finds() -> None:
    """A rule without a mistake, or a mistake of a rule that is gone, fails here."""
    warnings_of_the_run = {"not_checked", "generated_file_is_fresh"}
    made = {mistake.rule for mistake in MISTAKES} | {mistake.rule for mistake in FILE_MISTAKES}

    assert _all_rules() - warnings_of_the_run == made


def test_rule_names_are_read_from_the_code() -> None:
    """The count above sees names given to add, add_rows, Fault and _refuse, and so would see a new one."""
    source = 'problems.add(path, "one", "m")\nFault("two", None)\n_refuse(p, q, "three", "m")\nx.add_rows(p, "four")'

    assert _named_in_code(source) == {"one", "two", "three", "four"}
    assert {"key_is_unique", "utf8", "formula", "declared_values", "regular_file"} <= _all_rules()


def test_the_tiny_dataset_is_valid(small: Path) -> None:
    """Unchanged, it has no problem at all: every finding above comes from the mistake."""
    reported = validate(small, UNTIL)

    assert list(reported.problems) == []
    assert min(number or 0 for number in reported.rows.values()) > 0


def test_stale_generated_files_are_a_warning(small: Path) -> None:
    """A stale descriptor is reported, and the data stay valid."""
    (small / "datapackage.json").write_text("{}")
    reported = validate(small, UNTIL).problems

    assert [(p.path, p.rule, p.severity) for p in reported] == [
        ("datapackage.json", "generated_file_is_fresh", "warning")
    ]
    assert reported.valid


def test_rules_that_did_not_run_are_named(small: Path) -> None:
    """The warning about a table with errors names the rules that did not run."""
    delete_row(small, "places", "hill")
    edit_bytes(small, "places", lambda data: data + b"x\n")
    waiting = [p for p in validate(small, UNTIL).problems if p.rule == "not_checked"]

    assert [(p.path, p.line, p.severity) for p in waiting] == [("dataset/places.csv", None, "warning")]
    assert "places_have_no_cycle" in waiting[0].message
