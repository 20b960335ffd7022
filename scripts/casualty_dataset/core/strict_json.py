"""JSON of unknown origin: bounded and unambiguous, or refused."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from casualty_dataset.core.errors import NotStrictJson

SIZE_CAP = 4 * 1024**2
"""Bytes; the descriptor of a release of ours has about 150,000."""

DEPTH = 32
"""Nested lists and objects; a descriptor of ours has six."""

_DIGITS = 18
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_BRACKETS = re.compile(rb"[^\[\]{}]+")


def parse_object(data: bytes, *, cap: int = SIZE_CAP) -> dict[str, Any]:
    """Parse a JSON object in UTF-8 of at most ``cap`` bytes.

    Raises :class:`NotStrictJson` where it is too large or too deep, has a byte-order mark, a name twice in one object,
    a number that is not finite or has over 18 digits, half of a character, or is no object of JSON at all.
    """
    if len(data) > cap:
        raise NotStrictJson(f"it is larger than {cap:,} bytes")
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) or b"\0" in data:
        raise NotStrictJson("it is not UTF-8 without byte-order mark")
    if _deep(data):
        raise NotStrictJson(f"lists and objects are nested more than {DEPTH} deep")
    try:
        value = json.loads(
            data.decode(),
            object_pairs_hook=_once,
            parse_int=_integer,
            parse_float=_decimal,
            parse_constant=_constant,
        )
        json.dumps(value, ensure_ascii=False).encode()
    except NotStrictJson:
        raise
    except UnicodeDecodeError:
        raise NotStrictJson("it is not UTF-8") from None
    except UnicodeEncodeError:
        raise NotStrictJson("it holds half of a character (a lone surrogate)") from None
    except json.JSONDecodeError as error:
        raise NotStrictJson(f"it is not JSON: see line {error.lineno}, character {error.colno}") from None
    except (ValueError, RecursionError):
        raise NotStrictJson("it is not JSON") from None
    if not isinstance(value, dict):
        raise NotStrictJson("it is not an object of JSON")
    return value


def _deep(data: bytes) -> bool:
    depth = 0
    for byte in _BRACKETS.sub(b"", _STRING.sub(b"", data)):
        depth += 1 if byte in b"[{" else -1
        if depth > DEPTH:
            return True
    return False


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise NotStrictJson("a name occurs twice in one object")
    return value


def _integer(text: str) -> int:
    if len(text) > _DIGITS:
        raise NotStrictJson(f"a number has more than {_DIGITS} digits")
    return int(text)


def _decimal(text: str) -> float:
    if len(text) > 2 * _DIGITS or not math.isfinite(number := float(text)):
        raise NotStrictJson(f"a number is not finite or has more than {2 * _DIGITS} characters")
    return number


def _constant(name: str) -> float:
    raise NotStrictJson(f"it holds {name}, which is no number of JSON")
