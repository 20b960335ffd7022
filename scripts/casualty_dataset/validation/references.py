"""Keys and references: each row is identified by its key, and every reference becomes a row number.

A file is sorted by its key, so the key is unique exactly when every row's key is above the one before: one comparison a
row instead of a table of hashes. References are resolved once; the column ``<name>#`` then has the row number of the
row referred to, and later rules gather by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from casualty_dataset.core.problems import Problems
from casualty_dataset.core.text import did_you_mean, listed, quoted
from casualty_dataset.history.tombstones import standing_successors, tombstones_of
from casualty_schemas import Table

_MANY_MISSING = 1_000
_MANY_KEYS = 20_000
"""From so many missing ids or known keys on, no similar id is suggested: the search would take long."""


def check_keys(table: type[Table], frame: pl.DataFrame, path: str, problems: Problems) -> bool:
    """Return whether every key is unique and the rows are sorted by it; add a problem for each row that is not."""
    key = frame.select(table.key_text()).to_series()
    if key.len() < 2 or (key > key.shift(1)).sum() == key.len() - 1:
        return True
    name = table.primary_key()[0]
    rows = pl.DataFrame({"key": key, "value": frame.select(table.key_text("|")).to_series()}).with_row_index("row")
    rows = rows.with_columns(first=pl.col("row").min().over("key"), before=pl.col("value").shift(1))
    again = rows.filter(pl.col("row") != pl.col("first"))
    message = pl.format("the key {} is on line {} already", "value", pl.col("first") + 2)
    remedy = "Delete the row, or give it a key of its own."
    problems.add_rows(path, "key_is_unique", "error", remedy, _findings(again, name, message))
    unsorted = rows.filter(pl.col("key") < pl.col("key").shift(1))
    message = pl.format("{} is below {}", "value", "before")
    remedy = f"Sort the rows by {', '.join(table.primary_key())}, as plain text."
    problems.add_rows(path, "key_order", "error", remedy, _findings(unsorted, name, message))
    return False


def _findings(rows: pl.DataFrame, column: str, message: pl.Expr) -> pl.DataFrame:
    rows = rows.rechunk()  # Polars 2.1 panics in pl.format over a column of several chunks
    return rows.select("row", column=pl.lit(column), value="value", message=message)


def resolve_references(
    table: type[Table], frames: Mapping[str, pl.DataFrame], path: str, problems: Problems
) -> tuple[pl.DataFrame, bool]:
    """Return the table with its references as row numbers, and whether each of them leads to a row.

    Add a problem for each reference that does not. A reference into a table that is not in ``frames`` is not judged:
    its number then represents the id that was written, so that equal ids have equal numbers and others differ.
    """
    frame = frames[table.table_name()]
    numbers: dict[str, pl.Series] = {}
    sound = True
    for name, column in table.columns().items():
        if not column.refers_to:
            continue
        parent, key = column.parent
        if parent not in frames:
            if not column.many:
                numbers[f"{name}#"] = _row_numbers(frame[name], _ids_written(table, frame, parent)).alias(f"{name}#")
            continue
        keys = frames[parent][key]
        if column.many:
            ids = frame.select(id=pl.col(name).str.split("|")).with_row_index("row").drop_nulls("id").explode("id")
            missing = ids.join(pl.DataFrame({"id": keys}), on="id", how="anti", maintain_order="left")
        else:
            numbers[f"{name}#"] = _row_numbers(frame[name], keys).alias(f"{name}#")
            if numbers[f"{name}#"].null_count() == frame[name].null_count():
                continue
            dangling = frame[name].is_not_null() & numbers[f"{name}#"].is_null()
            missing = frame.select(id=name).with_row_index("row").filter(dangling)
        if missing.height:
            _add_missing(missing, name, parent, keys, _retired_hints(parent, frames), path, problems)
            sound = False
    return frame.with_columns(numbers.values()), sound


def _ids_written(table: type[Table], frame: pl.DataFrame, parent: str) -> pl.Series:
    """Return every id of the table ``parent`` that some column of this one writes, once."""
    names = [name for name, column in table.columns().items() if not column.many and column.parent[0] == parent]
    return pl.concat([frame[name].alias("id") for name in names]).drop_nulls().unique().sort()


def _row_numbers(cells: pl.Series, keys: pl.Series) -> pl.Series:
    """Return for each cell the row number of the equal key; null where there is none."""
    filled = cells.len() - cells.null_count()
    if not filled:
        return pl.Series([None] * cells.len(), dtype=pl.UInt32)
    parent = pl.DataFrame({"key": keys}).with_row_index("number")
    if filled * 4 < parent.height:  # few references into a large table: join only the keys that are referred to
        parent = parent.filter(pl.col("key").is_in(cells.drop_nulls().implode()))
    joined = pl.DataFrame({"key": cells}).join(parent, on="key", how="left", maintain_order="left")
    return joined["number"].cast(pl.UInt32)


def _retired_hints(parent: str, frames: Mapping[str, pl.DataFrame]) -> dict[str, str]:
    """Return for each retired id of the table ``parent`` the end of a sentence: what stands for it."""
    tombstones = tombstones_of(frames["retired"]) if "retired" in frames else {}
    standing = {row: standing_successors(row, tombstones) for row in tombstones if row[0] == parent}
    return {id_: f": it was retired, {_stand_for_it(ids)}" for (_, id_), ids in standing.items()}


def _stand_for_it(ids: Sequence[str]) -> str:
    if not ids:
        return "and nothing stands for it"
    return f"and {listed([quoted(id_) for id_ in ids])} stand{'s' if len(ids) == 1 else ''} for it"


def _add_missing(
    missing: pl.DataFrame,
    column: str,
    parent: str,
    keys: Iterable[str],
    retired: Mapping[str, str],
    path: str,
    problems: Problems,
) -> None:
    """Add a problem for each row of ``missing`` (``row`` and ``id``); ``retired`` says what stands for an id."""
    known = list(keys) if missing.height < _MANY_MISSING else []
    ids = missing["id"].unique(maintain_order=True).head(50 if len(known) < _MANY_KEYS else 0)
    hints = {id_: did_you_mean(id_, known) for id_ in ids} | dict(retired)
    hint = pl.col("id").replace_strict(hints, default="", return_dtype=pl.String)
    message = pl.format(f"{{}} is not in dataset/{parent}.csv{{}}", "id", hint)
    remedy = f"Correct the id, or add its row to dataset/{parent}.csv."
    findings = _findings(missing.with_columns(value="id"), column, message)
    problems.add_rows(path, "reference_exists", "error", remedy, findings)
