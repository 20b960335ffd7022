"""Keys and references: each row is found by its key, and every reference becomes a row number.

A file is sorted by its key, so the key is unique exactly when every row's key is above the one before:
one comparison a row instead of a table of hashes. References are resolved once; the column
``<name>#`` then holds the row number of the row referred to, and later rules gather by it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

import polars as pl

from casualty_dataset.core.problems import Problems
from casualty_dataset.core.text import quoted
from casualty_schemas import Table


def keys(table: type[Table], frame: pl.DataFrame, path: str, problems: Problems) -> bool:
    """Whether every key occurs once and the rows are sorted by it."""
    key = frame.select(table.key_text()).to_series()
    if key.len() < 2 or (key > key.shift(1)).sum() == key.len() - 1:
        return True
    name = table.primary_key()[0]
    rows = pl.DataFrame({"key": key, "value": frame.select(table.key_text("|")).to_series()}).with_row_index("row")
    seen = rows.with_columns(first=pl.col("row").min().over("key"), before=pl.col("value").shift(1))
    twice = seen.filter(pl.col("row") != pl.col("first"))
    message = pl.format("the key {} stands on line {} already", "value", pl.col("first") + 2)
    remedy = "Delete the row, or give it a key of its own."
    problems.add_rows(path, "key_is_unique", "error", remedy, _hits(twice, name, message))
    moved = seen.filter(pl.col("key") < pl.col("key").shift(1))
    remedy = f"Sort the rows by {', '.join(table.primary_key())}, as plain text."
    problems.add_rows(
        path, "key_order", "error", remedy, _hits(moved, name, pl.format("{} stands below {}", "value", "before"))
    )
    return False


def _hits(rows: pl.DataFrame, column: str, message: pl.Expr) -> pl.DataFrame:
    return rows.rechunk().select("row", column=pl.lit(column), value="value", message=message)  # see rule.Question


def references(
    table: type[Table], frames: Mapping[str, pl.DataFrame], path: str, problems: Problems
) -> tuple[pl.DataFrame, bool]:
    """The table with its references as row numbers, and whether each of them leads to a row.

    A reference into a table that is not in ``frames`` is not judged: its number then stands for the id that
    was written, so that equal ids still have equal numbers and others differ.
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
                numbers[f"{name}#"] = _rows_of(frame[name], _written(table, frame, parent)).alias(f"{name}#")
        elif column.many:
            sound &= _listed(frame, name, parent, frames[parent][key], path, problems)
        else:
            numbers[f"{name}#"] = _rows_of(frame[name], frames[parent][key]).alias(f"{name}#")
            dangling = frame[name].is_not_null() & numbers[f"{name}#"].is_null()
            if dangling.any():
                missing = frame.select(id=name).with_row_index("row").filter(dangling)
                _note(missing, name, parent, frames[parent][key], path, problems)
                sound = False
    return frame.with_columns(numbers.values()), sound


def _written(table: type[Table], frame: pl.DataFrame, parent: str) -> pl.Series:
    """Every id of the table ``parent`` that some column of this one writes, once."""
    names = [name for name, column in table.columns().items() if not column.many and column.parent[0] == parent]
    return pl.concat([frame[name].alias("id") for name in names]).drop_nulls().unique().sort()


def _rows_of(cells: pl.Series, keys_: pl.Series) -> pl.Series:
    """For each cell the row number of the equal key; null where there is none."""
    filled = cells.len() - cells.null_count()
    if not filled:
        return pl.Series([None] * cells.len(), dtype=pl.UInt32)
    parent = pl.DataFrame({"key": keys_}).with_row_index("number")
    if filled * 4 < parent.height:  # few links into a large table: leave out of the join what nothing refers to
        parent = parent.filter(pl.col("key").is_in(cells.drop_nulls().implode()))
    return (
        pl.DataFrame({"key": cells}).join(parent, on="key", how="left", maintain_order="left")["number"].cast(pl.UInt32)
    )


def _listed(frame: pl.DataFrame, name: str, parent: str, keys_: pl.Series, path: str, problems: Problems) -> bool:
    ids = frame.select(pl.col(name).str.split("|").alias("id")).with_row_index("row").drop_nulls("id").explode("id")
    missing = ids.join(pl.DataFrame({"id": keys_}), on="id", how="anti", maintain_order="left")
    if missing.height:
        _note(missing, name, parent, keys_, path, problems)
    return missing.height == 0


def _note(missing: pl.DataFrame, name: str, parent: str, keys_: Iterable[str], path: str, problems: Problems) -> None:
    missing = missing.rechunk()  # see rule.Question
    distinct = missing["id"].unique(maintain_order=True).head(50).to_list()
    known = list(keys_) if len(distinct) and missing.height < 1000 else []
    near = {id_: difflib.get_close_matches(id_, known, 1) for id_ in distinct} if len(known) < 20_000 else {}
    hints = {id_: f"; did you mean {quoted(found[0])}?" for id_, found in near.items() if found}
    message = pl.format(
        f"{{}} is not in dataset/{parent}.csv{{}}",
        "id",
        pl.col("id").replace_strict(hints, default="", return_dtype=pl.String),
    )
    hits = missing.rechunk().select("row", column=pl.lit(name), value="id", message=message)  # see rule.Question
    remedy = f"Correct the id, or add its row to dataset/{parent}.csv."
    problems.add_rows(path, "reference_exists", "error", remedy, hits)
