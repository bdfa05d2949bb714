"""Wardline shares cyber threat information across health care, as the law of 2015 asks."""

__version__ = "0.1.0"
