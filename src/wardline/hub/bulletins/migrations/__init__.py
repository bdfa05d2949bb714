"""The docket's tables."""
