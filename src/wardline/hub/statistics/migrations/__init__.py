"""The tables of the statistics."""
