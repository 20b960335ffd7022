"""What is said in words, in both languages: who was counted, how many, and to whom a count is limited."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casualty_dataset.language import arabic, english
from casualty_dataset.language.names import Document, Name, Names
from casualty_dataset.model import SCOPE_COLUMNS, Tally
from casualty_schemas import Tallies
from casualty_schemas.semantics import LIMITED
from casualty_schemas.vocabulary import AGE, CAUSE, CIRCUMSTANCE, COMMUNITY, MEASURE, PLACE_ROLE, SEX, STATUS, SUBGROUP

NAMES = Names(
    {
        "actors": {
            "army": Name("Test Army", "جيش الاختبار"),
            "forces": Name("Forces of the state", "قوات الدولة التجريبية"),
            "loyalists": Name("Fighters loyal to the former government", "المقاتلون الموالون للحكومة السابقة"),
            "committee": Name("Committee", "اللجنة التجريبية"),
            "monitor": Name("Test Monitor", "مرصد الاختبار"),
        },
        "places": {
            "coast": Name("Both coasts", "الساحل كله"),
            "pair": Name("Two governorates", "محافظتا الاختبار"),
        },
        "incidents": {"wave": Name("Wave", "الموجة")},
    },
    {"bulletin": Document("Bulletin", "Test Press", date(2025, 3, 10), "day", "en", "https://example.org/1", True)},
)
PLAIN: dict[str, Any] = {
    **dict.fromkeys([*Tallies.columns(), "lower", "upper"]),
    "tally_id": "T00000001",
    "claimant_id": "monitor",
    "incident_id": "wave",
    "place_id": "coast",
    "place_role": "event",
    "source_id": "bulletin",
    "measure": "killed",
    "unit": "person",
    "qualifier": "exact",
    "value": 5,
    "basis": "documented",
    "period_basis": "death",
    "as_of": date(2025, 3, 9),
    "as_of_precision": "day",
}


def tally_of(**cells: Any) -> Tally:
    """A tally of five killed people with these cells; a limiting column that is filled limits, unless ``limits`` is."""
    limits = "|".join(code for code, column in LIMITED.items() if cells.get(column))
    return Tally.from_row({**PLAIN, "limits": limits, **cells})


def _phrases(**cells: Any) -> tuple[str, str]:
    tally = tally_of(**cells)
    return english.figure_phrase(tally, NAMES), arabic.figure_phrase(tally, NAMES)


def _sentences(**cells: Any) -> tuple[str, str]:
    tally = tally_of(**cells)
    return english.tally_sentence(tally, NAMES), arabic.tally_sentence(tally, NAMES)


# --- who was counted -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "words", "arabic_words"),
    [
        ({"sex": "unknown", "age": "child", "value": 58}, "58 children of unknown sex", "58 طفلاً مجهولي الجنس"),
        ({"sex": "unknown", "age": "adult", "value": 694}, "694 adults of unknown sex", "694 بالغاً مجهولي الجنس"),
        ({"sex": "unknown", "age": "child", "value": 1}, "1 child of unknown sex", "طفل واحد مجهول الجنس"),
        ({"sex": "unknown", "age": "child", "value": 2}, "2 children of unknown sex", "طفلان مجهولا الجنس"),
        ({"sex": "unknown", "age": "child", "value": 7}, "7 children of unknown sex", "7 أطفال مجهولي الجنس"),
        ({"sex": "female", "age": "unknown", "value": 12}, "12 women and girls of unknown age", "مجهولات العمر"),
        ({"sex": "male", "age": "unknown", "value": 12}, "12 men and boys of unknown age", "مجهولي العمر"),
        ({"sex": "unknown", "value": 100}, "100 people of unknown sex", "100 شخص مجهولي الجنس"),
        ({"age": "unknown", "value": 3}, "3 people of unknown age", "3 أشخاص مجهولي العمر"),
        ({"sex": "unknown", "age": "unknown"}, "5 people of unknown sex and age", "5 أشخاص مجهولي الجنس والعمر"),
        ({"sex": "unknown", "status": "civilian"}, "5 civilians of unknown sex", "5 مدنيين مجهولي الجنس"),
        ({"sex": "unknown", "status": "unknown"}, "5 people of unknown status and sex", "مجهولي الصفة والجنس"),
        (
            {"sex": "unknown", "age": "child", "status": "civilian", "value": 58},
            "58 children of unknown sex (civilians)",
            "58 طفلاً مجهولي الجنس من المدنيين",
        ),
        (
            {"age": "unknown", "status": "armed_forces", "value": 11},
            "11 members of state forces of unknown age",
            "11 فرداً مجهولي العمر من قوات الدولة",
        ),
    ],
)
def test_what_is_unknown_of_people_is_said(cells: dict[str, Any], words: str, arabic_words: str) -> None:
    """Unknown sex and age stand beside what is known, in the phrase and in the sentence of both languages."""
    phrase, arabic_phrase = _phrases(**cells)
    sentence, _ = _sentences(**cells, basis="not_stated")

    assert phrase == f"{words} killed"
    assert f"that {words} {'was' if cells.get('value') == 1 else 'were'} killed in Both coasts" in sentence
    assert arabic_words in arabic_phrase


def test_two_after_a_verbal_noun_are_oblique() -> None:
    """In a sentence the dual and its adjective stand in the case that follows a verbal noun."""
    assert "مقتل طفلين مجهولي الجنس في الساحل كله" in _sentences(sex="unknown", age="child", value=2)[1]
    assert "مقتل امرأتين مجهولتي" not in _sentences(sex="female", age="adult", value=2)[1]
    assert (
        "العثور على جثتي رجلين لم تُذكر صفتهما"
        in _sentences(measure="bodies_recovered", sex="male", age="adult", status="not_stated", value=2)[1]
    )


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"sex": "male", "age": "adult", "status": "not_stated", "value": 2}, "رجلان لم تُذكر صفتهما قُتلا"),
        ({"sex": "female", "age": "adult", "status": "not_stated", "value": 3}, "3 نساء لم تُذكر صفتهن قُتلن"),
        ({"sex": "female", "value": 33, "measure": "missing"}, "33 من النساء والفتيات في عداد المفقودات"),
        (
            {"sex": "female", "age": "adult", "value": 6, "measure": "abducted", "community_as_stated": "alawite"},
            "6 نساء اختُطفن (لا يشمل إلا العلويات)",
        ),
        (
            {"sex": "female", "age": "adult", "value": 11, "subgroup": "medical"},
            "11 امرأة قُتلن (لا يشمل إلا العاملات الطبيات)",
        ),
    ],
)
def test_arabic_words_agree_with_women_and_with_two(cells: dict[str, Any], words: str) -> None:
    """Community, group, missing people and status agree in gender and number."""
    assert _phrases(**cells)[1] == words


def test_a_group_is_called_as_in_its_document() -> None:
    """In quotation marks, and in the other language with the remark that it is quoted."""
    assert _phrases(age="child", group_as_stated="infants", value=40) == (
        "40 children (“infants”) killed",
        "40 طفلاً (بتعبير الوثيقة: «infants») قُتلوا",
    )
    assert _phrases(age="child", group_as_stated="رضّع", value=40)[0] == "40 children (in Arabic: “رضّع”) killed"


def test_a_place_that_the_source_could_not_name_is_said() -> None:
    """An unplaced figure is somewhere inside its place; one counted at a place did not happen there."""
    assert "killed somewhere in Both coasts" in _sentences(place_role="unplaced")[0]
    assert "في مكان غير محدد من الساحل كله" in _sentences(place_role="unplaced")[1]
    assert "counted in Both coasts 5 people killed" in _sentences(place_role="counted_at")[0]
    assert "5 people were killed, counted in Both coasts" in _sentences(place_role="counted_at", basis="estimate")[0]
    assert "في محافظتي الاختبار" in _sentences(place_id="pair")[1]


def test_names_follow_arabic_prepositions() -> None:
    """The preposition is joined to the name; a name that would change its form stands in quotation marks."""
    counts = {
        party: arabic.count_of_people(tally_of(party_id=party, status="armed_forces").scope, NAMES)
        for party in ("forces", "committee", "loyalists")
    }

    assert counts["forces"].endswith("التابعين لقوات الدولة التجريبية")
    assert counts["committee"].endswith("التابعين للجنة التجريبية")
    assert counts["loyalists"].endswith("التابعين للطرف «المقاتلون الموالون للحكومة السابقة»")


# --- how many ------------------------------------------------------------------------------------


def test_a_range_with_a_best_value_names_it() -> None:
    """The value that the claimant thinks best follows the range."""
    cells = {"qualifier": "between", "value": 1_200, "low": 900, "high": 2_100, "basis": "estimate"}

    assert english.quantity(tally_of(**cells).figure) == "between 900 and 2,100, best 1,200"
    assert arabic.quantity(tally_of(**cells).figure) == "بين 900 و2,100، والأرجح 1,200"
    assert _phrases(**cells) == (
        "between 900 and 2,100 people killed, best 1,200",
        "بين 900 و2,100 شخص قُتلوا، والأرجح 1,200",
    )
    english_sentence, arabic_sentence = _sentences(**cells)
    assert "between 900 and 2,100 people were killed in Both coasts, with 1,200 as its best figure," in english_sentence
    assert "مقتل ما بين 900 و2,100 شخص في الساحل كله، والأرجح 1,200، بحسب المعلوم" in arabic_sentence


@pytest.mark.parametrize(
    ("wording", "magnitude", "words", "arabic_words"),
    [
        ("hundreds", "hundreds", "“hundreds”", "مئات («hundreds»)"),
        ("several dozen", "dozens", "“several dozen”", "عشرات («several dozen»)"),
        ("آلاف", "thousands", "“آلاف”, thousands", "«آلاف»"),
        ("beaucoup", "many", "“beaucoup”, many", "كثيرون («beaucoup»)"),
        ("scores", "scores", "“scores”", "بضع عشرات («scores»)"),
    ],
)
def test_printed_words_are_explained_in_the_other_language(
    wording: str, magnitude: str, words: str, arabic_words: str
) -> None:
    """Words of another language stand with their size in the language of the sentence, and are not said twice."""
    cells = {"qualifier": "unquantified", "value": None, "wording": wording, "magnitude": magnitude}

    assert _phrases(**cells) == (f"people killed: {words}, without a number", f"عدد القتلى: {arabic_words}، بلا رقم")
    assert f"({words}, without a number)" in _sentences(**cells)[0]
    assert f": {arabic_words}، بلا رقم" in _sentences(**cells)[1]


# --- to whom the count is limited ----------------------------------------------------------------


def test_a_limited_count_says_whom_it_counts() -> None:
    """The count covers one party's victims alone; nothing says that only this party is accused."""
    sentences = _sentences(accused_id="army")

    assert ", counting only those attributed to Test Army, as of 9 March 2025" in sentences[0]
    assert "، والعدد لا يشمل إلا ما نُسب إلى جيش الاختبار، بحسب المعلوم حتى" in sentences[1]
    assert english.limits_phrase(tally_of(accused_id="army", community_as_stated="druze").scope, NAMES) == (
        "those attributed to Test Army, and of these only Druze"
    )
    assert arabic.limits_phrase(tally_of(accused_id="loyalists", community_as_stated="druze").scope, NAMES) == (
        "ما نُسب إلى «المقاتلون الموالون للحكومة السابقة»؛ ولا يشمل من ذلك إلا الدروز"
    )


