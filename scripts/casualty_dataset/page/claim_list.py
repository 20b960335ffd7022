"""The list of all claims in one language: a row per claim, with its documents."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from casualty_dataset.page.edition import Edition, of_web
from casualty_dataset.page.facts import Facts
from casualty_dataset.page.rows import ListedRow
from casualty_schemas.vocabulary import PROXIMITY

_CARRIER: Final = PROXIMITY["secondary"].en  # most documents are; only the others are labelled


def groups(edition: Edition, facts: Facts) -> list[dict[str, Any]]:
    """Group the claims by incident, in the order of the incidents."""
    by_incident = {
        incident: list(rows) for incident, rows in groupby(facts.claims, key=lambda row: str(row["incident_id"]))
    }
    return [
        {
            "id": edition.id(f"claims-{row['incident_id']}"),
            "href": edition.link(row["incident_id"]),
            "label": edition.of(row, "label"),
            "rows": [_claim(claim, edition, facts) for claim in by_incident[row["incident_id"]]],
        }
        for row in facts.incidents
        if row["incident_id"] in by_incident
    ]


def choices(edition: Edition, facts: Facts) -> dict[str, list[tuple[str, str]]]:
    """Return the options of each filter by its name: pairs of value and label."""
    claimants = {facts.claimant_numbers[row["claimant_id"]]: edition.of(row, "claimant") for row in facts.claims}
    measures = {row["measure"]: edition.code("measure", row["measure"]) for row in facts.claims}
    return {
        "claimant": _by_name(claimants),
        "place": _by_name(_places(edition, facts)),
        "measure": _by_name(measures),
    }


def _places(edition: Edition, facts: Facts) -> dict[str, str]:
    """Map the number of each place, and the numbers of the places within it that rows have, to its name."""
    within: dict[str, list[str]] = {place: [] for place in facts.place_numbers}
    for place in sorted({row["place_id"] for row in facts.claims}):
        for container in facts.record.hierarchies.place_containers[place] - {place}:
            within[container].append(facts.place_numbers[place])
    return {
        " ".join([facts.place_numbers[place], *numbers]): edition.of(facts.places[place], "name")
        for place, numbers in within.items()
    }


def _by_name(names: dict[str, str]) -> list[tuple[str, str]]:
    return sorted(names.items(), key=lambda option: (option[1].casefold(), option[0]))


def _claim(row: ListedRow, edition: Edition, facts: Facts) -> dict[str, Any]:
    number = next((number for number in (row["value"], row["high"], row["low"]) if number is not None), None)
    first, *others = _documents(row, edition)
    claim = facts.words_of.get(row["claim_id"] or "")
    left = claim["tally_ids"].count("|") - len(others) if claim else 0
    return {
        "id": edition.id(row["tally_id"]),
        "tally": row["tally_id"],
        "claimant_number": facts.claimant_numbers[row["claimant_id"]],
        "place_number": facts.place_numbers[row["place_id"]],
        "measure": row["measure"],
        "on": row["as_of"].isoformat() if row["as_of"] else "",
        "number": "" if number is None else number,
        "silent": row["claim_id"] is None,
        "claimant": edition.of(row, "claimant"),
        "figure": edition.of(row, "figure"),
        "place": edition.of(row, "place"),
        "day": edition.day(row["as_of"], row["as_of_precision"]),
        "remarks": list(_remarks(row, edition)),
        "first": first,
        "others": others,
        "left": edition.text("more_documents", n=left) if left else None,
        "summary": edition.text("documents_of", n=1 + len(others) + left),
    }


def _remarks(row: ListedRow, edition: Edition) -> Iterator[str]:
    if edition.of(row, "described"):
        yield edition.text("says", what=edition.of(row, "described"))
    if row["increment"] == "yes":
        yield edition.text("increment")
    if row["claim_id"] is None:
        fault = edition.of(row, "relay_fault")
        yield edition.text("fault", what=fault) if fault else edition.text("nobody")


def _documents(row: ListedRow, edition: Edition) -> Iterator[dict[str, Any]]:
    """Yield the document that the row quotes, then the others by id."""
    tallies = sorted(row["tallies"], key=lambda tally: (tally["tally_id"] != row["tally_id"], tally["tally_id"]))
    for tally in tallies or [row]:
        figure = edition.of(tally, "figure")
        published = tally["published_on"]
        yield {
            "id": edition.id(tally["tally_id"]),
            "tally": tally["tally_id"],
            **edition.document(tally, tally["tally_id"]),
            "archive": tally["archive_url"] if of_web(tally["archive_url"]) else None,
            "day": edition.day(published, tally["published_precision"]) if published else edition.text("undated"),
            "language": tally["language"],
            "proximity": None if tally["proximity_en"] == _CARRIER else edition.of(tally, "proximity"),
            "figure": figure if figure != edition.of(row, "figure") else None,
        }
