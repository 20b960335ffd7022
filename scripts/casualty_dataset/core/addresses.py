"""Web addresses in one spelling, so that two spellings of one page are recognised as one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple
from urllib.parse import quote

import polars as pl

TRACKING_PARAMETERS: Final = (
    "utm_[^=]*", "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "ttclid",
    "li_fat_id", "igsh", "igshid", "mc_cid", "mc_eid", "mkt_tok", "_ga", "_gl", "_hsenc", "_hsmi", "ref_src", "ref_url",
    "traffic_source", "at_medium", "at_campaign", "ns_campaign", "ns_mchannel", "oly_anon_id", "oly_enc_id", "vero_id",
)  # fmt: skip
"""Names of parameters that say how a reader came to a page, never which page it is; patterns, letter case ignored."""

MOBILE_HOST_LABELS: Final = frozenset(("m", "mobile", "amp"))
"""Labels before the name of a site under which it serves other forms of its pages."""

_ADDRESS: Final = re.compile(
    r"(?i:https?)://(?P<host>[^/?#:]*)(?::(?P<port>[0-9]*))?(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?",
    re.DOTALL,
)
_DEFAULT_PORTS: Final = ("", "80", "443")
_ESCAPE_OR_OTHER: Final = re.compile("%[0-9A-Fa-f]{2}|%|[^\x00-\x7f]+")
_UNRESERVED: Final = re.compile("[A-Za-z0-9._~-]")
_TRACKING: Final = re.compile(f"(?:{'|'.join(TRACKING_PARAMETERS)})(?:=.*)?", re.IGNORECASE | re.DOTALL)
_AMP: Final = re.compile("amp(?:=1|=true)?|outputtype=amp", re.IGNORECASE)
_AMP_PATH: Final = re.compile("^(?:/amp)+(?=/|$)|(?:/amp)+$")


_PLAIN: Final = r"^https://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[A-Za-z0-9._~-]+)*$"
"""An address without ``www.`` that matches this is canonical already; for Polars, where addresses are many."""

_MAY_HAVE_FORM: Final = r"(?:[/.](?:m|mobile|amp)\.|/amp(?:[/?#]|$)|[?&=](?i:amp)(?:[&=#]|$))"
"""What an address holds if :func:`form_free_address` drops more than :func:`canonical_address`; for Polars."""


class _Address(NamedTuple):
    """The parts of an address in canonical spelling; ``port`` only where it is not the usual one."""

    host: str
    port: str
    path: str
    parameters: tuple[str, ...]
    fragment: str

    def joined(self) -> str:
        port = f":{self.port}" if self.port else ""
        query = f"?{'&'.join(self.parameters)}" if self.parameters else ""
        fragment = f"#{self.fragment}" if self.fragment else ""
        return f"https://{self.host}{port}{self.path}{query}{fragment}"


def canonical_address(address: str) -> str:
    """Return the address in the one spelling of its page; two addresses with the same one lead to the same page.

    Dropped or made equal are: http and https; letter case and ``www.`` of the host; the ports 80 and 443; slashes at
    the end of the path; percent-encoding of letters, digits and ``-._~``; bare letters of other scripts and their
    percent-encoding; tracking parameters (:data:`TRACKING_PARAMETERS`) and empty ones; and the fragment, save one that
    begins with ``!`` or ``/``, which names a page of a site made by scripts. A text that is no web address comes back
    as it is.

    >>> canonical_address("http://www.monitor.org:80/2025/%74oll/?utm_source=x&id=3#top")
    'https://monitor.org/2025/toll?id=3'
    """
    parts = _parts(address)
    return parts.joined() if parts else address


def form_free_address(address: str) -> str:
    """Return the canonical address without what marks the mobile or AMP form of a page.

    Such marks are the labels ``m.``, ``mobile.`` and ``amp.`` of the host, ``/amp`` at either end of the path, and the
    parameters ``amp`` and ``outputType=amp``. Addresses with the same result are likely, not certainly, forms of one
    page.

    >>> form_free_address("https://m.monitor.org/toll/amp")
    'https://monitor.org/toll'
    """
    parts = _parts(address)
    if not parts:
        return address
    *before, name, top = ("", *parts.host.split(".")) if "." in parts.host else ("", "", parts.host)
    labels = [label for label in before if label and label not in MOBILE_HOST_LABELS]
    return parts._replace(
        host=".".join([*labels, *filter(None, (name, top))]),
        path=_AMP_PATH.sub("", _AMP_PATH.sub("", parts.path)).rstrip("/"),
        parameters=tuple(parameter for parameter in parts.parameters if not _AMP.fullmatch(parameter)),
    ).joined()


def canonical_addresses(addresses: pl.Series) -> pl.Series:
    """Return :func:`canonical_address` of each."""
    plain = addresses.str.contains(_PLAIN) & ~addresses.str.starts_with("https://www.")
    return _changed(addresses, ~plain, canonical_address)


def form_free_addresses(canonical: pl.Series) -> pl.Series:
    """Return :func:`form_free_address` of each of these canonical addresses."""
    return _changed(canonical, canonical.str.contains(_MAY_HAVE_FORM), form_free_address)


def _changed(addresses: pl.Series, selected: pl.Series, change: Callable[[str], str]) -> pl.Series:
    """Return the addresses with a change made to those that are selected."""
    at = selected.arg_true()
    changed = pl.Series([change(address) for address in addresses.gather(at)], dtype=pl.String)
    return addresses.clone().scatter(at, changed)


def _parts(address: str) -> _Address | None:
    match = _ADDRESS.fullmatch(address)
    if not match:
        return None
    host, port, path, query, fragment = (part or "" for part in match.groups())
    return _Address(
        host=_without_www(host.lower()),
        port="" if port in _DEFAULT_PORTS else port,
        path=_spelled(path).rstrip("/"),
        parameters=tuple(_telling_parameters(query)),
        fragment=fragment if fragment.startswith(("!", "/")) else "",
    )


def _without_www(host: str) -> str:
    """Return the host without ``www.`` before the name of a site."""
    while host.startswith("www.") and "." in host[4:]:
        host = host[4:]
    return host


def _telling_parameters(query: str) -> Iterable[str]:
    """Yield the parameters that say which page is meant."""
    for parameter in _spelled(query).split("&") if query else ():
        if parameter and not _TRACKING.fullmatch(parameter):
            yield parameter


def _spelled(part: str) -> str:
    """Return a part of an address with escapes where they are needed, in capital letters, and nowhere else."""
    return part if part.isascii() and "%" not in part else _ESCAPE_OR_OTHER.sub(_escape, part)


def _escape(match: re.Match[str]) -> str:
    text = match.group()
    if len(text) == 3 and text[0] == "%":
        character = chr(int(text[1:], 16))
        return character if _UNRESERVED.fullmatch(character) else text.upper()
    return "%25" if text == "%" else quote(text)
