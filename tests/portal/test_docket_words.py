"""Every public text of the docket can be read by somebody of eight years of school."""

from __future__ import annotations

import uuid

import pytest

from plainness import texts_of
from wardline.testing.reading import grade

PATHS = (
    "/docket/",
    "/docket/calls/cybersecurity-rfi/",
    "/docket/calls/cybersecurity-rfi/comment/",
    # Our own words; what others wrote has the grade that it has.
    "/docket/comments/?q=nobody+wrote+this",
    "/docket/receipt/",
    "/docket/rules/",
    "/docket/log/",
)


@pytest.mark.parametrize("language", ["en", "es"])
def test_public_texts_are_plain(portal, language):
    client = portal.anybody()
    every: list[str] = []
    for path in PATHS:
        page = client.get(path, secure=True, HTTP_ACCEPT_LANGUAGE=language).content.decode()
        texts = texts_of(page)
        # Sentences, not labels: one word alone has no grade.
        sentences = [text for text in texts if len(text.split()) > 3]
        found = grade(sentences, language)
        assert found.words > 5, path
        assert found.sentence < 20, (path, found)
        assert found.grade <= 8, (path, found, sentences)
        every += sentences
    assert grade(every, language).grade <= 7
    longest = max(grade([text], language).sentence for text in every)
    assert longest < 25


def test_the_receipt_and_what_is_refused_are_plain(portal):
    client = portal.anybody()
    word = uuid.uuid4().hex[:6]
    pages = [
        client.post("/docket/calls/cybersecurity-rfi/comment/",
                    {"comment": f"Made up {word}.", "kind": "anonymous", "do": do}, secure=True)
        for do in ("check", "send")
    ]  # fmt: skip
    pages.append(client.post("/docket/receipt/", {"tracking": "wrong"}, secure=True))
    for page in pages:
        found = grade([text for text in texts_of(page.content.decode()) if len(text.split()) > 3])
        assert found.sentence < 20
        assert found.grade <= 8, found


def test_the_grades_are_those_that_are_known():
    easy = grade(["The cat sat on the mat. It was warm."])
    hard = grade([("Notwithstanding organizational heterogeneity, interoperability considerations "
                  "necessitate comprehensive cybersecurity accountability.")])  # fmt: skip
    assert easy.grade < 2
    assert hard.grade > 15
    assert easy.sentence == 4.5
