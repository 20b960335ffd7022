"""The byte gate: proves the form of a file, or says where it is broken.

The fast way proves: one regular expression a table, made from its columns, over whole lines. Only a
line that does not match is walked, cell by cell, to say what is wrong with it. The walk knows more
characters than the expression does, so it may find a line sound after all; it never finds less.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import polars as pl

from casualty_dataset.core.problems import Problems
from casualty_dataset.core.text import printable, quoted
from casualty_schemas import Table
from casualty_schemas.columns import MAX_CELL, Column

_EAGER_BELOW = 8 * 1024**2  # the streaming engine costs 15 ms a file, whatever its size
_MAGIC = {
    b"\x1f\x8b": "gzip",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"PK\x03\x04": "zip or xlsx",
    b"\xfd7zXZ": "xz",
    b"BZh": "bzip2",
    b"PAR1": "Parquet",
    b"ARROW1": "Arrow",
    b"SQLite format 3": "SQLite",
    b"%PDF": "PDF",
}
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0\ufffc\ufffd")
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_TRIGGERS = "=+-@|\u2212"
_QUOTES = " '\"`\u00ab\u00bb\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2039\u203a"
_CELL = re.compile(r'"(?:[^"]|"")*"|[^",]*')


class Fault(NamedTuple):
    """What is wrong with one line: the rule, where in the line, what was found, what to do."""

    rule: str
    column: str | None
    value: str | None
    message: str
    remedy: str


def prove(table: type[Table], path: str, data: bytes, problems: Problems) -> bool:
    """Whether the bytes are a well-formed file of this table; every fault is noted.

    ``path`` is only for the messages.
    """
    before = len(problems)
    if not (_not_empty(path, data, problems) and _header(table, path, data, problems)):
        return False
    if data[-1:] != b"\n":
        last = data.count(b"\n") + 1
        problems.add(
            path,
            "final_line_feed",
            "the last line does not end with a line feed",
            "See whether the file was cut short; end it with one line feed.",
            line=last,
        )
        data += b"\n"
    if len(data) == len(table.header()) + 1:
        if not table.may_be_empty():
            problems.add(path, "rows_present", "the table has a header and no row", "Add its rows.", line=1)
        return len(problems) == before
    for number, line in _unproven(table, data):
        for fault in line_faults(table, line):
            problems.add(
                path, fault.rule, fault.message, fault.remedy, line=number, column=fault.column, value=fault.value
            )
    return len(problems) == before


# --- the file ------------------------------------------------------------------------------------


def _not_empty(path: str, data: bytes, problems: Problems) -> bool:
    if data:
        return True
    problems.add(path, "rows_present", "the file is empty", "Restore its header and its rows.", line=1)
    return False


def _header(table: type[Table], path: str, data: bytes, problems: Problems) -> bool:
    """The first line is the table's header, byte for byte."""
    expected = table.header().encode()
    if data.startswith(expected) and data[len(expected) : len(expected) + 1] in (b"\n", b""):
        return True
    kind = next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), None)
    if kind:
        _refuse(problems, path, "plain_text", f"these are the bytes of a {kind} file", "Save the table as plain CSV.")
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        _refuse(problems, path, "utf8", "the file is UTF-16", "Save it as UTF-8 without byte-order mark.")
    elif data.startswith(b"\xef\xbb\xbf"):
        _refuse(
            problems, path, "no_byte_order_mark", "the file begins with a byte-order mark", "Save it without the mark."
        )
    else:
        _explain_header(table, path, data.split(b"\n", 1)[0][: 64 * 1024], problems)
    return False


def _refuse(problems: Problems, path: str, rule: str, message: str, remedy: str) -> None:
    problems.add(path, rule, message, remedy, line=1)


