"""Sums: whether parts of one statement that exclude one another fit into their whole, or fill it and add up to it.

A statement is what one document says of one claimant's count as of one day. Its parts differ from their whole on one
dimension: by status, by sex and age, or by place. Validation and the conflicts of kind ``sum`` ask here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Final

import polars as pl

from casualty_dataset.analysis.hierarchies import place_containers
from casualty_dataset.model import SCOPE_COLUMNS
from casualty_schemas.semantics import (
    SCOPE,
    VAGUE,
    is_increment,
    lower,
    makes_claim,
    may_be_several_groups,
    scope,
    upper,
)
from casualty_schemas.vocabulary import STATUS

_STATEMENT: Final = ("source_id", "claimant_id", "as_of", "as_of_part")
"""What the tallies of one statement share, besides the columns of their scope."""

_BY_STATUS: Final = ("status",)
_BY_SEX_AND_AGE: Final = ("sex", "age")
_BY_PLACE: Final = ("place_id", "place_role")
_SHARED: Final = tuple(name for name in SCOPE_COLUMNS if name not in (*_BY_STATUS, *_BY_SEX_AND_AGE, *_BY_PLACE))
"""The columns of a scope in which all parts equal their whole, whatever the dimension."""

Codes = tuple[str | None, ...]
People = frozenset[str]

SUMS: Final = pl.Schema({
    "whole_id": pl.String(), "dimension": pl.String(), "part_ids": pl.List(pl.String()), "total": pl.Int64(),
    "bound": pl.Int64(), "fills": pl.Boolean(), "certain": pl.Boolean(), "as_of": pl.Date(),
})  # fmt: skip
"""The columns of :func:`wrong_sums`."""


def wrong_sums(tallies: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """The wholes whose parts together exceed them, or fill their place and do not add up to them.

    ``tallies`` and ``places`` are the typed tables. A row for each whole and dimension, sorted by ``whole_id``:
    ``dimension`` (``status``, ``sex``, ``age``, ``sex, age`` or ``place``), ``part_ids``, ``total`` of the parts,
    ``bound`` (the number of the whole that they should be or not exceed), ``fills`` (the parts are at exactly the
    members of the whole's area), ``certain`` (no numbers within the bounds of all figures add up), and the ``as_of`` of
    the statement.

    Only parts that surely exclude one another are added up: not people of unknown sex beside women, not an area beside
    a place that it may share. A document may use the code ``other`` of several groups, so such rows are left out. Of
    several figures for one part the least counts.
    """
    rows = _figures(tallies)
    if not rows.height:
        return pl.DataFrame(schema=SUMS)
    by_dimension = [
        _by_codes(rows, _BY_STATUS, _STATUS_PEOPLE),
        _by_codes(rows, _BY_SEX_AND_AGE, _SEX_AND_AGE_PEOPLE),
        _by_place(rows, places),
    ]
    return pl.concat([some.select(SUMS.names()).cast(SUMS) for some in by_dimension]).sort("whole_id", "dimension")


def _figures(tallies: pl.DataFrame) -> pl.DataFrame:
    """The figures with an interval that share a statement and what all parts share: ``shared``, two or more of each.

    Columns besides: those of the three dimensions, ``tally_id``, ``as_of``, ``value``, ``low_`` and ``high_``.
    """
    others = ("limits", "qualifier", "value", "low", "high", "magnitude", "relay_fault", "period_basis")
    rows = tallies.select(dict.fromkeys(["tally_id", *_STATEMENT, *SCOPE_COLUMNS, *others]).keys())
    rows = rows.rename({name: f"{name}#" for name in SCOPE_COLUMNS if f"{name}#" in SCOPE})
    return (
        rows.lazy()
        .filter(~is_increment(), makes_claim())
        .filter(pl.struct(_STATEMENT).hash().is_duplicated())
        .select("tally_id", *_STATEMENT, "value", *scope(), low_=lower(), high_=upper())
        .filter(pl.col("low_").is_not_null(), ~may_be_several_groups())
        .rename({f"{name}#": name for name in SCOPE_COLUMNS if f"{name}#" in SCOPE})
        .select(
            "tally_id", "as_of", "value", "low_", "high_", *_BY_PLACE,
            pl.col(*_BY_STATUS, *_BY_SEX_AND_AGE).cast(pl.String),
            shared=pl.struct(*_STATEMENT, *_SHARED).hash(),
        )
        .filter(pl.col("shared").is_duplicated())
        .collect()
    )  # fmt: skip


# --- by status, by sex and age -----------------------------------------------------------------------


def _by_codes(rows: pl.DataFrame, columns: tuple[str, ...], people: Mapping[Codes, People]) -> pl.DataFrame:
    """The wholes that parts by these columns exceed; ``people`` are those whom each combination of codes covers."""
    others = [name for name in (*_BY_STATUS, *_BY_SEX_AND_AGE, *_BY_PLACE) if name not in columns]
    keyed = rows.with_columns(key=pl.struct("shared", *others).hash()).filter(pl.col("key").is_duplicated())
    if not keyed.height:
        return pl.DataFrame(schema=SUMS)
    parts = keyed.sort("low_", "tally_id").unique(["key", *columns], keep="first", maintain_order=True)
    wholes = keyed.filter(pl.col("high_").is_not_null())
    wholes = wholes.select("key", "as_of", *columns, whole_id="tally_id", bound="high_")
    pairs = (
        parts.select("key", *columns, "tally_id", "low_")
        .join(wholes, on="key", suffix="_whole")
        .join(_narrower(columns, people), on=[*columns, *(f"{name}_whole" for name in columns)], nulls_equal=True,
              how="semi")
        .join(_families(columns, people), on=columns, nulls_equal=True)
    )  # fmt: skip
    same = {name: (pl.col(name).eq_missing(pl.col(f"{name}_whole"))).all().alias(f"same_{name}") for name in columns}
    sums = pairs.group_by("whole_id", "family").agg(
        pl.col("bound", "as_of").first(), pl.col("tally_id").sort().alias("part_ids"), *same.values(),
        total=pl.col("low_").sum(),
    )  # fmt: skip
    wrong = sums.filter(pl.col("part_ids").list.len() > 1, pl.col("total") > pl.col("bound"))
    wrong = wrong.sort("total", "family", descending=[True, False]).unique("whole_id", keep="first")
    named = [pl.when(~pl.col(f"same_{name}")).then(pl.lit(name)) for name in columns]
    return wrong.with_columns(
        dimension=pl.concat_str(named, separator=", ", ignore_nulls=True), fills=pl.lit(False), certain=pl.lit(True)
    )


def _narrower(columns: tuple[str, ...], people: Mapping[Codes, People]) -> pl.DataFrame:
    """Each combination of codes with each that covers more people, ``…_whole``."""
    pairs = [(*part, *wider) for part, wider in product(people, people) if people[part] < people[wider]]
    return pl.DataFrame(
        pairs, schema=dict.fromkeys([*columns, *(f"{name}_whole" for name in columns)], pl.String), orient="row"
    )


def _families(columns: tuple[str, ...], people: Mapping[Codes, People]) -> pl.DataFrame:
    """Each largest set of combinations that exclude one another: ``family``, a number, and the codes."""
    rows = [(number, *codes) for number, family in enumerate(_disjoint(people)) for codes in family]
    return pl.DataFrame(
        rows, schema={"family": pl.UInt32, **dict.fromkeys(columns, pl.String)}, orient="row"
    )  # fmt: skip


def _disjoint(people: Mapping[Codes, People], taken: People = frozenset()) -> Iterator[list[Codes]]:
    """The families whose members exclude one another and cover all that the combinations can."""
    everybody = frozenset[str]().union(*people.values())
    left = sorted(everybody - taken)
    if not left:
        yield []
        return
    for codes, covered in people.items():
        if left[0] in covered and not covered & taken:
            yield from ([codes, *others] for others in _disjoint(people, taken | covered))


_STATUS_PEOPLE: Final[dict[Codes, People]] = {
    (None,): frozenset("".join(code.atoms for code in STATUS.values())),
    **{(code.code,): frozenset(code.atoms) for code in STATUS.values() if code.code not in VAGUE},
}
_SEX_AND_AGE_PEOPLE: Final[dict[Codes, People]] = {
    (sex, age): frozenset(
        f"{person} {years}"
        for person, years in product(("female", "male"), ("adult", "child"))
        if sex in (None, person) and age in (None, years)
    )
    for sex, age in product((None, "female", "male"), (None, "adult", "child"))
}


# --- by place ----------------------------------------------------------------------------------------


def _by_place(rows: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """The wholes that parts at places within theirs exceed, or fill and do not add up to.

    A part that is ``unplaced`` at the whole's own place is one of them.
    """
    others = [*_BY_STATUS, *_BY_SEX_AND_AGE]
    keyed = rows.with_columns(key=pl.struct("shared", *others).hash()).filter(pl.col("key").is_duplicated())
    keyed = keyed.with_columns(pl.col("place_role").cast(pl.String))
    if not keyed.height:
        return pl.DataFrame(schema=SUMS)
    parts = keyed.sort("low_", "tally_id").unique(["key", *_BY_PLACE], keep="first", maintain_order=True)
    several = keyed.select("key", *_BY_PLACE, "value").unique().group_by("key", *_BY_PLACE).len(name="figures")
    parts = parts.join(several, on=["key", *_BY_PLACE])
    wholes = keyed.filter(pl.col("place_role") != "unplaced").select(
        "key", "as_of", "place_role", "place_id", whole_id="tally_id", whole_value="value", whole_low="low_",
        whole_high="high_",
    )  # fmt: skip
    containing, members = _place_frames(places)
    inside = (
        parts.filter(pl.col("place_role") != "unplaced")
        .join(containing, on="place_id")
        .join(wholes, left_on=["key", "place_role", "place_id_whole"], right_on=["key", "place_role", "place_id"])
    )
    inside = inside.rename({"place_id": "part_place"})
    unplaced = parts.filter(pl.col("place_role") == "unplaced").drop("place_role", "as_of")
    unplaced = unplaced.join(wholes, on=["key", "place_id"]).rename({"place_id": "place_id_whole"})
    unplaced = unplaced.with_columns(part_place=pl.lit(None, pl.String))
    at_members = inside.join(members, left_on=["part_place", "place_id_whole"], right_on=["place_id", "area"])
    widest = _widest(inside, containing, places)
    filling = _filling_sums(pl.concat([at_members, unplaced], how="diagonal"))
    exceeding = _exceeding_sums(pl.concat([widest, unplaced], how="diagonal"))
    exceeding = exceeding.join(filling, on="whole_id", how="anti")
    return pl.concat([filling.select(SUMS.names()), exceeding.select(SUMS.names())])


def _place_frames(places: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Each place with those that it lies in, itself left out, and each member with its area and their number.

    The columns are ``place_id`` and ``place_id_whole``; ``place_id``, ``area`` and ``members``. An area of which one
    member lies in another is left out.
    """
    cells = places.select("place_id", "members").drop_nulls().iter_rows()
    members = {area: cell.split("|") for area, cell in cells}
    above = place_containers(dict(places.select("place_id", "parent_id").iter_rows()), members)
    containing = [(place, other) for place, holders in above.items() for other in holders if place not in above[other]]
    members = {
        area: some for area, some in members.items() if not any(above[place] & {*some} - {place} for place in some)
    }
    return (
        pl.DataFrame(containing, schema={"place_id": pl.String, "place_id_whole": pl.String}, orient="row"),
        pl.DataFrame(
            [(place, area, len(some)) for area, some in members.items() for place in some],
            schema={"place_id": pl.String, "area": pl.String, "members": pl.Int64},
            orient="row",
        ),
    )


def _widest(pairs: pl.DataFrame, containing: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Leave out the parts that lie in another part of their whole, and the areas that may share a place with one."""
    given = pairs.select("whole_id", place_id_whole="part_place")
    nested = (
        pairs.select("whole_id", "tally_id", place_id="part_place")
        .join(containing, on="place_id")
        .join(given, on=["whole_id", "place_id_whole"], how="semi")
    )
    pairs = pairs.join(nested, on=["whole_id", "tally_id"], how="anti")
    areas = pairs.select(area="part_place").unique().join(
        places.filter(pl.col("level") == "area").select("members", area="place_id"), on="area"
    )  # fmt: skip
    if not areas.height:
        return pairs
    itself = pl.DataFrame({"place_id": places["place_id"], "place_id_whole": places["place_id"]})
    holding = pl.concat([containing, itself])
    shared = (
        holding.join(areas.select(place_id_whole="area"), on="place_id_whole", how="semi")
        .join(holding, on="place_id", suffix="_other")
        .select(part_place="place_id_whole", other="place_id_whole_other")
        .filter(pl.col("part_place") != pl.col("other"))
        .unique()
    )
    overlapping = (
        pairs.select("whole_id", "tally_id", "part_place")
        .join(shared, on="part_place")
        .join(pairs.select("whole_id", other="part_place"), on=["whole_id", "other"], how="semi")
    )
    undrawn = areas.filter(pl.col("members").is_null())["area"]
    pairs = pairs.join(overlapping, on=["whole_id", "tally_id"], how="anti")
    return pairs.filter(~pl.col("part_place").is_in(undrawn.implode()))


def _exceeding_sums(pairs: pl.DataFrame) -> pl.DataFrame:
    """The wholes whose most is less than the least of their parts together."""
    sums = pairs.group_by("whole_id").agg(
        pl.col("whole_high", "as_of").first(), pl.col("tally_id").sort().alias("part_ids"), total=pl.col("low_").sum()
    )
    wrong = sums.filter(pl.col("part_ids").list.len() > 1, pl.col("total") > pl.col("whole_high"))
    return wrong.with_columns(dimension=pl.lit("place"), bound="whole_high", fills=pl.lit(False), certain=pl.lit(True))


def _filling_sums(pairs: pl.DataFrame) -> pl.DataFrame:
    """The wholes whose parts at members of their area have other numbers together, or greater ones if some are missing.

    Numbers are compared as they were said, whatever stands before them; ``certain`` looks at the bounds.
    """
    sums = pairs.group_by("whole_id").agg(
        pl.col("whole_value", "whole_low", "whole_high", "as_of").first(),
        pl.col("tally_id").sort().alias("part_ids"),
        pl.col("members").max(),
        least=pl.col("low_").sum(),
        most=pl.when(pl.col("high_").null_count() == 0).then(pl.col("high_").sum()),
        total=pl.when(pl.col("value").null_count() == 0).then(pl.col("value").sum()),
        given=pl.col("part_place").count(),
        once=(pl.col("figures") == 1).all(),
    )
    sums = sums.filter("once", pl.col("members").is_not_null()).with_columns(
        fills=pl.col("given") == pl.col("members"), bound="whole_value", dimension=pl.lit("place")
    )
    short = pl.col("fills") & (pl.col("most") < pl.col("whole_low"))
    certain = (pl.col("least") > pl.col("whole_high")).fill_null(False) | short.fill_null(False)
    wrong = (pl.col("total") > pl.col("bound")) | (pl.col("fills") & (pl.col("total") != pl.col("bound")))
    return sums.filter(wrong).with_columns(certain=certain)
