"""The program: its group of commands, and what becomes of every error."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

import click

from casualty_dataset.cli.commands import CommandGroup
from casualty_dataset.cli.output import discard, remark

ENVIRONMENT, STOPPED, BUG = 3, 130, 70
"""Exit codes beside those of :mod:`casualty_dataset.core.errors`: the machine; an interrupt; a bug of ours."""


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--root", type=click.Path(path_type=Path), help="Folder that holds dataset/ (default: found upward from here)."
)
@click.version_option(package_name="casualty-dataset")
@click.pass_context
def cli(ctx: click.Context, root: Path | None) -> None:
    """Published claims about people killed and harmed: check them, explain them, release them."""
    ctx.obj = root


def main() -> None:
    """Run the command line and exit with its code."""
    _ignore_settings_of_libraries()
    _prepare_streams()
    code = run()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            discard(stream)
    sys.exit(code)


def run() -> int:
    """Run the command that ``sys.argv`` names; whatever happens becomes one sentence and the returned exit code."""
    try:
        code = cli.main(prog_name="dataset", standalone_mode=False)
        sys.stdout.flush()
        return int(code or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        remark("Stopped.")
        return STOPPED
    except BrokenPipeError:
        return 0
    except OSError as error:
        remark(f"Error: {error.filename or 'the system'}: {error.strerror or error}.")
        return ENVIRONMENT
    except MemoryError:
        remark("Error: there is not enough memory for this.")
        return ENVIRONMENT
    except Exception as error:
        remark(
            "Error: this is a bug in `dataset`, not in your data; "
            f"please report it with the reference {_reference(error)}."
        )
        return BUG


def _ignore_settings_of_libraries() -> None:
    """Forget the variables by which Pandera and Polars are configured: some of them switch checks off.

    ``POLARS_MAX_THREADS`` changes how fast a check is and not its outcome, so it stays.
    """
    for name in list(os.environ):
        if name.startswith(("PANDERA_", "POLARS_")) and name != "POLARS_MAX_THREADS":
            del os.environ[name]


def _prepare_streams() -> None:
    """Let the standard streams be written to: one that the caller closed, and one that lacks a letter.

    A closed stream leaves its number free, and the next file that is opened would get it and all that is printed.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115 - kept until the process ends
        with contextlib.suppress(AttributeError):  # a stream that a caller put in its place may not have this
            getattr(sys, name).reconfigure(errors="backslashreplace")


def _reference(error: BaseException) -> str:
    """Where the bug is, without anything of the data: ``file:line:kind``."""
    trace = error.__traceback__
    place = "?"
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        if "casualty" in str(path.parent):
            place = f"{path.stem}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{place}:{type(error).__name__}"
