"""changes.csv: a difference as a table, and the same applied to the old tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from casualty_dataset.core.canonical_csv import header_columns, read_lines
from casualty_dataset.core.errors import MalformedTable
from casualty_dataset.history.dataset_difference import DatasetDifference, TableChange
from casualty_dataset.history.text_frames import (
    COMPARED_TABLES,
    ID,
    parse_lines,
    read_columns,
    require_unique_keys,
)
from casualty_dataset.history.withheld import Tables
from casualty_schemas import Changes
from casualty_schemas.table import KEY_SEPARATOR

_ORDER = "#order"


def changes_table(difference: DatasetDifference, old: Tables, new: Tables) -> pl.DataFrame:
    """Return a difference as a frame of :class:`~casualty_schemas.changes.Changes`, sorted by key.

    ``old`` and ``new`` are the tables that were compared; the reasons are those of the new corrections and tombstones.
    """
    parts = [part for table, change in difference.tables.items() for part in _rows_of(table, change)]
    bare = pl.DataFrame(schema={name: kind for name, kind in Changes.dtypes().items() if name != "reason"})
    plain = pl.concat([bare, *parts], how="diagonal")
    explained = plain.join(reasons(old, new), on=["table", "id", "column", "change"], how="left", nulls_equal=True)
    explained = explained.with_columns(pl.coalesce("new", "replacement_id").alias("new"))
    return explained.select(list(Changes.dtypes())).sort(Changes.key_text(KEY_SEPARATOR))


def reasons(old: Tables, new: Tables) -> pl.DataFrame:
    """Return why cells and rows changed since ``old``, by ``table``, ``id``, ``column``, ``change``.

    ``reason`` is that of corrections and tombstones, ``replacement_id`` that of tombstones.
    """
    names = ["correction_id", "table", "id", "column", "reason"]
    corrected = read_columns("corrections", new.get("corrections"), names).join(
        read_columns("corrections", old.get("corrections"), names), on="correction_id", how="anti"
    )
    by_cell = corrected.group_by("table", "id", "column", maintain_order=True).agg(
        pl.col("reason").unique(maintain_order=True).str.join(" ")
    )
    retired = read_columns("retired", new.get("retired"), ["table", "id", "replacement_id", "reason"])
    return pl.concat(
        [
            by_cell.with_columns(change=pl.lit("cell_changed")),
            retired.with_columns(column=pl.lit(None, pl.String), change=pl.lit("row_retired")),
        ],
        how="diagonal",
    )


def _rows_of(table: str, change: TableChange) -> Iterator[pl.DataFrame]:
    def rows(kind: str, frame: pl.DataFrame) -> pl.DataFrame:
        return frame.with_columns(table=pl.lit(table), change=pl.lit(kind)).cast(pl.String)

    if change.added.height:
        columns = [name for name in change.added.columns if name != ID]
        long = change.added.unpivot(columns, index=ID, variable_name="#column", value_name="#new")
        yield rows("row_added", long.drop_nulls("#new").select(id=ID, column="#column", new="#new"))
    if change.retired:
        yield rows("row_retired", pl.DataFrame({"id": change.retired}))
    if change.changed.height:
        yield rows("cell_changed", change.changed)
    if change.filled.height:
        yield rows("cell_filled", change.filled)
    for kind, places in (("column_added", change.columns_added), ("column_moved", change.columns_moved)):
        if places:
            yield rows(kind, pl.DataFrame({"column": list(places), "new": list(places.values())}))
    if change.columns_gone:
        yield rows("column_gone", pl.DataFrame({"column": change.columns_gone}))
    if change.redefined:
        cells = [(redefinition.column or None, ", ".join(redefinition.what)) for redefinition in change.redefined]
        schema = {"column": pl.String, "new": pl.String}
        yield rows("column_redefined", pl.DataFrame(cells, schema=schema, orient="row"))


# --- applied -------------------------------------------------------------------------------------


def apply_changes(old: Tables, changes: bytes | pl.DataFrame) -> dict[str, bytes]:
    """Rebuild the tables of a release, byte for byte, from those of the release before and its ``changes.csv``.

    ``old``: CSV bytes by table. The curated tables and ``codes`` are rebuilt, others left out. Raises
    :class:`MalformedTable`.
    """
    listed = read_columns("changes", changes, list(Changes.dtypes())) if isinstance(changes, bytes) else changes
    made: dict[str, bytes] = {}
    for table in COMPARED_TABLES:
        of_table = listed.filter(pl.col("table") == table)
        data = old.get(table)
        if not of_table.height:
            made |= {table: data} if data else {}
        elif columns := _new_columns(header_columns(table, data) if data else [], of_table):
            made[table] = _applied(table, data, columns, of_table)
    return made


def _new_columns(old: list[str], listed: pl.DataFrame) -> list[str]:
    """Return the columns in their new order: those added or moved at their position, the others around them."""
    gone = set(listed.filter(pl.col("change") == "column_gone").get_column("column"))
    placed = listed.filter(pl.col("change").is_in(["column_added", "column_moved"])).select("column", "new")
    places = {int(place) - 1: column for column, place in placed.iter_rows()}
    others = iter([column for column in old if column not in gone and column not in set(places.values())])
    left = len(old) - len(gone) - listed.filter(pl.col("change") == "column_moved").height
    return [places.get(place) or next(others) for place in range(left + len(places))]


def _applied(table: str, data: bytes | None, columns: list[str], listed: pl.DataFrame) -> bytes:
    before = header_columns(table, data) if data else []
    lines = _keyed_lines(table, data) if data else pl.DataFrame(schema=dict.fromkeys(("line", ID, _ORDER), pl.String))
    of = {kind: part for (kind,), part in listed.group_by("change")}
    lines = lines.filter(~pl.col(ID).is_in(_ids(of, "row_retired").implode()))
    if before == columns:  # only the rows with a changed cell are parsed
        touched = pl.col(ID).is_in(_ids(of, "cell_changed").implode())
        kept, lines = lines.filter(~touched), lines.filter(touched)
    else:
        kept = lines.clear()
    frame = parse_lines(table, before, lines) if before else pl.DataFrame(schema={ID: pl.String})
    require_unique_keys(table, frame)
    rows = pl.concat([_with_cells(frame, columns, of), _added(columns, of)]).select(columns)
    fresh = rows.select(pl.Series("line", _as_lines(rows), dtype=pl.String), *_keys(table))
    text = pl.concat([kept, fresh]).sort(_ORDER).select("line").write_csv(include_header=False, quote_style="never")
    return f"{','.join(columns)}\n{text}".encode()


def _keyed_lines(table: str, data: bytes) -> pl.DataFrame:
    """Return every line with its key in ``#id``, and in ``#order`` as it sorts."""
    lines = read_lines(table, data)
    keys = read_columns(table, data, COMPARED_TABLES[table].primary_key())
    if keys.height != lines.height:
        raise MalformedTable(table, "its lines are not its rows")
    return lines.hstack(keys.select(*_keys(table)))


