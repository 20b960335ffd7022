"""Do-no-harm rules: nothing that finds a living person. They are never waived, and never repeat what they found."""

from __future__ import annotations

import polars as pl

from casualty_dataset.rules.rule import Questions, in_text, rule, where
from casualty_dataset.rules.within_rows import LEVEL_RANK
from casualty_schemas import Table
from casualty_schemas.vocabulary import MEASURE

_DIGIT = "[0-9\u0660-\u0669\u06f0-\u06f9]"
_GAP = r"[ ./()\u2010-\u2015-]{0,2}"
_ZERO = "[0\u0660\u06f0]"
_NOT_WITHIN_NUMBER = "[^0-9\u0660-\u0669\u06f0-\u06f9.,:/-]"  # nor within a day or an hour
_PHONE = (
    rf"\+{_GAP}{_DIGIT}(?:{_GAP}{_DIGIT}){{8,14}}"
    rf"|(?:^|{_NOT_WITHIN_NUMBER}){_ZERO}{{2}}{_GAP}{_DIGIT}(?:{_GAP}{_DIGIT}){{8,14}}"
    rf"|(?:^|{_NOT_WITHIN_NUMBER}){_ZERO}(?:{_GAP}{_DIGIT}){{8,10}}(?:$|{_NOT_WITHIN_NUMBER}|[.,-](?:\D|$))"
)
_EMAIL = (  # each begins with a mark of its own, so that a search may skip to it
    r"(?i)(?:@|\(at\)|\[at\]) ?[^ @.]+ ?\. ?[^ @.0-9]{2,}",
    r"(?i) at [a-z0-9-]+(?:\.| dot )(?:com|org|net|sy|info|me|io)\b",
)
_POINT = r"\b[0-9]{1,3}\.[0-9]{3,}\b ?[,;°NSEW/ ]+ ?\b[0-9]{1,3}\.[0-9]{3,}\b"
_HANDLE = (
    r"(?i)(?:^|[ (])@[a-z0-9_.]{3,}",
    r"(?i)\b(?:t\.me|wa\.me|telegram\.me|instagram\.com|tiktok\.com)/[^ ]+",
)


@rule("Take it out; name the body, not a way to reach a person.")
def no_email_address(table: type[Table], rows: pl.DataFrame) -> Questions:
    """No e-mail address stands in free text."""
    return in_text(table, rows, *_EMAIL, message="the text seems to hold an e-mail address", withhold=True)


@rule("Take it out; if it is no phone number, write it with words between the digits.")
def no_phone_number(table: type[Table], rows: pl.DataFrame) -> Questions:
    """No telephone number stands in free text, in any digits or spelling."""
    return in_text(table, rows, _PHONE, message="the text seems to hold a telephone number", withhold=True)


@rule("Take it out; cite the document by its row in sources.csv.")
def no_personal_handle(table: type[Table], rows: pl.DataFrame) -> Questions:
    """No account name or link to a private account stands in free text."""
    return in_text(table, rows, *_HANDLE, message="the text seems to hold the account of a person", withhold=True)


@rule("Take them out; a place is given by its row in places.csv, to about one kilometre.")
def no_exact_point_in_text(table: type[Table], rows: pl.DataFrame) -> Questions:
    """No coordinates finer than two decimals stand in free text."""
    return in_text(table, rows, _POINT, message="the text seems to hold exact coordinates", withhold=True)


@rule("Give the figure the district or a larger place.")
def few_living_people_have_no_fine_place(tallies: pl.DataFrame, places: pl.DataFrame) -> Questions:
    """A figure below three about living people is given no place finer than the district.

    One or two wounded, missing or detained people in a named village on a named day can be recognised.
    """
    living = [code.code for code in MEASURE.values() if code.living]
    rank = places["level"].cast(pl.String).replace_strict(LEVEL_RANK, return_dtype=pl.Int64)
    fine = rank.gather(tallies["place_id#"]) > (LEVEL_RANK["district"] or 0)
    few = pl.max_horizontal("value", "high") < 3
    wrong = tallies.select(pl.col("measure").is_in(living) & few & fine.alias("fine")).to_series()
    withheld = pl.lit(None, dtype=pl.String)
    return where(tallies, wrong, "place_id", "fewer than three living people at so small a place", withheld)
