"""actors.csv and actor_inputs.csv: who counts, who is accused, who builds on whom."""

import polars as pl

from casualty_schemas import vocabulary as codes
from casualty_schemas.columns import SLUG, address, arabic, code, key, reference, text, word
from casualty_schemas.table import Table


class Actors(Table):
    """One row a claimant, accused party or body."""

    actor_id: str = key(SLUG, en="Actor", ar="الجهة", means="Slug of the body; `not-stated` where nobody is named.")
    parent_id: str = reference("actors.actor_id", en="Part of", ar="تتبع", means="The body that this one belongs to.")
    name_en: str = text(
        en="Name", ar="الاسم بالإنكليزية", means="What it calls itself; persons by their office only.", required=True
    )
    name_ar: str = arabic(en="Name in Arabic", ar="الاسم", means="Its name in Arabic.", required=True)
    name_ar_basis: pl.Enum = code(
        codes.NAME_BASIS,
        en="Basis of the Arabic name",
        ar="أساس الاسم العربي",
        means="Where the Arabic name comes from.",
        required=True,
    )
    succeeds_id: str = reference(
        "actors.actor_id",
        en="Succeeds",
        ar="خلفت",
        means="The body that this one continues under a new name; its figures continue that body's series.",
        since="0.5.0",
    )
    kind: pl.Enum = code(codes.ACTOR_KIND, en="Kind", ar="النوع", means="What sort of body it is.", required=True)
    party_to_conflict: pl.Enum = code(
        codes.PARTY_TO_CONFLICT,
        en="Party to the conflict",
        ar="طرف في النزاع",
        means="Whether it takes part itself.",
        required=True,
    )
    country: str = word("[A-Z]{3}", en="Country", ar="البلد", means="ISO 3166-1 alpha-3 code of its seat.")
    url: str = address(en="Address", ar="الرابط", means="Its own site.")
    note: str = text(en="Note", ar="ملاحظة", means="Judgements about the body.")

    class Config(Table.Config):
        """Names of the table."""

        name = "actors"
        title = "Actors"
        description = "Who counts, who is accused, whose members are counted. No person is listed."
        metadata = {"title_ar": "الجهات"}


class ActorInputs(Table):
    """One row for each claimant that another one builds on."""

    actor_id: str = reference(
        "actors.actor_id", en="Actor", ar="الجهة", means="The claimant that builds on another.", required=True
    )
    input_actor_id: str = reference(
        "actors.actor_id", en="Builds on", ar="تعتمد على", means="The claimant it builds on.", required=True
    )
    measure: pl.Enum = code(codes.MEASURE, en="Measure", ar="المقياس", means="Where it holds for this measure only.")
    status: pl.Enum = code(codes.STATUS, en="Status", ar="الصفة", means="Where it holds for this status only.")
    source_id: str = reference("sources.source_id", en="Source", ar="المصدر", means="The document that says so.")
    note: str = text(en="Note", ar="ملاحظة", means="How it builds on it.")

    class Config(Table.Config):
        """Names of the table."""

        name = "actor_inputs"
        title = "Inputs of actors"
        description = "The independence graph: a claimant that builds its count on another's, or is made of several."
        metadata = {"title_ar": "مصادر الجهات", "may_be_empty": True}
        unique = ["actor_id", "input_actor_id", "measure", "status"]
