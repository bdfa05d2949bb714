"""Indicators against a hospital's own logs."""