def _explain_header(table: type[Table], path: str, line: bytes, problems: Problems) -> None:
    expected = list(table.columns())
    remedy = f"Make the first line {printable(table.header())} ({len(expected)} columns; see dataset/README.md)."
    try:
        found = line.decode().split(",")
    except UnicodeDecodeError as error:
        _refuse(problems, path, "utf8", f"byte {error.start + 1} of the header is not UTF-8", "Save the file as UTF-8.")
        return
    if line.endswith(b"\r") and line[:-1].decode() == table.header():
        _refuse(problems, path, "line_feeds", "lines end with CR LF", "Save it with LF line ends (Unix).")
        return
    missing = [name for name in expected if name not in found]
    unknown = [name for name in found if name not in expected]
    for name in missing[:20]:
        problems.add(path, "header", f"the column {name} is missing from the header", remedy, line=1, column=name)
    for name in unknown[:20]:
        near = difflib.get_close_matches(name[:60].strip().lower(), expected, 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        what = f"{quoted(name)} is not a column of {table.table_name()}{hint}" if name else "a column has no name"
        problems.add(path, "header", what, remedy, line=1, value=name)
    if len(unknown) > 20:
        problems.add(path, "header", f"{len(unknown) - 20:,} more unknown columns", remedy, line=1)
    if not missing and not unknown:
        at = next(i for i, name in enumerate([*found, ""]) if i >= len(expected) or name != expected[i])
        name = found[at]
        what = f"the column {name} stands in place {at + 1}" + (
            f", where {expected[at]} is expected" if at < len(expected) else " a second time"
        )
        problems.add(path, "header", what, remedy, line=1, column=name)


# --- the lines -----------------------------------------------------------------------------------


def _unproven(table: type[Table], data: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines that the table's expression does not match, with their numbers; the header is line 1."""
    bad = _fast(table, data)
    if bad is None:  # the whole cannot be decoded or holds CR: find and blank the lines that are to blame
        lines = data[:-1].split(b"\n")
        broken = {at for at, line in enumerate(lines) if b"\r" in line or not _decodes(line)}
        blanked = b"\n".join(b"" if at in broken else line for at, line in enumerate(lines)) + b"\n"
        yield from ((at + 1, lines[at]) for at in sorted(broken.union(n - 1 for n in _fast(table, blanked) or [])))
        return
    start, number = 0, 1
    for wanted in bad:
        while number < wanted:
            start = data.index(b"\n", start) + 1
            number += 1
        yield number, data[start : data.index(b"\n", start)]


def _decodes(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _fast(table: type[Table], data: bytes) -> list[int] | None:
    """Numbers of the lines that do not match; None where the bytes cannot be taken as lines of text."""
    if b"\r" in data:
        return None
    ok = pl.col("line").str.contains(table.line_pattern()) & (pl.col("line").str.len_bytes() <= MAX_CELL)
    try:
        if len(data) < _EAGER_BELOW:
            lines = pl.DataFrame({"line": data.decode().split("\n")[:-1]}).with_row_index("number", 1)
            bad = lines.filter(~ok)["number"].to_list()
        else:
            query = pl.scan_lines(data, name="line", glob=False, row_index_name="number", row_index_offset=1)
            bad = query.filter(~ok).select("number").collect(engine="streaming")["number"].sort().to_list()
    except (UnicodeDecodeError, pl.exceptions.PolarsError):
        return None
    return [number for number in bad if number > 1]


def line_faults(table: type[Table], line: bytes) -> list[Fault]:
    """Everything that is wrong with the form of one line; empty where it is sound."""
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        return [utf8(error)]
    if fault := blank_line(text) or line_feeds(text):
        return [fault]
    cells = raw_cells(text, list(table.columns()))
    if isinstance(cells, Fault):
        return [cells]
    faults = []
    for (name, column), raw in zip(table.columns().items(), cells, strict=True):
        word = column.kind not in ("text", "address") and len(raw) <= MAX_CELL
        if not (word and _word(column.pattern or "", column.required).fullmatch(raw)):
            faults += [fault for fault in _cell_faults(name, column, raw) if fault]
    return faults


@cache
def _word(pattern: str, required: bool) -> re.Pattern[str]:
    return re.compile(f"(?:{pattern}){'' if required else '?'}")


def utf8(error: UnicodeDecodeError) -> Fault:
    """A file is UTF-8."""
    byte = error.object[error.start]
    return Fault(
        "utf8",
        None,
        None,
        f"byte {error.start + 1} of the line, 0x{byte:02X}, is not UTF-8",
        "Save the file as UTF-8; type the lost letters again.",
    )


def blank_line(text: str) -> Fault | None:
    """No line is blank."""
    if text.strip(", \t\r"):
        return None
    return Fault("blank_line", None, None, "the line holds no cell with anything in it", "Delete the line.")


def line_feeds(text: str) -> Fault | None:
    """Lines end with LF alone, and no cell holds a line break."""
    if text.endswith("\r"):
        return Fault("line_feeds", None, None, "the line ends with CR LF", "Save the file with LF line ends (Unix).")
    if "\r" in text:
        return Fault("line_feeds", None, None, "a carriage return stands inside the line", "Take it out.")
    return None


def raw_cells(text: str, names: list[str]) -> list[str] | Fault:
    """The cells of a line as they are spelled; a fault where quotes or their number are wrong."""
    if len(text) > len(names) * MAX_CELL:
        return Fault(
            "cell_length", None, None, f"the line has {len(text):,} characters", f"No cell holds over {MAX_CELL:,}."
        )
    cells: list[str] = []
    at = 0
    while True:
        match = _CELL.match(text, at)
        cell = match.group() if match else ""
        at += len(cell)
        if at < len(text) and text[at] != ",":
            return _quoting(text, at, names[min(len(cells), len(names) - 1)], opened=not cell)
        cells.append(cell)
        if at == len(text):
            break
        at += 1
    if len(cells) != len(names):
        what = "a merge conflict was left here" if text.startswith(("<<<<<<<", "=======", ">>>>>>>")) else ""
        return Fault(
            "field_count",
            None,
            None,
            what or f"the line has {len(cells):,} cells, not {len(names)}",
            "Quote a cell that holds a comma; see that no cell is missing or cut.",
        )
    return cells


def _quoting(text: str, at: int, name: str, *, opened: bool) -> Fault:
    if opened:
        return Fault(
            "line_break_in_cell",
            name,
            _unless_personal(text[at:]),
            "a quote is opened and not closed on this line",
            "Close it, or take out the line break inside the cell.",
        )
    return Fault(
        "quoting",
        name,
        _unless_personal(text[max(0, at - 20) : at + 20]),
        "a quote stands where none may",
        'Put the whole cell in quotes and double each quote inside it: "so ""called"" here".',
    )


def _cell_faults(name: str, column: Column, raw: str) -> Iterator[Fault | None]:
    value = raw[1:-1].replace('""', '"') if raw.startswith('"') else raw
    if not value and not raw:
        if column.required:
            yield required_cell(name, column)
        return
    if len(value) > MAX_CELL:
        message = f"the cell has {len(value):,} characters, more than {MAX_CELL:,}"
        yield _withheld(Fault("cell_length", name, value, message, "Shorten it."), column)
        return
    yield from (fault and _withheld(fault, column) for fault in _spelling_faults(name, column, value))
    if raw.startswith('"') and not ({",", '"'} & set(value)):
        message = "the cell is quoted and need not be"
        fault = Fault("quoting", name, value, message, "Take the quotes away." if value else "Leave the cell empty.")
        yield _withheld(fault, column)


def _spelling_faults(name: str, column: Column, value: str) -> Iterator[Fault | None]:
    unseen = visible_characters(name, value)
    yield unseen
    if not unseen:
        yield normal_form(name, value)
        yield text_form(name, value) if column.kind == "text" else declared_form(name, column, value)


def _withheld(fault: Fault, column: Column) -> Fault:
    """The fault without the cell's text where that may be a way to reach a person: it is told before any rule looks."""
    return fault._replace(value=_unless_personal(fault.value)) if column.kind in ("text", "address") else fault


def _unless_personal(value: str | None) -> str | None:
    seven_digits = r"\d(?:\D{0,4}\d){6}"
    return None if value and ("@" in value or "\uff20" in value or re.search(seven_digits, value)) else value


def required_cell(name: str, column: Column) -> Fault:
    """A required cell is filled."""
    remedy = f"Fill it: {column.description}"
    return Fault("required_cell", name, None, f"{name} is empty and is required", remedy)


def visible_characters(name: str, value: str) -> Fault | None:
    """No control, bidirectional or invisible character stands in a cell."""
    for at, c in enumerate(value):
        hidden = unicodedata.category(c) in _UNSEEN or c in _INVISIBLE or 0xFE00 <= ord(c) <= 0xFE0F
        if hidden or 0xE0100 <= ord(c) <= 0xE01EF or (c != " " and unicodedata.category(c) == "Zs"):
            message = f"character {at + 1} is U+{ord(c):04X} ({unicodedata.name(c, 'no name')}), which cannot be seen"
            return Fault("visible_characters", name, value, message, "Delete it and type what was meant.")
    return None


def normal_form(name: str, value: str) -> Fault | None:
    """Text is in Unicode normal form C."""
    if unicodedata.is_normalized("NFC", value):
        return None
    return Fault("normal_form", name, value, "the text is not in normal form C", "Normalise it (NFC).")


def text_form(name: str, value: str) -> Fault | None:
    """Free text is trimmed, has single spaces, and does not begin as a spreadsheet formula does."""
    if value != value.strip(" "):
        return Fault("text_form", name, value, "the text begins or ends with a space", "Take the space away.")
    if "  " in value:
        return Fault("text_form", name, value, "there are two spaces in a row", "Leave one.")
    bare = unicodedata.normalize("NFKC", value).lstrip(_QUOTES)
    if not bare:
        return Fault(
            "text_form", name, value, "the text is nothing but quotation marks", "Write it, or leave it empty."
        )
    if bare[0] in _TRIGGERS:
        message = f"the text begins with {quoted(bare[0])}, which a spreadsheet runs as a formula"
        return Fault("formula", name, value, message, "Begin it with a word.")
    return None


def declared_form(name: str, column: Column, value: str) -> Fault | None:
    """A cell is spelled as its column declares."""
    if re.fullmatch(column.pattern or "", value):
        return None
    message, remedy = _expectation(column, value)
    odd = next((c for c in value if ord(c) > 126), None)
    message += f" (it holds U+{ord(odd):04X})" if odd and column.kind != "address" else ""
    return Fault("declared_form", name, value, f"{quoted(value)} {message}", remedy)


def _expectation(column: Column, value: str) -> tuple[str, str]:
    if column.codes is not None:
        near = difflib.get_close_matches(value[:60].lower(), list(column.codes), 1)
        what = f"codes of {column.codes.name}, sorted," if column.many else f"a code of {column.codes.name}"
        hint = f"The nearest is {near[0]}." if near else f"The codes are {', '.join(column.codes)}."
        return f"is not {what}", hint
    if column.many:
        return "is not a list of ids separated by |", "Write ids such as latakia|tartus, without spaces."
    kinds = {
        "count": ("is not a whole number in the digits 0-9", "Write digits only: no sign, separator, decimal or word."),
        "day": (
            "is not a day from 2011 on, as YYYY-MM-DD",
            "Write it as 2025-03-08; precision has a column of its own.",
        ),
        "degrees": ("is not decimal degrees", "Write at most two decimals, none of them a trailing zero: 35.52."),
        "address": ("is not a web address", "Write http(s)://, an ASCII host in small letters, and no user name."),
    }
    return kinds.get(column.kind, (f"is not spelled as {column.title} is", f"Expected: {column.pattern}"))
