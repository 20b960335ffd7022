"""The rule on falls: a claimant's later figure below an earlier one is linked to it, or its carrier is wrong."""

from __future__ import annotations

from typing import Final

import polars as pl

from casualty_dataset.analysis.timeline import is_below
from casualty_dataset.validation.rules.bodies import continued_bodies
from casualty_dataset.validation.rules.check import Check, Checks
from casualty_dataset.validation.rules.context import Context
from casualty_dataset.validation.rules.rule import rule
from casualty_schemas.semantics import (
    is_increment,
    is_of_a_day,
    is_vague,
    last_day,
    lower,
    makes_claim,
    scope,
    upper,
)
from casualty_schemas.vocabulary import QUALIFIER

_LINE_OF_ROW: Final = 2
"""Line of the first row of a file, whose row number is 0."""

_LINK: Final = (
    "point supersedes_id of the newer tally at the higher one, with the reason (revision_reason not_stated if none is "
    "given)"
)
_MAY_BE_WRONG: Final = (
    "If the newer document is out of date or misquotes the claimant, name its relay_fault; if the claimant lowered its "
    f"figure, {_LINK}."
)
_IS_OWN: Final = f"{_LINK.capitalize()}; if one of the documents is wrong, name its relay_fault."
"""The remedy where the claimant itself published the newer document."""


@rule(_MAY_BE_WRONG, tables=("tallies", "sources", "actors"))
def fall_is_declared(context: Context) -> Checks:
    """A claimant's figure below one that it gave for the same or an earlier day, and published later, is linked to it.

    Compared are figures over one scope and basis, of a measure in which who was counted stays counted, and of the
    claimant under all its names. Where both were published on one day, or it is not known when, the later as_of or part
    of the day decides. Each is as old as the first document that gives it, and a rounded form as the figure of that day
    that it rounds. A higher figure that another tally supersedes has ended, whatever supersedes it; a tally that
    supersedes another declares its fall. Rows of a vague code are not compared. The finding is on the tally that no
    release holds yet, else on the newer one.
    """
    claims = _claims(_compared_tallies(context), context)
    falls = _undeclared_falls(claims)
    if not falls.height:
        return ()
    falls = _described(falls, context)
    own = falls["proximity"].cast(pl.String) == "primary"
    return tuple(
        Check(
            some, pl.repeat(True, some.height, eager=True), "value", pl.col("message"), pl.col("number"), remedy=remedy
        )
        for some, remedy in ((falls.filter(~own), _MAY_BE_WRONG), (falls.filter(own), _IS_OWN))
        if some.height
    )


def _compared_tallies(context: Context) -> pl.DataFrame:
    """The tallies of series in which some figure is wholly below another: few are left."""
    tallies = context.tallies
    body = continued_bodies(context.actors)
    rows = (
        tallies.lazy()
        .with_columns(body.gather(tallies["claimant_id#"]).alias("body"))
        .with_row_index("row")
        .filter(~is_increment(), makes_claim(), ~is_of_a_day(), pl.col("as_of").is_not_null())
        .select(
            "row", "body", "basis", "as_of", "as_of_part", "as_of_precision", "source_id#", "supersedes_id#", *scope(),
            low_=lower(), high_=upper(),
        )
        .filter(pl.col("low_").is_not_null(), ~is_vague())
        .with_columns(series=pl.struct("body", "basis", *scope_columns()).hash())
        .select(
            "row", "series", "measure", "as_of", "as_of_part", "as_of_precision", "source_id#", "supersedes_id#",
            "low_", "high_",
        )
        .collect()
    )  # fmt: skip
    bounds = rows.group_by("series").agg(pl.col("low_").max(), pl.col("high_").min())
    return rows.join(bounds.filter(pl.col("high_") < pl.col("low_")), on="series", how="semi")


def scope_columns() -> list[str]:
    """The names of the columns of a scope, as :func:`casualty_schemas.semantics.scope` gives them."""
    return [expression.meta.output_name() for expression in scope()]


def _claims(tallies: pl.DataFrame, context: Context) -> pl.DataFrame:
    """One row a figure of one day, whoever carries it, in the order of its series.

    ``row`` is the tally of the document that first gave it; ``published`` the last day on which that may have appeared;
    ``first`` and ``last`` the days that the as_of may mean; ``part`` the part of the day; ``ended``: another tally
    supersedes it; ``declared``: it supersedes one; ``stretch``: how many declared figures the series has up to it.
    """
    links = context.tallies.select("supersedes_id#", "relay_fault").filter(pl.col("relay_fault").is_null())
    ended = links["supersedes_id#"].drop_nulls()
    published = context.sources.select(last_day("published_on", "published_precision")).to_series()
    claims = (
        tallies.with_columns(
            published.gather(tallies["source_id#"]).alias("published"),
            ended=pl.col("row").is_in(ended.implode()),
            declared=pl.col("supersedes_id#").is_not_null(),
            last=last_day("as_of", "as_of_precision"),
            part=pl.col("as_of_part").to_physical(),
        )
        .sort("published", "row", nulls_last=True)
        .group_by("series", "as_of", "as_of_precision", "low_", "high_", maintain_order=True)
        .agg(
            pl.col("row", "measure", "published", "last").first(),
            pl.col("part").min(), pl.col("ended", "declared").any(),
        )
    )  # fmt: skip
    claims = claims.rename({"as_of": "first"}).sort("series", "first", "part", "published", "low_")
    return claims.with_columns(stretch=pl.col("declared").cast(pl.UInt32).cum_sum().over("series")).with_row_index(
        "place"
    )


