"""All tables of a release, curated and derived, made once for the tests that look at its forms."""

from __future__ import annotations

from datetime import date
from functools import cache

import polars as pl

from builders import small_tables
from casualty_dataset.analysis.derived_tables import derive
from casualty_dataset.formats.release_info import ReleaseInfo
from casualty_dataset.workflows.validate import tables_of
from casualty_schemas import DERIVED
from helpers_dataset import ROOT

INFO = ReleaseInfo("Casualty dataset", "Claims.", "0.3.0", date(2026, 11, 25), {})


@cache
def real() -> dict[str, pl.DataFrame]:
    """The tables of this repository, with what is derived from them."""
    tables = tables_of(ROOT)
    return with_derived(tables)


@cache
def tiny() -> dict[str, pl.DataFrame]:
    """The same of the tiny dataset."""
    return with_derived(small_tables())


def with_derived(tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """With what code makes of them; nothing changed since a release before."""
    return {**tables, **derive(tables), "changes": pl.DataFrame(schema=DERIVED["changes"].dtypes())}
