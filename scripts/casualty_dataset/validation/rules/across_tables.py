"""Rules across rows and tables: trees, uses, dates that must agree."""

from __future__ import annotations

import polars as pl

from casualty_dataset.validation.rules.boxes import Box, bounding_boxes
from casualty_dataset.validation.rules.check import Checks, combine, flag, rows_where
from casualty_dataset.validation.rules.context import Context
from casualty_dataset.validation.rules.cycles import reachable, rows_on_cycle
from casualty_dataset.validation.rules.rule import rule
from casualty_dataset.validation.rules.within_rows import LEVEL_RANK
from casualty_schemas.semantics import last_day


def follow(rows: pl.DataFrame, reference: str, cells: pl.Series) -> pl.Series:
    """Return for each row the cell of the row that ``reference`` leads to; null where it is empty."""
    return cells.gather(rows[f"{reference}#"]).alias(cells.name)


# --- cycles ------------------------------------------------------------------------------------------


def _flag_cycle(rows: pl.DataFrame, reference: str) -> Checks:
    return flag(rows, rows_on_cycle(rows[f"{reference}#"]), reference, "following this column leads back to this row")


@rule("Break the cycle: one of its rows names the wrong parent.", tables=("actors",))
def actors_have_no_cycle(context: Context) -> Checks:
    """No actor belongs to itself, directly or through others."""
    return _flag_cycle(context.actors, "parent_id")


@rule("Break the cycle: one of its rows names the wrong parent.", tables=("places",))
def places_have_no_cycle(context: Context) -> Checks:
    """No place lies in itself, directly or through others."""
    return _flag_cycle(context.places, "parent_id")


@rule("Break the cycle: one of its rows names the wrong parent.", tables=("incidents",))
def incidents_have_no_cycle(context: Context) -> Checks:
    """No incident is part of itself, directly or through others."""
    return _flag_cycle(context.incidents, "parent_id")


@rule("Point copies at one document of their group, and leave that one's relays_source_id empty.", tables=("sources",))
def copies_have_no_cycle(context: Context) -> Checks:
    """No document is a copy of itself, directly or through others."""
    return _flag_cycle(context.sources, "relays_source_id")


@rule("Break the cycle: a body continues an older one, never one that continues it.", tables=("actors",))
def succession_has_no_cycle(context: Context) -> Checks:
    """No body continues itself under a new name, directly or through others."""
    return _flag_cycle(context.actors, "succeeds_id")


@rule("Remove the input that is wrong: two claimants cannot each build on the other.", tables=("actor_inputs",))
def inputs_have_no_cycle(context: Context) -> Checks:
    """No claimant builds on itself, directly or through others."""
    pairs = context.actor_inputs.select("actor_id#", "input_actor_id#").rows()
    inputs: dict[int, set[int]] = {}
    for actor, input_actor in pairs:
        inputs.setdefault(actor, set()).add(input_actor)
    reach = {actor: reachable(actor, inputs) for actor in inputs}
    broken = [actor in reach.get(input_actor, {input_actor}) for actor, input_actor in pairs]
    message = "the input builds on this actor in turn"
    return flag(context.actor_inputs, pl.Series(broken, dtype=pl.Boolean), "input_actor_id", message)


# --- sources and actors ------------------------------------------------------------------------------


@rule(
    "Cite it in a tally or in incident_sources.csv, or delete the row, or waive it with the reason.",
    tables=("sources", "tallies", "incident_sources"),
    waivable=True,
)
def every_source_is_used(context: Context) -> Checks:
    """Every document is cited by a tally or by an incident."""
    used = pl.concat([context.tallies["source_id#"].unique(), context.incident_sources["source_id#"].unique()])
    number = pl.int_range(context.sources.height, dtype=pl.UInt32, eager=True)
    return flag(context.sources, ~number.is_in(used.implode()), "source_id", "no tally and no incident cites it")


