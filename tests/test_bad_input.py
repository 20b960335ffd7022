"""Bad inputs: each is refused with its place, nothing is written, and nothing raw is printed.

The numbers are those of the threat model; a case says how its file is spoilt and where it must be found.
"""

from __future__ import annotations

import errno
import gzip
import json
import os
import socket
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from casualty_dataset.cli.app import run as run_in_process
from casualty_dataset.core.problems import Problem, Problems
from casualty_dataset.validation import files as read
from casualty_dataset.validation import report
from casualty_dataset.workflows.validate import Inspection, validate
from casualty_schemas import CURATED
from helpers_dataset import (
    NOT_ABOUT_ROWS,
    UNTIL,
    add_line,
    copy_row,
    delete_row,
    edit_bytes,
    file_of,
    line_of,
    lines_of,
    locations_of,
    problems,
    run,
    set_cells,
    set_line,
    snapshot,
    write_lines,
)

Spoil = Callable[[Path], int | None]
"""Spoils a dataset and gives the line that is to blame."""

MAY_BE_EMPTY = [name for name, table in CURATED.items() if table.may_be_empty()]


@dataclass(frozen=True, slots=True)
class Case:
    """One bad input: how it is made, and the problem that must be among those found."""

    name: str
    rule: str
    table: str
    spoil: Spoil
    column: str | None = None
    path: str = ""
    message: str = ""

    @property
    def blamed_path(self) -> str:
        """The path that must be named."""
        return self.path or f"dataset/{self.table}.csv"


def cell(name: str, rule: str, address: str, value: str, names: str = "", message: str = "") -> Case:
    """Another text in one cell, written as a CSV writer would; ``address`` is ``table/row/column``."""
    table, row, column = address.split("/")
    return Case(
        name, rule, table, lambda root: set_cells(root, table, row, {column: value}), names or column, message=message
    )


def line(name: str, rule: str, address: str, old: str, new: str, column: str | None = None, message: str = "") -> Case:
    """Other text within one line, quotes and all; ``address`` is ``table/row``."""
    table, row = address.split("/")

    def spoil(root: Path) -> int:
        text = lines_of(root, table)[line_of(root, table, row) - 1]
        assert old in text
        return set_line(root, table, row, text.replace(old, new, 1))

    return Case(name, rule, table, spoil, column, message=message)


def file(
    name: str,
    rule: str,
    table: str,
    change: Callable[[bytes], bytes],
    at: int | None,
    column: str | None = None,
    message: str = "",
) -> Case:
    """Other bytes in one file; ``at`` is the line that is to blame, -1 the last one."""

    def spoil(root: Path) -> int | None:
        edit_bytes(root, table, change)
        data = file_of(root, table).read_bytes()
        return data.rstrip(b"\n").count(b"\n") + 1 if at == -1 else at

    return Case(name, rule, table, spoil, column, message=message)


def after(row: str, text: bytes) -> Callable[[bytes], bytes]:
    """Put bytes below a row, as a line of their own."""

    def change(data: bytes) -> bytes:
        lines = data.split(b"\n")
        at = next(number for number, old in enumerate(lines) if old.startswith(row.encode()))
        return b"\n".join([*lines[: at + 1], text, *lines[at + 1 :]])

    return change


def header(*swaps: tuple[str, str]) -> Callable[[bytes], bytes]:
    """Change the first line."""

    def change(data: bytes) -> bytes:
        first, rest = data.split(b"\n", 1)
        for old, new in swaps:
            assert old.encode() in first
            first = first.replace(old.encode(), new.encode(), 1)
        return first + b"\n" + rest

    return change


