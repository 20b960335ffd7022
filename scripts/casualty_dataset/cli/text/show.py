"""Rows in words, as text and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from casualty_dataset.cli.text.layout import wrapped
from casualty_dataset.workflows.show import Shown

_MOST_RELATED: Final = 12
"""Related tallies of a row that are listed in text."""


def lines(form: str, query: str, shown: Sequence[Shown]) -> Iterable[str]:
    """The rows that answer ``query`` in one of the forms ``text``, ``json``, line by line."""
    if form == "json":
        return [json.dumps([row.as_json() for row in shown], ensure_ascii=False, indent=2)]
    if not shown:
        return [f"No tally gives the number {query}."]
    return [line for row in shown for line in (*_text(row), "")]


def _text(shown: Shown) -> Iterator[str]:
    yield shown.id
    for paragraph in _paragraphs(shown):
        yield from wrapped(paragraph, "  ", 2)
    for id_, words in shown.related[:_MOST_RELATED]:
        yield from wrapped(f"{id_} {words}", "  ")
    if (more := len(shown.related) - _MOST_RELATED) > 0:
        yield from wrapped(f"… and {more:,} more tallies; --format json lists them all.", "  ", 2)


def _paragraphs(shown: Shown) -> Iterator[str]:
    """What is known of a row, apart from its related tallies."""
    yield shown.sentence.en
    yield shown.sentence.ar
    if shown.interval:
        yield f"Read on its own day as {shown.interval}."
    yield from (f"Document: {document}" for document in shown.documents)
    if shown.chain:
        links = [f"*{words}*" if id_ == shown.id else f"{id_} {words}" for id_, words in shown.chain]
        yield "Chain: " + " → ".join(links)
    if note := shown.row.get("note"):
        yield f"Note: {note}"
