"""The contract: what a row of every table is. One class a table, each column declared once."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from casualty_schemas.actors import ActorInputs, Actors
from casualty_schemas.history import Corrections, Retired, Waivers
from casualty_schemas.incidents import Incidents, IncidentSources
from casualty_schemas.places import Places
from casualty_schemas.sources import Sources
from casualty_schemas.table import Table
from casualty_schemas.tallies import Tallies

if TYPE_CHECKING:
    from casualty_schemas.changes import Changes
    from casualty_schemas.codes import Codes
    from casualty_schemas.derived import Claims, Conflicts, IncidentSummary, Ranges, Timeline
    from casualty_schemas.figures import Figures

    DERIVED: dict[str, type[Table]]

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

_DERIVED = {
    "Figures": "figures",
    "Codes": "codes",
    "Claims": "derived",
    "Timeline": "derived",
    "Ranges": "derived",
    "Conflicts": "derived",
    "IncidentSummary": "derived",
    "Changes": "changes",
}
"""The tables that only code writes, with their modules; they exist in releases alone, and nothing but a release and
its readers pays for them: each class costs milliseconds at the start of every command."""


def __getattr__(name: str) -> Any:
    """A derived table, or ``DERIVED``: all of them by name, in the order in which a reader meets them."""
    if name in _DERIVED:
        return getattr(import_module(f"casualty_schemas.{_DERIVED[name]}"), name)
    if name == "DERIVED":
        tables = [__getattr__(table) for table in _DERIVED]
        made = globals()["DERIVED"] = {table.table_name(): table for table in tables}
        return made
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "CURATED",
    "DERIVED",
    "ActorInputs",
    "Actors",
    "Changes",
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
