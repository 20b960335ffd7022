"""The order of the claims of a series, and which claim ends which.

A series is in the order of what supersedes what; else of the days of its figures, of their parts, of their first
publication, and then of rising lower bounds. A claim that begins a new count, or a count of others, begins a new series
even where its scope is that of the one before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

BEGINNINGS: Final = ("restart", "scope_changed")
"""Reasons of a revision with which a new series begins."""


def ordered(claims: pl.DataFrame) -> pl.DataFrame:
    """The claims with their position in their series, and with their links, sorted by claimant, series and position.

    ``claims`` have ``supersedes``, a list of tallies. It becomes ``supersedes_id``, the claim that each names;
    ``ended_by_id`` is the claim that ends it, and ``ended_on`` the day on which that became known.
    """
    placed = _placed(claims)
    links = _links(placed)
    linked = _with_links(placed.drop("supersedes"), links)
    in_order = _behind_superseded(linked, links)
    return _divided(in_order, links).sort("claimant_id", "series", "position")


def _placed(claims: pl.DataFrame) -> pl.DataFrame:
    """With positions by day, part of the day and rising lower bound; parts decide only where the whole day has them."""
    day = ["series", "as_of"]
    part = pl.when(pl.col("part").null_count().over(day) == 0).then("part").otherwise(pl.lit(0, pl.Int8))
    order = ["series", "as_of", "part", "lower", "upper", "claim_id"]
    placed = claims.with_columns(part=part).sort(order, nulls_last=True)
    return placed.drop("part", "run").with_columns(position=_position())


def _links(placed: pl.DataFrame) -> pl.DataFrame:
    """Every link from a claim to an older one, which it supersedes by one of its tallies.

    Columns: ``claim_id``, ``series``, ``known``, ``revision_reason``, ``older_id``, ``older_series``.
    """
    naming = placed.filter(pl.col("supersedes").list.len() > 0).select(
        "claim_id", "series", "known", "revision_reason", tally=pl.col("supersedes")
    ).explode("tally")  # fmt: skip
    folded = placed.select(older_id="claim_id", older_series="series", tally=pl.col("tally_ids").str.split("|"))
    links = naming.join(folded.explode("tally"), on="tally")
    return links.filter(pl.col("older_id") != pl.col("claim_id")).drop("tally").unique(maintain_order=True)


def _with_links(placed: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """With the claim that each names, and the one that ends it: any that names it, save a new start of the count."""
    first = links.sort("claim_id", "older_id").group_by("claim_id", maintain_order=True)
    naming = first.agg(supersedes_id=pl.col("older_id").first())
    ending = links.filter(pl.col("revision_reason").ne_missing("restart")).sort("known", "claim_id", nulls_last=True)
    ended = ending.group_by("older_id", maintain_order=True).agg(
        ended_by_id=pl.col("claim_id").first(), ended_on=pl.col("known").first()
    )
    with_names = placed.join(naming, on="claim_id", how="left", maintain_order="left")
    return with_names.join(ended, left_on="claim_id", right_on="older_id", how="left", maintain_order="left")


def _lowered(placed: pl.DataFrame) -> pl.DataFrame:
    """The claims that are wholly below a higher one of their day, ``older_id``, and were published after it."""
    bounds = placed.filter(pl.col("as_of").is_not_null()).select(
        "claim_id", "series", "as_of", "as_of_part", "lower", "upper", "first_published"
    )
    low, high = bounds.drop("lower"), bounds.drop("upper").rename({"claim_id": "older_id"})
    pairs = low.join(high, on=["series", "as_of", "as_of_part"], nulls_equal=True, suffix="_older")
    later = pl.col("first_published") > pl.col("first_published_older")
    lowered = pairs.filter((pl.col("upper") < pl.col("lower")) & later)
    highest = lowered.sort("claim_id", "lower", "older_id").unique("claim_id", keep="last", maintain_order=True)
    return highest.select("claim_id", "older_id")


def _behind_superseded(placed: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """With claims moved behind what they supersede or lower, where days and bounds alone set them before it."""
    named = links.filter(pl.col("series") == pl.col("older_series")).select("claim_id", "older_id")
    older = dict(_lowered(placed).iter_rows()) | dict(named.iter_rows())
    if not older:
        return placed
    positions = dict(placed.select("claim_id", "position").iter_rows())
    chains = {claim: chain(claim, older) for claim in older}
    moved = pl.DataFrame(
        [(claim, max(positions[link] for link in path), len(path) - 1) for claim, path in chains.items()],
        schema={"claim_id": pl.String, "behind": pl.UInt32, "links": pl.UInt32},
        orient="row",
    )
    again = placed.join(moved, on="claim_id", how="left").sort(
        "series", pl.coalesce("behind", "position"), pl.col("links").fill_null(0), "position"
    )
    return again.drop("behind", "links").with_columns(position=_position())


def _divided(placed: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """With a series of its own for each claim that begins one within its scope, and for what follows it.

    What names a claim is in the series of that one; anything else in the one that began last. Positions go on.
    """
    within = links.filter(pl.col("series") == pl.col("older_series"))
    begins = within.filter(pl.col("revision_reason").is_in(BEGINNINGS))
    if begins.is_empty():
        return placed
    beginnings, older = set(begins["claim_id"]), dict(within.select("claim_id", "older_id").iter_rows())
    divided = placed.join(begins.select("series").unique(), on="series", how="semi").sort("series", "position")
    part_of: dict[str, int] = {}
    last = 0
    for claim in divided["claim_id"]:
        last += claim in beginnings
        part_of[claim] = last if claim in beginnings else part_of.get(older.get(claim, ""), last)
    parts = pl.DataFrame({"claim_id": list(part_of), "part_of": list(part_of.values())})
    first = parts.join(divided.select("claim_id", "series"), on="claim_id").group_by("series").agg(
        first=pl.col("part_of").min()
    )  # fmt: skip
    with_parts = placed.join(parts, on="claim_id", how="left", maintain_order="left").join(
        first, on="series", how="left", maintain_order="left"
    )
    number = pl.col("part_of") - pl.col("first")
    series = pl.when(number > 0).then(pl.struct("series", number).hash()).otherwise("series")
    return with_parts.with_columns(series=series).drop("part_of", "first")


def chain(start: str, links: Mapping[str, str]) -> list[str]:
    """A chain of links from its start to its end; a circle is cut."""
    path = [start]
    while (following := links.get(path[-1])) is not None and following not in path:
        path.append(following)
    return path


def changes(*names: str) -> pl.Expr:
    """True if a row differs from the one before it in any of these columns; the first row does."""
    return pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift(1)) for name in names) | (
        pl.int_range(pl.len()) == 0
    )


def _position() -> pl.Expr:
    """The number of each row in its series, from 0, of rows sorted by series."""
    row = pl.int_range(pl.len())
    return (row - pl.when(changes("series")).then(row).forward_fill()).cast(pl.UInt32)
