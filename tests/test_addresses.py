"""Two spellings of one address come out as one; two pages never do."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casualty_dataset.core.addresses import (
    MOBILE_HOST_LABELS,
    TRACKING_PARAMETERS,
    canonical_address,
    canonical_addresses,
    form_free_address,
    form_free_addresses,
)
from casualty_schemas import CURATED

Variation = Callable[[str], str]

PAGES = (
    "https://monitor.org/2025/03/toll",
    "https://news.monitor.org/a,b/toll.html",
    "https://monitor.org/?p=123",
    "https://monitor.org/toll?id=3&page=2",
    "https://monitor.org:8080/toll",
    "https://monitor.org/%D8%A7%D9%84%D8%B3%D8%A7%D8%AD%D9%84/~x",
    "https://monitor.org/a%2Fb%20c",
    "https://monitor.org",
)


def _with_parameter(address: str, parameter: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{parameter}"


def _at_host(address: str, change: Variation) -> str:
    scheme, _, rest = address.partition("://")
    host = rest.split("/")[0].split("?")[0]
    return f"{scheme}://{change(host)}{rest[len(host) :]}"


def _with_escaped_letter(address: str) -> str:
    host_end = address.find("/", 8)
    at = next((i for i in range(host_end, len(address)) if address[i].isalpha() and address[i - 2 : i] != "%"), -1)
    escaped = host_end > 0 and "%" not in address
    return f"{address[:at]}%{ord(address[at]):02x}{address[at + 1 :]}" if escaped and at > 0 else address


def _with_slash(address: str) -> str:
    path, mark, query = address.partition("?")
    return f"{path}/{mark}{query}"


def _tracked_by(pattern: str) -> Variation:
    name = pattern.replace("[^=]*", "source")
    return lambda address: _with_parameter(address, f"{name}=x1")


VARIATIONS: dict[str, Variation] = {
    "http": lambda address: address.replace("https://", "http://"),
    "www": lambda address: address.replace("https://", "https://www."),
    "letter case of the host": lambda address: _at_host(address, str.upper),
    "a port that is the usual one": lambda address: _at_host(
        address, lambda host: host if ":" in host else f"{host}:443"
    ),
    "the usual port of http": lambda address: _at_host(
        address.replace("https://", "http://"), lambda host: host if ":" in host else f"{host}:80"
    ),
    "a slash at the end": _with_slash,
    "a place in the page": lambda address: f"{address}#top",
    "an empty fragment": lambda address: f"{address}#",
    "an empty parameter": lambda address: f"{address}&" if "?" in address else f"{address}?",
    "a letter escaped": _with_escaped_letter,
    "escapes in small letters": lambda address: address.replace("%D8%A7", "%d8%a7"),
    "bare letters of another script": lambda address: address.replace("%D8%A7%D9%84", "ال"),
    **{f"tracking by {name}": _tracked_by(name) for name in TRACKING_PARAMETERS},
    "a tracking parameter first": lambda address: (
        address.replace("?", "?utm_medium=a&") if "?" in address else f"{address}?utm_medium=a&gclid=b"
    ),
}


@pytest.mark.parametrize("vary", VARIATIONS.values(), ids=VARIATIONS.keys())
def test_each_variation_leads_to_the_same_page(vary: Variation) -> None:
    """Of every page, alone and after any other variation."""
    for page in PAGES:
        assert canonical_address(vary(page)) == canonical_address(page), vary(page)


@given(st.sampled_from(PAGES), st.lists(st.sampled_from(list(VARIATIONS.values())), max_size=4))
def test_variations_together_lead_to_the_same_page(page: str, varied: list[Variation]) -> None:
    """Whatever has been done to an address, in whatever order."""
    address = page
    for vary in varied:
        if "#" not in address:  # what comes after a fragment belongs to it
            address = vary(address)

    assert canonical_address(address) == canonical_address(page)


@given(st.from_regex(CURATED["sources"].columns()["url"].pattern or "", fullmatch=True))
def test_the_canonical_form_is_its_own(address: str) -> None:
    """Of any address that a cell may hold; it is an address again, and so is the one without its form."""
    canonical, bare = canonical_address(address), form_free_address(address)

    assert canonical_address(canonical) == canonical
    assert form_free_address(canonical) == form_free_address(bare) == bare
    assert canonical.startswith("https://")


FORMS = (
    *(f"https://{label}.monitor.org/toll" for label in sorted(MOBILE_HOST_LABELS)),
    "https://www.m.monitor.org/toll/",
    "http://monitor.org/toll/amp/",
    "https://monitor.org/amp/toll",
    "https://amp.monitor.org/toll/amp?utm_source=x",
    "https://monitor.org/toll?amp",
    "https://monitor.org/toll?amp=1",
    "https://monitor.org/toll?outputType=amp",
)
"""Forms of the page https://monitor.org/toll."""


@given(st.lists(st.from_regex(CURATED["sources"].columns()["url"].pattern or "", fullmatch=True), max_size=5))
def test_a_column_of_addresses_is_read_as_each_of_them(addresses: list[str]) -> None:
    """What is left as it is where addresses are many is canonical already."""
    column = pl.Series([*addresses, *PAGES, *FORMS, *DIFFERENT, "https://www.m.monitor.org/AMP/amp"])
    canonical = canonical_addresses(column)

    assert canonical.to_list() == [canonical_address(address) for address in column]
    assert form_free_addresses(canonical).to_list() == [form_free_address(address) for address in column]


DIFFERENT = (
    "https://monitor.org/toll",
    "https://monitor.org/Toll",
    "https://monitor.org/toll/2",
    "https://monitor.org/toll?id=1",
    "https://monitor.org/toll?id=2",
    "https://monitor.org/toll?utm=1",
    "https://monitor.org/toll?source=rss",
    "https://monitor.org/toll?gclidx=1",
    "https://monitor.org/toll?xfbclid=1",
    "https://monitor.org/toll#!/8",
    "https://monitor.org/toll#/8",
    "https://monitor.org/toll%2F2",
    "https://monitor.org:8443/toll",
    "https://news.monitor.org/toll",
    "https://www2.monitor.org/toll",
    "https://m.monitor.org/toll",
    "https://monitor.org/toll/amp",
    "https://monitor.org/amp/toll",
    "https://monitor.org/toll?amp=1",
    "https://monitor.com/toll",
)


def test_different_pages_stay_different() -> None:
    """No two of these lead surely to one page."""
    assert len({canonical_address(address) for address in DIFFERENT}) == len(DIFFERENT)


@pytest.mark.parametrize("form", FORMS)
def test_forms_of_one_page_are_likely_one(form: str) -> None:
    """The mobile and the AMP form come out as the full page does, and only then."""
    assert form_free_address(form) == form_free_address("https://monitor.org/toll") == "https://monitor.org/toll"


@pytest.mark.parametrize(
    "address",
    [
        "https://m.org/toll",
        "https://amp.com/toll",
        "https://am.monitor.org/toll",
        "https://monitor.org/camp",
        "https://monitor.org/ampere/toll",
        "https://monitor.org/x/amp/toll",
        "https://monitor.org/toll?amp=no",
        "https://mobile-monitor.org/toll",
    ],
)
def test_what_only_looks_like_a_form_is_kept(address: str) -> None:
    """A site of that name, or a word within a path, says nothing of the form."""
    assert form_free_address(address) == address


def test_what_is_no_address_comes_back() -> None:
    """Nothing is guessed of another text."""
    assert canonical_address("monitor.org/toll") == form_free_address("monitor.org/toll") == "monitor.org/toll"
