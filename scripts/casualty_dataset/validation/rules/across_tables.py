"""Rules across rows and tables: trees, uses, dates that must agree."""

from __future__ import annotations

import polars as pl

from casualty_dataset.validation.rules.boxes import BOXES, Box
from casualty_dataset.validation.rules.rule import Questions, both, only, rule, where
from casualty_dataset.validation.rules.within_rows import LEVEL_RANK
from casualty_schemas.semantics import last_day


def via(rows: pl.DataFrame, reference: str, cells: pl.Series) -> pl.Series:
    """For each row the cell of the row that ``reference`` leads to; null where it is empty."""
    return cells.gather(rows[f"{reference}#"]).alias(cells.name)


def _on_a_cycle(parents: pl.Series) -> list[bool]:
    """For each row, whether following ``parents`` (row numbers) comes back to it."""
    up = parents.to_list()
    on_cycle, state = [False] * len(up), [0] * len(up)  # 0 unseen, 1 on this walk, 2 done
    for start in range(len(up)):
        walk, at = [], start
        while at is not None and state[at] == 0:
            state[at] = 1
            walk.append(at)
            at = up[at]
        if at is not None and state[at] == 1:
            for row in walk[walk.index(at) :]:
                on_cycle[row] = True
        for row in walk:
            state[row] = 2
    return on_cycle


_ROUNDS = 64  # longer chains are walked one by one


def _circular(rows: pl.DataFrame, reference: str) -> pl.Series:
    """Which rows are led back to themselves by ``reference``."""
    links = rows[f"{reference}#"]
    left = links.is_not_null()
    for _ in range(_ROUNDS):  # a row whose link leads out is on no circle; nor is one that leads to such a row
        before = left.sum()
        left = left & left.gather(links).fill_null(False)
        if left.sum() in (0, before):
            break
    return pl.Series(_on_a_cycle(links), dtype=pl.Boolean) if left.any() else left


def _cycle(rows: pl.DataFrame, reference: str) -> Questions:
    return where(rows, _circular(rows, reference), reference, "following this column leads back to this row")


@rule("Break the circle: one of its rows names the wrong parent.")
def actors_have_no_cycle(actors: pl.DataFrame) -> Questions:
    """No body belongs to itself, directly or through others."""
    return _cycle(actors, "parent_id")


@rule("Break the circle: one of its rows names the wrong parent.")
def places_have_no_cycle(places: pl.DataFrame) -> Questions:
    """No place lies in itself, directly or through others."""
    return _cycle(places, "parent_id")


@rule("Break the circle: one of its rows names the wrong parent.")
def incidents_have_no_cycle(incidents: pl.DataFrame) -> Questions:
    """No incident is part of itself, directly or through others."""
    return _cycle(incidents, "parent_id")


@rule("Point copies at one document of their group, and leave that one's relays_source_id empty.")
def copies_have_no_cycle(sources: pl.DataFrame) -> Questions:
    """No document is a copy of itself, directly or through others."""
    return _cycle(sources, "relays_source_id")


@rule("Break the circle: one of its rows names the wrong tally.")
def revisions_have_no_cycle(tallies: pl.DataFrame) -> Questions:
    """No tally supersedes itself, directly or through others."""
    return _cycle(tallies, "supersedes_id")


@rule("Take out the input that is wrong: two claimants cannot each rest on the other.")
def inputs_have_no_cycle(actor_inputs: pl.DataFrame) -> Questions:
    """No claimant builds on itself, directly or through others."""
    builds: dict[int, set[int]] = {}
    for actor, on in actor_inputs.select("actor_id#", "input_actor_id#").iter_rows():
        builds.setdefault(actor, set()).add(on)
    reach = {actor: _reachable(actor, builds) for actor in builds}
    back = [
        actor in reach.get(on, {on}) for actor, on in actor_inputs.select("actor_id#", "input_actor_id#").iter_rows()
    ]
    return where(actor_inputs, pl.Series(back, dtype=pl.Boolean), "input_actor_id", "it builds on the actor in turn")


def _reachable(start: int, edges: dict[int, set[int]]) -> set[int]:
    seen, todo = {start}, [start]
    while todo:
        new = edges.get(todo.pop(), set()) - seen
        seen |= new
        todo += new
    return seen


