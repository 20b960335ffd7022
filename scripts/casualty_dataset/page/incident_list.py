"""The list of incidents in one language: a section for each, with its ranges and the documents that report it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from casualty_dataset.page.edition import Edition
from casualty_dataset.page.facts import Facts, Row

MOST_REPORTED: Final = 12  # documents without a figure, of one incident


def incidents(edition: Edition, facts: Facts) -> list[dict[str, Any]]:
    """Every incident that is shown."""
    return [_incident(row, edition, facts) for row in facts.incidents]


def _incident(row: Row, edition: Edition, facts: Facts) -> dict[str, Any]:
    parent = facts.incident.get(row["parent_id"])
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
        and {"href": edition.link(row["parent_id"]), "label": edition.of(parent, "label")},
        "ranges": list(_ranges(row, edition, facts)),
        "claims": edition.word("claims_of", n=row["claims"] or 0),
        "claimants": edition.word("claimants_of", n=row["claimants"] or 0),
        "documents": edition.word("documents_of", n=documents),
        "document_count": edition.number(documents),
        "listed": edition.link(f"claims-{row['incident_id']}") if row["incident_id"] in facts.listed else None,
        "reported": [edition.document(one, row["incident_id"]) for one in reported[:MOST_REPORTED]],
        "reported_left": edition.word("more_reported", n=left) if left > 0 else None,
    }


def days(row: Row, edition: Edition) -> str:
    """When an incident was, as far as it is known."""
    first, last, precision = row["start_on"], row["end_on"], row["date_precision"]
    if first is None:
        return edition.word("unknown_day")
    if precision in ("month", "year"):
        return edition.day(first, precision)
    if last is None:
        return edition.word("since", day=edition.day(first))
    if first == last:
        return edition.day(first)
    name = "within_days" if precision == "within" else "between_days"
    return edition.word(name, first=edition.day(first), last=edition.day(last))


def killed(row: Row, edition: Edition, facts: Facts) -> str:
    """Return the ranges of the killed in words (civilians: 164 to 200; …); empty if no figure is for the whole."""
    ranges = [
        f"{each['who']}: {''.join(end['number'] + end['then'] for end in each['ends'])}"
        for each in _ranges(row, edition, facts)
    ]
    return edition.word("semicolon").join(ranges)


def _ranges(row: Row, edition: Edition, facts: Facts) -> Iterator[dict[str, Any]]:
    """What envelope@1 says of the killed, by who was counted, with the claims behind each bound."""
    for one in facts.killed.get(row["incident_id"], []):
        who = edition.code("status", one["status"]) if one["status"] else edition.word("everybody")
        if one["party_id"]:
            who = f"{who} ({edition.of(facts.actors[one['party_id']], 'name')})"
        yield {"who": who, "ends": list(_ends(one, edition, facts))}


def _ends(one: Row, edition: Edition, facts: Facts) -> Iterator[dict[str, Any]]:
    low, high = one["low"], one["high"]
    behind = {name: edition.link(facts.behind(one[name], one["incident_id"])) for name in ("low_claims", "high_claims")}
    then = "" if low == high else edition.word("comma") if high is None else f" {edition.word('to')} "
    yield {"number": edition.number(low), "href": behind["low_claims"], "then": then}
    if high is None:
        yield {"number": edition.word("open_stated", n=one["stated_max"]), "href": behind["high_claims"], "then": ""}
    elif high != low:
        yield {"number": edition.number(high), "href": behind["high_claims"], "then": ""}
