"""The tables that code derives from the curated ones: claims, series, ranges, conflicts, incident_summary.

They exist in releases alone, and are checked as the curated tables are.
"""

import polars as pl

from casualty_schemas import vocabulary as codes
from casualty_schemas.columns import (
    TALLY_ID,
    code,
    count,
    day,
    key,
    reference,
    tally_list,
    tally_reference,
    text,
    word,
    yes_or_no,
)  # fmt: skip
from casualty_schemas.incidents import INCIDENT_ID, Incidents
from casualty_schemas.table import Table, like
from casualty_schemas.tallies import Tallies

RULE = "(?:envelope|documented-floor|median)@[0-9]+"


class Claims(Table):
    """One row a claim."""

    claim_id: str = key(TALLY_ID, en="Claim", ar="الرقم المعلن", means="The lowest of its tallies, so that it lasts.")
    claimant_id: str = like(Tallies, "claimant_id", means="Who counted.")
    incident_id: str = like(Tallies, "incident_id")
    place_id: str = like(Tallies, "place_id")
    place_role: pl.Enum = like(Tallies, "place_role", means="As in tallies.")
    period_start: pl.Date = like(Tallies, "period_start", means="As in tallies.")
    period_end: pl.Date = like(Tallies, "period_end", means="As in tallies.")
    increment: str = yes_or_no(en="Increment", ar="زيادة", means="Counts what was recorded on certain days.")
    measure: pl.Enum = like(Tallies, "measure")
    unit: pl.Enum = like(Tallies, "unit")
    status: pl.Enum = like(Tallies, "status")
    sex: pl.Enum = like(Tallies, "sex")
    age: pl.Enum = like(Tallies, "age")
    party_id: str = like(Tallies, "party_id", means="Whose members count.")
    group_as_stated: str = like(Tallies, "group_as_stated", means="As in tallies.")
    accused_id: str = reference(
        "actors.actor_id", en="Limited to what this party did", ar="مقصور على فعل الطرف", means="Only where limited."
    )
    community_as_stated: pl.Enum = code(
        codes.COMMUNITY, en="Limited to this community", ar="مقصور على الطائفة", means="If limited."
    )
    cause: pl.Enum = code(codes.CAUSE, en="Limited to this cause", ar="مقصور على السبب", means="Only where limited.")
    circumstance: pl.Enum = code(
        codes.CIRCUMSTANCE, en="Limited to this circumstance", ar="مقصور على الظرف", means="If limited."
    )
    subgroup: pl.Enum = code(
        codes.SUBGROUP, en="Limited to this group", ar="مقصور على الفئة", means="Only where limited."
    )
    basis: pl.Enum = like(Tallies, "basis")
    as_of: pl.Date = like(Tallies, "as_of", means="The first day for which it was said.")
    as_of_precision: pl.Enum = code(codes.PRECISION, en="Precision", ar="دقة التاريخ", means="Of as_of.", required=True)
    last_as_of: pl.Date = day(en="Last said as of", ar="آخر يوم ذُكر فيه", means="The last day for which it was said.")
    qualifier: pl.Enum = like(Tallies, "qualifier", means="As the nearest document has it.")
    value: pl.Int64 = like(Tallies, "value", means="The number.")
    low: pl.Int64 = like(Tallies, "low")
    high: pl.Int64 = like(Tallies, "high")
    lower: pl.Int64 = count(
        en="Lower bound", ar="الحد الأدنى", means="Of the interval on its own day; empty where it has none."
    )
    upper: pl.Int64 = count(
        en="Upper bound", ar="الحد الأعلى", means="Of the interval on its own day; empty where it is open."
    )
    documents: pl.Int64 = count(en="Documents", ar="عدد الوثائق", means="That carry it; copies of one count once.")
    proximity: pl.Enum = code(
        codes.PROXIMITY,
        en="Nearest document",
        ar="أقرب وثيقة",
        means="How near it stands to the claimant.",
        required=True,
    )
    known: pl.Date = day(en="Known", ar="معروف منذ", means="The day on which it became known.")
    known_assumed: str = yes_or_no(en="Assumed", ar="مفترض", means="No exact day of publication says so.")
    first_published: pl.Date = day(en="First published", ar="أول نشر", means="The first exactly dated document.")
    last_published: pl.Date = day(en="Last published", ar="آخر نشر", means="The last exactly dated document.")
    supersedes_id: str = like(Tallies, "supersedes_id", means="The claim that this one replaces.")
    ended_by_id: str = tally_reference(
        en="Ended by", ar="أنهاه", means="The claim of its claimant that ends this one; empty while none does."
    )
    ended_on: pl.Date = day(en="Ended on", ar="تاريخ انتهائه", means="The day on which that became known.")
    tally_ids: str = tally_list(en="Tallies", ar="الأرقام", means="All tallies behind it.")
    variants: str = text(en="Variants", ar="صيغ أخرى", means="Tallies that tell it otherwise, and in which columns.")

    class Config(Table.Config):
        """Names of the table."""

        name = "claims"
        title = "Claims"
        description = "What one claimant said of one scope: the tallies that carry one figure, folded into one row."
        metadata = {"title_ar": "الأرقام المعلنة"}