@rule("Use it in a tally or in incident_sources.csv, or delete the row; or waive it with the reason.", waivable=True)
def every_source_is_used(sources: pl.DataFrame, tallies: pl.DataFrame, incident_sources: pl.DataFrame) -> Questions:
    """Every document carries a tally, or reports an incident."""
    used = pl.concat([tallies["source_id#"].unique(), incident_sources["source_id#"].unique()])
    number = pl.int_range(sources.height, dtype=pl.UInt32, eager=True)
    return where(sources, ~number.is_in(used.implode()), "source_id", "no tally and no incident cites it")


@rule("Use it, or delete the row; or waive it with the reason.", waivable=True)
def every_actor_is_used(
    actors: pl.DataFrame, tallies: pl.DataFrame, actor_inputs: pl.DataFrame, sources: pl.DataFrame
) -> Questions:
    """Every actor counts, is accused, is counted, is credited, is an input, or is a parent of one that is."""
    columns = [tallies[name] for name in ("claimant_id", "accused_id", "party_id")]
    columns += [actor_inputs["actor_id"], actor_inputs["input_actor_id"]]
    columns.append(sources["credited_to"].drop_nulls().str.split("|").explode())
    used = set().union(*(set(column.drop_nulls().unique()) for column in columns))
    parents = dict(actors.select("actor_id", "parent_id").iter_rows())
    for actor in list(used):
        while (parent := parents.get(actor)) is not None and parent not in used:
            used.add(parent)
            actor = parent
    return where(actors, ~actors["actor_id"].is_in(list(used)), "actor_id", "no row of any table uses it")


@rule("List its members in actor_inputs.csv.")
def joint_actor_has_members(actors: pl.DataFrame, actor_inputs: pl.DataFrame) -> Questions:
    """The members of a joint claimant stand in actor_inputs, two at least."""
    members = actor_inputs.group_by("actor_id").agg(pl.col("input_actor_id").n_unique().alias("n"))
    count = actors.join(members, on="actor_id", how="left", maintain_order="left")["n"].fill_null(0)
    return where(actors, (actors["kind"] == "joint") & (count < 2), "kind", "a joint claimant without two members")


@rule("Keep one row, and retire the other with its replacement.")
def one_source_per_address(sources: pl.DataFrame) -> Questions:
    """Two documents never have one address."""
    bare = pl.col("url").str.replace("^https?://(?:www\\.)?", "").str.strip_chars_end("/")
    rows = sources.select("source_id", "url", bare=bare)
    if rows["bare"].n_unique() == rows.height:
        return ()
    rows = rows.with_columns(first=pl.col("source_id").first().over("bare"))
    return where(rows, pl.col("source_id") != pl.col("first"), "url", pl.format("{} has this address already", "first"))


@rule("A document that the claimant itself published is not a copy: correct proximity or relays_source_id.")
def primary_source_is_no_copy(sources: pl.DataFrame) -> Questions:
    """What a claimant published itself copies no other document."""
    wrong = (pl.col("proximity") == "primary") & pl.col("relays_source_id").is_not_null()
    return where(sources, wrong, "relays_source_id", "a primary document that copies another")


# --- places ------------------------------------------------------------------------------------------


@rule("Give it the next larger place of the tree.")
def parent_place_is_larger(places: pl.DataFrame) -> Questions:
    """A place lies in one of a coarser level; only countries and areas may stand alone; an area is nobody's parent."""
    rank = places["level"].cast(pl.String).replace_strict(LEVEL_RANK, return_dtype=pl.Int64)
    own, parent = rank.alias("own"), via(places, "parent_id", rank).alias("up")
    parent_level = via(places, "parent_id", places["level"]).cast(pl.String).alias("up_level")
    rows = places.with_row_index("row").with_columns(own, parent, parent_level)
    rows = rows.filter(~_circular(places, "parent_id"))  # a circle is said once
    alone = pl.col("parent_id").is_null() & ~pl.col("level").is_in(["country", "area"])
    upward = pl.col("up_level").is_not_null() & ((pl.col("up_level") == "area") | (pl.col("own") <= pl.col("up")))
    message = pl.format("a {} lies in {}", "level", pl.col("up_level").fill_null("no other place"))
    return where(rows, alone | upward.fill_null(False), "parent_id", message)


