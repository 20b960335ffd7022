"""Make up a valid dataset of any size, to measure with: the shape of the curated tables, and no fact at all.

The world is a row of waves. A wave is an umbrella incident over some governorates, with smaller incidents in it. A few
claimants publish bulletins on it day after day, others name one figure and keep to it, and carriers repeat them,
sharply or roundly. Every number is made from a truth of its claimant that only rises, so no rule is broken.

    python tests/bench/generate.py OUT --tallies 1000000 --seed 1 [--break | --break-form]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Literal

from casualty_dataset.validation.rules.boxes import bounding_boxes
from casualty_schemas import CURATED
from casualty_schemas.semantics import LIMITED

BROKEN_RULES = frozenset({"limits_name_filled_columns", "qualifier_fills_its_columns", "unit_fits_measure"})
"""The rules that every tally breaks with ``--break``; nothing else is broken then."""

BROKEN_CELLS = frozenset({"as_of_precision", "period_basis", "place_role"})
"""The cells of every tally that are misspelt with ``--break-form``."""

Mistake = Literal["rules", "form"]
Row = dict[str, str]
"""The cells of a row by column, none of them quoted yet; what is missing is empty."""

_BLOCK = 12_000  # tallies whose documents are read in mixed order
_FIRST = date(2012, 1, 1).toordinal()
_SYLLABLES = {
    "ba": "با", "ra": "را", "qal": "قل", "mi": "مي", "dur": "دور", "han": "هان", "jab": "جب", "sal": "سل", "tar": "تار",
    "wa": "وا", "zay": "زي", "nah": "نه", "kaf": "كف", "rum": "روم", "shi": "شي", "dam": "دم",
}  # fmt: skip
_FRAGMENTS = (
    "counted from lists of names", "the table gives no total", "the outlet rounds", "women and children are not split",
    "a later paragraph may hold more", "read in translation", "the claimant calls it a first toll",
    'the outlet prints "so far"', "the day is that of the bulletin", "shares of two provinces are joined",
)  # fmt: skip
_FRAGMENTS_AR = (
    "من قائمة بالأسماء", "الحصيلة أولية", "لا يفصل بين النساء والأطفال", "نقلا عن مصدر محلي", "الرقم مقرب في الأصل",
    "الجدول بلا مجموع", "تاريخ النشر هو تاريخ الحصيلة",
)  # fmt: skip
_LOCATORS = ("opening", "opening", "opening", "lead", "body", "list", "second paragraph", "table 2, last row")
_PUBLISHERS = tuple(f"{name}-{n}" for n in range(1, 41) for name in ("herald", "post", "wire", "daily", "net", "voice"))
_LANGUAGES = ("en", "en", "en", "en", "en", "en", "ar", "ar", "es", "fr", "de", "tr")
_COMMUNITIES = ("alawite", "christian", "sunni", "druze", "ismaili", "murshidi", "other")
_CIRCUMSTANCES = ("hostilities", "execution", "in_custody", "individual_killing")
_MEASURES = {  # a claimant's figure beside its dead: factor, and what is added
    "killed": (1, 0), "bodies_recovered": (1, 0), "casualties": (4, 9), "injured": (2, 4), "treated": (1, 4),
    "missing": (1, 3), "abducted": (1, 3), "detained": (3, 3), "displaced": (60, 90), "sheltering": (9, 9),
    "arrived_abroad": (20, 9), "mass_killings": (0, 4), "mass_killing_sites": (0, 3),
}  # fmt: skip
_SIZES = ((1000, "thousands", "آلاف"), (100, "hundreds", "hundreds, it says"), (12, "dozens", "عشرات"))
_UNITS = {"mass_killings": "incident", "mass_killing_sites": "site"}
_OTHER_UNIT = {"person": "site", "site": "person", "family": "incident", "incident": "family"}


# --- text and files ------------------------------------------------------------------------------


def _line(columns: tuple[str, ...], row: Row) -> str:
    """A row as its canonical line, quoted only where it must be."""
    cells = [row.get(name, "") for name in columns]
    plain = ",".join(cells)
    if '"' in plain or plain.count(",") != len(columns) - 1:
        plain = ",".join('"' + cell.replace('"', '""') + '"' if "," in cell or '"' in cell else cell for cell in cells)
    return plain + "\n"


def _write(out: Path, table: str, rows: Iterator[Row] | list[Row], *, ordered: bool = False) -> None:
    """Write a table, sorted by its key unless it is so already."""
    columns, key = tuple(CURATED[table].columns()), CURATED[table].primary_key()
    if not ordered:
        rows = sorted(rows, key=lambda row: [row.get(name, "") for name in key])
    with (out / "dataset" / f"{table}.csv").open("w", encoding="utf-8", newline="\n") as file:
        file.write(CURATED[table].header() + "\n")
        file.writelines(_line(columns, row) for row in rows)


def _note(rng: Random) -> str:
    """Two fragments, in Arabic in a quarter of the cases."""
    if rng.random() < 0.25:
        return f"{rng.choice(_FRAGMENTS_AR)}، {rng.choice(_FRAGMENTS_AR)}"
    text = f"{rng.choice(_FRAGMENTS)}{rng.choice((', ', '; '))}{rng.choice(_FRAGMENTS)}"
    return f"{text[0].upper()}{text[1:]} (entry {rng.randrange(1, 900)})"


def _name(rng: Random) -> tuple[str, str]:
    parts = rng.sample(list(_SYLLABLES), rng.choice((2, 3)))
    return "".join(parts), "".join(_SYLLABLES[part] for part in parts)


def _day(number: int) -> str:
    return date.fromordinal(number).isoformat()


# --- places and actors ---------------------------------------------------------------------------


@dataclass(slots=True)
class Place:
    """A place as the waves need it: its governorate's P-code, and the precision that an incident there has."""

    id: str
    governorate: str
    precision: str


