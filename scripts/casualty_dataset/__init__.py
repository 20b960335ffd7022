"""Published claims about people killed and harmed: checked, explained, released.

::

    import casualty_dataset as cd

    release = cd.open_release("releases/0.4.0")    # a folder, a zip or a version; every file is checked first
    release.table("tallies")                       # a table of the release, with its types
    release.claims(incident="sy-2025-03-06-coast", latest=True)
    release.reconcile(rule="envelope@2", as_of="2025-03-09", status="civilian")

Names are imported when they are first used, so that ``dataset --help`` answers at once.
"""

from __future__ import annotations

import importlib as _importlib
import typing as _typing

if _typing.TYPE_CHECKING:
    from casualty_dataset.analysis.record import Record
    from casualty_dataset.core.errors import Damaged, DatasetError, UnknownName, UnknownTable
    from casualty_dataset.releases.loader import Release, open_release
    from casualty_dataset.workflows.release import release
    from casualty_dataset.workflows.validate import Inspection, validate

    __version__: str

__all__ = [
    "Damaged", "DatasetError", "Inspection", "Record", "Release", "UnknownName", "UnknownTable", "__version__",
    "open_release", "release", "validate",
]  # fmt: skip

_MODULES = {
    "Damaged": "core.errors",
    "DatasetError": "core.errors",
    "Inspection": "workflows.validate",
    "Record": "analysis.record",
    "Release": "releases.loader",
    "UnknownName": "core.errors",
    "UnknownTable": "core.errors",
    "open_release": "releases.loader",
    "release": "workflows.release",
    "validate": "workflows.validate",
}


if not _typing.TYPE_CHECKING:  # so that mypy refuses a misspelt name

    def __getattr__(name: str) -> object:
        if name == "__version__":
            return str(_importlib.import_module("importlib.metadata").version("casualty-dataset"))
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(_importlib.import_module(f"casualty_dataset.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
