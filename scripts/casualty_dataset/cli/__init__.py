"""The command line: doors to :mod:`casualty_dataset.workflows`. Nothing heavy is imported before a command runs."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

import click

from casualty_dataset.core.errors import DatasetError

REFUSED, USAGE, ENVIRONMENT, INTEGRITY, BUG = 1, 2, 3, 4, 70
"""Exit codes: the data is refused; the call is wrong; the machine; a published byte is wrong; our mistake."""

_SMALL = 8 * 1024**2
_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Grouped(click.Group):
    """A group whose help lists its commands by who needs them."""

    readers: ClassVar[dict[str, tuple[str, ...]]] = {
        "Maintain": ("validate", "describe", "release", "verify", "diff", "page", "withdraw"),
        "Edit": ("retire", "correct"),
        "Ask": ("show", "reconcile", "compare", "timeline"),
    }

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write one section a reader."""
        for reader, names in self.readers.items():
            with formatter.section(reader):
                formatter.write_dl(
                    [(name, self.commands[name].get_short_help_str(70)) for name in names if name in self.commands]
                )


@click.group(cls=Grouped, context_settings=_CONTEXT)
@click.option(
    "--root", type=click.Path(path_type=Path), help="Folder that holds dataset/ (default: found upward from here)."
)
@click.version_option(package_name="casualty-dataset")
@click.pass_context
def cli(ctx: click.Context, root: Path | None) -> None:
    """Published claims about people killed and harmed: check them, explain them, release them."""
    ctx.obj = root


def find_root(given: Path | None) -> Path:
    """The folder that holds the dataset; a usage error where there is none."""
    if given is not None:
        if _holds_dataset(given):
            _spare_threads(given)
            return given
        raise click.UsageError(
            f"{given} holds no dataset: a folder dataset/ with tallies.csv or sources.csv is expected there."
        )
    here = Path.cwd()
    for folder in (here, *here.parents):
        if _holds_dataset(folder):
            _spare_threads(folder)
            return folder
    raise click.UsageError(
        "No dataset found in this folder or above it: go to the repository, or name its folder with --root."
    )


def _spare_threads(root: Path) -> None:
    """Spare a small dataset what serves large ones, each a tenth of its run: more threads, garbage collection.

    Called before Polars is imported.
    """
    sizes = [path.stat().st_size for path in (root / "dataset").glob("*.csv") if path.is_file()]
    if sum(sizes) < _SMALL:
        os.environ.setdefault("POLARS_MAX_THREADS", "1")
        gc.disable()


def _holds_dataset(folder: Path) -> bool:
    return any(os.path.lexists(folder / "dataset" / name) for name in ("tallies.csv", "sources.csv"))


def say(lines: Iterable[str]) -> None:
    """Print results; a reader that has gone away or cannot show a letter is no error."""
    try:
        for line in lines:
            sys.stdout.write(line + "\n")
    except BrokenPipeError:
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - kept until the process ends


def wrapped(text: str, indent: str = "", hanging: int = 4) -> list[str]:
    """A text in lines of at most 80 characters, those after the first indented further; no word is broken."""
    import textwrap  # here and not above: `validate` has no use for it

    after = indent + " " * hanging
    return textwrap.wrap(
        text, 80, initial_indent=indent, subsequent_indent=after, break_long_words=False, break_on_hyphens=False
    )


def remark(line: str) -> None:
    """Print what is not a result; where even that cannot be written, the exit code still says how it ended."""
    with contextlib.suppress(OSError):
        click.echo(line, err=True)


def main() -> None:
    """Run the command line, and turn whatever happens into one sentence and an exit code."""
    for name in [
        name for name in os.environ if name.startswith(("PANDERA_", "POLARS_")) and name != "POLARS_MAX_THREADS"
    ]:
        del os.environ[name]  # nothing outside the repository may change what is checked
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller: nothing may open a file of the release in its place
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115 - kept until the process ends
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    code = _run()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)  # nothing is left to do, and taking the libraries down costs as much as importing one


def _run() -> int:
    try:
        code: Any = cli.main(prog_name="dataset", standalone_mode=False)
        sys.stdout.flush()
        return int(code or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        remark("Stopped.")
        return 130
    except BrokenPipeError:
        return 0
    except DatasetError as error:
        remark(f"Error: {str(error).removesuffix('.')}.")
        return error.exit_code
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


from casualty_dataset.cli import correct, diff, reconcile, show, validate, verify  # noqa: E402, F401 - they register themselves
