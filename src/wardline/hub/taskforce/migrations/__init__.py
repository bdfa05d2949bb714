"""The Task Force's tables."""
