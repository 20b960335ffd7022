"""``dataset validate``."""

from __future__ import annotations

from pathlib import Path

from casualty_dataset.cli.commands import door
from casualty_dataset.cli.options import format_option, pass_root
from casualty_dataset.cli.output import print_lines
from casualty_dataset.core.errors import Refused
from casualty_dataset.validation import report
from casualty_dataset.workflows.validate import validate


@door("validate")
@format_option("text", "json", "github")
@pass_root
def command(root: Path, form: str) -> int:
    """Text and GitHub forms stop at 20 problems of one rule and count the rest; JSON lists them all.

    \b
    Example:
      dataset validate --format json
    """
    inspection = validate(root)
    print_lines(report.lines(form, inspection.problems, inspection.rows))
    return 0 if inspection.problems.valid else Refused.exit_code
