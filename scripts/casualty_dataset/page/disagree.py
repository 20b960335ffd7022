"""Where claimants disagree, in the words of an edition: each conflict in one sentence with links to both claims."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from casualty_dataset.page.edition import Edition
from casualty_dataset.page.facts import Facts, Row


def disagreements(edition: Edition, facts: Facts) -> list[dict[str, Any]]:
    """The conflicts by incident: that of the subject first, then by the widest gap; in each the widest first."""
    rows = [(_incident(row, facts), row) for row in facts.conflicts]
    subject = facts.subject["incident_id"] if facts.subject else ""
    widest: dict[str, int] = {}
    for incident, row in rows:
        widest[incident] = max(widest.get(incident, 0), row["gap"] or 0)
    order = sorted(rows, key=lambda one: (one[0] != subject, -widest[one[0]], one[0]))  # stable: the widest stays first
    return [
        {
            "label": edition.of(facts.incident[incident], "label") if incident in facts.incident else incident,
            "href": edition.link(incident) if incident in facts.incident else None,
            "rows": [_told(row, edition, facts) for _, row in held],
        }
        for incident, held in groupby(order, key=lambda one: one[0])
    ]


def _incident(conflict: Row, facts: Facts) -> str:
    return str(facts.tellings[conflict["claim_id"]]["incident_id"])


def _told(row: Row, edition: Edition, facts: Facts) -> dict[str, Any]:
    claims = [claim for claim in (row["claim_id"], row["other_id"]) if claim]
    names = [edition.word("first_claim"), edition.word("second_claim")]
    return {
        "sentence": _arabic(row, edition, facts) if edition.rtl else row["sentence"],
        "links": [
            {"href": edition.link(claim), "name": name, "claim": claim}
            for claim, name in zip(claims, names, strict=False)
        ],
        "remarks": list(_remarks(row, edition)),
    }


def _remarks(row: Row, edition: Edition) -> Iterator[str]:
    if row["hard"] == "yes":
        yield edition.word("hard")
    if row["named"] == "no":
        yield edition.word("unnamed")


def _arabic(row: Row, edition: Edition, facts: Facts) -> str:
    """What ``sentence`` says in English."""
    if row["kind"] == "sum":
        whole = facts.tellings[row["claim_id"]]
        told = {"claimant": whole["claimant_ar"], "claim": whole["figure_ar"], "place": whole["place_ar"]}
        return edition.word("conflict_sum", **told, gap=row["gap"])
    high, low = facts.words_of[row["claim_id"]], facts.words_of[row["other_id"]]
    told = {
        "claimant": high["claimant_ar"], "claim": high["figure_ar"], "place": high["place_ar"],
        "other": low["claimant_ar"], "less": low["figure_ar"], "there": low["place_ar"],
    }  # fmt: skip
    if row["kind"] == "fall":
        days = {"before": edition.day(low["as_of"], low["as_of_precision"]),
                "day": edition.day(high["as_of"], high["as_of_precision"])}  # fmt: skip
        return edition.word("conflict_fall", **told, **days, gap=row["gap"])
    sentence = edition.word("conflict", **told, gap=row["gap"], day=edition.day(row["last_day"]))
    if row["dimension"]:
        named = "، ".join(edition.word(f"dim_{name.strip()}") for name in row["dimension"].split(","))
        sentence = sentence.removesuffix(".") + edition.word("conflict_narrower", dimension=named)
    if row["kind"] == "by_attribution":
        sentence = sentence.removesuffix(".") + edition.word("conflict_laid")
    return sentence
