"""Run the rules over the sound tables, and leave out what a waiver excuses."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

import polars as pl

from casualty_dataset.core.problems import Problems
from casualty_dataset.history.release_history import ReleaseHistory
from casualty_dataset.validation.rules.catalogue import RULES
from casualty_dataset.validation.rules.check import evaluate
from casualty_dataset.validation.rules.context import Context
from casualty_dataset.validation.rules.history import ids_of, named_rows
from casualty_dataset.validation.rules.known_names import known_names
from casualty_dataset.validation.rules.names import announcements
from casualty_dataset.validation.rules.pii_candidates import find_candidates
from casualty_dataset.validation.rules.rule import Rule
from casualty_dataset.validation.rules.statements import nested_tallies
from casualty_schemas import CURATED


def apply(
    tables: Mapping[str, pl.DataFrame],
    sound: Collection[str],
    today: date,
    problems: Problems,
    releases: ReleaseHistory | None = None,
) -> None:
    """Run every rule whose tables are sound, and add to ``problems`` what it finds and no waiver excuses.

    ``tables`` are the tables that could be typed, with their references as row numbers; ``sound`` names those whose
    form, values, keys and references are in order. ``today`` is the last day that may be known; ``releases`` what the
    releases hold that the tables do not.
    """
    runnable = [rule for rule in RULES if set(rule.tables) <= set(sound) and (not rule.waivable or "waivers" in sound)]
    context = make_context({name: tables[name] for name in sound}, today, releases or ReleaseHistory(), runnable)
    run = _Run(context, problems)
    run.rules([rule for rule in runnable if not rule.after_waivers])
    run.context = replace(context, excused=frozenset(run.excused))
    run.rules([rule for rule in runnable if rule.after_waivers])
    for table, lines in run.personal_lines.items():
        problems.withhold(f"dataset/{table}.csv", lines)
    for table in CURATED:
        if table not in sound:
            _note_rules_not_run(table, problems)


def make_context(
    tables: Mapping[str, pl.DataFrame], today: date, releases: ReleaseHistory, rules: Iterable[Rule] = RULES
) -> Context:
    """Prepare what several rules share."""
    nestable = {"tallies", "places"} <= tables.keys()
    return Context(
        tables=tables,
        table=CURATED["tallies"],
        declared=(),
        today=today,
        releases=releases,
        row_numbers=named_rows(tables),
        candidates=find_candidates(tables, announcements()),
        known_names=cache(lambda without: known_names(tables, without)),
        nested_tallies=nested_tallies(tables["tallies"], tables["places"]) if nestable else pl.DataFrame(),
        waivable=frozenset(rule.name for rule in RULES if rule.waivable),
        evaluated=frozenset(rule.name for rule in rules if rule.waivable),
    )


@dataclass(slots=True)
class _Run:
    """One run of the rules: what waivers excused so far, and the lines on which personal data were found, by table."""

    context: Context
    problems: Problems
    excused: set[tuple[str, str, str]] = field(default_factory=set)
    personal_lines: dict[str, set[int]] = field(default_factory=dict)

    def rules(self, rules: Iterable[Rule]) -> None:
        """Run these rules together."""
        made = [(rule, table, rule.checks(self.context, table)) for rule in rules for table in self._checked(rule)]
        checks = [(rule, table, check) for rule, table, some in made for check in some]
        results = evaluate([check for _, _, check in checks])
        for (rule, table, check), findings in zip(checks, results, strict=True):
            if findings is not None:
                self._report(rule, table, self._not_excused(rule, table, findings), check.remedy or rule.remedy)

    def _checked(self, rule: Rule) -> list[str]:
        """The tables that a rule checks, one after the other."""
        tables = self.context.tables
        return [name for name in tables if tables[name].height] if rule.every_table else [rule.tables[0]]

    def _not_excused(self, rule: Rule, table: str, findings: pl.DataFrame) -> pl.DataFrame:
        """Return the findings that no waiver excuses, and note those that one does."""
        if not rule.waivable:
            return findings
        waivers = self.context.tables["waivers"]
        waived = waivers.filter((pl.col("rule") == rule.name) & (pl.col("table") == table))["id"]
        if not waived.len():
            return findings
        ids = ids_of(table, self.context.tables[table]).gather(findings["row"])
        self.excused |= {(rule.name, table, id_) for id_ in set(waived) & set(ids)}
        return findings.filter(~ids.is_in(waived.implode()))

    def _report(self, rule: Rule, table: str, findings: pl.DataFrame, remedy: str) -> None:
        if not findings.height:
            return
        self.problems.add_rows(f"dataset/{table}.csv", rule.name, rule.severity, remedy, findings)
        if rule.personal:
            self.personal_lines.setdefault(table, set()).update(findings["row"] + 2)


def _note_rules_not_run(table: str, problems: Problems) -> None:
    waived = table == "waivers"
    missed = [rule.name for rule in RULES if table in rule.tables or rule.every_table or (waived and rule.waivable)]
    problems.add(
        f"dataset/{table}.csv",
        "not_checked",
        f"{len(missed)} rules that read this table did not run, because its errors come first: {', '.join(missed)}",
        "Correct its errors and run `dataset validate` again.",
        severity="warning",
    )
