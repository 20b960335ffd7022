"""Claims: the tallies of one statement, carried by many documents, folded into one row.

A claim is what one claimant said of one scope on one basis: one number, kept over an unbroken run of days. Its
qualifier is that of the document nearest to the claimant. Claims over one scope and basis are a series, and stand in
an order; the last that was known by a day is the one that stands on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import polars as pl

from casualty_schemas.semantics import (
    DELTA,
    LIMITED,
    SCOPE,
    WITHOUT_NUMBER,
    is_increment,
    lower,
    makes_claim,
    scope,
    upper,
)
from casualty_schemas.vocabulary import DAY_PART, PROXIMITY, QUALIFIER

SCOPE_COLUMNS: Final = tuple(name.rstrip("#") for name in SCOPE)
"""The columns of a scope; a limiting column is filled only where the count is limited to it."""

SERIES: Final = ("claimant_id", "basis", "increment", *SCOPE_COLUMNS)
"""What the claims of one series share; increments fold, but are of no series that stands."""

_PARTS: Final = {code: number for number, code in enumerate(DAY_PART)}
_NEAR: Final = {code: number for number, code in enumerate(PROXIMITY)}
_WEAK: Final = {code: -number for number, code in enumerate(QUALIFIER)}
_SAID_OTHERWISE: Final = ("qualifier", "value", "as_of", "accused_named", "community_said", "circumstance_said")


def fold(
    tables: Mapping[str, pl.DataFrame], as_of: date | None = None, *, share: float = DELTA, strict_dates: bool = False
) -> pl.DataFrame:
    """The claims that the tables hold, one row each, sorted by series and order.

    ``tables`` are the typed curated tables. With ``as_of`` nothing that became known later exists. ``share`` is the
    δ of "about" and "nearly". ``strict_dates`` leaves out what is dated by the as_of of the figure or by a month.
    """
    rows = _known(_said(tables["tallies"], share), tables["sources"])
    if strict_dates:
        rows = rows.filter(~pl.col("known_assumed"))
    if as_of is not None:
        rows = rows.filter(pl.col("known") <= as_of)
    return _ordered(_claims(_runs(_rounded(rows))))


def _said(tallies: pl.DataFrame, share: float) -> pl.DataFrame:
    """The tallies that make a claim, with their scope, their bounds and what only describes them."""
    rows = tallies.rename({name: f"{name}#" for name in SCOPE_COLUMNS if f"{name}#" in SCOPE}, strict=False)
    named = [name for name in SCOPE if name.endswith("#")]
    return (
        rows.lazy()
        .filter(makes_claim())
        .select(
            "tally_id", "source_id", "claimant_id", "basis", "as_of", "as_of_part", "as_of_precision", "qualifier",
            "value", "low", "high", "wording", "magnitude", "supersedes_id", "revision_reason", *scope(),
            lower=lower(share), upper=upper(share), increment=is_increment(), accused_named="accused_id",
            community_said="community_as_stated", circumstance_said="circumstance",
        )
        .rename({name: name.rstrip("#") for name in named})
        .with_columns(pl.col(pl.Enum).cast(pl.String))
        .with_columns(
            series=pl.struct(SERIES).hash(),
            number=pl.when(pl.col("value").is_not_null())
            .then(pl.col("value").cast(pl.String))
            .when(pl.col("low").is_not_null())
            .then(pl.format("{}-{}", "low", "high"))
            .otherwise(pl.concat_str("qualifier", pl.col("magnitude").fill_null(""))),
        )
        .collect()
    )  # fmt: skip


def _known(rows: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """With the day on which each became known: of publication; else, assumed, its as_of; else none but today.

    Of a month or a year it is the first day, but never one before the figure's own as_of.
    """
    documents = sources.select(
        "source_id",
        published="published_on",
        coarse=pl.col("published_precision") != "day",
        near=pl.col("proximity").cast(pl.String).replace_strict(_NEAR, return_dtype=pl.Int8),
        document=pl.col("source_id").replace(_originals(sources)),
    )
    dated = rows.join(documents, on="source_id", how="left", maintain_order="left")
    return dated.with_columns(
        known=pl.when("coarse").then(pl.max_horizontal("published", "as_of")).otherwise("published"),
        known_assumed=pl.col("coarse") | pl.col("published").is_null(),
        published=pl.when(~pl.col("coarse")).then("published"),
    )


def _originals(sources: pl.DataFrame) -> dict[str, str]:
    """The document at the root of each that is a copy, or a copy of a copy."""
    copies = dict(sources.select("source_id", "relays_source_id").drop_nulls().iter_rows())
    originals = {}
    for copy, of in copies.items():
        way = [of]
        while (at := copies.get(way[-1])) is not None and at not in way:
            way.append(at)
        originals[copy] = way[-1]
    return originals


def _rounded(rows: pl.DataFrame) -> pl.DataFrame:
    """With the number of a rounded form set to the sharper one that it rounds, said of the same day.

    "More than 1,000" beside 1,018: the interval holds it, and it is 1,018 cut to the last digit that is given. Of
    several sharper ones it is the sharpest, so that 1,000 and 1,100 beside 1,124 come to one number.
    """
    step = pl.lit(1)
    for power in (10, 100, 1_000, 10_000, 100_000, 1_000_000):
        step = pl.when(pl.col("value") % power == 0).then(pl.lit(power)).otherwise(step)
    day = ["series", "as_of"]
    rough = pl.col("qualifier").is_in(["more_than", "at_least", "about", "nearly", "up_to", "fewer_than"])
    round_ones = rows.filter(rough & (pl.col("value") > 0)).select(
        *day, "tally_id", "value", "lower", "upper", step=step
    )
    sharp = rows.filter(pl.col("value") > 0).select(*day, sharper="value", fine=step).unique()
    pairs = round_ones.filter(pl.col("step") > 1).join(sharp, on=day, nulls_equal=False)
    cut, below = pl.col("sharper") // pl.col("step") * pl.col("step"), pl.col("sharper") % pl.col("step") == 0
    raised = pl.when(below).then(cut).otherwise(cut + pl.col("step"))
    held = (pl.col("sharper") >= pl.col("lower")) & (pl.col("sharper") <= pl.col("upper")).fill_null(True)
    meant = pairs.filter(
        held & (pl.col("fine") < pl.col("step")) & ((cut == pl.col("value")) | (raised == pl.col("value")))
    )
    nearest = meant.sort("fine", (pl.col("sharper") - pl.col("value")).abs(), "sharper").group_by("tally_id").first()
    found = rows.join(nearest.select("tally_id", "sharper"), on="tally_id", how="left", maintain_order="left")
    return found.with_columns(
        number=pl.coalesce(pl.col("sharper").cast(pl.String), "number"), rough=pl.col("sharper").is_not_null()
    ).drop("sharper")


def _runs(rows: pl.DataFrame) -> pl.DataFrame:
    """With the run of each number: days of its series between which no other number of it lies.

    Days are numbered through all series and runs through all numbers, by one pass over sorted rows: only steps within
    a series are looked at, and a window for each of half a million series takes minutes.
    """
    day = _changes("series", "as_of").cum_sum()
    rank = pl.when(pl.col("as_of").is_not_null()).then(day).otherwise(0)
    ranked = rows.sort("series", "as_of", nulls_last=False).with_columns(rank=rank.cast(pl.Int64))
    before = pl.col("rank").shift(1)
    gap = (pl.col("rank") - before > 1) | ((before == 0) & (pl.col("rank") > 0))
    ordered = ranked.sort("series", "number", "rank", "tally_id")
    return ordered.with_columns(run=(gap.fill_null(False) | _changes("series", "number")).cum_sum())


def _changes(*names: str) -> pl.Expr:
    """Whether a row differs from the one before it in any of these columns; the first row does."""
    return pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift(1)) for name in names) | (
        pl.int_range(pl.len()) == 0
    )


def _claims(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a run, told as the document nearest to the claimant tells it."""
    weak = pl.col("qualifier").replace_strict(_WEAK, return_dtype=pl.Int8)
    claim = ["series", "run"]
    order = rows.with_columns(weak=weak, part=pl.col("as_of_part").replace_strict(_PARTS, return_dtype=pl.Int8)).sort(
        *claim, "rough", "near", "published", "weak", "tally_id", nulls_last=True
    )
    on_first = pl.col("as_of") == pl.col("as_of").min().over(claim)
    order = order.with_columns(first_part=pl.when(on_first).then("part"))
    first = {
        name: pl.col(name).first()
        for name in (
            *SERIES, "as_of_precision", "qualifier", "value", "low", "high", "wording", "magnitude", "lower", "upper"
        )
    }  # fmt: skip
    folded = order.group_by(claim, maintain_order=True).agg(
        pl.col("tally_id").first().alias("claim_id"),
        pl.col("source_id").first(),
        **first,
        as_of=pl.col("as_of").min(),
        part=pl.col("first_part").max(),
        as_of_part=pl.col("as_of_part").filter(pl.col("first_part").is_not_null()).drop_nulls().first(),
        known=pl.col("known").min(),
        known_assumed=pl.col("known_assumed").sort_by("known", nulls_last=True).first(),
        first_published=pl.col("published").min(),
        last_published=pl.col("published").max(),
        documents=pl.col("document").n_unique(),
        tally_ids=pl.col("tally_id").sort(),
        supersedes_id=pl.col("supersedes_id").drop_nulls().first(),
        revision_reason=pl.col("revision_reason").drop_nulls().first(),
        accused_named=pl.col("accused_named").drop_nulls().first(),
    )
    folded = folded.with_columns(pl.col("tally_ids").list.join("|"))
    return folded.join(_variants(order, claim), on=claim, how="left", maintain_order="left")


