"""places.csv: the gazetteer."""

import polars as pl

from casualty_schemas import vocabulary as codes
from casualty_schemas.columns import SLUG, arabic, code, degrees, key, reference, references, text, word
from casualty_schemas.table import Table


class Places(Table):
    """One row a place."""

    place_id: str = key(SLUG, "Place", "المكان", "Slug of the place.")
    parent_id: str = reference(
        "places.place_id", "Lies in", "يقع في", "The next larger place of the tree.", required=False
    )
    level: pl.Enum = code(codes.PLACE_LEVEL, "Level", "المستوى", "What sort of place it is.", required=True)
    members: str = references(
        "places.place_id", "Members", "الأجزاء", "For an area only: the places whose union it is."
    )
    pcode: str = word("[A-Z]{2}[0-9]{0,8}", "P-code", "رمز المكان", "OCHA place code.")
    name_en: str = text("Name", "الاسم بالإنكليزية", "Usual English name.", required=True)
    name_ar: str = arabic("Name in Arabic", "الاسم", "Usual Arabic name.")
    name_ar_basis: pl.Enum = code(
        codes.NAME_BASIS,
        "Basis of the Arabic name",
        "أساس الاسم العربي",
        "Where the Arabic name comes from.",
        required=True,
    )
    aliases: str = text("Other spellings", "تهجئات أخرى", "Spellings that occur in documents, `|`-separated.")
    latitude: pl.Float64 = degrees(90, "Latitude", "خط العرض", "WGS 84, at most two decimals.")
    longitude: pl.Float64 = degrees(180, "Longitude", "خط الطول", "WGS 84, at most two decimals.")
    note: str = text("Note", "ملاحظة", "Judgements about the place.")

    class Config(Table.Config):
        """Names of the table."""

        name = "places"
        title = "Places"
        description = "The gazetteer: a tree of places, and areas that are stated unions of them."
        metadata = {"title_ar": "الأماكن"}
