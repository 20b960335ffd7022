"""README.md of a release: what the release is, its formats, its figures and the data dictionary, as Markdown.

The figures are counts of rows and documents and the last figure of each claimant, never a sum. The same tables give the
same text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl

from casualty_dataset.formats.datapackage import DATASET
from casualty_dataset.formats.dictionary import dictionary, escaped
from casualty_schemas import Table
from casualty_schemas.semantics import LIMITED, WITHOUT_NUMBER, is_increment, lower, makes_claim
from casualty_schemas.vocabulary import VOCABULARIES

Tables = Mapping[str, pl.DataFrame]


_OPENING = """\
# {title}, release {version}

{date}. {description}

This folder never changes. `index.html` is the page for people: open it in any browser, with or without a network.
The folder holds the same tables in several formats:

- `data/`: every table as CSV, the data of record; open `figures.csv` first
{formats}
`datapackage.json` and `croissant.json` describe the tables for programs; `quality.json` counts what is missing;
`CHANGES.md` lists what changed since the release before; `CITATION.cff` gives the citation. To check that no file was
altered: `sha256sum -c SHA256SUMS` (on Windows `Get-FileHash`). Licence: CC BY 4.0; cite the release by its version.
"""


def release_readme(
    version: str, released_on: date, formats: Iterable[str], figures: str, tables: Iterable[type[Table]]
) -> str:
    """Return README.md of a release.

    ``formats`` describe each format beside CSV in a line; ``figures`` is the text of :func:`figures_section`;
    ``tables`` are the classes of the released tables.
    """
    opening = _OPENING.format(
        title=DATASET["title"],
        version=version,
        date=released_on.isoformat(),
        description=DATASET["description"],
        formats="".join(f"- {line}\n" for line in formats),
    )
    return f"{opening}\n{figures}\n{dictionary(tables)}"


# --- figures of the release ----------------------------------------------------------------------


def figures_section(tables: Tables) -> str:
    """Return the figures of a release: rows, claimants, accused sides, precision of days, and kinds of documents."""
    umbrellas = tables["incidents"].filter(pl.col("kind") == "umbrella").sort("incident_id")
    parts = [
        "## Figures of this release\n",
        _table(("table", "rows"), ((f"data/{name}.csv", frame.height) for name, frame in tables.items())),
        *(_last_figures(tables, umbrella) for umbrella in umbrellas.iter_rows(named=True)),
        _accused(tables),
        _days(tables),
        *(_documents(tables, *counted) for counted in _COUNTS_OF_DOCUMENTS),
    ]
    return "\n".join(parts)


def _table(header: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> str:
    """Return a Markdown table; numbers get thousands separators."""
    lines = [" | ".join(header), "|".join("---" for _ in header)]
    lines += [" | ".join(f"{cell:,}" if isinstance(cell, int) else escaped(str(cell)) for cell in row) for row in rows]
    return "".join(f"|{line}|\n" if line.startswith("---") else f"| {line} |\n" for line in lines)


def _percent(part: int, total: int) -> str:
    return f"{100 * part / total:.1f} %" if total else "–"


# --- claimants -----------------------------------------------------------------------------------

_LAST = """\
### {label}: people killed, last figure of each claimant

The last figure of each claimant for people killed in the whole event, by as-of day: the day the figure speaks for.
There is one row for each group that a claimant counts, and one for each side to which it attributes the deaths. **Do
not add these figures up**: the groups overlap. A claimant without a figure for the whole place and time is listed with
the places or days that it counts. Left out are increments, figures that the document misreports, and figures without a
named claimant.
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
    lines = sorted(_last_row(row, names, umbrella["place_id"]) for row in rows.iter_rows(named=True))
    header = ("claimant", "who was counted", "figure", "as of")
    return _LAST.format(label=umbrella["label_en"]) + "\n" + _table(header, lines)


