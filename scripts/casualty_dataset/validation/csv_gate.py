"""The CSV gate: proves that a file is in canonical form, or explains each line that is not.

One regular expression a table, made from its columns, proves most lines. A line that it does not match is examined cell
by cell (:mod:`casualty_dataset.validation.csv_cells`). That examination knows more characters than the expression, so
it may find the line sound after all.
"""

from __future__ import annotations

from collections.abc import Iterator

from casualty_dataset.core.canonical_csv import MisplacedQuote, split_cells, unproven_lines
from casualty_dataset.core.problems import Problems
from casualty_dataset.core.text import did_you_mean, printable, quoted
from casualty_dataset.validation.csv_cells import Fault, cell_faults, unless_personal
from casualty_schemas import Table
from casualty_schemas.columns import MAX_CELL

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


def prove(table: type[Table], path: str, data: bytes, problems: Problems) -> bool:
    """Return whether the bytes are a well-formed file of this table; add a problem for every fault.

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
    """Return whether the first line is the table's header, byte for byte."""
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
        _separated_by_commas(table, path, _first_line(data[3:]), problems)
    else:
        _explain_header(table, path, _first_line(data), problems)
    return False


def _first_line(data: bytes) -> bytes:
    return data.split(b"\n", 1)[0][: 64 * 1024]


def _refuse(problems: Problems, path: str, rule: str, message: str, remedy: str) -> None:
    problems.add(path, rule, message, remedy, line=1)


def _explain_header(table: type[Table], path: str, line: bytes, problems: Problems) -> None:
    expected = list(table.columns())
    remedy = f"Make the first line {printable(table.header())} ({len(expected)} columns; see dataset/README.md)."
    try:
        names = line.decode().split(",")
    except UnicodeDecodeError as error:
        _refuse(problems, path, "utf8", f"byte {error.start + 1} of the header is not UTF-8", "Save the file as UTF-8.")
        return
    if line.endswith(b"\r") and line[:-1].decode() == table.header():
        _refuse(problems, path, "line_feeds", "lines end with CR LF", "Save it with LF line ends (Unix).")
        return
    if not _separated_by_commas(table, path, line, problems):
        return
    missing = [name for name in expected if name not in names]
    unknown = [name for name in names if name not in expected]
    for name in missing[:20]:
        problems.add(path, "header", f"the column {name} is missing from the header", remedy, line=1, column=name)
    for name in unknown[:20]:
        hint = did_you_mean(name.strip().lower(), expected)
        what = f"{quoted(name)} is not a column of {table.table_name()}{hint}" if name else "a column has no name"
        problems.add(path, "header", what, remedy, line=1, value=name)
    if len(unknown) > 20:
        problems.add(path, "header", f"{len(unknown) - 20:,} more unknown columns", remedy, line=1)
    if not missing and not unknown:
        at = next(i for i, name in enumerate([*names, ""]) if i >= len(expected) or name != expected[i])
        name = names[at]
        what = f"the column {name} is in place {at + 1}" + (
            f", where {expected[at]} is expected" if at < len(expected) else " a second time"
        )
        problems.add(path, "header", what, remedy, line=1, column=name)


_SEPARATORS = {b";": "semicolons", b"\t": "tabs", b"|": "vertical bars"}


def _separated_by_commas(table: type[Table], path: str, header: bytes, problems: Problems) -> bool:
    """Return whether commas separate the cells, as far as the header shows.

    Another separator is noted once, together with line ends that are not ours either: a spreadsheet may write both.
    """
    columns = {name.encode() for name in table.columns()}
    for separator, plural in _SEPARATORS.items():
        names = {name.strip(b' "\r') for name in header.split(separator)}
        if len(names & columns) > 1:
            line_ends = ", and lines end with CR LF" if header.endswith(b"\r") else ""
            _refuse(
                problems,
                path,
                "comma_separated",
                f"the cells are separated by {plural}, not by commas{line_ends}",
                "Save the file as CSV with a comma as the separator, in UTF-8, with LF line ends (Unix).",
            )
            return False
    return True


