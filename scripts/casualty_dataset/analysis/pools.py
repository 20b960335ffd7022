"""Pools: for many questions at once the claims that answer each, one of each independent root.

A claim answers a question if it stands, has an interval, is of the same scope and of the same basis class. Of each body
the latest counts, and of bodies that share a root, one. Rules of reconciliation read the pools and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import groupby
from typing import Any, Final, NamedTuple

import polars as pl

from casualty_dataset.analysis.contradiction import NEVER_COMPARED
from casualty_dataset.analysis.hierarchies import FLAT_COLUMNS, Hierarchies
from casualty_dataset.analysis.highest_within import SPOT, highest_within
from casualty_dataset.analysis.independence import Independence
from casualty_dataset.analysis.questions import basis_class, is_unanswerable
from casualty_dataset.analysis.standing import AGE, latest
from casualty_dataset.model import Parameters
from casualty_schemas.vocabulary import PROXIMITY

POOL: Final = "0.3.0"
"""The ``method_version`` of METHODOLOGY.md that describes these pools; every answer records it."""

COUNTED: Final = ("measure", "unit", "status", "party_id", "accused_id", *FLAT_COLUMNS)
"""What is counted, and of whom."""


class Pools:
    """The pools of many questions under one set of parameters.

    ``claims`` are the folded claims as known under the parameters, ``kinds`` the kind of each actor, ``questions`` a
    frame of questions (see :mod:`casualty_dataset.analysis.questions`), which are numbered by their order in the column
    ``question``.
    """

    def __init__(
        self,
        questions: pl.DataFrame,
        claims: pl.DataFrame,
        hierarchies: Hierarchies,
        independence: Independence,
        kinds: Mapping[str, str],
        params: Parameters,
    ) -> None:
        self.kinds, self.params, self.hierarchies = kinds, params, hierarchies
        self._claims, self._independence = claims, independence
        self.questions = self._placed(questions).with_row_index("question")

    @cached_property
    def claims(self) -> pl.DataFrame:
        """The claims of the pools: one of each independent root.

        Columns: ``question``, ``claim_id``, ``claimant_id``, ``lower``, ``upper``, ``value``, ``number`` (the highest
        that the claim states, null where it gives words alone), ``as_of``, ``documented``, and ``total``: true if the
        claim has an upper bound and was said after what it counts was over. Any other claim is a floor.
        """
        return self.newest.join(self.represented, on=["question", "claimant_id"], how="anti", maintain_order="left")

    @cached_property
    def sizes(self) -> pl.DataFrame:
        """How many claims answer each question, of how many claimants, and of how many independent roots.

        Columns: ``question``, ``claims``, ``claimants``, ``independent``. Only questions that some claim answers.
        """
        answering = self.equal.group_by("question").agg(claims=pl.len(), claimants=pl.col("body_id").n_unique())
        return answering.join(self.claims.group_by("question").agg(independent=pl.len()), on="question")

    @cached_property
    def narrower(self) -> pl.DataFrame:
        """The highest documented claims that lie within a question without being equal to it, of whatever claimant.

        Columns: ``question``, ``claim_id``, ``lower``. A question about estimates has none, nor has one that no claim
        can answer.
        """
        counts = self.questions.filter(pl.col("basis") == "count", ~is_unanswerable())
        return highest_within(counts, self._usable.filter("documented"), self.hierarchies)

    # --- from claims to pools ------------------------------------------------------------------------

    def _placed(self, rows: pl.DataFrame) -> pl.DataFrame:
        """With the days of which rows with a scope speak, and one id for places that are the same."""
        place = pl.col("place_id").replace_strict(self.hierarchies.same_place, return_dtype=pl.String)
        return self.hierarchies.with_days(rows).with_columns(place=place)

    @cached_property
    def examined(self) -> pl.DataFrame:
        """Every claim, with the first of :func:`unusable` that keeps it from all pools: ``dimension`` and ``why``.

        Besides the columns of claims: ``place``, ``first`` and ``last``, the place and the days of its scope.
        """
        standing = standing_claims(self._claims, self.params).select("claim_id", is_standing=pl.lit(True))
        marked = self._placed(self._claims).join(standing, on="claim_id", how="left", maintain_order="left")
        cases = list(unusable(self.params, self.kinds))
        return marked.with_columns(
            dimension=pl.coalesce(pl.when(case.when).then(pl.lit(case.dimension)) for case in cases),
            why=pl.coalesce(pl.when(case.when).then(case.why) for case in cases),
        )

    @cached_property
    def _usable(self) -> pl.DataFrame:
        """The claims that may answer a question. Read as floors, counts have no upper bound."""
        is_floor = pl.lit(self.params.as_floors) & (pl.col("basis") != "estimate")
        return self.examined.filter(pl.col("why").is_null()).select(
            "claim_id", "claimant_id", "body_id", *SPOT, *COUNTED, "lower", "value", "as_of", "last_as_of", "known",
            upper=pl.when(~is_floor).then("upper"),
            documented=pl.col("basis") == "documented",
            basis=basis_class(),
            number=pl.max_horizontal("value", "high"),
            total=(~is_floor & pl.col("upper").is_not_null() & (statement_day() > pl.col("last"))).fill_null(False),
        )  # fmt: skip

    @cached_property
    def equal(self) -> pl.DataFrame:
        """The usable claims whose scope is equal to that of a question, and whose basis is of its class."""
        keys = [*SPOT, *COUNTED, "basis"]
        asked = self.questions.filter(~is_unanswerable()).select("question", *keys)
        return asked.join(self._usable, on=keys, nulls_equal=True)

    @cached_property
    def newest(self) -> pl.DataFrame:
        """Of these the latest of each body: documented counts and those of no stated basis are two series.

        Words that only repeat a number of the same body more loosely ("hundreds" after 1,018) do not replace it.
        """
        body = ["question", "body_id"]
        in_words = pl.col("number").is_null()
        counted = pl.col("lower").filter(~in_words).max().over(body)
        sharp = self.equal.filter(~(in_words & (pl.col("lower") <= counted)).fill_null(False))
        return sharp.sort(*body, *AGE, nulls_last=False).unique(body, keep="last", maintain_order=True)

    @cached_property
    def represented(self) -> pl.DataFrame:
        """The claimants of each question for which another counts: ``question``, ``claimant_id``, ``by``, the other.

        Only questions are looked at in which some claimant may share a root with another.
        """
        related = pl.col("claimant_id").is_in(list(self._independence.related)).any().over("question")
        several = self.newest.filter(related & (pl.len().over("question") > 1))
        rooted = several.join(self._roots(several), on=["claimant_id", "measure", "status"], nulls_equal=True)
        keys = ("question", "builds", pl.col("roots").list.len(), *AGE)
        ordered = rooted.sort(keys, descending=[False, False, False, *(True for _ in AGE)], nulls_last=True)
        one_each = pl.col("roots").list.len().max().over("question") == 1
        root = pl.col("roots").list.first()
        plain = ordered.filter(one_each).with_columns(by=pl.col("claimant_id").first().over("question", root))
        pairs = [*self._represented_one_by_one(ordered.filter(~one_each))]
        schema: dict[str, Any] = {"question": self.newest.schema["question"], "claimant_id": pl.String, "by": pl.String}
        both = pl.concat([plain.select(list(schema)), pl.DataFrame(pairs, schema=schema, orient="row")])
        return both.filter(pl.col("claimant_id") != pl.col("by"))

    def _roots(self, claims: pl.DataFrame) -> pl.DataFrame:
        """The ``roots`` of each claimant for a measure and status, and whether it ``builds`` on others."""
        distinct = claims.select("claimant_id", "measure", "status").unique(maintain_order=True)
        per_row = [
            (sorted(self._independence.roots(*row)), self._independence.builds_on_others(*row))
            for row in distinct.iter_rows()
        ]
        return distinct.with_columns(
            pl.Series("roots", [roots for roots, _ in per_row], pl.List(pl.String)),
            pl.Series("builds", [builds for _, builds in per_row], pl.Boolean),
        )

    def _represented_one_by_one(self, ordered: pl.DataFrame) -> Iterator[tuple[int, str, str]]:
        """The same for the few questions in which a claimant has several roots, such as a coalition."""
        rows = ordered.select("question", "claimant_id", "measure", "status").iter_rows()
        for question, group in groupby(rows, key=lambda row: int(row[0])):
            claimants = list(group)
            _, _, measure, status = claimants[0]
            by = self._independence.representatives((row[1] for row in claimants), measure, status)
            yield from ((question, actor, other) for actor, other in by.items())


# --- what a claim needs to be in any pool --------------------------------------------------------------


def statement_day() -> pl.Expr:
    """The first day on which a claim can have been said for the last time: its as_of, else the day of its document.

    A day of reduced precision is written as its first day, so that a month surely lies after any day before it. Of
    several documents it is that of the earliest.
    """
    return pl.coalesce("last_as_of", "carried_from")


def standing_claims(claims: pl.DataFrame, params: Parameters) -> pl.DataFrame:
    """The claims that stand, of those that are known from documents near enough to their claimants.

    What is known from farther documents alone ends nothing either.
    """
    if params.min_proximity is None:
        return latest(claims)
    near = claims.filter(~_is_too_far(params))
    ends = pl.col("ended_by_id").is_in(near["claim_id"].implode())
    return latest(near.with_columns(pl.when(ends).then("ended_on").alias("ended_on")))


class Unusable(NamedTuple):
    """Why a claim is in no pool, whatever its scope: when that is so, the dimension that decides it, the reason."""

    when: pl.Expr
    dimension: str
    why: pl.Expr


def unusable(params: Parameters, kinds: Mapping[str, str]) -> Iterator[Unusable]:
    """Every reason to set a claim aside before scopes are looked at, the first that holds first."""
    unnamed = [] if params.anonymous else [actor for actor, kind in kinds.items() if kind == "anonymous"]
    yield Unusable(_is_among("claimant_id", params.exclude), "claimant", pl.lit("the claimant is excluded"))
    yield Unusable(_is_among("claimant_id", unnamed), "claimant", pl.lit("no document names the claimant"))
    yield Unusable(_is_too_far(params), "proximity", pl.format("it is known from {} documents alone", "proximity"))
    yield Unusable(pl.col("lower").is_null(), "figure", pl.lit("it gives no figure"))
    yield Unusable(
        pl.col("measure").is_in(NEVER_COMPARED), "measure", pl.lit("each claimant counts these in a unit of its own")
    )
    yield Unusable(
        pl.col("increment"), "increment", pl.lit("it counts what was recorded on certain days, and is no total")
    )
    yield Unusable(
        pl.col("ended_on").is_not_null(), "standing", pl.format("its claimant replaced it on {}", "ended_on")
    )
    yield Unusable(pl.col("is_standing").is_null(), "standing", pl.lit("its claimant has a later one"))


def _is_too_far(params: Parameters) -> pl.Expr:
    """True if the nearest document of a claim stands farther from its claimant than is asked for."""
    if params.min_proximity is None:
        return pl.lit(False)
    codes = list(PROXIMITY)
    return _is_among("proximity", codes[codes.index(params.min_proximity) + 1 :])


def _is_among(column: str, values: Iterable[str]) -> pl.Expr:
    return pl.col(column).is_in(list(values))
