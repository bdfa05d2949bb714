"""The tables of tokens."""
