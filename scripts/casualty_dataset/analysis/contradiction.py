"""When two figures cannot both be true: the rule, over pairs of rows; and two tallies compared by it.

On its own day an exact count is what it says; on a later day it is a floor, for more dead may have been found. So a
count can only be contradicted on its own day. An estimate of something that was over by then keeps its interval, and
may be contradicted on later days too; one of something that went on ages as a count does. A figure of a measure that
speaks for its own day alone is compared with figures of that day and with no other.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from casualty_dataset.analysis.timeline import neighbour
from casualty_dataset.model import Comparison, Relation, Tally
from casualty_schemas.semantics import is_of_a_day, last_day, margin

NEVER_COMPARED: Final = ("mass_killings", "mass_killing_sites")
"""Measures that each claimant defines for itself."""


def is_estimate(suffix: str = "") -> pl.Expr:
    """True if the figure is an estimate; counts and estimates are never compared."""
    return pl.col(f"basis{suffix}") == "estimate"


def is_closed(suffix: str = "") -> pl.Expr:
    """True if a figure has an upper bound on its own day.

    A count has none at once where its day is not exactly known, or where its claimant raised it by more than δ within a
    day. Columns, with the suffix: ``upper``, ``basis``, ``as_of_precision``, ``raised``.
    """
    exact = (pl.col(f"as_of_precision{suffix}") == "day") & ~pl.col(f"raised{suffix}")
    return pl.col(f"upper{suffix}").is_not_null() & (is_estimate(suffix) | exact)


def contradicts() -> pl.Expr:
    """True if a part is above the whole that contains it, both read on the later of their days.

    The part has the columns ``lower``, ``as_of``, ``as_of_precision``, ``measure``; the whole ``upper_whole``,
    ``as_of_whole``, ``measure_whole``, ``keeps_whole`` (see :func:`keeps_its_interval`) and is closed on its own day.
    """
    day = pl.max_horizontal("as_of", "as_of_whole")
    still_closed = pl.col("keeps_whole") | (pl.col("as_of_whole") == day)
    on_one_day = pl.col("as_of") == pl.col("as_of_whole")
    comparable = on_one_day | ~(is_of_a_day() | is_of_a_day("_whole"))
    is_above = pl.col("lower") > pl.col("upper_whole")
    return is_above & still_closed & comparable & (last_day("as_of", "as_of_precision") <= day)


def keeps_its_interval() -> pl.Expr:
    """True if a figure is closed on later days too: an estimate of what was over before its as_of.

    Columns: ``basis``, ``as_of``, and ``last``, the last day of what is counted.
    """
    return is_estimate() & (pl.col("as_of") > pl.col("last")).fill_null(False)


def with_raised(claims: pl.DataFrame) -> pl.DataFrame:
    """The claims with ``raised``: true if the next claim of the series is more than δ higher, within a day."""
    ordered = claims.sort("series", "position")
    soon = (neighbour("as_of", -1) - pl.col("as_of")).dt.total_days() <= 1
    higher = neighbour("lower", -1) > pl.col("upper") + margin()
    return ordered.with_columns(raised=(soon & higher).fill_null(False))


# --- two tallies ---------------------------------------------------------------------------------------


def compare(a: Dated, b: Dated, relation: Relation, raised: Collection[str]) -> Comparison:
    """Say whether the figures of two tallies conflict, and why or why not, in one sentence.

    ``relation`` is that of their scopes, ``raised`` the ids of tallies whose claim was raised within a day.
    """
    conflict, why = _judge(a, b, relation, raised)
    return Comparison(relation.word, relation.dimensions, conflict, why)


@dataclass(frozen=True, slots=True)
class Dated:
    """A tally with the last day of what it counts, and the claimants on which its count rests in the end."""

    tally: Tally
    last: date
    roots: frozenset[str]


def _judge(first: Dated, second: Dated, relation: Relation, raised: Collection[str]) -> tuple[bool, str]:
    a, b = first.tally, second.tally
    if reason := _not_compared(first, second, relation):
        return False, reason
    day = max(_last_day(a), _last_day(b))
    if relation.word in ("equal", "within") and _contradicts(a, second, raised):
        return True, f"Read on {day}, {_lower(a)} at least is more than {_upper(b)} at most."
    if relation.word in ("equal", "contains") and _contradicts(b, first, raised):
        return True, f"Read on {day}, {_upper(a)} at most is less than {_lower(b)} at least."
    return False, f"Read on {day}, both figures can be true."


def _not_compared(first: Dated, second: Dated, relation: Relation) -> str | None:
    """Why two figures are not compared at all; None where they are."""
    a, b = first.tally, second.tally
    if relation.word not in ("equal", "within", "contains"):
        return f"Their scopes are not comparable: {relation.word} by {', '.join(relation.deciding)}."
    if a.claimant_id == b.claimant_id:
        return "Both are of one claimant: its later figure follows the earlier one."
    if first.roots & second.roots:
        return "Their claimants are one voice: the two counts rest on one body."
    if a.scope.measure in NEVER_COMPARED:
        return "Each claimant counts these in its own way."
    if a.is_estimate != b.is_estimate:
        return "One is a count and one an estimate, which are never mixed."
    return _in_no_conflict(a) or _in_no_conflict(b)


def _in_no_conflict(tally: Tally) -> str | None:
    """Why a tally contradicts nothing, whatever the other is; None where it may."""
    reasons = {
        "its carrier is wrong": tally.relay_fault is not None,
        "nobody is named who counted": tally.claimant_id == "not-stated",
        "it is what was added to a count, not a toll": tally.is_increment,
        "it gives no number": tally.interval is None,
        "no day is known for which it speaks": tally.as_of is None,
    }
    why = next((reason for reason, holds in reasons.items() if holds), None)
    return f"{tally.tally_id} is in no conflict: {why}." if why else None


def _contradicts(part: Tally, dated: Dated, raised: Collection[str]) -> bool:
    container = dated.tally
    days = {"basis": container.basis, "as_of": container.as_of, "last": dated.last}
    keeps = pl.DataFrame([days]).select(keeps_its_interval()).item()
    row = {**_cells(part, ""), **_cells(container, "_whole"), "raised_whole": container.tally_id in raised,
           "keeps_whole": keeps}  # fmt: skip
    return (
        pl.DataFrame([row], schema_overrides={"upper_whole": pl.Int64})
        .filter(is_closed("_whole"), contradicts())
        .height
        == 1
    )


def _cells(tally: Tally, suffix: str) -> dict[str, object]:
    interval = tally.interval
    cells = {
        "lower": interval.lower if interval else None, "upper": interval.upper if interval else None,
        "as_of": tally.as_of, "as_of_precision": tally.as_of_precision, "basis": tally.basis,
        "measure": tally.scope.measure,
    }  # fmt: skip
    return {f"{name}{suffix}": cell for name, cell in cells.items()}


def _last_day(tally: Tally) -> date:
    """The last day that the as_of of a tally may mean."""
    cells = pl.DataFrame({"day": [tally.as_of], "precision": [tally.as_of_precision]})
    day: date = cells.select(last_day("day", "precision")).item()
    return day


def _lower(tally: Tally) -> str:
    return f"{tally.interval.lower:,}" if tally.interval else "none"


def _upper(tally: Tally) -> str:
    return "none" if tally.interval is None or tally.interval.upper is None else f"{tally.interval.upper:,}"
