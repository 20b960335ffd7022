"""What a release holds, in figures: counts of rows and documents, and the last figure of each claimant. Never a sum.

Pure: tables in, Markdown out, and the same tables give the same text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl

from casualty_schemas.semantics import LIMITED, WITHOUT_NUMBER, is_increment, lower, makes_claim
from casualty_schemas.vocabulary import VOCABULARIES

Tables = Mapping[str, pl.DataFrame]


def figures(tables: Tables) -> str:
    """The figures of a release as Markdown: rows, claimants, accused sides, and what is known of the documents."""
    umbrellas = tables["incidents"].filter(pl.col("kind") == "umbrella").sort("incident_id")
    parts = [
        "## Figures of this release\n",
        _table(("table", "rows"), ((f"data/{name}.csv", frame.height) for name, frame in tables.items())),
        *(_last_figures(tables, umbrella) for umbrella in umbrellas.iter_rows(named=True)),
        _accused(tables),
        _days(tables),
        *(_documents(tables, *known) for known in _KNOWN_OF_DOCUMENTS),
    ]
    return "\n".join(parts)


def _table(header: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> str:
    """A Markdown table; numbers get separators."""
    lines = [" | ".join(header), "|".join("---" for _ in header)]
    lines += [" | ".join(f"{cell:,}" if isinstance(cell, int) else _cell(str(cell)) for cell in row) for row in rows]
    return "".join(f"|{line}|\n" if line.startswith("---") else f"| {line} |\n" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


# --- claimants -----------------------------------------------------------------------------------

_LAST = """\
### {label}: people killed, last figure of each claimant

What each claimant said last, by the day its knowledge runs to, of the people killed in the whole of it: one row for
each group that it counts, or each side that it lays the dead at. **These figures must not be added up**: their groups
overlap. A claimant that gives none for the whole place and time is shown with the places or days that it gives.
Increments, figures that a carrier got wrong and figures that nobody is named for are left out.
"""


def _last_figures(tables: Tables, umbrella: Mapping[str, Any]) -> str:
    about = tables["tallies"].filter(
        pl.col("incident_id") == umbrella["incident_id"],
        pl.col("measure") == "killed",
        pl.col("unit") == "person",
        pl.col("place_role") == "event",
        pl.col("sex").is_null() & pl.col("age").is_null(),
        pl.col("limits").fill_null("").str.contains("cause|circumstance|subgroup").not_(),
        makes_claim() & is_increment().not_(),
    )
    rows = _latest(_widest(about, umbrella["place_id"], tables["places"]), tables["sources"])
    names = {name: dict(tables[name].select(f"{name[:-1]}_id", "name_en").iter_rows()) for name in ("actors", "places")}
    said = sorted(_last_row(row, names, umbrella["place_id"]) for row in rows.iter_rows(named=True))
    header = ("claimant", "who was counted", "figure", "as of")
    return _LAST.format(label=umbrella["label_en"]) + "\n" + _table(header, said)


def _widest(rows: pl.DataFrame, whole: str, places: pl.DataFrame) -> pl.DataFrame:
    """Each claimant's figures for the whole place and time; where it has none, those for areas or certain days."""
    areas = places.filter(pl.col("level") == "area").get_column("place_id")
    partial = (pl.col("place_id") != whole) | pl.col("period_start").is_not_null() | pl.col("period_end").is_not_null()
    wide = rows.filter((pl.col("place_id") == whole) | pl.col("place_id").is_in(areas.implode()))
    return wide.filter(partial.cast(pl.Int8) == partial.cast(pl.Int8).min().over("claimant_id"))


_GROUP = ("claimant_id", "place_id", "period_start", "period_end", "status", "party_id", "limits", "limited_to")


