"""The tables that code derives from the curated ones: claims, timeline, ranges, conflicts, incident_summary.

They exist in releases alone, and are checked as the curated tables are.
"""

from typing import Any

import polars as pl

from casualty_schemas import vocabulary as codes
from casualty_schemas.columns import TALLY_ID, code, count, day, key, reference, tally_reference, text, word
from casualty_schemas.incidents import INCIDENT_ID
from casualty_schemas.table import Table

RULE = "(?:envelope|documented-floor|median)@[0-9]+"
_TALLIES = rf"{TALLY_ID}(?:\|{TALLY_ID})*"


def _tallies(title: str, title_ar: str, description: str) -> Any:
    return word(_TALLIES, title, title_ar, description)


class Claims(Table):
    """One row a claim."""

    claim_id: str = key(TALLY_ID, "Claim", "الادعاء", "The tally whose document stands nearest to the claimant.")
    claimant_id: str = reference("actors.actor_id", "Claimant", "صاحب الرقم", "Who counted.")
    incident_id: str = reference("incidents.incident_id", "Incident", "الحادثة", "What was counted.")
    place_id: str = reference("places.place_id", "Place", "المكان", "The place that the figure covers.")
    place_role: pl.Enum = code(codes.PLACE_ROLE, "Role of the place", "دور المكان", "As in tallies.", required=True)
    period_start: pl.Date = day("Period from", "الفترة من", "As in tallies.")
    period_end: pl.Date = day("Period to", "الفترة إلى", "As in tallies.")
    increment: str = word("yes|no", "Increment", "زيادة", "Counts what was recorded on certain days.", required=True)
    measure: pl.Enum = code(codes.MEASURE, "Measure", "المقياس", "What was counted.", required=True)
    unit: pl.Enum = code(codes.UNIT, "Unit", "الوحدة", "In what it was counted.", required=True)
    status: pl.Enum = code(codes.STATUS, "Status", "الصفة", "Who was counted; empty = everybody.")
    sex: pl.Enum = code(codes.SEX, "Sex", "الجنس", "Empty = not restricted.")
    age: pl.Enum = code(codes.AGE, "Age", "العمر", "Empty = not restricted.")
    party_id: str = reference("actors.actor_id", "Members of", "أفراد الطرف", "Whose members count.", required=False)
    accused_id: str = reference(
        "actors.actor_id",
        "Limited to what this party did",
        "مقصور على فعل الطرف",
        "Only where limited.",
        required=False,
    )
    community_as_stated: pl.Enum = code(
        codes.COMMUNITY, "Limited to this community", "مقصور على الطائفة", "If limited."
    )
    cause: pl.Enum = code(codes.CAUSE, "Limited to this cause", "مقصور على السبب", "Only where limited.")
    circumstance: pl.Enum = code(codes.CIRCUMSTANCE, "Limited to this circumstance", "مقصور على الظرف", "If limited.")
    subgroup: pl.Enum = code(codes.SUBGROUP, "Limited to this group", "مقصور على الفئة", "Only where limited.")
    basis: pl.Enum = code(codes.BASIS, "Basis", "أساس العد", "How the claimant knows.", required=True)
    as_of: pl.Date = day("As of", "حتى تاريخ", "The first day for which it was said.")
    as_of_precision: pl.Enum = code(codes.PRECISION, "Precision", "دقة التاريخ", "Of as_of.", required=True)
    qualifier: pl.Enum = code(codes.QUALIFIER, "Qualifier", "المحدِّد", "As the nearest document has it.", required=True)
    value: pl.Int64 = count("Value", "القيمة", "The number.")
    low: pl.Int64 = count("Low", "الأدنى", "Lower number of a stated range.")
    high: pl.Int64 = count("High", "الأعلى", "Upper number of a stated range.")
    lower: pl.Int64 = count("Lower bound", "الحد الأدنى", "Of the interval on its own day; empty where it has none.")
    upper: pl.Int64 = count("Upper bound", "الحد الأعلى", "Of the interval on its own day; empty where it is open.")
    documents: pl.Int64 = count("Documents", "عدد الوثائق", "That carry it; copies of one count once.")
    known: pl.Date = day("Known", "معروف منذ", "The day on which it became known.")
    known_assumed: str = word("yes|no", "Assumed", "مفترض", "Known taken from a month or from as_of.", required=True)
    first_published: pl.Date = day("First published", "أول نشر", "The first exactly dated document.")
    last_published: pl.Date = day("Last published", "آخر نشر", "The last exactly dated document.")
    supersedes_id: str = tally_reference("Supersedes", "يحل محل", "The claim that this one replaces.")
    tally_ids: str = _tallies("Tallies", "الأرقام", "All tallies behind it.")
    variants: str = text("Variants", "صيغ أخرى", "Tallies that tell it otherwise, and in which columns.")

    class Config(Table.Config):
        """Names of the table."""

        name = "claims"
        title = "Claims"
        description = "What one claimant said of one scope: the tallies that carry one figure, folded into one row."
        metadata = {"title_ar": "الادعاءات"}


