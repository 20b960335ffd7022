"""The base of every table: a Pandera model whose fields each carry a :class:`Column`."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Unpack

import pandera.polars as pa
import polars as pl
from pandera.api.dataframe.model_config import BaseConfig

from casualty_schemas.columns import Changes, Column, repeated
from casualty_schemas.grammar import line_pattern

_DTYPES: dict[str, pl.DataType] = {
    "word": pl.String(),
    "text": pl.String(),
    "address": pl.String(),
    "day": pl.Date(),
    "count": pl.Int64(),
    "degrees": pl.Float64(),
}
KEY_SEPARATOR = "\x01"
"""Between the parts of a composite key; sorts below every character that a cell may hold."""

_LONGEST_NUMBER = 18
"""Digits of the longest number that a cell may hold."""

_FIELD_TYPES = {"day": "date", "count": "integer", "degrees": "number"}


class Table(pa.DataFrameModel):
    """A curated or derived table; columns in file order, rows sorted by key.

    ``Tallies.validate(frame, lazy=True)`` raises ``pandera.errors.SchemaErrors``, whose ``failure_cases`` name the
    column, the check and the row of every cell that breaks a constraint. Pandera checks no value of a lazy frame:
    collect it first.
    """

    class Config:
        """Strict: no column missing, added or moved, and nothing coerced."""

        strict = True
        ordered = True
        metadata: ClassVar[dict[str, Any]] = {}

    @pa.dataframe_check(error="rows_sorted_by_key")
    @classmethod
    def rows_sorted_by_key(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """Return for each row whether its key is not below the key of the row before."""
        key = cls.key_text()
        return data.lazyframe.select(~(key < key.shift(1)).fill_null(False))

    @classmethod
    @cache
    def columns(cls) -> dict[str, Column]:
        """Return the declaration of every column by name, in file order."""
        schema = cls.to_schema()
        key = set(schema.unique or ())
        return {
            name: replace(column.metadata["column"], key=column.unique or name in key)
            for name, column in schema.columns.items()
        }

    @classmethod
    def _settings(cls) -> type[BaseConfig]:
        if cls.__config__ is None:
            raise TypeError(f"{cls.__name__} has no Config")
        return cls.__config__

    @classmethod
    def table_name(cls) -> str:
        """The table's name: of its file, its resource and its sheet."""
        return str(cls._settings().name)

    @classmethod
    def about(cls) -> tuple[str, str, str]:
        """English title, Arabic title, description."""
        settings = cls._settings()
        return str(settings.title), str((settings.metadata or {})["title_ar"]), str(settings.description)

    @classmethod
    def may_be_empty(cls) -> bool:
        """Return whether the file may consist of its header alone."""
        return bool((cls._settings().metadata or {}).get("may_be_empty"))

    @classmethod
    def primary_key(cls) -> list[str]:
        """The columns whose values, together, occur once and sort the file."""
        return [name for name, column in cls.columns().items() if column.key]

    @classmethod
    def key_text(cls, separator: str = KEY_SEPARATOR) -> pl.Expr:
        """The key of a row as one text, the parts of a composite key in file order.

        Joined by the default separator it sorts as the file does, so that numbers are padded with zeros; joined by
        another it is the id that people read.
        """
        names = cls.primary_key()
        if len(names) == 1:
            return pl.col(names[0])
        counts = [name for name in names if cls.columns()[name].kind == "count" and separator == KEY_SEPARATOR]
        texts = {name: pl.col(name).cast(pl.String).fill_null("") for name in names}
        parts = [text.str.zfill(_LONGEST_NUMBER) if name in counts else text for name, text in texts.items()]
        return pl.concat_str(parts, separator=separator)

    @classmethod
    def header(cls) -> str:
        """The first line of the file, without its line feed."""
        return ",".join(cls.columns())

    @classmethod
    @cache
    def line_pattern(cls) -> str:
        """The regular expression that a canonical line matches."""
        return line_pattern(cls.columns().values())

    @classmethod
    @cache
    def dtypes(cls) -> dict[str, pl.DataType]:
        """Polars types by column, for typed reading."""
        return {
            name: pl.Enum(list(column.codes)) if column.kind == "code" and column.codes else _DTYPES[column.kind]
            for name, column in cls.columns().items()
        }

    @classmethod
    def read_csv(cls, source: bytes | str | Path) -> pl.DataFrame:
        """Return a CSV file of this table as a frame of the declared types; an empty cell is null.

        Raises ``polars.exceptions.PolarsError`` where a cell is not of its type.
        """
        return pl.read_csv(source, schema=cls.dtypes())

    @classmethod
    def table_schema(cls) -> dict[str, Any]:
        """The Table Schema (Data Package v2) of this table."""
        columns = cls.columns()
        key = cls.primary_key()
        identity = "primaryKey" if all(columns[name].required for name in key) else "uniqueKeys"
        schema: dict[str, Any] = {
            "fields": [_table_schema_field(name, column) for name, column in columns.items()],
            "missingValues": [""],
            identity: key if identity == "primaryKey" else [key],
        }
        references = [
            {"fields": [name], "reference": {"resource": "" if to[0] == cls.table_name() else to[0], "fields": [to[1]]}}
            for name, column in columns.items()
            if column.refers_to and not column.many
            for to in [column.parent]
        ]
        return schema | ({"foreignKeys": references} if references else {})


def like(table: type[Table], column: str, **changes: Unpack[Changes]) -> Any:
    """The column of another table once more, save for the given words; it is no key here."""
    return repeated(table.columns()[column], **changes)


def _table_schema_field(name: str, column: Column) -> dict[str, Any]:
    descriptor: dict[str, Any] = {
        "name": name,
        "type": _FIELD_TYPES.get(column.kind, "string"),
        "title": column.title,
        "title_ar": column.title_ar,
        "description": column.description,
    }
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.kind == "code" and column.codes:
        constraints["enum"] = list(column.codes)
        descriptor["categories"] = [{"value": code.code, "label": code.en} for code in column.codes.values()]
    elif column.pattern and column.kind == "word":
        constraints["pattern"] = f"(?:{column.pattern})"
    if column.minimum is not None:
        constraints["minimum"] = column.minimum if isinstance(column.minimum, int | float) else str(column.minimum)
    if column.maximum is not None:
        constraints["maximum"] = column.maximum
    if constraints:
        descriptor["constraints"] = constraints
    if column.many and column.refers_to:
        descriptor["refersTo"] = column.refers_to
    if column.hxl:
        descriptor["hxl"] = column.hxl
    return descriptor
