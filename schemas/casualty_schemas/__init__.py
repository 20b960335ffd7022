"""The contract: what a row of every table is. One class a table, each column declared once."""

from casualty_schemas.actors import ActorInputs, Actors
from casualty_schemas.codes import Codes
from casualty_schemas.derived import Claims, Conflicts, IncidentSummary, Ranges, Timeline
from casualty_schemas.figures_table import Figures
from casualty_schemas.history import Corrections, Retired, Waivers
from casualty_schemas.incidents import Incidents, IncidentSources
from casualty_schemas.places import Places
from casualty_schemas.sources import Sources
from casualty_schemas.table import Table
from casualty_schemas.tallies import Tallies

CURATED: dict[str, type[Table]] = {
    table.table_name(): table
    for table in (
        Sources,
        Actors,
        ActorInputs,
        Places,
        Incidents,
        IncidentSources,
        Tallies,
        Retired,
        Corrections,
        Waivers,
    )
}
"""The tables that people write, in the order in which a reader meets them."""

DERIVED: dict[str, type[Table]] = {
    table.table_name(): table for table in (Figures, Codes, Claims, Timeline, Ranges, Conflicts, IncidentSummary)
}
"""The tables that only code writes; they exist in releases alone."""

__all__ = [
    "CURATED",
    "DERIVED",
    "ActorInputs",
    "Actors",
    "Claims",
    "Codes",
    "Conflicts",
    "Corrections",
    "Figures",
    "IncidentSources",
    "IncidentSummary",
    "Incidents",
    "Places",
    "Ranges",
    "Retired",
    "Sources",
    "Table",
    "Tallies",
    "Timeline",
    "Waivers",
]