# --- the lines -----------------------------------------------------------------------------------


def _unproven(table: type[Table], data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that the table's pattern does not match, with their numbers; the header is line 1."""
    unproven = unproven_lines(data, table.line_pattern(), MAX_CELL)
    if unproven is None:  # a line is not UTF-8 or has a carriage return: prove the others without it
        lines = data[:-1].split(b"\n")
        broken = {at for at, line in enumerate(lines) if b"\r" in line or not _is_utf8(line)}
        others = b"\n".join(b"" if at in broken else line for at, line in enumerate(lines)) + b"\n"
        unproven = sorted(broken.union(unproven_lines(others, table.line_pattern(), MAX_CELL) or []))
    start = line = 0
    for at in unproven:
        while line < at:
            start = data.index(b"\n", start) + 1
            line += 1
        if at:
            yield at + 1, data[start : data.index(b"\n", start)]


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def line_faults(table: type[Table], line: bytes) -> list[Fault]:
    """Return everything that is wrong with the form of one line; empty where it is sound."""
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        return [utf8(error)]
    if fault := blank_line(text) or line_feeds(text):
        return [fault]
    cells = raw_cells(text, list(table.columns()))
    if isinstance(cells, Fault):
        return [cells]
    pairs = zip(table.columns().items(), cells, strict=True)
    return [fault for (name, column), raw in pairs for fault in cell_faults(name, column, raw)]


def utf8(error: UnicodeDecodeError) -> Fault:
    """A file is UTF-8."""
    byte = error.object[error.start]
    return Fault(
        "utf8",
        f"byte {error.start + 1} of the line, 0x{byte:02X}, is not UTF-8",
        "Save the file as UTF-8; type the lost letters again.",
    )


def blank_line(text: str) -> Fault | None:
    """No line is blank."""
    if text.strip(", \t\r"):
        return None
    return Fault("blank_line", "the line holds no cell with anything in it", "Delete the line.")


def line_feeds(text: str) -> Fault | None:
    """Lines end with LF alone, and no cell holds a line break."""
    if text.endswith("\r"):
        return Fault("line_feeds", "the line ends with CR LF", "Save the file with LF line ends (Unix).")
    if "\r" in text:
        return Fault("line_feeds", "a carriage return is inside the line", "Remove it.")
    return None


def raw_cells(text: str, names: list[str]) -> list[str] | Fault:
    """Return the cells of a line as they are spelled, or the fault in their quotes or their number."""
    if len(text) > len(names) * MAX_CELL:
        return Fault("cell_length", f"the line has {len(text):,} characters", f"No cell holds over {MAX_CELL:,}.")
    try:
        cells = split_cells(text)
    except MisplacedQuote as quote:
        return _quoting(text, quote.at, names[min(quote.cell, len(names) - 1)], unclosed=quote.unclosed)
    if len(cells) != len(names):
        what = "a merge conflict was left here" if text.startswith(("<<<<<<<", "=======", ">>>>>>>")) else ""
        return Fault(
            "field_count",
            what or f"the line has {len(cells):,} cells, not {len(names)}",
            "Quote a cell that holds a comma; see that no cell is missing or cut.",
        )
    return cells


def _quoting(text: str, at: int, name: str, *, unclosed: bool) -> Fault:
    if unclosed:
        return Fault(
            "line_break_in_cell",
            "a quote is opened and not closed on this line",
            "Close it, or remove the line break inside the cell.",
            name,
            unless_personal(text[at:]),
        )
    return Fault(
        "quoting",
        "a quote is where none may be",
        'Put the whole cell in quotes and double each quote inside it: "so ""called"" here".',
        name,
        unless_personal(text[max(0, at - 20) : at + 20]),
    )
