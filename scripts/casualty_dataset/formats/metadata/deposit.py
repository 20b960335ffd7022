"""What archives ask for when a release is deposited: DataCite's metadata for Zenodo, those of HDX. No network here.

Whoever deposits adds what is not known here: an account, an organisation, a contact, the identifier that is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from casualty_dataset.formats.metadata.citation import cited

METHODOLOGY: Final = (
    "Published documents were searched for and read; each figure that a document gives is kept as one row, with who "
    "claims it, how it is worded, about whom, where, as of which day, and where it was read. Documents that carry one "
    "figure of one claimant are folded into one claim. Claims that contradict each other are all kept. What can be "
    "said from them is given by named, versioned rules that anybody can run again. The method in full, with every "
    "code, stands in METHODOLOGY.md of the release."
)
CAVEATS: Final = (
    "These are claims, not counts of our own, and no list of names. Never add rows up: their scopes overlap and they "
    "repeat one another. The last, the highest or the most repeated figure is not for that the true one. 'At least' "
    "is a floor. An empty cell means not known, or, in status, sex, age and party, not restricted; it is never zero. "
    "An accused party is the one that the claimant accuses. What was not published or not found is not here."
)
_COUNTRY: Final = "syr"  # ISO 3166-1 alpha-3 in small letters, as HDX names its groups
_TAGS: Final = ("conflict-violence", "fatalities")
_AS_NEEDED: Final = "-2"


def datacite(descriptor: Mapping[str, Any]) -> dict[str, Any]:
    """The metadata of DataCite 4.5, as JSON, for a deposit at Zenodo; without a DOI, which Zenodo gives."""
    day = descriptor["created"][:10]
    licence = descriptor["licenses"][0]
    return {
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        "titles": [{"title": descriptor["title"], "lang": "en"}],
        "creators": [{"name": one["title"], "nameType": "Organizational"} for one in descriptor["contributors"]],
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
    """The metadata that HDX asks for, by its own names; ``first`` and ``last`` are days that claims speak for.

    ``owner_org`` and ``maintainer`` are missing: they are those of whoever deposits.
    """
    return {
        "name": descriptor["name"],
        "title": descriptor["title"],
        "notes": descriptor["description"],
        "dataset_source": "; ".join(one["title"] for one in descriptor["contributors"]),
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
        "resources": [_resource(form) for form in _offered(descriptor)],
    }


def _offered(descriptor: Mapping[str, Any]) -> list[dict[str, str]]:
    """The files that HDX shows one by one: the tables for people, then the rest by the zip."""
    known = {form["path"]: form["format"] for one in descriptor["resources"] for form in one["alternates"]}
    shown = [{"path": path, "format": kind} for path, kind in known.items() if kind in ("xlsx", "geojson", "csv")]
    tables = [one for one in descriptor["resources"] if one["name"] in ("figures", "claims", "tallies")]
    return shown + [{"path": one["path"], "format": "csv", "description": one["description"]} for one in tables]


def _resource(form: Mapping[str, str]) -> dict[str, str]:
    name = form["path"].rpartition("/")[2]
    return {"name": name, "format": form["format"], "description": form.get("description", name), "path": form["path"]}
