"""Identifiers are the words of the field: a short list of words may not be used as names or as parts of names."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = [path for folder in ("schemas", "scripts", "tests", "docs") for path in sorted((ROOT / folder).rglob("*.py"))]

NEVER = {
    "told", "tell", "tells", "said", "say", "says", "held", "heard", "hear", "stands", "stood", "mouth", "voice",
    "voices", "spoken", "speaks", "shelf", "desk", "deeds", "hands", "unfit",
}  # fmt: skip
"""Words that name nothing: neither a whole name nor a part of one, such as ``as_told``."""

IN_SENTENCES = {"tell", "tells", "said", "say", "says", "speaks"}
"""Words of the list that the name of a test may hold, because it is a sentence."""

NEVER_ALONE = {"one", "found", "mine", "whole", "way", "where", "world", "worlds", "suspects", "inquiry"}
"""Words that are no name by themselves; ``one_root`` or ``not_found`` is."""


def _names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The line and the name of everything that a module defines or binds."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.attr
        elif isinstance(node, ast.alias) and node.asname:
            yield node.lineno, node.asname


def _refused(source: str) -> list[str]:
    """The names of a module that are not plain, each with its line."""
    refused = []
    for line, name in sorted(set(_names(ast.parse(source)))):
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().strip("_").split("_")
        never = NEVER - IN_SENTENCES if words[0] == "test" else NEVER
        if set(words) & never or (len(words) == 1 and words[0] in NEVER_ALONE):
            refused.append(f"{line}: {name}")
    return refused


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_names_are_plain(path: Path) -> None:
    """No identifier of the code, the tests or the documents' scripts is a word of the list."""
    assert _refused(path.read_text(encoding="utf-8")) == []


def test_names_that_are_not_plain_are_found() -> None:
    """Functions, classes, parameters, variables, attributes and imports are looked at; other names pass."""
    source = """
import polars as mouth
class SaidTwice: ...
def tell(where, *, told_by=None): ...
for one in range(3): self.world = one
one_root = not_found = wayside = everywhere = found_by = None
def test_a_row_says_one_thing(): ...
print(told=1)
"""

    assert [name.split(": ")[1] for name in _refused(source)] == [
        "mouth", "SaidTwice", "tell", "told_by", "where", "one", "world",
    ]  # fmt: skip
