"""Rules on what may be entered twice: documents by their addresses and figures, incidents by place, day and kind."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from casualty_dataset.analysis.hierarchies import containers, place_containers
from casualty_dataset.core.addresses import canonical_addresses, form_free_addresses
from casualty_dataset.validation.rules.check import Checks, flag
from casualty_dataset.validation.rules.context import Context
from casualty_dataset.validation.rules.rule import rule
from casualty_schemas.semantics import scope

_LINE_OF_ROW = 2
"""Line of the first row of a file, whose row number is 0."""

_Pairs = pl.DataFrame
"""Two rows of a table that may be one: ``row`` is the number of the later one, ``first`` that of the earlier one."""


def _flag_pairs(rows: pl.DataFrame, column: str, pairs: _Pairs, message: pl.Expr) -> Checks:
    """Flag the later row of each pair, once; the message may name the earlier one, ``first_id`` and its ``line``."""
    if not pairs.height:
        return ()
    key = rows.columns[0]
    flagged = pairs.with_columns(
        rows[column].gather(pairs["row"]).alias(column),
        rows[key].gather(pairs["first"]).alias("first_id"),
        line=pl.col("first") + _LINE_OF_ROW,
    )
    flagged = flagged.sort("row", "first").unique("row", keep="first", maintain_order=True)
    return flag(flagged, pl.col("row").is_not_null(), column, message)


# --- documents ---------------------------------------------------------------------------------------


@rule(
    "Keep one row, and retire the other with its replacement. If they are two states of one page, give each its own "
    "archived copy (archive_url) and its own day (retrieved_on or published_on).",
    tables=("sources",),
)
def one_source_per_address(context: Context) -> Checks:
    """No two documents have the same address, save two states of a page, each with its own archived copy and day.

    Addresses are the same that differ in http and https, www., a default port, a slash at the end, tracking parameters,
    the fragment, or the percent-encoding of plain letters. The day of a state is that of reading or of publication.
    """
    pairs = _equal_pairs(context.sources.with_columns(same=canonical_addresses(context.sources["url"])), "same")
    pairs = pairs.filter(~_are_two_states())
    return _flag_pairs(
        context.sources, "url", pairs, pl.format("{} has this address already (line {})", "first_id", "line")
    )


def _are_two_states() -> pl.Expr:
    """True for a pair of documents that are two states of one page; a cell that is empty differs from none."""
    archive, read, published = (
        (pl.col(name) != pl.col(f"{name}_first")).fill_null(False)
        for name in ("archive_url", "retrieved_on", "published_on")
    )
    return archive & (read | published)


@rule(
    "Keep the row of the full page, and retire the other with its replacement; if they are two documents, waive it.",
    tables=("sources",),
    severity="warning",
    waivable=True,
)
def one_source_per_page(context: Context) -> Checks:
    """No two documents are the full and the mobile or AMP form of one page (m., amp., /amp), unless one is a copy."""
    canonical = canonical_addresses(context.sources["url"])
    rows = context.sources.with_columns(same=form_free_addresses(canonical), address=canonical)
    pairs = _equal_pairs(rows, "same").filter(pl.col("address") != pl.col("address_first"))
    pairs = pairs.filter(~_are_copies(), ~_are_two_states())
    return _flag_pairs(
        context.sources,
        "url",
        pairs,
        pl.format("{} (line {}) seems to be this page in another form", "first_id", "line"),
    )


_FIGURE = ("qualifier", "value", "low", "high", "magnitude", "basis")


@rule(
    "Keep one row, and retire the other and its tallies with their replacements; if they are two documents, waive it.",
    tables=("sources", "tallies"),
    severity="warning",
    waivable=True,
)
def one_source_per_day_and_figures(context: Context) -> Checks:
    """No two documents of one publisher, day and language give exactly the same figures, unless one is a copy."""
    same_day = ["publisher", "published_on", "language"]
    rows = context.sources.with_row_index("source_row").filter(
        pl.col("published_precision") == "day", pl.struct(same_day).is_duplicated()
    )
    if not rows.height:
        return ()
    given = context.tallies.lazy().filter(pl.any_horizontal(pl.col("value", "low", "high", "magnitude").is_not_null()))
    figures = (
        given.join(rows.lazy().select(**{"source_id#": "source_row"}), on="source_id#", how="semi")
        .select("source_id#", figure=pl.struct("claimant_id", *scope(), *_FIGURE).hash().cast(pl.String))
        .group_by("source_id#")
        .agg(pl.col("figure").unique().sort().str.join(" ").alias("figures"))
        .collect()
    )
    rows = rows.join(figures, left_on="source_row", right_on="source_id#", how="inner")
    rows = rows.with_columns(
        row=pl.col("source_row"),
        same=pl.struct(*same_day, "figures").hash(),
        address=canonical_addresses(rows["url"]),
    )
    pairs = _equal_pairs(rows, "same").filter(pl.col("address") != pl.col("address_first"), ~_are_copies())
    message = pl.format("{} (line {}) is of the same publisher and day and gives the same figures", "first_id", "line")
    return _flag_pairs(context.sources, "source_id", pairs, message)


def _equal_pairs(rows: pl.DataFrame, key: str) -> _Pairs:
    """Pair the rows with an equal key: ``row`` and its cells, and those of each earlier row with the suffix ``_first``.

    ``row`` is made from the position of a row where it is not there yet.
    """
    rows = rows if "row" in rows.columns else rows.with_row_index("row")
    again = rows.filter(pl.col(key).is_duplicated())
    pairs = again.join(again, on=key, suffix="_first")
    return pairs.filter(pl.col("row") > pl.col("row_first")).with_columns(first="row_first")


def _are_copies() -> pl.Expr:
    """True for a pair of documents of which one is declared a copy of the other, or both of one document."""
    original = pl.coalesce("relays_source_id", "source_id")
    return original == pl.coalesce("relays_source_id_first", "source_id_first")


# --- incidents ---------------------------------------------------------------------------------------

_KINDS_OF_MANY = ("umbrella", "aggregate", "context")
"""Kinds of incidents that are made of others, and so share places, days and documents with them."""

_APART_IN_WORDS = {0: "on the same day", 1: "a day apart", 2: "two days apart"}
"""How many days two incidents that may be one lie apart."""


@rule(
    "Move the tallies of one to the other and retire it with its replacement; if they are two events, waive it.",
    tables=("incidents", "tallies", "incident_sources", "sources", "places"),
    severity="warning",
    waivable=True,
)
def incident_is_entered_once(context: Context) -> Checks:
    """No two incidents of one kind, at the same or a containing place and at most two days apart, share evidence.

    Evidence is a document, or a figure: the same number, measure and claimant. An incident and its parents are never
    compared. The kinds that are made of other incidents (umbrella, aggregate, context) overlap by nature, and are
    compared at the same place only. Dates known to the month or the year are compared with each other only.
    """
    near = _near_incidents(context.incidents, context.places)
    if not near.height:
        return ()
    pairs = _sharing(near, [_documents_of_incidents(context), _figures_of_incidents(context.tallies)])
    above = containers(dict(enumerate(context.incidents["parent_id#"])))
    related = [first in above[row] or row in above[first] for row, first in pairs.select("row", "first").iter_rows()]
    pairs = pairs.filter(~pl.Series(related, dtype=pl.Boolean))
    days = pl.col("apart").replace_strict(_APART_IN_WORDS, return_dtype=pl.String)
    message = pl.format(
        "{} (line {}) is an incident of the same kind at the same or a containing place, {}; both have {}",
        "first_id", "line", days, "shared",
    )  # fmt: skip
    return _flag_pairs(context.incidents, "incident_id", pairs, message)


def _near_incidents(incidents: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Pair the incidents of one kind that are near in place and day: ``row``, ``first``, and the days ``apart``."""
    coarse = pl.col("date_precision").cast(pl.String)
    rows = (
        incidents.with_row_index("row")
        .filter(pl.col("start_on").is_not_null())
        .select(
            "row", "kind", "start_on", place="place_id#",
            precision=pl.when(coarse.is_in(["month", "year"])).then(coarse).otherwise(pl.lit("day")),
        )
    )  # fmt: skip
    days = pl.DataFrame({"apart": sorted({sign * days for days in _APART_IN_WORDS for sign in (1, -1)})})
    around = (
        rows.join(_containing_places(places), on="place")
        .filter((pl.col("place") == pl.col("container")) | ~pl.col("kind").is_in(_KINDS_OF_MANY))
        .join(days, how="cross")
        .with_columns(pl.col("start_on") + pl.duration(days=pl.col("apart")))
        .select("kind", "precision", "start_on", "apart", place="container", other="row")
    )
    return (
        rows.join(around, on=["kind", "precision", "start_on", "place"])
        .filter(pl.col("row") != pl.col("other"))
        .select(
            pl.max_horizontal("row", "other").alias("row"), first=pl.min_horizontal("row", "other"),
            apart=pl.col("apart").abs(),
        )
        .unique()
    )  # fmt: skip


