"""Rules within one row of tallies."""

from __future__ import annotations

import polars as pl

from casualty_dataset.validation.rules.check import Checks, flag
from casualty_dataset.validation.rules.context import Context
from casualty_dataset.validation.rules.rule import rule
from casualty_schemas.semantics import LIMITED, last_day
from casualty_schemas.vocabulary import MEASURE, QUALIFIER, UNIT

_FILLS = {
    "between": ("low", "high"),  # and value, where the claimant names a best figure
    "unquantified": ("wording", "magnitude"),
    "none_published": (),
    "denied": (),
}
_FIGURES = ("value", "low", "high", "wording", "magnitude")


@rule(
    "Fill the columns that the qualifier needs, and empty the others; METHODOLOGY.md has the table.",
    tables=("tallies",),
)
def qualifier_fills_its_columns(context: Context) -> Checks:
    """A qualifier fills exactly its columns: value; low and high; wording and magnitude; or none.

    *between* fills value as well where the claimant names a best figure.
    """
    wants = {name: [code for code in QUALIFIER if name in _FILLS.get(code, ("value",))] for name in _FIGURES}
    has_best = (pl.col("qualifier") == "between") & pl.col("value").is_not_null()
    broken = pl.any_horizontal(
        pl.col(name).is_not_null() != (pl.col("qualifier").is_in(codes) | (has_best if name == "value" else False))
        for name, codes in wants.items()
    )
    filled = pl.concat_str(
        [pl.when(pl.col(name).is_not_null()).then(pl.lit(name)) for name in _FIGURES], separator=", ", ignore_nulls=True
    )
    expected = {code: ", ".join(_FILLS.get(code, ("value",))) or "nothing" for code in QUALIFIER}
    expected["between"] += " (and value, if the claimant names a best figure)"
    message = pl.format(
        "the qualifier {} fills {}, but the row fills {}",
        "qualifier",
        pl.col("qualifier").cast(pl.String).replace_strict(expected),
        pl.when(filled == "").then(pl.lit("nothing")).otherwise(filled),
    )
    return flag(context.tallies, broken, "qualifier", message)


@rule(
    "Check the two numbers, and use the qualifier exact if they are equal; if the document prints them so, waive it.",
    tables=("tallies",),
    severity="warning",
    waivable=True,
)
def low_below_high(context: Context) -> Checks:
    """The low number of a range is below its high one; a row that the document prints otherwise is kept as printed."""
    message = pl.format("low is {}, not below high, {}", "low", "high")
    return flag(context.tallies, pl.col("low") >= pl.col("high"), "low", message)


@rule(
    "Check the three numbers against the document; if it prints them so, waive it.",
    tables=("tallies",),
    severity="warning",
    waivable=True,
)
def range_holds_best(context: Context) -> Checks:
    """The best figure of a range lies within it: low ≤ value ≤ high."""
    ordered = pl.col("low") <= pl.col("high")  # low_below_high reports the others
    broken = ordered & ~pl.col("value").is_between("low", "high")
    message = pl.format("the best figure is {}, outside the range from {} to {}", "value", "low", "high")
    return flag(context.tallies, broken, "value", message)


@rule("Use none_published where no figure was given, or exact 0 where nobody was.", tables=("tallies",))
def zero_is_exact(context: Context) -> Checks:
    """Zero has the qualifier exact, never fewer_than, up_to, about or nearly; no figure at all is none_published."""
    vague = pl.col("qualifier").is_in(["fewer_than", "up_to", "about", "nearly"]) & (pl.col("value") == 0)
    return flag(context.tallies, vague, "value", pl.format("the qualifier {} with 0 gives no figure", "qualifier"))


@rule("Shorten it to the quantity itself, as printed.", tables=("tallies",))
def wording_is_short(context: Context) -> Checks:
    """The wording of a quantity has at most six words, so it is never a quotation."""
    words = pl.col("wording").str.split(" ").list.len()
    return flag(context.tallies, words > 6, "wording", pl.format("the wording has {} words, more than six", words))


@rule("Shorten it to what the document calls the group.", tables=("tallies",))
def group_as_stated_is_short(context: Context) -> Checks:
    """The words for a group have at most six words, so they are never a quotation."""
    words = pl.col("group_as_stated").str.split(" ").list.len()
    message = pl.format("the words for the group are {}, more than six", words)
    return flag(context.tallies, words > 6, "group_as_stated", message)


