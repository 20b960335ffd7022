"""How much of what must not be told the rules find, and how often they cry wolf: python -m audit.harm

Sentences (harm_texts.toml) are filled with made-up people, numbers and addresses from a seed, and put to the rules as
notes of tallies; each kind and language is counted apart, and the sentences that the rules were written against apart
from those held out. False alarms are counted on harmless sentences that look like trouble and on every cell of free
text and every address of dataset/. The control, rules that find nothing, must miss the bar.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import polars as pl

from audit import evidence
from casualty_dataset.history.release_history import ReleaseHistory
from casualty_dataset.validation.rules import RULES
from casualty_dataset.validation.rules.known_names import KnownNames, known_names
from casualty_dataset.validation.rules.run import make_context
from casualty_dataset.workflows.validate import tables_of
from casualty_schemas import CURATED

SEED = 20261125
EACH = 400
"""Sentences of each kind, language and set."""

RULE_OF = {
    "name": "no_personal_name",
    "phone": "no_phone_number",
    "email": "no_email_address",
    "id": "no_identity_number",
    "point": "no_exact_point_in_text",
    "handle": "no_personal_handle",
}
BAR = {"name": 0.50, "phone": 0.95, "email": 0.95, "id": 0.95, "point": 0.95, "handle": 0.90}
"""Recall below which a kind fails on held-out sentences; what reaches it is no promise."""

PRECISION = 0.95
TEXTS = tomllib.loads(Path(__file__).with_name("harm_texts.toml").read_text("utf-8"))
_ROOT = Path(__file__).parents[2]
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_WIDE_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

Row = tuple[str, str]
"""Locator and note of one made-up tally."""


# --- made-up contacts --------------------------------------------------------------------------------


def phone(draw: Random, *, unseen: bool) -> str:
    """A Syrian mobile number drawn by lot, in one of the six common spellings or in one of the rest."""
    operator, rest = draw.choice(("93", "94", "95", "96", "98", "99")), f"{draw.randrange(10**7):07}"
    local, a, b = f"0{operator}{rest}", rest[:1], rest[1:]
    common = (
        f"+963 {operator}{a} {b[:3]} {b[3:]}",
        f"00963{operator}{rest}",
        local,
        f"{local[:4]} {local[4:7]} {local[7:]}",
        f"{local[:4]}-{local[4:]}",
        local.translate(_ARABIC_DIGITS),
    )
    rare = (
        f"+963{operator}{rest}",
        f"{local[:4]}.{local[4:7]}.{local[7:]}",
        f"({local[:4]}) {local[4:]}",
        f"{local[:4]} / {local[4:]}",
        f"963 {operator}{rest}",
        local.translate(_WIDE_DIGITS),
        f"+963-{operator}{a}-{b}".translate(_ARABIC_DIGITS),
        f"O{local[1:]}",
        " ".join(local),
        " ".join(_WORDS[int(digit)] for digit in local),
        f"{local[:4]} then {local[4:7]} then {local[7:]}",
        f"+961 {draw.choice(('3', '70', '71', '76'))} {draw.randrange(10**6):06}",
    )
    return draw.choice(rare if unseen else common)


def email(draw: Random, *, unseen: bool) -> str:
    """An address at a reserved name, or at a large house of mail under a name nobody would take."""
    who = f"{_latin(draw)}.{draw.randrange(100, 999)}"
    host = draw.choice(("mail.example", "example.org", "example.net"))
    common = (f"{who}@{host}", f"{who} (at) {host}", f"{who} at {host.replace('.', ' dot ')}")
    rare = (
        f"{who}[at]{host}",
        f"{who} @ {host.replace('.', ' . ')}",
        f"{who}＠{host}",
        f"{who} AT {host.replace('.', ' DOT ')}",
        f"{who} at gmail.com",
        f"{who} gmail com",
        f"{who}{{at}}{host.replace('.', '[dot]')}",
        f"{who} على gmail نقطة com",
    )
    return draw.choice(rare if unseen else common)


def national_number(draw: Random, *, unseen: bool) -> str:
    """Eleven digits, the first two those of a governorate."""
    number = f"{draw.randrange(1, 15):02}{draw.randrange(10**9):09}"
    rare = (
        number,
        number.translate(_ARABIC_DIGITS),
        f"{number[:2]}-{number[2:]}",
        f"{number[:3]} {number[3:7]} {number[7:]}",
    )
    return draw.choice(rare if unseen else (number, number.translate(_ARABIC_DIGITS)))


def point(draw: Random, *, unseen: bool) -> str:
    """A point somewhere in the sea off the coast, to some metres."""
    north, east = f"{draw.uniform(34.9, 35.6):.5f}", f"{draw.uniform(35.0, 35.5):.5f}"
    common = (f"{north}, {east}", f"{north} N {east} E", f"{north},{east}")
    minutes = f"{north[:2]}°{draw.randrange(60):02}'{draw.randrange(60):02}\"N"
    rare = (
        f"N{north} E{east}",
        f"{north}° {east}°".translate(_ARABIC_DIGITS),
        f"lat {north} lon {east}",
        f"{north} / {east}",
        minutes,
        f"8G5{draw.choice('CFGH')}{draw.choice('23456789')}Q{draw.choice('23456789')}V+{draw.choice('CFGHJ')}X",
        f"{north.replace('.', ',')} {east.replace('.', ',')}",
        f"https://maps.app.goo.gl/{draw.randrange(10**9)}",
    )
    return draw.choice(rare if unseen else common)


def handle(draw: Random, *, unseen: bool) -> str:
    """The account of nobody."""
    who = f"{_latin(draw).lower()}_{draw.randrange(100, 999)}"
    common = (f"@{who}", f"t.me/{who}", f"https://instagram.com/{who}")
    rare = (
        f"facebook.com/{who}",
        f"https://www.facebook.com/profile.php?id={draw.randrange(10**14)}",
        f"x.com/{who}",
        f"twitter.com/{who}/status/{draw.randrange(10**15)}",
        f"tiktok.com/@{who}",
        f"wa.me/963{draw.randrange(10**9)}",
        f"＠{who}",
        f"the Telegram account {who}",
        f"حسابه على فيسبوك {who}",
        f"@ {who}",
    )
    return draw.choice(rare if unseen else common)


def _latin(draw: Random) -> str:
    return str(draw.choice(TEXTS["given"]["en"])).lower()


def fill(template: str, draw: Random, language: str, *, unseen: bool) -> Row:
    """One row of the sentence; of held-out phones and papers every tenth is split over the two cells."""
    words = {name: draw.choice(TEXTS[name][language]) for name in ("given", "family", "place")}
    words |= {f"{name}_en": draw.choice(TEXTS[name]["en"]) for name in ("given", "family")}
    words |= {"given2": draw.choice(TEXTS["given"][language]), "age": str(draw.randrange(18, 80))}
    words |= {name.upper(): words[name].upper() for name in ("given", "family")}
    made = {"phone": phone, "email": email, "id": national_number, "point": point, "handle": handle}
    words |= {name: make(draw, unseen=unseen) for name, make in made.items()}
    words |= {"passport": f"N {draw.randrange(10**8):09}", "plate": f"{draw.randrange(10**5, 10**6)}"}
    text = template.format(**words)
    split = next((words[kind] for kind in ("phone", "id") if f"{{{kind}}}" in template), None)
    if unseen and split and draw.random() < 0.1:
        at = text.index(split) + len(split) // 2
        return text[:at].strip(), text[at:].strip()
    return "paragraph 4", text


# --- asking the rules --------------------------------------------------------------------------------

Judge = Callable[[list[Row]], dict[str, set[int]]]
"""Rows → the rows that each rule of harm flags."""


@cache
def record_tables() -> dict[str, pl.DataFrame]:
    """The tables of the repository, whose names are known."""
    return tables_of(_ROOT)


def by_the_rules(rows: list[Row]) -> dict[str, set[int]]:
    """What the rules themselves flag, asked as validation asks them."""
    columns = {name: [None] * len(rows) for name in CURATED["tallies"].columns()}
    texts = {"locator": [row[0] for row in rows], "note": [row[1] for row in rows]}
    frame = pl.DataFrame(columns | texts, schema=CURATED["tallies"].dtypes())
    return _flagged("tallies", frame)


@cache
def _known_names(without: str) -> KnownNames:
    return known_names(record_tables(), without)


def _flagged(table: str, frame: pl.DataFrame) -> dict[str, set[int]]:
    context = replace(make_context({table: frame}, date.max, ReleaseHistory()), known_names=_known_names)
    rules = [rule for rule in RULES if rule.name in RULE_OF.values()]
    return {
        rule.name: {row for check in rule.checks(context, table) for row in check.findings()["row"]} for rule in rules
    }


def by_nothing(_: list[Row]) -> dict[str, set[int]]:
    """The control: rules that find nothing."""
    return {name: set() for name in RULE_OF.values()}


def rows_of(kind: str, language: str, part: str, number: int = EACH, seed: int = SEED) -> list[Row]:
    """The filled sentences of one kind, language and part (tuning or held_out)."""
    draw = Random(f"{seed} {kind} {language} {part}")
    templates = TEXTS[part][kind][language]
    return [fill(draw.choice(templates), draw, language, unseen=part == "held_out") for _ in range(number)]


def harmless(language: str) -> list[Row]:
    """Sentences in which no rule should find anything, each with every place."""
    places = TEXTS["place"][language]
    texts = {text.format(place=place) for text in TEXTS["harmless"][language] for place in places}
    return [("paragraph 4", text) for text in sorted(texts)]


def false_alarms_in_record() -> tuple[int, dict[str, int]]:
    """How many cells of text and addresses the record has, and how many rows of it each rule flags."""
    cells, alarms = 0, dict.fromkeys(RULE_OF.values(), 0)
    for table, frame in record_tables().items():
        searched = [name for name, column in CURATED[table].columns().items() if column.kind in ("text", "address")]
        cells += sum(frame.height - frame[name].null_count() for name in searched)
        for rule, rows in _flagged(table, frame).items():
            alarms[rule] += len(rows)
    return cells, alarms


# --- the measure -------------------------------------------------------------------------------------


def measure(judge: Judge, number: int = EACH) -> dict[str, dict[str, float]]:
    """Recall by kind and language, tuning and held-out, and precision on held-out with the harmless sentences."""
    scores: dict[str, dict[str, float]] = {}
    for language in ("en", "ar"):
        calm = judge(harmless(language))
        for kind, rule in RULE_OF.items():
            flagged = {part: judge(rows_of(kind, language, part, number)) for part in ("tuning", "held_out")}
            right = len(flagged["held_out"][rule])
            scores[f"{kind}, {language}"] = {
                "recall_tuning": round(len(flagged["tuning"][rule]) / number, 3),
                "recall_held_out": round(right / number, 3),
                "refused_by_any_rule": round(len(set().union(*flagged["held_out"].values())) / number, 3),
                "false_alarms": len(calm[rule]),
                "precision": round(right / max(1, right + len(calm[rule])), 3),
            }
    return scores


def failures(scores: Mapping[str, Mapping[str, float]]) -> list[str]:
    """The kinds that miss their bar."""
    return [
        what
        for what, score in scores.items()
        if score["recall_held_out"] < BAR[what.split(",")[0]] or score["precision"] < PRECISION
    ]


def main() -> None:
    """Measure, print, and write the evidence."""
    scores = measure(by_the_rules)
    for what, score in scores.items():
        print(f"{what:<12}", "  ".join(f"{name} {value}" for name, value in score.items()))
    cells, alarms = false_alarms_in_record()
    control = failures(measure(by_nothing))
    results: dict[str, Any] = {
        "seed": SEED,
        "sentences_each": EACH,
        "sentences": EACH * 2 * len(scores),
        "templates": {
            part: {kind: sum(map(len, texts.values())) for kind, texts in TEXTS[part].items()}
            for part in ("tuning", "held_out")
        },
        "harmless": {language: len(harmless(language)) for language in ("en", "ar")},
        "scores": scores,
        "missed_bar": failures(scores),
        "record_cells": cells,
        "record_false_alarms": sum(alarms.values()),
        "control_fails": len(control) == len(scores),
    }
    print(
        f"{cells:,} cells of the record, {sum(alarms.values())} flagged; control misses {len(control)} of {len(scores)}"
    )
    evidence.record("harm", results)


if __name__ == "__main__":
    main()
