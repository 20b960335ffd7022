"""The kinds of arguments that several commands share: versions, digests, days, forms of output, and the root."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import click

from casualty_dataset.core.errors import NoDataset
from casualty_dataset.core.versions import is_day, is_digest, is_version

P = ParamSpec("P")
R = TypeVar("R")
F = TypeVar("F", bound=Callable[..., Any])


class Version(click.ParamType[str]):
    """A version of the data: three whole numbers, such as 1.2.0."""

    name = "version"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The version as given; a usage error if it is not one."""
        if not is_version(value):
            self.fail(f"{value[:40]!r} is not a version: three whole numbers such as 1.2.0.", param, ctx)
        return value


class Digest(click.ParamType[str]):
    """A SHA-256 in hexadecimal digits."""

    name = "sha256"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The digest in small letters; a usage error if it is not one."""
        if not is_digest(value.lower()):
            self.fail("a SHA-256 has 64 hexadecimal digits, such as `sha256sum SHA256SUMS` prints.", param, ctx)
        return value.lower()


class Day(click.ParamType[date]):
    """A day in ISO 8601."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; a usage error if it is not one."""
        if isinstance(value, date):
            return value
        if not is_day(value):
            self.fail(f"“{value[:40]}” is not a day; write it as 2025-03-12.", param, ctx)
        return date.fromisoformat(value)


def format_option(*forms: str) -> Callable[[F], F]:
    """The option ``--format``; the first of the forms is the default."""
    return click.option(
        "--format", "form", type=click.Choice(forms), default=forms[0], show_default=True, help="Form of the output."
    )


# --- the root ------------------------------------------------------------------------------------------


def find_root(given: Path | None) -> Path:
    """The folder that holds ``dataset/``: the one given, or the nearest from here upward.

    Raises :class:`NoDataset`.
    """
    if given is not None:
        if not _holds_dataset(given):
            raise NoDataset(
                f"{given} holds no dataset: a folder dataset/ with tallies.csv or sources.csv is expected there."
            )
        return given
    here = Path.cwd()
    for folder in (here, *here.parents):
        if _holds_dataset(folder):
            return folder
    raise NoDataset(
        "No dataset found in this folder or above it: go to the repository, or name its folder with --root."
    )


def _holds_dataset(folder: Path) -> bool:
    return any(os.path.lexists(folder / "dataset" / name) for name in ("tallies.csv", "sources.csv"))


def _root_if_any(given: Path | None) -> Path | None:
    """The folder that holds ``dataset/``; None if none was given and none is found."""
    try:
        return find_root(given)
    except NoDataset:
        if given is not None:
            raise
        return None


def _releases_dir(given: Path | None) -> Path:
    """The folder of releases of the root; a root without a dataset will do, and so will the working folder."""
    return (given or _root_if_any(None) or Path.cwd()) / "releases"


def _passing(find: Callable[[Path | None], R]) -> Callable[[Callable[Concatenate[R, P], int]], Callable[P, int]]:
    """A decorator that passes what ``find`` makes of the option ``--root`` as the first argument."""

    def decorate(command: Callable[Concatenate[R, P], int]) -> Callable[P, int]:
        @wraps(command)
        def call(*args: P.args, **kwargs: P.kwargs) -> int:
            return command(find(click.get_current_context().obj), *args, **kwargs)

        return call

    return decorate


pass_root = _passing(find_root)
"""Pass the root as the first argument; a wrong call if there is no dataset."""

pass_root_if_any = _passing(_root_if_any)
"""Pass the root as the first argument, or None if there is no dataset."""

pass_releases_dir = _passing(_releases_dir)
"""Pass the folder of releases as the first argument; no dataset is needed beside it."""