def replaced(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """Change the first such bytes."""
    return lambda data: data.replace(old, new, 1)


def separated(separator: str, line_end: str, first: str) -> Callable[[bytes], bytes]:
    """Change every comma and line end, and begin the file with other bytes."""
    return lambda data: first.encode() + data.replace(b",", separator.encode()).replace(b"\n", line_end.encode())


def several(name: str, rule: str, table: str, spoil: Spoil, column: str | None, message: str = "") -> Case:
    """A case that takes more than one edit."""
    return Case(name, rule, table, spoil, column, message=message)


def _orphan(root: Path) -> int:
    delete_row(root, "waivers", "every_source_is_used|sources|gazetteer")
    return line_of(root, "sources", "gazetteer")


# --- whole file and bytes --------------------------------------------------------------------------


def _missing(root: Path) -> None:
    file_of(root, "incidents").unlink()


def _folder(root: Path) -> None:
    file_of(root, "places").unlink()
    file_of(root, "places").mkdir()


def _pipe(root: Path) -> None:
    file_of(root, "places").unlink()
    os.mkfifo(file_of(root, "places"))


def _socket(root: Path) -> None:
    file_of(root, "places").unlink()
    here = Path.cwd()
    os.chdir(root / "dataset")  # the name of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind("places.csv")
    finally:
        os.chdir(here)


def _link(target: str) -> Spoil:
    def spoil(root: Path) -> None:
        file_of(root, "places").rename(root / "places.csv")
        file_of(root, "places").symlink_to(target)

    return spoil


def _beside(name: str) -> Spoil:
    def spoil(root: Path) -> None:
        (root / "dataset" / name).write_text("x")

    return spoil


TALLY = "tallies/T00000012"
HILL = "places/hill"

WHOLE_FILE = [
    Case("B001 missing", "file_present", "incidents", _missing),
    file("B002 zero bytes", "rows_present", "places", lambda _: b"", 1),
    file("B004 only a newline", "header", "places", lambda _: b"\n", 1),
    file("B007 two byte-order marks", "no_byte_order_mark", "places", lambda data: b"\xef\xbb\xbf" * 2 + data, 1),
    file("B008 UTF-16 little", "utf8", "places", lambda data: data.decode().encode("utf-16"), 1),
    file("B008 UTF-16 big", "utf8", "places", lambda data: b"\xfe\xff" + data.decode().encode("utf-16-be"), 1),
    file("B010 one Latin-1 byte", "utf8", "places", replaced(b"Hill", b"H\xefll"), 5),
    file("B011 Windows-1256", "utf8", "places", replaced("التل".encode(), "التل".encode("cp1256")), 5),
    file("B013 character cut at the end", "utf8", "places", lambda data: data[:-1] + "و".encode()[:1], -1),
    file("B013 surrogate", "utf8", "places", replaced(b"Hill", b"H\xed\xa0\x80ll"), 5),
    cell("B014 NUL in text", "visible_characters", f"{HILL}/note", "a\0b", message="U+0000"),
    cell("B016 vertical tab", "visible_characters", f"{HILL}/note", "a\x0bb", message="U+000B"),
    cell("B016 form feed", "visible_characters", f"{HILL}/note", "a\x0cb", message="U+000C"),
    cell("B016 tab", "visible_characters", f"{HILL}/note", "a\tb", message="U+0009"),
    cell("B016 C1 control", "visible_characters", f"{HILL}/note", "a\x9bb", message="U+009B"),
    file("B017 Ctrl-Z at the end", "field_count", "places", lambda data: data + b"\x1a", -1),
    file("B019 zip", "plain_text", "places", lambda data: b"PK\x03\x04" + data, 1),
    file("B019 gzip", "plain_text", "places", lambda data: gzip.compress(data, mtime=0), 1),
    file("B020 zstd", "plain_text", "places", lambda data: b"\x28\xb5\x2f\xfd" + data, 1),
    file("B020 Parquet", "plain_text", "places", lambda data: b"PAR1" + data, 1),
    file("B022 JSON", "header", "places", lambda _: b'[{"place_id": "hill"}]\n', 1),
    Case("B023 folder", "regular_file", "places", _folder, message="a folder"),
    Case("B023 pipe", "regular_file", "places", _pipe, message="a pipe"),
    Case("B023 socket", "regular_file", "places", _socket, message="a socket"),
    Case("B023 link to the table", "regular_file", "places", _link("../places.csv"), message="a symbolic link"),
    Case("B023 link to nothing", "regular_file", "places", _link("nowhere"), message="a symbolic link"),
    Case("B023 link to itself", "regular_file", "places", _link("places.csv"), message="a symbolic link"),
    Case("B023 link to a device", "regular_file", "places", _link("/dev/zero"), message="a symbolic link"),
    *(
        Case(f"B028 {name}", "expected_files_only", "", _beside(name), path=f"dataset/{name}", message="letter case")
        for name in ("Tallies.csv", "tallies.CSV", "\u017fources.csv")
    ),
    *(
        Case(f"B029 {name}", "expected_files_only", "", _beside(name), path=f"dataset/{name}")
        for name in ("tallies.csv~", ".tallies.csv.swp", "~$tallies.xlsx", "Thumbs.db", ".DS_Store", "readme.md", "x")
    ),
    Case(
        "B029 name with a line feed and an override",
        "expected_files_only",
        "",
        _beside("a\n::error::\u202eb"),
        path="dataset/a<U+000A>::error::<U+202E>b",
    ),
]

STRUCTURE = [
    line("B031 mixed line ends", "line_feeds", HILL, ",common,,,,", ",common,,,,\r"),
    file("B031 CRLF throughout", "line_feeds", "places", lambda data: data.replace(b"\n", b"\r\n"), 1),
    line("B032 stray CR", "line_feeds", HILL, "Hill", "Hi\rll"),
    file("B034 cut in a row", "field_count", "places", lambda data: data[:-12], -1),
    file("B035 cut in the last cell", "final_line_feed", "waivers", lambda data: data[:-1], -1),
    line("B037 too many cells", "field_count", TALLY, "about,20", "about,20,", message="39 cells, not 38"),
    file("B038 blank line", "blank_line", "tallies", after("T00000003", b""), 5),
    file("B038 blank line at the end", "blank_line", "tallies", lambda data: data + b"\n", 17),
    file("B040 line of spaces", "blank_line", "tallies", after("T00000003", b"   "), 5),
    file("B041 only commas", "blank_line", "tallies", after("T00000003", b"," * 36), 5),
    file("B043 lone quote as last cell", "line_break_in_cell", "places", lambda d: d[:-1] + b'"\n', -1, "note"),
    line("B044 quote within a cell", "quoting", HILL, "Hill", 'Hi"ll', "name_en"),
    line("B044 text after a quoted cell", "quoting", HILL, "Hill", '"Hi,"ll', "name_en"),
    line("B046 backslash before a quote", "quoting", HILL, "Hill", r'"Hi,\"ll"', "name_en"),
    file(
        "B047 two stray quotes join two rows",
        "line_break_in_cell",
        "corrections",
        lambda data: (
            data + b'C000002,tallies,T00000002,value,60,"61,one\nC000003,tallies,T00000002,value,61,62",x,2025-04-02\n'
        ),
        3,
        "new",
    ),
    cell("B049 line separator", "visible_characters", f"{HILL}/note", "a\u2028b", message="U+2028"),
    cell("B049 next line", "visible_characters", f"{HILL}/note", "a\x85b", message="U+0085"),
    *(
        file(f"B050 {name}", "comma_separated", "places", separated(separator, line_end, first), 1, message=message)
        for name, separator, line_end, first, message in (
            ("semicolons", ";", "\n", "", "by semicolons, not by commas"),
            ("semicolons and CR LF", ";", "\r\n", "", "by semicolons, not by commas, and lines end with CR LF"),
            ("semicolons after a mark", ";", "\r\n", "\ufeff", "by semicolons"),
            ("quoted names", '";"', "\n", '"', "by semicolons"),
            ("tabs", "\t", "\n", "", "by tabs"),
            ("tabs and CR LF", "\t", "\r\n", "", "by tabs, not by commas, and lines end with CR LF"),
        )
    ),
    line(
        "B052 one row with semicolons", "field_count", HILL, ",north-district,village,,,", ";north-district;village;;;"
    ),
    line("B053 decimal comma", "field_count", "places/harbour", "35.52", "35,52", message="13 cells, not 12"),
    file("B055 conflict marker", "field_count", "tallies", after("T00000003", b"<<<<<<< HEAD"), 5),
    file("B055 conflict middle", "field_count", "tallies", after("T00000003", b"======="), 5),
    file("B055 conflict end", "field_count", "tallies", after("T00000003", b">>>>>>> theirs"), 5),
    file("B056 comment", "field_count", "tallies", after("T00000003", b"# checked"), 5),
    cell("B058 cell of 10,001 characters", "cell_length", f"{HILL}/note", "a" * 10_001),
    line("B058 cell of 20 MB", "cell_length", HILL, "Hill", "a" * 20_000_000),
    file("B059 100,000 columns", "header", "places", header(("note", "note" + ",x" * 100_000)), 1),
    line("B059 row of 100,000 cells", "field_count", HILL, "Hill", "Hill" + "," * 100_000),
]

HEADER = [
    file("B061 column missing", "header", "places", header((",pcode", "")), 1, "pcode"),
    file("B062 column unknown", "header", "places", header(("pcode", "pcode,postcode")), 1),
    file("B064 another order", "header", "places", header(("level,members", "members,level")), 1, "members"),
    file("B064 column twice", "header", "places", header(("pcode", "pcode,pcode")), 1, "pcode"),
    file("B065 another case", "header", "places", header(("pcode", "PCode")), 1, "pcode"),
    file("B065 a space", "header", "places", header(("pcode", " pcode")), 1, "pcode"),
    file("B067 blank name", "header", "places", header(("pcode", "")), 1, "pcode"),
    file("B067 further blank name", "header", "places", header(("note", "note,")), 1),
    file("B068 header twice", "declared_form", "tallies", lambda d: d.split(b"\n")[0] + b"\n" + d, 2, "tally_id"),
    file("B070 total", "declared_form", "tallies", lambda d: d + b"TOTAL" + b"," * 37 + b"\n", -1, "tally_id"),
    file("B071 begins with ID", "header", "retired", lambda data: b"ID," + data, 1),
    file("B071 quoted header", "header", "retired", header(("table", '"table"')), 1, "table"),
]

# --- cells -----------------------------------------------------------------------------------------

NUMBERS = [
    cell(f"{number} {text}", "declared_form", f"{TALLY}/value", text)
    for number, text in [
        ("B073", "1,225"),
        ("B073", "1 225"),
        ("B073", "1.225"),
        ("B074", "٣٣٠"),
        ("B074", "۳۳۰"),
        ("B074", "３３"),
        ("B076", "1_000"),
        ("B077", "3.0"),
        ("B077", "1e3"),
        ("B079", "+3"),
        ("B080", "003"),
        ("B083", str(2**63)),
        ("B083", "9" * 40),
        ("B085", "NaN"),
        ("B086", "inf"),
        ("B088", "10-12"),
        ("B088", "~10"),
        ("B088", "at least 10"),
        ("B088", "10+"),
        ("B088", "0x10"),
        ("B088", "½"),
    ]
] + [
    *(
        cell(f"B082 {text}", "declared_form", f"{TALLY}/value", text, message="is below zero")
        for text in ("-5", "-1000", "\u22125", "\u201312")
    ),
    cell("B082 low", "declared_form", f"{TALLY}/low", "-5", message="is below zero"),
    cell("B082 minus zero", "declared_form", f"{TALLY}/value", "-0", message="is not a whole number"),
    cell("B091 zero for no figure", "qualifier_fills_its_columns", "tallies/T00000009/value", "0", "qualifier"),
    cell("B091 about zero", "zero_is_exact", f"{TALLY}/value", "0"),
    cell("B092 above the ceiling", "figure_is_plausible", f"{TALLY}/value", "2000001"),
]

DATES = [
    cell(f"{number} {text}", "declared_form", "tallies/T00000012/as_of", text)
    for number, text in [
        ("B094", "45724"),
        ("B095", "8-Mar-25"),
        ("B095", "08/03/2025"),
        ("B095", "2025-3-8"),
        ("B097", "20250308"),
        ("B097", "2025-W10-6"),
        ("B097", "2025-067"),
        ("B097", "2025-03-08T00:00"),
        ("B097", "2025-03"),
        ("B098", "25-03-08"),
        ("B098", "0025-03-08"),
        ("B098", "2025-02-29"),
        ("B098", "2025-04-31"),
        ("B098", "2025-13-01"),
        ("B098", "2025-00-10"),
        ("B098", "2025-03-00"),
        ("B098", "٢٠٢٥-٠٣-٠٨"),
        ("B101", "2010-12-31"),
    ]
] + [
    cell("B100 future", "nothing_after_today", "sources/bulletin-2025-03-08/retrieved_on", "2025-06-02"),
    several(
        "B103 document before the incident",
        "source_not_before_incident",
        "tallies",
        lambda root: (
            set_cells(root, "sources", "gazetteer", {"published_on": "2025-03-05", "published_precision": "day"})
            and set_cells(root, "tallies", "T00000015", {"source_id": "gazetteer"})
        ),
        "source_id",
    ),
    cell(
        "B104 end before start",
        "incident_dates_fit_precision",
        "incidents/sy-2025-03-07-harbour/end_on",
        "2025-03-06",
        "start_on",
    ),
    line(
        "B104 period",
        "period_in_order",
        "tallies/T00000006",
        "2025-03-09,2025-03-09",
        "2025-03-09,2025-03-08",
        "period_end",
    ),
]

IDENTIFIERS = [
    several(
        "B106 id twice",
        "key_is_unique",
        "tallies",
        lambda root: copy_row(root, "tallies", "T00000012", {}),
        "tally_id",
        message="line 13",
    ),
    cell("B107 trailing space", "declared_form", f"{TALLY}/tally_id", "T00000012 "),
    cell("B107 leading space", "declared_form", f"{TALLY}/incident_id", " sy-2025-03-06-coasts"),
    cell(
        "B109 zero-width space", "visible_characters", f"{TALLY}/source_id", "herald\u200b-2025-03-09", message="U+200B"
    ),
    cell("B110 Cyrillic letter", "declared_form", f"{TALLY}/source_id", "her\u0430ld-2025-03-09", message="U+0430"),
    cell("B112 Arabic digits", "declared_form", f"{TALLY}/tally_id", "T٠٠٠٠٠٠١٢", message="U+0660"),
    line("B113 line feed after it", "line_break_in_cell", TALLY, "T00000012,", '"T00000012\n",', "tally_id"),
    cell(
        "B115 no such source",
        "reference_exists",
        f"{TALLY}/source_id",
        "herald-2025-03-19",
        message="did you mean",
    ),
    several(
        "B116 orphan",
        "every_source_is_used",
        "sources",
        _orphan,
        "source_id",
    ),
    cell("B118 claimant not listed", "reference_exists", f"{TALLY}/claimant_id", "netwrok", message="network"),
    cell("B118 code not listed", "declared_form", f"{TALLY}/status", "civillian", message="code of status"),
    cell("B118 code in capitals", "declared_form", f"{TALLY}/measure", "Killed"),
    cell("B121 supersedes itself", "revisions_have_no_cycle", f"{TALLY}/supersedes_id", "T00000012"),
    cell("B121 lies in itself", "places_have_no_cycle", f"{HILL}/parent_id", "hill"),
    several(
        "B121 circle of three places",
        "places_have_no_cycle",
        "places",
        lambda root: set_cells(root, "places", "north", {"parent_id": "hill"}),
        "parent_id",
    ),
    cell("B122 id became a number", "declared_form", f"{TALLY}/tally_id", "1E5"),
    cell("B122 id became a date", "declared_form", "sources/gazetteer/source_id", "4-Mar"),
    line("B124 quoted and empty", "quoting", TALLY, ",network,", ',"",', "claimant_id"),
    line("B124 quoted and empty text", "quoting", "actors/monitor", "Test Monitor", '""', "name_en"),
    cell("B124 empty", "required_cell", f"{TALLY}/claimant_id", ""),
    cell("B125 spaces", "declared_form", f"{TALLY}/claimant_id", "   "),
    cell("B125 text of spaces", "text_form", "actors/monitor/name_en", "   "),
    cell("B125 no-break spaces", "visible_characters", "actors/monitor/name_en", "\u00a0\u00a0", message="U+00A0"),
]

TEXT = [
    cell("B127 override", "visible_characters", f"{HILL}/note", "a\u202eb", message="U+202E"),
    cell("B128 isolate", "visible_characters", f"{HILL}/note", "a\u2066b", message="U+2066"),
    cell("B128 Arabic letter mark", "visible_characters", f"{HILL}/note", "ا\u061cب", message="U+061C"),
    cell("B130 non-character", "visible_characters", f"{HILL}/note", "a\ufffeb", message="U+FFFE"),
    cell("B130 private use", "visible_characters", f"{HILL}/note", "a\ue000b", message="U+E000"),
    cell("B131 replacement character", "visible_characters", f"{HILL}/note", "a\ufffdb", message="U+FFFD"),
    cell("B131 byte-order mark within", "visible_characters", f"{HILL}/note", "a\ufeffb", message="U+FEFF"),
    cell("B131 soft hyphen", "visible_characters", f"{HILL}/note", "a\u00adb", message="U+00AD"),
    cell("B131 tag character", "visible_characters", f"{HILL}/note", "a\U000e0041b", message="U+E0041"),
    cell("B133 Cyrillic in a Latin word", "one_script_per_word", f"{HILL}/name_en", "H\u0456ll"),
    cell("B133 Greek in a Latin word", "one_script_per_word", f"{HILL}/name_en", "Hill\u03bf"),
    cell("B134 Persian yeh", "arabic_is_plain", f"{HILL}/name_ar", "التل\u06cc"),
    cell("B134 Persian kaf", "arabic_is_plain", f"{HILL}/name_ar", "التل\u06a9"),
    cell("B136 tatweel", "arabic_is_plain", f"{HILL}/name_ar", "الت\u0640ل"),
    cell("B136 vowel sign", "arabic_is_plain", f"{HILL}/name_ar", "التَل"),
    cell("B136 presentation form", "arabic_is_plain", f"{HILL}/name_ar", "\ufee3دينة"),
    cell("B137 leading space", "text_form", f"{HILL}/note", " a"),
    cell("B137 trailing space", "text_form", f"{HILL}/note", "a "),
    cell("B137 decomposed", "normal_form", f"{HILL}/note", "cafe\u0301"),
    cell("B139 escape sequence", "visible_characters", f"{HILL}/note", "a\x1b[31mb", message="U+001B"),
    cell("B139 backspaces", "visible_characters", f"{HILL}/note", "a\b\bb", message="U+0008"),
    *(
        cell(f"B140 {url}", "declared_form", "actors/monitor/url", url)
        for url in (
            "https://user@monitor.example.org/",
            "https://user:pass@monitor.example.org/",
            "https://\u043conitor.example.org/",
            "https://مرصد.example.org/",
            "https://localhost/",
            "https://[::1]/",
            "https://Monitor.example.org/",
            "ftp://monitor.example.org/",
            "javascript:alert(1)",
            "//monitor.example.org/",
            "monitor.example.org",
            "https://monitor.example.org/a b",
            "https://monitor.example.org\\@other.example.org/",
            "mailto:desk@monitor.example.org",
            "data:text/html,x",
        )
    ),
    *(
        cell(f"B140 {url}", "address_is_public", "actors/monitor/url", url)
        for url in (
            "https://127.0.0.1/",
            "https://10.0.0.1:8080/x",
            "https://192.168.1.1",
            "https://2130706433.0/",
            "https://0x7f.0.0.1/",
            "https://monitor.localhost/",
            "https://monitor.internal/",
            "https://monitor.example/",
        )
    ),
]

PLACES = [
    *(
        cell(f"P-code {code}", "declared_form", f"{HILL}/pcode", code)
        for code in ("sy06", "06SY", "S", "SYRIA", "SY 06", "C", "1234", "NA-", "SY06-", "SY06ABC1")
    ),
    line("B142 zero", "coordinates_are_not_zero", "places/harbour", "35.52,35.79", "0,0", "latitude"),
    line("B143 swapped", "point_lies_in_bounding_box", "places/harbour", "35.52,35.79", "35.79,35.52", "latitude"),
    cell("B145 five decimals", "declared_form", "places/harbour/latitude", "35.52178"),
    cell("B145 trailing zero", "declared_form", "places/harbour/latitude", "35.50"),
    cell("B145 whole with a point", "declared_form", "places/harbour/latitude", "35."),
    cell("B145 beyond the pole", "declared_values", "places/harbour/latitude", "90.01"),
    cell("B145 beyond the date line", "declared_values", "places/harbour/longitude", "-180.01"),
    cell("B146 degrees and minutes", "declared_form", "places/harbour/latitude", "35°31'N"),
    cell("B146 pair in one cell", "declared_form", "places/harbour/latitude", "35.52, 35.79"),
    cell("B146 decimal comma", "declared_form", "places/harbour/latitude", "35,52"),
    cell("B146 minus zero", "declared_form", "places/harbour/latitude", "-0"),
]

FORMULAS = [
    cell("B148 at", "formula", f"{HILL}/note", "@SUM(1)"),
    cell("B148 equals", "formula", f"{HILL}/note", "=1+1"),
    cell("B149 plus", "formula", f"{HILL}/note", "+1"),
    cell("B149 minus", "formula", f"{HILL}/note", "-1"),
    cell("B149 bar", "formula", f"{HILL}/aliases", "|Tell"),
    cell("B151 full-width equals", "formula", f"{HILL}/note", "\uff1d1+1"),
    cell("B151 full-width plus", "formula", f"{HILL}/note", "\uff0b1"),
    cell("B151 full-width minus", "formula", f"{HILL}/note", "\uff0d1"),
    cell("B151 full-width at", "formula", f"{HILL}/note", "\uff20x"),
    cell("B151 small plus", "formula", f"{HILL}/note", "\ufe621"),
    cell("B152 after a quote", "formula", f"{HILL}/note", '"=1+1'),
    cell("B152 after an apostrophe", "formula", f"{HILL}/note", "'=1+1"),
    cell("B152 after a curly quote", "formula", f"{HILL}/note", "“=1+1”"),
    cell("B152 after a space", "text_form", f"{HILL}/note", " =1+1"),
    cell("B152 after a quote and a space", "formula", f"{HILL}/note", "' =1+1"),
    cell("B152 after a tab", "visible_characters", f"{HILL}/note", "\t=1+1"),
]

CASES = [
    *WHOLE_FILE,
    *STRUCTURE,
    *HEADER,
    *NUMBERS,
    *DATES,
    *IDENTIFIERS,
    *TEXT,
    *PLACES,
    *FORMULAS,
]


def _hidden(text: str) -> list[str]:
    return [f"U+{ord(c):04X}" for c in text if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}]


