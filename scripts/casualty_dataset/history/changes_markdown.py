"""CHANGES.md: a difference in words, first the published values that changed and why, then the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from casualty_dataset.core.text import ended, printable, visible
from casualty_dataset.history.changes_table import changes_table
from casualty_dataset.history.claimant_changes import claimant_changes
from casualty_dataset.history.dataset_difference import DatasetDifference, TableChange
from casualty_dataset.history.text_frames import read_columns
from casualty_dataset.history.tombstones import RowId, Tombstones, successors_in_words, tombstones_in
from casualty_dataset.history.version_demand import Demand, Redefinition
from casualty_dataset.history.withheld import Tables
from casualty_schemas import CURATED, DERIVED
from casualty_schemas.history import WITHHELD
from casualty_schemas.vocabulary import REVISION_REASON

_MOST = 40
"""Cells listed under one heading; the rest is counted."""

_MARKS = re.compile(r"[\\`*_\[\]<>|]")
_NO_REASON = "No reason is given."


def changes_markdown(
    title: str, since: str | None, difference: DatasetDifference, old: Tables, new: Tables, remarks: str = ""
) -> str:
    """Return a difference as Markdown, under a title; ``since`` names the old tables, None where there are none.

    ``remarks`` is Markdown by the maintainers, without a heading above the third level.
    """
    parts = [f"# {title}", f"Since {since}." if since else "The first release."]
    if since and difference.tables:
        parts += [_demanded(difference), "## Past values changed", *_past(difference, old, new)]
        parts += ["## Other changes", *_rest(difference, old, new)]
    elif since:
        parts.append(f"No change: every table is, cell for cell, as it was in {since}.")
    else:
        rows = [(name, change.added.height) for name, change in difference.tables.items() if change.added.height]
        parts.append(_table(("table", "rows"), rows))
    if remarks:
        parts += ["## Remarks of the maintainers", remarks]
    return "\n\n".join(part for part in parts if part) + "\n"


def _demanded(difference: DatasetDifference) -> str:
    listed = difference.demands()
    why = ", ".join(words for demand, words in listed if demand == listed[0][0])
    met = " Below 1.0.0 the next minor version meets that." if listed[0][0] == Demand.MAJOR else ""
    return f"The changes demand a {listed[0][0].word} version: {why}.{met}"


def _safe(text: str) -> str:
    """Escape text for Markdown."""
    return _MARKS.sub(r"\\\g<0>", printable(text))


def _code(name: str) -> str:
    """Return a name as code, in which Markdown escapes nothing."""
    return f"`{printable(name).replace('`', '')}`"


def printable_change(old: str | None, new: str | None) -> tuple[str, str]:
    """Return both values of a cell, safe to print; a long beginning that both have is cut."""
    pairs = enumerate(zip(old or "", new or "", strict=False))
    common = next((at for at, (was, now) in pairs if was != now), min(len(old or ""), len(new or "")))
    cut = common - 10 if max(len(old or ""), len(new or "")) > 40 and common > 20 else 0
    before, after = ("empty" if text is None else ("…" if cut else "") + printable(text[cut:]) for text in (old, new))
    return before, after


def _tallied(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _table(header: Sequence[str], rows: Iterable[Sequence[str | int]]) -> str:
    """Return a Markdown table; numbers get separators."""
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
    lines = [
        f"- {_safe(change.claimant_id)}: {number:,} of {change.before:,} published tallies were {word}"
        for change in claimant_changes(difference, old, new)
        for word, number in change.one_sided
    ]
    if lines:
        yield "### One-sided changes"
        yield "Many rows of one claimant changed in one direction. Read their reasons below."
        yield "\n".join(lines)


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
    """Return the cells of one column that changed for one reason, as one item of a list."""
    table, column, reason = group.select("table", "column", "reason").row(0)
    name = _title(table, column)
    head = f"**{name}** of {_tallied(group.height, 'row')} of {table}: {_prose(reason)}"
    pairs = list(group.select("id", "old", "new").iter_rows())
    if len({pair[1:] for pair in pairs}) == 1 and len(pairs) > 1:
        return f"{head} {_first([_safe(id_) for id_, _, _ in pairs])}: {_step(column, *pairs[0][1:])}."
    return f"{head} {_first([f'{_safe(id_)} {_step(column, was, now)}' for id_, was, now in pairs])}."


def _title(table: str, column: str) -> str:
    table_class = CURATED.get(table) or DERIVED.get(table)
    known = table_class.columns().get(column) if table_class else None
    return f"{known.title} (`{column}`)" if known else _code(column)


def _step(column: str, old: str | None, new: str | None) -> str:
    if old and new and old.isdecimal() and new.isdecimal() and column in ("value", "low", "high"):
        return f"{'raised' if int(new) > int(old) else 'lowered'} from {int(old):,} to {int(new):,}"
    return " → ".join(_MARKS.sub(r"\\\g<0>", text) for text in printable_change(old, new))


def _prose(reason: str) -> str:
    """Return a reason in full, as a sentence."""
    return ended(_MARKS.sub(r"\\\g<0>", visible(reason)))


def _first(listed: Sequence[str], most: int = _MOST) -> str:
    more = f"; and {len(listed) - most:,} more in changes.csv" if len(listed) > most else ""
    return "; ".join(listed[:most]) + more


def _superseded(difference: DatasetDifference, new: Tables) -> Iterator[str]:
    """List the published tallies that a new row of the same claimant supersedes; the old row stays."""
    columns = ["tally_id", "claimant_id", "supersedes_id", "revision_reason"]
    tallies = read_columns("tallies", new.get("tallies"), columns)
    added = difference.tables.get("tallies", TableChange()).added_ids
    fresh = tallies.filter(pl.col("tally_id").is_in(added) & pl.col("supersedes_id").is_not_null())
    pairs = fresh.join(tallies.filter(~pl.col("tally_id").is_in(added)).select(supersedes_id="tally_id"),
                       on="supersedes_id", how="semi").sort("tally_id")  # fmt: skip
    if not pairs.height:
        return
    yield "### Superseded"
    yield "The claimant gave a later figure, now in the record. The earlier row stays: it was reported."
    groups = pairs.partition_by("revision_reason", maintain_order=True)
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
    tombstones = tombstones_in(new)
    groups = gone.with_columns(pl.col("reason").fill_null(_NO_REASON)).partition_by(
        "table", "reason", maintain_order=True
    )
    yield "### Retired"
    yield "\n".join(
        f"- {_tallied(group.height, 'row')} of {group['table'][0]}: {_prose(group['reason'][0])} "
        f"{_first([_retired_id(row, tombstones) for row in group.select('table', 'id').iter_rows()])}."
        for group in groups
    )


def _retired_id(row: RowId, tombstones: Tombstones) -> str:
    by = successors_in_words(row, tombstones, _safe)
    return _safe(row[1]) + (f", replaced by {by}" if by else "")


# --- what else -----------------------------------------------------------------------------------


def _rest(difference: DatasetDifference, old: Tables, new: Tables) -> list[str]:
    return [_rows(difference), *_columns(difference), *_codes(difference), *_totals(difference, old, new)]


def _rows(difference: DatasetDifference) -> str:
    header = ("table", "rows added", "rows retired", "rows changed", "columns added", "columns removed")
    counted = [
        (name, change.added.height, len(change.retired), change.changed_rows, len(change.columns_added),
         len(change.columns_gone))
        for name, change in difference.tables.items()
    ]  # fmt: skip
    return _table(header, [row for row in counted if any(row[1:])])


def _columns(difference: DatasetDifference) -> Iterator[str]:
    lines = [f"- {line}" for table, change in difference.tables.items() for line in _columns_of(table, change)]
    if lines:
        yield "### Columns"
        yield "\n".join(lines)


def _columns_of(table: str, change: TableChange) -> Iterator[str]:
    if change.came or change.went:
        yield f"{table}: the table was {'added' if change.came else 'removed'}"
        return
    lists = (("added", [*change.columns_added]), ("removed", change.columns_gone), ("moved", [*change.columns_moved]))
    for word, names in lists:
        if names:
            yield f"{table}: {', '.join(map(_code, names))} {word}"
    yield from (_redefined(table, redefinition) for redefinition in change.redefined)


def _redefined(table: str, redefinition: Redefinition) -> str:
    column = redefinition.column
    name = f"{_code(column)} of {table}" if column else f"the table {table}"
    return f"{name}: the descriptor differs in {', '.join(redefinition.what)}"


def _codes(difference: DatasetDifference) -> Iterator[str]:
    change = difference.tables.get("codes", TableChange())
    changed = sorted(set(change.changed.get_column("id").to_list()))
    lists = [("added", change.added_ids), ("removed", change.retired), ("with another label or definition", changed)]
    lines = [f"- {word}: {_first([_safe(id_) for id_ in ids])}" for word, ids in lists if ids]
    if lines:
        yield "### Codes"
        yield "\n".join(lines)


def _totals(difference: DatasetDifference, old: Tables, new: Tables) -> Iterator[str]:
    listed = claimant_changes(difference, old, new)
    if not listed:
        return
    yield "### Tallies of each claimant"
    yield "These are numbers of rows, not of people: figures are not added up. Claimants without a change are left out."
    header = ("claimant", "before", "now", "figures raised", "figures lowered", "rows retired")
    yield _table(header, [(_safe(change.claimant_id), *change[1:]) for change in listed])
