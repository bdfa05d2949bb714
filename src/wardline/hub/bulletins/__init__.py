"""Bulletins: written, released by two people, and brought to every reader by every channel."""
