"""``dataset reconcile``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from casualty_dataset.analysis.rules import DEFAULT
from casualty_dataset.cli.commands import door
from casualty_dataset.cli.options import Day, format_option, pass_root
from casualty_dataset.cli.output import print_lines, remark
from casualty_dataset.cli.text import reconcile as text
from casualty_dataset.model import Parameters
from casualty_dataset.workflows.ask import record_of
from casualty_schemas.semantics import DELTA
from casualty_schemas.vocabulary import PROXIMITY


@door("reconcile")
@click.option("--rule", default=DEFAULT, show_default=True, help="Reconciliation rule, by name and version.")
@click.option("--as-of", type=Day(), help="Use only what could be known on this day.")
@click.option("--exclude", multiple=True, metavar="ACTOR", help="Leave out the claims of an actor; may be repeated.")
@click.option(
    "--min-proximity",
    type=click.Choice(list(PROXIMITY)),
    help="Leave out what is known only from documents farther from the claimant than this.",
)
@click.option("--incident", metavar="ID", help="Only this incident.")
@click.option("--measure", metavar="M", help="Only this measure.")
@click.option("--status", metavar="S", help="Only this status; an empty one is everybody.")
@click.option("--place", metavar="ID", help="This place instead of the place of the incident.")
@click.option(
    "--delta",
    type=click.FloatRange(0, 1),
    default=DELTA,
    show_default=True,
    help="Margin δ of “about” and “nearly”.",
)
@click.option("--floors", "as_floors", is_flag=True, help="Read every count as a floor.")
@click.option("--strict-dates", is_flag=True, help="Leave out what has no exact day of publication.")
@click.option("--anonymous", is_flag=True, help="Include claimants that no document names.")
@click.option("--order", multiple=True, metavar="KIND", help="Kinds of claimant in order, for priority@1.")
@format_option("table", "csv", "json")
@pass_root
def command(
    root: Path,
    /,
    form: str,
    rule: str,
    incident: str | None,
    measure: str | None,
    status: str | None,
    place: str | None,
    **parameters: Any,
) -> int:
    """Filters mean equal, not within.

    \b
    Example:
      dataset reconcile --incident sy-2025-03-06-coast --status civilian
      dataset reconcile --rule median@1 --as-of 2025-03-12 --format json
    """
    record, params = record_of(root), Parameters(**parameters)
    ranges = record.ranges(rule, params, incident=incident, measure=measure, status=status, place=place)
    if not ranges and form != "table":
        remark(text.NO_RANGE)
    print_lines(text.lines(form, record, rule, params, ranges))
    return 0
