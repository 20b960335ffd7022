"""Validation rules: what rows must satisfy, alone, together, and beside what was released.

A rule runs only when every table that it reads is sound: its form, values, keys and references are in order. A rule
that may be waived also needs sound waivers. A rule that cannot run is named in a warning.
"""

from casualty_dataset.validation.rules.catalogue import RULES
from casualty_dataset.validation.rules.run import apply

__all__ = ["RULES", "apply"]
