"""The texts of the workbooks, read from guide.toml: how to read them, caveats, licence, citation, headings."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Final

from casualty_schemas import Table
from casualty_schemas.columns import Column


@dataclass(frozen=True, slots=True)
class Guide:
    """The texts of one language.

    ``sections`` are headings with their paragraphs; ``not_this`` and ``caveats`` are two of the headings. ``licence``
    and ``cite`` are a heading and a text. Patterns: the text of ``cite`` takes ``title``, ``version`` and ``year``;
    ``rows`` takes a number; ``too_long`` and ``too_wide`` take ``name``, ``rows`` and ``cap``. No pattern takes an ISO
    day, because its parts change places in a line from right to left.
    """

    language: str
    release: str
    day: str
    not_this: str
    caveats: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    tables: str
    rows: str
    licence: list[str]
    cite: list[str]
    dictionary: list[str]
    kinds: dict[str, str]
    id_in: str
    many: str
    yes: str
    too_long: str
    too_wide: str
    title: str | None = None

    @property
    def arabic(self) -> bool:
        """Whether the workbook is in Arabic: from right to left, with Arabic titles over the columns."""
        return self.language == "ar"

    def title_of(self, table: type[Table]) -> str:
        """Return the title of a table."""
        title, title_ar, _ = table.about()
        return title_ar if self.arabic else title

    def holds(self, column: Column) -> str:
        """Return the type of the cells of a column, in words."""
        kind = self.id_in.format(column.parent[0]) if column.refers_to else self.kinds[column.kind]
        return f"{kind} {self.many}" if column.many else kind

    def codes(self, column: Column) -> str:
        """Return every code that a column may hold, with its label."""
        codes = (column.codes or {}).values()
        return ("؛ " if self.arabic else "; ").join(
            f"{code.code} = {code.ar if self.arabic else code.en}" for code in codes
        )


def _read(language: str) -> Guide:
    text = resources.files(__package__).joinpath("guide.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text)[language]
    sections = tuple((section["heading"], tuple(section["paragraphs"])) for section in entries.pop("sections"))
    return Guide(**entries, sections=sections)


ENGLISH: Final = _read("en")
ARABIC: Final = _read("ar")