def _keys(table: str) -> tuple[pl.Expr, pl.Expr]:
    """Return the key of a row as people write it, and as files are sorted by it."""
    return COMPARED_TABLES[table].key_text("|").alias(ID), COMPARED_TABLES[table].key_text().alias(_ORDER)


def _as_lines(rows: pl.DataFrame) -> list[str]:
    text = rows.write_csv(include_header=False)
    return text.removesuffix("\n").split("\n") if text else []


def _ids(of: Mapping[object, pl.DataFrame], kind: str) -> pl.Series:
    return of[kind].get_column("id") if kind in of else pl.Series("id", dtype=pl.String)


def _with_cells(frame: pl.DataFrame, columns: list[str], of: Mapping[object, pl.DataFrame]) -> pl.DataFrame:
    """Return rows that were there before with their changed and new cells."""
    frame = frame.with_columns(pl.lit(None, pl.String).alias(name) for name in columns if name not in frame.columns)
    cells = [of[kind] for kind in ("cell_changed", "cell_filled") if kind in of]
    for (column,), part in pl.concat(cells).group_by("column") if cells else ():
        values = part.select(pl.col("id").alias(ID), pl.col("new").alias("#new"), pl.lit(True).alias("#hit"))
        cell = pl.when("#hit").then("#new").otherwise(str(column)).alias(str(column))
        frame = frame.join(values, on=ID, how="left").with_columns(cell).drop("#new", "#hit")
    return frame.select(columns)


def _added(columns: list[str], of: Mapping[object, pl.DataFrame]) -> pl.DataFrame:
    """Return the new rows, each put together from its cells."""
    bare = pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    if "row_added" not in of:
        return bare
    long = of["row_added"].select(
        pl.col("id").alias(ID), pl.col("column").alias("#column"), pl.col("new").alias("#new")
    )
    return pl.concat([bare, long.pivot("#column", index=ID, values="#new").drop(ID)], how="diagonal").select(columns)
