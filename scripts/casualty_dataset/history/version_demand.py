"""What a change demands of the version, and what the descriptors of two releases say of a column's meaning.

A machine cannot tell a reworded description from another meaning. So any other wording of a title or a description
counts as another meaning, and only letter case, spaces and punctuation do not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from enum import IntEnum
from typing import Any, NamedTuple


class Demand(IntEnum):
    """The least step of the version."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    @property
    def word(self) -> str:
        """``none``, ``patch``, ``minor`` or ``major``."""
        return self.name.lower()


def next_version(last: str | None, demand: Demand) -> str | None:
    """The least version that answers a demand; None where nothing changed.

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
    """A column (``""`` is the table itself) of which the descriptor says something else than before."""

    column: str
    what: tuple[str, ...]
    demand: Demand


_WORDS = ("title", "title_ar", "description")
_SHAPE = ("type", "format", "refersTo")
_BOUNDS = ("required", "unique", "minimum", "maximum", "minLength", "maxLength")
_KEYS = ("primaryKey", "uniqueKeys", "missingValues")
_ALTERNATION = re.compile(r"[a-z0-9_]+(?:\|[a-z0-9_]+)+")


def redefinitions(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[Redefinition]]:
    """By table, what two descriptors say differently of the tables and columns that both have.

    Whatever is in them of another shape than a descriptor's is passed over.
    """
    before, after = _resources(old), _resources(new)
    found = {name: _table(before[name], after[name]) for name in sorted(before.keys() & after.keys())}
    return {name: listed for name, listed in found.items() if listed}


def same_words(old: Any, new: Any) -> bool:
    """Whether two texts differ at most in letter case, spaces and punctuation."""
    return _plain(old) == _plain(new)


def _plain(text: Any) -> str:
    return re.sub(r"[\W_]+", " ", text if isinstance(text, str) else "").strip().casefold()


def _named(listed: Any) -> dict[str, Mapping[str, Any]]:
    objects = listed if isinstance(listed, list) else []
    return {one["name"]: one for one in objects if isinstance(one, dict) and isinstance(one.get("name"), str)}


def _resources(descriptor: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return _named(descriptor.get("resources"))


def _part(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = value.get(name)
    return part if isinstance(part, dict) else {}


def _table(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Redefinition]:
    was, now = _part(old, "schema"), _part(new, "schema")
    keys = {key: Demand.MAJOR for key in _KEYS if _spelled(was.get(key)) != _spelled(now.get(key))}
    found = [_judged("", {**_wording(old, new), **keys})]
    fields, others = _named(was.get("fields")), _named(now.get("fields"))
    found += [_judged(name, _column(fields[name], others[name])) for name in fields if name in others]
    return [one for one in found if one.what]


def _judged(column: str, what: Mapping[str, Demand]) -> Redefinition:
    return Redefinition(column, tuple(what), max(what.values(), default=Demand.NONE))


def _wording(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Demand]:
    return {
        name: Demand.PATCH if same_words(old.get(name), new.get(name)) else Demand.MAJOR
        for name in _WORDS
        if old.get(name) != new.get(name)
    }


def _column(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Demand]:
    bounds, others = _part(old, "constraints"), _part(new, "constraints")
    found = _wording(old, new)
    found |= {name: Demand.MAJOR for name in _SHAPE if _spelled(old.get(name)) != _spelled(new.get(name))}
    found |= {name: Demand.MAJOR for name in _BOUNDS if _spelled(bounds.get(name)) != _spelled(others.get(name))}
    for name, codes in (("enum", _codes), ("pattern", _alternatives)):
        if bounds.get(name) != others.get(name):
            found[name] = _widened(codes(bounds.get(name)), codes(others.get(name)))
    return found


def _spelled(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


_Allowed = tuple[str, list[set[str]]]
"""The shape of what is allowed, and the lists in it to which something may be added."""


def _codes(enum: Any) -> _Allowed:
    return ("list", [set(map(_spelled, enum))]) if isinstance(enum, list) else ("", [])


def _alternatives(pattern: Any) -> _Allowed:
    """Of a pattern its lists of words: a column that holds several codes has them in one."""
    if not isinstance(pattern, str):
        return "", []
    return _ALTERNATION.sub("…", pattern), [set(words.split("|")) for words in _ALTERNATION.findall(pattern)]


def _widened(old: _Allowed, new: _Allowed) -> Demand:
    """Codes added demand a minor version, another order a patch, all else a major."""
    pairs = list(zip(old[1], new[1], strict=False))
    if old[0] != new[0] or not all(was <= now for was, now in pairs):
        return Demand.MAJOR
    return Demand.MINOR if any(was < now for was, now in pairs) else Demand.PATCH