class Timeline(Table):
    """One row a point of a series."""

    series: pl.Int64 = count("Series", "السلسلة", "Number of the series: one claimant, scope and basis.")
    point: pl.Int64 = count("Point", "الترتيب", "Its place in the series.")
    claim_id: str = key(TALLY_ID, "Claim", "الادعاء", "The claim.")
    claimant_id: str = reference("actors.actor_id", "Claimant", "صاحب الرقم", "Who counted.")
    as_of: pl.Date = day("As of", "حتى تاريخ", "The day for which it was said.")
    kind: str = word("first|step|correction|fall|absence", "Kind", "النوع", "What the point is.", required=True)
    value: pl.Int64 = count("Value", "القيمة", "The number.")
    step: str = word("-?[0-9]+", "Step", "الفرق", "The change from the figure before.")

    class Config(Table.Config):
        """Names of the table."""

        name = "timeline"
        title = "Timeline"
        description = "The toll as stated over time; absence of a figure is told as such and never as zero."
        metadata = {"title_ar": "التسلسل الزمني"}


class Ranges(Table):
    """One row an answer of a reconciliation rule."""

    incident_id: str = word(INCIDENT_ID, "Incident", "الحادثة", "What is asked about.", required=True, key=True)
    measure: pl.Enum = code(codes.MEASURE, "Measure", "المقياس", "What is counted.", required=True, key=True)
    unit: pl.Enum = code(codes.UNIT, "Unit", "الوحدة", "In what.", required=True, key=True)
    status: pl.Enum = code(codes.STATUS, "Status", "الصفة", "Whom; empty = everybody.", key=True)
    party_id: str = reference("actors.actor_id", "Members of", "أفراد الطرف", "If any.", required=False, key=True)
    basis: str = word(
        "count|estimate", "Basis class", "صنف الأساس", "Counts and estimates never mix.", required=True, key=True
    )
    rule: str = word(RULE, "Rule", "القاعدة", "Reconciliation rule and its version.", required=True, key=True)
    place_id: str = reference("places.place_id", "Place", "المكان", "The place of the incident.")
    low: pl.Int64 = count("Low", "الأدنى", "What the rule gives as least.")
    best: pl.Int64 = count("Best", "الأوسط", "Only where the rule gives one.")
    high: pl.Int64 = count("High", "الأعلى", "What the rule gives as most; empty where it is open.")
    stated_max: pl.Int64 = count("Highest stated", "أعلى رقم مذكور", "The highest number stated, floors included.")
    claims: pl.Int64 = count("Claims", "الادعاءات", "In the pool.")
    claimants: pl.Int64 = count("Claimants", "أصحاب الأرقام", "In the pool.")
    independent: pl.Int64 = count("Independent roots", "المصادر المستقلة", "Of those claimants.")
    disagreement_percent: pl.Int64 = count(
        "Disagreement", "نسبة الاختلاف", "By how many percent the highest number exceeds the lowest."
    )
    low_claims: str = _tallies("Behind low", "وراء الأدنى", "Claims that the lower bound rests on.")
    high_claims: str = _tallies("Behind high", "وراء الأعلى", "Claims that the upper bound rests on.")
    reason: str = text("Reason", "السبب", "Why there is no answer.")

    class Config(Table.Config):
        """Names of the table."""

        name = "ranges"
        title = "Ranges"
        description = "What each reconciliation rule says about each incident, by measure, status and party."
        metadata = {"title_ar": "المجالات", "may_be_empty": True}


