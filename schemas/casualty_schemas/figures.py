"""figures.csv of a release: every tally in words, the table to open first."""

import polars as pl

from casualty_schemas import vocabulary as codes
from casualty_schemas.columns import (
    TALLY_ID,
    address,
    code,
    count,
    day,
    degrees,
    key,
    reference,
    tally_reference,
    text,
    word,
)
from casualty_schemas.table import Table


class Figures(Table):
    """One row a tally; names first, ids at the end."""

    tally_id: str = key(TALLY_ID, "Tally", "الرقم", "As in tallies: by this a figure is cited.", hxl="#meta+id")
    figure_en: str = text(
        "Figure", "العدد بالإنكليزية", "How many, of whom, in words.", required=True, hxl="#description+figure+i_en"
    )
    figure_ar: str = text(
        "Figure in Arabic", "العدد", "The same in Arabic.", required=True, hxl="#description+figure+i_ar"
    )
    claimant_en: str = text(
        "Claimant",
        "صاحب الرقم بالإنكليزية",
        "Who counted: not the outlet that carries it.",
        required=True,
        hxl="#org+claimant+name+i_en",
    )
    claimant_ar: str = text(
        "Claimant in Arabic", "صاحب الرقم", "The same in Arabic.", required=True, hxl="#org+claimant+name+i_ar"
    )
    incident_en: str = text(
        "Incident", "الحادثة بالإنكليزية", "What was counted.", required=True, hxl="#event+name+i_en"
    )
    incident_ar: str = text(
        "Incident in Arabic", "الحادثة", "The same in Arabic.", required=True, hxl="#event+name+i_ar"
    )
    place_en: str = text(
        "Place", "المكان بالإنكليزية", "The place that the figure covers.", required=True, hxl="#loc+name+i_en"
    )
    place_ar: str = text("Place in Arabic", "المكان", "The same in Arabic.", required=True, hxl="#loc+name+i_ar")
    place_role_en: str = text(
        "Role of the place",
        "دور المكان بالإنكليزية",
        "Whether it happened there or was counted there.",
        required=True,
        hxl="#loc+role+i_en",
    )
    place_role_ar: str = text(
        "Role of the place in Arabic", "دور المكان", "The same in Arabic.", required=True, hxl="#loc+role+i_ar"
    )

    as_of: pl.Date = day(
        "As of", "حتى تاريخ", "The day to which the claimant's knowledge runs; empty = unknown.", hxl="#date+asof"
    )
    as_of_precision: pl.Enum = code(
        codes.PRECISION,
        "Precision of as_of",
        "دقة التاريخ",
        "How much of as_of is meant.",
        required=True,
        hxl="#meta+asof+precision",
    )
    as_of_part_en: str = text(
        "Part of the day", "وقت اليوم بالإنكليزية", "Where the document gives it.", hxl="#meta+asof+part+i_en"
    )
    as_of_part_ar: str = text(
        "Part of the day in Arabic", "وقت اليوم", "The same in Arabic.", hxl="#meta+asof+part+i_ar"
    )
    period_start: pl.Date = day(
        "Period from",
        "الفترة من",
        "First day counted; empty = from the beginning of the incident.",
        hxl="#date+start",
    )
    period_end: pl.Date = day(
        "Period to", "الفترة إلى", "Last day counted; empty = as far as was known.", hxl="#date+end"
    )
    increment: str = word(
        "yes|no",
        "Increment",
        "زيادة",
        "yes = only what was recorded on the days of the period; never to be added to a total.",
        required=True,
        hxl="#meta+increment",
    )

    qualifier_en: str = text(
        "Qualifier",
        "المحدِّد بالإنكليزية",
        "How the number was said; a number without it is misquoted.",
        required=True,
        hxl="#meta+qualifier+i_en",
    )
    qualifier_ar: str = text(
        "Qualifier in Arabic", "المحدِّد", "The same in Arabic.", required=True, hxl="#meta+qualifier+i_ar"
    )
    value: pl.Int64 = count("Value", "القيمة", "The number, as printed.", hxl="#affected+num")
    low: pl.Int64 = count("Low", "الأدنى", "Lower number of a stated range.", hxl="#affected+num+min")
    high: pl.Int64 = count("High", "الأعلى", "Upper number of a stated range.", hxl="#affected+num+max")
    measure_en: str = text(
        "Measure", "المقياس بالإنكليزية", "What was counted.", required=True, hxl="#indicator+name+i_en"
    )
    measure_ar: str = text(
        "Measure in Arabic", "المقياس", "The same in Arabic.", required=True, hxl="#indicator+name+i_ar"
    )
    unit_en: str = text(
        "Unit", "الوحدة بالإنكليزية", "In what it was counted.", required=True, hxl="#indicator+unit+i_en"
    )
    unit_ar: str = text("Unit in Arabic", "الوحدة", "The same in Arabic.", required=True, hxl="#indicator+unit+i_ar")

    status_en: str = text(
        "Status", "الصفة بالإنكليزية", "Who was counted.", required=True, hxl="#indicator+status+i_en"
    )
    status_ar: str = text(
        "Status in Arabic", "الصفة", "The same in Arabic.", required=True, hxl="#indicator+status+i_ar"
    )
    sex_en: str = text("Sex", "الجنس بالإنكليزية", "Empty = not restricted.", hxl="#indicator+sex+i_en")
    sex_ar: str = text("Sex in Arabic", "الجنس", "The same in Arabic.", hxl="#indicator+sex+i_ar")
    age_en: str = text("Age", "العمر بالإنكليزية", "Empty = not restricted.", hxl="#indicator+age+i_en")
    age_ar: str = text("Age in Arabic", "العمر", "The same in Arabic.", hxl="#indicator+age+i_ar")
    party_en: str = text(
        "Members of", "أفراد الطرف بالإنكليزية", "The party whose members were counted.", hxl="#group+member+name+i_en"
    )
    party_ar: str = text("Members of, in Arabic", "أفراد الطرف", "The same in Arabic.", hxl="#group+member+name+i_ar")
    limits_en: str = text(
        "Counts only", "مقصور على، بالإنكليزية", "Only these were counted.", hxl="#description+limits+i_en"
    )
    limits_ar: str = text("Counts only, in Arabic", "مقصور على", "The same in Arabic.", hxl="#description+limits+i_ar")
    described_en: str = text(
        "Also said of them",
        "ما قيل عنهم أيضاً، بالإنكليزية",
        "It describes them and limits nothing.",
        hxl="#description+said+i_en",
    )
    described_ar: str = text(
        "Also said of them, in Arabic", "ما قيل عنهم أيضاً", "The same in Arabic.", hxl="#description+said+i_ar"
    )
    accused_en: str = text(
        "Accused party",
        "الطرف المتهم بالإنكليزية",
        "The alleged perpetrator, as the claimant says; the claimant's word, not a finding of ours.",
        hxl="#group+perp+name+i_en",
    )
    accused_ar: str = text(
        "Accused party in Arabic", "الطرف المتهم", "The same in Arabic.", hxl="#group+perp+name+i_ar"
    )
    basis_en: str = text(
        "Basis", "أساس العد بالإنكليزية", "How the claimant knows.", required=True, hxl="#meta+basis+i_en"
    )
    basis_ar: str = text("Basis in Arabic", "أساس العد", "The same in Arabic.", required=True, hxl="#meta+basis+i_ar")
    relay_fault_en: str = text(
        "Fault of the carrier",
        "خطأ الناقل بالإنكليزية",
        "Filled = the document is wrong about its claimant: never quote this row.",
        hxl="#meta+fault+i_en",
    )
    relay_fault_ar: str = text(
        "Fault of the carrier, in Arabic", "خطأ الناقل", "The same in Arabic.", hxl="#meta+fault+i_ar"
    )

    publisher: str = text("Publisher", "الناشر", "Of the document.", required=True, hxl="#meta+source")
    source_label: str = text(
        "Document", "الوثيقة", "What the document is, in our words.", required=True, hxl="#meta+source+title"
    )
    proximity_en: str = text(
        "Nearness of the document",
        "قرب الوثيقة بالإنكليزية",
        "Whether it is the claimant's own or carries its word.",
        required=True,
        hxl="#meta+source+type+i_en",
    )
    proximity_ar: str = text(
        "Nearness of the document, in Arabic",
        "قرب الوثيقة",
        "The same in Arabic.",
        required=True,
        hxl="#meta+source+type+i_ar",
    )
    published_on: pl.Date = day("Published", "تاريخ النشر", "Of the document; empty = unknown.", hxl="#date+reported")
    published_precision: pl.Enum = code(
        codes.PRECISION,
        "Precision of published_on",
        "دقة تاريخ النشر",
        "How much of it is meant.",
        required=True,
        hxl="#meta+reported+precision",
    )
    url: str = address("Address", "الرابط", "Of the document.", required=True, hxl="#meta+url")
    latitude: pl.Float64 = degrees(
        90, "Latitude of the place", "خط عرض المكان", "Of the place as a whole, not of the event.", hxl="#geo+lat"
    )
    longitude: pl.Float64 = degrees(
        180, "Longitude of the place", "خط طول المكان", "Of the place as a whole, not of the event.", hxl="#geo+lon"
    )

    claim_id: str = tally_reference(
        "Claim",
        "الادعاء",
        "Tallies of one claim_id carry one figure of one claimant: take one of them. Empty = makes no claim.",
        hxl="#meta+claim+id",
    )
    incident_id: str = reference(
        "incidents.incident_id", "Id of the incident", "معرف الحادثة", "In incidents.", hxl="#event+id"
    )
    place_id: str = reference("places.place_id", "Id of the place", "معرف المكان", "In places.", hxl="#loc+id")
    claimant_id: str = reference(
        "actors.actor_id", "Id of the claimant", "معرف صاحب الرقم", "In actors.", hxl="#org+claimant+id"
    )
    party_id: str = reference(
        "actors.actor_id",
        "Id of the party",
        "معرف الطرف",
        "In actors: of party_en.",
        required=False,
        hxl="#group+member+id",
    )
    accused_id: str = reference(
        "actors.actor_id",
        "Id of the accused party",
        "معرف الطرف المتهم",
        "In actors: of accused_en.",
        required=False,
        hxl="#group+perp+id",
    )
    source_id: str = reference(
        "sources.source_id", "Id of the document", "معرف الوثيقة", "In sources.", hxl="#meta+source+id"
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
