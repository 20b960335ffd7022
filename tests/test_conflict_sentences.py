"""Conflicts and points of series in words: each claim has its own claimant, verb, day and limits, in both languages."""

from dataclasses import replace
from datetime import date
from typing import Any, cast

import pytest

from casualty_dataset.language import arabic, english
from casualty_dataset.language.sentences import conflict_sentences, point_phrase
from casualty_dataset.model import Claim, Conflict, Point
from casualty_schemas.semantics import DELTA
from test_words import NAMES, tally_of

CONFLICT = Conflict("claims", "T00000001", "T00000002", date(2025, 7, 10), date(2025, 4, 9), None, 616, True, False)
LATER: dict[str, Any] = {"claimant_id": "committee", "as_of": date(2025, 7, 10)}


def _words(first: dict[str, Any], second: dict[str, Any] | None, **changes: Any) -> tuple[str, str]:
    """The sentences of a conflict between two claims, or of one whole, in English and Arabic."""
    tallies = tally_of(**first), None if second is None else tally_of(**second)
    sentence = conflict_sentences(replace(CONFLICT, **changes), *tallies, NAMES)
    return sentence.en, sentence.ar


def test_each_claim_has_its_own_verb_and_day() -> None:
    """A count of April and a statement of July are each dated, and exact figures are so far apart."""
    words, arabic_words = _words({"value": 1_676}, {**LATER, "value": 1_060, "basis": "not_stated"})

    assert words == (
        "Test Monitor counted 1,676 people killed in Both coasts, as of 9 March 2025. "
        "Committee said that 1,060 people were killed in Both coasts, as of 10 July 2025. "
        "The two figures are 616 apart."
    )
    assert arabic_words == (
        "وثّقت جهة «مرصد الاختبار» مقتل 1,676 شخصاً في الساحل كله، بحسب المعلوم حتى 9 آذار/مارس 2025. "
        "وأعلنت جهة «اللجنة التجريبية» مقتل 1,060 شخصاً في الساحل كله، بحسب المعلوم حتى 10 تموز/يوليو 2025. "
        "الفارق بين الرقمين 616."
    )


@pytest.mark.parametrize(
    ("first", "second", "ending"),
    [
        ("more_than", "about", "is at least 616 more than the second, if “about” may be 10 % off."),
        ("nearly", "about", "is at least 616 more than the second, if “about” and “nearly” may be 10 % off."),
        ("exact", "nearly", "is at least 616 more than the second."),
        ("at_least", "exact", "is at least 616 more than the second."),
    ],
)
def test_a_computed_gap_names_what_it_rests_on(first: str, second: str, ending: str) -> None:
    """Only a margin that we assume is named; "nearly" has none above its number."""
    words, arabic_words = _words({"qualifier": first, "value": 4_000}, {**LATER, "qualifier": second, "value": 1_000})

    assert words.endswith(ending)
    assert f"{DELTA * 100:.0f} %" == "10 %"
    assert ("10 %" in arabic_words) == ("10 %" in words)
    assert "بما لا يقل عن 616" in arabic_words


@pytest.mark.parametrize("gap", [980, None])
def test_words_without_a_number_have_no_gap(gap: int | None) -> None:
    """Thousands, in words, are no number that could be subtracted from."""
    unquantified = {"qualifier": "unquantified", "value": None, "wording": "آلاف", "magnitude": "thousands"}
    words, arabic_words = _words({**unquantified, "measure": "missing"}, {**LATER, "measure": "missing"}, gap=gap)

    assert "(“آلاف”, thousands, without a number)" in words
    assert words.endswith("as of 10 July 2025.")
    assert arabic_words.count("آلاف") == 1
    assert arabic_words.endswith("10 تموز/يوليو 2025.")


def test_an_attribution_says_what_the_second_counts_and_what_the_first_attributes() -> None:
    """The limit of the second claim is said, and the condition under which the two contradict each other."""
    words, arabic_words = _words(
        {"value": 1_676, "accused_id": "army", "limits": ""},
        {**LATER, "value": 889, "accused_id": "army"},
        kind="by_attribution", dimension="status, accused",
    )  # fmt: skip

    assert "889 people killed in Both coasts, counting only those attributed to Test Army, as of 10 July 2025" in words
    assert "The first counts only a part of what the second counts (narrower in the people who are counted)" in words
    assert "The second figure counts only those attributed to Test Army. The first claimant attributes its" in words
    assert "لا يشمل الرقم الثاني إلا ما نُسب إلى جيش الاختبار" in arabic_words
    assert "وتنسب الجهة الأولى كل ما أحصته إلى الطرف نفسه" in arabic_words


