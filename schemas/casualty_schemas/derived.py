"""The tables that code derives from the curated ones: claims, timeline, ranges, conflicts, incident_summary.

They exist in releases alone, and are checked as the curated tables are.
"""

import polars as pl

from casualty_schemas import vocabulary as codes
from casualty_schemas.columns import TALLY_ID, code, count, day, key, reference, tally_list, text, word, yes_or_no
from casualty_schemas.incidents import INCIDENT_ID, Incidents
from casualty_schemas.table import Table, like
from casualty_schemas.tallies import Tallies

RULE = "(?:envelope|documented-floor|median)@[0-9]+"


class Claims(Table):
    """One row a claim."""

    claim_id: str = key(
        TALLY_ID,
        title="Claim",
        title_ar="الادعاء",
        description="The tally whose document stands nearest to the claimant.",
    )
    claimant_id: str = like(Tallies, "claimant_id", description="Who counted.")
    incident_id: str = like(Tallies, "incident_id")
    place_id: str = like(Tallies, "place_id")
    place_role: pl.Enum = like(Tallies, "place_role", description="As in tallies.")
    period_start: pl.Date = like(Tallies, "period_start", description="As in tallies.")
    period_end: pl.Date = like(Tallies, "period_end", description="As in tallies.")
    increment: str = yes_or_no(
        title="Increment", title_ar="زيادة", description="Counts what was recorded on certain days."
    )
    measure: pl.Enum = like(Tallies, "measure")
    unit: pl.Enum = like(Tallies, "unit")
    status: pl.Enum = like(Tallies, "status")
    sex: pl.Enum = like(Tallies, "sex")
    age: pl.Enum = like(Tallies, "age")
    party_id: str = like(Tallies, "party_id", description="Whose members count.")
    accused_id: str = reference(
        "actors.actor_id",
        title="Limited to what this party did",
        title_ar="مقصور على فعل الطرف",
        description="Only where limited.",
    )
    community_as_stated: pl.Enum = code(
        codes.COMMUNITY, title="Limited to this community", title_ar="مقصور على الطائفة", description="If limited."
    )
    cause: pl.Enum = code(
        codes.CAUSE, title="Limited to this cause", title_ar="مقصور على السبب", description="Only where limited."
    )
    circumstance: pl.Enum = code(
        codes.CIRCUMSTANCE, title="Limited to this circumstance", title_ar="مقصور على الظرف", description="If limited."
    )
    subgroup: pl.Enum = code(
        codes.SUBGROUP, title="Limited to this group", title_ar="مقصور على الفئة", description="Only where limited."
    )
    basis: pl.Enum = like(Tallies, "basis")
    as_of: pl.Date = like(Tallies, "as_of", description="The first day for which it was said.")
    as_of_precision: pl.Enum = code(
        codes.PRECISION, title="Precision", title_ar="دقة التاريخ", description="Of as_of.", required=True
    )
    qualifier: pl.Enum = like(Tallies, "qualifier", description="As the nearest document has it.")
    value: pl.Int64 = like(Tallies, "value", description="The number.")
    low: pl.Int64 = like(Tallies, "low")
    high: pl.Int64 = like(Tallies, "high")
    lower: pl.Int64 = count(
        title="Lower bound",
        title_ar="الحد الأدنى",
        description="Of the interval on its own day; empty where it has none.",
    )
    upper: pl.Int64 = count(
        title="Upper bound",
        title_ar="الحد الأعلى",
        description="Of the interval on its own day; empty where it is open.",
    )
    documents: pl.Int64 = count(
        title="Documents", title_ar="عدد الوثائق", description="That carry it; copies of one count once."
    )
    known: pl.Date = day(title="Known", title_ar="معروف منذ", description="The day on which it became known.")
    known_assumed: str = yes_or_no(
        title="Assumed", title_ar="مفترض", description="Known taken from a month or from as_of."
    )
    first_published: pl.Date = day(
        title="First published", title_ar="أول نشر", description="The first exactly dated document."
    )
    last_published: pl.Date = day(
        title="Last published", title_ar="آخر نشر", description="The last exactly dated document."
    )
    supersedes_id: str = like(Tallies, "supersedes_id", description="The claim that this one replaces.")
    tally_ids: str = tally_list(title="Tallies", title_ar="الأرقام", description="All tallies behind it.")
    variants: str = text(
        title="Variants", title_ar="صيغ أخرى", description="Tallies that tell it otherwise, and in which columns."
    )

    class Config(Table.Config):
        """Names of the table."""

        name = "claims"
        title = "Claims"
        description = "What one claimant said of one scope: the tallies that carry one figure, folded into one row."
        metadata = {"title_ar": "الادعاءات"}


