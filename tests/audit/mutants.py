"""One-defect mutants of the curated tables: how each class of mistake is made, and where it must be found.

A mutant is drawn from its class and number alone, so any of them can be made again. Lines count from 1, the header
being line 1; a place of None stands for the file as a whole.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from casualty_schemas import CURATED
from casualty_schemas.columns import Column

Place = tuple[str, int | None]
"""Table and line."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One table with one defect, and the places of which one must be named as wrong."""

    id: str
    kind: str
    table: str
    column: str
    data: bytes
    places: frozenset[Place]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a mutant is made: the lines of a table, and which of them, header excluded."""

    table: str
    lines: list[str]
    at: int
    draw: Random

    @property
    def line(self) -> str:
        """The line as it stands."""
        return self.lines[self.at]

    def here(self, *further: int) -> frozenset[Place]:
        """This line, and others by their distance."""
        return frozenset((self.table, self.at + 1 + step) for step in (0, *further))

    def with_line(self, *instead: str) -> bytes:
        """The table with other lines in place of this one."""
        return _joined([*self.lines[: self.at], *instead, *self.lines[self.at + 1 :]])

    def cells(self) -> dict[str, str]:
        """The cells of the line by column."""
        return dict(zip(CURATED[self.table].columns(), next(csv.reader([self.line])), strict=True))

    def with_cell(self, column: str, value: str) -> bytes:
        """The table with another value in one cell."""
        return self.with_line(_row((self.cells() | {column: value}).values()))


Made = tuple[str, str, bytes, frozenset[Place]]
"""Kind of defect, column, bytes, places."""


def _joined(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _row(cells: object) -> str:
    return ",".join(
        f'"{cell.replace(chr(34), chr(34) * 2)}"' if set(cell) & set(',"\r\n') else cell
        for cell in cells  # type: ignore[attr-defined]
    )


# --- byte --------------------------------------------------------------------------------------------

_UNSEEN = ("\u200b", "\u202e", "\u00ad", "\ufeff", "\x00", "\t", "\x1b", "\u00a0", "\u2028", "\ue000", "\ufe0f", "\r")


def byte(spot: Spot) -> Made:
    """One byte or character that no file may hold, somewhere in a line."""
    at = spot.draw.randrange(len(spot.line) + 1)
    before, after = spot.line[:at].encode(), spot.line[at:].encode()
    kind, odd = spot.draw.choice(
        [
            ("not UTF-8", spot.draw.choice((b"\xff", b"\xe9", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5"))),
            ("cannot be seen", spot.draw.choice(_UNSEEN).encode()),
            ("not in normal form", "e\u0301".encode()),
            ("CR LF", b""),
        ]
    )
    if kind == "CR LF":
        before, odd, after = spot.line.encode(), b"\r", b""
    marked = spot.with_line("\x02" * 3)
    return kind, "", marked.replace(b"\x02" * 3, before + odd + after, 1), spot.here()


# --- structure -----------------------------------------------------------------------------------------


def structure(spot: Spot) -> Made:
    """A line that is doubled, moved, torn, or has a cell too many or too few; a header that is not the table's."""
    kinds = [_comma_more, _comma_less, _twice, _swapped, _torn, _blank, _conflict, _quoted, _half_quote, _header, _cut]
    return spot.draw.choice(kinds)(spot)


def _commas(line: str) -> list[int]:
    inside, commas = False, []
    for at, char in enumerate(line):
        inside ^= char == '"'
        if char == "," and not inside:
            commas.append(at)
    return commas


def _comma_more(spot: Spot) -> Made:
    at = spot.draw.choice(_commas(spot.line))
    return "comma more", "", spot.with_line(f"{spot.line[:at]},{spot.line[at:]}"), spot.here()


def _comma_less(spot: Spot) -> Made:
    at = spot.draw.choice(_commas(spot.line))
    return "comma less", "", spot.with_line(spot.line[:at] + spot.line[at + 1 :]), spot.here()


def _twice(spot: Spot) -> Made:
    return "line twice", "", spot.with_line(spot.line, spot.line), spot.here(1)


def _swapped(spot: Spot) -> Made:
    at = spot.at if spot.at + 1 < len(spot.lines) else spot.at - 1
    if at < 1:
        return _twice(spot)
    lines = [*spot.lines[:at], spot.lines[at + 1], spot.lines[at], *spot.lines[at + 2 :]]
    return "lines swapped", "", _joined(lines), frozenset({(spot.table, at + 1), (spot.table, at + 2)})


def _torn(spot: Spot) -> Made:
    at = spot.draw.randrange(1, len(spot.line))
    return "line torn in two", "", spot.with_line(spot.line[:at], spot.line[at:]), spot.here(1)


def _blank(spot: Spot) -> Made:
    blank = spot.draw.choice(("", "," * (len(CURATED[spot.table].columns()) - 1)))
    return "blank line", "", spot.with_line(blank, spot.line), spot.here()


