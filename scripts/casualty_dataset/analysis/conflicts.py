"""Conflicts: two claimants whose figures cannot both be true of what they speak about; falls; sums that do not add up.

When two figures contradict each other is said in :mod:`casualty_dataset.analysis.contradiction`. Here all pairs are
found at once: series that may meet, the days on which they do, and the claims that are their claimants' word then.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from casualty_dataset.analysis.contradiction import (
    NEVER_COMPARED,
    contradicts,
    is_closed,
    is_estimate,
    keeps_its_interval,
    with_raised,
)
from casualty_dataset.analysis.hierarchies import FLAT_COLUMNS, Hierarchies, within_code
from casualty_dataset.analysis.independence import Independence
from casualty_dataset.analysis.questions import UNRESTRICTED
from casualty_dataset.analysis.sums import wrong_sums
from casualty_dataset.analysis.timeline import timeline
from casualty_dataset.model import DIMENSION_OF, SCOPE_COLUMNS
from casualty_schemas.semantics import is_vague

COLUMNS: Final = (
    "kind", "claim_id", "other_id", "last_day", "first_day", "dimension", "gap", "named", "hard",
)  # fmt: skip
"""The columns of a conflict; see :class:`casualty_dataset.model.Conflict`."""


def contradictions(
    claims: pl.DataFrame,
    standing: pl.DataFrame,
    hierarchies: Hierarchies,
    independence: Independence,
    anonymous: frozenset[str],
) -> pl.DataFrame:
    """The pairs of series in conflict, a row each, on the last day on which it holds; columns :data:`COLUMNS`.

    ``claims`` are all claims with an interval, without increments; ``standing`` from which day each is its claimant's
    word (see :func:`casualty_dataset.analysis.standing.standing`); ``independence`` tells who is one voice with whom;
    ``anonymous`` are the claimants that no document names. ``kind`` is claims or by_attribution; ``gap`` is null where
    a claim is in words. Named claimants come first, then what is about the whole of an umbrella, what is compared as it
    was said, what is hard, and the greater ratio of the two figures.
    """
    opposed = _of_different_roots(_opposed(claims, standing, hierarchies), independence)
    limited, attributed = _as_limited(opposed, hierarchies), _by_attribution(opposed, hierarchies)
    both = pl.concat(
        [limited.with_columns(kind=pl.lit("claims")), attributed.with_columns(kind=pl.lit("by_attribution"))]
    )
    pair = ["kind", "low_series", "high_series"]
    rows = (
        both.with_columns(
            low_series=pl.min_horizontal("series", "series_whole"),
            high_series=pl.max_horizontal("series", "series_whole"),
        )
        .sort("day", "gap", "claim_id", "claim_id_whole")
        .group_by(pair, maintain_order=True)
        .agg(pl.col("day").min().alias("first_day"), pl.exclude("first_day").last(), hard_any=pl.col("hard").any())
    )
    unnamed = [pl.col(name).is_in(list(anonymous)) for name in ("claimant_id", "claimant_id_whole")]
    conflicts = rows.select(
        "kind", "claim_id", "first_day", "dimension", "gap", other_id="claim_id_whole", last_day="day",
        named=~pl.any_horizontal(unnamed), hard="hard_any", of_subject="of_subject", ratio="ratio",
    )  # fmt: skip
    order = ["named", "of_subject", "kind", "hard", "ratio", "claim_id", "other_id"]
    first = [True, True, True, True, True, False, False]
    return conflicts.sort(order, descending=first, nulls_last=True).select(COLUMNS)


def falls(claims: pl.DataFrame) -> pl.DataFrame:
    """Claims wholly below the one before in their series, ``other_id``, with no reason stated; columns as above."""
    fallen = timeline(claims).filter(pl.col("kind") == "fall")
    return fallen.select(
        "claim_id", kind=pl.lit("fall"), other_id="earlier_id", last_day="as_of", first_day="as_of",
        dimension=pl.lit(None, pl.String), gap=pl.col("earlier_lower") - pl.col("upper"), named=pl.lit(True),
        hard=pl.lit(False),
    ).select(COLUMNS).sort("claim_id")  # fmt: skip


def sums(tallies: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Totals of one document, by tally, that their parts exceed, or fill and do not add up to; columns as above."""
    wrong = wrong_sums(tallies, places).filter(pl.col("certain"))
    return wrong.select(
        kind=pl.lit("sum"), claim_id="whole_id", other_id=pl.lit(None, pl.String), last_day="as_of",
        first_day="as_of", dimension="dimension", gap=(pl.col("total") - pl.col("bound")).abs(),
        named=pl.lit(True), hard=pl.lit(True),
    ).select(COLUMNS).sort("claim_id", "dimension")  # fmt: skip