class Timeline(Table):
    """One row a point of a series."""

    series: pl.Int64 = count(
        title="Series", title_ar="السلسلة", description="Number of the series: one claimant, scope and basis."
    )
    point: pl.Int64 = count(title="Point", title_ar="الترتيب", description="Its place in the series.")
    claim_id: str = key(TALLY_ID, title="Claim", title_ar="الادعاء", description="The claim.")
    claimant_id: str = like(Tallies, "claimant_id", description="Who counted.")
    as_of: pl.Date = like(Tallies, "as_of", description="The day for which it was said.")
    kind: str = word(
        "first|step|correction|fall|absence",
        title="Kind",
        title_ar="النوع",
        description="What the point is.",
        required=True,
    )
    value: pl.Int64 = like(Tallies, "value", description="The number.")
    step: str = word("-?[0-9]+", title="Step", title_ar="الفرق", description="The change from the figure before.")

    class Config(Table.Config):
        """Names of the table."""

        name = "timeline"
        title = "Timeline"
        description = "The toll as stated over time; absence of a figure is told as such and never as zero."
        metadata = {"title_ar": "التسلسل الزمني"}


class Ranges(Table):
    """One row an answer of a reconciliation rule."""

    incident_id: str = word(
        INCIDENT_ID, title="Incident", title_ar="الحادثة", description="What is asked about.", required=True
    )
    measure: pl.Enum = code(
        codes.MEASURE, title="Measure", title_ar="المقياس", description="What is counted.", required=True
    )
    unit: pl.Enum = code(codes.UNIT, title="Unit", title_ar="الوحدة", description="In what.", required=True)
    status: pl.Enum = code(codes.STATUS, title="Status", title_ar="الصفة", description="Whom; empty = everybody.")
    party_id: str = reference("actors.actor_id", title="Members of", title_ar="أفراد الطرف", description="If any.")
    basis: str = word(
        "count|estimate",
        title="Basis class",
        title_ar="صنف الأساس",
        description="Counts and estimates never mix.",
        required=True,
    )
    rule: str = word(
        RULE, title="Rule", title_ar="القاعدة", description="Reconciliation rule and its version.", required=True
    )
    place_id: str = like(Tallies, "place_id", description="The place of the incident.")
    low: pl.Int64 = like(Tallies, "low", description="What the rule gives as least.")
    best: pl.Int64 = count(title="Best", title_ar="الأوسط", description="Only where the rule gives one.")
    high: pl.Int64 = like(Tallies, "high", description="What the rule gives as most; empty where it is open.")
    stated_max: pl.Int64 = count(
        title="Highest stated", title_ar="أعلى رقم مذكور", description="The highest number stated, floors included."
    )
    claims: pl.Int64 = count(title="Claims", title_ar="الادعاءات", description="In the pool.")
    claimants: pl.Int64 = count(title="Claimants", title_ar="أصحاب الأرقام", description="In the pool.")
    independent: pl.Int64 = count(
        title="Independent roots", title_ar="المصادر المستقلة", description="Of those claimants."
    )
    disagreement_percent: pl.Int64 = count(
        title="Disagreement",
        title_ar="نسبة الاختلاف",
        description="By how many percent the highest number exceeds the lowest.",
    )
    low_claims: str = tally_list(
        title="Behind low", title_ar="وراء الأدنى", description="Claims that the lower bound rests on."
    )
    high_claims: str = tally_list(
        title="Behind high", title_ar="وراء الأعلى", description="Claims that the upper bound rests on."
    )
    reason: str = text(title="Reason", title_ar="السبب", description="Why there is no answer.")

    class Config(Table.Config):
        """Names of the table."""

        name = "ranges"
        title = "Ranges"
        description = "What each reconciliation rule says about each incident, by measure, status and party."
        metadata = {"title_ar": "المجالات", "may_be_empty": True}
        unique = ["incident_id", "measure", "unit", "status", "party_id", "basis", "rule"]


