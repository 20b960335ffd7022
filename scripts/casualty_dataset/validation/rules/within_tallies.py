"""Rules within one row of tallies."""

from __future__ import annotations

import polars as pl

from casualty_dataset.validation.rules.rule import Questions, rule, where
from casualty_schemas.semantics import LIMITED, last_day
from casualty_schemas.vocabulary import MEASURE, QUALIFIER, UNIT

_FILLS = {
    "between": ("low", "high"),
    "unquantified": ("wording", "magnitude"),
    "none_published": (),
    "denied": (),
}
_FIGURES = ("value", "low", "high", "wording", "magnitude")


@rule("Fill the columns that the qualifier needs, and empty the others; METHODOLOGY.md has the table.")
def qualifier_fills_its_columns(tallies: pl.DataFrame) -> Questions:
    """A qualifier fills exactly its columns: value; low and high; wording and magnitude; or none."""
    wants = {name: [code for code in QUALIFIER if name in _FILLS.get(code, ("value",))] for name in _FIGURES}
    wrong = pl.any_horizontal(
        pl.col(name).is_not_null() != pl.col("qualifier").is_in(codes) for name, codes in wants.items()
    )
    filled = pl.concat_str(
        [pl.when(pl.col(name).is_not_null()).then(pl.lit(name)) for name in _FIGURES], separator=", ", ignore_nulls=True
    )
    expected = {code: ", ".join(_FILLS.get(code, ("value",))) or "nothing" for code in QUALIFIER}
    message = pl.format(
        "the qualifier {} fills {}, but the row fills {}",
        "qualifier",
        pl.col("qualifier").cast(pl.String).replace_strict(expected),
        pl.when(filled == "").then(pl.lit("nothing")).otherwise(filled),
    )
    return where(tallies, wrong, "qualifier", message)


@rule("Swap the two numbers, or use the qualifier exact if they are equal.")
def low_below_high(tallies: pl.DataFrame) -> Questions:
    """The low number of a range is below its high one."""
    message = pl.format("low is {}, not below high, {}", "low", "high")
    return where(tallies, pl.col("low") >= pl.col("high"), "low", message)


@rule("Use none_published where no figure was given, or exact 0 where nobody was.")
def zero_is_exact(tallies: pl.DataFrame) -> Questions:
    """Fewer than, up to, about or nearly zero says nothing: zero is exact, and no figure is none_published."""
    vague = pl.col("qualifier").is_in(["fewer_than", "up_to", "about", "nearly"]) & (pl.col("value") == 0)
    return where(tallies, vague, "value", pl.format("{} 0 is not a figure", "qualifier"))


@rule("Shorten it to the quantity itself, as printed.")
def wording_is_short(tallies: pl.DataFrame) -> Questions:
    """The wording of a quantity has at most six words: it is never a quotation."""
    words = pl.col("wording").str.split(" ").list.len()
    return where(tallies, words > 6, "wording", pl.format("the wording has {} words, more than six", words))


@rule("Swap the two days, or correct the wrong one.")
def period_in_order(tallies: pl.DataFrame) -> Questions:
    """The days that a tally counts begin on or before the day they end."""
    message = pl.format("the period ends on {}, before it starts on {}", "period_end", "period_start")
    return where(tallies, pl.col("period_start") > pl.col("period_end"), "period_end", message)


@rule("Correct as_of or period_end: nobody counts days that have not come.")
def as_of_not_before_period(tallies: pl.DataFrame) -> Questions:
    """A claimant's knowledge runs at least to the end of the days it counts."""
    last = pl.coalesce("period_end", "period_start")
    known = last_day("as_of", "as_of_precision")
    return where(tallies, known < last, "as_of", pl.format("as_of is {}, before the period counted, {}", "as_of", last))


@rule("Empty as_of, or give the precision that is known.")
def as_of_empty_only_if_unknown(tallies: pl.DataFrame) -> Questions:
    """as_of and as_of_basis are empty exactly where the precision of as_of is unknown."""
    unknown = pl.col("as_of_precision") == "unknown"
    wrong = (pl.col("as_of").is_null() != unknown) | (pl.col("as_of_basis").is_null() != unknown)
    message = pl.format(
        "as_of_precision is {}, as_of {} and as_of_basis {}",
        "as_of_precision",
        pl.col("as_of").cast(pl.String).fill_null("empty"),
        pl.col("as_of_basis").cast(pl.String).fill_null("empty"),
    )
    return where(tallies, wrong, "as_of", message)


@rule("Empty as_of_part, or say that the day is known.")
def as_of_part_needs_day(tallies: pl.DataFrame) -> Questions:
    """A part of the day is given only where the day is known."""
    wrong = pl.col("as_of_part").is_not_null() & (pl.col("as_of_precision") != "day")
    return where(
        tallies, wrong, "as_of_part", pl.format("a part of the day, but as_of_precision is {}", "as_of_precision")
    )


@rule("Use a unit that the measure is counted in.")
def unit_fits_measure(tallies: pl.DataFrame) -> Questions:
    """A measure is counted in its own unit."""
    units = {code.code: " or ".join(code.units) for code in MEASURE.values()}
    fits = [
        (pl.col("unit") == unit) & pl.col("measure").is_in([c.code for c in MEASURE.values() if unit in c.units])
        for unit in UNIT
    ]
    wrong = ~pl.any_horizontal(fits)
    allowed = pl.col("measure").cast(pl.String).replace_strict(units, return_dtype=pl.String)
    message = pl.format("{} is counted in {}, not in {}", "measure", allowed, "unit")
    return where(tallies, wrong, "unit", message)


@rule("Fill the column that the count is limited to, or take the word out of limits.")
def limits_name_filled_columns(tallies: pl.DataFrame) -> Questions:
    """A count is limited only to what the row names."""
    wrong = pl.any_horizontal(
        pl.col("limits").str.contains(code, literal=True) & pl.col(column).is_null() for code, column in LIMITED.items()
    )
    return where(tallies, wrong.fill_null(False), "limits", "the count is limited to a column that is empty")


@rule("Point supersedes_id at the tally it replaces, or empty revision_reason.")
def revision_reason_needs_supersedes_id(tallies: pl.DataFrame) -> Questions:
    """A reason of revision stands only beside the tally that is revised."""
    wrong = pl.col("revision_reason").is_not_null() & pl.col("supersedes_id").is_null()
    return where(tallies, wrong, "revision_reason", "a reason is given, but no tally that is superseded")


@rule("Check the number against the document; if it stands there, add a row to dataset/waivers.csv.", waivable=True)
def figure_is_plausible(tallies: pl.DataFrame) -> Questions:
    """No figure exceeds the ceiling of its measure (killed: one million)."""
    largest = pl.max_horizontal("value", "low", "high")
    ceiling = pl.coalesce(
        pl.when(pl.col("measure").is_in([code.code for code in MEASURE.values() if code.ceiling == limit])).then(
            pl.lit(limit)
        )
        for limit in {code.ceiling for code in MEASURE.values()}
    )
    message = pl.format("{} {} is above {}, the most that is plausible", largest, "measure", ceiling)
    return where(tallies, largest > ceiling, "value", message, largest)
