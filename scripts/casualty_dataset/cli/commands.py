"""The list of commands, and how a function becomes one of them.

A command is imported when it is called, so that ``dataset --help`` imports nothing but Click.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final, cast

import click

from casualty_dataset.cli.output import print_lines, remark
from casualty_dataset.core.errors import DatasetError, InvalidDataset, WrongCall

COMMANDS: Final = {
    "Maintain": {
        "validate": "Check every table; list each problem with its line.",
        "describe": "Write the files generated from the schemas, or check them.",
        "release": "Check the dataset and freeze it as a versioned data package.",
        "verify": "Verify a release against its published checksums.",
        "diff": "List the changes from OLD to NEW and the version they demand.",
        "page": "Build the page for readers, to preview it before a release.",
        "withdraw": "Withdraw a published release by a new entry in the index.",
    },
    "Edit": {
        "retire": "Remove a row from its table and record why in retired.csv.",
        "correct": "Change a cell and record the correction in corrections.csv.",
    },
    "Ask": {
        "show": "Show a row in words, or every tally that gives a number.",
        "reconcile": "Reconcile claims by a rule; list the tallies behind each bound.",
        "compare": "Compare the scopes of two tallies; tell whether they conflict.",
        "timeline": "Show each claimant's toll over time, one series per scope.",
    },
}
"""Every command and what it does, by who needs it. A command is ``command`` of the module of its name."""

SUMMARIES: Final = {name: summary for commands in COMMANDS.values() for name, summary in commands.items()}


class CommandGroup(click.Group):
    """The commands of :data:`COMMANDS`, imported by name and listed by reader."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature of Click
        """The names of all commands, in the order of the help."""
        return list(SUMMARIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command."""
        if cmd_name not in SUMMARIES:
            return None
        return cast("click.Command", import_module(f"casualty_dataset.cli.{cmd_name}").command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write one section for each reader."""
        for reader, commands in COMMANDS.items():
            with formatter.section(reader):
                formatter.write_dl(list(commands.items()))


class Door(click.Command):
    """A command whose errors are shown in one sentence, with their exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a wrong call becomes Click's usage error, any other :class:`DatasetError` a failure."""
        try:
            return super().invoke(ctx)
        except WrongCall as error:
            raise click.UsageError(_sentence(error), ctx) from error
        except DatasetError as error:
            raise Failure(error) from error


class Failure(click.ClickException):
    """An error of the dataset, as the command line reports it."""

    def __init__(self, error: DatasetError) -> None:
        super().__init__(_sentence(error))
        self.error = error
        self.exit_code = error.exit_code  # type: ignore[misc] # Click reads it from the instance

    def show(self, file: Any = None) -> None:  # noqa: ARG002 - the signature of Click
        """Print the problems of an invalid dataset, if it lists any, then the error in a sentence."""
        if isinstance(self.error, InvalidDataset):
            from casualty_dataset.validation.report import text  # loaded already where there are problems

            print_lines(text(self.error.problems, self.error.rows))
        remark(f"Error: {self.message}")


def _sentence(error: DatasetError) -> str:
    text = str(error)
    return text if text.endswith((".", "?", "…")) else f"{text}."


def door(name: str) -> Callable[[Callable[..., int]], click.Command]:
    """Make a function a command: its help is the summary in :data:`COMMANDS`, then its docstring."""

    def decorate(function: Callable[..., int]) -> click.Command:
        details = inspect.cleandoc(function.__doc__ or "")
        return click.command(name, cls=Door, help=f"{SUMMARIES[name]}\n\n{details}")(function)

    return decorate
