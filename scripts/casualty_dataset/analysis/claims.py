"""Claims: the tallies of one statement, carried by many documents, folded into one row.

A claim is what one claimant said of one scope on one basis: one number, kept over an unbroken run of days. Its
qualifier is that of the document nearest to the claimant. Claims over one scope and basis are a series, which
:mod:`casualty_dataset.analysis.series_order` puts in order; :mod:`casualty_dataset.analysis.standing` says which of
them is the claimant's word on a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import polars as pl

from casualty_dataset.analysis.series_order import chain, changes, ordered
from casualty_dataset.core.clock import today
from casualty_dataset.model import SCOPE_COLUMNS
from casualty_schemas.semantics import (
    DELTA,
    SCOPE,
    is_increment,
    is_vague,
    last_day,
    lower,
    makes_claim,
    scope,
    upper,
)
from casualty_schemas.vocabulary import DAY_PART, PROXIMITY, QUALIFIER

SERIES: Final = ("body_id", "basis", "increment", *SCOPE_COLUMNS)
"""What the claims of one series share; ``body_id`` is the body that continues the claimant.

Three exceptions: claims of a vague scope share a series only if they give one number, for they may speak of different
people; a retraction is in the series of the claim that it names; and a claim that begins a new count, or a count of
others, begins a series even where its scope is the same. Increments fold too, but never stand.
"""

_PARTS: Final = {code: number for number, code in enumerate(DAY_PART)}
_POWERS: Final = (10, 100, 1_000, 10_000, 100_000, 1_000_000)
_NEAR: Final = {code: number for number, code in enumerate(PROXIMITY)}
_PROXIMITY: Final = {number: code for code, number in _NEAR.items()}
_WEAK: Final = {code: -number for number, code in enumerate(QUALIFIER)}
_MAY_VARY: Final = ("qualifier", "value", "as_of", "accused_named", "community_named", "circumstance_named")


def fold(
    tables: Mapping[str, pl.DataFrame], as_of: date | None = None, *, delta: float = DELTA, strict_dates: bool = False
) -> pl.DataFrame:
    """Fold the tallies into claims: one row a claim, sorted by claimant, series and position.

    ``tables`` are the typed curated tables. With ``as_of`` nothing that became known later exists. ``delta`` is the
    share of a number by which "about" and "nearly" may miss. ``strict_dates`` leaves out what is dated by the as_of of
    the figure or by a month. Columns: those of :class:`casualty_dataset.model.Claim`, flat, and ``accused_named``, the
    party that a document accuses, whether or not the count is limited to it.
    """
    statements = _statements(tables["tallies"], continued_by(tables["actors"]), delta)
    rows = _known(_retracted(statements), tables["sources"])
    if strict_dates:
        rows = rows.filter(~pl.col("known_assumed"))
    if as_of is not None:  # where no day of the whole record is known, everything is known today
        rows = rows.filter((pl.col("known") <= as_of) | (pl.col("known").is_null() & (today() <= as_of)))
    return ordered(_claims(_runs(_rounded(rows))))


def continued_by(actors: pl.DataFrame) -> dict[str, str]:
    """For each body that another continues under a new name the last that does; see ``actors.succeeds_id``."""
    successor = {old: new for new, old in actors.select("actor_id", "succeeds_id").drop_nulls().iter_rows()}
    return {old: chain(new, successor)[-1] for old, new in successor.items()}


def _statements(tallies: pl.DataFrame, continued: Mapping[str, str], delta: float) -> pl.DataFrame:
    """The tallies that make a claim, with their scope, their bounds and what only describes them."""
    rows = tallies.rename({name: f"{name}#" for name in SCOPE_COLUMNS if f"{name}#" in SCOPE}, strict=False)
    named = [name for name in SCOPE if name.endswith("#")]
    return (
        rows.lazy()
        .filter(makes_claim())
        .select(
            "tally_id", "source_id", "claimant_id", "basis", "as_of", "as_of_part", "as_of_precision", "qualifier",
            "value", "low", "high", "wording", "magnitude", "supersedes_id", "revision_reason", *scope(),
            lower=lower(delta), upper=upper(delta), increment=is_increment(), accused_named="accused_id",
            community_named="community_as_stated", circumstance_named="circumstance",
        )
        .rename({name: name.rstrip("#") for name in named})
        .with_columns(pl.col(pl.Enum).cast(pl.String))
        .with_columns(
            body_id=pl.col("claimant_id").replace(continued),
            number=pl.when(pl.col("low").is_not_null())
            .then(pl.concat_str("low", "value", "high", separator="-", ignore_nulls=True))
            .when(pl.col("value").is_not_null())
            .then(pl.col("value").cast(pl.String))
            .otherwise(pl.concat_str("qualifier", pl.col("magnitude").fill_null(""))),
        )
        .with_columns(series=pl.struct(*SERIES, pl.when(is_vague()).then("number").alias("vague")).hash())
        .collect()
    )  # fmt: skip


def _retracted(rows: pl.DataFrame) -> pl.DataFrame:
    """With each retraction in the series, scope and basis of what it names: it says of that that it is withdrawn."""
    retracts = (pl.col("revision_reason") == "retraction") & pl.col("supersedes_id").is_not_null()
    if rows.filter(retracts).is_empty():
        return rows
    named = rows.select(pl.col("tally_id").alias("supersedes_id"), pl.col("series", *SERIES).name.suffix("_named"))
    joined = rows.join(named, on="supersedes_id", how="left", maintain_order="left")
    is_named = retracts & pl.col("series_named").is_not_null()
    return joined.with_columns(
        pl.when(is_named).then(f"{name}_named").otherwise(name).alias(name) for name in ("series", *SERIES)
    ).select(rows.columns)


def _known(rows: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """With the day on which each became known, and whether no exact day of publication says so.

    A document of a day is known on it; of a month or year, on its last day, but never before the figure's own as_of. A
    figure of an undated document is known from the last day that its as_of may mean; and if that is not known either,
    from the day on which everything else in the record is.
    """
    documents = sources.select(
        "source_id",
        published="published_on",
        by=last_day("published_on", "published_precision"),
        coarse=pl.col("published_precision") != "day",
        near=pl.col("proximity").cast(pl.String).replace_strict(_NEAR, return_dtype=pl.Int8),
        document=pl.col("source_id").replace(_originals(sources)),
    )
    dated = rows.join(documents, on="source_id", how="left", maintain_order="left")
    counted_by = last_day("as_of", "as_of_precision")
    of_document = pl.when("coarse").then(pl.max_horizontal("by", counted_by)).otherwise("by")
    known = dated.with_columns(
        known=pl.when(pl.col("by").is_not_null()).then(of_document).otherwise(counted_by),
        known_assumed=pl.col("coarse") | pl.col("published").is_null(),
        published=pl.when(~pl.col("coarse")).then("published"),
        earliest="published",
    ).drop("by")
    return known.with_columns(pl.col("known").fill_null(pl.col("known").max()))


def _originals(sources: pl.DataFrame) -> dict[str, str]:
    """The document at the root of each that is a copy, or a copy of a copy."""
    copies = dict(sources.select("source_id", "relays_source_id").drop_nulls().iter_rows())
    return {copy: chain(original, copies)[-1] for copy, original in copies.items()}


def _rounded(rows: pl.DataFrame) -> pl.DataFrame:
    """With the number of a rounded form set to the sharper one that it rounds.

    "More than 1,000" beside 1,018: the interval holds it, and it is 1,018 cut to the last digit that is given, or that
    raised by one. The sharper one is of the same day, or the last one of an earlier day, which stands on its day. Of
    several of one day it is the sharpest, so that 1,000 and 1,100 beside 1,124 come to one number.
    """
    fine = pl.lit(1)
    for power in _POWERS:
        fine = pl.when(pl.col("value") % power == 0).then(pl.lit(power)).otherwise(fine)
    rough = pl.col("qualifier").is_in(["more_than", "at_least", "about", "nearly", "up_to", "fewer_than"])
    numbers = rows.filter(pl.col("value") > 0, pl.col("as_of").is_not_null()).with_columns(fine=fine)
    rounded = numbers.filter(rough & (pl.col("fine") > 1)).select(
        "series", "as_of", "tally_id", "value", "lower", "upper", step="fine"
    )
    sharp = numbers.select("series", "as_of", "fine", sharper="value").unique()
    pairs = pl.concat([_of_same_day(rounded, sharp), *_of_earlier_day(rounded, sharp)])
    cut, below = pl.col("sharper") // pl.col("step") * pl.col("step"), pl.col("sharper") % pl.col("step") == 0
    raised = pl.when(below).then(cut).otherwise(cut + pl.col("step"))
    inside = (pl.col("sharper") >= pl.col("lower")) & (pl.col("sharper") <= pl.col("upper")).fill_null(True)
    meant = pairs.filter(
        inside & (pl.col("fine") < pl.col("step")) & ((cut == pl.col("value")) | (raised == pl.col("value")))
    )
    nearest = meant.sort("earlier", "fine", (pl.col("sharper") - pl.col("value")).abs(), "sharper")
    chosen = nearest.group_by("tally_id").first().select("tally_id", "sharper")
    joined = rows.join(chosen, on="tally_id", how="left", maintain_order="left")
    return joined.with_columns(
        number=pl.coalesce(pl.col("sharper").cast(pl.String), "number"), rough=pl.col("sharper").is_not_null()
    ).drop("sharper")


def _of_same_day(rounded: pl.DataFrame, sharp: pl.DataFrame) -> pl.DataFrame:
    """Each rounded figure with the other numbers of its series of the same day."""
    return rounded.join(sharp, on=["series", "as_of"]).with_columns(earlier=pl.lit(value=False))


def _of_earlier_day(rounded: pl.DataFrame, sharp: pl.DataFrame) -> list[pl.DataFrame]:
    """Each rounded figure with the last sharper number of its series of an earlier day, one frame a step."""
    pairs = []
    for power in _POWERS:
        later = rounded.filter(pl.col("step") == power).sort("as_of")
        finer = sharp.filter(pl.col("fine") < power)
        if later.is_empty() or finer.is_empty():
            continue
        of_day = finer.sort("sharper").unique(["series", "as_of"], keep="last").sort("as_of")
        before = later.join_asof(of_day, on="as_of", by="series", allow_exact_matches=False, check_sortedness=False)
        pairs.append(before.drop_nulls("sharper").with_columns(earlier=pl.lit(value=True)))
    return [pair.select("series", "as_of", "tally_id", "value", "lower", "upper", "step", "fine", "sharper", "earlier")
            for pair in pairs]  # fmt: skip


def _runs(rows: pl.DataFrame) -> pl.DataFrame:
    """With the run of each number: days of its series between which no other number of it lies.

    Days are numbered through all series and runs through all numbers, by one pass over sorted rows: only steps within
    a series are looked at, and a window for each of half a million series takes minutes.
    """
    day = changes("series", "as_of").cum_sum()
    rank = pl.when(pl.col("as_of").is_not_null()).then(day).otherwise(0)
    ranked = rows.sort("series", "as_of", nulls_last=False).with_columns(rank=rank.cast(pl.Int64))
    before = pl.col("rank").shift(1)
    gap = (pl.col("rank") - before > 1) | ((before == 0) & (pl.col("rank") > 0))
    ordered = ranked.sort("series", "number", "rank", "tally_id")
    return ordered.with_columns(run=(gap.fill_null(False) | changes("series", "number")).cum_sum())


def _claims(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a run, in the words of the document nearest to the claimant."""
    weak = pl.col("qualifier").replace_strict(_WEAK, return_dtype=pl.Int8)
    claim = ["series", "run"]
    in_full = ~pl.col("rough") & (pl.col("as_of_precision") == "day")
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
        pl.col("tally_id").min().alias("claim_id"),
        pl.col("claimant_id", "source_id").first(),
        **first,
        proximity=pl.col("near").first().replace_strict(_PROXIMITY, return_dtype=pl.String),
        as_of=pl.col("as_of").min(),
        stated_on=pl.col("as_of").filter(in_full).drop_nulls().unique().sort(),
        part=pl.col("first_part").max(),
        as_of_part=pl.col("as_of_part").filter(pl.col("first_part").is_not_null()).drop_nulls().first(),
        known=pl.col("known").min(),
        known_assumed=pl.col("known_assumed").sort_by("known", nulls_last=True).first(),
        first_published=pl.col("published").min(),
        carried_from=pl.col("earliest").min(),
        last_published=pl.col("published").max(),
        documents=pl.col("document").n_unique(),
        tally_ids=pl.col("tally_id").sort(),
        supersedes=pl.col("supersedes_id").drop_nulls().unique().sort(),
        revision_reason=pl.col("revision_reason").drop_nulls().first(),
        accused_named=pl.col("accused_named").drop_nulls().first(),
    )
    last = pl.coalesce(pl.col("stated_on").list.max(), "as_of")
    folded = folded.with_columns(pl.col("tally_ids").list.join("|"), last_as_of=last)
    return folded.join(_variants(order, claim), on=claim, how="left", maintain_order="left")


def _variants(order: pl.DataFrame, claim: list[str]) -> pl.DataFrame:
    """Tallies that differ from the nearest document, and in which columns: ``T00000041:qualifier,value|…``."""
    carried = order.filter(pl.len().over(claim) > 1)  # a single document has no variant
    differing = pl.concat_str(
        [pl.when(~pl.col(name).eq_missing(pl.col(name).first().over(claim))).then(pl.lit(name)) for name in _MAY_VARY],
        separator=",",
        ignore_nulls=True,
    )
    others = carried.select(*claim, "tally_id", columns=differing).filter(pl.col("columns") != "")
    variant = pl.format("{}:{}", "tally_id", pl.col("columns").str.replace_all("_named", ""))
    return others.rechunk().sort("tally_id").group_by(claim).agg(variants=variant.str.join("|"))
