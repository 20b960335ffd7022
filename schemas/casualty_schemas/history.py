"""retired.csv, corrections.csv and waivers.csv: what changed and what is excused."""

import polars as pl

from casualty_schemas.columns import day, key, text, word
from casualty_schemas.table import Table

ID = "[A-Za-z0-9]+(?:-[A-Za-z0-9_]+|[|][A-Za-z0-9_]*)*"  # a part of a key may be empty: coalition|monitor||
NAME = "[a-z][a-z0-9]*(?:_[a-z0-9]+)*"
WITHHELD, SAFETY = "withheld", "safety"
"""What a correction says in place of a value that may not be repeated, and the reason it gives, and only then."""
VERSION = r"(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*)){2}"


class Retired(Table):
    """One row a tombstone."""

    table: str = word(NAME, title="Table", title_ar="الجدول", description="The table that held the row.", required=True)
    id: str = word(
        ID,
        title="Id",
        title_ar="المعرّف",
        description="The retired id; a key of several columns is joined by `|`.",
        required=True,
    )
    replacement_id: str = word(
        ID, title="Replaced by", title_ar="حل محله", description="The row that stands for it now."
    )
    reason: str = text(title="Reason", title_ar="السبب", description="Why it was retired.", required=True)
    last_in: str = word(
        VERSION,
        title="Last in",
        title_ar="آخر إصدار",
        description="The last release that holds the row.",
        required=True,
    )
    retired_on: pl.Date = day(
        title="Retired", title_ar="تاريخ السحب", description="The day of the decision.", required=True
    )

    class Config(Table.Config):
        """Names of the table."""

        name = "retired"
        title = "Retired rows"
        description = "Tombstones: rows that a release once held. An id is never used again."
        metadata = {"title_ar": "الصفوف المسحوبة", "may_be_empty": True}
        unique = ["table", "id"]


class Corrections(Table):
    """One row a corrected cell."""

    correction_id: str = key("C[0-9]{6}", title="Correction", title_ar="التصحيح", description="C and six digits.")
    table: str = word(NAME, title="Table", title_ar="الجدول", description="The table of the cell.", required=True)
    id: str = word(ID, title="Id", title_ar="المعرّف", description="The row of the cell.", required=True)
    column: str = word(NAME, title="Column", title_ar="العمود", description="The column of the cell.", required=True)
    old: str = text(title="Old", title_ar="القديم", description="What was published.")
    new: str = text(title="New", title_ar="الجديد", description="What stands now.")
    reason: str = text(
        title="Reason", title_ar="السبب", description="Why, with the document that shows it.", required=True
    )
    corrected_on: pl.Date = day(
        title="Corrected", title_ar="تاريخ التصحيح", description="The day of the correction.", required=True
    )

    class Config(Table.Config):
        """Names of the table."""

        name = "corrections"
        title = "Corrections"
        description = "Every changed cell of a published row, with what it was and why it changed."
        metadata = {"title_ar": "التصحيحات", "may_be_empty": True}


class Waivers(Table):
    """One row an accepted exception."""

    rule: str = word(
        NAME,
        title="Rule",
        title_ar="القاعدة",
        description="The validation rule, by the name of its function.",
        required=True,
    )
    table: str = word(NAME, title="Table", title_ar="الجدول", description="The table of the row.", required=True)
    id: str = word(ID, title="Id", title_ar="المعرّف", description="The row that is excused.", required=True)
    reason: str = text(title="Reason", title_ar="السبب", description="Why the exception is right.", required=True)
    since: pl.Date = day(title="Since", title_ar="منذ", description="The day of the decision.", required=True)

    class Config(Table.Config):
        """Names of the table."""

        name = "waivers"
        title = "Waivers"
        description = "Accepted exceptions to waivable rules. A waiver that excuses nothing is an error."
        metadata = {"title_ar": "الاستثناءات", "may_be_empty": True}
        unique = ["rule", "table", "id"]
