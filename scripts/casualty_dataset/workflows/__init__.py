"""The order of the steps. Read this first, then ``validation.py`` and ``releasing.py``.

``dataset/*.csv`` → read → form → parse → check → links → rules → (describe, package) → ``releases/<version>/``

Each part is imported when it is first used: to validate needs nothing of what makes releases, and to verify one, none.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casualty_dataset.workflows.differing import UnknownRelease, difference
    from casualty_dataset.workflows.editing import Edited, Unknown, correct, retire
    from casualty_dataset.workflows.generated import stale, write_generated
    from casualty_dataset.workflows.paging import write_page
    from casualty_dataset.workflows.releasing import Released, release, write_zip
    from casualty_dataset.workflows.validation import Inspection, Refused, tables_of, today, validate

__all__ = [
    "Edited",
    "Inspection",
    "Refused",
    "Released",
    "Unknown",
    "UnknownRelease",
    "correct",
    "difference",
    "release",
    "retire",
    "stale",
    "tables_of",
    "today",
    "validate",
    "write_generated",
    "write_page",
    "write_zip",
]

_HOMES = {
    **dict.fromkeys(("UnknownRelease", "difference"), "differing"),
    **dict.fromkeys(("Edited", "Unknown", "correct", "retire"), "editing"),
    **dict.fromkeys(("stale", "write_generated"), "generated"),
    "write_page": "paging",
    **dict.fromkeys(("Released", "release", "write_zip"), "releasing"),
    **dict.fromkeys(("Inspection", "Refused", "tables_of", "today", "validate"), "validation"),
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"casualty_dataset.workflows.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
