"""Names: from spellings on the wire to words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.names import LONGEST, dotted, fit, joined, length, name, shortened, singular, spelled, words

SPLIT = {
    "book": "book",
    "bookTitle": "book title",
    "BookTitle": "book title",
    "book_title": "book title",
    "book-title": "book title",
    "Book Title": "book title",
    "X-Request-ID": "x request id",
    "repos/list-for-user": "repos list for user",
    "HTTPServer": "http server",
    "getHTTPResponseCode": "get http response code",
    "petIDs": "pet ids",
    "URLs": "urls",
    "OAuth2Token": "oauth2 token",
    "OAuthApp": "oauth app",
    "IPv4Address": "ipv4 address",
    "ETag": "etag",
    "GraphQLField": "graphql field",
    "sha256Sum": "sha256 sum",
    "address1Line": "address1 line",
    "v1": "v1",
    "AppsV1beta1Deployment": "apps v1beta1 deployment",
    "io.k8s.api.core.v1.PodList": "io k8s api core v1 pod list",
    "2fa_code": "2fa code",
    "3dModel": "3d model",
    "+1": "plus 1",
    "-1": "minus 1",
    "-created": "created",
    "@type": "type",
    "$ref": "ref",
    "__init__": "init",
    "PUT_ALL": "put all",
    "naïveCafé": "naïve café",
    "ΑλφαΒητα": "αλφα βητα",
    "日本語 名前": "日本語 名前",
    "हिन्दी": "हिन्दी",
    "ﬁle": "file",
    "😀smile": "smile",
    "😀": "",
    "": "",
    "<=": "",
}


@pytest.mark.parametrize(("wire", "expected"), SPLIT.items())
def test_a_spelling_is_split_into_words(wire: str, expected: str) -> None:
    assert words(wire) == tuple(expected.split())


def test_a_name_is_never_empty() -> None:
    assert name("😀", "smiling", "face").words == ("smiling", "face")
    assert name("😀").words == ("unnamed",)
    assert name("<=").words == ("less", "equal")
    assert name("*").words == ("star",)
    assert name("book").wire.raw == "book"


def test_symbols_can_be_said() -> None:
    assert spelled("-created") == ("minus", "created")
    assert spelled("@type") == ("at", "type")
    assert spelled("") == ()


@pytest.mark.parametrize(
    ("several", "one"),
    {
        "books": "book",
        "categories": "category",
        "addresses": "address",
        "boxes": "box",
        "branches": "branch",
        "people": "person",
        "databases": "database",
        "status": "status item",
        "address": "address item",
        "data": "data item",
        "news": "news item",
    }.items(),
)
def test_singular(several: str, one: str) -> None:
    assert singular(("all", several)) == ("all", *one.split())


def test_long_names_lose_as_few_words_as_possible() -> None:
    long = tuple("replace admissionregistration validating webhook configuration".split())
    assert fit(long) == ("replace", "validating", "webhook", "configuration")
    assert all(length(way) <= LONGEST for way in shortened(long))
    assert fit(("short", "name")) == ("short", "name")


def test_a_long_schema_name_keeps_its_end() -> None:
    wire = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceColumnDefinition"
    assert dotted(wire).words == ("v1", "custom", "resource", "column", "definition")


@pytest.mark.parametrize(
    ("wire", "kept"),
    [
        ("ArrivalsAndDeparturesForTheStopMethodReply", "arrivals departures stop method reply"),
        ("LongArrivalsAndDeparturesForStopOtpMethodResponse", "departures for stop otp method response"),
        ("ArrivalsAndDepartures", "arrivals and departures"),
    ],
)
def test_a_long_schema_name_loses_little_words_first(wire: str, kept: str) -> None:
    assert " ".join(dotted(wire).words) == kept


def test_words_are_not_said_twice() -> None:
    assert joined(("webhook", "pull", "request"), ("pull", "request")) == ("webhook", "pull", "request")
    assert joined(("book",), ("title",)) == ("book", "title")


@given(st.text())
def test_words_make_identifiers(text: str) -> None:
    for word in words(text):
        assert ("_" + word).isidentifier()
        assert word == word.lower()
        assert "_" not in word


@given(st.text(), st.text(min_size=1))
def test_names_are_bounded_and_stable(text: str, fallback: str) -> None:
    made = name(text, "fallback")
    assert made.words
    assert all(made.words)
    assert length(made.words) <= LONGEST
    assert name(text, "fallback") == made
    assert made.wire.raw == text


@given(st.lists(st.text(alphabet="abcdefghij", min_size=1, max_size=60), min_size=1, max_size=30))
def test_fit_always_fits(parts: list[str]) -> None:
    cut = fit(tuple(parts))
    assert cut
    assert all(cut)
    assert length(cut) <= LONGEST
