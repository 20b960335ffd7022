"""The rule on text that was decoded wrongly, or copied from the source of a web page."""

from __future__ import annotations

from typing import Final

import polars as pl

from casualty_dataset.validation.rules.check import Checks, combine, flag
from casualty_dataset.validation.rules.context import Context
from casualty_dataset.validation.rules.rule import rule

# What Windows-1252 makes of the bytes 0x80 to 0xBF: the characters that never follow a letter, and those that may.
_SIGN: Final = (
    "\u00a1-\u00ac\u00ae-\u00ba\u00bc-\u00bf\u20ac\u201a\u0192\u201e\u2020\u2021\u02c6\u0160\u2039\u0152"
    "\u017d\u02dc\u0161\u0153\u017e\u0178"
)
_CLOSING: Final = "\u00bb\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u2026\u2030\u203a\u2122"
_TRAIL: Final = f"[{_SIGN}{_CLOSING}]"

_DECODED_WRONGLY: Final = "|".join((
    f"[\u00c2\u00c3\u00c4\u00c5][{_SIGN}]",  # one letter of Latin script: Ã©, Ä±, Â°
    rf"[\u00c2\u00c3\u00c4\u00c5][{_CLOSING}]\p{{L}}",
    rf"\p{{Ll}}[\u00c2\u00c3\u00c4\u00c5][{_CLOSING}]",
    "\u00e2\u20ac",  # a quotation mark or a dash: â€™
    f"(?:[\u00ce\u00cf\u00d0\u00d1\u00d7\u00d8\u00d9\u00da\u00db]{_TRAIL}){{2}}",  # Greek, Cyrillic, Hebrew, Arabic
    "[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]{5}",  # Arabic of Windows-1256: ÓæÑíÇ
))  # fmt: skip
_ENTITY: Final = (
    r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|amp|lt|gt|quot|apos|nbsp|shy|zwnj|zwj|lrm|rlm|[nm]dash|[lr]squo|[lr]dquo|sbquo"
    r"|bdquo|laquo|raquo|hellip|bull|middot|copy|reg|trade|deg|euro|pound|times|szlig|[AaOo](?:ring|slash|elig)|[Cc]cedil"
    r"|[AEIOUYaeiouyNn](?:acute|grave|circ|uml|tilde));"
)
_ENTITY_IN_ADDRESS: Final = "&(?:amp|#38|#[xX]26);"


@rule(
    "Type the characters that are meant (’ for â€™, é for Ã©, & for &amp;), and open the file as UTF-8; if the text is "
    "right as it is, waive the row.",
    every_table=True,
    waivable=True,
)
def text_is_not_garbled(context: Context) -> Checks:
    """No text was decoded wrongly (AgÃªncia, Syriaâ€™s) or holds the entities of a web page (&amp;, &#39;)."""
    checks = []
    for name, column in context.table.columns().items():
        cell = pl.col(name).str
        if column.free_text:
            wrong = "the text was decoded wrongly: letters stand as pairs of other characters"
            checks.append(flag(context.rows, cell.contains(_DECODED_WRONGLY), name, wrong, by_cell=True))
            checks.append(
                flag(context.rows, cell.contains(_ENTITY), name, "there is an HTML entity in it", by_cell=True)
            )
        elif column.kind == "address":
            checks.append(flag(context.rows, cell.contains(_ENTITY_IN_ADDRESS), name, "an & is written as &amp;"))
    return combine(checks)
