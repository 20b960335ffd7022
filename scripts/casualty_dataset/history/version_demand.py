"""The step of the version that a change demands, and the columns whose definition changed between two descriptors.

A machine cannot tell a reworded description from another meaning. So any other wording of a title or a description
counts as another meaning, save for letter case, spaces and punctuation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from enum import IntEnum
from typing import Any, NamedTuple


class Demand(IntEnum):
    """The smallest step of the version that a change allows."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    @property
    def word(self) -> str:
        """``none``, ``patch``, ``minor`` or ``major``."""
        return self.name.lower()


def next_version(last: str | None, demand: Demand) -> str | None:
    """Return the smallest version that answers a demand; None where nothing changed.

    Below 1.0.0 a major demand is met by the next minor (SemVer, item 4).
    """
    if last is None:
        return "0.1.0"
    major, minor, patch = (int(part) for part in last.split("."))
    if demand is Demand.MAJOR and major:
        return f"{major + 1}.0.0"
    if demand >= Demand.MINOR:
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}" if demand else None


class Redefinition(NamedTuple):
    """A column (``""``: the table itself), the properties in which its definition changed, and the step they demand."""

    column: str
    what: tuple[str, ...]
    demand: Demand


_WORDS = ("title", "title_ar", "description")
_SHAPE = ("type", "format", "refersTo")
_BOUNDS = ("required", "unique", "minimum", "maximum", "minLength", "maxLength")
_KEYS = ("primaryKey", "uniqueKeys", "missingValues")
_ALTERNATION = re.compile(r"[a-z0-9_]+(?:\|[a-z0-9_]+)+")


def redefinitions(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[Redefinition]]:
    """Return by table the tables and columns of both descriptors whose definition changed.

    A part that is not shaped like a descriptor is ignored.
    """
    before, after = _resources(old), _resources(new)
    changed = {name: _table(before[name], after[name]) for name in sorted(before.keys() & after.keys())}
    return {name: listed for name, listed in changed.items() if listed}


def same_words(old: Any, new: Any) -> bool:
    """Return whether two texts differ at most in letter case, spaces and punctuation."""
    return _plain(old) == _plain(new)


def _plain(text: Any) -> str:
    return re.sub(r"[\W_]+", " ", text if isinstance(text, str) else "").strip().casefold()


def _named(listed: Any) -> dict[str, Mapping[str, Any]]:
    objects = listed if isinstance(listed, list) else []
    return {item["name"]: item for item in objects if isinstance(item, dict) and isinstance(item.get("name"), str)}


def _resources(descriptor: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return _named(descriptor.get("resources"))


def _part(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = value.get(name)
    return part if isinstance(part, dict) else {}


def _table(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Redefinition]:
    was, now = _part(old, "schema"), _part(new, "schema")
    keys = {key: Demand.MAJOR for key in _KEYS if _spelled(was.get(key)) != _spelled(now.get(key))}
    changes = [_redefinition("", {**_wording(old, new), **keys})]
    fields, others = _named(was.get("fields")), _named(now.get("fields"))
    changes += [_redefinition(name, _column(fields[name], others[name])) for name in fields if name in others]
    return [change for change in changes if change.what]


def _redefinition(column: str, what: Mapping[str, Demand]) -> Redefinition:
    return Redefinition(column, tuple(what), max(what.values(), default=Demand.NONE))


def _wording(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Demand]:
    return {
        name: Demand.PATCH if same_words(old.get(name), new.get(name)) else Demand.MAJOR
        for name in _WORDS
        if old.get(name) != new.get(name)
    }


def _column(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Demand]:
    bounds, others = _part(old, "constraints"), _part(new, "constraints")
    demands = _wording(old, new)
    demands |= {name: Demand.MAJOR for name in _SHAPE if _spelled(old.get(name)) != _spelled(new.get(name))}
    demands |= {name: Demand.MAJOR for name in _BOUNDS if _spelled(bounds.get(name)) != _spelled(others.get(name))}
    for name, codes in (("enum", _codes), ("pattern", _alternatives)):
        if bounds.get(name) != others.get(name):
            demands[name] = _widened(codes(bounds.get(name)), codes(others.get(name)))
    return demands


def _spelled(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


_Allowed = tuple[str, list[set[str]]]
"""The shape of the allowed values, and the lists in it that may grow."""


def _codes(enum: Any) -> _Allowed:
    return ("list", [set(map(_spelled, enum))]) if isinstance(enum, list) else ("", [])


def _alternatives(pattern: Any) -> _Allowed:
    """Return the lists of words in a pattern: a column of several codes has its codes there."""
    if not isinstance(pattern, str):
        return "", []
    return _ALTERNATION.sub("…", pattern), [set(words.split("|")) for words in _ALTERNATION.findall(pattern)]


def _widened(old: _Allowed, new: _Allowed) -> Demand:
    """New codes demand a minor version, another order a patch, all else a major."""
    pairs = list(zip(old[1], new[1], strict=False))
    if old[0] != new[0] or not all(was <= now for was, now in pairs):
        return Demand.MAJOR
    return Demand.MINOR if any(was < now for was, now in pairs) else Demand.PATCH
