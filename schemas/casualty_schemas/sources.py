"""sources.csv: the documents."""

import polars as pl

from casualty_schemas import vocabulary as codes
from casualty_schemas.columns import SLUG, address, code, day, key, reference, references, text, word
from casualty_schemas.table import Table


class Sources(Table):
    """One row a document, by its address."""

    source_id: str = key(SLUG, "Source", "المصدر", "Slug of the document; never reused.")
    label: str = text("Label", "الوصف", "What the document is, in our words; never its headline.", required=True)
    publisher: str = text("Publisher", "الناشر", "Who published it at this address.", required=True)
    url: str = address("Address", "الرابط", "Where it was read.", required=True)
    archive_url: str = address("Archived copy", "نسخة مؤرشفة", "A kept copy of the same document.")
    published_on: pl.Date = day("Published", "تاريخ النشر", "Day of publication; empty where unknown.")
    published_precision: pl.Enum = code(
        codes.PRECISION, "Precision of the date", "دقة التاريخ", "How much of published_on is meant.", required=True
    )
    language: str = word(
        "[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", "Language", "اللغة", "BCP 47 tag of the text that was read.", required=True
    )
    kind: pl.Enum = code(codes.SOURCE_KIND, "Kind", "النوع", "What sort of document it is.", required=True)
    proximity: pl.Enum = code(
        codes.PROXIMITY,
        "Proximity",
        "القرب من صاحب الرقم",
        "How near it stands to the claimants it gives.",
        required=True,
    )
    relays_source_id: str = reference(
        "sources.source_id", "Copy of", "نسخة عن", "The document that this one copies.", required=False
    )
    credited_to: str = references("actors.actor_id", "Credited to", "منسوب إلى", "Agencies that the document credits.")
    access: pl.Enum = code(codes.ACCESS, "Read", "مدى القراءة", "How much of it was read.")
    retrieved_on: pl.Date = day("Retrieved", "تاريخ الاطلاع", "Day on which it was read.")
    sha256: str = word("[0-9a-f]{64}", "SHA-256", "بصمة SHA-256", "Checksum of the copy that was read.")
    note: str = text("Note", "ملاحظة", "Judgements and doubts about the document.")

    class Config(Table.Config):
        """Names of the table."""

        name = "sources"
        title = "Sources"
        description = "One row a document, by its address. Copies are kept as rows of their own, never merged."
        metadata = {"title_ar": "المصادر"}
