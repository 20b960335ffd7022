"""Rules within one row of sources, places, incidents, and of any table."""

from __future__ import annotations

import polars as pl

from casualty_dataset.validation.rules.rule import Questions, both, in_text, only, rule, where
from casualty_schemas import CURATED, Table
from casualty_schemas.history import SAFETY
from casualty_schemas.vocabulary import PLACE_LEVEL

_PLACEHOLDER = r"(?i)^(?:n/a|nan?|nil|none|null|tb[acd]|todo|undefined|xxx|\?+)$"
_DATED = {
    "sources": ("published_on", "published_precision"),
    "incidents": ("start_on", "date_precision"),
    "tallies": ("as_of", "as_of_precision"),
}


@rule("Leave the cell empty: empty means not known.")
def no_placeholder(table: type[Table], rows: pl.DataFrame) -> Questions:
    """What is not known stays empty: no N/A, none, null or question mark."""
    return in_text(table, rows, _PLACEHOLDER, message="a placeholder stands for nothing")


@rule("Type the word again in one script.")
def one_script_per_word(table: type[Table], rows: pl.DataFrame) -> Questions:
    """No word mixes Latin with Cyrillic or Greek letters, which look alike and sort apart."""
    mixed = r"\p{Latin}[\p{Cyrillic}\p{Greek}]|[\p{Cyrillic}\p{Greek}]\p{Latin}"
    return in_text(table, rows, mixed, message="a word mixes Latin letters with Cyrillic or Greek ones")


@rule("Write plain Arabic letters: yeh U+064A, kaf U+0643, no tatweel, no vowel signs.")
def arabic_is_plain(table: type[Table], rows: pl.DataFrame) -> Questions:
    """An Arabic name holds Arabic letters in their plain form, so that equal names are equal bytes."""
    found = []
    for name, column in table.columns().items():
        if column.arabic:
            odd = "[\u0640\u064b-\u0652\u0670\u06a9\u06aa\u06cc\u06cd\u06d2\ufb50-\ufdff\ufe70-\ufeff]"
            found.append(
                where(rows, ~pl.col(name).str.contains("[\u0621-\u064a]"), name, "no Arabic letter stands in it")
            )
            found.append(
                where(rows, pl.col(name).str.contains(odd), name, "it holds a letter or sign of a second spelling")
            )
        elif name == "aliases":
            signs = "[\u0640\u064b-\u0652\u0670]"
            found.append(where(rows, pl.col(name).str.contains(signs), name, "it holds tatweel or vowel signs"))
    return both(*found)


@rule("Sort the list, each entry once, separated by | alone.")
def list_is_sorted(table: type[Table], rows: pl.DataFrame) -> Questions:
    """A cell that is a list holds each entry once, in order."""
    found = []
    for name, column in table.columns().items():
        if column.many:
            ordered = pl.col(name).str.split("|").list.unique().list.sort().list.join("|")
            lists = rows.select(pl.col(name).unique()).filter(pl.col(name) != ordered)  # few distinct ones
            wrong = pl.col(name).is_in(lists.to_series().implode())
            found.append(where(rows, wrong, name, pl.format("expected {}", ordered)))
    return both(*found)


@rule("Correct the date; if it is right, wait for the day.")
def nothing_after_today(table: type[Table], rows: pl.DataFrame, today: pl.Expr) -> Questions:
    """No date lies after today (UTC), or after the date of the release that is made."""
    found = [
        where(rows, pl.col(name) > today, name, pl.format("the day lies after {}", today.cast(pl.String)))
        for name, column in table.columns().items()
        if column.kind == "day"
    ]
    return both(*found)


@rule("Write the first day of the month or of the year.")
def reduced_date_is_first_day(table: type[Table], rows: pl.DataFrame) -> Questions:
    """A date of reduced precision is written as its first day."""
    if table.table_name() not in _DATED:
        return ()
    name, precision = _DATED[table.table_name()]
    wrong = ((pl.col(precision) == "month") & (pl.col(name).dt.day() != 1)) | (
        (pl.col(precision) == "year") & (pl.col(name).dt.ordinal_day() != 1)
    )
    return where(rows, wrong, name, pl.format("only the {} is known, but this is not its first day", precision))


@rule("Empty the date, or give the precision that is known.")
def published_empty_only_if_unknown(sources: pl.DataFrame) -> Questions:
    """published_on is empty exactly where its precision is unknown."""
    wrong = pl.col("published_on").is_null() != (pl.col("published_precision") == "unknown")
    message = pl.format(
        "published_precision is {} and published_on {}",
        "published_precision",
        pl.col("published_on").cast(pl.String).fill_null("empty"),
    )
    return where(sources, wrong, "published_on", message)


@rule("Correct the one that is wrong.")
def retrieved_after_published(sources: pl.DataFrame) -> Questions:
    """A document is read on or after the day it was published."""
    message = pl.format("read on {}, before it was published on {}", "retrieved_on", "published_on")
    return where(sources, pl.col("retrieved_on") < pl.col("published_on"), "retrieved_on", message)


@rule("Give the public address of the document.")
def address_is_public(table: type[Table], rows: pl.DataFrame) -> Questions:
    """An address leads to a public host: no local or reserved name, no private, reserved or disguised IP address.

    A plain public IPv4 address is taken: there is a document that stands at no other.
    """
    found = []
    for name in _address_columns(table):
        odd = only(rows.select(name), pl.col(name).str.contains(_ODD_HOST))
        hosts = odd[name].str.extract("^https?://([^/:?#]+)", 1)
        closed = pl.Series([not _open_to_all(host) for host in hosts], dtype=pl.Boolean)
        found.append(where(odd, closed, name, "the host is not a public name"))
    return both(*found)


