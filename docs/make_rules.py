"""Write docs/rules.md: every validation rule, from its docstring."""

from pathlib import Path

from casualty_dataset.validation.rules import RULES

_OPENING = """\
# Validation rules

Made by `make docs` from the docstrings in `scripts/casualty_dataset/validation/rules/`; do not edit it. The form of a
file is checked before any rule runs (`csv_gate.py`), then keys and references (`references.py`). A rule runs only when
every table that it reads is sound. A waivable rule can be excused for one row, with a reason, in `dataset/waivers.csv`;
rules on form, type, key, reference, history and harm cannot, except `no_personal_name`, since a place or an
organisation may be called like a person. `dataset retire` and `dataset correct` refuse an edit that breaks a rule which
blocks edits.
"""


def rules_page() -> str:
    """The page as Markdown."""
    lines = [_OPENING, "| rule | checks | also reads | what it says | what to do | |", "|---|---|---|---|---|---|"]
    for rule in RULES:
        checked, others = ("every table", rule.tables) if rule.every_table else (rule.tables[0], rule.tables[1:])
        marks = {"waivable": rule.waivable, "warning": rule.severity == "warning", "blocks edits": rule.blocks_edits}
        cells = [rule.name, checked, ", ".join(others), rule.text, rule.remedy]
        cells.append(", ".join(mark for mark, applies in marks.items() if applies))
        lines.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (Path(__file__).parent / "rules.md").write_text(rules_page(), encoding="utf-8")
