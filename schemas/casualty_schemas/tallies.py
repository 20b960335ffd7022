"""tallies.csv: the claims."""

import polars as pl

from casualty_schemas import vocabulary as codes
from casualty_schemas.columns import TALLY_ID, code, count, day, key, listed_codes, reference, tally_reference, text
from casualty_schemas.table import Table


class Tallies(Table):
    """One row a figure, as one document gives it."""

    tally_id: str = key(TALLY_ID, "Tally", "الرقم", "T and eight digits; never reused, never renumbered.")
    incident_id: str = reference("incidents.incident_id", "Incident", "الحادثة", "What was counted.")
    source_id: str = reference("sources.source_id", "Source", "المصدر", "The document in which it was read.")
    claimant_id: str = reference(
        "actors.actor_id", "Claimant", "صاحب الرقم", "Who counted: not the outlet that carries it."
    )

    as_of: pl.Date = day("As of", "حتى تاريخ", "The day to which the claimant's knowledge runs.")
    as_of_part: pl.Enum = code(codes.DAY_PART, "Part of the day", "وقت اليوم", "Where the document gives it.")
    as_of_precision: pl.Enum = code(
        codes.PRECISION, "Precision of as_of", "دقة التاريخ", "How much of as_of is meant.", required=True
    )
    as_of_basis: pl.Enum = code(codes.AS_OF_BASIS, "Basis of as_of", "أساس التاريخ", "How as_of is known.")
    period_start: pl.Date = day(
        "Period from", "الفترة من", "First day of death counted; filled only where the claimant counts certain days."
    )
    period_end: pl.Date = day(
        "Period to", "الفترة إلى", "Last day of death counted; filled only where the claimant counts certain days."
    )
    period_basis: pl.Enum = code(
        codes.PERIOD_BASIS, "Basis of the period", "أساس الفترة", "Days of what the period holds.", required=True
    )

    measure: pl.Enum = code(codes.MEASURE, "Measure", "المقياس", "What was counted.", required=True)
    unit: pl.Enum = code(codes.UNIT, "Unit", "الوحدة", "In what it was counted.", required=True)

    place_id: str = reference("places.place_id", "Place", "المكان", "The place that the figure covers.")
    place_role: pl.Enum = code(
        codes.PLACE_ROLE,
        "Role of the place",
        "دور المكان",
        "Whether it is where it happened or where it was counted.",
        required=True,
    )

    status: pl.Enum = code(codes.STATUS, "Status", "الصفة", "Who was counted; empty = everybody.")
    sex: pl.Enum = code(codes.SEX, "Sex", "الجنس", "Empty = not restricted.")
    age: pl.Enum = code(codes.AGE, "Age", "العمر", "Empty = not restricted.")
    party_id: str = reference(
        "actors.actor_id", "Members of", "أفراد الطرف", "The party whose members are counted.", required=False
    )
    community_as_stated: pl.Enum = code(
        codes.COMMUNITY, "Community as stated", "الطائفة كما ذُكرت", "As the claimant or the document names it."
    )
    subgroup: pl.Enum = code(codes.SUBGROUP, "Group", "الفئة", "An occupation that the document names.")
    circumstance: pl.Enum = code(
        codes.CIRCUMSTANCE, "Circumstance", "الظرف", "How they died or were harmed, as the claimant says."
    )
    cause: pl.Enum = code(codes.CAUSE, "Cause", "السبب", "The means, by the list of SDG 16.1.2.")
    accused_id: str = reference(
        "actors.actor_id",
        "Accused party",
        "الطرف المتهم",
        "The alleged perpetrator as the claimant says; only where the document ties it to the figure.",
        required=False,
    )
    limits: str = listed_codes(
        codes.LIMITS,
        "Limited to",
        "مقصور على",
        "Which of the filled columns the count is limited to; the others only describe it.",
    )

    qualifier: pl.Enum = code(codes.QUALIFIER, "Qualifier", "المحدِّد", "How the number was said.", required=True)
    value: pl.Int64 = count("Value", "القيمة", "The number, as printed.")
    low: pl.Int64 = count("Low", "الأدنى", "Lower number of a stated range.")
    high: pl.Int64 = count("High", "الأعلى", "Upper number of a stated range.")
    wording: str = text("Wording", "الصيغة", "The quantity as printed where no number is; at most six words.")
    magnitude: pl.Enum = code(codes.MAGNITUDE, "Magnitude", "المقدار", "The size word's class.")
    basis: pl.Enum = code(codes.BASIS, "Basis", "أساس العد", "How the claimant knows.", required=True)

    supersedes_id: str = tally_reference(
        "Supersedes", "يحل محل", "The same claimant's earlier tally that this one replaces."
    )
    revision_reason: pl.Enum = code(codes.REVISION_REASON, "Reason of the revision", "سبب التعديل", "Why it changed.")
    relay_fault: pl.Enum = code(
        codes.RELAY_FAULT, "Fault of the carrier", "خطأ الناقل", "The carrier is wrong: kept, makes no claim."
    )
    locator: str = text("Locator", "الموضع", "Where in the document.")
    note: str = text("Note", "ملاحظة", "Judgements, and what no column holds.")

    class Config(Table.Config):
        """Names of the table."""

        name = "tallies"
        title = "Tallies"
        description = (
            "One row a figure as one document gives it: a claim, with who made it, about whom, where and when."
        )
        metadata = {"title_ar": "الأرقام"}
