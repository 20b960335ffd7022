"""The context of a rule: everything that it may look at."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from casualty_dataset.history.release_history import ReleaseHistory
from casualty_dataset.validation.rules.known_names import KnownNames
from casualty_dataset.validation.rules.pii_candidates import Candidates
from casualty_schemas import CURATED, Table

RowNumbers = Mapping[tuple[str, str], int]
"""Row numbers, from 0, by table and id."""

Excused = frozenset[tuple[str, str, str]]
"""Findings that a waiver excused: rule, table, id."""


class _CuratedTable:
    """A table as an attribute of the context; only the tables that the rule declares can be read."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, context: Context, owner: type) -> pl.DataFrame:
        if self.name not in context.declared:
            raise LookupError(f"{self.name} is not among the tables that the rule declares")
        return context.tables[self.name]


@dataclass(frozen=True, slots=True)
class Context:
    """Everything that a rule may look at.

    ``tables`` are all sound tables, typed, with ``<column>#`` beside each reference: the number of the row referred to.
    A rule reads those that it declares as attributes (``context.tallies``). ``table`` is the table that is checked.
    """

    tables: Mapping[str, pl.DataFrame]
    table: type[Table]
    declared: Collection[str]
    today: date
    """The last day that may be known."""
    releases: ReleaseHistory
    """What the releases hold that the tables do not."""
    row_numbers: RowNumbers
    """The rows that tombstones, corrections and waivers name, those that there are."""
    candidates: Candidates
    """The cells that may hold personal data."""
    known_names: Callable[[str], KnownNames]
    """The names of actors, places and publishers; without those of the table that is given, if any."""
    nested_tallies: pl.DataFrame
    """Pairs of tallies of one statement, a part and its whole; see :func:`statements.nested_tallies`."""
    waivable: frozenset[str]
    """The rules that may be waived."""
    evaluated: frozenset[str]
    """Those of them that run."""
    excused: Excused = frozenset()

    actor_inputs = _CuratedTable()
    actors = _CuratedTable()
    corrections = _CuratedTable()
    incident_sources = _CuratedTable()
    incidents = _CuratedTable()
    places = _CuratedTable()
    retired = _CuratedTable()
    sources = _CuratedTable()
    tallies = _CuratedTable()
    waivers = _CuratedTable()

    @property
    def rows(self) -> pl.DataFrame:
        """The rows of the table that is checked."""
        return self.tables[self.table.table_name()]

    @property
    def table_name(self) -> str:
        """The name of the table that is checked."""
        return self.table.table_name()

    def of_rule(self, table: str, declared: Collection[str]) -> Context:
        """Return the same context for a rule that checks ``table`` and declares these tables."""
        return replace(self, table=CURATED[table], declared=declared)