class Series(Table):
    """One row a point of a series."""

    series: pl.Int64 = count(
        en="Series", ar="السلسلة", required=True,
        means="Its number in this release: one claimant, scope and basis. In another release it may have another one.",
    )  # fmt: skip
    point: pl.Int64 = count(en="Point", ar="الترتيب", means="Its place in the series.", required=True)
    label: str = text(
        en="Label", ar="الوصف بالإنكليزية", required=True,
        means="Who counts whom and where, in words; no two series share it, so that one can be chosen by it.",
    )  # fmt: skip
    label_ar: str = text(en="Label in Arabic", ar="الوصف", means="The same in Arabic.", required=True)
    claim_id: str = word(TALLY_ID, en="Claim", ar="الرقم المعلن", means="As in claims.", required=True)
    claimant_id: str = like(Tallies, "claimant_id", means="Who said it: a series goes on under a new name.")
    claimant_en: str = text(en="Claimant in English", ar="صاحب الرقم بالإنكليزية", means="Its name.", required=True)
    claimant_ar: str = text(en="Claimant in Arabic", ar="صاحب الرقم", means="Its name.", required=True)
    claimant_kind: pl.Enum = code(
        codes.ACTOR_KIND, en="Kind of claimant", ar="نوع صاحب الرقم", means="As in actors.", required=True
    )
    incident_id: str = like(Tallies, "incident_id")
    place_id: str = like(Tallies, "place_id")
    place_en: str = text(en="Place in English", ar="المكان بالإنكليزية", means="Its name.", required=True)
    place_ar: str = text(en="Place in Arabic", ar="المكان", means="Its name.", required=True)
    period_start: pl.Date = like(Tallies, "period_start", means="As in tallies.")
    period_end: pl.Date = like(Tallies, "period_end", means="As in tallies.")
    measure: pl.Enum = like(Tallies, "measure")
    unit: pl.Enum = like(Tallies, "unit")
    status: pl.Enum = like(Tallies, "status")
    sex: pl.Enum = like(Tallies, "sex")
    age: pl.Enum = like(Tallies, "age")
    basis: pl.Enum = like(Tallies, "basis")
    group_en: str = text(
        en="Group in English", ar="المجموعة بالإنكليزية", means="Who was counted, in words.", required=True
    )
    group_ar: str = text(en="Group in Arabic", ar="المجموعة", means="The same in Arabic.", required=True)
    as_of: pl.Date = like(Tallies, "as_of", means="The day of the point: for which the figure was said.")
    as_of_precision: pl.Enum = code(codes.PRECISION, en="Precision", ar="دقة التاريخ", means="Of as_of.", required=True)
    last_as_of: pl.Date = day(en="Last said as of", ar="آخر يوم ذُكر فيه", means="As in claims.")
    qualifier: pl.Enum = like(Tallies, "qualifier", means="As the nearest document has it.")
    value: pl.Int64 = like(Tallies, "value", means="The number.")
    low: pl.Int64 = like(Tallies, "low")
    high: pl.Int64 = like(Tallies, "high")
    lower: pl.Int64 = count(en="Lower bound", ar="الحد الأدنى", means="As in claims.")
    upper: pl.Int64 = count(en="Upper bound", ar="الحد الأعلى", means="As in claims; empty where it is open.")
    figure_en: str = text(
        en="Figure in English", ar="العدد بالإنكليزية", means="How many, as it was said.", required=True
    )
    figure_ar: str = text(en="Figure in Arabic", ar="العدد", means="The same in Arabic.", required=True)
    kind: str = word(
        "first|step|correction|fall|new_count|scope_changed|withdrawn|level|increment|absence",
        en="Kind", ar="النوع", required=True,
        means="What the point is beside the one before; METHODOLOGY.md explains each.",
    )  # fmt: skip
    step: str = word("-?[0-9]+", en="Step", ar="الفرق", means="The change from the figure before.")
    whole_event: str = yes_or_no(
        en="Whole event", ar="الحادثة كلها",
        means="Of the whole place of the incident and all its days, and of no sex, age, group, party or limit.",
    )  # fmt: skip
    increment: str = yes_or_no(
        en="Increment", ar="زيادة", means="Counts what was recorded on certain days; never to be added up."
    )
    named: str = yes_or_no(en="Named", ar="مسمى", means="The claimant is not anonymous.")
    documents: pl.Int64 = count(en="Documents", ar="عدد الوثائق", means="As in claims.")

    class Config(Table.Config):
        """Names of the table."""

        name = "series"
        title = "Series"
        description = (
            "The toll as stated over time, a tidy row a point: choose a series by its label, or by claimant, measure "
            "and whole_event, and plot. Absence of a figure is told as such and never as zero."
        )
        metadata = {"title_ar": "السلاسل الزمنية"}
        unique = ["series", "point"]


