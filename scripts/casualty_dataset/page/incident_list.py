"""The list of incidents in one language: a section for each, with its ranges and the documents that report it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from casualty_dataset.page.edition import Edition
from casualty_dataset.page.facts import Facts
from casualty_dataset.page.rows import IncidentRow, RangeRow

MOST_REPORTED: Final = 12  # documents without a figure, of one incident


def incidents(edition: Edition, facts: Facts) -> list[dict[str, Any]]:
    """Return the values of each incident that is shown."""
    return [_incident(row, edition, facts) for row in facts.incidents]


def _incident(row: IncidentRow, edition: Edition, facts: Facts) -> dict[str, Any]:
    parent = facts.incident.get(row["parent_id"] or "")
    reported, documents = facts.reported.get(row["incident_id"], []), facts.documents.get(row["incident_id"], 0)
    left = len(reported) - MOST_REPORTED
    return {
        "id": edition.id(row["incident_id"]),
        "label": edition.of(row, "label"),
        "days": days(row, edition),
        "place": edition.of(facts.places[row["place_id"]], "name"),
        "precision": edition.code("place_precision", row["place_precision"]),
        "kind": edition.code("incident_kind", row["kind"]),
        "grade": edition.code("grade", row["grade"]),
        "description": row["description"],
        "parent": parent
        and parent is not facts.incidents[0]  # most are part of the subject, which the page is about
        and {"href": edition.link(parent["incident_id"]), "label": edition.of(parent, "label")},
        "ranges": list(_ranges(row, edition, facts)),
        "claims": edition.text("claims_of", n=row["claims"] or 0),
        "claimants": edition.text("claimants_of", n=row["claimants"] or 0),
        "documents": edition.text("documents_of", n=documents),
        "document_count": edition.number(documents),
        "listed": edition.link(f"claims-{row['incident_id']}") if row["incident_id"] in facts.listed else None,
        "reported": [edition.document(document, row["incident_id"]) for document in reported[:MOST_REPORTED]],
        "reported_left": edition.text("more_reported", n=left) if left > 0 else None,
    }


def days(row: IncidentRow, edition: Edition) -> str:
    """Write the days of an incident, as far as they are known."""
    first, last, precision = row["start_on"], row["end_on"], row["date_precision"]
    if first is None:
        return edition.text("unknown_day")
    if precision in ("month", "year"):
        return edition.day(first, precision)
    if last is None:
        return edition.text("since", day=edition.day(first))
    if first == last:
        return edition.day(first)
    name = "within_days" if precision == "within" else "between_days"
    return edition.text(name, first=edition.day(first), last=edition.day(last))


def killed(row: IncidentRow, edition: Edition, facts: Facts) -> str:
    """Return the ranges of the killed in words (civilians: 164 to 200; …); empty if no figure is for the whole."""
    ranges = [
        f"{each['who']}: {''.join(end['number'] + end['then'] for end in each['ends'])}"
        for each in _ranges(row, edition, facts)
    ]
    return edition.text("semicolon").join(ranges)


def _ranges(row: IncidentRow, edition: Edition, facts: Facts) -> Iterator[dict[str, Any]]:
    """Yield the bounds of the killed by envelope@2, by who was counted, with links to the claims behind each bound."""
    for answer in facts.killed.get(row["incident_id"], []):
        who = edition.code("status", answer["status"]) if answer["status"] else edition.text("everybody")
        if answer["party_id"]:
            who = f"{who} ({edition.of(facts.actors[answer['party_id']], 'name')})"
        yield {"who": who, "ends": list(_ends(answer, edition, facts))}


def _ends(answer: RangeRow, edition: Edition, facts: Facts) -> Iterator[dict[str, Any]]:
    low, high = answer["low"], answer["high"]
    if low is None:
        return
    least = edition.figure(facts.bounding[str(answer["low_claims"])])
    most = None if high is None else edition.figure(facts.bounding[str(answer["high_claims"])])
    behind = {
        name: edition.link(facts.behind(answer[name], answer["incident_id"])) for name in ("low_claims", "high_claims")
    }
    then = "" if least == most else edition.text("comma") if most is None else f" {edition.text('to')} "
    yield {"number": least, "href": behind["low_claims"], "then": then}
    if most is None:
        stated = answer["stated_max"]
        number = edition.text("open") if stated is None else edition.text("open_stated", n=stated)
        yield {"number": number, "href": behind["high_claims"], "then": ""}
    elif most != least:
        yield {"number": most, "href": behind["high_claims"], "then": ""}
