"""The table ``figures``: every tally once, in words that agree with it, in both languages."""

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from builders import small_tables
from casualty_dataset.analysis.derived_tables import derive
from casualty_dataset.core.problems import Problems
from casualty_dataset.language import arabic, english
from casualty_dataset.language.names import Name, Names
from casualty_dataset.model import Tally
from casualty_dataset.validation import schema_check as check
from casualty_dataset.workflows.validate import validate
from casualty_schemas import Figures, Tallies
from casualty_schemas.vocabulary import MEASURE, QUALIFIER, STATUS
from helpers_dataset import copy_row
from release_tables import real

GOLDEN = Path(__file__).parent / "golden" / "figures.json"
NAMES = Names({"actors": {"army": Name("Test Army", "جيش الاختبار")}})
PLAIN: dict[str, Any] = {
    **dict.fromkeys([*Tallies.columns(), "lower", "upper"]),
    "measure": "killed",
    "unit": "person",
    "qualifier": "exact",
    "value": 5,
    "period_basis": "death",
}


def _tally(**cells: Any) -> Tally:
    return Tally.from_row({**PLAIN, **cells})


def _phrases(**cells: Any) -> tuple[str, str]:
    """The figure in English and Arabic."""
    tally = _tally(**cells)
    return english.figure_phrase(tally, NAMES), arabic.figure_phrase(tally, NAMES)


def test_every_tally_is_there_once() -> None:
    """One row a tally, sorted, with the number, the day, the address and the ids of the tally itself."""
    figures, tallies = real()["figures"], real()["tallies"]
    kept = ["tally_id", "value", "low", "high", "as_of", "incident_id", "place_id", "claimant_id", "source_id"]

    assert figures["tally_id"].to_list() == sorted(tallies["tally_id"].to_list())
    assert figures.select(kept).equals(tallies.select(kept))


def test_names_belong_to_the_ids() -> None:
    """Every name, publisher and address is that of the row with the id."""
    looked_up = {
        "claimant_id": ("actors", "actor_id", {"claimant_en": "name_en", "claimant_ar": "name_ar"}),
        "party_id": ("actors", "actor_id", {"party_en": "name_en", "party_ar": "name_ar"}),
        "accused_id": ("actors", "actor_id", {"accused_en": "name_en", "accused_ar": "name_ar"}),
        "incident_id": ("incidents", "incident_id", {"incident_en": "label_en", "incident_ar": "label_ar"}),
        "place_id": ("places", "place_id", {"place_en": "name_en", "place_ar": "name_ar", "latitude": "latitude"}),
        "source_id": ("sources", "source_id", {"publisher": "publisher", "url": "url", "source_label": "label"}),
    }
    for column, (table, key, pairs) in looked_up.items():
        rows = {row[key]: row for row in real()[table].iter_rows(named=True)}
        for row in real()["figures"].iter_rows(named=True):
            for name, original in pairs.items():
                assert row[name] == (rows[row[column]][original] if row[column] else None), (row["tally_id"], name)


def test_claim_id_is_the_claim_that_lists_the_tally() -> None:
    """claim_id is the claim whose tally_ids list the tally, and empty where no claim does."""
    listed = {
        tally: claim
        for claim, tallies in real()["claims"].select("claim_id", "tally_ids").iter_rows()
        for tally in tallies.split("|")
    }
    shown = dict(real()["figures"].select("tally_id", "claim_id").iter_rows())

    assert listed
    assert shown == {tally: listed.get(tally) for tally in shown}
    assert None in shown.values()


def test_the_table_is_valid_and_every_arabic_text_is_arabic() -> None:
    """Pandera accepts it; every text is NFC and without doubled spaces, hidden marks or traces of Python."""
    problems = Problems()
    check.check(Figures, real()["figures"], "figures", problems)
    assert list(problems) == []

    for name in real()["figures"].select(pl.col(pl.String)).columns:
        for text in real()["figures"][name].drop_nulls().unique():
            assert text == unicodedata.normalize("NFC", text).strip()
            assert not [bad for bad in ("  ", "None", "{", "()", " ,", "\u200f", "\u200e", "\n") if bad in text], text
    arabic = [name for name in real()["figures"].columns if name.endswith("_ar")]
    for name in arabic:
        for text in real()["figures"][name].drop_nulls().unique():
            assert any("\u0621" <= letter <= "\u064a" for letter in text), (name, text)


def test_phrases_equal_the_golden_file() -> None:
    """Tallies of every kind of qualifier, limit and unit, word for word in both languages."""
    golden: dict[str, list[str]] = json.loads(GOLDEN.read_text())
    rows = real()["figures"].filter(pl.col("tally_id").is_in(list(golden)))

    assert {id_: words for id_, *words in rows.select("tally_id", "figure_en", "figure_ar").iter_rows()} == golden


