"""Pages for the tests, each built once."""

from __future__ import annotations

from datetime import date
from functools import cache

import polars as pl

from builders import small_tables
from casualty_dataset.page import Imprint, page
from casualty_schemas import CURATED
from page_reader import Page
from release_tables import real, tiny

ABOUT = Imprint(None, date(2026, 11, 25))
LANGUAGES = ("en", "ar")
Tables = dict[str, pl.DataFrame]


@cache
def page_bytes(which: str) -> bytes:
    """Return the page of the real dataset or of the tiny one."""
    return page(real() if which == "real" else tiny(), ABOUT)


@cache
def page_of(which: str = "real") -> Page:
    """Return the same, parsed."""
    return Page(page_bytes(which))


def build_page(tables: Tables) -> Page:
    """Build the page of any tables, curated and derived, and parse it."""
    return Page(page(tables, ABOUT))


def curated_tables() -> Tables:
    """Return the curated tables of the tiny dataset."""
    return {name: frame for name, frame in small_tables().items() if name in CURATED}