@rule(
    "Use it, or delete the row, or waive it with the reason.",
    tables=("actors", "tallies", "actor_inputs", "sources"),
    waivable=True,
)
def every_actor_is_used(context: Context) -> Checks:
    """Every actor is a claimant, accused, counted, credited or an input, or a parent or forerunner of one that is."""
    columns = [context.tallies[name] for name in ("claimant_id", "accused_id", "party_id")]
    columns += [context.actor_inputs["actor_id"], context.actor_inputs["input_actor_id"]]
    columns.append(context.sources["credited_to"].drop_nulls().str.split("|").explode())
    used = set().union(*(set(column.drop_nulls().unique()) for column in columns))
    above = {actor: others for actor, *others in context.actors.select("actor_id", "parent_id", "succeeds_id").rows()}
    waiting = list(used)
    while waiting:
        new = {actor for actor in above.get(waiting.pop(), ()) if actor is not None} - used
        used |= new
        waiting += new
    return flag(
        context.actors, ~context.actors["actor_id"].is_in(list(used)), "actor_id", "no row of any table uses it"
    )


@rule(
    "Leave succeeds_id of one of them empty: one body continues another, and those that only came of it do not.",
    tables=("actors",),
)
def body_is_succeeded_once(context: Context) -> Checks:
    """A body is continued under a new name by one body at most."""
    named = rows_where(context.actors, pl.col("succeeds_id").is_not_null())
    rows = named.with_columns(first=pl.col("actor_id").first().over("succeeds_id"))
    message = pl.format("{} continues {} already", "first", "succeeds_id")
    return flag(rows, pl.col("actor_id") != pl.col("first"), "succeeds_id", message)


@rule("List its members in actor_inputs.csv.", tables=("actors", "actor_inputs"))
def joint_actor_has_members(context: Context) -> Checks:
    """A joint claimant has at least two members, listed in actor_inputs."""
    members = context.actor_inputs.group_by("actor_id").agg(pl.col("input_actor_id").n_unique().alias("n"))
    count = context.actors.join(members, on="actor_id", how="left", maintain_order="left")["n"].fill_null(0)
    return flag(
        context.actors,
        (context.actors["kind"] == "joint") & (count < 2),
        "kind",
        "a joint claimant has fewer than two members",
    )


@rule(
    "A document that the claimant itself published is not a copy: correct proximity or relays_source_id.",
    tables=("sources",),
)
def primary_source_is_no_copy(context: Context) -> Checks:
    """A document that the claimant itself published is no copy of another document."""
    broken = (pl.col("proximity") == "primary") & pl.col("relays_source_id").is_not_null()
    return flag(context.sources, broken, "relays_source_id", "a primary document copies another")


# --- places ------------------------------------------------------------------------------------------


@rule("Make the next larger place of the tree its parent.", tables=("places",))
def parent_place_is_larger(context: Context) -> Checks:
    """The parent of a place has a coarser level; only countries and areas have no parent; an area is never a parent."""
    places = context.places
    rank = places["level"].cast(pl.String).replace_strict(LEVEL_RANK, return_dtype=pl.Int64)
    rows = places.with_row_index("row").with_columns(
        rank=rank,
        parent_rank=follow(places, "parent_id", rank),
        parent_level=follow(places, "parent_id", places["level"]).cast(pl.String),
    )
    rows = rows.filter(~rows_on_cycle(places["parent_id#"]))  # another rule reports a cycle
    no_parent = pl.col("parent_id").is_null() & ~pl.col("level").is_in(["country", "area"])
    not_coarser = (pl.col("parent_level") == "area") | (pl.col("rank") <= pl.col("parent_rank"))
    broken = no_parent | (pl.col("parent_level").is_not_null() & not_coarser).fill_null(False)
    message = pl.format("a {} lies in {}", "level", pl.col("parent_level").fill_null("no other place"))
    return flag(rows, broken, "parent_id", message)


