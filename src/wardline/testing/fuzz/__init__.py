"""Hostile bytes for every parser: the table of targets, a guided fuzzer and a quick one.

    python -m wardline.testing.fuzz --list
    python -m wardline.testing.fuzz zeek --seconds 600

What is promised of each: it ends in a result or in an error of `core/errors.py`, within seconds and
in bounded memory. `docs/fuzzing.md` says what was run for how long.
"""
