"""The order of the steps. Read this first, then ``validation.py``, ``releasing.py`` and ``verifying.py``.

``dataset/*.csv`` → read → form → parse → check → links → rules → (describe, package) → ``releases/<version>/``

Everything is imported when it is first used: to validate needs nothing of releasing, to verify nothing of either.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casualty_dataset.flow.generated import stale, write_generated
    from casualty_dataset.flow.releasing import Released, release
    from casualty_dataset.flow.validation import Inspection, Refused, tables_of, today, validate

_HOMES = {
    **dict.fromkeys(("stale", "write_generated"), "generated"),
    **dict.fromkeys(("Released", "release"), "releasing"),
    **dict.fromkeys(("Inspection", "Refused", "tables_of", "today", "validate"), "validation"),
}
__all__ = ["Inspection", "Refused", "Released", "release", "stale", "tables_of", "today", "validate", "write_generated"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"casualty_dataset.flow.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
