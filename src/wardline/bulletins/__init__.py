"""Bulletins: one text, written once, for readers of every kind, size, role and language. Pure."""