# --- who contradicts whom on which day ---------------------------------------------------------------


def _opposed(claims: pl.DataFrame, standing: pl.DataFrame, hierarchies: Hierarchies) -> pl.DataFrame:
    """Each claim that contradicts another of another claimant, whatever party either accuses; the lower is the whole.

    The narrow rows come first, and what both claims say is added to those that are left: pairs are many, claims wide.
    """
    closed = _contradictable(_closed(claims, hierarchies), standing)
    days = _days(_candidates(closed, claims, hierarchies), closed, claims)
    pairs = _both_standing(days, standing).join(
        claims.select("series", "position", "lower", "as_of", "as_of_precision", "measure"), on=["series", "position"]
    )
    opposed = pairs.filter(contradicts(), pl.col("day") == pl.max_horizontal("as_of", "as_of_whole"))
    wide = claims.select("series", "position", "claim_id", "claimant_id", "accused_named", "qualifier", *SCOPE_COLUMNS)
    both = (
        opposed.drop("measure", "measure_whole")
        .join(wide, on=["series", "position"])
        .join(wide.select(pl.all().name.suffix("_whole")), on=["series_whole", "position_whole"])
    )
    return both.select(
        "series", "claim_id", "claimant_id", "series_whole", "claim_id_whole", "claimant_id_whole", "day",
        "accused_id", "accused_id_whole", "accused_named", "accused_named_whole", "measure", "status",
        gap=pl.when(pl.col("qualifier") != "unquantified").then(pl.col("lower") - pl.col("upper_whole")),
        dimension=_dimension(), hard=is_estimate("_whole"), of_subject=_is_of_subject(hierarchies),
        ratio=pl.when(pl.col("qualifier") != "unquantified").then(
            pl.col("lower") / pl.max_horizontal("upper_whole", 1)
        ),
    )  # fmt: skip


def _of_different_roots(opposed: pl.DataFrame, independence: Independence) -> pl.DataFrame:
    """Those whose claimants are not one voice; only claimants that may be one with another are looked at."""
    both = pl.col("claimant_id", "claimant_id_whole").is_in(list(independence.related))
    pairs = opposed.filter(pl.all_horizontal(both)).select(_PAIR).unique(maintain_order=True)
    of_one = [
        not independence.roots(a, measure, status).isdisjoint(independence.roots(b, measure, status))
        for a, b, measure, status in pairs.iter_rows()
    ]
    return opposed.join(pairs.filter(pl.Series(of_one, dtype=pl.Boolean)), on=_PAIR, how="anti", nulls_equal=True)


_PAIR: Final = ("claimant_id", "claimant_id_whole", "measure", "status")


def _closed(claims: pl.DataFrame, hierarchies: Hierarchies) -> pl.DataFrame:
    """The claims that have an upper bound on their own day, and are compared at all; with ``keeps``.

    ``keeps`` is true if they have it on later days too.
    """
    dated = pl.col("as_of").is_not_null() & pl.col("known").is_not_null()
    closed = with_raised(claims).filter(is_closed(), dated, ~pl.col("measure").is_in(NEVER_COMPARED)).drop("raised")
    return hierarchies.with_days(closed).with_columns(keeps=keeps_its_interval()).drop("first", "last")


