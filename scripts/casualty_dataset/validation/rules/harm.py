"""Do-no-harm rules: nothing that finds a living person. They never repeat what they found, and none here is waived.

The name of a person is sought in ``names``: that one rule may be waived, since a place can be called like a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

import polars as pl

from casualty_dataset.validation.rules.pii_candidates import Suspect, Suspects, told, whole
from casualty_dataset.validation.rules.rule import Questions, rule, where
from casualty_dataset.validation.rules.within_rows import LEVEL_RANK
from casualty_schemas import Table
from casualty_schemas.vocabulary import MEASURE

_GAP = r"[ ./()_-]{0,2}"
_LOOSE = r"[^0-9+]{0,8}"  # digits with words between; only behind the beginning of a Syrian mobile number
_NO_NUMBER_BEFORE = r"(?<![0-9.,:/-])"
_NO_NUMBER_AFTER = r"(?![0-9]|[,:/-][0-9])"
_DIGIT_WORDS = {
    "zero oh صفر": "0", "one واحد": "1", "two اثنان اثنين": "2", "three ثلاثة": "3", "four أربعة اربعة": "4",
    "five خمسة": "5", "six ستة": "6", "seven سبعة": "7", "eight ثمانية": "8", "nine تسعة": "9",
}  # fmt: skip
_DIGIT_OF = {word: digit for words, digit in _DIGIT_WORDS.items() for word in words.split()}

_CALLING = (
    r"(?:\b(?:tele)?phone|mobile|\btel\b|cell ?phone|whats ?app|viber|\bsignal|\bcall(?:ed)?\b|\bring\b|\bsms\b|"
    r"telegram|\bcontact\b|هاتف\w*|جوال\w*|موبايل\w*|واتس ?\w*|اتصلوا?|الاتصال)"
)
_PHONES = (
    rf"\+ ?[0-9](?:{_GAP}[0-9]){{8,14}}",
    rf"{_NO_NUMBER_BEFORE}00{_GAP}[0-9](?:{_GAP}[0-9]){{8,14}}",
    rf"{_NO_NUMBER_BEFORE}0(?:{_GAP}[0-9]){{8,10}}{_NO_NUMBER_AFTER}",
    rf"{_NO_NUMBER_BEFORE}963{_GAP}9(?:{_GAP}[0-9]){{8}}{_NO_NUMBER_AFTER}",
    rf"{_NO_NUMBER_BEFORE}(?:(?:\+|00)963{_LOOSE}0?|0{_LOOSE})9{_LOOSE}[3-9](?:{_LOOSE}[0-9]){{7}}(?![0-9])",
    rf"{_CALLING}[^0-9+]{{0,20}}\+?[0-9](?:[ ./()_-]{{0,2}}[0-9]){{6,13}}(?![0-9])",
)
_SPLIT_PHONES = (  # over two cells: only behind the beginning of a mobile number, or behind a word for calling
    rf"{_NO_NUMBER_BEFORE}(?:\+|00)963[^0-9]{{0,3}}9(?:[^0-9]{{0,60}}[0-9]){{8}}(?![0-9])",
    rf"{_NO_NUMBER_BEFORE}09[3-9][0-9]?(?:[^0-9]{{0,60}}[0-9]){{6,7}}(?![0-9])",
    rf"{_CALLING}[^0-9+]{{0,20}}\+?[0-9]{{3,6}}[^0-9]{{0,60}}[0-9]{{3,6}}(?:{_GAP}[0-9]{{2,4}})?(?![0-9])",
)
_AT = r"(?:@|[(\[{<]\s?(?:at|a|آت|ات)\s?[)\]}>])"
_DOT = r"(?:\.|[(\[{]\s?dot\s?[)\]}]| dot | نقطة | دوت )"
_MAIL_HOUSE = r"(?:gmail|hotmail|outlook|yahoo|icloud|proton(?:mail)?|ymail|aol|gmx|mail|live)"
_EMAILS = (
    rf"{_AT} ?[^ @.]+ ?{_DOT} ?[^ @.0-9]{{2,}}",
    r"(?i)[a-z0-9._+-]+ at [a-z0-9-]+(?: dot )+[a-z]{2,}",
    r"(?i)[a-z0-9+-]*[._0-9][a-z0-9._+-]* at [a-z0-9-]+\.(?:com|org|net|sy|info|me|io|de|fr|uk|lb|tr)\b",
    r"(?i)\b(?:write to|mail|e-mail|email|contact|ask|reach \w+) (?:\w+ )?\w+ at [a-z0-9-]+\.[a-z]{2,4}\b",
    rf"(?i)[a-z0-9._+-]{{3,}} ?(?: at |@| آت | ات | على )? ?{_MAIL_HOUSE} ?(?:{_DOT} ?)?(?:com|كوم|me)\b",
    rf"(?i)\bat {_MAIL_HOUSE}\.(?:com|me)\b",
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
_IDENTITIES = (
    rf"{_NO_NUMBER_BEFORE}(?:0[1-9]|1[0-4])[0-9]{{9}}{_NO_NUMBER_AFTER}",
    rf"{_NO_NUMBER_BEFORE}(?:0[1-9]|1[0-4])(?=[0-9 -]*[0-9]{{4}})(?:[ -]?[0-9]){{9}}(?! ?[0-9]|[,:/-][0-9])",
    rf"(?i){_IDENTITY}[^0-9]{{0,16}}(?:[a-z]{{1,2}} ?)?[0-9](?:[ -]?[0-9]){{4,13}}(?![0-9])",
    r"\bN ?0[0-9]{8}\b",
)
_FINE = r"[0-9]{1,3}[.,][0-9]{3,}"
_POINTS = (
    rf"(?<![0-9.]){_FINE}(?![0-9]) ?[,;°NSEWnsew/& ]+ ?(?:and |و ?|[EWew] ?)?-?{_FINE}(?![0-9])",
    r"(?i)\b(?:lat|latitude|lon|long|longitude|gps)\b[^0-9]{0,12}[0-9]{1,3}[.,][0-9]{3,}",
    r"(?:خط )?(?:ال)?(?:عرض|طول)[^0-9]{0,12}[0-9]{1,3}[.,][0-9]{3,}",
    r"(?<![0-9.,])(?:3[2-7]|4[0-2])[.,][0-9]{4,}(?![0-9]|,[0-9]| ?(?:%|per ?cent))",
    r"[0-9]{1,3} ?° ?[0-9]{1,2} ?['’′] ?[0-9]{1,2}",
    r"\b[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}\b",
    r"(?i)goo\.gl/maps|maps\.app\.goo|google\.[a-z.]+/maps|maps\.google",
    r"\b(?:3[2-7]|4[0-2]) point [0-9]{3,}",
)
_ADDRESS_PHONES = (
    r"(?i)wa\.me/\+?[0-9]{7,}|(?:\+|%2b|00)963[0-9]{8,9}(?![0-9])",
    r"(?i)[?&#/](?:phone|tel|mobile|msisdn)[=:/](?:\+|%2b)?[0-9]{7,}|tel:",
)
_ADDRESS_EMAILS = (r"(?i)mailto:|[a-z0-9._+-]+(?:@|%40)[a-z0-9-]+\.(?:[a-z0-9-]+\.)*[a-z]{2,}",)
_ADDRESS_HANDLES = (
    r"(?i)//(?:[a-z0-9-]+\.)*(?:wa\.me/|m\.me/|t\.me/(?:\+|joinchat)|api\.whatsapp\.com|linkedin\.com/in/|"
    r"facebook\.com/(?:people/|profile\.php)|instagram\.com/(?!p/|reel/|tv/|explore/)[a-z0-9_.]{2,}|tiktok\.com/@|"
    r"snapchat\.com/add)",
)
_ADDRESS_POINTS = (r"(?i)-?[0-9]{1,3}\.[0-9]{3,}(?:,|%2c|/|&[a-z]{1,9}=)-?[0-9]{1,3}\.[0-9]{3,}",)

_HISTORY = r"(?<![0-9A-Za-z-])(?:T[0-9]{8}|[0-9]{4}-[0-9]{2}-[0-9]{2})(?![0-9])"


@cache
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """The alternatives as one expression; made when the first suspect is looked at, never in a clean run."""
    caseless = any(pattern.startswith("(?i)") for pattern in patterns)
    return re.compile("|".join(f"(?:{p.removeprefix('(?i)')})" for p in patterns), re.IGNORECASE if caseless else 0)


def _holds(text: str, *patterns: str) -> bool:
    return _compiled(patterns).search(text) is not None


@lru_cache(256)
def plain(text: str) -> str:
    """A folded text without ids and days, with digits for letters and words that stand for digits."""
    text = _compiled((_HISTORY,)).sub("·", text)
    text = _compiled((r"(?<=[0-9])[oO](?=[0-9oO])|(?<![A-Za-z0-9])[oO](?=[0-9])",)).sub("0", text)
    text = _compiled((r"(?<=[0-9])[lI](?=[0-9])",)).sub("1", text)
    words = "|".join(_DIGIT_OF)
    run = _compiled((rf"(?i)(?<!\w)(?:(?:{words})[ ,-]+){{3,}}(?:{words})(?!\w)",))
    return run.sub(lambda found: "".join(_DIGIT_OF[word.lower()] for word in re.findall(r"\w+", found.group())), text)


def _told(
    table: type[Table],
    rows: pl.DataFrame,
    suspects: Suspects,
    holds: Callable[[Suspect, Callable[[], str]], bool],
    what: str,
) -> Questions:
    """Ask for the suspects of a table in which, or in whose row, something is held."""
    hits = []
    for suspect in suspects.contacts.get(table.table_name(), ()):
        if holds(suspect, lambda row=suspect.row: plain(whole(table, rows, row))):  # type: ignore[misc]
            hits.append(suspect)
    return told(hits, f"the text seems to hold {what}")


@rule("Take it out; name the body, not a way to reach a person.")
def no_email_address(table: type[Table], rows: pl.DataFrame, suspects: Suspects) -> Questions:
    """No e-mail address stands in free text or in a web address, however it is spelled."""

    def holds(cell: Suspect, row: Callable[[], str]) -> bool:
        if cell.address:
            return _holds(cell.text, *_ADDRESS_EMAILS)
        return _holds(cell.text, *_EMAILS) or ("mail" in cell.text.lower() and _holds(row(), *_EMAILS[4:5]))

    return _told(table, rows, suspects, holds, "an e-mail address")


@rule("Take it out; if it is no phone number, write it with words between the digits.")
def no_phone_number(table: type[Table], rows: pl.DataFrame, suspects: Suspects) -> Questions:
    """No telephone number stands in free text or in a web address, in any digits or spelling, nor over two cells."""

    def holds(cell: Suspect, row: Callable[[], str]) -> bool:
        if cell.address:
            return _holds(cell.text, *_ADDRESS_PHONES)
        text = plain(cell.text)
        begun = _holds(
            text, rf"{_NO_NUMBER_BEFORE}(?:(?:\+|00)963|09[3-9])", rf"{_CALLING}[^0-9+]{{0,20}}\+?[0-9]{{3}}"
        )
        return _holds(text, *_PHONES) or (begun and _holds(row(), *_SPLIT_PHONES))

    return _told(table, rows, suspects, holds, "a telephone number")


@rule("Take it out; no number of a person's papers or vehicle is needed here.")
def no_identity_number(table: type[Table], rows: pl.DataFrame, suspects: Suspects) -> Questions:
    """No national number, passport number or number plate stands in free text, nor over two cells."""

    def holds(cell: Suspect, row: Callable[[], str]) -> bool:
        if cell.address:
            return False
        text = plain(cell.text)
        return _holds(text, *_IDENTITIES) or (_holds(text, "(?i)" + _IDENTITY) and _holds(row(), *_IDENTITIES[2:3]))

    return _told(table, rows, suspects, holds, "the number of a person's papers")


@rule("Take it out; cite the document by its row in sources.csv.")
def no_personal_handle(table: type[Table], rows: pl.DataFrame, suspects: Suspects) -> Questions:
    """No account name or link to a private account stands in free text, and no web address leads to one."""

    def holds(cell: Suspect, _: Callable[[], str]) -> bool:
        return _holds(cell.text, *(_ADDRESS_HANDLES if cell.address else _HANDLES))

    return _told(table, rows, suspects, holds, "the account of a person")


@rule("Take them out; a place is given by its row in places.csv, to about one kilometre.")
def no_exact_point_in_text(table: type[Table], rows: pl.DataFrame, suspects: Suspects) -> Questions:
    """No coordinates finer than two decimals stand in free text or in a web address."""

    def holds(cell: Suspect, _: Callable[[], str]) -> bool:
        return _holds(cell.text, *(_ADDRESS_POINTS if cell.address else _POINTS))

    return _told(table, rows, suspects, holds, "exact coordinates")


@rule("Give the figure the district or a larger place.")
def few_living_people_at_coarse_place(tallies: pl.DataFrame, places: pl.DataFrame) -> Questions:
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
