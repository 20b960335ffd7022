"""Numbers that are computed: a change with its sign, and the margin of "about" and "nearly" behind a gap."""

from __future__ import annotations

from casualty_dataset.model import Statement
from casualty_schemas.semantics import DELTA


def computed_by(higher: Statement, lower: Statement) -> list[str]:
    """Return the qualifiers by whose margin the least distance of two figures is computed: "about", "nearly", or none.

    The distance lies between the lower bound of the higher figure and the upper bound of the lower one. "Nearly" says
    itself that the number is not reached, so it has a margin below it alone.
    """
    used = {statement.figure.qualifier for statement in (higher, lower)} & {"about"}
    if higher.figure.qualifier == "nearly":
        used.add("nearly")
    return sorted(used)


def margin_percent() -> str:
    """Return by how much such a number may miss: 10 %."""
    return f"{DELTA * 100:.0f} %"


def signed(number: int) -> str:
    """Return a change with its sign: +30, −12."""
    return f"{'−' if number < 0 else '+'}{abs(number):,}"
