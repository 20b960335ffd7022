"""Rules on what one claimant says in one document, and from one day to the next."""

from __future__ import annotations

import polars as pl

from casualty_dataset.validation.rules.check import Checks, flag, rows_where
from casualty_dataset.validation.rules.context import Context
from casualty_dataset.validation.rules.rule import rule
from casualty_schemas.semantics import (
    MEASURE_WITHIN,
    SCOPE,
    STATUS_WITHIN,
    is_increment,
    lower,
    makes_claim,
    scope,
    upper,
)
from casualty_schemas.vocabulary import MEASURE

_STATEMENT = ["source_id#", "claimant_id#", "incident_id#", "as_of", "as_of_part"]
_EQUAL = ["unit", "place_role"]
_FREE = ["sex", "age", "party_id#", "accused_id", "community_as_stated", "cause", "circumstance", "subgroup"]
_DAYS = ["period_start", "period_end"]
_SCOPE_BUT_PLACE = ["measure", "status", *_FREE, *_DAYS]


def containers(places: pl.DataFrame) -> list[set[int]]:
    """For each place (by row) every place that contains it, itself included: by tree and by membership."""
    up = places["parent_id#"].to_list()
    number = {place: row for row, place in enumerate(places["place_id"])}
    members = [[number[member] for member in cell.split("|")] if cell else [] for cell in places["members"].to_list()]
    areas_of: dict[int, list[int]] = {}
    for area, parts in enumerate(members):
        for part in parts:
            areas_of.setdefault(part, []).append(area)
    holders: list[set[int]] = []
    for row in range(len(up)):
        chain: list[int] = []
        at: int | None = row
        while at is not None and at not in chain:  # a circle is the business of another rule
            chain.append(at)
            at = up[at]
        holders.append({*chain, *(area for place in chain for area in areas_of.get(place, ()))})
    for area, parts in enumerate(members):  # a union lies in whatever holds each of its members
        if parts:
            holders[area] |= set.intersection(*(holders[part] for part in parts))
    return holders


