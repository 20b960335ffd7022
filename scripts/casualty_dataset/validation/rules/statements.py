"""Rules on the tallies of one document: parts and wholes, increments and totals, figures entered twice."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from casualty_dataset.analysis.hierarchies import place_containers, within_code
from casualty_dataset.analysis.sums import sums_by_place
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
    scope,
    upper,
)

_STATEMENT = ["source_id#", "claimant_id#", "incident_id#", "as_of", "as_of_part"]
_SCOPE_FREE = ["sex", "age", "party_id#", "group_as_stated", *LIMITED.values(), "period_start", "period_end"]
"""Columns of a scope in which an empty cell contains every value, and any other value only itself."""


# --- parts and wholes of one statement ---------------------------------------------------------------


def nested_tallies(tallies: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Pair the tallies of each statement of which the first is about a part of what the second is about.

    Only pairs that a rule may object to: the part is larger than the whole, or its place is a member of the whole's
    area (``member``). ``row`` and ``row_whole`` are row numbers of tallies; columns of the part have their own names,
    those of the whole the suffix ``_whole``; ``low_`` and ``high_`` are the bounds of a figure.
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
        )
        .with_row_index("row")
        .filter("is_claim")
        .filter(pl.col("statement").is_duplicated())
    )
    wholes = claims.select("statement", pl.exclude("statement", "low_", "is_claim").name.suffix("_whole"))
    containing, member = _place_pairs(places)
    pairs = (
        claims.drop("high_", "is_claim")
        .join(wholes, on="statement")
        .filter(pl.col("row") != pl.col("row_whole"), pl.col("unit") == pl.col("unit_whole"))
        .join(_code_pairs("measure", MEASURE_WITHIN, tallies), on=["measure", "measure_whole"], how="semi")
        .join(
            _code_pairs("status", STATUS_WITHIN, tallies), on=["status", "status_whole"], how="semi", nulls_equal=True
        )
        .join(member, on=["place", "place_whole"], how="left")
        .with_columns(pl.col("member").fill_null(False))
        .filter((pl.col("low_") > pl.col("high__whole")).fill_null(False) | pl.col("member"))
        .join(containing, on=["place", "place_whole"], how="semi")
        .select("row", "row_whole", "member")
    )
    columns = ["source_id#", "claimant_id#", "as_of", "as_of_part", "value"]
    wide = tallies.select(*columns, *scope(), low_=lower(), high_=upper())
    parts, their_wholes = wide[pairs["row"]], wide[pairs["row_whole"]].select(pl.all().name.suffix("_whole"))
    return pl.concat([pairs, parts, their_wholes], how="horizontal").filter(_is_narrower()).sort("row_whole", "row")


def _code_pairs(column: str, containers: Mapping[str, frozenset[str]], tallies: pl.DataFrame) -> pl.DataFrame:
    """Return each code with every code that contains it, ``…_whole``; the empty one contains all."""
    pairs = [(code, container) for code, above in containers.items() for container in (*above, None)]
    code_type = tallies.schema[column]
    return pl.DataFrame([*pairs, (None, None)], schema={column: code_type, f"{column}_whole": code_type}, orient="row")


def _place_pairs(places: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return two frames of row numbers, ``place`` and ``place_whole``.

    The first has each place with those that contain it, itself included; the second each member with its area, and
    ``member``, which is true.
    """
    number = {place: row for row, place in enumerate(places["place_id"])}
    members = {
        area: [number[place] for place in cell.split("|")] for area, cell in enumerate(places["members"]) if cell
    }
    above = place_containers(dict(enumerate(places["parent_id#"])), members)
    columns = {"place": pl.UInt32, "place_whole": pl.UInt32}
    containing = [(place, container) for place, containers in above.items() for container in containers]
    member = [(place, area) for area, some in members.items() for place in some]
    return (
        pl.DataFrame(containing, schema=columns, orient="row"),
        pl.DataFrame(member, schema=columns, orient="row").with_columns(member=pl.lit(True)),
    )


