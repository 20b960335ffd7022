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
        en="Incident",
        ar="الحادثة",
        means="Country, date as far as known, place and kind of event; never a person, role or family tie.",
    )
    parent_id: str = reference(
        "incidents.incident_id", en="Part of", ar="جزء من", means="The larger event that this one belongs to."
    )
    label_en: str = text(
        en="Label", ar="الوصف بالإنكليزية", means="Place and kind of event, in our words.", required=True
    )
    label_ar: str = arabic(en="Label in Arabic", ar="الوصف", means="The label in Arabic.", required=True)
    kind: pl.Enum = code(codes.INCIDENT_KIND, en="Kind", ar="النوع", means="What sort of event it was.", required=True)
    start_on: pl.Date = day(
        en="First day", ar="أول يوم", means="First day, or first possible day; empty where unknown."
    )
    end_on: pl.Date = day(en="Last day", ar="آخر يوم", means="Last day, or last possible day; empty while it goes on.")
    date_precision: pl.Enum = code(
        codes.DATE_PRECISION,
        en="Precision of the date",
        ar="دقة التاريخ",
        means="What the two days mean.",
        required=True,
    )
    place_id: str = reference("places.place_id", en="Place", ar="المكان", means="Where it happened.", required=True)
    place_precision: pl.Enum = code(
        codes.PLACE_PRECISION,
        en="Precision of the place",
        ar="دقة المكان",
        means="How exactly the place is known.",
        required=True,
    )
    description: str = text(en="Description", ar="الشرح", means="What happened, in our words; no names.", required=True)
    inclusion_criterion: pl.Enum = code(
        codes.INCLUSION,
        en="Inclusion criterion",
        ar="معيار الإدراج",
        means="Why it belongs in the dataset.",
        required=True,
    )
    grade: pl.Enum = code(
        codes.GRADE,
        en="Grade",
        ar="درجة التوثيق",
        means="How well the incident itself is established, whatever its toll.",
        required=True,
    )
    grade_basis: str = text(en="Basis of the grade", ar="أساس الدرجة", means="What the grade rests on.", required=True)
    note: str = text(en="Note", ar="ملاحظة", means="Judgements; overlaps with other incidents.")

    class Config(Table.Config):
        """Names of the table."""

        name = "incidents"
        title = "Incidents"
        description = "What happened: the wave as a whole, the events in it, and the larger events it belongs to."
        metadata = {"title_ar": "الحوادث"}


class IncidentSources(Table):
    """One row for each document that reports an incident without a figure."""

    incident_id: str = reference(
        "incidents.incident_id", en="Incident", ar="الحادثة", means="The incident reported.", required=True
    )
    source_id: str = reference(
        "sources.source_id", en="Source", ar="المصدر", means="The document that reports it.", required=True
    )
    note: str = text(en="Note", ar="ملاحظة", means="What the document adds.")

    class Config(Table.Config):
        """Names of the table."""

        name = "incident_sources"
        title = "Sources of incidents"
        description = "Documents that report an incident without giving a figure for it."
        metadata = {"title_ar": "مصادر الحوادث", "may_be_empty": True}
        unique = ["incident_id", "source_id"]
