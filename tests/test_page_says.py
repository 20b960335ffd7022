"""What the page says: what the tables say, no more and no less, in both languages, of however much there is."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from casualty_dataset import flow
from casualty_dataset.inquiry import Inquiry
from casualty_dataset.page import facts
from casualty_dataset.page.edition import EDITIONS, Edition
from casualty_dataset.page.facts import Facts
from casualty_dataset.page.panels import RULES
from casualty_dataset.page.questions import Asked, questions
from helpers_dataset import ROOT, SMALL, rules, run, set_cells, writable
from pages import Page, Part, address, faults, links, split, text
from released import real, tiny, with_derived
from test_page import ABOUT, LANGUAGES, Tables, _built, _curated, _page
from worlds import document, record, said


@cache
def _facts() -> Facts:
    return Facts(real())


@cache
def _asked() -> list[Asked]:
    return questions(_facts())


def _panels(shown: Page, language: str, section: str) -> list[Part]:
    return split(shown.section(language, section), "div", "panel")


def _claims(part: Part) -> list[str]:
    return [target.removeprefix("#").removeprefix("ar-") for target in links(part) if target.startswith("#")]


# --- where they disagree -----------------------------------------------------------------------------


def _told(shown: Page, language: str) -> dict[tuple[str, ...], str]:
    """The conflicts of an edition: the claims that each leads to, and its words."""
    return {tuple(_claims(one)): text(one) for one in split(shown.section(language, "disagree"), "li")}


def _numbers(words: str) -> set[str]:
    return set(re.findall(r"\d[\d,]*", words))


def _conflicts(tables: Tables) -> dict[tuple[str, ...], dict[str, object]]:
    rows = tables["conflicts"].iter_rows(named=True)
    return {tuple(filter(None, (row["claim_id"], row["other_id"]))): row for row in rows}


@cache
def _summed() -> Tables:
    """A document whose parts by place do not add up to its total."""
    parts = {"both-coasts": 100, "north": 40, "south": 50}
    members = dict(tiny()["places"].select("place_id", "members").drop_nulls().iter_rows())["both-coasts"].split("|")
    places = ["both-coasts", *members]
    rows = [
        said(number, "d1", value, place_id=place)
        for number, (place, value) in enumerate(zip(places, parts.values(), strict=True), 1)
    ]
    return with_derived(record(rows, [document("d1", publisher="Paper", url="https://paper.example.org/")]))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["claims", "by_attribution", "fall"])
def test_every_conflict_is_told_with_both_figures_and_the_gap(language: str, kind: str) -> None:
    told, edition = _told(_page(), language), EDITIONS[LANGUAGES.index(language)]
    words = {row["claim_id"]: row for row in _facts().claims}
    mine = {claims: row for claims, row in _conflicts(real()).items() if row["kind"] == kind}

    assert mine
    assert set(_conflicts(real())) == told.keys()
    for claims, row in mine.items():
        for claim in claims:
            quantity = edition.quantity(words[claim])
            assert quantity in told[claims] or _numbers(quantity) <= _numbers(told[claims])
        assert language == "en" or edition.number(int(str(row["gap"]))) in _numbers(told[claims])
        assert language == "ar" or " ".join(str(row["sentence"]).split()) in told[claims]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sum_that_does_not_add_up_is_told(language: str) -> None:
    tables = _summed()
    (claims,) = _conflicts(tables)
    told = _told(_built(tables), language)

    assert tables["conflicts"]["kind"].to_list() == ["sum"]
    assert list(told) == [claims]
    assert {"10"} | ({"100"} if language == "ar" else set()) <= _numbers(told[claims])


# --- what is claimed now -----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pool_that_is_shown_is_that_of_reconcile(language: str) -> None:
    inquiry = Inquiry(real())
    panels = _panels(_page(), language, "now")

    assert len(panels) == len(_asked()) > 1
    for asked, panel in zip(_asked(), panels, strict=True):
        one = asked.question
        told = inquiry.reconcile("envelope@1", incident=one.incident_id, measure=one.measure, status=one.status or "")
        (found,) = [each for each in told if each.question == one]
        rows = split(panel[: _place(panel, "table", "rules")], "tr")[1:]
        shown = [_claims(row)[0] for row in rows]
        apart = {claim for claim, _, _ in found.set_aside}

        assert len(shown) == len(set(shown)) == found.claims > 0
        assert len({text(row[:2]) for row in rows}) == found.claimants
        assert {*found.low_claims, *found.high_claims} <= set(shown)
        assert not apart & set(shown)


def _place(part: Part, tag: str, css: str) -> int:
    return next(at for at, one in enumerate(part) if one.tag == tag and css in one.classes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rules_say_what_ranges_csv_says(language: str) -> None:
    edition = EDITIONS[LANGUAGES.index(language)]
    asked = ("measure", "unit", "status", "party_id")
    for one, panel in zip(_asked(), _panels(_page(), language, "now"), strict=True):
        begin = _place(panel, "table", "rules")
        rows = {text(row).split()[0]: row for row in split(panel[begin:], "tr")[1:]}
        same = [
            pl.col(name).cast(pl.String).eq_missing(pl.lit(getattr(one.question, name), pl.String)) for name in asked
        ]
        mine = real()["ranges"].filter(*same, incident_id=one.question.incident_id, basis="count")
        answers = {row["rule"]: row for row in mine.to_dicts()}

        assert rows.keys() == set(RULES)
        for rule, row in rows.items():
            cells = [text(cell) for cell in split(row, "td")]
            bounds = [answers[rule][name] for name in ("low", "best", "high")]
            assert len(cells) == (1 if bounds[0] is None else 3)
            if bounds[0] is not None:
                assert cells[0] == edition.number(bounds[0])
                assert cells[1] == (edition.word("none") if bounds[1] is None else edition.number(bounds[1]))
                high = edition.number(bounds[2]) if bounds[2] is not None else edition.word("open")
                assert cells[2].startswith(high)
                assert bounds[2] is not None or answers[rule]["stated_max"] is None or edition.number(
                    answers[rule]["stated_max"]
                ) in cells[2]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_apart_is_of_a_claimant_that_is_not_in_the_pool(language: str) -> None:
    claimants = dict(real()["claims"].select("claim_id", "claimant_id").iter_rows())
    found = 0
    for panel in _panels(_page(), language, "now"):
        begin = _place(panel, "table", "rules")
        pool = {claimants[claim] for claim in _claims(panel[:begin])}
        for one in split(panel[begin:], "li"):
            found += 1
            assert claimants[_claims(one)[0]] not in pool
            assert text([each for each in one if each.tag == "i"])

    assert found > 5


def test_the_rule_whose_order_nobody_gave_is_not_shown() -> None:
    assert RULES[0] in _page().data.decode()
    assert "priority@" not in _page().data.decode()


# --- absence, correction -----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_absence_is_told_in_words_and_never_as_a_number(language: str) -> None:
    absent = real()["claims"].filter(pl.col("qualifier").cast(pl.String).is_in(["none_published", "denied"]))
    edition = EDITIONS[LANGUAGES.index(language)]
    rows = {row[0].id: row for row in split(_page().section(language, "claims"), "tr")}

    assert absent.height > 5
    said = dict(real()["figures"].select("tally_id", f"figure_{language}").iter_rows())
    for claim in absent["claim_id"]:
        row = rows[address(language, claim)]
        figure = text(split(row, "td")[1])
        assert row[0].attributes["data-figure"] == ""
        assert not _numbers(figure)
        assert said[claim] in figure
    toll = [text(row) for row in split(_page().section(language, "toll"), "tr")]
    assert any(row.endswith(edition.word("absence")) for row in toll)
    assert not [row for row in toll if row.endswith(edition.word("absence")) and _ends_in_number(row, edition)]


def _ends_in_number(row: str, edition: Edition) -> bool:
    return bool(re.search(r"\d$", row.removesuffix(edition.word("absence")).strip()))


@cache
def _corrected(*absent: str) -> Page:
    first = said(1, "d1", 100, 0)
    second = said(2, "d2", 90, 1, supersedes_id="T00000001", revision_reason="correction_down")
    third = said(3, "d1", None, 2, qualifier="none_published", claimant_id="network")
    documents = [document(f"d{n}", publisher="Paper", url="https://paper.example.org/") for n in (1, 2)]
    return _built(with_derived(record([first, second, third][: 2 + len(absent)], documents)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_correction_and_an_absence_are_marked_in_chart_and_table(language: str) -> None:
    edition = EDITIONS[LANGUAGES.index(language)]
    with_absence, without = (shown.section(language, "toll") for shown in (_corrected("absent"), _corrected()))
    drawn = [one.attributes["href"] for one in with_absence if one.tag == "use"]

    assert edition.word("correction") in text(with_absence)
    assert edition.word("absence") in text(with_absence)
    assert edition.word("absence") not in text([one for one in without if one.edition == language])
    assert "#correction" in drawn
    assert any(one.startswith("#absence") for one in drawn)
    assert not [one for one in without if one.tag == "use" and one.attributes["href"].startswith("#absence")]


# --- much, little, nothing ---------------------------------------------------------------------------


def test_a_page_of_a_part_says_so_and_its_links_land(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "MOST_CLAIMS", 40)
    monkeypatch.setattr(facts, "MOST_INCIDENTS", 6)
    shown = _built(real())
    whole = real()["claims"].height

    assert faults(shown) == []
    for edition in EDITIONS:
        mine = [one for one in shown.elements if one.edition == edition.language]
        rows = [one for one in mine if one.tag == "tr" and "claim" in one.classes and "silent" not in one.classes]
        incidents = [one for one in mine if one.tag == "section" and "incident" in one.classes]
        assert 40 <= len(rows) < whole / 2
        assert edition.word("part", shown=len(rows), all=whole) in text(mine)
        assert len(incidents) == 6
    assert len(shown.data) < len(_page().data) / 2


def test_what_is_claimed_now_does_not_depend_on_how_much_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "MOST_CLAIMS", 5)
    cut = _built(real())

    for language in LANGUAGES:
        few, all_of_them = ([text(panel) for panel in _panels(shown, language, "now")] for shown in (cut, _page()))
        assert len(few) > 1
        assert sorted(few) == sorted(all_of_them)


def test_an_empty_record_is_told_as_such() -> None:
    shown = _built(with_derived({name: frame.clear() for name, frame in _curated().items()}))

    assert faults(shown) == []
    for edition in EDITIONS:
        for name in ("toll", "now", "disagree"):
            assert edition.word("nothing") in text(shown.section(edition.language, name))
        assert edition.word("holds", claims=0, claimants=0, documents=0, incidents=0) in text(shown.elements)


def test_a_record_without_an_umbrella_has_the_incident_with_most_claims_as_its_subject() -> None:
    kind = pl.lit("mass_killing").cast(_curated()["incidents"]["kind"].dtype)
    tables = with_derived({**_curated(), "incidents": _curated()["incidents"].with_columns(kind=kind)})
    most = tables["incident_summary"].sort("claims", descending=True)["label_en"][0]
    shown = _built(tables)

    assert faults(shown) == []
    assert next(one.text for one in shown.all("h1")) == most


# --- the command and the release ---------------------------------------------------------------------


def test_the_command_writes_the_page_of_the_working_tables(small: Path) -> None:
    done = run("page", cwd=small)
    shown = Page((small / "build" / "index.html").read_bytes())

    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().strip().endswith(f"{len(shown.data):,} bytes")
    assert faults(shown) == []
    assert EDITIONS[0].word("no_downloads") in text(shown.elements)


def test_data_with_errors_gives_no_page(small: Path) -> None:
    set_cells(small, "actors", "monitor", {"name_en": "Test \u202eMonitor"})
    done = run("page", cwd=small)

    assert rules(small) == {"visible_characters"}
    assert done.returncode == 1
    assert b"visible_characters" in done.stdout
    assert b"no page was built" in done.stderr
    assert not (small / "build").exists()


def test_a_release_that_is_not_there_is_a_wrong_call(small: Path) -> None:
    done = run("page", "--release", "9.9.9", cwd=small)

    assert done.returncode == 2
    assert b"9.9.9" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("version", ["0.1.0", "0.3.0"])
def test_the_page_of_a_published_release(tmp_path: Path, version: str) -> None:
    shutil.copytree(ROOT / "releases" / version, tmp_path / "releases" / version)
    path = flow.write_page(tmp_path, version)
    shown = Page(path.read_bytes())
    files = {one.attributes["href"] for one in shown.section("en", "downloads") if one.attributes.get("href")}

    assert path == tmp_path / "build" / "index.html"
    assert _faults_of_a_release(shown) == []
    assert f"../releases/{version}/data/tallies.csv" in files
    assert all((path.parent / file).is_file() for file in files)
    assert EDITIONS[1].word("release", version=version, day=EDITIONS[1].day(_day(version))) in text(shown.elements)


def _day(version: str) -> date:
    listed = json.loads((ROOT / "releases" / "index.json").read_bytes())["releases"]
    return date.fromisoformat(next(one["date"] for one in listed if one["version"] == version))


def _faults_of_a_release(shown: Page) -> list[str]:
    """Faults but for the links to the files of the release, which lie beside the page."""
    files = {one for part in (shown.section(x, "downloads") for x in LANGUAGES) for one in links(part)}
    return [one for one in faults(shown) if one not in {f"href={file} on <a>" for file in files}]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> flow.Released:
    """The tiny dataset, released."""
    root = Path(shutil.copytree(SMALL, tmp_path_factory.mktemp("released") / "small"))
    return flow.release(root, "0.1.0", ABOUT.on)


def test_the_page_stands_after_the_readme_and_lists_what_stands_before_it(made: flow.Released) -> None:
    names = list(made.package)
    before = {name: made.package[name] for name in names[: names.index("index.html")]}
    shown = Page(made.package["index.html"])

    assert names[-3:] == ["README.md", "index.html", "SHA256SUMS"]
    assert _faults_of_a_release(shown) == []
    for language in LANGUAGES:
        listed = [_file(row) for row in split(shown.section(language, "downloads"), "tr")[1:]]
        assert listed == [
            (name, f"{len(data):,}", hashlib.sha256(data).hexdigest()) for name, data in sorted(before.items())
        ]
    digest = hashlib.sha256(made.package["index.html"]).hexdigest()
    assert f"{digest}  index.html" in made.package["SHA256SUMS"].decode().splitlines()


def _file(row: Part) -> tuple[str, str, str]:
    digest = next(one.text for one in row if one.tag == "code")
    return links(row)[0], text(split(row, "td")[0]), digest


def test_a_damaged_release_gives_no_page(made: flow.Released, tmp_path: Path) -> None:
    root = Path(shutil.copytree(made.path.parent.parent, tmp_path / "damaged"))
    tallies = writable(root / "releases" / "0.1.0") / "data" / "tallies.csv"
    tallies.write_bytes(tallies.read_bytes().replace(b"T00000001", b"T00000009", 1))
    done = run("page", "--release", "0.1.0", cwd=root)

    assert done.returncode == 4, done.stderr
    assert b"tallies.csv" in done.stdout + done.stderr
    assert not (root / "build" / "index.html").exists()
