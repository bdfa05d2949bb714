"""Practices of other sectors: comparable, with sources; each is evidence too."""
