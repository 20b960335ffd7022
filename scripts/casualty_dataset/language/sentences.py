"""Rows in words, in English and Arabic: the one place where a claim becomes a sentence.

The Arabic avoids the agreement of number and noun by the form "the dead among X: n", which is correct for any n.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from casualty_schemas.semantics import LIMITED
from casualty_schemas.vocabulary import VOCABULARIES

Row = Mapping[str, Any]

_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_MONTHS_AR = (
    "كانون الثاني/يناير", "شباط/فبراير", "آذار/مارس", "نيسان/أبريل", "أيار/مايو", "حزيران/يونيو", "تموز/يوليو",
    "آب/أغسطس", "أيلول/سبتمبر", "تشرين الأول/أكتوبر", "تشرين الثاني/نوفمبر", "كانون الأول/ديسمبر",
)  # fmt: skip

WHO_EN: dict[str, tuple[str, str]] = {
    "civilian": ("civilian", "civilians"),
    "hors_de_combat": ("disarmed, wounded or captured fighter", "disarmed, wounded or captured fighters"),
    "other_protected": ("other protected person", "other protected persons"),
    "not_fighting": ("civilian or disarmed fighter", "civilians and disarmed fighters"),
    "armed_forces": ("member of state forces", "members of state forces"),
    "participating_in_hostilities": ("gunman or member of an armed group", "gunmen or members of armed groups"),
    "fighting": ("fighter of either side", "fighters of all sides"),
    "all_but_armed_groups": ("person, armed groups not counted,", "people, armed groups not counted,"),
    "unknown": ("person of unknown status", "people of unknown status"),
    "not_stated": ("person whose status is not stated", "people whose status is not stated"),
}
WHO_AR: dict[str, str] = {
    "civilian": "من المدنيين",
    "hors_de_combat": "من المقاتلين خارج القتال",
    "other_protected": "من المحميين الآخرين",
    "not_fighting": "من المدنيين والمقاتلين خارج القتال",
    "armed_forces": "من أفراد قوات الدولة",
    "participating_in_hostilities": "من المسلحين المشاركين في القتال",
    "fighting": "من مقاتلي كل الأطراف",
    "all_but_armed_groups": "من الجميع عدا عناصر الجماعات المسلحة",
    "unknown": "ممن لم تعرف صفتهم",
    "not_stated": "ممن لم تذكر صفتهم",
}
_PERSONS_EN = {
    ("female", "adult"): ("woman", "women"),
    ("male", "adult"): ("man", "men"),
    ("female", "child"): ("girl", "girls"),
    ("male", "child"): ("boy", "boys"),
    ("female", None): ("woman or girl", "women and girls"),
    ("male", None): ("man or boy", "men and boys"),
    (None, "child"): ("child", "children"),
    (None, "adult"): ("adult", "adults"),
}
_PERSONS_AR = {
    ("female", "adult"): "من النساء",
    ("male", "adult"): "من الرجال",
    ("female", "child"): "من الفتيات",
    ("male", "child"): "من الفتيان",
    ("female", None): "من النساء والفتيات",
    ("male", None): "من الرجال والفتيان",
    (None, "child"): "من الأطفال",
    (None, "adult"): "من البالغين",
}
DONE_EN: dict[str, str] = {
    "killed": "{be} killed",
    "bodies_recovered": "{be} found dead",
    "injured": "{be} injured",
    "treated": "{be} treated in hospital",
    "casualties": "{be} killed or injured",
    "missing": "{be} missing",
    "abducted": "{be} abducted",
    "detained": "{be} held",
    "suspects_held": "{be} held as suspects",
    "displaced": "{be} displaced",
    "arrived_abroad": "arrived from Syria",
    "sheltering": "{be} sheltering",
    "mass_killings": "took place",
    "mass_killing_sites": "saw mass killings",
}
COUNT_AR: dict[str, str] = {
    "killed": "عدد القتلى",
    "bodies_recovered": "عدد الجثث التي عثر عليها",
    "injured": "عدد الجرحى",
    "treated": "عدد المصابين الذين عولجوا في المستشفى",
    "casualties": "عدد القتلى والجرحى",
    "missing": "عدد المفقودين",
    "abducted": "عدد المختطفين",
    "detained": "عدد المحتجزين",
    "suspects_held": "عدد الموقوفين المشتبه بهم",
    "displaced": "عدد النازحين",
    "arrived_abroad": "عدد الواصلين من سوريا",
    "sheltering": "عدد اللاجئين في الموقع",
    "mass_killings": "عدد حوادث القتل الجماعي",
    "mass_killing_sites": "عدد أماكن القتل الجماعي",
}
_QUANTITY_AR = {
    "exact": "{n}",
    "at_least": "{n} على الأقل",
    "more_than": "أكثر من {n}",
    "fewer_than": "أقل من {n}",
    "up_to": "{n} على الأكثر",
    "about": "نحو {n}",
    "nearly": "قرابة {n}",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """The same statement in English and in Arabic."""

    en: str
    ar: str


class Names:
    """Looks up what the rows of other tables are called, by id."""

    def __init__(self, tables: Mapping[str, Mapping[str, Row]]) -> None:
        self._tables = tables

    def row(self, table: str, id_: str) -> Row:
        """The row with this id."""
        return self._tables[table][id_]

    def en(self, table: str, id_: str) -> str:
        """Its English name."""
        row = self.row(table, id_)
        return str(row.get("name_en") or row.get("label_en") or row["label"])

    def ar(self, table: str, id_: str) -> str:
        """Its Arabic name."""
        row = self.row(table, id_)
        return str(row.get("name_ar") or row.get("label_ar") or row["label"])


def tally(row: Row, names: Names) -> Sentence:
    """What one tally says: who counted, how many, of whom, where, as of when, carried by whom."""
    return Sentence(_tally_en(row, names), _tally_ar(row, names))


# --- English -------------------------------------------------------------------------------------


def _tally_en(row: Row, names: Names) -> str:
    source = names.row("sources", row["source_id"])
    claimant = names.en("actors", row["claimant_id"])
    nobody = row["claimant_id"] == "not-stated"
    if nobody:
        opening, carried = f"{source['publisher']} wrote, naming nobody who counted,", ""
    else:
        opening = f"{claimant} said"
        carried = "" if source["proximity"] == "primary" else f", as carried by {source['publisher']}"
    if row["qualifier"] in ("none_published", "denied"):
        did = "published no figure for" if row["qualifier"] == "none_published" else "denied that there were"
        subject = f"{source['publisher']}" if nobody else claimant
        matter = f"{who_en(row, names, 2)} {_done_en(row, 2)}".replace(" were ", " ")
        return f"{subject} {did} {matter}{_where_en(row, names)}{_when_en(row)}{carried}."
    number = row["value"] if row["value"] is not None else row["high"]
    done = f"{who_en(row, names, number)} {_done_en(row, number)}{_limits_en(row, names)}{_where_en(row, names)}"
    if row["qualifier"] == "unquantified":
        claim = f"{done} (“{row['wording']}”, without a number)"
    else:
        claim = f"{'a further ' if row['period_basis'] == 'documentation' else ''}{quantity_en(row)} {done}"
    fault = f" The carrier is wrong: {label_en(row, 'relay_fault')}." if row["relay_fault"] else ""
    return f"{opening} that {claim}{_period_en(row)}{_when_en(row)}{carried}{_described_en(row, names)}.{fault}"


def quantity_en(row: Row) -> str:
    """How many: at least 330."""
    if row["qualifier"] == "between":
        return f"between {row['low']:,} and {row['high']:,}"
    if row["qualifier"] == "unquantified":
        return f"“{row['wording']}”"
    words = "" if row["qualifier"] == "exact" else f"{label_en(row, 'qualifier')} "
    return f"{words}{row['value']:,}"


def who_en(row: Row, names: Names, number: int | None) -> str:
    """Of whom, in the form that goes with the number: civilians."""
    one = number == 1
    if row["unit"] != "person":
        words = {
            "family": ("family", "families"),
            "incident": ("mass killing", "mass killings"),
            "site": ("place", "places"),
        }
        return words[row["unit"]][0 if one else 1]
    person = _PERSONS_EN.get((row["sex"], row["age"]))
    status = WHO_EN.get(row["status"] or "")
    if person and status:
        noun = f"{person[0 if one else 1]} ({status[0 if one else 1].rstrip(',')})"
    else:
        noun = (person or status or ("person", "people"))[0 if one else 1]
    party = f" ({names.en('actors', row['party_id'])})" if row["party_id"] else ""
    return noun + party


def _done_en(row: Row, number: int | None) -> str:
    return DONE_EN[row["measure"]].format(be="was" if number == 1 else "were")


def _where_en(row: Row, names: Names) -> str:
    place = names.en("places", row["place_id"])
    if row["place_role"] == "counted_at":
        return f", counted in {place}"
    return f" in {place}"


def _limits_en(row: Row, names: Names) -> str:
    limits = (row["limits"] or "").split("|")
    parts = []
    if "circumstance" in limits:
        parts.append(f" {label_en(row, 'circumstance')}")
    if "accused" in limits:
        parts.append(f" by {names.en('actors', row['accused_id'])}")
    if "cause" in limits:
        parts.append(f" by {label_en(row, 'cause')}")
    only = [label_en(row, LIMITED[limit]) for limit in ("community", "subgroup") if limit in limits]
    if only:
        parts.append(f", counting {' and '.join(only)} only,")
    return "".join(parts)


def _described_en(row: Row, names: Names) -> str:
    limits = (row["limits"] or "").split("|")
    parts = []
    if row["community_as_stated"] and "community" not in limits:
        parts.append(f"it calls them {label_en(row, 'community_as_stated')}")
    if row["circumstance"] and "circumstance" not in limits:
        parts.append(
            f"they died {label_en(row, 'circumstance')}, as it says"
            if row["measure"] == "killed"
            else label_en(row, "circumstance")
        )
    if row["accused_id"] and "accused" not in limits:
        parts.append(f"accused: {names.en('actors', row['accused_id'])}")
    return f" ({'; '.join(parts)})" if parts else ""


def _period_en(row: Row) -> str:
    start, end = row["period_start"], row["period_end"]
    if not start and not end:
        return ""
    if start and end:
        span = f"on {day_en(start)}" if start == end else f"from {day_en(start)} to {day_en(end)}"
    else:
        span = f"since {day_en(start)}" if start else f"until {day_en(end)}"
    return f" (recorded {span})" if row["period_basis"] == "documentation" else f" {span}"


def _when_en(row: Row) -> str:
    if not row["as_of"]:
        return ", as of an unknown day"
    part = f", {label_en(row, 'as_of_part')}" if row["as_of_part"] else ""
    return f", as of {day_en(row['as_of'], row['as_of_precision'])}{part}"


def day_en(day: date, precision: str = "day") -> str:
    """8 March 2025; March 2025; 2025."""
    month = f"{_MONTHS_EN[day.month - 1]} {day.year}"
    return {"day": f"{day.day} {month}", "month": month}.get(precision, str(day.year))


def label_en(row: Row, column: str) -> str:
    """What the code of this column is called."""
    return VOCABULARIES[column][row[column]].en


# --- Arabic --------------------------------------------------------------------------------------


def _tally_ar(row: Row, names: Names) -> str:
    source = names.row("sources", row["source_id"])
    nobody = row["claimant_id"] == "not-stated"
    claimant = "دون ذكر من أحصى" if nobody else names.ar("actors", row["claimant_id"])
    carried = "" if source["proximity"] == "primary" and not nobody else f"، نقلا عن {source['publisher']}"
    matter = f"{COUNT_AR[row['measure']]}{who_ar(row, names)}{_where_ar(row, names)}{_period_ar(row)}{_when_ar(row)}"
    if row["qualifier"] == "none_published":
        return f"{claimant}: لم تنشر حصيلة عن {matter.removeprefix('عدد ')}{carried}."
    if row["qualifier"] == "denied":
        return f"{claimant}: نفي لما قيل عن {matter}{carried}."
    fault = f" خطأ الناقل: {label_ar(row, 'relay_fault')}." if row["relay_fault"] else ""
    return f"{claimant}: {matter}: {quantity_ar(row)}{_details_ar(row, names)}{carried}.{fault}"


def quantity_ar(row: Row) -> str:
    """How many, in Arabic: 330 على الأقل."""
    if row["qualifier"] == "between":
        return f"بين {row['low']:,} و{row['high']:,}"
    if row["qualifier"] == "unquantified":
        return f"«{row['wording']}» (بلا رقم)"
    return _QUANTITY_AR[row["qualifier"]].format(n=f"{row['value']:,}")


def who_ar(row: Row, names: Names) -> str:
    """Of whom, from a space on: من المدنيين."""
    unit = " (بالأسر)" if row["unit"] == "family" else ""
    person = _PERSONS_AR.get((row["sex"], row["age"]))
    status = WHO_AR.get(row["status"] or "")
    who = "".join(f" {words}" for words in (person, status) if words)
    party = f" التابعين لـ {names.ar('actors', row['party_id'])}" if row["party_id"] else ""
    return unit + who + party


def _where_ar(row: Row, names: Names) -> str:
    place = names.ar("places", row["place_id"])
    return f"، بحسب الإحصاء في {place}" if row["place_role"] == "counted_at" else f" في {place}"


def _details_ar(row: Row, names: Names) -> str:
    limits = (row["limits"] or "").split("|")
    parts = []
    for limit, column in LIMITED.items():
        if row[column]:
            what = names.ar("actors", row[column]) if limit == "accused" else label_ar(row, column)
            title = {
                "accused": "الطرف المتهم",
                "community": "الطائفة",
                "cause": "السبب",
                "circumstance": "الظرف",
                "subgroup": "الفئة",
            }[limit]
            parts.append(f"{title}: {what}{' حصرا' if limit in limits else ''}")
    return f" ({'؛ '.join(parts)})" if parts else ""


def _period_ar(row: Row) -> str:
    start, end = row["period_start"], row["period_end"]
    if not start and not end:
        return ""
    span = (
        f" يوم {day_ar(start)}"
        if start == end
        else (f" من {day_ar(start)}" if start else "") + (f" إلى {day_ar(end)}" if end else "")
    )
    return f"{span} (بحسب يوم التوثيق: زيادة)" if row["period_basis"] == "documentation" else span


def _when_ar(row: Row) -> str:
    if not row["as_of"]:
        return " حتى يوم غير معروف"
    part = f" {label_ar(row, 'as_of_part')}" if row["as_of_part"] else ""
    return f" حتى {day_ar(row['as_of'], row['as_of_precision'])}{part}"


def day_ar(day: date, precision: str = "day") -> str:
    """8 آذار/مارس 2025."""
    month = f"{_MONTHS_AR[day.month - 1]} {day.year}"
    return {"day": f"{day.day} {month}", "month": month}.get(precision, str(day.year))


def label_ar(row: Row, column: str) -> str:
    """What the code of this column is called in Arabic."""
    return VOCABULARIES[column][row[column]].ar


# --- other rows ----------------------------------------------------------------------------------


def source(row: Row) -> Sentence:
    """What a document is, who published it, when and where."""
    when = day_en(row["published_on"], row["published_precision"]) if row["published_on"] else "undated"
    when_ar = day_ar(row["published_on"], row["published_precision"]) if row["published_on"] else "بلا تاريخ"
    return Sentence(
        f"{row['label']} — {row['publisher']}, {when} ({row['language']}). {row['url']}",
        f"{row['publisher']}، {when_ar} ({row['language']}). {row['url']}",
    )


def named(row: Row) -> Sentence:
    """What an actor, place or incident is called."""
    en, ar = row.get("name_en") or row.get("label_en"), row.get("name_ar") or row.get("label_ar")
    about = f" — {row['description']}" if row.get("description") else ""
    return Sentence(f"{en}{about}", str(ar))


def conflict(row: Row, told: Mapping[str, Row], names: Names) -> str:
    """Why two claims cannot both be true, or why one is told, in one sentence; ``told`` holds the claims by id."""
    if row["kind"] == "sum":
        return f"The parts by place that {row['claim_id']} stands over miss its figure by {row['gap']:,}."
    high, low = told[row["claim_id"]], told[row["other_id"]]
    who, other = (names.en("actors", claim["claimant_id"]) for claim in (high, low))
    if row["kind"] == "fall":
        return f"{who} had {claim_figure(low, names)}, then {claim_figure(high, names)}, and no reason was read."
    narrower = f", although the first counts only a part of the second ({row['dimension']})" if row["dimension"] else ""
    laid = ", if the first laid all of it at the party it accuses" if row["kind"] == "by_attribution" else ""
    both = f"{who} had {claim_figure(high, names)}, and {other} {claim_figure(low, names)}"
    return f"On {day_en(row['day'])} {both}: {row['gap']:,} apart{narrower}{laid}."


def claim_figure(claim: Row, names: Names) -> str:
    """A claim without its claimant: 1,676 civilians killed in Tartus governorate (as of 9 April 2025)."""
    number = claim["value"] if claim["value"] is not None else claim["high"]
    done = _done_en(claim, number).removeprefix("were ").removeprefix("was ")
    when = f" (as of {day_en(claim['as_of'], claim['as_of_precision'])})" if claim["as_of"] else ""
    return f"{quantity_en(claim)} {who_en(claim, names, number)} {done}{_where_en(claim, names)}{when}"


def claim_scope(claim: Row, names: Names) -> str:
    """What a series is about, without its figures: civilians killed in Tartus governorate."""
    done = _done_en(claim, None).removeprefix("were ")
    laid = f", by {names.en('actors', claim['accused_id'])}" if claim["accused_id"] else ""
    limited = ("community_as_stated", "circumstance", "subgroup", "cause")
    only = ", ".join(label_en(claim, name) for name in limited if claim[name])
    span = _period_en({**claim, "period_basis": "death"})
    who = f"{who_en(claim, names, None)} {done}{_where_en(claim, names)}"
    return f"{who}{laid}{f' ({only} only)' if only else ''}{span}"


def interval(low: int | None, high: int | None) -> str:
    """The interval of a claim on its own day, as METHODOLOGY defines it."""
    if low is None:
        return "no interval: the absence is the record"
    return f"[{low:,}, {'∞)' if high is None else f'{high:,}]'}"


def brief(row: Row) -> str:
    """A tally in its fewest words: figure and day."""
    if row["qualifier"] in ("none_published", "denied"):
        figure = VOCABULARIES["qualifier"][row["qualifier"]].en
    else:
        figure = quantity_en(row)
    when = day_en(row["as_of"], row["as_of_precision"]) if row["as_of"] else "undated"
    part = f" {label_en(row, 'as_of_part')}" if row["as_of_part"] else ""
    reason = f"; revised: {label_en(row, 'revision_reason')}" if row["revision_reason"] else ""
    return f"{figure} ({when}{part}{reason})"
