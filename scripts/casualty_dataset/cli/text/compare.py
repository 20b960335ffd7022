"""The comparison of two tallies as text and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from casualty_dataset.analysis.record import Comparison, Inquiry
from casualty_dataset.cli.text.layout import wrapped
from casualty_dataset.language.english import tally_sentence


def lines(form: str, record: Inquiry, first: str, second: str, comparison: Comparison) -> Iterable[str]:
    """The comparison of the tallies ``first`` and ``second`` in one of the forms ``text``, ``json``, line by line."""
    return _json(comparison) if form == "json" else _text(record, first, second, comparison)


def _json(comparison: Comparison) -> list[str]:
    answer = {
        "relation": comparison.relation,
        "dimensions": dict(comparison.dimensions),
        "conflict": comparison.conflict,
        "why": comparison.why,
    }
    return [json.dumps(answer, ensure_ascii=False)]


def _text(record: Inquiry, first: str, second: str, comparison: Comparison) -> Iterator[str]:
    for id_ in (first, second):
        yield from wrapped(f"{id_}: {tally_sentence(record.tally(id_), record.names)}")
    yield f"Their figures {'conflict' if comparison.conflict else 'do not conflict'}."
    yield from wrapped(comparison.why)
    yield f"The scope of the first, compared with that of the second: {comparison.relation}"
    unequal = {name: relation for name, relation in comparison.dimensions.items() if relation != "equal"}
    yield from (f"  {name:<13} {relation}" for name, relation in unequal.items())
    if unequal:
        yield from wrapped(f"equal: {', '.join(name for name in comparison.dimensions if name not in unequal)}", "  ")
