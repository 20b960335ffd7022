"""The incidents in the words of an edition: on the map, and each in a section of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from markupsafe import Markup

from casualty_dataset.page.edition import EDITIONS, Edition
from casualty_dataset.page.facts import Facts, Row
from casualty_dataset.page.map import map as plan
from casualty_dataset.page.map.outlines import outlines

_CONTAINERS: Final = ("umbrella", "context", "aggregate")
"""Kinds that hold other incidents: no mark of theirs could stand beside those of their parts."""
MOST_REPORTED: Final = 12  # documents without a figure, of one incident


# --- the map -----------------------------------------------------------------------------------------


def drawn(edition: Edition, facts: Facts) -> dict[str, Any]:
    """The map, wide and narrow, and how many incidents it cannot show."""
    spots = _spots(edition, facts)
    told: dict[str, Any] = {
        "label": edition.word("map_label"),
        "rtl": edition.rtl,
        "words": {key: edition.word(f"map_{key}") for key in plan.WORDS},
        "governorates": {code: edition.word(code) for code in outlines().governorates},
        "listed": edition.link("incidents"),
    }
    drawings = [plan.draw(spots, wide=wide, **told) for wide in (True, False)]
    missing = len(plan.undrawn(spots))
    return {"drawings": drawings, "missing": edition.word("map_undrawn", n=missing) if missing else None}


def land(facts: Facts) -> Markup:
    """What lies beneath the marks of every map."""
    return plan.land(_spots(EDITIONS[0], facts))


def _spots(edition: Edition, facts: Facts) -> list[plan.Spot]:
    return [_spot(row, edition, facts) for row in facts.incidents if row["kind"] not in _CONTAINERS]


def _spot(row: Row, edition: Edition, facts: Facts) -> plan.Spot:
    place = facts.places[row["place_id"]]
    low, high = _least_and_most(row, facts)
    said = f"{edition.of(row, 'label')}: {_killed(low, high, edition)}"
    return plan.Spot(
        name=edition.of(place, "name"),
        said=said,
        href=edition.link(row["incident_id"]),
        latitude=place["latitude"],
        longitude=place["longitude"],
        area=_governorate(row["place_id"], facts),
        precision=row["place_precision"],
        low=low,
        high=high,
    )


def _governorate(place_id: str, facts: Facts) -> str | None:
    """The P-code of the governorate that holds a place, if one does."""
    above = (facts.places[place] for place in sorted(facts.world.place_above[place_id]))
    return next((row["pcode"] for row in above if row["level"] == "governorate" and row["pcode"]), None)


def _least_and_most(row: Row, facts: Facts) -> tuple[int | None, int | None]:
    """Of those killed, by envelope@1: of everybody where that was counted, else the widest of any group.

    Nothing is added up: of several groups the largest stands for all.
    """
    rows = facts.killed.get(row["incident_id"], [])
    whole = [one for one in rows if one["status"] is None and one["party_id"] is None] or rows
    lows, highs = [one["low"] for one in whole], [one["high"] or one["stated_max"] for one in whole]
    low, high = max(lows, default=None), max(highs, default=None)
    open_above = low is not None and all(one["high"] is None for one in whole) and high is not None and high <= low
    return low, None if open_above else high


def _killed(low: int | None, high: int | None, edition: Edition) -> str:
    if low is None:
        return edition.word("no_number")
    if high is None:
        return edition.word("from_on", n=low)
    return edition.number(low) if low == high else f"{edition.number(low)} {edition.word('to')} {edition.number(high)}"


# --- a section each ----------------------------------------------------------------------------------


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