def _printed(inspection: Inspection) -> Iterator[str]:
    for form in ("text", "json", "github"):
        yield from report.lines(form, inspection.problems, inspection.rows)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name[:60])
def test_bad_input_is_refused_at_its_place(case: Case, small: Path) -> None:
    """The rule is named at the path, line and column to blame; nothing is written and nothing raw is printed."""
    at = case.spoil(small)
    before = snapshot(small)
    inspection = validate(small, UNTIL)
    reported = list(inspection.problems)
    matching = [
        p for p in reported if (p.rule, p.path, p.line, p.column) == (case.rule, case.blamed_path, at, case.column)
    ]

    assert not inspection.problems.valid
    assert matching, [
        (p.rule, p.path, p.line, p.column, p.message[:200]) for p in reported if p.rule not in NOT_ABOUT_ROWS
    ]
    assert any(case.message in problem.message for problem in matching), [problem.message for problem in matching]
    assert snapshot(small) == before
    assert [hidden for text in _printed(inspection) if (hidden := _hidden(text))] == []
    assert [p.value for p in reported if len(p.value or "") > 41 and "<U+" not in (p.value or "")] == []


@pytest.mark.parametrize("table", [name for name in CURATED if name not in MAY_BE_EMPTY])
def test_header_alone_is_refused(table: str, small: Path) -> None:
    """B005: a table that must have rows has none."""
    edit_bytes(small, table, lambda data: data.split(b"\n")[0] + b"\n")

    assert (f"dataset/{table}.csv", 1, None) in locations_of(problems(small), "rows_present")


