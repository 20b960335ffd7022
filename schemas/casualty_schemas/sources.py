"""sources.csv: the documents."""

import polars as pl

from casualty_schemas import vocabulary as codes
from casualty_schemas.columns import SLUG, address, code, day, key, reference, references, text, word
from casualty_schemas.table import Table


class Sources(Table):
    """One row a document, by its address."""

    source_id: str = key(SLUG, title="Source", title_ar="المصدر", description="Slug of the document; never reused.")
    label: str = text(
        title="Label",
        title_ar="الوصف",
        description="What the document is, in our words; never its headline.",
        required=True,
    )
    publisher: str = text(
        title="Publisher", title_ar="الناشر", description="Who published it at this address.", required=True
    )
    url: str = address(title="Address", title_ar="الرابط", description="Where it was read.", required=True)
    archive_url: str = address(
        title="Archived copy", title_ar="نسخة مؤرشفة", description="A kept copy of the same document."
    )
    published_on: pl.Date = day(
        title="Published", title_ar="تاريخ النشر", description="Day of publication; empty where unknown."
    )
    published_precision: pl.Enum = code(
        codes.PRECISION,
        title="Precision of the date",
        title_ar="دقة التاريخ",
        description="How much of published_on is meant.",
        required=True,
    )
    language: str = word(
        "[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*",
        title="Language",
        title_ar="اللغة",
        description="BCP 47 tag of the text that was read.",
        required=True,
    )
    kind: pl.Enum = code(
        codes.SOURCE_KIND, title="Kind", title_ar="النوع", description="What sort of document it is.", required=True
    )
    proximity: pl.Enum = code(
        codes.PROXIMITY,
        title="Proximity",
        title_ar="القرب من صاحب الرقم",
        description="How near it stands to the claimants it gives.",
        required=True,
    )
    relays_source_id: str = reference(
        "sources.source_id", title="Copy of", title_ar="نسخة عن", description="The document that this one copies."
    )
    credited_to: str = references(
        "actors.actor_id", title="Credited to", title_ar="منسوب إلى", description="Agencies that the document credits."
    )
    access: pl.Enum = code(codes.ACCESS, title="Read", title_ar="مدى القراءة", description="How much of it was read.")
    retrieved_on: pl.Date = day(title="Retrieved", title_ar="تاريخ الاطلاع", description="Day on which it was read.")
    sha256: str = word(
        "[0-9a-f]{64}", title="SHA-256", title_ar="بصمة SHA-256", description="Checksum of the copy that was read."
    )
    note: str = text(title="Note", title_ar="ملاحظة", description="Judgements and doubts about the document.")

    class Config(Table.Config):
        """Names of the table."""

        name = "sources"
        title = "Sources"
        description = "One row a document, by its address. Copies are kept as rows of their own, never merged."
        metadata = {"title_ar": "المصادر"}