def _undeclared_falls(claims: pl.DataFrame) -> pl.DataFrame:
    """Pair each figure that falls, undeclared, with the nearest higher one before it; each higher one once.

    Columns: ``row`` of the lower figure, ``row_above`` of the higher one, and ``published``, ``published_above``.
    """
    keys = ["series", "stretch"]
    bounds = claims.group_by(keys).agg(highest=pl.col("low_").max(), lowest=pl.col("high_").min())
    claims = claims.join(bounds, on=keys)
    higher = claims.filter(~pl.col("ended"), pl.col("low_") > pl.col("lowest"))
    lower_ones = _without_rounded(claims.filter(~pl.col("declared"), pl.col("high_") < pl.col("highest")), claims)
    pairs = (
        lower_ones.lazy()
        .join(higher.lazy().drop("measure"), on=keys, suffix="_above")
        .filter(is_below(pl.col("high_"), pl.col("low__above")), _is_later())
        .select("place", "place_above", "row", "row_above", "published", "published_above")
        .collect()
    )
    nearest = pairs.sort("place", "place_above").unique("place", keep="last", maintain_order=True)
    return nearest.unique("place_above", keep="first", maintain_order=True)


def _without_rounded(figures: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """Leave out the rounded forms: figures whose interval holds another one of that day that was published before."""
    days = ["series", "first", "last"]
    sharper = claims.select(*days, "place", "low_", "published")
    rounded = (
        figures.filter(pl.col("low_") < pl.col("high_"))
        .join(sharper, on=days, suffix="_sharp")
        .filter(
            pl.col("place") != pl.col("place_sharp"),
            pl.col("low__sharp").is_between("low_", "high_"),
            (pl.col("published_sharp") <= pl.col("published")).fill_null(True),
        )
    )
    return figures.join(rounded, on="place", how="anti")


def _is_later() -> pl.Expr:
    """True if the figure is the claimant's later word, compared with that of the columns ``…_above``."""
    same_day = (pl.col("first") == pl.col("first_above")) & (pl.col("last") == pl.col("last_above"))
    parts = pl.col("part").is_not_null() & pl.col("part_above").is_not_null()
    after = (pl.col("first") > pl.col("last_above")) | (same_day & parts & (pl.col("part") > pl.col("part_above")))
    same = same_day & ~(parts & (pl.col("part") != pl.col("part_above")))
    appeared = pl.col("published") > pl.col("published_above")
    known = pl.col("published").is_not_null() & pl.col("published_above").is_not_null()
    not_before = ~known | (pl.col("published") >= pl.col("published_above"))
    return (after & not_before) | (same & appeared.fill_null(False))


# --- in words ----------------------------------------------------------------------------------------


def _described(falls: pl.DataFrame, context: Context) -> pl.DataFrame:
    """With ``message``, the ``number`` and the row to blame, ``row``, and the ``proximity`` of the newer document."""
    new = context.releases.unpublished_ids("tallies")
    tallies, sources = context.tallies, context.sources
    cells = tallies.select(
        "tally_id",
        "claimant_id",
        "measure",
        "as_of",
        "source_id",
        number=pl.coalesce("value", "low"),
        said=_stated_figure(),
    )
    newer = cells[falls["row"]]
    above = cells[falls["row_above"]].select(pl.all().name.suffix("_above"))
    proximity = sources["proximity"].gather(tallies["source_id#"].gather(falls["row"]))
    wide = pl.concat([falls, newer, above], how="horizontal").with_columns(proximity.alias("proximity"))
    blame_above = pl.col("tally_id_above").is_in(list(new)) & ~pl.col("tally_id").is_in(list(new))
    wide = wide.with_columns(
        message=pl.format(
            "{} said {} {} as of {} ({}), less than its {} as of {} ({}), and no link tells why",
            "claimant_id", "said", "measure", "as_of", _location(""), "said_above", "as_of_above", _location("_above"),
        )
    )  # fmt: skip
    for name in ("row", "number"):
        wide = wide.with_columns(pl.when(blame_above).then(pl.col(f"{name}_above")).otherwise(pl.col(name)).alias(name))
    return wide.unique("row", keep="first", maintain_order=True).sort("row")


def _location(suffix: str) -> pl.Expr:
    """Where a tally is: its id, its line, its document and when that appeared."""
    published = pl.col(f"published{suffix}").cast(pl.String)
    return pl.format(
        "{}, line {}, in {}{}",
        f"tally_id{suffix}",
        pl.col(f"row{suffix}") + _LINE_OF_ROW,
        f"source_id{suffix}",
        pl.when(published.is_null()).then(pl.lit("")).otherwise(pl.format(", published {}", published)),
    )


def _stated_figure() -> pl.Expr:
    """The figure as it was said: ``950``, ``at least 950``, ``between 900 and 950``, ``dozens of dead``."""
    labels = {code: label.en for code, label in QUALIFIER.items()}
    qualifier = pl.col("qualifier").cast(pl.String).replace_strict(labels)
    return (
        pl.when(pl.col("qualifier") == "exact")
        .then(pl.col("value").cast(pl.String))
        .when(pl.col("qualifier") == "between")
        .then(pl.format("between {} and {}", "low", "high"))
        .when(pl.col("wording").is_not_null())
        .then(pl.col("wording"))
        .otherwise(pl.format("{} {}", qualifier, "value"))
    )
