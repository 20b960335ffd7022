"""Claims: the tallies of one statement, carried by many documents, folded into one row.

A claim is what one claimant said of one scope on one basis: one number, kept over an unbroken run of days. Its
qualifier is that of the document nearest to the claimant. Claims over one scope and basis are a series, numbered by
``position``; the last of a series that was known by a day is the claimant's word on that day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import polars as pl

from casualty_dataset.model import SCOPE_COLUMNS
from casualty_schemas.semantics import (
    DELTA,
    SCOPE,
    is_increment,
    lower,
    makes_claim,
    scope,
    upper,
)
from casualty_schemas.vocabulary import DAY_PART, PROXIMITY, QUALIFIER

SERIES: Final = ("claimant_id", "basis", "increment", *SCOPE_COLUMNS)
"""What the claims of one series share. Increments fold too, but are no part of a timeline."""

_PARTS: Final = {code: number for number, code in enumerate(DAY_PART)}
_NEAR: Final = {code: number for number, code in enumerate(PROXIMITY)}
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
    rows = _known(_statements(tables["tallies"], delta), tables["sources"])
    if strict_dates:
        rows = rows.filter(~pl.col("known_assumed"))
    if as_of is not None:
        rows = rows.filter(pl.col("known") <= as_of)
    return _ordered(_claims(_runs(_rounded(rows))))


def _statements(tallies: pl.DataFrame, delta: float) -> pl.DataFrame:
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
        earliest="published",
    )


def _originals(sources: pl.DataFrame) -> dict[str, str]:
    """The document at the root of each that is a copy, or a copy of a copy."""
    copies = dict(sources.select("source_id", "relays_source_id").drop_nulls().iter_rows())
    return {copy: _chain(original, copies)[-1] for copy, original in copies.items()}


def _chain(start: str, links: Mapping[str, str]) -> list[str]:
    """A chain of links from its start to its end; a circle is cut."""
    path = [start]
    while (following := links.get(path[-1])) is not None and following not in path:
        path.append(following)
    return path


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
    rounded = rows.filter(rough & (pl.col("value") > 0)).select(*day, "tally_id", "value", "lower", "upper", step=step)
    sharp = rows.filter(pl.col("value") > 0).select(*day, sharper="value", fine=step).unique()
    pairs = rounded.filter(pl.col("step") > 1).join(sharp, on=day, nulls_equal=False)
    cut, below = pl.col("sharper") // pl.col("step") * pl.col("step"), pl.col("sharper") % pl.col("step") == 0
    raised = pl.when(below).then(cut).otherwise(cut + pl.col("step"))
    inside = (pl.col("sharper") >= pl.col("lower")) & (pl.col("sharper") <= pl.col("upper")).fill_null(True)
    meant = pairs.filter(
        inside & (pl.col("fine") < pl.col("step")) & ((cut == pl.col("value")) | (raised == pl.col("value")))
    )
    nearest = meant.sort("fine", (pl.col("sharper") - pl.col("value")).abs(), "sharper").group_by("tally_id").first()
    joined = rows.join(nearest.select("tally_id", "sharper"), on="tally_id", how="left", maintain_order="left")
    return joined.with_columns(
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
    """One row a run, in the words of the document nearest to the claimant."""
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
        proximity=pl.col("near").first().replace_strict(dict(enumerate(PROXIMITY)), return_dtype=pl.String),
        as_of=pl.col("as_of").min(),
        last_as_of=pl.col("as_of").max(),
        part=pl.col("first_part").max(),
        as_of_part=pl.col("as_of_part").filter(pl.col("first_part").is_not_null()).drop_nulls().first(),
        known=pl.col("known").min(),
        known_assumed=pl.col("known_assumed").sort_by("known", nulls_last=True).first(),
        first_published=pl.col("published").min(),
        carried_from=pl.col("earliest").min(),
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


def _ordered(claims: pl.DataFrame) -> pl.DataFrame:
    """With the position of each claim in its series: supersedes, else day, part of the day, then rising lower bound."""
    day = ["series", "as_of"]
    part = pl.when(pl.col("part").null_count().over(day) == 0).then("part").otherwise(pl.lit(0, pl.Int8))
    placed = claims.with_columns(part=part).sort(
        "series", "as_of", "part", "lower", "upper", "claim_id", nulls_last=True
    )
    placed = placed.drop("part", "run").with_columns(position=_position())
    return _superseding(placed).sort("claimant_id", "series", "position")


def _superseding(placed: pl.DataFrame) -> pl.DataFrame:
    """Moved behind what they supersede, where the days alone would set them before it; links made links of claims."""
    folded = placed.select("claim_id", tally=pl.col("tally_ids").str.split("|")).explode("tally")
    links = (
        placed.filter(pl.col("supersedes_id").is_not_null())
        .select("claim_id", "supersedes_id", "series")
        .join(folded.rename({"claim_id": "older_id"}), left_on="supersedes_id", right_on="tally", how="left")
        .join(placed.select(older_id="claim_id", older_series="series"), on="older_id", how="left")
    )
    linked = placed.drop("supersedes_id").join(
        links.filter(pl.col("older_id") != pl.col("claim_id")).select("claim_id", supersedes_id="older_id"),
        on="claim_id",
        how="left",
        maintain_order="left",
    )
    in_series = links.filter(pl.col("series") == pl.col("older_series"))
    older = dict(in_series.select("claim_id", "older_id").iter_rows())
    if not older:
        return linked
    positions = dict(placed.select("claim_id", "position").iter_rows())
    chains = {claim: _chain(claim, older) for claim in older}
    moved = pl.DataFrame(
        [(claim, max(positions[link] for link in chain), len(chain) - 1) for claim, chain in chains.items()],
        schema={"claim_id": pl.String, "behind": pl.UInt32, "links": pl.UInt32},
        orient="row",
    )
    again = linked.join(moved, on="claim_id", how="left").sort(
        "series", pl.coalesce("behind", "position"), pl.col("links").fill_null(0), "position"
    )
    return again.drop("behind", "links").with_columns(position=_position())


def _position() -> pl.Expr:
    """The number of each row in its series, from 0, of rows sorted by series."""
    row = pl.int_range(pl.len())
    return (row - pl.when(_changes("series")).then(row).forward_fill()).cast(pl.UInt32)


# --- which claim is a claimant's word ------------------------------------------------------------------


def standing(claims: pl.DataFrame) -> pl.DataFrame:
    """From which day each claim is its claimant's word: ``series``, ``known``, ``position``, a row for each change."""
    days = claims.filter(pl.col("known").is_not_null() & ~pl.col("increment")).sort("series", "known", "position")
    top = days.with_columns(top=pl.col("position").cum_max().over("series"))
    changed = top.filter(pl.col("position") == pl.col("top"))
    return changed.select("series", "known", "position").unique(["series", "known"], keep="last", maintain_order=True)