@rule("Swap the two days, or correct the broken one.", tables=("tallies",))
def period_in_order(context: Context) -> Checks:
    """The days that a tally counts begin on or before the day they end."""
    message = pl.format("the period ends on {}, before it starts on {}", "period_end", "period_start")
    return flag(context.tallies, pl.col("period_start") > pl.col("period_end"), "period_end", message)


@rule("Correct as_of or period_end: nobody can count days that are still to come.", tables=("tallies",))
def as_of_not_before_period(context: Context) -> Checks:
    """as_of is on or after the last day that the tally counts."""
    last = pl.coalesce("period_end", "period_start")
    known = last_day("as_of", "as_of_precision")
    return flag(
        context.tallies,
        known < last,
        "as_of",
        pl.format("as_of is {}, before the period that is counted ends, {}", "as_of", last),
    )


@rule("Empty as_of, or give the precision that is known.", tables=("tallies",))
def as_of_empty_only_if_unknown(context: Context) -> Checks:
    """as_of and as_of_basis are empty exactly where the precision of as_of is unknown."""
    unknown = pl.col("as_of_precision") == "unknown"
    broken = (pl.col("as_of").is_null() != unknown) | (pl.col("as_of_basis").is_null() != unknown)
    message = pl.format(
        "as_of_precision is {}, as_of {} and as_of_basis {}",
        "as_of_precision",
        pl.col("as_of").cast(pl.String).fill_null("empty"),
        pl.col("as_of_basis").cast(pl.String).fill_null("empty"),
    )
    return flag(context.tallies, broken, "as_of", message)


@rule("Empty as_of_part, or set as_of_precision to day if the day is known.", tables=("tallies",))
def as_of_part_needs_day(context: Context) -> Checks:
    """as_of_part is filled only where as_of is known to the day."""
    broken = pl.col("as_of_part").is_not_null() & (pl.col("as_of_precision") != "day")
    return flag(
        context.tallies,
        broken,
        "as_of_part",
        pl.format("a part of the day is given, but as_of_precision is {}", "as_of_precision"),
    )


@rule("Use a unit that the measure is counted in.", tables=("tallies",))
def unit_fits_measure(context: Context) -> Checks:
    """A measure is counted in a unit of its own."""
    units = {code.code: " or ".join(code.units) for code in MEASURE.values()}
    fits = [
        (pl.col("unit") == unit) & pl.col("measure").is_in([c.code for c in MEASURE.values() if unit in c.units])
        for unit in UNIT
    ]
    broken = ~pl.any_horizontal(fits)
    allowed = pl.col("measure").cast(pl.String).replace_strict(units, return_dtype=pl.String)
    message = pl.format("{} is counted in {}, not in {}", "measure", allowed, "unit")
    return flag(context.tallies, broken, "unit", message)


@rule("Fill the column that the count is limited to, or take the word out of limits.", tables=("tallies",))
def limits_name_filled_columns(context: Context) -> Checks:
    """Each word in limits has its column filled: a count is limited only to what the row names."""
    broken = pl.any_horizontal(
        pl.col("limits").str.contains(code, literal=True) & pl.col(column).is_null() for code, column in LIMITED.items()
    )
    return flag(context.tallies, broken.fill_null(False), "limits", "limits names a column that is empty")


@rule(
    "Check the number against the document; if it is printed there, add a row to dataset/waivers.csv.",
    tables=("tallies",),
    waivable=True,
)
def figure_is_plausible(context: Context) -> Checks:
    """No figure exceeds the ceiling of its measure (killed: one million)."""
    largest = pl.max_horizontal("value", "low", "high")
    ceiling = pl.coalesce(
        pl.when(pl.col("measure").is_in([code.code for code in MEASURE.values() if code.ceiling == limit])).then(
            pl.lit(limit)
        )
        for limit in {code.ceiling for code in MEASURE.values()}
    )
    message = pl.format("{} {} is above {}, the highest plausible figure", largest, "measure", ceiling)
    return flag(context.tallies, largest > ceiling, "value", message, largest)