class Ranges(Table):
    """One row an answer of a reconciliation rule."""

    incident_id: str = word(INCIDENT_ID, en="Incident", ar="الحادثة", means="What is asked about.", required=True)
    measure: pl.Enum = code(codes.MEASURE, en="Measure", ar="المقياس", means="What is counted.", required=True)
    unit: pl.Enum = code(codes.UNIT, en="Unit", ar="الوحدة", means="In what.", required=True)
    status: pl.Enum = code(codes.STATUS, en="Status", ar="الصفة", means="Whom; empty = everybody.")
    party_id: str = reference("actors.actor_id", en="Members of", ar="أفراد الطرف", means="If any.")
    basis: str = word(
        "count|estimate", en="Basis class", ar="صنف الأساس", means="Counts and estimates never mix.", required=True
    )
    rule: str = word(RULE, en="Rule", ar="القاعدة", means="Reconciliation rule and its version.", required=True)
    pool: str = word(
        "[0-9]+[.][0-9]+[.][0-9]+", en="Method", ar="إصدار المنهج", required=True,
        means="The method_version that says which claims the rule reads.",
    )  # fmt: skip
    place_id: str = like(Tallies, "place_id", means="The place of the incident.")
    low: pl.Int64 = like(Tallies, "low", means="What the rule gives as least.")
    best: pl.Int64 = count(en="Best", ar="الأوسط", means="Only where the rule gives one.")
    high: pl.Int64 = like(Tallies, "high", means="What the rule gives as most; empty where it is open.")
    stated_max: pl.Int64 = count(
        en="Highest stated", ar="أعلى رقم مذكور", means="The highest number stated, floors included."
    )
    claims: pl.Int64 = count(en="Claims", ar="الأرقام المعلنة", means="That answer the question.")
    claimants: pl.Int64 = count(en="Claimants", ar="أصحاب الأرقام", means="Of those claims.")
    independent: pl.Int64 = count(
        en="Independent roots", ar="المصادر المستقلة", means="Of those claimants; one claim of each is in the pool."
    )
    disagreement_percent: pl.Int64 = count(
        en="Disagreement", ar="نسبة الاختلاف",
        means="By how many percent the highest number exceeds the lowest; empty where there is one root.",
    )  # fmt: skip
    remark: str = word(
        "one claimant only", en="Remark", ar="ملاحظة", means="That the range rests on one independent root."
    )
    low_claims: str = tally_list(en="Behind low", ar="وراء الأدنى", means="Claims that the lower bound rests on.")
    high_claims: str = tally_list(en="Behind high", ar="وراء الأعلى", means="Claims that the upper bound rests on.")
    floors: str = tally_list(
        en="Floors", ar="الحدود الدنيا", means="Claims that bound from below only, the greatest first."
    )
    reason: str = text(en="Reason", ar="السبب", means="Why there is no answer.")

    class Config(Table.Config):
        """Names of the table."""

        name = "ranges"
        title = "Ranges"
        description = "What each reconciliation rule says about each incident, by measure, status and party."
        metadata = {"title_ar": "المجالات", "may_be_empty": True}
        unique = ["incident_id", "measure", "unit", "status", "party_id", "basis", "rule"]


