"""Published claims about people killed and harmed: checked, explained, released.

Everything here is imported when it is first used, so that ``dataset --help`` answers at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casualty_dataset.analysis.record import Inquiry
    from casualty_dataset.core.errors import Damaged
    from casualty_dataset.releases.loader import Release, open_release
    from casualty_dataset.workflows.release import release
    from casualty_dataset.workflows.validate import Inspection, validate

_HOMES = {
    "Damaged": "core.errors",
    "Inspection": "workflows.validate",
    "release": "workflows.release",
    "validate": "workflows.validate",
    "Inquiry": "analysis.record",
    "Release": "releases.loader",
    "open_release": "releases.loader",
}
__all__ = ["Damaged", "Inquiry", "Inspection", "Release", "open_release", "release", "validate"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"casualty_dataset.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
