"""Questions that people ask: the page of them does not lie, and whatever is asked is answered in an agreed form."""

import csv
import functools
import importlib.util
import io
import json
import os
import re
import shlex
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner, Result

from casualty_dataset.analysis.record import Record
from casualty_dataset.analysis.rules import RULES
from casualty_dataset.analysis.timeline import KINDS
from casualty_dataset.cli import cli
from casualty_dataset.workflows.validate import tables_of
from helpers_dataset import ROOT, SMALL, run

GOLDEN = Path(__file__).parent / "golden"
COAST = "--incident sy-2025-03-06-coast --measure killed"


def _page_maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_questions", ROOT / "docs/make_questions.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MAKER = _page_maker()
QUESTIONS_PAGE = (ROOT / "docs/questions.md").read_text()
CALLS = [call for path in MAKER.PAGES for call in MAKER.calls(path.read_text())]


TABLES_OF = functools.cache(tables_of)


@pytest.fixture(autouse=True)
def _asked_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read a dataset once for all calls in this process."""
    monkeypatch.setattr("casualty_dataset.workflows.ask.tables_of", TABLES_OF)


def ask(*words: str, root: Path = ROOT) -> Result:
    """Call the command in this process."""
    return CliRunner().invoke(cli, ["--root", str(root), *words], prog_name="dataset")


# --- the page ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("call", "shown"), CALLS, ids=[str(number) for number in range(len(CALLS))])
def test_pages_show_what_is_printed(call: str, shown: str) -> None:
    """Each command and snippet of the two pages prints what is below it; `make docs` writes it anew."""
    if call.startswith("$ dataset "):
        words = shlex.split(call.removeprefix("$ dataset ").replace("\\\n", " "))
        printed = MAKER.cut(ask(*words).stdout, shown)
    else:
        printed = MAKER.output(call, shown)

    assert printed == shown


def test_the_first_example_gives_the_last_word_of_each_claimant() -> None:
    """No figure that its claimant replaced, and none of a part: what README teaches first is no maximum."""
    first = next(shown for call, shown in MAKER.calls((ROOT / "README.md").read_text()) if call.startswith("```python"))
    rows = [[cell.strip() for cell in line.strip("│").split("┆")] for line in first.splitlines() if "┆" in line]
    figures = {claimant: int(value) for claimant, *_, value in rows[3:]}

    assert (figures["ohchr"], figures["sohr"], figures["seen"]) == (111, 1676, 1743)
    assert figures.get("scm", 1060) == 1060
    assert len(figures) == len(rows[3:])


def test_an_output_is_cut_as_the_page_cuts_it() -> None:
    """All of it, its first lines before a dots line, or its last lines after one."""
    printed = "a\nb\nc\n\n"

    assert MAKER.cut(printed, "x\ny\n") == "a\nb\nc\n"
    assert MAKER.cut(printed, "x\n…\n") == "a\n…\n"
    assert MAKER.cut(printed, "…\nx\ny\n") == "…\nb\nc\n"


def test_every_snippet_has_an_output() -> None:
    """No Python snippet of the two pages goes unchecked."""
    for path in MAKER.PAGES:
        snippets = [call for call, _ in MAKER.calls(path.read_text()) if call.startswith("```python")]

        assert len(snippets) == path.read_text().count("```python") >= 2


def test_the_page_answers_many_questions_in_few_words() -> None:
    """At least ten questions, each with an answer; no output is wider than 80 columns or much longer than a screen."""
    text, calls = QUESTIONS_PAGE, MAKER.calls(QUESTIONS_PAGE)
    sections = text.split("\n## ")[1:]
    blocks = re.findall(r"^```\w*$", text, re.M)

    assert len(sections) >= 10
    assert [section.split("\n")[0] for section in sections if not MAKER.calls(section)] == []
    assert len(calls) == text.count("\n$ ") + text.count("```python")
    assert len(blocks) % 2 == 0
    assert [line for _, shown in calls for line in shown.splitlines() if len(line) > 80] == []
    assert [call for call, shown in calls if not 1 <= shown.count("\n") <= 20] == []


# --- golden answers ----------------------------------------------------------------------------------

QUESTIONS = {
    "sohr-civilians": "timeline --claimant sohr --measure killed --status civilian --place syria-coast",
    "known-on-8-march": f"reconcile {COAST} --status civilian --as-of 2025-03-08 --strict-dates",
    "civilians-today": f"reconcile {COAST} --status civilian",
    "civilians-median": f"reconcile {COAST} --status civilian --rule median@1 --exclude sohr",
    "scm-falls": "timeline --claimant scm --measure killed --status civilian --place hama-latakia-tartus",
    "soldiers": "compare T00000048 T00000057",
    "sohr-and-snhr": "compare T00000173 T00000165",
    "committee-and-sohr": "compare T00000196 T00000939",
    "akkar": "timeline --measure arrived_abroad --place akkar",
    "baniyas-today": "reconcile --place baniyas --measure killed --status civilian",
    "baniyas-two-figures": "compare T00000028 T00000288",
    "baniyas-documented": "reconcile --incident sy-2025-03-07-baniyas-city --rule documented-floor@1",
}
KEYS = {
    "reconcile": (
        {"rule", "pool", "parameters", "ranges"},
        {"incident_id", "place_id", "measure", "unit", "status", "sex", "age", "party_id", "limits", "basis",
         "period_start", "period_end", "as_of", "low", "best", "high", "stated_max", "floors", "claims",
         "claimants", "independent", "low_tallies", "high_tallies", "set_aside", "disagreement", "remark", "reason"},
    ),
    "compare": (
        {"relation", "dimensions", "conflict", "why"},
        {
            "incident", "place", "period", "measure", "unit", "status", "sex", "age", "party", "group", "accused",
            "community", "cause", "circumstance", "subgroup",
        },
    ),
    "timeline": (
        {"series"},
        {"as_of", "as_of_part", "qualifier", "value", "low", "high", "kind", "tally_ids", "documents"},
    ),
}  # fmt: skip


def spelled(value: Any, indent: str = "") -> str:
    """JSON in which what fits in a line stands in one, so that a change is seen where it is."""
    line = json.dumps(value, ensure_ascii=False)
    if not value or not isinstance(value, dict | list) or len(indent + line) <= 118:
        return line
    inner = f"{indent} "
    if isinstance(value, dict):
        parts = [f"{inner}{json.dumps(key)}: {spelled(cell, inner)}" for key, cell in value.items()]
        return "{\n" + ",\n".join(parts) + f"\n{indent}}}"
    return "[\n" + ",\n".join(f"{inner}{spelled(cell, inner)}" for cell in value) + f"\n{indent}]"


@pytest.mark.parametrize("name", QUESTIONS)
def test_answers_are_as_agreed(name: str) -> None:
    """The answer for programs: just the keys of the contract, and word for word; `UPDATE_GOLDEN=1` writes it anew."""
    golden = GOLDEN / f"question-{name}.json"
    answered = ask(*QUESTIONS[name].split(), "--format", "json")
    answer = json.loads(answered.stdout)
    text = spelled(answer) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(text)

    assert (answered.exit_code, answered.stderr) == (0, "")
    assert text == golden.read_text()
    has_the_keys(answer, *KEYS[QUESTIONS[name].split()[0]])


def has_the_keys(answer: dict[str, Any], outer: set[str], inner: set[str]) -> None:
    """Each level of an answer has just its keys, and its lists are sorted."""
    assert set(answer) == outer
    assert set(answer.get("dimensions", inner)) == inner
    for range_ in answer.get("ranges", ()):
        assert set(range_) == inner
        assert all(set(aside) == {"tally_ids", "dimension", "why"} for aside in range_["set_aside"])
        assert all(set(floor) == {"claim_id", "claimant_id", "lower", "as_of"} for floor in range_["floors"])
        assert range_["set_aside"] == sorted(range_["set_aside"], key=lambda aside: aside["tally_ids"])
        assert [ids for ids in (range_["low_tallies"], range_["high_tallies"]) if ids != sorted(ids)] == []
    for series in answer.get("series", ()):
        assert set(series) == {"claimant_id", "scope", "points"}
        assert all(set(point) == inner for point in series["points"])
        assert {point["kind"] for point in series["points"]} <= set(KINDS)
    claimants = [series["claimant_id"] for series in answer.get("series", ())]
    assert claimants == sorted(claimants)


# --- what is asked wrongly ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "near"),
    [
        ("reconcile --rule envelop@2", "envelope@2"),
        ("reconcile --rule best", "documented-floor@1"),
        ("reconcile --exclude monitr", "monitor"),
        ("reconcile --incident sy-2025-03-07-harbor", "sy-2025-03-07-harbour"),
        ("reconcile --place harbor", "harbour"),
        ("reconcile --measure kiled", "killed"),
        ("reconcile --status civilians", "civilian"),
        ("reconcile --rule priority@1 --order moniter", "monitor"),
        ("reconcile --as-of 2025-02-30", "2025-03-12"),
        ("reconcile --as-of today", "2025-03-12"),
        ("compare T00000001 T00000002a", "T00000002"),
        ("compare t00000001b T00000002", "T00000001"),
        ("timeline --claimant monitr", "monitor"),
        ("timeline --place harbor", "harbour"),
        ("timeline --measure kiled", "killed"),
        ("timeline --status civilians", "civilian"),
    ],
)
def test_what_is_not_there_is_answered_with_the_nearest(call: str, near: str) -> None:
    """Exit 2 and one sentence that names what was probably meant; nothing on standard output."""
    refused = ask(*call.split(), root=SMALL)
    (answer,) = [line for line in refused.stderr.splitlines() if line.startswith("Error:")]

    assert refused.exit_code == 2
    assert refused.stdout == ""
    assert near in answer
    assert answer.endswith((".", "?"))
    assert refused.stderr.endswith(f"{answer}\n")


def test_priority_without_an_order_is_a_wrong_call() -> None:
    """The rule has no default order, so the call must give one."""
    refused = ask("reconcile", "--rule", "priority@1", root=SMALL)

    assert refused.exit_code == 2
    assert "priority@1 has no default" in refused.stderr


def test_the_installed_command_has_the_agreed_exit_codes() -> None:
    """2 for what is not there, without a traceback; 0 for figures that conflict and for figures that do not."""
    wrong = run("reconcile", "--place", "nowhere", cwd=SMALL)
    apart = run("compare", "T00000001", "T00000003", cwd=SMALL)
    conflicting = run("compare", "T00000173", "T00000165", cwd=ROOT)

    assert (wrong.returncode, apart.returncode, conflicting.returncode) == (2, 0, 0)
    assert b"Traceback" not in wrong.stderr
    assert b"conflict." in conflicting.stdout


# --- answers without a figure ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "why"),
    [
        ("timeline --claimant ohchr --place baniyas", "of each alone: claimant ohchr: "),
        (f"reconcile {COAST} --status hors_de_combat", "no claim has just this scope; of "),
        ("reconcile --incident sy-2025-03-07-baniyas-city --measure missing", "no claim has just this scope; of "),
        ("reconcile --place akkar --status civilian", "No standing claim"),
        (
            f"reconcile {COAST} --status civilian --rule median@1 --exclude sohr",
            "count: 1 closed claim, and a median needs",
        ),
        (f"reconcile {COAST} --status civilian --rule documented-floor@1", "estimate: nobody documented"),
    ],
)
def test_an_empty_answer_has_its_reason(call: str, why: str) -> None:
    """No figure is an answer too, and has its reason."""
    answered = ask(*call.split())

    assert answered.exit_code == 0
    assert why in answered.stdout.replace("\n    ", " ")


@pytest.mark.parametrize(
    "call", ["timeline --claimant ohchr --place baniyas", "reconcile --place akkar --status civilian"]
)
def test_an_empty_answer_stays_readable_for_programs(call: str) -> None:
    """CSV is its header, JSON an empty list; why it is empty stands beside, on standard error."""
    as_csv, as_json = (ask(*call.split(), "--format", form) for form in ("csv", "json"))

    assert len(list(csv.reader(io.StringIO(as_csv.stdout)))) == 1
    assert [] in json.loads(as_json.stdout).values()
    assert as_csv.stderr.startswith(("No claim", "No standing claim"))
    assert as_json.stderr.startswith(("No claim", "No standing claim"))


# --- forms -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("call", ["reconcile", "timeline", f"reconcile {COAST}", "timeline --claimant snhr"])
def test_csv_has_one_header_and_the_figures_of_json(call: str) -> None:
    """Every row has the cells of the header, and the rows are those of the JSON."""
    header, *rows = csv.reader(io.StringIO(ask(*call.split(), "--format", "csv").stdout))
    answer = json.loads(ask(*call.split(), "--format", "json").stdout)
    figures = answer.get("ranges") or [point for series in answer["series"] for point in series["points"]]

    assert len(set(header)) == len(header)
    assert {len(row) for row in rows} == {len(header)}
    assert header not in rows
    assert [row[header.index("low")] for row in rows] == [str("" if f["low"] is None else f["low"]) for f in figures]


@pytest.mark.parametrize(
    "call",
    [
        *[f"reconcile --rule {rule} --order monitor" for rule in RULES],
        f"reconcile {COAST} --as-of 2025-03-09",
        "timeline",
        "compare T00000939 T00000196",
    ],
)
def test_tables_fit_in_eighty_columns(call: str) -> None:
    """Whatever is asked of the record, no line is wider than a terminal, and none holds a trace of Python."""
    printed = ask(*call.split()).stdout.splitlines()

    assert printed
    assert [line for line in printed if len(line) > 80 or "None" in line] == []


def test_compare_agrees_with_the_table_of_conflicts() -> None:
    """Two claims that the table has in conflict are in conflict when their tallies are compared."""
    record = Record(tables_of(ROOT))
    conflicts = record.conflicts()
    pairs = [(row["claim_id"], row["other_id"]) for row in conflicts.iter_rows(named=True) if row["kind"] == "claims"]

    assert len(pairs) > 20
    assert [pair for pair in pairs if not record.compare(*pair).conflict] == []
    assert [pair for pair in pairs if not record.compare(*pair[::-1]).conflict] == []


def test_what_makes_no_claim_is_in_no_conflict() -> None:
    """A figure of a wrong carrier, of nobody, or added to a count contradicts nothing, and the sentence says so."""
    record = Record(tables_of(ROOT))
    tallies = record.tallies.values()
    increments = [tally.tally_id for tally in tallies if tally.is_increment]
    faulty = [tally.tally_id for tally in tallies if tally.relay_fault]
    nobody = [tally.tally_id for tally in tallies if tally.claimant_id == "not-stated"]
    compared = [record.compare("T00000188", id_) for id_ in (*increments[:20], *faulty, *nobody[:20])]

    assert [comparison.why for comparison in compared if comparison.conflict] == []
    assert {"it is what was added to a count, not a toll", "its carrier is wrong", "nobody is named who counted"} <= {
        comparison.why.split(": ")[-1].rstrip(".") for comparison in compared
    }
