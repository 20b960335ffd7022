"""Where the harnesses write what they found: one section each, so that one may be run again without the others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

AUDIT = Path(__file__).parents[2] / "docs/evidence/audit.json"


def record(section: str, results: dict[str, Any], to: Path = AUDIT) -> None:
    """Put the result of one harness into the evidence, in place of what it found before.

    ``found`` holds numbers and short words; a list only where it names survivors.
    """
    recorded = json.loads(to.read_bytes()) if to.exists() else {}
    recorded[section] = results
    to.write_text(json.dumps(dict(sorted(recorded.items())), ensure_ascii=False, indent=2) + "\n")
