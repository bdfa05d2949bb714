"""Texts that people write in several languages: kept by language, shown in the reader's."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language

LANGUAGES = ("en", "es")


def said(words: Mapping[str, str], language: str | None = None) -> str:
    """A text in the reader's language, else in English."""
    chosen = (language or get_language() or "en").split("-")[0]
    return words.get(chosen) or words.get("en", "")
