"""GeoJSON: ``geo/incidents.geojson``, a feature an incident (RFC 7946, so longitude first, in WGS 84).

A point is that of the place, at most two decimals, and is given only where the place of the incident is known to a
settlement or better: the middle of a governorate would be a false point. What the point is, or why there is none,
stands in words in ``point_en`` and ``point_ar``. The figures are those of ``incident_summary``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import polars as pl

from casualty_dataset.formats.about import About
from casualty_schemas import IncidentSummary
from casualty_schemas.vocabulary import DATE_PRECISION, GRADE, INCIDENT_KIND, PLACE_LEVEL, PLACE_PRECISION, Vocabulary

POINTED: Final = ("site", "neighbourhood", "settlement", "near")
"""The precisions of a place at which a point can stand for it."""

_DECIMALS: Final = 2  # about a kilometre
_FIGURES: Final = tuple(
    name for name in IncidentSummary.columns() if name not in ("incident_id", "label_en", "label_ar")
)
_CODED: Final = {
    "kind": INCIDENT_KIND,
    "date_precision": DATE_PRECISION,
    "place_precision": PLACE_PRECISION,
    "grade": GRADE,
}
_NOTE: Final = (
    "A point is that of the place as a whole and never of the event. Figures are bounds of what was claimed; features "
    "overlap and contain one another, and are never added up."
)


def write(tables: Mapping[str, pl.DataFrame], about: About) -> dict[str, bytes]:
    """The incidents as one feature collection, by path in the release."""
    places = {row["place_id"]: row for row in tables["places"].iter_rows(named=True)}
    figures = {row["incident_id"]: row for row in tables["incident_summary"].iter_rows(named=True)}
    head = {
        "type": "FeatureCollection",
        "name": "incidents",
        "title": about.title,
        "version": about.version,
        "date": about.on.isoformat(),
        "description": _NOTE,
    }
    features = [
        _feature(row, places[row["place_id"]], figures[row["incident_id"]])
        for row in tables["incidents"].iter_rows(named=True)
    ]
    lines = ",\n".join(map(_json, features))  # a feature a line, so that two releases can be compared by eye
    return {"geo/incidents.geojson": f'{_json(head)[:-1]}, "features": [\n{lines}\n]}}\n'.encode()}


def _feature(incident: Mapping[str, Any], place: Mapping[str, Any], figures: Mapping[str, Any]) -> dict[str, Any]:
    known = place["latitude"] is not None and place["longitude"] is not None
    pointed = known and incident["place_precision"] in POINTED
    told_en, told_ar = _told(incident, place, pointed=pointed)
    properties = {name: incident[name] for name in ("incident_id", "parent_id", "label_en", "label_ar")}
    for column, codes in _CODED.items():
        properties |= _labelled(column, incident[column], codes)
    properties |= {"place_id": place["place_id"], "place_en": place["name_en"], "place_ar": place["name_ar"]}
    properties |= {"point_en": told_en, "point_ar": told_ar, "description": incident["description"]}
    properties |= {name: figures[name] for name in _FIGURES}
    point = [round(place["longitude"], _DECIMALS), round(place["latitude"], _DECIMALS)] if pointed else None
    return {
        "type": "Feature",
        "id": incident["incident_id"],
        "geometry": {"type": "Point", "coordinates": point} if point else None,
        "properties": properties,
    }


def _labelled(column: str, code: str, codes: Vocabulary) -> dict[str, str]:
    """A code with what it is called, and, of a precision, what it means."""
    return {column: code, f"{column}_en": codes[code].en, f"{column}_ar": codes[code].ar}


def _told(incident: Mapping[str, Any], place: Mapping[str, Any], *, pointed: bool) -> tuple[str, str]:
    """What the point is, or why there is none."""
    level, precision = PLACE_LEVEL[place["level"]], PLACE_PRECISION[incident["place_precision"]]
    if pointed:
        return (
            f"The point is that of {place['name_en']} ({level.en}) as a whole, to about a kilometre, "
            f"and not where the event took place. {precision.definition}",
            f"النقطة هي نقطة {place['name_ar']} ({level.ar}) ككل، بدقة نحو كيلومتر، وليست مكان وقوع الحدث. "
            f"دقة المكان: {precision.ar}.",
        )
    if incident["place_precision"] in POINTED:
        return "No point: the record holds no coordinates of the place.", "بلا نقطة: لا إحداثيات للمكان في السجل."
    return (
        f"No point: {precision.definition[0].lower()}{precision.definition[1:]}",
        f"بلا نقطة: دقة المكان: {precision.ar}.",
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=date.isoformat)
