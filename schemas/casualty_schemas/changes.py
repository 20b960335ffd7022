"""changes.csv of a release: the row-level difference to the release before, one row a cell."""

from casualty_schemas.columns import text, word
from casualty_schemas.history import NAME
from casualty_schemas.table import Table

KINDS = (
    "row_added",
    "row_retired",
    "cell_changed",
    "cell_filled",
    "column_added",
    "column_gone",
    "column_moved",
    "column_redefined",
)
_ID = "[A-Za-z0-9_|-]+"  # a part of a key of several columns may be empty


class Changes(Table):
    """One row a cell that changed or came, a row that was retired, a column that came, went, moved or was redefined."""

    table: str = word(NAME, en="Table", ar="الجدول", means="The table that changed.", required=True)
    id: str = word(
        _ID,
        en="Id",
        ar="المعرّف",
        means="The row; a key of several columns is joined by `|`. Empty where a column changed.",
    )
    column: str = word(NAME, en="Column", ar="العمود", means="The column; empty where a row was retired.")
    change: str = word(
        "|".join(KINDS),
        en="Change",
        ar="التغيير",
        means="row_added: a filled cell of a new row. row_retired: the row went; its cells are not repeated, "
        "and `new` has the ids of the rows that stand for it. "
        "cell_changed. cell_filled: what a new column holds of a row that was there. column_added, column_moved: "
        "`new` is its place, from 1. column_gone. column_redefined: `new` says what changed in its description.",
        required=True,
    )
    old: str = text(
        en="Old", ar="القديم", means="What stood in the release before; `withheld` where it must not be repeated."
    )
    new: str = text(en="New", ar="الجديد", means="What stands in this release.")
    reason: str = text(en="Reason", ar="السبب", means="Why, from corrections.csv or retired.csv.")

    class Config(Table.Config):
        """Names of the table."""

        name = "changes"
        title = "Changes"
        description = (
            "What changed since the release before. Applied to the curated tables and the codes of that release, it "
            "gives those of this one, byte for byte."
        )
        metadata = {"title_ar": "التغييرات", "may_be_empty": True}
        unique = ["table", "id", "column", "change"]
