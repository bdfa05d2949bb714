"""Indicators into defensive measures that a hospital's tools can read."""
