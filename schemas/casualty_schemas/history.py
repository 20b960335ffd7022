"""retired.csv, corrections.csv and waivers.csv: what changed and what is excused."""

import polars as pl

from casualty_schemas.columns import day, key, text, word
from casualty_schemas.table import Table

ID = "[A-Za-z0-9]+(?:-[A-Za-z0-9_]+|[|][A-Za-z0-9_]*)*"  # a part of a key may be empty: coalition|monitor||
NAME = "[a-z][a-z0-9]*(?:_[a-z0-9]+)*"
VERSION = r"(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*)){2}"


class Retired(Table):
    """One row a tombstone."""

    table: str = key(NAME, "Table", "الجدول", "The table that held the row.")
    id: str = key(ID, "Id", "المعرّف", "The retired id; a key of several columns is joined by `|`.")
    replacement_id: str = word(ID, "Replaced by", "حل محله", "The row that stands for it now.")
    reason: str = text("Reason", "السبب", "Why it was retired.", required=True)
    last_in: str = word(VERSION, "Last in", "آخر إصدار", "The last release that holds the row.", required=True)
    retired_on: pl.Date = day("Retired", "تاريخ السحب", "The day of the decision.", required=True)

    class Config(Table.Config):
        """Names of the table."""

        name = "retired"
        title = "Retired rows"
        description = "Tombstones: rows that a release once held. An id is never used again."
        metadata = {"title_ar": "الصفوف المسحوبة", "may_be_empty": True}


class Corrections(Table):
    """One row a corrected cell."""

    correction_id: str = key("C[0-9]{6}", "Correction", "التصحيح", "C and six digits.")
    table: str = word(NAME, "Table", "الجدول", "The table of the cell.", required=True)
    id: str = word(ID, "Id", "المعرّف", "The row of the cell.", required=True)
    column: str = word(NAME, "Column", "العمود", "The column of the cell.", required=True)
    old: str = text("Old", "القديم", "What was published.")
    new: str = text("New", "الجديد", "What stands now.")
    reason: str = text("Reason", "السبب", "Why, with the document that shows it.", required=True)
    corrected_on: pl.Date = day("Corrected", "تاريخ التصحيح", "The day of the correction.", required=True)

    class Config(Table.Config):
        """Names of the table."""

        name = "corrections"
        title = "Corrections"
        description = "Every changed cell of a published row, with what it was and why it changed."
        metadata = {"title_ar": "التصحيحات", "may_be_empty": True}


class Waivers(Table):
    """One row an accepted exception."""

    rule: str = key(NAME, "Rule", "القاعدة", "The validation rule, by the name of its function.")
    table: str = key(NAME, "Table", "الجدول", "The table of the row.")
    id: str = key(ID, "Id", "المعرّف", "The row that is excused.")
    reason: str = text("Reason", "السبب", "Why the exception is right.", required=True)
    since: pl.Date = day("Since", "منذ", "The day of the decision.", required=True)

    class Config(Table.Config):
        """Names of the table."""

        name = "waivers"
        title = "Waivers"
        description = "Accepted exceptions to waivable rules. A waiver that excuses nothing is an error."
        metadata = {"title_ar": "الاستثناءات", "may_be_empty": True}
