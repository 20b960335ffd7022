"""The list of conflicts in one language: each conflict is in words, with links to both claims."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from casualty_dataset.page.edition import Edition
from casualty_dataset.page.facts import Facts
from casualty_dataset.page.rows import ConflictRow


def conflict_groups(edition: Edition, facts: Facts) -> list[dict[str, Any]]:
    """Group the conflicts by incident: the subject first, then in the order of their first conflict."""
    rows = [(_incident(row, facts), row) for row in facts.conflicts]
    subject = facts.subject["incident_id"] if facts.subject else ""
    first: dict[str, int] = {}
    for incident, row in rows:
        first.setdefault(incident, row["rank"])
    order = sorted(rows, key=lambda pair: (pair[0] != subject, first[pair[0]]))  # stable
    return [
        {
            "label": edition.of(facts.incident[incident], "label") if incident in facts.incident else incident,
            "href": edition.link(incident) if incident in facts.incident else None,
            "rows": [_conflict(row, edition) for _, row in group],
        }
        for incident, group in groupby(order, key=lambda pair: pair[0])
    ]


def _incident(conflict: ConflictRow, facts: Facts) -> str:
    return str(facts.tallies[conflict["claim_id"]]["incident_id"])


def _conflict(row: ConflictRow, edition: Edition) -> dict[str, Any]:
    claims = [claim for claim in (row["claim_id"], row["other_id"]) if claim]
    names = [edition.text("first_claim"), edition.text("second_claim")]
    return {
        "sentence": edition.pick(row["sentence"], row["sentence_ar"]),
        "links": [
            {"href": edition.link(claim), "name": name, "claim": claim}
            for claim, name in zip(claims, names, strict=False)
        ],
        "remarks": list(_remarks(row, edition)),
    }


def _remarks(row: ConflictRow, edition: Edition) -> Iterator[str]:
    if row["hard"] == "yes":
        yield edition.text("hard")
    if row["named"] == "no":
        yield edition.text("unnamed")
