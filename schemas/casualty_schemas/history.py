"""retired.csv, corrections.csv and waivers.csv: what changed and what is excused."""

import polars as pl

from casualty_schemas.columns import day, key, text, word, word_list
from casualty_schemas.table import Table

ID = "[A-Za-z0-9]+(?:-[A-Za-z0-9_]+|[|][A-Za-z0-9_]*)*"  # a part of a key may be empty: coalition|monitor||
NAME = "[a-z][a-z0-9]*(?:_[a-z0-9]+)*"
WITHHELD, SAFETY = "withheld", "safety"
"""The text of a correction in place of a value that may not be repeated, and the reason of such a correction alone."""
VERSION = r"(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*)){2}"


class Retired(Table):
    """One row a tombstone."""

    table: str = word(NAME, en="Table", ar="الجدول", means="The table that held the row.", required=True)
    id: str = word(
        ID, en="Id", ar="المعرّف", means="The retired id; a key of several columns is joined by `|`.", required=True
    )
    replacement_id: str = word_list(
        ID,
        en="Replaced by",
        ar="ما حل محله",
        means="The rows that stand for it now, sorted, separated by `|`; empty where none does. A key of several "
        "columns has all its parts.",
    )
    reason: str = text(en="Reason", ar="السبب", means="Why it was retired.", required=True)
    last_in: str = word(
        VERSION, en="Last in", ar="آخر إصدار", means="The last release that holds the row.", required=True
    )
    retired_on: pl.Date = day(en="Retired", ar="تاريخ السحب", means="The day of the decision.", required=True)

    class Config(Table.Config):
        """Names of the table."""

        name = "retired"
        title = "Retired rows"
        description = "Tombstones: rows that a release once held. An id is never used again."
        metadata = {"title_ar": "الصفوف المسحوبة", "may_be_empty": True}
        unique = ["table", "id"]


class Corrections(Table):
    """One row a corrected cell."""

    correction_id: str = key("C[0-9]{6}", en="Correction", ar="التصحيح", means="C and six digits.")
    table: str = word(NAME, en="Table", ar="الجدول", means="The table of the cell.", required=True)
    id: str = word(ID, en="Id", ar="المعرّف", means="The row of the cell.", required=True)
    column: str = word(NAME, en="Column", ar="العمود", means="The column of the cell.", required=True)
    old: str = text(en="Old", ar="القديم", means="What was published.")
    new: str = text(en="New", ar="الجديد", means="What stands now.")
    reason: str = text(en="Reason", ar="السبب", means="Why, with the document that shows it.", required=True)
    corrected_on: pl.Date = day(en="Corrected", ar="تاريخ التصحيح", means="The day of the correction.", required=True)

    class Config(Table.Config):
        """Names of the table."""

        name = "corrections"
        title = "Corrections"
        description = "Every changed cell of a published row, with what it was and why it changed."
        metadata = {"title_ar": "التصحيحات", "may_be_empty": True}


class Waivers(Table):
    """One row an accepted exception."""

    rule: str = word(
        NAME, en="Rule", ar="القاعدة", means="The validation rule, by the name of its function.", required=True
    )
    table: str = word(NAME, en="Table", ar="الجدول", means="The table of the row.", required=True)
    id: str = word(ID, en="Id", ar="المعرّف", means="The row that is excused.", required=True)
    reason: str = text(en="Reason", ar="السبب", means="Why the exception is right.", required=True)
    since: pl.Date = day(en="Since", ar="منذ", means="The day of the decision.", required=True)

    class Config(Table.Config):
        """Names of the table."""

        name = "waivers"
        title = "Waivers"
        description = "Accepted exceptions to waivable rules. A waiver that excuses nothing is an error."
        metadata = {"title_ar": "الاستثناءات", "may_be_empty": True}
        unique = ["rule", "table", "id"]
