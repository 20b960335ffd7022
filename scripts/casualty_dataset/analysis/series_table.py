"""The table ``series``: a tidy row for each point, with its series and everything it speaks of in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import polars as pl

from casualty_dataset.analysis.hierarchies import Hierarchies
from casualty_dataset.analysis.questions import UNRESTRICTED
from casualty_dataset.language import series_labels as words
from casualty_dataset.language.names import Names
from casualty_dataset.language.sentences import Sentence
from casualty_dataset.model import LIMITING_COLUMNS, SCOPE_COLUMNS, Figure, Scope
from casualty_schemas.semantics import is_vague

_OF_GROUP: Final = ("measure", "unit", "status", "sex", "age", "party_id", "group_as_stated", *LIMITING_COLUMNS)
_OF_FIGURE: Final = ("qualifier", "value", "low", "high", "wording", "magnitude")
_LANGUAGES: Final = ("en", "ar")


def series_table(points: pl.DataFrame, tables: Mapping[str, pl.DataFrame], hierarchies: Hierarchies) -> pl.DataFrame:
    """The points with the columns of :class:`casualty_schemas.Series`, and those of the claims, in their order.

    ``points`` are all that :func:`casualty_dataset.analysis.timeline.timeline` gives, ``tables`` the typed curated
    tables.
    """
    numbered = points.with_columns(series=pl.col("series").rle_id().cast(pl.Int64) + 1)
    rows = numbered.with_columns(point=_place_in_series() + 1, step=pl.col("step").cast(pl.String))
    rows = _with_names(rows, tables)
    rows = _with_words(rows, Names.from_tables({name: tables[name] for name in ("actors", "places", "incidents")}))
    labels = _labels(rows)
    flags = {"whole_event": _is_of_whole_event(hierarchies), "increment": pl.col("increment"),
             "named": pl.col("claimant_kind") != "anonymous"}  # fmt: skip
    with_flags = rows.with_columns(
        pl.when(is_so).then(pl.lit("yes")).otherwise(pl.lit("no")).alias(name) for name, is_so in flags.items()
    )
    return with_flags.join(labels, on="series", how="left", maintain_order="left")


def _place_in_series() -> pl.Expr:
    """The number of each row in its series, from 0, of rows of which those of a series follow one another."""
    row = pl.int_range(pl.len())
    begins = (pl.col("series") != pl.col("series").shift(1)).fill_null(value=True)
    return row - pl.when(begins).then(row).forward_fill()


def _is_of_whole_event(hierarchies: Hierarchies) -> pl.Expr:
    """True of a claim about everybody of a status in the whole of an incident, on all its days."""
    nothing = [pl.col(name).is_null() for name in (*UNRESTRICTED, "party_id")]
    at = [pl.col("place_id") == hierarchies.place_of_incident(), pl.col("place_role") == "event"]
    return pl.all_horizontal(*nothing, *at)


def _with_names(rows: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """With the names of claimant, body, place and incident, and the kind of the claimant."""
    actors, places, incidents = tables["actors"], tables["places"], tables["incidents"]
    named = [
        actors.select(claimant_id="actor_id", claimant_en="name_en", claimant_ar="name_ar",
                      claimant_kind=pl.col("kind").cast(pl.String)),
        actors.select(body_id="actor_id", body_en="name_en", body_ar="name_ar"),
        places.select("place_id", place_en="name_en", place_ar="name_ar"),
        incidents.select("incident_id", incident_en="label_en", incident_ar="label_ar"),
    ]  # fmt: skip
    for names in named:
        rows = rows.join(names, on=names.columns[0], how="left", maintain_order="left")
    return rows


# --- words -------------------------------------------------------------------------------------------


def _with_words(rows: pl.DataFrame, names: Names) -> pl.DataFrame:
    """With the figure, the group and the other parts of a label in words, each in two columns."""
    made: list[tuple[str, Sequence[str], Callable[[Mapping[str, Any]], Sentence]]] = [
        ("figure", _OF_FIGURE, lambda row: words.quantity(Figure.from_row(row))),
        ("counted", _OF_GROUP, lambda row: words.counted_group(_scope(row), names)),
        ("limits", _OF_GROUP, lambda row: words.limits(_scope(row), names)),
        ("where", ("place_id", "place_role"), lambda row: words.place(_scope(row), names)),
        ("days", ("period_start", "period_end", "increment"),
         lambda row: words.period(_scope({} if row["increment"] else row))),
        ("how", ("basis",), lambda row: words.basis(row["basis"])),
        ("added", ("increment",), lambda row: words.increments(are=row["increment"])),
    ]  # fmt: skip
    for stem, columns, in_words in made:
        rows = _with_sentence(rows, stem, columns, in_words)
    return rows.with_columns(
        pl.concat_str(f"counted_{language}", f"limits_{language}").alias(f"group_{language}") for language in _LANGUAGES
    )


def _with_sentence(
    rows: pl.DataFrame, stem: str, columns: Sequence[str], in_words: Callable[[Mapping[str, Any]], Sentence]
) -> pl.DataFrame:
    """With the columns ``stem_en`` and ``stem_ar``, made once for all rows that are alike in ``columns``."""
    distinct = rows.select(columns).unique(maintain_order=True)
    sentences = [in_words(row) for row in distinct.iter_rows(named=True)]
    in_both = distinct.with_columns(
        pl.Series(f"{stem}_en", [sentence.en for sentence in sentences], dtype=pl.String),
        pl.Series(f"{stem}_ar", [sentence.ar for sentence in sentences], dtype=pl.String),
    )
    return rows.join(in_both, on=columns, how="left", nulls_equal=True, maintain_order="left")


def _scope(row: Mapping[str, Any]) -> Scope:
    """The scope of a row that has some of its columns; incident and place are empty where it has none."""
    return Scope.from_row({name: row.get(name, "" if name in ("incident_id", "place_id") else None)
                           for name in SCOPE_COLUMNS})  # fmt: skip


# --- labels ------------------------------------------------------------------------------------------


def _labels(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a series: ``label`` and ``label_ar``, which no two series share.

    The figure tells series of a vague code apart, and the first day those that follow one another; else the number.
    """
    firsts = rows.unique("series", keep="first", maintain_order=True)
    firsts = _with_sentence(firsts, "begins", ("as_of",), lambda row: words.begins(row["as_of"]))
    for language, name, comma in (("en", "label", ", "), ("ar", "label_ar", "، ")):
        parts = [pl.col(f"{stem}_{language}") for stem in ("counted", "where", "days", "limits", "how", "added")]
        without_figure = pl.format("{}: {} ({})", f"body_{language}", pl.concat_str(parts), f"incident_{language}")
        figure = pl.when(is_vague()).then(pl.format(comma + "{}", f"figure_{language}")).otherwise(pl.lit(""))
        firsts = firsts.with_columns(pl.concat_str(without_figure, figure).alias(name))
        for further in (pl.col(f"begins_{language}"), pl.concat_str(pl.lit(comma), "series")):
            shared = pl.col(name).is_duplicated()
            firsts = firsts.with_columns(pl.when(shared).then(pl.concat_str(name, further)).otherwise(name).alias(name))
    return firsts.select("series", "label", "label_ar")
