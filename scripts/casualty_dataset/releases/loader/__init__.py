"""A release as a Python program opens it: checked first, then asked."""

from casualty_dataset.releases.archive import Damaged
from casualty_dataset.releases.loader.release import Code, NoTable, Release, checked, open_release
from casualty_dataset.releases.loader.tables import proven

__all__ = ["Code", "Damaged", "NoTable", "Release", "checked", "open_release", "proven"]
