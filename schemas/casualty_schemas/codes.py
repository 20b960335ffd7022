"""codes.csv of a release: the vocabularies as a table."""

import polars as pl

from casualty_schemas.columns import arabic, text, word
from casualty_schemas.table import Table
from casualty_schemas.vocabulary import VOCABULARIES


class Codes(Table):
    """One row a code."""

    vocabulary: str = word(
        "[a-z_]+", en="Vocabulary", ar="القائمة", means="The list that holds the code.", required=True
    )
    code: str = word("[a-z_]+", en="Code", ar="الرمز", means="As it stands in the tables.", required=True)
    label_en: str = text(en="Label", ar="التسمية بالإنكليزية", means="English label.", required=True)
    label_ar: str = arabic(en="Label in Arabic", ar="التسمية", means="Arabic label.", required=True)
    definition: str = text(en="Definition", ar="التعريف", means="What it means.", required=True)
    maps_to: str = text(en="Corresponds to", ar="يقابل", means="The code of SDG 16.1.2 or of UCDP GED.")

    class Config(Table.Config):
        """Names of the table."""

        name = "codes"
        title = "Codes"
        description = "Every code of every closed vocabulary, with labels and definition."
        metadata = {"title_ar": "الرموز"}
        unique = ["vocabulary", "code"]


def codes_table() -> pl.DataFrame:
    """The vocabularies as rows of :class:`Codes`, sorted by key."""
    rows = [
        (name, code.code, code.en, code.ar, code.definition, code.maps_to or None)
        for name, vocabulary in VOCABULARIES.items()
        for code in vocabulary.values()
    ]
    return pl.DataFrame(rows, schema=Codes.dtypes(), orient="row").sort(Codes.primary_key())
