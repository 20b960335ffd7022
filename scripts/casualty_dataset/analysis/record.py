"""The record: the tables of a sound dataset or of a release, ready to be asked.

The command line, the derived tables of a release, the page and Python programs all ask one :class:`Record`: what there
is, what it is called, what each claimant said, what conflicts, and what a named rule answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Final

import polars as pl

from casualty_dataset.analysis import claims as folding
from casualty_dataset.analysis import conflicts, contradiction, questions, reconcile, standing
from casualty_dataset.analysis.hierarchies import Hierarchies
from casualty_dataset.analysis.independence import Independence
from casualty_dataset.analysis.pools import Pools, standing_claims
from casualty_dataset.analysis.rules import DEFAULT, RULES, TABLED
from casualty_dataset.analysis.series_table import series_table
from casualty_dataset.analysis.timeline import timeline, with_increments_alone
from casualty_dataset.core.errors import UnknownName, WrongValue
from casualty_dataset.core.text import did_you_mean, quoted
from casualty_dataset.core.versions import is_day
from casualty_dataset.language.names import Names
from casualty_dataset.language.sentences import Sentence, conflict_sentences
from casualty_dataset.model import Claim, Comparison, Conflict, Parameters, Pool, Question, Range, Statement, Tally
from casualty_schemas import DERIVED
from casualty_schemas.semantics import DELTA
from casualty_schemas.vocabulary import ACTOR_KIND, MEASURE, PROXIMITY, STATUS

Day = date | str
"""A day as a ``date`` or as text, such as ``2025-03-09``."""


class Record:
    """The typed tables of a sound dataset or of a release, and the answers to what people ask of them.

    ``tables`` maps the names of the curated tables to their frames. Every question raises
    :class:`~casualty_dataset.core.errors.UnknownName` for a name of an incident, place, actor, measure, status, tally,
    rule or kind of claimant that there is not, and ``ValueError`` for a text that is no day.
    """

    def __init__(self, tables: Mapping[str, pl.DataFrame]) -> None:
        self._tables = tables
        self._folded: dict[tuple[date | None, float, bool], pl.DataFrame] = {}

    # --- what there is -------------------------------------------------------------------------------

    def table(self, name: str) -> pl.DataFrame:
        """A table by its name."""
        return self._tables[name]

    @cached_property
    def hierarchies(self) -> Hierarchies:
        """Places, incidents and bodies, by what contains what."""
        return Hierarchies(self._tables)

    @cached_property
    def independence(self) -> Independence:
        """Which claimants are one voice."""
        return Independence(self._tables["actors"], self._tables["actor_inputs"])

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The kind of each actor."""
        return dict(self._tables["actors"].select("actor_id", pl.col("kind").cast(pl.String)).iter_rows())

    @cached_property
    def names(self) -> Names:
        """The names of actors, places, incidents and documents, by id."""
        return Names.from_tables(self._tables)

    def tally(self, tally_id: str) -> Tally:
        """The tally with this id."""
        self._known("tallies", "tally_id", tally_id, "tally")
        return Tally.from_frame(self._tables["tallies"].filter(pl.col("tally_id") == tally_id))[0]

    @cached_property
    def tallies(self) -> dict[str, Tally]:
        """Every tally by id."""
        return {tally.tally_id: tally for tally in Tally.from_frame(self._tables["tallies"])}

    # --- claims --------------------------------------------------------------------------------------

    def claims(
        self,
        as_of: Day | None = None,
        *,
        incident: str | None = None,
        measure: str | None = None,
        status: str | None = None,
        place: str | None = None,
        claimants: Sequence[str] = (),
        latest: bool = False,
        unrestricted: bool = False,
        delta: float = DELTA,
        strict_dates: bool = False,
    ) -> pl.DataFrame:
        """The claims: the tallies folded, a row for each figure that one claimant gave of one scope.

        With ``as_of`` only what was known by that day; with ``latest`` only the latest of each claimant and scope,
        counts and estimates apart; with ``unrestricted`` only what is about the whole place and all the days of the
        incident, and of no sex, age or limits. Filters mean equal, not within; an empty ``status`` is everybody.

        The columns are those of the table ``claims``, with booleans for yes and no, and some more; see
        :func:`casualty_dataset.analysis.claims.fold`.
        """
        folded = self._fold(_day(as_of), delta, strict_dates)
        rows = standing.latest_word(folded) if latest else folded
        rows = questions.unrestricted(rows, self.hierarchies) if unrestricted else rows
        published = [name for name in DERIVED["claims"].columns() if name in rows.columns]
        return rows.filter(self._filters(incident, measure, status, place, claimants)).select(
            *published, pl.exclude(published)
        )

    def _fold(self, as_of: date | None = None, delta: float = DELTA, strict_dates: bool = False) -> pl.DataFrame:
        key = (as_of, delta, strict_dates)
        if key not in self._folded:
            self._folded[key] = folding.fold(self._tables, as_of, delta=delta, strict_dates=strict_dates)
        return self._folded[key]

    def typed_claims(self, params: Parameters | None = None) -> dict[str, Claim]:
        """Every claim by id, as known under the parameters of a run."""
        params = params or Parameters()
        folded = self._fold_under(params)
        return {claim.claim_id: claim for claim in Claim.from_frame(folded)}

    def _filters(
        self,
        incident: str | None,
        measure: str | None,
        status: str | None,
        place: str | None,
        claimants: Sequence[str] = (),
    ) -> list[pl.Expr]:
        """Refuse a filter that nothing could meet; an empty status is everybody."""
        for claimant in claimants:
            self._known("actors", "actor_id", claimant, "actor")
        if incident is not None:
            self._known("incidents", "incident_id", incident, "incident")
        if measure is not None:
            _among(measure, MEASURE, "measure")
        if status:
            _among(status, STATUS, "status")
        if place is not None:
            self._known("places", "place_id", place, "place")
        equal = {"incident_id": incident, "measure": measure, "place_id": place, "status": status}
        kept = [pl.col(name).fill_null("") == value for name, value in equal.items() if value is not None]
        return [pl.lit(True), *kept, *([pl.col("claimant_id").is_in(list(claimants))] if claimants else [])]

    def _known(self, table: str, column: str, name: str, kind: str) -> str:
        ids = self._tables[table][column].to_list()
        if name not in ids and "retired" in self._tables:
            retired = self._tables["retired"].filter(pl.col("table") == table, pl.col("id") == name)
            if retired.height:
                raise UnknownName(f"{name} was retired: `dataset show {name}` says why and what stands for it.")
        return _among(name, ids, kind)

    # --- reconciliation ------------------------------------------------------------------------------

    def reconcile(
        self,
        rule: str = DEFAULT,
        *,
        incident: str | None = None,
        measure: str | None = None,
        status: str | None = None,
        place: str | None = None,
        as_of: Day | None = None,
        exclude: Sequence[str] = (),
        delta: float = DELTA,
        as_floors: bool = False,
        strict_dates: bool = False,
        anonymous: bool = False,
        order: Sequence[str] = (),
        min_proximity: str | None = None,
    ) -> pl.DataFrame:
        """Answer by a rule every question that meets the filters, with the columns of the table ``ranges``.

        Filters mean equal, not within; ``place`` is asked about instead of the place of the incident. The other
        arguments are those of :class:`~casualty_dataset.model.Parameters`. Raises ``ValueError`` where ``priority@1``
        is given no order.
        """
        params = Parameters(
            _day(as_of), tuple(exclude), delta, as_floors, strict_dates, anonymous, tuple(order), min_proximity
        )
        pools = self._pools(self._asked(params, incident, measure, status, place), params)
        return _published(reconcile.ranges(pools, [_among(rule, RULES, "rule")]))

    def ranges(
        self,
        rule: str,
        params: Parameters | None = None,
        *,
        incident: str | None = None,
        measure: str | None = None,
        status: str | None = None,
        place: str | None = None,
    ) -> list[Range]:
        """The same answers as :meth:`reconcile`, each with the claims that were set aside, and why."""
        params = params or Parameters()
        _among(rule, RULES, "rule")
        pools = self._pools(self._asked(params, incident, measure, status, place), params)
        return reconcile.typed_ranges(reconcile.ranges(pools, [rule]), pools)

    def all_ranges(self) -> pl.DataFrame:
        """The answer of every rule that needs no order to every question: the table ``ranges``."""
        params = Parameters()
        return _published(reconcile.ranges(self._pools(self._asked(params), params), TABLED))

    def pools(self, asked: Sequence[Question], params: Parameters | None = None) -> list[Pool]:
        """The pool of each question: the claims that answer it, and those that are set aside, and why."""
        params = params or Parameters()
        pools = self._pools(questions.as_frame(asked), params)
        return reconcile.typed_pools(pools, self._fold_under(params))

    def _asked(
        self,
        params: Parameters,
        incident: str | None = None,
        measure: str | None = None,
        status: str | None = None,
        place: str | None = None,
    ) -> pl.DataFrame:
        """The questions that meet the filters; of an incident about which none is answered, that about its killed."""
        filters = self._filters(incident, measure, status, None)
        if place is not None:
            self._known("places", "place_id", place, "place")
        asked = questions.answerable(self._standing(params), self.hierarchies, place).filter(filters)
        if asked.height or incident is None:
            return asked
        scope = replace(self.hierarchies.whole_of(incident, place), measure=measure or "killed", status=status or None)
        return questions.as_frame([Question(scope)])

    def _standing(self, params: Parameters) -> pl.DataFrame:
        if params.min_proximity is not None:
            _among(params.min_proximity, PROXIMITY, "proximity")
        return standing_claims(self._fold_under(params), params)

    def _fold_under(self, params: Parameters) -> pl.DataFrame:
        return self._fold(params.as_of, params.delta, params.strict_dates)

    def _pools(self, asked: pl.DataFrame, params: Parameters) -> Pools:
        for kind in params.order:
            _among(kind, ACTOR_KIND, "kind of claimant")
        for actor in params.exclude:
            self._known("actors", "actor_id", actor, "actor")
        return Pools(asked, self._fold_under(params), self.hierarchies, self.independence, self.kinds, params)

    # --- conflicts, comparisons, series --------------------------------------------------------------

    def conflicts(self) -> pl.DataFrame:
        """Pairs of claims that contradict each other, falls without a reason, and sums that do not add up.

        The columns are those of the table ``conflicts``, each with its ``sentence`` and ``sentence_ar``, in the order
        of ``rank``: named claimants first, then the subject as a whole, then the greater ratio of the two figures.
        """
        every = self._fold()
        numbered = standing.with_interval(every).filter(~pl.col("increment"))
        anonymous = frozenset(actor for actor, kind in self.kinds.items() if kind == "anonymous")
        rows = pl.concat(
            [
                conflicts.contradictions(
                    numbered, standing.standing(every), self.hierarchies, self.independence, anonymous
                ),
                conflicts.falls(numbered),
                conflicts.sums(self._tables["tallies"], self._tables["places"]),
            ],
            how="vertical_relaxed",
        )
        sentences = self._conflict_sentences(rows)
        ranked = rows.with_columns(rank=pl.int_range(1, pl.len() + 1))
        return ranked.with_columns(
            pl.Series("sentence", [sentence.en for sentence in sentences], dtype=pl.String),
            pl.Series("sentence_ar", [sentence.ar for sentence in sentences], dtype=pl.String),
        )

    def _conflict_sentences(self, rows: pl.DataFrame) -> list[Sentence]:
        """The sentences of each conflict. The whole of a sum is a tally; everything else is a claim."""
        listed = [Conflict.from_row(row) for row in rows.iter_rows(named=True)]
        ids = {id_ for conflict in listed for id_ in (conflict.claim_id, conflict.other_id)}
        claims = Claim.from_frame(self._fold().filter(pl.col("claim_id").is_in(list(ids))))
        statements: dict[str | None, Statement] = {claim.claim_id: claim for claim in claims}
        return [
            conflict_sentences(
                conflict,
                self.tally(conflict.claim_id) if conflict.kind == "sum" else statements[conflict.claim_id],
                statements.get(conflict.other_id),
                self.names,
            )
            for conflict in listed
        ]

    @cached_property
    def _raised(self) -> frozenset[str]:
        """The tallies of claims that their claimant raised by more than δ within a day."""
        numbered = standing.with_interval(self._fold()).filter(~pl.col("increment"))
        ids = contradiction.with_raised(numbered).filter("raised")["tally_ids"]
        return frozenset(tally for cell in ids for tally in cell.split("|"))

    def compare(self, a: str, b: str) -> Comparison:
        """Compare two tallies: the relation of their scopes, and whether their figures conflict."""
        first, second = self.tally(a), self.tally(b)
        relation = self.hierarchies.relation(first.scope, second.scope)
        return contradiction.compare(self._dated(first), self._dated(second), relation, self._raised)

    def _dated(self, tally: Tally) -> contradiction.Dated:
        scope = tally.scope
        roots = self.independence.roots(tally.claimant_id, scope.measure, scope.status)
        return contradiction.Dated(tally, self.hierarchies.bounds(scope)[1], roots)

    def timeline(
        self,
        *,
        claimants: Sequence[str] = (),
        incident: str | None = None,
        measure: str | None = None,
        status: str | None = None,
        place: str | None = None,
    ) -> pl.DataFrame:
        """The toll as stated over time, a series a claimant and scope.

        A claimant is followed through all its names. Its increments are given where it gives no total of that incident
        and measure among what meets the filters. Columns: see :func:`casualty_dataset.analysis.timeline.timeline`.
        """
        filters = self._filters(incident, measure, status, place)
        return with_increments_alone(timeline(self._fold()).filter(*filters, self._is_of_bodies(claimants)))

    def series(
        self,
        *,
        claimants: Sequence[str] = (),
        incident: str | None = None,
        measure: str | None = None,
        status: str | None = None,
        place: str | None = None,
    ) -> pl.DataFrame:
        """The same as one tidy table, with the columns of the table ``series``: a row a point, names in words.

        The numbers of the series are those of the whole record, whatever the filters.
        """
        filters = self._filters(incident, measure, status, place)
        rows = series_table(self.timeline(), self._tables, self.hierarchies)
        return rows.filter(*filters, self._is_of_bodies(claimants)).select(list(DERIVED["series"].columns()))

    def _is_of_bodies(self, claimants: Sequence[str]) -> pl.Expr:
        """True of the claims of the bodies that continue these claimants today; of every one where none is given."""
        continued = folding.continued_by(self._tables["actors"])
        known = [self._known("actors", "actor_id", claimant, "actor") for claimant in claimants]
        bodies = [continued.get(claimant, claimant) for claimant in known]
        return pl.col("body_id").is_in(bodies) if bodies else pl.lit(value=True)


def _published(answers: pl.DataFrame) -> pl.DataFrame:
    """Answers with the columns of the table ``ranges``, sorted by question and rule."""
    percent = ((pl.col("disagreement") - 1) * 100).round().cast(pl.Int64)
    rows = answers.with_columns(disagreement_percent=percent).sort(reconcile.KEY)
    return rows.select(
        *reconcile.KEY, "pool", *(name for name in reconcile.ANSWER if name != "disagreement"), "disagreement_percent"
    )


def _day(day: Day | None) -> date | None:
    """A day given as text or as a date. Raises ``ValueError`` for a text that is no day."""
    if isinstance(day, str):
        if not is_day(day):
            raise WrongValue(f"{quoted(day)} is not a day; write it as 2025-03-12.")
        return date.fromisoformat(day)
    return day


def _among(name: str, known: Iterable[str], kind: str) -> str:
    """The name, if it is known; else the message of the error gives the nearest, or all if they are few."""
    names = list(known)
    if name in names:
        return name
    choices = f"; there are {', '.join(names)}." if len(names) <= _FEW else "."
    raise UnknownName(f"{quoted(name)} is no {kind}{did_you_mean(name, names) or choices}")


_FEW: Final = 16
"""So many names are listed."""