def test_the_wounded_who_died_in_care_were_not_killed_there() -> None:
    """They died in medical care, in phrases, limits and sentences."""
    cells = {"circumstance": "died_in_care", "value": 13, "basis": "not_stated"}

    assert _phrases(**cells) == ("13 people who died in medical care", "13 شخصاً تُوفوا أثناء العلاج")
    assert "said that 13 people died in medical care in Both coasts" in _sentences(**cells)[0]
    assert "وفاة 13 شخصاً أثناء العلاج في الساحل كله" in _sentences(**cells)[1]
    assert "killed" not in (english.limits_phrase(tally_of(**cells).scope, NAMES) or "killed")


# --- claimant and day ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("basis", "words", "arabic_words"),
    [
        ("documented", "Test Monitor counted 5 people killed", "وثّقت جهة «مرصد الاختبار» مقتل 5 أشخاص"),
        ("estimate", "Test Monitor estimated that 5 people were killed", "أعلنت جهة «مرصد الاختبار»، في تقدير لها،"),
        ("not_stated", "Test Monitor said that 5 people were killed", "أعلنت جهة «مرصد الاختبار» مقتل 5 أشخاص"),
    ],
)
def test_the_verb_says_how_the_claimant_knows(basis: str, words: str, arabic_words: str) -> None:
    """Documented cases are counted, an estimate is estimated, anything else is said."""
    sentences = _sentences(basis=basis)

    assert sentences[0].startswith(words)
    assert sentences[1].startswith(arabic_words)


