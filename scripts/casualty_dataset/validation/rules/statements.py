"""Rules on the tallies of one document: parts and wholes, increments and totals, figures entered twice."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from casualty_dataset.analysis.hierarchies import place_containers, within_code
from casualty_dataset.analysis.sums import wrong_sums
from casualty_dataset.validation.rules.check import Checks, flag, rows_where
from casualty_dataset.validation.rules.context import Context
from casualty_dataset.validation.rules.rule import rule
from casualty_schemas.semantics import (
    LIMITED,
    MEASURE_WITHIN,
    STATUS_WITHIN,
    is_increment,
    is_vague,
    lower,
    makes_claim,
    may_be_several_groups,
    scope,
    upper,
)

_STATEMENT = ["source_id#", "claimant_id#", "incident_id#", "as_of", "as_of_part"]
_SCOPE_FREE = ["sex", "age", "party_id#", "group_as_stated", *LIMITED.values(), "period_start", "period_end"]
"""Columns of a scope in which an empty cell contains every value, and any other value only itself."""

_LISTED = 9
"""So many parts of a sum are named."""


# --- parts and wholes of one statement ---------------------------------------------------------------


def nested_tallies(tallies: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Pair the tallies of each statement of which the first is about a part of what the second is about.

    Only pairs in which the part is larger than the whole. An estimate is no part of a count: it takes in people whom
    nobody counted. ``row`` and ``row_whole`` are row numbers of tallies; columns
    of the part have their own names, those of the whole the suffix ``_whole``; ``low_`` and ``high_`` are the bounds of
    a figure.
    """
    claims = (
        tallies.select(
            "measure",
            "status",
            "unit",
            statement=pl.struct(_STATEMENT).hash(),
            place="place_id#",
            low_=lower(),
            high_=upper(),
            is_claim=~is_increment() & makes_claim(),
            is_estimate=pl.col("basis") == "estimate",
            several=tallies.lazy().select(*scope()).select(may_be_several_groups()).collect().to_series(),
        )
        .with_row_index("row")
        .filter("is_claim")
        .filter(pl.col("statement").is_duplicated())
    )
    wholes = claims.filter(~pl.col("several")).select(
        "statement", pl.exclude("statement", "low_", "is_claim", "several").name.suffix("_whole")
    )
    pairs = (
        claims.drop("high_", "is_claim", "several")
        .join(wholes, on="statement")
        .filter(pl.col("row") != pl.col("row_whole"), pl.col("unit") == pl.col("unit_whole"))
        .filter(~pl.col("is_estimate") | pl.col("is_estimate_whole"))
        .join(_code_pairs("measure", MEASURE_WITHIN, tallies), on=["measure", "measure_whole"], how="semi")
        .join(
            _code_pairs("status", STATUS_WITHIN, tallies), on=["status", "status_whole"], how="semi", nulls_equal=True
        )
        .filter(pl.col("low_") > pl.col("high__whole"))
        .join(_place_pairs(places), on=["place", "place_whole"], how="semi")
        .select("row", "row_whole")
    )
    columns = ["source_id#", "claimant_id#", "as_of", "as_of_part"]
    wide = tallies.select(*columns, *scope(), low_=lower(), high_=upper())
    parts, their_wholes = wide[pairs["row"]], wide[pairs["row_whole"]].select(pl.all().name.suffix("_whole"))
    return pl.concat([pairs, parts, their_wholes], how="horizontal").filter(_is_narrower()).sort("row_whole", "row")


def _code_pairs(column: str, containers: Mapping[str, frozenset[str]], tallies: pl.DataFrame) -> pl.DataFrame:
    """Return each code with every code that contains it, ``…_whole``; the empty one contains all."""
    pairs = [(code, container) for code, above in containers.items() for container in (*above, None)]
    code_type = tallies.schema[column]
    return pl.DataFrame([*pairs, (None, None)], schema={column: code_type, f"{column}_whole": code_type}, orient="row")


