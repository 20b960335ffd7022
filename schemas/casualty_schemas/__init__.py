"""The contract: what a row of every table is. One class a table, each column declared once.

Each class is a Pandera model: ``Tallies.validate(frame, lazy=True)`` checks a Polars frame, and ``Tallies.columns()``
gives the declaration of every column. ``CURATED`` lists the tables that people write, ``DERIVED`` those that only code
writes, in releases.
"""

from casualty_schemas.actors import ActorInputs, Actors
from casualty_schemas.changes import Changes
from casualty_schemas.codes import Codes
from casualty_schemas.columns import Column
from casualty_schemas.derived import Claims, Conflicts, IncidentSummary, Ranges, Series
from casualty_schemas.figures import Figures
from casualty_schemas.history import Corrections, Retired, Waivers
from casualty_schemas.incidents import Incidents, IncidentSources
from casualty_schemas.places import Places
from casualty_schemas.sources import Sources
from casualty_schemas.table import Table
from casualty_schemas.tallies import Tallies
from casualty_schemas.vocabulary import VOCABULARIES, Code, Vocabulary

__all__ = [
    "CURATED",
    "DERIVED",
    "VOCABULARIES",
    "ActorInputs",
    "Actors",
    "Changes",
    "Claims",
    "Code",
    "Codes",
    "Column",
    "Conflicts",
    "Corrections",
    "Figures",
    "IncidentSources",
    "IncidentSummary",
    "Incidents",
    "Places",
    "Ranges",
    "Retired",
    "Series",
    "Sources",
    "Table",
    "Tallies",
    "Vocabulary",
    "Waivers",
]


def _by_name(*tables: type[Table]) -> dict[str, type[Table]]:
    return {table.table_name(): table for table in tables}


CURATED: dict[str, type[Table]] = _by_name(
    Sources, Actors, ActorInputs, Places, Incidents, IncidentSources, Tallies, Retired, Corrections, Waivers
)
"""The tables that people write, in the order in which a reader meets them."""

DERIVED: dict[str, type[Table]] = _by_name(Figures, Codes, Claims, Series, Ranges, Conflicts, IncidentSummary, Changes)
"""The tables that only code writes, in releases, in the order in which a reader meets them."""
