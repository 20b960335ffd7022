"""Rows in words, as text, JSON and CSV."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, cast

from casualty_dataset.cli.text.layout import csv_line, wrapped
from casualty_dataset.core.text import ended, visible
from casualty_dataset.history.changes_markdown import printable_change
from casualty_dataset.language import english
from casualty_dataset.workflows.show import Row, Shown
from casualty_dataset.workflows.show_retired import Retired
from casualty_schemas.history import SAFETY

_MOST_RELATED: Final = 12
"""Related tallies of a row that are listed in text."""


def lines(form: str, query: str, shown: Sequence[Shown]) -> Iterable[str]:
    """The rows that answer ``query`` in one of the forms ``text``, ``json``, ``csv``, line by line."""
    if form == "json":
        return [json.dumps([row.as_json() for row in shown], ensure_ascii=False, indent=2)]
    if form == "csv":
        return [csv_line(_COLUMNS), *(csv_line(_cells(row)) for row in shown)]
    if not shown:
        return [f"No tally gives the number {query}."]
    return [line for row in shown for line in (*_text(row), "")]


def _text(shown: Shown) -> Iterator[str]:
    yield shown.id
    for paragraph in _paragraphs(shown):
        yield from wrapped(paragraph, "  ", 2)
    if shown.retired:
        yield from _successors(shown.retired, "  ")
    for id_, words in shown.related[:_MOST_RELATED]:
        yield from wrapped(f"{id_} {words}", "  ")
    if (more := len(shown.related) - _MOST_RELATED) > 0:
        yield from wrapped(f"… and {more:,} more tallies; --format json lists them all.", "  ", 2)


def _paragraphs(shown: Shown) -> Iterator[str]:
    """What is known of a row, apart from its related tallies."""
    yield shown.sentence.en
    yield shown.sentence.ar
    if shown.withdrawn_by:
        yield from (shown.withdrawn_by[1].en, shown.withdrawn_by[1].ar)
    if shown.interval:
        yield f"Read on its own day as {shown.interval}."
    yield from (f"Document: {document}" for document in shown.documents)
    if shown.chain:
        links = [f"*{words}*" if id_ == shown.id else f"{id_} {words}" for id_, words in shown.chain]
        yield "Chain: " + " → ".join(links)
    if note := (shown.row or {}).get("note"):
        yield f"Note: {note}"
    yield from map(_correction, shown.corrections)


def _correction(correction: Row) -> str:
    """A correction: when, which cell, from what to what and why."""
    on, column = cast("date", correction["corrected_on"]), correction["column"]
    old, new = (cast("str | None", correction[side]) for side in ("old", "new"))
    head = f"Corrected on {english.day(on)}, {column}: {' → '.join(printable_change(old, new))}."
    if correction["reason"] == SAFETY:
        return f"{head} The earlier value is withheld for safety."
    return f"{head} {ended(visible(str(correction['reason'])))}"


def _successors(retired: Retired, indent: str) -> Iterator[str]:
    """What stands for a retired row; beneath a row that was retired too, what stands for that one."""
    if retired.successors:
        yield f"{indent}Replaced by:"
    for successor in retired.successors:
        words = successor.retired.sentence.en if successor.retired else successor.label and successor.label.en
        yield from wrapped(f"{visible(successor.id)} {words or ''}", indent + "  ")
        if successor.retired:
            yield from _successors(successor.retired, indent + "    ")


_COLUMNS: Final = (
    "id", "table", "sentence_en", "sentence_ar", "interval", "documents", "chain", "tallies", "withdrawn_by",
    "corrections", "retired_on", "last_in", "reason", "replacements", "replacements_en", "replacements_ar",
)  # fmt: skip


def _cells(shown: Shown) -> tuple[object, ...]:
    """A row of the CSV form; ids of a list are separated by ``|``."""
    tombstone: tuple[object, ...] = (None,) * 6
    if shown.retired:
        stone, words = shown.retired.tombstone, shown.retired.successors_in_words
        tombstone = (stone.retired_on, stone.last_in, stone.reason, stone.replacements, words.en, words.ar)
    return (
        shown.id, shown.table, shown.sentence.en, shown.sentence.ar, shown.interval, " ".join(shown.documents),
        tuple(id_ for id_, _ in shown.chain), tuple(id_ for id_, _ in shown.related),
        shown.withdrawn_by and shown.withdrawn_by[0],
        tuple(str(correction["correction_id"]) for correction in shown.corrections), *tombstone,
    )  # fmt: skip