def test_a_figure_that_was_said_again_has_its_last_day() -> None:
    """A restatement is no new figure: the sentence has its first and its last day."""
    sentences = _sentences(last_as_of=date(2025, 6, 1))

    assert "as of 9 March 2025, last said on 1 June 2025" in sentences[0]
    assert "حتى 9 آذار/مارس 2025، وأُعيد ذكره آخر مرة في 1 حزيران/يونيو 2025" in sentences[1]
    assert "last said" not in _sentences(last_as_of=PLAIN["as_of"])[0]


def test_a_quotation_has_all_that_a_number_needs() -> None:
    """Claimant, qualifier, figure, place, day, document and address; a faulty carrier is not to be quoted."""
    tally = tally_of(qualifier="at_least", value=330)
    english_words, arabic_words = english.quotation(tally, NAMES), arabic.quotation(tally, NAMES)

    assert english_words == (
        "According to Test Monitor: at least 330 people killed in Both coasts, as of 9 March 2025. "
        "Read in: Test Press, 10 March 2025, https://example.org/1."
    )
    for words in ("مرصد الاختبار", "ما لا يقل عن 330 شخصاً", "الساحل كله", "9 آذار/مارس 2025", "https://example.org/1"):
        assert words in arabic_words
    assert "the carrier is wrong (misquoted)" in english.quotation(tally_of(relay_fault="misquote"), NAMES)


