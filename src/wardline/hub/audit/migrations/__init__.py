"""The tables of the log and what keeps them append-only."""
