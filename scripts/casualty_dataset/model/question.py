"""What is asked of the claims, and what a reconciliation rule answers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from casualty_dataset.model.scope import Scope
from casualty_dataset.model.statement import Claim
from casualty_schemas.semantics import DELTA


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the claims of which scope, and of which basis class, ``count`` or ``estimate``."""

    scope: Scope
    basis: str = "count"


@dataclass(frozen=True, slots=True)
class Parameters:
    """Parameters of a run, echoed in its output so that it can be repeated.

    ``as_of``: the day by which claims must have been known; ``exclude``: actors whose claims are left out; ``delta``:
    the share of a number by which "about" and "nearly" may miss; ``as_floors``: counts have no upper bound;
    ``strict_dates``: what has no exact day of publication is left out; ``anonymous``: claimants that no document names
    count too; ``order``: kinds of claimant, the preferred first, for ``priority@1``; ``min_proximity``: what is known
    from documents farther from the claimant than this is left out (primary, secondary, tertiary; none: nothing is).
    """

    as_of: date | None = None
    exclude: tuple[str, ...] = ()
    delta: float = DELTA
    as_floors: bool = False
    strict_dates: bool = False
    anonymous: bool = False
    order: tuple[str, ...] = ()
    min_proximity: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The parameters by name; the day as ISO 8601."""
        return {**asdict(self), "as_of": self.as_of.isoformat() if self.as_of else None}


@dataclass(frozen=True, slots=True)
class SetAside:
    """A claim about the incident that does not answer the question, the dimension that decides it, and why."""

    claim_id: str
    dimension: str
    why: str


@dataclass(frozen=True, slots=True)
class Pool:
    """The claims that answer a question, one of each independent root, and those set aside, each sorted by claim_id."""

    question: Question
    claims: tuple[Claim, ...]
    set_aside: tuple[SetAside, ...]


@dataclass(frozen=True, slots=True)
class Floor:
    """A claim that bounds from below only: its claimant, its lower bound, and the day for which it was said."""

    claim_id: str
    claimant_id: str
    lower: int
    as_of: date | None


@dataclass(frozen=True, slots=True)
class Range:
    """What a rule answers to a question.

    A bound of None is open; if ``low``, ``best`` and ``high`` are all None there is no answer, and ``reason`` says why.
    ``stated_max`` is the highest number that a claim of the pool states. ``claims`` and ``claimants`` count those that
    answer the question, ``independent`` their roots, of each of which one claim is in the pool; a range of one root has
    a ``remark``. ``low_claims`` and ``high_claims`` are the ids of the claims behind the bounds, ``floors`` the claims
    that a rule lists beside them, the greatest first. ``disagreement`` is the highest number of the pool divided by the
    lowest; None for one root, or where the lowest is 0. ``pool`` is the version of the method that the pool follows.
    """

    rule: str
    question: Question
    low: int | None = None
    best: int | None = None
    high: int | None = None
    stated_max: int | None = None
    claims: int = 0
    claimants: int = 0
    independent: int = 0
    low_claims: tuple[str, ...] = ()
    high_claims: tuple[str, ...] = ()
    floors: tuple[Floor, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    disagreement: float | None = None
    remark: str | None = None
    reason: str | None = None
    pool: str | None = None
