"""The index of releases cannot be edited, cut, reordered or respelled without a word."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casualty_dataset.core.errors import BrokenIndex
from casualty_dataset.history import release_index as index
from helpers_releases import chained, write_index

REAL = Path(__file__).parents[1] / "releases"


def _listed(count: int = 6) -> list[dict[str, Any]]:
    """A chain in which 0.2.0 was withdrawn before the last releases."""
    made: list[dict[str, Any]] = [
        {
            "version": f"0.{n}.0",
            "date": f"2025-05-{n:02}",
            "rows": {"tallies": n, "sources": 2},
            "sha256sums": f"{n:064x}",
        }
        for n in range(1, count + 1)
    ]
    made.insert(3, {"version": "0.2.0", "date": "2025-05-04", "withdrawn": "rows that may endanger people"})
    return chained(made)


LISTED = _listed()
DATA = index.render(LISTED)


def _faults(data: bytes) -> tuple[str, ...]:
    try:
        index.parse_entries(data)
    except BrokenIndex as broken:
        return broken.faults
    return ()


def test_the_published_index_and_a_made_one_are_whole() -> None:
    """What is right is found right: by the tool, and by means that do not share its code."""
    assert index.parse_entries((REAL / "index.json").read_bytes())
    assert index.parse_entries(DATA) == LISTED
    assert list(index.current_releases(LISTED)) == ["0.1.0", "0.3.0", "0.4.0", "0.5.0", "0.6.0"]
    assert list(index.withdrawals(LISTED)) == ["0.2.0"]
    assert index.last_version(LISTED) == "0.6.0"


@given(st.integers(0, len(DATA) - 1), st.integers(1, 255))
def test_a_changed_byte_is_found_but_in_the_last_entry(place: int, change: int) -> None:
    """Any byte of what another entry holds, spaces and line feeds included."""
    last = DATA.index(b'"0.6.0"') - 20
    place %= last

    assert _faults(DATA[:place] + bytes([DATA[place] ^ change]) + DATA[place + 1 :])


@given(st.integers(0, len(DATA)), st.sampled_from([b"\n", b" ", b"\r", b"0", b'"', b"\xef\xbb\xbf", b"{", b"\0"]))
def test_an_inserted_byte_is_found(place: int, what: bytes) -> None:
    """Anywhere, were it a space; a digit within a number of the last entry is for the release to tell."""
    assert _faults(DATA[:place] + what + DATA[place:]) or (what == b"0" and place > DATA.index(b'"0.6.0"'))


@given(st.data())
def test_an_entry_cut_moved_or_doubled_is_named(data: st.DataObject) -> None:
    """One entry taken out of the middle, two swapped, one put in twice: the entry where the chain breaks is named."""
    at = data.draw(st.integers(0, len(LISTED) - 2))
    other = data.draw(st.integers(0, len(LISTED) - 1).filter(lambda number: number != at))
    cut = LISTED[:at] + LISTED[at + 1 :]
    swapped = list(LISTED)
    swapped[at], swapped[other] = swapped[other], swapped[at]
    doubled = [*LISTED[:other], LISTED[at], *LISTED[other:]]

    assert f"entry {at + 1} of index.json" in _faults(index.render(cut))[0]
    assert f"entry {min(at, other) + 1} of index.json" in _faults(index.render(swapped))[0]
    assert _faults(index.render(doubled))


@given(
    st.integers(0, len(LISTED) - 2), st.sampled_from(["version", "date", "rows", "sha256sums", "previous", "withdrawn"])
)
def test_an_edited_value_is_found(at: int, column: str) -> None:
    """Every value of every entry but the last, though the file is spelled as it should be."""
    other: dict[str, Any] = {
        "version": "0.9.9", "date": "2024-02-29", "rows": {"tallies": 9}, "sha256sums": "f" * 64, "previous": "f" * 64,
        "withdrawn": "another reason than this",
    }  # fmt: skip
    edited = [dict(entry) for entry in LISTED]
    edited[at][column] = other[column]

    assert _faults(index.render(edited))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"null",
        b"{}",
        b'{"releases": {}}',
        b'{"releases": [1]}',
        b'{"releases": []}',  # not in its spelling
        b'{"releases": [], "releases": []}',
        b'{"releases": [NaN]}',
        b'{"releases": [1e400]}',
        b'{"releases": [' + b"9" * 5_000 + b"]}",
        b"[" * 200_000,
        b'{"releases": ' + b"[" * 200_000,
        b"\xef\xbb\xbf" + DATA,
        DATA.decode().encode("utf-16"),
        DATA.replace(b"\n", b"\r\n"),
        DATA + b"x",
        DATA[:-1],
        DATA.replace(b"rows that", b"rows \\ud800"),
        b"\xff\xfe",
    ],
    ids=range(20),
)
def test_what_is_no_index_is_refused_in_one_sentence(data: bytes) -> None:
    """Hostile and broken JSON: never a traceback, never accepted."""
    with pytest.raises(BrokenIndex, match=r"index\.json"):
        index.parse_entries(data)


@pytest.mark.parametrize(
    "edit",
    [
        {"version": "v0.6.0"}, {"version": 6}, {"version": "0.06.0"}, {"version": "../x"}, {"version": "0.5.0"},
        {"version": "0.0.1"}, {"date": "2025-02-30"}, {"date": "20250506"}, {"date": None}, {"sha256sums": "F" * 64},
        {"sha256sums": "f" * 63}, {"sha256sums": None}, {"rows": {"tallies": -1}}, {"rows": {"tallies": True}},
        {"rows": {"tallies": 1.5}}, {"rows": {"../x": 1}}, {"rows": []}, {"note": "new"}, {"withdrawn": ""},
        {"withdrawn": "never published at all"},
    ],
    ids=str,
)  # fmt: skip
def test_an_entry_that_this_tool_does_not_write_is_refused(edit: dict[str, Any]) -> None:
    """Also the last one, which nothing holds, and one of a newer tool, whose keys mean what we cannot know."""
    assert _faults(index.render(chained([*LISTED[:-1], {**LISTED[-1], **edit}])))


def test_nothing_after_it_protects_the_last_entry() -> None:
    """The limit of a chain, stated: what is edited there must be found in the release, not here."""
    edited = [*LISTED[:-1], {**LISTED[-1], "date": "2025-05-09"}]

    assert _faults(index.render(edited)) == ()


def test_what_is_appended_continues_the_chain(tmp_path: Path) -> None:
    """Each entry put on by the tool is accepted by it, and its digest is the one computed here by other means."""
    data = index.append_entry(LISTED, {"version": "0.4.0", "date": "2025-05-09", "withdrawn": "كلمات تضر بالناس"})

    assert data == index.render(chained(json.loads(data)["releases"]))
    assert list(index.withdrawals(index.parse_entries(data))) == ["0.2.0", "0.4.0"]
    write_index(tmp_path, LISTED)
    assert (tmp_path / "index.json").read_bytes() == DATA


def test_only_a_bounded_regular_file_is_read(tmp_path: Path) -> None:
    """A link, a pipe, a folder, a file of many megabytes: refused, and not waited for."""
    assert index.read_entries(tmp_path) == []
    path = tmp_path / "index.json"
    (tmp_path / "other").write_bytes(DATA)
    path.symlink_to("other")
    with pytest.raises(BrokenIndex, match="regular"):
        index.read_entries(tmp_path)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(BrokenIndex, match="regular"):
        index.read_entries(tmp_path)
    path.unlink()
    path.mkdir()
    with pytest.raises(BrokenIndex, match="regular"):
        index.read_entries(tmp_path)
    path.rmdir()
    with path.open("wb") as file:
        file.truncate(index.CAP + 1)
    with pytest.raises(BrokenIndex, match="larger"):
        index.read_entries(tmp_path)
