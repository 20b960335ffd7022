"""The rows of a record that the page shows, joined once.

Of a large record these are the incidents with most claims, and as many claims as can be read; the page declares it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, cast

import polars as pl

from casualty_dataset.analysis.questions import UNRESTRICTED
from casualty_dataset.analysis.record import Record
from casualty_dataset.analysis.rules import DEFAULT
from casualty_dataset.analysis.standing import latest
from casualty_dataset.language.names import Names
from casualty_dataset.model import Figure, Scope
from casualty_dataset.page.rows import (
    ClaimRow,
    ConflictRow,
    DocumentRow,
    IncidentRow,
    ListedRow,
    NamedRow,
    PlaceRow,
    RangeRow,
    TallyRow,
)

Tables = Mapping[str, pl.DataFrame]

MOST_CLAIMS: Final = 1_200
MOST_INCIDENTS: Final = 250
MOST_CONFLICTS: Final = 100
MOST_DOCUMENTS: Final = 40  # of one claim


@dataclass(frozen=True)
class Facts:
    """What the page shows of a record. ``tables`` are typed, curated and derived, by name."""

    tables: Tables

    # --- what there is -------------------------------------------------------------------------------

    @cached_property
    def record(self) -> Record:
        """The record, for questions about scopes and pools."""
        return Record(self.tables)

    @cached_property
    def actors(self) -> dict[str, NamedRow]:
        """Actors by id."""
        return cast(dict[str, NamedRow], _by_id(self.tables["actors"], "actor_id"))

    @cached_property
    def places(self) -> dict[str, PlaceRow]:
        """Places by id."""
        return cast(dict[str, PlaceRow], _by_id(self.tables["places"], "place_id"))

    @cached_property
    def names(self) -> Names:
        """Names of actors, places and incidents."""
        return self.record.names

    @property
    def counts(self) -> dict[str, int]:
        """Number of claims, claimants, documents and incidents."""
        claims = self.tables["claims"]
        return {
            "claims": claims.height,
            "claimants": claims["claimant_id"].n_unique(),
            "documents": self.tables["sources"].height,
            "incidents": self.tables["incidents"].height,
        }

    # --- what is shown -------------------------------------------------------------------------------

    @cached_property
    def subject(self) -> IncidentRow | None:
        """The incident that the charts are about: the umbrella with most claims, else the one with most."""
        ordered = self._by_weight.with_columns(other=pl.col("kind") != "umbrella")
        rows = cast(list[IncidentRow], ordered.sort("other", maintain_order=True).head(1).to_dicts())
        return rows[0] if rows else None

    @cached_property
    def _by_weight(self) -> pl.DataFrame:
        """Incidents with their summary, most claims first."""
        figures = self.tables["incident_summary"].drop("label_en", "label_ar", "start_on", "end_on")
        rows = _plain(self.tables["incidents"]).join(figures, on="incident_id", how="left", maintain_order="left")
        return rows.sort("claims", "incident_id", descending=[True, False], nulls_last=True)

    @cached_property
    def _shown(self) -> pl.DataFrame:
        """The incidents that are shown, with the subject first."""
        rows = self._by_weight.head(MOST_INCIDENTS)
        if self.subject is None:
            return rows
        first = self._by_weight.filter(pl.col("incident_id") == self.subject["incident_id"])
        return pl.concat([first, rows.join(first, on="incident_id", how="anti", maintain_order="left")])

    @cached_property
    def incidents(self) -> list[IncidentRow]:
        """The incidents that are shown: the subject first, then by day."""
        rows = cast(list[IncidentRow], self._shown.to_dicts())
        return rows[:1] + sorted(rows[1:], key=lambda row: (str(row["start_on"] or "9"), row["incident_id"]))

    @cached_property
    def incident(self) -> dict[str, IncidentRow]:
        """The same by id."""
        return {row["incident_id"]: row for row in self.incidents}

    @cached_property
    def claims(self) -> list[ListedRow]:
        """The claims that are shown, with their words; by incident, the latest first.

        A claim has the words of the tally nearest to its claimant, its own day, and ``tallies``: those that carry it.
        A tally that makes no claim is a row of its own, with ``claim_id`` None.
        """
        chosen = self._chosen
        carried: dict[str, list[dict[str, Any]]] = {}
        for row in self._tallies.filter(pl.col("claim_id").is_not_null()).iter_rows(named=True):
            carried.setdefault(row["claim_id"], []).append(row)
        words = self._tallies.drop("as_of", "as_of_precision", "qualifier", "claim_id", strict=False)
        joined = chosen.join(
            words, left_on="claim_id", right_on="tally_id", how="left", maintain_order="left", suffix="_"
        )
        rows = [
            {
                **row,
                "tally_id": row["claim_id"],
                "tallies": carried.get(row["claim_id"], []),
                "scope": Scope.from_row(row),
            }
            for row in joined.iter_rows(named=True)
        ]
        alone = self._tallies.filter(pl.col("claim_id").is_null())
        rows += [{**row, "tallies": [row]} for row in alone.iter_rows(named=True)]
        return sorted(cast(list[ListedRow], rows), key=_order)

    @cached_property
    def _chosen(self) -> pl.DataFrame:
        """Claims of the incidents that are shown: all of them, or as many as fit.

        First those of which the page says what is claimed now, however many they are: fewer would give another range.
        Then those that a range of the killed leads to, then the latest of each incident, the subject's first.
        """
        shown = self._shown.select("incident_id").with_row_index("rank")
        rows = _plain(self.tables["claims"]).join(shown, on="incident_id", how="inner")
        if rows.height > MOST_CLAIMS:
            rows = rows.sort("as_of", "claim_id", descending=[True, False], nulls_last=True)
            standing = (pl.col("rank") == 0) & pl.col("claim_id").is_in(list(self.standing_ids))
            rows = rows.with_columns(
                tier=pl.when(standing).then(0).when(pl.col("claim_id").is_in(self._cited)).then(1).otherwise(2),
                turn=pl.int_range(pl.len()).over("incident_id"),
            )
            most = max(MOST_CLAIMS, rows.filter(tier=0).height)
            rows = rows.sort("tier", "turn", "rank").head(most).drop("tier", "turn")
        return rows.drop("rank").sort("claim_id")

    @cached_property
    def standing_ids(self) -> frozenset[str]:
        """The claims that stand."""
        return frozenset(latest(self.record.claims())["claim_id"])

    @property
    def _cited(self) -> list[str]:
        """The first claim behind each bound of those killed in the incidents that are shown."""
        bounds = [row[name] for rows in self.killed.values() for row in rows for name in ("low_claims", "high_claims")]
        return sorted({bound.split("|")[0] for bound in bounds if bound})

    @cached_property
    def _tallies(self) -> pl.DataFrame:
        """The tallies of the chosen claims, and those that make none, in words, with their documents."""
        chosen = self._chosen.select("claim_id")
        figures = self.tables["figures"]
        carrying = figures.join(chosen, on="claim_id", how="semi", maintain_order="left")
        carrying = carrying.filter(pl.int_range(pl.len()).over("claim_id") < MOST_DOCUMENTS)
        heads = figures.join(chosen, left_on="tally_id", right_on="claim_id", how="semi", maintain_order="left")
        silent = figures.filter(pl.col("claim_id").is_null()).join(
            self._shown.select("incident_id"), on="incident_id", how="semi", maintain_order="left"
        )
        rows = pl.concat([carrying, heads, silent.head(MOST_CLAIMS)]).unique("tally_id", keep="first").sort("tally_id")
        documents = self.tables["sources"].select("source_id", "archive_url", "language")
        tallies = self.tables["tallies"].select("tally_id", "measure", "status", "sex", "age", "wording")
        rows = rows.join(documents, on="source_id", how="left", maintain_order="left")
        return _plain(rows.join(tallies, on="tally_id", how="left", maintain_order="left"))

    @cached_property
    def addresses(self) -> frozenset[str]:
        """The tallies that have an address on the page."""
        return frozenset(self.tallies)

    @cached_property
    def tallies(self) -> dict[str, TallyRow]:
        """The tallies that have an address on the page, each in its words, by id."""
        return {tally["tally_id"]: tally for row in self.claims for tally in (*row["tallies"], row)}

    def behind(self, claims: str | None, incident: str) -> str:
        """Return the target of a number: the first claim behind it that is shown, else the claims of its incident."""
        shown = next((claim for claim in (claims or "").split("|") if claim in self.words_of), None)
        return shown or (f"claims-{incident}" if incident in self.listed else incident)

    @cached_property
    def bounding(self) -> dict[str, Figure]:
        """The figure of the first claim behind each bound of a range about an incident that is shown, by ids of claims.

        The key is the cell of the range: the ids of all claims behind the bound, joined by ``|``.
        """
        ranges = self.tables["ranges"].join(self._shown, on="incident_id", how="semi")
        cells = pl.concat([ranges["low_claims"], ranges["high_claims"]]).drop_nulls().unique().to_list()
        first = {cell: cell.split("|")[0] for cell in cells}
        claims = self.record.claims().filter(pl.col("claim_id").is_in([*first.values()]))
        figures = {row["claim_id"]: Figure.from_row(row) for row in claims.iter_rows(named=True)}
        return {cell: figures[claim] for cell, claim in first.items()}

    @cached_property
    def words_of(self) -> dict[str, ClaimRow]:
        """The claims that are shown, by id."""
        return {row["claim_id"]: cast(ClaimRow, row) for row in self.claims if row["claim_id"]}

    @cached_property
    def claimant_numbers(self) -> dict[str, str]:
        """A short number for each claimant of the page: a thousand rows bear them, in two languages."""
        return _numbered(row["claimant_id"] for row in self.claims)

    @cached_property
    def place_numbers(self) -> dict[str, str]:
        """The same for the places, and all that contain them."""
        return _numbered(
            place for row in self.claims for place in self.record.hierarchies.place_containers[row["place_id"]]
        )

    @cached_property
    def listed(self) -> frozenset[str]:
        """The incidents about which a claim is shown."""
        return frozenset(row["incident_id"] for row in self.claims)

    @cached_property
    def killed(self) -> dict[str, list[RangeRow]]:
        """The answers of envelope@2 about the people killed in each incident that is shown, by who was counted."""
        shown = self._shown.select("incident_id")
        rows = _plain(self.tables["ranges"]).join(shown, on="incident_id", how="semi").filter(
            pl.col("measure") == "killed", pl.col("unit") == "person", pl.col("basis") == "count",
            pl.col("rule") == DEFAULT, pl.col("low").is_not_null(),
        )  # fmt: skip
        return cast(
            dict[str, list[RangeRow]], _grouped(rows.sort("incident_id", "status", "party_id", nulls_last=False))
        )

    @cached_property
    def documents(self) -> dict[str, int]:
        """Number of documents that give a figure of each incident that is shown."""
        shown = self._shown.select("incident_id")
        pairs = self.tables["tallies"].select("incident_id", "source_id").join(shown, on="incident_id", how="semi")
        return dict(pairs.group_by("incident_id").agg(pl.col("source_id").n_unique()).iter_rows())

    @cached_property
    def reported(self) -> dict[str, list[DocumentRow]]:
        """The documents that report an incident without a figure, by incident."""
        shown = self._shown.select("incident_id")
        reported = (
            self.tables["incident_sources"].select("incident_id", "source_id").join(shown, on="incident_id", how="semi")
        )
        sources = _plain(self.tables["sources"]).select("source_id", "publisher", "url")
        rows = reported.join(sources, on="source_id").sort("incident_id", "source_id")
        return cast(dict[str, list[DocumentRow]], _grouped(rows))

    # --- the subject ---------------------------------------------------------------------------------

    @cached_property
    def standing(self) -> list[ClaimRow]:
        """The last claim of each series about the subject itself, in words."""
        last = self.standing_ids
        return [row for row in self._about_subject if row["claim_id"] in last]

    @cached_property
    def points(self) -> dict[str, dict[str, Any]]:
        """``series``, ``point`` and ``kind`` of the claims about the subject that are in a series.

        The last day on which a claim was said again is no claim of its own.
        """
        claims = {row["claim_id"] for row in self._about_subject}
        points = self.tables["series"].filter(pl.col("kind") != "level", pl.col("increment") == "no")
        rows = points.filter(pl.col("claim_id").is_in(list(claims)))
        return {row["claim_id"]: row for row in rows.select("claim_id", "series", "point", "kind").to_dicts()}

    @cached_property
    def _about_subject(self) -> list[ClaimRow]:
        subject = self.subject
        return [row for row in self.words_of.values() if subject and row["incident_id"] == subject["incident_id"]]

    def is_unrestricted(self, row: ClaimRow) -> bool:
        """True if a claim is about the whole of its incident and limited to nothing."""
        return row["place_id"] == self.record.hierarchies.incident_place[row["incident_id"]] and not any(
            getattr(row["scope"], name) for name in UNRESTRICTED
        )

    # --- disagreement --------------------------------------------------------------------------------

    @cached_property
    def conflicts(self) -> list[ConflictRow]:
        """The conflicts whose claims are shown, in the order of the table's ``rank``."""
        rows = self.tables["conflicts"].sort("rank")
        shown = self.addresses
        candidates = cast(list[ConflictRow], rows.head(10 * MOST_CONFLICTS).to_dicts())
        kept = [row for row in candidates if _is_linked(row, shown)]
        return kept[:MOST_CONFLICTS]

    @property
    def conflicts_left(self) -> int:
        """Number of conflicts that are not shown."""
        return self.tables["conflicts"].height - len(self.conflicts)


def _is_linked(conflict: ConflictRow, shown: frozenset[str]) -> bool:
    return conflict["claim_id"] in shown and (conflict["other_id"] is None or conflict["other_id"] in shown)


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col(pl.Enum).cast(pl.String))


def _numbered(names: Iterable[str]) -> dict[str, str]:
    return {name: str(number) for number, name in enumerate(sorted(set(names)), 1)}


def _grouped(frame: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in frame.iter_rows(named=True):
        groups.setdefault(row["incident_id"], []).append(row)
    return groups


def _by_id(frame: pl.DataFrame, key: str) -> dict[str, Any]:
    return {row[key]: row for row in _plain(frame).iter_rows(named=True)}


def _order(row: ListedRow) -> tuple[str, bool, int, str]:
    """By incident; what makes no claim comes last, the latest first."""
    return row["incident_id"], row["claim_id"] is None, -_ordinal(row["as_of"]), row["tally_id"]


def _ordinal(day: Any) -> int:
    return day.toordinal() if day else 0
