"""Phone numbers in text: ``phonenumbers`` finds those that are printed plainly, patterns those that are disguised."""

from __future__ import annotations

import re

from casualty_dataset.validation.rules.plain_text import NO_DIGIT_BEFORE, matches

_REGIONS = ("SY", "TR", "IQ", "JO")
"""Countries whose numbers are recognised without their country code."""

_GAP = r"[ ./()_-]{0,2}"
_LOOSE = r"[^0-9+]{0,8}"  # digits with words between; only after the beginning of a Syrian mobile number
_CALLING = (
    r"(?:\b(?:tele)?phone|mobile|\btel\b|cell ?phone|whats ?app|viber|\bsignal|\bcall(?:ed)?\b|\bring\b|\bsms\b|"
    r"telegram|\bcontact\b|هاتف\w*|جوال\w*|موبايل\w*|واتس ?\w*|اتصلوا?|الاتصال)"
)
_PRINTED = re.compile(rf"(?:\+|(?<![0-9])(?:0|\(0|963))(?:{_GAP}[0-9]){{6}}")
_DAY = re.compile(r"(?<![0-9])[0-3]?[0-9]([-/. ])[01]?[0-9]\1(?:19|20)[0-9]{2}(?![0-9])")
_DISGUISED = (
    rf"\+ ?[0-9](?:{_GAP}[0-9]){{8,14}}",  # any number with a plus sign, also one that no numbering plan knows
    rf"{NO_DIGIT_BEFORE}(?:(?:\+|00)963{_LOOSE}0?|0{_LOOSE})9{_LOOSE}[3-9](?:{_LOOSE}[0-9]){{7}}(?![0-9])",
    rf"{_CALLING}[^0-9+]{{0,20}}\+?[0-9](?:{_GAP}[0-9]){{6,13}}(?![0-9])",
)
_SPLIT_BEGINNINGS = (
    rf"{NO_DIGIT_BEFORE}(?:(?:\+|00)963|09[3-9])",
    rf"{_CALLING}[^0-9+]{{0,20}}\+?[0-9]{{3}}",
)
_SPLIT_PHONES = (  # only after the beginning of a mobile number, or after a word for calling
    rf"{NO_DIGIT_BEFORE}(?:\+|00)963[^0-9]{{0,3}}9(?:[^0-9]{{0,60}}[0-9]){{8}}(?![0-9])",
    rf"{NO_DIGIT_BEFORE}09[3-9][0-9]?(?:[^0-9]{{0,60}}[0-9]){{6,7}}(?![0-9])",
    rf"{_CALLING}[^0-9+]{{0,20}}\+?[0-9]{{3,6}}[^0-9]{{0,60}}[0-9]{{3,6}}(?:{_GAP}[0-9]{{2,4}})?(?![0-9])",
)
_ADDRESS_PHONES = (
    r"(?i)wa\.me/\+?[0-9]{7,}|(?:\+|%2b|00)963[0-9]{8,9}(?![0-9])",
    r"(?i)[?&#/](?:phone|tel|mobile|msisdn)[=:/](?:\+|%2b)?[0-9]{7,}|tel:",
)


def text_holds_phone(text: str) -> bool:
    """Return whether a plain text holds a phone number."""
    return matches(text, *_DISGUISED) or (_PRINTED.search(text) is not None and _holds_printed(text))


def _holds_printed(text: str) -> bool:
    """Return whether a text holds a valid number that begins with a plus sign, a zero or the code of Syria.

    Days are left out: 08-03-2025 is a valid number in Lebanon.
    """
    from phonenumbers import Leniency, PhoneNumberMatcher  # takes a tenth of a second, and few texts get here

    return any(
        match.raw_string.lstrip("( ").startswith(("+", "0", "963")) and sum(map(str.isdigit, match.raw_string)) > 8
        for region in _REGIONS
        for match in PhoneNumberMatcher(_DAY.sub("·", text), region, leniency=Leniency.VALID)
    )


def split_phone_begins(text: str) -> bool:
    """Return whether a phone number may begin in a plain text and end in another cell."""
    return matches(text, *_SPLIT_BEGINNINGS)


def row_holds_phone(text: str) -> bool:
    """Return whether the plain text of a row holds a phone number that is split over two cells."""
    return matches(text, *_SPLIT_PHONES)


def address_holds_phone(address: str) -> bool:
    """Return whether a web address holds a phone number."""
    return matches(address, *_ADDRESS_PHONES)
