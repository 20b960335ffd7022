"""Rules within one row of sources, places, incidents, and of any table."""

from __future__ import annotations

import polars as pl

from casualty_dataset.validation.rules.check import Checks, combine, flag, rows_where
from casualty_dataset.validation.rules.context import Context
from casualty_dataset.validation.rules.rule import rule
from casualty_schemas import CURATED, Table
from casualty_schemas.history import SAFETY
from casualty_schemas.vocabulary import PLACE_LEVEL

# --- text, any table -------------------------------------------------------------------------------

_PLACEHOLDER = r"(?i)^(?:n/a|nan?|nil|none|null|tb[acd]|todo|undefined|xxx|\?+)$"
_MIXED_SCRIPTS = r"\p{Latin}[\p{Cyrillic}\p{Greek}]|[\p{Cyrillic}\p{Greek}]\p{Latin}"
_ARABIC_LETTER = "[\u0621-\u064a]"
_ARABIC_VARIANT = "[\u0640\u064b-\u0652\u0670\u06a9\u06aa\u06cc\u06cd\u06d2\ufb50-\ufdff\ufe70-\ufeff]"
_ARABIC_SIGN = "[\u0640\u064b-\u0652\u0670]"


@rule("Leave the cell empty: empty means not known.", every_table=True)
def no_placeholder(context: Context) -> Checks:
    """What is not known stays empty: no N/A, none, null or question mark."""
    return _flag_text(context, _PLACEHOLDER, "this is a placeholder, not a value")


@rule("Type the word again in one script.", every_table=True)
def one_script_per_word(context: Context) -> Checks:
    """No word mixes Latin with Cyrillic or Greek letters, which look alike and sort apart."""
    return _flag_text(context, _MIXED_SCRIPTS, "a word mixes Latin letters with Cyrillic or Greek ones")


def _flag_text(context: Context, pattern: str, message: str) -> Checks:
    """Flag the cells of free text in which the pattern occurs."""
    return combine(
        flag(context.rows, pl.col(name).str.contains(pattern), name, message, by_cell=True)
        for name, column in context.table.columns().items()
        if column.free_text
    )


@rule("Write plain Arabic letters: yeh U+064A, kaf U+0643, no tatweel, no vowel signs.", every_table=True)
def arabic_is_plain(context: Context) -> Checks:
    """An Arabic name is written in Arabic letters of their plain form, so that equal names are equal bytes."""
    checks = []
    for name, column in context.table.columns().items():
        cell = pl.col(name).str
        if column.arabic:
            checks.append(flag(context.rows, ~cell.contains(_ARABIC_LETTER), name, "there is no Arabic letter in it"))
            checks.append(
                flag(context.rows, cell.contains(_ARABIC_VARIANT), name, "a letter or sign is not in its plain form")
            )
        elif name == "aliases":
            checks.append(flag(context.rows, cell.contains(_ARABIC_SIGN), name, "there is a tatweel or a vowel sign"))
    return combine(checks)


@rule("Sort the list, each entry once, separated by | alone.", every_table=True)
def list_is_sorted(context: Context) -> Checks:
    """A cell that is a list holds each entry once, in order."""
    checks = []
    for name, column in context.table.columns().items():
        if column.many and (column.codes or column.refers_to):  # replacements: replacements_are_in_order
            ordered = pl.col(name).str.split("|").list.unique().list.sort().list.join("|")
            unsorted = context.rows.select(pl.col(name).unique()).filter(pl.col(name) != ordered)  # few are distinct
            broken = pl.col(name).is_in(unsorted.to_series().implode())
            checks.append(flag(context.rows, broken, name, pl.format("expected {}", ordered)))
    return combine(checks)


# --- dates -----------------------------------------------------------------------------------------


@rule("Correct the date; if it is right, wait for the day.", every_table=True)
def nothing_after_today(context: Context) -> Checks:
    """No date lies after today in UTC and in the dataset's time zone, or after the date of the release that is made."""
    return combine(
        flag(context.rows, pl.col(name) > context.today, name, f"the day is after {context.today}")
        for name, column in context.table.columns().items()
        if column.kind == "day"
    )


_DATE_AND_PRECISION = {
    "sources": ("published_on", "published_precision"),
    "incidents": ("start_on", "date_precision"),
    "tallies": ("as_of", "as_of_precision"),
}