@rule("Use the area that exists already.", tables=("places",))
def areas_are_distinct(context: Context) -> Checks:
    """No two areas have the same members."""
    rows = context.places.with_row_index("row").with_columns(first=pl.col("place_id").first().over("members"))
    broken = pl.col("members").is_not_null() & (pl.col("place_id") != pl.col("first"))
    return flag(rows, broken, "members", pl.format("{} has the same members", "first"))


@rule("Replace the area by its members.", tables=("places",))
def area_members_are_not_areas(context: Context) -> Checks:
    """The members of an area are places, not areas."""
    areas = context.places.filter(pl.col("level") == "area")["place_id"].to_list()
    broken = pl.col("members").str.split("|").list.eval(pl.element().is_in(areas)).list.any()
    return flag(context.places, broken, "members", "an area is among the members")


@rule("Correct the P-code, or the parent.", tables=("places",))
def pcode_starts_with_parent_pcode(context: Context) -> Checks:
    """A P-code belongs to one place, and starts with its parent's where both are two letters of one country and digits.

    Zeros that fill up the parent's code do not count: PH1400100000 lies in PH1400000000. A code of another form, such
    as C1234 of a village, or of another country does not say where the place lies.
    """
    places = context.places
    rows = places.with_row_index("row").with_columns(
        parent_pcode=follow(places, "parent_id", places["pcode"]), first=pl.col("place_id").first().over("pcode")
    )
    nested = pl.all_horizontal(pl.col(name).str.contains("^[A-Z]{2}[0-9]*$") for name in ("pcode", "parent_pcode"))
    one_country = pl.col("pcode").str.slice(0, 2) == pl.col("parent_pcode").str.slice(0, 2)
    filled_up = (pl.col("pcode").str.len_chars() == pl.col("parent_pcode").str.len_chars()) | (
        pl.col("parent_pcode").str.ends_with("000")
    )
    without_zeros = pl.col("parent_pcode").str.strip_chars_end("0")
    prefix = pl.when(filled_up).then(without_zeros).otherwise(pl.col("parent_pcode"))
    outside = nested & one_country & ~pl.col("pcode").str.starts_with(prefix)
    again = pl.col("pcode").is_not_null() & (pl.col("place_id") != pl.col("first"))
    in_tree = rows.filter(~rows_on_cycle(places["parent_id#"]))
    return combine((
        flag(in_tree, outside, "pcode", pl.format("{} is not within {}", "pcode", "parent_pcode")),
        flag(rows, again, "pcode", pl.format("{} has this P-code already", "first")),
    ))  # fmt: skip


@rule("Check whether latitude and longitude are swapped, or the place lies in another governorate.", tables=("places",))
def point_lies_in_bounding_box(context: Context) -> Checks:
    """The coordinates of a place lie in the bounding box of its governorate or, without one, of its country."""
    parents, pcodes = context.places["parent_id#"].to_list(), context.places["pcode"].to_list()
    broken = []
    for row, (latitude, longitude) in enumerate(context.places.select("latitude", "longitude").iter_rows()):
        box = _nearest_box(row, parents, pcodes)
        given = latitude is not None and longitude is not None
        broken.append(given and box is not None and not box.contains(latitude, longitude))
    message = pl.format("{}, {} lies outside the bounding box of its governorate or country", "latitude", "longitude")
    return flag(context.places, pl.Series(broken, dtype=pl.Boolean), "latitude", message)


def _nearest_box(row: int, parents: list[int | None], pcodes: list[str | None]) -> Box | None:
    """Return the bounding box of the place or of the nearest place above it; None where none is known."""
    boxes, place = bounding_boxes(), row
    for _ in range(len(parents)):  # bounded, in case of a cycle
        if box := boxes.get(pcodes[place] or ""):
            return box
        if (parent := parents[place]) is None:
            return None
        place = parent
    return None


# --- incidents ---------------------------------------------------------------------------------------

_LEVELS_OF_PRECISION = {
    "site": ("site",),
    "neighbourhood": ("neighbourhood",),
    "settlement": ("town", "village"),
    "near": ("town", "village", "neighbourhood", "site"),
    "district": ("district", "subdistrict"),
    "governorate": ("governorate",),
    "country": ("country",),
}


