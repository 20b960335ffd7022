"""One language of the page: how it writes words, days, numbers and addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from casualty_dataset.language import arabic, english
from casualty_dataset.model import Figure
from casualty_dataset.page.texts import TEXTS
from casualty_schemas.vocabulary import VOCABULARIES


@dataclass(frozen=True, slots=True)
class Edition:
    """The page in one language."""

    language: Literal["en", "ar"]

    @property
    def rtl(self) -> bool:
        """Whether it is read from right to left."""
        return self.language == "ar"

    @property
    def direction(self) -> str:
        """The value of ``dir``."""
        return "rtl" if self.rtl else "ltr"

    def id(self, name: str) -> str:
        """The id of an element: every address is given once in each language."""
        return f"ar-{name}" if self.rtl else name

    def link(self, name: str) -> str:
        """The address of an element of this edition."""
        return f"#{self.id(name)}"

    def pick(self, english: str, arabic: str) -> str:
        """The one that is in this language."""
        return arabic if self.rtl else english

    def of(self, row: Mapping[str, Any], stem: str) -> Any:
        """The cell of a pair of columns ``stem_en``, ``stem_ar``."""
        return row[f"{stem}_{self.language}"]

    def word(self, name: str, **told: Any) -> str:
        """What the page says; numbers are written with separators. Raises ``KeyError`` for a name there is not."""
        plain = {key: self.number(value) if isinstance(value, int) else value for key, value in told.items()}
        return self.pick(*TEXTS[name]).format(**plain)

    def number(self, number: int) -> str:
        """A whole number: 1,676."""
        return f"{number:,}"

    def quantity(self, row: Mapping[str, Any]) -> str:
        """How many a row says, without of whom: at least 330; of no number, that none was published."""
        if row["qualifier"] in ("none_published", "denied"):
            return self.code("qualifier", row["qualifier"])
        figure = Figure(row["qualifier"], row["value"], row["low"], row["high"], row.get("wording"))
        return arabic.quantity(figure) if self.rtl else english.quantity(figure)

    def day(self, day: date | None, precision: str = "day") -> str:
        """A day, month or year in words; of none it says so."""
        if day is None:
            return self.word("undated")
        return arabic.day(day, precision) if self.rtl else english.day(day, precision)

    def document(self, row: Mapping[str, Any], here: str) -> dict[str, str]:
        """``publisher`` and ``url`` of a document.

        Only an address of the web is linked. Validation lets no other in, but a release that somebody else made may
        hold one: then the name says so, and leads to ``here`` on the page.
        """
        publisher, url = row["publisher"], row["url"]
        if of_web(url):
            return {"publisher": publisher, "url": url}
        return {"publisher": f"{publisher} ({self.word('unlinked')})", "url": self.link(here)}

    def code(self, vocabulary: str, code: str) -> str:
        """What a code is called."""
        held = VOCABULARIES[vocabulary][code]
        return self.pick(held.en, held.ar)


EDITIONS: Final = (Edition("en"), Edition("ar"))


def of_web(url: str | None) -> bool:
    """Whether a browser can only go to this address, and not run it."""
    return (url or "").startswith(("https://", "http://"))
