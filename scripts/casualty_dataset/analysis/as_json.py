"""Answers as JSON, in the form that programs rely on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import polars as pl

from casualty_dataset.analysis.pools import POOL
from casualty_dataset.model import SCOPE_COLUMNS, Comparison, Parameters, Range


def ranges_as_json(
    rule: str, params: Parameters, ranges: Iterable[Range], tallies: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """``reconcile`` for programs; ``tallies`` are those behind each claim, sorted."""
    as_of = params.as_of.isoformat() if params.as_of else None
    answers = [{**_range_as_json(answer, tallies), "as_of": as_of} for answer in ranges]
    return {
        "rule": rule,
        "pool": POOL,
        "parameters": params.as_json(),
        "ranges": [{name: answer[name] for name in _RANGE_KEYS} for answer in answers],
    }


_RANGE_KEYS = (
    "incident_id", "place_id", "measure", "unit", "status", "sex", "age", "party_id", "limits", "basis",
    "period_start", "period_end", "as_of", "low", "best", "high", "stated_max", "floors", "claims", "claimants",
    "independent", "low_tallies", "high_tallies", "set_aside", "disagreement", "remark", "reason",
)  # fmt: skip
"""The keys of a range, in their order."""

_OF_SCOPE = ("incident_id", "place_id", "measure", "unit", "status", "sex", "age", "party_id")
_OF_RANGE = (
    "low", "best", "high", "stated_max", "claims", "claimants", "independent", "disagreement", "remark", "reason",
)  # fmt: skip


def _range_as_json(answer: Range, tallies: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    def ids(claims: Iterable[str]) -> list[str]:
        return sorted({tally for claim in claims for tally in tallies[claim]})

    scope = answer.question.scope
    aside = [
        {"tally_ids": list(tallies[reason.claim_id]), "dimension": reason.dimension, "why": reason.why}
        for reason in answer.set_aside
    ]
    return {
        **{name: getattr(scope, name) for name in _OF_SCOPE},
        **{name: getattr(answer, name) for name in _OF_RANGE},
        "limits": scope.limits,
        "basis": answer.question.basis,
        "period_start": _plain(scope.period_start),
        "period_end": _plain(scope.period_end),
        "floors": [{**asdict(floor), "as_of": _plain(floor.as_of)} for floor in answer.floors],
        "low_tallies": ids(answer.low_claims),
        "high_tallies": ids(answer.high_claims),
        "set_aside": sorted(aside, key=lambda reason: reason["tally_ids"]),
    }


def comparison_as_json(comparison: Comparison) -> dict[str, Any]:
    """``compare`` for programs."""
    return {
        "relation": comparison.relation,
        "dimensions": dict(comparison.dimensions),
        "conflict": comparison.conflict,
        "why": comparison.why,
    }


_OF_POINT = ("qualifier", "value", "low", "high", "kind")


def timeline_as_json(points: pl.DataFrame) -> dict[str, Any]:
    """``timeline`` for programs, from the frame that :meth:`Record.timeline` gives.

    ``claimant_id`` is the body that continues the series today; its tallies say under which name each figure was given.
    """
    series = []
    for (_,), rows in points.group_by("series", maintain_order=True):
        first = rows.row(0, named=True)
        if first["increment"]:  # each of its own days
            first |= {"period_start": None, "period_end": None}
        series.append(
            {
                "claimant_id": first["body_id"],
                "scope": {name: _plain(first[name]) for name in ("basis", *SCOPE_COLUMNS)},
                "points": [
                    {
                        "as_of": _plain(row["as_of"]),
                        "as_of_part": row["as_of_part"],
                        **{name: row[name] for name in _OF_POINT},
                        "tally_ids": row["tally_ids"].split("|"),
                        "documents": row["documents"],
                    }
                    for row in rows.iter_rows(named=True)
                ],
            }
        )
    return {"series": series}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