def test_two_incidents_are_named_where_they_differ() -> None:
    """A reader sees of which events the first claim speaks, and of which the second."""
    words, arabic_words = _words({"incident_id": "wave"}, LATER, dimension="incident, place")

    assert "(narrower in events and place), yet it is higher. The first is about “Wave”" in words
    assert "(من حيث الأحداث والمكان)" in arabic_words
    assert "فالأول عن «الموجة»" in arabic_words


def test_a_fall_has_both_figures_of_its_claimant() -> None:
    """First the earlier figure, then the later one, each with its day."""
    words, arabic_words = _words({**LATER, "value": 1_060}, {"claimant_id": "committee", "value": 1_169}, kind="fall")

    assert words.startswith(
        "Committee counted 1,169 people killed in Both coasts, as of 9 March 2025. It later counted"
    )
    assert "The later figure is 616 lower, and the documents that were read give no reason." in words
    assert "ثم وثّقت مقتل 1,060 شخصاً" in arabic_words
    assert "ولا تذكر الوثائق التي قُرئت سبباً لذلك." in arabic_words


@pytest.mark.parametrize(
    ("dimension", "ending", "arabic_ending"),
    [
        (
            "place",
            "The figures by place in the same document do not add up to that: they are 616 apart.",
            "الفارق 616.",
        ),
        ("sex", "The figures by sex in the same document add up to 616 more than that.", "بمقدار 616."),
        (
            "status",
            "The figures by status in the same document add up to 616 more than that.",
            "بمقدار 616.",
        ),
    ],
)
def test_a_sum_says_by_what_its_parts_are_given(dimension: str, ending: str, arabic_ending: str) -> None:
    """Parts by place fill their area; other parts exceed their whole."""
    words, arabic_words = _words({}, None, kind="sum", dimension=dimension)

    assert words.endswith(ending)
    assert arabic_words.endswith(arabic_ending)


# --- points of series ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "cells", "step", "words", "arabic_words"),
    [
        ("first", {}, None, "first figure", "أول رقم"),
        ("step", {}, 30, "+30", "+30"),
        ("step", {}, None, "next figure", "رقم تالٍ"),
        ("correction", {"revision_reason": "recount"}, -12, "−12, lower: recount", "−12، أدنى: إعادة عد"),
        ("fall", {}, -12, "−12, lower, no reason stated", "−12، أدنى بلا سبب معلن"),
        ("scope_changed", {}, None, "counts others from here on", "من هنا فصاعداً يُعدّ غير ما سبق"),
        ("withdrawn", {}, None, "withdrew the figure and gave none", "سحبت الجهة الرقم ولم تعلن غيره"),
        (
            "level",
            {"last_as_of": date(2025, 6, 1)},
            None,
            "said again until 1 June 2025",
            "أُعيد ذكره حتى 1 حزيران/يونيو 2025",
        ),
        (
            "increment",
            {"value": 30, "period_start": date(2025, 3, 9), "period_end": date(2025, 3, 9)},
            None,
            "a further 30, recorded on 9 March 2025",
            "زيادة: 30، سُجّلت يوم 9 آذار/مارس 2025",
        ),
        ("absence", {"qualifier": "none_published", "value": None}, None, "no toll published", "لم تُنشر حصيلة"),
        ("absence", {"qualifier": "denied", "value": None}, None, "denied", "نفي"),
    ],
)
def test_every_kind_of_point_has_words(
    kind: str, cells: dict[str, Any], step: int | None, words: str, arabic_words: str
) -> None:
    """What changed from the figure before, in both languages."""
    phrase = point_phrase(Point(cast("Claim", tally_of(**cells)), kind, step))

    assert (phrase.en, phrase.ar) == (words, arabic_words)


def test_a_new_count_leaves_the_earlier_figure_standing() -> None:
    """A restart names its first day, and the figure that was counted before."""
    point = Point(cast("Claim", tally_of(period_start=date(2026, 3, 2))), "new_count", None)
    earlier = tally_of(value=4_047)

    assert english.point_phrase(point, earlier) == (
        "a new count from 2 March 2026 on; the earlier 4,047 stands as what was counted before"
    )
    assert arabic.point_phrase(point, earlier) == (
        "إحصاء جديد بدءاً من 2 آذار/مارس 2026؛ ويبقى الرقم السابق (4,047) لما أُحصي قبله"
    )
