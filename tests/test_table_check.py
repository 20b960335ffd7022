"""One table by itself: its form, its values and its keys, and that equal bytes are checked once."""

from __future__ import annotations

from unittest.mock import patch

import pytest

from casualty_dataset.validation import schema_check, table_check
from casualty_dataset.validation.table_check import check_table
from casualty_schemas import CURATED
from helpers_dataset import SMALL, file_of

PLACES = file_of(SMALL, "places").read_bytes()


def spoilt(data: bytes, old: bytes, new: bytes) -> bytes:
    """Replace bytes that occur."""
    assert old in data
    return data.replace(old, new)


@pytest.mark.parametrize("name", CURATED)
def test_a_sound_table_has_rows_and_no_problem(name: str) -> None:
    """Every table of the tiny dataset is sound by itself."""
    data = file_of(SMALL, name).read_bytes()
    checked = check_table(CURATED[name], data)

    assert checked.frame is not None
    assert (checked.frame.height, checked.sound, list(checked.problems)) == (data.count(b"\n") - 1, True, [])


@pytest.mark.parametrize(
    ("data", "rule", "is_typed"),
    [
        (spoilt(PLACES, b"35.52", b"35.525"), "declared_form", False),
        (spoilt(PLACES, b"35.52", b"95.52"), "declared_values", True),
        (PLACES + PLACES.splitlines(keepends=True)[-1], "key_is_unique", True),
    ],
)
def test_a_fault_of_form_value_or_key_makes_it_unsound(data: bytes, rule: str, is_typed: bool) -> None:
    """A table with a fault of form has no typed rows; one with a wrong value or key has them."""
    checked = check_table(CURATED["places"], data)

    assert ({problem.rule for problem in checked.problems}, checked.sound) == ({rule}, False)
    assert (checked.frame is not None) == is_typed


def test_equal_bytes_are_checked_once_and_other_bytes_anew() -> None:
    """What is remembered is the answer about these very bytes of this table, and its problems come back with it."""
    wrong = spoilt(PLACES, b"35.52", b"95.53")
    with patch.object(schema_check, "check", wraps=schema_check.check) as check:
        first, again = check_table(CURATED["places"], wrong), check_table(CURATED["places"], bytes(bytearray(wrong)))
        other = check_table(CURATED["places"], spoilt(PLACES, b"35.52", b"35.53"))

    assert check.call_count == 2
    assert list(first.problems) == list(again.problems) != []
    assert (again.sound, other.sound) == (False, True)


def test_a_large_table_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of many bytes is checked each time, parsed in a second thread, with the same answer."""
    small = check_table(CURATED["places"], PLACES)
    monkeypatch.setattr(table_check, "_LARGE", len(PLACES))
    with patch.object(schema_check, "check", wraps=schema_check.check) as check:
        large = [check_table(CURATED["places"], PLACES) for _ in range(2)]

    assert check.call_count == 2
    assert small.frame is not None
    for checked in large:
        assert checked.frame is not None
        assert checked.frame.equals(small.frame)
        assert (checked.sound, list(checked.problems)) == (True, [])
