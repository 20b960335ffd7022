"""actors.csv and actor_inputs.csv: who counts, who is accused, who builds on whom."""

import polars as pl

from casualty_schemas import vocabulary as codes
from casualty_schemas.columns import SLUG, address, arabic, code, key, reference, text, word
from casualty_schemas.table import Table


class Actors(Table):
    """One row a claimant, accused party or body."""

    actor_id: str = key(SLUG, "Actor", "الجهة", "Slug of the body; `not-stated` where nobody is named.")
    parent_id: str = reference(
        "actors.actor_id", "Part of", "تتبع", "The body that this one belongs to.", required=False
    )
    name_en: str = text(
        "Name", "الاسم بالإنكليزية", "What it calls itself; persons by their office only.", required=True
    )
    name_ar: str = arabic("Name in Arabic", "الاسم", "Its name in Arabic.")
    name_ar_basis: pl.Enum = code(
        codes.NAME_BASIS,
        "Basis of the Arabic name",
        "أساس الاسم العربي",
        "Where the Arabic name comes from.",
        required=True,
    )
    kind: pl.Enum = code(codes.ACTOR_KIND, "Kind", "النوع", "What sort of body it is.", required=True)
    party_to_conflict: pl.Enum = code(
        codes.PARTY_TO_CONFLICT,
        "Party to the conflict",
        "طرف في النزاع",
        "Whether it takes part itself.",
        required=True,
    )
    country: str = word("[A-Z]{3}", "Country", "البلد", "ISO 3166-1 alpha-3 code of its seat.")
    url: str = address("Address", "الرابط", "Its own site.")
    note: str = text("Note", "ملاحظة", "Judgements about the body.")

    class Config(Table.Config):
        """Names of the table."""

        name = "actors"
        title = "Actors"
        description = "Who counts, who is accused, whose members are counted. No person is listed."
        metadata = {"title_ar": "الجهات"}


class ActorInputs(Table):
    """One row for each claimant that another one builds on."""

    actor_id: str = reference("actors.actor_id", "Actor", "الجهة", "The claimant that builds on another.", key=True)
    input_actor_id: str = reference("actors.actor_id", "Builds on", "تعتمد على", "The claimant it builds on.", key=True)
    measure: pl.Enum = code(codes.MEASURE, "Measure", "المقياس", "Where it holds for this measure only.", key=True)
    status: pl.Enum = code(codes.STATUS, "Status", "الصفة", "Where it holds for this status only.", key=True)
    source_id: str = reference("sources.source_id", "Source", "المصدر", "The document that says so.", required=False)
    note: str = text("Note", "ملاحظة", "How it builds on it.")

    class Config(Table.Config):
        """Names of the table."""

        name = "actor_inputs"
        title = "Inputs of actors"
        description = "The independence graph: a claimant that builds its count on another's, or is made of several."
        metadata = {"title_ar": "مصادر الجهات"}
