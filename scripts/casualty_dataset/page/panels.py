"""The questions of the page in one language: charts, their tables, the rules, and claims set aside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from casualty_dataset.analysis.reasons import NO_DOCUMENTED
from casualty_dataset.analysis.rules import TABLED
from casualty_dataset.language.cldr import short_months
from casualty_dataset.page.chart import captions, toll_chart
from casualty_dataset.page.chart.interval_bar import axis, interval_bar
from casualty_dataset.page.edition import Edition
from casualty_dataset.page.facts import Facts
from casualty_dataset.page.incident_list import days
from casualty_dataset.page.questions import MOST_APART, MOST_LINES, Asked
from casualty_dataset.page.rows import ClaimRow, PointRow, RangeRow


def question_panels(asked: Sequence[Asked], edition: Edition, facts: Facts) -> list[dict[str, Any]]:
    """Return the values of one panel per question."""
    return [_panel(number, question, edition, facts) for number, question in enumerate(asked, 1)]


def _panel(number: int, asked: Asked, edition: Edition, facts: Facts) -> dict[str, Any]:
    title = asked.title(edition, facts)
    now = [row for row in asked.now if row["lower"] is not None]
    return {
        "number": number,
        "title": title,
        "subject": _subject(edition, facts),
        "drawings": _drawings(asked, title, edition),
        "points": [_point(row, edition) for line in asked.over_time for row in line],
        "now": [_now(row, edition, now) for row in now],
        "axis": axis(0, _most(now), rtl=edition.rtl) if now else None,
        "scale": edition.text("axis_label", least=0, most=_most(now)),
        "rules": [_rule(rule, asked.answers[rule], edition, facts) for rule in TABLED if rule in asked.answers],
        "apart": [_aside(row, why, edition, facts) for row, why in asked.apart[:MOST_APART]],
        "apart_of": _count(asked.apart, MOST_APART, edition),
        "apart_left": edition.text("apart_left") if len(asked.apart) > MOST_APART else None,
        "all_claims": edition.link(f"claims-{asked.question.scope.incident_id}"),
        "lines_left": _lines_left(asked, edition),
        "headline": headline(asked, edition),
    }


def _subject(edition: Edition, facts: Facts) -> str:
    """Write the place and the days that every figure of a panel is about."""
    if facts.subject is None:
        return ""
    place = edition.of(facts.places[facts.subject["place_id"]], "name")
    return f"{place}{edition.text('comma')}{days(facts.subject, edition)}"


def _count(rows: Sequence[Any], most: int, edition: Edition) -> str:
    """Write how many rows there are; if only some are shown, how many of them."""
    if len(rows) <= most:
        return edition.number(len(rows))
    return edition.text("some_of", n=most, all=len(rows))


def _lines_left(asked: Asked, edition: Edition) -> str | None:
    """Write that the chart leaves out lines, if it does."""
    if len(asked.over_time) <= MOST_LINES:
        return None
    return edition.text("lines_left", n=MOST_LINES, all=len(asked.over_time))


def headline(asked: Asked, edition: Edition) -> dict[str, Any] | None:
    """Return the lowest and the highest of the latest claims, with a link each; None if none has a number."""
    rows = [row for row in asked.now if row["value"] is not None or row["high"] is not None]
    if not rows:
        return None
    low, high = min(rows, key=_number_of), max(rows, key=_number_of)
    both = [low] if _number_of(low) == _number_of(high) else [low, high]
    return {
        "numbers": [{"words": edition.quantity(row), "href": edition.link(row["tally_id"])} for row in both],
        "note": edition.text("headline_span", n=len(rows)) if len(rows) > 1 else edition.text("headline_one"),
    }


def _most(rows: Sequence[ClaimRow]) -> int:
    return max((max(_number_of(row), row["upper"] or 0) for row in rows), default=1)


# --- over time ---------------------------------------------------------------------------------------


def _drawings(asked: Asked, title: str, edition: Edition) -> list[Any]:
    lines = [_line(line, edition) for line in asked.over_time[:MOST_LINES]]
    shared: dict[str, Any] = {
        "label": edition.text("toll_label", what=title),
        "rtl": edition.rtl,
        "day": lambda day: _short(day, edition),
        "months": short_months(edition.language),
        "words": {key: edition.text(f"chart_{key}") for key in captions.WORDS},
    }
    return [toll_chart.toll(lines, wide=wide, **shared) for wide in (True, False)]


def _short(day: date, edition: Edition) -> str:
    """Write a day without its year."""
    return f"{day.day} {short_months(edition.language)[day.month - 1]}"


def _line(rows: Sequence[PointRow], edition: Edition) -> toll_chart.Line:
    estimate = f" ({edition.text('estimate')})" if rows[0]["basis"] == "estimate" else ""
    points = tuple(_mark(row, row["as_of"], edition) for row in rows if row["as_of"])
    return toll_chart.Line(edition.of(rows[0], "claimant") + estimate, points)


def _mark(row: PointRow, on: date, edition: Edition) -> toll_chart.Point:
    absent, claimant = row["kind"] in ("absence", "withdrawn"), edition.of(row, "claimant")
    figure = "" if absent else edition.quantity(row)
    day = edition.day(on, row["as_of_precision"])
    return toll_chart.Point(
        on=on,
        number=None if absent else _number_of(row),
        lower=row["lower"],
        upper=row["upper"],
        kind=row["kind"],
        text=f"{claimant}: {edition.quantity(row)}" if absent else f"{claimant}: {figure} ({day})",
        href=edition.link(row["tally_id"]),
        figure=figure,
    )


def _point(row: PointRow, edition: Edition) -> dict[str, Any]:
    """Return a row of the table beside the chart."""
    return {
        "claimant": edition.of(row, "claimant"),
        "day": edition.day(row["as_of"], row["as_of_precision"]),
        "figure": edition.quantity(row),
        "kind": edition.text(row["kind"]),
        "href": edition.link(row["tally_id"]),
    }


# --- now ---------------------------------------------------------------------------------------------


def _now(row: ClaimRow, edition: Edition, rows: Sequence[ClaimRow]) -> dict[str, Any]:
    day = edition.day(row["as_of"], row["as_of_precision"])
    claimant, figure = edition.of(row, "claimant"), edition.of(row, "figure")
    drawn = interval_bar(
        row["lower"], row["upper"], _number_of(row), least=0, most=_most(rows), rtl=edition.rtl,
        label=edition.text("now_label", claimant=claimant, claim=figure, day=day),
        estimate=row["basis"] == "estimate",
    )  # fmt: skip
    return {"claimant": claimant, "figure": figure, "day": day, "span": drawn, **_read_in(row, edition)}


def _read_in(row: ClaimRow, edition: Edition) -> dict[str, Any]:
    return {
        "href": edition.link(row["tally_id"]),
        "place": edition.of(row, "place"),
        **edition.document(row, row["tally_id"]),
        "documents": edition.text("documents_of", n=row["documents"]) if row["documents"] > 1 else None,
    }


def _aside(row: ClaimRow, why: Sequence[str], edition: Edition, facts: Facts) -> dict[str, Any]:
    return {
        "claimant": edition.of(row, "claimant"),
        "figure": edition.of(row, "figure"),
        "day": edition.day(row["as_of"], row["as_of_precision"]),
        "why": _reason(why, edition, facts),
        **_read_in(row, edition),
    }


def _reason(why: Sequence[str], edition: Edition, facts: Facts) -> str:
    match why:
        case ("why_independence", actor):
            return edition.text("why_independence", claimant=edition.of(facts.actors[actor], "name"))
        case (dimension, relation):
            return f"{edition.text(dimension)}: {edition.text(relation)}"
        case (alone,):
            return edition.text(alone)
    raise ValueError(why)


# --- the rules ---------------------------------------------------------------------------------------


def _rule(rule: str, answer: RangeRow, edition: Edition, facts: Facts) -> dict[str, Any]:
    values: dict[str, Any] = {"rule": rule, "meaning": edition.text(rule), "why": None, "bounds": []}
    if answer["low"] is None:
        return values | {"why": edition.text("no_answer", why=_no_answer(answer["reason"], edition))}
    return values | {"bounds": list(_bounds(answer, edition, facts))}


def _bounds(answer: RangeRow, edition: Edition, facts: Facts) -> Iterator[dict[str, Any]]:
    low, best, high = answer["low"], answer["best"], answer["high"]
    if low is None:
        return
    behind = {name: facts.behind(answer[name], answer["incident_id"]) for name in ("low_claims", "high_claims")}
    yield {"number": _bound_in_words(answer["low_claims"], edition, facts), "href": edition.link(behind["low_claims"])}
    middle = edition.text("none") if best is None else edition.text("computed", n=best)
    yield {"number": edition.number(low) if best == low else middle, "href": None}
    if high is not None:
        yield {
            "number": _bound_in_words(answer["high_claims"], edition, facts),
            "href": edition.link(behind["high_claims"]),
        }
    elif answer["stated_max"] is not None:
        yield {"number": edition.text("open_stated", n=answer["stated_max"]), "href": None}
    else:
        yield {"number": edition.text("open"), "href": None}


def _bound_in_words(claims: str | None, edition: Edition, facts: Facts) -> str:
    return edition.figure(facts.bounding[str(claims)])


def _no_answer(reason: str | None, edition: Edition) -> str:
    """Translate the reason why a rule has no answer."""
    if reason == NO_DOCUMENTED:
        return edition.text("no_documented")
    closed = (reason or "").split()[0]
    return edition.text("too_few", n=int(closed)) if closed.isdigit() else edition.text("no_claim")


def _number_of(row: ClaimRow) -> int:
    """Return the number that a claim states; of a range without a best value, the higher one."""
    return row["value"] or row["high"] or row["lower"] or 0
