"""What the page says: what the tables say, no more and no less, in both languages, of however much there is."""

from __future__ import annotations

import re
from functools import cache

import polars as pl
import pytest

from builders import make_document, make_record, make_tally
from casualty_dataset.analysis.record import Record
from casualty_dataset.analysis.rules import TABLED as RULES
from casualty_dataset.page import facts
from casualty_dataset.page.edition import EDITIONS, Edition
from casualty_dataset.page.facts import Facts
from casualty_dataset.page.questions import Asked, questions
from page_builder import LANGUAGES, Tables, build_page, curated_tables, page_of
from page_reader import Page, Part, address, faults, links, split, text
from release_tables import real, tiny, with_derived


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


def _conflict_texts(shown: Page, language: str) -> dict[tuple[str, ...], str]:
    """The conflicts of an edition: the claims that each leads to, and its words."""
    return {tuple(_claims(item)): text(item) for item in split(shown.section(language, "disagree"), "li")}


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
        make_tally(number, "d1", value, place_id=place)
        for number, (place, value) in enumerate(zip(places, parts.values(), strict=True), 1)
    ]
    return with_derived(make_record(rows, [make_document("d1", publisher="Paper", url="https://paper.example.org/")]))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["claims", "by_attribution", "fall"])
def test_every_conflict_has_both_figures_and_the_gap(language: str, kind: str) -> None:
    texts, edition = _conflict_texts(page_of(), language), EDITIONS[LANGUAGES.index(language)]
    words = _facts().words_of
    of_kind = {claims: row for claims, row in _conflicts(real()).items() if row["kind"] == kind}

    assert of_kind
    assert set(_conflicts(real())) == texts.keys()
    for claims, row in of_kind.items():
        for claim in claims:
            quantity = edition.quantity(words[claim])
            assert quantity in texts[claims] or _numbers(quantity) <= _numbers(texts[claims])
        has_numbers = all(words[claim]["qualifier"] != "unquantified" for claim in claims)
        assert not has_numbers or edition.number(int(str(row["gap"]))) in _numbers(texts[claims])
        sentence = row["sentence"] if language == "en" else row["sentence_ar"]
        assert " ".join(str(sentence).split()) in texts[claims]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sum_that_does_not_add_up_is_listed(language: str) -> None:
    tables = _summed()
    (claims,) = _conflicts(tables)
    texts = _conflict_texts(build_page(tables), language)

    assert tables["conflicts"]["kind"].to_list() == ["sum"]
    assert list(texts) == [claims]
    assert {"10"} | ({"100"} if language == "ar" else set()) <= _numbers(texts[claims])


# --- what is claimed now -----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pool_that_is_shown_is_that_of_reconcile(language: str) -> None:
    record = Record(real())
    panels = _panels(page_of(), language, "now")

    assert len(panels) == len(_asked()) > 1
    for asked, panel in zip(_asked(), panels, strict=True):
        scope = asked.question.scope
        ranges = record.ranges(
            "envelope@2", incident=scope.incident_id, measure=scope.measure, status=scope.status or ""
        )
        (answer,) = [each for each in ranges if each.question == asked.question]
        rows = split(panel[: _place(panel, "table", "rules")], "tr")[1:]
        shown = [_claims(row)[0] for row in rows]
        apart = {aside.claim_id for aside in answer.set_aside}

        assert len(shown) == len(set(shown)) == answer.independent > 0
        assert len({text(row[:2]) for row in rows}) == answer.independent
        assert {*answer.low_claims, *answer.high_claims} <= set(shown)
        assert not apart & set(shown)


