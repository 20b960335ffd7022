"""figures.csv of a release: every tally in words, the table to open first."""

import polars as pl

from casualty_schemas import vocabulary as codes
from casualty_schemas.columns import (
    TALLY_ID,
    code,
    degrees,
    english,
    key,
    reference,
    same_in_arabic,
    tally_reference,
    text,
    yes_or_no,
)
from casualty_schemas.sources import Sources
from casualty_schemas.table import Table, like
from casualty_schemas.tallies import Tallies


class Figures(Table):
    """One row a tally; names first, ids at the end."""

    tally_id: str = key(
        TALLY_ID, en="Tally", ar="الرقم", means="As in tallies: by this a figure is cited.", hxl="#meta+id"
    )
    figure_en: str = english(
        en="Figure", ar="العدد", means="How many, of whom, in words.", required=True, hxl="#description+figure"
    )
    figure_ar: str = same_in_arabic(figure_en)
    claimant_en: str = english(
        en="Claimant",
        ar="صاحب الرقم",
        means="Who counted: not the outlet that carries it.",
        required=True,
        hxl="#org+claimant+name",
    )
    claimant_ar: str = same_in_arabic(claimant_en)
    incident_en: str = english(en="Incident", ar="الحادثة", means="What was counted.", required=True, hxl="#event+name")
    incident_ar: str = same_in_arabic(incident_en)
    place_en: str = english(
        en="Place", ar="المكان", means="The place that the figure covers.", required=True, hxl="#loc+name"
    )
    place_ar: str = same_in_arabic(place_en)
    place_role_en: str = english(
        en="Role of the place",
        ar="دور المكان",
        means="Whether it happened there or was counted there.",
        required=True,
        hxl="#loc+role",
    )
    place_role_ar: str = same_in_arabic(place_role_en)

    as_of: pl.Date = like(
        Tallies, "as_of", means="The day to which the claimant's knowledge runs; empty = unknown.", hxl="#date+asof"
    )
    as_of_precision: pl.Enum = like(Tallies, "as_of_precision", hxl="#meta+asof+precision")
    as_of_part_en: str = english(
        en="Part of the day", ar="وقت اليوم", means="Where the document gives it.", hxl="#meta+asof+part"
    )
    as_of_part_ar: str = same_in_arabic(as_of_part_en)
    period_start: pl.Date = like(
        Tallies,
        "period_start",
        means="First day counted; empty = from the beginning of the incident.",
        hxl="#date+start",
    )
    period_end: pl.Date = like(
        Tallies, "period_end", means="Last day counted; empty = as far as was known.", hxl="#date+end"
    )
    increment: str = yes_or_no(
        en="Increment",
        ar="زيادة",
        means="yes = only what was recorded on the days of the period; never to be added to a total.",
        hxl="#meta+increment",
    )

    qualifier_en: str = english(
        en="Qualifier",
        ar="المحدِّد",
        means="How the number was said; a number without it is misquoted.",
        required=True,
        hxl="#meta+qualifier",
    )
    qualifier_ar: str = same_in_arabic(qualifier_en)
    value: pl.Int64 = like(Tallies, "value", hxl="#affected+num")
    low: pl.Int64 = like(Tallies, "low", hxl="#affected+num+min")
    high: pl.Int64 = like(Tallies, "high", hxl="#affected+num+max")
    measure_en: str = english(
        en="Measure", ar="المقياس", means="What was counted.", required=True, hxl="#indicator+name"
    )
    measure_ar: str = same_in_arabic(measure_en)
    unit_en: str = english(
        en="Unit", ar="الوحدة", means="In what it was counted.", required=True, hxl="#indicator+unit"
    )
    unit_ar: str = same_in_arabic(unit_en)

    status_en: str = english(en="Status", ar="الصفة", means="Who was counted.", required=True, hxl="#indicator+status")
    status_ar: str = same_in_arabic(status_en)
    sex_en: str = english(en="Sex", ar="الجنس", means="Empty = not restricted.", hxl="#indicator+sex")
    sex_ar: str = same_in_arabic(sex_en)
    age_en: str = english(en="Age", ar="العمر", means="Empty = not restricted.", hxl="#indicator+age")
    age_ar: str = same_in_arabic(age_en)
    party_en: str = english(
        en="Members of", ar="أفراد الطرف", means="The party whose members were counted.", hxl="#group+member+name"
    )
    party_ar: str = same_in_arabic(party_en, en="Members of, in Arabic")
    limits_en: str = english(
        en="Counts only", ar="مقصور على،", means="Only these were counted.", hxl="#description+limits"
    )
    limits_ar: str = same_in_arabic(limits_en, en="Counts only, in Arabic")
    described_en: str = english(
        en="Also said of them",
        ar="ما قيل عنهم أيضاً،",
        means="It describes them and limits nothing.",
        hxl="#description+said",
    )
    described_ar: str = same_in_arabic(described_en, en="Also said of them, in Arabic")
    accused_en: str = english(
        en="Accused party",
        ar="الطرف المتهم",
        means="The alleged perpetrator, as the claimant says; the claimant's word, not a finding of ours.",
        hxl="#group+perp+name",
    )
    accused_ar: str = same_in_arabic(accused_en)
    basis_en: str = english(
        en="Basis", ar="أساس العد", means="How the claimant knows.", required=True, hxl="#meta+basis"
    )
    basis_ar: str = same_in_arabic(basis_en)
    relay_fault_en: str = english(
        en="Fault of the carrier",
        ar="خطأ الناقل",
        means="Filled = the document is wrong about its claimant: never quote this row.",
        hxl="#meta+fault",
    )
    relay_fault_ar: str = same_in_arabic(relay_fault_en, en="Fault of the carrier, in Arabic")

    publisher: str = like(Sources, "publisher", means="Of the document.", hxl="#meta+source")
    source_label: str = text(
        en="Document",
        ar="الوثيقة",
        means="What the document is, in our words.",
        required=True,
        hxl="#meta+source+title",
    )
    proximity_en: str = english(
        en="Nearness of the document",
        ar="قرب الوثيقة",
        means="Whether it is the claimant's own or carries its word.",
        required=True,
        hxl="#meta+source+type",
    )
    proximity_ar: str = same_in_arabic(proximity_en, en="Nearness of the document, in Arabic")
    published_on: pl.Date = like(
        Sources, "published_on", means="Of the document; empty = unknown.", hxl="#date+reported"
    )
    published_precision: pl.Enum = code(
        codes.PRECISION,
        en="Precision of published_on",
        ar="دقة تاريخ النشر",
        means="How much of it is meant.",
        required=True,
        hxl="#meta+reported+precision",
    )
    url: str = like(Sources, "url", means="Of the document.", hxl="#meta+url")
    latitude: pl.Float64 = degrees(
        90,
        en="Latitude of the place",
        ar="خط عرض المكان",
        means="Of the place as a whole, not of the event.",
        hxl="#geo+lat",
    )
    longitude: pl.Float64 = degrees(
        180,
        en="Longitude of the place",
        ar="خط طول المكان",
        means="Of the place as a whole, not of the event.",
        hxl="#geo+lon",
    )

    claim_id: str = tally_reference(
        en="Claim",
        ar="الرقم المعلن",
        means=("Tallies of one claim_id carry one figure of one claimant: take one of them. Empty = makes no claim."),
        hxl="#meta+claim+id",
    )
    incident_id: str = reference(
        "incidents.incident_id",
        en="Id of the incident",
        ar="معرف الحادثة",
        means="In incidents.",
        required=True,
        hxl="#event+id",
    )
    place_id: str = reference(
        "places.place_id", en="Id of the place", ar="معرف المكان", means="In places.", required=True, hxl="#loc+id"
    )
    claimant_id: str = reference(
        "actors.actor_id",
        en="Id of the claimant",
        ar="معرف صاحب الرقم",
        means="In actors.",
        required=True,
        hxl="#org+claimant+id",
    )
    party_id: str = reference(
        "actors.actor_id",
        en="Id of the party",
        ar="معرف الطرف",
        means="In actors: of party_en.",
        hxl="#group+member+id",
    )
    accused_id: str = reference(
        "actors.actor_id",
        en="Id of the accused party",
        ar="معرف الطرف المتهم",
        means="In actors: of accused_en.",
        hxl="#group+perp+id",
    )
    source_id: str = reference(
        "sources.source_id",
        en="Id of the document",
        ar="معرف الوثيقة",
        means="In sources.",
        required=True,
        hxl="#meta+source+id",
    )

    class Config(Table.Config):
        """Names of the table."""

        name = "figures"
        title = "Figures"
        description = (
            "Every tally in words, with names instead of ids: the table to open first. "
            "Rows overlap and repeat one another; they are never added up."
        )
        metadata = {"title_ar": "الأرقام بالكلمات"}
