"""What changed from one release to the next, which version that demands, and how it is told. Pure.

``between`` compares two sets of tables; ``as_table`` writes the difference as ``changes.csv``; ``apply`` makes the new
tables of the old ones and that file; ``as_markdown`` tells it in words.
"""

from casualty_dataset.history.changes.cells import RECORDED
from casualty_dataset.history.changes.difference import Difference, TableChange, between
from casualty_dataset.history.changes.meaning import Demand, next_version
from casualty_dataset.history.changes.record import apply, as_table
from casualty_dataset.history.changes.words import as_markdown, step

__all__ = [
    "RECORDED",
    "Demand",
    "Difference",
    "TableChange",
    "apply",
    "as_markdown",
    "as_table",
    "between",
    "next_version",
    "step",
]
