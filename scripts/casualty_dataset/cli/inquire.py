"""reconcile, compare, timeline."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from casualty_dataset.cli import REFUSED, cli, find_root, remark, say

if TYPE_CHECKING:
    import polars as pl

    from casualty_dataset.inquiry import Comparison, Inquiry
    from casualty_dataset.reconcile import Parameters, Range

_TABLE = click.Choice(["table", "csv", "json"])


def _ask(ctx: click.Context, question: Callable[[Inquiry], Iterable[str]]) -> int:
    """Ask a sound dataset; what is not there is a wrong call."""
    root = find_root(ctx.obj)
    from casualty_dataset import flow, inquiry

    try:
        say(question(inquiry.Inquiry(flow.tables_of(root))))
    except (inquiry.Unknown, ValueError) as wrong:
        raise click.UsageError(str(wrong)) from None
    except flow.Refused as refusal:
        remark(f"Error: {refusal}")
        return REFUSED
    return 0


@cli.command()
@click.option("--rule", default="envelope@1", show_default=True, help="Reconciliation rule, by name and version.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="What could be known on this day.")
@click.option("--exclude", multiple=True, metavar="ACTOR", help="Leave out the claims of an actor.")
@click.option("--incident", metavar="ID", help="Only this incident.")
@click.option("--measure", metavar="M", help="Only this measure.")
@click.option("--status", metavar="S", help="Only this status; an empty one is everybody.")
@click.option("--place", metavar="ID", help="This place instead of the place of the incident.")
@click.option("--delta", type=click.FloatRange(0, 1), default=0.10, show_default=True, help="δ of “about”.")
@click.option("--floors", is_flag=True, help="Read every count as a floor.")
@click.option("--strict-dates", is_flag=True, help="Leave out what has no exact day of publication.")
@click.option("--anonymous", is_flag=True, help="Take in claimants that no document names.")
@click.option("--order", multiple=True, metavar="KIND", help="Kinds of claimant in order, for priority@1.")
@click.option("--format", "form", type=_TABLE, default="table", show_default=True)
@click.pass_context
def reconcile(ctx: click.Context, /, form: str, rule: str, as_of: datetime | None, **given: Any) -> int:
    """Say low, best and high under a named rule, with the tallies behind each bound.

    \b
    Example:
      dataset reconcile --incident sy-2025-03-06-coast --status civilian
      dataset reconcile --rule median@1 --as-of 2025-03-12 --format json
    """
    from casualty_dataset.reconcile import Parameters

    told = Parameters(
        as_of=as_of.date() if as_of else None, exclude=given["exclude"], share=given["delta"],
        as_floors=given["floors"], strict_dates=given["strict_dates"], anonymous=given["anonymous"],
        order=given["order"],
    )  # fmt: skip
    filters = {name: given[name] for name in ("incident", "measure", "status", "place")}

    def question(inquiry: Inquiry) -> Iterable[str]:
        ranges = inquiry.reconcile(rule, told=told, **filters)
        return {"json": _ranges_json, "csv": _ranges_csv, "table": _ranges_table}[form](inquiry, rule, told, ranges)

    return _ask(ctx, question)


@cli.command()
@click.argument("one", metavar="TALLY")
@click.argument("other", metavar="TALLY")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def compare(ctx: click.Context, one: str, other: str, form: str) -> int:
    """Say how the scopes of two tallies stand to each other, and whether their figures conflict.

    \b
    Example:
      dataset compare T00000173 T00000188
    """
    return _ask(ctx, lambda inquiry: _comparison(inquiry, one, other, form))


@cli.command()
@click.option("--claimant", "claimants", multiple=True, metavar="ACTOR", help="Only this claimant; may be repeated.")
@click.option("--measure", metavar="M", help="Only this measure.")
@click.option("--status", metavar="S", help="Only this status; an empty one is everybody.")
@click.option("--place", metavar="ID", help="Only this place.")
@click.option("--format", "form", type=_TABLE, default="table", show_default=True)
@click.pass_context
def timeline(ctx: click.Context, /, form: str, **filters: Any) -> int:
    """Tell the toll as stated over time, a series a claimant and scope.

    \b
    Example:
      dataset timeline --claimant sohr --measure killed --status civilian --place syria-coast
    """

    def question(inquiry: Inquiry) -> Iterable[str]:
        from casualty_dataset.inquiry import timeline_as_json

        told = inquiry.timeline(**filters)
        if form == "json":
            return [json.dumps(timeline_as_json(told), ensure_ascii=False)]
        if not told.height:
            return ["No claim meets these filters."]
        return _points_csv(told) if form == "csv" else _points_table(inquiry, told)

    return _ask(ctx, question)


# --- how it is printed -------------------------------------------------------------------------------


def _ranges_json(inquiry: Inquiry, rule: str, told: Parameters, ranges: Sequence[Range]) -> Iterator[str]:
    from casualty_dataset.inquiry import ranges_as_json

    folded = inquiry.claims(told.as_of, share=told.share, strict_dates=told.strict_dates)
    tallies = {claim: ids.split("|") for claim, ids in folded.select("claim_id", "tally_ids").iter_rows()}
    yield json.dumps(ranges_as_json(rule, told, ranges, tallies, inquiry.world), ensure_ascii=False, default=str)


_RANGE_COLUMNS = ("rule", "incident_id", "place_id", "measure", "unit", "status", "party_id", "basis", "low", "best",
                  "high", "stated_max", "claims", "claimants", "independent", "disagreement", "low_claims",
                  "high_claims", "reason")  # fmt: skip


def _ranges_csv(inquiry: Inquiry, rule: str, told: Parameters, ranges: Sequence[Range]) -> Iterator[str]:  # noqa: ARG001
    yield ",".join(_RANGE_COLUMNS)
    for one in ranges:
        cells = {
            **{name: getattr(one, name) for name in _RANGE_COLUMNS if hasattr(one, name)},
            **{name: getattr(one.question, name) for name in _RANGE_COLUMNS if hasattr(one.question, name)},
            "place_id": one.question.scope(inquiry.world)["place_id"],
        }
        yield _line(cells[name] for name in _RANGE_COLUMNS)


def _line(cells: Iterable[Any]) -> str:
    texts = ["" if cell is None else "|".join(cell) if isinstance(cell, tuple) else str(cell) for cell in cells]
    return ",".join(f'"{text.replace(chr(34), chr(34) * 2)}"' if set(text) & set(',"') else text for text in texts)


def _ranges_table(inquiry: Inquiry, rule: str, told: Parameters, ranges: Sequence[Range]) -> Iterator[str]:  # noqa: ARG001
    from casualty_dataset.sentences import day_en

    when = f"as of {day_en(told.as_of)}" if told.as_of else "as of today"
    yield f"{rule}, {when}" + (f", without {', '.join(told.exclude)}" if told.exclude else "")
    rows = [("incident", "counted", "low", "best", "high", "claims")]
    for one in ranges:
        asked = one.question
        who = ", ".join(filter(None, (asked.measure, asked.status, asked.party_id, asked.basis)))
        high = "–" if one.reason else ("open" if one.high is None and one.low is not None else _number(one.high))
        rows.append((asked.incident_id, who, _number(one.low), _number(one.best), high, str(one.claims)))
    yield from _columns(rows)
    reasons = [one for one in ranges if one.reason]
    for one in reasons[:5]:
        yield f"{one.question.incident_id}: {one.reason}."
    if len(reasons) > 5:
        yield f"… and {len(reasons) - 5} more without an answer; --format json gives the reason of each."
    if len(ranges) == 1 and ranges[0].low is not None:
        yield from _behind(ranges[0])


def _behind(one: Range) -> Iterator[str]:
    yield f"low rests on {', '.join(one.low_claims)}"
    if one.high_claims:
        yield f"high rests on {', '.join(one.high_claims[:5])}"
    yield f"{one.claimants} claimants, {one.independent} independent; stated at most {_number(one.stated_max)}"
    yield f"{len(one.set_aside)} claims set aside; --format json says why."


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows in columns at most 80 characters wide: text to the left, numbers to the right."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    spare = 80 - sum(widths[2:]) - 2 * (len(widths) - 1)
    if widths[0] + widths[1] > spare:
        widths[0] = min(widths[0], max(20, spare - min(widths[1], spare // 2)))
        widths[1] = max(12, spare - widths[0])
    for row in rows:
        cells = [_cut(cell, width) for cell, width in zip(row, widths, strict=True)]
        left = [cell.ljust(width) for cell, width in zip(cells[:2], widths[:2], strict=True)]
        right = [cell.rjust(width) for cell, width in zip(cells[2:], widths[2:], strict=True)]
        yield "  ".join([*left, *right]).rstrip()


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _comparison(inquiry: Inquiry, one: str, other: str, form: str) -> Iterator[str]:
    found: Comparison = inquiry.compare(one, other)
    if form == "json":
        yield json.dumps(
            {
                "relation": found.relation,
                "dimensions": dict(found.dimensions),
                "conflict": found.conflict,
                "why": found.why,
            },
            ensure_ascii=False,
        )
        return
    yield f"{one} and {other}: {found.relation}; their figures {'conflict' if found.conflict else 'do not conflict'}."
    yield found.why
    yield from (f"  {name:<13} {word}" for name, word in found.dimensions.items())


_POINT_COLUMNS = ("claimant_id", "basis", "incident_id", "place_id", "measure", "unit", "status", "sex", "age", "as_of",
                  "as_of_part", "qualifier", "value", "low", "high", "kind", "step", "documents",
                  "tally_ids")  # fmt: skip


def _points_csv(told: pl.DataFrame) -> Iterator[str]:
    yield ",".join(_POINT_COLUMNS)
    for row in told.select(_POINT_COLUMNS).iter_rows():
        yield _line(row)


def _points_table(inquiry: Inquiry, told: pl.DataFrame) -> Iterator[str]:
    """Each series with its scope in words and a bar for each figure; bars only where people look."""
    from casualty_dataset.sentences import brief, claim_scope

    top = max((value or 0 for value in told["value"]), default=0)
    drawn = sys.stdout.isatty()
    for (_,), rows in told.group_by("series", maintain_order=True):
        first = rows.row(0, named=True)
        yield f"{inquiry.names.en('actors', first['claimant_id'])}: {claim_scope(first, inquiry.names)}"
        for row in rows.iter_rows(named=True):
            marks = {"fall": " ▼ lower, no reason read", "correction": " ▼ corrected", "absence": " (no figure)"}
            step = f" {row['step']:+,}" if row["step"] else ""
            bar = " " + "█" * round(24 * (row["value"] or 0) / top) if drawn and top else ""
            yield f"  {brief(row)}{step}{marks.get(row['kind'], '')}{bar}"
