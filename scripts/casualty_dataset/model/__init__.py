"""The nouns of the record as types: scope, figure, claim, question, range, conflict.

Frozen dataclasses that mypy sees through. Bulk work stays in Polars; :meth:`Claim.from_row` and its siblings turn the
rows that one looks at into these types. :data:`SCOPE_COLUMNS` is the one list of the columns of a scope.
"""

from casualty_dataset.model.conflict import Comparison, Conflict
from casualty_dataset.model.figure import Figure, Interval
from casualty_dataset.model.question import Floor, Parameters, Pool, Question, Range, SetAside
from casualty_dataset.model.scope import (
    DIMENSION_OF,
    DIMENSIONS,
    LIMITING_COLUMNS,
    SCOPE_COLUMNS,
    Described,
    Relation,
    Scope,
    Word,
)
from casualty_dataset.model.statement import Claim, Point, Statement, Tally

__all__ = [
    "DIMENSIONS", "DIMENSION_OF", "LIMITING_COLUMNS", "SCOPE_COLUMNS", "Claim", "Comparison", "Conflict", "Described",
    "Figure", "Floor", "Interval", "Parameters", "Point", "Pool", "Question", "Range", "Relation", "Scope", "SetAside",
    "Statement", "Tally", "Word",
]  # fmt: skip