def _latest(rows: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """One row a claimant and group: the latest, on one day the one with more, then that of the nearest document."""
    limited = [
        pl.when(pl.col("limits").str.contains(code, literal=True)).then(pl.col(column).cast(pl.String)).fill_null("")
        for code, column in LIMITED.items()
    ]
    near = {name: rank for rank, name in enumerate(VOCABULARIES["proximity"])}
    return (
        rows.join(sources.select("source_id", "proximity"), on="source_id")
        .with_columns(
            limited_to=pl.concat_str(limited, separator="|"),
            part=pl.col("as_of_part").to_physical(),
            low_=lower(),
            near=pl.col("proximity").cast(pl.String).replace_strict(near, return_dtype=pl.Int8),
        )
        .sort(
            ["as_of", "part", "low_", "near", "tally_id"],
            descending=[True, True, True, False, False],
            nulls_last=True,
        )
        .unique(_GROUP, keep="first", maintain_order=True)
    )


def _last_row(row: Mapping[str, Any], names: Mapping[str, Mapping[str, str]], whole: str) -> tuple[str, ...]:
    return names["actors"][row["claimant_id"]], _who(row, names, whole), _figure(row), _as_of(row)


def _who(row: Mapping[str, Any], names: Mapping[str, Mapping[str, str]], whole: str) -> str:
    words = [_label("status", row["status"]) if row["status"] else "everyone"]
    if row["party_id"]:
        words.append(f"of: {names['actors'][row['party_id']]}")
    limits = (row["limits"] or "").split("|")
    if "accused" in limits:
        words.append(f"only those laid at: {names['actors'][row['accused_id']]}")
    if "community" in limits:
        words.append(f"only: {_label('community_as_stated', row['community_as_stated'])}")
    if row["place_id"] != whole:
        words.append(f"in: {names['places'][row['place_id']]}")
    if row["period_start"] or row["period_end"]:
        words.append("deaths" + _span(row["period_start"], row["period_end"]))
    return "; ".join(words)


def _span(start: date | None, end: date | None) -> str:
    return (f" from {start}" if start else "") + (f" to {end}" if end else " on")


def _figure(row: Mapping[str, Any]) -> str:
    if row["qualifier"] in WITHOUT_NUMBER:
        said = f": {row['wording']}" if row["wording"] else ""
        return _label("qualifier", row["qualifier"]) + said
    if row["qualifier"] == "between":
        return f"between {row['low']:,} and {row['high']:,}"
    words = "" if row["qualifier"] == "exact" else f"{_label('qualifier', row['qualifier'])} "
    return f"{words}{row['value']:,}"


def _as_of(row: Mapping[str, Any]) -> str:
    if row["as_of"] is None:
        return "day not known"
    return str(row["as_of"])[: {"year": 4, "month": 7}.get(row["as_of_precision"], 10)]


def _label(vocabulary: str, code: str) -> str:
    return VOCABULARIES[vocabulary][code].en


# --- accused, days, documents --------------------------------------------------------------------

_ACCUSED = """\
### Tallies by the side they accuse

An accusation is the claimant's, and is kept only where the document ties it to the figure. Bodies that belong to one
side stand under it. *Limited* are counts of those laid at that side alone.
"""


def _accused(tables: Tables) -> str:
    parents = dict(tables["actors"].select("actor_id", "parent_id").iter_rows())
    names = dict(tables["actors"].select("actor_id", "name_en").iter_rows())
    tallies = tables["tallies"]
    top = {actor: _top(actor, parents) for actor in tallies.get_column("accused_id").drop_nulls().unique()}
    counted = (
        tallies.filter(pl.col("accused_id").is_not_null())
        .group_by(pl.col("accused_id").replace_strict(top, return_dtype=pl.String).alias("side"))
        .agg(
            pl.len(),
            pl.col("limits").fill_null("").str.contains("accused", literal=True).sum().alias("limited"),
            pl.col("claimant_id").n_unique().alias("claimants"),
            pl.col("source_id").n_unique().alias("documents"),
        )
        .sort("len", "side", descending=[True, False])
    )
    rows: list[tuple[Any, ...]] = [
        (names[side], number, _share(number, tallies.height), limited, claimants, documents)
        for side, number, limited, claimants, documents in counted.iter_rows()
    ]
    none = tallies.filter(pl.col("accused_id").is_null())
    rows.append(
        (
            "no side tied to the figure",
            none.height,
            _share(none.height, tallies.height),
            0,
            none.get_column("claimant_id").n_unique(),
            none.get_column("source_id").n_unique(),
        )
    )
    return _ACCUSED + "\n" + _table(("accused side", "tallies", "share", "limited", "claimants", "documents"), rows)


def _top(actor: str, parents: Mapping[str, str | None]) -> str:
    while parent := parents[actor]:
        actor = parent
    return actor


def _days(tables: Tables) -> str:
    counts = _counts(tables["tallies"].get_column("as_of_precision"), "precision", "tallies")
    return f"### Tallies by what is known of the day they speak for\n\n{counts}"


_KNOWN_OF_DOCUMENTS = (
    ("published_precision", "precision", "Documents by what is known of their date"),
    ("language", "", "Documents by language"),
    ("proximity", "proximity", "Documents by nearness to the claimant"),
    ("kind", "source_kind", "Documents by kind"),
)


def _documents(tables: Tables, column: str, vocabulary: str, title: str) -> str:
    return f"### {title}\n\n{_counts(tables['sources'].get_column(column), vocabulary, 'documents')}"


def _counts(values: pl.Series, vocabulary: str, of: str) -> str:
    """How often each value occurs, the most frequent first, with what its code means."""
    counted = values.cast(pl.String).value_counts().sort("count", values.name, descending=[True, False])
    shown = [(value, number, _share(number, values.len())) for value, number in counted.iter_rows()]
    if not vocabulary:
        return _table((values.name, of, "share"), shown)
    return _table(("code", "label", of, "share"), ((row[0], _label(vocabulary, row[0]), *row[1:]) for row in shown))
