"""Incidents in the portal: the five-minute report, its release, its clocks, and what comes back."""
