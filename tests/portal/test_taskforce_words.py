"""Every public text of the Task Force can be read by somebody of eight years of school."""

from __future__ import annotations

import pytest

from plainness import texts_of
from wardline.testing.reading import grade

PATHS = (
    "/taskforce/",
    "/taskforce/members/",
    "/taskforce/rules/",
    "/taskforce/progress/",
    "/meetings/",
    "/exercises/",
    "/exercises/actions/",
)


@pytest.mark.parametrize("language", ["en", "es"])
def test_public_texts_are_plain(portal, language):
    client = portal.anybody()
    every: list[str] = []
    for path in PATHS:
        page = client.get(path, secure=True, HTTP_ACCEPT_LANGUAGE=language).content.decode()
        # Sentences, not labels; and not the citations of laws.
        sentences = [t for t in texts_of(page) if len(t.split()) > 3 and "CFR" not in t]
        found = grade(sentences, language)
        assert found.words > 10, path
        assert found.sentence < 20, (path, found)
        assert found.grade <= 8, (path, found, sentences)
        every += sentences
    assert grade(every, language).grade <= 7
    assert max(grade([text], language).sentence for text in every) < 25


def test_statements_are_asked_for_in_plain_words():
    from wardline.hub.taskforce import following

    asked = (following._TEXT, following._QUESTION, following._RULES, following._POLICY)
    found = grade([str(text) for text in asked])
    assert found.grade <= 8
    assert found.sentence < 20
