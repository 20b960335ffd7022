"""A difference in words: CHANGES.md. First the past values that changed and why, then what else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from casualty_dataset.core.text import printable
from casualty_dataset.history.changes_table import changes_table
from casualty_dataset.history.claimant_changes import claimant_changes
from casualty_dataset.history.dataset_difference import DatasetDifference, TableChange
from casualty_dataset.history.text_frames import read_columns
from casualty_dataset.history.version_demand import Demand, Redefinition
from casualty_dataset.history.withheld import Tables
from casualty_schemas import CURATED, DERIVED
from casualty_schemas.history import WITHHELD
from casualty_schemas.vocabulary import REVISION_REASON

_MOST = 40
"""Cells named one by one under one heading; the rest is counted."""

_MARKS = re.compile(r"[\\`*_\[\]<>|]")
_NO_REASON = "No reason is given."


def changes_markdown(
    title: str, since: str | None, difference: DatasetDifference, old: Tables, new: Tables, remarks: str = ""
) -> str:
    """The difference as Markdown, under a title; ``since`` names the old tables, None where there are none.

    ``remarks`` is what the maintainers say, Markdown without a heading above the third level.
    """
    parts = [f"# {title}", f"Since {since}." if since else "The first release."]
    if since and difference.tables:
        parts += [_demanded(difference), "## Past values changed", *_past(difference, old, new)]
        parts += ["## What else", *_rest(difference, old, new)]
    elif since:
        parts.append(f"No change: every table is, cell for cell, as it was in {since}.")
    else:
        rows = [(name, change.added.height) for name, change in difference.tables.items() if change.added.height]
        parts.append(_table(("table", "rows"), rows))
    if remarks:
        parts += ["## What the maintainers say", remarks]
    return "\n\n".join(part for part in parts if part) + "\n"


def _demanded(difference: DatasetDifference) -> str:
    listed = difference.demands()
    why = ", ".join(what for demand, what in listed if demand == listed[0][0])
    met = " Below 1.0.0 the next minor version meets that." if listed[0][0] == Demand.MAJOR else ""
    return f"The changes demand a {listed[0][0].word} version: {why}.{met}"


def _safe(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _MARKS.sub(r"\\\g<0>", printable(text))


def _code(name: str) -> str:
    """A name as Markdown shows code, in which nothing is escaped."""
    return f"`{printable(name).replace('`', '')}`"


def printable_change(old: str | None, new: str | None) -> tuple[str, str]:
    """Both values of a cell, safe to print and short: what long texts have in common at their beginning is cut."""
    pairs = enumerate(zip(old or "", new or "", strict=False))
    common = next((at for at, (was, now) in pairs if was != now), min(len(old or ""), len(new or "")))
    cut = common - 10 if max(len(old or ""), len(new or "")) > 40 and common > 20 else 0
    before, after = ("empty" if text is None else ("…" if cut else "") + printable(text[cut:]) for text in (old, new))
    return before, after


def _tallied(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _table(header: Sequence[str], rows: Iterable[Sequence[str | int]]) -> str:
    """A Markdown table; numbers get separators."""
    lines = [" | ".join(header), "|".join("---" for _ in header)]
    lines += [" | ".join(f"{cell:,}" if isinstance(cell, int) else cell for cell in row) for row in rows]
    return "\n".join(f"|{line}|" if line.startswith("---") else f"| {line} |" for line in lines)


# --- past values ---------------------------------------------------------------------------------


def _past(difference: DatasetDifference, old: Tables, new: Tables) -> list[str]:
    listed = changes_table(difference, old, new)
    parts = [*_one_sided(difference, old, new), *_corrected(listed), *_superseded(difference, new)]
    parts += _retired(listed, new)
    return parts or ["None: no value that was published has changed, and no row was retired."]


def _one_sided(difference: DatasetDifference, old: Tables, new: Tables) -> Iterator[str]:
    said = [
        f"- {_safe(one.claimant_id)}: {number:,} of {one.before:,} published tallies were {word}"
        for one in claimant_changes(difference, old, new)
        for word, number in one.one_sided
    ]
    if said:
        yield "### One-sided changes"
        yield "Many rows of one claimant changed in one direction. Read their reasons below."
        yield "\n".join(said)


def _corrected(listed: pl.DataFrame) -> Iterator[str]:
    emptied = pl.all_horizontal(pl.col("old", "new").eq_missing(WITHHELD))  # an earlier correction, of a withheld cell
    cells = listed.filter(pl.col("change") == "cell_changed", ~emptied)
    if not cells.height:
        return
    rows = cells.select("table", "id").n_unique()
    yield "### Corrected"
    yield f"{_tallied(cells.height, 'cell')} of {_tallied(rows, 'row')}, those of one column and reason together."
    groups = cells.with_columns(pl.col("reason").fill_null(_NO_REASON)).partition_by(
        "table", "column", "reason", maintain_order=True
    )
    groups.sort(key=lambda group: (group["table"][0], group["column"][0], -group.height))
    yield "\n".join(f"- {_group(group)}" for group in groups)


def _group(group: pl.DataFrame) -> str:
    """The cells of one column that changed for one reason, as one item of a list."""
    table, column, reason = group.select("table", "column", "reason").row(0)
    name = _title(table, column)
    head = f"**{name}** of {_tallied(group.height, 'row')} of {table}: {_prose(reason)}"
    pairs = list(group.select("id", "old", "new").iter_rows())
    if len({pair[1:] for pair in pairs}) == 1 and len(pairs) > 1:
        return f"{head} {_first([_safe(id_) for id_, _, _ in pairs])}: {_step(column, *pairs[0][1:])}."
    return f"{head} {_first([f'{_safe(id_)} {_step(column, was, now)}' for id_, was, now in pairs])}."


def _title(table: str, column: str) -> str:
    held = {**CURATED, **DERIVED}[table].columns().get(column) if table in CURATED or table in DERIVED else None
    return f"{held.title} (`{column}`)" if held else _code(column)


def _step(column: str, old: str | None, new: str | None) -> str:
    if old and new and old.isdecimal() and new.isdecimal() and column in ("value", "low", "high"):
        return f"{'raised' if int(new) > int(old) else 'lowered'} from {int(old):,} to {int(new):,}"
    return " → ".join(_MARKS.sub(r"\\\g<0>", text) for text in printable_change(old, new))


def _prose(reason: str) -> str:
    """A reason as it was written, whole: it is what the reader came for."""
    text = _MARKS.sub(r"\\\g<0>", "".join(printable(reason[at : at + 40]) for at in range(0, len(reason), 40)))
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _first(listed: Sequence[str], most: int = _MOST) -> str:
    more = f"; and {len(listed) - most:,} more in changes.csv" if len(listed) > most else ""
    return "; ".join(listed[:most]) + more


def _superseded(difference: DatasetDifference, new: Tables) -> Iterator[str]:
    """Published tallies for which a new row of the same claimant now stands; the old row stays as it was said."""
    columns = ["tally_id", "claimant_id", "supersedes_id", "revision_reason"]
    tallies = read_columns("tallies", new.get("tallies"), columns)
    added = difference.tables.get("tallies", TableChange()).added_ids
    fresh = tallies.filter(pl.col("tally_id").is_in(added) & pl.col("supersedes_id").is_not_null())
    found = fresh.join(tallies.filter(~pl.col("tally_id").is_in(added)).select(supersedes_id="tally_id"),
                       on="supersedes_id", how="semi").sort("tally_id")  # fmt: skip
    if not found.height:
        return
    yield "### Superseded"
    yield "The claimant gave a later figure, now in the record. The row before stays: it was said."
    groups = found.partition_by("revision_reason", maintain_order=True)
    yield "\n".join(f"- {_why_superseded(group['revision_reason'][0])}: {_pairs(group)}." for group in groups)


def _why_superseded(reason: str | None) -> str:
    code = REVISION_REASON.get(reason or "")
    return "**Next step of a running total**" if reason is None else f"**{code.en if code else _safe(reason)}**"


def _pairs(group: pl.DataFrame) -> str:
    rows = group.select("supersedes_id", "tally_id", "claimant_id").iter_rows()
    return _first([f"{_safe(old)} by {_safe(new)} ({_safe(who)})" for old, new, who in rows])


def _retired(listed: pl.DataFrame, new: Tables) -> Iterator[str]:
    gone = listed.filter(pl.col("change") == "row_retired").select("table", "id", "reason")
    if not gone.height:
        return
    tombs = read_columns("retired", new.get("retired"), ["table", "id", "replacement_id"])
    groups = (
        gone.join(tombs, on=["table", "id"], how="left", maintain_order="left")
        .with_columns(pl.col("reason").fill_null(_NO_REASON))
        .partition_by("table", "reason", maintain_order=True)
    )
    yield "### Retired"
    yield "\n".join(
        f"- {_tallied(group.height, 'row')} of {group['table'][0]}: {_prose(group['reason'][0])} "
        + _first([_safe(id_) + (f", replaced by {_safe(by)}" if by else "")
                  for id_, by in group.select("id", "replacement_id").iter_rows()]) + "."
        for group in groups
    )  # fmt: skip


# --- what else -----------------------------------------------------------------------------------


def _rest(difference: DatasetDifference, old: Tables, new: Tables) -> list[str]:
    return [_rows(difference), *_columns(difference), *_codes(difference), *_totals(difference, old, new)]


def _rows(difference: DatasetDifference) -> str:
    header = ("table", "rows added", "rows retired", "rows changed", "columns added", "columns gone")
    counted = [
        (name, change.added.height, len(change.retired), change.changed_rows, len(change.columns_added),
         len(change.columns_gone))
        for name, change in difference.tables.items()
    ]  # fmt: skip
    return _table(header, [row for row in counted if any(row[1:])])


def _columns(difference: DatasetDifference) -> Iterator[str]:
    said = []
    for table, change in difference.tables.items():
        said += [f"- {what}" for what in _columns_of(table, change)]
    if said:
        yield "### Columns"
        yield "\n".join(said)


def _columns_of(table: str, change: TableChange) -> Iterator[str]:
    if change.came or change.went:
        yield f"{table}: the table {'came' if change.came else 'went'}"
        return
    moved = list(change.columns_moved)
    told = (("came", list(change.columns_added)), ("went", change.columns_gone), ("stand in another order", moved))
    for word, names in told:
        if names:
            yield f"{table}: {', '.join(map(_code, names))} {word}"
    yield from (_redefined(table, one) for one in change.redefined)


def _redefined(table: str, one: Redefinition) -> str:
    of = f"{_code(one.column)} of {table}" if one.column else f"the table {table}"
    return f"{of}: the descriptor says otherwise in {', '.join(one.what)}"


def _codes(difference: DatasetDifference) -> Iterator[str]:
    change = difference.tables.get("codes", TableChange())
    changed = sorted(set(change.changed.get_column("id").to_list()))
    listed = [("came", change.added_ids), ("went", change.retired), ("mean or are called otherwise", changed)]
    said = [f"- {word}: {_first([_safe(id_) for id_ in ids])}" for word, ids in listed if ids]
    if said:
        yield "### Codes"
        yield "\n".join(said)


def _totals(difference: DatasetDifference, old: Tables, new: Tables) -> Iterator[str]:
    listed = claimant_changes(difference, old, new)
    if not listed:
        return
    yield "### Tallies of each claimant"
    yield "How many rows, never how many people: figures are not added up. Claimants without a change are left out."
    header = ("claimant", "before", "now", "figures raised", "figures lowered", "rows retired")
    yield _table(header, [(_safe(one.claimant_id), *one[1:]) for one in listed])
