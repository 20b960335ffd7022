"""Months and plural classes, from the Unicode CLDR as Babel ships it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from babel import Locale

# Babel is imported inside the functions, so that commands that write no sentence do not load it.


@cache
def months(language: Literal["en", "ar"]) -> tuple[str, ...]:
    """Return the names of the twelve months.

    Arabic months have two names, the one used in Syria and the international one: آذار/مارس.
    """
    if language == "en":
        return _months("en", "wide")
    return tuple(
        f"{syrian}/{common}" for syrian, common in zip(_months("ar_SY", "wide"), _months("ar", "wide"), strict=True)
    )


@cache
def short_months(language: Literal["en", "ar"]) -> tuple[str, ...]:
    """Return the short names of the twelve months: Jan; in Arabic the name used in Syria alone, كانون الثاني."""
    return _months("en", "abbreviated") if language == "en" else _months("ar_SY", "wide")


def _months(locale: str, form: Literal["wide", "abbreviated"]) -> tuple[str, ...]:
    from babel import Locale

    names = Locale.parse(locale).months["format"][form]
    return tuple(names[number] for number in range(1, 13))


def plural_class(number: int) -> str:
    """Return the Arabic plural class of a whole number: zero, one, two, few, many or other."""
    return _arabic().plural_form(number)


@cache
def _arabic() -> Locale:
    from babel import Locale

    return Locale.parse("ar")