def _place(part: Part, tag: str, css: str) -> int:
    return next(at for at, element in enumerate(part) if element.tag == tag and css in element.classes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answers_of_rules_are_those_of_ranges_csv(language: str) -> None:
    edition = EDITIONS[LANGUAGES.index(language)]
    asked = ("measure", "unit", "status", "party_id")
    for view, panel in zip(_asked(), _panels(page_of(), language, "now"), strict=True):
        begin = _place(panel, "table", "rules")
        rows = {text(row).split()[0]: row for row in split(panel[begin:], "tr")[1:]}
        scope = view.question.scope
        same = [pl.col(name).cast(pl.String).eq_missing(pl.lit(getattr(scope, name), pl.String)) for name in asked]
        ranges = real()["ranges"].filter(*same, incident_id=scope.incident_id, basis="count")
        answers = {row["rule"]: row for row in ranges.to_dicts()}
        figures = {claim.claim_id: claim.figure for claim in Record(real()).typed_claims().values()}

        assert rows.keys() == set(RULES)
        for rule, row in rows.items():
            cells = [text(cell) for cell in split(row, "td")]
            bounds = [answers[rule][name] for name in ("low", "best", "high")]
            assert len(cells) == (1 if bounds[0] is None else 3)
            if bounds[0] is not None:
                low_claims = answers[rule]["low_claims"].split("|")
                assert cells[0] == edition.figure(figures[low_claims[0]])
                middle = edition.text("none") if bounds[1] is None else edition.text("computed", n=bounds[1])
                assert cells[1] == (edition.number(bounds[1]) if bounds[1] == bounds[0] else middle)
                high_claims = (answers[rule]["high_claims"] or "").split("|")
                high = edition.figure(figures[high_claims[0]]) if bounds[2] is not None else edition.text("open")
                assert cells[2].startswith(high)
                assert bounds[2] is not None or answers[rule]["stated_max"] is None or edition.number(
                    answers[rule]["stated_max"]
                ) in cells[2]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_claim_set_aside_is_of_a_claimant_that_is_not_in_the_pool(language: str) -> None:
    claimants = dict(real()["claims"].select("claim_id", "claimant_id").iter_rows())
    count = 0
    for panel in _panels(page_of(), language, "now"):
        begin = _place(panel, "table", "rules")
        pool = {claimants[claim] for claim in _claims(panel[:begin])}
        for item in split(panel[begin:], "li"):
            count += 1
            assert claimants[_claims(item)[0]] not in pool
            assert text([each for each in item if each.tag == "i"])

    assert count > 5


@pytest.fixture(scope="module")
def shortened() -> Page:
    """The page of the real dataset with lists of at most one or two entries."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("casualty_dataset.page.panels.MOST_APART", 2)
        patch.setattr("casualty_dataset.page.panels.MOST_LINES", 1)
        patch.setattr("casualty_dataset.page.incident_list.MOST_REPORTED", 1)
        return build_page(real())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shortened_list_gives_the_number_of_all(language: str, shortened: Page) -> None:
    edition = EDITIONS[LANGUAGES.index(language)]
    now, toll = _panels(shortened, language, "now"), _panels(shortened, language, "toll")

    assert any(len(asked.apart) > 2 for asked in _asked())
    for asked, panel, chart in zip(_asked(), now, toll, strict=True):
        apart, lines = len(asked.apart), len(asked.over_time)
        assert (edition.text("some_of", n=2, all=apart) in text(panel)) == (apart > 2)
        assert (edition.text("apart_left") in text(panel)) == (apart > 2)
        assert (edition.text("lines_left", n=1, all=lines) in text(chart)) == (lines > 1)
    assert edition.text("more_reported", n=2) in text(shortened.section(language, "incidents"))


def test_the_rule_whose_order_nobody_gave_is_not_shown() -> None:
    assert next(iter(RULES)) in page_of().data.decode()
    assert "priority@" not in page_of().data.decode()


# --- absence, correction -----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_absence_is_written_in_words_and_never_as_a_number(language: str) -> None:
    absent = real()["claims"].filter(pl.col("qualifier").cast(pl.String).is_in(["none_published", "denied"]))
    edition = EDITIONS[LANGUAGES.index(language)]
    rows = {row[0].id: row for row in split(page_of().section(language, "claims"), "tr")}

    assert absent.height > 5
    make_tally = dict(real()["figures"].select("tally_id", f"figure_{language}").iter_rows())
    for claim in absent["claim_id"]:
        row = rows[address(language, claim)]
        figure = text(split(row, "td")[1])
        assert row[0].attributes["data-figure"] == ""
        assert not _numbers(figure)
        assert make_tally[claim] in figure
    toll = [text(row) for row in split(page_of().section(language, "toll"), "tr")]
    assert any(row.endswith(edition.text("absence")) for row in toll)
    assert not [row for row in toll if row.endswith(edition.text("absence")) and _ends_in_number(row, edition)]


def _ends_in_number(row: str, edition: Edition) -> bool:
    return bool(re.search(r"\d$", row.removesuffix(edition.text("absence")).strip()))


@cache
def _corrected(*absent: str) -> Page:
    first = make_tally(1, "d1", 100, 0)
    second = make_tally(2, "d2", 90, 1, supersedes_id="T00000001", revision_reason="correction_down")
    third = make_tally(3, "d1", None, 2, qualifier="none_published", claimant_id="network")
    documents = [make_document(f"d{n}", publisher="Paper", url="https://paper.example.org/") for n in (1, 2)]
    return build_page(with_derived(make_record([first, second, third][: 2 + len(absent)], documents)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_correction_and_an_absence_are_marked_in_chart_and_table(language: str) -> None:
    edition = EDITIONS[LANGUAGES.index(language)]
    with_absence, without = (shown.section(language, "toll") for shown in (_corrected("absent"), _corrected()))
    drawn = _drawn(with_absence)

    assert edition.text("correction") in text(with_absence)
    assert edition.text("absence") in text(with_absence)
    assert edition.text("absence") not in text([element for element in without if element.edition == language])
    assert "#correction" in drawn
    assert {sign for signs in _linked(with_absence, address(language, "T00000003")) for sign in signs} <= _FLAGS
    assert any(sign.startswith("#absence") for sign in drawn)
    assert not [sign for sign in _drawn(without) if sign.startswith("#absence")]


_FLAGS = {"#absence", "#absence-rtl"}


def _drawn(part: Part) -> list[str]:
    """The signs of the drawings of a part."""
    return [element.attributes["href"] for element in part if element.tag == "use"]


def _linked(part: Part, name: str) -> list[list[str]]:
    """The signs in each link of a drawing that leads to a claim."""
    begins = [at for at, each in enumerate(part) if each.tag == "a" and each.attributes.get("href") == f"#{name}"]
    ends = [next(at for at in range(begin, len(part)) if part[at].tag == "/a") for begin in begins]
    assert begins
    return [_drawn(part[begin:end]) for begin, end in zip(begins, ends, strict=True)]


# --- incidents ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ranges_of_an_incident_are_those_of_envelope_in_the_words_of_claims(language: str) -> None:
    """No number stands there that no claimant gave: "about 1,400" and not 1,260, "thousands" and not 1,000."""
    edition = EDITIONS[LANGUAGES.index(language)]
    killed = real()["ranges"].filter(
        pl.col("low").is_not_null(), measure="killed", unit="person", basis="count", rule="envelope@2"
    )
    claims = {row["claim_id"]: row for row in real()["claims"].iter_rows(named=True)}
    wanted: dict[str, list[set[str]]] = {}
    for row in killed.iter_rows(named=True):
        behind = [claims[row[name].split("|")[0]] for name in ("low_claims", "high_claims") if row[name]]
        numbers_behind = {claim[name] for claim in behind for name in ("value", "low", "high")}
        bounds = {edition.number(number) for number in numbers_behind - {None}}
        if row["high"] is None and row["stated_max"] is not None:
            bounds.add(edition.number(row["stated_max"]))
        wanted.setdefault(row["incident_id"], []).append(bounds)
    begins = split(page_of().section(language, "incidents"), "section", "incident")

    assert len(begins) == real()["incidents"].height
    for part in begins:
        begin = _place(part, "ul", "ranges")
        end = next(at for at in range(begin, len(part)) if part[at].tag == "/ul")
        rows = [_numbers(" ".join(element.text for element in row)) for row in _bounds(part[begin:end])]
        listed = sorted(sorted(row) for row in rows if row)
        given = wanted.get(part[0].id.removeprefix("ar-"), [])
        assert listed == sorted(sorted(numbers) for numbers in given if numbers)


def _bounds(part: Part) -> list[Part]:
    """The links of each item of a list."""
    begins = [at for at, element in enumerate(part) if element.tag == "li"]
    return [
        [element for element in part[begin:end] if element.tag == "a"]
        for begin, end in zip(begins, [*begins[1:], len(part)], strict=True)
    ]


# --- much, little, nothing ---------------------------------------------------------------------------


def test_a_page_of_a_part_declares_it_and_its_links_land(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "MOST_CLAIMS", 40)
    monkeypatch.setattr(facts, "MOST_INCIDENTS", 6)
    shown = build_page(real())
    everything = real()["claims"].height

    assert faults(shown) == []
    for edition in EDITIONS:
        elements = [element for element in shown.elements if element.edition == edition.language]
        rows = [row for row in elements if row.tag == "tr" and "claim" in row.classes and "silent" not in row.classes]
        incidents = [element for element in elements if element.tag == "section" and "incident" in element.classes]
        assert 40 <= len(rows) < everything / 2
        assert edition.text("part", shown=len(rows), all=everything) in text(elements)
        assert len(incidents) == 6
    assert len(shown.data) < len(page_of().data) / 2


def test_what_is_claimed_now_does_not_depend_on_how_much_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "MOST_CLAIMS", 5)
    cut = build_page(real())

    for language in LANGUAGES:
        few, all_of_them = ([text(panel) for panel in _panels(shown, language, "now")] for shown in (cut, page_of()))
        assert len(few) > 1
        assert sorted(few) == sorted(all_of_them)


def test_an_empty_record_gives_a_page_that_shows_nothing() -> None:
    shown = build_page(with_derived({name: frame.clear() for name, frame in curated_tables().items()}))

    assert faults(shown) == []
    for edition in EDITIONS:
        for name in ("toll", "now", "disagree"):
            assert edition.text("nothing") in text(shown.section(edition.language, name))
        assert edition.text("holds", claims=0, claimants=0, documents=0, incidents=0) in text(shown.elements)


def test_a_record_without_an_umbrella_has_the_incident_with_most_claims_as_its_subject() -> None:
    kind = pl.lit("mass_killing").cast(curated_tables()["incidents"]["kind"].dtype)
    tables = with_derived({**curated_tables(), "incidents": curated_tables()["incidents"].with_columns(kind=kind)})
    most = tables["incident_summary"].sort("claims", descending=True)["label_en"][0]
    shown = build_page(tables)

    assert faults(shown) == []
    assert next(element.text for element in shown.all("h1")) == most
