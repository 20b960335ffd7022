"""The incidents on a map: a point only where the place is known precisely, and described as that of the place."""

import json
from typing import Any

import polars as pl
import pytest

from casualty_dataset.formats import geo
from casualty_schemas.vocabulary import PLACE_PRECISION
from release_tables import INFO, real, tiny

SYRIA_AND_NEAR = {"latitude": (32.0, 38.0), "longitude": (34.0, 43.0)}


def _features(tables: dict[str, pl.DataFrame]) -> dict[str, dict[str, Any]]:
    collection = json.loads(geo.write(tables, INFO)["geo/incidents.geojson"])
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection  # RFC 7946 allows only WGS 84
    return {feature["id"]: feature for feature in collection["features"]}


def test_every_incident_is_a_feature_of_rfc_7946() -> None:
    """Each once, with type, geometry and properties; a point is longitude, then latitude."""
    features = _features(real())

    assert list(features) == real()["incidents"]["incident_id"].to_list()
    for feature in features.values():
        assert feature.keys() == {"type", "id", "geometry", "properties"}
        assert feature["type"] == "Feature"
        if feature["geometry"]:
            assert feature["geometry"]["type"] == "Point"
            longitude, latitude = feature["geometry"]["coordinates"]
            assert SYRIA_AND_NEAR["longitude"][0] < longitude < SYRIA_AND_NEAR["longitude"][1]
            assert SYRIA_AND_NEAR["latitude"][0] < latitude < SYRIA_AND_NEAR["latitude"][1]


def test_a_point_and_its_note_are_those_of_the_place() -> None:
    """Points are the coordinates of places.csv, no finer than two decimals, with words in both languages."""
    places = {row["place_id"]: row for row in real()["places"].iter_rows(named=True)}
    pointed = [feature for feature in _features(real()).values() if feature["geometry"]]

    assert pointed
    for feature in pointed:
        properties = feature["properties"]
        place = places[properties["place_id"]]
        assert feature["geometry"]["coordinates"] == [place["longitude"], place["latitude"]]
        assert all(round(number, 2) == number for number in feature["geometry"]["coordinates"])
        assert "not where the event took place" in properties["point_en"]
        assert place["name_en"] in properties["point_en"]
        assert place["name_ar"] in properties["point_ar"]


def test_without_a_point_the_note_gives_the_reason() -> None:
    """geometry is null, never [0, 0], and point_en says why."""
    without = [feature for feature in _features(real()).values() if feature["geometry"] is None]

    assert without
    for feature in without:
        assert feature["properties"]["point_en"].startswith("No point: ")
        assert feature["properties"]["point_ar"].startswith("بلا نقطة: ")


@pytest.mark.parametrize("precision", PLACE_PRECISION)
def test_a_region_has_no_point(precision: str) -> None:
    """Where only a district, a road or a country is known, coordinates of the place make no point."""
    tables = {
        **tiny(),
        "places": tiny()["places"].with_columns(latitude=pl.lit(35.123456), longitude=pl.lit(36.0)),
        "incidents": tiny()["incidents"].with_columns(
            place_precision=pl.lit(precision, dtype=pl.Enum(list(PLACE_PRECISION)))
        ),
    }
    for feature in _features(tables).values():
        if precision in geo.POINTED:
            assert feature["geometry"]["coordinates"] == [36.0, 35.12]
        else:
            assert feature["geometry"] is None


def test_figures_are_those_of_incident_summary() -> None:
    """Every number of the table is in the properties, an open bound as null."""
    features = _features(real())
    numbers = real()["incident_summary"].select("incident_id", pl.col(pl.Int64))

    assert numbers.width > 10
    for row in numbers.iter_rows(named=True):
        properties = features[row["incident_id"]]["properties"]
        assert {name: properties[name] for name in row} == row