@dataclass(slots=True)
class Gazetteer:
    """places.csv, and what the waves need of it."""

    rows: list[Row] = field(default_factory=list)
    small: list[Place] = field(default_factory=list)
    governorates: dict[str, str] = field(default_factory=dict)
    areas: list[tuple[str, list[str]]] = field(default_factory=list)

    def add(self, rng: Random, level: str, parent: str = "", pcode: str = "", governorate: str = "") -> str:
        """Add a place of the tree and give its id."""
        english, arabic = _name(rng)
        row = {
            "place_id": f"{english}-{len(self.rows)}", "parent_id": parent, "level": level, "pcode": pcode,
            "name_en": english.capitalize(), "name_ar": arabic, "name_ar_basis": rng.choice(("read", "common")),
        }  # fmt: skip
        if rng.random() < 0.3:
            row["aliases"] = f"{english.capitalize()}a|{english.capitalize()}eh"
        if level in ("town", "village", "neighbourhood", "site"):
            south, north, west, east = bounding_boxes()[governorate]
            row["latitude"] = f"{round(rng.uniform(south, north), 2):g}"
            row["longitude"] = f"{round(rng.uniform(west, east), 2):g}"
            precision = (
                level if level in ("site", "neighbourhood") else rng.choice(("settlement", "settlement", "near"))
            )
            self.small.append(Place(row["place_id"], governorate, precision))
        self.rows.append(row)
        return row["place_id"]

    def join(self, members: list[str]) -> str:
        """Add the area made of these places and give its id."""
        id_ = f"area-{len(self.areas) + 1}"
        self.rows.append(
            {"place_id": id_, "level": "area", "members": "|".join(sorted(members)), "name_en": f"Area {id_[5:]}",
             "name_ar": "منطقة جامعة", "name_ar_basis": "transliterated"}
        )  # fmt: skip
        self.areas.append((id_, members))
        return id_