@pytest.mark.parametrize("table", CURATED)
def test_a_missing_table_is_named(table: str, small: Path) -> None:
    """B001: any table that is missing is named, as a whole file."""
    file_of(small, table).unlink()

    assert (f"dataset/{table}.csv", None, None) in locations_of(problems(small), "file_present")


def test_file_above_the_cap_is_not_read(small: Path) -> None:
    """B026: the cap is four gigabytes; a file above it is refused by its size alone."""
    assert read.SIZE_CAP == 4 * 1024**3
    with file_of(small, "places").open("r+b") as sparse:
        sparse.truncate(read.SIZE_CAP + 1)  # a hole: it takes no room
    before = time.process_time()
    reported = problems(small)

    assert locations_of(reported, "size_within_cap") == [("dataset/places.csv", None, None)]
    assert time.process_time() - before < 5


def test_low_above_high_is_a_warning(small: Path) -> None:
    """B089: a range that a document prints with its low above its high is kept as printed, reported, and waivable."""
    at = set_cells(small, "tallies", "T00000008", {"low": "110", "high": "90"})
    reported = validate(small, UNTIL).problems
    add_line(small, "waivers", "low_below_high,tallies,T00000008,The report prints it so.,2025-04-01")

    assert [(p.rule, p.severity, p.line, p.column) for p in reported] == [("low_below_high", "warning", at, "low")]
    assert reported.valid
    assert problems(small) == []


