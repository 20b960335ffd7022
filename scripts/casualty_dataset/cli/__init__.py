"""The command line: one file a command, each a door that parses its arguments, calls one workflow and prints."""

from __future__ import annotations

from casualty_dataset.cli.app import cli, main

__all__ = ["cli", "main"]
