"""Pools: for many questions at once the claims that answer each, one of each independent root; and the others.

A claim answers a question if their scopes are equal and their bases of one class. Of each claimant the latest counts,
and of claimants that share a root, one. Rules of reconciliation read the pools and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final, NamedTuple

import polars as pl

from casualty_dataset.analysis.claims import AGE, latest_of_each
from casualty_dataset.analysis.hierarchies import FLAT_COLUMNS, Hierarchies, within_code
from casualty_dataset.analysis.independence import Independence
from casualty_dataset.analysis.questions import basis_class
from casualty_dataset.model import Parameters, Scope
from casualty_schemas.semantics import is_vague

_COUNTED: Final = ("measure", "unit", "status", "party_id", "accused_id", *FLAT_COLUMNS)
"""What is counted, and of whom."""

_SPOT: Final = ("incident_id", "place", "place_role", "first", "last")
"""Where and when: ``place`` is one id for places that are the same, ``first`` and ``last`` are days."""


class _Unusable(NamedTuple):
    """Why a claim is in no pool, whatever its scope: when that is so, the dimension that decides it, the reason."""

    when: pl.Expr
    dimension: str
    why: str


class Pools:
    """The pools of many questions under one set of parameters.

    ``latest`` are the last claims of each series, ``kinds`` the kind of each actor, ``questions`` a frame of questions
    (see :mod:`casualty_dataset.analysis.questions`), which are numbered by their order in the column ``question``.
    """

    def __init__(
        self,
        questions: pl.DataFrame,
        latest: pl.DataFrame,
        hierarchies: Hierarchies,
        independence: Independence,
        kinds: Mapping[str, str],
        params: Parameters,
    ) -> None:
        self.kinds, self.params = kinds, params
        self._latest, self._hierarchies, self._independence = latest, hierarchies, independence
        self.questions = self._placed(questions).with_row_index("question")

    # --- the claims of the pools ---------------------------------------------------------------------

    @cached_property
    def claims(self) -> pl.DataFrame:
        """The claims of the pools: one of each claimant, and one of each independent root.

        Columns: ``question``, ``claim_id``, ``claimant_id``, ``lower``, ``upper``, ``value``, ``number`` (the highest
        that the claim states), ``documented``.
        """
        return self._newest.join(self._represented, on=["question", "claimant_id"], how="anti", maintain_order="left")

    @cached_property
    def narrower(self) -> pl.DataFrame:
        """The highest documented claims that lie within a question without being equal to it, of whatever claimant.

        Columns: ``question``, ``claim_id``, ``lower``. A question about estimates has none.
        """
        counts = self.questions.filter(pl.col("basis") == "count", ~is_vague())
        return _highest_within(counts, self._usable.filter("documented"), self._hierarchies)

    def _placed(self, rows: pl.DataFrame) -> pl.DataFrame:
        """With the days of which rows with a scope speak, and one id for places that are the same."""
        place = pl.col("place_id").replace_strict(self._hierarchies.same_place, return_dtype=pl.String)
        return self._hierarchies.with_days(rows).with_columns(place=place)

    @cached_property
    def _usable(self) -> pl.DataFrame:
        """The claims that may answer a question. Read as floors, counts have no upper bound."""
        usable = self._latest.filter(~pl.any_horizontal(case.when for case in self._unusable()))
        stated = pl.when(pl.col("value") != 0).then("value").when(pl.col("high") != 0).then("high").otherwise("lower")
        is_floor = pl.lit(self.params.as_floors) & (pl.col("basis") != "estimate")
        return self._placed(usable).select(
            "claim_id", "claimant_id", *_SPOT, *_COUNTED, "lower", "value", "as_of", "known",
            upper=pl.when(~is_floor).then("upper"),
            documented=pl.col("basis") == "documented",
            basis=basis_class(),
            number=stated,
        )  # fmt: skip

    @cached_property
    def _equal(self) -> pl.DataFrame:
        """The claims whose scope is equal to that of a question."""
        keys = [*_SPOT, *_COUNTED, "basis"]
        asked = self.questions.filter(~is_vague()).select("question", *keys)
        return asked.join(self._usable, on=keys, nulls_equal=True)

    @cached_property
    def _newest(self) -> pl.DataFrame:
        """Of these the latest of each claimant: documented counts and those of no stated basis are two series."""
        return latest_of_each(self._equal, ["question", "claimant_id"])

    @cached_property
    def _represented(self) -> pl.DataFrame:
        """The claimants of each question for which another counts: ``question``, ``claimant_id``, ``by``, the other.

        Only questions are looked at in which some claimant may share a root with another.
        """
        builds = pl.col("claimant_id").is_in(list(self._independence.related)).any().over("question")
        shared = self._newest.filter(builds & (pl.len().over("question") > 1))
        newest_first = shared.sort("question", *AGE, descending=True, nulls_last=True)
        rows: list[tuple[int, str, str]] = []
        for (question,), claims in newest_first.group_by("question", maintain_order=True):
            measure, status = claims.select("measure", "status").row(0)
            by = self._independence.representatives(claims["claimant_id"], measure, status)
            rows += [(int(str(question)), actor, other) for actor, other in by.items() if other != actor]
        schema: dict[str, pl.DataType | type[pl.DataType]] = {
            "question": self._newest.schema["question"],
            "claimant_id": pl.String,
            "by": pl.String,
        }
        return pl.DataFrame(rows, schema=schema, orient="row")

    # --- the others ----------------------------------------------------------------------------------

    def set_aside(self) -> pl.DataFrame:
        """The claims about the incident of a question that are not in its pool, and why.

        Columns: ``question``, ``claim_id``, ``dimension``, ``why``, sorted by the first two.
        """
        about = self.questions.select("question", "incident_id", asked="basis").join(self._latest, on="incident_id")
        other_basis = _Unusable(basis_class() != pl.col("asked"), "basis", "counts and estimates are never mixed")
        cases = [*self._unusable(), other_basis]
        unusable = about.with_columns(
            dimension=_first_case((case.when, case.dimension) for case in cases),
            why=_first_case((case.when, case.why) for case in cases),
        )
        pair = ["question", "claim_id"]
        comparable = unusable.filter(pl.col("why").is_null())
        older = self._equal.join(self._newest, on=pair, how="anti").with_columns(
            dimension=pl.lit("claimant"), why=pl.lit("its claimant has a later one")
        )
        represented = self._newest.join(self._represented, on=["question", "claimant_id"]).with_columns(
            dimension=pl.lit("independence"), why=pl.format("it shares a root with {}, which counts for both", "by")
        )
        parts = [
            unusable.filter(pl.col("why").is_not_null()), older, represented,
            self._of_other_scope(comparable.join(self._equal, on=pair, how="anti")),
        ]  # fmt: skip
        return pl.concat([rows.select(*pair, "dimension", "why") for rows in parts]).sort(pair)

    def _unusable(self) -> list[_Unusable]:
        unnamed = [] if self.params.anonymous else [actor for actor, kind in self.kinds.items() if kind == "anonymous"]
        return [
            _Unusable(_is_among("claimant_id", self.params.exclude), "claimant", "the claimant is excluded"),
            _Unusable(_is_among("claimant_id", unnamed), "claimant", "no document names the claimant"),
            _Unusable(pl.coalesce("value", "high").is_null(), "figure", "it gives no number"),
        ]

    def _of_other_scope(self, claims: pl.DataFrame) -> pl.DataFrame:
        """With the first dimension that decides how the scope of a claim differs from that of its question."""
        asked = [Scope.from_row(row) for row in self.questions.iter_rows(named=True)]
        dimensions: list[str] = []
        reasons: list[str] = []
        for row in claims.iter_rows(named=True):
            relation = self._hierarchies.relation(Scope.from_row(row), asked[row["question"]])
            dimension = relation.deciding[0]
            dimensions.append(dimension)
            reasons.append(f"its {dimension} is {_DIFFERENCE[relation.dimensions[dimension]]} what is asked")
        return claims.with_columns(pl.Series("dimension", dimensions, pl.String), pl.Series("why", reasons, pl.String))


_DIFFERENCE: Final = {
    "within": "only a part of", "contains": "wider than", "overlap": "only partly", "disjoint": "other than",
    "unknown": "not comparable with",
}  # fmt: skip


def _is_among(column: str, values: Iterable[str]) -> pl.Expr:
    return pl.col(column).is_in(list(values))


def _first_case(cases: Iterable[tuple[pl.Expr, str]]) -> pl.Expr:
    """The text of the first condition that is true; null where none is."""
    return pl.coalesce(pl.when(condition).then(pl.lit(text)) for condition, text in cases)


# --- documented claims within a question -----------------------------------------------------------------


def _highest_within(questions: pl.DataFrame, documented: pl.DataFrame, hierarchies: Hierarchies) -> pl.DataFrame:
    """The documented claims of the highest lower bound within each question: ``question``, ``claim_id``, ``lower``.

    First the highest of each cell is taken: of all claims at a spot that no question distinguishes. Only these few
    meet the questions.
    """
    restricted = [name for name in ("accused_id", *FLAT_COLUMNS) if questions[name].null_count() < questions.height]
    cell = ["spot", "at_spot", "unlimited", "measure", "unit", "status", "party_id", *restricted]
    spots = questions.select(pl.col(_SPOT).name.suffix("_whole")).unique().with_row_index("spot")
    unlimited = [name for name in ("accused_id", *FLAT_COLUMNS) if name not in restricted]
    at_spots = _at_spots(documented, spots, hierarchies).with_columns(
        unlimited=pl.all_horizontal(pl.lit(True), *(pl.col(name).is_null() for name in unlimited))
    )
    cells = at_spots.select(cell).unique().with_row_index("cell")
    highest = _highest(at_spots.join(cells, on=cell, nulls_equal=True), "cell")
    asked = questions.join(spots, left_on=_SPOT, right_on=[f"{name}_whole" for name in _SPOT]).select(
        "question", "spot", "unit", pl.col("measure", "status", "party_id", *restricted).name.suffix("_whole")
    )
    met = (
        highest.select("cell", "lower", *cell)
        .unique("cell", keep="any")
        .join(hierarchies.within("measure"), on="measure")
    )
    met = met.join(asked, on=["spot", "unit", "measure_whole"])
    for name in ("status", "party_id", *(name for name in restricted if name == "accused_id")):
        met = met.join(hierarchies.within(name), on=[name, f"{name}_whole"], how="semi", nulls_equal=True)
    met = met.filter(pl.lit(True), *(within_code(name) for name in restricted if name != "accused_id"))
    counted = ("measure", "status", "party_id", *restricted)
    equal = pl.all_horizontal(
        "at_spot", "unlimited", *(pl.col(name).eq_missing(pl.col(f"{name}_whole")) for name in counted)
    )
    best = _highest(met.filter(~equal), "question").select("question", "cell", "lower")
    return best.join(highest.select("cell", "claim_id"), on="cell").select("question", "claim_id", "lower")


def _at_spots(claims: pl.DataFrame, spots: pl.DataFrame, hierarchies: Hierarchies) -> pl.DataFrame:
    """The claims at each spot that contains them by incident, place and days; ``at_spot`` where it is their own."""
    contained = (
        claims.join(hierarchies.within("incident_id"), on="incident_id")
        .join(spots, left_on=["incident_id_whole", "place_role"], right_on=["incident_id_whole", "place_role_whole"])
        .join(
            hierarchies.within("place_id"), left_on=["place", "place_whole"],
            right_on=["place_id", "place_id_whole"], how="semi",
        )
        .filter(pl.col("first") >= pl.col("first_whole"), pl.col("last") <= pl.col("last_whole"))
    )  # fmt: skip
    same = [pl.col(name) == pl.col(f"{name}_whole") for name in ("incident_id", "place", "first", "last")]
    return contained.with_columns(at_spot=pl.all_horizontal(same))


def _highest(rows: pl.DataFrame, group: str) -> pl.DataFrame:
    """The rows of each group that have its greatest lower bound."""
    return rows.filter(pl.col("lower") == pl.col("lower").max().over(group))
