"""Conflicts: two claimants whose figures cannot both be true of what they speak about.

On its own day an exact count is what it says; on a later day it is a floor, for more dead may have been found. So a
count can only be contradicted on its own day, by a claim that then stands: one of an equal scope with another number,
or one of a part that is above the whole. An estimate keeps its interval and may be contradicted on later days too.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import polars as pl

from casualty_dataset.analysis.scopes import World
from casualty_dataset.model import Relation
from casualty_schemas.semantics import last_day, margin
from casualty_schemas.vocabulary import MEASURE

NEVER: Final = ("mass_killings", "mass_killing_sites")
"""Measures that each claimant defines for itself."""

_FLAT: Final = ("sex", "age", "community_as_stated", "cause", "circumstance", "subgroup")
_NARROWING: Final = {
    "incident_id": "incident", "place_id": "place", "period_start": "period", "measure": "measure", "status": "status",
    "sex": "sex", "age": "age", "party_id": "party", "accused_id": "accused", "community_as_stated": "community",
    "cause": "cause", "circumstance": "circumstance", "subgroup": "subgroup",
}  # fmt: skip


def conflicts(claims: pl.DataFrame, stands: pl.DataFrame, world: World, anonymous: frozenset[str]) -> pl.DataFrame:
    """The pairs of series in conflict, one row each, on the last day on which it holds.

    ``claims`` are all claims with an interval, of series; ``stands`` when each came to stand (see
    :mod:`~casualty_dataset.analysis.claims`); ``anonymous`` the claimants that no document names. Columns:
    ``claim_id`` (the higher), ``other_id``, ``day``, ``first_day``, ``kind`` (claims, by_attribution), ``dimension``,
    ``gap``, ``named``, ``hard``, sorted by the gap.
    """
    facing = _facing(claims, stands, world)
    plain, laid = _as_limited(facing, world), _by_attribution(facing, world)
    found = pl.concat([plain.with_columns(kind=pl.lit("claims")), laid.with_columns(kind=pl.lit("by_attribution"))])
    pair = ["kind", "low_series", "high_series"]
    rows = (
        found.with_columns(
            low_series=pl.min_horizontal("series", "series_whole"),
            high_series=pl.max_horizontal("series", "series_whole"),
        )
        .sort("day", "gap", "claim_id", "claim_id_whole")
        .group_by(pair, maintain_order=True)
        .agg(pl.col("day").min().alias("first_day"), pl.exclude("first_day").last(), hard_any=pl.col("hard").any())
    )
    named = ~(pl.col("claimant_id").is_in(list(anonymous)) | pl.col("claimant_id_whole").is_in(list(anonymous)))
    return rows.select(
        "kind", "claim_id", other_id="claim_id_whole", day="day", first_day="first_day", dimension="dimension",
        gap="gap", named=named, hard="hard_any",
    ).sort("gap", "claim_id", "other_id", "kind", descending=[True, False, False, True])  # fmt: skip


def falls(claims: pl.DataFrame) -> pl.DataFrame:
    """Claims wholly below the one before in their series, ``other_id``, with no reason stated."""
    before = {name: _neighbour(name, 1) for name in ("claim_id", "lower", "as_of")}
    rising = [code.code for code in MEASURE.values() if not code.may_fall]
    ordered = claims.filter(~pl.col("increment")).sort("series", "position")
    steps = ordered.with_columns(other_id=before["claim_id"], was=before["lower"], was_on=before["as_of"]).filter(
        pl.col("measure").is_in(rising)
    )
    unexplained = pl.col("revision_reason").is_null() | (pl.col("revision_reason") == "not_stated")
    fallen = steps.filter((pl.col("upper") < pl.col("was")) & unexplained)
    return fallen.select(
        kind=pl.lit("fall"), claim_id="claim_id", other_id="other_id", day="as_of", first_day="as_of",
        dimension=pl.lit(None, pl.String), gap=pl.col("was") - pl.col("upper"), named=pl.lit(True), hard=pl.lit(False),
    ).sort("claim_id")  # fmt: skip


def _neighbour(name: str, step: int) -> pl.Expr:
    """The cell of the claim that many places before in the same series, of rows in their order; windows are slower."""
    return pl.when(pl.col("series") == pl.col("series").shift(step)).then(pl.col(name).shift(step))


def sums(tallies: pl.DataFrame, world: World) -> pl.DataFrame:
    """Totals of one document, by tally, whose parts by place fill their area and do not add up."""
    areas = pl.DataFrame(
        [(area, place, len(members)) for area, members in world.members.items() for place in members],
        schema={"area": pl.String, "place_id": pl.String, "many": pl.Int64},
        orient="row",
    )
    same = [
        "source_id", "claimant_id", "incident_id", "as_of", "as_of_part", "period_start", "period_end", "measure",
        "unit", "status", "sex", "age", "party_id", "accused_id", "community_as_stated", "cause", "circumstance",
        "subgroup", "limits",
    ]  # fmt: skip
    said = tallies.filter(
        pl.col("qualifier") == "exact", pl.col("relay_fault").is_null(), pl.col("period_basis") != "documentation"
    )
    wholes = said.select(*same, "tally_id", area="place_id", whole="value")
    parts = said.join(areas, on="place_id").join(wholes, on=[*same, "area"], nulls_equal=True)
    added = parts.group_by("tally_id_right", maintain_order=True).agg(
        pl.col("as_of").first(), pl.col("whole").first(), pl.col("many").first(), total=pl.col("value").sum(),
        given=pl.col("place_id").n_unique(), rows=pl.len(),
    )  # fmt: skip
    wrong = added.filter(
        (pl.col("given") == pl.col("many")) & (pl.col("rows") == pl.col("many")) & (pl.col("total") != pl.col("whole"))
    )
    return wrong.select(
        kind=pl.lit("sum"), claim_id="tally_id_right", other_id=pl.lit(None, pl.String), day="as_of",
        first_day="as_of", dimension=pl.lit("place"), gap=(pl.col("total") - pl.col("whole")).abs(),
        named=pl.lit(True), hard=pl.lit(True),
    ).sort("claim_id")  # fmt: skip


def judge(one: Figure, other: Figure, relation: Relation) -> tuple[bool, str]:
    """Whether the figures of two tallies conflict, and why or why not, in one sentence.

    Each holds the columns of a tally with its bounds in ``low_`` and ``high_``, and in ``raised`` whether its
    claimant had a much higher figure within a day.
    """
    if reason := _incomparable(one, other, relation):
        return False, reason
    day = max(_last_day(one), _last_day(other))
    (low, high), (low_other, high_other) = _read_on(one, day), _read_on(other, day)
    above = high_other is not None and low > high_other and relation.word in ("equal", "within")
    below = high is not None and low_other > high and relation.word in ("equal", "contains")
    if above:
        return True, f"Read on {day}, {low:,} at least is more than {high_other:,} at most."
    if below:
        return True, f"Read on {day}, {high:,} at most is less than {low_other:,} at least."
    return False, f"Read on {day}, both figures can be true."


Figure = Mapping[str, Any]
"""A row of tallies with its bounds in ``low_`` and ``high_``, and ``raised``."""


def _incomparable(one: Figure, other: Figure, relation: Relation) -> str | None:
    """Why two figures are not compared at all; None where they are."""
    if relation.word not in ("equal", "within", "contains"):
        return f"Their scopes are not comparable: {relation.word} by {', '.join(relation.deciding)}."
    if one["claimant_id"] == other["claimant_id"]:
        return "Both are of one claimant: its later figure follows the earlier one."
    if one["measure"] in NEVER:
        return "Each claimant counts these in its own way."
    if (one["basis"] == "estimate") != (other["basis"] == "estimate"):
        return "One is a count and one an estimate, which are never mixed."
    return _mute(one) or _mute(other)


def _mute(figure: Figure) -> str | None:
    """Why a figure contradicts nothing, whatever the other says; None where it may."""
    silent = {
        "its carrier is wrong": figure["relay_fault"] is not None,
        "nobody is named who counted": figure["claimant_id"] == "not-stated",
        "it is what was added to a count, not a toll": figure["period_basis"] == "documentation",
        "it gives no number": figure["low_"] is None,
        "no day is known for which it speaks": figure["as_of"] is None,
    }
    why = next((reason for reason, holds in silent.items() if holds), None)
    return f"{figure['tally_id']} is in no conflict: {why}." if why else None


def _last_day(figure: Figure) -> date:
    """The last day that the as_of of a figure may mean, as ``figures.last_day`` has it for claims."""
    day: date = figure["as_of"]
    end = {"month": day.replace(day=monthrange(day.year, day.month)[1]), "year": day.replace(month=12, day=31)}
    return end.get(figure["as_of_precision"], day)


def _read_on(figure: Figure, day: date) -> tuple[int, int | None]:
    """The interval of a figure on a day: a count of an earlier day, of no exact day, or soon raised, is a floor."""
    floor = figure["as_of"] < day or figure["as_of_precision"] != "day" or figure["raised"]
    aged = figure["basis"] != "estimate" and floor
    return figure["low_"], None if aged else figure["high_"]


# --- who contradicts whom on which day ---------------------------------------------------------------


def _facing(claims: pl.DataFrame, stands: pl.DataFrame, world: World) -> pl.DataFrame:
    """Each whole that is closed on a day, with each claim of another claimant that stands above it on that day.

    Whatever party either is laid at. The narrow rows come first, and what both claims say is added to those that are
    left: pairs are many and sentences long.
    """
    closed = _may_stand(_closed(claims), stands)
    days = _days(_candidates(closed, claims, world), closed, claims)
    met = _standing_then(days, stands).join(
        claims.select("series", "position", "lower", "as_of", "as_of_precision"), on=["series", "position"]
    )
    later = pl.max_horizontal("as_of", "as_of_whole")  # two claims are judged on the later of their days alone
    above = met.filter(
        pl.col("lower") > pl.col("upper_whole"),
        pl.col("day") == later,
        last_day("as_of", "as_of_precision") <= pl.col("day"),
    )
    said = claims.select("series", "position", "claim_id", "claimant_id", "basis", "accused_named", *_NARROWING)
    told = above.join(said, on=["series", "position"]).join(
        said.select(pl.all().name.suffix("_whole")), on=["series_whole", "position_whole"]
    )
    return told.select(
        "series", "claim_id", "claimant_id", "series_whole", "claim_id_whole", "claimant_id_whole", "day",
        "accused_id", "accused_id_whole", "accused_named", "accused_named_whole",
        gap=pl.col("lower") - pl.col("upper_whole"), dimension=_dimension(), hard=pl.col("basis_whole") == "estimate",
    )  # fmt: skip


def _closed(claims: pl.DataFrame) -> pl.DataFrame:
    """The claims with an upper bound on their own day: exactly dated, and not raised by more than δ within a day."""
    count = pl.col("basis") != "estimate"
    open_at_once = count & (pl.col("raised") | (pl.col("as_of_precision") != "day"))
    return _soon_raised(claims).filter(
        pl.col("upper").is_not_null(), pl.col("as_of").is_not_null(), pl.col("known").is_not_null(), ~open_at_once,
        ~pl.col("measure").is_in(NEVER),
    ).drop("raised")  # fmt: skip


def _soon_raised(claims: pl.DataFrame) -> pl.DataFrame:
    """With ``raised``: whether the next claim of its series is more than δ above it, within a day."""
    following = claims.sort("series", "position").with_columns(
        next_lower=_neighbour("lower", -1), next_on=_neighbour("as_of", -1)
    )
    soon = (pl.col("next_on") - pl.col("as_of")).dt.total_days() <= 1
    raised = (soon & (pl.col("next_lower") > pl.col("upper") + margin())).fill_null(False)
    return following.with_columns(raised=raised).drop("next_lower", "next_on")


def raised(claims: pl.DataFrame) -> frozenset[str]:
    """The tallies of claims that their claimant raised by more than δ within a day: floors at once."""
    ids = _soon_raised(claims).filter("raised")["tally_ids"]
    return frozenset(tally for held in ids for tally in held.split("|"))


def _may_stand(closed: pl.DataFrame, stands: pl.DataFrame) -> pl.DataFrame:
    """Those that can be contradicted on any day: a count only on its own, so if it stands then."""
    now = _on_day(closed.select("series", "position", day="as_of"), stands, "series", "position_now")
    own = now.filter(pl.col("position") == pl.col("position_now")).select("series", "position", own=True)
    marked = closed.join(own, on=["series", "position"], how="left")
    return marked.filter((pl.col("basis") == "estimate") | pl.col("own")).drop("own")


def _candidates(closed: pl.DataFrame, claims: pl.DataFrame, world: World) -> pl.DataFrame:
    """Series whose scope is equal to or within that of one with closed claims, of another claimant and one basis class.

    Whatever the accused. Columns: ``series``, ``series_whole``, ``highest`` (of the part). All pairs of one wave
    at once would take many gigabytes: a part meets only what contains it, in a stream.
    """
    parts, wholes = _series(claims.filter(pl.col("as_of").is_not_null()), world), _series(closed, world)
    spots = pl.concat([parts, wholes]).select(_SPOT).unique().with_row_index("spot")
    parts, wholes = (rows.join(spots, on=_SPOT).drop(_SPOT) for rows in (parts, wholes))
    nested = _nested(spots, spots.join(wholes, on="spot", how="semi"), world)
    met = (
        parts.lazy()
        .join(nested.lazy(), on="spot")
        .join(wholes.lazy().select(pl.all().name.suffix("_whole")), on="spot_whole")
    )
    pairs = met.filter(
        pl.col("highest") > pl.col("least_whole"), pl.col("claimant_id") != pl.col("claimant_id_whole"),
        pl.col("first") >= pl.col("first_whole"), pl.col("last") <= pl.col("last_whole"),
        *(_flat_within(name) for name in _FLAT),
    )  # fmt: skip
    for column in ("status", "party_id"):
        containers = world.within(column).lazy()
        pairs = pairs.join(containers, on=[column, f"{column}_whole"], how="semi", nulls_equal=True)
    return pairs.select("series", "series_whole", "highest").collect(engine="streaming")


_ALIKE: Final = ("unit", "place_role", "estimate")
_NESTED: Final = ("incident_id", "place_id", "measure")
_SPOT: Final = (*_ALIKE, *_NESTED)
"""What is counted where: few of these are many series, and most have no container that anybody counted."""


def _series(claims: pl.DataFrame, world: World) -> pl.DataFrame:
    """One row a series: what it is about, its days, its ``highest`` lower and ``least`` upper bound."""
    kept = ("claimant_id", "period_start", "period_end", *_SPOT, "status", "party_id", *_FLAT)
    series = (
        claims.with_columns(estimate=pl.col("basis") == "estimate")
        .group_by("series")
        .agg(*(pl.col(name).first() for name in kept), highest=pl.col("lower").max(), least=pl.col("upper").min())
    )
    return series.join(world.days_frame(), on="incident_id").select(
        pl.exclude("period_start", "period_end", "first", "last"),
        first=pl.coalesce("period_start", "first"),
        last=pl.coalesce("period_end", "last"),
    )


def _nested(spots: pl.DataFrame, wholes: pl.DataFrame, world: World) -> pl.DataFrame:
    """The pairs ``spot``, ``spot_whole`` of which the second contains the first, or is the same."""
    above = spots.lazy()
    held = wholes.lazy().select(*_ALIKE, pl.exclude(_ALIKE).name.suffix("_whole"))
    for number, column in enumerate(_NESTED, start=1):
        reached = [*_ALIKE, *(f"{name}_whole" for name in _NESTED[:number])]
        above = above.join(world.within(column).lazy(), on=column)
        above = above.join(held.select(reached).unique(), on=reached, how="semi")  # else every place fans out
    pairs = above.join(held, on=[*_ALIKE, *(f"{name}_whole" for name in _NESTED)])
    return pairs.select("spot", "spot_whole").collect(engine="streaming")


def _flat_within(name: str) -> pl.Expr:
    """Codes of a flat list: only the empty one contains another."""
    whole = pl.col(f"{name}_whole")
    return whole.is_null() | (pl.col(name) == whole).fill_null(False)


def _days(pairs: pl.DataFrame, closed: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """For each pair of series and each closed claim of the whole the days on which they are judged.

    That is the whole's own day; of an estimate, which stays closed, also each later day of the other series.
    """
    wholes = closed.select(
        series_whole="series", position_whole="position", upper_whole="upper", as_of_whole="as_of",
        estimate=pl.col("basis") == "estimate",
    )  # fmt: skip
    met = pairs.join(wholes, on="series_whole").filter(pl.col("highest") > pl.col("upper_whole"))
    judged = ["series", "series_whole", "position_whole", "upper_whole", "as_of_whole", "day"]
    own = met.select(*judged[:-1], day="as_of_whole")
    others = claims.select("series", day="as_of")
    later = met.filter("estimate").join(others, on="series").filter(pl.col("day") > pl.col("as_of_whole"))
    return pl.concat([own, later.select(judged)]).unique()


def _standing_then(days: pl.DataFrame, stands: pl.DataFrame) -> pl.DataFrame:
    """Those of which the whole stands on its day, with the ``place`` of the claim of the other series that does."""
    still = _on_day(days, stands, "series_whole", "position_now").filter(
        pl.col("position_now") == pl.col("position_whole")
    )
    return _on_day(still, stands, "series", "position").filter(pl.col("position").is_not_null())


def _on_day(rows: pl.DataFrame, stands: pl.DataFrame, series: str, place: str) -> pl.DataFrame:
    """With the place of the claim of a series that stands on ``day``."""
    marks = stands.sort("known").select("known", pl.col("series").alias(series), pl.col("position").alias(place))
    dated = rows.sort("day").join_asof(marks, left_on="day", right_on="known", by=series, check_sortedness=False)
    return dated.drop("known", strict=False)


def _as_limited(facing: pl.DataFrame, world: World) -> pl.DataFrame:
    """As they are limited: a whole limited to an accused party contains only what is limited to it or to one in it."""
    return _laid_within(facing.with_columns(laid="accused_id", laid_whole="accused_id_whole"), world)


def _by_attribution(facing: pl.DataFrame, world: World) -> pl.DataFrame:
    """A whole limited to a party, and a part that lays its whole count at it, as if it were limited too.

    A part that is limited lies in an unlimited whole anyway: attribution would only tell the same conflict twice.
    """
    only_whole_limited = pl.col("accused_id").is_null() & pl.col("accused_id_whole").is_not_null()
    laid = facing.filter(only_whole_limited).with_columns(laid="accused_named", laid_whole="accused_id_whole")
    return _laid_within(laid, world)


def _laid_within(facing: pl.DataFrame, world: World) -> pl.DataFrame:
    """The party at which the part is laid is the whole's, or belongs to it."""
    bodies = world.within("party_id").rename({"party_id": "laid", "party_id_whole": "laid_whole"})
    return facing.join(bodies, on=["laid", "laid_whole"], how="semi", nulls_equal=True)


def _dimension() -> pl.Expr:
    """The dimensions on which the part is narrower than the whole; empty where the scopes are equal."""
    narrower = [
        pl.when(~pl.col(name).eq_missing(pl.col(f"{name}_whole"))).then(pl.lit(word))
        for name, word in _NARROWING.items()
    ]
    said = pl.concat_str(narrower, separator=", ", ignore_nulls=True)
    return pl.when(said != "").then(said)