def latest(claims: pl.DataFrame, day: date | None = None) -> pl.DataFrame:
    """The last claim of each series; with a day, the last that was known by then."""
    known = claims.filter(~pl.col("increment"), True if day is None else pl.col("known") <= day)
    return known.filter(pl.col("position") == pl.col("position").max().over("series"))


AGE: Final = ("as_of", "known", "lower", "claim_id")
"""What decides which of a claimant's claims is the latest, where it has several series; what is empty is oldest."""


def latest_of_each(claims: pl.DataFrame, group: Sequence[str]) -> pl.DataFrame:
    """The latest claim of each group of claims, such as those of one claimant: a count may have several bases."""
    ordered = claims.sort(*group, *AGE, nulls_last=False)
    return ordered.unique(group, keep="last", maintain_order=True)


def latest_word(claims: pl.DataFrame) -> pl.DataFrame:
    """The latest claim of each claimant over each scope, counts and estimates apart; sorted as the claims are."""
    words = latest(claims).with_columns(is_estimate=pl.col("basis") == "estimate")
    newest = latest_of_each(words, ["claimant_id", "is_estimate", *SCOPE_COLUMNS]).drop("is_estimate")
    return newest.sort("claimant_id", "series", "position")


def with_interval(claims: pl.DataFrame) -> pl.DataFrame:
    """The claims that have an interval."""
    return claims.filter(pl.col("lower").is_not_null())