class Conflicts(Table):
    """One row a conflict."""

    kind: str = word("claims|by_attribution|fall|sum", "Kind", "النوع", "What conflicts.", required=True, key=True)
    claim_id: str = word(
        TALLY_ID, "Claim", "الادعاء", "The higher claim; of a fall the later one.", required=True, key=True
    )
    other_id: str = word(TALLY_ID, "Other claim", "الادعاء الآخر", "The lower claim; of a fall the earlier.", key=True)
    last_day: pl.Date = day("Last day", "آخر يوم", "The last day on which it holds.")
    first_day: pl.Date = day("First day", "أول يوم", "The first day on which it holds.")
    dimension: str = text("Narrower by", "أضيق في", "Dimensions on which the first counts only a part of the second.")
    gap: pl.Int64 = count("Gap", "الفارق", "Between the two bounds.")
    named: str = word("yes|no", "Named", "مسمى", "No claimant is anonymous.", required=True)
    hard: str = word("yes|no", "Hard", "قاطع", "It survives reading every count as a floor.", required=True)
    sentence: str = text("In words", "بالكلمات", "The conflict in one sentence.", required=True)

    class Config(Table.Config):
        """Names of the table."""

        name = "conflicts"
        title = "Conflicts"
        description = "Pairs of series that cannot both be true, falls without a reason, sums that do not add up."
        metadata = {"title_ar": "التعارضات", "may_be_empty": True}


class IncidentSummary(Table):
    """One row an incident."""

    incident_id: str = key(INCIDENT_ID, "Incident", "الحادثة", "The incident.")
    label_en: str = text("Label", "الوصف بالإنكليزية", "As in incidents.", required=True)
    label_ar: str = text("Label in Arabic", "الوصف", "As in incidents.", required=True)
    start_on: pl.Date = day("First day", "أول يوم", "As in incidents.")
    end_on: pl.Date = day("Last day", "آخر يوم", "As in incidents.")
    date_prec: pl.Int64 = count("UCDP date_prec", "دقة التاريخ (UCDP)", "Precision of the date, 1 to 5.")
    where_prec: pl.Int64 = count("UCDP where_prec", "دقة المكان (UCDP)", "Precision of the place, 1 to 7.")
    low: pl.Int64 = count("Low", "الأدنى", "Killed, everybody: low of envelope@1.")
    best: pl.Int64 = count("Best", "الأوسط", "Killed, everybody: best of median@1, or empty.")
    high: pl.Int64 = count("High", "الأعلى", "Killed, everybody: high of envelope@1; empty where open.")
    civilians_low: pl.Int64 = count("Civilians, low", "المدنيون، الأدنى", "Killed civilians: low of envelope@1.")
    civilians_high: pl.Int64 = count("Civilians, high", "المدنيون، الأعلى", "Killed civilians: high of envelope@1.")
    forces_low: pl.Int64 = count("State forces, low", "قوات الدولة، الأدنى", "Killed members of state forces: low.")
    forces_high: pl.Int64 = count("State forces, high", "قوات الدولة، الأعلى", "Killed members of state forces: high.")
    gunmen_low: pl.Int64 = count(
        "Armed groups, low", "الجماعات المسلحة، الأدنى", "Killed members of armed groups: low."
    )
    gunmen_high: pl.Int64 = count(
        "Armed groups, high", "الجماعات المسلحة، الأعلى", "Killed members of armed groups: high."
    )
    not_stated_low: pl.Int64 = count("Not stated, low", "غير مذكور، الأدنى", "Killed, status not stated: low.")
    not_stated_high: pl.Int64 = count("Not stated, high", "غير مذكور، الأعلى", "Killed, status not stated: high.")
    tallies: pl.Int64 = count("Tallies", "الأرقام", "About this incident.")
    claims: pl.Int64 = count("Claims", "الادعاءات", "About this incident.")
    claimants: pl.Int64 = count("Claimants", "أصحاب الأرقام", "About this incident.")
    rules: str = text("Rules", "القواعد", "The rules behind the figures.", required=True)

    class Config(Table.Config):
        """Names of the table."""

        name = "incident_summary"
        title = "Incidents at a glance"
        description = "One row an incident, with what the rules say of its dead; never to be added up."
        metadata = {"title_ar": "الحوادث بإيجاز"}
