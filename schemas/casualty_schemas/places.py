"""places.csv: the gazetteer."""

import polars as pl

from casualty_schemas import vocabulary as codes
from casualty_schemas.columns import SLUG, arabic, code, degrees, key, reference, references, text, word
from casualty_schemas.table import Table

PCODE = "[A-Z]{2,3}|[A-Z]{1,3}[0-9]{1,15}(?:-?[A-Z]{0,2}[0-9]{1,6}){0,3}"
"""Two or three letters of a country; then digits, and in some countries further letters or a hyphen."""


class Places(Table):
    """One row a place."""

    place_id: str = key(SLUG, en="Place", ar="المكان", means="Slug of the place.")
    parent_id: str = reference("places.place_id", en="Lies in", ar="يقع في", means="The next larger place of the tree.")
    level: pl.Enum = code(codes.PLACE_LEVEL, en="Level", ar="المستوى", means="What sort of place it is.", required=True)
    members: str = references(
        "places.place_id", en="Members", ar="الأجزاء", means="For an area only: the places whose union it is."
    )
    pcode: str = word(
        PCODE, en="P-code", ar="رمز المكان", means="OCHA place code, as OCHA writes it: SY06, C1234, IQG01, MMR017."
    )
    name_en: str = text(en="Name", ar="الاسم بالإنكليزية", means="Usual English name.", required=True)
    name_ar: str = arabic(en="Name in Arabic", ar="الاسم", means="Usual Arabic name.", required=True)
    name_ar_basis: pl.Enum = code(
        codes.NAME_BASIS,
        en="Basis of the Arabic name",
        ar="أساس الاسم العربي",
        means="Where the Arabic name comes from.",
        required=True,
    )
    aliases: str = text(
        en="Other spellings", ar="تهجئات أخرى", means="Spellings that occur in documents, `|`-separated."
    )
    latitude: pl.Float64 = degrees(90, en="Latitude", ar="خط العرض", means="WGS 84, at most two decimals.")
    longitude: pl.Float64 = degrees(180, en="Longitude", ar="خط الطول", means="WGS 84, at most two decimals.")
    note: str = text(en="Note", ar="ملاحظة", means="Judgements about the place.")

    class Config(Table.Config):
        """Names of the table."""

        name = "places"
        title = "Places"
        description = "The gazetteer: a tree of places, and areas that are stated unions of them."
        metadata = {"title_ar": "الأماكن"}
