"""reconcile, compare, timeline."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from casualty_dataset.cli import REFUSED, cli, find_root, remark, say, wrapped
from casualty_dataset.core.errors import Refused, UnknownName

if TYPE_CHECKING:
    import polars as pl

    from casualty_dataset.analysis.reconcile import Parameters, Range
    from casualty_dataset.analysis.record import Comparison, Inquiry

_TABLE = click.Choice(["table", "csv", "json"])


class _Day(click.ParamType[date]):
    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()
        except ValueError:
            self.fail(f"“{value[:40]}” is no day; a day is written as 2025-03-12.", param, ctx)


def _ask(ctx: click.Context, question: Callable[[Inquiry], Iterable[str]]) -> int:
    """Ask a sound dataset; what is not there is a wrong call."""
    root = find_root(ctx.obj)
    from casualty_dataset.analysis.record import Inquiry
    from casualty_dataset.workflows.validate import tables_of

    try:
        say(question(Inquiry(tables_of(root))))
    except (UnknownName, ValueError) as wrong:
        raise click.UsageError(str(wrong)) from None
    except Refused as refusal:
        remark(f"Error: {refusal}")
        return REFUSED
    return 0


@cli.command()
@click.option("--rule", default="envelope@1", show_default=True, help="Reconciliation rule, by name and version.")
@click.option("--as-of", type=_Day(), metavar="YYYY-MM-DD", help="What could be known on this day.")
@click.option("--exclude", multiple=True, metavar="ACTOR", help="Leave out the claims of an actor.")
@click.option("--incident", metavar="ID", help="Only this incident.")
@click.option("--measure", metavar="M", help="Only this measure.")
@click.option("--status", metavar="S", help="Only this status; an empty one is everybody.")
@click.option("--place", metavar="ID", help="This place instead of the place of the incident.")
@click.option("--delta", type=click.FloatRange(0, 1), help="δ of “about”, instead of that of METHODOLOGY.md.")
@click.option("--floors", is_flag=True, help="Read every count as a floor.")
@click.option("--strict-dates", is_flag=True, help="Leave out what has no exact day of publication.")
@click.option("--anonymous", is_flag=True, help="Take in claimants that no document names.")
@click.option("--order", multiple=True, metavar="KIND", help="Kinds of claimant in order, for priority@1.")
@click.option("--format", "form", type=_TABLE, default="table", show_default=True)
@click.pass_context
def reconcile(ctx: click.Context, /, form: str, rule: str, as_of: date | None, **given: Any) -> int:
    """Say low, best and high under a named rule, and what is behind.

    \b
    Example:
      dataset reconcile --incident sy-2025-03-06-coast --status civilian
      dataset reconcile --rule median@1 --as-of 2025-03-12 --format json
    """
    from casualty_dataset.analysis.reconcile import Parameters

    told = Parameters(
        as_of=as_of, exclude=given["exclude"], **({} if given["delta"] is None else {"share": given["delta"]}),
        as_floors=given["floors"], strict_dates=given["strict_dates"], anonymous=given["anonymous"],
        order=given["order"],
    )  # fmt: skip
    filters = {name: given[name] for name in ("incident", "measure", "status", "place")}

    def question(inquiry: Inquiry) -> Iterable[str]:
        ranges = inquiry.reconcile(rule, told=told, **filters)
        if not ranges and form != "table":
            remark(_NO_RANGE)
        return {"json": _ranges_json, "csv": _ranges_csv, "table": _ranges_table}[form](inquiry, rule, told, ranges)

    return _ask(ctx, question)


@cli.command()
@click.argument("one", metavar="TALLY")
@click.argument("other", metavar="TALLY")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def compare(ctx: click.Context, one: str, other: str, form: str) -> int:
    """Say how two tallies stand to each other, and if they conflict.

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
        from casualty_dataset.analysis.record import timeline_as_json

        told = inquiry.timeline(**filters)
        if not told.height:
            why = _none_meets(inquiry, filters)
            if form == "table":
                return wrapped(why)
            remark(why)
        if form == "json":
            return [json.dumps(timeline_as_json(told), ensure_ascii=False)]
        return _points_csv(told) if form == "csv" else _points_table(inquiry, told)

    return _ask(ctx, question)