class Conflicts(Table):
    """One row a conflict."""

    kind: str = word(
        "claims|by_attribution|fall|sum", title="Kind", title_ar="النوع", description="What conflicts.", required=True
    )
    claim_id: str = word(
        TALLY_ID,
        title="Claim",
        title_ar="الادعاء",
        description="The higher claim; of a fall the later one.",
        required=True,
    )
    other_id: str = word(
        TALLY_ID, title="Other claim", title_ar="الادعاء الآخر", description="The lower claim; of a fall the earlier."
    )
    last_day: pl.Date = day(title="Last day", title_ar="آخر يوم", description="The last day on which it holds.")
    first_day: pl.Date = day(title="First day", title_ar="أول يوم", description="The first day on which it holds.")
    dimension: str = text(
        title="Narrower by",
        title_ar="أضيق في",
        description="Dimensions on which the first counts only a part of the second.",
    )
    gap: pl.Int64 = count(title="Gap", title_ar="الفارق", description="Between the two bounds.")
    named: str = yes_or_no(title="Named", title_ar="مسمى", description="No claimant is anonymous.")
    hard: str = yes_or_no(title="Hard", title_ar="قاطع", description="It survives reading every count as a floor.")
    sentence: str = text(
        title="In words", title_ar="بالكلمات", description="The conflict in one sentence.", required=True
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

    incident_id: str = key(INCIDENT_ID, title="Incident", title_ar="الحادثة", description="The incident.")
    label_en: str = like(Incidents, "label_en", description="As in incidents.")
    label_ar: str = text(title="Label in Arabic", title_ar="الوصف", description="As in incidents.", required=True)
    start_on: pl.Date = like(Incidents, "start_on", description="As in incidents.")
    end_on: pl.Date = like(Incidents, "end_on", description="As in incidents.")
    date_prec: pl.Int64 = count(
        title="UCDP date_prec", title_ar="دقة التاريخ (UCDP)", description="Precision of the date, 1 to 5."
    )
    where_prec: pl.Int64 = count(
        title="UCDP where_prec", title_ar="دقة المكان (UCDP)", description="Precision of the place, 1 to 7."
    )
    low: pl.Int64 = like(Tallies, "low", description="Killed, everybody: low of envelope@1.")
    best: pl.Int64 = count(
        title="Best", title_ar="الأوسط", description="Killed, everybody: best of median@1, or empty."
    )
    high: pl.Int64 = like(Tallies, "high", description="Killed, everybody: high of envelope@1; empty where open.")
    civilians_low: pl.Int64 = count(
        title="Civilians, low", title_ar="المدنيون، الأدنى", description="Killed civilians: low of envelope@1."
    )
    civilians_high: pl.Int64 = count(
        title="Civilians, high", title_ar="المدنيون، الأعلى", description="Killed civilians: high of envelope@1."
    )
    forces_low: pl.Int64 = count(
        title="State forces, low", title_ar="قوات الدولة، الأدنى", description="Killed members of state forces: low."
    )
    forces_high: pl.Int64 = count(
        title="State forces, high", title_ar="قوات الدولة، الأعلى", description="Killed members of state forces: high."
    )
    gunmen_low: pl.Int64 = count(
        title="Armed groups, low",
        title_ar="الجماعات المسلحة، الأدنى",
        description="Killed members of armed groups: low.",
    )
    gunmen_high: pl.Int64 = count(
        title="Armed groups, high",
        title_ar="الجماعات المسلحة، الأعلى",
        description="Killed members of armed groups: high.",
    )
    not_stated_low: pl.Int64 = count(
        title="Not stated, low", title_ar="غير مذكور، الأدنى", description="Killed, status not stated: low."
    )
    not_stated_high: pl.Int64 = count(
        title="Not stated, high", title_ar="غير مذكور، الأعلى", description="Killed, status not stated: high."
    )
    tallies: pl.Int64 = count(title="Tallies", title_ar="الأرقام", description="About this incident.")
    claims: pl.Int64 = count(title="Claims", title_ar="الادعاءات", description="About this incident.")
    claimants: pl.Int64 = count(title="Claimants", title_ar="أصحاب الأرقام", description="About this incident.")
    rules: str = text(title="Rules", title_ar="القواعد", description="The rules behind the figures.", required=True)

    class Config(Table.Config):
        """Names of the table."""

        name = "incident_summary"
        title = "Incidents at a glance"
        description = "One row an incident, with what the rules say of its dead; never to be added up."
        metadata = {"title_ar": "الحوادث بإيجاز"}
