"""Printing: results on standard output, remarks on standard error."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable
from typing import TextIO

import click


def print_lines(lines: Iterable[str]) -> None:
    """Print results, one a line. A reader that closes the pipe early is no error."""
    try:
        for line in lines:
            sys.stdout.write(line + "\n")
    except BrokenPipeError:
        discard(sys.stdout)


def remark(line: str) -> None:
    """Print what is not a result; if even that cannot be written, the exit code still tells the outcome."""
    with contextlib.suppress(OSError):
        click.echo(line, err=True)


def discard(stream: TextIO) -> None:
    """Send what a stream still holds, and what comes after, to nowhere, so that the flush at exit cannot fail."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
