"""An edit in words."""

from __future__ import annotations

from casualty_dataset.cli.text.layout import wrapped
from casualty_dataset.workflows.edit import Edited


def lines(edit: Edited) -> list[str]:
    """What was changed, in a sentence."""
    return wrapped(edit.summary)


def next_step(edit: Edited) -> str:
    """What to do after the edit; it names the number of errors that the edit introduced."""
    if not edit.new_errors:
        return "Run `dataset validate`."
    errors = "1 error" if edit.new_errors == 1 else f"{edit.new_errors:,} errors"
    return f"The edit introduced {errors}: run `dataset validate`."
