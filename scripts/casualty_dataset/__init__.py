"""Published claims about people killed and harmed: checked, explained, released.

Everything here is imported when it is first used, so that ``dataset --help`` answers at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casualty_dataset.flow import Inspection, release, validate

__all__ = ["Inspection", "release", "validate"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module("casualty_dataset.flow"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
