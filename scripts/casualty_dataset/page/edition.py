"""One language of the page: it writes texts, days, numbers and addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from casualty_dataset.language import arabic, english
from casualty_dataset.model import Figure
from casualty_dataset.page.rows import ClaimRow, DocumentRow
from casualty_dataset.page.texts import TEXTS
from casualty_schemas.vocabulary import VOCABULARIES


@dataclass(frozen=True, slots=True)
class Edition:
    """The page in one language."""

    language: Literal["en", "ar"]

    @property
    def rtl(self) -> bool:
        """True if it is read from right to left."""
        return self.language == "ar"

    @property
    def direction(self) -> str:
        """The value of ``dir``."""
        return "rtl" if self.rtl else "ltr"

    def id(self, name: str) -> str:
        """Return the id of an element; each element has one in each language."""
        return f"ar-{name}" if self.rtl else name

    def link(self, name: str) -> str:
        """Return the link to an element of this edition."""
        return f"#{self.id(name)}"

    def pick(self, english: str, arabic: str) -> str:
        """Return the text that is in this language."""
        return arabic if self.rtl else english

    def of(self, row: Mapping[str, object], stem: str) -> str:
        """Return the cell of a pair of columns ``stem_en``, ``stem_ar``; empty if it has none."""
        return str(row[f"{stem}_{self.language}"] or "")

    def text(self, name: str, **values: Any) -> str:
        """Return a text of the page with its values filled in. Raises ``KeyError`` for an unknown name."""
        plain = {key: self.number(value) if isinstance(value, int) else value for key, value in values.items()}
        return self.pick(*TEXTS[name]).format(**plain)

    def number(self, number: int) -> str:
        """Write a whole number: 1,676."""
        return f"{number:,}"

    def quantity(self, row: ClaimRow) -> str:
        """Write the quantity of a row: at least 330; of an absence, that no toll was published."""
        return self.figure(Figure(row["qualifier"], row["value"], row["low"], row["high"], row["wording"]))

    def figure(self, figure: Figure) -> str:
        """Write a figure as it was said: at least 330."""
        return arabic.quantity(figure) if self.rtl else english.quantity(figure)

    def day(self, day: date | None, precision: str = "day") -> str:
        """Write a day, month or year; of None, that no day is given."""
        if day is None:
            return self.text("undated")
        return arabic.day(day, precision) if self.rtl else english.day(day, precision)

    def document(self, row: DocumentRow, here: str) -> dict[str, str]:
        """Return ``publisher`` and ``url`` of a document.

        Only an address of the web is linked. Validation lets no other in, but a release that somebody else made may
        hold one: then the name says so, and leads to ``here`` on the page.
        """
        publisher, url = row["publisher"], row["url"]
        if of_web(url):
            return {"publisher": publisher, "url": url or ""}
        return {"publisher": f"{publisher} ({self.text('unlinked')})", "url": self.link(here)}

    def code(self, vocabulary: str, code: str) -> str:
        """Return the label of a code."""
        entry = VOCABULARIES[vocabulary][code]
        return self.pick(entry.en, entry.ar)


EDITIONS: Final = (Edition("en"), Edition("ar"))


def of_web(url: str | None) -> bool:
    """True if a browser can only open this address, not run it."""
    return (url or "").startswith(("https://", "http://"))
