"""What is installed: two import packages and one command."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_wheel_holds_two_import_names_and_nothing_else(tmp_path: Path) -> None:
    """The wheel's top level is casualty_schemas, casualty_dataset and its metadata."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/", 1)[0] for name in names}

    assert {top for top in tops if not top.endswith(".dist-info")} == {"casualty_schemas", "casualty_dataset"}
    assert {"casualty_schemas/py.typed", "casualty_dataset/py.typed"} <= set(names)
    word_lists = (ROOT / "scripts/casualty_dataset/validation/rules").glob("*.toml")
    assert {f"casualty_dataset/validation/rules/{path.name}" for path in word_lists} <= set(names)
    assert "casualty_dataset/validation/rules/name_words.toml" in names
    assert any(name.endswith("entry_points.txt") for name in names)
