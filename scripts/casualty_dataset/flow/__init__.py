"""The order of the steps. Read this first, then ``validation.py`` and ``releasing.py``.

``dataset/*.csv`` → read → form → parse → check → links → rules → (describe, package) → ``releases/<version>/``

What makes releases is imported when it is first used: to validate needs none of it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from casualty_dataset.flow.generated import stale, write_generated
from casualty_dataset.flow.validation import Inspection, Refused, tables_of, today, validate

if TYPE_CHECKING:
    from casualty_dataset.flow.editing import Edited, Unknown, correct, retire
    from casualty_dataset.flow.releasing import Released, release

_HOMES = {
    "Edited": "editing",
    "Released": "releasing",
    "Unknown": "editing",
    "correct": "editing",
    "release": "releasing",
    "retire": "editing",
}
__all__ = [
    "Edited",
    "Inspection",
    "Refused",
    "Released",
    "Unknown",
    "correct",
    "release",
    "retire",
    "stale",
    "tables_of",
    "today",
    "validate",
    "write_generated",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"casualty_dataset.flow.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
