"""The page of a release: the same bytes everywhere, every link lands, nothing runs, both languages say the same."""

from __future__ import annotations

import hashlib
import os
import re
import string
import subprocess
import sys
import unicodedata
from functools import cache
from pathlib import Path

import jinja2
import polars as pl
import pytest

from builders import small_tables
from casualty_dataset.analysis.rules import TABLED as RULES
from casualty_dataset.analysis.timeline import KINDS
from casualty_dataset.model import DIMENSIONS
from casualty_dataset.page import page, templating
from casualty_dataset.page.edition import EDITIONS
from casualty_dataset.page.texts import TEXTS
from casualty_schemas import CURATED
from page_builder import ABOUT, LANGUAGES, Tables, build_page, curated_tables, page_bytes, page_of
from page_reader import Page, address, faults, links, shape, split, text
from release_tables import real, tiny, with_derived

MOST_BYTES = 1_500_000
WHICH = ("tiny", "real")


# --- the same bytes ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def digests_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The digests of both pages, built by another process with other threads and locale, and no font of the system."""
    folder = tmp_path_factory.mktemp("elsewhere")
    fonts = folder / "fonts.conf"
    fonts.write_text('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>')
    code = "import page_builder, hashlib; print(*(hashlib.sha256(page_builder.page_bytes(w)).hexdigest() for w in %r))"
    environment = {"PYTHONHASHSEED": "77", "POLARS_MAX_THREADS": "3", "LC_ALL": "C", "TZ": "Asia/Tokyo"}
    paths = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "FONTCONFIG_FILE": str(fonts)}
    finished = subprocess.run(
        [sys.executable, "-c", code % (WHICH,)],
        env={**os.environ, **paths, **environment}, cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return dict(zip(WHICH, finished.stdout.split(), strict=True))


def test_same_bytes_twice_in_a_process() -> None:
    assert page(tiny(), ABOUT) == page_bytes("tiny")


@pytest.mark.parametrize("which", WHICH)
def test_same_bytes_whatever_the_seed_threads_fonts_and_locale(which: str, digests_elsewhere: dict[str, str]) -> None:
    assert digests_elsewhere[which] == hashlib.sha256(page_bytes(which)).hexdigest()


# --- addresses, links, policy ------------------------------------------------------------------------


def test_the_real_page_is_small() -> None:
    assert len(page_bytes("real")) <= MOST_BYTES


@pytest.mark.parametrize("which", WHICH)
def test_nothing_runs_nothing_loads_and_every_link_lands(which: str) -> None:
    assert faults(page_of(which)) == []
    assert len(links(page_of(which).elements)) > 100


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("<h1", "<img src=x><h1", "<img>"),
        ("<h1", '<h1 style="color:red"', "style= on <h1>"),
        ("<h1", "<h1 onclick=x()", "onclick= on <h1>"),
        ("<h1", '<a href="javascript:x()">x</a><h1', "href=javascript:x() on <a>"),
        ("<h1", "<a href=#nowhere>x</a><h1", "#nowhere leads nowhere in edition en"),
        ("<h1", "<p id=toll><h1", "the id toll stands twice"),
        ("<h1", "<p id=ar-toll><h1", "the id ar-toll stands in both editions"),
        ("<h1", "<script>x()</script><h1", "2 <script>"),
        ('"use strict"', '"use  strict"', "the policy is another"),
        ("body {", "body  {", "the policy is another"),
    ],
)
def test_the_audit_of_a_page_finds_what_is_put_in(before: str, after: str, fault: str) -> None:
    """Without this, the test above would say nothing."""
    spoilt = page_bytes("tiny").decode().replace(before, after, 1)

    assert spoilt != page_bytes("tiny").decode()
    assert fault in faults(Page(spoilt.encode()))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("which", WHICH)
def test_every_tally_and_every_incident_has_one_address_in_each_language(which: str, language: str) -> None:
    tables = real() if which == "real" else tiny()
    wanted = [*tables["tallies"]["tally_id"], *tables["incidents"]["incident_id"]]

    assert len(wanted) > 5
    assert {name: page_of(which).ids[language, address(language, name)] for name in wanted} == dict.fromkeys(wanted, 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_headlines_lead_to_claims_and_claims_to_their_document(language: str) -> None:
    elements = [element for element in page_of().elements if element.edition == language]
    begin = next(at for at, element in enumerate(elements) if "headlines" in element.classes)
    end = next(at for at, element in enumerate(elements) if at > begin and element.tag == "nav")
    claims = {row[0].id: row for row in split(page_of().section(language, "claims"), "tr") if "claim" in row[0].classes}
    urls = dict(real()["figures"].select("tally_id", "url").iter_rows())
    headlines = links(elements[begin:end])

    assert len(headlines) >= 4
    assert {target[1:] for target in headlines} <= claims.keys()
    assert {
        element: urls[element.removeprefix("ar-")] in links(row) for element, row in claims.items()
    } == dict.fromkeys(claims, True)


def test_text_is_in_normal_form() -> None:
    parts = [element.text for element in page_of().elements] + [
        v for element in page_of().elements for v in element.attributes.values()
    ]

    assert [part for part in parts if not unicodedata.is_normalized("NFC", part)] == []


# --- hostile text ------------------------------------------------------------------------------------

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=1>',
    "' onmouseover=alert(1) x='",
    "</style><style>*{color:red}</style>",
    "</title></svg></td></table><a href=//x.example>x</a>",
    "{{ 7*7 }} {% raw %} &lt;b&gt; &#60;i>",
    "<!-- ]]> --><![CDATA[ <b>",
)
HARMLESS = "words of the data"
_CELLS = {
    "incidents": ("label_en", "label_ar", "description"),
    "places": ("name_en", "name_ar"),
    "actors": ("name_en", "name_ar"),
    "sources": ("label", "publisher"),
    "tallies": ("locator", "wording", "note"),
}


