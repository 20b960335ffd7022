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
        "Incident",
        "الحادثة",
        "Country, date as far as known, place and kind of event; never a person, role or family tie.",
    )
    parent_id: str = reference(
        "incidents.incident_id", "Part of", "جزء من", "The larger event that this one belongs to.", required=False
    )
    label_en: str = text("Label", "الوصف بالإنكليزية", "Place and kind of event, in our words.", required=True)
    label_ar: str = arabic("Label in Arabic", "الوصف", "The label in Arabic.")
    kind: pl.Enum = code(codes.INCIDENT_KIND, "Kind", "النوع", "What sort of event it was.", required=True)
    start_on: pl.Date = day("First day", "أول يوم", "First day, or first possible day; empty where unknown.")
    end_on: pl.Date = day("Last day", "آخر يوم", "Last day, or last possible day; empty while it goes on.")
    date_precision: pl.Enum = code(
        codes.DATE_PRECISION, "Precision of the date", "دقة التاريخ", "What the two days mean.", required=True
    )
    place_id: str = reference("places.place_id", "Place", "المكان", "Where it happened.")
    place_precision: pl.Enum = code(
        codes.PLACE_PRECISION, "Precision of the place", "دقة المكان", "How exactly the place is known.", required=True
    )
    description: str = text("Description", "الشرح", "What happened, in our words; no names.", required=True)
    inclusion_criterion: pl.Enum = code(
        codes.INCLUSION, "Inclusion criterion", "معيار الإدراج", "Why it belongs in the dataset.", required=True
    )
    grade: pl.Enum = code(
        codes.GRADE,
        "Grade",
        "درجة التوثيق",
        "How well the incident itself is established, whatever its toll.",
        required=True,
    )
    grade_basis: str = text("Basis of the grade", "أساس الدرجة", "What the grade rests on.", required=True)
    note: str = text("Note", "ملاحظة", "Judgements; overlaps with other incidents.")

    class Config(Table.Config):
        """Names of the table."""

        name = "incidents"
        title = "Incidents"
        description = "What happened: the wave as a whole, the events in it, and the larger events it belongs to."
        metadata = {"title_ar": "الحوادث"}


class IncidentSources(Table):
    """One row for each document that reports an incident without a figure."""

    incident_id: str = reference("incidents.incident_id", "Incident", "الحادثة", "The incident reported.", key=True)
    source_id: str = reference("sources.source_id", "Source", "المصدر", "The document that reports it.", key=True)
    note: str = text("Note", "ملاحظة", "What the document adds.")

    class Config(Table.Config):
        """Names of the table."""

        name = "incident_sources"
        title = "Sources of incidents"
        description = "Documents that report an incident without giving a figure for it."
        metadata = {"title_ar": "مصادر الحوادث"}
