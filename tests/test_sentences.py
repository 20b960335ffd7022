"""A row becomes a sentence that says who counted, how many, of whom, where, as of when and who carried it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from casualty_dataset.core.errors import UnknownName
from casualty_dataset.language import sentences
from casualty_dataset.workflows import show as answers
from casualty_dataset.workflows.validate import tables_of
from casualty_schemas.vocabulary import MEASURE, QUALIFIER, SEX, STATUS

GOLDEN = Path(__file__).parent / "golden" / "sentences.txt"


@pytest.fixture
def record(small: Path) -> answers.Record:
    return answers.Record(tables_of(small))


def test_sentences_of_the_small_dataset_are_as_agreed(record: answers.Record) -> None:
    """Every tally of the small dataset, in English and Arabic, word for word."""
    said = [record.show(id_) for id_ in record.rows["tallies"]]
    text = "".join(f"{one.id} {one.interval}\n{one.sentence.en}\n{one.sentence.ar}\n\n" for one in said)

    assert text == GOLDEN.read_text()


def test_every_measure_and_status_has_words_in_both_languages() -> None:
    """No code of measure or status is without its phrase."""
    assert set(sentences.DONE_EN) == set(sentences.COUNT_AR) == set(MEASURE)
    assert set(sentences.WHO_EN) == set(sentences.WHO_AR) == set(STATUS)


def _variants(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for measure, code in MEASURE.items():
        for unit in code.units:
            yield {**row, "measure": measure, "unit": unit}
    for status in STATUS:
        for sex in (None, *SEX):
            yield {**row, "status": status, "sex": sex}
    for qualifier in QUALIFIER:
        figures = {"value": 1, "low": 1, "high": 2, "wording": "dozens"}
        yield {**row, **figures, "qualifier": qualifier}


def test_any_codes_make_a_clean_sentence(record: answers.Record) -> None:
    """Whatever the codes, the sentence ends once, has no doubled space or comma and no trace of Python."""
    row = dict(record.rows["tallies"]["T00000001"])
    said = [s for variant in _variants(row) for s in [sentences.tally(variant, record.names)]]

    for sentence in said:
        for text in (sentence.en, sentence.ar):
            assert not [bad for bad in ("  ", ",,", "None", "{", "..", " ,", "()") if bad in text], text
            assert text.endswith(".")


def test_one_person_is_singular(record: answers.Record) -> None:
    """One civilian was killed; two were."""
    row = dict(record.rows["tallies"]["T00000001"])

    assert "1 civilian was killed" in sentences.tally({**row, "value": 1}, record.names).en
    assert "2 civilians were killed" in sentences.tally({**row, "value": 2}, record.names).en


def test_a_number_finds_every_tally_that_says_it(record: answers.Record) -> None:
    """A number is looked for in value, low and high."""
    assert [one.id for one in record.saying(130)] == ["T00000005", "T00000007"]
    assert [one.id for one in record.saying(90)] == ["T00000008"]
    assert record.saying(999) == []


def test_a_tally_shows_its_place_in_the_chain(record: answers.Record) -> None:
    """What it replaced and what replaced it stand beside it, oldest first."""
    assert [id_ for id_, _ in record.show("T00000001").chain] == ["T00000001", "T00000005"]
    assert [id_ for id_, _ in record.show("T00000005").chain] == ["T00000001", "T00000005"]
    assert record.show("T00000003").chain == []


def test_an_unknown_id_names_the_nearest(record: answers.Record) -> None:
    """A slip of the finger is answered with what was meant."""
    with pytest.raises(UnknownName, match="monitor"):
        record.show("monitr")


def test_other_rows_are_shown_with_their_tallies(record: answers.Record) -> None:
    """A document, an actor, a place and an incident each list the tallies that belong to them."""
    assert len(record.show("herald-mirror").related) == 1
    assert "T00000009" in [id_ for id_, _ in record.show("state").related]
    assert record.show("harbour").sentence.ar == "الميناء"
    assert [id_ for id_, _ in record.show("sy-2025-03-07-harbour").related] == ["T00000010"]