def _gazetteer(rng: Random, count: int) -> Gazetteer:
    places = Gazetteer()
    country = places.add(rng, "country", pcode="SY")
    subdistricts = []
    for code in sorted(code for code in bounding_boxes() if len(code) == 4):
        places.governorates[code] = places.add(rng, "governorate", country, code, code)
        for district in range(4):
            inner = places.add(rng, "district", places.governorates[code], f"{code}{district:02}", code)
            subdistricts += [
                (places.add(rng, "subdistrict", inner, f"{code}{district:02}{n:02}", code), code) for n in range(3)
            ]
    codes = list(places.governorates.values())
    for size in (2, 3, 4):
        for at in range(len(codes) - size + 1):
            places.join(codes[at : at + size])
    while len(places.rows) < count:
        subdistrict, code = rng.choice(subdistricts)
        settlement = places.add(rng, rng.choice(("town", "village", "village", "village")), subdistrict, "", code)
        if rng.random() < 0.25:
            places.add(rng, rng.choice(("neighbourhood", "site")), settlement, "", code)
    return places


def _actors() -> dict[str, Row]:
    """About 150 bodies by id; the waves use as many as they need."""
    kinds = {
        "monitor": ("monitor", "no", 40), "un-office": ("un_body", "no", 8), "clinic": ("medical", "no", 10),
        "council": ("community_body", "no", 10), "ministry": ("state_body", "yes", 10),
        "agency": ("news_media", "no", 40), "group": ("armed_group", "yes", 18), "army": ("state_body", "yes", 8),
        "coalition": ("joint", "no", 3), "unnamed": ("anonymous", "disputed", 3),
    }  # fmt: skip
    rows: dict[str, Row] = {"not-stated": _actor("not-stated", "anonymous", "disputed")}
    for name, (kind, party, number) in kinds.items():
        for n in range(1, number + 1):
            rows[f"{name}-{n}"] = _actor(f"{name}-{n}", kind, party)
    for n in range(2, 9):
        rows[f"army-{n}"]["parent_id"] = "army-1"
    return rows


def _actor(id_: str, kind: str, party: str) -> Row:
    words = id_.replace("-", " ").title()
    return {
        "actor_id": id_, "name_en": f"{words}, of the made-up country", "name_ar": "جهة من البلد المتخيل",
        "name_ar_basis": "transliterated", "kind": kind, "party_to_conflict": party, "country": "SYR",
        "url": f"https://{id_}.example.org/",
    }  # fmt: skip


# --- figures -------------------------------------------------------------------------------------


