"""The faults of one cell: what is wrong with its spelling, and what to do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from casualty_dataset.core.text import nearest, quoted
from casualty_schemas import Column
from casualty_schemas.columns import MAX_CELL

_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0\ufffc\ufffd")
_INVISIBLE_KINDS = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_TRIGGERS = "=+-@|\u2212"
_QUOTES = " '\"`\u00ab\u00bb\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2039\u203a"


class Fault(NamedTuple):
    """A fault of one line: the rule, what was read and what was expected, what to do, and the cell."""

    rule: str
    message: str
    remedy: str
    column: str | None = None
    value: str | None = None


def cell_faults(name: str, column: Column, raw: str) -> list[Fault]:
    """Return everything that is wrong with a cell as it is spelled in the file, its quotes included.

    The value is left out where it may be a way to reach a person: the rules that look for that come later.
    """
    single_token = column.kind not in ("text", "address") and len(raw) <= MAX_CELL
    if single_token and _declared(column.pattern or "", column.required).fullmatch(raw):
        return []
    if not raw:
        message, remedy = f"{name} is empty and is required", f"Fill it: {column.description}"
        return [Fault("required_cell", message, remedy, name)] if column.required else []
    value = raw[1:-1].replace('""', '"') if raw.startswith('"') else raw
    visible = unless_personal(value) if column.kind in ("text", "address") else value
    return [fault._replace(column=name, value=visible) for fault in _faults(column, raw, value) if fault]


@cache
def _declared(pattern: str, required: bool) -> re.Pattern[str]:
    return re.compile(f"(?:{pattern}){'' if required else '?'}")


def _faults(column: Column, raw: str, value: str) -> Iterator[Fault | None]:
    if len(value) > MAX_CELL:
        yield Fault("cell_length", f"the cell has {len(value):,} characters, more than {MAX_CELL:,}", "Shorten it.")
        return
    invisible = visible_characters(value)
    yield invisible
    if not invisible:
        yield normal_form(value)
        yield text_form(value) if column.kind == "text" else declared_form(column, value)
    if raw.startswith('"') and not ({",", '"'} & set(value)):
        remedy = "Remove the quotes." if value else "Leave the cell empty."
        yield Fault("quoting", "the cell is quoted and need not be", remedy)


def unless_personal(value: str | None) -> str | None:
    """Return the text, or None where it has an at sign or seven digits near each other."""
    seven_digits = r"\d(?:\D{0,4}\d){6}"
    return None if value and ("@" in value or "\uff20" in value or re.search(seven_digits, value)) else value


def visible_characters(value: str) -> Fault | None:
    """No control, bidirectional or invisible character is in a cell."""
    for at, c in enumerate(value):
        hidden = unicodedata.category(c) in _INVISIBLE_KINDS or c in _INVISIBLE or 0xFE00 <= ord(c) <= 0xFE0F
        if hidden or 0xE0100 <= ord(c) <= 0xE01EF or (c != " " and unicodedata.category(c) == "Zs"):
            message = f"character {at + 1} is U+{ord(c):04X} ({unicodedata.name(c, 'no name')}), which cannot be seen"
            return Fault("visible_characters", message, "Delete it and type what was meant.")
    return None


def normal_form(value: str) -> Fault | None:
    """Text is in Unicode normal form C."""
    if unicodedata.is_normalized("NFC", value):
        return None
    return Fault("normal_form", "the text is not in normal form C", "Normalise it (NFC).")


def text_form(value: str) -> Fault | None:
    """Free text is trimmed, has single spaces, and does not begin as a spreadsheet formula does."""
    if value != value.strip(" "):
        return Fault("text_form", "the text begins or ends with a space", "Remove the space.")
    if "  " in value:
        return Fault("text_form", "there are two spaces in a row", "Leave one.")
    bare = unicodedata.normalize("NFKC", value).lstrip(_QUOTES)
    if not bare:
        return Fault("text_form", "the text is nothing but quotation marks", "Write it, or leave it empty.")
    if bare[0] in _TRIGGERS:
        message = f"the text begins with {quoted(bare[0])}, which a spreadsheet runs as a formula"
        return Fault("formula", message, "Begin it with a word.")
    return None


def declared_form(column: Column, value: str) -> Fault | None:
    """A cell is spelled as its column declares."""
    if re.fullmatch(column.pattern or "", value):
        return None
    message, remedy = _expectation(column, value)
    odd = next((c for c in value if ord(c) > 126), None)
    message += f" (it holds U+{ord(odd):04X})" if odd and column.kind != "address" else ""
    return Fault("declared_form", f"{quoted(value)} {message}", remedy)


_BELOW_ZERO = (
    "is below zero, and a count never is",
    "If the document prints the claimant's lower total, enter that total, with supersedes_id and the revision_reason "
    "correction_down. If it prints only the net change, give it no row here: name the document in "
    "incident_sources.csv and write the reduction in the note.",
)


def _expectation(column: Column, value: str) -> tuple[str, str]:
    if column.codes is not None:
        near = nearest(value.lower(), column.codes)
        what = f"codes of {column.codes.name}, sorted," if column.many else f"a code of {column.codes.name}"
        hint = f"Did you mean {quoted(near)}?" if near else f"The codes are {', '.join(column.codes)}."
        return f"is not {what}", hint
    if column.many:
        return "is not a list of ids separated by |", "Write ids such as latakia|tartus, without spaces."
    if column.kind == "count" and re.fullmatch(r"[-\u2010-\u2015\u2212] ?0*[1-9][0-9]*", value):
        return _BELOW_ZERO
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
