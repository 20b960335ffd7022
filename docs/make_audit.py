"""Write the results of the fault harnesses into the table of SECURITY.md, from docs/evidence/audit.json."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
OPENS, CLOSES = "<!-- audit -->\n", "<!-- /audit -->"

Rows = Iterator[tuple[str, str, str]]


def crash(evidence: Mapping[str, Any]) -> Rows:
    """Yield the rows about releases that are cut off."""
    of = "{survived} of {points}".format_map
    control = f"a plain writer survives {of(evidence['control_plain'])}"
    yield (
        "killed before each call that writes: absent or whole, and the next run finishes",
        of(evidence["kill"]),
        control,
    )
    yield "killed again while that is cleared up", of(evidence["kill_while_clearing"]), ""
    careless = f"a careless writer survives {of(evidence['control_careless'])}"
    for error, words in (("ENOSPC", "disk full"), ("EDQUOT", "quota exceeded"), ("EIO", "input/output error")):
        for when in ("once", "from_then_on"):
            case = f"{words}, {when.replace('_', ' ')}: whole or absent, and no exit 0 on a bad state"
            yield case, of(evidence[f"{error}_{when}"]), careless if error == "EIO" else ""
    if "whole_command" in evidence:
        command = evidence["whole_command"]
        hit = command["points"] - command["left"].get("astray", 0)
        result = f"{command['survived']} of {hit}; {command['points'] - hit} calls meant were not hit"
        yield "killed, the whole command with all its steps", result, ""
    races, lock = evidence["races"], evidence["lock"]
    control = f"without the lock {lock['control_counted']} of a count survive"
    yield "two releases at once: exactly one winner", f"{races['exactly_one_winner']} of {races['pairs']}", control


def hostile(evidence: Mapping[str, Any]) -> Rows:
    """Yield the rows about packages of strangers.

    A command that does not read what is hostile about a package need not refuse it.
    """
    naive = evidence["control_naive_loader"]
    control = f"a trusting loader fails at {naive['let_in_or_out_of_bounds']} of {naive['given']}"
    for name, door in evidence["doors"].items():
        result = f"{door['given'] - len(door['faults'])} of {door['given']}, {door['refused']} of them refused"
        worst = f"at most {door['slowest_seconds']} s, {door['largest_megabytes']} MB"
        yield f"hostile packages given to `{name}`: no harm, within {evidence['bounds']}", f"{result}; {worst}", control
        control = ""


def tampering(evidence: Mapping[str, Any]) -> Rows:
    """Yield the rows about published releases that are changed."""
    mended, seen = evidence["control_changed_with_its_checksum"], evidence["control_found_without_a_digest"]
    control = f"without an outside digest {seen} of {mended} with a mended checksum found"
    yield (
        "random single changes found",
        f"{evidence['random_changes_found']:,} of {evidence['random_changes']:,}",
        control,
    )
    yield "single bits of small files found", f"{evidence['single_bits_found']:,} of {evidence['single_bits']:,}", ""
    yield "named cases met", f"{evidence['named_cases_met']} of {evidence['named_cases']}", ""


def mutation(evidence: Mapping[str, Any]) -> Rows:
    """Yield the rows about tables with one defect."""
    control = (
        f"without the byte gate and references {evidence['control_survivors']} of {evidence['control_mutants']} live"
    )
    for name, kind in evidence["classes"].items():
        yield f"tables with one defect, {name}: found on its line", f"{kind['killed']} of {kind['mutants']}", control
        control = ""


def reproduce(evidence: Mapping[str, Any]) -> Rows:
    """Yield the row about releases that are built anew."""
    control = "another date is seen" if evidence["control_with_another_date_differs"] else "another date is NOT SEEN"
    case = f"every release rebuilt under {len(evidence['variations'])} variations of the environment: the same bytes"
    yield case, f"{evidence['byte_equal']} of {evidence['rebuilds']}", control


HARNESSES = {rows.__name__: rows for rows in (crash, hostile, tampering, mutation, reproduce)}


def table(evidence: Mapping[str, Any]) -> str:
    """Return the table as Markdown."""
    lines = ["| what was tried | result | control |", "|---|---|---|"]
    for name, rows in HARNESSES.items():
        if name in evidence:
            lines += [f"| {' | '.join(row)} |" for row in rows(evidence[name])]
    return "\n".join(lines) + "\n"


def with_table(page: str, evidence: Mapping[str, Any]) -> str:
    """Return the text of SECURITY.md with the table between its two markers."""
    before, _, rest = page.partition(OPENS)
    _, _, after = rest.partition(CLOSES)
    return f"{before}{OPENS}\n{table(evidence)}\n{CLOSES}{after}"


if __name__ == "__main__":
    at = ROOT / "SECURITY.md"
    results = json.loads((ROOT / "docs/evidence/audit.json").read_bytes())
    at.write_text(with_table(at.read_text(encoding="utf-8"), results), encoding="utf-8")