# --- laws ----------------------------------------------------------------------------------------


def _optional(codes: Any) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(sorted(codes))


_DAYS = st.none() | st.dates(date(2025, 3, 1), date(2025, 3, 4))
SCOPES = st.sampled_from(sorted(MEASURE)).flatmap(
    lambda measure: st.fixed_dictionaries(
        {
            "measure": st.just(measure),
            "unit": st.sampled_from(MEASURE[measure].units),
            "place_role": st.sampled_from(sorted(PLACE_ROLE)),
            "period_start": _DAYS,
            "period_end": _DAYS,
            "status": _optional(STATUS),
            "sex": _optional(SEX),
            "age": _optional(AGE),
            "party_id": _optional(["army", "loyalists"]),
            "group_as_stated": _optional(["infants", "students", "رضّع"]),
            "accused_id": _optional(["army", "loyalists"]),
            "community_as_stated": _optional(COMMUNITY),
            "cause": _optional(CAUSE),
            "circumstance": _optional(CIRCUMSTANCE),
            "subgroup": _optional(SUBGROUP),
        }
    )
)


@given(SCOPES, SCOPES, st.sets(st.sampled_from(SCOPE_COLUMNS), max_size=3))
def test_scopes_that_differ_have_different_headings(
    cells: dict[str, Any], others: dict[str, Any], changed: set[str]
) -> None:
    """Two scopes that differ in any column never share a heading, in either language."""
    if "measure" in changed or "unit" in changed:
        changed |= {"measure", "unit"}  # the units of a measure are few
    other = {**cells, **{name: others[name] for name in changed if name in others}}
    first, second = tally_of(**cells), tally_of(**other)
    for heading in (english.scope_phrase, arabic.scope_phrase):
        assert (heading(first, NAMES) == heading(second, NAMES)) == (first.scope == second.scope)


@given(SCOPES, st.integers(0, 120), st.sampled_from(["documented", "estimate", "not_stated"]))
def test_any_scope_makes_clean_words(cells: dict[str, Any], number: int, basis: str) -> None:
    """No doubled space or mark, no trace of Python, no Latin semicolon in Arabic."""
    for words in (*_phrases(**cells, value=number), *_sentences(**cells, value=number, basis=basis)):
        assert not [bad for bad in ("  ", ",,", "،،", "None", "{", "()", " ,", " ،", "..", "( ") if bad in words], words
    assert ";" not in _sentences(**cells, value=number)[1]
