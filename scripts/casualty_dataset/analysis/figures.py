"""The table to open first: every tally in words, with names instead of ids, in English and Arabic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from casualty_dataset.language import phrases
from casualty_dataset.language.sentences import Names
from casualty_schemas.semantics import LIMITED, is_increment
from casualty_schemas.vocabulary import VOCABULARIES

_NAMED: Final = {
    "claimant": ("actors", "actor_id", "name"),
    "party": ("actors", "actor_id", "name"),
    "accused": ("actors", "actor_id", "name"),
    "incident": ("incidents", "incident_id", "label"),
    "place": ("places", "place_id", "name"),
}
"""What is called by its name: its table, its key, and the beginning of the columns that hold the name."""

_LABELLED: Final = (
    "place_role", "as_of_part", "qualifier", "measure", "unit", "status", "sex", "age", "basis", "relay_fault",
)  # fmt: skip
_EVERYBODY: Final = ("everybody", "الجميع")
_PHRASED: Final = (
    "measure", "unit", "status", "sex", "age", "party_id", "qualifier", "value", "low", "high", "wording",
    "magnitude", "period_basis", "limits", *LIMITED.values(),
)  # fmt: skip
"""The columns that a phrase is made of; a phrase is made once for all tallies that share them."""


def figures(tables: Mapping[str, pl.DataFrame], claims: pl.DataFrame) -> pl.DataFrame:
    """One row a tally, with the columns of :class:`casualty_schemas.Figures`, from the typed curated tables.

    ``claims`` are the folded claims, for the tallies that each is made of.
    """
    rows = tables["tallies"].with_columns(increment=pl.when(is_increment()).then(pl.lit("yes")).otherwise(pl.lit("no")))
    rows = rows.with_columns(pl.col(pl.Enum).cast(pl.String))
    rows = _phrased(rows, tables["actors"])
    for column in _LABELLED:
        rows = rows.with_columns(*_labels(column))
    rows = rows.with_columns(pl.col("status_en").fill_null(_EVERYBODY[0]), pl.col("status_ar").fill_null(_EVERYBODY[1]))
    for what, (table, key, called) in _NAMED.items():
        names = tables[table].select(
            pl.col(key).alias(f"{what}_id"),
            pl.col(f"{called}_en").alias(f"{what}_en"),
            pl.col(f"{called}_ar").alias(f"{what}_ar"),
        )
        rows = rows.join(names, on=f"{what}_id", how="left", maintain_order="left")
    points = tables["places"].select("place_id", "latitude", "longitude")
    rows = rows.join(points, on="place_id", how="left", maintain_order="left")
    return _claimed(_carried(rows, tables["sources"]), claims)


def _labels(column: str) -> tuple[pl.Expr, pl.Expr]:
    """What the codes of a column are called, in two languages."""
    codes = VOCABULARIES[column].values()
    return (
        pl.col(column)
        .replace_strict({code.code: code.en for code in codes}, return_dtype=pl.String)
        .alias(f"{column}_en"),
        pl.col(column)
        .replace_strict({code.code: code.ar for code in codes}, return_dtype=pl.String)
        .alias(f"{column}_ar"),
    )


def _phrased(rows: pl.DataFrame, actors: pl.DataFrame) -> pl.DataFrame:
    """With the figure, its limits and what is said of those counted, in words."""
    names = Names({"actors": {row["actor_id"]: row for row in actors.iter_rows(named=True)}})
    distinct = rows.select(_PHRASED).unique(maintain_order=True)
    told: dict[str, list[Any]] = {
        name: [] for name in ("figure_en", "figure_ar", "limits_en", "limits_ar", "described_en", "described_ar")
    }
    for row in distinct.iter_rows(named=True):
        figure = phrases.figure(row, names)
        words = (figure.en, figure.ar, *phrases.limited(row, names), *phrases.described(row))
        for column, word in zip(told.values(), words, strict=True):
            column.append(word)
    said = distinct.with_columns(pl.Series(name, column, dtype=pl.String) for name, column in told.items())
    return rows.join(said, on=_PHRASED, how="left", nulls_equal=True, maintain_order="left")


def _carried(rows: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """With the document that carries it."""
    documents = sources.select(
        "source_id", "publisher", "published_on", "published_precision", "url", "proximity", source_label="label"
    ).with_columns(pl.col(pl.Enum).cast(pl.String))
    carried = rows.join(documents, on="source_id", how="left", maintain_order="left")
    return carried.with_columns(*_labels("proximity"))


def _claimed(rows: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """With the claim that it is folded into."""
    folded = claims.select("claim_id", tally_id=pl.col("tally_ids").str.split("|")).explode("tally_id")
    return rows.join(folded, on="tally_id", how="left", maintain_order="left")
