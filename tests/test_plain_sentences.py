"""Generated sentences report claims: a claimant said that people were killed, and never "had" people killed."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import polars as pl
import pytest

from casualty_dataset.formats.guide import ENGLISH
from casualty_dataset.formats.metadata.deposit import CAVEATS, METHODOLOGY
from casualty_dataset.formats.release_readme import figures_section, release_readme
from casualty_dataset.history.changes_markdown import changes_markdown
from casualty_dataset.history.dataset_difference import compare_tables
from casualty_dataset.language import arabic, english
from casualty_dataset.language.names import Names
from casualty_dataset.language.sentences import Sentence, conflict_sentences, tally_sentence
from casualty_dataset.model import Conflict, Tally
from casualty_dataset.page.texts import TEXTS
from casualty_dataset.releases.package import released_tables
from casualty_schemas.vocabulary import MAGNITUDE
from helpers_dataset import ROOT
from release_tables import INFO, real

HARM = "killed|injured|wounded|missing|abducted|detained|held|displaced|found dead|treated in hospital"
CAUSATIVE = re.compile(
    r"\b(?:had|has|have|having)\b"
    r"(?!\s+(?:been|not been|laid|\w+ed)\b)"  # had been killed, has published: passive and perfect
    rf"[^.:;]{{0,80}}\b(?:{HARM})\b"
)
"""Somebody "had" or "has" people killed: read literally, it makes the claimant the perpetrator."""


@cache
def _sentences() -> dict[str, list[str]]:
    """The English texts that code generates from the real record, by their kind."""
    tables = real()
    names = Names.from_tables(tables)
    tallies = Tally.from_frame(tables["tallies"])
    return {
        "tallies": [english.tally_sentence(tally, names) for tally in tallies],
        "summaries": [english.summary(tally) for tally in tallies],
        "scopes": [english.scope_phrase(tally, names) for tally in tallies],
        "figures": tables["figures"]["figure_en"].to_list(),
        "conflicts": tables["conflicts"]["sentence"].to_list(),
        "changes": [_changes()],
        "readme": [_readme()],
        "deposit": [METHODOLOGY, CAVEATS],
        "guide": [text for _, paragraphs in ENGLISH.sections for text in paragraphs],
        "page": [text for text, _ in TEXTS.values()],
    }


def _readme() -> str:
    figures = figures_section(real())
    return release_readme(INFO.version, INFO.released_on, [], figures, released_tables().values())


def _changes() -> str:
    """CHANGES.md from the first release to the tables of this repository."""
    old = {path.stem: path.read_bytes() for path in (ROOT / "releases/0.1.0/data").glob("*.csv")}
    new = {path.stem: path.read_bytes() for path in (ROOT / "dataset").glob("*.csv")}
    return changes_markdown("Changes", "0.1.0", compare_tables(old, new), old, new)


def _causative(texts: list[str]) -> Iterator[str]:
    return (match[0] for text in texts for match in CAUSATIVE.finditer(text))


@pytest.mark.parametrize(
    "kind",
    [
        "tallies", "summaries", "scopes", "figures", "conflicts", "changes", "readme", "deposit", "guide", "page",
    ],
)  # fmt: skip
def test_no_sentence_makes_a_claimant_the_perpetrator(kind: str) -> None:
    """No text has the pattern "had … killed"."""
    texts = _sentences()[kind]

    assert any(texts)
    assert list(_causative(texts)) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "On 9 April 2025 Syrian Network for Human Rights (SNHR) had 1,334 civilians killed in Syria’s coast.",
        "Test Monitor had at least 7 people held as suspects in Harbour.",
        "The committee has 20 people missing.",
        "SCM had 103 women (civilians) killed in Syria’s coast and mountains (as of 1 April 2025), then 71.",
    ],
)
def test_the_pattern_finds_what_it_must_find(sentence: str) -> None:
    """The old form of the sentences is found."""
    assert list(_causative([sentence]))


@pytest.mark.parametrize(
    "sentence",
    [
        "Test Monitor said that 100 civilians had been killed in Harbour.",
        "The state has published no figure for people killed.",
        "The table has one row a claim. People were killed.",
    ],
)
def test_the_pattern_leaves_passive_and_perfect_alone(sentence: str) -> None:
    """What a claimant reports in the passive is no accusation."""
    assert not list(_causative([sentence]))


def test_every_conflict_names_claimants_figures_places_and_days() -> None:
    """Each claim of a conflict is in its sentences with its own claimant, figure, place and day, in both languages."""
    for row, sentence in _conflicts():
        for claim in filter(None, (row["claim_id"], row["other_id"])):
            tally = _tallies()[claim]
            for text, language in ((sentence.en, english), (sentence.ar, arabic)):
                number = tally.figure.value or tally.figure.high
                wanted = [f"{number:,}" if number else tally.figure.wording or ""]
                wanted += [language.day(tally.as_of, tally.as_of_precision)] if tally.as_of else []
                assert [words for words in wanted if words not in text] == [], text
            if row["kind"] != "fall":
                assert _names().en("actors", tally.claimant_id) in sentence.en
                assert f"«{_names().ar('actors', tally.claimant_id)}»" in sentence.ar
            assert _names().en("places", tally.scope.place_id) in sentence.en


def test_gaps_are_given_between_numbers_alone() -> None:
    """Exact figures are so far apart, others at least so far; words without a number have no gap."""
    for row, sentence in _conflicts():
        figures = [_tallies()[claim].figure for claim in (row["claim_id"], row["other_id"]) if claim]
        qualifiers = {figure.qualifier for figure in figures}
        if "unquantified" in qualifiers:
            assert "apart" not in sentence.en
            assert "more than the second" not in sentence.en
            assert "الفارق" not in sentence.ar
        elif row["gap"] is not None:
            assert f"{row['gap']:,}" in sentence.en
            assert f"{row['gap']:,}" in sentence.ar
        assert ("10 %" in sentence.en) == ("10 %" in sentence.ar)
        if "about" in qualifiers:
            assert "if “about”" in sentence.en
            assert "هامش «نحو»" in sentence.ar


def test_no_sentence_shows_the_other_script_alone() -> None:
    """English has Arabic letters only with their size beside them; Arabic has no Latin semicolon or comma."""
    sentences = [tally_sentence(tally, _names()) for tally in _tallies().values()]
    phrases = [
        Sentence(english.figure_phrase(tally, _names()), arabic.figure_phrase(tally, _names()))
        for tally in _tallies().values()
    ]
    magnitudes = [code.en for code in MAGNITUDE.values()]
    for sentence in [*sentences, *phrases, *(sentence for _, sentence in _conflicts())]:
        assert not re.search(r"\bha[ds]\b(?! published)", sentence.en), sentence.en
        for printed in re.findall(r"“[^”]*[\u0621-\u064a][^”]*”(.{0,30})", sentence.en):
            assert any(magnitude in printed for magnitude in magnitudes), sentence.en
        outside = re.sub(r"“[^”]*”", "", sentence.en)
        assert not re.search(r"[\u0621-\u064a]", outside), sentence.en
    for sentence in [*phrases, *(sentence for _, sentence in _conflicts())]:
        assert not re.search(r"[;]|[\u0621-\u064a],", sentence.ar), sentence.ar


@cache
def _names() -> Names:
    return Names.from_tables(real())


@cache
def _tallies() -> dict[str, Tally]:
    return {tally.tally_id: tally for tally in Tally.from_frame(real()["tallies"])}


@cache
def _conflicts() -> list[tuple[dict[str, Any], Sentence]]:
    """The conflicts of the real record, each with its sentences."""
    rows = real()["conflicts"].with_columns(pl.col("named", "hard") == "yes").to_dicts()
    tallies = _tallies()
    return [
        (
            row,
            conflict_sentences(
                Conflict.from_row(row), tallies[row["claim_id"]], tallies.get(row["other_id"]), _names()
            ),
        )
        for row in rows
    ]
