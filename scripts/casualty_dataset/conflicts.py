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

from casualty_dataset.scopes import VAGUE, Relation, World
from casualty_schemas.figures import DELTA, MEASURE_WITHIN
from casualty_schemas.vocabulary import MEASURE, STATUS

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
    :mod:`casualty_dataset.claims`); ``anonymous`` the claimants that no document names. Columns: ``claim_id`` (the
    higher), ``other_id``, ``day``, ``first_day``, ``kind`` (claims, by_attribution), ``dimension``, ``gap``, ``named``,
    ``hard``, sorted by the gap.
    """
    plain = _held(claims, stands, world, attributed=False)
    laid = _held(claims, stands, world, attributed=True)
    found = pl.concat([plain.with_columns(kind=pl.lit("claims")), laid.with_columns(kind=pl.lit("by_attribution"))])
    pair = ["kind", "low_series", "high_series"]
    rows = (
        found.with_columns(
            low_series=pl.min_horizontal("series", "series_whole"),
            high_series=pl.max_horizontal("series", "series_whole"),
        )
        .sort("day", "gap")
        .group_by(pair, maintain_order=True)
        .agg(pl.col("day").min().alias("first_day"), pl.exclude("first_day").last(), hard_any=pl.col("hard").any())
    )
    named = ~(pl.col("claimant_id").is_in(list(anonymous)) | pl.col("claimant_id_whole").is_in(list(anonymous)))
    return rows.select(
        "kind", "claim_id", other_id="claim_id_whole", day="day", first_day="first_day", dimension="dimension",
        gap="gap", named=named, hard="hard_any",
    ).sort("gap", "claim_id", "other_id", descending=[True, False, False])  # fmt: skip


def falls(claims: pl.DataFrame) -> pl.DataFrame:
    """Claims wholly below the one before in their series, ``other_id``, with no reason stated."""
    before = {name: pl.col(name).shift(1).over("series") for name in ("claim_id", "lower", "as_of")}
    rising = [code.code for code in MEASURE.values() if not code.may_fall]
    ordered = claims.filter(~pl.col("increment")).sort("series", "place")
    steps = ordered.with_columns(other_id=before["claim_id"], was=before["lower"], was_on=before["as_of"]).filter(
        pl.col("measure").is_in(rising)
    )
    unexplained = pl.col("revision_reason").is_null() | (pl.col("revision_reason") == "not_stated")
    fallen = steps.filter((pl.col("upper") < pl.col("was")) & unexplained)
    return fallen.select(
        kind=pl.lit("fall"), claim_id="claim_id", other_id="other_id", day="as_of", first_day="as_of",
        dimension=pl.lit(None, pl.String), gap=pl.col("was") - pl.col("upper"), named=pl.lit(True), hard=pl.lit(False),
    ).sort("claim_id")  # fmt: skip


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
    """The last day that the as_of of a figure may mean, as :func:`_last_meant` has it for claims."""
    day: date = figure["as_of"]
    end = {"month": day.replace(day=monthrange(day.year, day.month)[1]), "year": day.replace(month=12, day=31)}
    return end.get(figure["as_of_precision"], day)


def _read_on(figure: Figure, day: date) -> tuple[int, int | None]:
    """The interval of a figure on a day: a count of an earlier day, of no exact day, or soon raised, is a floor."""
    floor = figure["as_of"] < day or figure["as_of_precision"] != "day" or figure["raised"]
    aged = figure["basis"] != "estimate" and floor
    return figure["low_"], None if aged else figure["high_"]


# --- who contradicts whom on which day ---------------------------------------------------------------


def _held(claims: pl.DataFrame, stands: pl.DataFrame, world: World, *, attributed: bool) -> pl.DataFrame:
    """Each whole that is closed on a day, with each claim of another claimant that stands above it on that day."""
    closed = _closed(claims)
    pairs = _candidates(closed, claims, world, attributed=attributed)
    if not pairs.height:
        return _nothing(claims)
    on_day = _on_its_day(pairs, claims, stands)
    facing = on_day.filter(pl.col("lower") > pl.col("upper_whole"), _last_meant() <= pl.col("day"))
    return _laid_alike(facing, world, attributed=attributed).with_columns(
        gap=pl.col("lower") - pl.col("upper_whole"), dimension=_dimension(), hard=pl.col("basis_whole") == "estimate"
    ).select(_nothing(claims).columns)  # fmt: skip


def _last_meant() -> pl.Expr:
    """The last day that an as_of of reduced precision may mean."""
    end = {"month": pl.col("as_of").dt.month_end(), "year": pl.col("as_of").dt.offset_by("1y").dt.offset_by("-1d")}
    last = pl.col("as_of")
    for precision, day in end.items():
        last = pl.when(pl.col("as_of_precision") == precision).then(day).otherwise(last)
    return last


def _nothing(claims: pl.DataFrame) -> pl.DataFrame:
    kept = claims.clear().select("series", "claim_id", "claimant_id")
    whole = kept.select(pl.all().name.suffix("_whole"))
    more = {"day": pl.Date, "gap": pl.Int64, "dimension": pl.String, "hard": pl.Boolean}
    return pl.concat([kept, whole, pl.DataFrame(schema=more)], how="horizontal")


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
    following = claims.sort("series", "place").with_columns(
        next_lower=pl.col("lower").shift(-1).over("series"), next_on=pl.col("as_of").shift(-1).over("series")
    )
    slack = pl.max_horizontal(pl.lit(1), (pl.col("value") * DELTA).ceil().cast(pl.Int64)).fill_null(1)
    soon = (pl.col("next_on") - pl.col("as_of")).dt.total_days() <= 1
    raised = (soon & (pl.col("next_lower") > pl.col("upper") + slack)).fill_null(False)
    return following.with_columns(raised=raised).drop("next_lower", "next_on")


def raised(claims: pl.DataFrame) -> frozenset[str]:
    """The tallies of claims that their claimant raised by more than δ within a day: floors at once."""
    ids = _soon_raised(claims).filter("raised")["tally_ids"]
    return frozenset(tally for held in ids for tally in held.split("|"))


def _candidates(closed: pl.DataFrame, claims: pl.DataFrame, world: World, *, attributed: bool) -> pl.DataFrame:
    """Series whose scope is equal to or within that of a closed claim, of another claimant and one basis class."""
    count = (pl.col("basis") == "estimate").alias("estimate")
    scope = [*_NARROWING, "period_end", "place_role", "unit", "claimant_id", "series"]
    highest = pl.col("lower").max()
    series = claims.filter(pl.col("as_of").is_not_null()).group_by("series").agg(
        *(pl.col(name).first() for name in scope if name != "series"), count.first(), highest=highest
    )  # fmt: skip
    above = pl.DataFrame(
        [(one, holder) for one, held in world.incident_above.items() for holder in held],
        schema={"incident_id": pl.String, "incident_id_whole": pl.String},
        orient="row",
    )
    same = ["incident_id_whole", "unit", "place_role", "estimate"]
    wholes = closed.with_columns(count).select(
        "unit", "place_role", "estimate", pl.exclude("unit", "place_role", "estimate").name.suffix("_whole")
    )
    tight = wholes.group_by(same).agg(least=pl.col("upper_whole").min())
    parts = series.join(above, on="incident_id").join(tight, on=same).filter(pl.col("highest") > pl.col("least"))
    pairs = parts.lazy().join(wholes.lazy(), on=same)
    narrow = [*_within(world), _limited_alike(attributed), pl.col("claimant_id") != pl.col("claimant_id_whole")]
    return pairs.filter(pl.col("highest") > pl.col("upper_whole"), *narrow).collect()


def _within(world: World) -> list[pl.Expr]:
    """Whether the part's scope lies within the whole's, or is equal to it, on all that does not change with the day."""
    places = [(one, holder) for one, held in world.place_above.items() for holder in held]
    bodies = [(one, holder) for one, held in world.actor_above.items() for holder in held]
    measures = [(one, holder) for one, held in MEASURE_WITHIN.items() for holder in held]
    clear = {code: set(STATUS[code].atoms) for code in STATUS if code not in VAGUE}
    statuses = [(one, held) for one, atoms in clear.items() for held, others in clear.items() if atoms <= others]
    statuses += [(one, one) for one in VAGUE]
    days = pl.DataFrame(
        [(incident, *days) for incident, days in world.days.items()],
        schema={"incident": pl.String, "first": pl.Date, "last": pl.Date},
        orient="row",
    )
    first = dict(zip(days["incident"], days["first"], strict=True))
    last = dict(zip(days["incident"], days["last"], strict=True))
    start, start_whole = (_or_incident(f"period_start{end}", f"incident_id{end}", first) for end in ("", "_whole"))
    end, end_whole = (_or_incident(f"period_end{end}", f"incident_id{end}", last) for end in ("", "_whole"))
    return [
        _among("place_id", places),
        _among("measure", measures),
        pl.col("status_whole").is_null() | _among("status", statuses),
        pl.col("party_id_whole").is_null() | _among("party_id", bodies),
        *(
            pl.col(f"{name}_whole").is_null() | (pl.col(name) == pl.col(f"{name}_whole")).fill_null(False)
            for name in _FLAT
        ),
        (start >= start_whole) & (end <= end_whole),
    ]


def _among(name: str, pairs: list[tuple[str, str]]) -> pl.Expr:
    """Whether part and whole are one of the pairs; an empty part lies in nothing that is not empty."""
    known = {f"{one}>{holder}" for one, holder in pairs}
    return pl.concat_str(name, f"{name}_whole", separator=">").is_in(list(known)).fill_null(False)


def _or_incident(bound: str, incident: str, days: dict[str, object]) -> pl.Expr:
    return pl.coalesce(bound, pl.col(incident).replace_strict(days, return_dtype=pl.Date))


def _limited_alike(attributed: bool) -> pl.Expr:
    """Accused: of two limited or unlimited counts as it stands; else one that names a party and one limited to one."""
    limited, limited_whole = pl.col("accused_id").is_not_null(), pl.col("accused_id_whole").is_not_null()
    return limited != limited_whole if attributed else ~(limited_whole & ~limited)


def _on_its_day(pairs: pl.DataFrame, claims: pl.DataFrame, stands: pl.DataFrame) -> pl.DataFrame:
    """For each pair the days on which it is judged, with the claim of the other series that stands on each."""
    own = pairs.with_columns(day=pl.col("as_of_whole"))
    others = claims.filter(pl.col("as_of").is_not_null()).select("series", later="as_of")
    estimates = pairs.filter("estimate").join(others, on="series").filter(pl.col("later") > pl.col("as_of_whole"))
    judged = pl.concat([own, estimates.rename({"later": "day"}).select(own.columns)])
    marks = stands.sort("known").rename({"place": "place_standing"})
    facing = judged.select(
        "series", "day", series_whole="series_whole", claim_id_whole="claim_id_whole", place_whole="place_whole",
        claimant_id_whole="claimant_id_whole", upper_whole="upper_whole", basis_whole="basis_whole",
        accused_named_whole="accused_named_whole", accused_id_whole="accused_id_whole",
        **{f"same_{name}": pl.col(name).eq_missing(pl.col(f"{name}_whole")) for name in _NARROWING},
    ).unique(maintain_order=True).sort("day")  # fmt: skip
    for side, other in (("series", "place"), ("series_whole", "place_now")):
        facing = facing.join_asof(
            marks.rename({"series": side, "place_standing": other}).sort("known"),
            left_on="day", right_on="known", by=side, check_sortedness=False,
        ).drop("known", strict=False).sort("day")  # fmt: skip
    still = facing.filter(pl.col("place_now") == pl.col("place_whole"))
    told = claims.select(
        "series", "place", "claim_id", "claimant_id", "lower", "as_of", "as_of_precision", "accused_named", "accused_id"
    )
    return still.join(told, on=["series", "place"])


def _laid_alike(facing: pl.DataFrame, world: World, *, attributed: bool) -> pl.DataFrame:
    """Where accused parties count: the part's is the whole's, or belongs to it."""
    bodies = [(one, holder) for one, held in world.actor_above.items() for holder in held]
    if not attributed:
        return facing.filter(pl.col("accused_id_whole").is_null() | _among("accused_id", bodies))
    laid = facing.with_columns(
        accused_id=pl.coalesce("accused_id", "accused_named"),
        accused_id_whole=pl.coalesce("accused_id_whole", "accused_named_whole"),
    )
    return laid.filter(_among("accused_id", bodies))


def _dimension() -> pl.Expr:
    """The dimensions on which the part is narrower than the whole; empty where the scopes are equal."""
    narrower = [pl.when(~pl.col(f"same_{name}")).then(pl.lit(word)) for name, word in _NARROWING.items()]
    said = pl.concat_str(narrower, separator=", ", ignore_nulls=True)
    return pl.when(said != "").then(said)
