"""tallies.csv: the claims."""

import polars as pl

from casualty_schemas import vocabulary as codes
from casualty_schemas.columns import TALLY_ID, code, count, day, key, listed_codes, reference, tally_reference, text
from casualty_schemas.table import Table


class Tallies(Table):
    """One row a figure, as one document gives it."""

    tally_id: str = key(TALLY_ID, en="Tally", ar="الرقم", means="T and eight digits; never reused, never renumbered.")
    incident_id: str = reference(
        "incidents.incident_id", en="Incident", ar="الحادثة", means="What was counted.", required=True
    )
    source_id: str = reference(
        "sources.source_id", en="Source", ar="المصدر", means="The document in which it was read.", required=True
    )
    claimant_id: str = reference(
        "actors.actor_id",
        en="Claimant",
        ar="صاحب الرقم",
        means="Who counted: not the outlet that carries it.",
        required=True,
    )

    as_of: pl.Date = day(en="As of", ar="حتى تاريخ", means="The day to which the claimant's knowledge runs.")
    as_of_part: pl.Enum = code(
        codes.DAY_PART, en="Part of the day", ar="وقت اليوم", means="Where the document gives it."
    )
    as_of_precision: pl.Enum = code(
        codes.PRECISION, en="Precision of as_of", ar="دقة التاريخ", means="How much of as_of is meant.", required=True
    )
    as_of_basis: pl.Enum = code(codes.AS_OF_BASIS, en="Basis of as_of", ar="أساس التاريخ", means="How as_of is known.")
    period_start: pl.Date = day(
        en="Period from",
        ar="الفترة من",
        means="First day of death counted; filled only where the claimant counts certain days.",
    )
    period_end: pl.Date = day(
        en="Period to",
        ar="الفترة إلى",
        means="Last day of death counted; filled only where the claimant counts certain days.",
    )
    period_basis: pl.Enum = code(
        codes.PERIOD_BASIS,
        en="Basis of the period",
        ar="أساس الفترة",
        means="Days of what the period holds.",
        required=True,
    )

    measure: pl.Enum = code(codes.MEASURE, en="Measure", ar="المقياس", means="What was counted.", required=True)
    unit: pl.Enum = code(codes.UNIT, en="Unit", ar="الوحدة", means="In what it was counted.", required=True)

    place_id: str = reference(
        "places.place_id", en="Place", ar="المكان", means="The place that the figure covers.", required=True
    )
    place_role: pl.Enum = code(
        codes.PLACE_ROLE,
        en="Role of the place",
        ar="دور المكان",
        means="Whether it is where it happened, where it was counted, or a larger place around one not named.",
        required=True,
    )

    status: pl.Enum = code(codes.STATUS, en="Status", ar="الصفة", means="Who was counted; empty = everybody.")
    sex: pl.Enum = code(codes.SEX, en="Sex", ar="الجنس", means="Empty = not restricted.")
    age: pl.Enum = code(codes.AGE, en="Age", ar="العمر", means="Empty = not restricted.")
    party_id: str = reference(
        "actors.actor_id", en="Members of", ar="أفراد الطرف", means="The party whose members are counted."
    )
    community_as_stated: pl.Enum = code(
        codes.COMMUNITY,
        en="Community as stated",
        ar="الطائفة كما ذُكرت",
        means="As the claimant or the document names it.",
    )
    subgroup: pl.Enum = code(codes.SUBGROUP, en="Group", ar="الفئة", means="An occupation that the document names.")
    group_as_stated: str = text(
        en="Group as stated",
        ar="المجموعة كما ذُكرت",
        means="What the document calls those counted where no code does; at most six words.",
        since="0.5.0",
    )
    circumstance: pl.Enum = code(
        codes.CIRCUMSTANCE, en="Circumstance", ar="الظرف", means="How they died or were harmed, as the claimant says."
    )
    cause: pl.Enum = code(codes.CAUSE, en="Cause", ar="السبب", means="The means, by the list of SDG 16.1.2.")
    accused_id: str = reference(
        "actors.actor_id",
        en="Accused party",
        ar="الطرف المتهم",
        means="The alleged perpetrator as the claimant says; only where the document ties it to the figure.",
    )
    limits: str = listed_codes(
        codes.LIMITS,
        en="Limited to",
        ar="مقصور على",
        means="Which of the filled columns the count is limited to; the others only describe it.",
    )

    qualifier: pl.Enum = code(
        codes.QUALIFIER, en="Qualifier", ar="المحدِّد", means="How the number was said.", required=True
    )
    value: pl.Int64 = count(
        en="Value",
        ar="القيمة",
        means="The number, as printed; of a range the best figure, where the claimant names one.",
    )
    low: pl.Int64 = count(en="Low", ar="الأدنى", means="Lower number of a stated range.")
    high: pl.Int64 = count(en="High", ar="الأعلى", means="Upper number of a stated range.")
    wording: str = text(
        en="Wording", ar="الصيغة", means="The quantity as printed where no number is; at most six words."
    )
    magnitude: pl.Enum = code(codes.MAGNITUDE, en="Magnitude", ar="المقدار", means="The size word's class.")
    basis: pl.Enum = code(codes.BASIS, en="Basis", ar="أساس العد", means="How the claimant knows.", required=True)

    supersedes_id: str = tally_reference(
        en="Supersedes",
        ar="يحل محل",
        means="The earlier tally, of the same claimant or of one it succeeds, that this one ends.",
    )
    revision_reason: pl.Enum = code(
        codes.REVISION_REASON, en="Reason of the revision", ar="سبب التعديل", means="Why it changed."
    )
    relay_fault: pl.Enum = code(
        codes.RELAY_FAULT,
        en="Fault of the carrier",
        ar="خطأ الناقل",
        means="The carrier is wrong: kept, makes no claim.",
    )
    locator: str = text(en="Locator", ar="الموضع", means="Where in the document.")
    note: str = text(en="Note", ar="ملاحظة", means="Judgements, and what no column holds.")

    class Config(Table.Config):
        """Names of the table."""

        name = "tallies"
        title = "Tallies"
        description = (
            "One row a figure as one document gives it: a claim, with who made it, about whom, where and when."
        )
        metadata = {"title_ar": "الأرقام"}