def _filled(tables: Tables, words: str) -> Tables:
    """The tables with these words in every cell of free text that holds something, and in the links behind ``#``."""
    spoilt = dict(tables)
    for name, columns in _CELLS.items():
        put = [pl.when(pl.col(column).is_not_null()).then(pl.lit(words)).alias(column) for column in columns]
        spoilt[name] = spoilt[name].with_columns(put)
    return spoilt


@cache
def _harmless() -> Page:
    return build_page(with_derived(_filled(curated_tables(), HARMLESS)))


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_text_changes_neither_elements_nor_policy(words: str) -> None:
    spoilt = build_page(with_derived(_filled(curated_tables(), words)))

    assert faults(spoilt) == []
    assert shape(spoilt) == shape(_harmless())
    assert words in text(spoilt.section("en", "incidents"))
    assert words in text(spoilt.section("ar", "claims"))


def test_a_template_that_does_not_escape_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without this, the test above would say nothing."""
    bare = jinja2.Environment(
        loader=templating.environment().loader, autoescape=False, trim_blocks=True, lstrip_blocks=True
    )
    monkeypatch.setattr(templating, "environment", lambda: bare)

    for words in HOSTILE[:2]:
        spoilt = build_page(with_derived(_filled(curated_tables(), words)))
        assert faults(spoilt) or shape(spoilt) != shape(_harmless())


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//x.example/"])
def test_an_address_that_is_not_of_the_web_is_never_a_link(url: str) -> None:
    """Validation refuses it; a release that somebody else made may hold it all the same."""
    pattern = CURATED["sources"].columns()["url"].pattern or ""
    documents = small_tables()["sources"].with_columns(url=pl.lit(url), archive_url=pl.lit(url))
    spoilt = build_page(with_derived({**curated_tables(), "sources": documents}))

    assert not re.fullmatch(pattern, url)
    assert faults(spoilt) == []
    assert not [link for link in links(spoilt.elements) if not link.startswith("#")]
    for edition in EDITIONS:
        assert edition.text("unlinked") in text(spoilt.section(edition.language, "claims"))


# --- words -------------------------------------------------------------------------------------------

_NO_ARABIC = {"switch", "checksum", "chart_between", "comma", "semicolon"}
"""Words of which the Arabic has no Arabic letter: the name of English, of an algorithm, signs, numbers alone."""
_ARABIC_ALONE = ("numerals", "conflict")
"""Only the Arabic edition says these: English has them from the tables, or has no need of them."""


@cache
def _used() -> set[str]:
    """The names of words that code and templates ask for, those that are put together included."""
    folder = Path(templating.__file__).parent
    paths = [*folder.rglob("*.py"), *folder.glob("templates/*.jinja")]
    source = "\n".join(path.read_text() for path in paths if path.name != "texts.py")
    quoted = set(re.findall(r"""["']([A-Za-z0-9_@-]+)["']""", source))
    begins = set(re.findall(r"""f["']([a-z_]+)\{""", source))
    ends = quoted | set(_words_of_the_world())
    return quoted | {begin + end for begin in begins for end in ends} | set(_words_of_the_world())


def _words_of_the_world() -> set[str]:
    """What the shape of the data may ask for, whether or not today's data does."""
    return {*DIMENSIONS, *_RELATIONS, *_KINDS, *RULES}


_RELATIONS = {"within", "contains", "overlap", "disjoint", "unknown"}
_KINDS = {*KINDS} - {"level", "increment"}
"""The kinds of points that the page shows: claims that are in a series, each once."""


def test_every_word_is_used() -> None:
    assert [name for name in TEXTS if name not in _used()] == []


def test_every_word_that_the_data_may_ask_for_is_there() -> None:
    wanted = {f"dim_{name}" for name in DIMENSIONS} | {f"rel_{name}" for name in _RELATIONS} | _KINDS | {*RULES}

    assert wanted - TEXTS.keys() == set()


def _braces(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words.replace("{{", "{").replace("}}", "}")) if name}


@pytest.mark.parametrize("name", TEXTS)
def test_arabic_matches_english(name: str) -> None:
    english, arabic = TEXTS[name]
    letters = [c for c in arabic if unicodedata.name(c, "").startswith("ARABIC LETTER")]

    assert bool(letters) != (name in _NO_ARABIC)
    assert _braces(english) == _braces(arabic) or name.startswith(_ARABIC_ALONE)
    assert not [c for c in english + arabic if unicodedata.category(c) == "Nd" and c not in string.digits]
    assert unicodedata.is_normalized("NFC", english + arabic)


def test_numerals_are_0_to_9_in_both_languages() -> None:
    shown = page_bytes("real").decode()

    assert not {c for c in shown if unicodedata.category(c) == "Nd"} - set(string.digits)
    assert TEXTS["numerals"][1] in shown
