"""The comparison of two tallies as text and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from casualty_dataset.analysis.as_json import comparison_as_json
from casualty_dataset.analysis.record import Record
from casualty_dataset.cli.text.layout import wrapped
from casualty_dataset.language.english import tally_sentence
from casualty_dataset.model import Comparison


def lines(form: str, record: Record, first: str, second: str, comparison: Comparison) -> Iterable[str]:
    """The comparison of the tallies ``first`` and ``second`` in one of the forms ``text``, ``json``, line by line."""
    if form == "json":
        return [json.dumps(comparison_as_json(comparison), ensure_ascii=False)]
    return _text(record, first, second, comparison)


def _text(record: Record, first: str, second: str, comparison: Comparison) -> Iterator[str]:
    for id_ in (first, second):
        yield from wrapped(f"{id_}: {tally_sentence(record.tally(id_), record.names)}")
    yield f"Their figures {'conflict' if comparison.conflict else 'do not conflict'}."
    yield from wrapped(comparison.why)
    yield f"The scope of the first, compared with that of the second: {comparison.relation}"
    unequal = {name: relation for name, relation in comparison.dimensions.items() if relation != "equal"}
    yield from (f"  {name:<13} {relation}" for name, relation in unequal.items())
    if unequal:
        yield from wrapped(f"equal: {', '.join(name for name in comparison.dimensions if name not in unequal)}", "  ")