def test_unencrypted_address_is_a_warning(small: Path) -> None:
    """B140: http is reported and does not refuse the data."""
    at = set_cells(small, "actors", "monitor", {"url": "http://monitor.example.org/"})
    reported = validate(small, UNTIL).problems

    assert [(p.rule, p.severity, p.line, p.column) for p in reported] == [
        ("address_is_encrypted", "warning", at, "url")
    ]
    assert reported.valid


def test_both_lines_of_a_repeated_id_are_reported(small: Path) -> None:
    """B106: the second row is the place, the first is in the message."""
    at = copy_row(small, "tallies", "T00000012", {"value": "21"})
    (reported,) = problems(small)

    assert (reported.rule, reported.line) == ("key_is_unique", at)
    assert f"line {at - 1}" in reported.message


# --- what is printed ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "spoil"),
    [
        ("declared_form", lambda root: set_cells(root, "tallies", "T00000012", {"measure": "x" * 200})),
        ("declared_form", lambda root: set_cells(root, "sources", "gazetteer", {"credited_to": "X" * 200})),
        ("reference_exists", lambda root: set_cells(root, "tallies", "T00000012", {"source_id": "x" * 200})),
        ("reference_exists", lambda root: set_cells(root, "sources", "gazetteer", {"credited_to": "x" * 200})),
        ("text_form", lambda root: set_cells(root, "places", "hill", {"note": "x" * 200 + " "})),
        ("list_is_sorted", lambda root: _long_list(root)),
        ("key_is_unique", lambda root: _long_key_twice(root)),
        ("key_order", lambda root: _long_keys_out_of_order(root)),
        ("one_source_per_address", lambda root: _long_id_of_the_same_address(root)),
        ("pcode_starts_with_parent_pcode", lambda root: _long_place_of_the_same_pcode(root)),
        (
            "replacement_exists",
            lambda root: set_cells(root, "retired", "places|old-harbour", {"replacement_id": "x" * 200}),
        ),
        ("expected_files_only", lambda root: (root / "dataset" / ("x" * 200)).write_text("")),
        ("header", lambda root: edit_bytes(root, "places", header(("note", "note," + "x" * 200)))),
    ],
)
def test_no_long_value_is_printed_whole(rule: str, spoil: Callable[[Path], object], small: Path) -> None:
    """At most 40 characters of a cell are shown, in the value and in the message."""
    spoil(small)
    reported = [problem for problem in validate(small, UNTIL).problems if problem.rule == rule]
    printed = "\n".join(part or "" for p in reported for part in (p.path, p.column, p.value, p.message, p.remedy))

    assert reported
    assert "x" * 41 not in printed
    assert "X" * 41 not in printed


