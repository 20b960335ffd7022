"""tallies.csv: the claims."""

import polars as pl

from casualty_schemas import vocabulary as codes
from casualty_schemas.columns import TALLY_ID, code, count, day, key, listed_codes, reference, tally_reference, text
from casualty_schemas.table import Table


class Tallies(Table):
    """One row a figure, as one document gives it."""

    tally_id: str = key(
        TALLY_ID, title="Tally", title_ar="الرقم", description="T and eight digits; never reused, never renumbered."
    )
    incident_id: str = reference(
        "incidents.incident_id", title="Incident", title_ar="الحادثة", description="What was counted.", required=True
    )
    source_id: str = reference(
        "sources.source_id",
        title="Source",
        title_ar="المصدر",
        description="The document in which it was read.",
        required=True,
    )
    claimant_id: str = reference(
        "actors.actor_id",
        title="Claimant",
        title_ar="صاحب الرقم",
        description="Who counted: not the outlet that carries it.",
        required=True,
    )

    as_of: pl.Date = day(
        title="As of", title_ar="حتى تاريخ", description="The day to which the claimant's knowledge runs."
    )
    as_of_part: pl.Enum = code(
        codes.DAY_PART, title="Part of the day", title_ar="وقت اليوم", description="Where the document gives it."
    )
    as_of_precision: pl.Enum = code(
        codes.PRECISION,
        title="Precision of as_of",
        title_ar="دقة التاريخ",
        description="How much of as_of is meant.",
        required=True,
    )
    as_of_basis: pl.Enum = code(
        codes.AS_OF_BASIS, title="Basis of as_of", title_ar="أساس التاريخ", description="How as_of is known."
    )
    period_start: pl.Date = day(
        title="Period from",
        title_ar="الفترة من",
        description="First day of death counted; filled only where the claimant counts certain days.",
    )
    period_end: pl.Date = day(
        title="Period to",
        title_ar="الفترة إلى",
        description="Last day of death counted; filled only where the claimant counts certain days.",
    )
    period_basis: pl.Enum = code(
        codes.PERIOD_BASIS,
        title="Basis of the period",
        title_ar="أساس الفترة",
        description="Days of what the period holds.",
        required=True,
    )

    measure: pl.Enum = code(
        codes.MEASURE, title="Measure", title_ar="المقياس", description="What was counted.", required=True
    )
    unit: pl.Enum = code(
        codes.UNIT, title="Unit", title_ar="الوحدة", description="In what it was counted.", required=True
    )

    place_id: str = reference(
        "places.place_id",
        title="Place",
        title_ar="المكان",
        description="The place that the figure covers.",
        required=True,
    )
    place_role: pl.Enum = code(
        codes.PLACE_ROLE,
        title="Role of the place",
        title_ar="دور المكان",
        description="Whether it is where it happened or where it was counted.",
        required=True,
    )

    status: pl.Enum = code(
        codes.STATUS, title="Status", title_ar="الصفة", description="Who was counted; empty = everybody."
    )
    sex: pl.Enum = code(codes.SEX, title="Sex", title_ar="الجنس", description="Empty = not restricted.")
    age: pl.Enum = code(codes.AGE, title="Age", title_ar="العمر", description="Empty = not restricted.")
    party_id: str = reference(
        "actors.actor_id",
        title="Members of",
        title_ar="أفراد الطرف",
        description="The party whose members are counted.",
    )
    community_as_stated: pl.Enum = code(
        codes.COMMUNITY,
        title="Community as stated",
        title_ar="الطائفة كما ذُكرت",
        description="As the claimant or the document names it.",
    )
    subgroup: pl.Enum = code(
        codes.SUBGROUP, title="Group", title_ar="الفئة", description="An occupation that the document names."
    )
    circumstance: pl.Enum = code(
        codes.CIRCUMSTANCE,
        title="Circumstance",
        title_ar="الظرف",
        description="How they died or were harmed, as the claimant says.",
    )
    cause: pl.Enum = code(
        codes.CAUSE, title="Cause", title_ar="السبب", description="The means, by the list of SDG 16.1.2."
    )
    accused_id: str = reference(
        "actors.actor_id",
        title="Accused party",
        title_ar="الطرف المتهم",
        description="The alleged perpetrator as the claimant says; only where the document ties it to the figure.",
    )
    limits: str = listed_codes(
        codes.LIMITS,
        title="Limited to",
        title_ar="مقصور على",
        description="Which of the filled columns the count is limited to; the others only describe it.",
    )

    qualifier: pl.Enum = code(
        codes.QUALIFIER, title="Qualifier", title_ar="المحدِّد", description="How the number was said.", required=True
    )
    value: pl.Int64 = count(title="Value", title_ar="القيمة", description="The number, as printed.")
    low: pl.Int64 = count(title="Low", title_ar="الأدنى", description="Lower number of a stated range.")
    high: pl.Int64 = count(title="High", title_ar="الأعلى", description="Upper number of a stated range.")
    wording: str = text(
        title="Wording", title_ar="الصيغة", description="The quantity as printed where no number is; at most six words."
    )
    magnitude: pl.Enum = code(
        codes.MAGNITUDE, title="Magnitude", title_ar="المقدار", description="The size word's class."
    )
    basis: pl.Enum = code(
        codes.BASIS, title="Basis", title_ar="أساس العد", description="How the claimant knows.", required=True
    )

    supersedes_id: str = tally_reference(
        title="Supersedes", title_ar="يحل محل", description="The same claimant's earlier tally that this one replaces."
    )
    revision_reason: pl.Enum = code(
        codes.REVISION_REASON, title="Reason of the revision", title_ar="سبب التعديل", description="Why it changed."
    )
    relay_fault: pl.Enum = code(
        codes.RELAY_FAULT,
        title="Fault of the carrier",
        title_ar="خطأ الناقل",
        description="The carrier is wrong: kept, makes no claim.",
    )
    locator: str = text(title="Locator", title_ar="الموضع", description="Where in the document.")
    note: str = text(title="Note", title_ar="ملاحظة", description="Judgements, and what no column holds.")

    class Config(Table.Config):
        """Names of the table."""

        name = "tallies"
        title = "Tallies"
        description = (
            "One row a figure as one document gives it: a claim, with who made it, about whom, where and when."
        )
        metadata = {"title_ar": "الأرقام"}