@rule("Write the first day of the month or of the year.", every_table=True)
def reduced_date_is_first_day(context: Context) -> Checks:
    """A date known only to the month or the year is written as its first day."""
    if context.table_name not in _DATE_AND_PRECISION:
        return ()
    name, precision = _DATE_AND_PRECISION[context.table_name]
    broken = ((pl.col(precision) == "month") & (pl.col(name).dt.day() != 1)) | (
        (pl.col(precision) == "year") & (pl.col(name).dt.ordinal_day() != 1)
    )
    message = pl.format("only the {} is known, but this is not its first day", precision)
    return flag(context.rows, broken, name, message)


@rule("Empty the date, or give the precision that is known.", tables=("sources",))
def published_empty_only_if_unknown(context: Context) -> Checks:
    """published_on is empty exactly where published_precision is unknown."""
    broken = pl.col("published_on").is_null() != (pl.col("published_precision") == "unknown")
    message = pl.format(
        "published_precision is {} and published_on {}", "published_precision", _text_or("published_on", "empty")
    )
    return flag(context.sources, broken, "published_on", message)


@rule("Correct the date that is wrong.", tables=("sources",))
def retrieved_after_published(context: Context) -> Checks:
    """A document is retrieved on or after the day it was published."""
    broken = pl.col("retrieved_on") < pl.col("published_on")
    message = pl.format("retrieved on {}, before it was published on {}", "retrieved_on", "published_on")
    return flag(context.sources, broken, "retrieved_on", message)


def _text_or(column: str, empty: str) -> pl.Expr:
    """The cell as text, or a word where it is empty."""
    return pl.col(column).cast(pl.String).fill_null(empty)


# --- web addresses ---------------------------------------------------------------------------------

_UNUSUAL_HOST = (  # a reserved name, or a number: no top-level domain begins with a digit
    r"^https?://(?:[^/:?#]*\.)?(?:local|localhost|internal|lan|test|invalid|example|home|corp|[0-9][^/:?#.]*)(?:[:/?#]|$)"
)


@rule("Give the public address of the document.", every_table=True)
def address_is_public(context: Context) -> Checks:
    """An address leads to a public host: no local or reserved name, no private, reserved or disguised IP address.

    A plain public IPv4 address is accepted: some documents are published at no other.
    """
    checks = []
    for name in _address_columns(context.table):
        unusual = rows_where(context.rows.select(name), pl.col(name).str.contains(_UNUSUAL_HOST))
        hosts = unusual[name].str.extract("^https?://([^/:?#]+)", 1)
        closed = pl.Series([not _is_public(host) for host in hosts], dtype=pl.Boolean)
        checks.append(flag(unusual, closed, name, "the host is not a public name"))
    return combine(checks)


def _is_public(host: str) -> bool:
    """Return whether a host is a public IP address in plain notation."""
    from ipaddress import ip_address

    try:
        return ip_address(host).is_global
    except ValueError:  # a reserved name; or 0x7f.0.0.1 and the like, which browsers accept and readers cannot judge
        return False


@rule("Use https if the site answers there.", every_table=True, severity="warning")
def address_is_encrypted(context: Context) -> Checks:
    """An address begins with https where the site allows it."""
    return combine(
        flag(context.rows, pl.col(name).str.starts_with("http://"), name, "the address is not encrypted")
        for name in _address_columns(context.table)
    )


def _address_columns(table: type[Table]) -> list[str]:
    return [name for name, column in table.columns().items() if column.kind == "address"]


# --- places ----------------------------------------------------------------------------------------

LEVEL_RANK = {code.code: code.rank for code in PLACE_LEVEL.values()}
"""Depth of a place level in the tree; None for an area."""


@rule("Give both, or neither.", tables=("places",))
def coordinates_come_in_pairs(context: Context) -> Checks:
    """A place has both coordinates or none."""
    broken = pl.col("latitude").is_null() != pl.col("longitude").is_null()
    return flag(context.places, broken, "latitude", "one coordinate is given without the other")


@rule("Empty both: 0, 0 is a point in the Atlantic.", tables=("places",))
def coordinates_are_not_zero(context: Context) -> Checks:
    """No place lies at 0, 0."""
    broken = (pl.col("latitude") == 0) & (pl.col("longitude") == 0)
    return flag(context.places, broken, "latitude", "the coordinates are 0, 0")