def _place_pairs(places: pl.DataFrame) -> pl.DataFrame:
    """Return each place with those that contain it, itself included: row numbers, ``place`` and ``place_whole``."""
    number = {place: row for row, place in enumerate(places["place_id"])}
    members = {
        area: [number[place] for place in cell.split("|")] for area, cell in enumerate(places["members"]) if cell
    }
    above = place_containers(dict(enumerate(places["parent_id#"])), members)
    containing = [(place, container) for place, containers in above.items() for container in containers]
    return pl.DataFrame(containing, schema={"place": pl.UInt32, "place_whole": pl.UInt32}, orient="row")


def _is_narrower() -> pl.Expr:
    """True if the part is within the whole and differs from it; place, measure and status are compared already."""
    equal = [pl.col(name).eq_missing(pl.col(f"{name}_whole")) for name in (*_STATEMENT, "unit", "place_role")]
    within = [within_code(name) for name in _SCOPE_FREE]
    return pl.all_horizontal(*equal, *within) & ~_same("place_id#", "measure", "status", *_SCOPE_FREE)


def _same(*names: str) -> pl.Expr:
    return pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_whole")) for name in names)


@rule(
    "Check both figures against the document; if it prints them so, waive the part.",
    tables=("tallies", "places"),
    waivable=True,
)
def part_not_above_whole(context: Context) -> Checks:
    """In one statement (same document, claimant, incident and as_of) no part exceeds its whole.

    An estimate is compared with estimates alone: it takes in people whom nobody counted.
    """
    above = context.nested_tallies.filter(pl.col("low_") > pl.col("high__whole"))
    above = above.unique("row", keep="first", maintain_order=True).sort("row")
    above = above.with_columns(context.tallies["tally_id"].gather(above["row_whole"]).alias("whole_id"))
    message = pl.format("{} is more than the {} of {}, of which it is a part", "low_", "high__whole", "whole_id")
    return flag(above, pl.col("row").is_not_null(), "value", message, pl.col("low_"))


@rule(
    "Check the figures against the document; if it prints them so, waive the whole.",
    tables=("tallies", "places"),
    waivable=True,
)
def parts_sum_to_whole(context: Context) -> Checks:
    """In one statement parts that exclude one another do not exceed their whole together.

    Parts are by status, by sex and age (men, women and children), or by place. Those at exactly the members of the
    whole's area add up to it, together with a part that is unplaced there.
    """
    sums = wrong_sums(context.tallies, context.places)
    if not sums.height:
        return ()
    rows = sums.with_columns(row=context.tallies["tally_id"].search_sorted(sums["whole_id"]))
    parts = pl.col("part_ids").list
    message = pl.format(
        "its {} parts by {} sum to {}, {} {}{}",
        parts.len(),
        pl.col("dimension").str.replace(", ", " and "),
        "total",
        pl.when("fills").then(pl.lit("not to")).otherwise(pl.lit("more than")),
        "bound",
        pl.format(" ({}{})", parts.head(_LISTED).list.join(", "),
                  pl.when(parts.len() > _LISTED).then(pl.lit(", …")).otherwise(pl.lit(""))),
    )  # fmt: skip
    return flag(rows, pl.col("row").is_not_null(), "value", message, pl.col("bound"))


# --- increments and totals ---------------------------------------------------------------------------

_INCREMENT_SCOPE = [
    "source_id#", "claimant_id#", "incident_id#", "as_of", "place_id#", "place_role", "measure", "unit", "status",
    "sex", "age", "party_id#", *LIMITED.values(),
]  # fmt: skip
"""What an increment shares with the total that it leads to: the document and the scope, without period and group."""


