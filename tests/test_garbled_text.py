"""Text that was decoded wrongly, or copied from the source of a page, is told; sound text is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers_dataset import broken_rules, copy_row, set_cells

GARBLED = (
    "AgÃªncia", "Syriaâ€™s coast", "Ø³ÙˆØ±ÙŠØ§ is its name", "MÃ©decins", "TÃ¼rkiye", "Ä±ÅŸÄ±k", "ÐœÐ¾ÑÐºÐ²Ð°",
    "ÓæÑíÇ is its name", "Î•Î»Î»Î¬", "naÃ¯ve", "at 5Â°", "Â«dozens", "one â€” two",
    "AT&amp;T", "it&#39;s", "it&#x27;s",
    "two&nbsp;words", "&quot;dozens&quot;", "caf&eacute;", "&lt;b>",
)  # fmt: skip
SOUND = (
    "Agência Brasil", "Syria’s coast", "„Ä“ as in Ära", "SÃO PAULO", "MANHÃ”", "créée", "5 Å…", "«CHÂ»", "Ø", "ÅÄÖ",
    "Île-de-France", "İzmir'de ışık", "Ñandú…", "3×“x”", "«Ñ»…", "Dîyar û Çîya",
    "R&D; then more", "Q&As; then more",
    "this & that; more", "a&b", "wounded &; missing", "Æthelstan", "naïve", "—“…”—",
)  # fmt: skip


@pytest.mark.parametrize("text", GARBLED)
def test_garbled_text_is_reported(text: str, small: Path) -> None:
    """In any free text, by one rule alone."""
    set_cells(small, "places", "hill", {"note": text})

    assert broken_rules(small) == {"text_is_not_garbled"}


@pytest.mark.parametrize("text", SOUND)
def test_sound_text_is_not_taken_for_garbled(text: str, small: Path) -> None:
    """Letters with marks, quotations and ampersands are as they should be."""
    set_cells(small, "places", "hill", {"note": text})

    assert "text_is_not_garbled" not in broken_rules(small)


def test_text_that_is_right_as_it_is_can_be_waived(small: Path) -> None:
    """A false alarm is answered with a waiver, as elsewhere."""
    set_cells(small, "places", "hill", {"note": "Its sign reads AT&amp;T."})
    waiver = {"rule": "text_is_not_garbled", "table": "places", "id": "hill", "reason": "The sign reads so."}
    copy_row(small, "waivers", "every_source_is_used|sources|gazetteer", waiver)

    assert broken_rules(small) == set()
