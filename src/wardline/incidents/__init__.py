"""Incidents: the five-minute report, its standard forms, its clocks, and anonymous tokens. Pure."""