@rule("List the members of an area; for any other place use parent_id.", tables=("places",))
def only_areas_have_members(context: Context) -> Checks:
    """Only an area has members, and an area has neither coordinates nor a P-code."""
    area = pl.col("level") == "area"
    members = ~area & pl.col("members").is_not_null()
    point = area & (pl.col("latitude").is_not_null() | pl.col("pcode").is_not_null())
    return combine((
        flag(context.places, members, "members", pl.format("a {} has members", "level")),
        flag(context.places, point, "latitude", "an area has coordinates or a P-code"),
    ))  # fmt: skip


_PCODE_LENGTHS = {"SY": {"country": 2, "governorate": 4, "district": 6, "subdistrict": 8}}
"""Characters of the P-codes of a country that begin with its two letters, by level; no other level has such a code."""


@rule("Give the P-code that OCHA lists for this place and level, or leave it empty.", tables=("places",))
def pcode_fits_level(context: Context) -> Checks:
    """The P-code of a country is letters alone, any other has digits; one of Syria (SY…) has the length of its level.

    OCHA gives each country codes of its own form. A Syrian village or town has one that begins with C.
    """
    level, pcode = pl.col("level").cast(pl.String), pl.col("pcode")
    has_digits = pcode.str.contains("[0-9]")
    checks = [
        flag(context.places, has_digits & (level == "country"), "pcode", "the P-code of a country is letters alone"),
        flag(
            context.places,
            ~has_digits & ~level.is_in(["country", "area"]),
            "pcode",
            pl.format("only a country has a P-code without digits, and this is a {}", level),
        ),
    ]
    for letters, lengths in _PCODE_LENGTHS.items():
        expected = level.replace_strict(lengths, default=None, return_dtype=pl.UInt32)
        other_length = (pcode.str.len_chars() != expected).fill_null(True) & (level != "area")
        broken = pcode.str.contains(f"^{letters}[0-9]+$") & has_digits & (level != "country") & other_length
        checks.append(flag(context.places, broken, "pcode", pl.format("a {} has no P-code of this length", level)))
    return combine(checks)


# --- incidents -------------------------------------------------------------------------------------


@rule("Correct the dates, or the precision.", tables=("incidents",))
def incident_dates_fit_precision(context: Context) -> Checks:
    """The first and last day of an incident fit its date_precision: one day, two different days, or none."""
    start, end, precision = pl.col("start_on"), pl.col("end_on"), pl.col("date_precision")
    may_be_open = pl.col("kind").is_in(["umbrella", "context"])
    broken = (
        ((precision == "unknown") & start.is_not_null())
        | ((precision != "unknown") & start.is_null())
        | ((precision == "day") & (start != end))
        | (precision.is_in(["range", "within"]) & (end <= start))
        | (precision.is_in(["day", "range", "within"]) & end.is_null() & ~may_be_open)
        | (end < start)
    ).fill_null(False)
    days = [_text_or(name, "nothing") for name in ("start_on", "end_on")]
    return flag(context.incidents, broken, "start_on", pl.format("precision {} with {} to {}", precision, *days))


@rule("Give the incident the id of its first day, or correct start_on.", tables=("incidents",))
def incident_id_matches_start_date(context: Context) -> Checks:
    """The date in an incident's id is its first day, month or year."""
    in_id = pl.col("incident_id").str.extract("^[a-z]{2}-([0-9]{4}(?:-[0-9]{2}){0,2})", 1)
    start = pl.col("start_on").cast(pl.String).str.slice(0, in_id.str.len_chars())
    message = pl.format("the id has {}, start_on is {}", in_id, "start_on")
    return flag(context.incidents, start != in_id, "incident_id", message)


# --- history ---------------------------------------------------------------------------------------


@rule("Name the table, and an id that is in it or was retired.", every_table=True)
def history_names_a_table(context: Context) -> Checks:
    """Tombstones, corrections and waivers name a curated table."""
    if context.table_name not in ("retired", "corrections", "waivers"):
        return ()
    return flag(context.rows, ~pl.col("table").is_in(list(CURATED)), "table", "there is no such table")


@rule("Write a reason that a stranger understands: what was wrong, and what shows it.", every_table=True)
def reason_has_three_words(context: Context) -> Checks:
    """A reason has at least three words; only a correction that withholds a value has the single word safety."""
    if "reason" not in context.table.columns():
        return ()
    short = pl.col("reason").str.split(" ").list.len() < 3
    if context.table_name == "corrections":
        short &= pl.col("reason") != SAFETY
    return flag(context.rows, short, "reason", "the reason has fewer than three words")