def nested_tallies(tallies: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Pairs of one statement of which the first speaks of a part of what the second speaks of.

    Only pairs that a rule may object to: the part is larger than the whole, or its place is a member of the
    whole's area. Columns of the part carry their own names, those of the whole the suffix ``_whole``.
    """
    counted = tallies.select(makes=~is_increment() & makes_claim(), low_=lower(), high_=upper())
    rows = (
        tallies.select(
            "measure",
            "status",
            "unit",
            statement=pl.struct(_STATEMENT).hash(),
            place=pl.col("place_id#").cast(pl.UInt64),
        )
        .with_columns(counted)
        .with_row_index("row")
        .filter("makes")
        .filter(pl.col("statement").is_duplicated())
        .drop("makes")
    )
    held, member = _place_pairs(places)
    wholes = rows.drop("low_").select("statement", pl.exclude("statement").name.suffix("_whole"))
    pairs = (
        rows.drop("high_")
        .join(wholes, on="statement")
        .filter(pl.col("row") != pl.col("row_whole"), pl.col("unit") == pl.col("unit_whole"), *_kind_within())
        .with_columns(place_pair=pl.col("place") * places.height + pl.col("place_whole"))
        .with_columns(member=pl.col("place_pair").is_in(member.implode()))
        .filter((pl.col("low_") > pl.col("high__whole")).fill_null(False) | pl.col("member"))
        .filter(pl.col("place_pair").is_in(held.implode()))
        .select("row", "row_whole", "member")
    )
    columns = ["source_id#", "claimant_id#", "as_of", "as_of_part", "value", "limits", *SCOPE]
    wide = tallies.select(*columns, counted["low_"], counted["high_"])
    plain = [name for name in columns if name not in SCOPE and name != "limits"]
    part = wide[pairs["row"]].select(*plain, *scope(), "low_", "high_")
    whole = wide[pairs["row_whole"]].select(*plain, *scope(), "low_", "high_").select(pl.all().name.suffix("_whole"))
    return pl.concat([pairs, part, whole], how="horizontal").filter(_narrower()).sort("row_whole", "row")


def _place_pairs(places: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """Which places lie in which, and which are members of which area: pairs of rows as ``part * n + whole``."""
    number, many = {place: row for row, place in enumerate(places["place_id"])}, places.height
    held = [row * many + holder for row, above in enumerate(containers(places)) for holder in above]
    member = [
        number[place] * many + area
        for area, cell in enumerate(places["members"].to_list())
        if cell
        for place in cell.split("|")
    ]
    return pl.Series(held, dtype=pl.UInt64), pl.Series(member, dtype=pl.UInt64)


def _narrower() -> pl.Expr:
    """Whether the part's scope lies within the whole's, and is not the same; place is settled already."""
    equal = [pl.col(name).eq_missing(pl.col(f"{name}_whole")) for name in [*_STATEMENT, *_EQUAL]]
    free = [pl.col(f"{name}_whole").is_null() | (pl.col(name) == pl.col(f"{name}_whole")) for name in [*_FREE, *_DAYS]]
    within = [condition.fill_null(False) for condition in [*equal, *free, *_kind_within()]]
    same = [pl.col(name).eq_missing(pl.col(f"{name}_whole")) for name in ["place_id#", *_SCOPE_BUT_PLACE]]
    return pl.all_horizontal(within) & ~pl.all_horizontal(same)


def _kind_within() -> list[pl.Expr]:
    """Whether what the part counts, and whom, is among what the whole counts, and whom."""
    status = pl.col("status_whole").is_null() | _contained("status", STATUS_WITHIN)
    return [_contained("measure", MEASURE_WITHIN), status.fill_null(False)]


def _contained(name: str, above: dict[str, frozenset[str]]) -> pl.Expr:
    number = {code: place for place, code in enumerate(above)}  # as the Enum of the column numbers its codes
    pairs = [number[code] * 100 + number[holder] for code, holders in above.items() for holder in holders]
    part, whole = (pl.col(column).to_physical().cast(pl.UInt16) for column in (name, f"{name}_whole"))
    return (part * 100 + whole).is_in(pairs)


@rule(
    "Check both figures against the document; if it prints them so, waive the part.",
    tables=("tallies", "places"),
    waivable=True,
)
def part_not_above_whole(context: Context) -> Checks:
    """In one statement (same document, claimant, incident and as_of) no part exceeds its whole."""
    found = context.nested_tallies.filter(pl.col("low_") > pl.col("high__whole"))
    found = found.unique("row", keep="first", maintain_order=True).sort("row")
    found = found.with_columns(context.tallies["tally_id"].gather(found["row_whole"]).alias("whole_id"))
    message = pl.format("{} is more than the {} of {}, of which it is a part", "low_", "high__whole", "whole_id")
    return flag(found, pl.col("row").is_not_null(), "value", message, pl.col("low_"))


@rule(
    "Check the figures against the document; if it prints them so, waive the whole.",
    tables=("tallies", "places"),
    waivable=True,
)
def parts_sum_to_whole(context: Context) -> Checks:
    """In one statement the parts at exactly the members of the whole's area sum to the whole, and never exceed it."""
    listed = context.places["members"].str.split("|").list.len()
    if not listed.is_not_null().any():
        return ()
    same = [pl.col(name).eq_missing(pl.col(f"{name}_whole")) for name in _SCOPE_BUT_PLACE]
    area = context.places["members"].gather(context.nested_tallies["place_id#_whole"]).alias("area")
    place = context.places["place_id"].gather(context.nested_tallies["place_id#"]).alias("place")
    parts = context.nested_tallies.with_columns(area, place).filter(
        pl.all_horizontal(same) & pl.col("area").str.split("|").list.contains(pl.col("place"))
    )
    sums = parts.group_by(row="row_whole", maintain_order=True).agg(
        members=pl.col("area").first().str.split("|").list.len(),
        given=pl.col("place").n_unique(),
        rows=pl.len(),
        total=pl.col("value").sum(),
        numbers=pl.col("value").count(),
        whole=pl.col("value_whole").first(),
    )
    clear = (pl.col("given") == pl.col("rows")) & (pl.col("numbers") == pl.col("rows")) & pl.col("whole").is_not_null()
    unequal = (pl.col("given") == pl.col("members")) & (pl.col("total") != pl.col("whole"))
    wrong = clear & (unequal | (pl.col("total") > pl.col("whole")))
    message = pl.format("its {} parts by place sum to {}, not to {}", "given", "total", "whole")
    return flag(sums.sort("row"), wrong, "value", message, pl.col("whole"))


@rule(
    "Check the increment and both totals against the document; if it prints them so, waive the increment.",
    tables=("tallies",),
    waivable=True,
)
def increment_matches_totals(context: Context) -> Checks:
    """An increment of all days since the total that its document supersedes is the step (1,225 + 158 = 1,383)."""
    same = [
        "source_id#",
        "claimant_id#",
        "incident_id#",
        "as_of",
        "place_id#",
        "measure",
        "unit",
        "status",
        "sex",
        "age",
        "party_id#",
        "limits",
    ]
    exact = pl.col("qualifier") == "exact"
    needed = context.tallies.select(
        *same, "value", "qualifier", *_DAYS, "period_basis", "relay_fault", "supersedes_id#"
    )
    added = rows_where(needed, is_increment() & exact & pl.col("relay_fault").is_null())
    totals = rows_where(needed, ~is_increment() & exact & pl.col("supersedes_id#").is_not_null())
    if not added.height or not totals.height:
        return ()
    before = context.tallies.select(before="value", was="qualifier", before_on="as_of")[totals["supersedes_id#"]]
    totals = pl.concat([totals.select(*same, total="value"), before], how="horizontal").filter(pl.col("was") == "exact")
    steps = added.join(totals.drop("was"), on=same, how="inner", nulls_equal=True).sort("row")
    since = pl.min_horizontal(pl.col("before_on").dt.offset_by("1d"), pl.col("as_of"))
    steps = steps.filter((pl.col("period_start") == since) & (pl.col("period_end") == pl.col("as_of")))
    message = pl.format("{} + {} is not {}, the claimant's next total", "before", "value", "total")
    return flag(steps, pl.col("before") + pl.col("value") != pl.col("total"), "value", message)


@rule(
    "Point supersedes_id at the higher tally (revision_reason not_stated if none is given), or name the relay_fault.",
    tables=("tallies",),
)
def fall_is_declared(context: Context) -> Checks:
    """A claimant's later figure below its earlier one, over one scope and basis, names the one that it supersedes."""
    rising = [code.code for code in MEASURE.values() if not code.may_fall]
    claims = (
        context.tallies.lazy()
        .with_row_index("row")
        .filter(~is_increment() & makes_claim() & pl.col("measure").is_in(rising) & pl.col("as_of").is_not_null())
        .select(
            "row", "claimant_id#", "basis", "as_of", "as_of_part", "as_of_precision", "supersedes_id#", *scope(),
            low_=lower(), high_=upper(),
        )
        .filter(pl.col("low_").is_not_null())
        .collect()
    )  # fmt: skip
    series = [name for name in claims.columns if name not in _NOT_SERIES]
    claims = _ever_falling(claims.with_columns(series=pl.struct(series).hash()))
    by_day = _falls(claims, pl.col("as_of").to_physical(), pl.lit(True), ["series"])
    in_day = _falls(claims, pl.col("as_of_part").to_physical(), pl.col("as_of_part").is_not_null(), ["series", "as_of"])
    found = pl.concat([by_day, in_day]).unique("row", maintain_order=True).sort("row")
    message = pl.format("the claimant had {} on {}; this is less, and supersedes nothing", "before", "before_on")
    return flag(found, pl.col("row").is_not_null(), "value", message, pl.col("high_"))


_NOT_SERIES = {"row", "as_of", "as_of_part", "as_of_precision", "supersedes_id#", "low_", "high_"}


def _ever_falling(claims: pl.DataFrame) -> pl.DataFrame:
    """The claims of those series in which anything may lie below anything earlier: few, by one sort of integers.

    Series (32 bits of its hash), day (15) and lower bound (17) are packed into one number. The running maximum
    starts anew with each series because the number of the series is its highest digits. Equal hashes can only name a
    series too many, never miss one; series with a bound that does not fit are named outright.
    """
    day = pl.col("as_of").to_physical().cast(pl.UInt64) & 0x7FFF
    low, high = (pl.col(name).clip(upper_bound=_CLIP) for name in ("low_", "high_"))
    packed = (pl.col("series") & 0xFFFFFFFF) * 2**32 + day * 2**17 + low.cast(pl.UInt64)
    order = claims.select("series", "low_", packed=packed, low=low, high=high).sort("packed")
    base = (pl.col("packed") // 2**32).rle_id().cast(pl.Int64) * 2**20
    below = base + pl.col("high") < (base + pl.col("low")).cum_max().shift(1)
    falling = order.filter(below | (pl.col("low_") >= _CLIP))["series"].unique()
    return claims.filter(pl.col("series").is_in(falling.implode()))


_CLIP = 2**17 - 1


def _falls(claims: pl.DataFrame, moment: pl.Expr, usable: pl.Expr, group: list[str]) -> pl.DataFrame:
    """Claims wholly below the highest of the moment before in their group, and not declared as a revision.

    Only an exactly dated claim that nothing replaced counts as "before".
    """
    replaced = claims["supersedes_id#"].drop_nulls().implode()
    timed = claims.filter(usable).with_columns(moment=moment)
    known = timed.filter((pl.col("as_of_precision") == "day") & ~pl.col("row").is_in(replaced))
    levels = known.group_by([*group, "moment"]).agg(before=pl.col("low_").max(), before_on=pl.col("as_of").first())
    later = timed.filter(pl.col("supersedes_id#").is_null() & pl.col("high_").is_not_null())
    earlier = levels.rename({"moment": "earlier"}).sort("earlier")
    steps = later.sort("moment").join_asof(
        earlier, left_on="moment", right_on="earlier", by=group, allow_exact_matches=False, check_sortedness=False
    )
    return steps.filter(pl.col("high_") < pl.col("before")).select("row", "high_", "before", "before_on")


@rule("Keep one row; if the document gives it twice, say so in its note.", tables=("tallies",))
def no_duplicate_figure(context: Context) -> Checks:
    """One figure of one document is one row: two rows never agree in everything but id, locator and note."""
    core = ["source_id#", "place_id#", "as_of", "measure", "value"]  # enough to leave few to compare in full
    twins = rows_where(context.tallies, pl.struct(core).hash().is_duplicated())
    if not twins.height:
        return ()
    said = [
        name
        for name in context.tallies.columns
        if not name.endswith("#") and name not in ("tally_id", "locator", "note")
    ]
    rows = twins.with_columns(first=pl.col("tally_id").first().over(pl.struct(said).hash()))
    wrong = pl.col("tally_id") != pl.col("first")
    return flag(rows, wrong, "tally_id", pl.format("{} says the same", "first"))
