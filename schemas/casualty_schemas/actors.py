"""actors.csv and actor_inputs.csv: who counts, who is accused, who builds on whom."""

import polars as pl

from casualty_schemas import vocabulary as codes
from casualty_schemas.columns import SLUG, address, arabic, code, key, reference, text, word
from casualty_schemas.table import Table


class Actors(Table):
    """One row a claimant, accused party or body."""

    actor_id: str = key(
        SLUG, title="Actor", title_ar="الجهة", description="Slug of the body; `not-stated` where nobody is named."
    )
    parent_id: str = reference(
        "actors.actor_id", title="Part of", title_ar="تتبع", description="The body that this one belongs to."
    )
    name_en: str = text(
        title="Name",
        title_ar="الاسم بالإنكليزية",
        description="What it calls itself; persons by their office only.",
        required=True,
    )
    name_ar: str = arabic(title="Name in Arabic", title_ar="الاسم", description="Its name in Arabic.", required=True)
    name_ar_basis: pl.Enum = code(
        codes.NAME_BASIS,
        title="Basis of the Arabic name",
        title_ar="أساس الاسم العربي",
        description="Where the Arabic name comes from.",
        required=True,
    )
    kind: pl.Enum = code(
        codes.ACTOR_KIND, title="Kind", title_ar="النوع", description="What sort of body it is.", required=True
    )
    party_to_conflict: pl.Enum = code(
        codes.PARTY_TO_CONFLICT,
        title="Party to the conflict",
        title_ar="طرف في النزاع",
        description="Whether it takes part itself.",
        required=True,
    )
    country: str = word(
        "[A-Z]{3}", title="Country", title_ar="البلد", description="ISO 3166-1 alpha-3 code of its seat."
    )
    url: str = address(title="Address", title_ar="الرابط", description="Its own site.")
    note: str = text(title="Note", title_ar="ملاحظة", description="Judgements about the body.")

    class Config(Table.Config):
        """Names of the table."""

        name = "actors"
        title = "Actors"
        description = "Who counts, who is accused, whose members are counted. No person is listed."
        metadata = {"title_ar": "الجهات"}


class ActorInputs(Table):
    """One row for each claimant that another one builds on."""

    actor_id: str = reference(
        "actors.actor_id",
        title="Actor",
        title_ar="الجهة",
        description="The claimant that builds on another.",
        required=True,
    )
    input_actor_id: str = reference(
        "actors.actor_id",
        title="Builds on",
        title_ar="تعتمد على",
        description="The claimant it builds on.",
        required=True,
    )
    measure: pl.Enum = code(
        codes.MEASURE, title="Measure", title_ar="المقياس", description="Where it holds for this measure only."
    )
    status: pl.Enum = code(
        codes.STATUS, title="Status", title_ar="الصفة", description="Where it holds for this status only."
    )
    source_id: str = reference(
        "sources.source_id", title="Source", title_ar="المصدر", description="The document that says so."
    )
    note: str = text(title="Note", title_ar="ملاحظة", description="How it builds on it.")

    class Config(Table.Config):
        """Names of the table."""

        name = "actor_inputs"
        title = "Inputs of actors"
        description = "The independence graph: a claimant that builds its count on another's, or is made of several."
        metadata = {"title_ar": "مصادر الجهات"}
        unique = ["actor_id", "input_actor_id", "measure", "status"]
