"""Write docs/rules.md: every validation rule, from its docstring."""

from pathlib import Path

from casualty_dataset.validation.rules import RULES

_OPENING = """\
# Validation rules

Made by `make docs` from the docstrings in `scripts/casualty_dataset/validation/rules/`; do not edit it. The form of a
file is checked before any rule runs (`csv_gate.py`), then keys and references (`references.py`). A rule runs
only when every table that it reads is sound. A waivable rule can be excused for one row, with a reason, in
`dataset/waivers.csv`; form, type, key, reference, history and do-no-harm cannot, save for `no_personal_name`, since a
place or a body may be called like a person.
"""


def rules_page() -> str:
    """The page as Markdown."""
    lines = [_OPENING, "| rule | found in | it says | what to do | |", "|---|---|---|---|---|"]
    for rule in RULES:
        home = "every table" if rule.every_table else rule.home
        marks = " ".join(
            mark for mark, on in (("waivable", rule.waivable), ("warning", rule.severity == "warning")) if on
        )
        cells = [rule.name, home, rule.text, rule.remedy, marks]
        lines.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (Path(__file__).parent / "rules.md").write_text(rules_page(), encoding="utf-8")