def _none_meets(inquiry: Inquiry, filters: Mapping[str, Any]) -> str:
    """Why nothing meets the filters together: how many claims each meets alone."""
    given = {name: value for name, value in filters.items() if value not in (None, ())}
    if not given:
        return "There is no claim."
    said = {
        name: ", ".join(value) if isinstance(value, tuple) else value or "everybody" for name, value in given.items()
    }
    alone = [
        f"{name.replace('claimants', 'claimant')} {said[name]}: {inquiry.timeline(**{name: value}).height}"
        for name, value in given.items()
    ]
    return f"No claim meets these filters{' together' if len(given) > 1 else ''}; of each alone: {'; '.join(alone)}."


# --- how it is printed -------------------------------------------------------------------------------


def _ranges_json(inquiry: Inquiry, rule: str, told: Parameters, ranges: Sequence[Range]) -> Iterator[str]:
    from casualty_dataset.analysis.record import ranges_as_json

    folded = _folded(inquiry, told)
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


def _ranges_table(inquiry: Inquiry, rule: str, told: Parameters, ranges: Sequence[Range]) -> Iterator[str]:
    from casualty_dataset.language.english import day

    when = f"as of {day(told.as_of)}" if told.as_of else "as of today"
    yield f"{rule}, {when}" + (f", without {', '.join(told.exclude)}" if told.exclude else "")
    if not ranges:
        yield _NO_RANGE
    else:
        yield from _answered(inquiry, told, ranges)


def _answered(inquiry: Inquiry, told: Parameters, ranges: Sequence[Range]) -> Iterator[str]:
    rows = [("counted", "low", "best", "high", "claims")]
    for one in ranges:
        high = "–" if one.reason else ("open" if one.high is None else _number(one.high))
        rows.append((_counted(one), _number(one.low), _number(one.best), high, str(one.claims)))
    head, *lines = _columns(rows)
    yield from head
    incident = None
    for one, line in zip(ranges, lines, strict=True):
        if one.question.incident_id != incident:
            incident = one.question.incident_id
            yield from wrapped(f"{inquiry.names.en('incidents', incident)} ({incident})")
        yield from line
    yield from _reasons([one for one in ranges if one.reason])
    answered = [one for one in ranges if one.low is not None]
    if len(answered) <= _FEW:
        claims = {row["claim_id"]: row for row in _folded(inquiry, told).iter_rows(named=True)}
        for one in answered:
            yield from wrapped(f"{_counted(one)}:")
            yield from _behind(one, inquiry, claims)


_NO_RANGE = "No claim that stands, about a whole incident or this place, meets these filters."
_FEW = 2
"""Of so many answers the claims behind the bounds are told."""


def _folded(inquiry: Inquiry, told: Parameters) -> pl.DataFrame:
    return inquiry.claims(told.as_of, share=told.share, strict_dates=told.strict_dates)


def _counted(one: Range) -> str:
    """What a range is of, in the codes that the filters take."""
    asked = one.question
    return ", ".join(filter(None, (asked.measure, asked.status or "everybody", asked.party_id, asked.basis)))


def _reasons(without: Sequence[Range]) -> Iterator[str]:
    for one in without[:5]:
        yield from wrapped(f"{one.question.incident_id}, {_counted(one)}: {one.reason}.")
    if len(without) > 5:
        yield f"… and {len(without) - 5} more without an answer; --format json gives the reason of each."