def _figure(rng: Random, truth: int, *, exact: bool = False) -> Row:
    """The truth as somebody says it: every form is compatible with it."""
    chance = 0.0 if exact or truth < 3 else rng.random()
    rounded = round(truth, 2 - len(str(truth))) if truth > 99 else truth
    size = next((entry for entry in _SIZES if truth >= entry[0]), None)
    row: Row = {"qualifier": "exact", "value": str(truth)}
    if chance > 0.975 and size:
        row = {"qualifier": "unquantified", "wording": size[2], "magnitude": size[1]}
    elif chance > 0.955:
        row = {"qualifier": rng.choice(("none_published", "none_published", "none_published", "denied"))}
    elif chance > 0.935:
        row = {"qualifier": "between", "low": str(truth - truth // 9), "high": str(truth + truth // 4 + 1)}
    elif chance > 0.925:
        row = {"qualifier": rng.choice(("up_to", "nearly", "fewer_than")), "value": str(truth + 1)}
    elif chance > 0.865:
        row = {"qualifier": "about", "value": str(rounded)}
    elif chance > 0.77:
        row = {"qualifier": "more_than", "value": str(rounded if rounded < truth else truth - 1)}
    elif chance > 0.66:
        row["qualifier"] = "at_least"
    return row


@dataclass(slots=True)
class Moment:
    """A claimant's knowledge at one time: its dead civilians by part of the area, others dead as a part of them."""

    day: int
    part: str
    by_place: list[int]
    others: float

    @property
    def civilians(self) -> int:
        """The dead civilians of the whole area."""
        return sum(self.by_place)

    @property
    def everybody(self) -> int:
        """All dead of the whole area."""
        return self.civilians + int(self.civilians * self.others)


@dataclass(slots=True)
class Document:
    """A source with its tallies; ``supersedes`` names for some of them the (document, place) they replace."""

    source: Row
    tallies: list[Row] = field(default_factory=list)
    supersedes: dict[int, tuple[Document, int]] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)

    def add_tally(self, statement: Row, figure: Row, **cells: str) -> None:
        """Add a tally."""
        self.tallies.append({**statement, "measure": "killed", "unit": "person", **figure, **cells})


# --- waves ---------------------------------------------------------------------------------------


class Wave:
    """One umbrella incident, the incidents in it, and the documents on them; about 400 tallies."""

    def __init__(self, dataset: Dataset, number: int) -> None:
        self.dataset, self.rng, self.number = dataset, dataset.rng, number
        rng = self.rng
        self.area, self.members = rng.choice(dataset.places.areas)
        self.start = _FIRST + rng.randrange(4500)
        self.umbrella = f"sy-{_day(self.start)}-wave-{number}"
        self.claimants = rng.sample(dataset.claimants, 7)
        self.party, self.accused = rng.sample(dataset.parties, 2)
        self.fraction = {actor: rng.uniform(0.1, 0.8) for actor in self.claimants}
        self.documents: list[Document] = []
        self.incidents: list[Row] = []
        self.known: dict[str, list[Moment]] = {}

    def happen(self) -> list[Document]:
        """Make the incidents and the documents on them."""
        self._incident(self.umbrella, "", "umbrella", self.area, "route_or_set", self.start, 0)
        for claimant in self.claimants[:3]:
            self._bulletins(claimant)
        for _ in range(30):
            self._local()
        for _ in range(50):
            self._carrier()
        return self.documents

    # incidents

    def _incident(self, id_: str, parent: str, kind: str, place: str, precision: str, start: int, days: int) -> None:
        rng = self.rng
        open_ended = kind == "umbrella"
        self.incidents.append(
            {
                "incident_id": id_, "parent_id": parent,
                "label_en": f"{kind.replace('_', ' ').capitalize()} in {place}",
                "label_ar": "حادثة في البلد المتخيل", "kind": kind, "start_on": _day(start),
                "end_on": "" if open_ended else _day(start + days),
                "date_precision": "range" if open_ended or days else "day", "place_id": place,
                "place_precision": precision, "description": f"{_note(rng)}.", "inclusion_criterion": "wave",
                "grade": rng.choice(("confirmed", "corroborated", "single_source", "contested")),
                "grade_basis": rng.choice(("One monitor.", "Two independent monitors, and a visit.")),
                "note": _note(rng) if rng.random() < 0.2 else "",
            }
        )  # fmt: skip

    def _local(self) -> None:
        """A smaller incident, or two, and one to three documents on it."""
        rng = self.rng
        for _ in range(rng.choice((1, 1, 2))):
            place = rng.choice(self.dataset.places.small)
            kind = rng.choice(("killing", "mass_killing", "ambush", "shelling", "raid", "abduction", "bodies_found"))
            start, days = self.start + rng.randrange(12), rng.choice((0, 0, 0, 2))
            id_ = f"sy-{_day(start)}-{place.id}-{self.number}x{len(self.incidents)}"
            self._incident(id_, self.umbrella, kind, place.id, place.precision, start, days)
            dead = {actor: rng.randrange(1, 60) for actor in [*self.claimants[:4], "not-stated"]}
            for _ in range(rng.choice((1, 1, 2))):
                self._report(id_, place.id, start + days, dead)

    def _report(self, incident: str, place: str, day: int, dead: dict[str, int]) -> None:
        rng = self.rng
        document = self._document(day + rng.randrange(20), "secondary")
        for claimant in rng.sample(list(dead), rng.choice((1, 1, 1, 2))):
            statement = self._statement(document, incident, claimant, day, "")
            self._other_measures(document, statement, place, dead[claimant])

    def _other_measures(self, document: Document, statement: Row, place: str, dead: int) -> None:
        rng = self.rng
        measures = {"killed"} if rng.random() < 0.8 else set()
        measures |= set(rng.choices(tuple(_MEASURES)[1:], k=rng.choice((0, 0, 1)) or not measures))
        for measure in sorted(measures):
            factor, more = _MEASURES[measure]
            unit = _UNITS.get(measure, "person")
            cells = {"measure": measure, "unit": unit, "place_id": place}
            if measure == "killed" and rng.random() < 0.6:
                cells |= self._described()
            document.add_tally(statement, _figure(rng, dead * factor + more), **cells)

    def _described(self) -> Row:
        """Cells that describe a count and do not limit it."""
        rng = self.rng
        cells = {"circumstance": rng.choice(_CIRCUMSTANCES)}
        if rng.random() < 0.4:
            cells["accused_id"] = self.accused
        if rng.random() < 0.3:
            cells["community_as_stated"] = rng.choice(_COMMUNITIES)
        if rng.random() < 0.1:
            cells["cause"] = rng.choice(("heavy_weapons", "small_arms"))
        return cells

    # documents

    def _document(self, published: int, proximity: str, claimant: str = "") -> Document:
        rng, dataset = self.rng, self.dataset
        publisher = claimant or rng.choice(_PUBLISHERS)
        id_ = f"{publisher}-{_day(published)}-{dataset.count_document():x}"
        chance = rng.random()
        precision = "day" if proximity == "primary" or chance < 0.8 else "month" if chance < 0.85 else "unknown"
        shown = {"day": _day(published), "month": _day(published)[:8] + "01", "unknown": ""}[precision]
        relayed = proximity != "primary" and self.documents and rng.random() < 0.15
        row = {
            "source_id": id_, "label": f"{rng.choice(('Report', 'Bulletin', 'Dispatch', 'Table'))} on {self.area}, "
            f"{rng.choice(('with a toll by province', 'on the first night', 'citing a monitor', 'on the burials'))}",
            "publisher": publisher.replace("-", " ").title(),
            "url": f"https://{publisher}.example.org/{_day(published).replace('-', '/')}/{id_}-{rng.getrandbits(64):x}",
            "published_on": shown, "published_precision": precision, "language": rng.choice(_LANGUAGES),
            "kind": "claimant_publication" if claimant else rng.choice(("news", "news", "news_agency", "blog_forum")),
            "proximity": "tertiary" if relayed else proximity,
            "relays_source_id": rng.choice(self.documents).source["source_id"] if relayed else "",
            "credited_to": "|".join(sorted(rng.sample(dataset.agencies, rng.choice((1, 2))))) if chance < 0.25 else "",
            "access": rng.choice(("whole", "opening", "opening", "quoted")),
            "retrieved_on": _day(published + rng.randrange(90)) if rng.random() < 0.9 else "",
            "sha256": f"{rng.getrandbits(256):064x}" if rng.random() < 0.1 else "",
            "note": _note(rng) if rng.random() < 0.15 else "",
        }  # fmt: skip
        document = Document(row)
        self.documents.append(document)
        return document

    def _statement(self, document: Document, incident: str, claimant: str, day: int, part: str) -> Row:
        statement = {
            "incident_id": incident, "source_id": document.source["source_id"], "claimant_id": claimant,
            "as_of": _day(day), "as_of_part": part, "as_of_precision": "day",
            "as_of_basis": "stated" if self.rng.random() < 0.7 else "published", "period_basis": "not_stated",
            "place_role": "event", "basis": "documented" if claimant in self.claimants else "not_stated",
        }  # fmt: skip
        if not part and self.rng.random() < 0.02:
            statement |= {"as_of": "", "as_of_precision": "unknown", "as_of_basis": ""}
        return statement

    def _bulletins(self, claimant: str) -> None:
        """A claimant's own documents: each total above the one before, and superseding it."""
        rng = self.rng
        day, others = self.start + rng.randrange(3), rng.uniform(0.05, 0.9)
        by_place = [rng.randrange(1, 90) for _ in self.members]
        last: tuple[Document, Moment] | None = None
        for _ in range(rng.randrange(3, 7)):
            moment = Moment(day, rng.choice(("", "", "", "evening")), list(by_place), others)
            document = self._bulletin(claimant, moment, last)
            self.known.setdefault(claimant, []).append(moment)
            last = (document, moment)
            day += rng.randrange(1, 9)
            by_place = [dead + rng.randrange(40) for dead in by_place]
        if last and rng.random() < 0.2:
            self._correction_down(claimant, day, last)

    def _bulletin(self, claimant: str, moment: Moment, last: tuple[Document, Moment] | None) -> Document:
        rng = self.rng
        document = self._document(moment.day + rng.randrange(2), "primary", claimant)
        statement = self._statement(document, self.umbrella, claimant, moment.day, moment.part)
        dated = bool(statement["as_of"])
        civilians = moment.civilians
        document.add_tally(statement, _figure(rng, civilians, exact=True), place_id=self.area, status="civilian")
        if last and dated:
            document.supersedes[0] = (last[0], 0)
            document.tallies[0]["revision_reason"] = "new_information"
        for place, dead in zip(self.members, moment.by_place, strict=True):
            document.add_tally(statement, _figure(rng, dead, exact=True), place_id=place, status="civilian")
        for cells, fraction in (({"sex": "female", "age": "adult"}, 0.1), ({"age": "child"}, 0.07)):
            if rng.random() < 0.6:
                document.add_tally(
                    statement, _figure(rng, int(civilians * fraction)), place_id=self.area, status="civilian", **cells
                )
        if rng.random() < 0.5:
            document.add_tally(statement, _figure(rng, moment.everybody), place_id=self.area)
            figure = _figure(rng, moment.everybody - civilians)
            document.add_tally(statement, figure, place_id=self.area, status="armed_forces", party_id=self.party)
        if last and dated and rng.random() < 0.4:
            added = _figure(rng, civilians - last[1].civilians, exact=True)
            document.add_tally(
                statement, added, place_id=self.area, status="civilian", period_start=_day(moment.day),
                period_end=_day(moment.day), period_basis="documentation",
            )  # fmt: skip
        return document

    def _correction_down(self, claimant: str, day: int, last: tuple[Document, Moment]) -> None:
        document = self._document(day, "primary", claimant)
        statement = self._statement(document, self.umbrella, claimant, day, "evening")
        figure = _figure(self.rng, max(0, last[1].civilians - 3), exact=True)
        document.add_tally(statement, figure, place_id=self.area, status="civilian", revision_reason="correction_down")
        document.supersedes[0] = (last[0], 0)

    def _carrier(self) -> None:
        """A document that repeats one claimant or two about the wave, and sometimes a bare or wrong figure."""
        rng = self.rng
        document = self._document(self.start + 60 + rng.randrange(60), "secondary")
        for claimant in rng.sample(list(self.known), rng.choice((1, 2, 2))):
            self._carried(document, claimant, rng.choice(self.known[claimant]))
        if rng.random() < 0.5:
            claimant = rng.choice(self.claimants[3:])
            statement = self._statement(document, self.umbrella, claimant, self.start + 20, "")
            statement["basis"] = rng.choice(("estimate", "not_stated"))
            self._other_measures(document, statement, self.area, int(900 * self.fraction[claimant]))
        if rng.random() < 0.15:
            statement = self._statement(document, self.umbrella, "not-stated", self.start + 20, "")
            document.add_tally(statement, _figure(rng, rng.randrange(3, 2000)), place_id=self.area, status="not_stated")

    def _carried(self, document: Document, claimant: str, moment: Moment) -> None:
        rng = self.rng
        statement = self._statement(document, self.umbrella, claimant, moment.day, "")
        wrong = rng.random() < 0.02
        truth = moment.civilians * 10 if wrong else moment.civilians
        fault = rng.choice(("misquote", "stale", "ambiguous")) if wrong else ""
        described = self._described() if rng.random() < 0.5 else {}
        document.add_tally(
            statement, _figure(rng, truth), place_id=self.area, status="civilian", relay_fault=fault, **described
        )
        if rng.random() < 0.25:
            document.add_tally(statement, _figure(rng, moment.everybody), place_id=self.area)
        if rng.random() < 0.2:
            part = _figure(rng, int(moment.civilians * self.fraction[claimant]))
            limits = {"accused_id": self.accused, "limits": "accused"}
            if rng.random() < 0.3:
                limits = {"community_as_stated": "alawite", "limits": "community"}
            document.add_tally(statement, part, place_id=self.area, status="civilian", **limits)
        if rng.random() < 0.15 and statement["as_of"]:
            days = {"period_start": _day(self.start), "period_end": statement["as_of"], "period_basis": "death"}
            document.add_tally(statement, _figure(rng, int(moment.civilians * 0.9)), place_id=self.area, **days)


# --- the whole -----------------------------------------------------------------------------------


class Dataset:
    """Everything that waves share, and the rows that are made on the way."""

    def __init__(self, tallies: int, seed: int, mistake: Mistake | None) -> None:
        self.wanted, self.mistake = tallies, mistake
        self.rng = Random(seed)
        self.places = _gazetteer(self.rng, min(4000, 320 + tallies // 200))
        self.actors = _actors()
        kinds = {name: row["kind"] for name, row in self.actors.items()}
        self.agencies = [name for name, kind in kinds.items() if kind == "news_media"]
        self.parties = [name for name in kinds if name.startswith(("group", "army"))]
        self.claimants = [name for name in kinds if name not in {*self.agencies, *self.parties, "not-stated"}]
        self.used: set[str] = set()
        self.tables: dict[str, list[Row]] = {name: [] for name in CURATED}
        self._documents = self._number = 0

    def count_document(self) -> int:
        """A number that no other document has."""
        self._documents += 1
        return self._documents

    def tallies(self) -> Iterator[Row]:
        """Every tally in the order of its id; the other tables fill on the way."""
        left, block = self.wanted, list[Document]()
        for number in range(self.wanted):
            wave = Wave(self, number)
            documents = _first(wave.happen(), left)
            left -= sum(len(document.tallies) for document in documents)
            self.tables["incidents"] += wave.incidents
            self.tables["incident_sources"] += self._bare_reports(wave, documents)
            block += documents
            if not left or sum(len(document.tallies) for document in block) >= _BLOCK:
                yield from self._numbered(block)
                block = []
            if not left:
                return

    def _bare_reports(self, wave: Wave, documents: list[Document]) -> list[Row]:
        pairs = {
            (self.rng.choice(wave.incidents)["incident_id"], self.rng.choice(documents).source["source_id"])
            for _ in range(len(documents) // 8)
        }
        return [{"incident_id": incident, "source_id": source} for incident, source in sorted(pairs)]

    def _numbered(self, block: list[Document]) -> Iterator[Row]:
        """The tallies of some documents, read in any order, with ids; a few numbers are retired."""
        self.rng.shuffle(block)
        for document in block:
            for _ in document.tallies:
                self._number += 1
                if self._number % 5000 == 77:
                    self._retire(f"T{self._number:08}", f"T{self._number + 1:08}")
                    self._number += 1
                document.ids.append(f"T{self._number:08}")
        for document in block:
            self.tables["sources"].append(document.source)
            self.used.update(filter(None, document.source["credited_to"].split("|")))
            for at, row in enumerate(document.tallies):
                yield self._finished(row, document, at)

    def _finished(self, row: Row, document: Document, at: int) -> Row:
        rng = self.rng
        row["tally_id"] = document.ids[at]
        row["locator"] = rng.choice(_LOCATORS)
        if rng.random() < 0.7:
            row["note"] = _note(rng)
        if at in document.supersedes:
            earlier, place = document.supersedes[at]
            row["supersedes_id"] = earlier.ids[place]
        for name in ("claimant_id", "party_id", "accused_id"):
            if name in row:
                self.used.add(row[name])
        if rng.random() < 0.0002:
            self._correct(row)
        if self.mistake == "rules":
            _break_rules(row)
        elif self.mistake == "form":
            row.update({name: row[name].title() for name in BROKEN_CELLS})
        return row

    def _retire(self, old: str, new: str) -> None:
        row = {"table": "tallies", "id": old, "replacement_id": new, "reason": "Entered twice from one document.",
               "last_in": "0.1.0", "retired_on": "2025-04-01"}  # fmt: skip
        self.tables["retired"].append(row)

    def _correct(self, row: Row) -> None:
        number = len(self.tables["corrections"]) + 1
        self.tables["corrections"].append(
            {"correction_id": f"C{number:06}", "table": "tallies", "id": row["tally_id"], "column": "locator",
             "old": "headline", "new": row["locator"], "reason": "Misread; it stands further down.",
             "corrected_on": "2025-04-01"}
        )  # fmt: skip

    def finish(self) -> None:
        """Fill what depends on the waves: actors that are used, their inputs, a waived source for the places."""
        used = sorted(self.used)
        monitors = [name for name in used if self.actors[name]["kind"] == "monitor"]
        joint = [name for name in used if self.actors[name]["kind"] == "joint"]
        pairs = {pair for name in joint for pair in ((name, monitors[0]), (name, monitors[-1]))}
        pairs |= set(pairwise(monitors[2::2]))
        self.tables["actor_inputs"] = [{"actor_id": actor, "input_actor_id": on} for actor, on in pairs]
        self.used |= {"army-1"} if any(name.startswith("army") for name in used) else set()
        self.tables["actors"] = [row for name, row in self.actors.items() if name in self.used]
        self.tables["places"] = self.places.rows
        self.tables["sources"].append(
            {"source_id": "gazetteer", "label": "Gazetteer of the made-up country", "publisher": "Survey",
             "url": "https://survey.example.org/", "published_precision": "unknown", "language": "en",
             "kind": "reference", "proximity": "primary"}
        )  # fmt: skip
        self.tables["waivers"].append(
            {"rule": "every_source_is_used", "table": "sources", "id": "gazetteer",
             "reason": "It backs the place codes.", "since": "2025-04-01"}
        )  # fmt: skip


def _first(documents: list[Document], rows: int) -> list[Document]:
    """The first documents, the last of them cut, so that they hold no more tallies than this."""
    kept = []
    for document in documents:
        if rows <= 0:
            break
        del document.tallies[rows:]
        rows -= len(document.tallies)
        kept.append(document)
    return kept


def _break_rules(row: Row) -> None:
    """Break three rules, and only these: scope, interval and sums stay what they were."""
    row["unit"] = _OTHER_UNIT[row["unit"]]
    empty = next(code for code, column in LIMITED.items() if not row.get(column))
    row["limits"] = "|".join(sorted({*filter(None, row.get("limits", "").split("|")), empty}))
    row["low" if row["qualifier"] == "unquantified" else "wording"] = "1"


def generate(out: Path, tallies: int, seed: int = 1, mistake: Mistake | None = None) -> None:
    """Write the ten tables of a dataset of this many tallies into ``out/dataset``."""
    (out / "dataset").mkdir(parents=True, exist_ok=True)
    dataset = Dataset(tallies, seed, mistake)
    _write(out, "tallies", dataset.tallies(), ordered=True)
    dataset.finish()
    for table, rows in dataset.tables.items():
        if table != "tallies":
            _write(out, table, rows)


def main() -> None:
    """Read the arguments and write the dataset."""
    parser = argparse.ArgumentParser(description="Write a made-up dataset to measure with.")
    parser.add_argument("out", type=Path, help="the folder that is to hold dataset/")
    parser.add_argument("--tallies", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    mistakes = parser.add_mutually_exclusive_group()
    mistakes.add_argument("--break", dest="mistake", action="store_const", const="rules", help="break 3 rules a tally")
    mistakes.add_argument(
        "--break-form", dest="mistake", action="store_const", const="form", help="misspell 3 cells a tally"
    )
    given = parser.parse_args()
    generate(given.out, given.tallies, given.seed, given.mistake)


if __name__ == "__main__":
    main()
