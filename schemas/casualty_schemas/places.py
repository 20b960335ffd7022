"""places.csv: the gazetteer."""

import polars as pl

from casualty_schemas import vocabulary as codes
from casualty_schemas.columns import SLUG, arabic, code, degrees, key, reference, references, text, word
from casualty_schemas.table import Table


class Places(Table):
    """One row a place."""

    place_id: str = key(SLUG, title="Place", title_ar="المكان", description="Slug of the place.")
    parent_id: str = reference(
        "places.place_id", title="Lies in", title_ar="يقع في", description="The next larger place of the tree."
    )
    level: pl.Enum = code(
        codes.PLACE_LEVEL, title="Level", title_ar="المستوى", description="What sort of place it is.", required=True
    )
    members: str = references(
        "places.place_id",
        title="Members",
        title_ar="الأجزاء",
        description="For an area only: the places whose union it is.",
    )
    pcode: str = word("[A-Z]{2}[0-9]{0,8}", title="P-code", title_ar="رمز المكان", description="OCHA place code.")
    name_en: str = text(title="Name", title_ar="الاسم بالإنكليزية", description="Usual English name.", required=True)
    name_ar: str = arabic(title="Name in Arabic", title_ar="الاسم", description="Usual Arabic name.", required=True)
    name_ar_basis: pl.Enum = code(
        codes.NAME_BASIS,
        title="Basis of the Arabic name",
        title_ar="أساس الاسم العربي",
        description="Where the Arabic name comes from.",
        required=True,
    )
    aliases: str = text(
        title="Other spellings", title_ar="تهجئات أخرى", description="Spellings that occur in documents, `|`-separated."
    )
    latitude: pl.Float64 = degrees(
        90, title="Latitude", title_ar="خط العرض", description="WGS 84, at most two decimals."
    )
    longitude: pl.Float64 = degrees(
        180, title="Longitude", title_ar="خط الطول", description="WGS 84, at most two decimals."
    )
    note: str = text(title="Note", title_ar="ملاحظة", description="Judgements about the place.")

    class Config(Table.Config):
        """Names of the table."""

        name = "places"
        title = "Places"
        description = "The gazetteer: a tree of places, and areas that are stated unions of them."
        metadata = {"title_ar": "الأماكن"}