def _is_narrower() -> pl.Expr:
    """True if the part is within the whole and differs from it; place, measure and status are compared already."""
    equal = [pl.col(name).eq_missing(pl.col(f"{name}_whole")) for name in (*_STATEMENT, "unit", "place_role")]
    within = [within_code(name) for name in _SCOPE_FREE]
    return pl.all_horizontal(*equal, *within) & ~_same("place_id#", *_SCOPE_BUT_PLACE)


_SCOPE_BUT_PLACE = ("measure", "status", *_SCOPE_FREE)


def _same(*names: str) -> pl.Expr:
    return pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_whole")) for name in names)


@rule(
    "Check both figures against the document; if it prints them so, waive the part.",
    tables=("tallies", "places"),
    waivable=True,
)
def part_not_above_whole(context: Context) -> Checks:
    """In one statement (same document, claimant, incident and as_of) no part exceeds its whole."""
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
    """In one statement the parts at exactly the members of the whole's area sum to the whole, and never exceed it."""
    parts = context.nested_tallies.filter(pl.col("member"), _same(*_SCOPE_BUT_PLACE))
    if not parts.height:
        return ()
    members = context.places["members"].str.split("|").list.len().gather(parts["place_id#_whole"])
    columns = {"whole_id": "row_whole", "place": "place_id#", "value": "value", "whole": "value_whole"}
    sums = sums_by_place(parts.select(members.alias("members"), *(pl.col(b).alias(a) for a, b in columns.items())))
    rows = sums.rename({"whole_id": "row"}).sort("row")
    unequal = pl.col("fills") & (pl.col("total") != pl.col("whole"))
    broken = unequal | (pl.col("clear") & (pl.col("total") > pl.col("whole")))
    message = pl.format("its {} parts by place sum to {}, not to {}", "given", "total", "whole")
    return flag(rows, broken, "value", message, pl.col("whole"))


# --- increments and totals ---------------------------------------------------------------------------

_INCREMENT_SCOPE = [
    "source_id#", "claimant_id#", "incident_id#", "as_of", "place_id#", "measure", "unit", "status", "sex", "age",
    "party_id#", "limits",
]  # fmt: skip


@rule(
    "Check the increment and both totals against the document; if it prints them so, waive the increment.",
    tables=("tallies",),
    waivable=True,
)
def increment_matches_totals(context: Context) -> Checks:
    """An increment of all days since the total that its document supersedes equals the difference of the two totals.

    For example 1,225 + 158 = 1,383.
    """
    tallies = context.tallies.select(
        *_INCREMENT_SCOPE, "value", "qualifier", "period_start", "period_end", "period_basis", "relay_fault",
        "supersedes_id#",
    )  # fmt: skip
    exact = pl.col("qualifier") == "exact"
    increments = rows_where(tallies, is_increment() & exact & pl.col("relay_fault").is_null())
    totals = rows_where(tallies, ~is_increment() & exact & pl.col("supersedes_id#").is_not_null())
    if not increments.height or not totals.height:
        return ()
    earlier = tallies.select(earlier="value", earlier_qualifier="qualifier", earlier_day="as_of")
    totals = pl.concat(
        [totals.select(*_INCREMENT_SCOPE, total="value"), earlier[totals["supersedes_id#"]]], how="horizontal"
    ).filter(pl.col("earlier_qualifier") == "exact")
    steps = increments.join(totals, on=_INCREMENT_SCOPE, how="inner", nulls_equal=True).sort("row")
    first_day = pl.min_horizontal(pl.col("earlier_day").dt.offset_by("1d"), pl.col("as_of"))
    steps = steps.filter(pl.col("period_start") == first_day, pl.col("period_end") == pl.col("as_of"))
    message = pl.format("{} + {} is not {}, the claimant's next total", "earlier", "value", "total")
    return flag(steps, pl.col("earlier") + pl.col("value") != pl.col("total"), "value", message)


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