def _long_list(root: Path) -> None:
    copy_row(root, "places", "hill", {"place_id": "x" * 200})
    set_cells(root, "places", "both-coasts", {"members": "x" * 200 + "|north|south"})


def _long_key_twice(root: Path) -> None:
    for _ in range(2):
        copy_row(root, "places", "hill", {"place_id": "x" * 200})


def _long_keys_out_of_order(root: Path) -> None:
    copy_row(root, "places", "hill", {"place_id": "x" * 200})
    lines = lines_of(root, "places")
    write_lines(root, "places", [lines[0], lines[-1], *lines[1:-1]])


def _long_id_of_the_same_address(root: Path) -> None:
    for name in ("x" * 200, "y"):
        copy_row(root, "sources", "gazetteer", {"source_id": name, "url": "https://x.example.org/"})


def _long_place_of_the_same_pcode(root: Path) -> None:
    copy_row(root, "places", "north", {"place_id": "a" + "x" * 200})


PERSONAL = {
    "no_phone_number": (
        "+963944123456",
        "+963 944 123 456",
        "00963944123456",
        "0944123456",
        "0944 123 456",
        "0944-123-456",
        "(0944) 123456",
        "٠٩٤٤١٢٣٤٥٦",
        "+٩٦٣٩٤٤١٢٣٤٥٦",
        "٠٠٩٦٣٩٤٤١٢٣٤٥٦",
        "۰۹۴۴۱۲۳۴۵۶",
    ),
    "no_email_address": (
        "desk@network.example",
        "desk (at) network.example",
        "desk at network.org",
        "desk @ network . example",
    ),
    "no_personal_handle": ("@nobody_at_all", "t.me/nobody", "https://instagram.com/nobody"),
    "no_exact_point_in_text": ("35.52178, 35.79123", "35.52178 N 35.79123 E", "35.52178,35.79123"),
}


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in PERSONAL.items() for text in texts])
def test_what_finds_a_person_is_found_and_withheld(rule: str, text: str, small: Path) -> None:
    """D01, D02, D05, D07: however it is spelled it is found, and what was found is nowhere printed."""
    at = set_cells(small, "actors", "network", {"note": f"Ask for the list: {text}."})
    inspection = validate(small, UNTIL)
    reported = [problem for problem in inspection.problems if problem.rule == rule]

    assert [(p.path, p.line, p.column, p.value) for p in reported] == [("dataset/actors.csv", at, "note", None)]
    assert [line for line in _printed(inspection) if text in line] == []


# --- two faults at once ------------------------------------------------------------------------------


def test_bad_bytes_and_a_short_row_are_both_reported(small: Path) -> None:
    """A line that is no UTF-8 does not hide one with too few cells, nor the other way round."""
    edit_bytes(small, "tallies", replaced(b"third paragraph", b"third p\xe1ragraph"))
    edit_bytes(small, "tallies", replaced(b"T00000003,sy-2025-03-06-coasts,", b"T00000003,"))
    reported = problems(small)

    assert locations_of(reported, "utf8") == [("dataset/tallies.csv", 8, None)]
    assert locations_of(reported, "field_count") == [("dataset/tallies.csv", 4, None)]


def test_several_faults_of_one_line_are_all_reported(small: Path) -> None:
    """Three bad cells of one row are three problems."""
    at = set_cells(small, "tallies", "T00000012", {"as_of": "8-Mar-25", "value": "twenty", "note": "=x"})
    reported = [(p.rule, p.line, p.column) for p in problems(small)]

    assert reported == [
        ("declared_form", at, "as_of"),
        ("formula", at, "note"),
        ("declared_form", at, "value"),
    ]


def test_repeated_id_with_a_malformed_copy(small: Path) -> None:
    """The malformed copy is reported, and so are the keys and rules that had to wait."""
    at = copy_row(small, "tallies", "T00000012", {"value": "twenty"})
    reported = list(validate(small, UNTIL).problems)

    assert ("declared_form", at, "value") in [(p.rule, p.line, p.column) for p in reported]
    assert ("dataset/tallies.csv", None, None) in locations_of(reported, "not_checked")


