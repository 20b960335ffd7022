"""Timelines: the toll as stated over time, a series for each claimant, scope and basis, and what each point of it is.

Which claim follows which is said in :mod:`casualty_dataset.analysis.series_order`. Here each is called by its kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from casualty_dataset.analysis.series_order import BEGINNINGS, changes
from casualty_dataset.model import SCOPE_COLUMNS
from casualty_schemas.semantics import is_of_a_day, is_vague

KINDS: Final[Mapping[str, str]] = {
    "first": "the first figure: none stood before it",
    "step": "the next figure: higher, equal or not certainly lower",
    "correction": "certainly lower, with a reason that the claimant gives",
    "fall": "certainly lower, and no reason is stated",
    "new_count": "a new count, from a day on; the older figure keeps standing",
    "scope_changed": "the claimant counts others from here on; the older figure ends",
    "withdrawn": "the claimant withdrew its figure and gave none",
    "level": "the last day on which the figure before was said again",
    "increment": "what was recorded on certain days, of a claimant that gives no total; never added up",
    "absence": "no figure: none was published, or it was denied",
}
"""The kinds of points, and what each says."""


def is_below(upper: pl.Expr, earlier_lower: pl.Expr) -> pl.Expr:
    """True if a figure is wholly below an earlier one of its series, in a measure in which who was counted stays so.

    ``upper`` is the upper bound of the figure, ``earlier_lower`` the lower bound of the earlier one; where either is
    null, the expression is null. The column ``measure`` is read.
    """
    return (upper < earlier_lower) & ~is_of_a_day()


def is_explained() -> pl.Expr:
    """True if a reason for the revision is stated: ``revision_reason`` is neither empty nor not_stated."""
    return pl.col("revision_reason").is_not_null() & (pl.col("revision_reason") != "not_stated")


def timeline(claims: pl.DataFrame) -> pl.DataFrame:
    """The claims of every series in their order, each with the kind of its point.

    Columns besides those of the claims: ``kind``, one of :data:`KINDS`; ``step``, the change from the number before;
    ``earlier_id`` and ``earlier_lower``, the figure that stood before, and its lower bound. A figure that was said
    again has a second point, of the kind ``level``, on the last of these days. The increments of a body over one scope,
    each of its own days, are one series. Rows are sorted by body and scope, what is less restricted first.
    """
    rows = _with_series_of_increments(claims).sort("series", "position")
    points = _with_kinds(_with_earlier(rows))
    every = pl.concat([points, _levels(points)]).sort("series", "position", pl.col("kind") == "level")
    begins = pl.when(changes("series")).then("position").forward_fill()
    scope = [pl.when(~pl.col("increment")).then(name) if name in _PERIOD else pl.col(name) for name in SCOPE_COLUMNS]
    return every.sort("body_id", *scope, "basis", "increment", begins, "series", "position", maintain_order=True)


_PERIOD: Final = ("period_start", "period_end")


def _with_series_of_increments(claims: pl.DataFrame) -> pl.DataFrame:
    """With the increments of all days in one series, in the order of their days; those of a vague code apart."""
    increments = claims.filter("increment")
    alike = pl.struct("body_id", "basis", *(name for name in SCOPE_COLUMNS if name not in _PERIOD))
    together = increments.with_columns(series=pl.when(is_vague()).then("series").otherwise(alike.hash()))
    in_order = together.sort("series", "as_of", *_PERIOD, "known", "claim_id", nulls_last=True)
    row = pl.int_range(pl.len())
    position = (row - pl.when(changes("series")).then(row).forward_fill()).cast(pl.UInt32)
    return pl.concat([claims.filter(~pl.col("increment")), in_order.with_columns(position=position)])


def with_increments_alone(points: pl.DataFrame) -> pl.DataFrame:
    """The points without the increments of a body that also gives figures of that incident and measure."""
    alike = ["body_id", "incident_id", "measure"]
    figured = points.filter(~pl.col("increment")).select(alike).unique()
    beside = points.filter("increment").join(figured, on=alike, how="semi").select("claim_id")
    return points.join(beside, on="claim_id", how="anti", maintain_order="left")


# --- the figure before -------------------------------------------------------------------------------

_EARLIER: Final = ("claim_id", "lower", "number")


def _with_earlier(rows: pl.DataFrame) -> pl.DataFrame:
    """With the figure that stood before each, in ``earlier_id``, ``earlier_lower``, ``earlier_number``.

    It is the last figure of the series that had not ended elsewhere; else the one of another series that the claim
    names. A claim that begins a new series follows the one that it names. Numbers of differing scopes have no
    difference, so ``earlier_number`` is empty there.
    """
    is_figure = pl.col("lower").is_not_null() & ~pl.col("increment")
    figures = rows.filter(is_figure).with_columns(number=pl.coalesce("value", "high", "lower"))
    figures = _with_gone_on(figures)
    figures = figures.with_columns(neighbour(name, 1).alias(f"before_{name}") for name in (*_EARLIER, "gone_on"))
    figures = figures.join(_named(figures), on="claim_id", how="left", maintain_order="left")
    is_standing = pl.col("before_claim_id").is_not_null() & ~(pl.col("before_gone_on") <= pl.col("known")).fill_null(
        False
    )
    follows = is_standing & ~_begins()
    earlier = {
        name: pl.when(follows).then(f"before_{name}").otherwise(f"named_{name}").alias(f"earlier_{name}")
        for name in _EARLIER
    }
    with_earlier = figures.with_columns(earlier.values()).rename({"earlier_claim_id": "earlier_id"})
    others = rows.filter(~is_figure)
    return pl.concat([with_earlier, others], how="diagonal").select(
        *rows.columns, "earlier_id", "earlier_lower", "number", "earlier_number"
    )


def _with_gone_on(figures: pl.DataFrame) -> pl.DataFrame:
    """With the day from which on a figure stands no more, and nothing of its series stands in its place."""
    ended = figures.filter(pl.col("ended_by_id").is_not_null()).select("claim_id", "ended_by_id", "ended_on", "series")
    following = figures.select(ended_by_id="claim_id", series="series")
    gone = ended.join(following, on=["ended_by_id", "series"], how="anti").select("claim_id", gone_on="ended_on")
    return figures.join(gone, on="claim_id", how="left", maintain_order="left")


def _named(figures: pl.DataFrame) -> pl.DataFrame:
    """For each figure that supersedes another the other one; without its number where the scopes differ."""
    naming = figures.filter(pl.col("supersedes_id").is_not_null()).select("claim_id", "supersedes_id", *SCOPE_COLUMNS)
    named = figures.select(pl.col(*_EARLIER, *SCOPE_COLUMNS).name.prefix("named_"))
    pairs = naming.join(named, left_on="supersedes_id", right_on="named_claim_id")
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"named_{name}")) for name in SCOPE_COLUMNS)
    return pairs.select(
        "claim_id", "named_lower", named_claim_id="supersedes_id", named_number=pl.when(same).then("named_number")
    )


def _begins() -> pl.Expr:
    """True of a claim that begins a new count, or a count of others, in place of one that it names."""
    begins = pl.col("revision_reason").is_in(BEGINNINGS) & pl.col("supersedes_id").is_not_null()
    return begins.fill_null(value=False)


def neighbour(name: str, distance: int) -> pl.Expr:
    """The cell of the claim that many positions before in the same series, of rows in their order.

    A negative distance looks ahead. Windows over half a million series would take minutes.
    """
    return pl.when(pl.col("series") == pl.col("series").shift(distance)).then(pl.col(name).shift(distance))


# --- kinds -------------------------------------------------------------------------------------------


def _with_kinds(rows: pl.DataFrame) -> pl.DataFrame:
    """With ``kind`` and ``step``."""
    kinds = rows.with_columns(kind=_kind())
    follows = pl.col("kind").is_in(["step", "correction", "fall"])
    step = pl.when(follows).then(pl.col("number") - pl.col("earlier_number"))
    compared = [pl.when(pl.col("kind") != "first").then(name).alias(name) for name in ("earlier_id", "earlier_lower")]
    return kinds.with_columns(*compared, step=step).drop("number", "earlier_number")


def _kind() -> pl.Expr:
    """The kind of a point. What a vague code means is not known, so such figures are neither higher nor lower."""
    below = is_below(pl.col("upper"), pl.col("earlier_lower"))
    return (
        pl.when("increment")
        .then(pl.lit("increment"))
        .when(pl.col("lower").is_null())
        .then(pl.when(pl.col("revision_reason") == "retraction").then(pl.lit("withdrawn")).otherwise(pl.lit("absence")))
        .when(_begins())
        .then(pl.col("revision_reason").replace_strict(_KIND_OF_BEGINNING, default=None, return_dtype=pl.String))
        .when(is_vague() | pl.col("earlier_lower").is_null())
        .then(pl.lit("first"))
        .when(below & is_explained())
        .then(pl.lit("correction"))
        .when(below)
        .then(pl.lit("fall"))
        .otherwise(pl.lit("step"))
    )


_KIND_OF_BEGINNING: Final = {"restart": "new_count", "scope_changed": "scope_changed"}


def _levels(points: pl.DataFrame) -> pl.DataFrame:
    """A further point for each figure that was said again, on the last day of it."""
    again = points.filter(pl.col("last_as_of") > pl.col("as_of"), pl.col("lower").is_not_null(), ~pl.col("increment"))
    return again.with_columns(
        kind=pl.lit("level"), as_of="last_as_of", as_of_precision=pl.lit("day"),
        **{name: pl.lit(None, again.schema[name]) for name in ("as_of_part", "step", "earlier_id", "earlier_lower")},
    )  # fmt: skip