def _contradictable(closed: pl.DataFrame, standing: pl.DataFrame) -> pl.DataFrame:
    """Those that can be contradicted on some day: a count only on its own, so if it is its claimant's word then."""
    now = _on_day(closed.select("series", "position", day="as_of"), standing, "series", "position_now")
    own = now.filter(pl.col("position") == pl.col("position_now")).select("series", "position", own=True)
    return closed.join(own, on=["series", "position"], how="left").filter(pl.col("keeps") | pl.col("own")).drop("own")


def _candidates(closed: pl.DataFrame, claims: pl.DataFrame, hierarchies: Hierarchies) -> pl.DataFrame:
    """Series whose scope is equal to or within that of one with closed claims, of another claimant and one basis class.

    Whatever the accused. Columns: ``series``, ``series_whole``, ``highest`` (of the part). All pairs of one wave
    at once would take many gigabytes: a part meets only what contains it, in a stream.
    """
    dated = claims.filter(pl.col("as_of").is_not_null())
    parts, wholes = _series(dated, hierarchies), _series(closed.filter(~is_vague()), hierarchies)
    spots = pl.concat([parts, wholes]).select(_SPOT).unique().with_row_index("spot")
    parts, wholes = (rows.join(spots, on=_SPOT).drop(_SPOT) for rows in (parts, wholes))
    nested = _nested(spots, spots.join(wholes, on="spot", how="semi"), hierarchies)
    pairs = (
        parts.lazy()
        .join(nested.lazy(), on="spot")
        .join(wholes.lazy().select(pl.all().name.suffix("_whole")), on="spot_whole")
        .filter(
            pl.col("highest") > pl.col("least_whole"), pl.col("claimant_id") != pl.col("claimant_id_whole"),
            pl.col("first") >= pl.col("first_whole"), pl.col("last") <= pl.col("last_whole"),
            *(within_code(name) for name in FLAT_COLUMNS),
        )
    )  # fmt: skip
    for column in ("status", "party_id"):
        containers = hierarchies.within(column).lazy()
        pairs = pairs.join(containers, on=[column, f"{column}_whole"], how="semi", nulls_equal=True)
    return pairs.select("series", "series_whole", "highest").collect(engine="streaming")


_ALIKE: Final = ("unit", "place_role", "estimate")
_NESTED: Final = ("incident_id", "place_id", "measure")
_SPOT: Final = (*_ALIKE, *_NESTED)
"""What is counted where: few of these are many series, and most have no container that anybody counted."""


def _series(claims: pl.DataFrame, hierarchies: Hierarchies) -> pl.DataFrame:
    """One row a series: what it is about, its days, its ``highest`` lower and ``least`` upper bound."""
    kept = ("claimant_id", "period_start", "period_end", *_SPOT, "status", "party_id", *FLAT_COLUMNS)
    series = (
        claims.with_columns(estimate=is_estimate())
        .group_by("series")
        .agg(*(pl.col(name).first() for name in kept), highest=pl.col("lower").max(), least=pl.col("upper").min())
    )
    return hierarchies.with_days(series).drop("period_start", "period_end")


def _nested(spots: pl.DataFrame, wholes: pl.DataFrame, hierarchies: Hierarchies) -> pl.DataFrame:
    """The pairs ``spot``, ``spot_whole`` of which the second contains the first, or is the same."""
    above = spots.lazy()
    counted = wholes.lazy().select(*_ALIKE, pl.exclude(_ALIKE).name.suffix("_whole"))
    for number, column in enumerate(_NESTED, start=1):
        reached = [*_ALIKE, *(f"{name}_whole" for name in _NESTED[:number])]
        above = above.join(hierarchies.within(column).lazy(), on=column)
        above = above.join(counted.select(reached).unique(), on=reached, how="semi")  # else every place fans out
    pairs = above.join(counted, on=[*_ALIKE, *(f"{name}_whole" for name in _NESTED)])
    return pairs.select("spot", "spot_whole").collect(engine="streaming")


