"""A release as a Python program opens it: checked first, then asked."""

from casualty_dataset.releases.loader.release import Code, Release, checked, open_release
from casualty_dataset.releases.loader.tables import completed, proven

__all__ = ["Code", "Release", "checked", "completed", "open_release", "proven"]