@rule(
    "Check the increments and both totals against the document; if it prints them so, waive the increment.",
    tables=("tallies",),
    waivable=True,
)
def increment_matches_totals(context: Context) -> Checks:
    """The increments of all days since the total that their document supersedes are the difference of the two totals.

    For example 1,225 + 158 = 1,383. Several increments of one document, such as new cases and older ones accepted on
    that day, are taken together: 1,000 + 61 + 298 = 1,359. One that is the difference by itself stands for all.
    Increments with a group_as_stated may be parts of the others, or some of several.
    """
    tallies = context.tallies
    exact = (pl.col("qualifier") == "exact") & pl.col("relay_fault").is_null()
    linked = pl.col("supersedes_id#").is_not_null()
    increments = _scoped(tallies, is_increment() & exact)
    totals = _scoped(tallies, ~is_increment() & exact & linked) if increments.height else increments
    if not increments.height or not totals.height:
        return ()
    earlier = tallies.select(earlier="value", earlier_qualifier="qualifier", earlier_day="as_of")
    totals = pl.concat([totals, earlier[totals["supersedes_id#"]]], how="horizontal")
    totals = totals.filter(pl.col("earlier_qualifier") == "exact").select(
        *_INCREMENT_SCOPE, "earlier", "earlier_day", total="value", total_row="row"
    )
    steps = increments.join(totals, on=_INCREMENT_SCOPE, how="inner", nulls_equal=True).sort("row")
    first_day = pl.min_horizontal(pl.col("earlier_day").dt.offset_by("1d"), pl.col("as_of"))
    steps = steps.filter(pl.col("period_start") == first_day, pl.col("period_end") == pl.col("as_of"))
    wrong = _wrong_steps(steps)
    message = pl.format("{} + {} is not {}, the claimant's next total", "earlier", "summands", "total")
    return flag(wrong, pl.col("row").is_not_null(), "value", message)


def _scoped(tallies: pl.DataFrame, condition: pl.Expr) -> pl.DataFrame:
    """The tallies that meet a condition, with ``row``, their scope and their period; none of a vague code."""
    rows = rows_where(tallies, condition)
    return rows.select("row", "source_id#", "claimant_id#", "as_of", "value", "supersedes_id#", *scope()).filter(
        ~is_vague()
    )


def _wrong_steps(steps: pl.DataFrame) -> pl.DataFrame:
    """The first increment of each step that its increments do not make, with the ``summands`` in words."""
    step = pl.col("total") - pl.col("earlier")
    all_together = pl.col("value").sum().over("total_row") == step
    of_no_group = steps.filter(~all_together).filter(pl.col("group_as_stated").is_null(), pl.col("value") != step)
    wrong = of_no_group.group_by("total_row", maintain_order=True).agg(
        pl.col("row", "value", "earlier", "total").first(),
        together=pl.col("value").sum(),
        summands=pl.col("value").cast(pl.String).str.join(" + "),
    )
    wrong = wrong.filter(pl.col("earlier") + pl.col("together") != pl.col("total"))
    return wrong.unique("row", keep="first", maintain_order=True).sort("row")


# --- one figure, one row -----------------------------------------------------------------------------


@rule(
    "Keep one row, and say in its note if the document gives the figure twice; where it speaks of two groups, say in "
    "group_as_stated what it calls each.",
    tables=("tallies",),
)
def no_duplicate_figure(context: Context) -> Checks:
    """One figure of one document is one row: no two rows are equal in everything except id, locator and note.

    Rows limited to a vague code (other, unknown, not_stated) may speak of two groups and are left alone, unless
    group_as_stated says that it is one group.
    """
    core = ["source_id#", "place_id#", "as_of", "measure", "value"]  # few rows are equal in these
    similar = rows_where(context.tallies, pl.struct(core).hash().is_duplicated())
    similar = similar.filter(~similar.select(*scope()).select(is_vague()).to_series())
    if not similar.height:
        return ()
    others = ("tally_id", "locator", "note")
    compared = [name for name in context.tallies.columns if not name.endswith("#") and name not in others]
    rows = similar.with_columns(first=pl.col("tally_id").first().over(pl.struct(compared).hash()))
    broken = pl.col("tally_id") != pl.col("first")
    return flag(rows, broken, "tally_id", pl.format("{} gives the same figure", "first"))
