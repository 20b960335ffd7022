"""quality.json of a release: counts of rows, empty cells and warnings, without judgement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from casualty_dataset.core.problems import Problem


def quality(
    tables: Mapping[str, pl.DataFrame], digest_of: Mapping[str, str], problems: Iterable[Problem]
) -> dict[str, Any]:
    """Return the content of quality.json.

    It gives rows, empty cells and content hash of every table, counts of documents, tallies and conflicts by kind, and
    every warning of validation. ``tables`` are typed tables by name; ``problems`` those of validation.
    """
    warnings = [problem for problem in problems if problem.severity == "warning"]
    return {
        "tables": {name: _table(frame, digest_of[name]) for name, frame in tables.items()},
        "documents": _documents(tables["sources"]),
        "tallies": _tallies(tables["tallies"]),
        "conflicts": _counts(tables["conflicts"]["kind"]) if "conflicts" in tables else {},
        "waivers": tables["waivers"].height,
        "warnings": {
            "by_rule": dict(sorted(Counter(problem.rule for problem in warnings).items())),
            "each": [_warning(problem) for problem in warnings],
        },
    }


def _table(frame: pl.DataFrame, digest: str) -> dict[str, Any]:
    empty = dict(zip(frame.columns, frame.null_count().row(0), strict=True)) if frame.width else {}
    return {"rows": frame.height, "content_sha256": digest, "empty_cells": empty}


def _documents(sources: pl.DataFrame) -> dict[str, Any]:
    """Count documents by their distance from the claimant, by how they were read, and by what was kept of them."""
    return {
        "by_proximity": _counts(sources["proximity"]),
        "by_access": _counts(sources["access"]),
        "by_date_precision": _counts(sources["published_precision"]),
        "with_archived_copy": _filled(sources["archive_url"]),
        "with_digest": _filled(sources["sha256"]),
        "copies_of_another": _filled(sources["relays_source_id"]),
    }


def _tallies(tallies: pl.DataFrame) -> dict[str, Any]:
    return {
        "by_qualifier": _counts(tallies["qualifier"]),
        "by_day_precision": _counts(tallies["as_of_precision"]),
        "with_fault_of_the_carrier": _filled(tallies["relay_fault"]),
    }


def _filled(column: pl.Series) -> int:
    return column.len() - column.null_count()


def _counts(column: pl.Series) -> dict[str, int]:
    """Count each value, in the order of the values; empty cells are counted under an empty name."""
    counted = column.cast(pl.String).fill_null("").value_counts().sort(column.name)
    return dict(counted.iter_rows())


def _warning(problem: Problem) -> dict[str, Any]:
    keys = ("rule", "path", "line", "column", "message")
    return {key: getattr(problem, key) for key in keys}
