"""A verification as text and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from casualty_dataset.core.errors import Finding
from casualty_dataset.workflows.verify import Verification

_MOST: Final = 20
"""Findings of one release that are listed in text."""

_COMPARED_WITH: Final = {
    "index": "compared with index.json",
    "option": "compared with the digest given",
    "none": "compared with its own checksums only",
}


def lines(form: str, result: Verification) -> Iterable[str]:
    """The verification in one of the forms ``text``, ``json``, line by line."""
    if form == "json":
        return [json.dumps(_as_json(result), ensure_ascii=False, indent=2)]
    return _text(result)


def _as_json(result: Verification) -> dict[str, Any]:
    """One object for one release that was asked for by name, else a list of them with the index."""
    if result.index is None and len(result.reports) == 1:
        return result.reports[0].as_json()
    index = None
    if result.index is not None:
        findings = [{"path": path, "message": message} for path, message in result.index]
        index = {"state": "bad" if findings else "good", "findings": findings}
    return {"releases": [report.as_json() for report in result.reports], "index": index}


def _text(result: Verification) -> Iterator[str]:
    for report in result.reports:
        words = [report.state.replace("_", " "), _COMPARED_WITH[report.digest_from]]
        words += ["not signed"] if report.signature == "missing" and report.state != "withdrawn" else []
        yield f"{report.release}: {'; '.join([*words, *report.remarks])}"
        yield from _findings(report.findings)
    if result.index is not None:
        good = "good; its chain is complete, and it lists every release in the folder"
        yield f"index.json: {'bad' if result.index else good}"
        yield from _findings(result.index)


def _findings(findings: Sequence[Finding]) -> Iterator[str]:
    for path, message in findings[:_MOST]:
        yield f"  {path}: {message}" if path else f"  {message}"
    if len(findings) > _MOST:
        yield f"  … and {len(findings) - _MOST:,} more; --format json lists them all"
