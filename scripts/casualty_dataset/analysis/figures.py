"""The table ``figures``, to open first: every tally in words, with names instead of ids, in English and Arabic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from casualty_dataset.language import arabic, english
from casualty_dataset.language.names import Names
from casualty_dataset.model import Tally
from casualty_schemas.semantics import LIMITED, is_increment
from casualty_schemas.vocabulary import VOCABULARIES

_NAMED: Final = {
    "claimant": ("actors", "actor_id", "name"),
    "party": ("actors", "actor_id", "name"),
    "accused": ("actors", "actor_id", "name"),
    "incident": ("incidents", "incident_id", "label"),
    "place": ("places", "place_id", "name"),
}
"""For each reference the table of names, its key, and the stem of its columns with names."""

_LABELLED: Final = (
    "place_role", "as_of_part", "qualifier", "measure", "unit", "status", "sex", "age", "basis", "relay_fault",
)  # fmt: skip
"""Columns of codes that get a label in each language."""

_EVERYBODY: Final = ("everybody", "الجميع")
_PHRASE_INPUTS: Final = (
    "measure", "unit", "status", "sex", "age", "party_id", "group_as_stated", "qualifier", "value", "low",
    "high", "wording", "magnitude", "period_basis", "limits", *LIMITED.values(),
)  # fmt: skip
"""The columns on which the phrases depend; a phrase is made once for all tallies that share them."""


def figures(tables: Mapping[str, pl.DataFrame], claims: pl.DataFrame) -> pl.DataFrame:
    """Return one row a tally, with the columns of :class:`casualty_schemas.Figures`.

    ``tables`` are the typed curated tables; ``claims`` are the folded claims, with ``claim_id`` and ``tally_ids``.
    """
    rows = tables["tallies"].with_columns(pl.col(pl.Enum).cast(pl.String))
    rows = rows.with_columns(increment=pl.when(is_increment()).then(pl.lit("yes")).otherwise(pl.lit("no")))
    rows = _add_phrases(rows, Names.from_tables({"actors": tables["actors"]}))
    rows = rows.with_columns(label for column in _LABELLED for label in _labels(column))
    rows = rows.with_columns(pl.col("status_en").fill_null(_EVERYBODY[0]), pl.col("status_ar").fill_null(_EVERYBODY[1]))
    rows = _add_names(rows, tables)
    rows = _add_documents(rows, tables["sources"])
    return _add_claim_ids(rows, claims)


def _labels(column: str) -> tuple[pl.Expr, pl.Expr]:
    """The English and Arabic labels of the codes of a column."""
    codes = VOCABULARIES[column].values()
    return (
        pl.col(column).replace_strict({code.code: code.en for code in codes}, return_dtype=pl.String)
        .alias(f"{column}_en"),
        pl.col(column).replace_strict({code.code: code.ar for code in codes}, return_dtype=pl.String)
        .alias(f"{column}_ar"),
    )  # fmt: skip


def _add_phrases(rows: pl.DataFrame, names: Names) -> pl.DataFrame:
    """Add the figure, its limits and the description of those counted, in words."""
    distinct = rows.unique(_PHRASE_INPUTS, keep="first", maintain_order=True)
    tallies = Tally.from_frame(distinct)
    phrases: dict[str, list[str | None]] = {
        "figure_en": [english.figure_phrase(tally, names) for tally in tallies],
        "figure_ar": [arabic.figure_phrase(tally, names) for tally in tallies],
        "limits_en": [english.limits_phrase(tally.scope, names) for tally in tallies],
        "limits_ar": [arabic.limits_phrase(tally.scope, names) for tally in tallies],
        "described_en": [english.described_phrase(tally.described) for tally in tallies],
        "described_ar": [arabic.described_phrase(tally.described) for tally in tallies],
    }
    in_words = distinct.select(_PHRASE_INPUTS).with_columns(
        pl.Series(name, column, dtype=pl.String) for name, column in phrases.items()
    )
    return rows.join(in_words, on=_PHRASE_INPUTS, how="left", nulls_equal=True, maintain_order="left")


def _add_names(rows: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Add the names of claimant, parties, incident and place, and the coordinates of the place."""
    for reference, (table, key, stem) in _NAMED.items():
        names = tables[table].select(
            pl.col(key).alias(f"{reference}_id"),
            pl.col(f"{stem}_en").alias(f"{reference}_en"),
            pl.col(f"{stem}_ar").alias(f"{reference}_ar"),
        )
        rows = rows.join(names, on=f"{reference}_id", how="left", maintain_order="left")
    coordinates = tables["places"].select("place_id", "latitude", "longitude")
    return rows.join(coordinates, on="place_id", how="left", maintain_order="left")


def _add_documents(rows: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """Add the document in which each tally was read."""
    documents = sources.select(
        "source_id", "publisher", "published_on", "published_precision", "url", "proximity", source_label="label"
    ).with_columns(pl.col(pl.Enum).cast(pl.String))
    joined = rows.join(documents, on="source_id", how="left", maintain_order="left")
    return joined.with_columns(*_labels("proximity"))


def _add_claim_ids(rows: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """Add the claim that each tally carries; empty for a tally that makes no claim."""
    carried = claims.select("claim_id", tally_id=pl.col("tally_ids").str.split("|")).explode("tally_id")
    return rows.join(carried, on="tally_id", how="left", maintain_order="left")
