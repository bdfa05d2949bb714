"""Persons' names in free text: word lists, a small model trained by us, and the whole document."""

from wardline.screen.names.finder import find
from wardline.screen.names.lexicon import lexicon

__all__ = ["find", "lexicon"]
