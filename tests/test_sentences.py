"""A tally as a sentence: who said how many, of whom, where, as of when, and which document carries it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from casualty_dataset.analysis.record import Record
from casualty_dataset.core.errors import UnknownName
from casualty_dataset.language import arabic, cldr, english
from casualty_dataset.language.arabic import grammar
from casualty_dataset.language.sentences import Sentence, tally_sentence
from casualty_dataset.model import Tally
from casualty_dataset.workflows.show import answer
from casualty_dataset.workflows.validate import tables_of
from casualty_schemas.vocabulary import MEASURE, QUALIFIER, SEX, STATUS

GOLDEN = Path(__file__).parent / "golden" / "sentences.txt"


@pytest.fixture
def record(small: Path) -> Record:
    """The record of the small dataset."""
    return Record(tables_of(small))


def test_sentences_of_the_small_dataset_equal_the_golden_file(record: Record) -> None:
    """Every tally of the small dataset, in English and Arabic, word for word."""
    rows = [row for id_ in record.tallies for row in answer(record, id_)]
    text = "".join(f"{row.id} {row.interval}\n{row.sentence.en}\n{row.sentence.ar}\n\n" for row in rows)

    assert text == GOLDEN.read_text()


def test_every_measure_and_status_has_words_in_both_languages() -> None:
    """Every code of measure and status has its words, once."""
    assert sorted([*english.PARTICIPLES, *english.VERBS]) == sorted(MEASURE)
    assert set(arabic.COUNTS) == set(grammar.OUTCOMES) == set(grammar.MASDARS) == set(MEASURE)
    assert set(english.PEOPLE_BY_STATUS) == set(arabic.STATUS_WORDS) == set(STATUS)
    assert set(grammar.PEOPLE_BY_STATUS) == set(STATUS)


def test_months_are_those_of_the_cldr() -> None:
    """English months, and Arabic months by both their names."""
    assert cldr.months("en")[2] == "March"
    assert cldr.months("ar") == (
        "كانون الثاني/يناير", "شباط/فبراير", "آذار/مارس", "نيسان/أبريل", "أيار/مايو", "حزيران/يونيو", "تموز/يوليو",
        "آب/أغسطس", "أيلول/سبتمبر", "تشرين الأول/أكتوبر", "تشرين الثاني/نوفمبر", "كانون الأول/ديسمبر",
    )  # fmt: skip


def _sentence(record: Record, cells: dict[str, Any]) -> Sentence:
    row = record.table("tallies").row(0, named=True) | {"lower": None, "upper": None} | cells
    return tally_sentence(Tally.from_row(row), record.names)


def _variants() -> Iterator[dict[str, Any]]:
    for measure, code in MEASURE.items():
        for unit in code.units:
            yield {"measure": measure, "unit": unit}
    for status in STATUS:
        for sex in (None, *SEX):
            yield {"status": status, "sex": sex}
    for qualifier in QUALIFIER:
        figures = {"value": 1, "low": 1, "high": 2, "wording": "dozens"}
        yield {**figures, "qualifier": qualifier}


def test_any_codes_make_a_clean_sentence(record: Record) -> None:
    """For all codes the sentence ends once, without doubled space or comma and without a trace of Python."""
    for cells in _variants():
        sentence = _sentence(record, cells)
        for text in (sentence.en, sentence.ar):
            assert not [bad for bad in ("  ", ",,", "None", "{", "..", " ,", "()") if bad in text], text
            assert text.endswith(".")


def test_one_person_is_singular(record: Record) -> None:
    """One civilian was killed; two were."""
    assert "1 civilian was killed" in _sentence(record, {"value": 1, "basis": "not_stated"}).en
    assert "2 civilians were killed" in _sentence(record, {"value": 2, "basis": "not_stated"}).en
    assert "counted 1 civilian killed" in _sentence(record, {"value": 1, "basis": "documented"}).en


def test_a_number_finds_every_tally_with_it(record: Record) -> None:
    """A number is searched in value, low and high."""
    assert [row.id for row in answer(record, "130")] == ["T00000005", "T00000007"]
    assert [row.id for row in answer(record, "90")] == ["T00000008"]
    assert answer(record, "999") == []


def test_a_tally_shows_its_chain(record: Record) -> None:
    """The chain lists what the tally replaced and what replaced it, oldest first."""
    assert [id_ for id_, _ in answer(record, "T00000001")[0].chain] == ["T00000001", "T00000005"]
    assert [id_ for id_, _ in answer(record, "T00000005")[0].chain] == ["T00000001", "T00000005"]
    assert answer(record, "T00000003")[0].chain == []


def test_an_unknown_id_names_the_nearest(record: Record) -> None:
    """The error for a misspelt id names the nearest id."""
    with pytest.raises(UnknownName, match="monitor"):
        answer(record, "monitr")


def test_other_rows_are_shown_with_their_tallies(record: Record) -> None:
    """A document, an actor, a place and an incident each list the tallies that belong to them."""
    assert len(answer(record, "herald-mirror")[0].related) == 1
    assert "T00000009" in [id_ for id_, _ in answer(record, "state")[0].related]
    assert answer(record, "harbour")[0].sentence.ar == "الميناء"
    assert [id_ for id_, _ in answer(record, "sy-2025-03-07-harbour")[0].related] == ["T00000010"]


def test_babel_is_loaded_with_the_first_date_only() -> None:
    """Commands that write no sentence do not pay for Babel."""
    code = "import sys, casualty_dataset.language.english; sys.exit('babel' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