def _behind(one: Range, inquiry: Inquiry, rows: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """The claims on which the bounds rest, who is independent, and what was left out by which dimension."""
    from casualty_dataset.language.english import summary
    from casualty_dataset.model import Claim

    bounds = {"low": one.low_claims, "high" if one.high is not None else "open above": one.high_claims}
    for bound, held in bounds.items():
        for claim in held[:5]:
            who = inquiry.names.en("actors", rows[claim]["claimant_id"])
            yield from wrapped(f"{bound}: {who}, {summary(Claim.from_row(rows[claim]))} {claim}", "  ")
        if len(held) > 5:
            yield f"  {bound}: … and {len(held) - 5} more claims"
    stated = f"; none states more than {_number(one.stated_max)}" if one.stated_max is not None else ""
    claimants = "1 claimant" if one.claimants == 1 else f"{one.claimants} claimants, {one.independent} independent"
    yield from wrapped(f"{claimants}{stated}", "  ")
    if aside := Counter(dimension for _, dimension, _ in one.set_aside).most_common():
        most = ", ".join(f"{many} by {dimension}" for dimension, many in aside[:4])
        more = ", …" if len(aside) > 4 else ""
        yield from wrapped(f"set aside: {len(one.set_aside)} claims, {most}{more}; --format json says why", "  ")


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """Rows in columns at most 80 characters wide, each as its lines: a text, wrapped, then numbers to the right."""
    import textwrap  # here and not above: `validate` has no use for it

    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    room = 80 - sum(widths[1:]) - 2 * len(widths)
    for text, *numbers in rows:
        first, *more = textwrap.wrap(text, min(widths[0], room), break_long_words=False, break_on_hyphens=False)
        cells = [number.rjust(width) for number, width in zip(numbers, widths[1:], strict=True)]
        yield ["  ".join([f"  {first.ljust(min(widths[0], room))}", *cells]), *(f"    {line}" for line in more)]


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
    from casualty_dataset.language.english import tally_sentence

    for id_ in (one, other):
        yield from wrapped(f"{id_}: {tally_sentence(inquiry.tally(id_), inquiry.names)}")
    yield f"Their figures {'conflict' if found.conflict else 'do not conflict'}."
    yield from wrapped(found.why)
    yield f"The scope of the first and that of the second: {found.relation}"
    differing = {name: word for name, word in found.dimensions.items() if word != "equal"}
    yield from (f"  {name:<13} {word}" for name, word in differing.items())
    if differing:
        yield from wrapped(f"equal: {', '.join(name for name in found.dimensions if name not in differing)}", "  ")


_POINT_COLUMNS = ("claimant_id", "basis", "incident_id", "place_id", "measure", "unit", "status", "sex", "age", "as_of",
                  "as_of_part", "qualifier", "value", "low", "high", "kind", "step", "documents",
                  "tally_ids")  # fmt: skip


def _points_csv(told: pl.DataFrame) -> Iterator[str]:
    yield ",".join(_POINT_COLUMNS)
    for row in told.select(_POINT_COLUMNS).iter_rows():
        yield _line(row)


def _points_table(inquiry: Inquiry, told: pl.DataFrame) -> Iterator[str]:
    """Each series with its scope in words and a bar for each figure; bars only where people look."""
    from casualty_dataset.language.english import scope_phrase
    from casualty_dataset.model import Claim

    top = max((value or 0 for value in told["value"]), default=0)
    lines = [(_point(row), row["value"] or 0) for row in told.iter_rows(named=True)]
    room = min(24, 79 - max(len(line) for line, _ in lines)) if sys.stdout.isatty() and top else 0
    several = told["incident_id"].n_unique() > 1
    at = 0
    for (_,), rows in told.group_by("series", maintain_order=True):
        first = rows.row(0, named=True)
        basis = {"documented": ", documented", "estimate": ", an estimate"}.get(first["basis"], "")
        who = inquiry.names.en("actors", first["claimant_id"])
        of = f" [{first['incident_id']}]" if several else ""
        yield from wrapped(f"{who}: {scope_phrase(Claim.from_row(first), inquiry.names)}{basis}{of}")
        for line, value in lines[at : at + rows.height]:
            yield f"{line} {'█' * round(room * value / top)}".rstrip() if room > 0 else line
        at += rows.height


def _point(row: Mapping[str, Any]) -> str:
    from casualty_dataset.language.english import summary
    from casualty_dataset.model import Claim

    fallen = " ▼ lower" if row["revision_reason"] else " ▼ lower, no reason read"
    marks = {"fall": fallen, "correction": " ▼ corrected", "absence": " (no figure)"}
    step = f" {row['step']:+,}" if row["step"] else ""
    return f"  {summary(Claim.from_row(row))}{step}{marks.get(row['kind'], '')}"