def _widest(rows: pl.DataFrame, place_id: str, places: pl.DataFrame) -> pl.DataFrame:
    """Keep each claimant's figures for the whole place and time; where it has none, those for areas or certain days."""
    areas = places.filter(pl.col("level") == "area").get_column("place_id")
    partial = (
        (pl.col("place_id") != place_id) | pl.col("period_start").is_not_null() | pl.col("period_end").is_not_null()
    )
    wide_figures = rows.filter((pl.col("place_id") == place_id) | pl.col("place_id").is_in(areas.implode()))
    return wide_figures.filter(partial.cast(pl.Int8) == partial.cast(pl.Int8).min().over("claimant_id"))


_GROUP = ("claimant_id", "place_id", "period_start", "period_end", "status", "party_id", "limits", "limited_to")


def _latest(rows: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """Keep one row a claimant and group: the latest, on one day the higher, then that of the document nearest to it."""
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


def _last_row(row: Mapping[str, Any], names: Mapping[str, Mapping[str, str]], place_id: str) -> tuple[str, ...]:
    return names["actors"][row["claimant_id"]], _who(row, names, place_id), _figure(row), _as_of(row)


def _who(row: Mapping[str, Any], names: Mapping[str, Mapping[str, str]], place_id: str) -> str:
    words = [_label("status", row["status"]) if row["status"] else "everyone"]
    if row["party_id"]:
        words.append(f"of: {names['actors'][row['party_id']]}")
    limits = (row["limits"] or "").split("|")
    if "accused" in limits:
        words.append(f"only deaths attributed to: {names['actors'][row['accused_id']]}")
    if "community" in limits:
        words.append(f"only: {_label('community_as_stated', row['community_as_stated'])}")
    if row["place_id"] != place_id:
        words.append(f"in: {names['places'][row['place_id']]}")
    if row["period_start"] or row["period_end"]:
        words.append("deaths" + _span(row["period_start"], row["period_end"]))
    return "; ".join(words)


def _span(start: date | None, end: date | None) -> str:
    return (f" from {start}" if start else "") + (f" to {end}" if end else " on")


def _figure(row: Mapping[str, Any]) -> str:
    if row["qualifier"] in WITHOUT_NUMBER:
        wording = f": {row['wording']}" if row["wording"] else ""
        return _label("qualifier", row["qualifier"]) + wording
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

An accusation is the claimant's, never ours, and is recorded only where the document ties it to the figure. Bodies that
belong to a side are counted under it. *Limited* are the tallies that count only what is attributed to that side.
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
        (names[side], number, _percent(number, tallies.height), limited, claimants, documents)
        for side, number, limited, claimants, documents in counted.iter_rows()
    ]
    none = tallies.filter(pl.col("accused_id").is_null())
    rows.append(
        (
            "no side tied to the figure",
            none.height,
            _percent(none.height, tallies.height),
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
    return f"### Tallies by the precision of their as-of day\n\n{counts}"


_COUNTS_OF_DOCUMENTS = (
    ("published_precision", "precision", "Documents by the precision of their date"),
    ("language", "", "Documents by language"),
    ("proximity", "proximity", "Documents by distance from the claimant"),
    ("kind", "source_kind", "Documents by kind"),
)


def _documents(tables: Tables, column: str, vocabulary: str, title: str) -> str:
    return f"### {title}\n\n{_counts(tables['sources'].get_column(column), vocabulary, 'documents')}"


def _counts(values: pl.Series, vocabulary: str, of: str) -> str:
    """Return a table of how often each value occurs, the most frequent first, with the label of its code."""
    counted = values.cast(pl.String).value_counts().sort("count", values.name, descending=[True, False])
    rows = [(value, number, _percent(number, values.len())) for value, number in counted.iter_rows()]
    if not vocabulary:
        return _table((values.name, of, "share"), rows)
    return _table(("code", "label", of, "share"), ((row[0], _label(vocabulary, row[0]), *row[1:]) for row in rows))