def _conflict(spot: Spot) -> Made:
    mark = spot.draw.choice(("<<<<<<< HEAD", "=======", ">>>>>>> theirs"))
    return "merge conflict", "", spot.with_line(mark, spot.line), spot.here()


def _quoted(spot: Spot) -> Made:
    bare = [name for name, cell in spot.cells().items() if not set(cell) & set(',"')]
    name = spot.draw.choice(bare)
    cells = {other: _row([cell]) for other, cell in spot.cells().items()}
    cells[name] = f'"{cells[name]}"'
    return "needless quotes", name, spot.with_line(",".join(cells.values())), spot.here()


def _half_quote(spot: Spot) -> Made:
    at = spot.draw.randrange(len(spot.line) + 1)
    return "one quote more", "", spot.with_line(f'{spot.line[:at]}"{spot.line[at:]}'), spot.here()


def _header(spot: Spot) -> Made:
    names = spot.lines[0].split(",")
    at = spot.draw.randrange(len(names))
    change = spot.draw.choice(("rename", "drop", "swap", "capital"))
    if change == "rename":
        names[at] += "_x"
    elif change == "drop":
        del names[at]
    elif change == "swap":
        names[at - 1], names[at] = names[at], names[at - 1]
    else:
        names[at] = names[at].upper()
    return f"header: {change}", "", _joined([",".join(names), *spot.lines[1:]]), frozenset({(spot.table, 1)})


def _cut(spot: Spot) -> Made:
    text = _joined(spot.lines[: spot.at + 1])
    data = text[: len(text) - spot.draw.randrange(1, max(2, len(spot.line.encode())))]
    return "cut short", "", data.decode(errors="ignore").encode(), spot.here()


# --- type and domain -----------------------------------------------------------------------------------

_WRONG_TYPE: Mapping[str, tuple[str, ...]] = {
    "day": (
        "2025-3-8",
        "08/03/2025",
        "2025-02-30",
        "8 March 2025",
        "2025-03",
        "20250308",
        "٢٠٢٥-٠٣-٠٨",
        "2025-03-08T00:00",
    ),
    "count": ("1,234", "12.0", "-3", "1e3", "٥٠", "007", "+5", "about 50", "0x1F", "99999999999999999999"),
    "degrees": ("35,52", "35.521", "35.50", "N35.5", "3.55e1", ".5", "35°"),
    "word": ("Two Words", "UPPER CASE", "a_b c", "a/b", "é t", "-", "a--b |"),
    "code": ("Killed ", "no such code", "1", "KILLED"),
    "address": (
        "ftp://example.org/",
        "example.org",
        "https://EXAMPLE.org/",
        "https://a b.org/",
        "https://x@example.org/",
    ),
}


def type_(spot: Spot) -> Made:
    """A cell that is spelled as no value of its type is."""
    name = spot.draw.choice([name for name, column in CURATED[spot.table].columns().items() if column.kind != "text"])
    column = CURATED[spot.table].columns()[name]
    value = spot.draw.choice(_WRONG_TYPE[column.kind]).strip()
    return f"{column.kind}: wrong spelling", name, spot.with_cell(name, value), spot.here()


def _bounded(column: Column) -> bool:
    outside = {"day", "degrees", "code"}
    return column.required or column.kind in outside or column.codes is not None


def domain(spot: Spot) -> Made:
    """A value that the column does not hold: an unknown code, a day or a point out of bounds, nothing."""
    name, column = spot.draw.choice([pair for pair in CURATED[spot.table].columns().items() if _bounded(pair[1])])
    if column.required and (spot.draw.random() < 0.3 or column.kind in ("word", "text", "address")):
        return "empty, and required", name, spot.with_cell(name, ""), spot.here()
    if column.kind == "day":
        day = spot.draw.choice(("2010-12-31", "1999-01-01", "2101-01-01", "2099-12-31"))
        return "day out of bounds", name, spot.with_cell(name, day), spot.here()
    if column.kind == "degrees":
        return (
            "degrees out of bounds",
            name,
            spot.with_cell(name, spot.draw.choice(("-180.01", "181", "400"))),
            spot.here(),
        )
    code = spot.draw.choice(list(column.codes or ()))
    wrong = spot.draw.choice((code[:-1], code + "s", code.replace("_", "-") + "-x", code[0] + code))
    if wrong in (column.codes or ()) or not wrong:
        wrong = f"{code}_x"
    return "unknown code", name, spot.with_cell(name, wrong), spot.here()


# --- reference -----------------------------------------------------------------------------------------


def reference(spot: Spot) -> Made | None:
    """A reference that leads nowhere, for its own letters are wrong."""
    columns = CURATED[spot.table].columns()
    cells = spot.cells()
    filled = [name for name, column in columns.items() if column.refers_to and cells[name]]
    if not filled:
        return None
    name = spot.draw.choice(filled)
    cell = cells[name]
    if cell[0] == "T" and cell[1:].isdigit():
        wrong = f"T{90_000_000 + spot.draw.randrange(10**6):08}"
    else:
        wrong = spot.draw.choice((f"{cell}-x", f"x{cell}", cell[:-1] + ("b" if cell[-1] != "b" else "c")))
    order = (1,) if columns[name].key else ()  # a key out of its order is told where the order breaks
    return "leads nowhere", name, spot.with_cell(name, wrong), spot.here(*order)


