"""Write the table of SECURITY.md that says what the fault harnesses found, from docs/evidence/audit.json."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
OPENS, CLOSES = "<!-- audit -->\n", "<!-- /audit -->"

Rows = Iterator[tuple[str, str, str]]


def crash(found: Mapping[str, Any]) -> Rows:
    """Releases that are cut off."""
    of = "{survived} of {points}".format_map
    control = f"a plain writer survives {of(found['control_plain'])}"
    yield "killed before each call that writes: absent or whole, and the next run finishes", of(found["kill"]), control
    yield "killed again while that is cleared up", of(found["kill_while_clearing"]), ""
    careless = f"a careless writer survives {of(found['control_careless'])}"
    for error, words in (("ENOSPC", "disk full"), ("EDQUOT", "quota exceeded"), ("EIO", "input/output error")):
        for when in ("once", "from_then_on"):
            said = f"{words}, {when.replace('_', ' ')}: whole or absent, and no exit 0 on a bad state"
            yield said, of(found[f"{error}_{when}"]), careless if error == "EIO" else ""
    if "whole_command" in found:
        whole = found["whole_command"]
        hit = whole["points"] - whole["left"].get("astray", 0)
        said = f"{whole['survived']} of {hit}; {whole['points'] - hit} calls meant were not hit"
        yield "killed, the whole command with all its steps", said, ""
    races, lock = found["races"], found["lock"]
    control = f"without the lock {lock['control_counted']} of a count survive"
    yield "two releases at once: exactly one winner", f"{races['exactly_one_winner']} of {races['pairs']}", control


def hostile(found: Mapping[str, Any]) -> Rows:
    """Packages of strangers. A command that does not read what is hostile about one need not refuse it."""
    naive = found["control_naive_loader"]
    control = f"a trusting loader fails at {naive['let_in_or_out_of_bounds']} of {naive['given']}"
    for name, door in found["doors"].items():
        said = f"{door['given'] - len(door['faults'])} of {door['given']}, {door['refused']} of them refused"
        worst = f"at most {door['slowest_seconds']} s, {door['largest_megabytes']} MB"
        yield f"hostile packages given to `{name}`: no harm, within {found['bounds']}", f"{said}; {worst}", control
        control = ""


def tampering(found: Mapping[str, Any]) -> Rows:
    """Published releases that are changed."""
    mended, seen = found["control_changed_with_its_checksum"], found["control_found_without_a_digest"]
    control = f"without an outside digest {seen} of {mended} with a mended checksum found"
    yield "random single changes found", f"{found['random_changes_found']:,} of {found['random_changes']:,}", control
    yield "single bits of small files found", f"{found['single_bits_found']:,} of {found['single_bits']:,}", ""
    yield "named cases met", f"{found['named_cases_met']} of {found['named_cases']}", ""


def mutation(found: Mapping[str, Any]) -> Rows:
    """Tables with one defect."""
    control = f"without the byte gate and references {found['control_survivors']} of {found['control_mutants']} live"
    for name, kind in found["classes"].items():
        yield f"tables with one defect, {name}: found on its line", f"{kind['killed']} of {kind['mutants']}", control
        control = ""


def reproduce(found: Mapping[str, Any]) -> Rows:
    """Releases that are built anew."""
    control = "another date is seen" if found["control_with_another_date_differs"] else "another date is NOT SEEN"
    said = f"every release rebuilt under {len(found['variations'])} variations of the environment: the same bytes"
    yield said, f"{found['byte_equal']} of {found['rebuilds']}", control


HARNESSES = {one.__name__: one for one in (crash, hostile, tampering, mutation, reproduce)}


def table(evidence: Mapping[str, Any]) -> str:
    """The table as Markdown."""
    lines = ["| what was tried | result | control |", "|---|---|---|"]
    for name, rows in HARNESSES.items():
        if name in evidence:
            lines += [f"| {' | '.join(row)} |" for row in rows(evidence[name])]
    return "\n".join(lines) + "\n"


def with_table(page: str, evidence: Mapping[str, Any]) -> str:
    """SECURITY.md with the table between its two markers."""
    before, _, rest = page.partition(OPENS)
    _, _, after = rest.partition(CLOSES)
    return f"{before}{OPENS}\n{table(evidence)}\n{CLOSES}{after}"


if __name__ == "__main__":
    at = ROOT / "SECURITY.md"
    held = json.loads((ROOT / "docs/evidence/audit.json").read_bytes())
    at.write_text(with_table(at.read_text(encoding="utf-8"), held), encoding="utf-8")
