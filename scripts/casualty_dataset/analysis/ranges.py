"""Ranges: what each rule says of each question that the claims answer, for all questions at once.

The same answers as :mod:`casualty_dataset.analysis.reconcile` gives one by one, without asking one by one: a pool
is what is left of a join of the questions with the claims, and a floor also looks at what lies within. ``priority@1``
is not among them, for it needs an order that nobody gave.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from casualty_dataset.analysis.claims import latest
from casualty_dataset.analysis.independence import Inputs, heard
from casualty_dataset.analysis.reconcile import NO_CLAIM, NO_DOCUMENTED, ONE_ONLY, TOO_FEW, asked
from casualty_dataset.analysis.scopes import World
from casualty_schemas.semantics import LIMITED

KEY: Final = ("incident_id", "place_id", "measure", "unit", "status", "sex", "age", "party_id", "basis", "rule")
"""A question and the rule that answers it; no two ranges have the same."""

COLUMNS: Final = (
    *KEY, "low", "best", "high", "stated_max", "claims", "claimants", "independent", "low_claims", "high_claims",
    "disagreement", "reason",
)  # fmt: skip

_SCOPE: Final = ("incident_id", "measure", "unit", "status", "party_id")
_FREE: Final = ("sex", "age", *LIMITED.values())
_AGE: Final = ("since", "seen", "lower", "claim_id")


def ranges(claims: pl.DataFrame, world: World, inputs: Inputs, kinds: Mapping[str, str]) -> pl.DataFrame:
    """The range of every question under every rule, a row each, sorted by :data:`KEY`; today, and told nothing else.

    ``claims`` are all claims (see :mod:`casualty_dataset.analysis.claims`), ``kinds`` the kind of each actor. Ids of
    claims are joined by ``|``; ``reason`` says why there is no answer, and is null where there is one.
    """
    standing = latest(claims)
    questions = asked(standing, world).with_row_index("question")
    fit = _fit(standing, world, kinds)
    pool = _independent(_latest(_equal(questions, fit)), inputs)
    floors = pl.concat([_documented(pool), _within(questions, fit, world)])
    told = questions.join(_pooled(pool), on="question", how="left").with_columns(
        pl.col("claims", "claimants", "independent").fill_null(0)
    )
    answers = {"envelope@1": _envelope(pool), "documented-floor@1": _floor(floors), "median@1": _median(pool)}
    rows = [
        told.join(answer, on="question", how="left").with_columns(rule=pl.lit(rule), reason=_REASON[rule])
        for rule, answer in answers.items()
    ]
    place = pl.col("incident_id").replace_strict(world.incident_place, return_dtype=pl.String)
    nobody = pl.lit(None, pl.String)
    return (
        pl.concat(rows, how="diagonal").with_columns(place_id=place, sex=nobody, age=nobody).select(COLUMNS).sort(KEY)
    )


_REASON: Final = {
    "envelope@1": pl.when(pl.col("low").is_null()).then(pl.lit(NO_CLAIM)),
    "documented-floor@1": pl.when(pl.col("low").is_null()).then(pl.lit(NO_DOCUMENTED)),
    "median@1": pl.when(pl.col("low").is_null()).then(
        pl.when(pl.col("closed") == 1)
        .then(pl.lit(ONE_ONLY))
        .otherwise(pl.format(TOO_FEW, pl.col("closed").fill_null(0)))
    ),
}


# --- the pool ----------------------------------------------------------------------------------------


def _fit(standing: pl.DataFrame, world: World, kinds: Mapping[str, str]) -> pl.DataFrame:
    """The claims that are fit for a pool, with their days; ``whole``: of all of their own incident, of everybody."""
    nameless = [actor for actor, kind in kinds.items() if kind == "anonymous"]
    place = pl.col("incident_id").replace_strict(world.incident_place, return_dtype=pl.String)
    fit = standing.filter(
        ~pl.col("claimant_id").is_in(nameless),
        pl.coalesce("value", "high").is_not_null(),
        pl.col("place_role") == "event",
    )
    dated = fit.join(world.days_frame(), on="incident_id", how="left", maintain_order="left")
    unlimited = pl.all_horizontal(pl.col(name).is_null() for name in _FREE)
    all_days = (pl.coalesce("period_start", "first") == pl.col("first")) & (
        pl.coalesce("period_end", "last") == pl.col("last")
    )
    return dated.select(
        "claim_id", "claimant_id", *_SCOPE, "place_id", "lower", "upper", "value",
        documented=pl.col("basis") == "documented",
        basis=pl.when(pl.col("basis") == "estimate").then(pl.lit("estimate")).otherwise(pl.lit("count")),
        since="as_of", seen="known",
        first=pl.coalesce("period_start", "first"), last=pl.coalesce("period_end", "last"),
        whole=unlimited & all_days & (pl.col("place_id") == place),
        number=pl.when(pl.col("value") != 0).then("value").when(pl.col("high") != 0).then("high").otherwise("lower"),
    )  # fmt: skip


def _equal(questions: pl.DataFrame, fit: pl.DataFrame) -> pl.DataFrame:
    """The claims whose scope is equal to that of a question, with the question."""
    return questions.join(fit.filter("whole"), on=[*_SCOPE, "basis"], nulls_equal=True)


def _latest(pool: pl.DataFrame) -> pl.DataFrame:
    """The latest claim of each claimant: documented and not stated are two series."""
    return _last(pool, ["question", "claimant_id"])


def _last(rows: pl.DataFrame, group: list[str]) -> pl.DataFrame:
    """The last row of each group, by age; what is not dated is the oldest."""
    ordered = rows.sort([*group, *_AGE], nulls_last=False)
    return ordered.unique(group, keep="last", maintain_order=True)


def _independent(pool: pl.DataFrame, inputs: Inputs) -> pl.DataFrame:
    """One claim of each independent root, as reconcile has it; asked only where some claimant builds on another."""
    builds = pl.col("claimant_id").is_in(list(inputs)).any().over("question")
    shared = pool.filter(builds & (pl.len().over("question") > 1)).sort(
        "question", *_AGE, descending=True, nulls_last=True
    )
    unheard: list[tuple[int, str]] = []
    for (question,), rows in shared.group_by("question", maintain_order=True):
        measure, status = rows.select("measure", "status").row(0)
        voices = heard(rows["claimant_id"], inputs, measure, status)
        unheard += [(question, actor) for actor, voice in voices.items() if voice != actor]
    gone = pl.DataFrame(unheard, schema={"question": pool.schema["question"], "claimant_id": pl.String}, orient="row")
    return pool.join(gone, on=["question", "claimant_id"], how="anti", maintain_order="left")


# --- the rules ---------------------------------------------------------------------------------------


def _pooled(pool: pl.DataFrame) -> pl.DataFrame:
    """What every rule says of a pool: how many claims it holds, and how far their numbers are apart."""
    counted = pool.group_by("question", maintain_order=True).agg(
        claims=pl.len(), claimants=pl.col("claimant_id").n_unique(), independent=pl.len(),
        most=pl.col("number").max(), least=pl.col("number").min(),
    )  # fmt: skip
    pairs = counted.select("most", "least").iter_rows()  # Python rounds the number that is meant, Polars a multiple
    ratio = pl.Series("disagreement", [round(most / least, 2) if least else None for most, least in pairs], pl.Float64)
    return counted.drop("most", "least").with_columns(ratio)


def _envelope(pool: pl.DataFrame) -> pl.DataFrame:
    """The least lower to the greatest upper bound, open where any claim is."""
    bounds = pool.group_by("question").agg(
        low=pl.col("lower").min(),
        high=pl.when(pl.col("upper").null_count() == 0).then(pl.col("upper").max()),
        stated_max=pl.col("number").max(),
    )
    ends = pool.join(bounds, on="question")
    return (
        bounds.with_columns(best=pl.lit(None, pl.Int64))
        .join(_ids(ends.filter(pl.col("lower") == pl.col("low")), "low_claims"), on="question")
        .join(_ids(ends.filter(pl.col("upper").eq_missing(pl.col("high"))), "high_claims"), on="question")
    )


def _ids(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """The claims of each question in one cell."""
    ids = (
        rows.sort("question", "claim_id").group_by("question", maintain_order=True).agg(pl.col("claim_id").alias(name))
    )
    return ids.with_columns(pl.col(name).list.join("|"))


def _median(pool: pl.DataFrame) -> pl.DataFrame:
    """The middle of three or more closed claims, with the lower and the upper quartile claim."""
    within = pl.when(pl.col("value").is_not_null()).then(pl.min_horizontal("value", "upper"))
    middle = pl.coalesce(within.cast(pl.Float64), (pl.col("lower") + pl.col("upper")) / 2)
    closed = pool.filter(pl.col("upper").is_not_null()).with_columns(middle=middle)
    told = (
        closed.sort("question", "middle", "claim_id")
        .group_by("question", maintain_order=True)
        .agg(pl.col("middle", "lower", "upper", "claim_id"), closed=pl.len(), stated_max=pl.col("number").max())
    )
    last = pl.col("closed").cast(pl.Int64) - 1
    lower, upper = last // 4, last - last // 4
    middles = pl.col("middle").list.get(last // 2), pl.col("middle").list.get((last + 1) // 2)
    enough = {
        "low": pl.col("lower").list.get(lower),
        "best": ((middles[0] + middles[1]) / 2).cast(pl.Int64),
        "high": pl.col("upper").list.get(upper),
        "stated_max": pl.col("stated_max"),
        "low_claims": pl.col("claim_id").list.get(lower),
        "high_claims": pl.col("claim_id").list.get(upper),
    }
    return told.select(
        "question", "closed", **{name: pl.when(pl.col("closed") >= 3).then(cell) for name, cell in enough.items()}
    )


# --- floors ------------------------------------------------------------------------------------------


def _documented(pool: pl.DataFrame) -> pl.DataFrame:
    """The documented claims of a pool: ``question``, ``lower``, ``claim_id``."""
    return pool.filter("documented").select("question", "lower", "claim_id")


def _floor(floors: pl.DataFrame) -> pl.DataFrame:
    """The greatest lower bound of each question."""
    low = pl.col("lower").max().over("question")
    highest = floors.with_columns(low=low).filter(pl.col("lower") == pl.col("low"))
    return highest.select("question", "low").unique().join(_ids(highest, "low_claims"), on="question")


def _within(questions: pl.DataFrame, fit: pl.DataFrame, world: World) -> pl.DataFrame:
    """The highest documented claims within each question: ``question``, ``lower``, ``claim_id``.

    First the highest of each incident by what was counted, handed up to the incidents above; only these few meet the
    questions.
    """
    counted = questions.filter(pl.col("basis") == "count")
    highest = _highest(_handed_up(fit, counted, world), ["cell"])
    cells = highest.select("cell", "lower", "own", *_SCOPE).unique("cell", keep="any")
    wholes = counted.select(
        "question", "incident_id", "unit", *(pl.col(name).alias(f"{name}_whole") for name in _COUNTED)
    )
    met = cells.join(world.within("measure"), on="measure").join(wholes, on=["incident_id", "unit", "measure_whole"])
    for name in ("status", "party_id"):
        met = met.join(world.within(name), on=[name, f"{name}_whole"], how="semi", nulls_equal=True)
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_whole")) for name in _COUNTED)
    narrower = met.filter(~(pl.col("own") & same))  # of the very scope: in the pool, or set aside there
    best = _highest(narrower.select("question", "lower", "cell"), ["question"])
    return best.join(highest.select("cell", "claim_id"), on="cell").select("question", "lower", "claim_id")


_COUNTED: Final = ("measure", "status", "party_id")


def _handed_up(fit: pl.DataFrame, counted: pl.DataFrame, world: World) -> pl.DataFrame:
    """The documented claims at each incident asked about that holds them by place and by days.

    ``incident_id`` is that incident, ``own`` whether the claim is about the whole of it, ``cell`` a number for all
    claims that no question tells apart.
    """
    asked_of = (
        counted.select(incident_id_whole="incident_id")
        .unique()
        .with_columns(
            place_id_whole=pl.col("incident_id_whole").replace_strict(world.incident_place, return_dtype=pl.String)
        )
    )
    days = world.days_frame().select(pl.all().name.suffix("_whole"))
    held = (
        fit.filter("documented")
        .join(world.within("incident_id"), on="incident_id")
        .join(asked_of, on="incident_id_whole")
        .join(world.within("place_id"), on=["place_id", "place_id_whole"], how="semi")
        .join(days, on="incident_id_whole")
        .filter(pl.col("first") >= pl.col("first_whole"), pl.col("last") <= pl.col("last_whole"))
        .with_columns(own=pl.col("whole") & (pl.col("incident_id") == pl.col("incident_id_whole")))
        .select("claim_id", "lower", "own", "measure", "unit", "status", "party_id", incident_id="incident_id_whole")
    )
    cells = held.select("own", *_SCOPE).unique().with_row_index("cell")
    return held.join(cells, on=["own", *_SCOPE], nulls_equal=True)


def _highest(rows: pl.DataFrame, group: list[str]) -> pl.DataFrame:
    return rows.filter(pl.col("lower") == pl.col("lower").max().over(group))