def _containing_places(places: pl.DataFrame) -> pl.DataFrame:
    """Return each ``place`` with every ``container`` of it, itself included, by row numbers."""
    number = {place: row for row, place in enumerate(places["place_id"])}
    members = {
        area: [number[place] for place in cell.split("|")] for area, cell in enumerate(places["members"]) if cell
    }
    above = place_containers(dict(enumerate(places["parent_id#"])), members)
    pairs = [(place, container) for place, some in above.items() for container in some]
    return pl.DataFrame(pairs, schema={"place": pl.UInt32, "container": pl.UInt32}, orient="row")


def _documents_of_incidents(context: Context) -> pl.LazyFrame:
    """Return which documents report each incident; a copy counts as its original."""
    originals = context.sources.lazy().select(original=pl.coalesce("relays_source_id", "source_id"))
    cited = pl.concat(
        table.lazy().select("incident_id#", "source_id#") for table in (context.tallies, context.incident_sources)
    )
    named = cited.unique().join(originals.with_row_index("source_id#"), on="source_id#")
    return named.select(incident="incident_id#", shared=pl.format("the document {}", "original"))


def _figures_of_incidents(tallies: pl.DataFrame) -> pl.LazyFrame:
    """Return which figures are given for each incident: number, claimant and measure."""
    number = pl.coalesce(pl.col("value").cast(pl.String), pl.format("{} to {}", "low", "high"))
    return tallies.lazy().select(
        incident="incident_id#", shared=pl.format("the figure {} ({}, {})", number, "claimant_id", "measure")
    )


def _sharing(pairs: pl.DataFrame, evidence: Iterable[pl.LazyFrame]) -> pl.DataFrame:
    """Return the pairs of incidents that share evidence of some sort, with the first of each sort in words."""
    incidents = pl.concat([pairs["row"], pairs["first"]]).unique().to_frame("incident").lazy()
    by_sort = []
    for some in evidence:
        of_pairs = some.join(incidents, on="incident", how="semi").drop_nulls()
        of_row = pairs.lazy().join(of_pairs, left_on="row", right_on="incident")
        shared = of_row.join(of_pairs, left_on=["first", "shared"], right_on=["incident", "shared"], how="semi")
        by_sort.append(shared.group_by("row", "first", "apart").agg(pl.col("shared").min()))
    both = pl.concat(by_sort).sort("shared").group_by("row", "first", "apart", maintain_order=True)
    return both.agg(pl.col("shared").str.join(" and ")).collect()