class Conflicts(Table):
    """One row a conflict."""

    kind: str = word("claims|by_attribution|fall|sum", en="Kind", ar="النوع", means="What conflicts.", required=True)
    claim_id: str = word(
        TALLY_ID, en="Claim", ar="الرقم المعلن", means="The higher claim; of a fall the later one.", required=True
    )
    other_id: str = word(
        TALLY_ID, en="Other claim", ar="الرقم المعلن الآخر", means="The lower claim; of a fall the earlier."
    )
    last_day: pl.Date = day(en="Last day", ar="آخر يوم", means="The last day on which it holds.")
    first_day: pl.Date = day(en="First day", ar="أول يوم", means="The first day on which it holds.")
    dimension: str = text(
        en="Narrower by", ar="أضيق في", means="Dimensions on which the first counts only a part of the second."
    )
    gap: pl.Int64 = count(en="Gap", ar="الفارق", means="Between the two bounds.")
    named: str = yes_or_no(en="Named", ar="مسمى", means="No claimant is anonymous.")
    hard: str = yes_or_no(en="Hard", ar="قاطع", means="It survives reading every count as a floor.")
    rank: pl.Int64 = count(
        en="Order",
        ar="الترتيب",
        means="1 is read first: named claimants, the subject, the greater ratio.",
        required=True,
    )
    sentence: str = text(
        en="In words",
        ar="بالكلمات (بالإنكليزية)",
        means="Both claims as their claimants made them, each with its own day, and how far they are apart.",
        required=True,
    )
    sentence_ar: str = text(
        en="In Arabic words", ar="بالكلمات", means="The same in Arabic, as it is said there.", required=True
    )

    class Config(Table.Config):
        """Names of the table."""

        name = "conflicts"
        title = "Conflicts"
        description = "Pairs of series that cannot both be true, falls without a reason, sums that do not add up."
        metadata = {"title_ar": "التعارضات", "may_be_empty": True}
        unique = ["kind", "claim_id", "other_id"]


class IncidentSummary(Table):
    """One row an incident."""

    incident_id: str = key(INCIDENT_ID, en="Incident", ar="الحادثة", means="The incident.")
    label_en: str = like(Incidents, "label_en", means="As in incidents.")
    label_ar: str = text(en="Label in Arabic", ar="الوصف", means="As in incidents.", required=True)
    start_on: pl.Date = like(Incidents, "start_on", means="As in incidents.")
    end_on: pl.Date = like(Incidents, "end_on", means="As in incidents.")
    date_prec: pl.Int64 = count(en="UCDP date_prec", ar="دقة التاريخ (UCDP)", means="Precision of the date, 1 to 5.")
    where_prec: pl.Int64 = count(en="UCDP where_prec", ar="دقة المكان (UCDP)", means="Precision of the place, 1 to 7.")
    low: pl.Int64 = like(Tallies, "low", means="Killed, everybody: low of envelope@2.")
    best: pl.Int64 = count(
        en="Best", ar="الأوسط", means="Killed, everybody: best of median@1, where it lies between low and high."
    )
    high: pl.Int64 = like(Tallies, "high", means="Killed, everybody: high of envelope@2; empty where open.")
    civilians_low: pl.Int64 = count(
        en="Civilians, low", ar="المدنيون، الأدنى", means="Killed civilians: low of envelope@2."
    )
    civilians_high: pl.Int64 = count(
        en="Civilians, high", ar="المدنيون، الأعلى", means="Killed civilians: high of envelope@2."
    )
    forces_low: pl.Int64 = count(
        en="State forces, low", ar="قوات الدولة، الأدنى", means="Killed members of state forces: low."
    )
    forces_high: pl.Int64 = count(
        en="State forces, high", ar="قوات الدولة، الأعلى", means="Killed members of state forces: high."
    )
    gunmen_low: pl.Int64 = count(
        en="Armed groups, low", ar="الجماعات المسلحة، الأدنى", means="Killed members of armed groups: low."
    )
    gunmen_high: pl.Int64 = count(
        en="Armed groups, high", ar="الجماعات المسلحة، الأعلى", means="Killed members of armed groups: high."
    )
    tallies: pl.Int64 = count(en="Tallies", ar="الأرقام", means="About this incident.")
    claims: pl.Int64 = count(en="Claims", ar="الأرقام المعلنة", means="About this incident.")
    claimants: pl.Int64 = count(en="Claimants", ar="أصحاب الأرقام", means="About this incident.")
    rules: str = text(en="Rules", ar="القواعد", means="The rules behind the figures.", required=True)

    class Config(Table.Config):
        """Names of the table."""

        name = "incident_summary"
        title = "Incidents at a glance"
        description = "One row an incident, with what the rules say of its dead; never to be added up."
        metadata = {"title_ar": "الحوادث بإيجاز"}