# --- history -------------------------------------------------------------------------------------------


def history(spot: Spot) -> Made | None:
    """A published row that is changed, emptied in one cell, taken out, or given another id."""
    if spot.table == "waivers":  # they excuse what stands now, and are no history
        return None
    kind = spot.draw.choice(("other value", "other value", "other value", "cell emptied", "row taken out", "other id"))
    columns = CURATED[spot.table].columns()
    if kind == "row taken out":
        return kind, "", spot.with_line(), frozenset({(spot.table, None)})
    if kind == "other id":
        return _renamed(spot)
    names = [name for name, column in columns.items() if not column.key]
    cells = spot.cells()
    if kind == "cell emptied":
        names = [name for name in names if cells[name] and not columns[name].required]
        return (kind, name := spot.draw.choice(names), spot.with_cell(name, ""), spot.here()) if names else None
    name = spot.draw.choice(names)
    value = _other_value(spot, name)
    return None if value is None else (kind, name, spot.with_cell(name, value), spot.here())


def _renamed(spot: Spot) -> Made | None:
    """The row under an id that is free, where that belongs: the published one is gone, and a new one stands there."""
    key = CURATED[spot.table].primary_key()
    if len(key) > 1:
        return None
    cell = spot.cells()[key[0]]
    new = (
        f"{cell[0]}{int(cell[1:]) + 5 * 10 ** (len(cell) - 2):0{len(cell) - 1}}" if cell[1:].isdigit() else f"{cell}-x"
    )
    line = _row((spot.cells() | {key[0]: new}).values())
    rest = [*spot.lines[1 : spot.at], *spot.lines[spot.at + 1 :]]
    at = sum(other.split(",", 1)[0] < new for other in rest)
    lines = [spot.lines[0], *rest[:at], line, *rest[at:]]
    return "other id", key[0], _joined(lines), frozenset({(spot.table, None)})


def _other_value(spot: Spot, name: str) -> str | None:
    """Another value that stands in the same column, or a number nearby."""
    own = spot.cells()[name]
    if CURATED[spot.table].columns()[name].kind == "count" and own:
        return str(max(0, int(own) + spot.draw.choice((-10, -1, 1, 2, 9, 100))))
    others = sorted({cell for cell in _column(spot, name) if cell != own})
    return spot.draw.choice(others) if others else None


def _column(spot: Spot, name: str) -> list[str]:
    at = list(CURATED[spot.table].columns()).index(name)
    return [row[at] for row in csv.reader(spot.lines[1:])]


# --- plausible -----------------------------------------------------------------------------------------


def plausible(spot: Spot) -> Made | None:
    """A row that no release holds yet, with another number, code, day, reference or word that could stand there."""
    columns = CURATED[spot.table].columns()
    cells = spot.cells()
    names = [name for name, column in columns.items() if not column.key and cells[name]]
    name = spot.draw.choice(names)
    column, own = columns[name], cells[name]
    value: str | None
    if column.kind == "count":
        value = spot.draw.choice((_digits_swapped(own), str(int(own) + 1), str(int(own) * 10), own[:-1] or "1"))
        kind = "other number"
    elif column.kind == "text":
        value, kind = _other_value(spot, name), "other text"
    else:
        value = _other_value(spot, name)
        kind = "other reference" if column.refers_to else f"other {column.kind}"
    return None if value is None or value == own else (kind, name, spot.with_cell(name, value), spot.here())


def _digits_swapped(number: str) -> str:
    swapped = number[:-2] + number[-1] + number[-2] if len(number) > 1 else str(int(number) + 1)
    return str(int(swapped))


# --- all of them ---------------------------------------------------------------------------------------

CLASSES: Mapping[str, Callable[[Spot], Made | None]] = {
    "byte": byte,
    "structure": structure,
    "type": type_,
    "domain": domain,
    "reference": reference,
    "history": history,
    "plausible": plausible,
}


def mutant(kind: str, number: int, files: Mapping[str, bytes], seed: int) -> Mutant:
    """The mutant of this class and number; a draw that changes nothing is drawn again."""
    draw = Random(f"{seed} {kind} {number}")
    lines = {name: data.decode().split("\n")[:-1] for name, data in files.items()}
    tables = [name for name, rows in lines.items() if len(rows) > 1]
    while True:
        table = draw.choice([*tables, "tallies", "tallies", "tallies"])
        spot = Spot(table, lines[table], draw.randrange(1, len(lines[table])), draw)
        made = CLASSES[kind](spot)
        if made is not None and made[2] != files[table]:
            what, column, data, places = made
            return Mutant(f"{kind}-{number}", what, table, column, data, places)