def _variants(order: pl.DataFrame, claim: list[str]) -> pl.DataFrame:
    """Who tells a claim otherwise than the nearest document, and in which columns: ``T00000041:qualifier,value|…``."""
    carried = order.filter(pl.len().over(claim) > 1)  # one document alone tells nothing otherwise
    told = pl.concat_str(
        [
            pl.when(~pl.col(name).eq_missing(pl.col(name).first().over(claim))).then(pl.lit(name))
            for name in _SAID_OTHERWISE
        ],
        separator=",",
        ignore_nulls=True,
    )
    others = carried.select(*claim, "tally_id", told=told).filter(pl.col("told") != "")
    said = pl.format("{}:{}", "tally_id", pl.col("told").str.replace_all("_named|_said", ""))
    return others.rechunk().sort("tally_id").group_by(claim).agg(variants=said.str.join("|"))


def _ordered(claims: pl.DataFrame) -> pl.DataFrame:
    """With the place of each claim in its series: supersedes, else day, part of the day, then rising lower bound."""
    day = ["series", "as_of"]
    told = pl.when(pl.col("part").null_count().over(day) == 0).then("part").otherwise(pl.lit(0, pl.Int8))
    placed = claims.with_columns(told=told).sort(
        "series", "as_of", "told", "lower", "upper", "claim_id", nulls_last=True
    )
    placed = placed.with_columns(position=_place_in_series())
    return _superseding(placed.drop("told", "run")).sort("claimant_id", "series", "position")


