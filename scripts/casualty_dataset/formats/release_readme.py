"""README.md of a release: what the release is, its formats, its figures and the data dictionary, as Markdown.

The figures are counts of rows and documents and the last figure of each claimant, never a sum. The same tables give the
same text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl

from casualty_dataset.analysis.claims import fold
from casualty_dataset.analysis.hierarchies import containers
from casualty_dataset.analysis.standing import latest, latest_of_each
from casualty_dataset.formats.datapackage import DATASET
from casualty_dataset.formats.dictionary import dictionary, escaped
from casualty_dataset.language import english
from casualty_dataset.language.names import Names
from casualty_dataset.model import Claim, Scope
from casualty_schemas import Table

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
    subjects = umbrellas.select("incident_id", "place_id", "label_en").iter_rows()
    claims = latest(fold(tables))
    parts = [
        "## Figures of this release\n",
        _table(("table", "rows"), ((f"data/{name}.csv", frame.height) for name, frame in tables.items())),
        *(_last_figures(tables, claims, *subject) for subject in subjects),
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

The latest claim of each claimant about people killed in the whole event, as in `data/claims.csv`. There is one row for
each group that a claimant counts, and one for each side to which it attributes the deaths. **Do not add these figures
up**: the groups overlap. A claimant without a figure for the whole place and time is listed with the places or days
that it counts. Left out are increments, figures that the document misreports, and figures without a named claimant.
"""


def _last_figures(tables: Tables, claims: pl.DataFrame, event: str, place_id: str, label: str) -> str:
    unlimited = [pl.col(name).is_null() for name in ("sex", "age", "cause", "circumstance", "subgroup")]
    killed = claims.filter(incident_id=event, measure="killed", unit="person", place_role="event").filter(unlimited)
    rows = latest_of_each(_widest(killed, place_id, tables["places"]), _GROUP)
    names = Names.from_tables({name: tables[name] for name in ("actors", "places")})
    lines = sorted(_last_row(claim, names, place_id) for claim in Claim.from_frame(rows))
    header = ("claimant", "who was counted", "figure", "as of")
    return _LAST.format(label=label) + "\n" + _table(header, lines)


def _widest(claims: pl.DataFrame, place_id: str, places: pl.DataFrame) -> pl.DataFrame:
    """Keep each claimant's claims for the whole place and time; where it has none, those for areas or certain days."""
    areas = places.filter(pl.col("level") == "area").get_column("place_id")
    some_days = pl.col("period_start").is_not_null() | pl.col("period_end").is_not_null()
    partial = ((pl.col("place_id") != place_id) | some_days).cast(pl.Int8)
    wide = claims.filter(pl.col("place_id").is_in([place_id, *areas]))
    return wide.filter(partial == partial.min().over("claimant_id"))


_GROUP = (
    "claimant_id", "place_id", "period_start", "period_end", "status", "party_id", "accused_id", "community_as_stated",
)  # fmt: skip


def _last_row(claim: Claim, names: Names, place_id: str) -> tuple[str, ...]:
    figure = claim.figure
    how_many = english.quantity(figure)
    if figure.qualifier == "unquantified":
        how_many = f"{english.label('qualifier', figure.qualifier)}: {how_many}"
    length = {"year": 4, "month": 7}.get(claim.as_of_precision, 10)
    as_of = str(claim.as_of)[:length] if claim.as_of else "day not known"
    return names.en("actors", claim.claimant_id), _counted(claim.scope, names, place_id), how_many, as_of


def _counted(scope: Scope, names: Names, place_id: str) -> str:
    people = english.people(scope, names)
    words = ["everyone" if people == "people" else people]
    limits = english.limits_phrase(scope, names)
    if limits:
        words.append(f"counting only {limits}")
    if scope.place_id != place_id:
        words.append(f"in: {names.en('places', scope.place_id)}")
    start, end = scope.period_start, scope.period_end
    if start or end:
        words.append("deaths" + (f" from {start}" if start else "") + (f" to {end}" if end else " on"))
    return "; ".join(words)


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
    within = containers(parents)
    side = {actor: next(body for body in bodies if not parents[body]) for actor, bodies in within.items()}
    counted = (
        tallies.filter(pl.col("accused_id").is_not_null())
        .group_by(pl.col("accused_id").replace_strict(side, return_dtype=pl.String).alias("side"))
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
    labelled = ((code, english.label(vocabulary, code), *counts) for code, *counts in rows)
    return _table(("code", "label", of, "share"), labelled)