def _days(pairs: pl.DataFrame, closed: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """For each pair of series and each closed claim of the whole the days on which they are compared.

    That is the whole's own day; where it stays closed, also each later day of the other series.
    """
    wholes = closed.select(
        series_whole="series",
        position_whole="position",
        upper_whole="upper",
        as_of_whole="as_of",
        basis_whole="basis",
        measure_whole="measure",
        keeps_whole="keeps",
    )
    met = pairs.join(wholes, on="series_whole").filter(pl.col("highest") > pl.col("upper_whole"))
    compared = ["series", *wholes.columns, "day"]
    own = met.select(*compared[:-1], day="as_of_whole")
    others = claims.select("series", day="as_of")
    later = met.filter("keeps_whole").join(others, on="series").filter(pl.col("day") > pl.col("as_of_whole"))
    return pl.concat([own.select(compared), later.select(compared)]).unique()


def _both_standing(days: pl.DataFrame, standing: pl.DataFrame) -> pl.DataFrame:
    """The rows whose whole is its claimant's word on ``day``, with the ``position`` of the other claimant's word."""
    still = _on_day(days, standing, "series_whole", "position_now").filter(
        pl.col("position_now") == pl.col("position_whole")
    )
    return _on_day(still, standing, "series", "position").filter(pl.col("position").is_not_null())


def _on_day(rows: pl.DataFrame, standing: pl.DataFrame, series: str, position: str) -> pl.DataFrame:
    """With the position of the claim of a series that is its claimant's word on ``day``."""
    changes = standing.sort("known").select("known", pl.col("series").alias(series), pl.col("position").alias(position))
    dated = rows.sort("day").join_asof(changes, left_on="day", right_on="known", by=series, check_sortedness=False)
    return dated.drop("known", strict=False)


def _as_limited(opposed: pl.DataFrame, hierarchies: Hierarchies) -> pl.DataFrame:
    """As they are limited: a whole limited to an accused party contains only what is limited to it or to one in it."""
    return _accused_within(opposed.with_columns(party="accused_id", party_whole="accused_id_whole"), hierarchies)


def _by_attribution(opposed: pl.DataFrame, hierarchies: Hierarchies) -> pl.DataFrame:
    """A whole limited to a party, and a part that accuses one of its whole count, as if it were limited too.

    A part that is limited lies in an unlimited whole anyway: attribution would only repeat the same conflict.
    """
    only_whole_limited = pl.col("accused_id").is_null() & pl.col("accused_id_whole").is_not_null()
    attributed = opposed.filter(only_whole_limited)
    return _accused_within(attributed.with_columns(party="accused_named", party_whole="accused_id_whole"), hierarchies)


def _accused_within(opposed: pl.DataFrame, hierarchies: Hierarchies) -> pl.DataFrame:
    """The rows in which the party of the part is that of the whole, or belongs to it."""
    bodies = hierarchies.within("accused_id").rename({"accused_id": "party", "accused_id_whole": "party_whole"})
    return opposed.join(bodies, on=["party", "party_whole"], how="semi", nulls_equal=True)


def _is_of_subject(hierarchies: Hierarchies) -> pl.Expr:
    """True if both claims are about everybody of some status in the whole of an umbrella."""
    whole_umbrella = pl.col("incident_id").is_in(list(hierarchies.umbrellas)) & pl.all_horizontal(
        pl.col(name) == hierarchies.place_of_incident() for name in ("place_id", "place_id_whole")
    )
    free = [name for name in UNRESTRICTED if name != "accused_id"]
    return whole_umbrella & pl.all_horizontal(
        pl.col(name).is_null() for base in free for name in (base, f"{base}_whole")
    )


def _dimension() -> pl.Expr:
    """The dimensions on which the part is narrower than the whole; null where the scopes are equal."""
    columns: dict[str, list[str]] = {}
    for column, dimension in DIMENSION_OF.items():
        columns.setdefault(dimension, []).append(column)
    narrower = [
        pl.when(pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_whole")) for name in names)).then(
            pl.lit(dimension)
        )
        for dimension, names in columns.items()
    ]
    listed = pl.concat_str(narrower, separator=", ", ignore_nulls=True)
    return pl.when(listed != "").then(listed)
