"""GeoJSON: ``geo/incidents.geojson``, one feature an incident (RFC 7946: longitude first, in WGS 84).

A point is the point of the place, rounded to two decimals. It is given only where the place of the incident is known
as precisely as a settlement or better: the middle of a governorate would mislead. ``point_en`` and ``point_ar`` explain
the point, or why there is none. The figures are copied from ``incident_summary``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

import polars as pl

from casualty_dataset.formats.release_info import ReleaseInfo
from casualty_schemas import IncidentSummary
from casualty_schemas.vocabulary import DATE_PRECISION, GRADE, INCIDENT_KIND, PLACE_LEVEL, PLACE_PRECISION, Vocabulary

POINTED: Final = ("site", "neighbourhood", "settlement", "near")
"""The precisions of a place that are good enough for a point."""

_DECIMALS: Final = 2  # about a kilometre
_NAMES: Final = ("incident_id", "parent_id", "label_en", "label_ar")
_FIGURES: Final = tuple(name for name in IncidentSummary.columns() if name not in _NAMES)
_CODED: Final = {
    "kind": INCIDENT_KIND,
    "date_precision": DATE_PRECISION,
    "place_precision": PLACE_PRECISION,
    "grade": GRADE,
}
_NOTE: Final = (
    "A point marks the place as a whole, never the event. Figures are bounds of what was claimed. Features overlap and "
    "contain one another: never add them up."
)


def write(tables: Mapping[str, pl.DataFrame], info: ReleaseInfo) -> dict[str, bytes]:
    """Return the incidents as one feature collection, by its path in the release."""
    head = {
        "type": "FeatureCollection",
        "name": "incidents",
        "title": info.title,
        "version": info.version,
        "date": info.released_on.isoformat(),
        "description": _NOTE,
    }
    opening = json.dumps(head, ensure_ascii=False).removesuffix("}")
    lines = ",\n".join(_features(_rows(tables)))  # one feature a line: a diff of two releases is readable
    return {"geo/incidents.geojson": f'{opening}, "features": [\n{lines}\n]}}\n'.encode()}


def _rows(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the incidents with their places and figures.

    ``precise``: the place is known precisely enough for a point; ``pointed``: it also has coordinates.
    """
    places = tables["places"].select(
        "place_id", "level", "latitude", "longitude", place_en="name_en", place_ar="name_ar"
    )
    columns = (*_NAMES, "place_id", "description", *_CODED)
    rows = tables["incidents"].select(columns).join(places, on="place_id", how="left", maintain_order="left")
    figures = tables["incident_summary"].select("incident_id", *_FIGURES)
    rows = rows.join(figures, on="incident_id", how="left", maintain_order="left")
    rows = rows.with_columns(pl.col(pl.Enum).cast(pl.String))
    known = pl.col("latitude").is_not_null() & pl.col("longitude").is_not_null()
    return rows.with_columns(precise=pl.col("place_precision").is_in(POINTED)).with_columns(
        pointed=pl.col("precise") & known
    )


def _features(rows: pl.DataFrame) -> list[str]:
    coordinates = pl.concat_list(pl.col("longitude").round(_DECIMALS), pl.col("latitude").round(_DECIMALS))
    point = pl.struct(type=pl.lit("Point"), coordinates=coordinates)
    properties = [
        *map(pl.col, _NAMES),
        *(expr for column, codes in _CODED.items() for expr in _labelled(column, codes)),
        *map(pl.col, ("place_id", "place_en", "place_ar")),
        _point_note_en().alias("point_en"),
        _point_note_ar().alias("point_ar"),
        pl.col("description"),
        *map(pl.col, _FIGURES),
    ]
    feature = pl.struct(
        type=pl.lit("Feature"),
        id=pl.col("incident_id"),
        geometry=pl.when("pointed").then(point),
        properties=pl.struct(properties),
    )
    return rows.select(feature.struct.json_encode()).to_series().to_list()


def _labelled(column: str, codes: Vocabulary) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Return a code and its English and Arabic labels."""
    english = pl.col(column).replace_strict({code.code: code.en for code in codes.values()}, return_dtype=pl.String)
    arabic = pl.col(column).replace_strict({code.code: code.ar for code in codes.values()}, return_dtype=pl.String)
    return pl.col(column), english.alias(f"{column}_en"), arabic.alias(f"{column}_ar")


def _point_note_en() -> pl.Expr:
    """Explain the point, or why there is none."""
    level = pl.col("level").replace_strict({code.code: code.en for code in PLACE_LEVEL.values()})
    meant = {code.code: code.definition for code in PLACE_PRECISION.values()}
    lower = {code: f"{text[0].lower()}{text[1:]}" for code, text in meant.items()}
    return (
        pl.when("pointed")
        .then(
            pl.format(
                "The point marks {} ({}) as a whole, to about a kilometre, and not where the event took place. {}",
                "place_en",
                level,
                pl.col("place_precision").replace_strict(meant),
            )
        )
        .when("precise")
        .then(pl.lit("No point: the record has no coordinates for the place."))
        .otherwise(pl.format("No point: {}", pl.col("place_precision").replace_strict(lower)))
    )


def _point_note_ar() -> pl.Expr:
    """Explain the point, or why there is none, in Arabic."""
    level = pl.col("level").replace_strict({code.code: code.ar for code in PLACE_LEVEL.values()})
    precision = pl.col("place_precision").replace_strict({code.code: code.ar for code in PLACE_PRECISION.values()})
    return (
        pl.when("pointed")
        .then(
            pl.format(
                "النقطة هي نقطة {} ({}) ككل، بدقة نحو كيلومتر، وليست مكان وقوع الحدث. دقة المكان: {}.",
                "place_ar",
                level,
                precision,
            )
        )
        .when("precise")
        .then(pl.lit("بلا نقطة: لا إحداثيات للمكان في السجل."))
        .otherwise(pl.format("بلا نقطة: دقة المكان: {}.", precision))
    )
