"""Rules on links between tallies: what a tally may supersede, and what the reason of the revision demands."""

from __future__ import annotations

import polars as pl

from casualty_dataset.validation.rules.bodies import continued_bodies
from casualty_dataset.validation.rules.check import Checks, flag, rows_where
from casualty_dataset.validation.rules.context import Context
from casualty_dataset.validation.rules.cycles import rows_on_cycle
from casualty_dataset.validation.rules.rule import rule


def _revisions(tallies: pl.DataFrame, condition: pl.Expr | None = None) -> pl.DataFrame:
    """The tallies that supersede another, with ``row``; columns of the other one have the prefix ``old_``."""
    linked = pl.col("supersedes_id#").is_not_null()
    later = rows_where(tallies, linked if condition is None else linked & condition)
    earlier = tallies[later["supersedes_id#"]].select(pl.all().name.prefix("old_"))
    return pl.concat([later, earlier], how="horizontal")


def _has_no_link(tallies: pl.DataFrame) -> bool:
    return tallies["supersedes_id#"].null_count() == tallies.height


def _day(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String).fill_null("no date")


@rule("Break the cycle: one of its rows names the wrong tally.", tables=("tallies",))
def revisions_have_no_cycle(context: Context) -> Checks:
    """No tally supersedes itself, directly or through others."""
    tallies = context.tallies
    message = pl.format("following supersedes_id from {} over {} leads back to {}", "tally_id", "supersedes_id",
                        "tally_id")  # fmt: skip
    return flag(tallies, rows_on_cycle(tallies["supersedes_id#"]), "supersedes_id", message)


@rule(
    "Point supersedes_id at an earlier tally of the same claimant and measure; where the claimant continues the other "
    "body under a new name, fill succeeds_id in actors.csv.",
    tables=("tallies", "actors"),
)
def supersedes_same_claimant_and_measure(context: Context) -> Checks:
    """A tally supersedes an earlier tally of the same measure and claimant, or of a body that the claimant continues.

    Its scope may be another, and its as_of may be the same.
    """
    if _has_no_link(context.tallies):
        return ()
    body = continued_bodies(context.actors)
    rows = _revisions(context.tallies)
    rows = rows.with_columns(
        body.gather(rows["claimant_id#"]).alias("body"), body.gather(rows["old_claimant_id#"]).alias("old_body")
    )
    broken = (
        (pl.col("body") != pl.col("old_body"))
        | (pl.col("measure") != pl.col("old_measure"))
        | ((pl.col("as_of") < pl.col("old_as_of")) & (pl.col("as_of_precision") == "day")).fill_null(False)
    )
    message = pl.format(
        "{} is {}'s {} of {}, which {}'s {} of {} cannot supersede",
        "supersedes_id", "old_claimant_id", "old_measure", _day("old_as_of"), "claimant_id", "measure", _day("as_of"),
    )  # fmt: skip
    return flag(rows, broken, "supersedes_id", message)


@rule("Point supersedes_id at the tally it replaces, or empty revision_reason.", tables=("tallies",))
def revision_reason_needs_supersedes_id(context: Context) -> Checks:
    """revision_reason is filled only where supersedes_id names the tally that is revised."""
    broken = pl.col("revision_reason").is_not_null() & pl.col("supersedes_id").is_null()
    message = pl.format("the reason is {}, but supersedes_id is empty", "revision_reason")
    return flag(context.tallies, broken, "revision_reason", message)


@rule(
    "Fill period_start with the first day of the new count; if the count did not begin anew, give another reason.",
    tables=("tallies",),
)
def restart_has_period_start(context: Context) -> Checks:
    """A tally that begins a new count (revision_reason restart) says from which day on it counts.

    Without that day its count would be of the same days as the one before, and would take its place.
    """
    if _has_no_link(context.tallies):
        return ()
    rows = _revisions(context.tallies, pl.col("revision_reason") == "restart")
    message = pl.format(
        "{} begins the count of {} anew (as of {}), but the first day of the new count is not given",
        "tally_id", "supersedes_id", _day("old_as_of"),
    )  # fmt: skip
    return flag(rows, pl.col("period_start").is_null(), "period_start", message)


@rule(
    "Fill period_start with the first day of the new count; if the figure counts other days, give the reason "
    "scope_changed.",
    tables=("tallies",),
)
def new_count_keeps_period_start(context: Context) -> Checks:
    """A tally that revises a figure of a new count (revision_reason restart) counts from the same day on.

    Without that day it would be a count of all days, and would take the place of the one before the new count. A
    change of scope may count from another day, and a retraction gives no figure.
    """
    if _has_no_link(context.tallies):
        return ()
    rows = _revisions(context.tallies)
    continues = rows.filter(
        pl.col("revision_reason").is_null()
        | ~pl.col("revision_reason").cast(pl.String).is_in(["restart", "scope_changed", "retraction"])
    )
    begun = rows.filter((pl.col("revision_reason") == "restart").fill_null(value=False))["tally_id"]
    known = set(begun)
    later = continues.filter(pl.col("supersedes_id").is_in(list(known)))
    while not set(later["tally_id"]) <= known:
        known |= set(later["tally_id"])
        later = continues.filter(pl.col("supersedes_id").is_in(list(known)))
    message = pl.format(
        "{} revises {}, which counts from {} on, but counts from {}",
        "tally_id", "supersedes_id", _day("old_period_start"), _day("period_start"),
    )  # fmt: skip
    return flag(later, pl.col("period_start").ne_missing(pl.col("old_period_start")), "period_start", message)


@rule(
    "Use the qualifier none_published or denied; if the claimant gave a new figure, give another reason "
    "(correction_down, recount, new_information).",
    tables=("tallies",),
)
def retraction_gives_no_figure(context: Context) -> Checks:
    """A claimant that withdraws a figure (revision_reason retraction) gives none in its place."""
    if _has_no_link(context.tallies):
        return ()
    rows = _revisions(context.tallies, pl.col("revision_reason") == "retraction")
    broken = ~pl.col("qualifier").is_in(["none_published", "denied"])
    message = pl.format("{} withdraws {}, but gives a figure ({})", "tally_id", "supersedes_id", "qualifier")
    return flag(rows, broken, "qualifier", message)