_ODD_HOST = (  # a reserved name, or a number: no top-level domain begins with a digit
    r"^https?://(?:[^/:?#]*\.)?(?:local|localhost|internal|lan|test|invalid|example|home|corp|[0-9][^/:?#.]*)(?:[:/?#]|$)"
)


def _open_to_all(host: str) -> bool:
    from ipaddress import ip_address

    try:
        return ip_address(host).is_global
    except ValueError:  # a reserved name; or 0x7f.0.0.1 and the like, which a browser takes and a reader cannot tell
        return False


@rule("Use https if the site answers there.", severity="warning")
def address_is_encrypted(table: type[Table], rows: pl.DataFrame) -> Questions:
    """An address begins with https where the site allows it."""
    found = [
        where(rows, pl.col(name).str.starts_with("http://"), name, "the address is not encrypted")
        for name in _address_columns(table)
    ]
    return both(*found)


def _address_columns(table: type[Table]) -> list[str]:
    return [name for name, column in table.columns().items() if column.kind == "address"]


@rule("Give both, or neither.")
def coordinates_come_in_pairs(places: pl.DataFrame) -> Questions:
    """A place has both coordinates or none."""
    wrong = pl.col("latitude").is_null() != pl.col("longitude").is_null()
    return where(places, wrong, "latitude", "one coordinate without the other")


@rule("Empty both: 0, 0 is a point in the Atlantic.")
def coordinates_are_not_zero(places: pl.DataFrame) -> Questions:
    """No place lies at 0, 0."""
    return where(places, (pl.col("latitude") == 0) & (pl.col("longitude") == 0), "latitude", "the coordinates are 0, 0")


@rule("List the members of an area; for any other place use parent_id.")
def only_areas_have_members(places: pl.DataFrame) -> Questions:
    """Only an area has members, and neither a point nor a P-code is given for one."""
    area = pl.col("level") == "area"
    members = where(places, ~area & pl.col("members").is_not_null(), "members", pl.format("a {} has members", "level"))
    point = area & (pl.col("latitude").is_not_null() | pl.col("pcode").is_not_null())
    return both(members, where(places, point, "latitude", "an area has a point or a P-code"))


@rule("Leave the P-code empty: OCHA gives them to countries, governorates, districts and subdistricts here.")
def pcode_fits_level(places: pl.DataFrame) -> Questions:
    """A P-code stands at an administrative level, and is the longer the finer the level."""
    digits = {"country": 0, "governorate": 2, "district": 4, "subdistrict": 6}
    length = pl.col("level").cast(pl.String).replace_strict(digits, default=None, return_dtype=pl.UInt32)
    found = pl.col("pcode").str.len_chars() - 2
    wrong = (found != length) | (pl.col("pcode").is_not_null() & length.is_null() & (pl.col("level") != "area"))
    return where(places, wrong, "pcode", pl.format("a {} has no P-code of this length", "level"))


@rule("Correct the dates, or the precision.")
def incident_dates_fit_precision(incidents: pl.DataFrame) -> Questions:
    """The two days of an incident are what its precision says: one day, two days apart, or none."""
    start, end, kind = pl.col("start_on"), pl.col("end_on"), pl.col("date_precision")
    open_ended = pl.col("kind").is_in(["umbrella", "context"])
    wrong = (
        ((kind == "unknown") & start.is_not_null())
        | ((kind != "unknown") & start.is_null())
        | ((kind == "day") & (start != end))
        | (kind.is_in(["range", "within"]) & (end <= start))
        | (kind.is_in(["day", "range", "within"]) & end.is_null() & ~open_ended)
        | (end < start)
    ).fill_null(False)
    days = [pl.col(name).cast(pl.String).fill_null("nothing") for name in ("start_on", "end_on")]
    return where(incidents, wrong, "start_on", pl.format("precision {} with {} to {}", kind, *days))


@rule("Give the incident the id of its first day, or correct start_on.")
def incident_id_matches_start_date(incidents: pl.DataFrame) -> Questions:
    """The date in an incident's id is its first day, month or year."""
    in_id = pl.col("incident_id").str.extract("^[a-z]{2}-([0-9]{4}(?:-[0-9]{2}){0,2})", 1)
    start = pl.col("start_on").cast(pl.String).str.slice(0, in_id.str.len_chars())
    message = pl.format("the id says {}, start_on {}", in_id, "start_on")
    return where(incidents, start != in_id, "incident_id", message)


@rule("Name the table, and an id that stands in it or was retired.")
def history_names_a_table(table: type[Table], rows: pl.DataFrame) -> Questions:
    """Tombstones, corrections and waivers name a curated table."""
    if table.table_name() not in ("retired", "corrections", "waivers"):
        return ()
    return where(rows, ~pl.col("table").is_in(list(CURATED)), "table", "there is no such table")


@rule("Write a reason that a stranger understands: what was wrong, and what shows it.")
def reason_has_three_words(table: type[Table], rows: pl.DataFrame) -> Questions:
    """A reason has at least three words; of a correction that withholds a value it is safety and no more."""
    if "reason" not in table.columns():
        return ()
    few = pl.col("reason").str.split(" ").list.len() < 3
    if table.table_name() == "corrections":
        few &= pl.col("reason") != SAFETY
    return where(rows, few, "reason", "the reason says nothing")


LEVEL_RANK = {code.code: code.rank for code in PLACE_LEVEL.values()}
"""Depth of a place level in the tree; none for an area."""
