"""codes.csv of a release: the vocabularies as a table."""

import polars as pl

from casualty_schemas.columns import arabic, key, text
from casualty_schemas.table import Table
from casualty_schemas.vocabulary import VOCABULARIES


class Codes(Table):
    """One row a code."""

    vocabulary: str = key("[a-z_]+", "Vocabulary", "القائمة", "The list that holds the code.")
    code: str = key("[a-z_]+", "Code", "الرمز", "As it stands in the tables.")
    label_en: str = text("Label", "التسمية بالإنكليزية", "English label.", required=True)
    label_ar: str = arabic("Label in Arabic", "التسمية", "Arabic label.")
    definition: str = text("Definition", "التعريف", "What it means.", required=True)
    maps_to: str = text("Corresponds to", "يقابل", "The code of SDG 16.1.2 or of UCDP GED.")

    class Config(Table.Config):
        """Names of the table."""

        name = "codes"
        title = "Codes"
        description = "Every code of every closed vocabulary, with labels and definition."
        metadata = {"title_ar": "الرموز"}


def codes_table() -> pl.DataFrame:
    """The vocabularies as rows of :class:`Codes`, sorted by key."""
    rows = [
        (name, code.code, code.en, code.ar, code.definition, code.maps_to or None)
        for name, vocabulary in VOCABULARIES.items()
        for code in vocabulary.values()
    ]
    return pl.DataFrame(rows, schema=Codes.dtypes(), orient="row").sort(Codes.primary_key())