@pytest.mark.parametrize(
    ("number", "civilians", "women"),
    [
        (0, "0 مدني قُتلوا", "0 امرأة قُتلن"),
        (1, "مدني واحد قُتل", "امرأة واحدة قُتلت"),
        (2, "مدنيان قُتلا", "امرأتان قُتلتا"),
        (3, "3 مدنيين قُتلوا", "3 نساء قُتلن"),
        (10, "10 مدنيين قُتلوا", "10 نساء قُتلن"),
        (11, "11 مدنياً قُتلوا", "11 امرأة قُتلن"),
        (99, "99 مدنياً قُتلوا", "99 امرأة قُتلن"),
        (100, "100 مدني قُتلوا", "100 امرأة قُتلن"),
        (103, "103 مدنيين قُتلوا", "103 نساء قُتلن"),
        (1_225, "1,225 مدنياً قُتلوا", "1,225 امرأة قُتلن"),
        (1_700, "1,700 مدني قُتلوا", "1,700 امرأة قُتلن"),
    ],
)
def test_arabic_nouns_and_verbs_agree_with_their_number(number: int, civilians: str, women: str) -> None:
    """One, two, few, many and hundreds each have their own form."""
    assert _phrases(status="civilian", value=number)[1] == civilians
    assert _phrases(sex="female", age="adult", value=number)[1] == women


def test_two_after_a_word_take_the_oblique_case() -> None:
    """The dual after "at least" has another ending than the dual alone."""
    assert _phrases(status="civilian", value=2, qualifier="at_least")[1] == "ما لا يقل عن مدنيين اثنين قُتلا"


def test_a_count_limited_to_a_party_says_that_the_count_is_limited() -> None:
    """It is the count that covers one party alone, not the accusation."""
    english, arabic = _phrases(limits="accused", accused_id="army", status="civilian")

    assert english == "5 civilians killed (counting only those attributed to Test Army)"
    assert arabic == "5 مدنيين قُتلوا (لا يشمل إلا ما نُسب إلى جيش الاختبار)"


def test_a_description_is_not_in_the_phrase() -> None:
    """A circumstance that is no limit is in the description, not in the figure."""
    tally = _tally(circumstance="execution")

    assert _phrases(circumstance="execution") == _phrases()
    assert english.described_phrase(tally.described) == "by execution"
    assert arabic.described_phrase(tally.described) == "بالإعدام"
    assert english.limits_phrase(tally.scope, NAMES) is None
    assert arabic.limits_phrase(tally.scope, NAMES) is None
    assert _phrases(circumstance="execution", limits="circumstance")[0] == "5 people killed by execution"


def _variants() -> Iterator[dict[str, Any]]:
    for number in (0, 1, 2, 7, 45, 200):
        for measure, code in MEASURE.items():
            for unit in code.units:
                yield {"measure": measure, "unit": unit, "value": number}
        for status in (None, *STATUS):
            for sex in (None, "female", "male", "unknown"):
                for age in (None, "adult", "child", "unknown"):
                    yield {"status": status, "sex": sex, "age": age, "value": number}
        for qualifier in QUALIFIER:
            figures = {"value": number, "low": 1, "high": number + 2, "wording": "dozens", "magnitude": "dozens"}
            yield {**figures, "qualifier": qualifier, "party_id": "army", "period_basis": "documentation"}


def test_any_codes_make_a_clean_phrase() -> None:
    """For all codes both phrases are clean, and different codes of people give different phrases."""
    for cells in _variants():
        for text in _phrases(**cells):
            assert not [bad for bad in ("  ", "None", "{", "()", " ,", "..") if bad in text], (cells, text)
            assert text == text.strip()
    for language in (0, 1):
        words = [_phrases(measure=measure, unit=code.units[0], value=45)[language] for measure, code in MEASURE.items()]
        words += [_phrases(status=status, value=45)[language] for status in STATUS]
        assert len(set(words)) == len(words)


def test_a_new_tally_is_a_new_row(small: Path) -> None:
    """One more tally in the tiny dataset gives one more row, with its own number."""
    copy_row(small, "tallies", "T00000001", {"tally_id": "T00000999", "value": "2", "supersedes_id": ""})
    before, tables = small_tables(), validate(small).tables
    figures = derive(tables)["figures"]

    assert figures.height == derive(before)["figures"].height + 1
    assert figures.row(-1, named=True)["figure_ar"] == "مدنيان قُتلا"