@pytest.mark.parametrize("table", CURATED)
def test_a_refused_table_has_no_echo_in_the_others(table: str, small: Path) -> None:
    """A table that cannot be read is the one to blame: no other table gets an error because of it."""
    edit_bytes(small, table, lambda data: data + b"x\n")
    reported = problems(small)

    assert [(p.path, p.rule) for p in reported] == [(f"dataset/{table}.csv", "field_count")]


@pytest.mark.parametrize("table", CURATED)
def test_a_missing_table_has_no_echo_in_the_others(table: str, small: Path) -> None:
    """The same for a table that is not there."""
    file_of(small, table).unlink()

    assert [(p.path, p.rule) for p in problems(small)] == [(f"dataset/{table}.csv", "file_present")]


@pytest.mark.parametrize("table", ["actors", "sources", "places", "incidents"])
def test_what_refers_to_a_refused_table_is_not_taken_for_one(table: str, small: Path) -> None:
    """Rows that differ only in what they refer to stay apart while that table cannot be read."""
    _add_rows_that_differ_in(small, table)
    assert problems(small) == []
    edit_bytes(small, table, lambda data: data + b"x\n")

    assert {problem.path for problem in problems(small)} == {f"dataset/{table}.csv"}


def _add_rows_that_differ_in(root: Path, table: str) -> None:
    """An early high figure and a later low one, of two claimants, documents, places or incidents."""
    column, first, second = {
        "actors": ("claimant_id", "network", "agency"),
        "sources": ("source_id", "herald-2025-03-09", "herald-mirror"),
        "places": ("place_id", "north", "south"),
        "incidents": ("incident_id", "sy-2025-03-06-coasts", "sy-2025-03-07-harbour"),
    }[table]
    base = {"claimant_id": "network", "status": "armed_forces", "basis": "documented", "measure": "killed"}
    if table == "sources":  # a part above a whole of another document
        copy_row(
            root,
            "tallies",
            "T00000012",
            {**base, "tally_id": "T00000016", column: first, "value": "50", "qualifier": "exact"},
        )
        copy_row(
            root,
            "tallies",
            "T00000012",
            {**base, "tally_id": "T00000017", column: second, "sex": "male", "value": "70", "qualifier": "exact"},
        )
        return
    high = {**base, "tally_id": "T00000016", column: first, "as_of": "2025-03-08", "value": "50", "qualifier": "exact"}
    copy_row(root, "tallies", "T00000012", high)
    copy_row(
        root,
        "tallies",
        "T00000012",
        {**base, "tally_id": "T00000017", column: second, "value": "20", "qualifier": "exact"},
    )


def test_faults_in_three_tables_are_all_reported(small: Path) -> None:
    """No table hides another."""
    lines = {
        "sources": set_cells(small, "sources", "gazetteer", {"language": "English"}),
        "places": set_cells(small, "places", "hill", {"name_en": " Hill"}),
        "tallies": set_cells(small, "tallies", "T00000012", {"value": "twenty"}),
    }
    reported = problems(small)

    assert {(p.path, p.line) for p in reported} == {(f"dataset/{table}.csv", at) for table, at in lines.items()}


def test_ten_thousand_faults_are_capped_counted_and_quick(small: Path) -> None:
    """People see twenty of one rule and how many more there are; JSON has them all; it takes under five seconds."""
    row = lines_of(small, "tallies")[-1].replace("fewer_than,300", "fewer_than,three")
    new = [row.replace("T00000015", f"T{number:08d}") for number in range(100, 10_100)]
    write_lines(small, "tallies", [*lines_of(small, "tallies"), *new])
    before = time.process_time()
    inspection = validate(small, UNTIL)
    text = list(report.lines("text", inspection.problems, inspection.rows))
    took = time.process_time() - before
    as_json = json.loads("".join(report.lines("json", inspection.problems, inspection.rows)))

    assert took < 5
    assert len([row for row in text if "[declared_form]" in row and ":" in row]) == 21
    assert "dataset/tallies.csv: 9,980 more of [declared_form]" in text
    assert len([problem for problem in as_json["problems"] if problem["rule"] == "declared_form"]) == 10_000


def test_ten_thousand_dangling_references_are_quick(small: Path) -> None:
    """Ten thousand references to ten thousand rows that there are not take under five seconds."""
    row = lines_of(small, "tallies")[-1]
    new = [
        row.replace("T00000015", f"T{number:08d}").replace("herald-2025-03-09", f"herold-{number}")
        for number in range(100, 10_100)
    ]
    write_lines(small, "tallies", [*lines_of(small, "tallies"), *new])
    before = time.process_time()
    reported = problems(small)

    assert time.process_time() - before < 5
    assert len(locations_of(reported, "reference_exists")) == 10_000


def test_problems_are_sorted(small: Path) -> None:
    """By file, line, column and rule, whatever found them."""
    set_cells(small, "tallies", "T00000012", {"note": "N/A", "value": "3000000"})
    set_cells(small, "sources", "gazetteer", {"note": "N/A"})
    set_cells(small, "places", "hill", {"note": "N/A", "name_en": "H\u0456ll"})
    reported: list[Problem] = list(validate(small, UNTIL).problems)
    keys = [(p.path, p.line or 0, p.column or "", p.rule) for p in reported]

    assert len(reported) >= 5
    assert keys == sorted(keys)


# --- the command -------------------------------------------------------------------------------------

SAMPLE = [
    case
    for case in CASES
    if case.name.split()[0] in {"B001", "B008", "B023", "B043", "B047", "B059", "B073", "B115", "B139", "B148"}
]