@rule("Correct the precision, or give the place that is known.", tables=("incidents", "places"))
def place_precision_fits_place(context: Context) -> Checks:
    """place_precision fits the level of the incident's place."""
    levels = {code: "|".join(fitting) for code, fitting in _LEVELS_OF_PRECISION.items()}
    rows = context.incidents.with_columns(
        place_level=follow(context.incidents, "place_id", context.places["level"]).cast(pl.String)
    )
    allowed = pl.col("place_precision").cast(pl.String).replace_strict(levels, default=None, return_dtype=pl.String)
    broken = ~allowed.str.split("|").list.contains(pl.col("place_level"))
    message = pl.format("precision {}, but the place is of level {}", "place_precision", "place_level")
    return flag(rows, broken, "place_precision", message)


@rule("Correct the dates, or the parent.", tables=("incidents",), waivable=True)
def incident_dates_within_parent(context: Context) -> Checks:
    """An incident begins and ends within the dates of its parent."""
    rows = context.incidents.with_columns(
        parent_start=follow(context.incidents, "parent_id", context.incidents["start_on"]),
        parent_end=follow(context.incidents, "parent_id", context.incidents["end_on"]),
    )
    coarse = pl.col("date_precision").is_in(["month", "year", "within"])
    early = (pl.col("start_on") < pl.col("parent_start")) & ~coarse
    broken = (
        early
        | (pl.coalesce("end_on", "start_on") < pl.col("parent_start"))
        | (pl.col("start_on") > pl.col("parent_end"))
    )
    days = [
        pl.col(name).cast(pl.String).fill_null("open") for name in ("start_on", "end_on", "parent_start", "parent_end")
    ]
    return flag(
        rows, broken.fill_null(False), "start_on", pl.format("{} to {} is not within its parent's {} to {}", *days)
    )


# --- tallies and the rows they refer to ------------------------------------------------------------------


def _last_known(sources: pl.DataFrame) -> pl.Series:
    """The last day on which each document may have been published."""
    last = last_day("published_on", "published_precision")
    return sources.select(last.alias("published")).to_series()


@rule(
    "Correct as_of, or the document's date; if the document is right, waive it.",
    tables=("tallies", "sources"),
    waivable=True,
)
def as_of_not_after_publication(context: Context) -> Checks:
    """as_of is on or before the day on which the document was published."""
    rows = context.tallies.with_columns(follow(context.tallies, "source_id", _last_known(context.sources)))
    message = pl.format("as_of is {}, but the document is of {}", "as_of", "published")
    return flag(rows, pl.col("as_of") > pl.col("published"), "as_of", message)


@rule(
    "Correct as_of or the incident; if the claimant also counted earlier days, waive it.",
    tables=("tallies", "incidents"),
    waivable=True,
)
def as_of_not_before_incident(context: Context) -> Checks:
    """as_of is on or after the first day of the incident."""
    rows = context.tallies.with_columns(follow(context.tallies, "incident_id", context.incidents["start_on"]))
    coarse = pl.col("as_of_precision").is_in(["month", "year"])
    message = pl.format("as_of is {}, but the incident begins on {}", "as_of", "start_on")
    return flag(rows, (pl.col("as_of") < pl.col("start_on")) & ~coarse, "as_of", message)


@rule(
    "Correct the incident or the document's date, or explain in the note how the document can be earlier.",
    tables=("tallies", "sources", "incidents"),
    waivable=True,
)
def source_not_before_incident(context: Context) -> Checks:
    """A document is published on or after the first day of the incident, unless the note explains why not."""
    rows = context.tallies.with_columns(
        follow(context.tallies, "source_id", _last_known(context.sources)),
        follow(context.tallies, "incident_id", context.incidents["start_on"]),
    )
    broken = (pl.col("published") < pl.col("start_on")) & pl.col("note").is_null()
    message = pl.format("the document is of {}, before the incident begins on {}", "published", "start_on")
    return flag(rows, broken, "source_id", message)
