"""Rules: a rule is a function whose docstring is the rule and whose decorator names the remedy and the tables it reads.

The function is handed one :class:`~casualty_dataset.validation.rules.context.Context` and returns checks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from casualty_dataset.validation.rules.check import Checks
from casualty_dataset.validation.rules.context import Context


@dataclass(frozen=True, slots=True)
class Rule:
    """One validation rule; ``name`` is the name of its function, by which problems and waivers cite it.

    ``tables`` are the tables that it reads: it runs only where all of them are sound. A rule of ``every_table`` runs
    once for each sound table, any other once; its findings are then about the first of its tables. ``personal``: what
    it finds may identify a person, so no finding on that line shows a value. ``blocks_edits``: ``dataset retire`` and
    ``dataset correct`` refuse an edit that breaks it, because no later edit could repair it. ``after_waivers``: it runs
    last, when it is known which waivers excused something.
    """

    name: str
    text: str
    remedy: str
    make_checks: Callable[[Context], Checks]
    tables: tuple[str, ...]
    every_table: bool
    severity: str
    waivable: bool
    personal: bool
    blocks_edits: bool
    after_waivers: bool

    def checks(self, context: Context, table: str) -> Checks:
        """Make the checks of this rule for one table."""
        return self.make_checks(context.of_rule(table, {table, *self.tables}))


def rule(
    remedy: str,
    *,
    tables: tuple[str, ...] = (),
    every_table: bool = False,
    severity: str = "error",
    waivable: bool = False,
    personal: bool = False,
    blocks_edits: bool = False,
    after_waivers: bool = False,
) -> Callable[[Callable[[Context], Checks]], Rule]:
    """Make a rule of a function; ``remedy`` says what a person should do about a finding."""

    def declare(make_checks: Callable[[Context], Checks]) -> Rule:
        text = " ".join((make_checks.__doc__ or "").split())
        return Rule(
            make_checks.__name__, text, remedy, make_checks, tables, every_table, severity, waivable, personal,
            blocks_edits, after_waivers,
        )  # fmt: skip

    return declare