@rule("Use the area that there is.")
def areas_are_distinct(places: pl.DataFrame) -> Questions:
    """No two areas have the same members."""
    rows = places.with_row_index("row").with_columns(first=pl.col("place_id").first().over("members"))
    wrong = pl.col("members").is_not_null() & (pl.col("place_id") != pl.col("first"))
    return where(rows, wrong, "members", pl.format("{} has the same members", "first"))


@rule("Take the area out of its own members.")
def area_members_are_not_areas(places: pl.DataFrame) -> Questions:
    """The members of an area are places, not areas."""
    areas = places.filter(pl.col("level") == "area")["place_id"].to_list()
    wrong = pl.col("members").str.split("|").list.eval(pl.element().is_in(areas)).list.any()
    return where(places, wrong, "members", "an area is among the members")


@rule("Correct the P-code, or the parent.")
def pcode_starts_with_parent_pcode(places: pl.DataFrame) -> Questions:
    """A P-code begins with that of the place it lies in, and belongs to one place."""
    rows = places.with_row_index("row").with_columns(
        up=via(places, "parent_id", places["pcode"]).alias("up"), first=pl.col("place_id").first().over("pcode")
    )
    nested = where(
        rows.filter(~_circular(places, "parent_id")),
        ~pl.col("pcode").str.starts_with(pl.col("up")),
        "pcode",
        pl.format("{} is not within {}", "pcode", "up"),
    )
    twice = pl.col("pcode").is_not_null() & (pl.col("place_id") != pl.col("first"))
    return both(nested, where(rows, twice, "pcode", pl.format("{} has this P-code already", "first")))


@rule("See whether latitude and longitude are swapped, or the place lies in another governorate.")
def point_lies_in_bounding_box(places: pl.DataFrame) -> Questions:
    """The coordinates of a place lie in the bounding box of the governorate, or else the country, that holds it."""
    up, codes = places["parent_id#"].to_list(), places["pcode"].to_list()
    points = places.select("latitude", "longitude").rows()
    wrong = []
    for row, (latitude, longitude) in enumerate(points):
        box = _box_above(row, up, codes)
        inside = not box or latitude is None or longitude is None or _inside(latitude, longitude, box)
        wrong.append(not inside)
    message = pl.format("{}, {} lies outside the place that holds it", "latitude", "longitude")
    return where(places, pl.Series(wrong, dtype=pl.Boolean), "latitude", message)


def _box_above(row: int, up: list[int | None], codes: list[str | None]) -> Box | None:
    at: int | None = row
    for _ in range(len(up)):  # bounded, were there a circle
        if at is None:
            return None
        if (code := codes[at]) in BOXES:
            return BOXES[code or ""]
        at = up[at]
    return None


def _inside(latitude: float, longitude: float, box: Box) -> bool:
    south, north, west, east = box
    return south <= latitude <= north and west <= longitude <= east


# --- incidents ---------------------------------------------------------------------------------------

_LEVELS = {
    "site": ("site",),
    "neighbourhood": ("neighbourhood",),
    "settlement": ("town", "village"),
    "near": ("town", "village", "neighbourhood", "site"),
    "district": ("district", "subdistrict"),
    "governorate": ("governorate",),
    "country": ("country",),
}


@rule("Correct the precision, or give the place that is really known.")
def place_precision_fits_place(incidents: pl.DataFrame, places: pl.DataFrame) -> Questions:
    """The precision of an incident's place agrees with the level of the place."""
    levels = {code: "|".join(found) for code, found in _LEVELS.items()}
    rows = incidents.with_columns(level_=via(incidents, "place_id", places["level"]).cast(pl.String))
    allowed = pl.col("place_precision").cast(pl.String).replace_strict(levels, default=None, return_dtype=pl.String)
    wrong = ~allowed.str.split("|").list.contains(pl.col("level_"))
    message = pl.format("precision {}, but the place is of level {}", "place_precision", "level_")
    return where(rows, wrong, "place_precision", message)


