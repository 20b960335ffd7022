"""incidents.csv and incident_sources.csv: what happened."""

import polars as pl

from casualty_schemas import vocabulary as codes
from casualty_schemas.columns import arabic, code, day, key, reference, text
from casualty_schemas.table import Table

INCIDENT_ID = "[a-z]{2}-[0-9]{4}(?:-[0-9]{2}){0,2}(?:-[a-z0-9]+)+"


class Incidents(Table):
    """One row an incident."""

    incident_id: str = key(
        INCIDENT_ID,
        title="Incident",
        title_ar="الحادثة",
        description="Country, date as far as known, place and kind of event; never a person, role or family tie.",
    )
    parent_id: str = reference(
        "incidents.incident_id",
        title="Part of",
        title_ar="جزء من",
        description="The larger event that this one belongs to.",
    )
    label_en: str = text(
        title="Label", title_ar="الوصف بالإنكليزية", description="Place and kind of event, in our words.", required=True
    )
    label_ar: str = arabic(title="Label in Arabic", title_ar="الوصف", description="The label in Arabic.", required=True)
    kind: pl.Enum = code(
        codes.INCIDENT_KIND, title="Kind", title_ar="النوع", description="What sort of event it was.", required=True
    )
    start_on: pl.Date = day(
        title="First day", title_ar="أول يوم", description="First day, or first possible day; empty where unknown."
    )
    end_on: pl.Date = day(
        title="Last day", title_ar="آخر يوم", description="Last day, or last possible day; empty while it goes on."
    )
    date_precision: pl.Enum = code(
        codes.DATE_PRECISION,
        title="Precision of the date",
        title_ar="دقة التاريخ",
        description="What the two days mean.",
        required=True,
    )
    place_id: str = reference(
        "places.place_id", title="Place", title_ar="المكان", description="Where it happened.", required=True
    )
    place_precision: pl.Enum = code(
        codes.PLACE_PRECISION,
        title="Precision of the place",
        title_ar="دقة المكان",
        description="How exactly the place is known.",
        required=True,
    )
    description: str = text(
        title="Description", title_ar="الشرح", description="What happened, in our words; no names.", required=True
    )
    inclusion_criterion: pl.Enum = code(
        codes.INCLUSION,
        title="Inclusion criterion",
        title_ar="معيار الإدراج",
        description="Why it belongs in the dataset.",
        required=True,
    )
    grade: pl.Enum = code(
        codes.GRADE,
        title="Grade",
        title_ar="درجة التوثيق",
        description="How well the incident itself is established, whatever its toll.",
        required=True,
    )
    grade_basis: str = text(
        title="Basis of the grade", title_ar="أساس الدرجة", description="What the grade rests on.", required=True
    )
    note: str = text(title="Note", title_ar="ملاحظة", description="Judgements; overlaps with other incidents.")

    class Config(Table.Config):
        """Names of the table."""

        name = "incidents"
        title = "Incidents"
        description = "What happened: the wave as a whole, the events in it, and the larger events it belongs to."
        metadata = {"title_ar": "الحوادث"}


class IncidentSources(Table):
    """One row for each document that reports an incident without a figure."""

    incident_id: str = reference(
        "incidents.incident_id",
        title="Incident",
        title_ar="الحادثة",
        description="The incident reported.",
        required=True,
    )
    source_id: str = reference(
        "sources.source_id",
        title="Source",
        title_ar="المصدر",
        description="The document that reports it.",
        required=True,
    )
    note: str = text(title="Note", title_ar="ملاحظة", description="What the document adds.")

    class Config(Table.Config):
        """Names of the table."""

        name = "incident_sources"
        title = "Sources of incidents"
        description = "Documents that report an incident without giving a figure for it."
        metadata = {"title_ar": "مصادر الحوادث"}
        unique = ["incident_id", "source_id"]
