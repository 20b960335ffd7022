"""Do-no-harm rules: nothing that identifies a living person or leads to one. None of them can be waived.

They never repeat what they found. ``names`` has the rule on names of persons, which may be waived, since a place can be
called like a person.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import polars as pl

from casualty_dataset.validation.rules.check import WITHHELD_VALUE, Checks, flag
from casualty_dataset.validation.rules.context import Context
from casualty_dataset.validation.rules.phones import (
    address_holds_phone,
    row_holds_phone,
    split_phone_begins,
    text_holds_phone,
)
from casualty_dataset.validation.rules.pii_candidates import Candidate, row_text, withheld_findings
from casualty_dataset.validation.rules.plain_text import NO_DIGIT_AFTER, NO_DIGIT_BEFORE, matches, plain
from casualty_dataset.validation.rules.rule import rule
from casualty_dataset.validation.rules.within_rows import LEVEL_RANK
from casualty_schemas.vocabulary import MEASURE

# --- patterns ----------------------------------------------------------------------------------------

_AT = r"(?:@|[(\[{<]\s?(?:at|a|آت|ات)\s?[)\]}>])"
_DOT = r"(?:\.|[(\[{]\s?dot\s?[)\]}]| dot | نقطة | دوت )"
_MAIL_PROVIDER = r"(?:gmail|hotmail|outlook|yahoo|icloud|proton(?:mail)?|ymail|aol|gmx|mail|live)"
_PROVIDER_EMAIL = (
    rf"(?i)[a-z0-9._+-]{{3,}} ?(?: at |@| آت | ات | على )? ?{_MAIL_PROVIDER} ?(?:{_DOT} ?)?(?:com|كوم|me)\b"
)
_EMAILS = (
    rf"{_AT} ?[^ @.]+ ?{_DOT} ?[^ @.0-9]{{2,}}",
    r"(?i)[a-z0-9._+-]+ at [a-z0-9-]+(?: dot )+[a-z]{2,}",
    r"(?i)[a-z0-9+-]*[._0-9][a-z0-9._+-]* at [a-z0-9-]+\.(?:com|org|net|sy|info|me|io|de|fr|uk|lb|tr)\b",
    r"(?i)\b(?:write to|mail|e-mail|email|contact|ask|reach \w+) (?:\w+ )?\w+ at [a-z0-9-]+\.[a-z]{2,4}\b",
    _PROVIDER_EMAIL,
    rf"(?i)\bat {_MAIL_PROVIDER}\.(?:com|me)\b",
    r"(?i)\b(?!(?:and|or|read|seen|found|shown|posted|published|republished|printed|carried|kept|archived|hosted|stands|"
    r"live|available|page|copy|text|list|mirror|as)\b)[a-z][\w.+-]* at [a-z0-9-]+\.(?:com|org|net|sy|info|me|io)\b",
)
_HANDLES = (
    r"(?i)(?:^|[^a-z0-9._@+/-])@(?:[a-z0-9_.]{3,}| [a-z0-9.]*[a-z][a-z0-9.]*[0-9_][a-z0-9_.]*)",
    r"(?i)\b(?:t|wa|m|telegram)\.me/[^ ]+",
    r"(?i)\b(?:instagram|tiktok|snapchat|facebook|fb|twitter|vk|threads|linkedin|whatsapp)\.(?:com|net)/[^ ]+",
    r"(?i)(?:^|[^a-z0-9.-])x\.com/[^ ]+",
    r"(?i)\b(?:handle|user ?name|account|profile|page|telegram|instagram|insta|facebook|twitter|snapchat|snap|signal|"
    r"tiktok)"
    r"(?: (?:name|id|user|account|is|as|of|under|handle|channel|profile|page)){0,3}[: ]+[a-z][a-z.]*[_0-9][a-z0-9_.]+",
    r"(?:حساب\w*|معرف\w*|تلغرام|تليغرام|فيسبوك|انستغرام|تويتر|سناب\w*)[^A-Za-z@]{0,20}@?[A-Za-z][A-Za-z0-9_.]{3,}",
)
_IDENTITY = (
    r"(?:\b(?:national|identity|identification|id|i\.d\.|passport|plate|registration|civil(?: registry)?)\b"
    r"(?: (?:card|number|no|nr|id|plate|document))*\.?|"
    r"(?:رقم\w* )?(?:ال)?(?:وطني|هوية|جواز(?: سفر)?|لوحة|قيد)\w*|هويته|هويتها|جوازه|جوازها)"
)
_NAMED_IDENTITY = rf"(?i){_IDENTITY}[^0-9]{{0,16}}(?:[a-z]{{1,2}} ?)?[0-9](?:[ -]?[0-9]){{4,13}}(?![0-9])"
_IDENTITIES = (
    rf"{NO_DIGIT_BEFORE}(?:0[1-9]|1[0-4])[0-9]{{9}}{NO_DIGIT_AFTER}",
    rf"{NO_DIGIT_BEFORE}(?:0[1-9]|1[0-4])(?=[0-9 -]*[0-9]{{4}})(?:[ -]?[0-9]){{9}}(?! ?[0-9]|[,:/-][0-9])",
    _NAMED_IDENTITY,
    r"\bN ?0[0-9]{8}\b",
)
_FINE_DEGREES = r"[0-9]{1,3}[.,][0-9]{3,}"
_POINTS = (
    rf"(?<![0-9.]){_FINE_DEGREES}(?![0-9]) ?[,;°NSEWnsew/& ]+ ?(?:and |و ?|[EWew] ?)?-?{_FINE_DEGREES}(?![0-9])",
    r"(?i)\b(?:lat|latitude|lon|long|longitude|gps)\b[^0-9]{0,12}[0-9]{1,3}[.,][0-9]{3,}",
    r"(?:خط )?(?:ال)?(?:عرض|طول)[^0-9]{0,12}[0-9]{1,3}[.,][0-9]{3,}",
    r"(?<![0-9.,])(?:3[2-7]|4[0-2])[.,][0-9]{4,}(?![0-9]|,[0-9]| ?(?:%|per ?cent))",
    r"[0-9]{1,3} ?° ?[0-9]{1,2} ?['’′] ?[0-9]{1,2}",
    r"\b[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}\b",
    r"(?i)goo\.gl/maps|maps\.app\.goo|google\.[a-z.]+/maps|maps\.google",
    r"\b(?:3[2-7]|4[0-2]) point [0-9]{3,}",
)
_ADDRESS_EMAILS = (r"(?i)mailto:|[a-z0-9._+-]+(?:@|%40)[a-z0-9-]+\.(?:[a-z0-9-]+\.)*[a-z]{2,}",)
_ADDRESS_HANDLES = (
    r"(?i)//(?:[a-z0-9-]+\.)*(?:wa\.me/|m\.me/|t\.me/(?:\+|joinchat)|api\.whatsapp\.com|linkedin\.com/in/|"
    r"facebook\.com/(?:people/|profile\.php)|instagram\.com/(?!p/|reel/|tv/|explore/)[a-z0-9_.]{2,}|tiktok\.com/@|"
    r"snapchat\.com/add)",
)
_ADDRESS_POINTS = (r"(?i)-?[0-9]{1,3}\.[0-9]{3,}(?:,|%2c|/|&[a-z]{1,9}=)-?[0-9]{1,3}\.[0-9]{3,}",)


# --- rules -------------------------------------------------------------------------------------------

_personal_rule = partial(rule, every_table=True, personal=True, blocks_edits=True)


def _flag_contacts(context: Context, matches_in: Callable[[Candidate, Callable[[], str]], bool], what: str) -> Checks:
    """Flag the candidates for which ``matches_in`` is true, given the candidate and the plain text of its whole row."""
    hits = [
        cell
        for cell in context.candidates.contacts.get(context.table_name, ())
        if matches_in(cell, partial(_plain_row, context, cell.row))
    ]
    return withheld_findings(hits, f"the text seems to hold {what}")


def _plain_row(context: Context, row: int) -> str:
    return plain(row_text(context.table, context.rows, row))


@_personal_rule("Remove it; name the organisation, never a personal contact.")
def no_email_address(context: Context) -> Checks:
    """No e-mail address is given in free text or in a web address, however it is spelled."""

    def matches_in(cell: Candidate, row: Callable[[], str]) -> bool:
        if cell.is_address:
            return matches(cell.text, *_ADDRESS_EMAILS)
        return matches(cell.text, *_EMAILS) or ("mail" in cell.text.lower() and matches(row(), _PROVIDER_EMAIL))

    return _flag_contacts(context, matches_in, "an e-mail address")


@_personal_rule("Remove it; if it is no phone number, write words between the digits.")
def no_phone_number(context: Context) -> Checks:
    """No phone number is given in free text or in a web address, in any spelling, nor split over two cells."""

    def matches_in(cell: Candidate, row: Callable[[], str]) -> bool:
        if cell.is_address:
            return address_holds_phone(cell.text)
        text = plain(cell.text)
        return text_holds_phone(text) or (split_phone_begins(text) and row_holds_phone(row()))

    return _flag_contacts(context, matches_in, "a telephone number")


@_personal_rule("Remove it; numbers of a person's papers or vehicle are never needed here.")
def no_identity_number(context: Context) -> Checks:
    """No national number, passport number or number plate is given in free text, nor split over two cells."""

    def matches_in(cell: Candidate, row: Callable[[], str]) -> bool:
        if cell.is_address:
            return False
        text = plain(cell.text)
        return matches(text, *_IDENTITIES) or (matches(text, "(?i)" + _IDENTITY) and matches(row(), _NAMED_IDENTITY))

    return _flag_contacts(context, matches_in, "the number of a person's papers")


@_personal_rule("Remove it; cite the document by its row in sources.csv.")
def no_personal_handle(context: Context) -> Checks:
    """No account name or link to a private account is given in free text, and no web address leads to one."""

    def matches_in(cell: Candidate, _: Callable[[], str]) -> bool:
        return matches(cell.text, *(_ADDRESS_HANDLES if cell.is_address else _HANDLES))

    return _flag_contacts(context, matches_in, "the account of a person")


@_personal_rule("Remove them; give the place by its row in places.csv, to about one kilometre.")
def no_exact_point_in_text(context: Context) -> Checks:
    """No coordinates finer than two decimals are given in free text or in a web address."""

    def matches_in(cell: Candidate, _: Callable[[], str]) -> bool:
        return matches(cell.text, *(_ADDRESS_POINTS if cell.is_address else _POINTS))

    return _flag_contacts(context, matches_in, "exact coordinates")


@rule("Give the figure the district or a larger place.", tables=("tallies", "places"), blocks_edits=True)
def few_living_people_at_coarse_place(context: Context) -> Checks:
    """A figure below three about living people has no place finer than the district.

    One or two wounded, missing or detained people in a named village on a named day can be recognised.
    """
    living = [code.code for code in MEASURE.values() if code.living]
    rank = context.places["level"].cast(pl.String).replace_strict(LEVEL_RANK, return_dtype=pl.Int64)
    fine = rank.gather(context.tallies["place_id#"]) > (LEVEL_RANK["district"] or 0)
    few = pl.max_horizontal("value", "high") < 3
    broken = context.tallies.select(pl.col("measure").is_in(living) & few & fine.alias("fine")).to_series()
    message = "fewer than three living people at so small a place"
    return flag(context.tallies, broken, "place_id", message, WITHHELD_VALUE)
