"""The tables of the letter box."""
