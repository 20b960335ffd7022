"""The list of conflicts in one language: each conflict is a sentence with links to both claims."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from casualty_dataset.page.edition import Edition
from casualty_dataset.page.facts import Facts
from casualty_dataset.page.rows import ConflictRow


def conflict_groups(edition: Edition, facts: Facts) -> list[dict[str, Any]]:
    """Group the conflicts by incident: the subject first, then by the widest gap; the widest first in each group."""
    rows = [(_incident(row, facts), row) for row in facts.conflicts]
    subject = facts.subject["incident_id"] if facts.subject else ""
    widest: dict[str, int] = {}
    for incident, row in rows:
        widest[incident] = max(widest.get(incident, 0), row["gap"] or 0)
    order = sorted(rows, key=lambda pair: (pair[0] != subject, -widest[pair[0]], pair[0]))  # stable
    return [
        {
            "label": edition.of(facts.incident[incident], "label") if incident in facts.incident else incident,
            "href": edition.link(incident) if incident in facts.incident else None,
            "rows": [_conflict(row, edition, facts) for _, row in group],
        }
        for incident, group in groupby(order, key=lambda pair: pair[0])
    ]


def _incident(conflict: ConflictRow, facts: Facts) -> str:
    return str(facts.tallies[conflict["claim_id"]]["incident_id"])


def _conflict(row: ConflictRow, edition: Edition, facts: Facts) -> dict[str, Any]:
    claims = [claim for claim in (row["claim_id"], row["other_id"]) if claim]
    names = [edition.text("first_claim"), edition.text("second_claim")]
    return {
        "sentence": _arabic_sentence(row, edition, facts) if edition.rtl else row["sentence"],
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


def _arabic_sentence(row: ConflictRow, edition: Edition, facts: Facts) -> str:
    """Write the Arabic of the column ``sentence``."""
    if row["kind"] == "sum":
        total = facts.tallies[row["claim_id"]]
        parts = {"claimant": total["claimant_ar"], "claim": total["figure_ar"], "place": total["place_ar"]}
        return edition.text("conflict_sum", **parts, gap=row["gap"])
    high, low = facts.words_of[row["claim_id"]], facts.words_of[row["other_id"] or ""]
    parts = {
        "claimant": high["claimant_ar"], "claim": high["figure_ar"], "place": high["place_ar"],
        "other": low["claimant_ar"], "less": low["figure_ar"], "there": low["place_ar"],
    }  # fmt: skip
    parts |= {
        "day": edition.day(high["as_of"], high["as_of_precision"]),
        "before": edition.day(low["as_of"], low["as_of_precision"]),
    }
    exact = high["qualifier"] == low["qualifier"] == "exact"
    sentence = edition.text("conflict_fall" if row["kind"] == "fall" else "conflict", **parts)
    sentence += edition.text("conflict_gap" if exact else "conflict_least_gap", gap=row["gap"])
    by_attribution = row["kind"] == "by_attribution"
    dimensions = [
        name for name in (row["dimension"] or "").split(", ") if name and not (by_attribution and name == "accused")
    ]
    if dimensions:
        names = "، ".join(edition.text(f"dim_{name}") for name in dimensions)
        sentence += edition.text("conflict_narrower", dimension=names)
    return sentence + (edition.text("conflict_by_attribution") if by_attribution else "")
