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
    from casualty_dataset.flow.releasing import Released, release, write_zip

_HOMES = {"Released": "releasing", "release": "releasing", "write_zip": "releasing"}
__all__ = [
    "Inspection",
    "Refused",
    "Released",
    "release",
    "stale",
    "tables_of",
    "today",
    "validate",
    "write_generated",
    "write_zip",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"casualty_dataset.flow.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