@rule("Correct the dates, or the parent.", waivable=True)
def incident_dates_within_parent(incidents: pl.DataFrame) -> Questions:
    """A part of an incident does not begin before it, nor end after it."""
    rows = incidents.with_columns(
        first_=via(incidents, "parent_id", incidents["start_on"]),
        last_=via(incidents, "parent_id", incidents["end_on"]),
    )
    coarse = pl.col("date_precision").is_in(["month", "year", "within"])
    early = (pl.col("start_on") < pl.col("first_")) & ~coarse
    wrong = early | (pl.coalesce("end_on", "start_on") < pl.col("first_")) | (pl.col("start_on") > pl.col("last_"))
    days = [pl.col(name).cast(pl.String).fill_null("open") for name in ("start_on", "end_on", "first_", "last_")]
    return where(
        rows, wrong.fill_null(False), "start_on", pl.format("{} to {} is not within its parent's {} to {}", *days)
    )


# --- tallies and what they point at ------------------------------------------------------------------


def _last_known(sources: pl.DataFrame) -> pl.Series:
    """The last day on which each document may have been published."""
    last = last_day("published_on", "published_precision")
    return sources.select(last.alias("published")).to_series()


@rule("Correct as_of, or the document's date; if the document is right, waive it.", waivable=True)
def as_of_not_after_publication(tallies: pl.DataFrame, sources: pl.DataFrame) -> Questions:
    """A document gives no figure for a day after its publication."""
    rows = tallies.with_columns(via(tallies, "source_id", _last_known(sources)))
    message = pl.format("as_of is {}, but the document is of {}", "as_of", "published")
    return where(rows, pl.col("as_of") > pl.col("published"), "as_of", message)


@rule("Correct as_of or the incident; if the claimant did count earlier days, waive it.", waivable=True)
def as_of_not_before_incident(tallies: pl.DataFrame, incidents: pl.DataFrame) -> Questions:
    """Nobody counts the dead of an incident before its first day."""
    rows = tallies.with_columns(via(tallies, "incident_id", incidents["start_on"]))
    coarse = pl.col("as_of_precision").is_in(["month", "year"])
    message = pl.format("as_of is {}, but the incident begins on {}", "as_of", "start_on")
    return where(rows, (pl.col("as_of") < pl.col("start_on")) & ~coarse, "as_of", message)


@rule("Correct the incident or the document's date, or say in the note how it can be.", waivable=True)
def source_not_before_incident(tallies: pl.DataFrame, sources: pl.DataFrame, incidents: pl.DataFrame) -> Questions:
    """A document is published on or after the first day of what it reports, unless the note says how not."""
    rows = tallies.with_columns(
        via(tallies, "source_id", _last_known(sources)), via(tallies, "incident_id", incidents["start_on"])
    )
    wrong = (pl.col("published") < pl.col("start_on")) & pl.col("note").is_null()
    message = pl.format("the document is of {}, before the incident begins on {}", "published", "start_on")
    return where(rows, wrong, "source_id", message)


@rule("Point it at an earlier tally of the same claimant.")
def supersedes_same_claimant_and_measure(tallies: pl.DataFrame) -> Questions:
    """A tally supersedes an earlier one of the same claimant, about the same measure."""
    if tallies["supersedes_id#"].null_count() == tallies.height:
        return ()
    later = only(tallies, pl.col("supersedes_id#").is_not_null())
    earlier = tallies[later["supersedes_id#"]].select(pl.all().name.prefix("old_"))
    rows = pl.concat([later, earlier], how="horizontal")
    wrong = (
        (pl.col("claimant_id") != pl.col("old_claimant_id"))
        | (pl.col("measure") != pl.col("old_measure"))
        | ((pl.col("as_of") < pl.col("old_as_of")) & (pl.col("as_of_precision") == "day")).fill_null(False)
    )
    message = pl.format(
        "it is {}'s {} of {}, which {}'s {} of {} cannot replace",
        "old_claimant_id",
        "old_measure",
        pl.col("old_as_of").cast(pl.String).fill_null("no date"),
        "claimant_id",
        "measure",
        pl.col("as_of").cast(pl.String).fill_null("no date"),
    )
    return where(rows, wrong, "supersedes_id", message)
