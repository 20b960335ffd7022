"""What changed from one release to the next: rows by their key, cell text against cell text."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from casualty_schemas import CURATED


@dataclass(slots=True)
class TableChange:
    """Ids added, gone and changed in one table, and columns that came or went."""

    added: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    columns_added: list[str] = field(default_factory=list)
    columns_gone: list[str] = field(default_factory=list)

    @property
    def demands(self) -> int:
        """0 nothing, 1 a patch, 2 a minor, 3 a major version."""
        if self.columns_gone:
            return 3
        if self.added or self.gone or self.columns_added:
            return 2
        return 1 if self.changed else 0


def between(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> dict[str, TableChange]:
    """The difference of two sets of tables given as CSV bytes, by table; tables alike in both are left out.

    Of a derived table only its columns count: its rows follow from those of the curated ones.
    """
    changes = {}
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            changes[name] = _table(name, _text(old.get(name)), _text(new.get(name)))
    return {name: change for name, change in changes.items() if change != TableChange()}


def _text(data: bytes | None) -> pl.DataFrame:
    return pl.read_csv(io.BytesIO(data), infer_schema=False) if data else pl.DataFrame()


def _table(name: str, old: pl.DataFrame, new: pl.DataFrame) -> TableChange:
    keys = CURATED[name].primary_key() if name in CURATED else ["vocabulary", "code"]  # no derived table has these
    before, after = _rows(old, keys), _rows(new, keys)
    shared = [column for column in new.columns if column in old.columns]
    was, now = _rows(old, keys, shared), _rows(new, keys, shared)
    return TableChange(
        added=sorted(after.keys() - before.keys()),
        gone=sorted(before.keys() - after.keys()),
        changed=sorted(id_ for id_ in before.keys() & after.keys() if was[id_] != now[id_]),
        columns_added=[column for column in new.columns if column not in old.columns and old.width],
        columns_gone=[column for column in old.columns if column not in new.columns],
    )


def _rows(frame: pl.DataFrame, keys: list[str], columns: list[str] | None = None) -> dict[str, tuple[str | None, ...]]:
    if not set(keys) <= set(frame.columns):
        return {}
    ids = frame.select(pl.concat_str([pl.col(key).fill_null("") for key in keys], separator="|")).to_series()
    return dict(zip(ids, frame.select(columns or keys).iter_rows(), strict=True))


def next_version(last: str | None, changes: Mapping[str, TableChange]) -> str | None:
    """The least version that the changes demand; None where nothing changed.

    Below 1.0.0 a major demand is met by the next minor (SemVer, item 4).
    """
    if last is None:
        return "0.1.0"
    demand = max((change.demands for change in changes.values()), default=0)
    major, minor, patch = (int(part) for part in last.split("."))
    if demand == 3 and major:
        return f"{major + 1}.0.0"
    if demand >= 2:
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}" if demand else None


def as_markdown(version: str, since: str | None, changes: Mapping[str, TableChange], remarks: str) -> str:
    """CHANGES.md: what changed since the last release, by table, and what the maintainers say of it."""
    lines = [f"# Changes in {version}", "", f"Since {since}." if since else "The first release.", ""]
    if remarks:
        lines += [remarks, ""]
    lines += [
        "| table | rows added | rows gone | rows changed | columns added | columns gone |",
        "|---|---|---|---|---|---|",
    ]
    for name, change in changes.items():
        numbers = [len(change.added), len(change.gone), len(change.changed)]
        columns = [", ".join(change.columns_added) or "0", ", ".join(change.columns_gone) or "0"]
        lines.append(f"| {name} | " + " | ".join([f"{number:,}" for number in numbers] + columns) + " |")
    return "\n".join(lines) + "\n"
