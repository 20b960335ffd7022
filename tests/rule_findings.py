"""Run one rule over typed tables that tests build row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import polars as pl

from casualty_dataset.core.problems import Problems
from casualty_dataset.history.release_history import ReleaseHistory
from casualty_dataset.history.table_difference import TableDifference
from casualty_dataset.validation.references import resolve_references
from casualty_dataset.validation.rules.check import evaluate
from casualty_dataset.validation.rules.rule import Rule
from casualty_dataset.validation.rules.run import make_context
from casualty_schemas import CURATED
from helpers_dataset import UNTIL


class Finding(NamedTuple):
    """One finding of a rule: the id of the row to blame, what is said of it, and the remedy."""

    row: str
    message: str
    remedy: str


def findings(rule: Rule, tables: Mapping[str, pl.DataFrame], new: Iterable[str] | None = None) -> list[Finding]:
    """What a rule finds in its first table; ``new`` are the ids there that the one release does not hold."""
    linked = {name: resolve_references(CURATED[name], dict(tables), name, Problems())[0] for name in tables}
    name = rule.tables[0]
    context = make_context(linked, UNTIL, _history(name, new), [])
    checks = rule.checks(context, name)
    keys = tables[name][CURATED[name].primary_key()[0]]
    return [
        Finding(keys[row], message, check.remedy or rule.remedy)
        for check, findings in zip(checks, evaluate(checks), strict=True)
        for row, message in ([] if findings is None else findings.select("row", "message").rows())
    ]


def _history(table: str, new: Iterable[str] | None) -> ReleaseHistory:
    """A history of one release that holds all rows but the new ones; of none where nothing is said."""
    if new is None:
        return ReleaseHistory()
    added = pl.DataFrame({"#id": list(new)}, schema={"#id": pl.String})
    return ReleaseHistory(tables={table: {"0.1.0": TableDifference(added=added)}})
