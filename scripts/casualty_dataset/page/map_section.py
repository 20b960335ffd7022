"""The map section in one language: how many incidents lie in each governorate, and which are not drawn."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from casualty_dataset.page.edition import Edition
from casualty_dataset.page.facts import Facts
from casualty_dataset.page.incident_list import killed
from casualty_dataset.page.map.bars import Area, Entry, draw
from casualty_dataset.page.rows import IncidentRow


@dataclass(frozen=True, slots=True)
class MapSection:
    """The bars, the sentence that accounts for every incident, and the incidents that are not drawn."""

    bars: Markup
    total: str
    elsewhere: Area | None


def map_section(edition: Edition, facts: Facts) -> MapSection:
    """Draw the incidents that the page lists: one bar per governorate, the fullest first.

    An incident whose place no governorate contains (nationwide, an area across governorates) is not drawn.
    """
    by_governorate: dict[str | None, list[IncidentRow]] = {}
    for row in facts.incidents:
        by_governorate.setdefault(_governorate(row["place_id"], facts), []).append(row)
    elsewhere = by_governorate.pop(None, [])
    fullest_first = sorted(by_governorate.items(), key=lambda pair: (-len(pair[1]), str(pair[0])))
    areas = [
        _area(edition.of(facts.places[place], "name"), place, rows, edition, facts)
        for place, rows in fullest_first
        if place
    ]
    drawn = sum(len(area.entries) for area in areas)
    return MapSection(
        bars=draw(areas, rtl=edition.rtl),
        total=edition.text("map_total", all=len(facts.incidents), drawn=drawn, left=len(elsewhere)),
        elsewhere=_area(edition.text("map_elsewhere"), "elsewhere", elsewhere, edition, facts) if elsewhere else None,
    )


def _governorate(place_id: str, facts: Facts) -> str | None:
    """Return the id of the governorate that contains a place, if one does."""
    above = sorted(facts.record.hierarchies.place_containers[place_id])
    return next((place for place in above if facts.places[place]["level"] == "governorate"), None)


def _area(name: str, place_id: str, rows: list[IncidentRow], edition: Edition, facts: Facts) -> Area:
    return Area(
        id=edition.id(f"map-{place_id}"),
        name=name,
        count=edition.text("incidents_of", n=len(rows)),
        entries=tuple(_entry(row, edition, facts) for row in rows),
    )


def _entry(row: IncidentRow, edition: Edition, facts: Facts) -> Entry:
    return Entry(edition.link(row["incident_id"]), edition.of(row, "label"), killed(row, edition, facts))