@pytest.fixture
def called(small: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Run `dataset validate` within this process; returns its exit code."""
    monkeypatch.setenv("POLARS_MAX_THREADS", os.environ.get("POLARS_MAX_THREADS", "2"))
    monkeypatch.setattr(sys, "argv", ["dataset", "--root", str(small), "validate"])
    return run_in_process


@pytest.mark.parametrize("case", SAMPLE, ids=lambda case: case.name[:60])
def test_the_command_refuses_bad_input(
    case: Case, small: Path, called: Callable[[], int], capfd: pytest.CaptureFixture[str]
) -> None:
    """Exit 1, the place and the rule on standard output, no traceback, no raw character, nothing written."""
    at = case.spoil(small)
    before = snapshot(small.parent)
    code = called()
    text, err = capfd.readouterr()
    place = case.blamed_path if at is None else f"{case.blamed_path}:{at}"

    assert code == 1, err
    assert [row for row in text.splitlines() if row.startswith(f"{place}: ") and row.endswith(f"[{case.rule}]")]
    assert "Traceback" not in text + err
    assert _hidden(text.replace("\n", "")) == []
    assert snapshot(small.parent) == before


def test_a_valid_dataset_exits_0_and_nothing_is_written(small: Path) -> None:
    """Validation leaves no trace: no file, no cache, no changed time."""
    before = snapshot(small.parent)
    done = run("--root", small, "validate", cwd=small.parent)

    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"valid: 44 rows in 10 tables")
    assert snapshot(small.parent) == before


def test_github_commands_in_a_cell_arrive_inert(small: Path) -> None:
    """A cell that holds a log command never begins a line of output, and what it adds is escaped."""
    set_cells(small, "tallies", "T00000012", {"measure": "::error file=x,line=1::pwned%0A::warning::"})
    for form in ("text", "github"):
        text = run("--root", small, "validate", "--format", form, cwd=small).stdout.decode()

        assert [
            row
            for row in text.splitlines()
            if row.startswith("::")
            and not row.startswith(("::error file=dataset/tallies.csv,line=13,", "::warning file=dataset/"))
        ] == []
        assert form == "text" or "%250A" in text


@pytest.mark.parametrize(
    "arguments",
    [
        ["--root", "nowhere", "validate"],
        ["--root", "", "validate"],
        ["validate", "--frmat", "json"],
        ["validate", "--format", "yaml"],
        ["validate", "extra"],
        ["valdate"],
        ["--root"],
    ],
    ids=" ".join,
)
def test_a_wrong_call_exits_2(arguments: list[str], tmp_path: Path) -> None:
    """A sentence on standard error blames the call."""
    done = run(*arguments, cwd=tmp_path)

    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr
    assert b"Traceback" not in done.stderr


def test_no_dataset_exits_2(tmp_path: Path) -> None:
    """A folder without a dataset, and with none above it."""
    done = run("validate", cwd=tmp_path)

    assert done.returncode == 2
    assert b"No dataset found" in done.stderr


# --- the machine and ourselves -----------------------------------------------------------------------


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.EPERM, errno.EMFILE], ids=errno.errorcode.get)
def test_a_file_that_the_machine_withholds_exits_3(
    number: int, called: Callable[[], int], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """B025: the file is named, the reason is given, and the data is not blamed."""
    open_ = os.open

    def refuse(path: str | Path, *rest: int, **more: int) -> int:
        if str(path).endswith("places.csv"):
            raise OSError(number, os.strerror(number), str(path))
        return open_(path, *rest, **more)

    monkeypatch.setattr(os, "open", refuse)
    code = called()
    out, err = capfd.readouterr()

    assert code == 3
    assert out == ""
    assert err == f"Error: dataset/places.csv cannot be read: {os.strerror(number)}.\n"


def test_a_disk_that_fails_while_reading_exits_3(
    called: Callable[[], int], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """An error in the middle of a file is the machine's, too."""

    fdopen = os.fdopen

    class Failing:
        def __init__(self, handle: int, mode: str) -> None:
            self.file = fdopen(handle, mode)

        def __enter__(self) -> Failing:
            return self

        def __exit__(self, *_: object) -> None:
            self.file.close()

        def fileno(self) -> int:
            return int(self.file.fileno())

        def read(self, _: int) -> bytes:
            raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fdopen", Failing)
    code = called()

    assert code == 3
    assert "cannot be read: Input/output error." in capfd.readouterr().err


def test_a_file_that_changes_while_it_is_read_exits_3(
    called: Callable[[], int], small: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A file that grows while it is read is not judged: what is checked must be what the file is."""
    fstat, looks = os.fstat, Counter[int]()

    def grow(handle: int) -> os.stat_result:
        status = fstat(handle)
        looks[handle] += 1
        if looks[handle] != 2:  # the first look tells a file from a pipe, the second is held against the third
            return status
        with file_of(small, "sources").open("ab") as file_:
            file_.write(b"x")
        return status

    monkeypatch.setattr(os, "fstat", grow)
    code = called()

    assert code == 3
    assert "changed while it was read" in capfd.readouterr().err


def test_our_own_bug_exits_70_without_traceback_or_data(
    called: Callable[[], int], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """One sentence, a reference, and nothing of what the error held."""

    def broken(*_: object, **__: object) -> None:
        raise ValueError("row with 35.52178 and +963 944 123 456")

    monkeypatch.setattr("casualty_dataset.cli.validate.validate", broken)
    code = called()
    out, err = capfd.readouterr()

    assert code == 70
    assert out == ""
    assert "bug" in err
    assert "ValueError" in err
    assert not {"Traceback", "35.52178", "963"} & set(err.replace(",", " ").split())
    assert err.count("\n") == 1


@pytest.mark.parametrize("name", ["README.md", "EXCLUDED.md"])
@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: path.symlink_to("/dev/zero")])
def test_a_companion_that_is_no_file_is_refused(name: str, make: Callable[[Path], None], small: Path) -> None:
    """README.md and EXCLUDED.md are files, too: a pipe, a folder or a link in their place neither hangs nor passes."""
    (small / "dataset" / name).unlink(missing_ok=True)
    make(small / "dataset" / name)
    done = run("--root", small, "validate", cwd=small, timeout=10)

    assert done.returncode == 1
    assert f"dataset/{name}: ".encode() in done.stdout


def test_problem_values_are_made_safe_once() -> None:
    """A value is clipped and its hidden characters are shown as code points where a problem is noted."""
    reported = Problems()
    reported.add("p", "r", "m", "d", value="a\u202e\n" + "b" * 100)
    (problem,) = reported

    assert problem.value == "a<U+202E><U+000A>" + "b" * 37 + "…"