def _superseding(placed: pl.DataFrame) -> pl.DataFrame:
    """Moved behind what they supersede, where the days alone would set them before it; links made links of claims."""
    held = placed.select("claim_id", tally=pl.col("tally_ids").str.split("|")).explode("tally")
    links = (
        placed.filter(pl.col("supersedes_id").is_not_null())
        .select("claim_id", "supersedes_id", "series", "position")
        .join(held.rename({"claim_id": "before"}), left_on="supersedes_id", right_on="tally", how="left")
        .join(placed.select(before="claim_id", was="series", stood="position"), on="before", how="left")
    )
    linked = placed.drop("supersedes_id").join(
        links.filter(pl.col("before") != pl.col("claim_id")).select("claim_id", supersedes_id="before"),
        on="claim_id",
        how="left",
        maintain_order="left",
    )
    before = dict(links.filter(pl.col("series") == pl.col("was")).select("claim_id", "before").iter_rows())
    if not before:
        return linked
    stood = dict(placed.select("claim_id", "position").iter_rows())
    moved = pl.DataFrame(
        [(claim, *_behind(claim, before, stood)) for claim in before],
        schema={"claim_id": pl.String, "behind": pl.UInt32, "links": pl.UInt32},
        orient="row",
    )
    again = linked.join(moved, on="claim_id", how="left").sort(
        "series", pl.coalesce("behind", "position"), pl.col("links").fill_null(0), "position"
    )
    again = again.drop("behind", "links")
    return again.with_columns(position=_place_in_series())


def _place_in_series() -> pl.Expr:
    """The number of each row in its series, from 0, of rows sorted by series."""
    row = pl.int_range(pl.len())
    return (row - pl.when(_changes("series")).then(row).forward_fill()).cast(pl.UInt32)


def _behind(claim: str, before: Mapping[str, str], stood: Mapping[str, int]) -> tuple[int, int]:
    """The last place of all that a claim supersedes, directly or through others, and over how many links it does."""
    way = [claim]
    while (at := before.get(way[-1])) is not None and at not in way:
        way.append(at)
    return max(stood[one] for one in way), len(way) - 1


def standing(claims: pl.DataFrame) -> pl.DataFrame:
    """When each claim came to stand: ``series``, ``known``, ``place``; one row for each day on which that changed."""
    days = claims.filter(pl.col("known").is_not_null() & ~pl.col("increment")).sort("series", "known", "position")
    top = days.with_columns(top=pl.col("position").cum_max().over("series"))
    changed = top.filter(pl.col("position") == pl.col("top"))
    return changed.select("series", "known", "position").unique(["series", "known"], keep="last", maintain_order=True)


def latest(claims: pl.DataFrame, day: date | None = None) -> pl.DataFrame:
    """The claim of each series that stands on a day; without a day, today, when everything is known."""
    known = claims.filter(~pl.col("increment"), True if day is None else pl.col("known") <= day)
    return known.filter(pl.col("position") == pl.col("position").max().over("series"))


def quantified(claims: pl.DataFrame) -> pl.DataFrame:
    """The claims that have an interval."""
    return claims.filter(pl.col("lower").is_not_null())


if set(LIMITED.values()) - set(SCOPE_COLUMNS) or set(WITHOUT_NUMBER) - set(QUALIFIER):
    raise RuntimeError("the columns of a scope, or the qualifiers without a number, are not those of the vocabulary")
