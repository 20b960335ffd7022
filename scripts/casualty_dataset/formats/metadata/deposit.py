"""Metadata for the deposit of a release: DataCite's for Zenodo, and those of HDX. Nothing is sent anywhere.

The depositor adds what is not known here: account, organisation, contact and identifier.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from casualty_dataset.formats.metadata.citation import cited

METHODOLOGY: Final = (
    "Published documents were searched for and read. Each figure that a document gives is one row: who claims it, how "
    "it is worded, about whom, where, as of which day, and in which document it was read. Documents that carry one "
    "figure of one claimant are counted as one claim. Claims that contradict each other are all kept. Ranges are "
    "computed from the claims by named, versioned rules that anybody can run again. METHODOLOGY.md of the release "
    "describes the full method and defines every code."
)
CAVEATS: Final = (
    "These are claims of others, not our own counts, and not a list of names. Never add rows up: their scopes overlap "
    "and they repeat one another. A figure is not true because it is the latest, the highest or the most repeated. "
    "'At least' is a lower bound. An empty cell means not known, or, in status, sex, age and party, not restricted; it "
    "is never zero. An accused party is the party that the claimant accuses. What was not published or not found is "
    "missing here."
)
_COUNTRY: Final = "syr"  # ISO 3166-1 alpha-3 in small letters, as HDX names its groups
_TAGS: Final = ("conflict-violence", "fatalities")
_AS_NEEDED: Final = "-2"


def datacite(descriptor: Mapping[str, Any]) -> dict[str, Any]:
    """Return the metadata of DataCite 4.5, as JSON, for a deposit at Zenodo, which assigns the DOI."""
    day = descriptor["created"][:10]
    licence = descriptor["licenses"][0]
    return {
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        "titles": [{"title": descriptor["title"], "lang": "en"}],
        "creators": [
            {"name": contributor["title"], "nameType": "Organizational"} for contributor in descriptor["contributors"]
        ],
        "publisher": {"name": "Zenodo"},
        "publicationYear": day[:4],
        "dates": [{"date": day, "dateType": "Issued"}],
        "types": {"resourceType": "Dataset", "resourceTypeGeneral": "Dataset"},
        "version": descriptor["version"],
        "language": "en",
        "subjects": [{"subject": word} for word in descriptor["keywords"]],
        "descriptions": [
            {"description": descriptor["description"], "descriptionType": "Abstract"},
            {"description": METHODOLOGY, "descriptionType": "Methods"},
            {"description": CAVEATS, "descriptionType": "Other"},
        ],
        "rightsList": [
            {
                "rights": licence["title"],
                "rightsUri": licence["path"],
                "rightsIdentifier": licence["name"],
                "rightsIdentifierScheme": "SPDX",
            }
        ],
    }


def hdx(descriptor: Mapping[str, Any], first: date, last: date) -> dict[str, Any]:
    """Return the metadata of HDX, under its field names; ``first`` and ``last`` are the first and last day of a claim.

    The depositor fills in ``owner_org`` and ``maintainer``.
    """
    return {
        "name": descriptor["name"],
        "title": descriptor["title"],
        "notes": descriptor["description"],
        "dataset_source": "; ".join(contributor["title"] for contributor in descriptor["contributors"]),
        "dataset_date": f"[{first.isoformat()}T00:00:00 TO {last.isoformat()}T23:59:59]",
        "data_update_frequency": _AS_NEEDED,
        "license_id": "cc-by",
        "methodology": "Other",
        "methodology_other": METHODOLOGY,
        "caveats": f"{CAVEATS} Cite as: {cited(descriptor)}",
        "subnational": "1",
        "private": False,
        "groups": [{"name": _COUNTRY}],
        "tags": [{"name": tag} for tag in _TAGS],
        "resources": [_resource(file) for file in _listed_files(descriptor)],
    }


def _listed_files(descriptor: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the files that HDX lists: workbooks, map and HXL first, then the main CSV tables."""
    resources = descriptor["resources"]
    formats = {file["path"]: file["format"] for table in resources for file in table["alternates"]}
    files = [{"path": path, "format": name} for path, name in formats.items() if name in ("xlsx", "geojson", "csv")]
    tables = [table for table in resources if table["name"] in ("figures", "claims", "tallies")]
    return files + [{"path": table["path"], "format": "csv", "description": table["description"]} for table in tables]


def _resource(file: Mapping[str, str]) -> dict[str, str]:
    name = file["path"].rpartition("/")[2]
    return {"name": name, "format": file["format"], "description": file.get("description", name), "path": file["path"]}
