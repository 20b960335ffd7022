"""sources.csv: the documents."""

import polars as pl

from casualty_schemas import vocabulary as codes
from casualty_schemas.columns import SLUG, address, code, day, key, reference, references, text, word
from casualty_schemas.table import Table


class Sources(Table):
    """One row a document, by its address."""

    source_id: str = key(SLUG, en="Source", ar="المصدر", means="Slug of the document; never reused.")
    label: str = text(
        en="Label", ar="الوصف", means="What the document is, in our words; never its headline.", required=True
    )
    publisher: str = text(en="Publisher", ar="الناشر", means="Who published it at this address.", required=True)
    url: str = address(en="Address", ar="الرابط", means="Where it was read.", required=True)
    archive_url: str = address(en="Archived copy", ar="نسخة مؤرشفة", means="A kept copy of the same document.")
    published_on: pl.Date = day(en="Published", ar="تاريخ النشر", means="Day of publication; empty where unknown.")
    published_precision: pl.Enum = code(
        codes.PRECISION,
        en="Precision of the date",
        ar="دقة التاريخ",
        means="How much of published_on is meant.",
        required=True,
    )
    language: str = word(
        "[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*",
        en="Language",
        ar="اللغة",
        means="BCP 47 tag of the text that was read.",
        required=True,
    )
    kind: pl.Enum = code(codes.SOURCE_KIND, en="Kind", ar="النوع", means="What sort of document it is.", required=True)
    proximity: pl.Enum = code(
        codes.PROXIMITY,
        en="Proximity",
        ar="القرب من صاحب الرقم",
        means="How near it stands to the claimants it gives.",
        required=True,
    )
    relays_source_id: str = reference(
        "sources.source_id", en="Copy of", ar="نسخة عن", means="The document that this one copies."
    )
    credited_to: str = references(
        "actors.actor_id", en="Credited to", ar="منسوب إلى", means="Agencies that the document credits."
    )
    access: pl.Enum = code(codes.ACCESS, en="Read", ar="مدى القراءة", means="How much of it was read.")
    retrieved_on: pl.Date = day(en="Retrieved", ar="تاريخ الاطلاع", means="Day on which it was read.")
    sha256: str = word("[0-9a-f]{64}", en="SHA-256", ar="بصمة SHA-256", means="Checksum of the copy that was read.")
    note: str = text(en="Note", ar="ملاحظة", means="Judgements and doubts about the document.")

    class Config(Table.Config):
        """Names of the table."""

        name = "sources"
        title = "Sources"
        description = (
            "One row a document, by its address. Copies are kept as rows of their own, never merged. A page that was "
            "overwritten has a row for each state that was archived."
        )
        metadata = {"title_ar": "المصادر"}
