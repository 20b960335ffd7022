"""The checks that do something with the page: follow an address, press keys, filter, sort, copy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from browser.visit import Visit

Row = dict[str, Any]
_NUMBER: Final = re.compile(r"\d+(?:,\d{3})*")
_SLACK: Final = 1.5  # pixels that rounding may cost
_ALL_STOPS: Final = 150  # stops of the keyboard that are walked from each end of the page


def some(items: Sequence[Any], number: int) -> list[Any]:
    """So many of them, evenly from first to last."""
    if len(items) <= number:
        return list(items)
    return [items[at * (len(items) - 1) // (number - 1)] for at in range(number)]


def numbers(text: str) -> list[int]:
    """The whole numbers of a text; separators of thousands are no matter."""
    return [int(number.replace(",", "")) for number in _NUMBER.findall(text)]


# --- addresses -----------------------------------------------------------------------------------


def permalinks(visit: Visit) -> Iterator[str]:
    """Open a sample of every kind of address from outside, then follow it within the open page."""
    look = visit.look
    kinds = {
        "incident": "section.incident",
        "claim": "tr.claim",
        "tally": f'[id^="{look.id("T")}"]:not(tr)',
    }
    for kind, selector in kinds.items():
        ids = some(visit.read("ids", look.language, selector), 4)
        if not ids:
            yield f"there is no {kind} with an address"
        for target in ids:
            visit.go(f"#{target}")
            if complaint := visit.read("landed", look.language, target):
                yield f"{kind}: {complaint}"
        visit.go()
        for target in ids[-1:]:
            visit.page.goto(f"{visit.url}#{target}")
            visit.settle()
            if complaint := visit.read("landed", look.language, target):
                yield f"{kind}, from the open page: {complaint}"


def switch(visit: Visit) -> Iterator[str]:
    """There and back: by the mouse, then by Enter on the focused link."""
    own = visit.look.language
    other = "ar" if own == "en" else "en"
    for means in ("mouse", "keyboard"):
        visit.go()
        for here, there in ((own, other), (other, own)):
            link = visit.page.locator(f'#{here} a[href="#{there}"]:visible')
            if not link.count():
                yield f"#{here} has no link to #{there}"
                return
            if means == "mouse":
                link.first.click()
            else:
                link.first.focus()
                visit.page.keyboard.press("Enter")
            visit.settle()
            yield from (f"by {means} to #{there}: {complaint}" for complaint in visit.read("strangers", there))
            yield from (f"by {means} to #{there}: {complaint}" for complaint in visit.read("sections", there)[:2])


# --- the bars by governorate -----------------------------------------------------------------------


def bars(visit: Visit) -> Iterator[str]:
    """Measure every bar, open its list by the keyboard, and add up what is drawn and what is not."""
    look = visit.look
    areas = visit.read("bars", look.language)
    if not areas:
        yield "there are no bars"
        return
    longest = max(area["listed"] for area in areas)
    unit = max(area["length"] for area in areas) / longest
    for area in areas:
        if abs(area["length"] - unit * area["listed"]) > _SLACK or abs(area["gap"]) > _SLACK:
            yield f"the bar of #{area['id']} is not as long as its {area['listed']} incidents, or begins elsewhere"
        if numbers(area["words"])[-1:] != [area["listed"]]:
            yield f"#{area['id']} says “{area['words'][-20:]}” and lists {area['listed']}"
        summary = visit.page.locator(f"[id='{area['id']}'] > summary")
        summary.focus()
        visit.page.keyboard.press("Enter")
        if not visit.page.locator(f"[id='{area['id']}'] li a").first.is_visible():
            yield f"Enter does not open the list of #{area['id']}"
    account = visit.read("accounted", look.language)
    drawn = sum(area["listed"] for area in areas)
    expected = [drawn + account["elsewhere"], drawn, account["elsewhere"]]
    if numbers(account["caption"]) != expected:
        yield f"the caption says {numbers(account['caption'])}, and the lists hold {expected}"


# --- filters, order, citation --------------------------------------------------------------------


def matches(row: Row, wanted: dict[str, str]) -> bool:
    """Whether a row is to be shown; one without a day is not within any days."""
    on = row.get("on", "")
    return (
        wanted.get("claimant", row.get("claimant")) == row.get("claimant")
        and wanted.get("measure", row.get("measure")) == row.get("measure")
        and ("place" not in wanted or row.get("place") in wanted["place"].split())
        and ("since" not in wanted or (on != "" and on >= wanted["since"]))
        and ("until" not in wanted or (on != "" and on <= wanted["until"]))
    )


def _set(visit: Visit, wanted: dict[str, str]) -> None:
    form = visit.page.locator(f"#{visit.look.language} form.filters")
    form.locator("button[type=reset]").click()
    for name, value in wanted.items():
        if name in ("since", "until"):
            form.locator(f"input[name={name}]").fill(value)
        else:
            form.locator(f"select[name={name}]").select_option(value)
    visit.settle()


def _wanted(visit: Visit, rows: list[Row]) -> Iterator[dict[str, str]]:
    """What is asked for: each filter alone, then together."""
    together: dict[str, str] = {}
    for name in ("claimant", "place", "measure"):
        values = [option["value"] for option in visit.read("options", visit.look.language, name) if option["value"]]
        yield from ({name: value} for value in some(values, 5))
        together[name] = values[0]
    days = sorted(row["on"] for row in rows if row.get("on"))
    middle = days[len(days) // 2]
    yield from ({"since": middle}, {"until": middle}, {"since": days[0], "until": days[-1]}, {"since": "2999-01-01"})
    yield {"claimant": together["claimant"], "since": middle}
    yield together


def filters(visit: Visit) -> Iterator[str]:
    """Every filter is set, and the rows are compared with an independent reading of their attributes."""
    language = visit.look.language
    form = visit.page.locator(f"#{language} form.filters")
    if not form.count() or not form.is_visible():
        yield "there is no form of filters"
        return
    rows = visit.read("rows", language)
    lists = ("claimant", "place", "measure")
    empty = [
        name for name in lists if not [option for option in visit.read("options", language, name) if option["value"]]
    ]
    if empty or not any(row.get("on") for row in rows):
        yield f"there is nothing to choose for {', '.join(empty) or 'days'}"
        return
    for wanted in _wanted(visit, rows):
        _set(visit, wanted)
        yield from _compared(visit, wanted)
    form.locator("button[type=reset]").click()
    visit.settle()
    yield from _compared(visit, {})


def _compared(visit: Visit, wanted: dict[str, str]) -> Iterator[str]:
    rows = visit.read("rows", visit.look.language)
    expected = [row["id"] for row in rows if matches(row, wanted)]
    shown = [row["id"] for row in rows if row["shown"]]
    asked = " ".join(f"{name}={value}" for name, value in wanted.items()) or "all"
    if shown != expected:
        yield f"{asked}: {len(shown)} rows are shown, {len(expected)} match"
    status = visit.page.locator(f"#{visit.look.language} form.filters output[role=status]")
    status_text = status.inner_text() if status.count() else ""
    if numbers(status_text)[:1] != [len(shown)]:
        yield f"{asked}: the status says “{status_text[:40]}” of {len(shown)} rows"


def filtered(visit: Visit) -> Iterator[str]:
    """Hide a row, then follow its address."""
    rows = visit.read("rows", visit.look.language)
    hidden = next((row for row in rows if row["claimant"] != rows[0]["claimant"]), None)
    if hidden is None:
        yield "there is one claimant alone: nothing can be hidden"
        return
    _set(visit, {"claimant": rows[0]["claimant"]})
    visit.page.goto(f"{visit.url}#{hidden['id']}")
    visit.settle()
    if complaint := visit.read("landed", visit.look.language, hidden["id"]):
        yield complaint


def sorting(visit: Visit) -> Iterator[str]:
    """Press the button of every heading twice."""
    language = visit.look.language
    before = sorted(row["id"] for row in visit.read("rows", language))
    heads = visit.read("headings", language)
    if not heads:
        yield "no heading of the claims has a button.sort"
    for nth, head in enumerate(heads):
        orders = set()
        for _ in range(2):
            visit.page.locator(f"#{visit.look.id('claims')} th button.sort").nth(nth).click()
            visit.settle()
            now = visit.read("headings", language)[nth]["sort"]
            orders.add(now)
            if not visit.read("inOrder", language, head["at"], now == "descending"):
                yield f"{head['name']}: the rows do not stand in the order {now}"
        if orders != {"ascending", "descending"}:
            yield f"{head['name']}: aria-sort says {', '.join(sorted(map(str, orders)))} after two presses"
    if sorted(row["id"] for row in visit.read("rows", language)) != before:
        yield "sorting lost or doubled rows"


def copying(visit: Visit) -> Iterator[str]:
    """Copy the citation of three claims and read the clipboard."""
    language = visit.look.language
    names = {option["value"]: option["label"] for option in visit.read("options", language, "claimant")}
    rows = [row for row in visit.read("rows", language) if row["shown"] and row.get("claimant")]
    before = visit.read("statuses", language)
    for row in some(rows, 3):
        visit.page.evaluate("navigator.clipboard.writeText('')")
        button = visit.page.locator(f"[id='{row['id']}'] button.copy")
        if not button.count():
            yield f"#{row['id']} has no button.copy"
            continue
        button.first.click()
        visit.settle()
        copied = visit.page.evaluate("navigator.clipboard.readText()")
        yield from (f"#{row['id']}: the citation has no {part}" for part in _missing(copied, row, names, visit.version))
        if visit.read("statuses", language) == before:
            yield f"#{row['id']}: no status says that it was copied"


def _missing(copied: str, row: Row, names: dict[str, str], version: str | None) -> Iterator[str]:
    tally = row["id"].removeprefix("ar-")
    claimant = str(row["claimant"])
    name = names.get(claimant, claimant)
    bare = copied.replace(name, " ").replace(tally, " ").replace(version or "\0", " ")
    for part, value in (("claimant", name), ("tally", tally), ("version of the release", version or "")):
        if value not in copied:
            yield f"{part} ({value})"
    day = str(row.get("on", ""))
    if day and day not in copied and not {int(day[:4]), int(day[8:])} <= {*numbers(bare)}:
        yield f"day ({day})"
    rest = numbers(bare.replace(day, " ")) if day else numbers(bare)
    figure = row.get("figure")
    if (int(figure) not in rest) if figure else (any(map(str.isdigit, row["text"])) and not rest):
        yield f"number ({figure})"


# --- keyboard ------------------------------------------------------------------------------------


def keyboard(visit: Visit) -> Iterator[str]:
    """Walk from the top with Tab and, of a long page, from its end with Shift+Tab; then take the skip link."""
    language = visit.look.language
    names = visit.read("order", language)
    visit.page.mouse.click(1, 1)
    yield from _walked(visit, "Tab", list(range(len(names)))[:_ALL_STOPS], names)
    if len(names) > _ALL_STOPS:
        visit.read("last", language)
        yield from _walked(visit, "Shift+Tab", list(range(len(names) - 1))[: -_ALL_STOPS - 1 : -1], names)
    visit.go()
    yield from _skipped(visit)


def _walked(visit: Visit, key: str, wanted: list[int], names: list[str]) -> Iterator[str]:
    reached: list[int] = []
    for at in _stops(visit, key, 2 * len(wanted) + 20):  # a date has several stops of its own
        if at["stop"] is None:
            if not at["scrolls"]:
                yield f"{key} stops at {at['name']}, which is no control"
        elif reached[-1:] != [at["stop"]]:
            reached.append(at["stop"])
            if not at["ring"]:
                yield f"nothing shows that {at['name']} has the focus"
            if not at["inside"]:
                yield f"{at['name']} has the focus outside the window"
        if reached[-1:] == wanted[-1:]:
            break
    if reached != wanted:
        missed = [names[stop] for stop in wanted if stop not in reached]
        yield f"{key} reached {len(reached)} of {len(wanted)} stops in order; missed: {', '.join(missed[:3]) or 'none'}"


def _stops(visit: Visit, key: str, limit: int) -> Iterator[dict[str, Any]]:
    """Press the key until the focus has left the page again."""
    begun = False
    for _ in range(limit):
        visit.page.keyboard.press(key)
        at = visit.read("focus")
        if at is not None:
            begun = True
            yield at
        elif begun:
            return


def _skipped(visit: Visit) -> Iterator[str]:
    visit.page.mouse.click(1, 1)
    visit.page.keyboard.press("Tab")
    link = visit.read("focus")
    to = (link or {}).get("href") or ""
    if not to.startswith("#") or to in ("#en", "#ar"):
        yield f"the first stop is no skip link but {link['name'] if link else 'nothing'}"
        return
    visit.page.keyboard.press("Enter")
    visit.settle()
    if complaint := visit.read("landed", visit.look.language, to[1:]):
        yield f"the skip link: {complaint}"
        return
    visit.page.keyboard.press("Tab")
    if not visit.read("beyond", to[1:]):
        yield f"after the skip link the focus is not behind {to}"
